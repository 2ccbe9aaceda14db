//! What becomes of a request, and why (LD3–LD6, LD11, LD12, LD18–LD27).
//!
//! [`RULES`] are asked in their order; the first that has an answer gives it,
//! and the last one always has. Each rule's name and what it looked at are kept
//! with the answer, so that anybody can ask again: [`decide`] of the same
//! request under the same policy says the same.

mod rules;
mod split;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::policy::Policy;
use super::request::Request;
use crate::respond::plan::Text;
use rules::{Asked, RULES};

pub use split::{Part, Split};

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Support looks into it (LD5).
    RouteSupport,
    /// The security team does (LD6).
    RouteSirt,
    /// Nobody does.
    Reject,
    /// Something is not known yet.
    NeedsInfo,
    /// It is too broad (LD21).
    NeedsRescope,
    /// It stays too broad and costs (LD21).
    CostNotice,
    /// It is about somebody else's (LD19).
    NeedsSubpoena,
    /// Legal must say whether there is an exception (LD11).
    NeedsLegal,
}

impl Outcome {
    /// All, in the order of the document.
    pub const ALL: [Self; 8] = [
        Self::RouteSupport,
        Self::RouteSirt,
        Self::Reject,
        Self::NeedsInfo,
        Self::NeedsRescope,
        Self::CostNotice,
        Self::NeedsSubpoena,
        Self::NeedsLegal,
    ];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RouteSupport => "route_support",
            Self::RouteSirt => "route_sirt",
            Self::Reject => "reject",
            Self::NeedsInfo => "needs_info",
            Self::NeedsRescope => "needs_rescope",
            Self::CostNotice => "cost_notice",
            Self::NeedsSubpoena => "needs_subpoena",
            Self::NeedsLegal => "needs_legal",
        }
    }

    /// The name for people.
    pub fn label(self) -> Text {
        Text::of(&format!("assist-outcome-{}", self.as_str().replace('_', "-")), [])
    }
}

/// Why, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The requirement that says so: `LD3`.
    pub rule: String,
    /// What it is, in a word that stays: `plan`, `window_too_long`.
    pub code: String,
    /// The sentence.
    pub text: Text,
}

/// A rule that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The rule's name.
    pub rule: String,
    /// Whether the request passed and the next rule was asked.
    pub passed: bool,
    /// What the rule looked at.
    pub inputs: BTreeMap<String, String>,
}

/// What becomes of a request, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What becomes of it.
    pub outcome: Outcome,
    /// It is looked into and takes longer (LD22).
    pub extended: bool,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What is not known yet: `resources`, `events`, `window`, `gap` …
    pub missing: Vec<String>,
    /// Parts of the request that could be asked for by themselves.
    pub splits: Vec<Split>,
    /// What the requester is told.
    pub reply: Text,
    /// The rules that were asked, in their order.
    pub checks: Vec<Check>,
}

/// What a rule has to say.
struct Answer {
    outcome: Outcome,
    extended: bool,
    reasons: Vec<Reason>,
    missing: Vec<&'static str>,
    part: Option<split::Parts>,
}

/// Decides. Asks no clock: all is measured from when it was requested.
pub fn decide(request: &Request, policy: &Policy) -> Decision {
    let mut asked = Asked { request, policy, inputs: BTreeMap::new() };
    let mut checks = Vec::new();
    for rule in RULES {
        let answer = (rule.ask)(&mut asked);
        checks.push(Check {
            rule: rule.name.to_owned(),
            passed: answer.is_none(),
            inputs: std::mem::take(&mut asked.inputs),
        });
        if let Some(answer) = answer {
            return finish(request, policy, answer, checks);
        }
    }
    // The last rule always answers; should that ever change, a person looks.
    let answer = Answer {
        outcome: Outcome::RouteSirt,
        extended: false,
        reasons: Vec::new(),
        missing: Vec::new(),
        part: None,
    };
    finish(request, policy, answer, checks)
}

fn finish(request: &Request, policy: &Policy, answer: Answer, checks: Vec<Check>) -> Decision {
    let parts = answer.part.map(|part| part(request, policy)).unwrap_or_default();
    let splits = parts.into_iter().map(|(part, request)| {
        let decision = decide(&request, policy);
        Split { part, request, decision }
    });
    let splits: Vec<Split> = splits.collect();
    Decision {
        reply: reply(&answer, !splits.is_empty()),
        outcome: answer.outcome,
        extended: answer.extended,
        reasons: answer.reasons,
        missing: answer.missing.into_iter().map(str::to_owned).collect(),
        splits,
        checks,
    }
}

/// What the requester is told: a text for each outcome, and for each kind of refusal.
fn reply(answer: &Answer, is_split: bool) -> Text {
    let name = answer.outcome.as_str().replace('_', "-");
    if answer.outcome == Outcome::NeedsInfo {
        return asking(&answer.missing);
    }
    let first = answer.reasons.first();
    let key = match answer.outcome {
        Outcome::Reject => {
            let code = first.map(|reason| reason.code.replace('_', "-")).unwrap_or_default();
            format!("assist-reply-reject-{code}")
        }
        Outcome::RouteSirt if answer.extended => "assist-reply-route-sirt-extended".to_owned(),
        Outcome::RouteSupport if answer.extended => {
            "assist-reply-route-support-extended".to_owned()
        }
        Outcome::NeedsSubpoena if is_split => "assist-reply-needs-subpoena-split".to_owned(),
        Outcome::RouteSirt
        | Outcome::RouteSupport
        | Outcome::NeedsSubpoena
        | Outcome::NeedsInfo
        | Outcome::NeedsRescope
        | Outcome::CostNotice
        | Outcome::NeedsLegal => format!("assist-reply-{name}"),
    };
    let key = if is_split && key == "assist-reply-reject-access-logs" {
        "assist-reply-reject-access-logs-split".to_owned()
    } else {
        key
    };
    Text { key, args: BTreeMap::new() }
}

/// What only we can find out: nobody else is asked for it.
const OURS: [&str; 2] = ["requested_at", "ownership"];

/// Asks the requester for what is missing, but for what is our own work.
fn asking(missing: &[&str]) -> Text {
    let theirs = missing.iter().filter(|name| !OURS.contains(name));
    let theirs: Vec<&str> = theirs.copied().collect();
    if theirs.is_empty() {
        return Text::of("assist-reply-needs-info-ours", []);
    }
    Text::of("assist-reply-needs-info", [("asked", theirs.join(", "))])
}

/// Every key of `locales/` that a decision can name, with its arguments.
pub const MESSAGES: &[(&str, &[&str])] = &[
    ("assist-outcome-route-support", &[]),
    ("assist-outcome-route-sirt", &[]),
    ("assist-outcome-reject", &[]),
    ("assist-outcome-needs-info", &[]),
    ("assist-outcome-needs-rescope", &[]),
    ("assist-outcome-cost-notice", &[]),
    ("assist-outcome-needs-subpoena", &[]),
    ("assist-outcome-needs-legal", &[]),
    ("assist-reason-self-managed", &[]),
    ("assist-reason-access-logs", &[]),
    ("assist-reason-plan", &["plan"]),
    ("assist-reason-unpaid", &["plan"]),
    ("assist-reason-exception-requested", &[]),
    ("assist-reason-exception-denied", &[]),
    ("assist-reason-missing-requested-at", &[]),
    ("assist-reason-missing-deployment", &[]),
    ("assist-reason-missing-plan", &[]),
    ("assist-reason-missing-paying", &[]),
    ("assist-reason-missing-resources", &[]),
    ("assist-reason-missing-ownership", &["count"]),
    ("assist-reason-missing-events", &[]),
    ("assist-reason-missing-window", &[]),
    ("assist-reason-window-reversed", &["start", "end"]),
    ("assist-reason-window-in-future", &["end", "requested"]),
    ("assist-reason-missing-gap", &[]),
    ("assist-reason-not-owned", &["count", "all", "paths"]),
    ("assist-reason-window-too-long", &["start", "earliest", "length"]),
    ("assist-reason-too-many-resources", &["count", "most"]),
    ("assist-reason-too-many-events", &["count", "most"]),
    ("assist-reason-scope-too-broad", &["score", "most", "resources", "events", "days"]),
    ("assist-reason-insisted", &[]),
    ("assist-reason-complex", &[]),
    ("assist-reason-personal-data", &[]),
    ("assist-reason-other-logs", &["logs"]),
    ("assist-reason-beyond-support-window", &["start", "earliest", "length"]),
    ("assist-reason-extended", &["start", "earliest", "length"]),
    ("assist-reason-within-support", &["length"]),
    ("assist-reply-route-support", &[]),
    ("assist-reply-route-support-extended", &[]),
    ("assist-reply-route-sirt", &[]),
    ("assist-reply-route-sirt-extended", &[]),
    ("assist-reply-reject-self-managed", &[]),
    ("assist-reply-reject-access-logs", &[]),
    ("assist-reply-reject-access-logs-split", &[]),
    ("assist-reply-reject-plan", &[]),
    ("assist-reply-reject-unpaid", &[]),
    ("assist-reply-reject-exception-denied", &[]),
    ("assist-reply-reject-window-too-long", &[]),
    ("assist-reply-needs-info", &["asked"]),
    ("assist-reply-needs-info-ours", &[]),
    ("assist-ask-deployment", &[]),
    ("assist-ask-plan", &[]),
    ("assist-ask-paying", &[]),
    ("assist-ask-resources", &[]),
    ("assist-ask-events", &[]),
    ("assist-ask-window", &[]),
    ("assist-ask-gap", &[]),
    ("assist-reply-needs-rescope", &[]),
    ("assist-reply-cost-notice", &[]),
    ("assist-reply-needs-subpoena", &[]),
    ("assist-reply-needs-subpoena-split", &[]),
    ("assist-reply-needs-legal", &[]),
];
