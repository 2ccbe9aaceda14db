//! Checks on what an instance has beside its settings: keys, hooks, variables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Area, Check, Observed, Stands};
use crate::respond::act::{Act, ChangeVariable, Home, VariableFlag, VariableRef};
use crate::respond::plan::Text;

/// A system hook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookSeen {
    /// GitLab's number.
    pub id: i64,
    /// The host that it sends to; the address itself may hold a secret.
    pub host: String,
    /// Whether it is sent over TLS, and the certificate is checked.
    pub is_safe: bool,
}

/// A CI/CD variable of the instance, without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariableSeen {
    /// Its name.
    pub key: String,
    /// Whether job logs hide it.
    pub masked: bool,
    /// Whether only pipelines of protected branches and tags see it.
    pub protected: bool,
}

/// Parts of names of variables that hold secrets.
const SECRET_WORDS: [&str; 8] =
    ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "KEY", "CREDENTIAL", "PRIVATE", "PAT"];

pub(super) fn checks(observed: &Observed) -> Vec<Check> {
    let mut checks = vec![
        one(
            ("deploy_keys.public", "security/hardening_application_recommendations"),
            observed.public_deploy_keys.as_ref().map(|keys| json!(keys)),
            "harden-deploy-keys",
        ),
        one(
            ("system_hooks.tls", "security/hardening_application_recommendations"),
            observed.system_hooks.as_ref().map(|hooks| {
                let unsafe_ones = hooks.iter().filter(|hook| !hook.is_safe);
                unsafe_ones.map(|hook| json!(hook.host)).collect()
            }),
            "harden-system-hooks",
        ),
    ];
    match &observed.variables {
        None => checks.push(one(VARIABLES, None, "harden-variables")),
        Some(variables) => {
            let bare: Vec<&VariableSeen> = variables.iter().filter(|one| is_bare(one)).collect();
            if bare.is_empty() {
                checks.push(one(VARIABLES, Some(json!([])), "harden-variables"));
            }
            checks.extend(bare.into_iter().map(variable));
        }
    }
    checks
}

const VARIABLES: (&str, &str) = ("variables", "security/hardening_cicd_recommendations");

/// A check that is met when what was seen is an empty list.
pub(super) fn one((id, docs): (&str, &'static str), seen: Option<Value>, why: &str) -> Check {
    let stands = match &seen {
        None => Stands::Unseen,
        Some(Value::Array(items)) if items.is_empty() => Stands::Met,
        Some(_) => Stands::Short,
    };
    Check {
        id: id.to_owned(),
        area: Area::Cicd,
        requirement: "EN4",
        stands,
        observed: seen.unwrap_or_default(),
        wanted: "[]".to_owned(),
        why: Text::of(why, []),
        act: None,
        undo: None,
        docs,
    }
}

fn is_bare(variable: &VariableSeen) -> bool {
    let name = variable.key.to_uppercase();
    let mut words = name.split('_');
    words.any(|word| SECRET_WORDS.contains(&word)) && !(variable.masked && variable.protected)
}

fn variable(seen: &VariableSeen) -> Check {
    let flags = [(VariableFlag::Masked, seen.masked), (VariableFlag::Protected, seen.protected)];
    let change = |to: bool| {
        let set = flags.iter().filter(|(_, is_set)| !is_set).map(|(flag, _)| (*flag, to));
        let variable = VariableRef {
            home: Home::Instance,
            key: seen.key.clone(),
            environment_scope: "*".to_owned(),
        };
        Act::ChangeVariable(ChangeVariable { variable, set: set.collect::<BTreeMap<_, _>>() })
    };
    Check {
        id: format!("variables.{}", seen.key),
        observed: json!({ "masked": seen.masked, "protected": seen.protected }),
        wanted: "masked, protected".to_owned(),
        act: Some(change(true)),
        undo: Some(change(false)),
        ..one(VARIABLES, Some(json!([seen.key])), "harden-variables")
    }
}
