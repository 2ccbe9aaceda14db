//! How far readers have come.

use rusqlite::{OptionalExtension as _, params, types::Type};

use super::{State, StateError};

/// How far a reader has come in something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// A ledger index, or an offset in bytes: the reader knows which.
    pub position: u64,
    /// Tells whether it is still the same thing, e.g. a hash of a file's start.
    pub fingerprint: String,
}

impl State {
    /// The position of that name.
    pub fn cursor(&self, name: &str) -> Result<Option<Position>, StateError> {
        let read = |row: &rusqlite::Row<'_>| {
            let position = u64::try_from(row.get::<_, i64>(0)?).map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, Box::new(error))
            })?;
            Ok(Position { position, fingerprint: row.get(1)? })
        };
        let sql = "SELECT position, fingerprint FROM cursor WHERE name = ?";
        Ok(self.db().query_row(sql, [name], read).optional()?)
    }

    /// Keeps a position in the place of the one of that name.
    pub fn set_cursor(&self, name: &str, at: &Position) -> Result<(), StateError> {
        let position = i64::try_from(at.position).unwrap_or(i64::MAX);
        let sql = "INSERT INTO cursor (name, position, fingerprint) VALUES (?, ?, ?) \
             ON CONFLICT (name) DO UPDATE SET position = excluded.position, fingerprint = excluded.fingerprint";
        self.db().execute(sql, params![name, position, at.fingerprint])?;
        Ok(())
    }

    /// Forgets every position whose name begins like this.
    pub fn delete_cursors(&self, prefix: &str) -> Result<(), StateError> {
        let sql = "DELETE FROM cursor WHERE substr(name, 1, length(?1)) = ?1";
        self.db().execute(sql, [prefix])?;
        Ok(())
    }

    /// Forgets a position.
    pub fn delete_cursor(&self, name: &str) -> Result<(), StateError> {
        self.db().execute("DELETE FROM cursor WHERE name = ?", [name])?;
        Ok(())
    }
}
