//! Does what a plan says, step by step, and journals around every call.
//!
//! An intent is durable before the call, an outcome after it. So after a crash
//! the journal never hides a change: an intent without an outcome says "we do
//! not know, look". Nothing here decides whether a plan may run: the app asked
//! the gates before.

use engine::coordinate::{ActOutcome, CaseId, CasePlan, StepState, What};
use engine::respond::{Act, Before, PlanHash, Verdict};
use gitlab::Client;
use secrecy::SecretString;

use super::act;
use super::journal::{Journal, Said};
use super::writer::full_text;
use crate::app::{AppError, Execution, Secret, StepReport};

/// Who does what in which case.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// The case.
    pub(crate) case: CaseId,
    /// The plan.
    pub(crate) plan: PlanHash,
    /// Who executes.
    pub(crate) by: String,
}

/// One step to do or to undo.
#[derive(Debug, Clone)]
struct Step {
    number: u32,
    act: Act,
    target: String,
    is_undo: bool,
}

/// Does every step that is not done yet. The first failure stops the plan; the
/// steps after it are journalled as skipped.
pub(crate) async fn run(
    client: &Client,
    journal: &Journal,
    order: &Order,
    plan: &CasePlan,
) -> Result<Execution, AppError> {
    let mut execution = Execution { steps: Vec::new(), secrets: Vec::new() };
    let mut has_failed = false;
    for (number, planned) in (0u32..).zip(&plan.plan.acts) {
        let step = Step {
            number,
            act: planned.act.clone(),
            target: planned.target.clone(),
            is_undo: false,
        };
        let outcome = match plan.steps.get(&number) {
            Some(StepState { outcome: Some(outcome), .. })
                if plan.steps.get(&number).is_some_and(StepState::is_done) =>
            {
                outcome.clone()
            }
            Some(_) | None if has_failed => skip(journal, order, &step).await?,
            Some(_) | None => {
                let (outcome, secret) = take(client, journal, order, &step).await?;
                execution.secrets.extend(secret.map(|secret| Secret {
                    step: step.number,
                    target: step.target.clone(),
                    secret,
                }));
                has_failed = !outcome.is_success();
                outcome
            }
        };
        execution.steps.push(report(step, outcome));
    }
    Ok(execution)
}

/// Undoes one step by its inverse.
pub(crate) async fn undo(
    client: &Client,
    journal: &Journal,
    order: &Order,
    inverse: (u32, Act, String),
) -> Result<StepReport, AppError> {
    let (number, act, target) = inverse;
    let step = Step { number, act, target, is_undo: true };
    let (outcome, _no_secret) = take(client, journal, order, &step).await?;
    Ok(report(step, outcome))
}

fn report(step: Step, outcome: ActOutcome) -> StepReport {
    StepReport { step: step.number, act: step.act, target: step.target, outcome }
}

/// Look, write the intent, call, look again, write the outcome.
async fn take(
    client: &Client,
    journal: &Journal,
    order: &Order,
    step: &Step,
) -> Result<(ActOutcome, Option<SecretString>), AppError> {
    let before = match act::look(client, &step.act).await {
        Ok(before) => before,
        Err(error) => {
            let why = "what is there could not be read, nothing was tried".to_owned();
            let verdict = Verdict::Unknown { why };
            let outcome = ActOutcome::Failed { error: full_text(&error), verdict };
            journal.say(&order.by, vec![ended(order, step, &outcome)]).await?;
            return Ok((outcome, None));
        }
    };
    if step.act.is_already_so(&before) {
        let outcome = ActOutcome::AlreadySo { verdict: step.act.verify(&before) };
        let said: Said = vec![intended(order, step, before), ended(order, step, &outcome)];
        journal.say(&order.by, said).await?;
        return Ok((outcome, None));
    }
    if let Some(refusal) = step.act.obstacle(&before) {
        let error = format!("not tried, refused by {}", refusal.rule);
        let outcome = ActOutcome::Failed { error, verdict: step.act.verify(&before) };
        let refused = What::Refused { hash: Some(order.plan.clone()), rule: refusal.rule };
        let said: Said = vec![(Some(order.case), refused), ended(order, step, &outcome)];
        journal.say(&order.by, said).await?;
        return Ok((outcome, None));
    }
    journal.say(&order.by, vec![intended(order, step, before)]).await?;
    let called = act::call(client, &step.act).await;
    let verdict = act::read_back(client, &step.act).await;
    let (outcome, secret) = match called {
        Ok(secret) => (ActOutcome::Done { verdict }, secret),
        Err(error) => (ActOutcome::Failed { error: full_text(&error), verdict }, None),
    };
    journal.say(&order.by, vec![ended(order, step, &outcome)]).await?;
    Ok((outcome, secret))
}

async fn skip(journal: &Journal, order: &Order, step: &Step) -> Result<ActOutcome, AppError> {
    let outcome = ActOutcome::Skipped;
    journal.say(&order.by, vec![ended(order, step, &outcome)]).await?;
    Ok(outcome)
}

fn intended(order: &Order, step: &Step, before: Before) -> (Option<CaseId>, What) {
    let what = What::ActIntended {
        hash: order.plan.clone(),
        step: step.number,
        act: step.act.clone(),
        is_undo: step.is_undo,
        before,
    };
    (Some(order.case), what)
}

fn ended(order: &Order, step: &Step, outcome: &ActOutcome) -> (Option<CaseId>, What) {
    let what = What::ActEnded {
        hash: order.plan.clone(),
        step: step.number,
        act: step.act.clone(),
        is_undo: step.is_undo,
        outcome: outcome.clone(),
    };
    (Some(order.case), what)
}
