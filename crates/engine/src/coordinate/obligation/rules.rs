//! What people may say about obligations: that somebody was told, that a
//! recipient wants another cadence (CM19), that a row is over.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Because, Cadence, Entry, Policy, Row};
use crate::coordinate::Case;
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// That recipients were told by other means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// Whom; none = all of the row.
    pub recipients: BTreeSet<String>,
    /// When; `None` = now.
    pub at: Option<Timestamp>,
    /// How, in words.
    pub how: String,
}

/// That a recipient wants another cadence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The recipient.
    pub recipient: String,
    /// Which; `None` = the matrix's again.
    pub cadence: Option<Cadence>,
    /// Who asked.
    pub requested_by: String,
    /// Why.
    pub reason: String,
}

/// The entry of a telling.
///
/// # Errors
/// Nobody of the row is owed anything, a recipient is none of it, the time lies
/// ahead or before the row began.
pub fn told(
    case: &Case,
    policy: &Policy,
    (row, telling): (&str, Telling),
    now: Timestamp,
) -> Result<Entry, GateRefusal> {
    let row = owed(case, policy, row)?;
    for name in &telling.recipients {
        recipient(row, name)?;
    }
    let at = telling.at.unwrap_or(now);
    let began = case.concerns.obligation.open_run(&row.id).map(|run| run.since);
    if at > now || began.is_some_and(|began| at < began) {
        return Err(refusal("obligation.time_wrong", &["CM14"], &[("row", &row.id)]));
    }
    let how = required(&telling.how, "how")?;
    Ok(Entry::Told { row: row.id.clone(), recipients: telling.recipients, at, how })
}

/// The entry of another cadence: with who asked, and why (CM19).
///
/// # Errors
/// Nobody of the row is owed anything, the recipient is none of it, requester or
/// reason are missing.
pub fn set_cadence(
    case: &Case,
    policy: &Policy,
    row: &str,
    wish: Wish,
) -> Result<Entry, GateRefusal> {
    let row = owed(case, policy, row)?;
    recipient(row, &wish.recipient)?;
    Ok(Entry::CadenceSet {
        row: row.id.clone(),
        recipient: wish.recipient,
        cadence: wish.cadence,
        requested_by: required(&wish.requested_by, "requested_by")?,
        reason: required(&wish.reason, "reason")?,
    })
}

/// The entry of an end by hand.
///
/// # Errors
/// Nobody of the row is owed anything, or the reason is missing.
pub fn end(
    case: &Case,
    policy: &Policy,
    (row, reason): (&str, &str),
    now: Timestamp,
) -> Result<Entry, GateRefusal> {
    let row = owed(case, policy, row)?.id.clone();
    let reason = required(reason, "reason")?;
    Ok(Entry::Ended { row, at: now, because: Because::ByHand, reason })
}

fn owed<'a>(case: &Case, policy: &'a Policy, row: &str) -> Result<&'a Row, GateRefusal> {
    let known = policy.row(row).filter(|row| case.concerns.obligation.open_run(&row.id).is_some());
    known.ok_or_else(|| {
        let open = case.concerns.obligation.runs.iter().filter(|run| run.ended.is_none());
        let open: Vec<&str> = open.map(|run| run.row.as_str()).collect();
        refusal("obligation.not_owed", &["CM14"], &[("row", row), ("rows", &open.join(", "))])
    })
}

fn recipient(row: &Row, name: &str) -> Result<(), GateRefusal> {
    if row.recipients.iter().any(|known| known == name) {
        return Ok(());
    }
    let known = row.recipients.join(", ");
    let args = [("row", row.id.as_str()), ("recipient", name), ("recipients", known.as_str())];
    Err(refusal("obligation.recipient_unknown", &["CM19"], &args))
}

/// Text that must be there.
fn required(text: &str, field: &str) -> Result<String, GateRefusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(refusal("obligation.words_missing", &["CM19"], &[("field", field)]));
    }
    Ok(text.to_owned())
}

/// A refusal whose words stand under `refusal-<rule>` with dashes.
fn refusal(rule: &str, requirements: &[&str], args: &[(&str, &str)]) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    let args = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    GateRefusal::new(rule, requirements, Text { key, args })
}
