//! The availability gate (CE5): no act before its impact is understood.
//!
//! A gate refuses with everything that is missing at once, each with its rule
//! and the next step, so that nobody has to find out one by one.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::plan::{PLAN_VALID_FOR, Text};
use super::{Act, Before, Plan, PlanHash, Survey};

/// What the requester stands in for. Both are needed (CE5 a, b).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestations {
    /// (a) "I understand what will break."
    pub impact_understood: bool,
    /// (b) The organisation's guideline that is followed (name or URL).
    pub guideline: Option<String>,
}

/// Why something may not be done now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateRefusal {
    /// Which rule refuses, a stable name (`gate.impact_not_attested`).
    pub rule: String,
    /// Requirement ids behind the rule.
    pub requirements: Vec<String>,
    /// What is missing and what to do next.
    pub text: Text,
}

impl GateRefusal {
    /// A refusal by a rule, behind which these requirements stand.
    pub fn new(rule: &str, requirements: &[&str], text: Text) -> Self {
        let requirements = requirements.iter().map(|&id| id.to_owned()).collect();
        Self { rule: rule.to_owned(), requirements, text }
    }
}

/// What comes first when a credential leaked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Revocation {
    /// The guide's way: understand the impact, then revoke.
    #[default]
    AssessFirst,
    /// Revoke at once and understand afterwards: allowed, but flagged.
    RevokeFirst,
}

/// The organisation's choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// What comes first.
    pub revocation: Revocation,
    /// How many people must approve, the requester not among them. Never none.
    pub approvals_needed: NonZeroUsize,
    /// How long a plan can be executed after it was made (`"1h"`).
    pub plan_valid_for: SignedDuration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            revocation: Revocation::AssessFirst,
            approvals_needed: NonZeroUsize::MIN,
            plan_valid_for: PLAN_VALID_FOR,
        }
    }
}

/// A plan that somebody wants to execute, with all that speaks for it.
#[derive(Debug, Clone, Copy)]
pub struct Execution<'a> {
    /// The plan as it is kept.
    pub plan: &'a Plan,
    /// The hash that was asked for and approved.
    pub hash: &'a PlanHash,
    /// What the requester attested.
    pub attestations: &'a Attestations,
    /// Who approved exactly this hash.
    pub approvers: &'a [&'a str],
    /// Whether every step is done already. A plan that broke off may go on.
    pub is_executed: bool,
    /// The time.
    pub now: Timestamp,
}

/// Leave to execute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    /// What must be recorded and followed up, since a rule was relaxed by policy.
    pub flags: Vec<Text>,
}

/// Whether a plan may be executed now (CE5). The refusals are never empty.
pub fn may_execute(execution: &Execution<'_>, policy: &Policy) -> Result<Permit, Vec<GateRefusal>> {
    let unattested = unattested(execution.attestations);
    let mut refusals = Vec::new();
    let mut permit = Permit::default();
    match policy.revocation {
        Revocation::AssessFirst => refusals.extend(unattested),
        Revocation::RevokeFirst if unattested.is_empty() => {}
        Revocation::RevokeFirst => permit.flags.push(Text::of("gate-flag-revoke-first", [])),
    }
    refusals.extend(too_few_approvals(execution, policy));
    refusals.extend(expired(execution.plan, execution.now));
    if execution.plan.hash() != *execution.hash {
        let text = Text::of("gate-plan-changed", [("hash", execution.hash.to_string())]);
        refusals.push(GateRefusal::new("gate.plan_changed", &["CE5"], text));
    }
    if execution.is_executed {
        let text = Text::of("gate-already-executed", []);
        refusals.push(GateRefusal::new("gate.already_executed", &["CE4"], text));
    }
    if refusals.is_empty() { Ok(permit) } else { Err(refusals) }
}

/// Whether this person may approve this plan now: never one's own request.
pub fn may_approve(plan: &Plan, approver: &str, now: Timestamp) -> Result<(), GateRefusal> {
    if is_same_person(&plan.requested_by, approver) {
        let text = Text::of("gate-own-request", [("person", approver.to_owned())]);
        return Err(GateRefusal::new("gate.own_request", &["CE5"], text));
    }
    expired(plan, now).map_or(Ok(()), Err)
}

/// The act that undoes a step which was done; `before` is what was there
/// before it. Refused where nothing can bring that back.
pub fn may_undo(act: &Act, before: &Before) -> Result<Act, GateRefusal> {
    act.inverse(Some(before)).ok_or_else(|| {
        let note = act.undo_note().filter(|_| !act.is_already_so(before));
        let text = note.unwrap_or_else(|| Text::of("gate-nothing-to-undo", []));
        GateRefusal::new("gate.cannot_be_undone", &["CE4"], text)
    })
}

/// Whether a blocked user may be let in again (UA5): only when a sweep was
/// made and found nothing, and no token that the attacker knew still waits.
/// `leftovers` is what the last sweep found; `None` = never swept.
pub fn may_release(survey: &Survey, leftovers: Option<usize>) -> Result<(), Vec<GateRefusal>> {
    let mut refusals = Vec::new();
    match leftovers {
        None => {
            let text = Text::of("gate-sweep-missing", []);
            refusals.push(GateRefusal::new("gate.sweep_missing", &["UA5", "CE9"], text));
        }
        Some(0) => {}
        Some(count) => {
            let text = Text::of("gate-sweep-not-empty", [("count", count.to_string())]);
            refusals.push(GateRefusal::new("gate.sweep_not_empty", &["UA5", "CE9"], text));
        }
    }
    let live: Vec<&str> = survey
        .tokens
        .iter()
        .filter(|token| token.is_active)
        .map(|token| token.name.as_str())
        .collect();
    if !live.is_empty() {
        let text = Text::of("gate-live-credentials", [("names", live.join(", "))]);
        refusals.push(GateRefusal::new("gate.live_credentials", &["UA5"], text));
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

fn unattested(attestations: &Attestations) -> Vec<GateRefusal> {
    let mut refusals = Vec::new();
    if !attestations.impact_understood {
        let text = Text::of("gate-impact-not-attested", []);
        refusals.push(GateRefusal::new("gate.impact_not_attested", &["CE5"], text));
    }
    if attestations.guideline.as_deref().is_none_or(|name| name.trim().is_empty()) {
        let text = Text::of("gate-guideline-missing", []);
        refusals.push(GateRefusal::new("gate.guideline_missing", &["CE5", "P1"], text));
    }
    refusals
}

/// The requester's own approval and one person's second one do not count.
fn too_few_approvals(execution: &Execution<'_>, policy: &Policy) -> Option<GateRefusal> {
    let requester = &execution.plan.requested_by;
    let given: BTreeSet<String> = execution
        .approvers
        .iter()
        .filter(|approver| !is_same_person(requester, approver))
        .map(|approver| folded(approver))
        .collect();
    let needed = policy.approvals_needed.get();
    (given.len() < needed).then(|| {
        let args = [("given", given.len().to_string()), ("needed", needed.to_string())];
        let text = Text::of("gate-approval-missing", args);
        GateRefusal::new("gate.approval_missing", &["CE5"], text)
    })
}

fn expired(plan: &Plan, now: Timestamp) -> Option<GateRefusal> {
    (now > plan.expires_at).then(|| {
        let text = Text::of("gate-plan-expired", [("when", plan.expires_at.to_string())]);
        GateRefusal::new("gate.plan_expired", &["CE5"], text)
    })
}

fn is_same_person(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

/// A name as it is compared: capitals and surrounding blanks do not make another person.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
