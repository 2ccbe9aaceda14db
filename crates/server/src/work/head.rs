//! What this installation itself remembers of its ledgers: the last signed head of
//! each, in `state.db`. With the index and with how far the rules had seen, that
//! tells at a start that a ledger was set back, or another put in its place, while
//! nothing ran (P3, IN7).
//!
//! What remembers more is evidence: the index and what baselines learned are put
//! aside, never deleted, and the rules look at the whole record again. A whole data
//! directory that is set back remembers nothing: that is what witnesses are for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::detect::Finding;
use engine::detect::record::{Memory, set_back};
use jiff::{SignedDuration, Timestamp};
use ledger::{Checkpoint, LedgerError, Reader, verify_consistency};
use store::state::{Position, State};
use tokio::sync::broadcast;

use super::follow::{DETECTED, journal_findings, raised};
use super::import::IMPORTED;
use super::journal::{Journal, tell};
use super::writer::{Writer, full_text};
use crate::app::{LedgerName, Notice};
use crate::config::Config;

/// What is derived from the ledger of events, and would be wrong for another one.
const DERIVED: [&str; 2] = ["index", "baselines"];

/// Where what was derived from other ledgers is put.
const ASIDE: &str = "set-aside";

/// What lies beside the ledgers when they are opened.
#[derive(Debug, Clone)]
struct Beside {
    state: Arc<State>,
    data: PathBuf,
    ledgers: [(LedgerName, Writer); 2],
}

/// Keeps the last signed head. A failure costs no more than that a later start
/// compares with an earlier head.
pub(crate) fn keep(state: &State, ledger: LedgerName, reader: &Reader) {
    if let Err(error) = kept(state, ledger, reader) {
        tracing::warn!(error = format!("{error:#}"), "The head of a ledger was not kept");
    }
}

fn kept(state: &State, ledger: LedgerName, reader: &Reader) -> Result<(), anyhow::Error> {
    let name = name(ledger);
    match reader.latest_checkpoint()? {
        Some(head) => {
            let at = Position { position: head.size, fingerprint: head.note };
            Ok(state.set_cursor(&name, &at)?)
        }
        None => Ok(state.delete_cursor(&name)?),
    }
}

fn name(ledger: LedgerName) -> String {
    format!("head/{}", ledger.as_str())
}

/// Compares the ledgers with what is remembered of them. What is missing is a
/// finding before anything that remembers it is touched.
///
/// # Errors
/// When the ledgers or the state cannot be read, the finding not be journalled or
/// what remembers more not be put aside.
pub(crate) async fn recall(
    config: &Config,
    state: &Arc<State>,
    (events, journal): (&Writer, &Journal),
    now: Timestamp,
) -> Result<(), anyhow::Error> {
    let ledgers =
        [(LedgerName::Events, events.clone()), (LedgerName::Journal, journal.writer().clone())];
    for (_, writer) in &ledgers {
        let signed = writer.reader().latest_checkpoint()?.map_or(0, |head| head.size);
        if signed < writer.reader().size() {
            writer.checkpoint().await?;
        }
    }
    let beside = Beside { state: Arc::clone(state), data: config.data.dir.clone(), ledgers };
    let looking = beside.clone();
    let found = tokio::task::spawn_blocking(move || looking.look(now)).await??;
    let told: Vec<Finding> = found.iter().map(|(_, finding)| finding.clone()).collect();
    for finding in &told {
        tracing::error!(summary = finding.summary, "A ledger was set back");
    }
    let window = SignedDuration::from_hours(i64::from(config.policy.attach_window_h));
    journal_findings(journal, raised(events.reader(), &told), window).await?;
    tokio::task::spawn_blocking(move || beside.settle(&found, now)).await?
}

impl Beside {
    fn look(&self, now: Timestamp) -> Result<Vec<(LedgerName, Finding)>, anyhow::Error> {
        let mut found = Vec::new();
        for (ledger, writer) in &self.ledgers {
            let reader = writer.reader();
            if let Some((seen, memory)) = self.remembers_more(*ledger, reader)? {
                let what = (seen, reader.size());
                found.push((*ledger, set_back(ledger.as_str(), memory, what, now)));
            }
        }
        Ok(found)
    }

    /// How many records of a ledger are remembered that are not there, and by what.
    fn remembers_more(
        &self,
        ledger: LedgerName,
        reader: &Reader,
    ) -> Result<Option<(u64, Memory)>, anyhow::Error> {
        let head = self.state.cursor(&name(ledger))?;
        let mut known = vec![(head.as_ref().map_or(0, |head| head.position), Memory::State)];
        if ledger == LedgerName::Events {
            let seen = self.state.cursor(DETECTED)?.map_or(0, |at| at.position);
            known.push((seen, Memory::State));
            // One that cannot be read is told when the index is opened.
            known.push((store::reach(&self.data.join("index")).unwrap_or_default(), Memory::Index));
        }
        let held = reader.size();
        let ahead = known.into_iter().filter(|(seen, _)| *seen > held).max();
        match head {
            Some(head) if ahead.is_none() && !goes_on(reader, &head)? => {
                Ok(Some((head.position, Memory::State)))
            }
            _known => Ok(ahead),
        }
    }

    /// From now on the ledgers are as they are.
    fn settle(&self, found: &[(LedgerName, Finding)], now: Timestamp) -> Result<(), anyhow::Error> {
        if found.is_empty() {
            return Ok(());
        }
        // Also findings may be gone: those that are there are raised once only.
        self.state.set_cursor(DETECTED, &Position { position: 0, fingerprint: String::new() })?;
        if found.iter().any(|(ledger, _)| *ledger == LedgerName::Events) {
            put_aside(&self.data, now)?;
            // What was imported and is gone can be imported again.
            self.state.delete_cursors(IMPORTED)?;
        }
        for (ledger, writer) in &self.ledgers {
            kept(&self.state, *ledger, writer.reader())?;
        }
        Ok(())
    }
}

/// Whether the ledger begins with what that head covers.
fn goes_on(reader: &Reader, head: &Position) -> Result<bool, LedgerError> {
    let key = reader.verifier_key()?;
    // Signed by another key: it is another ledger.
    let Ok(head) = Checkpoint::open(&head.fingerprint, &key) else { return Ok(false) };
    let proof = reader.prove_consistency(head.size)?;
    Ok(verify_consistency(&proof.to_text(), &head, &key).is_ok())
}

fn put_aside(data: &Path, now: Timestamp) -> std::io::Result<()> {
    let aside = data.join(ASIDE).join(now.strftime("%Y%m%dT%H%M%S%3fZ").to_string());
    std::fs::create_dir_all(&aside)?;
    for name in DERIVED {
        match std::fs::rename(data.join(name), aside.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _moved_or_never_there => {}
        }
    }
    Ok(())
}

/// Keeps each head as it is signed and tells who listens, until the writer ends.
pub(crate) async fn follow(
    (ledger, writer): (LedgerName, Writer),
    state: Arc<State>,
    notices: broadcast::Sender<Notice>,
) {
    let mut signed = writer.signed();
    while signed.changed().await.is_ok() {
        let size = *signed.borrow_and_update();
        tell(&notices, Notice::Checkpoint { ledger, size });
        let (state, reader) = (Arc::clone(&state), writer.reader().clone());
        let keeping = tokio::task::spawn_blocking(move || keep(&state, ledger, &reader));
        if let Err(error) = keeping.await {
            tracing::warn!(error = full_text(&error), "The head of a ledger was not kept");
        }
    }
}
