//! From acts to a plan: in their order, with what a person must know of each.

use jiff::Timestamp;

use super::{PLAN_VALID_FOR, Plan, PlannedAct, Problem, Text, Weight, check, dependencies};
use crate::respond::{Act, GateRefusal, Seen, Standing, Subject, Survey, View};

/// What a plan is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft<'a> {
    /// What it is about.
    pub subject: Subject,
    /// What should be done; put into order here, the same one only once.
    pub acts: Vec<DraftAct>,
    /// The suspect's survey, where there is one.
    pub survey: Option<&'a Survey>,
    /// Who we are in GitLab.
    pub standing: &'a Standing,
    /// What the plan as a whole must tell.
    pub notes: Vec<Text>,
    /// What could not be read.
    pub gaps: Vec<String>,
}

/// An act, and what was read of its object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftAct {
    /// The act.
    pub act: Act,
    /// What is there now, where somebody looked.
    pub seen: Option<Seen>,
}

/// Makes a plan of acts. One that must not be carried out is not made: the
/// refusals say why, and are never empty.
pub fn draft(
    draft: Draft<'_>,
    requested_by: &str,
    now: Timestamp,
) -> Result<Plan, Vec<GateRefusal>> {
    let Draft { subject, acts, survey, standing, notes, gaps } = draft;
    let secrets: Vec<GateRefusal> =
        acts.iter().filter_map(|draft| draft.act.rules().holds_secret()).collect();
    if !secrets.is_empty() {
        return Err(secrets);
    }
    let mut plan = Plan {
        subject,
        acts: with_dependencies(in_order(acts).into_iter().map(|act| planned(act, survey))),
        warnings: Vec::new(),
        impact: notes,
        gaps,
        requested_by: requested_by.to_owned(),
        made_at: now,
        expires_at: now,
    }
    .valid_for(PLAN_VALID_FOR);
    let problems = check(&plan, standing, survey);
    judge(&mut plan, problems)?;
    Ok(plan)
}

/// What problems mean for a plan: it may not be made, or who approves it must
/// know them.
pub fn judge(plan: &mut Plan, problems: Vec<Problem>) -> Result<(), Vec<GateRefusal>> {
    let (refusals, warnings): (Vec<Problem>, Vec<Problem>) =
        problems.into_iter().partition(|problem| problem.weight == Weight::Refusal);
    for warning in warnings {
        if !plan.warnings.contains(&warning) {
            plan.warnings.push(warning);
        }
    }
    if refusals.is_empty() {
        return Ok(());
    }
    Err(refusals.into_iter().map(GateRefusal::from).collect())
}

fn with_dependencies(planned: impl Iterator<Item = PlannedAct>) -> Vec<PlannedAct> {
    let mut planned: Vec<PlannedAct> = planned.collect();
    let after = dependencies(&planned.iter().map(|planned| &planned.act).collect::<Vec<_>>());
    for (planned, after) in planned.iter_mut().zip(after) {
        planned.after = after;
    }
    planned
}

fn in_order(acts: Vec<DraftAct>) -> Vec<DraftAct> {
    let mut once: Vec<DraftAct> = Vec::new();
    for draft in acts {
        if !once.iter().any(|earlier| earlier.act == draft.act) {
            once.push(draft);
        }
    }
    once.sort_by_key(|draft| draft.act.rules().turn());
    once
}

fn planned(draft: DraftAct, survey: Option<&Survey>) -> PlannedAct {
    let DraftAct { act, seen } = draft;
    let seen = seen.or_else(|| survey.and_then(|survey| survey.seen(&act)));
    let rules = act.rules();
    let view = View { survey, seen: seen.as_ref() };
    PlannedAct {
        target: rules.target(view),
        impact: rules.impact(view),
        inverse: rules.inverse(seen.as_ref()),
        undo_note: rules.undo_note(),
        after: Vec::new(),
        seen,
        act,
    }
}
