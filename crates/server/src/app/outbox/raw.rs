//! A message as the other side gets it, before it does: for mail, byte for byte.

use engine::coordinate::communication::MessageId;
use engine::coordinate::delivery::{Delivery, DeliveryId};
use engine::coordinate::{Case, CaseId};
use store::state::ParcelKey;

use super::found;
use crate::app::approvals::Barred;
use crate::app::cases::case_for;
use crate::app::error::allow;
use crate::app::input;
use crate::app::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::notify::hand::{Job, Prepared};

/// What the other side gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawMessage {
    /// `message/rfc822` for mail, else the body of the request.
    pub media_type: &'static str,
    /// The bytes, without secrets of the way.
    pub bytes: Vec<u8>,
}

impl App {
    /// What one addressee of an order gets, or got: for mail the very bytes.
    pub async fn delivery_raw(
        &self,
        person: &Person,
        id: &DeliveryId,
        parcel: u32,
    ) -> Result<RawMessage, AppError> {
        allow(person, Permission::ReadCases)?;
        let key = ParcelKey { delivery: id.to_string(), number: parcel };
        let tried = self.with_state(move |state| state.parcel_bytes(&key)).await?;
        let prepared = self.inner.journal.read(|cases| {
            let (case, one) = found(cases, person, id)?;
            self.prepared(case, one, parcel)
        })?;
        Ok(match tried {
            Some(bytes) => RawMessage { bytes, ..prepared },
            None => prepared,
        })
    }

    /// What the first addressee of a message that is not sent yet would get by
    /// this channel, were it sent now: only the date can still change.
    pub fn message_raw(
        &self,
        person: &Person,
        case: CaseId,
        (message, channel): (MessageId, &str),
    ) -> Result<RawMessage, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            let order = self.order_of(known, message, (channel, now, &Barred::default()))?;
            self.prepared(known, &Delivery::queued(order, &person.name, now), 0)
        })
    }

    fn prepared(&self, case: &Case, one: &Delivery, parcel: u32) -> Result<RawMessage, AppError> {
        if parcel >= one.parcels() {
            return Err(AppError::not_found(format!("addressee {parcel} of {}", one.order.id)));
        }
        let channel = self.inner.outbox.channels.of(case, &one.order);
        let missing = || AppError::not_found(format!("channel {}", one.order.channel));
        let channel = channel.ok_or_else(missing)?;
        let state = &case.concerns.delivery;
        let goes_on = channel.goes_on_with(&one.order.content);
        let job = Job {
            case: case.id,
            delivery: one,
            parcel,
            round: one.rounds.get(&parcel).copied().unwrap_or_default(),
            reference: goes_on
                .and_then(|content| state.reference(&one.order.channel, content))
                .map(str::to_owned),
            room: state.room.clone(),
            outsider: case.concerns.dive.outsider().cloned(),
            now: self.inner.clock.now(),
        };
        let prepared =
            channel.prepare(&job).map_err(|why| AppError::invalid("message", input::said(why)))?;
        let media_type = match &prepared {
            Prepared::Mail { .. } => "message/rfc822",
            Prepared::Post(_) | Prepared::Issue(_) | Prepared::Sunk { .. } => "application/json",
        };
        Ok(RawMessage { media_type, bytes: prepared.raw().to_vec() })
    }
}
