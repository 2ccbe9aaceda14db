//! Numbers of the entries of a case: whoever has some of them sees whether one was
//! left out (IN7; ADR 0026).
//!
//! An entry of a case carries, beside what it says, how many entries of that case
//! came before it. What was written before there were numbers counts, too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CaseId, Entry};

/// How many entries each case has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers(BTreeMap<CaseId, u64>);

/// An entry as the ledger holds it.
#[derive(Serialize)]
struct Numbered<'a> {
    #[serde(flatten)]
    entry: &'a Entry,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_entry: Option<u64>,
}

/// As much of an entry as every version can read.
#[derive(Deserialize)]
struct Of {
    case: Option<CaseId>,
}

/// The case of an entry as the ledger holds it, also of one that a newer version
/// wrote; none where it is of no case.
pub fn case_of(raw: &[u8]) -> Option<CaseId> {
    serde_json::from_slice::<Of>(raw).ok()?.case
}

impl Numbers {
    /// How many entries the case has.
    pub fn of(&self, case: CaseId) -> u64 {
        self.0.get(&case).copied().unwrap_or_default()
    }

    /// Counts an entry of this case that is in the journal.
    pub fn add(&mut self, case: Option<CaseId>) {
        if let Some(count) = case.map(|case| self.0.entry(case).or_default()) {
            *count = count.saturating_add(1);
        }
    }

    /// These entries as they are to be written next, with their numbers. Nothing
    /// is counted: that they are in the journal is told by [`Self::add`].
    ///
    /// # Errors
    /// When an entry is no JSON.
    pub fn write(&self, entries: &[Entry]) -> Result<Vec<Vec<u8>>, serde_json::Error> {
        let mut next = Self::default();
        let mut written = Vec::with_capacity(entries.len());
        for entry in entries {
            let case_entry = entry.case.map(|case| self.of(case).saturating_add(next.of(case)));
            written.push(serde_json::to_vec(&Numbered { entry, case_entry })?);
            next.add(entry.case);
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coordinate::What;

    fn entry(case: Option<u32>) -> Entry {
        let what = What::NoteAdded { text: "seen".to_owned(), occurred_at: None };
        let (case, by) = (case.map(CaseId), "rita".to_owned());
        Entry { recorded_at: jiff::Timestamp::UNIX_EPOCH, by, case, what }
    }

    #[test]
    fn each_case_counts_on_its_own_and_an_entry_of_none_has_no_number() {
        let mut numbers = Numbers::default();
        numbers.add(Some(CaseId(1)));
        let entries = [Some(1), Some(2), None, Some(1)].map(entry);
        let written = numbers.write(&entries).unwrap();
        let told: Vec<serde_json::Value> =
            written.iter().map(|raw| serde_json::from_slice(raw).unwrap()).collect();
        let found: Vec<_> = told.iter().map(|one| one["case_entry"].as_u64()).collect();
        assert_eq!(found, [Some(1), Some(0), None, Some(2)]);
        assert_eq!(numbers.of(CaseId(1)), 1, "written is not yet in the journal");
        for (raw, entry) in written.iter().zip(&entries) {
            assert_eq!(serde_json::from_slice::<Entry>(raw).unwrap(), *entry, "read as before");
            assert_eq!(case_of(raw), entry.case);
        }
        assert_eq!(case_of(br#"{"case": 7, "what": "of_a_newer_version"}"#), Some(CaseId(7)));
    }
}
