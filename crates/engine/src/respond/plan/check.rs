//! What is wrong with a plan: some of it forbids it, some of it must be known.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Plan, Text};
use crate::respond::{Act, GateRefusal, Survey};

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
    fn refusal(rule: &str, requirements: &[&str], text: Text) -> Self {
        let requirements = requirements.iter().map(|&id| id.to_owned()).collect();
        Self { rule: rule.to_owned(), weight: Weight::Refusal, requirements, text }
    }

    fn warning(rule: &str, requirements: &[&str], text: Text) -> Self {
        Self { weight: Weight::Warning, ..Self::refusal(rule, requirements, text) }
    }
}

impl From<Problem> for GateRefusal {
    fn from(problem: Problem) -> Self {
        Self { rule: problem.rule, requirements: problem.requirements, text: problem.text }
    }
}

/// Looks for what is wrong with a plan, given what is known of its subject.
/// The survey may be newer than the plan.
pub fn check(plan: &Plan, survey: &Survey) -> Vec<Problem> {
    let mut problems = Vec::new();
    if plan.acts.is_empty() {
        problems.push(Problem::refusal("plan.empty", &["CE4"], Text::of("problem-empty", [])));
    }
    if survey.taken_at > plan.expires_at {
        let text = Text::of("problem-expired", [("when", plan.expires_at.to_string())]);
        problems.push(Problem::refusal("plan.expired", &["CE5"], text));
    }
    let mut earlier: Vec<&Act> = Vec::new();
    for (index, planned) in plan.acts.iter().enumerate() {
        let later: Vec<&Act> =
            plan.acts.iter().skip(index + 1).map(|planned| &planned.act).collect();
        problems.extend(of_act(&planned.act, survey));
        problems.extend(of_order(&planned.act, &planned.target, &earlier, &later));
        earlier.push(&planned.act);
    }
    let gaps: BTreeSet<&String> = plan.gaps.iter().chain(&survey.gaps).collect();
    if !gaps.is_empty() {
        let gaps = gaps.into_iter().cloned().collect::<Vec<_>>().join("; ");
        let text = Text::of("problem-survey-gaps", [("gaps", gaps)]);
        problems.push(Problem::warning("plan.survey_gaps", &["CE2", "P3"], text));
    }
    problems
}

/// What is wrong with an act in itself.
fn of_act(act: &Act, survey: &Survey) -> Option<Problem> {
    match act {
        Act::BlockUser { user } if *user == survey.responder => {
            let text = Text::of("problem-locks-out-responder", [("user", survey.name_of(*user))]);
            Some(Problem::refusal("plan.locks_out_responder", &["UA1"], text))
        }
        Act::BlockUser { user } if *user == survey.user && survey.is_admin => {
            let text = Text::of("problem-blocks-admin", [("user", survey.name_of(*user))]);
            Some(Problem::warning("plan.blocks_admin", &["UA1"], text))
        }
        Act::RotateToken { token }
            if survey.token(*token).is_some_and(|token| token.is_revoked || !token.is_active) =>
        {
            Some(rotates_dead_token(survey.token_name(*token)))
        }
        Act::RevokeToken { token } | Act::RotateToken { token }
            if survey.token(*token).and_then(|token| token.user) == Some(survey.responder) =>
        {
            let text =
                Text::of("problem-may-lock-out-responder", [("token", survey.token_name(*token))]);
            Some(Problem::warning("plan.may_lock_out_responder", &["CE4"], text))
        }
        Act::BlockUser { .. }
        | Act::UnblockUser { .. }
        | Act::RevokeToken { .. }
        | Act::RotateToken { .. }
        | Act::DeleteSshKey { .. }
        | Act::AddSshKey { .. }
        | Act::RemoveWebhook { .. }
        | Act::AddWebhook { .. } => None,
    }
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
    if let Act::RotateToken { token } = act
        && earlier.contains(&&Act::RevokeToken { token: *token })
    {
        problems.push(rotates_dead_token(target.to_owned()));
    }
    if matches!(act, Act::UnblockUser { .. }) && later.iter().any(|later| ends_credential(later)) {
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
    match (earlier, later) {
        (Act::RotateToken { token: rotated }, Act::RevokeToken { token: revoked }) => {
            rotated == revoked
        }
        _other_pairs => is_undone,
    }
}

fn ends_credential(act: &Act) -> bool {
    matches!(act, Act::RevokeToken { .. } | Act::RotateToken { .. } | Act::DeleteSshKey { .. })
}
