//! What a plan must not break around its subject: ourselves, the last who could
//! let anybody in again, and accounts that the organisation protects.

use std::collections::BTreeSet;

use event::{TokenId, UserId};
use serde_json::Value;

use super::{Plan, PlannedAct, Problem, Text};
use crate::respond::{Act, Standing};

/// What was read besides the subject; the shell reads it for each plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The token with which we ask.
    pub own_token: Option<TokenId>,
    /// Active administrators; empty = not known.
    pub admins: BTreeSet<UserId>,
    /// For each place that loses an owner in this plan: all its owners.
    pub owners: Vec<Owners>,
    /// Accounts that the policy protects, with their names.
    pub protected: Vec<(UserId, String)>,
}

/// The owners of one group or project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owners {
    /// The place.
    pub place: Place,
    /// Its direct owners.
    pub users: BTreeSet<UserId>,
}

/// A group or a project by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A group.
    Group(i64),
    /// A project.
    Project(i64),
}

/// Settings that can shut out whoever holds our token, by GitLab's names.
const SHUTTING_SETTINGS: &[&str] = &[
    "ip_restriction_ranges",
    "globally_allowed_ips",
    "require_two_factor_authentication",
    "require_admin_two_factor_authentication",
    "require_personal_access_token_expiry",
    "max_personal_access_token_lifetime",
    "disable_personal_access_tokens",
    "admin_mode",
    "require_dpop_for_manage_api_endpoints",
];

/// Acts, besides those that lock out, that take power from the user they name.
const WEAKENING: &[&str] = &[
    "change_member_role",
    "change_user",
    "delete_identity",
    "delete_user_email",
    "remove_member",
    "reset_password",
];

/// What the plan would break around its subject.
pub fn check_surroundings(plan: &Plan, standing: &Standing, around: &Surroundings) -> Vec<Problem> {
    let mut problems = Vec::new();
    for planned in &plan.acts {
        problems.extend(own_account(planned, standing));
        problems.extend(own_token(planned, around));
        problems.extend(shutting_setting(planned));
        problems.extend(protected(planned, around));
    }
    problems.extend(last_admin(plan, standing, around));
    problems.extend(around.owners.iter().filter_map(|owners| last_owner(plan, owners)));
    problems
}

/// Whom we must know more of before the plan is checked: places that lose an
/// owner or a maintainer, and whether an account is shut out at all.
pub fn questions(plan: &Plan) -> (Vec<Place>, bool) {
    let places: BTreeSet<Place> = plan
        .acts
        .iter()
        .filter_map(|planned| leaves(&planned.act))
        .map(|(place, _)| place)
        .collect();
    let is_admin_asked = plan.acts.iter().any(|planned| loses_power(&planned.act).is_some());
    (places.into_iter().collect(), is_admin_asked)
}

/// The user whom an act names, where it is about one.
pub fn user_of(act: &Act) -> Option<UserId> {
    serde_json::to_value(act).ok()?.get("user")?.as_i64().map(UserId)
}

/// The user who can do less afterwards.
fn loses_power(act: &Act) -> Option<UserId> {
    act.rules().locks_out().or_else(|| user_of(act).filter(|_| WEAKENING.contains(&act.kind_str())))
}

/// Who leaves which place, or gets another role there.
fn leaves(act: &Act) -> Option<(Place, UserId)> {
    if !matches!(act.kind_str(), "remove_member" | "change_member_role") {
        return None;
    }
    let value = serde_json::to_value(act).ok()?;
    let user = UserId(value.get("user")?.as_i64()?);
    let id = |name: &str| number(&value, name);
    id("group").map(Place::Group).or_else(|| id("project").map(Place::Project)).map(|at| (at, user))
}

/// A number at that name, at whatever depth.
fn number(value: &Value, name: &str) -> Option<i64> {
    let members = value.as_object()?;
    members
        .get(name)
        .and_then(Value::as_i64)
        .or_else(|| members.values().find_map(|inner| number(inner, name)))
}

fn own_account(planned: &PlannedAct, standing: &Standing) -> Option<Problem> {
    let is_ours = user_of(&planned.act) == Some(standing.user);
    // Locking it out is refused by `plan.locks_out_responder`.
    if !is_ours
        || planned.act.rules().locks_out().is_some()
        || planned.act.rules().lets_in().is_some()
    {
        return None;
    }
    let args = [("target", planned.target.clone())];
    if WEAKENING.contains(&planned.act.kind_str()) {
        let text = Text::of("problem-weakens-responder", args);
        return Some(Problem::refusal("plan.weakens_responder", &["UA1"], text));
    }
    let text = Text::of("problem-touches-responder", args);
    Some(Problem::warning("plan.touches_responder", &["UA1"], text))
}

fn own_token(planned: &PlannedAct, around: &Surroundings) -> Option<Problem> {
    let ended = planned.act.rules().ends_token()?;
    (Some(ended.id) == around.own_token).then(|| {
        let text = Text::of("problem-ends-own-token", [("token", planned.target.clone())]);
        Problem::refusal("plan.ends_own_token", &["CE4"], text)
    })
}

fn shutting_setting(planned: &PlannedAct) -> Option<Problem> {
    let value = serde_json::to_value(&planned.act).ok()?;
    let set = value.get("set")?.as_object()?;
    let found: Vec<&str> =
        SHUTTING_SETTINGS.iter().copied().filter(|name| set.contains_key(*name)).collect();
    (!found.is_empty()).then(|| {
        let args = [("target", planned.target.clone()), ("settings", found.join(", "))];
        let text = Text::of("problem-setting-may-shut-out", args);
        Problem::warning("plan.setting_may_shut_out_responder", &["UA1"], text)
    })
}

fn protected(planned: &PlannedAct, around: &Surroundings) -> Option<Problem> {
    let user = user_of(&planned.act)?;
    let (_, name) = around.protected.iter().find(|(protected, _)| *protected == user)?;
    if planned.act.rules().lets_in().is_some() {
        return None;
    }
    let args = [("user", name.clone())];
    if loses_power(&planned.act).is_some() {
        let text = Text::of("problem-protected-account", args);
        return Some(Problem::refusal("plan.protected_account", &["CE5"], text));
    }
    let text = Text::of("problem-protected-account-touched", args);
    Some(Problem::warning("plan.protected_account_touched", &["CE5"], text))
}

/// Whether an administrator would be left, and one besides ourselves.
fn last_admin(plan: &Plan, standing: &Standing, around: &Surroundings) -> Option<Problem> {
    let lost: BTreeSet<UserId> =
        plan.acts.iter().filter_map(|planned| stops_administering(&planned.act)).collect();
    if around.admins.is_empty() || around.admins.is_disjoint(&lost) {
        return None;
    }
    let left: BTreeSet<UserId> = around.admins.difference(&lost).copied().collect();
    if left.is_empty() {
        let text = Text::of("problem-last-administrator", []);
        return Some(Problem::refusal("plan.last_administrator", &["UA1"], text));
    }
    (left == BTreeSet::from([standing.user])).then(|| {
        let text = Text::of("problem-only-responder-administers", []);
        Problem::warning("plan.only_responder_administers", &["UA1"], text)
    })
}

fn stops_administering(act: &Act) -> Option<UserId> {
    let demoted = || {
        let value = serde_json::to_value(act).ok()?;
        (value.get("set")?.get("admin")? == &Value::Bool(false)).then(|| user_of(act)).flatten()
    };
    act.rules().locks_out().or_else(demoted)
}

fn last_owner(plan: &Plan, owners: &Owners) -> Option<Problem> {
    let lost: BTreeSet<UserId> = plan
        .acts
        .iter()
        .filter_map(|planned| leaves(&planned.act))
        .filter(|(place, _)| *place == owners.place)
        .map(|(_, user)| user)
        .collect();
    let is_last = !owners.users.is_empty() && owners.users.is_subset(&lost);
    is_last.then(|| {
        let place = match owners.place {
            Place::Group(id) => format!("group {id}"),
            Place::Project(id) => format!("project {id}"),
        };
        let text = Text::of("problem-last-owner", [("place", place)]);
        Problem::refusal("plan.last_owner", &["UA1"], text)
    })
}
