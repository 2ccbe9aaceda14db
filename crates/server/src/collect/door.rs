//! Who may send: the tokens of each stream, compared in constant time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use crate::config::{Config, ConfigError, OnOverload, read_secret};

/// Wrong tokens a minute that are answered one by one; above, only the right
/// token is.
const WRONG_PER_MINUTE_MAX: u32 = 30;

const MINUTE_MS: i64 = 60_000;

/// All streams that are known.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    doors: BTreeMap<String, Arc<StreamDoor>>,
    wrong: Wrong,
}

/// One stream.
#[derive(Debug)]
pub(crate) struct StreamDoor {
    /// The source that its records carry: `stream/<name>`.
    pub(crate) source: Arc<str>,
    /// What to do when we cannot keep up.
    pub(crate) on_overload: OnOverload,
    /// Hashes of the valid tokens: equal in length, whatever the tokens are.
    tokens: Vec<[u8; 32]>,
}

/// How a sender is met.
#[derive(Debug)]
pub(crate) enum Knock {
    /// The token is right.
    Open(Arc<StreamDoor>),
    /// It is not, or there is no such stream: the answer is the same.
    Wrong,
    /// Again not, and too often.
    TooOften,
}

impl Streams {
    /// Reads the tokens that the settings name.
    pub(crate) fn load(config: &Config) -> Result<Self, ConfigError> {
        let mut doors = BTreeMap::new();
        for stream in &config.stream {
            let tokens: Result<Vec<_>, _> =
                stream.token_files.iter().map(|path| read_secret(path).map(|t| hash(&t))).collect();
            let door = StreamDoor {
                source: Arc::from(format!("stream/{}", stream.name)),
                on_overload: stream.on_overload,
                tokens: tokens?,
            };
            doors.insert(stream.name.clone(), Arc::new(door));
        }
        Ok(Self { doors, wrong: Wrong::default() })
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

impl StreamDoor {
    /// Compares with every token, without stopping at the first that fits.
    fn takes(&self, shown: &[u8; 32]) -> bool {
        let any = self.tokens.iter().fold(Choice::from(0), |any, token| any | token.ct_eq(shown));
        any.into()
    }
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
            tracing::warn!("A stream was called with a wrong token");
        }
        if count < WRONG_PER_MINUTE_MAX { Knock::Wrong } else { Knock::TooOften }
    }
}
