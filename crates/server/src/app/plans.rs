//! From suspect to contained: survey, propose, attest, approve, execute, undo, sweep.
//!
//! Every step asks `engine` first; a refusal is journalled on the case, so that
//! later readers see what was tried and why it was not done.

use engine::coordinate::{
    ActOutcome, Case, CaseId, CasePlan, Cases, Fact, FactKind, StepState, What, advance,
};
use engine::investigate::sweep::{Leftover, leftovers};
use engine::respond::plan::{self, Text, Wish};
use engine::respond::{Act, Attestations, GateRefusal, Plan, PlanHash, Subject, Survey, gate};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::Serialize;

use super::cases::known_case;
use super::error::allow;
use super::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::execute::{self, Order};
use crate::work::journal::Said;
use crate::work::survey;

/// A plan, and the hash that approvals name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposed {
    /// Its hash.
    pub hash: PlanHash,
    /// The plan.
    pub plan: Plan,
}

/// How one step went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepReport {
    /// Position in the plan, from 0.
    pub step: u32,
    /// The act.
    pub act: Act,
    /// What it acted on, in words.
    pub target: String,
    /// How it ended.
    pub outcome: ActOutcome,
}

/// A secret that a step made: shown once to who executed, never journalled.
#[derive(Debug)]
pub struct Secret {
    /// The step, from 0.
    pub step: u32,
    /// What it is the secret of, in words.
    pub target: String,
    /// The secret.
    pub secret: SecretString,
}

/// How an execution went.
#[derive(Debug)]
pub struct Execution {
    /// Each step, in order.
    pub steps: Vec<StepReport>,
    /// New secrets, from rotations.
    pub secrets: Vec<Secret>,
}

impl Execution {
    /// Whether every step is done (or was so already) and reading back agrees.
    pub fn is_contained(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| step.outcome.is_verified())
    }
}

impl App {
    /// Reads everything about a suspect from GitLab; changes nothing there.
    pub async fn survey(
        &self,
        person: &Person,
        case: CaseId,
        subject: Subject,
    ) -> Result<Survey, AppError> {
        allow(person, Permission::Survey)?;
        let survey = self.read_suspect(case, &subject).await?;
        let surveying = |cases: &Cases, _now| {
            let mut said = Said::new();
            if known_case(cases, case)?.subject() != Some(&subject) {
                let fact =
                    Fact { kind: FactKind::Subject { subject }, source: "survey".to_owned() };
                said.push((Some(case), What::FactStated { fact }));
            }
            said.push((Some(case), What::SurveyTaken { survey: survey.clone() }));
            Ok((said, survey))
        };
        self.inner.journal.decide(&person.name, surveying).await.map(|(_, survey)| survey)
    }

    /// Makes a plan from the case's latest survey. Changes nothing in GitLab.
    pub async fn propose(
        &self,
        person: &Person,
        case: CaseId,
        wish: Wish,
    ) -> Result<Proposed, AppError> {
        allow(person, Permission::Plan)?;
        let proposing = |cases: &Cases, now| {
            let known = known_case(cases, case)?;
            let survey = known.survey_without_legitimate().ok_or_else(survey_missing)?;
            let since = known.known_for_sweep().since;
            Ok(plan::propose(&survey, wish, since, &person.name, now)?)
        };
        self.propose_by(person, case, proposing).await
    }

    /// Makes a plan that ends what the last sweep found (CE9).
    pub async fn propose_remedies(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<Proposed, AppError> {
        allow(person, Permission::Plan)?;
        let proposing = |cases: &Cases, now| {
            let known = known_case(cases, case)?;
            let survey = known.survey_without_legitimate().ok_or_else(survey_missing)?;
            let left = known.leftovers.as_deref().unwrap_or_default();
            let remedies: Vec<Act> = left.iter().map(|item| item.remedy.clone()).collect();
            Ok(plan::propose_remedies(&survey, &remedies, &person.name, now)?)
        };
        self.propose_by(person, case, proposing).await
    }

    /// Attests (CE5): the impact is understood, this guideline is followed.
    /// Only who asked for the plan can.
    pub async fn attest(
        &self,
        person: &Person,
        hash: &PlanHash,
        attestations: Attestations,
    ) -> Result<(), AppError> {
        allow(person, Permission::Plan)?;
        let attesting = |cases: &Cases, _now| {
            let (case, kept) = known_plan(cases, hash)?;
            if kept.plan.requested_by != person.name {
                let args = [("requester", kept.plan.requested_by.clone())];
                let text = Text::of("refusal-plan-not-yours", args);
                return Err(GateRefusal::new("plan.not_yours", &["CE5"], text).into());
            }
            let what = What::PlanAttested { hash: hash.clone(), attestations };
            Ok((vec![(Some(case.id), what)], ()))
        };
        self.inner.journal.decide(&person.name, attesting).await.map(drop)
    }

    /// Approves exactly this plan; never one's own request.
    pub async fn approve(&self, person: &Person, hash: &PlanHash) -> Result<(), AppError> {
        allow(person, Permission::Approve)?;
        let approving = |cases: &Cases, now| {
            let (case, kept) = known_plan(cases, hash)?;
            gate::may_approve(&kept.plan, &person.name, now)?;
            if kept.approvals.iter().any(|approval| approval.by == person.name) {
                return Ok((Vec::new(), ()));
            }
            Ok((vec![(Some(case.id), What::PlanApproved { hash: hash.clone() })], ()))
        };
        let decided = self.inner.journal.decide(&person.name, approving).await;
        self.or_tell_refusal(person, hash, decided.map(drop)).await
    }

    /// Executes an approved plan: for each step an intent in the journal, the
    /// call, a look at what is so now, the outcome in the journal. A failure
    /// stops the plan. Run again, it does only what is not done yet.
    pub async fn execute(&self, person: &Person, hash: &PlanHash) -> Result<Execution, AppError> {
        allow(person, Permission::Execute)?;
        let (app, by, hash) = (self.clone(), person.clone(), hash.clone());
        // A task of its own: who asked may hang up, the plan goes on to its end.
        let running = tokio::spawn(async move { app.execute_to_the_end(&by, &hash).await });
        running.await.map_err(AppError::internal)?
    }

    async fn execute_to_the_end(
        &self,
        person: &Person,
        hash: &PlanHash,
    ) -> Result<Execution, AppError> {
        let _turn = self.inner.acting.lock().await;
        let now = self.inner.clock.now();
        let permitted =
            self.inner.journal.read(|cases| permit(cases, hash, &self.inner.policy, now));
        let (order, kept) = self
            .or_tell_refusal(person, hash, permitted)
            .await
            .map(|(case, kept)| (order(case, hash, person), kept))?;
        execute::run(self.gitlab()?, &self.inner.journal, &order, &kept).await
    }

    /// Undoes one step that was done, where it can be undone.
    pub async fn undo(
        &self,
        person: &Person,
        hash: &PlanHash,
        step: u32,
    ) -> Result<StepReport, AppError> {
        allow(person, Permission::Execute)?;
        let (app, by, hash) = (self.clone(), person.clone(), hash.clone());
        let running = tokio::spawn(async move { app.undo_to_the_end(&by, &hash, step).await });
        running.await.map_err(AppError::internal)?
    }

    async fn undo_to_the_end(
        &self,
        person: &Person,
        hash: &PlanHash,
        step: u32,
    ) -> Result<StepReport, AppError> {
        let _turn = self.inner.acting.lock().await;
        let permitted = self.inner.journal.read(|cases| inverse(cases, hash, step));
        let (case, act, target) = self.or_tell_refusal(person, hash, permitted).await?;
        let order = order(case, hash, person);
        execute::undo(self.gitlab()?, &self.inner.journal, &order, (step, act, target)).await
    }

    /// Surveys again and says what still lives that the suspect may have left (CE9).
    pub async fn sweep(&self, person: &Person, case: CaseId) -> Result<Vec<Leftover>, AppError> {
        allow(person, Permission::Survey)?;
        let subject = self.suspect(person, case).await?.ok_or_else(subject_missing)?;
        let survey = self.read_suspect(case, &subject).await?;
        let sweeping = |cases: &Cases, _now| {
            let left = leftovers(&survey, &known_case(cases, case)?.known_for_sweep());
            let taken = What::SweepTaken { subject, leftovers: left.clone() };
            let surveyed = What::SurveyTaken { survey: survey.clone() };
            Ok((vec![(Some(case), surveyed), (Some(case), taken)], left))
        };
        self.inner.journal.decide(&person.name, sweeping).await.map(|(_, left)| left)
    }

    async fn read_suspect(&self, case: CaseId, subject: &Subject) -> Result<Survey, AppError> {
        let known =
            self.inner.journal.read(|cases| known_case(cases, case).map(Case::known_for_sweep))?;
        let now = self.inner.clock.now();
        let since = known.since.unwrap_or(Timestamp::MIN);
        survey::take(self.gitlab()?, subject, survey::Window { now, since }).await
    }

    async fn propose_by(
        &self,
        person: &Person,
        case: CaseId,
        propose: impl FnOnce(&Cases, Timestamp) -> Result<Plan, AppError>,
    ) -> Result<Proposed, AppError> {
        let valid_for = self.inner.policy.plan_valid_for;
        let proposing = |cases: &Cases, now| {
            let plan = propose(cases, now)?.valid_for(valid_for);
            let hash = plan.hash();
            let what = What::PlanProposed { hash: hash.clone(), plan: plan.clone() };
            Ok((vec![(Some(case), what)], Proposed { hash, plan }))
        };
        self.inner.journal.decide(&person.name, proposing).await.map(|(_, proposed)| proposed)
    }

    /// Journals a gate's refusal on the plan's case, then passes it on.
    async fn or_tell_refusal<T>(
        &self,
        person: &Person,
        hash: &PlanHash,
        decided: Result<T, AppError>,
    ) -> Result<T, AppError> {
        if let Err(AppError::Refused(refusal)) = &decided {
            let case = self.inner.journal.read(|cases| cases.plans.get(hash).copied());
            let what = What::Refused { hash: Some(hash.clone()), rule: refusal.rule.clone() };
            self.inner.journal.say(&person.name, vec![(case, what)]).await?;
        }
        decided
    }
}

fn order(case: CaseId, hash: &PlanHash, person: &Person) -> Order {
    Order { case, plan: hash.clone(), by: person.name.clone() }
}

fn known_plan<'a>(cases: &'a Cases, hash: &PlanHash) -> Result<(&'a Case, &'a CasePlan), AppError> {
    cases.plan(hash).ok_or_else(|| AppError::not_found(format!("plan {hash}")))
}

/// All that the gates ask before a plan is carried out.
fn permit(
    cases: &Cases,
    hash: &PlanHash,
    policy: &gate::Policy,
    now: Timestamp,
) -> Result<(CaseId, CasePlan), AppError> {
    let (case, kept) = known_plan(cases, hash)?;
    let approvers: Vec<&str> = kept.approvals.iter().map(|one| one.by.as_str()).collect();
    let execution = gate::Execution {
        plan: &kept.plan,
        hash,
        attestations: &kept.attestations,
        approvers: &approvers,
        is_executed: kept.is_executed(),
        now,
    };
    let permit = gate::may_execute(&execution, policy)?;
    for flag in &permit.flags {
        tracing::warn!(case.id = %case.id, flag = flag.key, "A rule is relaxed by policy");
    }
    for planned in &kept.plan.acts {
        advance::may_act(case, &planned.act)?;
    }
    Ok((case.id, kept.clone()))
}

/// The act that undoes a step, with the case and the words for its target.
fn inverse(cases: &Cases, hash: &PlanHash, step: u32) -> Result<(CaseId, Act, String), AppError> {
    let (case, kept) = known_plan(cases, hash)?;
    let number = step.saturating_add(1);
    let place = usize::try_from(step).unwrap_or(usize::MAX);
    let planned = kept.plan.acts.get(place);
    let planned = planned.ok_or_else(|| AppError::not_found(format!("step {number}")))?;
    let state = kept.steps.get(&step).filter(|state| !state.is_undone());
    let Some(StepState { before: Some(before), .. }) = state else {
        let text = Text::of("refusal-plan-step-not-done", [("step", number.to_string())]);
        return Err(GateRefusal::new("plan.step_not_done", &["CE4"], text).into());
    };
    let act = gate::may_undo(&planned.act, before)?;
    advance::may_act(case, &act)?;
    Ok((case.id, act, planned.target.clone()))
}

fn survey_missing() -> AppError {
    GateRefusal::new("plan.survey_missing", &["CE5"], Text::of("refusal-plan-survey-missing", []))
        .into()
}

fn subject_missing() -> AppError {
    let text = Text::of("refusal-case-subject-missing", []);
    GateRefusal::new("case.subject_missing", &["CE3"], text).into()
}
