//! Failed sign-ins, so that guessing can be slowed down.

use jiff::Timestamp;
use rusqlite::params;

use super::{State, StateError, ms};

impl State {
    /// Notes a failure of `subject`: an account's name, or an address.
    pub fn note_login_failure(&self, subject: &str, now: Timestamp) -> Result<(), StateError> {
        let sql = "INSERT INTO login_failure (subject, failed_ms) VALUES (?, ?)";
        self.db().execute(sql, params![subject, ms(now)])?;
        Ok(())
    }

    /// How often `subject` has failed at or after `since`.
    pub fn login_failures(&self, subject: &str, since: Timestamp) -> Result<u64, StateError> {
        let sql = "SELECT count(*) FROM login_failure WHERE subject = ? AND failed_ms >= ?";
        let count: i64 = self.db().query_row(sql, params![subject, ms(since)], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Forgets the failures of `subject`, as after a success.
    pub fn clear_login_failures(&self, subject: &str) -> Result<(), StateError> {
        self.db().execute("DELETE FROM login_failure WHERE subject = ?", [subject])?;
        Ok(())
    }

    /// Forgets all failures before `until`.
    pub fn forget_login_failures(&self, until: Timestamp) -> Result<usize, StateError> {
        Ok(self.db().execute("DELETE FROM login_failure WHERE failed_ms < ?", [ms(until)])?)
    }
}
