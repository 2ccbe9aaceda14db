//! Who may send: the tokens of each stream and hook, compared in constant time.
//!
//! The files that hold the tokens are looked at again when somebody knocks, at
//! most once a second: a token that was replaced is taken, and the old one is
//! not any more, without a restart.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use crate::config::{ConfigError, OnOverload, Stream, read_secret};

/// Wrong tokens a minute that are answered one by one; above, only the right
/// token is.
const WRONG_PER_MINUTE_MAX: u32 = 30;

const MINUTE_MS: i64 = 60_000;

/// How often the files of the tokens are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// All senders of one way in that are known.
#[derive(Debug)]
pub(crate) struct Doors {
    doors: BTreeMap<String, Arc<Door>>,
    wrong: Wrong,
}

/// One stream or hook.
#[derive(Debug)]
pub(crate) struct Door {
    /// The source that its records carry: `stream/<name>`.
    pub(crate) source: Arc<str>,
    /// What to do when we cannot keep up.
    pub(crate) on_overload: OnOverload,
    files: Vec<PathBuf>,
    tokens: Mutex<Tokens>,
}

/// The valid tokens, as they were read.
#[derive(Debug)]
struct Tokens {
    /// Equal in length, whatever the tokens are.
    hashes: Vec<[u8; 32]>,
    /// What the files looked like.
    stamps: Vec<Option<SystemTime>>,
    looked_at: Instant,
}

/// How a sender is met.
#[derive(Debug)]
pub(crate) enum Knock {
    /// The token is right.
    Open(Arc<Door>),
    /// It is not, or there is no such stream: the answer is the same.
    Wrong,
    /// Again not, and too often.
    TooOften,
}

impl Doors {
    /// Reads the tokens that the settings name; `kind` begins their sources.
    pub(crate) fn load(kind: &str, senders: &[Stream]) -> Result<Self, ConfigError> {
        let mut doors = BTreeMap::new();
        for sender in senders {
            let door = Door {
                source: Arc::from(format!("{kind}/{}", sender.name)),
                on_overload: sender.on_overload,
                files: sender.token_files.clone(),
                tokens: Mutex::new(Tokens::read(&sender.token_files)?),
            };
            doors.insert(sender.name.clone(), Arc::new(door));
        }
        Ok(Self { doors, wrong: Wrong::default() })
    }

    /// The sources that their records carry.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &Arc<str>> {
        self.doors.values().map(|door| &door.source)
    }

    /// Meets a sender. The right token is always let in, however many wrong
    /// ones come: nobody can shut a stream from outside.
    pub(crate) fn knock(&self, name: &str, token: Option<&[u8]>, now_ms: i64) -> Knock {
        let shown: [u8; 32] = Sha256::digest(token.unwrap_or_default()).into();
        match self.doors.get(name) {
            Some(door) if door.takes(&shown) => Knock::Open(Arc::clone(door)),
            Some(_) | None => self.wrong.count(now_ms),
        }
    }
}

impl Door {
    /// Compares with every token, without stopping at the first that fits.
    fn takes(&self, shown: &[u8; 32]) -> bool {
        let mut tokens = self.lock();
        if tokens.looked_at.elapsed() >= LOOK_EVERY {
            self.look(&mut tokens);
        }
        let any = tokens.hashes.iter().fold(Choice::from(0), |any, token| any | token.ct_eq(shown));
        any.into()
    }

    /// Takes new tokens over. A file that cannot be read right now, because it
    /// is just being replaced, changes nothing.
    fn look(&self, tokens: &mut Tokens) {
        tokens.looked_at = Instant::now();
        if stamps(&self.files) == tokens.stamps {
            return;
        }
        match Tokens::read(&self.files) {
            Ok(new) => {
                tracing::info!(source = %self.source, "The tokens were read again");
                *tokens = new;
            }
            Err(error) => {
                tracing::warn!(source = %self.source, %error, "The tokens stay as they were");
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tokens {
    fn read(files: &[PathBuf]) -> Result<Self, ConfigError> {
        // Before the tokens: a file that is replaced meanwhile is read once more.
        let stamps = stamps(files);
        let hashes: Result<Vec<_>, _> =
            files.iter().map(|path| read_secret(path).map(|token| hash(&token))).collect();
        Ok(Self { hashes: hashes?, stamps, looked_at: Instant::now() })
    }
}

fn stamps(files: &[PathBuf]) -> Vec<Option<SystemTime>> {
    let stamp = |path: &Path| std::fs::metadata(path).ok()?.modified().ok();
    files.iter().map(|path| stamp(path)).collect()
}

fn hash(token: &SecretString) -> [u8; 32] {
    Sha256::digest(token.expose_secret().as_bytes()).into()
}

/// Counts wrong tokens by the minute.
#[derive(Debug, Default)]
struct Wrong {
    minute: AtomicI64,
    count: AtomicU32,
}

impl Wrong {
    fn count(&self, now_ms: i64) -> Knock {
        let minute = now_ms.div_euclid(MINUTE_MS);
        if self.minute.swap(minute, Ordering::Relaxed) != minute {
            self.count.store(0, Ordering::Relaxed);
        }
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        if count == 0 {
            tracing::warn!("A stream or hook was called with a wrong token");
        }
        if count < WRONG_PER_MINUTE_MAX { Knock::Wrong } else { Knock::TooOften }
    }
}
