//! From suspect to contained: survey, propose, attest, approve, execute, undo, sweep.
//!
//! Every step asks `engine` first; a refusal is journalled on the case, so that
//! later readers see what was tried and why it was not done.

use engine::coordinate::{
    ActOutcome, Case, CaseId, CasePlan, Cases, Fact, FactKind, What, approval, playbook,
};
use engine::respond::plan::{self, Text, Wish};
use engine::respond::{
    Act, Attestations, GateRefusal, Plan, PlanHash, Seen, Subject, Survey, gate,
};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::Serialize;

mod around;
mod propose;
mod run;

use super::cases::case_for;
use super::error::{Refusal, allow};
use super::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::journal::Said;

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
    /// What to do next, where something went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Text>,
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
    /// Why it did not come to its end, if so: GitLab itself was gone.
    pub stopped: Option<Stopped>,
}

/// Why a plan stopped in the middle. Executing it again does what is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stopped {
    /// What went wrong, without secrets.
    pub error: String,
    /// What to do before going on.
    pub next: Text,
    /// How many steps were not tried.
    pub left: u32,
}

/// What an execution would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DryRun {
    /// What the gates would refuse it for, now.
    pub refusals: Vec<Refusal>,
    /// Each step, in order.
    pub steps: Vec<DryStep>,
}

/// One step of a dry run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DryStep {
    /// Position in the plan, from 0.
    pub step: u32,
    /// The act.
    pub act: Act,
    /// What it would act on, in words.
    pub target: String,
    /// What would become of it.
    #[serde(flatten)]
    pub ahead: Ahead,
    /// What is there now.
    pub now: Option<Seen>,
    /// Steps that must have succeeded before.
    pub after: Vec<u32>,
}

/// What would become of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "ahead", rename_all = "snake_case")]
pub enum Ahead {
    /// It would be done.
    WouldDo,
    /// It is so already: nothing would be called.
    AlreadySo,
    /// It was done by this plan.
    Done,
    /// GitLab would refuse it as things stand.
    Obstacle {
        /// Which rule says so.
        rule: String,
        /// Why, and what to do.
        text: Text,
    },
    /// What is there cannot be read: it would not be tried.
    NotReadable {
        /// Why.
        error: String,
        /// The class of the error.
        rule: String,
        /// What to do.
        next: Text,
    },
}

/// How the undoing of a whole plan went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UndoReport {
    /// Steps that were undone or tried, the last first.
    pub steps: Vec<StepReport>,
    /// Steps that cannot be undone, from 0, and why.
    pub refused: Vec<(u32, Refusal)>,
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
        let survey = self.read_suspect(person, case, &subject).await?;
        let surveying = |cases: &Cases, _now| {
            let mut said = Said::new();
            if case_for(cases, person, case)?.subject() != Some(&subject) {
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
            let known = case_for(cases, person, case)?;
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
            let known = case_for(cases, person, case)?;
            let survey = known.survey_without_legitimate().ok_or_else(survey_missing)?;
            let left = known.leftovers.as_deref().unwrap_or_default();
            let remedies: Vec<Act> = left.iter().map(|item| item.remedy.clone()).collect();
            Ok(plan::propose_remedies(&survey, &remedies, &person.name, now)?)
        };
        self.propose_by(person, case, proposing).await
    }

    /// A plan with what became of its steps, and the case that it belongs to.
    pub fn plan(&self, person: &Person, hash: &PlanHash) -> Result<(Case, CasePlan), AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| {
            known_plan(cases, person, hash).map(|(case, plan)| (case.clone(), plan.clone()))
        })
    }

    /// The same with the approvals that count: of those who may approve still.
    pub async fn standing_plan(
        &self,
        person: &Person,
        hash: &PlanHash,
    ) -> Result<(Case, CasePlan), AppError> {
        let (case, mut plan) = self.plan(person, hash)?;
        let barred = self.barred().await?;
        plan.approvals.retain(|approval| barred.counts(&approval.by));
        Ok((case, plan))
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
            let (case, kept) = known_plan(cases, person, hash)?;
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
        self.allow_now(person, Permission::Approve).await?;
        let approving = |cases: &Cases, now| {
            let (case, kept) = known_plan(cases, person, hash)?;
            let matter = playbook::matter(case);
            gate::may_approve_in(&kept.plan, &person.name, now, &self.inner.policy, &matter)?;
            approval::plan_is_not_declined(case, hash)?;
            if kept.approvals.iter().any(|approval| approval.by == person.name) {
                return Ok((Vec::new(), ()));
            }
            Ok((vec![(Some(case.id), What::PlanApproved { hash: hash.clone() })], ()))
        };
        let decided = self.inner.journal.decide(&person.name, approving).await;
        self.or_tell_refusal(person, hash, decided.map(drop)).await
    }

    pub(super) async fn propose_by(
        &self,
        person: &Person,
        case: CaseId,
        propose: impl FnOnce(&Cases, Timestamp) -> Result<Plan, AppError>,
    ) -> Result<Proposed, AppError> {
        let valid_for = self.inner.policy.plan_valid_for;
        let now = self.inner.clock.now();
        let plan = self.inner.journal.read(|cases| {
            case_for(cases, person, case)?;
            propose(cases, now)
        })?;
        let plan = self.judged(plan.valid_for(valid_for)).await?;
        let proposing = |cases: &Cases, _now| {
            case_for(cases, person, case)?;
            let hash = plan.hash();
            let what = What::PlanProposed { hash: hash.clone(), plan: plan.clone() };
            Ok((vec![(Some(case), what)], Proposed { hash, plan }))
        };
        self.inner.journal.decide(&person.name, proposing).await.map(|(_, proposed)| proposed)
    }
}

pub(super) fn known_plan<'a>(
    cases: &'a Cases,
    person: &Person,
    hash: &PlanHash,
) -> Result<(&'a Case, &'a CasePlan), AppError> {
    let found = cases.plan(hash).ok_or_else(|| AppError::not_found(format!("plan {hash}")))?;
    case_for(cases, person, found.0.id)?;
    Ok(found)
}

fn survey_missing() -> AppError {
    GateRefusal::new("plan.survey_missing", &["CE5"], Text::of("refusal-plan-survey-missing", []))
        .into()
}

pub(super) fn subject_missing() -> AppError {
    let text = Text::of("refusal-case-subject-missing", []);
    GateRefusal::new("case.subject_missing", &["CE3"], text).into()
}
