//! The little that must be mutable and secret: accounts, sessions, API
//! tokens, cursors, settings, the outbox.
//!
//! One SQLite file that only its owner may read. Passwords come in hashed,
//! sessions and API tokens as digests: who reads the file can sign in as
//! nobody. Nothing of a case is here; that is in the ledger. Time is an
//! argument everywhere.

mod account;
mod api_token;
mod cursor;
mod failure;
mod outbox;
mod schema;
mod session;
mod setting;

use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub use account::{Account, NewAccount};
pub use api_token::{ApiToken, NewApiToken};
pub use cursor::Position;
use jiff::Timestamp;
pub use outbox::{NewDelivery, Parcel, ParcelEnd, ParcelKey, ParcelState};
use rusqlite::{Connection, OpenFlags, types::Type};

/// How long a statement waits for another process to finish its own.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A SHA-256 digest of a secret that itself is not kept.
pub type Digest = [u8; 32];

/// The file of mutable state.
#[derive(Debug)]
pub struct State {
    connection: Mutex<Connection>,
}

/// Why the state could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file could not be opened.
    #[error("cannot open {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file was written by a newer program.
    #[error("the state file has version {found}, this program knows versions up to {known}")]
    TooNew {
        /// Version of the file.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
    /// There is one of that name already.
    #[error("the name {name} is taken")]
    Taken {
        /// The name.
        name: String,
    },
    /// There is none of that name.
    #[error("there is no {name}")]
    Unknown {
        /// The name.
        name: String,
    },
    /// The database refused.
    #[error("the state file could not be used")]
    Database(#[from] rusqlite::Error),
}

impl State {
    /// Opens the file, or makes it, for its owner only; brings an older one up to date.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path);
        file.map_err(|source| StateError::File { path: path.to_owned(), source })?;
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let mut state = Self { connection: Mutex::new(connection) };
        schema::migrate(state.connection.get_mut().unwrap_or_else(PoisonError::into_inner))?;
        Ok(state)
    }

    /// Opens a file that is there and only reads it: an older one stays as it is.
    pub fn read_only(path: &Path) -> Result<Self, StateError> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    fn db(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An instant as it is kept: milliseconds since 1970.
fn ms(time: Timestamp) -> i64 {
    time.as_millisecond()
}

/// An instant read back from column `at`.
fn time(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(row.get(at)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(at, Type::Integer, Box::new(error))
    })
}

/// A change of one row, which must be there.
fn one(changed: usize, name: &str) -> Result<(), StateError> {
    match changed {
        0 => Err(StateError::Unknown { name: name.to_owned() }),
        _ => Ok(()),
    }
}

/// Tells a name that is taken from other refusals.
fn taken(error: rusqlite::Error, name: &str) -> StateError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => {
            StateError::Taken { name: name.to_owned() }
        }
        _ => StateError::Database(error),
    }
}
