//! What takes the place of acts that only an administrator can do (P2, P3): on
//! GitLab.com, and wherever our token is no administrator's.
//!
//! Source: GitLab docs, `api/user_moderation` (administrators, not GitLab.com),
//! `api/members`, `api/group_credentials` ("Ultimate, GitLab.com, owner").

use super::Text;
use crate::respond::act::{self, Home, Place, RevokeToken};
use crate::respond::{Act, Standing, Survey, Tier, TokenHandle, TokenScope, View};

/// The acts that our standing allows, and a note for each kind of change.
pub(super) fn fit(acts: Vec<Act>, survey: &Survey) -> (Vec<Act>, Vec<Text>) {
    let standing = &survey.standing;
    if standing.is_admin {
        return (acts, Vec::new());
    }
    let (mut fitted, mut left) = (Vec::new(), Vec::new());
    let (mut is_removed, mut is_token_left) = (false, false);
    for act in acts {
        match act {
            Act::BlockUser(block) if block.user == survey.user => {
                is_removed = true;
            }
            Act::RevokeToken(RevokeToken { token }) => match ours(token, survey) {
                Some(token) => fitted.push(Act::RevokeToken(RevokeToken { token })),
                None => {
                    is_token_left = true;
                    left.push(survey.token_name(token));
                }
            },
            Act::DeleteSshKey(delete) => match enterprise_key(&delete, standing) {
                Some(act) => fitted.push(act),
                None => left.push(delete.key.to_string()),
            },
            act if needs_administrator(&act) => {
                left.push(act.rules().target(View { survey: Some(survey), seen: None }));
            }
            act => fitted.push(act),
        }
    }
    let mut notes = Vec::new();
    // A token that we cannot end reaches nothing of ours once its user is out.
    if is_removed || is_token_left {
        let (places, note) = removals(survey, is_removed);
        fitted.splice(0..0, places);
        notes.push(note);
    }
    if !left.is_empty() {
        notes.push(Text::of("plan-not-ours", [("names", left.join(", "))]));
    }
    (fitted, notes)
}

/// The user leaves every group and project of ours that the survey found.
fn removals(survey: &Survey, is_account: bool) -> (Vec<Act>, Text) {
    let acts: Vec<Act> = survey
        .memberships
        .iter()
        .map(|member| {
            let place = if member.is_project() {
                Place::Project { project: event::ProjectId(member.id) }
            } else {
                Place::Group { group: event::GroupId(member.id) }
            };
            Act::RemoveMember(act::RemoveMember { place, user: survey.user })
        })
        .collect();
    let args = [("user", survey.username.clone()), ("count", acts.len().to_string())];
    let note = if is_account {
        Text::of("plan-instead-of-block", args)
    } else {
        Text::of("plan-instead-of-revoke", args)
    };
    (acts, note)
}

/// The handle by which we may end a token; `None` = we may not.
fn ours(token: TokenHandle, survey: &Survey) -> Option<TokenHandle> {
    match token.scope {
        TokenScope::Project { .. } | TokenScope::Group { .. } | TokenScope::Enterprise { .. } => {
            Some(token)
        }
        TokenScope::Personal | TokenScope::Impersonation { .. } => {
            let is_enterprise = |other: &TokenHandle| {
                other.id == token.id && matches!(other.scope, TokenScope::Enterprise { .. })
            };
            let by_group = survey.tokens.iter().map(|token| token.handle).find(is_enterprise);
            by_group.or_else(|| (survey.user == survey.standing.user).then_some(token))
        }
    }
}

fn enterprise_key(delete: &act::DeleteSshKey, standing: &Standing) -> Option<Act> {
    if delete.user == standing.user {
        return Some(Act::DeleteSshKey(delete.clone()));
    }
    let group = standing.owned_groups.first().filter(|_| standing.tier == Tier::Ultimate)?;
    let (group, key) = (*group, delete.key);
    Some(Act::DeleteEnterpriseKey(act::DeleteEnterpriseKey { group, key, name: None }))
}

fn needs_administrator(act: &Act) -> bool {
    match act {
        Act::BlockUser(_)
        | Act::UnblockUser(_)
        | Act::DeleteGpgKey(_)
        | Act::DeleteApplication(_) => true,
        Act::RemoveWebhook(act) => act.home == Home::Instance,
        _where_roles_suffice => false,
    }
}
