//! The scenarios of exercises: injects as data, `exercises/<name>.yml`.
//!
//! An inject is what those who train are told at a moment of the exercise's own
//! time; its words stand in `locales/*/exercise.ftl` under
//! `exercise-<scenario>-<inject>`. What they are expected to do, and by when, is
//! the list of moves; `portcullis exercise run` plays it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::coordinate::communication::{Audience, Station};
use crate::coordinate::{Case, CaseKind, Circumstance};

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
    /// Who outside of the team must hear of it in the end.
    pub audiences: BTreeSet<Audience>,
    /// What is told, by time.
    pub injects: Vec<Inject>,
    /// What those who train are expected to do, by time.
    pub moves: Vec<Step>,
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

/// A move and its minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// By when: minutes of the exercise's own time after the declaration.
    pub at_min: u32,
    /// What.
    #[serde(rename = "move")]
    pub what: Move,
}

/// What those who train are expected to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// Duties are taken and the severity is set (CM1, CM3).
    Gather,
    /// Somebody who may approve is called in (CM20).
    CallDirector,
    /// Who hears of it and by what is decided (CM21, CM23).
    Decide,
    /// Other teams are called in, answers and lists prepared (CM7–CM10).
    Engage,
    /// The attacker is locked out, in GitLab (CE4–CE9).
    Contain,
    /// What goes outside is drafted and approved (CM25–CM28).
    Draft,
    /// Customers are told, before anybody else outside (CM22).
    TellCustomers,
    /// The public is told (CM26).
    TellPublic,
    /// Support knows what to answer (CM28).
    TellSupport,
    /// Everybody who was told something is told the last thing (CM31).
    TellTheEnd,
    /// All clear (CM31).
    AllClear,
}

impl Move {
    /// The word used in sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gather => "gather",
            Self::CallDirector => "call_director",
            Self::Decide => "decide",
            Self::Engage => "engage",
            Self::Contain => "contain",
            Self::Draft => "draft",
            Self::TellCustomers => "tell_customers",
            Self::TellPublic => "tell_public",
            Self::TellSupport => "tell_support",
            Self::TellTheEnd => "tell_the_end",
            Self::AllClear => "all_clear",
        }
    }

    /// The key of its words.
    pub fn key(self) -> String {
        format!("exercise-move-{}", self.as_str().replace('_', "-"))
    }

    /// Whom it tells, if that is what it is.
    pub fn tells(self) -> Option<Audience> {
        match self {
            Self::TellCustomers => Some(Audience::Customers),
            Self::TellPublic => Some(Audience::Public),
            Self::TellSupport => Some(Audience::Support),
            Self::Gather
            | Self::CallDirector
            | Self::Decide
            | Self::Engage
            | Self::Contain
            | Self::Draft
            | Self::TellTheEnd
            | Self::AllClear => None,
        }
    }

    /// Whether the journal of the case shows that it was done.
    pub fn is_done(self, case: &Case) -> bool {
        let concerns = &case.concerns;
        let communication = &concerns.communication;
        let has_reached = |station: Station| {
            let flow = communication.flow.as_ref();
            flow.is_some_and(|flow| flow.reached().contains_key(&station))
        };
        match self {
            Self::Gather => {
                concerns.severity.level().is_some() && concerns.duty.held().next().is_some()
            }
            Self::CallDirector => concerns.duty.held().any(|held| held.duty == DIRECTOR),
            Self::Decide => has_reached(Station::Engaging),
            Self::Engage => {
                !communication.collected.is_empty() || !communication.readied.is_empty()
            }
            Self::Contain => case.revoked_at().is_some(),
            Self::Draft => !communication.messages.is_empty(),
            Self::TellCustomers | Self::TellPublic | Self::TellSupport => {
                self.tells().is_some_and(|whom| communication.told().contains_key(&whom))
            }
            Self::TellTheEnd => {
                let mut last = communication.messages.iter().filter(|one| one.draft.is_final);
                last.any(|one| !one.sent.is_empty())
            }
            Self::AllClear => communication.is_all_clear(),
        }
    }
}

/// The duty that approves what goes outside, in the shipped policies.
const DIRECTOR: &str = "security_director";

/// The shipped scenarios' texts: one for each attack of the range, and `data-breach`.
const SHIPPED: [&str; 8] = [
    include_str!("../../../../../exercises/leaked-token.yml"),
    include_str!("../../../../../exercises/compromised-user.yml"),
    include_str!("../../../../../exercises/compromised-bot.yml"),
    include_str!("../../../../../exercises/exposed-job-token.yml"),
    include_str!("../../../../../exercises/ci-secret-exposure.yml"),
    include_str!("../../../../../exercises/compromised-instance.yml"),
    include_str!("../../../../../exercises/misconfigured-settings.yml"),
    include_str!("../../../../../exercises/data-breach.yml"),
];

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
        let told = scenario.injects.iter().map(|inject| (inject.at_min, inject.name.as_str()));
        in_order(&scenario.name, told)?;
        let moves = scenario.moves.iter().map(|step| (step.at_min, step.what.as_str()));
        in_order(&scenario.name, moves)?;
        let tells =
            |whom: Audience| scenario.moves.iter().any(|one| one.what.tells() == Some(whom));
        if let Some(left) = scenario.audiences.iter().find(|whom| !tells(**whom)) {
            return Err(format!("{}: no move tells {}", scenario.name, left.as_str()));
        }
        Ok(scenario)
    }

    /// Its last minute.
    pub fn last_min(&self) -> u32 {
        let told = self.injects.last().map_or(0, |inject| inject.at_min);
        self.moves.last().map_or(0, |step| step.at_min).max(told)
    }

    /// The inject of that name.
    pub fn inject(&self, name: &str) -> Option<&Inject> {
        self.injects.iter().find(|inject| inject.name == name)
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

/// Minutes must not go back.
fn in_order<'a>(scenario: &str, steps: impl Iterator<Item = (u32, &'a str)>) -> Result<(), String> {
    let mut earlier = 0;
    for (at_min, name) in steps {
        if at_min < earlier {
            return Err(format!("{scenario}: {name} comes before its time"));
        }
        earlier = at_min;
    }
    Ok(())
}
