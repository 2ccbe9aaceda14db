//! Are these all entries of the case? Each carries how many came before it, and the
//! last that is known to be so is the one by which the bundle was ordered (IN7).

use serde_json::Value;

use super::{CourtEntry, CourtManifest};

/// What is wrong with the row of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Broken {
    /// Entries of these numbers are not there, from the first to the last.
    Missing(u64, u64),
    /// This entry is out of its place in the row, or without a number after others
    /// that have one.
    OutOfPlace(u64),
    /// The manifest tells another count.
    Count,
    /// No entry orders this bundle.
    NoOrder,
}

/// The entry by which the bundle was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// Its place in the journal.
    pub index: u64,
    /// So many entries the case had up to it, itself included.
    pub entries: u64,
    /// When it was recorded, by the server's clock.
    pub at: String,
}

/// Walks along the entries. `said`: what a proven entry says; one that is not proven
/// is told of elsewhere and holds its place.
pub(super) fn walk<'a>(
    manifest: &'a CourtManifest,
    said: impl Fn(&CourtEntry) -> Option<&'a Value>,
) -> (Vec<Broken>, Option<Ordered>) {
    let (mut broken, mut ordered) = (Vec::new(), None);
    let (mut next, mut is_numbered, mut before) = (0_u64, false, None);
    for entry in &manifest.entries {
        if before.is_some_and(|before| entry.index <= before) {
            broken.push(Broken::OutOfPlace(entry.index));
        }
        before = Some(entry.index);
        let body = said(entry);
        let number = body.and_then(|body| body.get("case_entry"));
        match number.map(Value::as_u64) {
            None if body.is_none() || !is_numbered => next = next.saturating_add(1),
            Some(Some(number)) if number >= next => {
                if let Some(last) = number.checked_sub(1).filter(|last| *last >= next) {
                    broken.push(Broken::Missing(next, last));
                }
                (next, is_numbered) = (number.saturating_add(1), true);
                if body.is_some_and(|body| is_order(body, manifest)) {
                    let at = body.and_then(|body| body.get("recorded_at")?.as_str());
                    let at = at.unwrap_or_default().to_owned();
                    ordered = Some(Ordered { index: entry.index, entries: next, at });
                }
            }
            None | Some(_) => broken.push(Broken::OutOfPlace(entry.index)),
        }
    }
    if manifest.case_entries != next {
        broken.push(Broken::Count);
    }
    if ordered.is_none() {
        broken.push(Broken::NoOrder);
    }
    (broken, ordered)
}

/// Whether an entry says that exactly this bundle was made: by whom, for whom, why.
fn is_order(body: &Value, manifest: &CourtManifest) -> bool {
    let is = |name: &str, value: &str| body.get(name).and_then(Value::as_str) == Some(value);
    is("what", "custody")
        && is("custody", "exported")
        && is("by", &manifest.made_by)
        && is("to", &manifest.handed_to)
        && is("purpose", &manifest.purpose)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Entries of these numbers, of which the last orders the bundle; a number of
    /// none is an entry from before there were numbers.
    fn check(numbers: &[Option<u64>], case_entries: u64, expected: &[Broken]) {
        let bodies: Vec<Value> = numbers
            .iter()
            .map(|number| {
                json!({
                    "what": "custody", "custody": "exported", "by": "ada", "to": "court",
                    "purpose": "7 Js", "recorded_at": "2026-11-21T05:00:00Z",
                    "case_entry": number,
                })
            })
            .map(|mut body| {
                if body["case_entry"].is_null() {
                    body.as_object_mut().unwrap().remove("case_entry");
                }
                body
            })
            .collect();
        let entries: Vec<Value> = (0..numbers.len())
            .map(|at| json!({ "index": 10 * at, "leaf": "l", "proof": "p" }))
            .collect();
        let manifest: CourtManifest = serde_json::from_value(json!({
            "format": super::super::FORMAT, "case": "C-1", "title": "T",
            "made_at": "2026-11-21T05:00:00Z", "made_by": "ada", "made_with": "portcullis",
            "handed_to": "court", "purpose": "7 Js", "tlp": null, "is_held": false,
            "is_exercise": false, "case_entries": case_entries, "entries": entries,
            "items": [], "stamps": [], "files": [],
        }))
        .unwrap();
        let said = |entry: &CourtEntry| bodies.get(usize::try_from(entry.index / 10).unwrap());
        assert_eq!(walk(&manifest, said).0, expected, "{numbers:?}");
    }

    #[test]
    fn a_row_without_gaps_is_whole_and_any_gap_is_named() {
        check(&[Some(0), Some(1), Some(2)], 3, &[]);
        check(&[None, None, Some(2)], 3, &[]);
        check(&[None, Some(2)], 3, &[Broken::Missing(1, 1)]);
        check(&[Some(3)], 4, &[Broken::Missing(0, 2)]);
        check(&[Some(0), Some(1)], 3, &[Broken::Count]);
        check(&[Some(0), Some(0)], 1, &[Broken::OutOfPlace(10)]);
        check(&[Some(0), None], 1, &[Broken::OutOfPlace(10)]);
        check(&[None, None], 2, &[Broken::NoOrder]);
        check(&[], 0, &[Broken::NoOrder]);
        let huge = [Broken::Missing(0, u64::MAX - 1)];
        check(&[Some(u64::MAX)], u64::MAX, &huge);
    }
}
