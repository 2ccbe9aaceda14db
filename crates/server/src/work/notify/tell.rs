//! From the outbox into the journal: what became of parcels, some at a time;
//! and the bytes as they were sent, into the evidence.

use std::collections::BTreeMap;

use engine::coordinate::delivery::{Delivery, DeliveryId, End, Entry, Outcome};
use engine::coordinate::{CaseId, EvidenceSource, What};
use store::state::{Parcel, ParcelKey};
use tokio_util::sync::CancellationToken;

use super::Outbox;
use crate::app::AppError;
use crate::work::evidence::StoreError;
use crate::work::journal::PRODUCT;
use crate::work::writer::full_text;

/// Outcomes in one entry of the journal at most.
const OUTCOMES_MAX: u32 = 100;

/// Parcels whose bytes are read in one go.
const PARCELS_READ: u32 = 100;

impl Outbox {
    /// Tells until everything ends, and once more then.
    pub(super) async fn tell_outcomes(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.tell().await {
                tracing::error!(error = full_text(&error), "Outcomes stay untold");
            }
            self.rest(&self.ended, &stop).await;
        }
        if let Err(error) = self.tell().await {
            tracing::warn!(error = full_text(&error), "Outcomes are told at the next start");
        }
    }

    /// Tells the journal what it does not know yet.
    pub(super) async fn tell(&self) -> Result<(), AppError> {
        // One at a time: two would tell the same outcome twice.
        let _turn = self.telling.lock().await;
        loop {
            let untold = self.db(|state| state.untold_parcels(OUTCOMES_MAX)).await?;
            if untold.is_empty() {
                return Ok(());
            }
            let mut by_delivery: BTreeMap<(u32, String), Vec<Parcel>> = BTreeMap::new();
            for parcel in untold {
                let key = (parcel.case, parcel.key.delivery.clone());
                by_delivery.entry(key).or_default().push(parcel);
            }
            for ((case, delivery), parcels) in by_delivery {
                self.tell_of(CaseId(case), &DeliveryId(delivery), parcels).await?;
            }
        }
    }

    async fn tell_of(
        &self,
        case: CaseId,
        id: &DeliveryId,
        parcels: Vec<Parcel>,
    ) -> Result<(), AppError> {
        let keys: Vec<ParcelKey> = parcels.iter().map(|parcel| parcel.key.clone()).collect();
        let outcomes: Vec<Outcome> = parcels.into_iter().filter_map(outcome).collect();
        self.journal
            .decide(PRODUCT, |cases, _now| {
                let known = cases.cases.get(&case).and_then(|one| one.concerns.delivery.get(id));
                let is_news = |one: &Outcome| {
                    known.is_some_and(|known| known.outcomes.get(&one.parcel) != Some(one))
                };
                let outcomes: Vec<Outcome> = outcomes.into_iter().filter(is_news).collect();
                let said = if outcomes.is_empty() {
                    Vec::new()
                } else {
                    let entry = Entry::Ended { id: id.clone(), outcomes };
                    vec![(Some(case), What::Delivery(entry))]
                };
                Ok((said, ()))
            })
            .await?;
        let over = self.journal.read(|cases| {
            let one = cases.cases.get(&case)?.concerns.delivery.get(id)?;
            one.is_over().then(|| one.clone())
        });
        if let Some(one) = over {
            // Before it counts as told: after a crash it is told, and kept, again.
            self.keep(case, &one).await?;
        }
        self.db(move |state| state.parcels_told(&keys)).await
    }

    /// Keeps what was sent, byte for byte: one message as it is, several as a
    /// mailbox that mail programs open.
    async fn keep(&self, case: CaseId, one: &Delivery) -> Result<(), AppError> {
        let delivery = one.order.id.to_string();
        let internal = |error: StoreError| AppError::internal(error);
        let mut writing = self.evidence.begin().await.map_err(internal)?;
        let (mut from, mut count) = (0, 0_u32);
        loop {
            let pieces = {
                let delivery = delivery.clone();
                self.db(move |state| {
                    let parcels = state.parcels(&delivery, from, PARCELS_READ)?;
                    let read = |parcel: Parcel| {
                        let bytes = state.parcel_bytes(&parcel.key)?;
                        Ok((parcel, bytes))
                    };
                    parcels.into_iter().map(read).collect::<Result<Vec<_>, _>>()
                })
                .await?
            };
            let Some((last, _)) = pieces.last() else { break };
            from = last.key.number.saturating_add(1);
            for (parcel, bytes) in pieces {
                let Some(bytes) = bytes else { continue };
                count = count.saturating_add(1);
                let piece = if one.parcels() == 1 { bytes } else { boxed(&parcel, &bytes) };
                writing.push(&piece).await.map_err(internal)?;
            }
        }
        if count == 0 {
            return Ok(());
        }
        let kept = writing.finish().await.map_err(internal)?;
        let is_mail = !one.order.to.is_empty();
        let media_type = match (one.parcels(), is_mail) {
            (1, true) => "message/rfc822",
            (1, false) => "application/json",
            (_, _) => "application/mbox",
        };
        let what = What::EvidenceKept {
            sha256: kept.sha256,
            bytes: kept.bytes,
            name: format!("{delivery} as sent"),
            media_type: media_type.to_owned(),
            source: EvidenceSource::Delivery { delivery: one.order.id.clone() },
        };
        self.journal.say(PRODUCT, vec![(Some(case), what)]).await?;
        self.db(move |state| state.forget_parcel_bytes(&delivery)).await
    }
}

/// A message as a mailbox has it (RFC 4155, the variant `mboxrd`).
fn boxed(parcel: &Parcel, bytes: &[u8]) -> Vec<u8> {
    let at = parcel.changed_at.strftime("%a %b %e %H:%M:%S %Y");
    let mut text = format!("From portcullis {at}\n").into_bytes();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let unquoted = line.iter().skip_while(|byte| **byte == b'>');
        if unquoted.take(5).eq(b"From ") {
            text.push(b'>');
        }
        match line.strip_suffix(b"\r\n") {
            Some(line) => {
                text.extend_from_slice(line);
                text.push(b'\n');
            }
            None => text.extend_from_slice(line),
        }
    }
    text.extend_from_slice(b"\n\n");
    text
}

fn outcome(parcel: Parcel) -> Option<Outcome> {
    Some(Outcome {
        parcel: parcel.key.number,
        end: End::from_name(parcel.end.as_deref()?)?,
        answer: parcel.answer,
        reference: parcel.reference,
        attempts: parcel.attempts,
        at: parcel.changed_at,
        sha256: parcel.sha256,
    })
}
