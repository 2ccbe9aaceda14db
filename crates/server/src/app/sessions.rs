//! Who is asking: passwords, sessions, API tokens, links that work once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use store::state::Digest;
use subtle::ConstantTimeEq as _;

use super::accounts::{self, OPERATOR, must_change, must_change_password};
use super::error::allow;
use super::secrets::{PASSWORD_CHARS_MIN, digest, new_secret};
use super::{App, AppError, Refusal};
use crate::app::input;
use crate::person::{Permission, Person};

/// A session ends after a long working day.
const SESSION_TIME: SignedDuration = SignedDuration::from_hours(12);

/// A link that signs in once is for somebody who is looking at it.
const LINK_TIME: SignedDuration = SignedDuration::from_hours(1);

/// After so many wrong passwords in a minute, a name must wait.
const FAILURES_MAX: u64 = 5;
const FAILURES_TIME: SignedDuration = SignedDuration::from_secs(60);

/// A session, just begun.
#[derive(Debug)]
pub struct Session {
    /// Goes into the cookie; only its hash is kept here.
    pub token: SecretString,
    /// Who signed in.
    pub person: Person,
    /// Whether the password must be changed first.
    pub must_change_password: bool,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// The token of this machine's operator, made anew at each start (docs/adr/0006).
#[derive(Debug)]
pub(super) struct OperatorToken(SecretString);

impl OperatorToken {
    pub(super) fn new() -> Self {
        Self(new_secret("pco"))
    }
}

/// Links that sign in once, by the digest of their secret.
#[derive(Debug, Default)]
pub(super) struct Links(Mutex<BTreeMap<Digest, (String, Timestamp)>>);

impl Links {
    fn add(&self, secret: &SecretString, name: String, until: Timestamp) {
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.insert(digest(secret), (name, until));
    }

    fn take(&self, secret: &SecretString, now: Timestamp) -> Option<String> {
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|_, (_, until)| *until > now);
        links.remove(&digest(secret)).map(|(name, _)| name)
    }
}

impl App {
    /// Begins a session. The answer takes as long for an unknown name as for a
    /// wrong password; after several failures a name must wait.
    pub async fn sign_in(&self, name: &str, password: SecretString) -> Result<Session, AppError> {
        let now = self.inner.clock.now();
        let since = now.checked_sub(FAILURES_TIME).unwrap_or(now);
        let asked = name.trim().to_owned();
        let known = asked.clone();
        let (failures, account) = self
            .with_state(move |state| {
                Ok((state.login_failures(&known, since)?, state.account(&known)?))
            })
            .await?;
        if failures >= FAILURES_MAX {
            return Err(Refusal::by("sign_in_wait", 429, []).into());
        }
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let is_right = self.inner.passwords.verify(password, hash).await?;
        match account.filter(|account| is_right && !account.is_disabled) {
            Some(account) => {
                self.with_state(move |state| state.clear_login_failures(&asked)).await?;
                self.begin_session(account.name).await
            }
            None => {
                self.with_state(move |state| state.note_login_failure(&asked, now)).await?;
                Err(AppError::NotSignedIn)
            }
        }
    }

    /// Makes a link's secret that signs this account in once, within an hour.
    pub async fn login_link(&self, person: &Person, name: &str) -> Result<SecretString, AppError> {
        allow(person, Permission::ManageAccounts)?;
        let wanted = name.to_owned();
        let account = self.with_state(move |state| state.account(&wanted)).await?;
        let account = account.ok_or_else(|| AppError::not_found(format!("account {name}")))?;
        let secret = new_secret("pcl");
        let now = self.inner.clock.now();
        self.inner.links.add(&secret, account.name, now.checked_add(LINK_TIME).unwrap_or(now));
        Ok(secret)
    }

    /// Begins a session by a link's secret, which then is spent.
    pub async fn sign_in_once(&self, secret: SecretString) -> Result<Session, AppError> {
        let name = self.inner.links.take(&secret, self.inner.clock.now());
        self.begin_session(name.ok_or(AppError::NotSignedIn)?).await
    }

    async fn begin_session(&self, name: String) -> Result<Session, AppError> {
        let token = new_secret("pcs");
        let digest = digest(&token);
        let now = self.inner.clock.now();
        let expires_at = now.checked_add(SESSION_TIME).unwrap_or(now);
        let (person, must_change_password) = self
            .with_state(move |state| {
                state.forget_expired(now)?;
                state.start_session(&digest, &name, now, expires_at)?;
                let account = state.session(&digest, now)?;
                Ok((account.as_ref().map(accounts::person), must_change_password(state, &name)?))
            })
            .await?;
        let person = person.ok_or(AppError::NotSignedIn)?;
        Ok(Session { token, person, must_change_password, expires_at })
    }

    /// Whose session this is; [`AppError::NotSignedIn`] when it is over or never was.
    /// The second value says whether the password must be changed first.
    pub async fn session(&self, token: &SecretString) -> Result<(Person, bool), AppError> {
        let (digest, now) = (digest(token), self.inner.clock.now());
        let found = self.with_state(move |state| match state.session(&digest, now)? {
            Some(account) => {
                let must_change = must_change_password(state, &account.name)?;
                Ok(Some((accounts::person(&account), must_change)))
            }
            None => Ok(None),
        });
        let (person, must_change) = found.await?.ok_or(AppError::NotSignedIn)?;
        Ok((self.marked(person).await?, must_change))
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &SecretString) -> Result<(), AppError> {
        let digest = digest(token);
        self.with_state(move |state| state.end_session(&digest)).await
    }

    /// Changes one's own password (twelve characters or more); ends all
    /// sessions of the account, this one too.
    pub async fn change_password(
        &self,
        person: &Person,
        old: SecretString,
        new: SecretString,
    ) -> Result<(), AppError> {
        let name = person.name.clone();
        let account = self.with_state(move |state| state.account(&name)).await?;
        let account = account.ok_or(AppError::NotSignedIn)?;
        if !self.inner.passwords.verify(old, Some(account.password_hash)).await? {
            return Err(AppError::invalid("old", input::why("password")));
        }
        if new.expose_secret().chars().count() < PASSWORD_CHARS_MIN {
            let args = [("count", PASSWORD_CHARS_MIN.to_string())];
            return Err(Refusal::by("password_short", 409, args).into());
        }
        let hash = self.inner.passwords.hash(new).await?;
        self.with_state(move |state| {
            state.set_password_hash(&account.name, &hash)?;
            state.set_setting(&must_change(&account.name), "no")
        })
        .await
    }

    /// For whom this API token speaks.
    pub async fn bearer(&self, token: &SecretString) -> Result<Person, AppError> {
        let operator = self.inner.operator.0.expose_secret().as_bytes();
        if bool::from(token.expose_secret().as_bytes().ct_eq(operator)) {
            return self.marked(Person::operator(OPERATOR)).await;
        }
        let (digest, now) = (digest(token), self.inner.clock.now());
        let account = self.with_state(move |state| state.api_token(&digest, now)).await?;
        self.marked(account.as_ref().map(accounts::person).ok_or(AppError::NotSignedIn)?).await
    }

    /// The token of this machine's operator: commands that can read the data
    /// directory use it (docs/adr/0006). Made anew at each start.
    pub fn operator_token(&self) -> &SecretString {
        &self.inner.operator.0
    }
}
