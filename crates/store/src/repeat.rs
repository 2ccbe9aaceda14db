//! Which tellings were told before.
//!
//! Two tellings of one event share its time, to the millisecond, and its
//! dedup key. So only rows of the same millisecond need comparing: a file is
//! looked into only if it spans that time, and a live stream, whose events are
//! newer than every file, looks into none.

use std::{
    collections::{BTreeSet, HashSet, VecDeque},
    path::Path,
    sync::Arc,
};

use datafusion::arrow::array::BooleanArray;

use crate::{
    StoreError,
    build::Identity,
    manifest::{Sealed, Tellings},
    memory::Memory,
    sealed,
};

/// Identities kept from files while a backlog is indexed: 32 bytes each, so 32 MB.
const KEPT_MAX: usize = 1_000_000;
/// Identities kept between the chunks of a live stream.
const KEPT_IDLE_MAX: usize = 100_000;

/// Knows what has been told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Of the rows in memory.
    memory: HashSet<Identity>,
    /// Of files that were looked into lately, sorted.
    files: VecDeque<(Sealed, Vec<Identity>)>,
}

impl Told {
    /// Marks first tellings, and remembers them as told.
    pub(crate) fn mark(
        &mut self,
        dir: &Path,
        files: &[Arc<Sealed>],
        rows: &[Identity],
    ) -> Result<BooleanArray, StoreError> {
        let in_files = self.in_files(dir, files, rows)?;
        let is_first = |row: &Identity| !in_files.contains(row) && self.memory.insert(*row);
        Ok(rows.iter().map(is_first).map(Some).collect())
    }

    /// Forgets the rows in memory: they are in files now.
    pub(crate) fn forget_memory(&mut self) {
        self.memory = HashSet::new();
    }

    /// Remembers exactly the rows in memory.
    pub(crate) fn recall(&mut self, memory: &Memory) {
        let mut rows = Vec::new();
        for chunk in memory.chunks(Tellings::First) {
            sealed::identities_of(chunk, &mut rows);
        }
        self.memory = rows.into_iter().collect();
    }

    /// Forgets most of what was read from files: it can be read again.
    pub(crate) fn rest(&mut self) {
        self.trim(KEPT_IDLE_MAX);
    }

    /// Those of the rows that are in files.
    fn in_files(
        &mut self,
        dir: &Path,
        files: &[Arc<Sealed>],
        rows: &[Identity],
    ) -> Result<BTreeSet<Identity>, StoreError> {
        let mut wanted: Vec<Identity> =
            rows.iter().filter(|row| !self.memory.contains(row)).copied().collect();
        wanted.sort_unstable();
        let mut found = BTreeSet::new();
        for file in files.iter().filter(|file| file.holds == Tellings::First) {
            let start = wanted.partition_point(|row| row.occurred_ms < file.oldest_ms);
            let end = wanted.partition_point(|row| row.occurred_ms <= file.newest_ms);
            let within = wanted.get(start..end).unwrap_or_default();
            if !within.is_empty() {
                let told = self.identities(dir, file)?;
                found.extend(within.iter().filter(|row| told.binary_search(row).is_ok()));
            }
        }
        Ok(found)
    }

    fn identities(&mut self, dir: &Path, file: &Sealed) -> Result<&[Identity], StoreError> {
        let known = self.files.iter().position(|(known, _)| known == file);
        let entry = match known.and_then(|at| self.files.remove(at)) {
            Some(entry) => entry,
            None => (file.clone(), sealed::identities(dir, file)?),
        };
        self.trim(KEPT_MAX.saturating_sub(entry.1.len()));
        self.files.push_front(entry);
        Ok(self.files.front().map_or(&[], |(_, identities)| identities.as_slice()))
    }

    /// Keeps the files used last, up to so many rows.
    fn trim(&mut self, rows_max: usize) {
        let mut rows = 0;
        self.files.retain(|(_, identities)| {
            rows += identities.len();
            rows <= rows_max
        });
    }
}
