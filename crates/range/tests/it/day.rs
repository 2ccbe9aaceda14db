//! That the shipped rules find every attack in a day's traffic, and raise little else.

mod run;

use engine::coordinate::{CaseId, CaseKind, Cases, Entry, What, opening};
use jiff::{SignedDuration, Timestamp};
use range::traffic::day::{DayConfig, stage};

use self::run::{Outcome, run, shipped};

/// People of the small day: with the week before it some hundred thousand records.
const PEOPLE: usize = 45;
/// False findings of a small day, of any level. Two thousand people may have twenty;
/// machines and administrators are not fewer in proportion, so the small day may have some.
const FALSE_FINDINGS_MAX: u64 = 5;

#[test]
fn every_attack_in_a_small_day_is_found_and_little_else() {
    let mut config = DayConfig { people: PEOPLE, learning_days: 8, ..DayConfig::new(7) };
    config.staged = stage(7, config.starts).unwrap();

    let outcome = run(config, shipped());

    assert!(outcome.shown > 50_000, "{}", outcome.shown);
    assert_eq!(outcome.unparsed, 0);
    assert!(outcome.actors > 30 && outcome.types > 30, "{} {}", outcome.actors, outcome.types);
    assert_eq!(outcome.missed(), Vec::<&str>::new());
    let (all, alerts) = (outcome.false_findings(), outcome.false_alerts());
    assert!(all <= FALSE_FINDINGS_MAX, "{alerts} of {all}: {:#?}", outcome.samples);
    check_kinds(&outcome, &KINDS);
}

#[test]
fn on_an_instance_without_a_past_attacks_open_cases_of_the_right_kind_too() {
    let mut config = DayConfig { people: 5, learning_days: 0, ..DayConfig::new(7) };
    config.staged = stage(7, config.starts).unwrap();

    let outcome = run(config, shipped());

    check_kinds(&outcome, &KINDS_WITHOUT_A_PAST);
}

/// The kind of case that each attack on its own opens, while nobody looks.
const KINDS: [(&str, CaseKind); 9] = [
    ("leaked-token", CaseKind::CredentialExposure),
    ("compromised-user", CaseKind::CompromisedUser),
    ("compromised-bot", CaseKind::CredentialExposure),
    ("ci-secret-exposure", CaseKind::CredentialExposure),
    ("compromised-instance", CaseKind::CompromisedInstance),
    ("misconfigured-settings", CaseKind::MisconfiguredSettings),
    ("stuffing-then-success", CaseKind::CompromisedUser),
    ("made-public", CaseKind::MisconfiguredSettings),
    ("mass-deletion", CaseKind::MisconfiguredSettings),
];

/// The same where no rule knows what is usual.
const KINDS_WITHOUT_A_PAST: [(&str, CaseKind); 4] = [
    ("leaked-token", CaseKind::CredentialExposure),
    ("compromised-user", CaseKind::CompromisedUser),
    ("compromised-instance", CaseKind::CompromisedInstance),
    ("misconfigured-settings", CaseKind::MisconfiguredSettings),
];

fn check_kinds(outcome: &Outcome, expected: &[(&str, CaseKind)]) {
    let window = SignedDuration::from_hours(24);
    let mut wrong = Vec::new();
    for &(name, expected) in expected {
        let mut cases = Cases::default();
        let number = outcome.score.attacks().iter().position(|attack| attack.name == name);
        let theirs = outcome.findings.iter().filter(|(attack, _)| *attack == number);
        let mut index = 0;
        for (_, finding) in theirs {
            let raised = (None, What::FindingRaised { finding: finding.clone() });
            apply(&mut cases, &mut index, vec![raised]);
            let said = opening::on_finding(&cases, finding, finding.occurred_at, window);
            let said = said.into_iter().map(|(case, what)| (Some(case), what)).collect();
            apply(&mut cases, &mut index, said);
        }
        let kinds: Vec<CaseKind> = cases.cases.values().map(|case| case.kind).collect();
        if !kinds.contains(&expected) {
            wrong.push((name, kinds));
        }
    }
    assert_eq!(wrong, []);
}

fn apply(cases: &mut Cases, index: &mut u64, said: Vec<(Option<CaseId>, What)>) {
    for (case, what) in said {
        let by = opening::PRODUCT.to_owned();
        cases.apply(*index, &Entry { recorded_at: Timestamp::UNIX_EPOCH, by, case, what });
        *index += 1;
    }
}
