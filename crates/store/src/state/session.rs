//! Who is signed in.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{Account, Digest, State, StateError, account, ms};

impl State {
    /// Begins a session; `digest` is that of the secret in the cookie.
    pub fn start_session(
        &self,
        digest: &Digest,
        account: &str,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StateError> {
        let sql =
            "INSERT INTO session (digest, account, started_ms, expires_ms) VALUES (?, ?, ?, ?)";
        self.db().execute(sql, params![digest, account, ms(now), ms(expires)])?;
        Ok(())
    }

    /// Who is signed in by that secret; `None` once it has expired or the
    /// account was disabled.
    pub fn session(&self, digest: &Digest, now: Timestamp) -> Result<Option<Account>, StateError> {
        let sql = format!(
            "SELECT {} FROM session JOIN account ON account.name = session.account \
             WHERE digest = ? AND expires_ms > ? AND NOT is_disabled",
            account::COLUMNS
        );
        Ok(self.db().query_row(&sql, params![digest, ms(now)], account::read).optional()?)
    }

    /// Moves the end of a session.
    pub fn extend_session(&self, digest: &Digest, expires: Timestamp) -> Result<(), StateError> {
        let sql = "UPDATE session SET expires_ms = ? WHERE digest = ?";
        self.db().execute(sql, params![ms(expires), digest])?;
        Ok(())
    }

    /// Ends a session; none is as good as one.
    pub fn end_session(&self, digest: &Digest) -> Result<(), StateError> {
        self.db().execute("DELETE FROM session WHERE digest = ?", [digest])?;
        Ok(())
    }

    /// Deletes what has expired: sessions and API tokens. Gives back how many.
    pub fn forget_expired(&self, now: Timestamp) -> Result<usize, StateError> {
        let db = self.db();
        let sessions = db.execute("DELETE FROM session WHERE expires_ms <= ?", [ms(now)])?;
        let tokens = db.execute("DELETE FROM api_token WHERE expires_ms <= ?", [ms(now)])?;
        Ok(sessions + tokens)
    }
}
