//! CE4: every kind of act over real HTTP. Twice is the same as once, undoing
//! brings back what was there, and a break at any place leaves nothing unsaid.

mod table;

use std::collections::{BTreeMap, BTreeSet};

use engine::coordinate::{
    ActOutcome, CaseId, CaseKind, Entry, EvidenceSource, Fact, FactKind, What,
};
use engine::respond::{Act, Attestations, PlanHash, Seen, Subject, act};
use event::{ProjectId, UserId};
use futures::stream;
use range::{Fault, FaultKind};
use secrecy::SecretString;
use serde_json::Value;
use server::app::{App, AppError, Execution, NewEvidence, Proposed};
use server::clock::Clock;

use self::table::{ELSEWHERE, LETTING_IN};
use crate::house::{House, ada, otto, rita, rules};

/// An installation with a case, and one act of each kind that its GitLab can hold.
struct Workshop {
    house: House,
    case: CaseId,
    acts: Vec<Act>,
}

impl Workshop {
    async fn start() -> Self {
        let house = House::start().await;
        let kind = CaseKind::CompromisedUser;
        let case = house.app.open_case(&rita(), "Every act", kind, None).await.unwrap();
        let now = Clock::System.now();
        let written = house.range.with_world(|world| table::acts(world, now));
        let mut acts = Vec::new();
        for mut act in written {
            keep_copy(&house.app, case, &mut act).await;
            let read = serde_json::from_value(act.clone());
            acts.push(read.unwrap_or_else(|why| panic!("{act}: {why}")));
        }
        house.app.verify_evidence(&ada(), case, None).await.unwrap();
        Self { house, case, acts }
    }

    fn of(&self, kind: &str) -> Act {
        self.acts.iter().find(|act| act.kind_str() == kind).unwrap().clone()
    }

    fn dump(&self) -> String {
        self.house.range.dump().to_string()
    }

    /// Whoever is let in needs a clean sweep first (UA5).
    async fn clear(&self, act: &Act) {
        let Some(user) = act.rules().lets_in() else { return };
        self.clear_user(user).await;
    }

    async fn clear_user(&self, user: UserId) {
        let app = &self.house.app;
        app.survey(&rita(), self.case, Subject::User { user }).await.unwrap();
        for leftover in app.sweep(&rita(), self.case).await.unwrap() {
            let kind = FactKind::Legitimate {
                leftover: leftover.kind,
                id: leftover.id,
                reason: "it is the example's".to_owned(),
            };
            let fact = Fact { kind, source: "test".to_owned() };
            app.state_fact(&rita(), self.case, fact).await.unwrap();
        }
        app.sweep(&rita(), self.case).await.unwrap();
    }

    async fn cleared(&self, acts: Vec<Act>) -> PlanHash {
        cleared(&self.house.app, self.case, acts).await
    }

    async fn done(&self, act: &Act) -> (PlanHash, Execution) {
        self.clear(act).await;
        let hash = self.cleared(vec![act.clone()]).await;
        let execution = executed(&self.house.app, &hash).await.unwrap();
        (hash, execution)
    }
}

/// Keeps a copy of what the act destroys, and names it in the act (CI12).
async fn keep_copy(app: &App, case: CaseId, act: &mut Value) {
    let project = ProjectId(act["project"].as_i64().unwrap_or_default());
    let job = act["job"].as_i64().unwrap_or_default();
    let source = match act["kind"].as_str().unwrap() {
        "delete_artifacts" => EvidenceSource::JobArtifacts { project, job },
        "erase_job" | "delete_pipeline" => {
            EvidenceSource::JobLog { project, job, is_complete: true }
        }
        _needs_none => return,
    };
    let new =
        NewEvidence { name: "the copy".to_owned(), media_type: "text/plain".to_owned(), source };
    let bytes = stream::iter([Ok::<_, AppError>(bytes::Bytes::from(act.to_string()))]);
    let item = app.keep_evidence(&rita(), case, new, bytes).await.unwrap();
    act["evidence"] = Value::from(item.sha256);
}

async fn cleared(app: &App, case: CaseId, acts: Vec<Act>) -> PlanHash {
    let kinds: Vec<&str> = acts.iter().map(Act::kind_str).collect();
    let told = format!("{kinds:?}");
    let proposed = app.propose_acts(&rita(), case, acts).await;
    let Proposed { hash, .. } = proposed.unwrap_or_else(|why| panic!("{told}: {why:?}"));
    let attested = Attestations { impact_understood: true, guideline: Some("IR-7".to_owned()) };
    app.attest(&rita(), &hash, attested).await.unwrap();
    app.approve(&otto(), &hash).await.unwrap();
    hash
}

/// Executes with a value for each step that asks for one.
async fn executed(app: &App, hash: &PlanHash) -> Result<Execution, AppError> {
    let (_, kept) = app.plan(&rita(), hash).unwrap();
    let asks = (0u32..)
        .zip(&kept.plan.acts)
        .filter(|(_, planned)| planned.act.rules().needs_input().is_some());
    let inputs: BTreeMap<u32, SecretString> =
        asks.map(|(step, _)| (step, SecretString::from("an-entirely-new-value-42"))).collect();
    app.execute_with(&rita(), hash, inputs).await
}

/// What no state can tell apart from another secret of the same kind.
fn without_digests(dump: &str) -> String {
    let is_digest = |part: &&str| part.len() == 64 && part.chars().all(|c| c.is_ascii_hexdigit());
    dump.split('"')
        .map(|part| if is_digest(&part) { "#" } else { part })
        .collect::<Vec<_>>()
        .join("\"")
}

/// Whether reading back cannot tell whether it was done: each time is a new secret.
fn is_renewal(act: &Act) -> bool {
    [
        "reset_password",
        "reset_runner_token",
        "reset_registration_token",
        "renew_application_secret",
        "replace_variable_value",
    ]
    .contains(&act.kind_str())
}

fn told(execution: &Execution) -> Vec<String> {
    let line = |step: &server::app::StepReport| {
        format!("{}: {:?} {:?}", step.act.kind_str(), step.outcome, step.next)
    };
    execution.steps.iter().map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_has_every_kind_of_act() {
    let workshop = Workshop::start().await;
    let shown: BTreeSet<&str> = workshop.acts.iter().map(Act::kind_str).collect();
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(kind, _)| *kind).collect();
    let examples = act::examples();
    let kinds: BTreeSet<&str> = examples.iter().map(Act::kind_str).collect();

    assert_eq!(shown.union(&elsewhere).copied().collect::<BTreeSet<_>>(), kinds);
}

#[tokio::test(flavor = "multi_thread")]
async fn any_act_is_done_and_verified_twice_is_once_and_its_undo_brings_all_back() {
    let workshop = Workshop::start().await;
    let mut wrong = Vec::new();
    for act in &workshop.acts {
        let kind = act.kind_str();
        let before = workshop.dump();
        let (hash, first) = workshop.done(act).await;
        if !first.steps[0].outcome.is_success() {
            wrong.push(format!("not done: {:?}", told(&first)));
            continue;
        }
        let once = workshop.dump();
        if once == before {
            wrong.push(format!("{kind} changed nothing: {:?}", told(&first)));
        }
        let (_, second) = workshop.done(act).await;
        let twice = workshop.dump();
        let is_same = if is_renewal(act) {
            without_digests(&once) == without_digests(&twice)
        } else {
            once == twice && matches!(second.steps[0].outcome, ActOutcome::AlreadySo { .. })
        };
        if !is_same {
            wrong.push(format!("{kind} twice is not once: {:?}", told(&second)));
        }
        if let Some(why) = undone(&workshop, act, &hash, &before).await {
            wrong.push(why);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Undoes what can be; why that is not as before.
async fn undone(workshop: &Workshop, act: &Act, hash: &PlanHash, before: &str) -> Option<String> {
    let kind = act.kind_str();
    // Undoing a lock-out lets in, and asks for the same as letting in.
    if let Some(user) = act.rules().locks_out() {
        workshop.clear_user(user).await;
    }
    match workshop.house.app.undo(&rita(), hash, 0).await {
        Ok(step) if !step.outcome.is_success() => Some(format!("{kind} is not undone: {step:?}")),
        Ok(_) if workshop.dump() == before => None,
        Ok(_) => Some(format!("{kind} left something: {}", difference(before, &workshop.dump()))),
        Err(error) if error.rule() == "gate.cannot_be_undone" => {
            let says_so = act.rules().undo_note().is_some();
            (!says_so).then(|| format!("{kind} does not say why it cannot be undone"))
        }
        Err(error) => Some(format!("{kind}: the undo was refused: {error:?}")),
    }
}

/// Where two texts part, with what stands around.
fn difference(one: &str, other: &str) -> String {
    let at = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let part = |text: &str| text.chars().skip(at.saturating_sub(120)).take(260).collect::<String>();
    format!("\n  was {}\n  is  {}", part(one), part(other))
}

/// Every act that can stand beside the others, in one plan.
fn together(workshop: &Workshop) -> Vec<Act> {
    let stands = |act: &&Act| !LETTING_IN.contains(&act.kind_str());
    workshop.acts.iter().filter(stands).cloned().collect()
}

/// What the whole plan leaves when nothing breaks.
async fn undisturbed() -> String {
    let workshop = Workshop::start().await;
    let hash = workshop.cleared(together(&workshop)).await;
    let execution = executed(&workshop.house.app, &hash).await.unwrap();
    assert!(
        execution.steps.iter().all(|step| step.outcome.is_success()),
        "{}",
        told(&execution).join("\n")
    );
    without_digests(&workshop.dump())
}

async fn breaks_at_every_call(kind: FaultKind) {
    let expected = undisturbed().await;
    let workshop = Workshop::start().await;
    let hash = workshop.cleared(together(&workshop)).await;
    // Faults wait for the nth write after they were added: one for each write.
    for nth in 1..=together(&workshop).len() {
        let nth = u64::try_from(nth).unwrap() * 2 - 1;
        workshop.house.range.add_fault(Fault { path: String::new(), method: None, nth, kind });
    }
    let mut rounds = 0;
    loop {
        rounds += 1;
        assert!(rounds < 20, "it never came to an end");
        match executed(&workshop.house.app, &hash).await {
            Ok(execution) if execution.steps.iter().all(|step| step.outcome.is_success()) => break,
            Ok(_) => {}
            Err(error) => {
                assert_eq!(rules(&error), BTreeSet::from(["gate.already_executed".to_owned()]));
                break;
            }
        }
    }

    let now = without_digests(&workshop.dump());
    assert!(rounds > 1, "nothing broke");
    assert!(now == expected, "{}", difference(&expected, &now));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_cut_before_it_arrives_is_made_up_for() {
    breaks_at_every_call(FaultKind::CutBefore).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_whose_answer_is_cut_is_not_made_twice() {
    breaks_at_every_call(FaultKind::CutAfter).await;
}

/// The installation that a crash right after the intents leaves: the journal
/// says that every step was begun, nothing says how it ended.
async fn reopened_with_intents(workshop: &Workshop, hash: &PlanHash) -> App {
    let app = &workshop.house.app;
    let (case, kept) = app.plan(&rita(), hash).unwrap();
    let acts: Vec<Act> = kept.plan.acts.iter().map(|planned| planned.act.clone()).collect();
    let before: Vec<Seen> =
        kept.plan.acts.iter().map(|planned| planned.seen.clone().unwrap_or(Seen::Absent)).collect();
    app.close().await;
    let dir = workshop.house.config.data.dir.join("ledger/journal");
    let options = ledger::Options::new("portcullis/journal".to_owned());
    let (mut journal, _) = ledger::Ledger::open(&dir, options).unwrap();
    for (step, (act, before)) in (0u32..).zip(acts.into_iter().zip(before)) {
        let what = What::ActIntended { hash: hash.clone(), step, act, is_undo: false, before };
        let entry = Entry {
            recorded_at: Clock::System.now(),
            by: "rita".to_owned(),
            case: Some(case.id),
            what,
        };
        let raw = serde_json::to_vec(&entry).unwrap();
        journal.append(&[ledger::Entry { source: "journal", received_ms: 0, raw: &raw }]).unwrap();
    }
    drop(journal);
    App::open(workshop.house.config.clone(), Clock::System).await.unwrap().app
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_before_the_calls_every_step_is_done() {
    let expected = undisturbed().await;
    let workshop = Workshop::start().await;
    let hash = workshop.cleared(together(&workshop)).await;

    let app = reopened_with_intents(&workshop, &hash).await;
    let execution = executed(&app, &hash).await.unwrap();

    assert!(
        execution.steps.iter().all(|step| step.outcome.is_success()),
        "{}",
        told(&execution).join("\n")
    );
    let now = without_digests(&workshop.dump());
    assert!(now == expected, "{}", difference(&expected, &now));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_after_the_calls_nothing_is_done_again_and_a_lost_secret_is_told() {
    let workshop = Workshop::start().await;
    let acts: Vec<Act> = together(&workshop).into_iter().filter(|act| !is_renewal(act)).collect();
    // Another plan did what this one had begun to do.
    let other = workshop.cleared(acts.clone()).await;
    let hash = workshop.cleared(acts).await;
    executed(&workshop.house.app, &other).await.unwrap();
    let done = workshop.dump();

    let app = reopened_with_intents(&workshop, &hash).await;
    let execution = executed(&app, &hash).await.unwrap();

    for step in &execution.steps {
        match (&step.outcome, step.act.rules().makes_secret()) {
            (ActOutcome::AlreadySo { .. }, false) => {}
            (ActOutcome::Failed { rule, .. }, true) => {
                assert_eq!(rule.as_deref(), Some("execute.secret_lost"));
                assert!(step.next.is_some());
            }
            (outcome, _) => panic!("{}: {outcome:?}", step.act.kind_str()),
        }
    }
    assert_eq!(workshop.dump(), done, "something was done again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_changes_nothing_and_says_what_would_be_done() {
    let workshop = Workshop::start().await;
    let before = workshop.dump();
    let hash = workshop.cleared(together(&workshop)).await;

    let run = workshop.house.app.dry_run(&rita(), &hash).await.unwrap();

    assert_eq!(workshop.dump(), before);
    let (_, kept) = workshop.house.app.plan(&rita(), &hash).unwrap();
    assert!(kept.steps.is_empty(), "nothing was begun");
    let would: Vec<_> =
        run.steps.iter().filter(|step| step.ahead != server::app::Ahead::WouldDo).collect();
    assert!(would.is_empty(), "{would:#?}");
    assert!(run.refusals.is_empty(), "{:?}", run.refusals);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_changed_since_is_not_undone_without_a_reason() {
    let workshop = Workshop::start().await;
    let app = &workshop.house.app;
    let pause = workshop.of("change_settings");
    let (hash, _) = workshop.done(&pause).await;
    let after = workshop.dump();
    workshop.house.range.with_world(|world| {
        let id = world.project_by("commons/partner-api").unwrap().id;
        world.projects.get_mut(&id).unwrap().visibility = range::world::Visibility::Internal;
    });

    let refused = app.undo(&rita(), &hash, 0).await.unwrap_err();
    assert_eq!(refused.rule(), "undo.conflict");
    assert_ne!(workshop.dump(), after, "the other one's change stands");

    let reason = Some("agreed with the owner".to_owned());
    let undone = app.undo_over(&rita(), &hash, 0, reason).await.unwrap();
    assert!(undone.outcome.is_verified(), "{undone:?}");
    let (case, _) = app.plan(&rita(), &hash).unwrap();
    assert!(case.timeline.iter().any(|line| line.key == "timeline-conflict-overridden"));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_steps_are_undone_at_once_the_last_first_and_the_rest_is_told() {
    let workshop = Workshop::start().await;
    let kinds = ["pause_runner", "remove_member", "change_settings", "revoke_token"];
    let hash = workshop.cleared(kinds.map(|kind| workshop.of(kind)).into()).await;
    executed(&workshop.house.app, &hash).await.unwrap();

    let report = workshop.house.app.undo_all(&rita(), &hash).await.unwrap();

    let order: Vec<&str> = report.steps.iter().map(|step| step.act.kind_str()).collect();
    assert_eq!(order, ["change_settings", "add_member", "resume_runner"]);
    let stays: Vec<&str> =
        report.refused.iter().map(|(_, refusal)| refusal.rule.as_str()).collect();
    assert_eq!(stays, ["gate.cannot_be_undone"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forbidden_step_is_passed_over_and_the_others_are_done() {
    let workshop = Workshop::start().await;
    let kinds = ["pause_runner", "delete_ssh_key", "change_settings"];
    let hash = workshop.cleared(kinds.map(|kind| workshop.of(kind)).into()).await;
    let path = "/keys/".to_owned();
    let kind = FaultKind::Forbidden;
    workshop.house.range.add_fault(Fault { path, method: None, nth: 1, kind });

    let execution = executed(&workshop.house.app, &hash).await.unwrap();

    let outcomes: Vec<&str> = execution.steps.iter().map(|step| step.outcome.as_str()).collect();
    assert_eq!(outcomes, ["done", "failed", "done"], "{:?}", told(&execution));
    let next = execution.steps[1].next.as_ref().unwrap();
    assert_eq!(next.key, "error-gitlab-forbidden-next");
    assert!(execution.stopped.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_on_the_way_stops_the_plan_which_then_goes_on() {
    let workshop = Workshop::start().await;
    let hash = workshop.cleared(together(&workshop)).await;
    let own = workshop.house.range.admin_token_id();
    workshop.house.range.expire_token(own);

    let stopped = executed(&workshop.house.app, &hash).await.unwrap();

    let why = stopped.stopped.as_ref().unwrap();
    assert_eq!(why.next.key, "error-gitlab-token-expired-next", "{why:?}");
    assert!(why.left > 0);
    assert!(stopped.steps.iter().all(|step| !step.outcome.is_success()));
    let (case, _) = workshop.house.app.plan(&rita(), &hash).unwrap();
    assert!(case.timeline.iter().any(|line| line.key == "timeline-plan-stopped"));

    workshop.house.range.with_world(|world| {
        world.tokens.get_mut(&own).unwrap().expires_at = None;
    });
    let again = executed(&workshop.house.app, &hash).await.unwrap();
    assert!(again.steps.iter().all(|step| step.outcome.is_success()), "{:?}", told(&again));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_asks_for_a_secret_is_refused_without_it_and_never_writes_it_down() {
    let workshop = Workshop::start().await;
    let hash = workshop.cleared(vec![workshop.of("replace_variable_value")]).await;

    let refused = workshop.house.app.execute(&rita(), &hash).await.unwrap_err();
    assert_eq!(refused.rule(), "execute.input_missing");

    executed(&workshop.house.app, &hash).await.unwrap();
    workshop.house.app.close().await;
    let data = workshop.house.config.data.dir.clone();
    assert!(!contains(&data, b"an-entirely-new-value-42"));
}

/// Whether any file below holds these bytes.
fn contains(folder: &std::path::Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return contains(&path, bytes);
        }
        std::fs::read(&path).unwrap().windows(bytes.len()).any(|window| window == bytes)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protected_account_and_our_own_token_are_out_of_reach_of_any_plan() {
    let workshop = Workshop::start().await;
    let own = i64::try_from(workshop.house.range.admin_token_id()).unwrap();
    let ours =
        serde_json::json!({"kind": "revoke_token", "token": {"id": own, "scope": "personal"}});
    let ours: Act = serde_json::from_value(ours).unwrap();

    let refused = workshop.house.app.propose_acts(&rita(), workshop.case, vec![ours]).await;

    assert!(rules(&refused.unwrap_err()).contains("plan.ends_own_token"));
}
