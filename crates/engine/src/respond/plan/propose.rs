//! From a survey and a wish to a plan.
//!
//! The order is part of the plan: first what lets the attacker go on (the
//! account, then its tokens: a token can make keys and hooks), last what only
//! waits for him. Credentials end before anybody is let in again, since a
//! blocked user's tokens and keys work again after unblocking.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Draft, DraftAct, Plan, Text, draft, instead};
use crate::investigate::sweep::{Because, Known, leftovers};
use crate::respond::{Act, GateRefusal, Reach, Subject, Survey, act};

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
            let (acts, instead) = contain(survey, wish, window_start);
            let mut notes = notes(survey, window_start);
            notes.extend(instead);
            (acts, notes)
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
    let (acts, notes) = instead::fit(remedies.to_vec(), survey);
    plan(survey, acts, notes, requested_by, now)
}

fn plan(
    survey: &Survey,
    acts: Vec<Act>,
    notes: Vec<Text>,
    requested_by: &str,
    now: Timestamp,
) -> Result<Plan, Vec<GateRefusal>> {
    let from_survey = Draft {
        subject: survey.subject.clone(),
        acts: acts.into_iter().map(|act| DraftAct { act, seen: None }).collect(),
        survey: Some(survey),
        standing: &survey.standing,
        notes,
        gaps: survey.gaps.clone(),
    };
    draft(from_survey, requested_by, now)
}

/// What contains the subject, and what was made by it since (CE9), in the acts
/// that our standing allows.
fn contain(survey: &Survey, wish: Wish, window_start: Option<Timestamp>) -> (Vec<Act>, Vec<Text>) {
    let mut acts = match &survey.subject {
        Subject::User { user } => vec![Act::BlockUser(act::BlockUser { user: *user })],
        // Also when it works no longer: the check then refuses, and says why.
        Subject::Token { token } if wish == Wish::Rotate => {
            vec![Act::RotateToken(act::RotateToken { token: *token })]
        }
        Subject::Token { token } => vec![Act::RevokeToken(act::RevokeToken { token: *token })],
        Subject::Job { .. }
        | Subject::Project { .. }
        | Subject::Group { .. }
        | Subject::Instance => Vec::new(),
    };
    let known = Known { since: window_start, ..Known::default() };
    for item in leftovers(survey, &known) {
        let is_subject = matches!(
            (&item.remedy, &survey.subject),
            (Act::RevokeToken(revoke), Subject::Token { token }) if revoke.token.id == token.id
        );
        let is_sure = match item.because {
            Because::Subject | Because::Record => true,
            // What has no date is left for the sweep and for a person.
            Because::Window => window_start.is_some() && item.created_at.is_some(),
        };
        if is_sure && !is_subject && !acts.contains(&item.remedy) {
            acts.push(item.remedy);
        }
    }
    let (mut acts, notes) = instead::fit(acts, survey);
    acts.retain(|act| !is_done(act, survey));
    (acts, notes)
}

/// Whether the survey shows that an act has nothing to do. A rotation is never
/// taken for done: somebody wants a successor.
fn is_done(act: &Act, survey: &Survey) -> bool {
    let is_rotation = matches!(act, Act::RotateToken(_));
    !is_rotation && survey.seen(act).is_some_and(|seen| act.is_already_so(&seen))
}

/// Only a user, or the one behind a token, can be let in again.
fn release(survey: &Survey) -> Vec<Act> {
    if !matches!(survey.subject, Subject::User { .. } | Subject::Token { .. }) {
        return Vec::new();
    }
    let act = Act::UnblockUser(act::UnblockUser { user: survey.user });
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
    breaks.extend(survey.starters_that_stop());
    match survey.subject {
        Subject::Token { token } => breaks.extend(survey.last_use(token)),
        Subject::User { .. } if breaks.is_empty() => {
            breaks.push(Text::of("plan-breaks-nothing-known", []));
        }
        Subject::User { .. }
        | Subject::Job { .. }
        | Subject::Project { .. }
        | Subject::Group { .. }
        | Subject::Instance => {}
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
