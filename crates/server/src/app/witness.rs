//! Witnesses: who else has seen the heads of our ledgers.

use std::time::Duration;

use engine::detect::record;
use ledger::{Cosigned, LedgerError, WitnessKey};
use serde::Serialize;

use super::error::allow;
use super::{App, AppError, LedgerName};
use crate::person::{Permission, Person};
use crate::work::witness::{Asked, Shown, WitnessTrouble};

/// That a head of a ledger was seen by somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Witnessed {
    /// How many records that head covers.
    pub size: u64,
    /// Who saw it.
    pub by: Vec<SeenBy>,
}

/// A witness's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenBy {
    /// The witness's name.
    pub witness: String,
    /// When it cosigned.
    pub at: jiff::Timestamp,
}

/// How asking one witness about one ledger ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WitnessReport {
    /// Which ledger.
    pub ledger: LedgerName,
    /// Which witness.
    pub witness: String,
    /// How many records the cosigned head covers; none = it was not cosigned.
    pub size: Option<u64>,
    /// Why not.
    pub trouble: Option<String>,
}

impl App {
    /// Asks every witness to cosign the heads of both ledgers as they are now.
    pub async fn ask_witnesses(&self, person: &Person) -> Result<Vec<WitnessReport>, AppError> {
        allow(person, Permission::VerifyLedger)?;
        if self.inner.config.witness.is_empty() {
            return Err(AppError::Unavailable {
                what: "no witness is configured: add [[witness]] url and key".to_owned(),
            });
        }
        Ok(self.ask_all_witnesses().await)
    }

    /// The same for the product itself.
    pub(super) async fn ask_all_witnesses(&self) -> Vec<WitnessReport> {
        let mut reports = Vec::new();
        for settings in &self.inner.config.witness {
            match Asked::new(settings) {
                Ok(asked) => reports.extend(self.ask_witness(&asked).await),
                Err(error) => {
                    tracing::warn!(url = %settings.url, %error, "A witness cannot be asked");
                }
            }
        }
        reports
    }

    /// Asks the witnesses now and again, first at once: a ledger that was set back
    /// while we did not run is found at start. Until the product stops.
    pub(crate) fn ask_witnesses_by_itself(&self) {
        for settings in &self.inner.config.witness {
            let asked = match Asked::new(settings) {
                Ok(asked) => asked,
                Err(error) => {
                    tracing::warn!(url = %settings.url, %error, "A witness cannot be asked");
                    continue;
                }
            };
            let every = Duration::from_secs(u64::from(settings.every_min.get()).saturating_mul(60));
            let app = self.clone();
            self.inner.spawn(async move {
                let turn = || async {
                    for report in app.ask_witness(&asked).await {
                        if let Some(trouble) = &report.trouble {
                            let (ledger, witness) = (report.ledger.as_str(), asked.name());
                            tracing::warn!(ledger, witness, trouble, "Not cosigned");
                        }
                    }
                };
                app.every(every, turn).await;
            });
        }
    }

    async fn ask_witness(&self, asked: &Asked) -> Vec<WitnessReport> {
        let mut reports = Vec::new();
        for ledger in LedgerName::ALL {
            let (size, trouble) = match self.cosign(asked, ledger).await {
                Ok(size) => (size, None),
                Err(error) => (None, Some(format!("{error:#}"))),
            };
            let witness = asked.name().to_owned();
            reports.push(WitnessReport { ledger, witness, size, trouble });
        }
        reports
    }

    async fn cosign(
        &self,
        asked: &Asked,
        ledger: LedgerName,
    ) -> Result<Option<u64>, anyhow::Error> {
        let reader = self.writer(ledger).reader().clone();
        let signed = reader.latest_checkpoint()?;
        if signed.is_none_or(|head| head.size < reader.size()) {
            self.writer(ledger).checkpoint().await?;
        }
        let shown = Shown { reader, dir: self.inner.ledger_dir(ledger) };
        match asked.cosign(&shown).await {
            Ok(head) => Ok(head.map(|head| head.size)),
            Err(trouble) => {
                if let WitnessTrouble::Contradicted(what) = &trouble {
                    let now = self.inner.clock.now();
                    let found = record::contradiction(ledger.as_str(), asked.name(), *what, now);
                    self.journal_found(&[found]).await?;
                }
                Err(trouble.into())
            }
        }
    }

    /// Keys of the witnesses that the settings name.
    pub(super) fn witness_keys(&self) -> Vec<WitnessKey> {
        self.inner.config.witness.iter().filter_map(|one| one.key().ok()).collect()
    }
}

/// The largest head of the ledger in `dir` that one of these saw. A log without
/// a witness never calls itself witnessed.
pub(super) fn witnessed(
    reader: &ledger::Reader,
    dir: &std::path::Path,
    keys: &[WitnessKey],
) -> Result<Option<Witnessed>, LedgerError> {
    let latest = Cosigned::of(dir).latest(&reader.verifier_key()?, keys)?;
    Ok(latest.map(|(head, said)| {
        let by = said.into_iter().filter_map(|one| {
            let seconds = i64::try_from(one.at_s).ok()?;
            let at = jiff::Timestamp::from_second(seconds).ok()?;
            Some(SeenBy { witness: one.witness, at })
        });
        Witnessed { size: head.size, by: by.collect() }
    }))
}
