//! Does what a plan says, and journals around every call.
//!
//! An intent is durable before the call, an outcome after it. So after a crash
//! the journal never hides a change: an intent without an outcome says "we do
//! not know, look", and going on begins with that look. Nothing here decides
//! whether a plan may run: the app asked the gates before.
//!
//! By file: this one carries out a whole plan, turn by turn; `step` takes one
//! step; `pace` keeps to GitLab's slower limits.

mod pace;
mod step;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use engine::coordinate::{ActOutcome, CaseId, CasePlan, StepState, What};
use engine::respond::plan::{PlannedAct, Text, lane};
use engine::respond::{PlanHash, Turn};
use futures::{StreamExt as _, TryStreamExt as _};
use gitlab::Client;
use secrecy::SecretString;

use self::pace::Paces;
use self::step::{report, skip, take};
use super::journal::Journal;
use crate::app::{AppError, Execution, Notice, Secret, StepReport, Stopped};

pub(crate) use self::step::{Step, changed_since, look_ahead, undo};

/// Steps of one turn carried out at a time, each on another object: many enough
/// that hundreds end within a minute, few enough that GitLab does not notice.
const STEPS_AT_ONCE: usize = 8;

/// Secrets that a person hands over for steps, from 0; never journalled.
pub(crate) type Inputs = BTreeMap<u32, SecretString>;

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

/// Where the work is done and where it is written down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// GitLab.
    pub(crate) client: &'a Client,
    /// The journal.
    pub(crate) journal: &'a Journal,
}

/// What all steps of a run share.
struct Run<'a> {
    place: Place<'a>,
    order: &'a Order,
    plan: &'a CasePlan,
    inputs: &'a Inputs,
    paces: Paces,
    told: Mutex<Told>,
}

/// What the steps have told so far.
#[derive(Default)]
struct Told {
    reports: BTreeMap<u32, StepReport>,
    secrets: Vec<Secret>,
    stopped: Option<Stopped>,
}

/// Does every step that is not done yet. A failed step is passed over, with the
/// steps that wait for it; when GitLab itself is gone the plan stops.
pub(crate) async fn run(
    place: Place<'_>,
    order: &Order,
    plan: &CasePlan,
    inputs: &Inputs,
) -> Result<Execution, AppError> {
    let (paces, told) = (Paces::default(), Mutex::default());
    let run = Run { place, order, plan, inputs, paces, told };
    for lanes in turns(plan) {
        let lanes: Vec<_> = lanes.into_iter().map(|lane| run.lane(lane)).collect();
        let lanes = futures::stream::iter(lanes).buffer_unordered(STEPS_AT_ONCE);
        lanes.try_collect::<Vec<()>>().await?;
    }
    let told = run.told.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(stopped) = &told.stopped {
        let what = What::PlanStopped {
            hash: order.plan.clone(),
            error: stopped.error.clone(),
            left: stopped.left,
        };
        place.journal.say(&order.by, vec![(Some(order.case), what)]).await?;
    }
    Ok(Execution {
        steps: told.reports.into_values().collect(),
        secrets: told.secrets,
        stopped: told.stopped,
    })
}

/// Steps that follow one another on one object.
type Lane<'a> = Vec<(u32, &'a PlannedAct)>;

/// The plan's turns in their order, each with lanes that need not wait for each other.
fn turns(plan: &CasePlan) -> Vec<Vec<Lane<'_>>> {
    let mut turns: BTreeMap<Turn, BTreeMap<String, Lane<'_>>> = BTreeMap::new();
    for (number, planned) in (0u32..).zip(&plan.plan.acts) {
        let lanes = turns.entry(planned.act.rules().turn()).or_default();
        lanes.entry(lane(&planned.act)).or_default().push((number, planned));
    }
    turns.into_values().map(|lanes| in_order(lanes.into_values().collect())).collect()
}

fn in_order(mut lanes: Vec<Lane<'_>>) -> Vec<Lane<'_>> {
    lanes.sort_by_key(|lane| lane.first().map(|(number, _)| *number));
    lanes
}

impl Run<'_> {
    async fn lane(&self, lane: Lane<'_>) -> Result<(), AppError> {
        for (number, planned) in lane {
            self.step(number, planned).await?;
        }
        Ok(())
    }

    async fn step(&self, number: u32, planned: &PlannedAct) -> Result<(), AppError> {
        let earlier = self.plan.steps.get(&number);
        let step = Step {
            number,
            act: planned.act.clone(),
            target: planned.target.clone(),
            is_undo: false,
            was_begun: earlier.is_some_and(StepState::is_unknown),
        };
        if let Some(outcome) =
            earlier.filter(|state| state.is_done()).and_then(|it| it.outcome.clone())
        {
            self.tell(report(step, outcome, None));
            return Ok(());
        }
        self.stop_in_lockdown();
        if self.is_stopped() {
            self.leave(step);
            return Ok(());
        }
        if !self.may_begin(planned) {
            let outcome = skip(self.place.journal, self.order, &step).await?;
            self.tell(report(step, outcome, None));
            return Ok(());
        }
        if let Some(pace) = planned.act.rules().pace() {
            self.paces.wait(pace).await;
        }
        let taken = take(self.place, self.order, &step, self.inputs.get(&number)).await?;
        let target = step.target.clone();
        self.tell(report(step, taken.outcome, taken.next));
        let mut told = self.told();
        told.secrets.extend(taken.secret.map(|secret| Secret { step: number, target, secret }));
        if let Some(error) = taken.lost {
            told.stopped.get_or_insert(Stopped { error: error.0, next: error.1, left: 0 });
        }
        Ok(())
    }

    /// Whether every step that this one waits for has succeeded.
    fn may_begin(&self, planned: &PlannedAct) -> bool {
        let told = self.told();
        planned
            .after
            .iter()
            .all(|step| told.reports.get(step).is_some_and(|report| report.outcome.is_success()))
    }

    /// A lockdown that was engaged meanwhile stops the plan before its next step.
    fn stop_in_lockdown(&self) {
        if self.place.journal.read(|cases| cases.lockdown.is_some()) {
            let (error, next) =
                ("a lockdown holds".to_owned(), Text::of("refusal-lockdown-next", []));
            self.told().stopped.get_or_insert(Stopped { error, next, left: 0 });
        }
    }

    fn is_stopped(&self) -> bool {
        self.told().stopped.is_some()
    }

    /// Not tried and not journalled: the plan was stopped.
    fn leave(&self, step: Step) {
        let mut told = self.told();
        if let Some(stopped) = &mut told.stopped {
            stopped.left = stopped.left.saturating_add(1);
        }
        told.reports.insert(step.number, report(step, ActOutcome::Skipped, None));
    }

    fn tell(&self, report: StepReport) {
        let done = {
            let mut told = self.told();
            told.reports.insert(report.step, report);
            told.reports.len()
        };
        self.place.journal.tell(Notice::Progress {
            plan: self.order.plan.clone(),
            done,
            total: self.plan.plan.acts.len(),
        });
    }

    fn told(&self) -> std::sync::MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
