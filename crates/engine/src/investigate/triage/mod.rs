//! Triage: which findings belong together, which may wait, whom they point at.
//!
//! Findings become groups by entity and rule within a window. A suppression
//! and the recognition of our own acts move a finding into a group of another
//! standing; nothing is ever dropped. Risk adds up per entity and says of what.
//!
//! Reading order: [`Policy`] (numbers as data) → [`Traits`] (what the events
//! tell beyond the finding) → [`Entity`] → [`Suppression`] → [`own`] (what we
//! did ourselves) → [`groups`] → [`risks`].
//!
//! Invariant: pure; every finding that goes in is in exactly one group.

mod entity;
pub mod own;
mod policy;
mod risk;
mod suppress;
#[cfg(test)]
mod tests;
mod traits;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::detect::{Finding, FindingId, Level};

pub use entity::{Entity, EntityKind};
pub use own::{Deed, Look, Ours, Own, OwnTrail, Poke, explain};
pub use policy::Policy;
pub use risk::{Part, Risk, risks};
pub use suppress::{FIELDS, Lifted, Suppression, SuppressionProblem, Wish};
pub use traits::Traits;

/// A finding with what is known around it.
#[derive(Debug, Clone)]
pub struct Sighting<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// When it was journalled: our own clock, which nobody outside can set.
    pub raised_at: Timestamp,
    /// What its events tell.
    pub traits: &'a Traits,
}

/// Whether a finding wants to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// It does.
    Open,
    /// A suppression says that it may wait.
    Suppressed {
        /// Number of the suppression: the index of its journal entry.
        by: u64,
    },
    /// We did it ourselves, as the journal shows.
    Own,
}

impl Standing {
    /// The word used in filters, JSON and keys of messages.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Suppressed { .. } => "suppressed",
            Self::Own => "own",
        }
    }
}

/// Findings of one rule about one entity within a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The id of its earliest finding.
    pub id: FindingId,
    /// Whom or what it is about.
    pub entity: Entity,
    /// The rule's id.
    pub rule: String,
    /// The title of its latest finding.
    pub title: String,
    /// The gravest level in it.
    pub level: Level,
    /// Whether it wants to be looked at.
    #[serde(flatten)]
    pub standing: Standing,
    /// When the earliest occurred.
    pub first_at: Timestamp,
    /// When the latest occurred.
    pub last_at: Timestamp,
    /// The summary of the latest.
    pub summary: String,
    /// Its findings, latest first.
    pub findings: Vec<FindingId>,
}

/// How one finding stands.
pub fn standing(seen: &Sighting<'_>, suppressions: &[Suppression]) -> Standing {
    if seen.traits.own.is_some() {
        return Standing::Own;
    }
    let covers = |one: &&Suppression| one.covers(seen);
    suppressions
        .iter()
        .find(covers)
        .map_or(Standing::Open, |one| Standing::Suppressed { by: one.id })
}

/// What groups are told apart by.
type Kin<'a> = (Entity, &'a str, Standing);

/// All findings in groups, the latest group first. A group holds what occurred
/// within the policy's window of its first finding; then a new one begins.
pub fn groups(
    sightings: &[Sighting<'_>],
    suppressions: &[Suppression],
    policy: &Policy,
) -> Vec<Group> {
    let mut kin: BTreeMap<Kin<'_>, Vec<&Finding>> = BTreeMap::new();
    for seen in sightings {
        let entity = Entity::of(seen.finding, seen.traits);
        let key = (entity, seen.finding.rule.as_str(), standing(seen, suppressions));
        kin.entry(key).or_default().push(seen.finding);
    }
    let mut groups = Vec::new();
    for ((entity, _rule, standing), mut findings) in kin {
        findings.sort_by_key(|finding| (finding.occurred_at, &finding.id));
        let mut rest = findings.as_slice();
        while let Some(first) = rest.first() {
            let is_near = |finding: &&Finding| {
                finding.occurred_at.duration_since(first.occurred_at) <= policy.window
            };
            let (near, later) = rest.split_at(rest.partition_point(is_near).max(1));
            groups.extend(group(&entity, &standing, near));
            rest = later;
        }
    }
    groups.sort_by(|one, other| (other.last_at, &other.id).cmp(&(one.last_at, &one.id)));
    groups
}

/// One group of findings that are sorted by time.
fn group(entity: &Entity, standing: &Standing, findings: &[&Finding]) -> Option<Group> {
    let (first, last) = (findings.first()?, findings.last()?);
    Some(Group {
        id: first.id.clone(),
        entity: entity.clone(),
        rule: last.rule.clone(),
        title: last.title.clone(),
        level: findings.iter().map(|finding| finding.level).max()?,
        standing: standing.clone(),
        first_at: first.occurred_at,
        last_at: last.occurred_at,
        summary: last.summary.clone(),
        findings: findings.iter().rev().map(|finding| finding.id.clone()).collect(),
    })
}
