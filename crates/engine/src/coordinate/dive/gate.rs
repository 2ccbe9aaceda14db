//! What must be so before a request goes on (LD1, LD6, LD11, LD17, LD18, LD23, LD24).

use serde::{Deserialize, Serialize};

use super::{DiveState, Entry, Seen, handling};
use crate::assist::decision::Outcome;
use crate::assist::request::{Exception, Request};
use crate::coordinate::{Case, CaseKind, Phase, What};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Who looks into a request (LD5, LD6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Team {
    /// Support.
    Support,
    /// The security team.
    Sirt,
}

/// What a draft still lacks, everything at once, in the order of the form.
pub fn missing(state: &DiveState) -> Vec<&'static str> {
    let Some(request) = &state.request else { return vec!["request"] };
    let window = request.window;
    let lacks = [
        ("organisation", state.requester.organisation.trim().is_empty()),
        ("identities", state.requester.identities.is_empty()),
        ("deployment", request.deployment.is_none()),
        ("plan", request.plan.is_none()),
        ("paying", request.paying.is_none()),
        ("resources", request.resources.is_empty()),
        ("not_found", not_found(state).next().is_some()),
        ("ownership", request.resources.iter().any(|one| one.owned.is_none())),
        ("events", request.events.is_empty()),
        ("window", window.is_none_or(|one| one.start.is_none() || one.end.is_none())),
        ("gap", request.gap.as_ref().is_none_or(|text| text.trim().is_empty())),
    ];
    lacks.into_iter().filter(|(_, is_lacking)| *is_lacking).map(|(name, _)| name).collect()
}

/// Paths of resources that the connection does not know (LD23).
fn not_found(state: &DiveState) -> impl Iterator<Item = &str> {
    let resources = state.request.iter().flat_map(|request| &request.resources);
    resources
        .filter(|one| matches!(state.seen(one), Some(Seen::Missing)))
        .map(|one| one.path.as_str())
}

/// Whether it can be decided on: there is a request, its requester is known,
/// so that the boundary holds, and none of its resources is unknown to GitLab.
///
/// # Errors
/// Everything that is missing, at once.
pub fn may_decide(state: &DiveState) -> Result<&Request, Vec<GateRefusal>> {
    let Some(request) = &state.request else {
        return Err(vec![refusal("dive.not_filed", &["LD8"], [])]);
    };
    let mut refusals = Vec::new();
    if state.requester.identities.is_empty() {
        refusals.push(refusal("dive.requester_unknown", &["LD7"], []));
    }
    let paths: Vec<&str> = not_found(state).collect();
    if !paths.is_empty() {
        let args = [("count", paths.len().to_string()), ("paths", paths.join(", "))];
        refusals.push(refusal("dive.resource_not_found", &["LD23"], args));
    }
    if refusals.is_empty() { Ok(request) } else { Err(refusals) }
}

/// Whether an entry can still be said of a request: closing is the last gate
/// (LD17). What was under way ends, a link that lies ready is taken or ended,
/// and who turns up is written down.
///
/// # Errors
/// The request is closed.
pub fn may_say(case: &Case, what: &What) -> Result<(), GateRefusal> {
    let What::Dive(entry) = what else { return Ok(()) };
    let ends = match entry {
        Entry::Contacted { .. } | Entry::UpdateLate { .. } => true,
        Entry::Handling { entry } => match entry {
            handling::Entry::Cancelled { .. }
            | handling::Entry::Stuck { .. }
            | handling::Entry::Frozen { .. }
            | handling::Entry::Verified { .. }
            | handling::Entry::Received { .. }
            | handling::Entry::Recalled { .. } => true,
            handling::Entry::Begun { .. }
            | handling::Entry::Edited { .. }
            | handling::Entry::Redacted { .. }
            | handling::Entry::Released { .. } => false,
        },
        Entry::Filed { .. }
        | Entry::LookedUp { .. }
        | Entry::OwnershipVerified { .. }
        | Entry::Decided { .. }
        | Entry::SplitOff { .. }
        | Entry::Found { .. }
        | Entry::Updated { .. }
        | Entry::GapFiled { .. }
        | Entry::GapWaived { .. } => false,
    };
    if case.phase == Phase::Closed && !ends {
        return Err(refusal("dive.closed", &["LD17"], [("case", case.id.to_string())]));
    }
    Ok(())
}

/// Who looks into it now.
///
/// # Errors
/// It is not decided that somebody does.
pub fn team(state: &DiveState) -> Result<Team, GateRefusal> {
    let granted = state.granted().map(|decided| decided.decision.outcome);
    match granted {
        Some(Outcome::RouteSupport) => Ok(Team::Support),
        Some(_routed) => Ok(Team::Sirt),
        None => Err(refusal("dive.not_granted", &["LD12"], [])),
    }
}

/// What Legal agrees to: the hash of the request for which an exception was
/// asked; `None` = none was asked for, and so there is no task for Legal (LD11).
pub fn exception_hash(state: &DiveState) -> Option<String> {
    let request = state.request.as_ref()?;
    let wanted = Request { exception: Exception::Requested, ..request.clone() };
    (request.exception == Exception::Requested).then(|| wanted.sha256())
}

/// Whether the case can be closed: what was looked into has led to a gap issue,
/// or somebody said why not (LD17), and nothing lies open for the requester (LD16).
///
/// # Errors
/// What is missing.
pub fn may_close(case: &Case) -> Result<(), GateRefusal> {
    let state = &case.concerns.dive;
    let was_granted = state.decisions.iter().any(super::Decided::is_routed);
    if case.kind != CaseKind::AssistanceRequest || !was_granted || state.gap.is_some() {
        return Ok(());
    }
    Err(refusal("dive.gap_issue_missing", &["LD17"], []))
}

/// A refusal whose words stand under `refusal-<rule>` with dashes.
pub fn refusal<const N: usize>(
    rule: &str,
    requirements: &[&str],
    args: [(&str, String); N],
) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    GateRefusal::new(rule, requirements, Text::of(&key, args))
}
