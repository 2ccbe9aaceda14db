//! Setting up a stream in GitLab, seeing it arrive, and noticing when somebody
//! alters it or takes it away.

use engine::detect::record::RecordRule;
use engine::investigate::triage::Own;
use engine::respond::Tier;
use server::app::{StreamOrder, TestOrder};
use server::config::GitLab;

use crate::house::{ada, file, rita, rules};
use crate::reconcile::Pair;

/// A pair whose stream's token is as long as GitLab takes it, and no destination yet.
async fn bare() -> (Pair, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let token = file(folder.path(), "short.token", "0123456789abcdef01234567");
    let pair = Pair::start(|config| config.stream[0].token_files = vec![token]).await;
    pair.range.with_world(|world| world.stream_destinations.clear());
    (pair, folder)
}

fn create() -> StreamOrder {
    StreamOrder { create: true, ..StreamOrder::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_set_up_in_gitlab_and_its_event_arrives() {
    let (pair, _folder) = bare().await;
    let printed = pair.app.set_up_stream(&rita(), StreamOrder::default()).await.unwrap();
    assert!(printed.created.is_none());
    assert!(printed.graphql[0].contains("instanceAuditEventStreamingDestinationsCreate"));
    assert!(!printed.graphql.join("").contains("0123456789abcdef"), "the token is printed");
    let order = TestOrder { poke: true, ..TestOrder::default() };
    let refused = pair.app.test_stream(&rita(), &order).await.unwrap_err();
    assert!(rules(&refused).contains("connection.no_destination"));

    let made = pair.app.set_up_stream(&rita(), create()).await.unwrap();
    assert!(made.created.is_some(), "{made:?}");
    let order = TestOrder { poke: true, wait_s: 20, ..TestOrder::default() };
    let test = pair.app.test_stream(&rita(), &order).await.unwrap();
    assert!(test.has_arrived, "{test:?}");

    let connection = pair.app.connection(&rita()).await.unwrap();
    let line = &connection.streams[0];
    assert_eq!(line.destination.as_ref().map(|one| one.name.as_str()), Some("portcullis-main"));
    let shown = serde_json::to_string(&connection).unwrap();
    assert!(!shown.contains("0123456789abcdef"), "the token is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_test_of_a_stream_opens_no_case_and_a_strangers_change_does() {
    let (pair, _folder) = bare().await;
    pair.app.set_up_stream(&rita(), create()).await.unwrap();
    pair.range.streams_idle().await;
    pair.app.settle().await;
    let before = pair.app.cases(&rita()).unwrap().len();
    let known: Vec<_> = pair
        .app
        .findings(&rita(), None, 1000)
        .unwrap()
        .into_iter()
        .map(|finding| finding.id)
        .collect();
    pair.later(3600);

    let order = TestOrder { poke: true, wait_s: 20, ..TestOrder::default() };
    let test = pair.app.test_stream(&rita(), &order).await.unwrap();
    assert!(test.has_arrived, "{test:?}");
    pair.range.streams_idle().await;
    pair.app.settle().await;

    let mut own = pair.app.findings(&rita(), None, 1000).unwrap();
    own.retain(|finding| !known.contains(&finding.id));
    assert!(!own.is_empty(), "a renamed destination is found");
    for finding in &own {
        let view = pair.app.finding_view(&rita(), &finding.id.0).await.unwrap();
        assert_eq!(view.traits.own, Some(Own::StreamTest), "{finding:?}");
    }
    assert_eq!(pair.app.cases(&rita()).unwrap().len(), before, "{own:#?}");

    // The same user of GitLab's, later: with our token stolen it would look like this.
    pair.later(3600);
    let scope = gitlab::StreamScope::Instance;
    let seen = pair.app.probe_connection(&rita()).await.unwrap();
    let ours = seen.streams[0].destinations[0].id.clone();
    pair.client().rename_stream_destination(&scope, &ours, "elsewhere").await.unwrap();
    pair.range.streams_idle().await;
    pair.app.settle().await;
    assert_eq!(pair.app.cases(&rita()).unwrap().len(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_gitlab_would_refuse_is_refused_before() {
    let pair = Pair::start(|_| {}).await;
    let refused = pair.app.set_up_stream(&rita(), create()).await.unwrap_err();
    assert!(rules(&refused).contains("connection.token_length"), "{refused:?}");
    let may_not = pair.app.set_up_stream(&ada(), create()).await.unwrap_err();
    assert_eq!(may_not.status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destination_that_is_altered_or_deleted_is_found_once() {
    let pair = Pair::start(|_| {}).await;
    pair.app.probe_connection(&rita()).await.unwrap();
    pair.app.probe_connection(&rita()).await.unwrap();
    assert_eq!(pair.found(), []);

    pair.range.with_world(|world| {
        for one in world.stream_destinations.values_mut() {
            one.is_active = false;
        }
    });
    for _look in 0..2 {
        pair.app.probe_connection(&rita()).await.unwrap();
    }
    assert_eq!(pair.found(), [RecordRule::DestinationAltered]);

    pair.range.with_world(|world| world.stream_destinations.clear());
    let pair = pair.reopen().await;
    for _look in 0..2 {
        pair.app.probe_connection(&rita()).await.unwrap();
    }
    let mut found = pair.found();
    found.sort();
    assert_eq!(found, [RecordRule::DestinationGone, RecordRule::DestinationAltered]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_tells_role_licence_scopes_and_what_does_not_answer() {
    let pair = Pair::start(|_| {}).await;
    let probe = pair.app.probe_connection(&rita()).await.unwrap();
    let standing = &probe.standing.standing;
    assert_eq!((standing.is_admin, standing.tier), (true, Tier::Ultimate));
    assert!(probe.token.as_ref().unwrap().scopes.contains(&"api".to_owned()));
    assert!(probe.can_ask(gitlab::AuditScope::Instance));
    assert_eq!(pair.app.connection(&rita()).await.unwrap().probe, Some(probe));

    let folder = tempfile::tempdir().unwrap();
    let leaked = file(folder.path(), "leaked.token", pair.range.leaked_token());
    let settings = GitLab::new(pair.range.base_url().clone(), leaked);
    let weak = server::app::try_connection(&settings, pair.clock.now()).await.unwrap();
    let refused = weak.endpoints.iter().find(|one| one.path == "application/settings").unwrap();
    assert!(!refused.is_there && refused.why.is_some(), "{refused:?}");
    let wrong = GitLab::new(
        pair.range.base_url().clone(),
        file(folder.path(), "wrong.token", "glpat-nobody-knows-this-one"),
    );
    let error = server::app::try_connection(&wrong, pair.clock.now()).await.unwrap_err();
    assert!(!format!("{error:?}").contains("nobody-knows"), "{error:?}");
}
