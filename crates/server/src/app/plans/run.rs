//! Carrying plans out, trying them dry, and undoing what was done.

use std::path::Path;

use engine::coordinate::{CaseId, CasePlan, Cases, StepState, What, advance, approval, playbook};
use engine::respond::plan::{Conflict, PlannedAct, Text};
use engine::respond::{Act, GateRefusal, PlanHash, Seen, gate};
use futures::StreamExt as _;
use jiff::Timestamp;

use super::{Ahead, DryRun, DryStep, Execution, StepReport, UndoReport, known_plan};
use crate::app::approvals::Barred;
use crate::app::error::{Refusal, allow};
use crate::app::input;
use crate::app::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::execute::{self, Inputs, Order, Place, Step};
use crate::work::values;

/// Objects that a dry run looks at at a time.
const LOOKS_AT_ONCE: usize = 8;

/// A step to undo: the act that does it, and what it must find.
#[derive(Debug, Clone)]
struct Inverse {
    case: CaseId,
    step: Step,
    done: Act,
    after: Option<Seen>,
}

impl App {
    /// Executes an approved plan: for each step an intent in the journal, the
    /// call, a look at what is so now, the outcome in the journal. A failed step
    /// is passed over with those that wait for it. Run again, it does only what
    /// is not done yet.
    pub async fn execute(&self, person: &Person, hash: &PlanHash) -> Result<Execution, AppError> {
        self.execute_with(person, hash, Inputs::new()).await
    }

    /// As [`App::execute`], with the secrets that some steps ask for, by step
    /// from 0. They are used once and kept nowhere.
    pub async fn execute_with(
        &self,
        person: &Person,
        hash: &PlanHash,
        inputs: Inputs,
    ) -> Result<Execution, AppError> {
        self.allow_now(person, Permission::Execute).await?;
        let (app, by, hash) = (self.clone(), person.clone(), hash.clone());
        // A task of its own: who asked may hang up, the plan goes on to its end.
        let running =
            tokio::spawn(async move { app.execute_to_the_end(&by, &hash, &inputs).await });
        running.await.map_err(AppError::internal)?
    }

    async fn execute_to_the_end(
        &self,
        person: &Person,
        hash: &PlanHash,
        inputs: &Inputs,
    ) -> Result<Execution, AppError> {
        let _turn = self.inner.acting.lock().await;
        self.allow_now(person, Permission::Execute).await?;
        self.verify_copies_of(person, hash).await?;
        let (now, barred) = (self.inner.clock.now(), self.barred().await?);
        let permitted = self.inner.journal.read(|cases| {
            let permitted = permit(cases, (person, hash), &self.inner.policy, (now, &barred))?;
            let (case, _) = known_plan(cases, person, hash)?;
            self.playbook_lets(case, permitted.1.plan.acts.iter().map(|planned| &planned.act))?;
            missing_input(&permitted.1, inputs).map_or(Ok(permitted), |missing| Err(missing.into()))
        });
        let (case, kept) = self.or_tell_refusal(person, hash, permitted).await?;
        let order = order(case, hash, person);
        let inputs = with_stored(&self.inner.config.data.dir.join("values"), &kept, inputs)?;
        execute::run(self.place()?, &order, &kept, &inputs).await
    }

    /// What an execution would do now, step by step, and what stands in its
    /// way. Reads GitLab, changes nothing there, journals nothing.
    pub async fn dry_run(&self, person: &Person, hash: &PlanHash) -> Result<DryRun, AppError> {
        allow(person, Permission::Survey)?;
        let (now, barred) = (self.inner.clock.now(), self.barred().await?);
        let (kept, refusals) = self.inner.journal.read(|cases| {
            let (_, kept) = known_plan(cases, person, hash)?;
            let refused = permit(cases, (person, hash), &self.inner.policy, (now, &barred)).err();
            Ok::<_, AppError>((kept.clone(), refused.map(refusals).transpose()?))
        })?;
        let client = self.gitlab()?;
        let looks: Vec<_> = (0u32..)
            .zip(&kept.plan.acts)
            .map(|(step, planned)| dry_step(client, &kept, step, planned))
            .collect();
        let steps = futures::stream::iter(looks).buffered(LOOKS_AT_ONCE).collect().await;
        Ok(DryRun { refusals: refusals.unwrap_or_default(), steps })
    }

    /// Undoes one step that was done, where it can be undone. Refused where
    /// somebody changed its object since.
    pub async fn undo(
        &self,
        person: &Person,
        hash: &PlanHash,
        step: u32,
    ) -> Result<StepReport, AppError> {
        self.undo_over(person, hash, step, None).await
    }

    /// As [`App::undo`]; with a reason also where somebody changed it since.
    pub async fn undo_over(
        &self,
        person: &Person,
        hash: &PlanHash,
        step: u32,
        reason: Option<String>,
    ) -> Result<StepReport, AppError> {
        self.allow_now(person, Permission::Execute).await?;
        let (app, by, hash) = (self.clone(), person.clone(), hash.clone());
        let running = tokio::spawn(async move {
            let _turn = app.inner.acting.lock().await;
            app.undo_to_the_end(&by, &hash, step, reason.as_deref()).await
        });
        running.await.map_err(AppError::internal)?
    }

    /// Undoes every step that was done and can be undone, the last first. What
    /// cannot be is told and passed over.
    pub async fn undo_all(&self, person: &Person, hash: &PlanHash) -> Result<UndoReport, AppError> {
        self.allow_now(person, Permission::Execute).await?;
        let (app, by, hash) = (self.clone(), person.clone(), hash.clone());
        let running = tokio::spawn(async move {
            let _turn = app.inner.acting.lock().await;
            app.undo_all_to_the_end(&by, &hash).await
        });
        running.await.map_err(AppError::internal)?
    }

    async fn undo_all_to_the_end(
        &self,
        person: &Person,
        hash: &PlanHash,
    ) -> Result<UndoReport, AppError> {
        let done: Vec<u32> = self.inner.journal.read(|cases| {
            let (_, kept) = known_plan(cases, person, hash)?;
            let done = kept.steps.iter().filter(|(_, state)| !state.is_undone());
            Ok::<_, AppError>(done.map(|(step, _)| *step).collect())
        })?;
        let mut report = UndoReport::default();
        for step in done.into_iter().rev() {
            match self.undo_to_the_end(person, hash, step, None).await {
                Ok(undone) => report.steps.push(undone),
                Err(AppError::Refused(refusal)) => report.refused.push((step, *refusal)),
                Err(error) => return Err(error),
            }
        }
        Ok(report)
    }

    async fn undo_to_the_end(
        &self,
        person: &Person,
        hash: &PlanHash,
        step: u32,
        reason: Option<&str>,
    ) -> Result<StepReport, AppError> {
        let permitted = self.inner.journal.read(|cases| {
            let inverse = inverse(cases, (person, hash), step)?;
            let (case, _) = known_plan(cases, person, hash)?;
            self.playbook_lets(case, [&inverse.step.act])?;
            Ok(inverse)
        });
        let inverse = self.or_tell_refusal(person, hash, permitted).await?;
        let order = order(inverse.case, hash, person);
        if let Some(after) = &inverse.after {
            let client = self.gitlab()?;
            let act = &inverse.step.act;
            let found = execute::changed_since(client, &inverse.done, act, after).await?;
            if let Some(conflict) = found {
                self.override_conflict(person, &order, &inverse, (conflict, reason)).await?;
            }
        }
        execute::undo(self.place()?, &order, inverse.step).await
    }

    /// Journals why a step is undone over somebody's change; refuses without a reason.
    async fn override_conflict(
        &self,
        person: &Person,
        order: &Order,
        inverse: &Inverse,
        (conflict, reason): (Conflict, Option<&str>),
    ) -> Result<(), AppError> {
        let Some(reason) = reason.map(str::trim).filter(|reason| !reason.is_empty()) else {
            let refusal: AppError = conflict.refusal(&inverse.step.target).into();
            return self.or_tell_refusal(person, &order.plan, Err(refusal)).await;
        };
        let what = What::ConflictOverridden {
            hash: order.plan.clone(),
            step: inverse.step.number,
            after: conflict.after,
            now: conflict.now,
            reason: reason.to_owned(),
        };
        self.inner.journal.say(&person.name, vec![(Some(order.case), what)]).await.map(drop)
    }

    fn place(&self) -> Result<Place<'_>, AppError> {
        Ok(Place { client: self.gitlab()?, journal: &self.inner.journal })
    }

    /// Journals a gate's refusal on the plan's case, then passes it on.
    pub(super) async fn or_tell_refusal<T>(
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

async fn dry_step(
    client: &gitlab::Client,
    kept: &CasePlan,
    step: u32,
    planned: &PlannedAct,
) -> DryStep {
    let (ahead, now) = if kept_is_done(kept, step) {
        (Ahead::Done, None)
    } else {
        execute::look_ahead(client, &planned.act).await
    };
    let (act, target) = (planned.act.clone(), planned.target.clone());
    DryStep { step, act, target, ahead, now, after: planned.after.clone() }
}

fn kept_is_done(kept: &CasePlan, step: u32) -> bool {
    kept.steps.get(&step).is_some_and(StepState::is_done)
}

/// The refusals in an error; another error is passed on.
fn refusals(error: AppError) -> Result<Vec<Refusal>, AppError> {
    let AppError::Refused(first) = error else { return Err(error) };
    let further = first.further.clone();
    Ok(std::iter::once(Refusal { further: Vec::new(), ..*first }).chain(further).collect())
}

fn order(case: CaseId, hash: &PlanHash, person: &Person) -> Order {
    Order { case, plan: hash.clone(), by: person.name.clone() }
}

/// All that the gates ask before a plan is carried out. Whoever may not approve
/// any more does not count, and a plan that was declined is made anew.
fn permit(
    cases: &Cases,
    (person, hash): (&Person, &PlanHash),
    policy: &gate::Policy,
    (now, barred): (Timestamp, &Barred),
) -> Result<(CaseId, CasePlan), AppError> {
    let (case, kept) = known_plan(cases, person, hash)?;
    approval::plan_is_not_declined(case, hash)?;
    let approvers = kept.approvals.iter().map(|one| one.by.as_str());
    let approvers: Vec<&str> = approvers.filter(|name| barred.counts(name)).collect();
    let execution = gate::Execution {
        plan: &kept.plan,
        hash,
        attestations: &kept.attestations,
        approvers: &approvers,
        is_executed: kept.is_executed(),
        now,
    };
    let permit = gate::may_execute_in(&execution, policy, &playbook::matter(case))?;
    for flag in &permit.flags {
        tracing::warn!(case.id = %case.id, flag = flag.key, "A rule is relaxed by policy");
    }
    for planned in &kept.plan.acts {
        advance::may_act(case, &planned.act)?;
    }
    Ok((case.id, kept.clone()))
}

/// What people handed over, and what steps still to be done take from the
/// server's side: all of it before the first step, so that none fails halfway.
fn with_stored(folder: &Path, kept: &CasePlan, inputs: &Inputs) -> Result<Inputs, AppError> {
    let mut inputs = inputs.clone();
    for (step, planned) in (0u32..).zip(&kept.plan.acts) {
        if kept_is_done(kept, step) || inputs.contains_key(&step) {
            continue;
        }
        let stored = values::stored(folder, &planned.act);
        let stored = stored.map_err(|why| AppError::invalid("value_from", input::said(why)))?;
        inputs.extend(stored.map(|value| (step, value)));
    }
    Ok(inputs)
}

/// A secret that a step still to be done asks for and nobody gave.
fn missing_input(kept: &CasePlan, inputs: &Inputs) -> Option<GateRefusal> {
    let steps: Vec<String> = (0u32..)
        .zip(&kept.plan.acts)
        .filter(|(step, planned)| {
            let asks = planned.act.rules().needs_input().is_some();
            asks && !inputs.contains_key(step) && !kept_is_done(kept, *step)
        })
        .map(|(step, planned)| format!("{} ({})", step.saturating_add(1), planned.target))
        .collect();
    (!steps.is_empty()).then(|| {
        let text = Text::of("refusal-execute-input-missing", [("steps", steps.join(", "))]);
        GateRefusal::new("execute.input_missing", &["CI9"], text)
    })
}

/// The act that undoes a step, with all that it needs.
fn inverse(
    cases: &Cases,
    (person, hash): (&Person, &PlanHash),
    step: u32,
) -> Result<Inverse, AppError> {
    let (case, kept) = known_plan(cases, person, hash)?;
    let number = step.saturating_add(1);
    let place = usize::try_from(step).unwrap_or(usize::MAX);
    let planned = kept.plan.acts.get(place);
    let planned = planned.ok_or_else(|| AppError::not_found(format!("step {number}")))?;
    let state = kept.steps.get(&step).filter(|state| !state.is_undone());
    let Some(state @ StepState { before: Some(before), .. }) = state else {
        let text = Text::of("refusal-plan-step-not-done", [("step", number.to_string())]);
        return Err(GateRefusal::new("plan.step_not_done", &["CE4"], text).into());
    };
    let act = gate::may_undo(&planned.act, before)?;
    advance::may_act(case, &act)?;
    let step = Step {
        number: step,
        act,
        target: planned.target.clone(),
        is_undo: true,
        was_begun: state.is_unknown(),
    };
    Ok(Inverse { case: case.id, step, done: planned.act.clone(), after: state.after.clone() })
}
