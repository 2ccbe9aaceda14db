use std::collections::BTreeSet;

use jiff::Timestamp;

use super::boundary::check as may_say;
use super::desk::{Desk, PRESET};
use super::gate::{self, Team};
use super::{Entry, Gap, Looked, Requester, Seen, clock, handling, report};
use crate::assist::decision::Outcome;
use crate::assist::request::{
    Deployment, Exception, LogKind, Plan, Request, Resource, ResourceKind, Window,
};
use crate::assist::{Policy, decide};
use crate::coordinate::approval::{Bench, Policies, Subject};
use crate::coordinate::calendar::Calendars;
use crate::coordinate::delivery::{self, About, Addressee, Content, DeliveryId, Message, Order};
use crate::coordinate::journal::Entry as Line;
use crate::coordinate::{
    Case, CaseId, CaseKind, Cases, Phase, What, advance, communication, custody, duty,
};
use crate::respond::gate as approvals;

pub(in crate::coordinate) fn shipped_desk() -> Desk {
    Desk::presets().unwrap().remove(PRESET).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A request as the journal has it: each entry as JSON there and back.
struct Story {
    cases: Cases,
    next: u64,
    now: Timestamp,
}

const CASE: CaseId = CaseId(1);

impl Story {
    fn filed(request: Request) -> Self {
        // A Friday, 17:00.
        let mut story = Self { cases: Cases::default(), next: 0, now: at("2026-11-20T17:00:00Z") };
        let (title, kind) = ("Logs for Corp".to_owned(), CaseKind::AssistanceRequest);
        story.say("sue", What::CaseOpened { title, kind, finding: None });
        story.tell("sue", Entry::Filed { request: Box::new(request), requester: corp() });
        story
    }

    fn owned(mut self) -> Self {
        let resources = self.state().request.clone().unwrap().resources;
        for one in resources {
            let (how, is_owned) = ("they are in its owners".to_owned(), true);
            let (resource, path) = (one.kind, one.path);
            self.tell("sue", Entry::OwnershipVerified { resource, path, is_owned, how });
        }
        self
    }

    fn decided(mut self) -> Self {
        let request = self.state().request.clone().unwrap();
        let policy = Policy::shipped("document").unwrap();
        let decision = decide(&request, &policy);
        self.tell(
            "rae",
            Entry::Decided {
                request: Box::new(request),
                preset: "document".to_owned(),
                policy: Box::new(policy),
                decision: Box::new(decision),
            },
        );
        self
    }

    fn say(&mut self, by: &str, what: What) {
        let line = Line { recorded_at: self.now, by: by.to_owned(), case: Some(CASE), what };
        let json = serde_json::to_vec(&line).unwrap();
        let read: Line = serde_json::from_slice(&json)
            .unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&json)));
        assert_eq!(read, line, "the journal keeps it as it was said");
        self.cases.apply(self.next, &read);
        self.next += 1;
    }

    fn tell(&mut self, by: &str, entry: Entry) {
        self.say(by, What::Dive(entry));
    }

    fn case(&self) -> &Case {
        &self.cases.cases[&CASE]
    }

    fn state(&self) -> &super::DiveState {
        &self.case().concerns.dive
    }

    fn due_at(&self) -> Option<Timestamp> {
        clock::due_at(self.case(), &shipped_desk(), &Calendars::shipped().unwrap())
    }
}

fn corp() -> Requester {
    Requester {
        organisation: "Corp".to_owned(),
        identities: BTreeSet::from([
            "ann@corp.example".to_owned(),
            "@ann".to_owned(),
            "*@corp.test".to_owned(),
        ]),
        ticket: Some("T-7".to_owned()),
        language: communication::Language::Ja,
    }
}

fn request() -> Request {
    Request {
        requested_at: Some(at("2026-11-20T16:00:00Z")),
        deployment: Some(Deployment::Saas),
        plan: Some(Plan::Ultimate),
        paying: Some(true),
        resources: vec![Resource {
            kind: ResourceKind::Project,
            path: "corp/web".to_owned(),
            owned: Some(true),
        }],
        events: vec!["project_archived".to_owned(), "user_blocked".to_owned()],
        window: Some(Window {
            start: Some(at("2026-11-18T00:00:00Z")),
            end: Some(at("2026-11-19T00:00:00Z")),
        }),
        log_kinds: vec![LogKind::Application],
        personal_data: false,
        complex: false,
        gap: Some("who archived it".to_owned()),
        exception: Exception::None,
        insisted: false,
        cost_accepted: false,
    }
}

fn found(text: &str) -> Entry {
    Entry::Found { text: text.to_owned(), artefact: None }
}

fn outcome(story: &Story) -> Outcome {
    story.state().decisions.last().unwrap().decision.outcome
}

#[test]
fn an_owner_is_who_was_verified_not_who_says_so() {
    let story = Story::filed(request());
    assert_eq!(story.state().request.clone().unwrap().resources[0].owned, None);
    assert_eq!(gate::missing(story.state()), ["ownership"]);
    assert_eq!(outcome(&story.decided()), Outcome::NeedsInfo);

    let story = Story::filed(request()).owned().decided();
    assert_eq!(outcome(&story), Outcome::RouteSupport);
    assert_eq!(gate::team(story.state()), Ok(Team::Support));
    assert!(gate::missing(story.state()).is_empty());
}

#[test]
fn a_decision_holds_for_the_request_that_it_was_made_on() {
    let mut story = Story::filed(request()).owned().decided();
    assert!(story.state().decided().is_some_and(super::Decided::replays));

    let broader = Request { complex: true, ..request() };
    story.tell("sue", Entry::Filed { request: Box::new(broader), requester: corp() });
    assert_eq!(story.state().decided(), None);
    assert_eq!(gate::team(story.state()).unwrap_err().rule, "dive.not_granted");

    let story = story.decided();
    assert_eq!(gate::team(story.state()), Ok(Team::Sirt), "owners are still known");
}

#[test]
fn a_draft_says_everything_that_is_missing() {
    let text = r#"{"requested_at": "2026-11-20T16:00:00Z"}"#;
    let story = Story::filed(serde_json::from_str(text).unwrap());
    let missing = ["deployment", "plan", "paying", "resources", "events", "window", "gap"];
    assert_eq!(gate::missing(story.state()), missing);
}

#[test]
fn a_resource_that_gitlab_does_not_know_is_not_decided_on() {
    let mut story = Story::filed(request()).owned();
    let looked = |seen| Entry::LookedUp {
        looked: vec![Looked { kind: ResourceKind::Project, path: "corp/web".to_owned(), seen }],
    };
    story.tell("sue", looked(Seen::Missing));
    let refusals = gate::may_decide(story.state()).unwrap_err();
    assert_eq!(refusals[0].rule, "dive.resource_not_found");
    story.tell("sue", looked(Seen::Found { id: 7 }));
    assert!(gate::may_decide(story.state()).is_ok());
}

#[test]
fn the_requester_never_takes_part() {
    let story = Story::filed(request()).owned().decided();
    let offered = |to: &str| {
        let (name, note) = ("simoc".to_owned(), String::new());
        What::Duty(duty::Entry::Offered { name, to: to.to_owned(), note })
    };
    let mail = |address: &str| {
        let order = Order {
            id: DeliveryId("D-1".to_owned()),
            channel: "mail".to_owned(),
            about: About::ByHand,
            to: vec![Addressee::at(address)],
            content: Content::Message { message: Message::new("en", "t", "b") },
            approved_by: BTreeSet::new(),
        };
        What::Delivery(delivery::Entry::Queued { order })
    };
    let engaged = What::Duty(duty::Entry::Engaged {
        name: "cmoc".to_owned(),
        contact: "Ann <ANN@Corp.example>".to_owned(),
        by_way_of: "phone".to_owned(),
    });
    let room = Order {
        id: DeliveryId("D-2".to_owned()),
        channel: "chat".to_owned(),
        about: About::Room,
        to: Vec::new(),
        content: Content::RoomInvited { people: vec!["@ann".to_owned()] },
        approved_by: BTreeSet::new(),
    };
    let note = || What::NoteAdded { text: "hello".to_owned(), occurred_at: None };
    let handed = |to: &str| {
        let (sha256, to) = ("ab".repeat(32), to.to_owned());
        let (how, reason) = ("mail".to_owned(), "they asked".to_owned());
        What::Custody(custody::Entry::Transferred { sha256, to, how, reason })
    };
    let exported = |to: &str| {
        What::Custody(custody::Entry::Exported {
            to: to.to_owned(),
            reach: delivery::Reach::Public,
            purpose: "they asked".to_owned(),
            tlp: None,
            items: 1,
        })
    };

    for (by, what) in [
        ("rae", offered("ann")),
        ("rae", offered(" @Ann ")),
        ("rae", mail("ann+logs@corp.example")),
        ("rae", mail("bob@corp.test")),
        ("rae", engaged),
        ("rae", What::Delivery(delivery::Entry::Queued { order: room })),
        ("ann@corp.example", note()),
        ("rae", handed("ann@corp.example")),
        ("rae", handed("Ann (ANN@corp.example), by courier")),
        ("rae", handed("to ann@corp.example.")),
        ("rae", exported("bob@corp.test")),
        ("rae", exported(" CORP ")),
    ] {
        let refused = may_say(story.case(), by, &what).unwrap_err();
        assert_eq!(refused.rule, "dive.requester_is_outside", "{what:?}");
    }
    let others = [offered("anna"), mail("ann@other.example"), note(), exported("District court")];
    for what in others {
        may_say(story.case(), "rae", &what).unwrap();
    }
}

#[test]
fn whoever_asks_is_known_however_it_is_written() {
    for written in ["rita@corp.example", "Rita <rita@corp.example>", "ｒｉｔａ@corp.example"] {
        let ours = Requester { identities: [written.to_owned()].into(), ..corp() };
        assert_eq!(ours.no_identity(), None, "{written}");
        assert!(ours.is("RITA@Corp.Example") && !ours.is("rita@other.example"), "{written}");
    }
    let ours = Requester { identities: ["ri\u{200b}ta".to_owned()].into(), ..corp() };
    assert!(ours.is("rita") && ours.is("ｒｉｔａ") && !ours.is("rit"));
    for written in ["*", "*@*", "*@", "a b", "@", "rita@", "a@b, c@d", "\u{200b}"] {
        let nobody = Requester { identities: [written.to_owned()].into(), ..corp() };
        assert_eq!(nobody.no_identity(), Some(written));
    }
}

#[test]
fn twelve_hours_are_counted_on_days_of_work() {
    // Friday 17:00: seven hours are left of it.
    let mut story = Story::filed(request()).owned().decided();
    let monday = at("2026-11-23T05:00:00Z");
    assert_eq!(story.due_at(), Some(monday));

    // Late is said once, and is no breach: the clock goes on.
    let (desk, calendars) = (shipped_desk(), Calendars::shipped().unwrap());
    assert_eq!(clock::tick(story.case(), &desk, &calendars, monday), None);
    story.now = at("2026-11-23T05:00:01Z");
    let late = clock::tick(story.case(), &desk, &calendars, story.now).unwrap();
    assert_eq!(late, Entry::UpdateLate { due_at: monday });
    story.tell("portcullis", late);
    assert_eq!(clock::tick(story.case(), &desk, &calendars, story.now), None);
    assert_eq!(clock::wakes_at(story.case(), &desk, &calendars), None);

    // What was found since goes into the next one, and it begins anew.
    story.tell("rae", found("one"));
    story.tell("rae", found("two"));
    assert_eq!(clock::since_last(story.state()).len(), 2);
    let (text, language) = ("…".to_owned(), communication::Language::Ja);
    story.tell("sue", Entry::Updated { text, language, findings: 2 });
    assert_eq!(story.due_at(), Some(at("2026-11-23T17:00:01Z")));
    assert!(clock::since_last(story.state()).is_empty());

    story.say("rae", What::PhaseMoved { phase: Phase::Closed });
    assert_eq!(story.due_at(), None);
}

#[test]
fn nobody_waits_for_news_of_what_is_not_looked_into() {
    assert_eq!(Story::filed(request()).owned().due_at(), None);
    let free = Request { plan: Some(Plan::Free), ..request() };
    let story = Story::filed(free).owned().decided();
    assert_eq!((outcome(&story), story.due_at()), (Outcome::Reject, None));
}

#[test]
fn what_was_looked_into_is_not_closed_without_a_gap_issue_or_a_reason() {
    let mut story = Story::filed(request()).owned().decided();
    let refused = advance::may_move(story.case(), Phase::Closed).unwrap_err();
    assert_eq!(refused.rule, "dive.gap_issue_missing");
    assert_eq!(refused.requirements, ["LD17"]);
    story.tell("rae", Entry::GapWaived { reason: "is in the catalogue since".to_owned() });
    assert!(matches!(story.state().gap, Some(Gap::Waived { .. })));
    advance::may_move(story.case(), Phase::Closed).unwrap();

    let free = Request { plan: Some(Plan::Free), ..request() };
    let story = Story::filed(free).owned().decided();
    advance::may_move(story.case(), Phase::Closed).unwrap();
}

#[test]
fn a_closed_request_goes_on_only_to_its_end() {
    let mut story = Story::filed(request()).owned().decided();
    story.tell("rae", Entry::GapWaived { reason: "is in the catalogue since".to_owned() });
    let found = What::Dive(found("one"));
    gate::may_say(story.case(), &found).unwrap();
    story.say("rae", What::PhaseMoved { phase: Phase::Closed });
    let refused = gate::may_say(story.case(), &found).unwrap_err();
    assert_eq!(refused.rule, "dive.closed");
    let taken = handling::Entry::Received { token: "ab".to_owned() };
    gate::may_say(story.case(), &What::Dive(Entry::Handling { entry: taken })).unwrap();
    story.say("rae", What::PhaseMoved { phase: Phase::Containment });
    gate::may_say(story.case(), &found).unwrap();
}

#[test]
fn legal_is_asked_only_for_an_exception_and_for_exactly_that_request() {
    let (gate, desk) = (approvals::Policy::default(), shipped_desk());
    let communication = communication::Policy::shipped("gitlab-2020").unwrap();
    let policies = Policies { gate: &gate, communication: &communication, desk: &desk };
    let bench = |story: &Story| Bench::of(story.case(), &Subject::DiveException, policies);

    let story = Story::filed(request()).owned();
    assert_eq!(bench(&story).hash, None);

    let wish = Request { plan: Some(Plan::Free), exception: Exception::Requested, ..request() };
    let mut story = Story::filed(wish.clone()).owned().decided();
    assert_eq!(outcome(&story), Outcome::NeedsLegal);
    let asked = bench(&story);
    assert_eq!(
        (asked.terms.groups, asked.authors),
        (vec!["legal".to_owned()], vec!["sue".to_owned()])
    );

    let other = Request { events: vec!["other".to_owned()], ..wish };
    story.tell("sue", Entry::Filed { request: Box::new(other), requester: corp() });
    assert_ne!(bench(&story).hash, asked.hash, "another request is another question");
}

#[test]
fn dives_are_counted_per_type_of_event() {
    let mut story = Story::filed(request()).owned().decided();
    let labels = shipped_desk().gap_labels;
    story.tell("rae", Entry::GapFiled { issue: "#12".to_owned(), labels });
    let rows = report::per_event(story.cases.cases.values());
    let counts: Vec<_> =
        rows.iter().map(|row| (row.event.as_str(), row.dives, row.organisations)).collect();
    assert_eq!(counts, [("project_archived", 1, 1), ("user_blocked", 1, 1)]);
    assert!(rows.iter().all(|row| row.issues.contains("#12")));
}

#[test]
fn the_gap_issue_has_exactly_the_two_labels() {
    let labels = shipped_desk().gap_labels;
    let expected = ["Category:Audit Events", "Enterprise Edition"];
    assert_eq!(labels, expected.map(str::to_owned).into());
}

#[test]
fn what_was_taken_is_taken_once() {
    let mut story = Story::filed(request()).owned().decided();
    let entry = || handling::Entry::Received { token: "ab".repeat(32) };
    story.tell("sue", Entry::Handling { entry: entry() });
    let lines = story.case().timeline.len();
    story.tell("sue", Entry::Handling { entry: entry() });
    assert_eq!(story.case().timeline.len(), lines);
    assert_eq!(story.due_at(), None, "nobody waits for news any more");
}
