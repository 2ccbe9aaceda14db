//! Severity, duties, whom to ask, and who may not be one person with whom.

mod access;
mod severity;

use std::collections::BTreeMap;

use engine::coordinate::circumstance::Details;
use engine::coordinate::duty::{self, Because, OnCall, Roster, Shift, rules};
use engine::coordinate::separation::{APART, Part, apart};
use engine::coordinate::severity::{self as grade, Severity};
use engine::coordinate::{
    Case, CaseId, CaseKind, Cases, Circumstance, DataClass, Entry, Fact, FactKind, What,
};
use engine::respond::Deployment;
use jiff::Timestamp;

/// A journal of one case, written by hand: each line at a minute of its own.
struct Log {
    cases: Cases,
    size: u64,
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + minute * 60).unwrap()
}

impl Log {
    fn open(kind: CaseKind) -> Self {
        let mut log = Self { cases: Cases::default(), size: 0 };
        log.say("rita", 0, What::CaseOpened { title: "A leak".to_owned(), kind, finding: None });
        log
    }

    fn say(&mut self, by: &str, minute: i64, what: What) -> u64 {
        let entry =
            Entry { recorded_at: at(minute), by: by.to_owned(), case: Some(CaseId(1)), what };
        // What is said can be read back.
        let raw = serde_json::to_vec(&entry).unwrap();
        assert_eq!(serde_json::from_slice::<Entry>(&raw).unwrap(), entry);
        self.cases.apply(self.size, &entry);
        self.size += 1;
        self.size - 1
    }

    fn duty(&mut self, by: &str, minute: i64, entry: duty::Entry) -> u64 {
        self.say(by, minute, What::Duty(entry))
    }

    fn fact(&mut self, kind: FactKind) {
        let fact = Fact { kind, source: "rita".to_owned() };
        self.say("rita", 1, What::FactStated { fact });
    }

    fn holds(&mut self, name: &str, details: &Details) {
        let circumstance = Circumstance::from_name(name, details).unwrap();
        self.fact(FactKind::Circumstance { circumstance, holds: true });
    }

    fn case(&self) -> &Case {
        &self.cases.cases[&CaseId(1)]
    }

    fn computed(&self) -> grade::Computed {
        let policy = grade::Policy::shipped().unwrap();
        grade::compute(self.case(), &self.cases, &policy, Deployment::SelfManaged)
    }

    /// What the hook of the journal does after each entry.
    fn follow(&mut self, minute: i64) -> bool {
        let policy = grade::Policy::shipped().unwrap();
        let deployment = Deployment::SelfManaged;
        let entry = grade::recompute(self.case(), &self.cases, &policy, deployment);
        entry.map(|entry| self.say("portcullis", minute, What::Severity(entry))).is_some()
    }

    fn set(&mut self, by: &str, level: Severity, reason: Option<&str>) -> Result<(), String> {
        let policy = grade::Policy::shipped().unwrap();
        let wish = (level, self.computed());
        let entry = grade::set(self.case(), &policy, by, wish, reason);
        let entry = entry.map_err(|refusal| refusal.rule)?;
        self.say(by, 5, What::Severity(entry));
        Ok(())
    }
}

fn taken(name: &str) -> duty::Entry {
    duty::Entry::Taken { name: name.to_owned() }
}

fn breach(classes: &[DataClass]) -> Details {
    Details { classes: classes.iter().copied().collect(), ..Details::default() }
}

#[test]
fn the_shipped_tables_can_be_used() {
    grade::Policy::shipped().unwrap();
    duty::Policy::shipped().unwrap();
}

/// CM5: who had what since when is never lost.
#[test]
fn a_duty_is_handed_over_by_acceptance_and_its_history_stays() {
    let policy = duty::Policy::shipped().unwrap();
    let simoc = policy.duty("simoc").unwrap();
    let mut log = Log::open(CaseKind::CompromisedUser);
    let entry = rules::take(log.case(), simoc, "rita").unwrap();
    log.duty("rita", 1, entry);
    let held = rules::take(log.case(), simoc, "mika").unwrap_err();
    assert_eq!(held.rule, "duty.held");

    let stranger = rules::offer(log.case(), simoc, "sam", ("mika", "")).unwrap_err();
    assert_eq!(stranger.rule, "duty.not_yours_to_offer");
    let oneself = rules::offer(log.case(), simoc, "rita", (" RITA ", "")).unwrap_err();
    assert_eq!(oneself.rule, "separation.own_handover");
    let entry = rules::offer(log.case(), simoc, "rita", ("mika", "I go home")).unwrap();
    let offer = log.duty("rita", 2, entry);
    assert!(log.case().concerns.duty.is_held_by("simoc", "rita"), "until it is accepted");

    let wrong = rules::accept(log.case(), offer, "sam").unwrap_err();
    assert_eq!(wrong.rule, "duty.offer_not_yours");
    let entry = rules::accept(log.case(), offer, "mika").unwrap();
    log.duty("mika", 3, entry);
    let again = rules::accept(log.case(), offer, "mika").unwrap_err();
    assert_eq!(again.rule, "duty.no_open_offer");

    let state = &log.case().concerns.duty;
    assert!(state.is_held_by("simoc", "mika"));
    let told: Vec<_> = state
        .tenures
        .iter()
        .map(|one| (one.person.as_str(), one.from, one.ended.as_ref().map(|ended| ended.at)))
        .collect();
    assert_eq!(told, [("rita", at(1), Some(at(3))), ("mika", at(3), None)], "without a gap");
    let entry = rules::renounce(log.case(), "simoc", "mika", "ill").unwrap();
    log.duty("mika", 4, entry);
    assert_eq!(log.case().concerns.duty.holder("simoc"), None);
    assert_eq!(log.case().concerns.duty.tenures.len(), 2, "nothing is removed");
}

#[test]
fn an_offer_is_void_when_somebody_else_holds_the_duty_meanwhile() {
    let policy = duty::Policy::shipped().unwrap();
    let cmoc = policy.duty("cmoc").unwrap();
    let mut log = Log::open(CaseKind::CompromisedUser);
    log.duty("rita", 1, taken("seoc"));
    let entry = rules::offer(log.case(), cmoc, "rita", ("mika", "")).unwrap();
    let offer = log.duty("rita", 2, entry);
    let twice = rules::offer(log.case(), cmoc, "rita", ("mika", "")).unwrap_err();
    assert_eq!(twice.rule, "duty.offered_already");
    log.duty("sam", 3, taken("cmoc"));

    let late = rules::accept(log.case(), offer, "mika").unwrap_err();
    assert_eq!(late.rule, "duty.holder_changed");
    let entry = rules::decline(log.case(), offer, "mika", "taken").unwrap();
    log.duty("mika", 4, entry);
    assert_eq!(log.case().concerns.duty.open_offers().count(), 0);
}

#[test]
fn a_duty_wants_one_of_its_roles() {
    let policy = duty::Policy::shipped().unwrap();
    let seoc = policy.duty("seoc").unwrap();
    assert!(rules::may_have(seoc, "rita", &["viewer", "responder"]).is_ok());
    let refused = rules::may_have(seoc, "cleo", &["communicator"]).unwrap_err();
    assert_eq!(refused.rule, "duty.role_missing");
    assert!(rules::may_have(policy.duty("cmoc").unwrap(), "cleo", &["communicator"]).is_ok());
}

/// CM4, CM5.
#[test]
fn a_coordinator_is_proposed_when_it_is_grave_or_several_teams_take_part() {
    let policy = duty::Policy::shipped().unwrap();
    let told = |log: &Log| -> Vec<String> {
        let found = rules::suggestions(log.case(), &policy);
        found.iter().map(|one| format!("{} {}", one.duty, one.because)).collect()
    };
    let mut log = Log::open(CaseKind::CompromisedInstance);
    assert_eq!(told(&log), ["seoc always"]);
    log.duty("rita", 1, taken("seoc"));
    assert_eq!(told(&log), [""; 0]);
    let engaged = duty::Entry::Engaged {
        name: "legal".to_owned(),
        contact: "Lee".to_owned(),
        by_way_of: "phone".to_owned(),
    };
    log.duty("rita", 2, engaged);
    assert_eq!(told(&log), ["simoc teams"]);
    assert_eq!(log.case().concerns.duty.engaged_at("legal"), Some(at(2)));
    log.set("rita", Severity::High, None).unwrap();
    assert_eq!(told(&log), ["simoc severity"]);
    log.duty("mika", 6, taken("simoc"));
    assert_eq!(told(&log), [""; 0]);
}

fn rota(list: &[(&str, &[&str])]) -> OnCall {
    let shifts = |people: &[&str]| people.iter().map(|name| Shift::always(*name)).collect();
    OnCall(list.iter().map(|(duty, people)| ((*duty).to_owned(), shifts(people))).collect())
}

/// CM20.
#[test]
fn whoever_is_next_is_asked_when_nobody_answers_in_time() {
    let policy = duty::Policy::shipped().unwrap();
    let on_call = rota(&[("seoc", &["rita", "rob"]), ("security_director", &["dana", "RITA"])]);
    let roster = Roster { policy: &policy, on_call: &on_call };
    let mut log = Log::open(CaseKind::CompromisedUser);
    log.duty("mika", 1, taken("simoc"));

    let chain = duty::chain(log.case(), roster, "seoc", at(0));

    let told: Vec<_> =
        chain.rungs.iter().map(|rung| (rung.person.as_str(), rung.because, rung.from)).collect();
    assert_eq!(
        told,
        [
            ("rita", Because::OnCall, at(0)),
            ("rob", Because::OnCall, at(15)),
            ("mika", Because::BackupHolds, at(30)),
            ("dana", Because::BackupOnCall, at(45)),
        ],
        "nobody twice, whatever the capitals"
    );
    assert_eq!(chain.responsible(at(14)).unwrap().person, "rita");
    assert_eq!(chain.responsible(at(15)).unwrap().person, "rob");
    assert!(!chain.is_exhausted(at(59)));
    assert!(chain.is_exhausted(at(60)));
    let nobody = duty::chain(log.case(), roster, "legal", at(0));
    assert!(nobody.rungs.is_empty() && nobody.is_exhausted(at(0)));
}

#[test]
fn the_shift_that_counts_is_the_one_when_the_turn_comes() {
    let policy = duty::Policy::shipped().unwrap();
    let shift = |person: &str, from: i64, to: i64| Shift {
        from: Some(at(from)),
        to: Some(at(to)),
        person: person.to_owned(),
    };
    let shifts = [
        ("seoc".to_owned(), vec![shift("early", 0, 10), shift("late", 10, 99)]),
        ("simoc".to_owned(), vec![shift("before", 0, 15), shift("after", 15, 99)]),
    ];
    let on_call = OnCall(BTreeMap::from(shifts));
    let roster = Roster { policy: &policy, on_call: &on_call };
    let log = Log::open(CaseKind::CompromisedUser);
    let people = |since: i64| -> Vec<String> {
        let chain = duty::chain(log.case(), roster, "seoc", at(since));
        chain.rungs.into_iter().map(|rung| rung.person).collect()
    };

    assert_eq!(people(0), ["early", "after"]);
    assert_eq!(people(10), ["late", "after"]);
}

#[test]
fn everybody_is_asked_once_and_asking_ends_when_somebody_takes_it() {
    let policy = duty::Policy::shipped().unwrap();
    let on_call = rota(&[("seoc", &["rita", "rob"])]);
    let roster = Roster { policy: &policy, on_call: &on_call };
    let mut log = Log::open(CaseKind::CompromisedUser);
    let mut asked = Vec::new();
    for minute in 0..60 {
        for _restart in 0..3 {
            for entry in duty::asks(log.case(), roster, at(minute)) {
                if let duty::Entry::Asked { person, .. } = &entry {
                    asked.push((minute, person.clone()));
                }
                log.duty("portcullis", minute, entry);
            }
        }
    }
    assert_eq!(asked, [(0, "rita".to_owned()), (15, "rob".to_owned())]);

    log.duty("rob", 61, taken("seoc"));
    assert_eq!(duty::asks(log.case(), roster, at(61)), []);
    let reason = "night".to_owned();
    log.duty("rob", 100, duty::Entry::Renounced { name: "seoc".to_owned(), reason });
    let again = duty::asks(log.case(), roster, at(100));
    assert_eq!(again.len(), 1, "a need of its own: {again:?}");
}

#[test]
fn an_offer_that_nobody_answers_goes_on_to_the_next() {
    let policy = duty::Policy::shipped().unwrap();
    let on_call = rota(&[("cmoc", &["cleo"])]);
    let roster = Roster { policy: &policy, on_call: &on_call };
    let mut log = Log::open(CaseKind::CompromisedUser);
    log.duty("rita", 1, taken("seoc"));
    let offered = duty::Entry::Offered {
        name: "cmoc".to_owned(),
        to: "carl".to_owned(),
        note: String::new(),
    };
    log.duty("rita", 2, offered);
    let people = |minute: i64| -> Vec<String> {
        let asked = duty::asks(log.case(), roster, at(minute)).into_iter();
        let person = |entry| match entry {
            duty::Entry::Asked { person, .. } => Some(person),
            _others => None,
        };
        asked.filter_map(person).collect()
    };

    assert_eq!(people(2), ["carl"]);
    assert_eq!(people(16), ["carl"]);
    assert_eq!(people(17), ["carl", "cleo"]);
}

#[test]
fn duties_that_cannot_be_are_refused() {
    let head =
        "version: x\nanswer_within: 15m\ncoordinator_from: high\ncoordinator_teams: 2\nduties:\n";
    for (duties, expected) in [
        ("  - { id: A b, team: t, roles: [responder] }\n", "small letters"),
        ("  - { id: a, team: t, roles: [] }\n", "no role"),
        ("  - { id: a, team: t, roles: [responder], backups: [b] }\n", "back-up"),
        (
            "  - { id: a, team: t, roles: [responder] }\n  - { id: a, team: t, roles: [viewer] }\n",
            "twice",
        ),
    ] {
        let why = duty::Policy::load(&format!("{head}{duties}")).unwrap_err();
        assert!(why.contains(expected), "{duties}: {why}");
    }
}

#[test]
fn two_parts_that_are_apart_are_never_one_person() {
    for (one, other, rule, _) in APART {
        for parts in [(one, other), (other, one)] {
            let refused = apart((parts.0, "Rita"), (parts.1, " rita ")).unwrap_err();
            assert_eq!(refused.rule, rule);
            assert!(apart((parts.0, "rita"), (parts.1, "otto")).is_ok());
        }
    }
    assert!(apart((Part::Drafter, "rita"), (Part::Requester, "rita")).is_ok());
}

#[test]
fn a_lockdown_is_lifted_only_by_its_own_number() {
    let mut cases = Cases::default();
    let mut say = |index: u64, what: What| {
        let entry = Entry { recorded_at: at(0), by: "rita".to_owned(), case: None, what };
        cases.apply(index, &entry);
        cases.lockdown.as_ref().map(|held| held.index)
    };
    let engage = || What::LockdownEngaged { reason: "a stolen session".to_owned() };

    assert_eq!(say(7, engage()), Some(7));
    assert_eq!(say(8, engage()), Some(7), "the first one holds");
    assert_eq!(say(9, What::LockdownLifted { lockdown: 6 }), Some(7));
    assert_eq!(say(10, What::LockdownLifted { lockdown: 7 }), None);
}

#[test]
fn a_circumstance_says_which_detail_is_missing() {
    let from = |name: &str| Circumstance::from_name(name, &Details::default());
    assert_eq!(from("data_breach"), Err("classes"));
    assert_eq!(from("users_impacted"), Err("share"));
    assert_eq!(from("policy_violated"), Err("policy"));
    assert_eq!(from("rain"), Err("circumstance"));
    let details = Details {
        share: engine::coordinate::Share::from_name("all"),
        policy: "acceptable use".to_owned(),
        ..breach(&[DataClass::Financial])
    };
    for name in Circumstance::NAMES {
        assert_eq!(Circumstance::from_name(name, &details).unwrap().as_str(), name);
    }
}
