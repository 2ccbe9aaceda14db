//! How grave a case is: a table over its facts decides (P6, CM1, CM3).
//!
//! Until somebody who may (CM3) has set the first severity, what the table says
//! is a proposal. From then on it follows the facts by itself; a person's
//! override holds against the table, but never hides that it has become worse.

mod inputs;
mod policy;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::told::{Sentence, Told};
use super::{Case, Cases, Phase};
use crate::respond::plan::Text;
use crate::respond::{Deployment, GateRefusal};

pub use inputs::{Inputs, Privilege, marks};
pub use policy::{Condition, Input, Policy, Rule};

/// How grave a case is, from slight to grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing that cannot wait.
    Low,
    /// To be looked at on the same day.
    Medium,
    /// Now; others are told (CM1).
    High,
    /// Everybody who is needed, now.
    Critical,
}

impl Severity {
    /// All, from slight to grave.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word used in sentences, policies and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == name)
    }

    /// As people say it for short: `S1` is the gravest.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Low => "S4",
            Self::Medium => "S3",
            Self::High => "S2",
            Self::Critical => "S1",
        }
    }
}

/// What the table said, and why: enough to compute it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computed {
    /// How grave.
    pub level: Severity,
    /// The rule that says so.
    pub rule: String,
    /// Which table.
    pub policy: String,
    /// What it looked at.
    pub inputs: Inputs,
}

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "severity", rename_all = "snake_case")]
pub enum Entry {
    /// A person set it.
    Set {
        /// How grave.
        level: Severity,
        /// What the table said then.
        computed: Computed,
        /// Why it is not what the table says; `None` = it is.
        reason: Option<String>,
    },
    /// Facts changed, and with them what the table says.
    Recomputed {
        /// What it says now.
        computed: Computed,
    },
}

/// A person's word against the table's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// How grave the person says it is.
    pub level: Severity,
    /// What the table said then.
    pub against: Severity,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// One change of severity. Changes are never altered or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Journal index.
    pub index: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an account, or `portcullis` when facts changed.
    pub by: String,
    /// How grave from then on.
    pub level: Severity,
    /// The rule behind it.
    pub rule: String,
    /// Why a person said otherwise.
    pub reason: Option<String>,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeverityState {
    /// What the table said last, since the first severity was set.
    pub computed: Option<Computed>,
    /// A person's word that holds against it.
    pub overridden: Option<Override>,
    /// All changes, in order.
    pub history: Vec<Change>,
}

impl SeverityState {
    /// How grave the case is; `None` = nobody has set it yet (CM3).
    pub fn level(&self) -> Option<Severity> {
        self.history.last().map(|change| change.level)
    }

    /// Since when the case has been at least so grave, without a break.
    pub fn since(&self, level: Severity) -> Option<Timestamp> {
        let unbroken = self.history.iter().rev().take_while(|change| change.level >= level);
        unbroken.last().map(|change| change.at)
    }

    /// When the first severity was set (CM3).
    pub fn first_set_at(&self) -> Option<Timestamp> {
        self.history.first().map(|change| change.at)
    }

    /// Adds one entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        let (level, rule, reason) = match entry {
            Entry::Set { level, computed, reason } => {
                self.overridden = reason.as_ref().map(|reason| Override {
                    level: *level,
                    against: computed.level,
                    reason: reason.clone(),
                    by: told.by.to_owned(),
                    at: told.at,
                });
                self.computed = Some(computed.clone());
                (*level, computed.rule.clone(), reason.clone())
            }
            Entry::Recomputed { computed } => {
                if self.history.is_empty() {
                    return false;
                }
                let level = self.held_against(computed.level);
                self.computed = Some(computed.clone());
                (level, computed.rule.clone(), None)
            }
        };
        let (index, at, by) = (told.index, told.at, told.by.to_owned());
        self.history.push(Change { index, at, by, level, rule, reason });
        true
    }

    /// What holds when the table says this: an override stands, until the facts
    /// are graver than both it and the table were when it was made.
    fn held_against(&mut self, computed: Severity) -> Severity {
        match self.overridden.take() {
            Some(held) if computed <= held.level.max(held.against) => {
                let level = held.level;
                self.overridden = Some(held);
                level
            }
            Some(_) | None => computed,
        }
    }
}

/// What the table says of a case now.
pub fn compute(case: &Case, cases: &Cases, policy: &Policy, deployment: Deployment) -> Computed {
    policy.compute(Inputs::of(case, cases, deployment))
}

/// What to journal since the facts of a case have changed; `None` = nothing has,
/// or nobody has set the first severity yet (CM3).
pub fn recompute(
    case: &Case,
    cases: &Cases,
    policy: &Policy,
    deployment: Deployment,
) -> Option<Entry> {
    let last = case.concerns.severity.computed.as_ref()?;
    if case.phase == Phase::Closed {
        return None;
    }
    let computed = compute(case, cases, policy, deployment);
    let is_same = (last.level, &last.rule) == (computed.level, &computed.rule);
    (!is_same).then_some(Entry::Recomputed { computed })
}

/// A person's wish to set the severity: refused unless the person holds one of
/// the duties that may (CM3), and without a reason where the table says
/// otherwise (P6).
pub fn set(
    case: &Case,
    policy: &Policy,
    person: &str,
    (level, computed): (Severity, Computed),
    reason: Option<&str>,
) -> Result<Entry, GateRefusal> {
    let may = policy.set_by.iter().any(|duty| case.concerns.duty.is_held_by(duty, person));
    if !may {
        let args = [("person", person.to_owned()), ("duties", policy.set_by.join(", "))];
        let text = Text::of("refusal-severity-not-yours", args);
        return Err(GateRefusal::new("severity.not_yours", &["CM3"], text));
    }
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    if level == computed.level {
        return Ok(Entry::Set { level, computed, reason: None });
    }
    let Some(reason) = reason else {
        let args = [
            ("level", level.as_str().to_owned()),
            ("computed", computed.level.as_str().to_owned()),
            ("rule", computed.rule),
        ];
        let text = Text::of("refusal-severity-reason-missing", args);
        return Err(GateRefusal::new("severity.reason_missing", &["P6"], text));
    };
    Ok(Entry::Set { level, computed, reason: Some(reason.to_owned()) })
}

/// Whether the communications plan belongs to the case by its severity (CM1).
/// That it does not belong any more detaches nothing.
pub fn wants_communications(case: &Case, policy: &Policy) -> bool {
    case.concerns.severity.level().is_some_and(|level| level >= policy.communications_from)
}

/// The timeline's sentence of an entry.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    let args = |level: Severity, computed: &Computed| {
        [
            ("level", level.as_str().to_owned()),
            ("computed", computed.level.as_str().to_owned()),
            ("rule", computed.rule.clone()),
        ]
    };
    match entry {
        Entry::Set { level, computed, reason: None } => {
            Sentence::new("timeline-severity-set", args(*level, computed))
        }
        Entry::Set { level, computed, reason: Some(reason) } => {
            let mut sentence =
                Sentence::new("timeline-severity-overridden", args(*level, computed));
            sentence.args.insert("reason".to_owned(), reason.clone());
            sentence
        }
        Entry::Recomputed { computed } => {
            Sentence::new("timeline-severity-recomputed", args(computed.level, computed))
        }
    }
}
