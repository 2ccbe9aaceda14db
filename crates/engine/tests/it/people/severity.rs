//! How grave a case is: the table, who sets it, what stands against it (P6, CM1, CM3).

use std::collections::BTreeSet;

use engine::coordinate::circumstance::Details;
use engine::coordinate::severity::{self, Severity};
use engine::coordinate::{CaseKind, Circumstance, DataClass, FactKind, Phase, What};
use engine::respond::CredentialKind;
use engine::respond::gate::ExposureReach;
use proptest::prelude::*;

use super::{Log, at, breach, taken};

fn token(kind: &str) -> FactKind {
    FactKind::TokenIdentified {
        token_kind: kind.to_owned(),
        last_four: "abcd".to_owned(),
        fingerprint: "f".to_owned(),
    }
}

/// Facts to severity, with the rule (P6).
#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn the_table_says_how_grave_from_token_kind_reach_data_and_evidence() {
    type Facts = fn(&mut Log);
    let cases: [(CaseKind, Facts, Severity, &str); 12] = [
        (CaseKind::AssistanceRequest, |_| (), Severity::Low, "otherwise"),
        (CaseKind::CompromisedUser, |_| (), Severity::Medium, "account-suspected"),
        (CaseKind::CredentialExposure, |_| (), Severity::Medium, "reach-not-known"),
        (
            CaseKind::CredentialExposure,
            |log| log.fact(FactKind::ExposedTo { reach: ExposureReach::Private }),
            Severity::Low,
            "otherwise",
        ),
        (
            CaseKind::CredentialExposure,
            |log| {
                log.fact(token("personal_access_token"));
                log.fact(FactKind::ExposedTo { reach: ExposureReach::Public });
            },
            Severity::High,
            "credential-in-public",
        ),
        (
            CaseKind::CredentialExposure,
            |log| {
                log.fact(token("feed_token"));
                log.fact(FactKind::ExposedTo { reach: ExposureReach::Public });
            },
            Severity::Medium,
            "in-public",
        ),
        (CaseKind::CompromisedInstance, |_| (), Severity::High, "instance-suspected"),
        (
            CaseKind::CompromisedInstance,
            |log| log.holds("data_breach", &breach(&[DataClass::Other])),
            Severity::Critical,
            "instance-in-foreign-hands",
        ),
        (
            CaseKind::CompromisedUser,
            |log| log.holds("data_breach", &breach(&[DataClass::Personal])),
            Severity::Critical,
            "breach-of-protected-data",
        ),
        (
            CaseKind::MisconfiguredSettings,
            |log| {
                let details = Details { exploited: true, ..Details::default() };
                log.holds("remote_code_execution", &details);
            },
            Severity::Critical,
            "rce-exploited",
        ),
        (
            CaseKind::MisconfiguredSettings,
            |log| log.holds("remote_code_execution", &Details::default()),
            Severity::High,
            "rce",
        ),
        (
            CaseKind::MisconfiguredSettings,
            |log| log.holds("publicly_reported", &Details::default()),
            Severity::High,
            "in-the-press",
        ),
    ];
    for (kind, facts, level, rule) in cases {
        let mut log = Log::open(kind);
        facts(&mut log);
        let computed = log.computed();
        assert_eq!((computed.level, computed.rule.as_str()), (level, rule), "{kind:?}");
        assert_eq!(computed.policy, "portcullis-1");
        assert_eq!(computed.inputs.scenario, kind, "the inputs are kept");
    }
}

#[test]
fn the_inputs_tell_what_is_known_and_what_is_not() {
    let mut log = Log::open(CaseKind::CredentialExposure);
    assert_eq!(log.computed().inputs.credential, None);

    log.fact(token("group_access_token"));
    log.holds("customers_impacted", &Details { paying: true, ..Details::default() });

    let inputs = log.computed().inputs;
    assert_eq!(inputs.credential, Some(CredentialKind::ProjectOrGroupAccessToken));
    assert_eq!((inputs.privilege, inputs.reach, inputs.is_exploited), (None, None, false));
    let expected = ["customers_impacted", "paying_customers_impacted"].map(str::to_owned);
    assert_eq!(inputs.circumstances, BTreeSet::from(expected));
}

/// CM3.
#[test]
fn only_whoever_holds_seoc_or_simoc_sets_the_severity() {
    let mut log = Log::open(CaseKind::CompromisedInstance);
    assert!(!log.follow(1), "until then the table proposes and writes nothing");
    assert_eq!(log.case().concerns.severity.level(), None);

    assert_eq!(log.set("rita", Severity::High, None).unwrap_err(), "severity.not_yours");
    log.duty("rita", 2, taken("cmoc"));
    assert_eq!(log.set("rita", Severity::High, None).unwrap_err(), "severity.not_yours");
    log.duty("Rita", 2, taken("seoc"));
    log.set("rita", Severity::High, None).unwrap();

    assert_eq!(log.case().concerns.severity.level(), Some(Severity::High));
    assert_eq!(log.case().concerns.severity.first_set_at(), Some(at(5)));
    let last = log.case().timeline.last().unwrap();
    assert_eq!(last.key, "timeline-severity-set", "CM3: the event is recorded");
}

#[test]
fn a_severity_against_the_table_needs_a_reason_and_holds_until_it_is_worse() {
    let mut log = Log::open(CaseKind::CompromisedInstance);
    log.duty("rita", 2, taken("simoc"));
    let refused = log.set("rita", Severity::Low, Some("  ")).unwrap_err();
    assert_eq!(refused, "severity.reason_missing", "P6");
    log.set("rita", Severity::Low, Some("a test instance")).unwrap();
    let level = |log: &Log| log.case().concerns.severity.level().unwrap();
    assert_eq!(level(&log), Severity::Low);

    // The table says high as before, by another rule: the person's word stands.
    log.fact(FactKind::ExposedTo { reach: ExposureReach::Public });
    log.holds("remote_code_execution", &Details::default());
    assert!(log.follow(6), "another rule is on record");
    assert_eq!(level(&log), Severity::Low);
    assert!(!log.follow(6), "nothing is said twice");

    // Worse than anything that was known then.
    log.holds("data_breach", &breach(&[DataClass::Personal]));
    assert!(log.follow(7));
    assert_eq!(level(&log), Severity::Critical);
    assert_eq!(log.case().concerns.severity.overridden, None);
    let history = &log.case().concerns.severity.history;
    assert_eq!(history.len(), 3);
    assert_eq!(history[0].reason.as_deref(), Some("a test instance"), "what was said stays");
}

#[test]
fn severity_falls_by_itself_when_a_fact_is_taken_back_but_not_after_closing() {
    let mut log = Log::open(CaseKind::MisconfiguredSettings);
    log.duty("rita", 2, taken("seoc"));
    log.holds("remote_code_execution", &Details::default());
    log.set("rita", Severity::High, None).unwrap();
    let circumstance = Circumstance::RemoteCodeExecution { exploited: false };
    log.fact(FactKind::Circumstance { circumstance: circumstance.clone(), holds: false });
    assert!(log.follow(6));
    assert_eq!(log.case().concerns.severity.level(), Some(Severity::Low));
    assert_eq!(log.case().concerns.severity.since(Severity::High), None);

    log.say("rita", 7, What::PhaseMoved { phase: Phase::Closed });
    log.fact(FactKind::Circumstance { circumstance, holds: true });
    assert!(!log.follow(8));
}

/// CM1.
#[test]
fn the_communications_plan_is_wanted_from_high_on() {
    let policy = severity::Policy::shipped().unwrap();
    let mut log = Log::open(CaseKind::CompromisedUser);
    log.duty("rita", 2, taken("seoc"));
    for (level, wanted) in [
        (Severity::Low, false),
        (Severity::Medium, false),
        (Severity::High, true),
        (Severity::Critical, true),
    ] {
        log.set("rita", level, Some("for the test")).unwrap();
        assert_eq!(severity::wants_communications(log.case(), &policy), wanted, "{level:?}");
    }
}

#[test]
fn a_table_that_cannot_be_is_refused_with_its_reason() {
    let table = |rules: &str| {
        let head = "version: x\nset_by: [seoc]\ncommunications_from: high\nrules:\n";
        severity::Policy::load(&format!("{head}{rules}")).unwrap_err()
    };
    let last = "  - { id: z, level: low }\n";
    for (rules, expected) in [
        ("  - { id: a, level: low, when: { exploited: true } }\n".to_owned(), "must hold always"),
        (format!("  - {{ id: a, level: low }}\n  - {{ id: b, level: high }}\n{last}"), "graver"),
        (format!("  - {{ id: z, level: high }}\n{last}"), "twice"),
        (
            format!("  - {{ id: a, level: high, when: {{ circumstances: [rain] }} }}\n{last}"),
            "rain",
        ),
        (format!("  - {{ id: a, level: high, when: {{ moon: full }} }}\n{last}"), "moon"),
    ] {
        let why = table(&rules);
        assert!(why.contains(expected), "{rules}: {why}");
    }
}

proptest! {
    /// Whatever facts come in whatever order, the same facts give the same word,
    /// and the state only remembers what was said.
    #[test]
    fn any_order_of_the_same_facts_computes_the_same(seed in prop::collection::vec(0_usize..10, 1..12)) {
        let names: Vec<&str> = seed.iter().map(|place| Circumstance::NAMES[*place]).collect();
        let details = Details {
            share: engine::coordinate::Share::from_name("many"),
            policy: "p".to_owned(),
            ..breach(&[DataClass::Other])
        };
        let word = |names: &[&str]| {
            let mut log = Log::open(CaseKind::CompromisedUser);
            for name in names {
                log.holds(name, &details);
            }
            log.computed()
        };
        let mut sorted = names.clone();
        sorted.sort_unstable();
        prop_assert_eq!(word(&names), word(&sorted));
    }
}
