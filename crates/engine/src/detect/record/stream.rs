//! Destinations of the stream, before and now.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{RecordRule, Told};
use crate::detect::Finding;

/// A destination as a probe saw it. Holds no token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationSeen {
    /// GitLab's global id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where events go: an address, or what kind of store.
    pub url: String,
    /// Whether it is switched on.
    pub is_active: bool,
    /// Only events of these types; empty = of all.
    pub event_type_filters: Vec<String>,
    /// Names of the custom headers.
    pub headers: Vec<String>,
}

/// What became of destinations between two looks. A new one is no finding here:
/// that is an audit event, and a rule's matter.
pub fn changes(
    before: &[DestinationSeen],
    now: &[DestinationSeen],
    read_at: Timestamp,
) -> Vec<Finding> {
    let same = |old: &DestinationSeen| now.iter().find(|new| new.id == old.id);
    before
        .iter()
        .filter_map(|old| match same(old) {
            None => Some(gone(old, read_at)),
            Some(new) => altered(old, new, read_at),
        })
        .collect()
}

fn gone(old: &DestinationSeen, read_at: Timestamp) -> Finding {
    let told = Told {
        rule: RecordRule::DestinationGone,
        about: &[&old.id],
        args: vec![old.name.clone(), old.url.clone()],
        summary: format!(
            "the destination \"{}\" ({}) is not there any more: what happens since is not streamed to it",
            old.name, old.url
        ),
        occurred_at: read_at,
        records: Vec::new(),
    };
    told.finding()
}

fn altered(old: &DestinationSeen, new: &DestinationSeen, read_at: Timestamp) -> Option<Finding> {
    let what = differences(old, new);
    if what.is_empty() {
        return None;
    }
    let what = what.join("; ");
    let told = Told {
        rule: RecordRule::DestinationAltered,
        about: &[&old.id, &what, &read_at.to_string()],
        args: vec![old.name.clone(), what.clone()],
        summary: format!("the destination \"{}\" was altered: {what}", old.name),
        occurred_at: read_at,
        records: Vec::new(),
    };
    Some(told.finding())
}

/// What matters of a change, as `name: before → after`; a new name matters to nobody.
fn differences(old: &DestinationSeen, new: &DestinationSeen) -> Vec<String> {
    let list = |items: &[String]| {
        let mut items = items.to_vec();
        items.sort();
        if items.is_empty() { "-".to_owned() } else { items.join(", ") }
    };
    let parts = [
        ("active", old.is_active.to_string(), new.is_active.to_string()),
        ("url", old.url.clone(), new.url.clone()),
        ("filters", list(&old.event_type_filters), list(&new.event_type_filters)),
        ("headers", list(&old.headers), list(&new.headers)),
    ];
    let changed = parts.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(name, before, after)| format!("{name}: {before} → {after}")).collect()
}
