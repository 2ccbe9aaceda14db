//! CI/CD variables: which one, its flags, and where a new value comes from.
//! Never a value.

use serde::{Deserialize, Serialize};

use super::{Home, Seen, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Names a variable: the same key may be there once for each environment scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariableRef {
    /// Where it belongs.
    #[serde(flatten)]
    pub home: Home,
    /// Its key.
    pub key: String,
    /// The environments that it is for; `*` for all.
    #[serde(default = "everywhere", skip_serializing_if = "is_everywhere")]
    pub environment_scope: String,
}

fn everywhere() -> String {
    "*".to_owned()
}

fn is_everywhere(scope: &str) -> bool {
    scope == "*"
}

impl VariableRef {
    /// A variable for all environments.
    pub fn new(home: Home, key: impl Into<String>) -> Self {
        Self { home, key: key.into(), environment_scope: everywhere() }
    }

    pub(super) fn shown(&self, view: View<'_>) -> String {
        let place = self.home.shown(view);
        if is_everywhere(&self.environment_scope) {
            format!("{} @ {place}", self.key)
        } else {
            format!("{} ({}) @ {place}", self.key, self.environment_scope)
        }
    }
}

/// Where a new value comes from. The value itself is in no act, no journal and
/// no log: it goes from there into the one call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueFrom {
    /// Who executes the plan types it in.
    #[default]
    Prompt,
    /// A file of that name in the folder that the server takes values from
    /// (`values` in its data folder): where a secret store puts it.
    File(String),
    /// An environment variable of the server; its name must begin with
    /// `PORTCULLIS_VALUE_`, so that no other can be read out this way.
    Environment(String),
}

impl ValueFrom {
    /// Why a value may not be taken from there.
    pub fn problem(&self) -> Option<GateRefusal> {
        let is_plain = |name: &str| {
            !name.is_empty()
                && !name.starts_with('.')
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        let is_fine = match self {
            Self::Prompt => true,
            Self::File(name) => is_plain(name),
            Self::Environment(name) => is_plain(name) && name.starts_with("PORTCULLIS_VALUE_"),
        };
        (!is_fine).then(|| {
            let text = Text::of("obstacle-value-from", []);
            GateRefusal::new("act.value_from", &["CI8"], text)
        })
    }

    /// What whoever executes must hand over.
    pub(super) fn needs_input(&self, variable: &VariableRef) -> Option<Text> {
        (*self == Self::Prompt).then(|| {
            Text::of("input-variable-value", [("variable", variable.shown(View::default()))])
        })
    }
}

/// Why GitLab would not mask a value, by the word that the shell reads.
///
/// Source: GitLab docs, `ci/variables`, "Mask a CI/CD variable".
pub(super) fn unmaskable(now: &Seen) -> Option<GateRefusal> {
    let text = match now.text("mask_problem")? {
        "too_short" => Text::of("obstacle-mask-too-short", []),
        "has_space" => Text::of("obstacle-mask-has-space", []),
        "not_one_line" => Text::of("obstacle-mask-not-one-line", []),
        _none_that_is_known => return None,
    };
    Some(GateRefusal::new("act.unmaskable", &["CI9"], text))
}

/// Nothing can be changed of what is not there.
pub(super) fn absent(now: &Seen) -> Option<GateRefusal> {
    now.is_absent()
        .then(|| GateRefusal::new("act.absent", &["P3"], Text::of("obstacle-absent", [])))
}
