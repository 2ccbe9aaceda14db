//! Whom or what a finding is about.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Traits;
use crate::detect::Finding;

/// Kind of entity that findings are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A user of GitLab, by number.
    User,
    /// A deploy token or deploy key, by name: GitLab numbers them all -2 or -3.
    Credential,
    /// An address, where nobody was signed in.
    Address,
    /// A project or group, where nobody is named.
    Place,
    /// The instance, or the record itself.
    Instance,
}

impl EntityKind {
    /// The word used in entities, JSON and keys of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Credential => "credential",
            Self::Address => "address",
            Self::Place => "place",
            Self::Instance => "instance",
        }
    }
}

/// Whom or what a finding is about. Equal by kind and id; the name is for people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entity {
    /// Kind.
    pub kind: EntityKind,
    /// GitLab's number of a user, a name, an address or a path; empty for the instance.
    pub id: String,
    /// Name for people.
    pub name: String,
}

impl Entity {
    /// Whom the finding is about: who did it, if somebody is known; else from
    /// where; else where.
    pub fn of(finding: &Finding, traits: &Traits) -> Self {
        let named = |kind, id: String| Self { kind, name: id.clone(), id };
        match (finding.actor_id, &finding.actor) {
            (Some(id), name) if id > 0 => Self {
                kind: EntityKind::User,
                id: id.to_string(),
                name: name.clone().unwrap_or_else(|| id.to_string()),
            },
            // GitLab: -2 stands for any deploy token, -3 for any deploy key.
            (Some(-3 | -2), Some(name)) => named(EntityKind::Credential, name.clone()),
            (Some(_) | None, _) => match (traits.addresses.last(), traits.places.last()) {
                (Some(address), _) => named(EntityKind::Address, address.to_string()),
                (None, Some(place)) => named(EntityKind::Place, place.clone()),
                (None, None) => Self::instance(),
            },
        }
    }

    fn instance() -> Self {
        Self { kind: EntityKind::Instance, id: String::new(), name: String::new() }
    }

    /// `user:42`, `address:203.0.113.9`, `instance`: as it is filtered by.
    pub fn key(&self) -> String {
        match self.kind {
            EntityKind::Instance => self.kind.as_str().to_owned(),
            EntityKind::User | EntityKind::Credential | EntityKind::Address | EntityKind::Place => {
                format!("{}:{}", self.kind.as_str(), self.id)
            }
        }
    }

    /// Whether somebody means it: its key, or its name, in any case.
    pub fn is_called(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        !text.is_empty() && (self.key().to_lowercase() == text || self.name.to_lowercase() == text)
    }
}

impl PartialEq for Entity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entity {}

impl PartialOrd for Entity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entity {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.kind, &self.id).cmp(&(other.kind, &other.id))
    }
}
