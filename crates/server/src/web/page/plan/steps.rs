//! The steps of a plan: what each does, how to undo it, what became of it.

use engine::coordinate::ActOutcome;
use engine::coordinate::case::{CasePlan, StepState};
use engine::respond::Verdict;
use engine::respond::plan::PlannedAct;
use jiff::Timestamp;

use crate::person::{Permission, Person};
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::words::Words;

pub(super) struct StepView {
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) target: String,
    pub(super) impact: Vec<String>,
    pub(super) inverse: Option<String>,
    pub(super) undo_note: Option<String>,
    pub(super) outcome: Option<OutcomeView>,
    pub(super) may_undo: bool,
}

/// How a step ended: tone for the eye, mark and word for everybody.
pub(in crate::web::page) struct OutcomeView {
    pub(in crate::web::page) tone: &'static str,
    pub(in crate::web::page) mark: &'static str,
    pub(in crate::web::page) word: String,
    pub(in crate::web::page) detail: Option<String>,
    pub(in crate::web::page) at: Option<Moment>,
}

pub(super) fn views(
    words: &Words,
    person: &Person,
    plan: &CasePlan,
    now: Timestamp,
) -> Vec<StepView> {
    (0u32..)
        .zip(&plan.plan.acts)
        .map(|(number, planned)| {
            view(words, person, (number, planned, plan.steps.get(&number)), now)
        })
        .collect()
}

fn view(
    words: &Words,
    person: &Person,
    (number, planned, state): (u32, &PlannedAct, Option<&StepState>),
    now: Timestamp,
) -> StepView {
    let is_undoable = planned.inverse.is_some() && state.is_some_and(StepState::is_done);
    StepView {
        number,
        name: naming::act(words, &planned.act),
        target: planned.target.clone(),
        impact: planned.impact.iter().map(|text| words.say(text)).collect(),
        inverse: planned.inverse.as_ref().map(|act| naming::act(words, act)),
        undo_note: planned.undo_note.as_ref().map(|text| words.say(text)),
        outcome: state.map(|state| outcome(words, state, now)),
        may_undo: is_undoable && person.may(Permission::Execute),
    }
}

pub(in crate::web::page) fn outcome(
    words: &Words,
    state: &StepState,
    now: Timestamp,
) -> OutcomeView {
    let at = state.ended_at.or(Some(state.intended_at)).map(|at| Moment::of(words, at, now));
    let undone = if state.is_undo { "outcome-undo" } else { "outcome" };
    let view = |tone, mark, which: &str, verdict: Option<&Verdict>| OutcomeView {
        tone,
        mark,
        word: words.t(format!("{undone}-{which}")),
        detail: verdict.map(|verdict| naming::verdict(words, verdict)),
        at,
    };
    match &state.outcome {
        None => view("warn", "?", "not-known", None),
        Some(ActOutcome::Skipped) => view("quiet", "–", "skipped", None),
        Some(ActOutcome::Failed { error, verdict }) => {
            let mut failed = view("bad", "✕", "failed", None);
            failed.detail = Some(format!("{error} · {}", naming::verdict(words, verdict)));
            failed
        }
        Some(ActOutcome::Done { verdict }) => {
            let (tone, mark) = tone_of(verdict);
            view(tone, mark, "done", Some(verdict))
        }
        Some(ActOutcome::AlreadySo { verdict }) => {
            let (tone, mark) = tone_of(verdict);
            view(tone, mark, "already-so", Some(verdict))
        }
    }
}

fn tone_of(verdict: &Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Verified => ("good", "✓"),
        Verdict::Contradicted { .. } => ("bad", "✕"),
        Verdict::Unknown { .. } => ("warn", "?"),
    }
}
