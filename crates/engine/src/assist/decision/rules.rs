//! The rules in the order in which they are asked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::split::{by_log, by_owner};
use super::{Answer, Outcome, Reason};
use crate::assist::policy::{Length, Policy};
use crate::assist::request::{Deployment, Exception, Plan, Request, Resource};
use crate::respond::plan::Text;

/// Paths that a sentence names at most.
const PATHS_SHOWN_MAX: usize = 20;

/// Seconds of a day, for the score of a request's scope.
const DAY_S: i64 = 24 * 60 * 60;

/// The request under a policy, and what the rule at hand has looked at.
pub(super) struct Asked<'a> {
    pub(super) request: &'a Request,
    pub(super) policy: &'a Policy,
    pub(super) inputs: BTreeMap<String, String>,
}

impl Asked<'_> {
    /// Remembers what a rule looks at.
    fn saw(&mut self, name: &str, value: impl std::fmt::Display) {
        self.inputs.insert(name.to_owned(), value.to_string());
    }

    fn saw_maybe(&mut self, name: &str, value: Option<impl std::fmt::Display>) {
        let value = value.map_or_else(|| "unknown".to_owned(), |value| value.to_string());
        self.inputs.insert(name.to_owned(), value);
    }
}

/// A rule of the desk.
pub(super) struct Rule {
    pub(super) name: &'static str,
    /// Its answer; none = the next rule is asked.
    pub(super) ask: fn(&mut Asked<'_>) -> Option<Answer>,
}

/// The rules in the order in which they are asked.
pub(super) const RULES: [Rule; 8] = [
    Rule { name: "deployment", ask: deployment },
    Rule { name: "logs", ask: logs },
    Rule { name: "plan", ask: plan },
    Rule { name: "complete", ask: complete },
    Rule { name: "ownership", ask: ownership },
    Rule { name: "window", ask: window },
    Rule { name: "scope", ask: scope },
    Rule { name: "route", ask: route },
];

fn because<const N: usize>(rule: &str, code: &str, args: [(&str, String); N]) -> Reason {
    let key = format!("assist-reason-{}", code.replace('_', "-"));
    Reason { rule: rule.to_owned(), code: code.to_owned(), text: Text::of(&key, args) }
}

fn answer(outcome: Outcome, reasons: Vec<Reason>) -> Answer {
    Answer { outcome, extended: false, reasons, missing: Vec::new(), part: None }
}

/// LD27: whoever runs GitLab has its logs.
fn deployment(asked: &mut Asked<'_>) -> Option<Answer> {
    let deployment = asked.request.deployment;
    let word = deployment.map(|one| if one == Deployment::Saas { "saas" } else { "self_managed" });
    asked.saw_maybe("deployment", word);
    (deployment == Some(Deployment::SelfManaged))
        .then(|| answer(Outcome::Reject, vec![because("LD27", "self_managed", [])]))
}

/// LD25: no access logs. A request that asks for others, too, can be split.
fn logs(asked: &mut Asked<'_>) -> Option<Answer> {
    let (request, policy) = (asked.request, asked.policy);
    asked.saw("log_kinds", words(request.log_kinds.iter().map(|kind| kind.as_str())));
    let is_refused = request.log_kinds.iter().any(|kind| policy.logs_refused.contains(kind));
    let mut answer = answer(Outcome::Reject, vec![because("LD25", "access_logs", [])]);
    answer.part = Some(by_log);
    is_refused.then_some(answer)
}

/// LD3, LD11: who pays for Premium or Ultimate; Legal may make an exception.
fn plan(asked: &mut Asked<'_>) -> Option<Answer> {
    let (request, policy) = (asked.request, asked.policy);
    asked.saw_maybe("plan", request.plan.map(Plan::as_str));
    asked.saw_maybe("paying", request.paying);
    asked.saw("exception", format!("{:?}", request.exception).to_lowercase());
    let is_unpaid = policy.paying_only && request.paying == Some(false);
    let plan = request.plan.filter(|plan| is_unpaid || !policy.plans.contains(plan));
    let code = match plan {
        Some(plan) if policy.plans.contains(&plan) => "unpaid",
        Some(_) => "plan",
        None if is_unpaid => "unpaid",
        None => return None,
    };
    let name = request.plan.map_or("?", Plan::as_str);
    let why = because("LD3", code, [("plan", name.to_owned())]);
    Some(match request.exception {
        Exception::None => answer(Outcome::Reject, vec![why]),
        Exception::Requested => {
            answer(Outcome::NeedsLegal, vec![why, because("LD11", "exception_requested", [])])
        }
        Exception::Approved => return None,
        Exception::Denied => {
            answer(Outcome::Reject, vec![because("LD11", "exception_denied", []), why])
        }
    })
}

/// LD1, LD18, LD20, LD23, LD24: what must be known.
fn complete(asked: &mut Asked<'_>) -> Option<Answer> {
    let request = asked.request;
    let mut gaps: Vec<(&'static str, Reason)> = Vec::new();
    let mut missing = |name, rule| {
        gaps.push((name, because(rule, &format!("missing_{name}"), [])));
    };
    if request.requested_at.is_none() {
        missing("requested_at", "LD20");
    }
    if request.deployment.is_none() {
        missing("deployment", "LD27");
    }
    if request.plan.is_none() {
        missing("plan", "LD3");
    }
    if request.paying.is_none() {
        missing("paying", "LD3");
    }
    if !request.resources.iter().any(is_named) {
        missing("resources", "LD23");
    }
    if !request.events.iter().any(|event| !event.trim().is_empty()) {
        missing("events", "LD24");
    }
    let unknown = request.resources.iter().filter(|one| is_named(one) && one.owned.is_none());
    let unknown = unknown.count();
    let window = bounds(request).err();
    let is_gap_told = request.gap.as_deref().is_some_and(|gap| !gap.trim().is_empty());
    if let Some(reason) = window {
        gaps.push(("window", reason));
    }
    if !is_gap_told {
        gaps.push(("gap", because("LD1", "missing_gap", [])));
    }
    if unknown > 0 {
        let count = [("count", unknown.to_string())];
        gaps.push(("ownership", because("LD18", "missing_ownership", count)));
    }
    asked.saw("resources", request.resources.iter().filter(|one| is_named(one)).count());
    asked.saw("events", request.events.len());
    asked.saw_maybe("requested_at", request.requested_at);
    asked.saw_maybe("start", request.window.and_then(|window| window.start));
    asked.saw_maybe("end", request.window.and_then(|window| window.end));
    asked.saw("gap_told", is_gap_told);
    if gaps.is_empty() {
        return None;
    }
    let (missing, reasons) = gaps.into_iter().unzip();
    Some(Answer { outcome: Outcome::NeedsInfo, extended: false, reasons, missing, part: None })
}

/// LD18, LD19: only what the requester owns; for the rest there are courts.
fn ownership(asked: &mut Asked<'_>) -> Option<Answer> {
    let all = asked.request.resources.iter().filter(|one| is_named(one));
    let others: Vec<&Resource> = all.clone().filter(|one| one.owned != Some(true)).collect();
    asked.saw("resources", all.clone().count());
    asked.saw("not_owned", others.len());
    if others.is_empty() {
        return None;
    }
    let paths = words(others.iter().take(PATHS_SHOWN_MAX).map(|one| one.path.as_str()));
    let cut = if others.len() > PATHS_SHOWN_MAX { " …" } else { "" };
    let args = [
        ("count", others.len().to_string()),
        ("all", all.count().to_string()),
        ("paths", format!("{paths}{cut}")),
    ];
    let mut answer = answer(Outcome::NeedsSubpoena, vec![because("LD19", "not_owned", args)]);
    answer.part = Some(by_owner);
    Some(answer)
}

/// LD20: what is older than that is not there any more.
fn window(asked: &mut Asked<'_>) -> Option<Answer> {
    let length = asked.policy.window_max;
    let (start, _) = bounds(asked.request).ok()?;
    let too_early = earlier(asked, start, length)?;
    Some(answer(Outcome::Reject, vec![because("LD20", "window_too_long", too_early)]))
}

/// LD21: specific, and as narrow as can be.
fn scope(asked: &mut Asked<'_>) -> Option<Answer> {
    let request = asked.request;
    let most = asked.policy.scope;
    let (start, end) = bounds(request).ok()?;
    let resources: BTreeSet<_> = request
        .resources
        .iter()
        .filter(|one| is_named(one))
        .map(|one| (one.kind, one.path.trim()))
        .collect();
    let events: BTreeSet<&str> =
        request.events.iter().map(|event| event.trim()).filter(|event| !event.is_empty()).collect();
    let seconds = end.duration_since(start).as_secs();
    let days = u64::try_from(seconds.saturating_add(DAY_S - 1) / DAY_S).unwrap_or(0).max(1);
    let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let (resources, events) = (count(resources.len()), count(events.len()));
    let score = resources.saturating_mul(events).saturating_mul(days);
    for (name, value) in
        [("resources", resources), ("events", events), ("days", days), ("score", score)]
    {
        asked.saw(name, value);
    }
    let mut reasons = Vec::new();
    if resources > most.resources_max {
        let args = [("count", resources.to_string()), ("most", most.resources_max.to_string())];
        reasons.push(because("LD21", "too_many_resources", args));
    }
    if events > most.events_max {
        let args = [("count", events.to_string()), ("most", most.events_max.to_string())];
        reasons.push(because("LD21", "too_many_events", args));
    }
    if score > most.score_max {
        let args = [
            ("score", score.to_string()),
            ("most", most.score_max.to_string()),
            ("resources", resources.to_string()),
            ("events", events.to_string()),
            ("days", days.to_string()),
        ];
        reasons.push(because("LD21", "scope_too_broad", args));
    }
    asked.saw("insisted", request.insisted);
    asked.saw("cost_accepted", request.cost_accepted);
    if reasons.is_empty() || request.cost_accepted {
        return None;
    }
    if request.insisted {
        reasons.push(because("LD21", "insisted", []));
        return Some(answer(Outcome::CostNotice, reasons));
    }
    Some(answer(Outcome::NeedsRescope, reasons))
}

/// LD5, LD6, LD22: who looks into it. Always has an answer.
fn route(asked: &mut Asked<'_>) -> Option<Answer> {
    let (request, policy) = (asked.request, asked.policy);
    let (start, _) = bounds(request).ok()?;
    asked.saw("complex", request.complex);
    asked.saw("personal_data", request.personal_data);
    let mut reasons = Vec::new();
    if request.complex {
        reasons.push(because("LD6", "complex", []));
    }
    if request.personal_data {
        reasons.push(because("LD5", "personal_data", []));
    }
    let other = request.log_kinds.iter().filter(|kind| !policy.logs_of_support.contains(kind));
    let other = words(other.map(|kind| kind.as_str()));
    if !other.is_empty() {
        reasons.push(because("LD5", "other_logs", [("logs", other)]));
    }
    if let Some(args) = earlier(asked, start, policy.support_window) {
        reasons.push(because("LD5", "beyond_support_window", args));
    }
    let outcome = if reasons.is_empty() { Outcome::RouteSupport } else { Outcome::RouteSirt };
    if reasons.is_empty() {
        let args = [("length", policy.support_window.to_string())];
        reasons.push(because("LD5", "within_support", args));
    }
    let late = earlier(asked, start, policy.extended_after);
    let extended = late.is_some();
    reasons.extend(late.map(|args| because("LD22", "extended", args)));
    Some(Answer { outcome, extended, reasons, missing: Vec::new(), part: None })
}

/// Whether the start is more than so long before the request, for a sentence.
fn earlier(
    asked: &mut Asked<'_>,
    start: Timestamp,
    length: Length,
) -> Option<[(&'static str, String); 3]> {
    let earliest = asked.policy.before(length, asked.request.requested_at?);
    asked.saw("start", start);
    asked.saw(&format!("earliest_{length}"), earliest);
    let args = [
        ("start", start.to_string()),
        ("earliest", earliest.to_string()),
        ("length", length.to_string()),
    ];
    (start < earliest).then_some(args)
}

/// The window's bounds, or what is wrong with it (V14).
fn bounds(request: &Request) -> Result<(Timestamp, Timestamp), Reason> {
    let told = request.window.and_then(|window| Some((window.start?, window.end?)));
    let (start, end) = told.ok_or_else(|| because("LD20", "missing_window", []))?;
    if start > end {
        let args = [("start", start.to_string()), ("end", end.to_string())];
        return Err(because("LD20", "window_reversed", args));
    }
    if let Some(requested) = request.requested_at
        && end > requested
    {
        let args = [("end", end.to_string()), ("requested", requested.to_string())];
        return Err(because("LD20", "window_in_future", args));
    }
    Ok((start, end))
}

fn is_named(resource: &Resource) -> bool {
    !resource.path.trim().is_empty()
}

fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
