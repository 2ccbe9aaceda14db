//! The outbox: what is on its way to people, what arrived, what lies dead, and
//! what a person decides about it.

use std::collections::BTreeMap;

use engine::coordinate::delivery::{
    About, Addressee, Content, Delivery, DeliveryId, End, Entry, Message, Order, Reach,
    SuppressedAddress,
};
use engine::coordinate::{Case, CaseId, Cases, EvidenceSource, What};
use store::state::{Parcel, ParcelState};

mod raw;
mod view;

pub use raw::RawMessage;
pub use view::{
    DeliveryLine, DeliveryView, HandOrder, Hold, OutboxFilter, ParcelView, Resend, Stage,
};

use super::cases::{case_for, cases_for};
use super::error::allow;
use super::{App, AppError, Refusal};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::journal::Said;

/// Addressees of one order by hand: a list, not a campaign.
const ADDRESSEES_MAX: usize = 10_000;

/// Characters of a title, as Slack's headers have it.
const TITLE_CHARS_MAX: usize = 150;

/// Characters of a text.
const TEXT_CHARS_MAX: usize = 20_000;

/// Characters of a reason.
const REASON_CHARS_MAX: usize = 500;

/// Addressees in one answer.
const PARCELS_SHOWN: u32 = 10_000;

impl App {
    /// Begins to hand over what is in the outbox, now and from here on. Only the
    /// server and an exercise do; a command that opened the data directory
    /// queues, and the server sends.
    pub fn deliver(&self) -> Result<(), AppError> {
        let inner = &self.inner;
        self.lift_by_itself();
        Ok(inner.outbox.start(&inner.tasks, inner.notices.subscribe(), &inner.stop)?)
    }

    /// Orders, latest first.
    pub fn deliveries(
        &self,
        person: &Person,
        filter: OutboxFilter,
    ) -> Result<Vec<DeliveryLine>, AppError> {
        allow(person, Permission::ReadCases)?;
        let mut lines = self.inner.journal.read(|cases| {
            let chosen = |case: &&Case| filter.case.is_none_or(|id| id == case.id);
            let lines = cases_for(cases, person).filter(chosen).flat_map(|case| {
                case.concerns.delivery.orders.values().map(|one| self.line(cases, case, one))
            });
            let is_wanted = |line: &DeliveryLine| !filter.is_open || line.stage != Stage::Over;
            lines.filter(is_wanted).collect::<Vec<_>>()
        });
        lines.sort_by(|a, b| b.queued_at.cmp(&a.queued_at).then_with(|| a.id.cmp(&b.id)));
        Ok(lines)
    }

    /// One order, addressee by addressee.
    pub async fn delivery(
        &self,
        person: &Person,
        id: &DeliveryId,
    ) -> Result<DeliveryView, AppError> {
        allow(person, Permission::ReadCases)?;
        let (line, one, evidence) = self.inner.journal.read(|cases| {
            let (case, one) = found(cases, person, id)?;
            let is_of = |source: &EvidenceSource| {
                matches!(source, EvidenceSource::Delivery { delivery } if delivery == id)
            };
            let items = case.evidence.iter().filter(|item| is_of(&item.source));
            let evidence = items.map(|item| item.sha256.clone()).collect();
            Ok::<_, AppError>((self.line(cases, case, one), one.clone(), evidence))
        })?;
        let delivery = id.to_string();
        let rows = self.with_state(move |state| state.parcels(&delivery, 0, PARCELS_SHOWN)).await?;
        let rows: BTreeMap<u32, Parcel> =
            rows.into_iter().map(|row| (row.key.number, row)).collect();
        let shown = one.parcels().min(PARCELS_SHOWN);
        Ok(DeliveryView {
            message: one.order.content.message().cloned(),
            cleared_by: one.cleared.as_ref().map(|(by, _)| by.clone()),
            cancelled: one.cancelled.clone(),
            reference: one.reference().map(str::to_owned),
            evidence,
            parcels: (0..shown).map(|at| parcel_view(&one, at, rows.get(&at))).collect(),
            line,
        })
    }

    /// Queues a message by hand. What goes to customers or the public goes the
    /// way of the communications flow instead (CM22, CM23).
    pub async fn send_by_hand(
        &self,
        person: &Person,
        case: CaseId,
        order: HandOrder,
    ) -> Result<DeliveryId, AppError> {
        self.allow_now(person, Permission::Send).await?;
        let channel = self.inner.outbox.channels.get(&order.channel).cloned();
        let name = order.channel.clone();
        let channel = channel.ok_or_else(|| AppError::not_found(format!("channel {name}")))?;
        if matches!(channel.reach, Reach::Customers | Reach::Public) {
            let args = [("channel", name), ("reach", channel.reach.as_str().to_owned())];
            return Err(cited("delivery.not_by_hand", &["CM22", "CM23"], args));
        }
        let (to, message) = checked(order)?;
        let to = self.addressees(&name, &to);
        let nonce = hex::encode(rand::random::<[u8; 8]>());
        let id = DeliveryId::of(case, &About::ByHand, &name, &nonce);
        let order = Order {
            id: id.clone(),
            channel: name,
            about: About::ByHand,
            to,
            content: Content::Message { message },
            approved_by: std::collections::BTreeSet::new(),
        };
        self.inner
            .journal
            .decide(&person.name, |cases, _now| {
                case_for(cases, person, case)?;
                Ok((vec![(Some(case), What::Delivery(Entry::Queued { order }))], ()))
            })
            .await?;
        Ok(id)
    }

    /// Queues an order that a part of the product made, which has gates of its
    /// own: a status update, an item of the communications, a reminder. The same
    /// order twice is one.
    pub async fn queue(&self, person: &Person, case: CaseId, order: Order) -> Result<(), AppError> {
        self.allow_now(person, Permission::Send).await?;
        self.inner
            .journal
            .decide(&person.name, |cases, _now| {
                case_for(cases, person, case)?;
                Ok((vec![(Some(case), What::Delivery(Entry::Queued { order }))], ()))
            })
            .await?;
        Ok(())
    }

    /// Lets a held order leave its confidential case, as the second person (CM24).
    pub async fn clear_delivery(&self, person: &Person, id: &DeliveryId) -> Result<(), AppError> {
        self.allow_now(person, Permission::Approve).await?;
        self.change(person, id, |case, one| {
            if !self.needs_second_person(case, one) {
                return Err(cited("delivery.not_held", &["CM24"], [("delivery", id.to_string())]));
            }
            if one.queued_by == person.name {
                return Err(cited("delivery.own", &["CM24"], [("delivery", id.to_string())]));
            }
            Ok(Entry::Cleared { id: id.clone() })
        })
        .await
    }

    /// Sends again what lies dead. What is uncertain must be named, one by one:
    /// whoever has it already would get it twice.
    pub async fn resend(
        &self,
        person: &Person,
        id: &DeliveryId,
        resend: Resend,
    ) -> Result<u32, AppError> {
        self.allow_now(person, Permission::Send).await?;
        let reason = reason(&resend.reason)?;
        let mut count = 0;
        self.change(person, id, |_case, one| {
            let dead = |parcel: &u32| one.outcomes.get(parcel).map(|outcome| outcome.end);
            let parcels: Vec<u32> = if resend.parcels.is_empty() {
                let sure = |end| matches!(end, End::Refused | End::GaveUp);
                (0..one.parcels()).filter(|parcel| dead(parcel).is_some_and(sure)).collect()
            } else {
                let is_dead = |parcel: &u32| dead(parcel).is_some_and(End::is_dead);
                resend.parcels.iter().copied().filter(is_dead).collect()
            };
            if parcels.is_empty() {
                let args = [("delivery", id.to_string())];
                return Err(cited("delivery.nothing_dead", &[], args));
            }
            count = u32::try_from(parcels.len()).unwrap_or(u32::MAX);
            Ok(Entry::Resent { id: id.clone(), parcels, reason })
        })
        .await?;
        Ok(count)
    }

    /// Stops what is not handed over yet; also in a lockdown, where it keeps
    /// what waits from going afterwards.
    pub async fn cancel_delivery(
        &self,
        person: &Person,
        id: &DeliveryId,
        why: &str,
    ) -> Result<(), AppError> {
        allow(person, Permission::Communicate)?;
        let reason = reason(why)?;
        self.change(person, id, |_case, one| {
            if one.is_over() || one.cancelled.is_some() {
                let args = [("delivery", id.to_string())];
                return Err(cited("delivery.nothing_waits", &[], args));
            }
            Ok(Entry::Cancelled { id: id.clone(), reason })
        })
        .await
    }

    /// Records that what was uncertain arrived after all.
    pub async fn found_arrived(
        &self,
        person: &Person,
        id: &DeliveryId,
        (parcel, why): (u32, &str),
    ) -> Result<(), AppError> {
        self.allow_now(person, Permission::Send).await?;
        let reason = reason(why)?;
        self.change(person, id, |_case, one| {
            if one.outcomes.get(&parcel).is_none_or(|outcome| outcome.end != End::Uncertain) {
                let args = [("delivery", id.to_string())];
                return Err(cited("delivery.not_uncertain", &[], args));
            }
            Ok(Entry::FoundArrived { id: id.clone(), parcel, reason })
        })
        .await
    }

    /// Addresses that nothing is sent to.
    pub fn suppressed_addresses(
        &self,
        person: &Person,
    ) -> Result<Vec<SuppressedAddress>, AppError> {
        allow(person, Permission::ReadCases)?;
        Ok(self.inner.journal.read(|cases| cases.suppressed_addresses.iter().cloned().collect()))
    }

    /// Puts an address on the list, or takes it off.
    pub async fn suppress_address(
        &self,
        person: &Person,
        (address, why): (&str, &str),
        is_suppressed: bool,
    ) -> Result<(), AppError> {
        self.allow_now(person, Permission::Send).await?;
        let reason = reason(why)?;
        let address = address.trim().to_owned();
        if address.is_empty() || address.chars().count() > TITLE_CHARS_MAX {
            return Err(AppError::invalid("address", input::up_to("length", TITLE_CHARS_MAX)));
        }
        self.inner
            .journal
            .decide(&person.name, |cases, _now| {
                let has = cases.suppressed_addresses.has(&address);
                let entry = match (is_suppressed, has) {
                    (true, true) | (false, false) => return Ok((Said::new(), ())),
                    (true, false) => Entry::Suppressed { address, reason },
                    (false, true) => Entry::Unsuppressed { address, reason },
                };
                Ok((vec![(None, What::Delivery(entry))], ()))
            })
            .await?;
        Ok(())
    }

    async fn change(
        &self,
        person: &Person,
        id: &DeliveryId,
        decide: impl FnOnce(&Case, &Delivery) -> Result<Entry, AppError>,
    ) -> Result<(), AppError> {
        self.inner
            .journal
            .decide(&person.name, |cases, _now| {
                let (case, one) = found(cases, person, id)?;
                let entry = decide(case, one)?;
                Ok((vec![(Some(case.id), What::Delivery(entry))], ()))
            })
            .await?;
        Ok(())
    }

    /// To whom an order goes by this channel: a room or a page is itself the
    /// one addressee, whoever the message is for.
    pub(super) fn addressees<'a>(
        &self,
        channel: &str,
        to: impl IntoIterator<Item = &'a String>,
    ) -> Vec<Addressee> {
        let found = self.inner.outbox.channels.get(channel);
        let is_itself =
            found.is_some_and(|one| one.settings.is_some() && !one.kind.is_per_addressee());
        let mut seen = std::collections::BTreeSet::new();
        // Whoever stands there twice gets one.
        to.into_iter()
            .filter(|_| !is_itself)
            .map(|address| Addressee::at(address))
            .filter(|to| !to.address.is_empty() && seen.insert(to.address.to_lowercase()))
            .collect()
    }

    /// Whether an order may not even be taken before a second person agreed (CM24).
    fn needs_second_person(&self, case: &Case, one: &Delivery) -> bool {
        let channel = self.inner.outbox.channels.of(case, &one.order);
        let is_held = channel.is_some_and(|found| one.is_held(case, found.reach));
        is_held && one.taken_at.is_none() && one.cancelled.is_none()
    }

    fn line(&self, cases: &Cases, case: &Case, one: &Delivery) -> DeliveryLine {
        let content = &one.order.content;
        let tally = one.tally();
        let is_open = tally.waiting > 0 && one.cancelled.is_none();
        let hold = match (cases.lockdown.is_some() && is_open, self.needs_second_person(case, one))
        {
            (true, _) => Some(Hold::Lockdown),
            (false, true) => Some(Hold::SecondPerson),
            (false, false) => None,
        };
        DeliveryLine {
            id: one.order.id.clone(),
            case: case.id,
            channel: one.order.channel.clone(),
            about: one.order.about.clone(),
            content: content.as_str().to_owned(),
            title: title(content),
            queued_by: one.queued_by.clone(),
            queued_at: one.queued_at,
            stage: match (hold, tally.waiting, tally.dead()) {
                (Some(_), _, _) => Stage::Held,
                (None, 0, 0) => Stage::Over,
                (None, 0, _) => Stage::Dead,
                (None, _, _) => Stage::Waiting,
            },
            hold,
            tally,
        }
    }
}

fn title(content: &Content) -> String {
    match content {
        Content::Message { message }
        | Content::Status { message, .. }
        | Content::Issue { message } => message.title.clone(),
        Content::GapIssue { message, .. } => message.title.clone(),
        Content::RoomMade { room, .. } => format!("#{room}"),
        Content::RoomInvited { people } => people.join(", "),
        Content::RoomTopic { topic } => topic.clone(),
    }
}

fn parcel_view(one: &Delivery, at: u32, row: Option<&Parcel>) -> ParcelView {
    let to = one.addressee(at);
    let outcome = one.outcomes.get(&at);
    let state = match (outcome, row) {
        (Some(outcome), _) => outcome.end.as_str(),
        (None, Some(Parcel { state: ParcelState::Handing, .. })) => "handing",
        (None, _) => "waiting",
    };
    let next_at = row.filter(|row| outcome.is_none() && row.state == ParcelState::Waiting);
    ParcelView {
        parcel: at,
        name: to.map(|to| to.name.clone()).unwrap_or_default(),
        address: to.map_or_else(|| one.order.channel.clone(), |to| to.address.clone()),
        state: state.to_owned(),
        answer: match (outcome, row) {
            (Some(outcome), _) => outcome.answer.clone(),
            (None, row) => row.map(|row| row.answer.clone()).unwrap_or_default(),
        },
        attempts: row.map_or_else(|| outcome.map_or(0, |one| one.attempts), |row| row.attempts),
        next_at: next_at.map(|row| row.next_at),
        changed_at: outcome.map(|one| one.at).or_else(|| row.map(|row| row.changed_at)),
        sha256: outcome.and_then(|one| one.sha256.clone()),
        is_dead: outcome.is_some_and(|one| one.end.is_dead()),
    }
}

fn found<'a>(
    cases: &'a Cases,
    person: &Person,
    id: &DeliveryId,
) -> Result<(&'a Case, &'a Delivery), AppError> {
    let mut all = cases.cases.values();
    let found = all.find_map(|case| Some((case, case.concerns.delivery.get(id)?)));
    let found = found.ok_or_else(|| AppError::not_found(format!("delivery {id}")))?;
    case_for(cases, person, found.0.id)?;
    Ok(found)
}

fn checked(order: HandOrder) -> Result<(Vec<String>, Message), AppError> {
    let HandOrder { to, language, title, body, is_urgent, channel: _ } = order;
    if !matches!(language.as_str(), "en" | "ja") {
        return Err(AppError::invalid("language", input::one_of(&language, &["en", "ja"])));
    }
    let length = |text: &str| text.trim().chars().count();
    if !(1..=TITLE_CHARS_MAX).contains(&length(&title)) || title.chars().any(char::is_control) {
        return Err(AppError::invalid("title", input::up_to("line", TITLE_CHARS_MAX)));
    }
    if !(1..=TEXT_CHARS_MAX).contains(&length(&body)) {
        return Err(AppError::invalid("body", input::up_to("length", TEXT_CHARS_MAX)));
    }
    if to.len() > ADDRESSEES_MAX {
        return Err(AppError::invalid("to", input::up_to("too-many", ADDRESSEES_MAX)));
    }
    let message = Message { is_urgent, ..Message::new(&language, title.trim(), body.trim_end()) };
    Ok((to, message))
}

fn reason(why: &str) -> Result<String, AppError> {
    let why = why.trim();
    if why.is_empty() || why.chars().count() > REASON_CHARS_MAX {
        return Err(AppError::invalid("reason", input::up_to("length", REASON_CHARS_MAX)));
    }
    Ok(why.to_owned())
}

fn cited<const N: usize>(rule: &str, requirements: &[&str], args: [(&str, String); N]) -> AppError {
    let refusal = Refusal::by(rule, 409, args);
    let requirements = requirements.iter().map(|one| (*one).to_owned()).collect();
    Refusal { requirements, ..refusal }.into()
}
