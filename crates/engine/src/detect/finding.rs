//! A rule that fired, with the events that made it fire.

use event::DedupKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::respond::plan::Text;

/// Names a finding. Derived from the rule's id and its events' keys, so that
/// replaying the same events never raises the same finding twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(pub String);

impl std::fmt::Display for FindingId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Sigma's `level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Worth knowing.
    Informational,
    /// Noteworthy, seldom an incident.
    Low,
    /// Look at it in working hours.
    Medium,
    /// Look at it now.
    High,
    /// Act now.
    Critical,
}

impl Level {
    /// The word used in rules, search and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// Points at a record of the events ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordRef {
    /// Index in the events ledger.
    pub index: u64,
    /// Key of the event read from it.
    pub key: DedupKey,
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Derived, see [`FindingId`].
    pub id: FindingId,
    /// The rule's id (a UUID).
    pub rule: String,
    /// The rule's title.
    pub title: String,
    /// How grave.
    pub level: Level,
    /// The rule's tags (ATT&CK techniques among them).
    pub tags: Vec<String>,
    /// Requirement ids that the rule serves (`CE9`, `UA6b` …).
    pub requirements: Vec<String>,
    /// The records that made it fire, in order of time.
    pub records: Vec<RecordRef>,
    /// When the last of them happened.
    pub occurred_at: Timestamp,
    /// Id of the actor of the last event, if known.
    pub actor_id: Option<i64>,
    /// Name of the actor of the last event, if known.
    pub actor: Option<String>,
    /// One line for people: what happened to what, from where.
    pub summary: String,
    /// The same sentence's reason for pages, where the rule can tell one: a
    /// message of `locales/` with its arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}
