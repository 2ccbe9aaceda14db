//! What is known of the suspect, ready to be shown.

use engine::respond::{Membership, OwnedToken, Survey};
use jiff::Timestamp;

use crate::web::moment::Moment;
use crate::web::words::Words;

pub(super) struct SurveyView {
    pub(super) username: String,
    pub(super) state: String,
    pub(super) is_admin: bool,
    pub(super) is_bot: bool,
    pub(super) taken: Moment,
    pub(super) gaps: Vec<String>,
    pub(super) tokens: Vec<TokenView>,
    pub(super) keys: Vec<String>,
    pub(super) webhooks: Vec<String>,
    pub(super) memberships: Vec<MemberView>,
}

pub(super) struct TokenView {
    pub(super) name: String,
    pub(super) state: String,
    pub(super) scopes: String,
    pub(super) used: Option<String>,
}

pub(super) struct MemberView {
    pub(super) path: String,
    pub(super) access: String,
    pub(super) variables: Option<String>,
}

pub(super) fn view(words: &Words, survey: &Survey, now: Timestamp) -> SurveyView {
    SurveyView {
        username: survey.username.clone(),
        state: survey.state.clone(),
        is_admin: survey.is_admin,
        is_bot: survey.is_bot,
        taken: Moment::of(words, survey.taken_at, now),
        gaps: survey.gaps.iter().map(ToString::to_string).collect(),
        tokens: survey.tokens.iter().map(|token| token_view(words, token, now)).collect(),
        keys: survey.keys.iter().map(|key| key.title.clone()).collect(),
        webhooks: survey
            .webhooks
            .iter()
            .map(|hook| format!("{} → {}", hook.project_path, hook.url))
            .collect(),
        memberships: survey.memberships.iter().map(|member| member_view(words, member)).collect(),
    }
}

fn token_view(words: &Words, token: &OwnedToken, now: Timestamp) -> TokenView {
    let state = match (token.is_revoked, token.is_active) {
        (true, _) => "token-state-revoked",
        (false, true) => "token-state-active",
        (false, false) => "token-state-inactive",
    };
    let used = |at| words.t1("token-last-used", "when", Moment::of(words, at, now).relative);
    TokenView {
        name: token.name.clone(),
        state: words.t(state),
        scopes: token.scopes.join(", "),
        used: token.last_used_at.map(used),
    }
}

fn member_view(words: &Words, member: &Membership) -> MemberView {
    let access = match member.access_level {
        50.. => "access-owner",
        40..50 => "access-maintainer",
        30..40 => "access-developer",
        20..30 => "access-reporter",
        _ => "access-guest",
    };
    let names = &member.variables;
    MemberView {
        path: member.path.clone(),
        access: words.t(access),
        variables: (!names.is_empty())
            .then(|| words.t1("survey-variables", "names", names.join(", "))),
    }
}
