//! Requests for logs at the desk: who may what, what was decided and why, the
//! requester outside, the issues in GitLab (LD1–LD28).

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use engine::assist::decision::{Outcome, Part};
use engine::assist::request::{
    Deployment, Exception, LogKind, Plan, Request, Resource, ResourceKind, Window,
};
use engine::coordinate::approval::Subject;
use engine::coordinate::communication::Language;
use engine::coordinate::delivery::{DeliveryId, Message};
use engine::coordinate::dive::{Gap, Requester, Seen};
use engine::coordinate::due::Owed;
use engine::coordinate::{CaseId, CaseKind, Phase};
use engine::respond::gate::Group;
use jiff::SignedDuration;
use server::app::{App, ApprovalAnswer, DutyWish, GapRecord, Stage};
use server::clock::Clock;
use server::config::Config;
use server::person::{Person, Role};

use crate::house::{House, otto, rita, rules};

/// Support, or customer success.
fn sue() -> Person {
    Person::new("sue", [Role::Support])
}

fn lena() -> Person {
    Person::new("lena", [Role::Approver])
}

/// A simulated GitLab, and a product that tracks requests in one of its projects.
struct Desk {
    house: House,
    app: App,
    project: (u64, String),
    _folder: tempfile::TempDir,
}

impl Desk {
    async fn open() -> Self {
        let house = House::start().await;
        let project = house.range.with_world(|world| {
            let project = world.projects.values().next().unwrap();
            (project.id, world.path_of(range::world::Place::Project(project.id)))
        });
        house.app.close().await;
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "[[channel]]\nname = \"tracker\"\nper_minute = 100000\ngitlab_issue = {{ project = \
             \"{}\", labels = [\"sirt\"] }}\n[desk]\ntracker = \"tracker\"\n",
            project.0
        );
        let of_text: Config = toml::from_str(&text).unwrap();
        let mut config: Config = house.config.clone();
        config.data.dir = folder.path().join("data");
        config.stream.clear();
        (config.channel, config.desk) = (of_text.channel, of_text.desk);
        let legal = Group { members: vec!["lena".to_owned()], backups: Vec::new() };
        config.policy.groups = BTreeMap::from([("legal".to_owned(), legal)]);
        let app = App::open(config, Clock::System).await.unwrap().app;
        app.deliver().unwrap();
        Self { house, app, project, _folder: folder }
    }

    fn request(&self) -> Request {
        let now = Clock::System.now();
        let ago = |hours: i64| Some(now - SignedDuration::from_hours(hours));
        Request {
            requested_at: Some(now),
            deployment: Some(Deployment::Saas),
            plan: Some(Plan::Ultimate),
            paying: Some(true),
            resources: vec![Resource {
                kind: ResourceKind::Project,
                path: self.project.1.clone(),
                owned: None,
            }],
            events: vec!["project_archived".to_owned(), "other:who cloned it".to_owned()],
            window: Some(Window { start: ago(72), end: ago(48) }),
            log_kinds: vec![LogKind::Application],
            personal_data: false,
            complex: true,
            gap: Some("who archived it; ask @ann\n/assign @ann".to_owned()),
            exception: Exception::None,
            insisted: false,
            cost_accepted: false,
        }
    }

    async fn file(&self, request: Request) -> CaseId {
        self.app.file_dive(&sue(), request, corp()).await.unwrap()
    }

    /// Filed, owned, decided: the security team looks into it.
    async fn routed(&self) -> CaseId {
        let case = self.file(self.request()).await;
        self.own(case, &self.project.1, true).await;
        let decision = self.app.decide_dive(&rita(), case).await.unwrap();
        assert_eq!(decision.outcome, Outcome::RouteSirt);
        case
    }

    async fn own(&self, case: CaseId, path: &str, is_owned: bool) {
        let resource = (ResourceKind::Project, path);
        let verdict = (is_owned, "the contract names it");
        self.app.verify_ownership(&sue(), case, resource, verdict).await.unwrap();
    }

    /// Waits until an order has ended, and answers what GitLab said.
    async fn ended(&self, id: &DeliveryId) -> (String, String) {
        let begun = Instant::now();
        loop {
            let view = self.app.delivery(&rita(), id).await.unwrap();
            if matches!(view.line.stage, Stage::Dead | Stage::Over) {
                let parcel = &view.parcels[0];
                return (parcel.state.clone(), parcel.answer.clone());
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "{view:#?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until it is so.
    async fn until(&self, is_so: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !is_so(self) {
            assert!(begun.elapsed() < Duration::from_mins(1), "it never came");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Texts of the notes on the tracking issue.
    fn notes(&self) -> Vec<String> {
        self.house
            .range
            .with_world(|world| {
                let issue = world.issues.values().next();
                issue.map(|one| one.notes.iter().map(|note| note.body.clone()).collect())
            })
            .unwrap_or_default()
    }
}

fn corp() -> Requester {
    Requester {
        organisation: "Corp".to_owned(),
        identities: BTreeSet::from(["ann".to_owned(), "ann@corp.example".to_owned()]),
        ticket: None,
        language: Language::Ja,
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, server::app::AppError>) -> BTreeSet<String> {
    rules(&result.unwrap_err())
}

fn set(rule: &str) -> BTreeSet<String> {
    BTreeSet::from([rule.to_owned()])
}

#[tokio::test(flavor = "multi_thread")]
async fn support_files_and_faces_the_requester_and_sees_no_other_case() {
    let desk = Desk::open().await;
    let other = desk.app.open_case(&rita(), "Leak", CaseKind::CredentialExposure, None).await;

    let by_rita = desk_file(&desk.app, &rita(), desk.request()).await;
    assert_eq!(refused(by_rita), set("permission.file_requests"));
    let case = desk.file(desk.request()).await;

    // Only support and customer success tell the requester (LD4).
    let told = ("We look.", Language::En);
    let by_rita = desk.app.dive_updated(&rita(), case, told).await;
    assert_eq!(refused(by_rita), set("permission.face_requesters"));
    desk.app.dive_updated(&sue(), case, told).await.unwrap();

    // Support sees requests and nothing else.
    assert_eq!(desk.app.dives(&sue()).unwrap().len(), 1);
    assert_eq!(refused(desk.app.cases(&sue())), set("permission.read_cases"));
    assert_eq!(refused(desk.app.case(&sue(), case)), set("permission.read_cases"));
    assert_eq!(refused(desk.app.dive(&sue(), other.unwrap())), set("not_found"));

    // What the security team looks into is not support's to work on (LD6).
    desk.own(case, &desk.project.1, true).await;
    desk.app.decide_dive(&sue(), case).await.unwrap();
    let found = desk.app.dive_found(&sue(), case, ("x", None)).await;
    assert_eq!(refused(found), set("permission.write_case"));
}

async fn desk_file(
    app: &App,
    person: &Person,
    request: Request,
) -> Result<CaseId, server::app::AppError> {
    app.file_dive(person, request, corp()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_filed_is_checked_against_gitlab_and_the_catalogue() {
    let desk = Desk::open().await;
    let invented = Request { events: vec!["project_swallowed".to_owned()], ..desk.request() };
    assert_eq!(refused(desk_file(&desk.app, &sue(), invented).await), set("invalid"));
    let sneaky = Request { exception: Exception::Approved, ..desk.request() };
    assert_eq!(refused(desk_file(&desk.app, &sue(), sneaky).await), set("invalid"));

    let nowhere =
        Resource { kind: ResourceKind::Group, path: "nobody/knows".to_owned(), owned: Some(true) };
    let mut request = desk.request();
    request.resources.push(nowhere);
    let case = desk.file(request).await;
    let view = desk.app.dive(&sue(), case).unwrap();
    assert!(matches!(view.state.looked[0].seen, Seen::Found { .. }), "{:?}", view.state.looked);
    assert_eq!(view.state.looked[1].seen, Seen::Missing);
    assert_eq!(view.lacks, ["not_found", "ownership"]);
    let decided = desk.app.decide_dive(&rita(), case).await;
    assert_eq!(refused(decided), set("dive.resource_not_found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_requester_has_no_part_in_the_inside() {
    let desk = Desk::open().await;
    let case = desk.routed().await;
    let ann = Person::new("Ann", [Role::Responder, Role::Support, Role::Approver]);

    assert_eq!(refused(desk.app.dive(&ann, case)), set("dive.requester_is_outside"));
    assert_eq!(desk.app.dives(&ann).unwrap(), Vec::new());
    let engaged = DutyWish::Engage {
        contact: "Ann Doe <ann+x@corp.example>".to_owned(),
        by_way_of: "mail".to_owned(),
    };
    for refusal in [
        refused(desk.app.note(&ann, case, "hello", None).await),
        refused(desk.app.dive_found(&ann, case, ("x", None)).await),
        refused(desk.app.change_duty(&rita(), case, "seoc", engaged).await),
        refused(desk.app.change_duty(&ann, case, "seoc", DutyWish::Take).await),
    ] {
        assert_eq!(refusal, set("dive.requester_is_outside"));
    }
    let contact = ("Ann", "a direct message", "asked how it goes");
    desk.app.dive_contacted(&rita(), case, contact).await.unwrap();
    assert_eq!(desk.app.dive(&sue(), case).unwrap().state.contacts.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn legal_is_asked_for_an_exception_only_and_then_it_goes_on() {
    let desk = Desk::open().await;
    let plain = desk.routed().await;
    assert!(desk.app.inbox(&lena()).await.unwrap().is_empty(), "nothing to ask Legal");

    let wish =
        Request { plan: Some(Plan::Free), exception: Exception::Requested, ..desk.request() };
    let case = desk.file(wish).await;
    desk.own(case, &desk.project.1, true).await;
    let decision = desk.app.decide_dive(&rita(), case).await.unwrap();
    assert_eq!(decision.outcome, Outcome::NeedsLegal);
    desk.app.decide_dive(&rita(), case).await.unwrap();
    let pending = desk.app.inbox(&lena()).await.unwrap();
    assert_eq!(pending.len(), 1, "asked once: {pending:#?}");
    assert_eq!(pending[0].case, case);

    let answer = |hash: &str| ApprovalAnswer {
        subject: Subject::DiveException,
        hash: hash.to_owned(),
        is_yes: true,
        reason: None,
    };
    let hash = pending[0].hash.clone();
    let other = desk.app.answer_approval(&lena(), case, answer(&"0".repeat(64))).await;
    assert_eq!(refused(other), set("approval.other_hash"));
    let not_legal = desk.app.answer_approval(&otto(), case, answer(&hash)).await;
    assert_eq!(refused(not_legal), set("gate.not_an_approver"));
    desk.app.answer_approval(&lena(), case, answer(&hash)).await.unwrap();

    let view = desk.app.dive(&rita(), case).unwrap();
    assert_eq!(view.summary.outcome, Some(Outcome::RouteSirt), "it went on by itself (V15)");
    assert!(view.replays);
    assert!(desk.app.dive(&rita(), plain).unwrap().exception_hash.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_part_that_is_theirs_becomes_a_request_of_its_own() {
    let desk = Desk::open().await;
    let other = desk.house.range.with_world(|world| {
        let project = world.projects.values().nth(1).unwrap();
        world.path_of(range::world::Place::Project(project.id))
    });
    let mut request = desk.request();
    request.resources.push(Resource {
        kind: ResourceKind::Project,
        path: other.clone(),
        owned: None,
    });
    let case = desk.file(request).await;
    desk.own(case, &desk.project.1, true).await;
    desk.own(case, &other, false).await;
    let decision = desk.app.decide_dive(&sue(), case).await.unwrap();
    assert_eq!(decision.outcome, Outcome::NeedsSubpoena);

    let into = desk.app.split_dive(&sue(), case, Part::Owned).await.unwrap();
    let view = desk.app.dive(&sue(), into).unwrap();
    let paths: Vec<_> = view.state.request.iter().flat_map(|one| &one.resources).collect();
    assert_eq!(paths.len(), 1);
    assert_eq!((paths[0].path.as_str(), paths[0].owned), (desk.project.1.as_str(), Some(true)));
    let decision = desk.app.decide_dive(&rita(), into).await.unwrap();
    assert_eq!(decision.outcome, Outcome::RouteSirt);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_finding_is_one_note_on_a_confidential_issue_without_the_requester() {
    let desk = Desk::open().await;
    let case = desk.routed().await;
    let noted = |text: &'static str| async {
        desk.app.dive_found(&rita(), case, (text, None)).await.unwrap();
    };
    noted("archived at 10:00").await;
    let message = Message::new("en", "Information request", "…");
    let id = desk.app.track_dive(&sue(), case, message.clone()).await.unwrap();
    assert_eq!(desk.app.track_dive(&sue(), case, message).await.unwrap(), id, "once");
    assert_eq!(desk.ended(&id).await.0, "sent");

    noted("by a token; @ann knows\n/assign @ann").await;
    desk.until(|desk| desk.notes().len() >= 2).await;
    let notes = desk.notes();
    assert_eq!(notes.len(), 2, "{notes:#?}");
    assert!(notes[1].contains("```text\nby a token; @ann knows\n/assign @ann\n```"), "{notes:#?}");
    desk.house.range.with_world(|world| {
        let issue = world.issues.values().next().unwrap();
        assert!(issue.is_confidential && issue.labels == ["sirt"]);
    });

    // The requester came in past us: nothing more is said there.
    desk.house.range.with_world(|world| {
        let id = world.users.keys().next_back().copied().unwrap();
        world.users.get_mut(&id).unwrap().username = "ann".to_owned();
        world.issues.values_mut().next().unwrap().participants.push(id);
    });
    noted("the token is old").await;
    desk.until(|desk| {
        let all = desk.app.case(&rita(), case).unwrap().concerns.delivery;
        all.orders.values().any(|one| one.outcomes.values().any(|end| end.end.is_dead()))
    })
    .await;
    assert_eq!(desk.notes().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_that_gitlab_did_not_keep_confidential_is_deleted() {
    let desk = Desk::open().await;
    let case = desk.routed().await;
    desk.house.range.with_world(|world| world.ignores_confidential = true);
    let message = Message::new("en", "Information request", "…");
    let id = desk.app.track_dive(&sue(), case, message).await.unwrap();
    let (state, answer) = desk.ended(&id).await;
    assert_eq!(state, "refused");
    assert!(answer.contains("NOT confidential; it is deleted"), "{answer}");
    assert!(desk.house.range.with_world(|world| world.issues.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gap_issue_comes_before_the_end() {
    let desk = Desk::open().await;
    let case = desk.routed().await;
    assert_eq!(refused(desk.app.close_dive(&rita(), case).await), set("dive.gap_issue_missing"));

    // By hand with other labels, or by support for the security team: no.
    let record = |labels: &[&str]| GapRecord {
        issue: "#9".to_owned(),
        labels: labels.iter().map(|&one| one.to_owned()).collect(),
    };
    let other = desk.app.record_gap(&rita(), case, record(&["Category:Audit Events"])).await;
    assert_eq!(refused(other), set("dive.other_labels"));
    let labels = ["“Category:Audit Events”", "Enterprise Edition"];
    let of_support = desk.app.record_gap(&sue(), case, record(&labels)).await;
    assert_eq!(refused(of_support), set("permission.write_case"));

    let message = Message::new("en", "Audit events: project_archived is missing", "…");
    let id = desk.app.file_gap(&rita(), case, message).await.unwrap();
    assert_eq!(desk.ended(&id).await.0, "sent");
    desk.until(|desk| desk.app.dive(&rita(), case).unwrap().state.gap.is_some()).await;
    let gap = desk.app.dive(&rita(), case).unwrap().state.gap;
    assert!(matches!(gap, Some(Gap::Filed { issue }) if issue == "#1"));
    let labels = desk.house.range.with_world(|world| {
        world.issues.values().next().unwrap().labels.iter().cloned().collect::<BTreeSet<_>>()
    });
    assert_eq!(labels, ["Category:Audit Events", "Enterprise Edition"].map(str::to_owned).into());

    desk.app.close_dive(&rita(), case).await.unwrap();
    assert_eq!(desk.app.dive(&rita(), case).unwrap().summary.phase, Phase::Closed);
    let report = desk.app.dive_report(&sue()).unwrap();
    assert!(report.iter().all(|row| row.dives == 1 && row.issues.contains("#1")), "{report:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn telling_the_requester_stands_in_what_is_due() {
    let desk = Desk::open().await;
    let case = desk.routed().await;
    let due = desk.app.due(&rita(), Some(case), None).await.unwrap();
    let is_theirs = |owed: &Owed| matches!(owed, Owed::Requester { organisation, .. } if organisation == "Corp");
    assert!(due.iter().any(|one| is_theirs(&one.owed)), "{due:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_resource_of_a_request_is_looked_up_however_many_there_are() {
    let desk = Desk::open().await;
    let mut request = desk.request();
    let known = request.resources.remove(0);
    let other = |number: usize| Resource { path: format!("no/such-{number}"), ..known.clone() };
    request.resources.extend((0..150).map(other));
    request.resources.push(known.clone());
    let paths: Vec<String> = request.resources.iter().map(|one| one.path.clone()).collect();

    let case = desk.file(request).await;

    let looked = desk.app.dive(&sue(), case).unwrap().state.looked;
    assert_eq!(looked.iter().map(|one| one.path.clone()).collect::<Vec<_>>(), paths);
    let (last, before) = looked.split_last().unwrap();
    assert!(matches!(last.seen, Seen::Found { .. }), "{last:?}");
    assert!(before.iter().all(|one| one.seen == Seen::Missing), "{before:?}");
}
