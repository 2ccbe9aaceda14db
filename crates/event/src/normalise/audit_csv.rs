//! Rows of the audit events that an administrator exports as CSV. A record is
//! the file's header line and one row, as they stand in the file: so it says
//! by itself what its columns are, and is what GitLab wrote.
//!
//! The time is to the second and there is no type; rules look at the message
//! (`Action`). An event that also came another way is therefore told apart.
//!
//! Source: GitLab docs, `administration/compliance/audit_event_reports`.

use super::line::{cut, ip, no_time};
use super::{Told, author, blank, moment};
use crate::dedup::Meaning;
use crate::{Actor, DedupKey, Entity, Event, EventId, Format, Problem, Target};

/// How the header begins, in every version.
const HEADER: &str = "ID,Author ID,Author Name,";

/// Whether the line is the header of such a file.
pub fn is_csv_header(line: &[u8]) -> bool {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    line.starts_with(HEADER.as_bytes())
}

/// Whether this is a whole row: no value in quotes is still open at its end. A
/// line that opens or closes one is not; two such lines are.
pub fn is_csv_row_whole(row: &[u8]) -> bool {
    row.iter().fold(true, |is_whole, byte| is_whole != (*byte == b'"'))
}

/// Reads a header and a row.
pub(super) fn read_text(text: &str, told: &Told<'_>) -> Option<Event> {
    if !is_csv_header(text.as_bytes()) {
        return None;
    }
    let (header, row) = text.split_once('\n')?;
    let (header, row) = (cells(header), cells(row));
    let cell = |name: &str| -> Option<String> {
        let at = header.iter().position(|column| column == name)?;
        row.get(at).filter(|cell| !cell.is_empty()).map(|cell| cut(cell.into()))
    };
    let mut event = blank(told, Format::AuditCsv);
    let problem =
        |field: &str, what: &str| Problem { field: field.to_owned(), what: what.to_owned() };
    match cell("Created At (UTC)").as_deref().map(moment::parse) {
        Some(Some((when, _))) => event.occurred_at = when.at,
        Some(None) => event.problems.push(problem("Created At (UTC)", "not a time")),
        None => event.problems.push(no_time("Created At (UTC)")),
    }
    if row.len() != header.len() {
        event.problems.push(problem("", "not as many values as columns"));
    }
    let number = |name: &str| cell(name).and_then(|cell| cell.parse().ok());
    let (id, name) = (number("Author ID"), cell("Author Name"));
    let kind = author::kind(None, id, name.as_deref());
    event.actor = Actor { id, name, kind, impersonator: None };
    event.entity = cell("Entity Type").map(|kind| Entity {
        kind,
        id: number("Entity ID"),
        path: cell("Entity Path"),
    });
    let target = Target {
        kind: cell("Target Type"),
        id: cell("Target ID"),
        details: cell("Target Details"),
    };
    let is_told = target.kind.is_some() || target.id.is_some() || target.details.is_some();
    event.target = is_told.then_some(target);
    event.message = cell("Action");
    event.ip = cell("IP Address").and_then(|cell| ip(&cell));
    event.id = cell("ID").map(EventId);
    key(&mut event);
    Some(event)
}

/// The same row of two exports is one event, whatever else they hold.
fn key(event: &mut Event) {
    if let Some(id) = &event.id {
        event.key = DedupKey::of_meaning(&Meaning {
            id,
            occurred_ms: Some(event.occurred_at.as_millisecond()),
            actor: &event.actor,
            entity: event.entity.as_ref(),
            target: event.target.as_ref(),
            change: &event.change,
            message: event.message.as_deref(),
        });
    }
}

/// The values of one row (RFC 4180): in quotes, where a value holds a comma, a
/// quote (then doubled) or a line end.
fn cells(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut rest = row.strip_suffix('\n').unwrap_or(row).chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if is_quoted && rest.peek() == Some(&'"') => {
                rest.next();
                if let Some(cell) = cells.last_mut() {
                    cell.push('"');
                }
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            '\r' if !is_quoted && rest.peek().is_none() => {}
            c => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_commas_quotes_and_line_ends() {
        assert_eq!(
            cells("1,\"a, b\",\"say \"\"hi\"\"\",\"two\nlines\",\r"),
            ["1", "a, b", "say \"hi\"", "two\nlines", ""]
        );
        assert_eq!(cells(""), [""]);
        assert_eq!(cells("\"open"), ["open"]);
    }
}
