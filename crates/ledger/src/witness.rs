//! A witness: cosigns the checkpoints of other people's logs, after checking
//! that each one continues the last (C2SP tlog-witness).
//!
//! It keeps one small file a log: the last head that it cosigned. A head that
//! was signed by the log and contradicts an earlier one proves that the log was
//! rewritten; it is kept beside, under its own name, and never overwritten.
//!
//! ```text
//! witness.key  witness.pub      Ed25519, in the text forms of C2SP signed-note (type 0x04)
//! logs/<id>.latest              the last checkpoint that was cosigned
//! logs/<id>.conflict-<hash>     a signed head that does not continue it: the proof of a fork
//! logs/<id>.refused             heads signed by the log that were refused: how many, since when
//! ```
//!
//! `<id>` is the SHA-256 of the log's verifier key (`vkey`), in hex: installations
//! may share an origin, never a key.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::checkpoint::{Checkpoint, read_decimal};
use crate::cosignature::cosign;
use crate::disk;
use crate::error::{LedgerError, ProofError};
use crate::key::{VerifierKey, WitnessKey, WitnessSecret, hex};
use crate::note;
use crate::proof::{ConsistencyProof, verify_consistency};

/// Cosigns heads of the logs that it knows.
#[derive(Debug)]
pub struct Witness {
    dir: PathBuf,
    key: WitnessSecret,
    logs: Vec<VerifierKey>,
    /// One request at a time: comparing and keeping are one step.
    turn: Mutex<()>,
}

/// Heads that a log signed and that do not continue what was cosigned: it was set back
/// or rewritten, or somebody sent an old head of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// How many since the last one that was cosigned.
    pub count: u64,
    /// When the first of them came, in seconds since 1970.
    pub first_s: u64,
    /// When the last of them came.
    pub last_s: u64,
    /// How many records the last of them covers.
    pub claimed: u64,
    /// How many records the head covers that was cosigned before.
    pub held: u64,
    /// Whether a head that continues it was cosigned since.
    pub is_over: bool,
}

impl Refused {
    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split_ascii_whitespace().map(read_decimal);
        let mut next = || numbers.next().flatten();
        let (count, first_s, last_s) = (next()?, next()?, next()?);
        let (claimed, held, is_over) = (next()?, next()?, next()? != 0);
        Some(Self { count, first_s, last_s, claimed, held, is_over })
    }

    fn to_text(self) -> String {
        let Self { count, first_s, last_s, claimed, held, is_over } = self;
        format!("{count} {first_s} {last_s} {claimed} {held} {}\n", u8::from(is_over))
    }
}

/// Why a head is not cosigned, one variant per answer of C2SP tlog-witness.
#[derive(Debug, thiserror::Error)]
pub enum WitnessRefusal {
    /// 400: not an `add-checkpoint` request, or the old size is beyond the new.
    #[error("not a request to add a checkpoint: {0}")]
    Malformed(&'static str),
    /// 404: no log of that origin is known here.
    #[error("the log {origin} is not known here")]
    UnknownLog {
        /// What the checkpoint says.
        origin: String,
    },
    /// 403: not signed by the log's key.
    #[error("the checkpoint is not signed by the log's key")]
    Unsigned,
    /// 409: the request starts from another size than the last one cosigned.
    #[error("the last cosigned checkpoint has {size} records")]
    OtherSize {
        /// That size.
        size: u64,
    },
    /// 409: as many records, another root: two histories.
    #[error("another root was cosigned for {size} records: the log was rewritten")]
    Fork {
        /// How many records both claim.
        size: u64,
    },
    /// 422: the proof does not lead from the last head to this one.
    #[error("the proof does not show that the log only grew since {size} records")]
    Inconsistent {
        /// The size of the last head.
        size: u64,
    },
    /// 500: the disk refused. Nothing was cosigned.
    #[error(transparent)]
    Disk(#[from] LedgerError),
}

impl Witness {
    /// A witness in `dir`, for these logs; makes its key at the first time.
    ///
    /// # Errors
    /// When the folder or key cannot be made or read, or the key there has
    /// another name.
    pub fn open(dir: &Path, name: &str, logs: Vec<VerifierKey>) -> Result<Self, LedgerError> {
        disk::create_dir(dir)?;
        disk::create_dir(&dir.join("logs"))?;
        let key = open_key(dir, name)?;
        Ok(Self { dir: dir.to_owned(), key, logs, turn: Mutex::new(()) })
    }

    /// What others check its cosignatures with.
    pub fn key(&self) -> &WitnessKey {
        self.key.verifier()
    }

    /// The logs that it knows.
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// The last head of a log that was cosigned here.
    ///
    /// # Errors
    /// When the disk refuses or what was kept is not signed by that log.
    pub fn latest(&self, log: &VerifierKey) -> Result<Option<Checkpoint>, LedgerError> {
        let path = self.latest_path(log);
        let Some(note) = disk::read_text(&path)? else { return Ok(None) };
        Checkpoint::open(&note, log).map(Some).map_err(|source| LedgerError::Key { path, source })
    }

    /// The heads of a log that contradict what was cosigned before: each is a
    /// proof, signed by the log itself, that it was rewritten.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn conflicts(&self, log: &VerifierKey) -> Result<Vec<String>, LedgerError> {
        use crate::error::Attempt as _;
        let dir = self.dir.join("logs");
        let begin = format!("{}.conflict-", log_id(log));
        let mut notes = Vec::new();
        for entry in std::fs::read_dir(&dir).attempt("list", &dir)? {
            let path = entry.attempt("list", &dir)?.path();
            let name = path.file_name().map(std::ffi::OsStr::to_string_lossy);
            let is_finished = path.extension().is_none_or(|end| end != disk::UNFINISHED);
            if is_finished && name.is_some_and(|name| name.starts_with(&begin)) {
                notes.extend(disk::read_text(&path)?);
            }
        }
        notes.sort_unstable();
        Ok(notes)
    }

    /// Heads of a log that were refused although it signed them, the last run of them.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn refused(&self, log: &VerifierKey) -> Result<Option<Refused>, LedgerError> {
        Ok(disk::read_text(&self.refused_path(log))?.as_deref().and_then(Refused::read))
    }

    /// Answers an `add-checkpoint` request (`body`) at `now_s` seconds since
    /// 1970: the cosignature line, once the new head is durable here.
    ///
    /// # Errors
    /// See [`WitnessRefusal`].
    pub fn add_checkpoint(&self, body: &str, now_s: u64) -> Result<String, WitnessRefusal> {
        let malformed = |_: ProofError| WitnessRefusal::Malformed("it cannot be read");
        let request = ConsistencyProof::parse(body).map_err(malformed)?;
        let claimed = Checkpoint::read_unverified(&request.checkpoint)
            .or(Err(WitnessRefusal::Malformed("it holds no checkpoint")))?;
        let (log, new) = self.log_of(&claimed)?;

        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.latest(log)?;
        if let Err(refusal) = judge(held.as_ref(), &request, &new, log) {
            if matches!(refusal, WitnessRefusal::Fork { .. }) {
                self.keep_conflict(log, &new)?;
            }
            self.note_refused(log, (held.as_ref(), &new), &refusal, now_s)?;
            return Err(refusal);
        }
        disk::replace(&self.latest_path(log), new.note.as_bytes(), disk::REPLACEABLE)?;
        if let Some(before) = self.refused(log)?.filter(|before| !before.is_over) {
            self.keep_refused(log, Refused { is_over: true, ..before })?;
        }
        let text = note::split(&new.note).or(Err(WitnessRefusal::Unsigned))?.0;
        Ok(cosign(text, now_s, &self.key))
    }

    /// The log that signed this head.
    fn log_of(&self, claimed: &Checkpoint) -> Result<(&VerifierKey, Checkpoint), WitnessRefusal> {
        let mut named = self.logs.iter().filter(|log| log.name() == claimed.origin).peekable();
        if named.peek().is_none() {
            return Err(WitnessRefusal::UnknownLog { origin: claimed.origin.clone() });
        }
        named
            .find_map(|log| Some((log, Checkpoint::open(&claimed.note, log).ok()?)))
            .ok_or(WitnessRefusal::Unsigned)
    }

    fn keep_conflict(&self, log: &VerifierKey, head: &Checkpoint) -> Result<(), LedgerError> {
        let id = log_id(log);
        let hash = hex(&Sha256::digest(&head.note));
        let path = self.dir.join("logs").join(format!("{id}.conflict-{hash}"));
        disk::put_if_absent(&path, head.note.as_bytes(), disk::READ_ONLY).map(drop)
    }

    /// Counts a head that does not continue what was cosigned. Who merely starts from
    /// another size than the last one asks again, and is no such head.
    fn note_refused(
        &self,
        log: &VerifierKey,
        (held, new): (Option<&Checkpoint>, &Checkpoint),
        refusal: &WitnessRefusal,
        now_s: u64,
    ) -> Result<(), LedgerError> {
        let held = held.map_or(0, |held| held.size);
        let is_behind = match refusal {
            WitnessRefusal::Fork { .. } | WitnessRefusal::Inconsistent { .. } => true,
            WitnessRefusal::OtherSize { .. } | WitnessRefusal::Malformed(_) => new.size < held,
            WitnessRefusal::UnknownLog { .. }
            | WitnessRefusal::Unsigned
            | WitnessRefusal::Disk(_) => false,
        };
        if !is_behind {
            return Ok(());
        }
        let before = self.refused(log)?.filter(|before| !before.is_over);
        let (count, first_s) = before.map_or((0, now_s), |before| (before.count, before.first_s));
        let count = count.saturating_add(1);
        let (last_s, claimed) = (now_s, new.size);
        self.keep_refused(log, Refused { count, first_s, last_s, claimed, held, is_over: false })
    }

    fn keep_refused(&self, log: &VerifierKey, refused: Refused) -> Result<(), LedgerError> {
        let text = refused.to_text();
        disk::replace(&self.refused_path(log), text.as_bytes(), disk::REPLACEABLE)
    }

    fn refused_path(&self, log: &VerifierKey) -> PathBuf {
        self.dir.join("logs").join(format!("{}.refused", log_id(log)))
    }

    fn latest_path(&self, log: &VerifierKey) -> PathBuf {
        self.dir.join("logs").join(format!("{}.latest", log_id(log)))
    }
}

/// Whether a head may be cosigned after the one held.
fn judge(
    held: Option<&Checkpoint>,
    request: &ConsistencyProof,
    new: &Checkpoint,
    log: &VerifierKey,
) -> Result<(), WitnessRefusal> {
    if request.old_size > new.size {
        return Err(WitnessRefusal::Malformed("the old size is beyond the new"));
    }
    let size = held.map_or(0, |held| held.size);
    if let Some(held) = held.filter(|held| held.size == new.size && held.root != new.root) {
        return Err(WitnessRefusal::Fork { size: held.size });
    }
    if request.old_size != size {
        return Err(WitnessRefusal::OtherSize { size });
    }
    let Some(held) = held else {
        let is_plain = request.path.is_empty();
        return if is_plain { Ok(()) } else { Err(WitnessRefusal::Inconsistent { size }) };
    };
    match verify_consistency(&request.to_text(), held, log) {
        Ok(_) => Ok(()),
        Err(_) => Err(WitnessRefusal::Inconsistent { size }),
    }
}

/// The name of a log's files.
fn log_id(log: &VerifierKey) -> String {
    hex(&Sha256::digest(log.to_string()))
}

fn open_key(dir: &Path, name: &str) -> Result<WitnessSecret, LedgerError> {
    let path = dir.join("witness.key");
    let refused = |source| LedgerError::Key { path: path.clone(), source };
    let key = match disk::read_text(&path)? {
        Some(text) => WitnessSecret::from_file_text(&text).map_err(refused)?,
        None => {
            let key = WitnessSecret::generate(name).map_err(refused)?;
            disk::put_if_absent(&path, key.to_file_text().as_bytes(), disk::SECRET)?;
            key
        }
    };
    if key.verifier().name() != name {
        let known = key.verifier().name();
        return Err(LedgerError::BadOrigin(format!(
            "the witness in {} is called {known}, not {name}",
            dir.display()
        )));
    }
    let public = format!("{}\n", key.verifier());
    disk::replace(&dir.join("witness.pub"), public.as_bytes(), disk::REPLACEABLE)?;
    Ok(key)
}
