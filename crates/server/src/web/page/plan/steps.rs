//! The steps of a plan: what each does, how to undo it, what became of it.

use engine::coordinate::case::{CasePlan, StepState};
use engine::coordinate::{ActOutcome, Case, advance};
use engine::respond::plan::PlannedAct;
use engine::respond::{Act, Seen, Verdict};
use jiff::Timestamp;
use serde_json::Value;

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
    /// Steps that must have succeeded before, from 1.
    pub(super) after: Option<String>,
    /// What was there when the plan was made.
    pub(super) seen: Option<String>,
    /// For settings: field, what was seen, what it shall be.
    pub(super) changes: Vec<(String, String, String)>,
    /// What the case forbids it for, as things stand.
    pub(super) gates: Vec<String>,
    /// What a person must hand over when it is carried out.
    pub(super) asks: Option<String>,
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
    (case, plan): (&Case, &CasePlan),
    now: Timestamp,
) -> Vec<StepView> {
    (0u32..)
        .zip(&plan.plan.acts)
        .map(|(number, planned)| {
            let state = plan.steps.get(&number);
            let view = view(words, person, (number, planned, state), now);
            let is_done = state.is_some_and(StepState::is_done);
            StepView {
                gates: if is_done { Vec::new() } else { gates(words, case, &planned.act) },
                asks: planned
                    .act
                    .rules()
                    .needs_input()
                    .filter(|_| !is_done)
                    .map(|text| words.say(&text)),
                ..view
            }
        })
        .collect()
}

fn gates(words: &Words, case: &Case, act: &Act) -> Vec<String> {
    let refusals = advance::may_act(case, act).err().unwrap_or_default();
    refusals.iter().map(|refusal| words.say(&refusal.text)).collect()
}

/// What settings become, field by field; `?` where nobody could see.
fn changes(planned: &PlannedAct) -> Vec<(String, String, String)> {
    let act = serde_json::to_value(&planned.act).unwrap_or_default();
    let seen = planned.seen.as_ref().and_then(Seen::fields);
    let set = act.get("set").and_then(Value::as_object);
    set.into_iter()
        .flatten()
        .map(|(field, wanted)| {
            let now = seen.and_then(|seen| seen.get(field));
            let now = now.map_or_else(|| "?".to_owned(), Value::to_string);
            (field.clone(), now, wanted.to_string())
        })
        .collect()
}

/// Steps as people count them.
fn after(planned: &PlannedAct) -> Option<String> {
    let steps: Vec<String> =
        planned.after.iter().map(|step| step.saturating_add(1).to_string()).collect();
    (!steps.is_empty()).then(|| steps.join(", "))
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
        after: after(planned),
        seen: planned.seen.as_ref().map(ToString::to_string),
        changes: changes(planned),
        gates: Vec::new(),
        asks: None,
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
        Some(ActOutcome::Failed { error, verdict, .. }) => {
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
