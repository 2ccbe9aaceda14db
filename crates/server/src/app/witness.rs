//! Witnesses: who else has seen the heads of our ledgers.

use std::time::Duration;

use engine::detect::record;
use engine::respond::plan::Text;
use ledger::{Cosigned, LedgerError, WitnessKey};
use serde::{Deserialize, Serialize};

use super::error::allow;
use super::{App, AppError, LedgerName};
use crate::person::{Permission, Person};
use crate::work::witness::{Asked, Shown, WitnessTrouble};
use crate::work::writer::full_text;

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

/// A witness that did not cosign when it was asked last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uncosigned {
    /// Which witness.
    pub witness: String,
    /// Since when it has not.
    pub since: jiff::Timestamp,
    /// Whether what it saw is not the beginning of what is here; else it may only be away.
    pub contradicts: bool,
    /// Why not, for people who know English.
    pub trouble: String,
}

impl Uncosigned {
    /// The sentence.
    pub fn text(&self) -> Text {
        let args = [
            ("witness", self.witness.clone()),
            ("since", self.since.strftime("%Y-%m-%d %H:%M UTC").to_string()),
            ("trouble", self.trouble.clone()),
        ];
        let key = if self.contradicts { "ledger-contradicted" } else { "ledger-uncosigned" };
        Text::of(key, args)
    }
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
            let (size, trouble, contradicts) = match self.cosign(asked, ledger).await {
                Ok(size) => (size, None, false),
                Err(error) => {
                    let why = error.downcast_ref::<WitnessTrouble>();
                    let contradicts = matches!(why, Some(WitnessTrouble::Contradicted(_)));
                    (None, Some(format!("{error:#}")), contradicts)
                }
            };
            let witness = asked.name().to_owned();
            let told = trouble.clone().map(|trouble| (contradicts, trouble));
            if let Err(error) = self.remember_asked(ledger, &witness, told).await {
                tracing::warn!(error = full_text(&error), "A witness's answer was not kept");
            }
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

    /// Keeps how asking ended, and since when it ends so.
    async fn remember_asked(
        &self,
        ledger: LedgerName,
        witness: &str,
        told: Option<(bool, String)>,
    ) -> Result<(), AppError> {
        let (key, witness) = (asked_key(ledger, witness), witness.to_owned());
        let now = self.inner.clock.now();
        self.with_state(move |state| {
            let before = state.setting(&key)?.as_deref().and_then(read_uncosigned);
            let after = told.map(|(contradicts, trouble)| {
                let since = before.filter(|one| one.contradicts == contradicts);
                let since = since.map_or(now, |one| one.since);
                Uncosigned { witness, since, contradicts, trouble }
            });
            let text = after.and_then(|one| serde_json::to_string(&one).ok()).unwrap_or_default();
            state.set_setting(&key, &text)
        })
        .await
    }

    /// The witnesses of the settings that did not cosign this ledger when they were
    /// asked last, by whichever process asked.
    pub(super) async fn uncosigned(&self, ledger: LedgerName) -> Result<Vec<Uncosigned>, AppError> {
        let keys = self.witness_keys().into_iter().map(|key| asked_key(ledger, key.name()));
        let keys: Vec<String> = keys.collect();
        self.with_state(move |state| {
            let mut all = Vec::new();
            for key in &keys {
                all.extend(state.setting(key)?.as_deref().and_then(read_uncosigned));
            }
            Ok(all)
        })
        .await
    }

    /// Keys of the witnesses that the settings name.
    pub(super) fn witness_keys(&self) -> Vec<WitnessKey> {
        self.inner.config.witness.iter().filter_map(|one| one.key().ok()).collect()
    }
}

fn asked_key(ledger: LedgerName, witness: &str) -> String {
    format!("witness/{}/{witness}", ledger.as_str())
}

fn read_uncosigned(text: &str) -> Option<Uncosigned> {
    serde_json::from_str(text).ok()
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
