//! Severity, duties, on call and lockdown, through the door.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use engine::coordinate::circumstance::Details;
use engine::coordinate::severity::Severity;
use engine::coordinate::{CaseId, CaseKind, DataClass};
use engine::respond::PlanHash;
use jiff::{SignedDuration, Timestamp};
use server::app::{App, AppError, DutyWish, Statement};
use server::clock::Clock;
use server::config::{Config, OnCallSource};
use server::person::{Permission, Person, Role};

use crate::house::{bare_config, file, otto, rita, rules};

fn mika() -> Person {
    Person::new("mika", [Role::Responder])
}

fn cleo() -> Person {
    Person::new("cleo", [Role::Communicator])
}

fn on_call(duty: &str) -> OnCallSource {
    toml::from_str(&format!("duty = \"{duty}\"")).unwrap()
}

async fn open(config: Config, clock: Clock) -> App {
    let app = App::open(config, clock).await.unwrap().app;
    let operator = Person::operator("test");
    for person in [rita(), mika(), otto(), cleo()] {
        // They are there already after a restart.
        drop(app.create_account(&operator, &person.name, person.roles.clone()).await);
    }
    app
}

async fn bare() -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (open(bare_config(folder.path()), Clock::System).await, folder)
}

async fn case(app: &App, kind: CaseKind) -> CaseId {
    app.open_case(&rita(), "A case", kind, None).await.unwrap()
}

async fn take(app: &App, person: &Person, case: CaseId, duty: &str) -> Result<u64, AppError> {
    app.change_duty(person, case, duty, DutyWish::Take).await
}

async fn breach(app: &App, case: CaseId, holds: bool) -> u64 {
    let classes = BTreeSet::from([DataClass::Personal]);
    let said = Statement {
        name: "data-breach".to_owned(),
        details: Details { classes, ..Details::default() },
        holds,
        source: String::new(),
    };
    app.state_circumstance(&rita(), case, said).await.unwrap()
}

fn told(app: &App, case: CaseId) -> Vec<String> {
    let timeline = app.case(&rita(), case).unwrap().timeline;
    timeline.into_iter().map(|line| line.key).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn severity_is_set_by_seoc_and_follows_the_facts_with_the_plan_of_communication() {
    let (app, _folder) = bare().await;
    let case = case(&app, CaseKind::CompromisedUser).await;
    breach(&app, case, true).await;
    let proposed = app.severity(&rita(), case).unwrap();
    assert_eq!((proposed.level, proposed.computed.level), (None, Severity::Critical), "CM3");

    let refused = app.set_severity(&rita(), case, None, None).await.unwrap_err();
    assert_eq!((refused.rule(), refused.status()), ("severity.not_yours", 403), "CM3");
    take(&app, &rita(), case, "seoc").await.unwrap();
    let no_reason = app.set_severity(&rita(), case, Some(Severity::Low), None).await.unwrap_err();
    assert_eq!((no_reason.rule(), no_reason.status()), ("severity.reason_missing", 409), "P6");
    let other = app.set_severity(&mika(), case, None, None).await.unwrap_err();
    assert_eq!(other.rule(), "severity.not_yours");
    let low = Some("only test data");
    app.set_severity(&rita(), case, Some(Severity::Medium), low).await.unwrap();
    assert_eq!(app.severity(&rita(), case).unwrap().communications_since, None, "CM1: below high");

    app.set_severity(&rita(), case, None, None).await.unwrap();
    let high = app.severity(&rita(), case).unwrap();
    assert_eq!(high.level, Some(Severity::Critical));
    assert!(high.communications_since.is_some(), "CM1: attached by the raise");

    // The fact is taken back: severity falls by itself, the plan stays (CM1).
    breach(&app, case, false).await;
    let fallen = app.severity(&rita(), case).unwrap();
    assert_eq!(fallen.level, Some(Severity::Medium));
    assert_eq!(fallen.communications_since, high.communications_since);
    breach(&app, case, true).await;
    let keys = told(&app, case);
    let count = |key: &str| keys.iter().filter(|one| *one == key).count();
    assert_eq!(count("timeline-severity-recomputed"), 2);
    assert_eq!(count("timeline-communication-attached"), 1, "once: {keys:?}");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_goes_from_hand_to_hand_by_acceptance_and_wants_a_fitting_role() {
    let (app, _folder) = bare().await;
    let case = case(&app, CaseKind::CompromisedUser).await;
    let wrong = take(&app, &cleo(), case, "seoc").await.unwrap_err();
    assert_eq!((wrong.rule(), wrong.status()), ("duty.role_missing", 403));
    let viewer = Person::new("vera", [Role::Viewer]);
    let no_role = take(&app, &viewer, case, "seoc").await.unwrap_err();
    assert_eq!(no_role.rule(), "permission.hold_duty");
    take(&app, &rita(), case, "seoc").await.unwrap();

    let offer = |to: &str| DutyWish::Offer { to: to.to_owned(), note: "until nine".to_owned() };
    let unknown = app.change_duty(&rita(), case, "seoc", offer("nobody")).await.unwrap_err();
    assert_eq!(unknown.rule(), "invalid");
    let unfit = app.change_duty(&rita(), case, "seoc", offer("cleo")).await.unwrap_err();
    assert_eq!(unfit.rule(), "duty.role_missing");
    let number = app.change_duty(&rita(), case, "seoc", offer("mika")).await.unwrap();
    let due = app.now(&mika()).await.unwrap().due;
    assert!(format!("{due:?}").contains("Duty"), "it waits for mika: {due:?}");
    app.answer_offer(&rita(), case, number, None).await.unwrap_err();
    app.answer_offer(&mika(), case, number, None).await.unwrap();

    let duties = app.duties(&rita(), case).unwrap();
    let seoc = duties.duties.iter().find(|duty| duty.id == "seoc").unwrap();
    assert_eq!(seoc.holder.as_ref().unwrap().0, "mika");
    assert_eq!(duties.history.tenures.len(), 2, "CM5: rita's time stays on record");
    let declined = app.change_duty(&mika(), case, "cmoc", offer("cleo")).await.unwrap();
    let reason = Some("on holiday".to_owned());
    app.answer_offer(&cleo(), case, declined, reason).await.unwrap();
    app.close().await;
}

fn minutes(from: Timestamp, minutes: i64) -> Timestamp {
    from.checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

/// Until the calendar is read.
async fn until_read(app: &App, duty: &str) -> Vec<String> {
    let reading = async {
        loop {
            let lines = app.on_call(&rita()).unwrap();
            let line = lines.into_iter().find(|line| line.duty == duty).unwrap();
            if line.feeds[0].read_at.is_some() || !line.feeds[0].problems.is_empty() {
                return line.now.into_iter().chain(line.feeds[0].problems.clone()).collect();
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.unwrap()
}

fn calendar(folder: &Path, from: Timestamp) -> std::path::PathBuf {
    let time = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let text = format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:{}\r\nDTEND:{}\r\nSUMMARY:Mika Sato\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        time(minutes(from, -60)),
        time(minutes(from, 600)),
    );
    file(folder, "shifts.ics", &text)
}

/// CM20: nobody answers, the next one is asked; nobody twice, also after a restart.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_on_call_by_the_calendar_is_asked_and_then_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let start: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
    let clock = Clock::standing_at(start);
    let names = [("mika sato".to_owned(), "mika".to_owned())].into();
    let ical_file = Some(calendar(folder.path(), start));
    let seoc = OnCallSource { ical_file, names, ..on_call("seoc") };
    let simoc = OnCallSource { people: vec!["rita".to_owned()], ..on_call("simoc") };
    let config = Config { on_call: vec![seoc, simoc], ..bare_config(folder.path()) };
    let app = open(config.clone(), clock.clone()).await;
    assert_eq!(until_read(&app, "seoc").await, ["mika"]);
    let case = case(&app, CaseKind::CompromisedUser).await;
    let asked = |app: &App| -> Vec<String> {
        let history = app.duties(&rita(), case).unwrap().history;
        history.asked.into_iter().map(|ask| ask.person).collect()
    };

    app.ask_on_call().await.unwrap();
    assert_eq!(asked(&app), ["mika"]);
    assert_eq!(app.ask_on_call().await.unwrap(), 0, "once");
    clock.set(minutes(start, 14));
    app.ask_on_call().await.unwrap();
    assert_eq!(asked(&app), ["mika"]);
    app.close().await;
    let app = open(config, clock.clone()).await;
    until_read(&app, "seoc").await;
    clock.set(minutes(start, 15));
    app.ask_on_call().await.unwrap();
    assert_eq!(asked(&app), ["mika", "rita"], "after fifteen minutes the back-up, over a restart");
    let due = app.now(&rita()).await.unwrap().due;
    assert!(format!("{due:?}").contains("Duty { case: CaseId(1), duty: \"seoc\""), "{due:?}");

    take(&app, &mika(), case, "seoc").await.unwrap();
    clock.set(minutes(start, 500));
    assert_eq!(app.ask_on_call().await.unwrap(), 0, "somebody has it");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_fetched_and_one_that_fails_never_tells_its_address() {
    let folder = tempfile::tempdir().unwrap();
    let now = Clock::System.now();
    let text = std::fs::read_to_string(calendar(folder.path(), now)).unwrap();
    let feed = axum::Router::new()
        .route("/secret-feed.ics", axum::routing::get(move || async move { text.clone() }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(async move { axum::serve(listener, feed).await });
    let source = |duty: &str, path: &str| {
        let url = format!("http://127.0.0.1:{port}/{path}\n");
        let url_file = file(folder.path(), &format!("{duty}.url"), &url);
        OnCallSource { ical_url_file: Some(url_file), ..on_call(duty) }
    };
    let on_call = vec![source("seoc", "secret-feed.ics"), source("cmoc", "secret-gone.ics")];
    let config = Config { on_call, ..bare_config(folder.path()) };
    let app = open(config, Clock::System).await;

    assert_eq!(until_read(&app, "seoc").await, ["Mika Sato"]);
    let problems = until_read(&app, "cmoc").await;
    assert!(!problems.is_empty() && !problems[0].contains("secret-gone"), "{problems:?}");
    app.close().await;
    serving.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lockdown_takes_from_everybody_until_the_file_on_disk_lifts_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = bare_config(folder.path());
    let app = open(config.clone(), Clock::System).await;
    let plan = PlanHash("0".repeat(64));
    let before = app.approve(&otto(), &plan).await.unwrap_err();
    assert_eq!(before.rule(), "not_found", "without a lockdown he may");

    let viewer = Person::new("vera", [Role::Viewer]);
    let refused = app.lock_down(&viewer, "why not").await.unwrap_err();
    assert_eq!(refused.rule(), "permission.lock_down");
    let held = app.lock_down(&rita(), "a session was stolen").await.unwrap();
    let again = app.lock_down(&otto(), "me too").await.unwrap();
    assert_eq!(again, held, "the first one holds");

    // Whatever mark the person carries.
    for person in [Person::operator("test"), otto(), rita()] {
        let acts = [
            app.approve(&person, &plan).await.unwrap_err(),
            app.execute(&person, &plan).await.unwrap_err(),
            app.undo(&person, &plan, 0).await.unwrap_err(),
            app.undo_all(&person, &plan).await.unwrap_err(),
        ];
        for refused in acts {
            let rule = refused.rule().to_owned();
            assert!(rule == "lockdown" || rule.starts_with("permission."), "{rule}");
        }
    }
    let refused = app.execute(&rita(), &plan).await.unwrap_err();
    assert_eq!(rules(&refused), BTreeSet::from(["lockdown".to_owned()]));
    let case = case(&app, CaseKind::CompromisedUser).await;
    app.note(&rita(), case, "work goes on", None).await.unwrap();

    // Neither a restart nor the environment nor another number lifts it.
    app.close().await;
    let mut elsewhere = config.clone();
    elsewhere.lockdown.lift = Some(held.index);
    let app = open(elsewhere, Clock::System).await;
    assert_eq!(app.lockdown().await.unwrap().unwrap().index, held.index);
    let lift = |number: u64| format!("[lockdown]\nlift = {number}\n");
    file(&config.data.dir, "portcullis.toml", &lift(held.index + 1));
    assert!(app.lockdown().await.unwrap().is_some());
    let refused = app.approve(&otto(), &plan).await.unwrap_err();
    assert_eq!(refused.rule(), "lockdown");

    file(&config.data.dir, "portcullis.toml", &lift(held.index));
    let free = app.approve(&otto(), &plan).await.unwrap_err();
    assert_eq!(free.rule(), "not_found", "from the next request on");
    // The number is spent: the next lockdown has another.
    let next = app.lock_down(&rita(), "again").await.unwrap();
    assert_ne!(next.index, held.index);
    assert!(app.lockdown().await.unwrap().is_some());
    app.close().await;
}

/// The table of who may what, with and without a lockdown.
#[test]
fn a_lockdown_strips_exactly_what_destroys_or_goes_out() {
    for role in Role::ALL {
        let person = Person::new("x", [role]);
        let locked = person.clone().locked_down(true);
        for permission in [Permission::Execute, Permission::Approve, Permission::Send] {
            assert!(!locked.may(permission), "{role:?} {permission:?}");
        }
        for permission in [
            Permission::ReadCases,
            Permission::WriteCase,
            Permission::Survey,
            Permission::Communicate,
            Permission::HoldDuty,
            Permission::LockDown,
            Permission::ReadJournal,
            Permission::ManageAccounts,
        ] {
            assert_eq!(locked.may(permission), person.may(permission), "{role:?} {permission:?}");
        }
    }
}

/// Separation of duties by role: one row per rule of the house.
#[test]
fn each_role_is_kept_from_what_is_not_its_part() {
    let never: [(Role, &[Permission]); 5] = [
        (
            Role::Admin,
            &[
                Permission::ReadCases,
                Permission::WriteCase,
                Permission::ReadEvents,
                Permission::Execute,
                Permission::Approve,
                Permission::Send,
                Permission::HoldDuty,
            ],
        ),
        (
            Role::Auditor,
            &[
                Permission::ReadCases,
                Permission::ReadEvents,
                Permission::WriteCase,
                Permission::Send,
            ],
        ),
        (
            Role::Communicator,
            &[
                Permission::Execute,
                Permission::Approve,
                Permission::Plan,
                Permission::Survey,
                Permission::WriteCase,
                Permission::ReadEvents,
            ],
        ),
        (Role::Responder, &[Permission::Approve, Permission::ReadJournal]),
        (Role::Approver, &[Permission::Execute, Permission::Plan, Permission::Send]),
    ];
    for (role, permissions) in never {
        for permission in permissions {
            assert!(!role.may(*permission), "{role:?} {permission:?}");
        }
    }
}

#[test]
fn on_call_sources_that_cannot_be_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (text, expected) in [
        ("[[on_call]]\nduty = \"seoc\"\n", "name one of"),
        ("[[on_call]]\nduty = \"seoc\"\npeople = [\"a\"]\nical_file = \"x\"\n", "name one of"),
        ("[[on_call]]\nduty = \"cook\"\npeople = [\"a\"]\n", "no duty \"cook\""),
        ("[policy]\nseverity_file = \"/nowhere\"\n", "cannot read"),
    ] {
        let path = file(folder.path(), "portcullis.toml", text);
        let error = Config::load(Some(&path), &std::collections::BTreeMap::new()).unwrap_err();
        assert!(error.to_string().contains(expected), "{text}: {error}");
    }
    let text = "[lockdown]\nlift = 3\n";
    let path = file(folder.path(), "portcullis.toml", text);
    let environment = [("PORTCULLIS_LOCKDOWN__LIFT".to_owned(), "4".to_owned())].into();
    let config = Config::load(Some(&path), &environment).unwrap();
    assert_eq!(config.lockdown.lift, Some(3), "the environment lifts nothing");
}
