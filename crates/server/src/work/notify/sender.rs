//! One loop for each channel: the parcel whose turn it is, at the channel's pace.

use std::sync::Arc;
use std::time::Duration;

use engine::coordinate::delivery::{ChannelKind, Delivery, DeliveryId, End, retry};
use engine::coordinate::{CaseId, Cases, custody};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use store::state::{Parcel, ParcelEnd, ParcelKey};
use tokio_util::sync::CancellationToken;

use super::Outbox;
use super::hand::{Handed, Job, Mark, brief};
use super::way::Channel;
use crate::app::AppError;
use crate::work::writer::full_text;

/// What one turn of the loop came to.
enum Turn {
    /// Something was tried: the pace holds.
    Tried,
    /// Nothing can be done now.
    Idle,
}

impl Outbox {
    /// Sends by this channel until everything ends.
    pub(super) async fn send_by(self, name: String, stop: CancellationToken) {
        let Some(channel) = self.channels.by_name(&name).map(Arc::clone) else { return };
        let pace = Duration::from_mins(1) / channel.per_minute.max(1);
        while !stop.is_cancelled() {
            match self.turn(&channel).await {
                Ok(Turn::Tried) => {
                    tokio::select! {
                        () = tokio::time::sleep(pace) => {}
                        () = stop.cancelled() => {}
                    }
                }
                Ok(Turn::Idle) => self.rest(&self.came, &stop).await,
                Err(error) => {
                    tracing::error!(
                        error = full_text(&error),
                        channel = name,
                        "Sending stays behind"
                    );
                    self.rest(&self.came, &stop).await;
                }
            }
        }
        channel.leave().await;
    }

    async fn turn(&self, channel: &Arc<Channel>) -> Result<Turn, AppError> {
        let now = self.clock.now();
        if channel.health.read().await.rests_until.is_some_and(|until| until > now) {
            return Ok(Turn::Idle);
        }
        // Nothing leaves in a lockdown, whoever queued it and whenever; what
        // waits goes once the lockdown is over.
        if self.is_locked_down() {
            return Ok(Turn::Idle);
        }
        let name = channel.name.clone();
        let next = self.db(move |state| state.next_parcel(&name, now)).await?;
        let Some(parcel) = next else { return Ok(Turn::Idle) };
        let Some(found) = self.journal.read(|cases| find(cases, &parcel, channel)) else {
            return self.end(&parcel, End::Refused, "the journal does not know the order").await;
        };
        if let Some(why) = &found.barred {
            return self.end(&parcel, End::Refused, why).await;
        }
        if found.is_held {
            // The case became confidential since (CM24).
            let later = now.checked_add(SignedDuration::from_secs(60)).unwrap_or(now);
            let why = "waits for a second person: the case is confidential";
            self.postpone(&parcel.key, why, later).await?;
            return Ok(Turn::Tried);
        }
        self.try_once(channel, &parcel, &found).await?;
        Ok(Turn::Tried)
    }

    async fn try_once(
        &self,
        channel: &Arc<Channel>,
        parcel: &Parcel,
        found: &Found,
    ) -> Result<(), AppError> {
        let now = self.clock.now();
        let job = Job {
            case: CaseId(parcel.case),
            delivery: &found.delivery,
            parcel: parcel.key.number,
            round: parcel.round,
            reference: found.reference.clone(),
            room: found.room.clone(),
            outsider: found.outsider.clone(),
            now,
        };
        let content = &found.delivery.order.content;
        let prepared = match channel.prepare(&job) {
            Ok(prepared) => prepared,
            Err(why) => {
                self.end(parcel, End::Refused, &why).await?;
                return Ok(());
            }
        };
        if self.is_locked_down() {
            // Engaged since the turn began: it waits, and no try was made.
            return Ok(());
        }
        let (key, raw) = (parcel.key.clone(), prepared.raw().to_vec());
        let sha256 = hex::encode(Sha256::digest(&raw));
        self.channels.count(channel, raw.len());
        self.db(move |state| state.begin_parcel(&key, &sha256, &raw, now)).await?;
        let mark = Mark { outbox: self, key: Some(&parcel.key) };
        let handed = channel.hand((&prepared, content), &mark).await;
        self.note(channel, &handed).await;
        self.settle(channel, parcel, handed).await
    }

    /// What handing over came to, into the state file.
    async fn settle(
        &self,
        channel: &Channel,
        parcel: &Parcel,
        handed: Handed,
    ) -> Result<(), AppError> {
        let attempts = parcel.attempts.saturating_add(1);
        let next = |asked: Option<Duration>| {
            let asked = asked.and_then(|asked| SignedDuration::try_from(asked).ok());
            retry::next_at(attempts, channel.attempts_max, self.clock.now(), asked)
        };
        let (end, answer, reference) = match handed {
            Handed::Sent { answer, reference } => (End::Sent, answer, reference),
            Handed::Refused { answer } => (End::Refused, answer, None),
            Handed::Uncertain { answer } => (End::Uncertain, answer, None),
            Handed::Later { answer, after } => match next(after) {
                Some(at) => return self.postpone(&parcel.key, &answer, at).await,
                None => (End::GaveUp, answer, None),
            },
            Handed::Away { answer } => match next(None) {
                Some(at) => return self.postpone(&parcel.key, &answer, at).await,
                None => (End::GaveUp, answer, None),
            },
        };
        let (key, now) = (parcel.key.clone(), self.clock.now());
        self.db(move |state| {
            let (end, reference) = (end.as_str(), reference.as_deref());
            state.end_parcel(&key, &ParcelEnd { end, answer: &brief(&answer), reference }, now)
        })
        .await?;
        self.ended.notify_one();
        if channel.kind != ChannelKind::Smtp || parcel.key.number == 0 {
            // What comes next may go on with this: its name there must be known.
            self.tell().await?;
        }
        Ok(())
    }

    /// How the channel does, for people; and whether it rests.
    async fn note(&self, channel: &Channel, handed: &Handed) {
        let now = self.clock.now();
        let mut health = channel.health.write().await;
        let (answer, rests) = match handed {
            Handed::Sent { .. } => {
                health.last_sent_at = Some(now);
                (None, false)
            }
            Handed::Refused { answer } | Handed::Uncertain { answer } => (Some(answer), false),
            // One mail that comes later holds up no other; a room that is asked
            // to slow down wants all to wait, in their order.
            Handed::Later { answer, .. } => (Some(answer), channel.kind != ChannelKind::Smtp),
            Handed::Away { answer } => (Some(answer), true),
        };
        if let Some(answer) = answer {
            health.last_failed_at = Some(now);
            health.last_failure = Some(answer.clone());
        }
        health.failures = if rests { health.failures.saturating_add(1) } else { 0 };
        let until = retry::next_at(health.failures, u32::MAX, now, None).filter(|_| rests);
        if let (Some(until), 1) = (until, health.failures) {
            tracing::warn!(channel = channel.name, %until, "The channel is away and rests");
        }
        health.rests_until = until;
    }

    fn is_locked_down(&self) -> bool {
        self.journal.read(|cases| cases.lockdown.is_some())
    }

    async fn end(&self, parcel: &Parcel, end: End, answer: &str) -> Result<Turn, AppError> {
        let (key, answer, now) = (parcel.key.clone(), brief(answer), self.clock.now());
        self.db(move |state| {
            let end = ParcelEnd { end: end.as_str(), answer: &answer, reference: None };
            state.end_parcel(&key, &end, now)
        })
        .await?;
        self.ended.notify_one();
        Ok(Turn::Tried)
    }

    async fn postpone(&self, key: &ParcelKey, answer: &str, at: Timestamp) -> Result<(), AppError> {
        let (key, answer, now) = (key.clone(), brief(answer), self.clock.now());
        self.db(move |state| state.postpone_parcel(&key, &answer, at, now)).await
    }
}

/// What the journal knows of a parcel.
struct Found {
    delivery: Delivery,
    reference: Option<String>,
    room: Option<engine::coordinate::delivery::Room>,
    outsider: Option<engine::coordinate::dive::Requester>,
    is_held: bool,
    /// Why the case's marking does not let it go by this channel, whoever ordered it
    /// and however the case was marked then.
    barred: Option<String>,
}

fn find(cases: &Cases, parcel: &Parcel, channel: &Channel) -> Option<Found> {
    let case = cases.cases.get(&CaseId(parcel.case))?;
    let is_exercise = case.concerns.exercise.is_exercise();
    (!is_exercise || channel.settings.is_none()).then_some(())?;
    let state = &case.concerns.delivery;
    let delivery = state.get(&DeliveryId(parcel.key.delivery.clone()))?;
    let goes_on_with = channel.goes_on_with(&delivery.order.content);
    let reference = goes_on_with
        .and_then(|content| state.reference(&delivery.order.channel, content))
        .map(str::to_owned);
    Some(Found {
        delivery: delivery.clone(),
        reference,
        room: state.room.clone(),
        outsider: case.concerns.dive.outsider().cloned(),
        is_held: delivery.is_held(case, channel.reach),
        barred: channel.settings.as_ref().and_then(|_| {
            let refused = custody::may_send(&case.concerns.custody, channel.reach).err()?;
            let label = refused.text.args.get("label").cloned().unwrap_or_default();
            Some(format!("the case is marked {label}: too many read this channel"))
        }),
    })
}
