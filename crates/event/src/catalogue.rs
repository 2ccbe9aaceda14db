//! GitLab's audit event types, as data.
//!
//! `data/event_types.tsv` holds facts from GitLab's documentation as of 18.7,
//! `data/meanings.tsv` our own words for the types that matter in response.

use std::collections::BTreeMap;
use std::sync::OnceLock;

#[cfg(test)]
mod tests;

const TYPES: &str = include_str!("../data/event_types.tsv");
const MEANINGS: &str = include_str!("../data/meanings.tsv");

/// The combinations of scopes that occur.
const SCOPES: &[&[&str]] = &[
    &["Instance"],
    &["Group"],
    &["Project"],
    &["User"],
    &["Instance", "Group"],
    &["Instance", "Group", "Project"],
    &["Instance", "Group", "Project", "User"],
    &["Group", "Project"],
    &["Group", "Project", "User"],
    &["Group", "User"],
];

/// What the catalogue knows of one event type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventType {
    /// Name as GitLab sends it.
    pub name: &'static str,
    /// GitLab's feature category.
    pub category: &'static str,
    /// Scopes in which it occurs: `Instance`, `Group`, `Project`, `User`.
    pub scopes: &'static [&'static str],
    /// Saved to the database (then REST and `audit_json.log` have it too), or streamed only.
    pub is_saved: bool,
    /// GitLab's version that brought it, e.g. `16.3`.
    pub introduced_in: &'static str,
    /// Our own one-line meaning, English, where it matters for response.
    pub meaning_en: Option<&'static str>,
    /// The same in Japanese.
    pub meaning_ja: Option<&'static str>,
}

/// The type of that name; `None` for names that the catalogue does not know yet.
pub fn find(name: &str) -> Option<&'static EventType> {
    let index = all().binary_search_by(|kind| kind.name.cmp(name)).ok()?;
    all().get(index)
}

/// All types, sorted by name.
pub fn all() -> &'static [EventType] {
    static ALL: OnceLock<Vec<EventType>> = OnceLock::new();
    ALL.get_or_init(|| {
        let meanings: BTreeMap<_, _> =
            rows(MEANINGS).filter_map(|[name, en, ja]| Some((name?, (en, ja)))).collect();
        let mut types: Vec<_> = rows(TYPES).filter_map(|row| event_type(row, &meanings)).collect();
        types.sort_unstable_by_key(|kind| kind.name);
        types
    })
}

/// The rows below the heading, cut at tabs.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [Option<&'static str>; N]> {
    table.lines().skip(1).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next())
    })
}

type Meanings = BTreeMap<&'static str, (Option<&'static str>, Option<&'static str>)>;

fn event_type(row: [Option<&'static str>; 5], meanings: &Meanings) -> Option<EventType> {
    let [Some(name), Some(category), Some(scopes), Some(kept), Some(introduced_in)] = row else {
        return None;
    };
    let (meaning_en, meaning_ja) = meanings.get(name).copied().unwrap_or_default();
    Some(EventType {
        name,
        category,
        scopes: SCOPES.iter().copied().find(|known| scopes.split(',').eq(known.iter().copied()))?,
        is_saved: kept == "saved",
        introduced_in,
        meaning_en,
        meaning_ja,
    })
}
