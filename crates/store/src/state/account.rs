//! Local accounts.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params, types::Type};

use super::{State, StateError, ms, one, taken, time};

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name that one signs in with.
    pub name: String,
    /// The password's hash (PHC string); never the password.
    pub password_hash: String,
    /// Words for what the person may do.
    pub roles: Vec<String>,
    /// `en` or `ja`.
    pub language: String,
    /// Whether signing in is refused.
    pub is_disabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An account to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewAccount<'a> {
    /// The name that one signs in with.
    pub name: &'a str,
    /// The password's hash (PHC string).
    pub password_hash: &'a str,
    /// Words for what the person may do.
    pub roles: &'a [String],
    /// `en` or `ja`.
    pub language: &'a str,
}

/// The columns that [`read`] takes, for a table called `account`.
pub(super) const COLUMNS: &str = "account.name, account.password_hash, account.roles, \
     account.language, account.is_disabled, account.created_ms";

/// Reads an account from the first columns of a row.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    let roles: String = row.get(2)?;
    let roles = serde_json::from_str(&roles).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(2, Type::Text, Box::new(error))
    })?;
    Ok(Account {
        name: row.get(0)?,
        password_hash: row.get(1)?,
        roles,
        language: row.get(3)?,
        is_disabled: row.get(4)?,
        created_at: time(row, 5)?,
    })
}

fn roles_text(roles: &[String]) -> String {
    serde_json::Value::from(roles).to_string()
}

impl State {
    /// Makes an account; fails if the name is taken.
    pub fn create_account(&self, new: NewAccount<'_>, now: Timestamp) -> Result<(), StateError> {
        let NewAccount { name, password_hash, roles, language } = new;
        let sql = "INSERT INTO account (name, password_hash, roles, language, created_ms) VALUES (?, ?, ?, ?, ?)";
        let values = params![name, password_hash, roles_text(roles), language, ms(now)];
        self.db().execute(sql, values).map_err(|error| taken(error, name))?;
        Ok(())
    }

    /// The account of that name.
    pub fn account(&self, name: &str) -> Result<Option<Account>, StateError> {
        let sql = format!("SELECT {COLUMNS} FROM account WHERE name = ?");
        Ok(self.db().query_row(&sql, [name], read).optional()?)
    }

    /// All accounts, by name.
    pub fn accounts(&self) -> Result<Vec<Account>, StateError> {
        let db = self.db();
        let mut statement = db.prepare(&format!("SELECT {COLUMNS} FROM account ORDER BY name"))?;
        let accounts = statement.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(accounts)
    }

    /// Replaces a password; every session of the account ends.
    pub fn set_password_hash(&self, name: &str, password_hash: &str) -> Result<(), StateError> {
        let mut db = self.db();
        let change = db.transaction()?;
        let sql = "UPDATE account SET password_hash = ? WHERE name = ?";
        one(change.execute(sql, [password_hash, name])?, name)?;
        change.execute("DELETE FROM session WHERE account = ?", [name])?;
        Ok(change.commit()?)
    }

    /// Replaces what a person may do; it holds from the next request on.
    pub fn set_roles(&self, name: &str, roles: &[String]) -> Result<(), StateError> {
        let sql = "UPDATE account SET roles = ? WHERE name = ?";
        one(self.db().execute(sql, [&roles_text(roles), name])?, name)
    }

    /// Replaces the language of the pages.
    pub fn set_language(&self, name: &str, language: &str) -> Result<(), StateError> {
        let sql = "UPDATE account SET language = ? WHERE name = ?";
        one(self.db().execute(sql, [language, name])?, name)
    }

    /// Refuses sign-in from now on, and ends every session of the account.
    /// Its API tokens rest with it.
    pub fn disable_account(&self, name: &str) -> Result<(), StateError> {
        let mut db = self.db();
        let change = db.transaction()?;
        one(change.execute("UPDATE account SET is_disabled = 1 WHERE name = ?", [name])?, name)?;
        change.execute("DELETE FROM session WHERE account = ?", [name])?;
        Ok(change.commit()?)
    }

    /// Lets the person sign in again.
    pub fn enable_account(&self, name: &str) -> Result<(), StateError> {
        one(self.db().execute("UPDATE account SET is_disabled = 0 WHERE name = ?", [name])?, name)
    }
}
