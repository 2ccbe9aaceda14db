//! Who sees a confidential case: each way in, and each way out again (CM24).

use engine::coordinate::access::{self, Because};
use engine::coordinate::duty::{self, Because as Asked};
use engine::coordinate::{CaseKind, Circumstance, FactKind, What};

use super::{Log, at};

fn confidential(log: &mut Log) {
    log.fact(FactKind::Circumstance { circumstance: Circumstance::Confidential, holds: true });
}

#[track_caller]
fn check(log: &Log, sees: &[(&str, Because)], not: &[&str]) {
    let found = access::participants(log.case());
    let found: Vec<(&str, Because)> =
        found.iter().map(|one| (one.person.as_str(), one.because)).collect();
    assert_eq!(found, sees);
    for (person, _) in sees {
        assert!(access::may_see(log.case(), person), "{person}");
        assert!(access::may_see(log.case(), &format!(" {}", person.to_uppercase())), "{person}");
    }
    for person in not {
        assert!(!access::may_see(log.case(), person), "{person}");
    }
}

#[test]
fn a_case_that_is_not_confidential_is_seen_by_whoever_has_the_role() {
    let mut log = Log::open(CaseKind::CompromisedUser);
    assert!(access::may_see(log.case(), "anybody"));
    confidential(&mut log);
    assert!(!access::may_see(log.case(), "anybody"));
    log.fact(FactKind::Circumstance { circumstance: Circumstance::Confidential, holds: false });
    assert!(access::may_see(log.case(), "anybody"));
}

#[test]
fn whoever_holds_a_duty_or_is_asked_for_one_sees_it_and_nobody_longer() {
    let mut log = Log::open(CaseKind::CompromisedUser);
    confidential(&mut log);
    check(&log, &[("rita", Because::Opened)], &["sam", "", "portcullis"]);

    let offered = duty::Entry::Offered {
        name: "simoc".to_owned(),
        to: "sam".to_owned(),
        note: String::new(),
    };
    let offer = log.duty("rita", 2, offered);
    check(&log, &[("rita", Because::Opened), ("sam", Because::Asked)], &["mika"]);
    log.duty("sam", 3, duty::Entry::Accepted { offer });
    check(&log, &[("rita", Because::Opened), ("sam", Because::Duty)], &["mika"]);
    let gone = duty::Entry::Renounced { name: "simoc".to_owned(), reason: "shift".to_owned() };
    log.duty("sam", 4, gone);
    check(&log, &[("rita", Because::Opened)], &["sam"]);

    let asked = |person: &str| duty::Entry::Asked {
        name: "seoc".to_owned(),
        person: person.to_owned(),
        since: at(0),
        because: Asked::OnCall,
        rung: 0,
    };
    log.duty("portcullis", 5, asked("mika"));
    check(&log, &[("rita", Because::Opened), ("mika", Because::Asked)], &["sam"]);
    log.duty("sam", 6, duty::Entry::Taken { name: "seoc".to_owned() });
    check(&log, &[("rita", Because::Opened), ("sam", Because::Duty)], &["mika"]);
}

#[test]
fn an_administrator_lets_somebody_in_and_takes_it_back() {
    let mut log = Log::open(CaseKind::CompromisedUser);
    confidential(&mut log);
    let (person, reason) = ("Otto".to_owned(), "second person".to_owned());
    let granted = access::Entry::Granted { person: person.clone(), reason: reason.clone() };
    log.say("ada", 2, What::Access(granted));
    check(&log, &[("rita", Because::Opened), ("Otto", Because::Granted)], &["ada"]);
    assert_eq!(log.case().timeline.last().unwrap().key, "timeline-access-granted");
    let person = " otto".to_owned();
    log.say("ada", 3, What::Access(access::Entry::Withdrawn { person, reason }));
    check(&log, &[("rita", Because::Opened)], &["otto", "Otto"]);
}
