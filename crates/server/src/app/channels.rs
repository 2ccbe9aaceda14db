//! Channels: which there are, how each does, and whether it can be reached.

use engine::coordinate::delivery::{
    About, Addressee, ChannelKind, Content, Delivery, DeliveryId, End, Entry, Message, Order, Reach,
};
use engine::coordinate::{CaseId, What};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::allow;
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::notify::hand::{Handed, Job, Mark};
use crate::work::notify::way::{Health, TrafficReport};

/// A channel, and how it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChannelView {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: ChannelKind,
    /// Who reads there.
    pub reach: Reach,
    /// Messages a minute at most.
    pub per_minute: u32,
    /// Whether nothing leaves the process by it.
    pub is_sink: bool,
    /// Messages that wait for it.
    pub waiting: u32,
    /// Of these, messages that were tried before.
    pub tried: u32,
    /// How it does.
    #[serde(flatten)]
    pub health: Health,
}

/// Whom a test message goes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelTest {
    /// A mail address, or the id of a person or room; empty = the channel itself.
    pub to: String,
}

/// What trying a channel came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChannelTested {
    /// The channel.
    pub channel: String,
    /// How it ended.
    pub end: End,
    /// What the other side said.
    pub answer: String,
}

impl App {
    /// All channels, by name.
    pub async fn channels(&self, person: &Person) -> Result<Vec<ChannelView>, AppError> {
        allow(person, Permission::ReadCases)?;
        let waiting = self.with_state(store::state::State::waiting_parcels).await?;
        let channels = &self.inner.outbox.channels;
        let mut views = Vec::new();
        for channel in channels.iter() {
            let counts = waiting.iter().find(|(name, _, _)| *name == channel.name);
            views.push(ChannelView {
                name: channel.name.clone(),
                kind: channel.kind,
                reach: channel.reach,
                per_minute: channel.per_minute,
                is_sink: channels.is_sink(),
                waiting: counts.map_or(0, |(_, waiting, _)| *waiting),
                tried: counts.map_or(0, |(_, _, tried)| *tried),
                health: channel.health.read().await.clone(),
            });
        }
        Ok(views)
    }

    /// What left the process by channels since it started: the proof that an
    /// exercise stays inside.
    pub fn traffic(&self) -> TrafficReport {
        self.inner.outbox.channels.traffic()
    }

    /// Hands a test message over, at once and without the outbox; it names no case.
    pub async fn test_channel(
        &self,
        person: &Person,
        name: &str,
        test: ChannelTest,
    ) -> Result<ChannelTested, AppError> {
        self.allow_now(person, Permission::Send).await?;
        let outbox = &self.inner.outbox;
        let channel = outbox.channels.get(name);
        let channel = channel.ok_or_else(|| AppError::not_found(format!("channel {name}")))?;
        let now = self.inner.clock.now();
        let delivery = test_delivery(name, &test, &person.name, now);
        if !channel.can(&delivery.order.content) {
            return Err(AppError::invalid("channel", input::why("channel-untried")));
        }
        let job = Job {
            case: CaseId(0),
            delivery: &delivery,
            parcel: 0,
            round: 0,
            reference: None,
            outsider: None,
            room: None,
            now,
        };
        let prepared =
            channel.prepare(&job).map_err(|why| AppError::invalid("to", input::said(why)))?;
        outbox.channels.count(channel, prepared.raw().len());
        let mark = Mark { outbox, key: None };
        let handed = channel.hand((&prepared, &delivery.order.content), &mark).await;
        let (end, answer) = match handed {
            Handed::Sent { answer, .. } => (End::Sent, answer),
            Handed::Refused { answer } => (End::Refused, answer),
            Handed::Later { answer, .. } | Handed::Away { answer } => (End::GaveUp, answer),
            Handed::Uncertain { answer } => (End::Uncertain, answer),
        };
        let channel = name.to_owned();
        let said = Entry::Tested { channel: channel.clone(), end, answer: answer.clone() };
        self.inner.journal.say(&person.name, vec![(None, What::Delivery(said))]).await?;
        Ok(ChannelTested { channel, end, answer })
    }
}

fn test_delivery(channel: &str, test: &ChannelTest, by: &str, now: jiff::Timestamp) -> Delivery {
    let to = test.to.trim();
    let body = format!(
        "This is a test of the channel {channel}, sent by {by}. / これはチャネル {channel} のテストです ({by})。"
    );
    let order = Order {
        id: DeliveryId(format!("test-{}", hex::encode(rand::random::<[u8; 6]>()))),
        channel: channel.to_owned(),
        about: About::ByHand,
        to: Some(Addressee::at(to)).filter(|_| !to.is_empty()).into_iter().collect(),
        content: Content::Message {
            message: Message::new("en", "Portcullis test / テスト", &body),
        },
        approved_by: std::collections::BTreeSet::new(),
    };
    Delivery::queued(order, by, now)
}
