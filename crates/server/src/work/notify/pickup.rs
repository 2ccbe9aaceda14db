//! From the journal into the outbox: orders become parcels, and what people
//! decided about them later (again, no more) reaches the parcels.
//!
//! Everything here can be done twice: what the journal says and what the state
//! file has are compared, and the difference is made up.

use engine::coordinate::delivery::{Delivery, DeliveryId, End, Entry, Outcome};
use engine::coordinate::{CaseId, Cases, What};
use store::state::{NewDelivery, ParcelKey, ParcelState};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::sync::CancellationToken;

use super::Outbox;
use super::way::Channel;
use crate::app::{AppError, Notice};
use crate::work::journal::PRODUCT;
use crate::work::writer::full_text;

/// Parcels looked at in one go.
const PARCELS_READ: u32 = 500;

/// What an order needs.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Need {
    /// It is not in the outbox yet.
    Taking,
    /// It can never go out: why.
    Refusing(String),
    /// It is in the outbox, and not at its end.
    Following,
}

impl Outbox {
    /// Follows the journal until everything ends.
    pub(super) async fn pick_up(
        self,
        mut notices: broadcast::Receiver<Notice>,
        stop: CancellationToken,
    ) {
        self.compare(None).await;
        loop {
            let case = tokio::select! {
                () = stop.cancelled() => return,
                notice = notices.recv() => match notice {
                    Ok(Notice::Case { id }) => Some(id),
                    Ok(_other) => continue,
                    // Too many at once: look at all.
                    Err(RecvError::Lagged(_)) => None,
                    Err(RecvError::Closed) => return,
                },
            };
            self.compare(case).await;
        }
    }

    /// Compares journal and outbox: of one case, or of all.
    async fn compare(&self, case: Option<CaseId>) {
        let needs = self.journal.read(|cases| self.needs(cases, case));
        for (case, id, need) in needs {
            if let Err(error) = self.serve(case, &id, need).await {
                tracing::error!(error = full_text(&error), delivery = %id, "An order stays behind");
            }
        }
    }

    fn needs(&self, cases: &Cases, only: Option<CaseId>) -> Vec<(CaseId, DeliveryId, Need)> {
        let mut needs = Vec::new();
        let chosen = cases.cases.values().filter(|case| only.is_none_or(|id| id == case.id));
        for case in chosen {
            for (id, one) in &case.concerns.delivery.orders {
                if one.taken_at.is_some() && one.is_over() {
                    continue;
                }
                let channel = self.channels.of(case, &one.order);
                let why = match channel {
                    None => Some(format!("the settings have no channel {:?}", one.order.channel)),
                    Some(channel) => fault(channel, one),
                };
                let is_held = channel.is_some_and(|channel| one.is_held(case, channel.reach));
                let need = match (why, one.taken_at) {
                    (Some(why), _) => Need::Refusing(why),
                    (None, Some(_)) => Need::Following,
                    (None, None) if is_held && one.cancelled.is_none() => continue,
                    (None, None) => Need::Taking,
                };
                needs.push((one.queued_index, (case.id, id.clone(), need)));
            }
        }
        // A room is made before somebody is invited into it.
        needs.sort_by_key(|(index, _)| *index);
        needs.into_iter().map(|(_, need)| need).collect()
    }

    async fn serve(&self, case: CaseId, id: &DeliveryId, need: Need) -> Result<(), AppError> {
        let Some(one) = self.known(case, id) else { return Ok(()) };
        match need {
            Need::Refusing(why) => return self.refuse(case, &one, &why).await,
            Need::Taking => {
                self.put_in(case, &one).await?;
                let taken = What::Delivery(Entry::Taken { id: id.clone() });
                self.journal.say(PRODUCT, vec![(Some(case), taken)]).await?;
            }
            Need::Following => self.mend(case, &one).await?,
        }
        self.follow(case, id).await
    }

    fn known(&self, case: CaseId, id: &DeliveryId) -> Option<Delivery> {
        let of = |cases: &Cases| Some(cases.cases.get(&case)?.concerns.delivery.get(id)?.clone());
        self.journal.read(of)
    }

    /// The parcels come first, then the word in the journal, then they may go.
    async fn put_in(&self, case: CaseId, one: &Delivery) -> Result<(), AppError> {
        let left_out = self.journal.read(|cases| {
            let suppressed = |at: &u32| {
                let to = one.addressee(*at);
                to.is_some_and(|to| cases.suppressed_addresses.has(&to.address))
            };
            (0..one.parcels()).filter(suppressed).collect::<Vec<u32>>()
        });
        let (delivery, parcels) = (one.order.id.to_string(), one.parcels());
        let channel = self.journal.read(|cases| {
            let channel = self.channels.of(cases.cases.get(&case)?, &one.order)?;
            Some(channel.name.clone())
        });
        let channel = channel.unwrap_or_else(|| one.order.channel.clone());
        let now = self.clock.now();
        self.db(move |state| {
            let new = NewDelivery {
                delivery: &delivery,
                case: case.0,
                channel: &channel,
                parcels,
                left_out: &left_out,
                left_out_end: End::Suppressed.as_str(),
            };
            state.take_delivery(&new, now)
        })
        .await
    }

    /// The journal says that the outbox has it. If it has not, the state file was
    /// lost or is an older one, and nobody knows what went out, except of what a
    /// person wants sent again.
    async fn mend(&self, case: CaseId, one: &Delivery) -> Result<(), AppError> {
        let delivery = one.order.id.to_string();
        if self.db(move |state| state.parcel_count(&delivery)).await? > 0 {
            return Ok(());
        }
        let why = "the outbox was lost: whether it was sent is not known";
        let is_lost = |parcel: &u32| !one.rounds.contains_key(parcel);
        self.end_open(case, one, (End::Uncertain, why), is_lost).await?;
        self.put_in(case, one).await
    }

    /// It can never go out: dead, and visible as such.
    async fn refuse(&self, case: CaseId, one: &Delivery, why: &str) -> Result<(), AppError> {
        if one.taken_at.is_none() {
            let taken = What::Delivery(Entry::Taken { id: one.order.id.clone() });
            self.journal.say(PRODUCT, vec![(Some(case), taken)]).await?;
        }
        self.end_open(case, one, (End::Refused, why), |_| true).await
    }

    /// What is open of these parcels ends so.
    async fn end_open(
        &self,
        case: CaseId,
        one: &Delivery,
        (end, answer): (End, &str),
        which: impl Fn(&u32) -> bool,
    ) -> Result<(), AppError> {
        let at = self.clock.now();
        let open = (0..one.parcels()).filter(|parcel| !one.outcomes.contains_key(parcel));
        let outcomes: Vec<_> =
            open.filter(which).map(|parcel| ended(parcel, end, answer, at)).collect();
        if !outcomes.is_empty() {
            let entry = Entry::Ended { id: one.order.id.clone(), outcomes };
            self.journal.say(PRODUCT, vec![(Some(case), What::Delivery(entry))]).await?;
        }
        Ok(())
    }

    /// What the journal says of a delivery that is in the outbox reaches its parcels.
    async fn follow(&self, case: CaseId, id: &DeliveryId) -> Result<(), AppError> {
        let Some(one) = self.known(case, id) else { return Ok(()) };
        self.repeat(&one).await?;
        let (delivery, is_cancelled) = (id.to_string(), one.cancelled.is_some());
        let now = self.clock.now();
        self.db(move |state| {
            if is_cancelled {
                state.end_waiting_parcels(&delivery, End::Cancelled.as_str(), now)?;
            }
            state.release_delivery(&delivery)
        })
        .await?;
        self.came.notify_waiters();
        self.ended.notify_one();
        Ok(())
    }

    /// What people want sent again is sent again; what the journal knows to have
    /// ended is not sent by an older state file.
    async fn repeat(&self, one: &Delivery) -> Result<(), AppError> {
        let one = one.clone();
        let now = self.clock.now();
        self.db(move |state| {
            let delivery = one.order.id.to_string();
            for (number, round) in &one.rounds {
                let key = ParcelKey { delivery: delivery.clone(), number: *number };
                state.requeue_parcel(&key, *round, now)?;
            }
            let mut from = 0;
            loop {
                let parcels = state.parcels(&delivery, from, PARCELS_READ)?;
                let Some(last) = parcels.last() else { return Ok(()) };
                from = last.key.number.saturating_add(1);
                for parcel in parcels {
                    let Some(known) = one.outcomes.get(&parcel.key.number) else { continue };
                    if parcel.state == ParcelState::Waiting {
                        let end = store::state::ParcelEnd {
                            end: known.end.as_str(),
                            answer: &known.answer,
                            reference: known.reference.as_deref(),
                        };
                        state.end_parcel(&parcel.key, &end, now)?;
                        state.parcels_told(&[parcel.key])?;
                    }
                }
            }
        })
        .await
    }
}

/// Why an order can never go out by this channel.
fn fault(channel: &Channel, one: &Delivery) -> Option<String> {
    let (name, content) = (&channel.name, &one.order.content);
    if !channel.can(content) {
        return Some(format!("the channel {name:?} cannot do {}", content.as_str()));
    }
    let is_named = !one.order.to.is_empty();
    match channel.kind {
        _ if channel.settings.is_none() => None,
        kind if is_named && !kind.is_per_addressee() => {
            Some(format!("the channel {name:?} has no addressees of its own"))
        }
        engine::coordinate::delivery::ChannelKind::Smtp if !is_named => {
            Some("a mail needs an addressee".to_owned())
        }
        _ => None,
    }
}

fn ended(parcel: u32, end: End, answer: &str, at: jiff::Timestamp) -> Outcome {
    Outcome {
        parcel,
        end,
        answer: answer.to_owned(),
        reference: None,
        attempts: 0,
        at,
        sha256: None,
    }
}
