//! Lines of `audit_json.log`: old ones flat, those of about 2024 flat with
//! `meta.*`, today's with `details` nested and every part of it flat beside it.
//!
//! `created_at` is when it happened; `time` is when the line was written and
//! stands in for it in old lines. Only today's lines have an id.
//!
//! Source: GitLab, `lib/gitlab/audit/auditor.rb`, and its docs,
//! `administration/logs`.

use super::details::Row;
use super::{Told, address, moment};
use crate::{Event, Format};

/// Reads one line.
pub(super) fn read(mut row: Row<'_>, told: &Told<'_>) -> Event {
    let times = [("created_at", row.outer(|at| at.created_at)), ("time", row.outer(|at| at.time))];
    let when = moment::first(&times, &mut row.problems);
    let addresses = [
        ("ip_address", row.outer(|at| at.ip_address)),
        ("meta.remote_ip", row.outer(|at| at.meta_remote_ip)),
    ];
    let ip = address::first(&addresses, &mut row.problems);
    row.into_event(Format::AuditJson, told, when, ip)
}
