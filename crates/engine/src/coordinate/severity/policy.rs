//! The table of severity as data (`policies/severity.yml`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::inputs::MARKS;
use super::{Computed, Inputs, Privilege, Severity};
use crate::coordinate::{CaseKind, DataClass};
use crate::detect::Level;
use crate::respond::gate::ExposureReach;
use crate::respond::{CredentialKind, Deployment};

/// The shipped table.
const SHIPPED: &str = include_str!("../../../../../policies/severity.yml");

/// The table, and what follows from a severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name and edition; journal entries keep it.
    pub version: String,
    /// The duties whose holders set the severity (CM3).
    pub set_by: Vec<String>,
    /// From here on the communications plan belongs to the case (CM1).
    pub communications_from: Severity,
    /// Rules, the gravest first; the first that holds says how grave it is.
    pub rules: Vec<Rule>,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name; the journal keeps it.
    pub id: String,
    /// How grave.
    pub level: Severity,
    /// Requirement ids behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
    /// When it holds; empty = always.
    #[serde(default)]
    pub when: Condition,
}

/// An input that may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Kind of credential.
    Credential,
    /// What it can do.
    Privilege,
    /// How far it was exposed.
    Reach,
}

/// When a rule holds: everything that is named must.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// The case is of one of these kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<CaseKind>,
    /// The credential is of one of these kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<CredentialKind>,
    /// The suspect can do at least this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privilege_from: Option<Privilege>,
    /// It was exposed at least so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach_from: Option<ExposureReach>,
    /// Data of one of these kinds was read or taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<DataClass>,
    /// One of these is known of the incident.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub circumstances: Vec<String>,
    /// Whether there is evidence that somebody used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exploited: Option<bool>,
    /// GitLab is run in one of these ways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deployments: Vec<Deployment>,
    /// A finding of the case is at least so grave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding_from: Option<Level>,
    /// These are not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Input>,
}

impl Condition {
    /// Whether it holds of these inputs.
    pub fn holds(&self, inputs: &Inputs) -> bool {
        let of_case = one_of(&self.scenarios, Some(&inputs.scenario))
            && one_of(&self.credentials, inputs.credential.as_ref())
            && one_of(&self.deployments, Some(&inputs.deployment))
            && at_least(self.privilege_from, inputs.privilege)
            && at_least(self.reach_from, inputs.reach)
            && at_least(self.finding_from, inputs.finding);
        let of_incident = any_of(&self.data, &inputs.data)
            && any_of(&self.circumstances, &inputs.circumstances)
            && self.exploited.is_none_or(|wanted| wanted == inputs.is_exploited);
        of_case && of_incident && self.unknown.iter().all(|input| input.is_unknown(inputs))
    }
}

impl Input {
    fn is_unknown(self, inputs: &Inputs) -> bool {
        match self {
            Self::Credential => inputs.credential.is_none(),
            Self::Privilege => inputs.privilege.is_none(),
            Self::Reach => inputs.reach.is_none(),
        }
    }
}

fn one_of<T: PartialEq>(wanted: &[T], is: Option<&T>) -> bool {
    wanted.is_empty() || is.is_some_and(|is| wanted.contains(is))
}

fn at_least<T: PartialOrd>(wanted: Option<T>, is: Option<T>) -> bool {
    wanted.is_none_or(|wanted| is.is_some_and(|is| is >= wanted))
}

fn any_of<T: Ord>(wanted: &[T], are: &BTreeSet<T>) -> bool {
    wanted.is_empty() || wanted.iter().any(|one| are.contains(one))
}

impl Policy {
    /// The shipped table.
    ///
    /// # Errors
    /// The reader's message; a test keeps that from happening.
    pub fn shipped() -> Result<Self, String> {
        Self::load(SHIPPED)
    }

    /// Reads a table as YAML.
    ///
    /// # Errors
    /// The reader's message, or what cannot be.
    pub fn load(text: &str) -> Result<Self, String> {
        let policy: Self = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
        policy.check()?;
        Ok(policy)
    }

    /// What cannot be: a table that leaves a case without a severity, or in
    /// which a graver rule stands behind a slighter one.
    ///
    /// # Errors
    /// The first fault, in plain English.
    pub fn check(&self) -> Result<(), String> {
        if self.set_by.is_empty() {
            return Err("set_by names no duty: nobody could set a severity".to_owned());
        }
        let mut ids = BTreeSet::new();
        let mut level = Severity::Critical;
        for rule in &self.rules {
            if !ids.insert(&rule.id) {
                return Err(format!("rule {:?} is there twice", rule.id));
            }
            if rule.level > level {
                return Err(format!("rule {:?} is graver than the one before it", rule.id));
            }
            level = rule.level;
            let names = rule.when.circumstances.iter();
            if let Some(name) = names.into_iter().find(|name| !MARKS.contains(&name.as_str())) {
                let known = MARKS.join(", ");
                return Err(format!("rule {:?}: there is no {name:?}; there are {known}", rule.id));
            }
        }
        match self.rules.last() {
            Some(last) if last.when == Condition::default() => Ok(()),
            Some(_) | None => Err("the last rule must hold always: leave out `when`".to_owned()),
        }
    }

    /// What the table says of these inputs.
    pub fn compute(&self, inputs: Inputs) -> Computed {
        let rule = self.rules.iter().find(|rule| rule.when.holds(&inputs));
        // A table without a last word is refused when it is read.
        let (level, rule) =
            rule.map_or((Severity::Critical, String::new()), |rule| (rule.level, rule.id.clone()));
        Computed { level, rule, policy: self.version.clone(), inputs }
    }
}
