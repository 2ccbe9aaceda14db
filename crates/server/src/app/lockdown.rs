//! The lockdown: engaged by one command, lifted by the settings file alone.
//!
//! It takes from everybody what destroys or goes out
//! ([`Permission::is_destructive`]): for when Portcullis itself, or somebody who
//! may use it, is not to be trusted. It is an entry of the journal, so that
//! nobody ends it by a database or a restart.

use std::time::Duration;

use engine::coordinate::{Cases, Lockdown, What};

use super::cases::bounded;
use super::error::{allow, locked_down};
use super::{App, AppError};
use crate::config::Config;
use crate::person::{Permission, Person};
use crate::work::journal::PRODUCT;
use crate::work::writer::full_text;

/// A reason is some sentences.
const REASON_CHARS_MAX: usize = 2_000;

/// How often the settings file is read while a lockdown holds and nobody asks.
const LIFT_LOOKED_FOR: Duration = Duration::from_secs(1);

impl App {
    /// The lockdown that holds, if one does.
    pub async fn lockdown(&self) -> Result<Option<Lockdown>, AppError> {
        let held = self.inner.journal.read(|cases| cases.lockdown.clone());
        let Some(held) = held else { return Ok(None) };
        if self.file_lifts().await != Some(held.index) {
            return Ok(Some(held));
        }
        let index = held.index;
        let lifting = |cases: &Cases, _now| {
            let still = cases.lockdown.as_ref().is_some_and(|held| held.index == index);
            let said = still.then_some((None, What::LockdownLifted { lockdown: index }));
            Ok((said.into_iter().collect(), ()))
        };
        self.inner.journal.decide(PRODUCT, lifting).await?;
        tracing::warn!(lockdown.index = index, "The lockdown is lifted by the settings file");
        Ok(None)
    }

    /// Engages the lockdown, or answers the one that holds already. From now on
    /// nobody may execute, undo, approve or send, until `[lockdown] lift` in the
    /// settings file names its number.
    pub async fn lock_down(&self, person: &Person, reason: &str) -> Result<Lockdown, AppError> {
        allow(person, Permission::LockDown)?;
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        if let Some(held) = self.lockdown().await? {
            return Ok(held);
        }
        let engaging = |cases: &Cases, _now| {
            let said = match &cases.lockdown {
                Some(_) => None,
                None => Some((None, What::LockdownEngaged { reason })),
            };
            Ok((said.into_iter().collect(), ()))
        };
        self.inner.journal.decide(&person.name, engaging).await?;
        let held = self.inner.journal.read(|cases| cases.lockdown.clone());
        held.ok_or_else(|| AppError::internal(anyhow::anyhow!("the lockdown did not hold")))
    }

    /// Looks now and again, while a lockdown holds, whether the settings file
    /// lifts it: what the outbox holds must not wait for somebody to sign in.
    pub(super) fn lift_by_itself(&self) {
        let app = self.clone();
        self.inner.spawn(async move {
            let look = || async {
                if let Err(error) = app.lockdown().await {
                    let error = full_text(&error);
                    tracing::warn!(error, "Whether the lockdown is lifted could not be told");
                }
            };
            app.every(LIFT_LOOKED_FOR, look).await;
        });
    }

    /// Refuses (403) unless the person may do it and no lockdown holds, whatever
    /// the person's own mark says: for whatever destroys or goes out.
    pub(super) async fn allow_now(
        &self,
        person: &Person,
        permission: Permission,
    ) -> Result<(), AppError> {
        allow(person, permission)?;
        match self.lockdown().await? {
            Some(_) if permission.is_destructive() => Err(locked_down(permission)),
            Some(_) | None => Ok(()),
        }
    }

    /// The person, with the mark of a lockdown that holds.
    pub(super) async fn marked(&self, person: Person) -> Result<Person, AppError> {
        let is_locked_down = self.lockdown().await?.is_some();
        Ok(person.locked_down(is_locked_down))
    }

    /// The number that the settings file lifts now. A file that is not there or
    /// cannot be read lifts nothing. Read again each time, but only while a
    /// lockdown holds.
    async fn file_lifts(&self) -> Option<u64> {
        let config = &self.inner.config;
        let usual = || config.data.dir.join("portcullis.toml");
        let path = config.file.clone().unwrap_or_else(usual);
        let text = tokio::fs::read_to_string(&path).await.ok()?;
        toml::from_str::<Config>(&text).ok()?.lockdown.lift
    }
}
