//! Rows of the REST audit endpoints (instance, group, project): everything
//! but ids and time inside `details`, the type in `event_name`, or nowhere in
//! old rows.
//!
//! Source: GitLab's OpenAPI document, `EE_API_Entities_AuditEvent`.

use super::details::Row;
use super::{Told, address, moment};
use crate::{Event, Format};

/// Reads one row.
pub(super) fn read(mut row: Row<'_>, told: &Told<'_>) -> Event {
    let when = moment::first(&[("created_at", row.outer(|at| at.created_at))], &mut row.problems);
    let ip = address::first(&[("ip_address", row.outer(|at| at.ip_address))], &mut row.problems);
    row.into_event(Format::AuditRest, told, when, ip)
}
