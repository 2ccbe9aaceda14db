//! What was read of an act's object at one moment, before or after the act.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What is there; read just before an act it is enough to undo it where it can
/// be undone, read afterwards it shows whether the act did what it should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Seen {
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
    /// An SSH key.
    SshKey {
        /// Title.
        title: String,
        /// Public key.
        key: String,
    },
    /// A webhook.
    Webhook {
        /// Where it sends to.
        url: String,
    },
    /// Settings: only the fields that the act names.
    Fields {
        /// Value by GitLab's field name; a field that GitLab does not tell is missing.
        values: BTreeMap<String, Value>,
    },
    /// A thing that is there, as GitLab's row shows it, without secrets: what is
    /// needed to judge it and to make it again.
    Thing {
        /// GitLab's field names.
        row: Map<String, Value>,
    },
    /// The thing is not there.
    Absent,
}

impl Seen {
    /// A user's state.
    pub fn user_state(&self) -> Option<&str> {
        if let Self::User { state } = self { Some(state) } else { None }
    }

    /// Whether a token works.
    pub fn is_active_token(&self) -> Option<bool> {
        if let Self::Token { is_active } = self { Some(*is_active) } else { None }
    }

    /// An SSH key's title and public part.
    pub fn ssh_key(&self) -> Option<(&str, &str)> {
        match self {
            Self::SshKey { title, key } => Some((title, key)),
            other => Some((other.text("title")?, other.text("key")?)),
        }
    }

    /// Where a webhook sends to.
    pub fn webhook_url(&self) -> Option<&str> {
        if let Self::Webhook { url } = self { Some(url) } else { None }
    }

    /// Fields of settings.
    pub fn fields(&self) -> Option<&BTreeMap<String, Value>> {
        if let Self::Fields { values } = self { Some(values) } else { None }
    }

    /// The row of a thing that is there.
    pub fn row(&self) -> Option<&Map<String, Value>> {
        if let Self::Thing { row } = self { Some(row) } else { None }
    }

    /// Whether nothing is there.
    pub fn is_absent(&self) -> bool {
        *self == Self::Absent
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::User { state } => write!(f, "user {state}"),
            Self::Token { is_active: true } => f.write_str("token active"),
            Self::Token { is_active: false } => f.write_str("token inactive"),
            Self::SshKey { title, .. } => write!(f, "SSH key {title}"),
            Self::Webhook { url } => write!(f, "webhook to {}", super::shown_host(url)),
            Self::Fields { values } => {
                let shown: Vec<String> =
                    values.iter().map(|(field, value)| format!("{field} = {value}")).collect();
                f.write_str(&shown.join(", "))
            }
            Self::Thing { row } => match row.get("id").or_else(|| row.get("key")) {
                Some(id) => write!(f, "it is there ({id})"),
                None => f.write_str("it is there"),
            },
            Self::Absent => f.write_str("nothing there"),
        }
    }
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
