//! Audit events as GitLab streams them: flat members beside `details`, the
//! type in `event_type`.
//!
//! Source: GitLab docs, `user/compliance/audit_event_schema`.

use super::details::Row;
use super::{Told, address, moment};
use crate::{Event, Format, Problem};

/// Reads one streamed event.
pub(super) fn read(mut row: Row<'_>, told: &Told<'_>) -> Event {
    let when = moment::first(&[("created_at", row.outer(|at| at.created_at))], &mut row.problems);
    let ip = address::first(&[("ip_address", row.outer(|at| at.ip_address))], &mut row.problems);
    let mut event = row.into_event(Format::AuditStream, told, when, ip);
    if event.id.is_none() {
        let what = "no id; a copy is known only by equal bytes".to_owned();
        event.problems.push(Problem { field: "id".to_owned(), what });
    }
    event
}
