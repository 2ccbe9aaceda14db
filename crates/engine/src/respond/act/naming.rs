//! What acts have in common: names for people, and reading rows.

use serde_json::Value;

use super::{Seen, View};

/// The name that the act carries, else the one that was read, else the number.
pub(super) fn name_of(name: Option<&str>, field: &str, id: i64, view: View<'_>) -> String {
    let read = view.seen.and_then(|seen| seen.text(field));
    name.or(read).filter(|name| !name.is_empty()).map_or_else(|| id.to_string(), str::to_owned)
}

/// For an act that takes a thing away: so when it is gone, not when it is there.
pub(super) fn is_gone(now: &Seen) -> Option<bool> {
    if now.is_absent() { Some(true) } else { now.row().map(|_| false) }
}

/// The same for a credential that stays in the list when it is ended.
pub(super) fn is_ended(now: &Seen) -> Option<bool> {
    if now.is_absent() { Some(true) } else { now.is_active_token().map(|is_active| !is_active) }
}

impl Seen {
    /// A text of the row of a thing.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.row()?.get(field)?.as_str()
    }

    /// A number of the row of a thing.
    pub(super) fn number(&self, field: &str) -> Option<i64> {
        self.row()?.get(field)?.as_i64()
    }

    /// A flag of the row of a thing; what is not told is not so.
    pub(super) fn flag(&self, field: &str) -> bool {
        self.row().and_then(|row| row.get(field)).and_then(Value::as_bool) == Some(true)
    }
}
