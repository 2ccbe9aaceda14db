//! What people may say about deadlines of the law. Every word has a reason or a
//! reference: afterwards somebody asks why.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Entry, Mark, Policy, Regulation};
use crate::coordinate::Case;
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Begins a regulation by hand: counsel says that it applies.
///
/// # Errors
/// There is no such regulation, it began already, the time lies ahead, the
/// reason is missing.
pub fn begin(
    case: &Case,
    policy: &Policy,
    (name, at, reason): (&str, Option<Timestamp>, &str),
    now: Timestamp,
) -> Result<Entry, GateRefusal> {
    let name = known(policy, name)?.id.clone();
    if case.concerns.regulation.begun(&name).is_some() {
        return Err(refusal("regulation.begun", &[("name", &name)]));
    }
    let since = past(at.unwrap_or(now), now)?;
    let reasons = BTreeSet::from([required(reason, "reason")?]);
    Ok(Entry::Begun { name, reasons, since, policy: policy.version.clone() })
}

/// States when one knew, classified, or found it material.
///
/// # Errors
/// The regulation has not begun, the time lies ahead, the reason is missing.
pub fn date(
    case: &Case,
    policy: &Policy,
    (name, mark, at, reason): (Option<&str>, Mark, Timestamp, &str),
    now: Timestamp,
) -> Result<Entry, GateRefusal> {
    let name = name.map(|name| begun(case, policy, name)).transpose()?;
    let (at, reason) = (past(at, now)?, required(reason, "reason")?);
    Ok(Entry::Dated { name: name.map(|one| one.id.clone()), mark, at, reason })
}

/// Records that a notice was given.
///
/// # Errors
/// The regulation has not begun or has no such notice, it was given before, the
/// time lies ahead, the reference is missing.
pub fn notify(
    case: &Case,
    policy: &Policy,
    (name, notice, at, reference): (&str, &str, Option<Timestamp>, &str),
    now: Timestamp,
) -> Result<Entry, GateRefusal> {
    let regulation = begun(case, policy, name)?;
    let notice = notice_of(regulation, notice)?;
    if case.concerns.regulation.notified(name, &notice).is_some() {
        return Err(refusal("regulation.given", &[("name", name), ("notice", &notice)]));
    }
    let at = past(at.unwrap_or(now), now)?;
    let reference = required(reference, "reference")?;
    Ok(Entry::Notified { name: name.to_owned(), notice, at, reference })
}

/// Records a decision to notify or not.
///
/// # Errors
/// The regulation has not begun or has no such notice, or the reason is missing.
pub fn decide(
    case: &Case,
    policy: &Policy,
    (name, notice): (&str, Option<&str>),
    (notify, reason): (bool, &str),
) -> Result<Entry, GateRefusal> {
    let regulation = begun(case, policy, name)?;
    let notice = notice.map(|notice| notice_of(regulation, notice)).transpose()?;
    let reason = required(reason, "reason")?;
    Ok(Entry::Decided { name: name.to_owned(), notice, notify, reason })
}

fn known<'a>(policy: &'a Policy, name: &str) -> Result<&'a Regulation, GateRefusal> {
    policy.regulation(name).ok_or_else(|| {
        let all: Vec<&str> = policy.regulations.iter().map(|one| one.id.as_str()).collect();
        refusal("regulation.unknown", &[("name", name), ("names", &all.join(", "))])
    })
}

fn begun<'a>(case: &Case, policy: &'a Policy, name: &str) -> Result<&'a Regulation, GateRefusal> {
    let regulation = known(policy, name)?;
    match case.concerns.regulation.begun(name) {
        Some(_) => Ok(regulation),
        None => Err(refusal("regulation.not_begun", &[("name", name)])),
    }
}

fn notice_of(regulation: &Regulation, notice: &str) -> Result<String, GateRefusal> {
    if regulation.notice(notice).is_some() {
        return Ok(notice.to_owned());
    }
    let all: Vec<&str> = regulation.notices.iter().map(|one| one.id.as_str()).collect();
    let args = [("name", regulation.id.as_str()), ("notice", notice), ("notices", &all.join(", "))];
    Err(refusal("regulation.no_such_notice", &args))
}

fn past(at: Timestamp, now: Timestamp) -> Result<Timestamp, GateRefusal> {
    if at > now {
        return Err(refusal("regulation.time_ahead", &[]));
    }
    Ok(at)
}

fn required(text: &str, field: &str) -> Result<String, GateRefusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(refusal("regulation.words_missing", &[("field", field)]));
    }
    Ok(text.to_owned())
}

/// A refusal whose words stand under `refusal-<rule>` with dashes.
fn refusal(rule: &str, args: &[(&str, &str)]) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    let args = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    GateRefusal::new(rule, &[], Text { key, args })
}
