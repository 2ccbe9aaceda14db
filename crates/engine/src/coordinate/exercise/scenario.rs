//! The scenarios of exercises: injects as data, `exercises/<name>.yml`.
//!
//! An inject is what those who train are told at a moment of the exercise's own
//! time; its words stand in `locales/*/exercise.ftl` under
//! `exercise-<scenario>-<inject>`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::coordinate::{CaseKind, Circumstance};

/// An exercise as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name: `data-breach`.
    pub name: String,
    /// The kind of case that it is.
    pub kind: CaseKind,
    /// The attack of the range that it begins with.
    pub attack: String,
    /// Rows of the requirements that it trains.
    pub requirements: Vec<String>,
    /// What is told, by time.
    pub injects: Vec<Inject>,
}

/// Something that those who train are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inject {
    /// Its name.
    pub name: String,
    /// When: minutes of the exercise's own time after the declaration.
    pub at_min: u32,
    /// What is known of the incident from then on.
    #[serde(default)]
    pub facts: Vec<Circumstance>,
}

/// The shipped scenarios' texts.
const SHIPPED: [&str; 1] = [include_str!("../../../../../exercises/data-breach.yml")];

static ALL: LazyLock<Vec<Scenario>> =
    LazyLock::new(|| SHIPPED.iter().filter_map(|text| Scenario::load(text).ok()).collect());

impl Scenario {
    /// The shipped scenarios.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The shipped scenario of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|scenario| scenario.name == name)
    }

    /// Reads a scenario.
    ///
    /// # Errors
    /// What is wrong with it, with its line where the reader tells.
    pub fn load(text: &str) -> Result<Self, String> {
        let scenario: Self = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
        let mut earlier = 0;
        for inject in &scenario.injects {
            if inject.at_min < earlier {
                return Err(format!("{}: {} comes before its time", scenario.name, inject.name));
            }
            earlier = inject.at_min;
        }
        Ok(scenario)
    }

    /// The key of its words.
    pub fn title_key(&self) -> String {
        format!("exercise-{}", self.name)
    }

    /// The key of an inject's words.
    pub fn inject_key(&self, inject: &Inject) -> String {
        format!("exercise-{}-{}", self.name, inject.name)
    }
}
