//! The inventory as CSV (RFC 4180), safe to open in a spreadsheet.

use jiff::Timestamp;

use super::Row;

/// The names of the columns.
const COLUMNS: [&str; 17] = [
    "rank",
    "kind",
    "id",
    "name",
    "owner",
    "owner_id",
    "owner_state",
    "path",
    "scopes",
    "access_level",
    "active",
    "created_at",
    "last_used_at",
    "expires_at",
    "age_days",
    "unused_days",
    "marks",
];

/// The rows as CSV with a header. `with_mark` puts a byte order mark in front,
/// without which Excel reads Japanese wrongly.
pub fn csv(rows: &[Row], with_mark: bool) -> String {
    let mut text = String::from(if with_mark { "\u{feff}" } else { "" });
    text.push_str(&COLUMNS.join(","));
    text.push_str("\r\n");
    for row in rows {
        let cells: Vec<String> = cells(row).iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

fn cells(row: &Row) -> [String; 17] {
    let one = &row.credential;
    let time = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
    let marks: Vec<&str> = row.marks.iter().map(|mark| mark.as_str()).collect();
    [
        row.rank.0.to_string(),
        one.kind.as_str().to_owned(),
        one.id.to_string(),
        one.name.clone(),
        one.owner.name.clone().unwrap_or_default(),
        number(one.owner.id.map(|id| id.0)),
        one.owner.state.clone().unwrap_or_default(),
        one.path.clone(),
        one.scopes.join(" "),
        number(one.access_level.map(i64::from)),
        one.is_active.to_string(),
        time(one.created_at),
        time(one.last_used_at),
        time(one.expires_at),
        number(row.age_days),
        number(row.unused_days),
        marks.join(" "),
    ]
}

/// A cell that no spreadsheet takes for a formula: an attacker chooses names.
///
/// Source: OWASP, "CSV Injection".
fn quoted(cell: &str) -> String {
    let is_number = cell.parse::<i64>().is_ok();
    let is_formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let safe = if is_formula && !is_number { format!("'{cell}") } else { cell.to_owned() };
    if safe.contains([',', '"', '\r', '\n', '\'']) || safe != safe.trim() {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}
