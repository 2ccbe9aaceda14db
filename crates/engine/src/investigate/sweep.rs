//! The persistence sweep (CE9): what did the suspect leave behind that still lives?
//!
//! It errs towards showing too much: what has no date counts as new, and a
//! person says what is legitimate. It is repeated until nothing is left.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::respond::{Act, OwnedToken, Subject, Survey, TokenHandle};

/// Something that still lives and may be the attacker's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leftover {
    /// What it is.
    pub kind: LeftoverKind,
    /// GitLab's id of it.
    pub id: i64,
    /// Name, title or URL.
    pub name: String,
    /// When it was made, if known.
    pub created_at: Option<Timestamp>,
    /// The act that would end it.
    pub remedy: Act,
}

/// Kinds of things that keep a door open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftoverKind {
    /// A personal, project or group access token.
    AccessToken,
    /// An SSH key of the user.
    SshKey,
    /// A project's webhook.
    Webhook,
    /// A user.
    User,
}

impl LeftoverKind {
    /// The word used in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::SshKey => "ssh_key",
            Self::Webhook => "webhook",
            Self::User => "user",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::AccessToken, Self::SshKey, Self::Webhook, Self::User]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// What is known before the sweep.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// From when on things may be the attacker's; `None` = always.
    pub since: Option<Timestamp>,
    /// What was looked at and is legitimate.
    pub legitimate: BTreeSet<(LeftoverKind, i64)>,
}

impl Known {
    /// The window when the exposure is only known to lie before `at`: the
    /// attacker may have worked for a while before we noticed.
    pub fn before(at: Timestamp) -> Self {
        let since = at.checked_sub(MARGIN).unwrap_or(Timestamp::MIN);
        Self { since: Some(since), legitimate: BTreeSet::new() }
    }
}

/// How long before the first sign we look when the beginning is not known: a
/// day, as most planted credentials are made within hours of the theft.
pub const MARGIN: SignedDuration = SignedDuration::from_hours(24);

/// What still lives of what the suspect may have left.
///
/// For a user: every live token, for all of them are in foreign hands, and
/// keys and webhooks made since. For a token: itself, and tokens, keys and
/// webhooks made since by the user that it acts as.
pub fn leftovers(survey: &Survey, known: &Known) -> Vec<Leftover> {
    let mut found = Vec::new();
    found.extend(live_tokens(survey, known));
    found.extend(keys(survey, known));
    found.extend(webhooks(survey, known));
    found.retain(|item| !known.legitimate.contains(&(item.kind, item.id)));
    found
}

fn live_tokens(survey: &Survey, known: &Known) -> impl Iterator<Item = Leftover> {
    survey
        .tokens
        .iter()
        .filter(|token| token.is_active && !token.is_revoked)
        .filter(|token| {
            is_all_lost(survey, token)
                || is_subject(&survey.subject, token.handle)
                || is_new(token.created_at, known)
        })
        .map(|token| Leftover {
            kind: LeftoverKind::AccessToken,
            id: token.handle.id.0,
            name: token.name.clone(),
            created_at: token.created_at,
            remedy: Act::RevokeToken { token: token.handle },
        })
}

fn keys(survey: &Survey, known: &Known) -> impl Iterator<Item = Leftover> {
    survey.keys.iter().filter(|key| is_new(key.created_at, known)).map(|key| Leftover {
        kind: LeftoverKind::SshKey,
        id: key.id,
        name: key.title.clone(),
        created_at: key.created_at,
        remedy: Act::DeleteSshKey { user: survey.user, key: key.id },
    })
}

fn webhooks(survey: &Survey, known: &Known) -> impl Iterator<Item = Leftover> {
    survey.webhooks.iter().filter(|hook| is_new(hook.created_at, known)).map(|hook| Leftover {
        kind: LeftoverKind::Webhook,
        id: hook.id,
        name: format!("{}: {}", hook.project_path, hook.url),
        created_at: hook.created_at,
        remedy: Act::RemoveWebhook { project: hook.project, hook: hook.id },
    })
}

/// Whoever holds the account could have read or made any of its tokens; those
/// of projects and groups act as bots and count by their age.
fn is_all_lost(survey: &Survey, token: &OwnedToken) -> bool {
    match survey.subject {
        Subject::User { user } => token.user == Some(user),
        Subject::Token { .. } => false,
    }
}

fn is_subject(subject: &Subject, handle: TokenHandle) -> bool {
    match subject {
        Subject::Token { token } => token.id == handle.id,
        Subject::User { .. } => false,
    }
}

fn is_new(created_at: Option<Timestamp>, known: &Known) -> bool {
    match (created_at, known.since) {
        (Some(created_at), Some(since)) => created_at >= since,
        (None, _) | (_, None) => true,
    }
}
