//! Accounts and their API tokens: kept in the state file, never in a ledger.

use std::collections::BTreeSet;

use engine::respond::gate;
use jiff::Timestamp;
use secrecy::SecretString;
use serde::Serialize;
use store::state::{self, State, StateError};

use super::error::allow;
use super::secrets::{digest, new_secret, one_time_password};
use super::{App, AppError, FirstLogin, Refusal};
use crate::app::input;
use crate::config::Config;
use crate::person::{Permission, Person, Role};

/// The account that is made at the first start.
const FIRST_ACCOUNT: &str = "admin";

/// A name stands in the journal and in addresses.
const NAME_CHARS_MAX: usize = 64;

/// A local account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its roles.
    pub roles: BTreeSet<Role>,
    /// Whether it is switched off.
    pub is_disabled: bool,
    /// Whether its password was given by somebody else and must be changed.
    pub must_change_password: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An API token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiToken {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub account: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, where that is known.
    pub last_used_at: Option<Timestamp>,
}

/// An API token, just made.
#[derive(Debug)]
pub struct NewApiToken {
    /// The token.
    pub token: ApiToken,
    /// Its secret, shown once.
    pub secret: SecretString,
}

/// Somebody whom the settings name to approve and whose word would not count (X6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdleApprover {
    /// The group of `[policy.groups]`.
    pub group: String,
    /// The name that stands there.
    pub person: String,
    /// `no_account`, `off` or `no_role`.
    pub why: &'static str,
}

/// Whom the settings name as members or back-ups of a group although they could not
/// approve; nobody before the first account is made. Reads the state file and changes
/// nothing.
///
/// # Errors
/// Settings that make no policy; a state file that cannot be read.
pub fn idle_approvers(config: &Config) -> Result<Vec<IdleApprover>, AppError> {
    let policy =
        config.policy.gate().map_err(|why| AppError::invalid("policy", input::said(why)))?;
    let file = config.data.dir.join("state.db");
    if !file.exists() {
        return Ok(Vec::new());
    }
    let accounts = State::read_only(&file)?.accounts()?;
    let why = |name: &str| {
        let own = accounts.iter().find(|account| gate::is_same_person(&account.name, name));
        match own {
            None => Some("no_account"),
            Some(account) if account.is_disabled => Some("off"),
            Some(account) => (!person(account).may(Permission::Approve)).then_some("no_role"),
        }
    };
    let mut idle = Vec::new();
    for (group, people) in &policy.groups {
        for name in people.members.iter().chain(&people.backups) {
            if let Some(why) = why(name) {
                idle.push(IdleApprover { group: group.clone(), person: name.clone(), why });
            }
        }
    }
    Ok(idle)
}

impl App {
    /// Makes an API token for oneself. It has the account's roles at the time of each use.
    pub async fn create_api_token(
        &self,
        person: &Person,
        name: &str,
        expires_at: Option<Timestamp>,
    ) -> Result<NewApiToken, AppError> {
        let name = plain_name("name", name)?;
        let now = self.inner.clock.now();
        if expires_at.is_some_and(|at| at <= now) {
            return Err(AppError::invalid("expires_at", input::why("past")));
        }
        let account = person.name.clone();
        let secret = new_secret("pct");
        let digest = digest(&secret);
        let token = self.with_state(move |state| {
            let new =
                state::NewApiToken { digest: &digest, account: &account, name: &name, expires_at };
            let id = state.create_api_token(new, now)?;
            Ok(ApiToken { id, name, account, created_at: now, expires_at, last_used_at: None })
        });
        Ok(NewApiToken { token: token.await?, secret })
    }

    /// One's own API tokens; all of them for administrators.
    pub async fn api_tokens(&self, person: &Person) -> Result<Vec<ApiToken>, AppError> {
        let person = person.clone();
        self.with_state(move |state| tokens_seen_by(state, &person)).await
    }

    /// Ends an API token: one's own, or anybody's for administrators.
    pub async fn revoke_api_token(&self, person: &Person, id: i64) -> Result<(), AppError> {
        let person = person.clone();
        self.with_state(move |state| {
            let tokens = tokens_seen_by(state, &person)?;
            let unknown = || StateError::Unknown { name: format!("API token {id}") };
            let token = tokens.into_iter().find(|token| token.id == id).ok_or_else(unknown)?;
            state.delete_api_token(&token.account, id)
        })
        .await
    }

    /// All accounts.
    pub async fn accounts(&self, person: &Person) -> Result<Vec<Account>, AppError> {
        allow(person, Permission::ManageAccounts)?;
        self.with_state(|state| {
            let accounts = state.accounts()?;
            accounts.into_iter().map(|account| listed(state, account)).collect()
        })
        .await
    }

    /// Makes an account; answers its one-time password.
    pub async fn create_account(
        &self,
        person: &Person,
        name: &str,
        roles: BTreeSet<Role>,
    ) -> Result<SecretString, AppError> {
        allow(person, Permission::ManageAccounts)?;
        let name = plain_name("name", name)?;
        self.make_account(name, roles).await
    }

    /// Gives an account these roles, from the next request on.
    pub async fn set_roles(
        &self,
        person: &Person,
        name: &str,
        roles: BTreeSet<Role>,
    ) -> Result<(), AppError> {
        allow(person, Permission::ManageAccounts)?;
        if !roles.contains(&Role::Admin) {
            self.refuse_last_admin(name).await?;
        }
        let name = name.to_owned();
        self.with_state(move |state| state.set_roles(&name, &role_names(&roles))).await
    }

    /// Switches an account off (its sessions and tokens end) or on again.
    pub async fn set_disabled(
        &self,
        person: &Person,
        name: &str,
        is_disabled: bool,
    ) -> Result<(), AppError> {
        allow(person, Permission::ManageAccounts)?;
        if is_disabled {
            self.refuse_last_admin(name).await?;
        }
        let name = name.to_owned();
        self.with_state(move |state| {
            if is_disabled { state.disable_account(&name) } else { state.enable_account(&name) }
        })
        .await
    }

    /// Gives an account a new one-time password; answers it.
    pub async fn reset_password(
        &self,
        person: &Person,
        name: &str,
    ) -> Result<SecretString, AppError> {
        allow(person, Permission::ManageAccounts)?;
        let (name, password) = (name.to_owned(), one_time_password());
        let hash = self.inner.passwords.hash(password.clone()).await?;
        self.with_state(move |state| {
            state.set_password_hash(&name, &hash)?;
            state.set_setting(&must_change(&name), "yes")
        })
        .await?;
        Ok(password)
    }

    /// Makes the first account, if there is none.
    pub(super) async fn first_account(&self) -> Result<Option<FirstLogin>, AppError> {
        if !self.with_state(|state| Ok(state.accounts()?.is_empty())).await? {
            return Ok(None);
        }
        let password = self.make_account(FIRST_ACCOUNT.to_owned(), Role::ALL.into()).await?;
        Ok(Some(FirstLogin { name: FIRST_ACCOUNT.to_owned(), password }))
    }

    async fn make_account(
        &self,
        name: String,
        roles: BTreeSet<Role>,
    ) -> Result<SecretString, AppError> {
        let password = one_time_password();
        let password_hash = self.inner.passwords.hash(password.clone()).await?;
        let now = self.inner.clock.now();
        self.with_state(move |state| {
            let roles = role_names(&roles);
            let (name, password_hash) = (name.as_str(), password_hash.as_str());
            let new = state::NewAccount { name, password_hash, roles: &roles, language: "en" };
            state.create_account(new, now)?;
            state.set_setting(&must_change(name), "yes")
        })
        .await?;
        Ok(password)
    }

    /// Somebody must be able to run the house.
    async fn refuse_last_admin(&self, name: &str) -> Result<(), AppError> {
        let name = name.to_owned();
        let is_last = self.with_state(move |state| {
            let accounts = state.accounts()?;
            let mut admins = accounts
                .iter()
                .filter(|account| !account.is_disabled && roles_of(account).contains(&Role::Admin));
            Ok(admins.next().is_some_and(|only| only.name == name) && admins.next().is_none())
        });
        if is_last.await? {
            return Err(Refusal::by("last_admin", 409, []).into());
        }
        Ok(())
    }

    /// Uses the state file, off the async threads.
    pub(super) async fn with_state<T: Send + 'static>(
        &self,
        work: impl FnOnce(&State) -> Result<T, StateError> + Send + 'static,
    ) -> Result<T, AppError> {
        let state = std::sync::Arc::clone(&self.inner.state);
        let done = tokio::task::spawn_blocking(move || work(&state)).await;
        Ok(done.map_err(AppError::internal)??)
    }
}

impl From<StateError> for AppError {
    fn from(error: StateError) -> Self {
        match error {
            StateError::Taken { name } => Self::invalid("name", input::given("taken", &name)),
            StateError::Unknown { name } => Self::not_found(name),
            error @ (StateError::File { .. }
            | StateError::TooNew { .. }
            | StateError::Database(_)) => Self::internal(error),
        }
    }
}

/// Whom an account signs in.
pub(super) fn person(account: &state::Account) -> Person {
    Person::new(account.name.clone(), roles_of(account))
}

/// Under which setting an account's duty to change its password is kept.
pub(super) fn must_change(name: &str) -> String {
    format!("must-change-password:{name}")
}

/// Whether the password was given by somebody else.
pub(super) fn must_change_password(state: &State, name: &str) -> Result<bool, StateError> {
    Ok(state.setting(&must_change(name))?.as_deref() == Some("yes"))
}

fn listed(state: &State, account: state::Account) -> Result<Account, StateError> {
    Ok(Account {
        must_change_password: must_change_password(state, &account.name)?,
        roles: roles_of(&account),
        name: account.name,
        is_disabled: account.is_disabled,
        created_at: account.created_at,
    })
}

fn tokens_seen_by(state: &State, person: &Person) -> Result<Vec<ApiToken>, StateError> {
    let mut tokens = Vec::new();
    for account in state.accounts()? {
        if account.name == person.name || person.may(Permission::ManageAccounts) {
            tokens.extend(state.api_tokens(&account.name)?);
        }
    }
    let listed = |token: state::ApiToken| ApiToken {
        id: token.id,
        name: token.name,
        account: token.account,
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: None,
    };
    Ok(tokens.into_iter().map(listed).collect())
}

fn roles_of(account: &state::Account) -> BTreeSet<Role> {
    account.roles.iter().filter_map(|name| Role::from_name(name)).collect()
}

fn role_names(roles: &BTreeSet<Role>) -> Vec<String> {
    roles.iter().map(|role| role.as_str().to_owned()).collect()
}

/// A name that can stand in the journal and in an address.
fn plain_name(field: &str, name: &str) -> Result<String, AppError> {
    let name = name.trim();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || !name.chars().all(is_plain) {
        return Err(AppError::invalid(field, input::up_to("plain-name", NAME_CHARS_MAX)));
    }
    if name == crate::work::journal::PRODUCT || name == OPERATOR {
        return Err(AppError::invalid(field, input::given("taken", name)));
    }
    Ok(name.to_owned())
}

/// The name under which this machine's operator appears in the journal.
pub(super) const OPERATOR: &str = "operator";
