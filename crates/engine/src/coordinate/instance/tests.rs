use jiff::Timestamp;

use super::rotation::Section;
use super::sheet::{Item, SheetKind};
use super::{Control, Entry, InstanceState, Rebuild, is_rotated, may_approve_firewall, may_save};
use crate::coordinate::playbook::{Derived, ItemVerdict};
use crate::coordinate::{Case, CaseId, CaseKind, Cases, What};

fn at(minute: i8) -> Timestamp {
    jiff::civil::date(2026, 11, 21)
        .at(5, minute, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap()
        .timestamp()
}

/// A case of an instance, and what was said of it.
struct Log(Cases, u64);

impl Log {
    fn open() -> Self {
        let mut log = Self(Cases::default(), 0);
        let (title, kind) = ("Instance".to_owned(), CaseKind::CompromisedInstance);
        log.add("rita", What::CaseOpened { title, kind, finding: None });
        log
    }

    fn add(&mut self, by: &str, what: What) {
        let minute = i8::try_from(self.1 % 60).unwrap();
        let (recorded_at, by, case) = (at(minute), by.to_owned(), Some(CaseId(1)));
        // As it comes back from the journal.
        let entry = crate::coordinate::Entry { recorded_at, by, case, what };
        let text = serde_json::to_string(&entry).unwrap();
        self.0.apply(self.1, &serde_json::from_str(&text).unwrap());
        self.1 += 1;
    }

    fn say(&mut self, entry: Entry) -> &mut Self {
        self.add("rita", What::Instance(entry));
        self
    }

    fn case(&self) -> &Case {
        &self.0.cases[&CaseId(1)]
    }

    fn state(&self) -> &InstanceState {
        &self.case().concerns.instance
    }

    fn shows(&self, derived: Derived) -> bool {
        derived.is_so(self.case())
    }
}

fn kept(sha256: &str) -> What {
    What::EvidenceKept {
        sha256: sha256.to_owned(),
        bytes: 1,
        name: "gitlab-1 (bundle)".to_owned(),
        media_type: "application/json".to_owned(),
        source: crate::coordinate::EvidenceSource::Person,
    }
}

fn items(names: &[&str]) -> Vec<Item> {
    let item = |name: &&str| Item { id: (*name).to_owned(), name: (*name).to_owned(), why: vec![] };
    names.iter().map(item).collect()
}

fn drawn(sheet: SheetKind, names: &[&str]) -> Entry {
    Entry::SheetDrawn { sheet, source: "gitlab".to_owned(), items: items(names), compared: None }
}

fn judged(sheet: SheetKind, names: &[&str], verdict: ItemVerdict) -> Entry {
    let items = names.iter().map(|name| (*name).to_owned()).collect();
    Entry::ItemsJudged { sheet, items, verdict, note: String::new(), out_of_turn: None }
}

fn compared(installed: &str) -> Entry {
    let list = "releases: [{version: 18.6.1, security: true}]";
    let compared = super::release::compare(installed, list).unwrap();
    Entry::VersionCompared { compared, list_sha256: "0".repeat(64) }
}

#[test]
fn in3_the_review_is_complete_only_when_every_user_has_a_verdict_root_included() {
    let mut log = Log::open();
    assert!(!log.shows(Derived::UsersReviewed), "never drawn up");
    log.say(drawn(SheetKind::Users, &["root", "eve"]));
    log.say(judged(SheetKind::Users, &["eve"], ItemVerdict::Malicious));
    assert!(!log.shows(Derived::UsersReviewed), "root is open");
    log.say(judged(SheetKind::Users, &["root"], ItemVerdict::Benign));
    assert!(log.shows(Derived::UsersReviewed));

    // A user made since is on the sheet when it is drawn up again; verdicts stay.
    log.say(drawn(SheetKind::Users, &["root", "eve"]));
    assert!(log.shows(Derived::UsersReviewed));
    log.say(Entry::SheetGrew { sheet: SheetKind::Users, items: items(&["mallory"]) });
    assert!(!log.shows(Derived::UsersReviewed));
    let open: Vec<&str> = log.state().sheets[&SheetKind::Users].open().map(|i| &*i.name).collect();
    assert_eq!(open, ["mallory"]);
}

#[test]
fn in3_a_list_by_hand_leaves_nobody_out_whom_gitlab_told_and_knows_users_by_name() {
    let mut log = Log::open();
    let user =
        |id: &str, name: &str| Item { id: id.to_owned(), name: name.to_owned(), why: vec![] };
    let draw = |source: &str, items: Vec<Item>| Entry::SheetDrawn {
        sheet: SheetKind::Users,
        source: source.to_owned(),
        items,
        compared: None,
    };
    log.say(draw("by_hand", vec![user("root", "root"), user("Mallory", "Mallory")]));
    log.say(judged(SheetKind::Users, &["root"], ItemVerdict::Benign));
    log.say(draw("gitlab", vec![user("1", "root"), user("7", "eve")]));
    log.say(judged(SheetKind::Users, &["7"], ItemVerdict::Malicious));
    log.say(draw("by_hand", vec![user("EVE", "EVE")]));
    let sheet = &log.state().sheets[&SheetKind::Users];
    let ids: Vec<&str> = sheet.items.iter().map(|item| &*item.id).collect();
    assert_eq!(ids, ["1", "Mallory", "7"], "whoever was on it stays");
    assert_eq!(sheet.verdict("1"), ItemVerdict::Benign, "what was said of the name holds");
    assert_eq!(sheet.verdict("7"), ItemVerdict::Malicious);
    assert!(!log.shows(Derived::UsersReviewed), "Mallory is open");
}

#[test]
fn in8_a_second_host_adds_its_questions_and_the_same_one_again_drops_what_is_open_and_gone() {
    let mut log = Log::open();
    let draw = |source: &str, names: &[&str]| Entry::SheetDrawn {
        sheet: SheetKind::Processes,
        source: source.to_owned(),
        items: items(names),
        compared: Some(3),
    };
    log.say(draw("host-a", &["miner", "odd", "both"])).say(draw("host-b", &["both", "other"]));
    let names = |log: &Log| -> Vec<String> {
        let sheet = &log.state().sheets[&SheetKind::Processes];
        sheet.items.iter().map(|item| item.id.clone()).collect()
    };
    assert_eq!(names(&log), ["miner", "odd", "both", "other"]);
    log.say(judged(SheetKind::Processes, &["miner"], ItemVerdict::Malicious));
    log.say(draw("host-a", &["new"]));
    assert_eq!(names(&log), ["miner", "both", "other", "new"], "what was judged stays");
}

#[test]
fn what_else_stands_on_the_host_holds_the_processes_step_open() {
    let mut log = Log::open();
    log.say(drawn(SheetKind::Processes, &[])).say(drawn(SheetKind::Host, &["key"]));
    assert!(!log.shows(Derived::ProcessesReviewed));
    log.say(judged(SheetKind::Host, &["key"], ItemVerdict::Unknown));
    assert!(log.shows(Derived::ProcessesReviewed));
}

#[test]
fn in5_a_section_wants_every_secret_changed_or_a_reason_why_there_is_none() {
    let mut log = Log::open();
    let none = |section| Entry::SectionEmpty { section, because: "read only".to_owned() };
    for section in [Section::InstanceConfiguration, Section::Pipelines, Section::Elsewhere] {
        log.say(none(section));
    }
    let missing =
        |log: &Log| is_rotated(log.case()).err().map(|no| no.text.args["sections"].clone());
    assert_eq!(missing(&log).as_deref(), Some("database"));
    let section = Section::Database;
    log.say(Entry::SecretsListed { section, names: vec!["root password".to_owned()] });
    log.say(none(section));
    assert_eq!(missing(&log).as_deref(), Some("database"), "what is named is not none");
    let (name, proof) = ("root password".to_owned(), "ticket 7".to_owned());
    log.say(Entry::SecretChanged { section, name, proof });
    assert_eq!(missing(&log), None);
    assert!(log.shows(Derived::SecretsRotated));

    // Something found later opens the place again.
    log.say(Entry::SecretsListed { section, names: vec!["replica".to_owned()] });
    assert_eq!(missing(&log).as_deref(), Some("database"));
}

#[test]
fn in6_the_next_look_for_updates_follows_from_the_last_one() {
    let mut log = Log::open();
    assert_eq!(log.state().update_due_at(), None);
    log.say(Entry::UpdatesPlanned { owner: "otto".to_owned(), every_days: 7 });
    let planned = log.state().update_due_at().unwrap();
    assert_eq!(planned.duration_since(at(1)).as_hours(), 7 * 24);
    assert!(!log.shows(Derived::UpdatesPlanned), "nobody compared the version");
    log.say(compared("18.6.0"));
    assert!(log.state().update_due_at().unwrap() > planned);
    assert!(!log.shows(Derived::UpdatesPlanned), "not upgraded yet");
    log.say(compared("18.6.1"));
    assert!(log.shows(Derived::UpdatesPlanned));
}

#[test]
fn in13_a_firewall_is_agreed_to_by_somebody_else_and_only_as_it_was_proposed() {
    let mut log = Log::open();
    let rule = |log: &Log, sha256, person| {
        may_approve_firewall(log.state(), sha256, person).err().map(|no| no.rule)
    };
    assert_eq!(rule(&log, "a", "otto").as_deref(), Some("instance.no_firewall"));
    log.say(Entry::FirewallProposed { sha256: "a".to_owned(), rules: 3 });
    assert_eq!(rule(&log, "b", "otto").as_deref(), Some("instance.other_firewall"));
    assert_eq!(rule(&log, "a", "Rita ").as_deref(), Some("separation.own_request"));
    assert_eq!(rule(&log, "a", "otto"), None);
    let approved = Entry::FirewallApproved { sha256: "a".to_owned(), out_of_turn: None };
    log.add("otto", What::Instance(approved));
    assert!(log.shows(Derived::FirewallApproved));
    log.say(Entry::FirewallProposed { sha256: "c".to_owned(), rules: 4 });
    assert!(!log.shows(Derived::FirewallApproved), "a changed text wants another look");
}

#[test]
fn the_way_back_is_told_point_by_point() {
    let mut log = Log::open();
    let seal = "5e".repeat(32);
    let rule = |log: &Log, has_arrived, problem| {
        may_save(log.case(), &seal, has_arrived, problem).err().map(|refused| refused.rule)
    };
    assert_eq!(rule(&log, false, None).unwrap(), "instance.saved_unknown");
    assert_eq!(rule(&log, true, None).unwrap(), "instance.saved_not_taken");
    log.say(Entry::StateSaved {
        seal: seal.clone(),
        place: "bucket evidence-1, locked".to_owned(),
        custodian: "rita".to_owned(),
    });
    assert!(!log.shows(Derived::StateSaved), "IN7: a hash of nothing that is kept");
    log.add("rita", kept(&seal));
    assert!(log.shows(Derived::StateSaved));
    assert_eq!(rule(&log, false, None), None);
    assert_eq!(rule(&log, false, Some("damaged")).unwrap(), "instance.saved_damaged");
    let hashed = |is_sound| What::EvidenceVerified { sha256: seal.clone(), is_sound };
    log.add("otto", hashed(false));
    assert!(!log.shows(Derived::StateSaved), "IN10: damaged since");
    log.add("otto", hashed(true));
    let decision = Rebuild {
        from_scratch: false,
        source: "backup 7".to_owned(),
        sha256: None,
        known_good_because: "made before the first trace".to_owned(),
    };
    log.say(Entry::RebuildDecided { decision, out_of_turn: Some("the host is gone".to_owned()) });
    for control in Control::ALL {
        assert!(!log.shows(Derived::ControlsSettled));
        let (note, evidence, out_of_turn) = ("seen".to_owned(), None, None);
        log.say(Entry::ControlStated { control, is_in_place: true, note, evidence, out_of_turn });
    }
    assert!(log.shows(Derived::StateSaved) && log.shows(Derived::RebuildDecided));
    assert!(log.shows(Derived::ControlsSettled));
    assert_eq!(log.state().out_of_turn["rebuild"], "the host is gone");
    let told = &log.case().timeline;
    assert!(told.iter().any(|line| line.key == "timeline-instance-rebuild"));
}

#[test]
fn en4_scores_are_kept_over_time_with_a_case_and_without() {
    let mut log = Log::open();
    let measured = |met| Entry::HardeningMeasured { met, short: 2, unseen: 1, failing: vec![] };
    log.say(measured(6));
    let entry = crate::coordinate::Entry {
        recorded_at: at(30),
        by: "rita".to_owned(),
        case: None,
        what: What::Instance(measured(8)),
    };
    log.0.apply(9, &entry);
    let percents: Vec<u64> = log.0.hardening.iter().map(super::Score::percent).collect();
    assert_eq!(percents, [75, 80]);
}

/// The rows as `number step stands: done | open | blocked`, by keys and what is counted.
fn rows(log: &Log) -> Vec<String> {
    use crate::coordinate::playbook::{Playbooks, status};
    let text = include_str!("../../../../../playbooks/compromised-instance.yml").to_owned();
    let files = vec![("playbooks/compromised-instance.yml".to_owned(), text)];
    let found = Playbooks::load(files, Vec::new()).unwrap();
    let playbook = found.for_kind(CaseKind::CompromisedInstance).unwrap();
    let say = |texts: &[crate::respond::plan::Text]| {
        let one = |text: &crate::respond::plan::Text| {
            let args = ["titles", "section", "sheet", "count", "person"];
            let told = args.iter().filter_map(|name| text.args.get(*name).map(String::as_str));
            let told: Vec<&str> = std::iter::once(text.key.as_str()).chain(told).collect();
            told.join(" ")
        };
        texts.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let all = super::way(log.case(), &status(log.case(), playbook, None));
    let line = |row: &super::Row| {
        let number = row.number.map(|number| number.to_string()).unwrap_or_default();
        let (done, open, blocked) = (say(&row.done), say(&row.open), say(&row.blocked));
        format!("{number} {} {}: {done} | {open} | {blocked}", row.step, row.stands.as_str())
    };
    all.iter().map(line).collect()
}

#[test]
fn in16_each_step_tells_what_is_done_what_is_open_and_what_must_come_first() {
    let mut log = Log::open();
    let told = rows(&log);
    let numbers: Vec<&str> = told.iter().map(|row| row.split(' ').next().unwrap()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7", "8", "", "", "", ""]);
    let row = |log: &Log, step: &str| {
        let all = rows(log);
        all.into_iter().find(|row| row.split(' ').nth(1) == Some(step)).unwrap()
    };
    assert_eq!(told[0], "1 save-state open:  | way-saved-none | ");
    assert_eq!(
        row(&log, "rebuild"),
        "4 rebuild open:  | way-rebuild-none | way-needs save-state; \
         way-earlier review-processes, review-ports"
    );
    assert!(row(&log, "network-controls").contains("control-flow_logs; control-traffic_alerts"));
    let last = row(&log, "independent-logs");
    assert!(last.contains("way-recovery ") && last.contains("review-all-users"), "{last}");
    assert!(last.contains("change-credentials"), "{last}");

    // IN7, IN3, IN5, IN6: what was said moves from what is open to what is done.
    let seal = "5e".repeat(32);
    let (place, custodian) = ("bucket 1".to_owned(), "rita".to_owned());
    log.say(Entry::StateSaved { seal: seal.clone(), place, custodian });
    assert_eq!(row(&log, "save-state"), "1 save-state open:  | way-saved-lost rita | ");
    log.add("rita", kept(&seal));
    assert_eq!(row(&log, "save-state"), "1 save-state derived: way-saved rita |  | ");
    assert!(row(&log, "rebuild").ends_with("| way-earlier review-processes, review-ports"));
    log.say(drawn(SheetKind::Users, &["root", "eve"]));
    log.say(judged(SheetKind::Users, &["eve"], ItemVerdict::Malicious));
    assert_eq!(
        row(&log, "review-all-users"),
        " review-all-users begun: way-sheet-judged users 1 | way-sheet-open users 1 | "
    );
    let section = Section::Database;
    log.say(Entry::SecretsListed { section, names: vec!["root password".to_owned()] });
    let (section, because) = (Section::Pipelines, "none used".to_owned());
    log.say(Entry::SectionEmpty { section, because });
    assert_eq!(
        row(&log, "change-credentials"),
        " change-credentials open: way-section pipelines | way-section-none \
         instance_configuration; way-section-open database 1; way-section-none elsewhere | "
    );
    log.say(Entry::UpdatesPlanned { owner: "otto".to_owned(), every_days: 7 });
    log.say(compared("18.6.0"));
    let upgrade = row(&log, "upgrade");
    let told = " upgrade open: instance-updates-told | instance-version-told 1 | way-recovery ";
    assert!(upgrade.starts_with(told) && !upgrade.contains("save-state"), "{upgrade}");
}
