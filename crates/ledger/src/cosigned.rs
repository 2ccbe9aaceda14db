//! The log's own side of witnessing: heads that come back with the lines of
//! witnesses are kept beside the checkpoints, and never made up here.

use std::path::Path;

use crate::checkpoint::Checkpoint;
use crate::cosignature::{Cosignature, cosignatures};
use crate::disk;
use crate::error::LedgerError;
use crate::key::{VerifierKey, WitnessKey};
use crate::layout::Layout;
use crate::verify::Problem;

/// The cosigned heads of one ledger.
#[derive(Debug, Clone)]
pub struct Cosigned {
    layout: Layout,
}

impl Cosigned {
    /// Those of the ledger in `dir`, which may have none.
    pub fn of(dir: &Path) -> Self {
        Self { layout: Layout::new(dir) }
    }

    /// Keeps a head with the lines of witnesses under it. What was kept of the
    /// same size before stays: lines are only added.
    ///
    /// # Errors
    /// When the disk refuses, or another head of that size was kept.
    pub fn keep(&self, head: &Checkpoint) -> Result<Checkpoint, LedgerError> {
        let dir = self.layout.cosigned();
        disk::create_dir(&dir)?;
        let path = dir.join(head.size.to_string());
        let whole = match disk::read_text(&path)? {
            None => head.clone(),
            Some(note) => {
                let refused = |source| LedgerError::Key { path: path.clone(), source };
                let kept = Checkpoint::read_unverified(&note).map_err(refused)?;
                if kept.root != head.root {
                    let what = format!("another head of {} records was cosigned", head.size);
                    return Err(LedgerError::corrupt(None, what));
                }
                let lines = crate::note::split(&head.note).map_err(refused)?.1;
                kept.with_cosignatures(lines).map_err(refused)?
            }
        };
        disk::replace(&path, whole.note.as_bytes(), disk::REPLACEABLE)?;
        Ok(whole)
    }

    /// The largest head that at least one of these witnesses cosigned, with
    /// what they said. `None`: this log is not witnessed.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn latest(
        &self,
        log: &VerifierKey,
        witnesses: &[WitnessKey],
    ) -> Result<Option<(Checkpoint, Vec<Cosignature>)>, LedgerError> {
        for size in self.layout.list_cosigned()?.into_iter().rev() {
            let path = self.layout.cosigned().join(size.to_string());
            let note = disk::read_text(&path)?.unwrap_or_default();
            let Ok(head) = Checkpoint::open(&note, log) else { continue };
            let said = cosignatures(&head, witnesses).unwrap_or_default();
            if !said.is_empty() {
                return Ok(Some((head, said)));
            }
        }
        Ok(None)
    }
}

/// Cosigned heads that are not the heads of this log: it was rewritten, or
/// somebody put them there.
pub(crate) fn problems(layout: &Layout) -> Result<Vec<Problem>, LedgerError> {
    let mut problems = Vec::new();
    for size in layout.list_cosigned()? {
        let name = size.to_string();
        let cosigned = disk::read_text(&layout.cosigned().join(&name))?.unwrap_or_default();
        let signed = disk::read_text(&layout.checkpoints().join(&name))?.unwrap_or_default();
        let text = |note: &str| crate::note::split(note).map(|(text, _)| text.to_owned());
        if text(&cosigned).is_err() || text(&cosigned) != text(&signed) {
            let what = format!("the head of {size} records that witnesses saw is not the one kept");
            problems.push(Problem { index: None, segment: None, what });
        }
    }
    Ok(problems)
}
