//! A case beside its playbook: which steps fit, which are settled, which is next.

use serde::Serialize;

use super::derive::{credential, has_done};
use super::{Condition, Effective, Held, Step, StepRole};
use crate::coordinate::{Case, Phase, question};
use crate::respond::{CredentialKind, Deployment, Standing, Tier};

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// To be done.
    Open,
    /// Begun: sections or verdicts are missing, or a waiver waits for somebody else.
    Begun,
    /// Answered by a person.
    Answered,
    /// Settled by what the case shows.
    Derived,
    /// Not done, with a reason that holds.
    Waived,
    /// Does not fit here.
    Unfit,
}

impl Where {
    /// The word used in JSON and in keys of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Begun => "begun",
            Self::Answered => "answered",
            Self::Derived => "derived",
            Self::Waived => "waived",
            Self::Unfit => "unfit",
        }
    }
}

/// Why a step does not fit (P2, P3). It is shown, never dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Unfit {
    /// Not in this deployment.
    Deployment {
        /// What ours is.
        ours: Deployment,
    },
    /// Not on this tier.
    Tier {
        /// The lowest that offers it.
        needed: Tier,
    },
    /// Our connection has not the role.
    Role {
        /// The role that is needed.
        needed: StepRole,
    },
    /// Not for this kind of credential.
    Kind {
        /// What the case is about.
        kind: CredentialKind,
    },
    /// Not as things stand in this case.
    Condition {
        /// What is not so.
        needed: Condition,
    },
    /// The step that it stands in for can be done.
    NotNeeded {
        /// That step.
        step: String,
    },
    /// The organisation set it aside.
    SetAside {
        /// Its reason.
        reason: String,
    },
}

/// A step that stands in for one that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternative {
    /// Its id.
    pub step: String,
}

/// One step, beside the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepReport {
    /// The step.
    pub step: Step,
    /// Where it stands.
    pub stands: Where,
    /// Why it does not fit.
    pub unfit: Option<Unfit>,
    /// What stands in for it.
    pub alternative: Option<Alternative>,
    /// What the case holds of it.
    pub held: Held,
    /// Steps that must be settled first and are not.
    pub waits_for: Vec<String>,
    /// Whether the case alone settles it, by a sheet or saved state, and no answer
    /// by hand (IN3, IN7).
    pub is_by_case: bool,
    /// Whether the organisation wrote it.
    pub is_own: bool,
}

impl StepReport {
    /// Whether gates wait for it.
    pub fn is_owed(&self) -> bool {
        self.step.mandatory && self.is_unsettled()
    }

    /// Whether something is left to do.
    pub fn is_unsettled(&self) -> bool {
        matches!(self.stands, Where::Open | Where::Begun)
    }
}

/// A case beside its playbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The playbook's name.
    pub playbook: String,
    /// Its version.
    pub version: u32,
    /// Every step, in order.
    pub steps: Vec<StepReport>,
    /// The step to do next.
    pub next: Option<String>,
}

impl Status {
    /// The step of that id.
    pub fn step(&self, id: &str) -> Option<&StepReport> {
        self.steps.iter().find(|report| report.step.id == id)
    }

    /// Mandatory steps that are not settled, up to and with that phase.
    pub fn owed_until(&self, phase: Phase) -> Vec<&StepReport> {
        self.steps.iter().filter(|one| one.is_owed() && one.step.phase <= phase).collect()
    }
}

/// Where each step stands. Without a `standing` nothing is known of our
/// connection, and no step is greyed for it.
pub fn status(case: &Case, found: &Effective, standing: Option<&Standing>) -> Status {
    let playbook = &found.playbook;
    let mut steps: Vec<StepReport> =
        playbook.steps.iter().map(|step| report(case, found, step, standing)).collect();
    stand_in(&mut steps);
    let settled = |id: &String| steps.iter().any(|one| one.step.id == *id && !one.is_unsettled());
    let waits: Vec<Vec<String>> = steps
        .iter()
        .map(|one| one.step.needs.iter().filter(|id| !settled(id)).cloned().collect())
        .collect();
    for (step, waits_for) in steps.iter_mut().zip(waits) {
        step.waits_for = waits_for;
    }
    let next = steps
        .iter()
        .filter(|one| one.is_unsettled() && one.waits_for.is_empty())
        .min_by_key(|one| (one.step.phase, !one.step.mandatory))
        .map(|one| one.step.id.clone());
    Status { playbook: playbook.name.clone(), version: playbook.version, steps, next }
}

fn report(case: &Case, found: &Effective, step: &Step, standing: Option<&Standing>) -> StepReport {
    let held = case.steps.get(&step.id).cloned().unwrap_or_default();
    let set_aside = found.set_aside(&step.id);
    let unfit = set_aside
        .map(|reason| Unfit::SetAside { reason: reason.to_owned() })
        .or_else(|| standing.and_then(|standing| misplaced(step, standing)))
        .or_else(|| pointless(step, case));
    let stands = match &unfit {
        Some(_) => Where::Unfit,
        None => stands(case, found, (step, &held)),
    };
    StepReport {
        stands,
        unfit,
        alternative: None,
        held,
        waits_for: Vec::new(),
        is_by_case: step.done_when.is_some_and(|derived| derived.alone_settles(case).is_some()),
        is_own: found.own_steps.contains(&step.id),
        step: step.clone(),
    }
}

fn stands(case: &Case, found: &Effective, (step, held): (&Step, &Held)) -> Where {
    let is_derived = step.done_when.is_some_and(|derived| derived.is_so(case))
        || has_done(case, &step.done_by)
        || question::are_judged(case, &step.questions, found.packs());
    if held.is_waived(step) {
        return Where::Waived;
    }
    if let Some(is_complete) = step.done_when.and_then(|derived| derived.alone_settles(case)) {
        let is_begun = held.answered.is_some() || held.waiver.is_some() || has_sheet(case, step);
        return match (is_complete, is_begun) {
            (true, _) => Where::Derived,
            (false, true) => Where::Begun,
            (false, false) => Where::Open,
        };
    }
    if held.is_complete(step) {
        Where::Answered
    } else if is_derived {
        Where::Derived
    } else if held.answered.is_some() || held.waiver.is_some() {
        Where::Begun
    } else {
        Where::Open
    }
}

/// Whether the sheet of a step was drawn up.
fn has_sheet(case: &Case, step: &Step) -> bool {
    case.concerns.instance.sheets.keys().any(|kind| kind.steps().contains(&step.id.as_str()))
}

/// Why our connection cannot do it (P2, P3).
fn misplaced(step: &Step, standing: &Standing) -> Option<Unfit> {
    if !step.applies_to.contains(&standing.deployment) {
        return Some(Unfit::Deployment { ours: standing.deployment });
    }
    if standing.tier != Tier::Unknown && standing.tier < step.tier {
        return Some(Unfit::Tier { needed: step.tier });
    }
    let has_role = match step.role {
        StepRole::Anyone | StepRole::Maintainer => true,
        StepRole::GroupOwner => standing.is_admin || !standing.owned_groups.is_empty(),
        StepRole::Administrator => standing.is_admin,
    };
    (!has_role).then_some(Unfit::Role { needed: step.role })
}

/// Why it makes no sense in this case.
fn pointless(step: &Step, case: &Case) -> Option<Unfit> {
    if let Some(kind) = credential(case)
        && !step.kinds.is_empty()
        && !step.kinds.contains(&kind)
    {
        return Some(Unfit::Kind { kind });
    }
    let needed = step.when.iter().find(|condition| !condition.may_be_so(case))?;
    Some(Unfit::Condition { needed: *needed })
}

/// Stand-ins count only where none of the steps that they stand in for can be
/// done for reasons of the connection.
fn stand_in(steps: &mut [StepReport]) {
    let is_missing = |unfit: &Option<Unfit>| {
        matches!(unfit, Some(Unfit::Deployment { .. } | Unfit::Tier { .. } | Unfit::Role { .. }))
    };
    let missing: Vec<String> =
        steps.iter().filter(|one| is_missing(&one.unfit)).map(|one| one.step.id.clone()).collect();
    let mut taken: Vec<(String, String)> = Vec::new();
    for one in steps.iter_mut().filter(|one| !one.step.instead_of.is_empty()) {
        if one.unfit.is_some() {
            continue;
        }
        let possible = one.step.instead_of.iter().find(|id| !missing.contains(id)).cloned();
        if let Some(step) = possible {
            one.unfit = Some(Unfit::NotNeeded { step });
            one.stands = Where::Unfit;
        } else {
            let by = one.step.id.clone();
            taken.extend(one.step.instead_of.iter().map(|id| (id.clone(), by.clone())));
        }
    }
    for (missing, by) in taken {
        if let Some(one) = steps.iter_mut().find(|one| one.step.id == missing) {
            one.alternative.get_or_insert(Alternative { step: by });
        }
    }
}
