//! Tokens for programs.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{Account, Digest, State, StateError, account, ms, one, taken, time};

/// A token as it is listed; the secret was shown once and is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its number.
    pub id: i64,
    /// Whose rights it has.
    pub account: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, if ever.
    pub expires_at: Option<Timestamp>,
}

/// A token to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewApiToken<'a> {
    /// Digest of the secret.
    pub digest: &'a Digest,
    /// Whose rights it has.
    pub account: &'a str,
    /// What its owner calls it; once per account.
    pub name: &'a str,
    /// When it ends, if ever.
    pub expires_at: Option<Timestamp>,
}

impl State {
    /// Keeps a token; gives back its number. Fails if the account has one of that name.
    pub fn create_api_token(
        &self,
        new: NewApiToken<'_>,
        now: Timestamp,
    ) -> Result<i64, StateError> {
        let NewApiToken { digest, account, name, expires_at } = new;
        let sql = "INSERT INTO api_token (digest, account, name, created_ms, expires_ms) VALUES (?, ?, ?, ?, ?)";
        let db = self.db();
        let values = params![digest, account, name, ms(now), expires_at.map(ms)];
        db.execute(sql, values).map_err(|error| taken(error, name))?;
        Ok(db.last_insert_rowid())
    }

    /// Whose token that secret is; `None` once it has expired or the account was disabled.
    pub fn api_token(
        &self,
        digest: &Digest,
        now: Timestamp,
    ) -> Result<Option<Account>, StateError> {
        let sql = format!(
            "SELECT {} FROM api_token JOIN account ON account.name = api_token.account \
             WHERE digest = ? AND (expires_ms IS NULL OR expires_ms > ?) AND NOT is_disabled",
            account::COLUMNS
        );
        Ok(self.db().query_row(&sql, params![digest, ms(now)], account::read).optional()?)
    }

    /// The tokens of an account, by number.
    pub fn api_tokens(&self, account: &str) -> Result<Vec<ApiToken>, StateError> {
        let db = self.db();
        let mut statement = db.prepare(
            "SELECT id, account, name, created_ms, expires_ms FROM api_token WHERE account = ? ORDER BY id",
        )?;
        let read = |row: &rusqlite::Row<'_>| {
            let has_end = row.get::<_, Option<i64>>(4)?.is_some();
            Ok(ApiToken {
                id: row.get(0)?,
                account: row.get(1)?,
                name: row.get(2)?,
                created_at: time(row, 3)?,
                expires_at: has_end.then(|| time(row, 4)).transpose()?,
            })
        };
        let tokens = statement.query_map([account], read)?.collect::<Result<_, _>>()?;
        Ok(tokens)
    }

    /// Ends a token at once.
    pub fn delete_api_token(&self, account: &str, id: i64) -> Result<(), StateError> {
        let sql = "DELETE FROM api_token WHERE account = ? AND id = ?";
        one(self.db().execute(sql, params![account, id])?, "such token")
    }
}
