//! Suppressions: what may wait, why, until when, and who said so.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Entity, Policy, Sighting};
use crate::respond::plan::Text;

/// Fields of a finding that a suppression can ask for.
pub const FIELDS: [&str; 10] = [
    "actor",
    "address",
    "level",
    "place",
    "requirement",
    "summary",
    "tag",
    "title",
    "token",
    "type",
];

/// That findings may wait. Journalled; lifted or expired, never deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Its number: the index of its journal entry.
    pub id: u64,
    /// What it covers.
    #[serde(flatten)]
    pub wish: Wish,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// That somebody took it back.
    #[serde(default)]
    pub lifted: Option<Lifted>,
}

/// What somebody wants to wait: all that is named must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// A rule's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// An entity, as [`Entity::key`] writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// Patterns by field ([`FIELDS`]); `*` is any run of characters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// That a suppression was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// What is wrong with a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppressionProblem {
    /// Which part.
    pub field: String,
    /// What, by key.
    pub why: Text,
}

impl Wish {
    /// Whether it can be journalled at `now`.
    ///
    /// # Errors
    /// The first thing that cannot.
    pub fn check(&self, policy: &Policy, now: Timestamp) -> Result<(), SuppressionProblem> {
        let problem =
            |field: &str, why: Text| Err(SuppressionProblem { field: field.to_owned(), why });
        let is_said = |text: &String| !text.trim().is_empty();
        if self.reason.trim().is_empty() {
            return problem("reason", Text::of("input-empty", []));
        }
        for (name, pattern) in &self.fields {
            if !FIELDS.contains(&name.as_str()) {
                return problem(name, {
                    let words = ("words", FIELDS.join(", "));
                    Text::of("input-one-of", [("given", format!("{name:?}")), words])
                });
            }
            if pattern.trim().trim_matches('*').is_empty() {
                return problem(name, Text::of("input-covers-all", []));
            }
        }
        let is_named = self.rule.as_ref().is_some_and(is_said)
            || self.entity.as_ref().is_some_and(is_said)
            || !self.fields.is_empty();
        if !is_named {
            return problem("rule", Text::of("input-nothing-named", []));
        }
        let days = i64::from(policy.suppression_days_max);
        let last = now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX);
        if self.expires_at <= now || self.expires_at > last {
            return problem(
                "expires_at",
                Text::of("input-within-days", [("count", days.to_string())]),
            );
        }
        Ok(())
    }

    /// Whether the finding is one of these, whatever the time.
    pub fn matches(&self, seen: &Sighting<'_>) -> bool {
        let finding = seen.finding;
        self.rule.as_ref().is_none_or(|rule| *rule == finding.rule)
            && self.entity.as_ref().is_none_or(|entity| {
                Entity::of(finding, seen.traits).key().to_lowercase()
                    == entity.trim().to_lowercase()
            })
            && self.fields.iter().all(|(name, pattern)| {
                values(seen, name).iter().any(|value| is_like(value, pattern))
            })
    }
}

impl Suppression {
    /// Whether it holds at `now`.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.lifted.is_none() && now < self.wish.expires_at
    }

    /// Whether it covers the finding: one that we learnt of before it expired.
    /// A lifted one covers nothing any more; what came after an expired one's
    /// end is open, what came before stays where it was put.
    pub fn covers(&self, seen: &Sighting<'_>) -> bool {
        self.lifted.is_none() && seen.raised_at < self.wish.expires_at && self.wish.matches(seen)
    }
}

/// The values of a field.
fn values(seen: &Sighting<'_>, name: &str) -> Vec<String> {
    let (finding, traits) = (seen.finding, seen.traits);
    match name {
        "actor" => finding.actor.iter().cloned().collect(),
        "address" => traits.addresses.iter().map(ToString::to_string).collect(),
        "level" => vec![finding.level.as_str().to_owned()],
        "place" => traits.places.clone(),
        "requirement" => finding.requirements.clone(),
        "summary" => vec![finding.summary.clone()],
        "tag" => finding.tags.clone(),
        "title" => vec![finding.title.clone()],
        "token" => traits.tokens.iter().map(ToString::to_string).collect(),
        "type" => traits.types.iter().cloned().collect(),
        _ => Vec::new(),
    }
}

/// Whether the whole text is as the pattern says, in any case.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.to_lowercase(), pattern.trim().to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}
