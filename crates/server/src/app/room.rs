//! The incident channel (CM13): made by a channel that can, or by hand with
//! exact commands to copy.

use engine::coordinate::delivery::{
    About, Addressee, ChannelKind, Content, DeliveryId, Entry, Message, Order, Room,
    is_confidential, room,
};
use engine::coordinate::{Case, CaseId, What};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cases::case_for;
use super::error::allow;
use super::{App, AppError, Refusal};
use crate::app::input;
use crate::config;
use crate::person::{Permission, Person};

/// The incident channel of a case: what is, or how to make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoomView {
    /// What there is.
    pub room: Option<Room>,
    /// What it would be called.
    pub name: String,
    /// The channel that could make it; `None` = by hand.
    pub channel: Option<String>,
    /// What to do by hand, to be copied.
    pub commands: Vec<room::Command>,
    /// The orders that make it.
    pub deliveries: Vec<DeliveryId>,
}

/// A room that somebody made by hand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomRecord {
    /// Its name.
    pub room: String,
    /// Its address; may be empty.
    #[serde(default)]
    pub url: String,
}

impl App {
    /// The incident channel of a case, and how to make it by hand.
    pub fn room(&self, person: &Person, id: CaseId) -> Result<RoomView, AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| Ok(self.room_view(case_for(cases, person, id)?)))
    }

    /// Orders the incident channel: made, with its topic, everybody of the
    /// settings invited, and its link told where the settings say.
    pub async fn open_room(&self, person: &Person, id: CaseId) -> Result<RoomView, AppError> {
        allow(person, Permission::Communicate)?;
        self.inner
            .journal
            .decide(&person.name, |cases, _now| {
                let case = case_for(cases, person, id)?;
                let Some((channel, settings)) = self.room_maker() else {
                    return Err(refusal("room.no_token"));
                };
                if case.concerns.delivery.room.is_some() {
                    return Err(refusal("room.there_is_one"));
                }
                let orders = self.room_orders(case, &channel, &settings);
                let said = orders
                    .into_iter()
                    .map(|order| (Some(id), What::Delivery(Entry::Queued { order })))
                    .collect();
                Ok((said, ()))
            })
            .await?;
        self.room(person, id)
    }

    /// Records a room that was made by hand.
    pub async fn record_room(
        &self,
        person: &Person,
        id: CaseId,
        record: RoomRecord,
    ) -> Result<RoomView, AppError> {
        allow(person, Permission::Communicate)?;
        let RoomRecord { room, url } = record;
        let name = room.trim().trim_start_matches('#').to_owned();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(AppError::invalid("room", input::up_to("line", 80)));
        }
        let url = url.trim().to_owned();
        if !url.is_empty() && !url.starts_with("https://") {
            return Err(AppError::invalid("url", input::why("https")));
        }
        self.inner
            .journal
            .decide(&person.name, |cases, _now| {
                case_for(cases, person, id)?;
                let entry = Entry::RoomRecorded { room: name, url };
                Ok((vec![(Some(id), What::Delivery(entry))], ()))
            })
            .await?;
        self.room(person, id)
    }

    /// The first channel of the settings that can make rooms.
    fn room_maker(&self) -> Option<(String, config::SlackApi)> {
        let channels = &self.inner.outbox.channels;
        let can = channels.iter().find(|one| one.kind == ChannelKind::SlackApi)?;
        let settings = can.settings.as_ref()?.slack_api.clone()?;
        Some((can.name.clone(), settings))
    }

    fn room_view(&self, case: &Case) -> RoomView {
        let maker = self.room_maker();
        let name = room::name_of(&case.id.to_string(), &case.title);
        let link = self.case_link(case.id);
        let settings = maker.as_ref().map(|(_, settings)| settings);
        let people = settings.map(|one| one.invite.clone()).unwrap_or_default();
        let wanted = room::Wanted {
            name: &name,
            topic: &topic(case),
            people: &people,
            told_in: settings
                .and_then(|one| one.told_in.as_deref())
                .unwrap_or("security-department"),
            link: &link,
        };
        let deliveries = case.concerns.delivery.about(&About::Room);
        RoomView {
            room: case.concerns.delivery.room.clone(),
            commands: room::commands(&wanted),
            deliveries: deliveries.into_iter().map(|one| one.order.id.clone()).collect(),
            channel: maker.map(|(name, _)| name),
            name,
        }
    }

    fn room_orders(&self, case: &Case, channel: &str, settings: &config::SlackApi) -> Vec<Order> {
        let order = |nonce: &str, to: Vec<Addressee>, content| Order {
            id: DeliveryId::of(case.id, &About::Room, channel, nonce),
            channel: channel.to_owned(),
            about: About::Room,
            to,
            content,
            approved_by: std::collections::BTreeSet::new(),
        };
        let name = room::name_of(&case.id.to_string(), &case.title);
        let (link, is_private) = (self.case_link(case.id), is_confidential(case));
        let made = Content::RoomMade { room: name.clone(), is_private };
        let mut orders = vec![order("made", Vec::new(), made)];
        orders.push(order("topic", Vec::new(), Content::RoomTopic { topic: topic(case) }));
        if !settings.invite.is_empty() {
            let people = settings.invite.clone();
            orders.push(order("invite", Vec::new(), Content::RoomInvited { people }));
        }
        if let Some(told_in) = settings.told_in.as_ref().filter(|_| !is_private) {
            let body = format!("#{name} {link}").trim_end().to_owned();
            let message = Message::new("en", &case.id.to_string(), &body);
            orders.push(order("told", vec![Addressee::at(told_in)], Content::Message { message }));
        }
        orders
    }

    fn case_link(&self, id: CaseId) -> String {
        let url = self.inner.config.server.public_url.as_ref();
        let link = url.and_then(|url| url.join(&format!("cases/{id}")).ok());
        link.map(String::from).unwrap_or_default()
    }
}

/// What the room is about: nothing that a confidential case would hide.
fn topic(case: &Case) -> String {
    let topic = format!("{} {}", case.id, case.title);
    topic.chars().take(250).collect()
}

fn refusal(rule: &str) -> AppError {
    let refusal = Refusal::by(rule, 409, []);
    Refusal { requirements: vec!["CM13".to_owned()], ..refusal }.into()
}
