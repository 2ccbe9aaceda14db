//! Acts: single changes in GitLab, each with its impact and its inverse.
//!
//! One file per act. An act is twice the same as once: doing it again on a
//! GitLab that is already in the wanted state succeeds and changes nothing.

mod add_ssh_key;
mod add_webhook;
mod block_user;
mod delete_ssh_key;
mod remove_webhook;
mod revoke_token;
mod rotate_token;
mod unblock_user;

use event::{ProjectId, UserId};
use serde::{Deserialize, Serialize};

use super::plan::Text;
use super::{GateRefusal, Survey, TokenHandle};

/// One change in GitLab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Act {
    /// Sign-in, API and Git stop at once for this user.
    BlockUser {
        /// The user.
        user: UserId,
    },
    /// Lets the user in again; tokens and keys that were not revoked work again.
    UnblockUser {
        /// The user.
        user: UserId,
    },
    /// Ends an access token for good.
    RevokeToken {
        /// The token.
        token: TokenHandle,
    },
    /// Ends an access token and makes a successor, shown once to its owner.
    RotateToken {
        /// The token.
        token: TokenHandle,
    },
    /// Removes an SSH key.
    DeleteSshKey {
        /// Its user.
        user: UserId,
        /// Its id.
        key: i64,
    },
    /// Puts an SSH key back (the inverse of the former; the public part was kept).
    AddSshKey {
        /// Its user.
        user: UserId,
        /// Its title.
        title: String,
        /// The public key.
        key: String,
    },
    /// Removes a project's webhook.
    RemoveWebhook {
        /// The project.
        project: ProjectId,
        /// The hook's id.
        hook: i64,
    },
    /// Puts a webhook back, without its secret: GitLab never tells it.
    AddWebhook {
        /// The project.
        project: ProjectId,
        /// Where it sends to.
        url: String,
    },
}

/// What was there before an act, read just before it; enough to undo it where it can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Before {
    /// The user's state (`active`, `blocked` …).
    User {
        /// State.
        state: String,
    },
    /// Whether the token was active.
    Token {
        /// Active and not revoked.
        is_active: bool,
    },
    /// The SSH key as it was.
    SshKey {
        /// Title.
        title: String,
        /// Public key.
        key: String,
    },
    /// The webhook as it was.
    Webhook {
        /// Where it sent to.
        url: String,
    },
    /// The thing was not there: the act has nothing to do.
    Absent,
}

/// What reading back after an act showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The wanted state is there.
    Verified,
    /// It is not.
    Contradicted {
        /// What was seen instead.
        seen: String,
    },
    /// Could not be read back.
    Unknown {
        /// Why.
        why: String,
    },
}

impl Act {
    /// The word used in the journal, in search and in JSON.
    pub fn kind_str(&self) -> &'static str {
        match self {
            Self::BlockUser { .. } => "block_user",
            Self::UnblockUser { .. } => "unblock_user",
            Self::RevokeToken { .. } => "revoke_token",
            Self::RotateToken { .. } => "rotate_token",
            Self::DeleteSshKey { .. } => "delete_ssh_key",
            Self::AddSshKey { .. } => "add_ssh_key",
            Self::RemoveWebhook { .. } => "remove_webhook",
            Self::AddWebhook { .. } => "add_webhook",
        }
    }

    /// The name for people.
    pub fn label(&self) -> Text {
        match self {
            Self::BlockUser { .. } => Text::of("act-block-user", []),
            Self::UnblockUser { .. } => Text::of("act-unblock-user", []),
            Self::RevokeToken { .. } => Text::of("act-revoke-token", []),
            Self::RotateToken { .. } => Text::of("act-rotate-token", []),
            Self::DeleteSshKey { .. } => Text::of("act-delete-ssh-key", []),
            Self::AddSshKey { .. } => Text::of("act-add-ssh-key", []),
            Self::RemoveWebhook { .. } => Text::of("act-remove-webhook", []),
            Self::AddWebhook { .. } => Text::of("act-add-webhook", []),
        }
    }

    /// What it acts on, in words for people: a name where the survey knows one.
    pub fn target(&self, survey: &Survey) -> String {
        match self {
            Self::BlockUser { user } | Self::UnblockUser { user } => survey.name_of(*user),
            Self::RevokeToken { token } | Self::RotateToken { token } => survey.token_name(*token),
            Self::DeleteSshKey { key, .. } => {
                survey.key(*key).map_or_else(|| key.to_string(), |key| key.title.clone())
            }
            Self::AddSshKey { title, .. } => title.clone(),
            Self::RemoveWebhook { project, hook } => survey
                .webhook(*project, *hook)
                .map_or_else(|| hook.to_string(), |hook| shown_host(&hook.url)),
            Self::AddWebhook { url, .. } => shown_host(url),
        }
    }

    /// What it will do to people and machines.
    pub fn impact(&self, survey: &Survey) -> Vec<Text> {
        match self {
            Self::BlockUser { user } => block_user::impact(*user, survey),
            Self::UnblockUser { user } => unblock_user::impact(*user, survey),
            Self::RevokeToken { token } => revoke_token::impact(*token, survey),
            Self::RotateToken { token } => rotate_token::impact(*token, survey),
            Self::DeleteSshKey { key, .. } => delete_ssh_key::impact(*key, survey),
            Self::AddSshKey { title, .. } => add_ssh_key::impact(title),
            Self::RemoveWebhook { project, hook } => {
                remove_webhook::impact(*project, *hook, survey)
            }
            Self::AddWebhook { project, url } => add_webhook::impact(*project, url, survey),
        }
    }

    /// The act that brings back what was there before, where there is one.
    ///
    /// Without `before`: as far as can be said ahead. With it: exactly; an act
    /// that had nothing to do has nothing to undo, so that nobody is let in
    /// whom somebody else had blocked.
    pub fn inverse(&self, before: Option<&Before>) -> Option<Self> {
        match self {
            Self::BlockUser { user } => block_user::inverse(*user, before),
            Self::UnblockUser { user } => unblock_user::inverse(*user, before),
            Self::DeleteSshKey { user, .. } => delete_ssh_key::inverse(*user, before),
            Self::RemoveWebhook { project, .. } => remove_webhook::inverse(*project, before),
            Self::RevokeToken { .. }
            | Self::RotateToken { .. }
            | Self::AddSshKey { .. }
            | Self::AddWebhook { .. } => None,
        }
    }

    /// Why it cannot be undone, or what its undoing does not bring back.
    pub fn undo_note(&self) -> Option<Text> {
        match self {
            Self::BlockUser { .. } => Some(block_user::undo_note()),
            Self::UnblockUser { .. } => None,
            Self::RevokeToken { .. } => Some(revoke_token::undo_note()),
            Self::RotateToken { .. } => Some(rotate_token::undo_note()),
            Self::DeleteSshKey { .. } => Some(delete_ssh_key::undo_note()),
            Self::AddSshKey { .. } => Some(add_ssh_key::undo_note()),
            Self::RemoveWebhook { .. } => Some(remove_webhook::undo_note()),
            Self::AddWebhook { .. } => Some(add_webhook::undo_note()),
        }
    }

    /// Whether what it wants is so already: then it is not called. `now` is
    /// what was read just before.
    pub fn is_already_so(&self, now: &Before) -> bool {
        self.is_so(now) == Some(true)
    }

    /// Why GitLab would refuse it as things stand, where that is known ahead.
    pub fn obstacle(&self, now: &Before) -> Option<GateRefusal> {
        match self {
            Self::UnblockUser { .. } => unblock_user::obstacle(now),
            Self::BlockUser { .. }
            | Self::RevokeToken { .. }
            | Self::RotateToken { .. }
            | Self::DeleteSshKey { .. }
            | Self::AddSshKey { .. }
            | Self::RemoveWebhook { .. }
            | Self::AddWebhook { .. } => None,
        }
    }

    /// Judges what was read back after the act.
    pub fn verify(&self, after: &Before) -> Verdict {
        match self.is_so(after) {
            Some(true) => Verdict::Verified,
            Some(false) => Verdict::Contradicted { seen: after.to_string() },
            None => Verdict::Unknown {
                why: format!("{after} was read, which tells nothing of {}", self.kind_str()),
            },
        }
    }

    /// Whether what it wants is so; `None` = what was read is about something else.
    fn is_so(&self, now: &Before) -> Option<bool> {
        match self {
            Self::BlockUser { .. } => block_user::is_already_so(now),
            Self::UnblockUser { .. } => unblock_user::is_already_so(now),
            Self::RevokeToken { .. } => revoke_token::is_already_so(now),
            Self::RotateToken { .. } => rotate_token::is_already_so(now),
            Self::DeleteSshKey { .. } => delete_ssh_key::is_already_so(now),
            Self::AddSshKey { key, .. } => add_ssh_key::is_already_so(key, now),
            Self::RemoveWebhook { .. } => remove_webhook::is_already_so(now),
            Self::AddWebhook { url, .. } => add_webhook::is_already_so(url, now),
        }
    }
}

impl std::fmt::Display for Before {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::User { state } => write!(f, "user {state}"),
            Self::Token { is_active: true } => f.write_str("token active"),
            Self::Token { is_active: false } => f.write_str("token inactive"),
            Self::SshKey { title, .. } => write!(f, "SSH key {title}"),
            Self::Webhook { url } => write!(f, "webhook to {}", shown_host(url)),
            Self::Absent => f.write_str("nothing there"),
        }
    }
}

/// Where a URL leads, without what may be secret in it: neither password, nor
/// path, nor query (chat services put a credential into the path).
pub(super) fn shown_host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().to_owned()
}
