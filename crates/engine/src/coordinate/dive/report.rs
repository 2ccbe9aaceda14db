//! What was asked for again and again: dives per type of event that audit
//! events do not tell (LD28). This is what the product learns from the desk.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use super::Gap;
use crate::coordinate::{Case, CaseId, CaseKind};

/// Dives on account of one type of event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The type of event.
    pub event: String,
    /// How many requests for it were looked into.
    pub dives: usize,
    /// How many were not, for whatever reason.
    pub not_granted: usize,
    /// Organisations that asked.
    pub organisations: usize,
    /// When it was last asked for.
    pub last_at: Option<Timestamp>,
    /// The cases, in order.
    pub cases: Vec<CaseId>,
    /// Gap issues that came of them.
    pub issues: BTreeSet<String>,
}

/// Dives per missing type of event, the most wanted first (LD28).
pub fn per_event<'a>(cases: impl Iterator<Item = &'a Case>) -> Vec<Row> {
    let mut rows: BTreeMap<&str, (Row, BTreeSet<&str>)> = BTreeMap::new();
    for case in cases.filter(|case| case.kind == CaseKind::AssistanceRequest) {
        let state = &case.concerns.dive;
        let Some(request) = &state.request else { continue };
        let was_granted = state.decisions.iter().any(super::Decided::is_routed);
        let events: BTreeSet<&str> = request.events.iter().map(String::as_str).collect();
        for event in events {
            let (row, organisations) = rows.entry(event).or_default();
            event.clone_into(&mut row.event);
            row.dives = row.dives.saturating_add(usize::from(was_granted));
            row.not_granted = row.not_granted.saturating_add(usize::from(!was_granted));
            row.last_at = row.last_at.max(request.requested_at);
            row.cases.push(case.id);
            organisations.insert(&state.requester.organisation);
            if let Some(Gap::Filed { issue }) = &state.gap {
                row.issues.insert(issue.clone());
            }
        }
    }
    let mut rows: Vec<Row> = rows
        .into_values()
        .map(|(row, organisations)| Row { organisations: organisations.len(), ..row })
        .collect();
    rows.sort_by(|one, other| (other.dives, &one.event).cmp(&(one.dives, &other.event)));
    rows
}
