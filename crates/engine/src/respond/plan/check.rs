//! What is wrong with a plan: some of it forbids it, some of it must be known.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Plan, PlannedAct, Text, order};
use crate::respond::{Act, GateRefusal, Standing, Survey, Turn, act};

/// What a problem means for the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The plan may be carried out by who knows this.
    Warning,
    /// The plan must not be carried out.
    Refusal,
}

/// Something wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A stable name, `plan.empty`.
    pub rule: String,
    /// What it means for the plan.
    pub weight: Weight,
    /// Requirement ids behind it.
    pub requirements: Vec<String>,
    /// What is wrong, and what to do next.
    pub text: Text,
}

impl Problem {
    pub(super) fn refusal(rule: &str, requirements: &[&str], text: Text) -> Self {
        let requirements = requirements.iter().map(|&id| id.to_owned()).collect();
        Self { rule: rule.to_owned(), weight: Weight::Refusal, requirements, text }
    }

    pub(super) fn warning(rule: &str, requirements: &[&str], text: Text) -> Self {
        Self { weight: Weight::Warning, ..Self::refusal(rule, requirements, text) }
    }
}

impl From<Problem> for GateRefusal {
    fn from(problem: Problem) -> Self {
        Self { rule: problem.rule, requirements: problem.requirements, text: problem.text }
    }
}

/// Looks for what is wrong with a plan, given who we are and what is known of
/// its subject. The survey may be newer than the plan.
pub fn check(plan: &Plan, standing: &Standing, survey: Option<&Survey>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if plan.acts.is_empty() {
        problems.push(Problem::refusal("plan.empty", &["CE4"], Text::of("problem-empty", [])));
    }
    if survey.is_some_and(|survey| survey.taken_at > plan.expires_at) {
        let text = Text::of("problem-expired", [("when", plan.expires_at.to_string())]);
        problems.push(Problem::refusal("plan.expired", &["CE5"], text));
    }
    let mut earlier: Vec<&Act> = Vec::new();
    for (index, planned) in plan.acts.iter().enumerate() {
        let later: Vec<&Act> =
            plan.acts.iter().skip(index + 1).map(|planned| &planned.act).collect();
        problems.extend(of_act(planned, standing, survey));
        problems.extend(of_order(&planned.act, &planned.target, &earlier, &later));
        earlier.push(&planned.act);
    }
    let known = survey.map(|survey| survey.gaps.as_slice()).unwrap_or_default();
    let gaps: BTreeSet<&String> = plan.gaps.iter().chain(known).collect();
    if !gaps.is_empty() {
        let gaps = gaps.into_iter().cloned().collect::<Vec<_>>().join("; ");
        let text = Text::of("problem-survey-gaps", [("gaps", gaps)]);
        problems.push(Problem::warning("plan.survey_gaps", &["CE2", "P3"], text));
    }
    problems
}

/// What is wrong with an act in itself.
fn of_act(planned: &PlannedAct, standing: &Standing, survey: Option<&Survey>) -> Vec<Problem> {
    let obstacle = planned.seen.as_ref().and_then(|seen| planned.act.rules().obstacle(seen));
    let mut problems: Vec<Problem> = of_subject(planned, standing, survey).into_iter().collect();
    // It may be gone when the plan is carried out: the executor asks again.
    problems.extend(obstacle.map(|refusal| Problem {
        rule: refusal.rule,
        weight: Weight::Warning,
        requirements: refusal.requirements,
        text: refusal.text,
    }));
    if planned.act.rules().needs_admin() && !standing.is_admin {
        let args = [("target", planned.target.clone()), ("user", standing.username.clone())];
        let text = Text::of("problem-needs-admin", args);
        problems.push(Problem::refusal("plan.needs_admin", &["P2", "P3"], text));
    }
    problems
}

fn of_subject(
    planned: &PlannedAct,
    standing: &Standing,
    survey: Option<&Survey>,
) -> Option<Problem> {
    let target = || planned.target.clone();
    let rules = planned.act.rules();
    if rules.locks_out() == Some(standing.user) {
        let text = Text::of("problem-locks-out-responder", [("user", target())]);
        return Some(Problem::refusal("plan.locks_out_responder", &["UA1"], text));
    }
    let survey = survey?;
    if rules.locks_out() == Some(survey.user) && survey.is_admin {
        let text = Text::of("problem-blocks-admin", [("user", target())]);
        return Some(Problem::warning("plan.blocks_admin", &["UA1"], text));
    }
    let token = survey.token(rules.ends_token()?)?;
    let is_dead = token.is_revoked || !token.is_active;
    if matches!(planned.act, Act::RotateToken(_)) && is_dead {
        return Some(rotates_dead_token(target()));
    }
    (token.user == Some(standing.user)).then(|| {
        let text = Text::of("problem-may-lock-out-responder", [("token", target())]);
        Problem::warning("plan.may_lock_out_responder", &["CE4"], text)
    })
}

/// What is wrong with an act at its place among the others.
fn of_order(act: &Act, target: &str, earlier: &[&Act], later: &[&Act]) -> Vec<Problem> {
    let args = || [("target", target.to_owned())];
    let mut problems = Vec::new();
    if earlier.contains(&act) {
        let text = Text::of("problem-duplicate-act", args());
        problems.push(Problem::refusal("plan.duplicate_act", &["CE4"], text));
    }
    if later.iter().any(|later| makes_moot(later, act)) {
        let text = Text::of("problem-moot-act", args());
        problems.push(Problem::warning("plan.moot_act", &["CE4"], text));
    }
    if let Act::RotateToken(act::RotateToken { token }) = act
        && earlier.contains(&&Act::RevokeToken(act::RevokeToken { token: *token }))
    {
        problems.push(rotates_dead_token(target.to_owned()));
    }
    if is_ban(act) && earlier.iter().any(|earlier| shuts_out_before(earlier, act)) {
        let text = Text::of("problem-bans-blocked-user", args());
        problems.push(Problem::refusal("plan.bans_blocked_user", &["UA1"], text));
    }
    if act.rules().lets_in().is_some() && later.iter().any(|later| ends_credential(later)) {
        let text = Text::of("problem-unblock-too-early", args());
        problems.push(Problem::refusal("plan.unblock_too_early", &["UA5"], text));
    }
    problems
}

fn rotates_dead_token(token: String) -> Problem {
    let text = Text::of("problem-rotates-dead-token", [("token", token)]);
    Problem::refusal("plan.rotates_dead_token", &["CE4"], text)
}

/// Whether the later act leaves nothing of the earlier one.
fn makes_moot(later: &Act, earlier: &Act) -> bool {
    let is_undone = earlier.inverse(None).as_ref() == Some(later);
    let is_ended = matches!((earlier, later), (Act::RotateToken(_), Act::RevokeToken(_)))
        && earlier.rules().ends_token() == later.rules().ends_token();
    is_undone || is_ended || is_removed_later(earlier, later)
}

/// Whether what the earlier act changes is removed by the later one.
fn is_removed_later(earlier: &Act, later: &Act) -> bool {
    let is_removal =
        |act: &Act| ["delete_", "remove_"].iter().any(|verb| act.kind_str().starts_with(verb));
    is_removal(later) && !is_removal(earlier) && order::is_same_object(earlier, later)
}

/// Banning; told by its name, since the order matters to no other kind.
fn is_ban(act: &Act) -> bool {
    act.kind_str() == "ban_user"
}

/// GitLab bans only who is active (docs, `administration/moderate_users`): a
/// block or a deactivation before it makes it fail.
fn shuts_out_before(earlier: &Act, ban: &Act) -> bool {
    !is_ban(earlier)
        && earlier.rules().locks_out().is_some()
        && earlier.rules().locks_out() == ban.rules().locks_out()
}

fn ends_credential(act: &Act) -> bool {
    matches!(act.rules().turn(), Turn::EndCredential | Turn::RemoveDoor)
}
