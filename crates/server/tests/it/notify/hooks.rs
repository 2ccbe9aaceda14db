//! Webhooks, Slack's Web API, status pages, issues: shapes, tokens, signatures.

use engine::coordinate::delivery::{
    About, Content, DeliveryId, Field, Message, Order, StatusStage,
};
use serde_json::{Value, json};
use server::app::{RoomRecord, Stage};
use server::config::Config;

use super::servers::{FAST, Sending, channels, states};
use crate::house::{House, file, rita};
use crate::notify_server::Server;

const SECRET: &str = "whsec_cG9ydGN1bGxpcy10ZXN0LXNlY3JldC1rZXk=";

/// All channels that are HTTP, at this port.
fn settings(folder: &std::path::Path, port: u16) -> String {
    let url = |path: &str| {
        let name = format!("url-{}", path.replace('/', "-"));
        file(folder, &name, &format!("http://127.0.0.1:{port}{path}\n"))
    };
    let [mattermost, slack, teams, events] =
        ["/mattermost", "/slack", "/teams", "/events"].map(|path| url(path).display().to_string());
    let kept = |name: &str, text: &str| file(folder, name, text).display().to_string();
    let secret = kept("secret", SECRET);
    let token = kept("slack.token", "xoxb-test");
    let (id, key) = (kept("io.id", "the-id"), kept("io.key", "the-key"));
    let page_key = kept("sp.key", "the-page-key");
    let base = format!("http://127.0.0.1:{port}");
    let mut text = String::new();
    for (name, table) in [
        ("mattermost", format!("mattermost = {{ url_file = \"{mattermost}\" }}")),
        ("slack", format!("slack = {{ url_file = \"{slack}\" }}")),
        ("teams", format!("teams = {{ url_file = \"{teams}\" }}")),
        ("events", format!("webhook = {{ url_file = \"{events}\", secret_file = \"{secret}\" }}")),
        (
            "rooms",
            format!(
                "slack_api = {{ token_file = \"{token}\", url = \"{base}/api/\", told_in = \"C0SEC\", invite = [\"U1\", \"U2\"] }}"
            ),
        ),
        (
            "io",
            format!(
                "status_io = {{ page = \"page1\", id_file = \"{id}\", key_file = \"{key}\", url = \"{base}/v2/\" }}"
            ),
        ),
        (
            "page",
            format!(
                "statuspage = {{ page = \"page2\", key_file = \"{page_key}\", url = \"{base}/v1/\" }}"
            ),
        ),
    ] {
        text = format!("{text}[[channel]]\nname = \"{name}\"\n{FAST}{table}\n");
    }
    text
}

async fn started() -> Option<(Server, Sending)> {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), "hook_server", &["--secret", SECRET])?;
    let settings = settings(folder.path(), server.port);
    Some((server, Sending::start(folder, &settings).await))
}

fn message() -> Message {
    Message {
        fields: vec![Field { label: "\u{30ea}\u{30b9}\u{30af}".into(), value: "A < B & C".into() }],
        links: vec![Field { label: "Case".into(), value: "https://p.example/cases/C-1".into() }],
        is_urgent: true,
        ..Message::new("ja", "\u{72b6}\u{6cc1}", "\u{672c}\u{6587} <x> & *y*")
    }
}

/// Queues an order as other parts of the product do: by the journal.
async fn queue(house: &Sending, channel: &str, nonce: &str, content: Content) -> DeliveryId {
    let about = About::Update { update: "u1".to_owned() };
    let order = Order {
        id: DeliveryId::of(house.case, &about, channel, nonce),
        channel: channel.to_owned(),
        about,
        to: Vec::new(),
        content,
        approved_by: std::collections::BTreeSet::new(),
    };
    let id = order.id.clone();
    house.app.queue(&rita(), house.case, order).await.unwrap();
    id
}

fn no_fault(came: &[Value]) {
    let faults: Vec<&Value> = came.iter().filter(|line| line.get("fault").is_some()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_neutral_message_reaches_every_chat_and_a_signed_webhook() {
    let Some((server, house)) = started().await else { return };
    for channel in ["mattermost", "slack", "teams", "events"] {
        let content = Content::Message { message: message() };
        let id = queue(&house, channel, "1", content).await;
        let view = house.ended(&id).await;
        assert_eq!(states(&view), ["sent"], "{channel}: {view:#?}");
        house.until(&id, |view| view.evidence.len() == 1).await;
    }
    let came = server.came();
    no_fault(&came);
    let paths: Vec<&str> = came.iter().filter_map(|line| line["path"].as_str()).collect();
    assert_eq!(paths, ["/mattermost", "/slack", "/teams", "/events"]);
    assert!(came.iter().all(|line| !line["body"].as_str().unwrap().contains("whsec_")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_webhook_says_decides_whether_it_is_tried_again() {
    let Some((server, house)) = started().await else { return };
    // Not taken: again. Taken or not, nobody knows: uncertain, but a receiver
    // that knows events by their id gets it again.
    server.plan(&json!({ "status": {
        "/mattermost": [404], "/slack": [500], "/teams": [0], "/events": [500],
    } }));
    // A connection that could not be made is no answer of the other side: it is tried again.
    let send = async |channel, answered: &str| {
        let id = queue(&house, channel, "1", Content::Message { message: message() }).await;
        let is_answered = |view: &server::app::DeliveryView| {
            let parcel = &view.parcels[0];
            parcel.answer.contains(answered) && (parcel.state != "waiting" || answered == "500")
        };
        house.until(&id, is_answered).await
    };
    assert_eq!(states(&send("mattermost", "404").await), ["refused"]);
    assert_eq!(states(&send("slack", "").await), ["uncertain"]);
    assert_eq!(states(&send("teams", "").await), ["uncertain"]);
    assert_eq!(states(&send("events", "500").await), ["waiting"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_incident_channel_is_made_once_and_everybody_is_told_cm13() {
    let Some((server, house)) = started().await else { return };
    let rita = rita();
    let view = house.app.open_room(&rita, house.case).await.unwrap();
    assert_eq!(view.name, "inc-c-1-leaked-token");
    for id in &view.deliveries {
        let view = house.ended(id).await;
        assert_eq!(view.line.stage, Stage::Over, "{view:#?}");
    }
    let room = house.app.room(&rita, house.case).unwrap().room.unwrap();
    assert_eq!(
        (room.name.as_str(), room.channel.as_deref()),
        ("inc-c-1-leaked-token", Some("rooms"))
    );
    let came = server.came();
    no_fault(&came);
    let calls: Vec<&str> = came.iter().filter_map(|line| line["path"].as_str()).collect();
    assert_eq!(calls.len(), 4, "{calls:?}");
    assert_eq!(calls[0], "/api/conversations.create");
    let refused = house.app.open_room(&rita, house.case).await.unwrap_err();
    assert_eq!(refused.rule(), "room.there_is_one");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_the_room_is_made_by_hand_and_recorded_cm13() {
    let folder = tempfile::tempdir().unwrap();
    let config = crate::house::bare_config(folder.path());
    let house = Sending::open(folder, config).await;
    let rita = rita();
    let view = house.app.room(&rita, house.case).unwrap();
    assert_eq!((view.channel, view.commands[0].text.as_str()), (None, "inc-c-1-leaked-token"));
    let refused = house.app.open_room(&rita, house.case).await.unwrap_err();
    assert_eq!(refused.rule(), "room.no_token");
    let record = RoomRecord { room: "#war-room".to_owned(), url: String::new() };
    let view = house.app.record_room(&rita, house.case, record).await.unwrap();
    assert_eq!(view.room.unwrap().name, "war-room");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_page_goes_on_with_the_same_incident_cm24() {
    let Some((server, house)) = started().await else { return };
    for channel in ["io", "page"] {
        for (nonce, stage) in [
            ("1", StatusStage::Investigating),
            ("2", StatusStage::Identified),
            ("3", StatusStage::Resolved),
        ] {
            let id =
                queue(&house, channel, nonce, Content::Status { message: message(), stage }).await;
            let view = house.ended(&id).await;
            assert_eq!(states(&view), ["sent"], "{channel} {stage:?}: {view:#?}");
        }
    }
    let came = server.came();
    no_fault(&came);
    let told: Vec<String> = came
        .iter()
        .map(|line| {
            format!("{} {}", line["method"].as_str().unwrap(), line["path"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            "POST /v2/incident/create",
            "POST /v2/incident/update",
            "POST /v2/incident/resolve",
            "POST /v1/pages/page2/incidents",
            "PATCH /v1/pages/page2/incidents/sp-1",
            "PATCH /v1/pages/page2/incidents/sp-1",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_is_confidential_or_it_is_not_sent() {
    let house = House::start().await;
    let project = house.range.with_world(|world| *world.projects.keys().next().unwrap());
    house.app.close().await;
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "[[channel]]\nname = \"tracker\"\n{FAST}gitlab_issue = {{ project = \"{project}\", labels = [\"incident\"] }}\n"
    );
    let mut config: Config = house.config.clone();
    config.data.dir = folder.path().join("data");
    config.stream.clear();
    config.channel = channels(&text);
    let sending = Sending::open(folder, config).await;

    let issue = Content::Issue { message: message() };
    let id = queue(&sending, "tracker", "1", issue).await;
    let view = sending.ended(&id).await;
    assert_eq!(states(&view), ["sent"], "{view:#?}");
    let (is_confidential, title) = house.range.with_world(|world| {
        let issue = world.issues.values().next().unwrap();
        (issue.is_confidential, issue.title.clone())
    });
    assert!(is_confidential);
    assert_eq!(title, message().title);

    let note = Content::Message { message: message() };
    let id = queue(&sending, "tracker", "2", note.clone()).await;
    assert_eq!(states(&sending.ended(&id).await), ["sent"]);

    // Somebody from outside takes part: not one more word there.
    house.range.with_world(|world| {
        let members: Vec<u64> = world.members.iter().map(|member| member.user).collect();
        let stranger = *world.users.keys().find(|user| !members.contains(user)).unwrap();
        world.issues.values_mut().next().unwrap().participants.push(stranger);
    });
    let id = queue(&sending, "tracker", "3", note.clone()).await;
    let view = sending.ended(&id).await;
    assert_eq!(states(&view), ["refused"]);
    assert!(view.parcels[0].answer.contains("no member"), "{view:#?}");

    house
        .range
        .with_world(|world| world.issues.values_mut().next().unwrap().is_confidential = false);
    let id = queue(&sending, "tracker", "4", note).await;
    let view = sending.ended(&id).await;
    assert!(view.parcels[0].answer.contains("not confidential"), "{view:#?}");
    let notes = house.range.with_world(|world| world.issues.values().next().unwrap().notes.len());
    assert_eq!(notes, 1);
}
