//! Settings that the product makes for itself, such as the key that fingerprints tokens.

use rusqlite::OptionalExtension as _;

use super::{State, StateError};

impl State {
    /// The value under that key.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StateError> {
        let sql = "SELECT value FROM setting WHERE key = ?";
        Ok(self.db().query_row(sql, [key], |row| row.get(0)).optional()?)
    }

    /// Keeps a value in the place of the one under that key.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), StateError> {
        let sql = "INSERT INTO setting (key, value) VALUES (?, ?) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.db().execute(sql, [key, value])?;
        Ok(())
    }

    /// The value under that key, after keeping `value` if there was none: of
    /// two that start at once, both get the same.
    pub fn setting_or(&self, key: &str, value: &str) -> Result<String, StateError> {
        let db = self.db();
        db.execute("INSERT OR IGNORE INTO setting (key, value) VALUES (?, ?)", [key, value])?;
        Ok(db.query_row("SELECT value FROM setting WHERE key = ?", [key], |row| row.get(0))?)
    }
}
