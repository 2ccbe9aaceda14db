//! Masking and protecting a CI/CD variable (CI9, CI10); its value stays.
//!
//! Source: GitLab docs, `ci/variables`, `api/project_level_variables`,
//! `api/group_level_variables`, `api/instance_level_ci_variables`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::variable::{absent, unmaskable};
use super::{Act, Rules, Seen, Turn, VariableRef, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Sets flags of a variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeVariable {
    /// Which one.
    #[serde(flatten)]
    pub variable: VariableRef,
    /// The flags to set.
    pub set: BTreeMap<VariableFlag, bool>,
}

/// What can be switched of a variable that is there. `hidden` cannot: it must be
/// made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariableFlag {
    /// Job logs show `[MASKED]` in its place.
    Masked,
    /// Only pipelines of protected branches and tags have it.
    Protected,
}

impl VariableFlag {
    /// GitLab's field name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Masked => "masked",
            Self::Protected => "protected",
        }
    }
}

impl ChangeVariable {
    fn sets(&self, flag: VariableFlag, to: bool) -> bool {
        self.set.get(&flag) == Some(&to)
    }
}

impl Rules for ChangeVariable {
    fn kind(&self) -> &'static str {
        "change_variable"
    }

    fn label(&self) -> Text {
        Text::of("act-change-variable", [])
    }

    fn target(&self, view: View<'_>) -> String {
        self.variable.shown(view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let variable = || ("variable", self.target(view));
        let mut impact = Vec::new();
        if self.sets(VariableFlag::Masked, true) {
            impact.push(Text::of("impact-variable-masked", [variable()]));
            impact.push(Text::of("impact-masking-not-foolproof", []));
        }
        if self.sets(VariableFlag::Masked, false) {
            impact.push(Text::of("impact-variable-unmasked", [variable()]));
        }
        if self.sets(VariableFlag::Protected, true) {
            impact.push(Text::of("impact-variable-protected", [variable()]));
            impact.extend(view.seen.and_then(losers));
        }
        if self.sets(VariableFlag::Protected, false) {
            impact.push(Text::of("impact-variable-unprotected", [variable()]));
        }
        impact
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let before = before.filter(|before| before.row().is_some())?;
        let differs = |(flag, to): (&VariableFlag, &bool)| {
            let was = before.flag(flag.as_str());
            (was != *to).then_some((*flag, was))
        };
        let set: BTreeMap<VariableFlag, bool> = self.set.iter().filter_map(differs).collect();
        let inverse = Self { variable: self.variable.clone(), set };
        (!inverse.set.is_empty()).then_some(Act::ChangeVariable(inverse))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(false);
        }
        now.row()?;
        Some(self.set.iter().all(|(flag, to)| now.flag(flag.as_str()) == *to))
    }

    fn turn(&self) -> Turn {
        Turn::Settle
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        if self.sets(VariableFlag::Masked, false) && now.flag("hidden") {
            let text = Text::of("obstacle-variable-hidden", []);
            return Some(GateRefusal::new("act.variable_hidden", &["CI9"], text));
        }
        let masks = self.sets(VariableFlag::Masked, true) && !now.flag("masked");
        absent(now).or_else(|| if masks { unmaskable(now) } else { None })
    }
}

/// Branches whose pipelines ran lately and will not have the variable (CI10).
fn losers(seen: &Seen) -> Option<Text> {
    let refs = seen.row()?.get("last_unprotected_refs")?.as_array()?;
    let names: Vec<&str> = refs.iter().filter_map(Value::as_str).collect();
    (!names.is_empty())
        .then(|| Text::of("impact-variable-protected-refs", [("refs", names.join(", "))]))
}
