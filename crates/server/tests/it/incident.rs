//! From the first event to "nothing is left": the whole road, over real HTTP.

use engine::coordinate::{ActOutcome, Case, CaseId, Certainty, Fact, FactKind, Phase, What};
use engine::respond::plan::Wish;
use engine::respond::{Attestations, PlanHash, Verdict};
use range::attack::Scenario;
use range::{Fault, FaultKind};
use server::app::{AppError, Execution, LedgerName, Proposed};
use server::web::words::{Lang, Words};

use crate::house::{House, ada, otto, rita, rules};

fn attested() -> Attestations {
    Attestations { impact_understood: true, guideline: Some("IR-7".to_owned()) }
}

/// The one case that the attack has opened.
fn only_case(house: &House) -> CaseId {
    let cases = house.app.cases(&rita()).unwrap();
    assert_eq!(cases.len(), 1, "{cases:#?}");
    cases[0].id
}

async fn proposed(house: &House, case: CaseId) -> Proposed {
    let subject = house.app.suspect(&rita(), case).await.unwrap().unwrap();
    house.app.survey(&rita(), case, subject).await.unwrap();
    house.app.propose(&rita(), case, Wish::Contain).await.unwrap()
}

async fn cleared(house: &House, case: CaseId) -> PlanHash {
    let Proposed { hash, .. } = proposed(house, case).await;
    house.app.attest(&rita(), &hash, attested()).await.unwrap();
    house.app.approve(&otto(), &hash).await.unwrap();
    hash
}

/// Plans and carries out remedies until a sweep finds nothing.
async fn sweep_until_clean(house: &House, case: CaseId) -> usize {
    for round in 0..5 {
        if house.app.sweep(&rita(), case).await.unwrap().is_empty() {
            return round;
        }
        let Proposed { hash, .. } = house.app.propose_remedies(&rita(), case).await.unwrap();
        house.app.attest(&rita(), &hash, attested()).await.unwrap();
        house.app.approve(&otto(), &hash).await.unwrap();
        house.app.execute(&rita(), &hash).await.unwrap();
    }
    panic!("the sweep never came out empty");
}

async fn contains(scenario: Scenario) {
    let (house, loot) = House::attacked(scenario).await;
    let case = only_case(&house);

    let hash = cleared(&house, case).await;
    let execution = house.app.execute(&rita(), &hash).await.unwrap();

    assert!(execution.is_contained(), "{:#?}", execution.steps);
    sweep_until_clean(&house, case).await;
    for probe in loot.probe().await.unwrap() {
        assert!(probe.is_locked_out(), "{probe:?}");
    }
    let case = house.app.case(&rita(), case).unwrap();
    assert!(case.exposure_window_s().unwrap() >= 0);
    assert_eq!(case.phase, Phase::Recovery);
    check_words(&case);
    let quiet = Box::new(|_| {});
    for ledger in LedgerName::ALL {
        let report = house.app.verify(&ada(), ledger, quiet.clone()).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
    }
}

/// Every line of the timeline has words in both languages.
fn check_words(case: &Case) {
    for lang in [Lang::En, Lang::Ja] {
        let words = Words::of(lang).unwrap();
        for line in &case.timeline {
            let args = line.args.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let text = words.sentence(&line.key, args);
            assert!(!text.contains(['⟦', '{']), "{lang:?} {}: {text}", line.key);
        }
    }
}

#[test]
fn what_the_rules_of_a_case_and_of_the_house_refuse_has_words_and_a_next_step() {
    let rules = [
        "case-exposure-time-missing",
        "case-revocation-time-missing",
        "case-never-swept",
        "case-sweep-is-old",
        "case-leftovers",
        "case-subject-missing",
        "plan-survey-missing",
        "plan-not-yours",
        "plan-step-not-done",
        "permission",
        "sign-in-wait",
        "password-short",
        "last-admin",
    ];
    for lang in [Lang::En, Lang::Ja] {
        let words = Words::of(lang).unwrap();
        for rule in rules {
            for key in [format!("refusal-{rule}"), format!("refusal-{rule}-next")] {
                assert!(words.has(&key), "{lang:?} has no {key}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaked_token_is_detected_contained_and_nothing_is_left() {
    contains(Scenario::LeakedToken).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compromised_user_is_detected_contained_and_nothing_is_left() {
    contains(Scenario::CompromisedUser).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_before_the_gate_is_satisfied_and_each_refusal_is_on_record() {
    let (house, _loot) = House::attacked(Scenario::LeakedToken).await;
    let case = only_case(&house);
    let Proposed { hash, .. } = proposed(&house, case).await;

    let refused = house.app.execute(&rita(), &hash).await.unwrap_err();
    let own = house.app.approve(&engine_self_approver(), &hash).await.unwrap_err();

    let missing = ["gate.approval_missing", "gate.guideline_missing", "gate.impact_not_attested"];
    assert_eq!(rules(&refused).iter().map(String::as_str).collect::<Vec<_>>(), missing);
    assert_eq!(own.rule(), "gate.own_request");
    let case = house.app.case(&rita(), case).unwrap();
    assert_eq!(case.timeline.iter().filter(|line| line.key == "timeline-refused").count(), 2);
    assert!(!case.has_acted());
}

/// Rita with an approver's role too: still her own request.
fn engine_self_approver() -> server::person::Person {
    use server::person::{Person, Role};
    Person::new("rita", [Role::Responder, Role::Approver])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_executed_twice_changes_nothing_more() {
    let (house, _loot) = House::attacked(Scenario::LeakedToken).await;
    let case = only_case(&house);
    let hash = cleared(&house, case).await;
    let first = house.app.execute(&rita(), &hash).await.unwrap();
    let after_first = intents(&house).await;

    let second = house.app.execute(&rita(), &hash).await;

    assert!(first.is_contained());
    assert_eq!(second.unwrap_err().rule(), "gate.already_executed");
    assert_eq!(intents(&house).await, after_first);
}

/// How often something was begun in GitLab.
async fn intents(house: &House) -> usize {
    let journal = house.app.journal(&ada(), 0, 1000).await.unwrap();
    journal.iter().filter(|line| matches!(line.entry.what, What::ActIntended { .. })).count()
}

/// What the execution says of each step: done, failed (and whether it is so), skipped.
fn told(execution: &Execution) -> Vec<String> {
    let steps = execution.steps.iter().map(|step| {
        let verified = if step.outcome.is_verified() { "verified" } else { "not verified" };
        format!("{}, {verified}", step.outcome.as_str())
    });
    steps.collect()
}

async fn with_fault(kind: FaultKind, nth: u64) -> (House, CaseId, PlanHash, Execution) {
    let (house, _loot) = House::attacked(Scenario::CompromisedUser).await;
    let case = only_case(&house);
    let hash = cleared(&house, case).await;
    house.range.add_fault(Fault { path: String::new(), method: None, nth, kind });
    let execution = house.app.execute(&rita(), &hash).await.unwrap();
    (house, case, hash, execution)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_at_any_step_is_told_as_it_is_and_the_plan_can_go_on() {
    let steps = {
        let (_house, _, _, execution) = with_fault(FaultKind::ServerError, 1000).await;
        execution.steps.len()
    };
    assert!(steps >= 2, "the plan has {steps} steps");
    for nth in 1..=steps {
        let (house, case, hash, execution) =
            with_fault(FaultKind::ServerError, u64::try_from(nth).unwrap()).await;

        // Steps of one turn are done side by side: which one fails is not said.
        let told_so = told(&execution);
        let failed = told_so.iter().filter(|step| *step == "failed, not verified").count();
        let done = told_so.iter().filter(|step| *step == "done, verified").count();
        assert_eq!((failed, done), (1, steps - 1), "the {nth}. write fails: {told_so:?}");
        let kept = house.app.case(&rita(), case).unwrap();
        assert!(!kept.plans[&hash].is_executed());

        let again = house.app.execute(&rita(), &hash).await.unwrap();

        assert!(again.is_contained(), "{:?}", told(&again));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_gets_lost_is_a_failure_that_reading_back_puts_right() {
    let (house, case, hash, execution) = with_fault(FaultKind::CutAfter, 1).await;

    let first = &execution.steps[0];
    assert!(
        matches!(&first.outcome, ActOutcome::Failed { verdict: Verdict::Verified, .. }),
        "{first:?}"
    );
    assert!(house.app.case(&rita(), case).unwrap().revoked_at().is_some());

    let again = house.app.execute(&rita(), &hash).await.unwrap();

    assert_eq!(told(&again)[0], "already_so, verified");
    assert!(again.is_contained());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_is_undone_only_after_a_clean_sweep() {
    let (house, _loot) = House::attacked(Scenario::CompromisedUser).await;
    let case = only_case(&house);
    let hash = cleared(&house, case).await;
    house.app.execute(&rita(), &hash).await.unwrap();

    let early = house.app.undo(&rita(), &hash, 0).await.unwrap_err();
    assert!(rules(&early).contains("gate.sweep_missing"), "{early:?}");

    sweep_until_clean(&house, case).await;
    let undone = house.app.undo(&rita(), &hash, 0).await.unwrap();

    assert!(undone.outcome.is_verified(), "{undone:?}");
    let revoke = house.app.undo(&rita(), &hash, 1).await.unwrap_err();
    assert_eq!(revoke.rule(), "gate.cannot_be_undone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaked_token_is_located_by_the_administrator_without_using_it() {
    let house = House::start().await;
    let kind = engine::coordinate::CaseKind::CredentialExposure;
    let case = house.app.open_case(&rita(), "A token on a paste site", kind, None).await.unwrap();
    let token = || secrecy::SecretString::from(house.range.leaked_token());

    let identified = house.app.identify_token(&rita(), Some(case), token()).await.unwrap();
    let located = house
        .app
        .locate_token(&rita(), case, token(), server::app::InspectAs::Administrator)
        .await
        .unwrap();
    let without_reason = house
        .app
        .locate_token(
            &rita(),
            case,
            token(),
            server::app::InspectAs::Itself { reason: " ".to_owned() },
        )
        .await
        .unwrap_err();

    assert_eq!(located.token.id.0, i64::try_from(house.range.leaked_token_id()).unwrap());
    assert!(matches!(without_reason, AppError::Invalid { .. }), "{without_reason:?}");
    assert!(house.app.suspect(&rita(), case).await.unwrap().is_some());
    let journal = house.app.journal(&ada(), 0, 100).await.unwrap();
    let text = serde_json::to_string(&journal).unwrap();
    assert!(text.contains(&identified.last_four));
    assert!(!text.contains(house.range.leaked_token()), "the journal holds the cleartext");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_shows_its_secret_once_and_journals_it_never() {
    let (house, _loot) = House::attacked(Scenario::LeakedToken).await;
    let case = only_case(&house);
    let subject = house.app.suspect(&rita(), case).await.unwrap().unwrap();
    house.app.survey(&rita(), case, subject).await.unwrap();
    let Proposed { hash, .. } = house.app.propose(&rita(), case, Wish::Rotate).await.unwrap();
    house.app.attest(&rita(), &hash, attested()).await.unwrap();
    house.app.approve(&otto(), &hash).await.unwrap();

    let execution = house.app.execute(&rita(), &hash).await.unwrap();

    let secret = secrecy::ExposeSecret::expose_secret(&execution.secrets[0].secret).to_owned();
    let journal = house.app.journal(&ada(), 0, 1000).await.unwrap();
    assert!(!serde_json::to_string(&journal).unwrap().contains(&secret));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stated_exposure_opens_the_window_at_once() {
    let house = House::start().await;
    let kind = engine::coordinate::CaseKind::CredentialExposure;
    let case = house.app.open_case(&rita(), "A token on a paste site", kind, None).await.unwrap();
    let now = house.app.clock().now();
    let fact = |at| Fact {
        kind: FactKind::ExposedAt { at, certainty: Certainty::Exact },
        source: "https://paste.example/1".to_owned(),
    };

    house.app.state_fact(&rita(), case, fact(now)).await.unwrap();
    let later = now.checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
    let future = house.app.state_fact(&rita(), case, fact(later)).await.unwrap_err();

    assert_eq!(house.app.case(&rita(), case).unwrap().exposed_at(), Some((now, Certainty::Exact)));
    assert!(matches!(future, AppError::Invalid { .. }), "{future:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_is_refused_by_name_of_the_permission() {
    use server::person::{Person, Role};
    let house = House::start().await;
    let check = |role, error: AppError, rule: &str| {
        assert_eq!(error.rule(), rule, "{role:?}");
        assert_eq!(error.status(), 403);
    };
    let person = |role| Person::new("p", [role]);

    let admin = person(Role::Admin);
    check(Role::Admin, house.app.cases(&admin).unwrap_err(), "permission.read_cases");
    let viewer = person(Role::Viewer);
    let hash = PlanHash("0".repeat(64));
    let execute = house.app.execute(&viewer, &hash).await.unwrap_err();
    check(Role::Viewer, execute, "permission.execute");
    let auditor = person(Role::Auditor);
    let approve = house.app.approve(&auditor, &hash).await.unwrap_err();
    check(Role::Auditor, approve, "permission.approve");
    let journal = house.app.journal(&viewer, 0, 1).await.unwrap_err();
    check(Role::Viewer, journal, "permission.read_journal");
}
