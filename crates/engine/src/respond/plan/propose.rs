//! From a survey and a wish to a plan.
//!
//! The order is part of the plan: first what lets the attacker go on (the
//! account, then its tokens: a token can make keys and hooks), last what only
//! waits for him. Credentials end before anybody is let in again, since a
//! blocked user's tokens and keys work again after unblocking.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Plan, PlannedAct, Text, Weight, check};
use crate::respond::{Act, GateRefusal, OwnedToken, Reach, Subject, Survey};

/// How long a plan can be executed unless the policy says otherwise: long
/// enough to find an approver, short enough that the survey still holds.
pub const PLAN_VALID_FOR: SignedDuration = SignedDuration::from_hours(1);

/// What the responder wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Stop the attacker: a token is revoked, a user is blocked and all live
    /// tokens revoked; and what was made in the window of the attack is removed.
    Contain,
    /// As `Contain`, but the exposed token gets a successor, so that its owner
    /// can go on. For a user the same as `Contain`.
    Rotate,
    /// Let a blocked user in again.
    Release,
}

impl Wish {
    /// The word used in commands and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contain => "contain",
            Self::Rotate => "rotate",
            Self::Release => "release",
        }
    }
}

/// Makes a plan. `window_start` is when the attack may have begun: tokens,
/// keys and webhooks made since then count as the attacker's; `None` = not
/// known, then only the subject itself is acted upon (and, for a user, all its tokens).
///
/// A plan that must not be carried out is not made: the refusals say why.
pub fn propose(
    survey: &Survey,
    wish: Wish,
    window_start: Option<Timestamp>,
    requested_by: &str,
    now: Timestamp,
) -> Result<Plan, Vec<GateRefusal>> {
    let (acts, notes) = match wish {
        Wish::Contain | Wish::Rotate => {
            (contain(survey, wish, window_start), notes(survey, window_start))
        }
        Wish::Release => (release(survey), Vec::new()),
    };
    plan(survey, acts, notes, requested_by, now)
}

/// Makes a plan of what a sweep says would end the leftovers (CE9), in the
/// right order.
pub fn propose_remedies(
    survey: &Survey,
    remedies: &[Act],
    requested_by: &str,
    now: Timestamp,
) -> Result<Plan, Vec<GateRefusal>> {
    let mut acts: Vec<Act> = Vec::new();
    for remedy in remedies {
        if !acts.contains(remedy) {
            acts.push(remedy.clone());
        }
    }
    acts.sort_by_key(rank);
    plan(survey, acts, Vec::new(), requested_by, now)
}

/// When an act's turn is; acts of one rank keep their order.
fn rank(act: &Act) -> u8 {
    match act {
        Act::BlockUser { .. } => 0,
        Act::RevokeToken { .. } | Act::RotateToken { .. } => 1,
        Act::DeleteSshKey { .. } => 2,
        Act::RemoveWebhook { .. } => 3,
        Act::AddSshKey { .. } | Act::AddWebhook { .. } => 4,
        Act::UnblockUser { .. } => 5,
    }
}

fn plan(
    survey: &Survey,
    acts: Vec<Act>,
    notes: Vec<Text>,
    requested_by: &str,
    now: Timestamp,
) -> Result<Plan, Vec<GateRefusal>> {
    let plan = Plan {
        subject: survey.subject.clone(),
        acts: acts.into_iter().map(|act| planned(act, survey)).collect(),
        impact: notes,
        gaps: survey.gaps.clone(),
        requested_by: requested_by.to_owned(),
        made_at: now,
        expires_at: now,
    }
    .valid_for(PLAN_VALID_FOR);
    let problems = check(&plan, survey);
    let refusals: Vec<GateRefusal> = problems
        .into_iter()
        .filter(|problem| problem.weight == Weight::Refusal)
        .map(GateRefusal::from)
        .collect();
    if refusals.is_empty() { Ok(plan) } else { Err(refusals) }
}

fn planned(act: Act, survey: &Survey) -> PlannedAct {
    PlannedAct {
        target: act.target(survey),
        impact: act.impact(survey),
        inverse: act.inverse(survey.before(&act).as_ref()),
        undo_note: act.undo_note(),
        act,
    }
}

fn contain(survey: &Survey, wish: Wish, window_start: Option<Timestamp>) -> Vec<Act> {
    let in_window =
        |made: Option<Timestamp>| made.zip(window_start).is_some_and(|(made, start)| made >= start);
    let mut acts = match &survey.subject {
        Subject::User { user } => vec![Act::BlockUser { user: *user }],
        // Also when it works no longer: the check then refuses, and says why.
        Subject::Token { token } if wish == Wish::Rotate => {
            vec![Act::RotateToken { token: *token }]
        }
        Subject::Token { token } => vec![Act::RevokeToken { token: *token }],
    };
    let is_subject = |token: &OwnedToken| survey.subject == Subject::Token { token: token.handle };
    let goes = |token: &&OwnedToken| match survey.subject {
        Subject::User { .. } => token.is_active,
        Subject::Token { .. } => {
            token.is_active && !is_subject(token) && in_window(token.created_at)
        }
    };
    acts.extend(
        survey.tokens.iter().filter(goes).map(|token| Act::RevokeToken { token: token.handle }),
    );
    let keys = survey.keys.iter().filter(|key| in_window(key.created_at));
    acts.extend(keys.map(|key| Act::DeleteSshKey { user: survey.user, key: key.id }));
    let hooks = survey.webhooks.iter().filter(|hook| in_window(hook.created_at));
    acts.extend(hooks.map(|hook| Act::RemoveWebhook { project: hook.project, hook: hook.id }));
    acts.retain(|act| !is_done(act, survey));
    acts
}

/// Whether the survey shows that an act has nothing to do. A rotation is never
/// taken for done: somebody wants a successor.
fn is_done(act: &Act, survey: &Survey) -> bool {
    let is_rotation = matches!(act, Act::RotateToken { .. });
    !is_rotation && survey.before(act).is_some_and(|before| act.is_already_so(&before))
}

fn release(survey: &Survey) -> Vec<Act> {
    let act = Act::UnblockUser { user: survey.user };
    if is_done(&act, survey) { Vec::new() } else { vec![act] }
}

/// What the plan as a whole must tell: reach, what breaks, what was left out.
fn notes(survey: &Survey, window_start: Option<Timestamp>) -> Vec<Text> {
    let mut notes = Reach::of(survey).texts(survey);
    notes.extend(what_breaks(survey));
    if window_start.is_none() {
        notes.push(Text::of("plan-window-unknown", []));
        return notes;
    }
    let undated = undated(survey);
    if !undated.is_empty() {
        notes.push(Text::of("plan-undated-left", [("names", undated.join(", "))]));
    }
    notes
}

/// Pipelines that stop, and when the credential was last used.
fn what_breaks(survey: &Survey) -> Vec<Text> {
    let mut breaks: Vec<Text> = survey.pipelines_that_stop().collect();
    match survey.subject {
        Subject::Token { token } => breaks.extend(survey.last_use(token)),
        Subject::User { .. } if breaks.is_empty() => {
            breaks.push(Text::of("plan-breaks-nothing-known", []));
        }
        Subject::User { .. } => {}
    }
    breaks
}

/// Things of which GitLab does not tell when they were made, and which the
/// plan therefore leaves: the sweep asks again.
fn undated(survey: &Survey) -> Vec<String> {
    let keys =
        survey.keys.iter().filter(|key| key.created_at.is_none()).map(|key| key.title.clone());
    let hooks = survey
        .webhooks
        .iter()
        .filter(|hook| hook.created_at.is_none())
        .map(|hook| format!("{} ({})", hook.id, hook.project_path));
    keys.chain(hooks).collect()
}
