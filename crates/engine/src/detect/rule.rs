//! What people read of a rule.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Level;
use super::baseline::Wish;

/// A rule as lists, pages and reports show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleInfo {
    /// UUID; stays when the rule changes.
    pub id: String,
    /// Short name that correlations may use instead of the id.
    pub name: Option<String>,
    /// What it finds, in a few words.
    pub title: String,
    /// What it finds and why that matters.
    pub description: Option<String>,
    /// How grave a finding is.
    pub level: Level,
    /// How far the rule is proven.
    pub status: Option<Status>,
    /// Who wrote it.
    pub author: Option<String>,
    /// ATT&CK techniques and tactics, and others.
    pub tags: Vec<String>,
    /// Where its facts are from.
    pub references: Vec<String>,
    /// What else may look like this.
    pub falsepositives: Vec<String>,
    /// One event at a time, or several together.
    pub kind: RuleKind,
    /// `logsource.service` of the events that it looks at; empty: any.
    pub service: Option<String>,
    /// Whether it raises findings by itself. Not if its level is informational, or
    /// if only correlations use it.
    pub is_alone: bool,
    /// Requirement ids that it serves (`CE9`, `UA6b` …).
    pub requirements: Vec<String>,
    /// What a finding means to a responder, in both languages.
    pub meaning: Option<Meaning>,
    /// The file it is from.
    pub path: String,
    /// Where in it the rule starts, from 1.
    pub line: usize,
}

impl RuleInfo {
    /// Whether this is its id or its short name.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.name.as_deref() == Some(name)
    }
}

/// One event at a time, or several together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Fires on a single event.
    Event,
    /// Fires on events of other rules that belong together in time.
    Correlation,
}

impl RuleKind {
    /// The word used in lists and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Correlation => "correlation",
        }
    }
}

/// Sigma's `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Proven in the field.
    Stable,
    /// Proven on test data.
    Test,
    /// New.
    Experimental,
    /// Replaced by another rule.
    Deprecated,
    /// Does not work everywhere.
    Unsupported,
}

/// What a finding means to a responder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// In English.
    pub en: String,
    /// In Japanese.
    pub ja: String,
}

/// The attribute `portcullis:` of a rule file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attribute {
    #[serde(default)]
    pub(super) requirements: Vec<String>,
    pub(super) meaning: Option<Meaning>,
    /// What makes a matching event unusual.
    pub(super) baseline: Option<Wish>,
    #[serde(default)]
    pub(super) examples: Examples,
}

/// Events that a rule must and must not fire on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Examples {
    #[serde(default, rename = "match")]
    pub(super) matching: Vec<Example>,
    #[serde(default, rename = "no_match")]
    pub(super) not_matching: Vec<Example>,
}

/// One event, or several in order, each in the shape that GitLab sends it in.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Example {
    Several(Vec<Value>),
    One(Value),
}

impl Example {
    pub(super) fn events(&self) -> &[Value] {
        match self {
            Self::Several(events) => events,
            Self::One(event) => std::slice::from_ref(event),
        }
    }
}
