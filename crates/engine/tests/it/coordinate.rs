//! The case as a fold over the journal, and its rules.

use engine::coordinate::advance::{may_act, may_move, next_phase};
use engine::coordinate::instance::rotation::Section;
use engine::coordinate::opening;
use engine::coordinate::{
    ActOutcome, CaseId, CaseKind, Cases, Certainty, Entry, Fact, FactKind, Phase, What, instance,
};
use engine::detect::{Finding, FindingId, Level};
use engine::investigate::sweep::{Because, Leftover, LeftoverKind};
use engine::respond::{
    Act, Attestations, Deployment, Plan, PlanHash, PlannedAct, Seen, Standing, Subject, Survey,
    Tier, TokenHandle, TokenScope, Verdict, act,
};
use event::{TokenId, UserId};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

const MALLORY: UserId = UserId(7);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn token() -> TokenHandle {
    TokenHandle { id: TokenId(42), scope: TokenScope::Personal }
}

fn finding(id: &str, level: Level, second: i64) -> Finding {
    Finding {
        id: FindingId(id.to_owned()),
        rule: "5d7f".to_owned(),
        title: "A token was made with a leaked token".to_owned(),
        level,
        tags: Vec::new(),
        requirements: vec!["CE9".to_owned(), "UA6b".to_owned()],
        records: Vec::new(),
        occurred_at: at(second),
        actor_id: Some(MALLORY.0),
        actor: Some("mallory".to_owned()),
        summary: String::new(),
        reason: None,
    }
}

fn plan(acts: Vec<Act>) -> Plan {
    let acts = acts.into_iter().map(|act| PlannedAct {
        act,
        target: "mallory".to_owned(),
        impact: Vec::new(),
        inverse: None,
        undo_note: None,
        seen: None,
        after: Vec::new(),
    });
    Plan {
        subject: Subject::Token { token: token() },
        acts: acts.collect(),
        impact: Vec::new(),
        warnings: Vec::new(),
        gaps: Vec::new(),
        requested_by: "rita".to_owned(),
        made_at: at(0),
        expires_at: at(3600),
    }
}

fn hash() -> PlanHash {
    PlanHash("0123456789abcdef".to_owned())
}

/// A journal that is written line by line, a second apart.
#[derive(Default)]
struct Journal {
    cases: Cases,
    size: u64,
}

impl Journal {
    fn say(&mut self, by: &str, what: What) -> &mut Self {
        let recorded_at = at(i64::try_from(self.size).unwrap());
        let entry = Entry { recorded_at, by: by.to_owned(), case: Some(CaseId(1)), what };
        self.cases.apply(self.size, &entry);
        self.size += 1;
        self
    }

    fn opened() -> Self {
        let mut journal = Self::default();
        let kind = CaseKind::CredentialExposure;
        journal.say("rita", What::CaseOpened { title: "A leak".to_owned(), kind, finding: None });
        journal
    }

    fn planned(acts: Vec<Act>) -> Self {
        let mut journal = Self::opened();
        journal.say("rita", What::PlanProposed { hash: hash(), plan: plan(acts) });
        journal
    }

    fn fact(&mut self, kind: FactKind) -> &mut Self {
        self.say("rita", What::FactStated { fact: Fact { kind, source: "rita".to_owned() } })
    }

    fn act(&mut self, step: u32, act: Act, is_undo: bool, outcome: ActOutcome) -> &mut Self {
        let before = Seen::User { state: "active".to_owned() };
        let intent = What::ActIntended { hash: hash(), step, act: act.clone(), is_undo, before };
        self.say("rita", intent);
        self.say("rita", What::ActEnded { hash: hash(), step, act, is_undo, outcome, after: None })
    }

    fn case(&self) -> &engine::coordinate::Case {
        &self.cases.cases[&CaseId(1)]
    }
}

fn done() -> ActOutcome {
    ActOutcome::Done { verdict: Verdict::Verified }
}

#[test]
fn the_exposure_window_runs_from_the_stated_exposure_to_the_verified_revocation() {
    let revoke = Act::RevokeToken(act::RevokeToken { token: token() });
    let mut journal = Journal::planned(vec![revoke.clone()]);
    journal.fact(FactKind::ExposedAt { at: at(-100), certainty: Certainty::Exact });
    assert_eq!(journal.case().exposure_window_s(), None);

    journal.act(0, revoke, false, done());

    assert_eq!(journal.case().revoked_at(), Some((at(4), Certainty::Exact)));
    assert_eq!(journal.case().exposure_window_s(), Some(104));
}

#[test]
fn a_token_that_was_revoked_already_was_revoked_no_later_than_that() {
    let revoke = Act::RevokeToken(act::RevokeToken { token: token() });
    let mut journal = Journal::planned(vec![revoke.clone()]);

    journal.act(0, revoke, false, ActOutcome::AlreadySo { verdict: Verdict::Verified });

    assert_eq!(journal.case().revoked_at(), Some((at(3), Certainty::NotAfter)));
}

#[test]
fn an_undone_containment_contains_nothing() {
    let block = Act::BlockUser(act::BlockUser { user: MALLORY });
    let mut journal = Journal::planned(vec![block.clone()]);
    journal.fact(FactKind::Subject { subject: Subject::User { user: MALLORY } });
    journal.act(0, block, false, done());
    assert!(journal.case().revoked_at().is_some());

    journal.act(0, Act::UnblockUser(act::UnblockUser { user: MALLORY }), true, done());

    assert_eq!(journal.case().revoked_at(), None);
    assert!(journal.case().plans[&hash()].steps[&0].is_undone());
}

#[test]
fn a_contradicted_revocation_is_none() {
    let revoke = Act::RevokeToken(act::RevokeToken { token: token() });
    let mut journal = Journal::planned(vec![revoke.clone()]);
    let verdict = Verdict::Contradicted { seen: "active".to_owned() };

    journal.act(0, revoke, false, ActOutcome::Done { verdict });

    assert_eq!(journal.case().revoked_at(), None);
    assert!(!journal.case().plans[&hash()].is_executed());
}

#[test]
fn a_call_without_an_answer_counts_by_what_was_read_back() {
    let revoke = Act::RevokeToken(act::RevokeToken { token: token() });
    let mut journal = Journal::planned(vec![revoke.clone()]);
    let error = "no answer from GitLab".to_owned();

    journal.act(
        0,
        revoke,
        false,
        ActOutcome::Failed { error, rule: None, verdict: Verdict::Verified },
    );

    assert!(journal.case().revoked_at().is_some());
}

#[test]
fn an_intent_without_an_outcome_stays_visible_and_unknown() {
    let block = Act::BlockUser(act::BlockUser { user: MALLORY });
    let mut journal = Journal::planned(vec![block.clone()]);
    let before = Seen::User { state: "active".to_owned() };
    let intent =
        What::ActIntended { hash: hash(), step: 0, act: block.clone(), is_undo: false, before };

    journal.say("rita", intent);

    assert!(journal.case().plans[&hash()].steps[&0].is_unknown());
    assert_eq!(journal.case().timeline.last().unwrap().key, "timeline-act-intended");

    let ended = What::ActEnded {
        hash: hash(),
        step: 0,
        act: block,
        is_undo: false,
        outcome: done(),
        after: None,
    };
    journal.say("rita", ended);

    let keys: Vec<_> = journal.case().timeline.iter().map(|line| line.key.as_str()).collect();
    assert_eq!(keys, ["timeline-case-opened", "timeline-plan-proposed", "timeline-act-ended"]);
}

#[test]
fn doing_a_step_again_does_not_forget_what_was_there_before_it() {
    let block = Act::BlockUser(act::BlockUser { user: MALLORY });
    let mut journal = Journal::planned(vec![block.clone()]);
    journal.act(0, block.clone(), false, done());
    let before = Seen::User { state: "blocked".to_owned() };

    journal.say(
        "rita",
        What::ActIntended { hash: hash(), step: 0, act: block, is_undo: false, before },
    );

    let first = Seen::User { state: "active".to_owned() };
    assert_eq!(journal.case().plans[&hash()].steps[&0].before, Some(first));
}

#[test]
fn a_timeline_is_in_the_order_in_which_things_happened_not_in_which_we_learnt_of_them() {
    let mut journal = Journal::opened();
    let text = |text: &str| text.to_owned();
    journal.say("rita", What::NoteAdded { text: text("later"), occurred_at: None });
    journal.say("rita", What::NoteAdded { text: text("long ago"), occurred_at: Some(at(-500)) });

    let case = journal.case();

    assert_eq!(case.timeline[0].args["text"], "long ago");
    assert_eq!(case.timeline[0].occurred_at, at(-500));
    assert_eq!(case.timeline[0].discovered_at, at(2));
    assert_eq!(case.timeline[0].recorded_at, at(2));
}

#[test]
fn a_case_leaves_containment_only_with_both_times_or_a_reason() {
    let revoke = Act::RevokeToken(act::RevokeToken { token: token() });
    let mut journal = Journal::planned(vec![revoke]);
    let rule = |journal: &Journal| may_move(journal.case(), Phase::Eradication).map_err(|r| r.rule);
    assert_eq!(rule(&journal), Err("case.exposure_time_missing".to_owned()));

    journal.fact(FactKind::ExposureUnknown { reason: "logs rotated away".to_owned() });
    assert_eq!(rule(&journal), Err("case.revocation_time_missing".to_owned()));

    journal.fact(FactKind::RevocationUnknown { reason: "expired by itself".to_owned() });
    assert_eq!(rule(&journal), Ok(()));
}

#[test]
fn a_false_alarm_may_be_closed_at_once() {
    assert!(may_move(Journal::opened().case(), Phase::Closed).is_ok());

    let mut journal = Journal::opened();
    let entry = instance::Entry::SecretsListed {
        section: Section::Database,
        names: vec!["root password".to_owned()],
    };
    journal.say("rita", What::Instance(entry));
    assert!(may_move(journal.case(), Phase::Closed).is_err(), "a secret must be changed (IN5)");
}

#[test]
fn a_user_comes_back_only_when_a_sweep_after_the_last_act_found_nothing() {
    let block = Act::BlockUser(act::BlockUser { user: MALLORY });
    let unblock = Act::UnblockUser(act::UnblockUser { user: MALLORY });
    let mut journal = Journal::planned(vec![block.clone()]);
    let rules = |journal: &Journal| match may_act(journal.case(), &unblock) {
        Ok(()) => String::new(),
        Err(refusals) => refusals.into_iter().map(|refusal| refusal.rule).collect(),
    };
    let subject = Subject::User { user: MALLORY };
    let key = Leftover {
        kind: LeftoverKind::SshKey,
        id: 3,
        name: "backdoor".to_owned(),
        created_at: None,
        because: Because::Subject,
        remedy: Act::DeleteSshKey(act::DeleteSshKey { user: MALLORY, key: 3 }),
    };
    assert_eq!(rules(&journal), "case.never_swept");

    journal.say("rita", What::SurveyTaken { survey: survey(subject.clone()) });
    journal.say("rita", What::SweepTaken { subject: subject.clone(), leftovers: vec![key] });
    assert_eq!(rules(&journal), "gate.sweep_not_empty");

    journal.say("rita", What::SweepTaken { subject: subject.clone(), leftovers: Vec::new() });
    assert_eq!(rules(&journal), "");

    journal.act(0, block, false, done());
    assert_eq!(rules(&journal), "gate.sweep_missing");
}

fn survey(subject: Subject) -> Survey {
    Survey {
        subject,
        taken_at: at(0),
        user: MALLORY,
        username: "mallory".to_owned(),
        state: "blocked".to_owned(),
        is_admin: false,
        is_bot: false,
        standing: Standing {
            user: UserId(1),
            username: "root".to_owned(),
            is_admin: true,
            deployment: Deployment::SelfManaged,
            tier: Tier::Unknown,
            version: None,
            owned_groups: Vec::new(),
        },
        tokens: Vec::new(),
        keys: Vec::new(),
        webhooks: Vec::new(),
        memberships: Vec::new(),
        things: Vec::new(),
        settings: std::collections::BTreeMap::new(),
        made: Vec::new(),
        actors: std::collections::BTreeSet::new(),
        uses: Vec::new(),
        gaps: Vec::new(),
    }
}

#[test]
fn a_case_moves_on_by_itself_as_far_as_its_rules_allow() {
    let revoke = Act::RevokeToken(act::RevokeToken { token: token() });
    let mut journal = Journal::planned(vec![revoke.clone()]);
    assert_eq!(next_phase(journal.case()), Some(Phase::Containment));
    journal.say("portcullis", What::PhaseMoved { phase: Phase::Containment });
    journal.act(0, revoke, false, done());
    assert_eq!(next_phase(journal.case()), None, "the time of exposure is missing");
    journal.fact(FactKind::ExposedAt { at: at(-1), certainty: Certainty::NotAfter });
    assert_eq!(next_phase(journal.case()), Some(Phase::Eradication));
}

#[test]
fn a_grave_finding_opens_a_case_and_a_second_one_of_its_actor_joins_it() {
    let mut cases = Cases::default();
    let day = SignedDuration::from_hours(24);
    let raise = |cases: &mut Cases, index: u64, finding: &Finding| {
        let entry =
            |case, what| Entry { recorded_at: at(100), by: "portcullis".to_owned(), case, what };
        cases.apply(index, &entry(None, What::FindingRaised { finding: finding.clone() }));
        let next = opening::on_finding(cases, finding, finding.occurred_at, day);
        for (case, what) in &next {
            cases.apply(index, &entry(Some(*case), what.clone()));
        }
        next.len()
    };

    assert_eq!(raise(&mut cases, 0, &finding("a", Level::Medium, 10)), 0, "waits for a person");
    assert_eq!(raise(&mut cases, 1, &finding("b", Level::High, 20)), 2, "opens, exposure");
    assert_eq!(raise(&mut cases, 2, &finding("c", Level::Medium, 30)), 1, "joins");
    assert_eq!(raise(&mut cases, 3, &finding("d", Level::High, 5)), 2, "joins, was earlier");
    assert_eq!(raise(&mut cases, 4, &finding("d", Level::High, 5)), 0, "is known");
    assert_eq!(raise(&mut cases, 5, &finding("e", Level::High, 90_000)), 2, "another incident");

    let first = &cases.cases[&CaseId(1)];
    assert_eq!(first.kind, CaseKind::CredentialExposure);
    assert_eq!(first.exposed_at(), Some((at(5), Certainty::NotAfter)));
    assert_eq!(first.findings.len(), 3);
    assert_eq!(cases.loose_findings().count(), 1);
}

/// P3, IN7: nobody's name is on them, and they are the gravest of all.
#[test]
fn records_that_are_gone_open_one_case_of_the_instance_though_nobody_is_named() {
    use engine::detect::record::{self, Memory};
    let mut cases = Cases::default();
    let day = SignedDuration::from_hours(24);
    let mut low = finding("low", Level::High, 0);
    low.actor_id = None;
    let gone = |ledger| record::set_back(ledger, Memory::State, (9, 4), at(10));
    let mut opened = Vec::new();
    for (index, one) in (0..).zip([low, gone("events"), gone("journal")]) {
        let next = opening::on_finding(&cases, &one, one.occurred_at, day);
        opened.push(next.len());
        let raised = (None, What::FindingRaised { finding: one });
        let said = next.into_iter().map(|(case, what)| (Some(case), what));
        for (case, what) in [raised].into_iter().chain(said) {
            let entry = Entry { recorded_at: at(100), by: "portcullis".to_owned(), case, what };
            cases.apply(index, &entry);
        }
    }
    assert_eq!(opened, [0, 2, 1], "waits for a person, opens, joins");
    assert_eq!(cases.cases[&CaseId(1)].kind, CaseKind::CompromisedInstance);
}

fn any_what() -> impl Strategy<Value = What> {
    let act = || Act::BlockUser(act::BlockUser { user: MALLORY });
    let plan = plan(vec![act()]);
    prop_oneof![
        "[a-c]".prop_map(|id| What::FindingRaised { finding: finding(&id, Level::High, 1) }),
        "[a-c]".prop_map(|id| What::FindingAttached { finding: FindingId(id) }),
        Just(What::CaseOpened {
            title: "t".to_owned(),
            kind: CaseKind::CompromisedUser,
            finding: Some(FindingId("a".to_owned())),
        }),
        (0i64..100)
            .prop_map(|s| What::NoteAdded { text: "n".to_owned(), occurred_at: Some(at(s)) }),
        (0i64..100).prop_map(|s| What::FactStated {
            fact: Fact {
                kind: FactKind::ExposedAt { at: at(s), certainty: Certainty::Exact },
                source: "rita".to_owned()
            }
        }),
        Just(What::PlanProposed { hash: hash(), plan }),
        Just(What::PlanAttested { hash: hash(), attestations: Attestations::default() }),
        Just(What::PlanApproved { hash: hash() }),
        (0u32..2, any::<bool>()).prop_map(move |(step, is_undo)| What::ActIntended {
            hash: hash(),
            step,
            act: act(),
            is_undo,
            before: Seen::Absent,
        }),
        (0u32..2, any::<bool>()).prop_map(move |(step, is_undo)| What::ActEnded {
            hash: hash(),
            step,
            act: act(),
            is_undo,
            outcome: done(),
            after: None,
        }),
    ]
}

fn any_journal() -> impl Strategy<Value = Vec<Entry>> {
    let entry = (0u32..4, "[ab]", any_what(), 0i64..1000).prop_map(|(case, by, what, second)| {
        Entry { recorded_at: at(second), by, case: (case > 0).then_some(CaseId(case)), what }
    });
    proptest::collection::vec(entry, 0..40)
}

fn fold(cases: Cases, entries: &[Entry], from: u64) -> Cases {
    let mut cases = cases;
    for (index, entry) in (from..).zip(entries) {
        cases.apply(index, entry);
    }
    cases
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_journal_read_in_two_parts_adds_up_to_the_same_as_in_one(entries in any_journal(), cut in 0usize..40) {
        let cut = cut.min(entries.len());
        let (head, tail) = entries.split_at(cut);

        let in_two = fold(fold(Cases::default(), head, 0), tail, u64::try_from(cut).unwrap());

        prop_assert_eq!(in_two, fold(Cases::default(), &entries, 0));
    }

    #[test]
    fn any_entry_of_an_unknown_case_changes_no_case(entries in any_journal(), what in any_what()) {
        prop_assume!(!matches!(what, What::CaseOpened { .. } | What::FindingRaised { .. }));
        let before = fold(Cases::default(), &entries, 0);
        let stray = Entry { recorded_at: at(0), by: "x".to_owned(), case: Some(CaseId(99)), what };

        prop_assert_eq!(fold(before.clone(), &[stray], 99), before);
    }

    #[test]
    fn any_entry_survives_its_journey_through_the_journal(entries in any_journal()) {
        for entry in entries {
            let json = serde_json::to_vec(&entry).unwrap();
            prop_assert_eq!(serde_json::from_slice::<Entry>(&json).unwrap(), entry);
        }
    }

    #[test]
    fn any_timeline_is_sorted_and_names_each_entry_once(entries in any_journal()) {
        for case in fold(Cases::default(), &entries, 0).cases.values() {
            let places: Vec<_> = case.timeline.iter().map(|line| (line.occurred_at, line.journal_index)).collect();
            prop_assert!(places.is_sorted());
        }
    }
}
