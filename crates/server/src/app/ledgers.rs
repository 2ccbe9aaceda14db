//! The two ledgers, from outside: sizes, checkpoints, proofs, verification.

use ledger::{LedgerError, Reader};

use super::error::allow;
use super::{App, AppError, Health, LedgerName, LedgerStatus, Queue};
use crate::person::{Permission, Person};
use crate::work::writer::Writer;

/// So many accepted events may wait for the index or the rules before that is
/// a problem worth telling.
const BEHIND_MAX: u64 = 1_000_000;

impl App {
    /// How both ledgers stand.
    pub async fn ledgers(&self, person: &Person) -> Result<Vec<LedgerStatus>, AppError> {
        allow(person, Permission::ReadLedger)?;
        let mut all = Vec::new();
        for name in LedgerName::ALL {
            all.push(self.ledger_status(name).await?);
        }
        Ok(all)
    }

    /// Reads a whole ledger and checks every byte, hash and signature.
    pub async fn verify(
        &self,
        person: &Person,
        ledger: LedgerName,
        mut progress: Box<dyn FnMut(ledger::Progress) + Send>,
    ) -> Result<ledger::Report, AppError> {
        allow(person, Permission::VerifyLedger)?;
        let dir = self.inner.ledger_dir(ledger);
        let key = self.writer(ledger).reader().verifier_key().map_err(AppError::internal)?;
        blocking(move || ledger::verify(&dir, Some(&key), &mut *progress)).await
    }

    /// Proof that a record is under the latest checkpoint (C2SP `tlog-proof` text).
    pub async fn prove(
        &self,
        person: &Person,
        ledger: LedgerName,
        index: u64,
    ) -> Result<String, AppError> {
        allow(person, Permission::ReadLedger)?;
        let status = self.ledger_status(ledger).await?;
        if index >= status.size {
            return Err(AppError::not_found(format!("record {index} in {}", ledger.as_str())));
        }
        if index >= status.checkpoint_size {
            self.writer(ledger).checkpoint().await?;
        }
        let reader = self.writer(ledger).reader().clone();
        blocking(move || reader.prove_inclusion(index).map(|proof| proof.to_text())).await
    }

    /// Signs the head as it is now.
    pub async fn checkpoint(
        &self,
        person: &Person,
        ledger: LedgerName,
    ) -> Result<LedgerStatus, AppError> {
        allow(person, Permission::VerifyLedger)?;
        self.writer(ledger).checkpoint().await?;
        self.ledger_status(ledger).await
    }

    /// How the product itself does; asks for no person, holds nothing secret.
    pub fn health(&self) -> Health {
        let inner = &self.inner;
        let queue = Queue {
            accepted: inner.events.reader().size(),
            indexed: *inner.indexed.borrow(),
            detected: *inner.detected.borrow(),
        };
        let mut problems = Vec::new();
        for name in LedgerName::ALL {
            if self.writer(name).is_broken() {
                problems.push(format!("the ledger of {} takes no entries", name.as_str()));
            }
        }
        for (what, has_stopped, at) in [
            ("the index", inner.indexed.has_changed().is_err(), queue.indexed),
            ("detection", inner.detected.has_changed().is_err(), queue.detected),
        ] {
            if has_stopped {
                problems.push(format!("{what} has stopped; see the log"));
            } else if queue.accepted.saturating_sub(at) > BEHIND_MAX {
                problems.push(format!("{what} is more than {BEHIND_MAX} events behind"));
            }
        }
        if let Err(full) = self.refuse_when_full() {
            problems.push(full.to_string());
        }
        let at = inner.clock.now();
        Health { at, is_well: problems.is_empty(), queue, problems }
    }

    pub(super) fn writer(&self, ledger: LedgerName) -> &Writer {
        match ledger {
            LedgerName::Events => &self.inner.events,
            LedgerName::Journal => self.inner.journal.writer(),
        }
    }

    async fn ledger_status(&self, name: LedgerName) -> Result<LedgerStatus, AppError> {
        let reader = self.writer(name).reader().clone();
        let (dir, keys) = (self.inner.ledger_dir(name), self.witness_keys());
        let uncosigned = self.uncosigned(name).await?;
        blocking(move || {
            let witnessed = super::witness::witnessed(&reader, &dir, &keys)?;
            Ok(LedgerStatus { witnessed, uncosigned, ..status(name, &reader)? })
        })
        .await
    }
}

fn status(name: LedgerName, reader: &Reader) -> Result<LedgerStatus, LedgerError> {
    let checkpoint = reader.latest_checkpoint()?;
    Ok(LedgerStatus {
        name,
        size: reader.size(),
        checkpoint_size: checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size),
        root: checkpoint.as_ref().map(|checkpoint| hex::encode(checkpoint.root)),
        checkpoint: checkpoint.map(|checkpoint| checkpoint.note),
        verifier_key: reader.verifier_key()?.to_string(),
        witnessed: None,
        uncosigned: Vec::new(),
    })
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LedgerError> + Send + 'static,
) -> Result<T, AppError> {
    let done = tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?;
    done.map_err(AppError::internal)
}
