//! Stamps of the time on the heads of our ledgers (RFC 3161).

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::error::allow;
use super::{App, AppError, LedgerName, Refusal};
use crate::person::{Permission, Person};
use crate::work::stamp::{Authority, Stamped, Stamps};

/// How having one ledger's head stamped ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StampReport {
    /// Which ledger.
    pub ledger: LedgerName,
    /// How many records the stamped head covers; none = it was not stamped, because of
    /// a trouble or because there is no record yet.
    pub size: Option<u64>,
    /// The time that the authority tells.
    pub at: Option<Timestamp>,
    /// The authority, as its certificate names it.
    pub authority: Option<String>,
    /// Why not.
    pub trouble: Option<String>,
}

impl App {
    /// Has the heads of both ledgers stamped as they are now.
    pub async fn stamp_heads(&self, person: &Person) -> Result<Vec<StampReport>, AppError> {
        allow(person, Permission::VerifyLedger)?;
        let Some(settings) = &self.inner.config.tsa else {
            return Err(Refusal::by("stamp.no_authority", 503, []).into());
        };
        let authority = Authority::new(settings).map_err(AppError::internal)?;
        Ok(self.stamp_all(&authority).await)
    }

    /// Has them stamped now and again, until the product stops.
    pub(crate) fn stamp_by_itself(&self) {
        let Some(settings) = self.inner.config.tsa.clone() else { return };
        let every = Duration::from_secs(u64::from(settings.every_min.get()).saturating_mul(60));
        let app = self.clone();
        self.inner.spawn(async move {
            let authority = match Authority::new(&settings) {
                Ok(authority) => authority,
                Err(error) => {
                    tracing::warn!(%error, "Heads cannot be stamped");
                    return;
                }
            };
            let stop = app.stopping();
            loop {
                let turn = app.stamp_all(&authority);
                let Some(reports) = stop.run_until_cancelled(turn).await else { return };
                for report in reports.iter().filter(|report| report.trouble.is_some()) {
                    let (ledger, trouble) = (report.ledger.as_str(), report.trouble.as_deref());
                    tracing::warn!(ledger, trouble, "Not stamped");
                }
                if stop.run_until_cancelled(tokio::time::sleep(every)).await.is_none() {
                    return;
                }
            }
        });
    }

    /// The same for the product itself, where an authority is configured.
    pub(super) async fn stamp_now(&self) {
        let Some(settings) = &self.inner.config.tsa else { return };
        match Authority::new(settings) {
            Ok(authority) => {
                for report in self.stamp_all(&authority).await {
                    if let Some(trouble) = report.trouble {
                        tracing::warn!(ledger = report.ledger.as_str(), trouble, "Not stamped");
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "Heads cannot be stamped"),
        }
    }

    async fn stamp_all(&self, authority: &Authority) -> Vec<StampReport> {
        let mut reports = Vec::new();
        for ledger in LedgerName::ALL {
            reports.push(match self.stamp_one(authority, ledger).await {
                Ok(report) => report,
                Err(error) => StampReport {
                    ledger,
                    size: None,
                    at: None,
                    authority: None,
                    trouble: Some(format!("{error:#}")),
                },
            });
        }
        reports
    }

    async fn stamp_one(
        &self,
        authority: &Authority,
        ledger: LedgerName,
    ) -> Result<StampReport, anyhow::Error> {
        let reader = self.writer(ledger).reader().clone();
        let mut report =
            StampReport { ledger, size: None, at: None, authority: None, trouble: None };
        if reader.size() == 0 {
            return Ok(report); // The time of nothing proves nothing.
        }
        let signed = reader.latest_checkpoint()?;
        if signed.as_ref().is_none_or(|head| head.size < reader.size()) {
            self.writer(ledger).checkpoint().await?;
        }
        let Some(head) = reader.latest_checkpoint()? else { return Ok(report) };
        let stamps = self.stamps(ledger);
        report.size = Some(head.size);
        if stamps.sizes()?.last() == Some(&head.size) {
            return Ok(report); // Nothing came since.
        }
        let head_bytes = head.note.into_bytes();
        let (token, sound) = authority.stamp(&head_bytes).await?;
        let one = Stamped { size: head.size, head: head_bytes, token };
        tokio::task::spawn_blocking(move || stamps.keep(&one)).await??;
        report.at = Some(sound.at);
        report.authority = Some(sound.authority);
        Ok(report)
    }

    /// The stamps of a ledger.
    pub(super) fn stamps(&self, ledger: LedgerName) -> Stamps {
        Stamps::of(&self.inner.config.data.dir, ledger.as_str())
    }
}
