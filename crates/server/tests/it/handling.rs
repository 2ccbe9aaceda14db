//! Walk 7: a request for logs from intake to receipt, and every attack on its
//! release (LD15, LD16, LD25, LD26).

mod review;

use std::io::{Read as _, Write as _};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use bytes::Bytes;
use engine::assist::redaction::EditKind;
use engine::assist::request::{
    Deployment, Exception, LogKind, Plan, Request as Wanted, Resource, ResourceKind, Window,
};
use engine::assist::scope::Verdict;
use engine::coordinate::approval::Subject;
use engine::coordinate::custody::Tlp;
use engine::coordinate::dive::Requester;
use engine::coordinate::dive::handling::Way;
use engine::coordinate::{CaseId, EvidenceSource};
use engine::respond::gate::Group;
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use range::attack::Scenario;
use secrecy::{ExposeSecret as _, SecretString};
use server::app::{
    App, AppError, ApprovalAnswer, DiveOrder, DiveProgress, DiveWord, EditOrder, HandOver, Lines,
    NewEvidence, RedactOrder,
};
use server::clock::Clock;
use server::person::{Person, Role};
use tower::ServiceExt as _;

use crate::house::{House, rita, rules};

fn sam() -> Person {
    Person::new("sam", [Role::Support])
}

fn sec() -> Person {
    Person::new("sec", [Role::Approver])
}

fn lea() -> Person {
    Person::new("lea", [Role::Approver])
}

pub(crate) const PROJECT: &str = "harbor/billing";

/// A house in which security and Legal have a member each.
pub(crate) async fn house() -> House {
    let house = House::start_with(|config| {
        for (group, member) in [("security", "sec"), ("legal", "lea")] {
            let members = vec![member.to_owned()];
            config.policy.groups.insert(group.to_owned(), Group { members, backups: Vec::new() });
        }
    })
    .await;
    let lines: Vec<Bytes> = lines(house.app.clock().now()).into_iter().map(Bytes::from).collect();
    house.app.accept("import/api_json.log", lines).await.unwrap();
    house.app.settle().await;
    house
}

/// Two lines of the project, one of another, one before the window.
fn lines(now: Timestamp) -> Vec<String> {
    let at = |hours: i64| now - SignedDuration::from_hours(hours);
    let line = |at: Timestamp, path: &str, user: &str, id: i64| {
        format!(
            r#"{{"time":"{at:.3}","severity":"INFO","duration_s":0.1,"method":"GET","path":"/api/v4/projects/{path}/variables","status":200,"route":"/api/:version/projects/:id/variables","user_id":{id},"username":"{user}","remote_ip":"203.0.113.90","ua":"curl by {user}"}}"#
        )
    };
    vec![
        line(at(20), "harbor%2Fbilling", "mallory.strange", 4711),
        line(at(21), "harbor%2Fbilling", "mei.tanaka", 4712),
        line(at(22), "commons%2Fstyle-guide", "mei.tanaka", 4712),
        line(at(24 * 6), "harbor%2Fbilling", "mei.tanaka", 4712),
    ]
}

fn wanted(now: Timestamp, personal_data: bool) -> Wanted {
    let resource = Resource { kind: ResourceKind::Project, path: PROJECT.to_owned(), owned: None };
    let window = Window {
        start: Some(now - SignedDuration::from_hours(72)),
        end: Some(now - SignedDuration::from_hours(1)),
    };
    Wanted {
        requested_at: Some(now),
        deployment: Some(Deployment::Saas),
        plan: Some(Plan::Ultimate),
        paying: Some(true),
        resources: vec![resource],
        events: vec!["other:variables_read".to_owned()],
        window: Some(window),
        log_kinds: vec![LogKind::Application],
        personal_data,
        complex: false,
        gap: Some("who read the variables".to_owned()),
        exception: Exception::None,
        insisted: false,
        cost_accepted: false,
    }
}

/// Filed by support, verified, decided: granted to the security team.
pub(crate) async fn granted(app: &App) -> CaseId {
    let requester = Requester {
        organisation: "Orchard".to_owned(),
        identities: ["ann@orchard.test".to_owned()].into(),
        ..Requester::default()
    };
    let now = app.clock().now();
    let case = app.file_dive(&sam(), wanted(now, true), requester).await.unwrap();
    let resource = (ResourceKind::Project, PROJECT);
    app.verify_ownership(&sam(), case, resource, (true, "an owner asked")).await.unwrap();
    app.decide_dive(&rita(), case).await.unwrap();
    case
}

pub(crate) async fn searched(app: &App, case: CaseId, order: DiveOrder) -> DiveProgress {
    let mut progress = app.begin_dive(&rita(), case, order).await.unwrap();
    while matches!(progress.state, DiveWord::Running | DiveWord::Waiting) {
        tokio::task::yield_now().await;
        progress = app.dive_progress(&rita(), case).unwrap();
    }
    assert_eq!(progress.state, DiveWord::Done, "{progress:?}");
    progress
}

async fn approve(app: &App, person: &Person, case: CaseId, hash: &str) -> Result<(), AppError> {
    let subject = Subject::Release { release: hash.to_owned() };
    let answer = ApprovalAnswer { subject, hash: hash.to_owned(), is_yes: true, reason: None };
    app.answer_approval(person, case, answer).await
}

/// Searched, redacted and asked for; answers the hash.
async fn asked(app: &App, case: CaseId) -> String {
    searched(app, case, DiveOrder::default()).await;
    app.redact_dive(&rita(), case, RedactOrder::default()).await.unwrap();
    app.request_release(&rita(), case, "reviewed").await.unwrap()
}

fn order(hash: &str, recipient: Option<&str>) -> HandOver {
    let recipient = recipient.map(str::to_owned);
    HandOver { hash: hash.to_owned(), recipient, hours: None }
}

async fn refused(app: &App, case: CaseId, hash: &str) -> Vec<String> {
    let error = app.hand_over(&sam(), case, order(hash, None)).await.unwrap_err();
    rules(&error).into_iter().collect()
}

/// The result as it would leave.
async fn result(app: &App, case: CaseId) -> String {
    let lines = Lines { from: 1, count: 100, only_spans: false };
    let shown = app.shown_redaction(&lea(), case, lines).await.unwrap();
    assert!(!shown.sees_original && shown.lines.iter().all(|line| line.original.is_empty()));
    shown.lines.iter().flat_map(|line| [line.result.as_str(), "\n"]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_searched_redacted_approved_by_two_and_taken_once() {
    let house = house().await;
    let app = &house.app;
    let case = granted(app).await;
    let progress = searched(app, case, DiveOrder::default()).await;
    assert_eq!((progress.lines, progress.seen[&Verdict::Taken]), (2, 2), "{progress:?}");
    let artefact = progress.artefact.unwrap();
    assert!(artefact.queries.iter().any(|query| query.contains("entity:harbor/billing")));
    assert!(artefact.queries.iter().any(|query| query.starts_with("SELECT record_index")));

    let redacted = app.redact_dive(&rita(), case, RedactOrder::default()).await.unwrap();
    assert_eq!(redacted.report.original_sha256, artefact.sha256);
    let text = result(app, case).await;
    for gone in ["mallory", "mei.tanaka", "4711", "203.0.113.90"] {
        assert!(!text.contains(gone), "{gone} in {text}");
    }
    assert!(text.contains("harbor%2Fbilling"), "{text}");
    assert!(app.replay_redaction(&lea(), case).await.unwrap().same);

    let hash = app.request_release(&rita(), case, "reviewed").await.unwrap();
    assert_eq!(hash, redacted.artefact.sha256);
    approve(app, &sec(), case, &hash).await.unwrap();
    approve(app, &lea(), case, &hash).await.unwrap();
    let key = age::x25519::Identity::generate();
    let recipient = key.to_public().to_string();
    let handed = app.hand_over(&sam(), case, order(&hash, Some(&recipient))).await.unwrap();
    assert!(handed.passphrase.is_none());

    // A mail scanner follows the link; the recipient then still can take it.
    let (status, page) = visit(app, Method::GET, handed.token.expose_secret(), "en").await;
    assert_eq!(status, StatusCode::OK);
    assert!(String::from_utf8_lossy(&page).contains("A sealed file for you"));
    let (_, page) = visit(app, Method::GET, handed.token.expose_secret(), "ja").await;
    assert!(String::from_utf8_lossy(&page).contains("封印済みファイルの受け取り"));
    let (status, sealed) = visit(app, Method::POST, handed.token.expose_secret(), "en").await;
    assert_eq!(status, StatusCode::OK);
    assert!(!String::from_utf8_lossy(&sealed).contains("billing"), "sealed");
    let opened = age::Decryptor::new(sealed.as_slice()).unwrap();
    let mut plain = String::new();
    let key: &dyn age::Identity = &key;
    opened.decrypt(std::iter::once(key)).unwrap().read_to_string(&mut plain).unwrap();
    assert_eq!(plain, text);

    let (status, _) = visit(app, Method::POST, handed.token.expose_secret(), "en").await;
    assert_eq!(status, StatusCode::CONFLICT, "it opens once");
    let link = app.links(&sam(), case).unwrap().remove(0);
    assert_eq!(link.way, Way::Received);
    assert!(link.received_at.is_some());
    let told = app.case(&rita(), case).unwrap();
    for secret in [handed.token.expose_secret(), "203.0.113.90"] {
        assert!(!serde_json::to_string(&told).unwrap().contains(secret), "kept nowhere");
    }
}

/// Asks for a link's page as a stranger does.
async fn visit(app: &App, method: Method, token: &str, lang: &str) -> (StatusCode, Vec<u8>) {
    let request = Request::builder()
        .method(method)
        .uri(format!("/handover/{token}"))
        .header(header::ACCEPT_LANGUAGE, lang)
        .body(Body::empty())
        .unwrap();
    let answer = server::web::router(app.clone()).oneshot(request).await.unwrap();
    let status = answer.status();
    (status, answer.into_body().collect().await.unwrap().to_bytes().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shared_before_both_have_approved_exactly_this() {
    let house = house().await;
    let app = &house.app;
    let case = granted(app).await;
    let hash = asked(app, case).await;

    assert_eq!(refused(app, case, &hash).await, ["gate.approval_missing", "gate.group_missing"]);
    approve(app, &sec(), case, &hash).await.unwrap();
    assert_eq!(refused(app, case, &hash).await, ["gate.approval_missing", "gate.group_missing"]);
    // Whoever made it does not approve it; nobody speaks for a group that is not theirs.
    let maker = Person::new("rita", [Role::Approver]);
    assert!(approve(app, &maker, case, &hash).await.is_err());
    let other = Person::new("otto", [Role::Approver]);
    let error = approve(app, &other, case, &hash).await.unwrap_err();
    assert_eq!(rules(&error), ["gate.not_an_approver".to_owned()].into());
    // Approved by both, but by the security team's own hands it does not leave (LD4).
    approve(app, &lea(), case, &hash).await.unwrap();
    let error = app.hand_over(&rita(), case, order(&hash, None)).await.unwrap_err();
    assert_eq!((error.status(), error.rule()), (403, "permission.face_requesters"));

    // Another hash: nothing that was ever redacted, and the original itself.
    let original = app.dive_progress(&sam(), case).unwrap().artefact.unwrap().sha256;
    for wrong in ["0".repeat(64), original] {
        let rules = refused(app, case, &wrong).await;
        assert!(rules.contains(&"dive.other_result".to_owned()), "{rules:?}");
    }
    // Each refusal stands in the journal.
    let told = serde_json::to_string(&app.case(&rita(), case).unwrap()).unwrap();
    assert!(told.contains("gate.group_missing") && told.contains("dive.other_result"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_after_approval_makes_it_void_and_ends_what_was_laid_ready() {
    let house = house().await;
    let app = &house.app;
    let case = granted(app).await;
    let hash = asked(app, case).await;
    for person in [sec(), lea()] {
        approve(app, &person, case, &hash).await.unwrap();
    }
    let handed = app.hand_over(&sam(), case, order(&hash, None)).await.unwrap();
    assert!(handed.passphrase.is_some());
    let rules_of = refused(app, case, &hash).await;
    assert_eq!(rules_of, ["dive.link_open"]);

    let original = app.dive_progress(&rita(), case).unwrap().artefact.unwrap().sha256;
    let edit = |kind, start, end| EditOrder {
        original: original.clone(),
        kind,
        line: 1,
        start,
        end,
        text: None,
        reason: "too telling".to_owned(),
    };
    let nothing = app.edit_redaction(&rita(), case, edit(EditKind::Lift, 0, 1)).await.unwrap_err();
    assert_eq!(nothing.rule(), "dive.edit_of_nothing");
    let edited = app.edit_redaction(&rita(), case, edit(EditKind::Add, 1, 7)).await.unwrap();
    assert_ne!(edited.artefact.sha256, hash);
    assert!(app.replay_redaction(&rita(), case).await.unwrap().same);

    let error = app.take_offered(&handed.token).await.unwrap_err();
    assert_eq!(error.rule(), "dive.other_result");
    let link = app.links(&sam(), case).unwrap().remove(0);
    assert_eq!(link.way, Way::Outdated, "the list says what the door says");
    let rules_of = refused(app, case, &hash).await;
    assert!(rules_of.contains(&"approval.changed_since".to_owned()), "{rules_of:?}");
    let rules_of = refused(app, case, &edited.artefact.sha256).await;
    assert_eq!(rules_of, ["approval.not_asked"], "the new one was never asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_with_its_time_and_tries_are_counted() {
    let house = house().await;
    let app = &house.app;
    let case = granted(app).await;
    let hash = asked(app, case).await;
    for person in [sec(), lea()] {
        approve(app, &person, case, &hash).await.unwrap();
    }
    let handed = app.hand_over(&sam(), case, order(&hash, None)).await.unwrap();
    house.app.close().await;
    let later = Clock::standing_at(handed.released.expires_at);
    let app = App::open(house.config.clone(), later).await.unwrap().app;

    let error = app.take_offered(&handed.token).await.unwrap_err();
    assert_eq!(error.rule(), "dive.link_expired");
    let guess = SecretString::from("pch-guess".to_owned());
    for _ in 0..20 {
        assert_eq!(app.take_offered(&guess).await.unwrap_err().status(), 404);
    }
    let error = app.take_offered(&guess).await.unwrap_err();
    assert_eq!((error.status(), error.rule()), (429, "dive.too_many_tries"));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_searched_and_its_access_logs_are_refused() {
    let house = house().await;
    let app = &house.app;
    let case = granted(app).await;
    let now = app.clock().now();
    let day =
        (now - SignedDuration::from_hours(20)).strftime("%d/%b/%Y:%H:%M:%S +0000").to_string();
    let nginx =
        format!("203.0.113.5 - tomas [{day}] \"GET /{PROJECT} HTTP/1.1\" 200 31 \"-\" \"curl\"\n");
    let api = lines(now).join("\n") + "\n";
    let mut archive =
        tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (name, text) in [("log/nginx_access.log", nginx.repeat(3)), ("log/api_json.log", api)] {
        let mut header = tar::Header::new_ustar();
        header.set_size(u64::try_from(text.len()).unwrap());
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    let mut packed = archive.into_inner().unwrap();
    packed.flush().unwrap();
    let packed = packed.finish().unwrap();
    let new = NewEvidence {
        name: "logs.tar.gz".to_owned(),
        media_type: "application/gzip".to_owned(),
        source: EvidenceSource::Person,
    };
    let bytes = futures::stream::once(async { Ok::<_, AppError>(Bytes::from(packed)) });
    let item = app.keep_bundle(&rita(), case, new, bytes).await.unwrap();
    let order = DiveOrder { bundles: Some(vec![item.sha256]), access_logs_because: None };

    let refused = searched(app, case, order.clone()).await;
    assert_eq!(refused.seen[&Verdict::AccessLog], 3, "{refused:?}");
    assert_eq!(refused.lines, 4, "two of the record, two of the bundle");

    let because = Some("Legal agreed in LEG-7".to_owned());
    let let_in = searched(app, case, DiveOrder { access_logs_because: because, ..order }).await;
    assert_eq!(let_in.lines, 7, "{let_in:?}");
    let again = searched(app, case, DiveOrder::default()).await;
    assert_eq!(again.lines, 4, "what was searched last is searched again");
    let alone = DiveOrder { bundles: Some(Vec::new()), ..DiveOrder::default() };
    assert_eq!(searched(app, case, alone).await.lines, 2, "the record alone");
    let unknown = DiveOrder { bundles: Some(vec!["0".repeat(64)]), ..DiveOrder::default() };
    assert_eq!(app.begin_dive(&rita(), case, unknown).await.unwrap_err().status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_look_into_it_does_not() {
    let house = house().await;
    let app = &house.app;
    let case = granted(app).await;
    // It was granted to the security team: support does not search for it.
    let error = app.begin_dive(&sam(), case, DiveOrder::default()).await.unwrap_err();
    assert_eq!(error.status(), 403);
    let error = app.redact_dive(&rita(), case, RedactOrder::default()).await.unwrap_err();
    assert_eq!(error.rule(), "dive.nothing_found_yet");
    let error = app.request_release(&rita(), case, "too soon").await.unwrap_err();
    assert_eq!(error.rule(), "dive.not_redacted");
    let error = app.cancel_dive(&rita(), case, "nothing there").await.unwrap_err();
    assert_eq!(error.rule(), "dive.nothing_under_way");
    // The requester's own account never takes part (LD7).
    let ann = Person::new("ann@orchard.test", [Role::Responder]);
    assert!(app.dive_found(&ann, case, ("I am inside", None)).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dive_over_an_attack_takes_only_what_was_granted() {
    let (house, _loot) = House::attacked(Scenario::LeakedToken).await;
    let case = granted(&house.app).await;
    let progress = searched(&house.app, case, DiveOrder::default()).await;
    let looked: u64 = progress.seen.values().sum();
    let taken = progress.seen.get(&Verdict::Taken).copied().unwrap_or_default();
    assert_eq!(progress.lines, taken, "{progress:?}");
    assert!(looked >= taken);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_marked_for_a_closer_circle_does_not_leave() {
    let house = house().await;
    let app = &house.app;
    let case = granted(app).await;
    let hash = asked(app, case).await;
    approve(app, &sec(), case, &hash).await.unwrap();
    approve(app, &lea(), case, &hash).await.unwrap();
    let mark = async |tlp: Tlp, of: Option<&String>| {
        let mark = (tlp, of.cloned(), "named people only");
        app.mark_evidence(&rita(), case, mark).await.unwrap();
    };

    // The case's marking, and that of the result alone (IN7).
    for (tlp, of) in [(Tlp::Red, None), (Tlp::AmberStrict, None), (Tlp::Red, Some(&hash))] {
        mark(tlp, of).await;
        assert_eq!(refused(app, case, &hash).await, ["custody.tlp"], "{tlp:?}");
        let error = app.request_release(&rita(), case, "again").await.unwrap_err();
        assert_eq!(error.rule(), "custody.tlp");
        mark(Tlp::Amber, of).await;
    }
    mark(Tlp::Red, None).await;
    let web = crate::web::house::House::over(app.clone()).await;
    let support = web.browser(Role::Support).await;
    let form = format!("hash={hash}");
    for (lang, word) in [("en", "does not permit that"), ("ja", "認められません")] {
        let place = format!("/dives/{}/links?lang={lang}", case.0);
        let page = web.form(&support, &place, &form).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.text.contains("TLP:RED") && page.text.contains(word), "{}", page.text);
    }

    // Marked after it was laid ready: the link gives nothing, and does again once it may.
    mark(Tlp::Amber, None).await;
    let laid = app.hand_over(&sam(), case, order(&hash, None)).await.unwrap();
    mark(Tlp::Red, None).await;
    assert_eq!(app.offered(&laid.token).await.unwrap_err().rule(), "custody.tlp");
    let Err(error) = app.take_offered(&laid.token).await else { panic!("it was taken") };
    assert_eq!(error.rule(), "custody.tlp");
    mark(Tlp::Green, None).await;
    app.take_offered(&laid.token).await.unwrap();
}
