//! What holds whatever the channel: second person, sink, lost outbox, refusals.

use engine::coordinate::custody::Tlp;
use engine::coordinate::delivery::{About, Content, DeliveryId, Entry, Message, Order};
use engine::coordinate::{Circumstance, Fact, FactKind, What};
use server::app::{AccessOrder, HandOrder, Hold, OutboxFilter, Resend, Stage};
use server::config::{Config, Notify};

use server::person::{Person, Role};

use super::servers::{FAST, Sending, channels, states};
use crate::house::{ada, bare_config, file, otto, rita};
use crate::notify_server::Server;

fn chat(folder: &std::path::Path, port: u16, reach: &str) -> String {
    let url = file(folder, "url", &format!("http://127.0.0.1:{port}/mattermost"));
    let url = url.display();
    format!(
        "[[channel]]\nname = \"chat\"\nreach = \"{reach}\"\n{FAST}mattermost = {{ url_file = \"{url}\" }}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_case_says_nothing_in_a_room_without_a_second_person_cm24() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "hook_server", &[]) else { return };
    let settings = chat(folder.path(), server.port, "company");
    let house = Sending::start(folder, &settings).await;
    let kind = FactKind::Circumstance { circumstance: Circumstance::Confidential, holds: true };
    let fact = Fact { kind, source: "rita".to_owned() };
    house.app.state_fact(&rita(), house.case, fact).await.unwrap();

    let id = house.send("chat", &[], ("T", "B")).await;
    let view = house.until(&id, |view| view.line.stage == Stage::Held).await;
    assert_eq!(states(&view), ["waiting"]);
    let by_herself = Person::new("rita", [Role::Responder, Role::Approver]);
    let refused = house.app.clear_delivery(&by_herself, &id).await.unwrap_err();
    assert_eq!(refused.rule(), "delivery.own");
    assert!(server.came().is_empty());

    // The second person must be one who may see the case at all.
    let refused = house.app.clear_delivery(&otto(), &id).await.unwrap_err();
    assert_eq!(refused.rule(), "case.confidential");
    let operator = Person::operator("test");
    house.app.create_account(&operator, "otto", [Role::Approver].into()).await.unwrap();
    let let_in = AccessOrder { person: "otto".to_owned(), reason: "second person".to_owned() };
    house.app.grant_access(&operator, house.case, let_in).await.unwrap();
    house.app.clear_delivery(&otto(), &id).await.unwrap();
    let view = house.ended(&id).await;
    assert_eq!((states(&view), view.cleared_by.as_deref()), (vec!["sent"], Some("otto")));
    assert_eq!(server.came().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_by_hand_goes_to_no_customer_cm22() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "hook_server", &[]) else { return };
    let settings = chat(folder.path(), server.port, "public");
    let house = Sending::start(folder, &settings).await;
    let order = HandOrder {
        channel: "chat".to_owned(),
        to: Vec::new(),
        language: "en".to_owned(),
        title: "T".to_owned(),
        body: "B".to_owned(),
        is_urgent: false,
    };
    let refused = house.app.send_by_hand(&rita(), house.case, order.clone()).await.unwrap_err();
    assert_eq!(refused.rule(), "delivery.not_by_hand");
    let refused = house.app.send_by_hand(&ada(), house.case, order).await.unwrap_err();
    assert_eq!(refused.rule(), "permission.send");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_sink_nothing_leaves_the_process_whatever_the_channel() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "hook_server", &[]) else { return };
    let config = Config {
        channel: channels(&chat(folder.path(), server.port, "company")),
        notify: Notify { sink: true },
        ..bare_config(folder.path())
    };
    let house = Sending::open(folder, config).await;
    let id = house.send("chat", &[], ("T", "B")).await;
    assert_eq!(states(&house.ended(&id).await), ["sent"]);
    let id = house.send("a-channel-that-is-not-set", &["a@example.com"], ("T", "B")).await;
    assert_eq!(states(&house.ended(&id).await), ["sent"]);
    let traffic = house.app.traffic();
    assert_eq!((traffic.external_messages, traffic.external_bytes), (0, 0));
    assert_eq!(traffic.sunk_messages, 2);
    assert!(traffic.sunk_bytes > 0 && server.came().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outbox_that_was_lost_sends_nothing_a_second_time() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "mail_server", &[]) else { return };
    server.plan(&serde_json::json!({ "later": { "b@example.com": 99 } }));
    let port = server.port;
    let text = format!(
        "[[channel]]\nname = \"mail\"\n{FAST}[channel.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nfrom = \"security@example.com\"\n"
    );
    let house = Sending::start(folder, &text).await;
    let id = house.send("mail", &["a@example.com", "b@example.com"], ("T", "B")).await;
    house.until(&id, |view| view.parcels[0].state == "sent" && view.parcels[1].attempts > 0).await;
    house.app.close().await;
    let Sending { config, folder, .. } = house;
    let state = config.data.dir.join("state.db");
    for name in ["state.db", "state.db-wal", "state.db-shm"] {
        drop(std::fs::remove_file(state.with_file_name(name)));
    }

    let house = Sending::open(folder, config).await;
    let view = house.ended(&id).await;
    assert_eq!(states(&view), ["sent", "uncertain"], "{view:#?}");
    assert_eq!(server.came().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_can_never_go_lies_dead_in_the_open() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "hook_server", &[]) else { return };
    let settings = chat(folder.path(), server.port, "company");
    let house = Sending::start(folder, &settings).await;
    // A room has no addressees of its own: it is told once.
    let told = house.send("chat", &["a@example.com"], ("T", "B")).await;
    assert_eq!(states(&house.ended(&told).await), ["sent"]);
    let content = Content::RoomTopic { topic: "T".to_owned() };
    let id = DeliveryId::of(house.case, &About::Room, "chat", "1");
    let order = Order {
        id: id.clone(),
        channel: "chat".to_owned(),
        about: About::Room,
        to: Vec::new(),
        content,
        approved_by: std::collections::BTreeSet::new(),
    };
    house.app.queue(&rita(), house.case, order).await.unwrap();
    let view = house.ended(&id).await;
    assert_eq!((view.line.stage, states(&view)), (Stage::Dead, vec!["refused"]));
    let filter = OutboxFilter { case: None, is_open: true };
    let open: Vec<DeliveryId> =
        house.app.deliveries(&rita(), filter).unwrap().into_iter().map(|line| line.id).collect();
    assert_eq!(open, [id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_queued_before_a_lockdown_leaves_when_the_file_lifts_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "mail_server", &[]) else { return };
    let port = server.port;
    let text = format!(
        "[[channel]]\nname = \"mail\"\n{FAST}[channel.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nfrom = \"security@example.com\"\n"
    );
    let config = Config { channel: channels(&text), ..bare_config(folder.path()) };
    let house = Sending::queueing(folder, config).await;
    let waits = house.send("mail", &["a@example.com"], ("T", "B")).await;
    let stopped = house.send("mail", &["b@example.com"], ("T", "B")).await;
    let held = house.app.lock_down(&rita(), "an account of ours is not ours").await.unwrap();

    house.app.deliver().unwrap();
    let view = house.until(&waits, |view| view.parcels[0].changed_at.is_some()).await;
    assert_eq!((view.line.stage, view.line.hold), (Stage::Held, Some(Hold::Lockdown)));
    // Stopping is no sending: it must be possible just then.
    house.app.cancel_delivery(&rita(), &stopped, "not true any more").await.unwrap();
    assert_eq!(states(&house.ended(&stopped).await), ["cancelled"]);
    assert_eq!((server.came().len(), house.look(&waits).await.parcels[0].attempts), (0, 0));

    let lift = format!("[lockdown]\nlift = {}\n", held.index);
    file(&house.config.data.dir, "portcullis.toml", &lift);
    let view = house.ended(&waits).await;
    assert_eq!((states(&view), view.line.hold), (vec!["sent"], None));
    assert_eq!(server.came().len(), 1);
    let journal = house.app.journal(&ada(), 0, 100).await.unwrap();
    let place = |is_it: &dyn Fn(&What) -> bool| {
        journal.iter().position(|line| is_it(&line.entry.what)).unwrap()
    };
    let lifted = place(&|what| matches!(what, What::LockdownLifted { .. }));
    let sent =
        place(&|what| matches!(what, What::Delivery(Entry::Ended { id, .. }) if *id == waits));
    assert!(lifted < sent);
}

/// The next kind of thing that is sent: a new one does not compile before it
/// stands here, and so in the test below.
fn after(about: &About) -> Option<About> {
    let item = || "1".to_owned();
    Some(match about {
        About::Update { .. } => About::Communication { item: item() },
        About::Communication { .. } => About::Obligation { occurrence: item() },
        About::Obligation { .. } => About::Duty { duty: item() },
        About::Duty { .. } => About::Room,
        About::Room => About::Issue,
        About::Issue => About::DiveFinding { number: 1 },
        About::DiveFinding { .. } => About::Gap,
        About::Gap => About::ByHand,
        About::ByHand => return None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_asks_the_marking_when_it_is_ordered_and_when_it_leaves_in7() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Server::start(folder.path(), "hook_server", &[]) else { return };
    let channel = chat(folder.path(), server.port, "company");
    let config = Config { channel: channels(&channel), ..bare_config(folder.path()) };
    let house = Sending::queueing(folder, config).await;
    let first = About::Update { update: "1".to_owned() };
    let all: Vec<About> = std::iter::successors(Some(first), after).collect();
    let order = |about: &About, nonce: &str| Order {
        id: DeliveryId::of(house.case, about, "chat", nonce),
        channel: "chat".to_owned(),
        about: about.clone(),
        to: Vec::new(),
        content: Content::Message { message: Message::new("en", "T", "B") },
        approved_by: std::collections::BTreeSet::new(),
    };
    for about in &all {
        house.app.queue(&rita(), house.case, order(about, "before")).await.unwrap();
    }
    let red = (Tlp::Red, None, "names a source");
    house.app.mark_evidence(&rita(), house.case, red).await.unwrap();
    for about in &all {
        let late = house.app.queue(&rita(), house.case, order(about, "after")).await;
        assert_eq!(late.unwrap_err().rule(), "custody.tlp", "{about:?}");
    }
    house.app.deliver().unwrap();
    for about in &all {
        let view = house.ended(&order(about, "before").id).await;
        assert_eq!((view.line.stage, states(&view)), (Stage::Dead, vec!["refused"]), "{about:?}");
        assert!(view.parcels[0].answer.contains("TLP:RED"), "{view:#?}");
    }
    assert!(server.came().is_empty());

    // Nor is it sent again before it is marked anew.
    let id = order(&all[0], "before").id;
    let again = || Resend { reason: "now".to_owned(), parcels: Vec::new() };
    let refused = house.app.resend(&rita(), &id, again()).await.unwrap_err();
    assert_eq!(refused.rule(), "custody.tlp");
    let amber = (Tlp::Amber, None, "the source agreed");
    house.app.mark_evidence(&rita(), house.case, amber).await.unwrap();
    house.app.resend(&rita(), &id, again()).await.unwrap();
    house.until(&id, |view| states(view) == ["sent"]).await;
    assert_eq!(server.came().len(), 1);
}
