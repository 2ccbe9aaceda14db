//! Changing settings of a project, a group or the instance (UA4, CI11, CI13,
//! MS1, MS2, EN4, EN5): exactly the named fields, and back to exactly what they were.
//!
//! What each field does to people is in [`crate::respond::setting`].
//!
//! Source: GitLab docs, `api/projects`, `api/groups`, `api/settings`,
//! `api/merge_request_approvals`, `api/project_push_rules`,
//! `api/project_job_token_scopes`, `api/pipeline_schedules`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Act, Rules, Seen, SettingsOf, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;
use crate::respond::setting::{self, is_same_value, may_be_secret, plain_value};

/// Sets these fields to these values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSettings {
    /// Whose settings.
    #[serde(flatten)]
    pub of: SettingsOf,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Value by GitLab's field name.
    pub set: BTreeMap<String, Value>,
}

impl ChangeSettings {
    /// What a field was, where that is known.
    fn old(&self, before: &Seen, field: &str, value: &Value) -> Option<Value> {
        let told = before.fields().and_then(|told| told.get(field)).cloned();
        told.or_else(|| self.of.is_push_rule().then(|| unset(value)))
    }

    /// The fields whose old value nobody would know afterwards.
    fn untold<'a>(&'a self, before: &'a Seen) -> impl Iterator<Item = &'a str> {
        let is_told = before.fields().is_some();
        let is_untold = move |(field, value): &(&String, &Value)| {
            is_told && self.old(before, field, value).is_none()
        };
        self.set.iter().filter(is_untold).map(|(field, _)| field.as_str())
    }

    fn shown(&self, view: View<'_>) -> String {
        self.name.clone().unwrap_or_else(|| self.of.shown(view))
    }

    /// What a field becomes, and what it was where that is known.
    fn line(&self, field: &str, value: &Value, view: View<'_>) -> Text {
        let name = ("name", self.shown(view));
        let (field, to) = (("field", field.to_owned()), ("value", plain_value(value)));
        let was = view.seen.and_then(Seen::fields).and_then(|told| told.get(field.1.as_str()));
        match was {
            Some(was) => {
                Text::of("impact-setting-from", [name, field, ("from", plain_value(was)), to])
            }
            None => Text::of("impact-setting", [name, field, to]),
        }
    }
}

/// What a field of this kind is where nobody set it.
fn unset(value: &Value) -> Value {
    match value {
        Value::Bool(_) => json!(false),
        Value::Number(_) => json!(0),
        Value::String(_) => json!(""),
        Value::Null | Value::Array(_) | Value::Object(_) => Value::Null,
    }
}

impl Rules for ChangeSettings {
    fn kind(&self) -> &'static str {
        "change_settings"
    }

    fn label(&self) -> Text {
        Text::of("act-change-settings", [])
    }

    fn target(&self, view: View<'_>) -> String {
        let fields: Vec<&str> = self.set.keys().map(String::as_str).collect();
        format!("{}: {}", self.shown(view), fields.join(", "))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let lines = self.set.iter().map(|(field, value)| self.line(field, value, view));
        let mut impact: Vec<Text> = lines.collect();
        for (field, value) in &self.set {
            for trap in setting::traps(self.of, field, value) {
                if !impact.contains(&trap) {
                    impact.push(trap);
                }
            }
        }
        if let Some(before) = view.seen {
            let untold: Vec<&str> = self.untold(before).collect();
            if !untold.is_empty() {
                impact.push(Text::of("impact-setting-untold", [("fields", untold.join(", "))]));
            }
        }
        impact
    }

    /// The old values of the fields that it changes; those that GitLab does not
    /// tell stay as they are.
    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let before = before?;
        let set: BTreeMap<String, Value> = self
            .set
            .iter()
            .filter_map(|(field, value)| {
                let old = self.old(before, field, value)?;
                (!is_same_value(&old, value)).then(|| (field.clone(), old))
            })
            .collect();
        let inverse = Self { of: self.of, name: self.name.clone(), set };
        (!inverse.set.is_empty()).then_some(Act::ChangeSettings(inverse))
    }

    fn undo_note(&self) -> Option<Text> {
        let loses_more = self.set.keys().any(|field| field == "visibility");
        let text = if loses_more {
            Text::of("undo-change-settings-visibility", [])
        } else {
            Text::of("undo-change-settings", [])
        };
        Some(text)
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(false);
        }
        now.fields()?;
        let is_otherwise = |(field, value): (&String, &Value)| {
            self.old(now, field, value).is_some_and(|old| !is_same_value(&old, value))
        };
        if self.set.iter().any(is_otherwise) {
            return Some(false);
        }
        // A field that GitLab never tells back cannot be judged.
        self.untold(now).next().is_none().then_some(true)
    }

    fn turn(&self) -> Turn {
        Turn::Settle
    }

    fn needs_admin(&self) -> bool {
        self.of == SettingsOf::Instance
    }

    fn holds_secret(&self) -> Option<GateRefusal> {
        let is_secret = |(field, value): &(&String, &Value)| may_be_secret(field, value);
        let secrets: Vec<&str> =
            self.set.iter().filter(is_secret).map(|(field, _)| field.as_str()).collect();
        (!secrets.is_empty()).then(|| {
            let text = Text::of("obstacle-secret-setting", [("fields", secrets.join(", "))]);
            GateRefusal::new("act.secret_setting", &["CE4"], text)
        })
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        if self.set.is_empty() {
            let text = Text::of("obstacle-nothing-to-set", []);
            return Some(GateRefusal::new("act.nothing_to_set", &["MS8"], text));
        }
        if let Some(refusal) = self.holds_secret() {
            return Some(refusal);
        }
        if !now.is_absent() {
            return None;
        }
        if self.of.is_about_approvals() {
            let text = Text::of("obstacle-approvals-tier", []);
            return Some(GateRefusal::new("act.tier", &["MS2", "P2"], text));
        }
        // No push rule yet: setting one makes it.
        if self.of.is_push_rule() {
            return None;
        }
        Some(GateRefusal::new("act.absent", &["P3"], Text::of("obstacle-absent", [])))
    }
}
