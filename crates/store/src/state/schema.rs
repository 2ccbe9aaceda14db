//! The tables, and how older files become newer ones.

use rusqlite::{Connection, TransactionBehavior};

use super::StateError;

/// Each step brings the file from the version of its place to the next; steps
/// are added, never changed.
const STEPS: &[&str] = &[
    "
    CREATE TABLE account (
        name TEXT PRIMARY KEY NOT NULL,
        password_hash TEXT NOT NULL,
        roles TEXT NOT NULL,            -- JSON array of words
        language TEXT NOT NULL,
        is_disabled INTEGER NOT NULL DEFAULT 0,
        created_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE session (
        digest BLOB PRIMARY KEY NOT NULL,
        account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
        started_ms INTEGER NOT NULL,
        expires_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX session_account ON session (account);
    CREATE TABLE api_token (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        digest BLOB NOT NULL UNIQUE,
        account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
        name TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        expires_ms INTEGER,
        UNIQUE (account, name)
    ) STRICT;
    CREATE TABLE cursor (
        name TEXT PRIMARY KEY NOT NULL,
        position INTEGER NOT NULL,
        fingerprint TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE setting (
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE login_failure (
        subject TEXT NOT NULL,
        failed_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX login_failure_subject ON login_failure (subject, failed_ms);
",
    "
    CREATE TABLE parcel (
        delivery TEXT NOT NULL,
        number INTEGER NOT NULL,
        case_number INTEGER NOT NULL,
        channel TEXT NOT NULL,
        state TEXT NOT NULL,            -- waiting, handing, ended
        ended TEXT,                     -- how, once it has
        attempts INTEGER NOT NULL DEFAULT 0,
        round INTEGER NOT NULL DEFAULT 0,
        next_ms INTEGER NOT NULL,
        answer TEXT NOT NULL DEFAULT '',
        reference TEXT,
        sha256 TEXT,
        raw BLOB,
        changed_ms INTEGER NOT NULL,
        is_released INTEGER NOT NULL DEFAULT 0,
        is_told INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (delivery, number)
    ) STRICT;
    CREATE INDEX parcel_waiting ON parcel (channel, next_ms) WHERE state = 'waiting';
    CREATE INDEX parcel_handing ON parcel (delivery) WHERE state = 'handing';
    CREATE INDEX parcel_untold ON parcel (delivery, number) WHERE state = 'ended' AND NOT is_told;
",
];

/// Runs the steps that the file has not seen, each whole or not at all.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StateError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StateError::TooNew { found, known });
    }
    for (_, step) in (0..known).zip(STEPS).skip_while(|(version, _)| *version < found) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
}
