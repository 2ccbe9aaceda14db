//! Risk: what an entity's findings add up to.
//!
//! A group counts the points of its level, halved with each half-life of its
//! age; repeats of one rule add less and less (one more weight for each doubling),
//! so that a noisy rule cannot drown another. What is suppressed or our own
//! counts nothing. The sum says of what it is made.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::{Entity, Group, Policy, Standing};
use crate::detect::{FindingId, Level};

/// What one group adds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The group.
    pub group: FindingId,
    /// Its title.
    pub title: String,
    /// Its level.
    pub level: Level,
    /// How many findings it has.
    pub findings: usize,
    /// Points of the level.
    pub weight: u32,
    /// By how much repeats raise that: 1 for one finding, 2 for two, 3 for four …
    pub repeats: f64,
    /// What age has left of it: 1 = now, 0.5 = a half-life ago.
    pub decay: f64,
    /// The product.
    pub points: f64,
}

/// What an entity's findings add up to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Risk {
    /// Who or what.
    pub entity: Entity,
    /// The sum.
    pub points: f64,
    /// What makes it up, most first.
    pub parts: Vec<Part>,
}

/// The risk of each entity, highest first; entities without any are left out.
pub fn risks(groups: &[Group], policy: &Policy, now: Timestamp) -> Vec<Risk> {
    let mut parts: BTreeMap<&Entity, Vec<Part>> = BTreeMap::new();
    for group in groups.iter().filter(|group| group.standing == Standing::Open) {
        let part = part(group, policy, now);
        if part.points > 0.0 {
            parts.entry(&group.entity).or_default().push(part);
        }
    }
    let mut risks: Vec<Risk> = parts
        .into_iter()
        .map(|(entity, mut parts)| {
            parts.sort_by(|one, other| other.points.total_cmp(&one.points));
            let points = parts.iter().map(|part| part.points).sum();
            Risk { entity: entity.clone(), points, parts }
        })
        .collect();
    risks.sort_by(|one, other| other.points.total_cmp(&one.points));
    risks
}

fn part(group: &Group, policy: &Policy, now: Timestamp) -> Part {
    let age = now.duration_since(group.last_at);
    let half_lives = age.as_secs_f64().max(0.0) / policy.half_life.as_secs_f64();
    let decay = if age > policy.forgotten_after { 0.0 } else { (-half_lives).exp2() };
    let count = u32::try_from(group.findings.len()).unwrap_or(u32::MAX);
    let repeats = 1.0 + f64::from(count.max(1)).log2();
    let weight = policy.weight(group.level);
    Part {
        group: group.id.clone(),
        title: group.title.clone(),
        level: group.level,
        findings: group.findings.len(),
        weight,
        repeats,
        decay,
        points: f64::from(weight) * repeats * decay,
    }
}
