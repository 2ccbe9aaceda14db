//! When the requester is told again, and with what (LD14).
//!
//! The clock runs while a request is being looked into; it begins with the
//! decision that somebody does and begins anew with each update.

use jiff::Timestamp;

use super::desk::Desk;
use super::{DiveState, Entry, Finding};
use crate::coordinate::calendar::Calendars;
use crate::coordinate::{Case, Phase};

/// When the next update is due; `None` = nobody waits for one.
pub fn due_at(case: &Case, desk: &Desk, calendars: &Calendars) -> Option<Timestamp> {
    let state = &case.concerns.dive;
    if case.phase == Phase::Closed || !state.handling.received.is_empty() {
        return None;
    }
    let began = state.granted()?.at;
    let from = state.updates.last().map_or(began, |last| last.at.max(began));
    Some(calendars.or_plain(&desk.calendar).after(from, &desk.update_every))
}

/// What to journal now: that an update is late, once for each that is.
pub fn tick(case: &Case, desk: &Desk, calendars: &Calendars, now: Timestamp) -> Option<Entry> {
    let due_at = due_at(case, desk, calendars)?;
    let is_told = case.concerns.dive.late.contains(&due_at);
    (now > due_at && !is_told).then_some(Entry::UpdateLate { due_at })
}

/// When [`tick`] has something to say if nothing else happens before.
pub fn wakes_at(case: &Case, desk: &Desk, calendars: &Calendars) -> Option<Timestamp> {
    let due_at = due_at(case, desk, calendars)?;
    let is_told = case.concerns.dive.late.contains(&due_at);
    (!is_told).then(|| due_at.checked_add(jiff::SignedDuration::from_millis(1)).ok()).flatten()
}

/// Findings that the requester was not told of yet: what an update is drafted from.
pub fn since_last(state: &DiveState) -> &[Finding] {
    let told = state.updates.last().map_or(0, |last| last.findings);
    state.findings.get(told..).unwrap_or_default()
}
