//! From record to record up the tree, past each checkpoint.
//!
//! Two trees are kept apart where they differ: the one that the records lead
//! to, and the one that the stored hashes lead to. Whichever reaches the root
//! that was signed tells which of the two was altered.

use std::collections::VecDeque;
use std::mem;

use super::{Problem, Report, segment::Checked};
use crate::checkpoint::Checkpoint;
use crate::disk;
use crate::hashes;
use crate::key::VerifierKey;
use crate::layout::{Layout, TREE_FILES};
use crate::tree::{Frontier, Hash};

pub(super) struct Walk<'a> {
    layout: &'a Layout,
    key: Option<&'a VerifierKey>,
    /// Sizes that are still to come.
    checkpoints: VecDeque<u64>,
    /// The tree over the records, where they can be read.
    derived: Frontier,
    /// The tree over the stored hashes, where it is another one.
    stored: Option<Frontier>,
    /// Records whose hash is not the stored one, since the last checkpoint that held.
    differing: Vec<(u64, String)>,
    /// Up to where a checkpoint held.
    held: u64,
    /// Checkpoints that did not hold, after the first one that is reported.
    failed_since: u64,
    is_lost: bool,
    report: Report,
}

/// How many leaves of a gap are looked at together.
const GAP_STEP: usize = 1 << 16;

/// What a root leads back to.
enum Meaning {
    RecordsHold,
    StoredHashesHold,
    NeitherHolds,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        layout: &'a Layout,
        key: Option<&'a VerifierKey>,
        checkpoints: Vec<u64>,
        report: Report,
    ) -> Self {
        Self {
            layout,
            key,
            checkpoints: checkpoints.into(),
            derived: Frontier::default(),
            stored: None,
            differing: Vec::new(),
            held: 0,
            failed_since: 0,
            is_lost: false,
            report,
        }
    }

    pub(super) fn records_and_bytes(&self) -> (u64, u64) {
        (self.report.records, self.report.bytes)
    }

    /// Goes over the next segment.
    pub(super) fn segment(&mut self, mut checked: Checked) {
        self.report.problems.append(&mut checked.problems);
        if self.is_lost {
            return;
        }
        self.report.bytes += checked.bytes;
        self.report.records += checked.records();
        self.cross_gap(&checked);
        let already = checked
            .leaves
            .len()
            .min(usize::try_from(self.derived.size().saturating_sub(checked.first)).unwrap_or(0));
        let leaves = checked.leaves.get(already..).unwrap_or_default();
        self.push_all(leaves, &checked.name, checked.is_sealed);
        if let Some(manifest) = &checked.manifest {
            self.check_manifest_root(&manifest.root, &checked);
        }
    }

    /// Records between two segments that are in neither.
    fn cross_gap(&mut self, checked: &Checked) {
        let (from, to) = (self.derived.size(), checked.first);
        if from > to && checked.end() > to {
            self.problem(to, Some(&checked.name), "the segment overlaps the one before".to_owned());
        }
        if from >= to {
            return;
        }
        let what = format!("records {from} to {} are missing: a segment is gone", to - 1);
        self.problem(from, None, what);
        while self.derived.size() < to && !self.is_lost {
            let count = usize::try_from(to - self.derived.size()).unwrap_or(usize::MAX);
            self.push_all(&vec![None; count.min(GAP_STEP)], "", true);
        }
    }

    fn push_all(&mut self, leaves: &[Option<Hash>], segment: &str, is_sealed: bool) {
        let mut stored = Vec::new();
        if is_sealed {
            let (from, count) = (self.derived.size(), super::len(leaves));
            match hashes::read(self.layout, 0, from, count) {
                Ok(read) => stored = read,
                Err(error) => self.problem(from, Some(segment), error.to_string()),
            }
        }
        let mut upper = Vec::new();
        let stored = stored.into_iter().map(Some).chain(std::iter::repeat(None));
        for (leaf, stored) in leaves.iter().zip(stored) {
            if self.is_lost {
                return;
            }
            self.pass_checkpoints();
            self.push(*leaf, stored, segment, &mut upper);
        }
        self.pass_checkpoints();
        if is_sealed {
            self.check_upper(&upper);
        }
    }

    /// Adds one leaf to both trees; `upper` gets the nodes that the files hold.
    fn push(
        &mut self,
        leaf: Option<Hash>,
        stored: Option<Hash>,
        segment: &str,
        upper: &mut Vec<(u32, u64, Hash)>,
    ) {
        if let (Some(leaf), Some(stored)) = (leaf, stored)
            && leaf != stored
        {
            self.differing.push((self.derived.size(), segment.to_owned()));
            self.stored.get_or_insert_with(|| self.derived.clone());
        }
        // Where a record cannot be read, its stored hash stands in: the next
        // checkpoint then still tells whether all others are what was signed.
        let (Some(derived), Some(stored)) = (leaf.or(stored), stored.or(leaf)) else {
            self.is_lost = true;
            let what = "neither the record nor its stored hash can be read: the tree cannot be \
                        followed from here on";
            return self.problem(self.derived.size(), Some(segment), what.to_owned());
        };
        let mut note = |level: u32, index, hash| {
            if level > 0 && level.is_multiple_of(8) && level < 8 * TREE_FILES {
                upper.push((level / 8, index, hash));
            }
        };
        match &mut self.stored {
            Some(tree) => {
                tree.push(stored, note);
                self.derived.push(derived, |_, _, _| {});
            }
            None => self.derived.push(derived, &mut note),
        }
    }

    fn check_upper(&mut self, upper: &[(u32, u64, Hash)]) {
        for (file, index, hash) in upper {
            let found = hashes::read(self.layout, *file, *index, 1);
            if !found.is_ok_and(|found| found.first() == Some(hash)) {
                let (first, width) = (index << (8 * file), 1_u64 << (8 * file));
                let last = first + width - 1;
                let what = format!("tree/{file}: the stored hash up to record {last} is wrong");
                self.problem(first, None, what);
            }
        }
    }

    fn meaning(&self, root: &Hash) -> Meaning {
        if self.is_lost {
            Meaning::NeitherHolds
        } else if self.derived.root() == *root {
            Meaning::RecordsHold
        } else if self.stored.as_ref().is_some_and(|stored| stored.root() == *root) {
            Meaning::StoredHashesHold
        } else {
            Meaning::NeitherHolds
        }
    }

    fn check_manifest_root(&mut self, root: &Hash, checked: &Checked) {
        if matches!(self.meaning(root), Meaning::NeitherHolds) && self.failed_since == 0 {
            let what = "the root in the segment's manifest is not that of its records".to_owned();
            self.problem(checked.first, Some(&checked.name), what);
        }
    }

    /// Checks the signed heads of the size that was reached.
    fn pass_checkpoints(&mut self) {
        while self.checkpoints.front().is_some_and(|size| *size <= self.derived.size()) {
            let Some(size) = self.checkpoints.pop_front() else { return };
            let Some(checkpoint) = self.read_checkpoint(size) else { continue };
            match self.meaning(&checkpoint.root) {
                Meaning::RecordsHold => {
                    self.name_differing("its stored hash in tree/0 was altered; the record holds");
                    self.stored = None;
                    self.hold(size);
                }
                Meaning::StoredHashesHold => {
                    self.name_differing("the record is not the one that was signed");
                    self.derived = self.stored.take().unwrap_or_default();
                    self.hold(size);
                }
                Meaning::NeitherHolds => self.fail(size),
            }
        }
    }

    fn hold(&mut self, size: u64) {
        self.held = size;
        self.report.checkpoints += 1;
        self.report.signed_records = size;
    }

    fn fail(&mut self, size: u64) {
        self.failed_since += 1;
        if self.failed_since == 1 {
            let what = format!(
                "the records from here to {} do not lead to the root that was signed for {size}",
                size.saturating_sub(1)
            );
            self.problem(self.held, None, what);
        }
    }

    fn read_checkpoint(&mut self, size: u64) -> Option<Checkpoint> {
        let text = disk::read_text(&self.layout.checkpoint_of(size)).ok().flatten();
        let text = text.unwrap_or_default();
        let read = match self.key {
            Some(key) => Checkpoint::open(&text, key),
            None => Checkpoint::read_unverified(&text),
        };
        match read {
            Ok(checkpoint) if checkpoint.size == size => return Some(checkpoint),
            Ok(_) => self.problem(None, None, format!("checkpoint {size} is of another size")),
            Err(error) => self.problem(None, None, format!("checkpoint {size}: {error}")),
        }
        None
    }

    fn name_differing(&mut self, what: &str) {
        for (index, segment) in mem::take(&mut self.differing) {
            self.problem(index, Some(&segment), what.to_owned());
        }
    }

    fn problem(&mut self, index: impl Into<Option<u64>>, segment: Option<&str>, what: String) {
        let segment = segment.filter(|name| !name.is_empty()).map(ToOwned::to_owned);
        self.report.problems.push(Problem { index: index.into(), segment, what });
    }

    /// The end: whatever is signed beyond it is missing.
    pub(super) fn finish(mut self, latest: Option<&str>) -> Report {
        self.pass_checkpoints();
        self.name_differing("the record and its stored hash in tree/0 differ");
        let size = self.derived.size();
        if let Some(signed) = self.checkpoints.back().filter(|_| !self.is_lost) {
            let what = format!("{signed} records were signed, but the ledger ends here");
            self.problem(size, None, what);
        }
        if self.failed_since > 1 {
            let what = format!("{} more checkpoints do not hold", self.failed_since - 1);
            self.problem(None, None, what);
        }
        self.check_latest(latest);
        self.report.problems.sort_by_key(|problem| problem.index);
        self.report
    }

    /// The replaceable `checkpoint` must be one of those that were kept.
    fn check_latest(&mut self, latest: Option<&str>) {
        let Some(latest) = latest else { return };
        let read = match self.key {
            Some(key) => Checkpoint::open(latest, key),
            None => Checkpoint::read_unverified(latest),
        };
        let is_kept = read.is_ok_and(|read| {
            let kept = disk::read_text(&self.layout.checkpoint_of(read.size)).ok().flatten();
            kept.and_then(|kept| Checkpoint::read_unverified(&kept).ok())
                .is_some_and(|kept| kept.root == read.root)
        });
        if !is_kept {
            self.problem(None, None, "the latest checkpoint is not one that was kept".to_owned());
        }
    }
}
