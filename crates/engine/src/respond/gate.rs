//! The availability gate (CE5): no act before its impact is understood.
//!
//! A gate refuses with everything that is missing at once, each with its rule
//! and the next step, so that nobody has to find out one by one.

mod policy;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::plan::Text;
use super::{Act, Plan, PlanHash, Seen, Survey};

pub use policy::{
    Asked, ExposureReach, Group, Matter, Policy, PolicyRule, Quorum, Revocation, Terms, presets,
};

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

/// Whether a plan may be executed now (CE5), under the policy's own word. The
/// refusals are never empty.
pub fn may_execute(execution: &Execution<'_>, policy: &Policy) -> Result<Permit, Vec<GateRefusal>> {
    may_execute_in(execution, policy, &Matter::default())
}

/// The same for a known matter: the policy's rules decide who must agree and
/// what comes first (X1, X6).
pub fn may_execute_in(
    execution: &Execution<'_>,
    policy: &Policy,
    matter: &Matter,
) -> Result<Permit, Vec<GateRefusal>> {
    let terms = policy.terms(matter);
    let quorum = policy.quorum(execution.plan, execution.approvers, matter);
    let unattested = unattested(execution.attestations);
    let mut refusals = Vec::new();
    let mut permit = Permit::default();
    match terms.revocation {
        Revocation::AssessFirst => refusals.extend(unattested),
        Revocation::RevokeFirst if unattested.is_empty() => {}
        Revocation::RevokeFirst => permit.flags.push(Text::of("gate-flag-revoke-first", [])),
    }
    refusals.extend(too_few_approvals(&quorum, &terms));
    if let Some(by) = quorum.decide_by.filter(|_| quorum.is_overdue(execution.now)) {
        permit.flags.push(Text::of("gate-flag-overdue", [("when", by.to_string())]));
    }
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
        return Err(own_request(approver));
    }
    expired(plan, now).map_or(Ok(()), Err)
}

/// The same under a policy: where groups are named, only who speaks for one of
/// them may approve, and a back-up only after the time to respond (X6).
pub fn may_approve_in(
    plan: &Plan,
    approver: &str,
    now: Timestamp,
    policy: &Policy,
    matter: &Matter,
) -> Result<(), GateRefusal> {
    may_approve(plan, approver, now)?;
    let asked = Asked { by: &plan.requested_by, at: plan.made_at };
    may_answer(asked, approver, now, policy, &policy.terms(matter))
}

/// Whether this person may answer what was asked, a plan or anything else:
/// never one's own request; where groups are named, only who speaks for one of
/// them, and a back-up only after the time to respond (CE5, CM25, X6).
pub fn may_answer(
    asked: Asked<'_>,
    approver: &str,
    now: Timestamp,
    policy: &Policy,
    terms: &Terms,
) -> Result<(), GateRefusal> {
    if is_same_person(asked.by, approver) {
        return Err(own_request(approver));
    }
    if terms.groups.is_empty() {
        return Ok(());
    }
    let voices: Vec<policy::Voice> =
        terms.groups.iter().filter_map(|group| policy.speaks_for(approver, group)).collect();
    if voices.contains(&policy::Voice::Member) {
        return Ok(());
    }
    if voices.is_empty() {
        let args = [("person", approver.to_owned()), ("groups", terms.groups.join(", "))];
        let text = Text::of("gate-not-an-approver", args);
        return Err(GateRefusal::new("gate.not_an_approver", &["CE5"], text));
    }
    let from = terms.respond_within.and_then(|span| asked.at.checked_add(span).ok());
    match from.filter(|from| now < *from) {
        None => Ok(()),
        Some(from) => {
            let args = [("person", approver.to_owned()), ("when", from.to_string())];
            let text = Text::of("gate-backup-too-early", args);
            Err(GateRefusal::new("gate.backup_too_early", &["CE5"], text))
        }
    }
}

fn own_request(person: &str) -> GateRefusal {
    let text = Text::of("gate-own-request", [("person", person.to_owned())]);
    GateRefusal::new("gate.own_request", &["CE5"], text)
}

/// The act that undoes a step which was done; `before` is what was there
/// before it. Refused where nothing can bring that back.
pub fn may_undo(act: &Act, before: &Seen) -> Result<Act, GateRefusal> {
    act.inverse(Some(before)).ok_or_else(|| {
        let note = act.rules().undo_note().filter(|_| !act.is_already_so(before));
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

/// The requester's own approval and one person's second one do not count, and
/// nobody speaks for two groups.
pub fn too_few_approvals(quorum: &Quorum, terms: &Terms) -> Vec<GateRefusal> {
    let mut refusals = Vec::new();
    if quorum.people < quorum.people_needed {
        let args =
            [("given", quorum.people.to_string()), ("needed", quorum.people_needed.to_string())];
        let text = Text::of("gate-approval-missing", args);
        refusals.push(GateRefusal::new("gate.approval_missing", &["CE5"], text));
    }
    if quorum.groups < quorum.groups_needed {
        let args = [
            ("given", quorum.groups.to_string()),
            ("groups", terms.groups.join(", ")),
            ("needed", quorum.groups_needed.to_string()),
        ];
        let text = Text::of("gate-group-missing", args);
        refusals.push(GateRefusal::new("gate.group_missing", &["CE5"], text));
    }
    refusals
}

fn expired(plan: &Plan, now: Timestamp) -> Option<GateRefusal> {
    (now > plan.expires_at).then(|| {
        let text = Text::of("gate-plan-expired", [("when", plan.expires_at.to_string())]);
        GateRefusal::new("gate.plan_expired", &["CE5"], text)
    })
}

/// Whether two names are one person's: capitals and surrounding blanks make no other.
pub fn is_same_person(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

/// A name as it is compared: capitals and surrounding blanks do not make another person.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
