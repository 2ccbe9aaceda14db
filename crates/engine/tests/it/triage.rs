//! Suppressions and verdicts as the journal adds them up; findings into cases.

use std::collections::BTreeMap;

use engine::coordinate::playbook::ItemVerdict;
use engine::coordinate::question::{Basis, Judgement, are_judged, bound};
use engine::coordinate::{
    CaseId, CaseKind, Cases, Certainty, Entry, Fact, FactKind, What, opening,
};
use engine::detect::{Finding, FindingId, Level};
use engine::investigate::question::{End, Start, shipped};
use engine::investigate::triage::{Policy, Wish};
use engine::respond::Subject;
use jiff::{SignedDuration, Timestamp};

const WINDOW: SignedDuration = SignedDuration::from_hours(24);

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + hour * 3600).unwrap()
}

fn finding(id: &str, level: Level, hour: i64) -> Finding {
    Finding {
        id: FindingId(id.to_owned()),
        rule: "5d7f".to_owned(),
        title: "A token was made".to_owned(),
        level,
        tags: Vec::new(),
        requirements: vec!["UA6b".to_owned()],
        records: Vec::new(),
        occurred_at: at(hour),
        actor_id: Some(7),
        actor: Some("mallory".to_owned()),
        summary: String::new(),
        reason: None,
    }
}

/// A journal, an hour for each line.
#[derive(Default)]
struct Journal {
    cases: Cases,
    size: u64,
}

impl Journal {
    fn say(&mut self, case: Option<u32>, what: What) {
        let recorded_at = at(i64::try_from(self.size).unwrap());
        let entry = Entry { recorded_at, by: "rita".to_owned(), case: case.map(CaseId), what };
        let text = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry, "{text}");
        self.cases.apply(self.size, &entry);
        self.size += 1;
    }

    fn raise(&mut self, finding: &Finding) {
        self.say(None, What::FindingRaised { finding: finding.clone() });
    }

    fn open(&mut self) {
        let kind = CaseKind::CompromisedUser;
        self.say(Some(1), What::CaseOpened { title: "A".to_owned(), kind, finding: None });
    }
}

fn suppressing() -> What {
    What::FindingsSuppressed {
        wish: Wish {
            rule: Some("5d7f".to_owned()),
            entity: Some("user:7".to_owned()),
            fields: BTreeMap::new(),
            reason: "a drill".to_owned(),
            expires_at: at(48),
        },
    }
}

#[test]
fn a_suppressed_finding_opens_no_case_but_joins_the_open_one() {
    let mut journal = Journal::default();
    let grave = finding("a", Level::High, 1);
    assert!(!opening::on_finding(&journal.cases, &grave, at(1), WINDOW).is_empty());

    journal.say(None, suppressing());
    assert_eq!(opening::on_finding(&journal.cases, &grave, at(1), WINDOW), []);
    let late = finding("b", Level::High, 49);
    assert!(!opening::on_finding(&journal.cases, &late, at(49), WINDOW).is_empty(), "expired");

    journal.raise(&grave);
    journal.open();
    journal.say(Some(1), What::FindingAttached { finding: grave.id.clone() });
    let next = finding("c", Level::High, 2);
    journal.raise(&next);
    let said = opening::on_finding(&journal.cases, &next, at(2), WINDOW);
    assert!(matches!(said.as_slice(), [(CaseId(1), What::FindingAttached { .. }), ..]), "{said:?}");

    journal.say(None, What::SuppressionLifted { suppression: 0, reason: "wrong".to_owned() });
    assert_eq!(journal.cases.suppressions[0].lifted.as_ref().unwrap().by, "rita");
    let other = Finding { actor_id: Some(7), ..finding("d", Level::High, 90) };
    assert!(!opening::on_finding(&journal.cases, &other, at(90), WINDOW).is_empty());
}

#[test]
fn findings_go_into_the_named_case_the_actors_open_one_or_a_new_one() {
    let mut journal = Journal::default();
    let (low, high) = (finding("a", Level::Low, 1), finding("b", Level::High, 3));
    journal.raise(&low);
    journal.raise(&high);

    let new = opening::to_case(&journal.cases, &[&low, &high], None, WINDOW).unwrap();
    assert!(new.is_new);
    for (case, what) in new.entries {
        journal.say(Some(case.0), what);
    }
    let case = &journal.cases.cases[&CaseId(1)];
    assert_eq!(case.findings.len(), 2);
    assert_eq!(case.exposed_at(), Some((at(1), Certainty::NotAfter)), "the first sign");

    let third = finding("c", Level::Low, 4);
    journal.raise(&third);
    let joined = opening::to_case(&journal.cases, &[&third], None, WINDOW).unwrap();
    assert_eq!((joined.case, joined.is_new, joined.entries.len()), (CaseId(1), false, 1));
    let named = opening::to_case(&journal.cases, &[&low, &third], Some(CaseId(2)), WINDOW).unwrap();
    assert_eq!((named.case, named.entries.len()), (CaseId(2), 1), "what has a case keeps it");
    assert_eq!(opening::to_case(&journal.cases, &[], None, WINDOW), None);
}

/// Grave findings with these requirement ids, an hour apart.
fn signs(lists: &[&str]) -> Vec<Finding> {
    let signs = (0..).zip(lists).map(|(hour, ids)| Finding {
        requirements: ids.split(' ').map(str::to_owned).collect(),
        ..finding(&format!("f{hour}"), Level::High, hour)
    });
    signs.collect()
}

#[track_caller]
fn check_kind(lists: &[&str], now: Option<CaseKind>, expected: CaseKind) {
    let signs = signs(lists);
    let findings: Vec<&Finding> = signs.iter().collect();
    assert_eq!(opening::kind_among(&findings, now), Some(expected), "{lists:?}");
}

const PUBLIC: &str = "MS1 CI7 UA6f";
const UNPROTECTED: &str = "MS5 UA6f CE7d CE7e";
const STRANGER: &str = "MS4 UA6h CE9";
const WAYS_BACK: &str = "CE9 UA6b UA6c UA6h";

#[test]
fn the_most_frequent_section_of_the_guide_tells_the_kind_of_case() {
    use CaseKind::{
        CompromisedInstance, CompromisedUser, CredentialExposure, MisconfiguredSettings,
    };
    let user = [PUBLIC, UNPROTECTED, STRANGER, WAYS_BACK, "MS1 MS4 MS5 UA6h"];
    let settings = [PUBLIC, "MS5 CE7d", "MS1 MS2 MS5 MS6 UA6f CE7e", STRANGER, WAYS_BACK];
    check_kind(&user[..1], None, MisconfiguredSettings);
    check_kind(&user, None, CompromisedUser);
    check_kind(&settings, None, MisconfiguredSettings);
    check_kind(&[WAYS_BACK, STRANGER], None, CredentialExposure);
    check_kind(&["CE7 CE1", "CE10 CI8", WAYS_BACK, STRANGER], None, CredentialExposure);
    // Findings that serve the same requirements are one sign.
    check_kind(&[PUBLIC, UNPROTECTED, WAYS_BACK, WAYS_BACK, WAYS_BACK], None, CompromisedUser);
    check_kind(&[PUBLIC, PUBLIC, PUBLIC, "UA6a", "UA6d"], None, CompromisedUser);
    // The widest scenario holds the others, when something is about it first of all.
    check_kind(&["UA6a UA6b", WAYS_BACK, "IN15"], None, CompromisedInstance);
    check_kind(&["UA6a UA6b", WAYS_BACK, "UA6h MS4 IN15"], None, CompromisedUser);
    check_kind(&["CE10 CI8", "CE9 CE10", "CE7 CE1", "UA6a CE9"], None, CompromisedUser);
    check_kind(&["CE10 CI8", "CE9 CE10", "CE7 CE1", "UA6b CE9"], None, CredentialExposure);
    // As frequent: what it is, else what came first.
    check_kind(&["MS1", "UA6e"], None, MisconfiguredSettings);
    check_kind(&["MS1", "UA6e"], Some(CompromisedUser), CompromisedUser);
    check_kind(&["EN5"], None, CompromisedUser);
    assert_eq!(opening::kind_among(&[], None), None);

    let mut mixed = signs(&[PUBLIC, "UA6a", "UA6d"]);
    mixed[1].level = Level::Medium;
    mixed[2].level = Level::Medium;
    let findings: Vec<&Finding> = mixed.iter().collect();
    let kind = opening::kind_among(&findings, None);
    assert_eq!(kind, Some(MisconfiguredSettings), "the gravest decide");
}

/// What is said while these findings are raised one after another.
fn raise_all(journal: &mut Journal, by: &str, findings: &[Finding]) -> Vec<CaseKind> {
    let mut kinds = Vec::new();
    for finding in findings {
        journal.raise(finding);
        let next = opening::on_finding(&journal.cases, finding, finding.occurred_at, WINDOW);
        for (case, what) in next {
            let entry = Entry { recorded_at: at(0), by: by.to_owned(), case: Some(case), what };
            journal.cases.apply(journal.size, &entry);
            journal.size += 1;
        }
        kinds.push(journal.cases.cases[&CaseId(1)].kind);
    }
    kinds
}

#[test]
fn a_case_becomes_what_its_findings_tell_until_somebody_works_on_it() {
    use CaseKind::{CompromisedInstance, CompromisedUser, MisconfiguredSettings};
    let findings = signs(&[PUBLIC, UNPROTECTED, WAYS_BACK, "UA6a CE7", "IN15"]);

    let mut journal = Journal::default();
    let kinds = raise_all(&mut journal, opening::PRODUCT, &findings[..4]);
    assert_eq!(
        kinds,
        [MisconfiguredSettings, MisconfiguredSettings, CompromisedUser, CompromisedUser]
    );
    let timeline = &journal.cases.cases[&CaseId(1)].timeline;
    let told: Vec<_> = timeline.iter().filter(|line| line.key == "timeline-kind-decided").collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].args["kind"], "compromised_user");

    let mut later = journal.cases.clone();
    let basis = Basis { query: "type:x".to_owned(), records: 3, hits: 1, is_all: true };
    let judgement = Judgement { verdict: ItemVerdict::Benign, note: String::new(), basis };
    let answered = What::QuestionAnswered { question: "sign-ins".to_owned(), judgement };
    let entry =
        Entry { recorded_at: at(5), by: "rita".to_owned(), case: Some(CaseId(1)), what: answered };
    later.apply(99, &entry);
    let last = &findings[4];
    let decides = |cases: &Cases| {
        let said = opening::on_finding(cases, last, last.occurred_at, WINDOW);
        said.into_iter().find_map(|(_, what)| match what {
            What::KindDecided { kind, .. } => Some(kind),
            _ => None,
        })
    };
    assert_eq!(decides(&journal.cases), Some(CompromisedInstance));
    assert_eq!(decides(&later), None, "somebody works on it");

    let mut by_hand = Journal::default();
    let kinds = raise_all(&mut by_hand, "rita", &findings);
    assert!(
        kinds.iter().all(|kind| *kind == MisconfiguredSettings),
        "a person opened it: {kinds:?}"
    );
}

#[test]
fn a_case_narrows_its_questions_by_what_is_known() {
    let policy = Policy::shipped().unwrap();
    let mut journal = Journal::default();
    journal.open();
    let state = |journal: &mut Journal, kind| {
        let fact = Fact { kind, source: "rita".to_owned() };
        journal.say(Some(1), What::FactStated { fact });
    };
    let told = |journal: &Journal| bound(&journal.cases.cases[&CaseId(1)], &journal.cases, &policy);
    assert_eq!((told(&journal).start, told(&journal).end), (Start::Opening, End::Open));

    let one = finding("a", Level::High, 5);
    journal.raise(&one);
    journal.say(Some(1), What::FindingAttached { finding: one.id });
    assert_eq!((told(&journal).start, told(&journal).since), (Start::Finding, at(5 - 24)));
    assert_eq!(told(&journal).users, [7].into(), "who did what the findings tell");

    let user = event::UserId(9);
    state(&mut journal, FactKind::Subject { subject: Subject::User { user } });
    state(&mut journal, FactKind::ExposedAt { at: at(3), certainty: Certainty::Exact });
    state(&mut journal, FactKind::RevokedAt { at: at(8), certainty: Certainty::Exact });
    let known = told(&journal);
    assert_eq!((known.start, known.since), (Start::Exposure, at(3 - 24)));
    assert_eq!((known.end, known.users), (End::Revocation, [9].into()));
    assert!(known.until.unwrap() > at(8 + 24));
    state(&mut journal, FactKind::RevokedAt { at: at(8), certainty: Certainty::NotBefore });
    assert_eq!(told(&journal).until, None, "that ends nothing");
}

#[test]
fn a_step_is_settled_when_each_of_its_questions_has_a_verdict() {
    let mut journal = Journal::default();
    journal.open();
    let names = ["keys".to_owned(), "tokens".to_owned()];
    let judge = |journal: &mut Journal, question: &str| {
        let basis = Basis { query: "type:x".to_owned(), records: 3, hits: 1, is_all: true };
        let judgement = Judgement { verdict: ItemVerdict::Benign, note: String::new(), basis };
        journal.say(Some(1), What::QuestionAnswered { question: question.to_owned(), judgement });
    };
    let is_settled =
        |journal: &Journal| are_judged(&journal.cases.cases[&CaseId(1)], &names, shipped());
    judge(&mut journal, "keys");
    assert!(!is_settled(&journal));
    judge(&mut journal, "tokens");
    assert!(is_settled(&journal));
    assert!(!are_judged(&journal.cases.cases[&CaseId(1)], &[], shipped()));
}
