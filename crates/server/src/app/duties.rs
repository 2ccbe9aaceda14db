//! Who does what in a case (CM4–CM10, CM20).

use std::sync::Arc;

use engine::coordinate::delivery::{About, Content, DeliveryId, Message, Order};
use engine::coordinate::duty::rules::{self, Suggestion};
use engine::coordinate::duty::{self, DutyRule, DutyState, Roster};
use engine::coordinate::{Case, CaseId, Cases, What};
use jiff::Timestamp;
use serde::Serialize;

use super::cases::{bounded, case_for};
use super::error::{Refusal, allow};
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person, Role};
use crate::web::words::{Lang, Words};
use crate::work::on_call::{Call, FeedHealth};

/// A note to whoever takes over is a page at most.
const NOTE_CHARS_MAX: usize = 4_000;

/// A contact is a name and where it answered.
const CONTACT_CHARS_MAX: usize = 200;

/// The duties of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DutiesView {
    /// Every duty that there is, in the policy's order.
    pub duties: Vec<DutyView>,
    /// All that was held, offered, called in and asked; nothing is ever removed.
    pub history: DutyState,
}

/// One duty of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DutyView {
    /// Its name.
    pub id: String,
    /// What the organisation calls it, where it is its own.
    pub title: Option<String>,
    /// Roles, one of which its holder must have.
    pub roles: Vec<String>,
    /// What to do, as names of sentences.
    pub tasks: Vec<String>,
    /// Requirement ids behind it.
    pub requirements: Vec<String>,
    /// Who holds it, and since when.
    pub holder: Option<(String, Timestamp)>,
    /// Why somebody should hold it, when nobody does: `always`, `severity`, `teams`.
    pub wanted: Option<&'static str>,
    /// Who is on call for it now, in order.
    pub on_call: Vec<String>,
    /// Whether whoever asks may take it now.
    pub may_take: bool,
    /// Whether whoever asks may offer it to somebody.
    pub may_offer: bool,
    /// Whether whoever asks holds it.
    pub is_yours: bool,
}

/// Who is on call for a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnCallLine {
    /// The duty.
    pub duty: String,
    /// Who is on call now, in the order in which they are asked.
    pub now: Vec<String>,
    /// Where it is known from, and how that does.
    pub feeds: Vec<FeedHealth>,
}

/// What to do with a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DutyWish {
    /// Take it while it is free.
    Take,
    /// Hand it over, or call somebody in.
    Offer {
        /// An account.
        to: String,
        /// What that person should know.
        note: String,
    },
    /// Give it up.
    Renounce {
        /// Why.
        reason: String,
    },
    /// Say that a team without an account was called in (CM7–CM10).
    Engage {
        /// Who answered.
        contact: String,
        /// How they were reached.
        by_way_of: String,
    },
}

impl App {
    /// The duties of a case, and who has them.
    pub fn duties(&self, person: &Person, case: CaseId) -> Result<DutiesView, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        let policy = &self.inner.duty_policy;
        let on_call = self.inner.on_call.borrow().on_call.clone();
        let roster = Roster { policy, on_call: &on_call };
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            let suggested = rules::suggestions(known, policy);
            let view = |duty: &DutyRule| view(known, roster, duty, (person, &suggested, now));
            Ok(DutiesView {
                duties: policy.duties.iter().map(view).collect(),
                history: known.concerns.duty.clone(),
            })
        })
    }

    /// Does that with a duty of a case. Answers the journal index: an offer's id.
    pub async fn change_duty(
        &self,
        person: &Person,
        case: CaseId,
        name: &str,
        wish: DutyWish,
    ) -> Result<u64, AppError> {
        allow(person, Permission::HoldDuty)?;
        let duty = self.inner.duty_policy.duty(name);
        let duty = duty.ok_or_else(|| AppError::not_found(format!("duty {name}")))?;
        let wish = self.checked(person, duty, wish).await?;
        let changing = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            let by = person.name.as_str();
            let entry = match &wish {
                DutyWish::Take => rules::take(known, duty, by)?,
                DutyWish::Offer { to, note } => {
                    rules::offer(known, duty, by, (to.as_str(), note.as_str()))?
                }
                DutyWish::Renounce { reason } => rules::renounce(known, &duty.id, by, reason)?,
                DutyWish::Engage { contact, by_way_of } => duty::Entry::Engaged {
                    name: duty.id.clone(),
                    contact: contact.clone(),
                    by_way_of: by_way_of.clone(),
                },
            };
            Ok((vec![(Some(case), What::Duty(entry))], ()))
        };
        self.inner.journal.decide(&person.name, changing).await.map(|(index, ())| index)
    }

    /// Accepts or declines an offer that was made to this person. From acceptance
    /// on the duty is theirs, and whoever held it holds it no more (CM5).
    pub async fn answer_offer(
        &self,
        person: &Person,
        case: CaseId,
        offer: u64,
        declined: Option<String>,
    ) -> Result<u64, AppError> {
        allow(person, Permission::HoldDuty)?;
        let reason = match &declined {
            Some(reason) => bounded("reason", reason, NOTE_CHARS_MAX)?,
            None => String::new(),
        };
        let answering = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            let by = person.name.as_str();
            let entry = if declined.is_some() {
                rules::decline(known, offer, by, &reason)?
            } else {
                self.may_have_offered(person, known, offer)?;
                rules::accept(known, offer, by)?
            };
            Ok((vec![(Some(case), What::Duty(entry))], ()))
        };
        self.inner.journal.decide(&person.name, answering).await.map(|(index, ())| index)
    }

    /// Who is on call, for every duty that has a source.
    pub fn on_call(&self, person: &Person) -> Result<Vec<OnCallLine>, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        let current = self.inner.on_call.borrow();
        let line = |duty: &DutyRule| {
            let of_duty = current.feeds.iter().filter(|feed| feed.duty == duty.id);
            let feeds: Vec<FeedHealth> = of_duty.cloned().collect();
            let at = current.on_call.at(&duty.id, now).map(str::to_owned).collect();
            (!feeds.is_empty()).then(|| OnCallLine { duty: duty.id.clone(), now: at, feeds })
        };
        Ok(self.inner.duty_policy.duties.iter().filter_map(line).collect())
    }

    /// Asks whoever must be asked by now in every case, as the loop behind does
    /// each minute (CM20). Answers how many were asked. For programs and tests.
    pub async fn ask_on_call(&self) -> Result<usize, AppError> {
        self.inner.asker().ask().await
    }

    async fn checked(
        &self,
        person: &Person,
        duty: &DutyRule,
        wish: DutyWish,
    ) -> Result<DutyWish, AppError> {
        match &wish {
            DutyWish::Take => may_have(duty, person)?,
            DutyWish::Offer { to, note } => {
                let to = to.trim().to_owned();
                let wanted = to.clone();
                let account = self.with_state(move |state| state.account(&wanted)).await?;
                let account = account.filter(|account| !account.is_disabled);
                let account = account
                    .ok_or_else(|| AppError::invalid("to", input::given("no-account", &to)))?;
                may_have(duty, &super::accounts::person(&account))?;
                let note = match note.trim() {
                    "" => String::new(),
                    note => bounded("note", note, NOTE_CHARS_MAX)?,
                };
                return Ok(DutyWish::Offer { to: account.name, note });
            }
            DutyWish::Renounce { reason } => {
                bounded("reason", reason, NOTE_CHARS_MAX)?;
            }
            DutyWish::Engage { contact, by_way_of } => {
                bounded("contact", contact, CONTACT_CHARS_MAX)?;
                bounded("by_way_of", by_way_of, CONTACT_CHARS_MAX)?;
            }
        }
        Ok(wish)
    }

    /// Roles may have changed since the offer was made.
    fn may_have_offered(&self, person: &Person, case: &Case, offer: u64) -> Result<(), AppError> {
        let duty = case.concerns.duty.offer(offer).map(|offer| offer.duty.as_str());
        match duty.and_then(|name| self.inner.duty_policy.duty(name)) {
            Some(duty) => may_have(duty, person),
            None => Ok(()),
        }
    }
}

impl super::open::Inner {
    /// How whoever is asked for a duty learns of it, if a channel is named for that.
    pub(super) fn call(&self) -> Option<Call> {
        let channel = self.config.policy.reminders.clone()?;
        let words: Vec<Words> = Lang::ALL.iter().filter_map(|lang| Words::of(*lang).ok()).collect();
        Some(Arc::new(move |case, entry| called(case, entry, (&channel, &words))))
    }
}

/// The message to whoever is asked, in both languages: it is not known which one
/// they read. It names the case by its number only.
fn called(case: &Case, entry: &duty::Entry, (channel, words): (&str, &[Words])) -> Option<Order> {
    let duty::Entry::Asked { name, person, since, .. } = entry else { return None };
    let text = |key: &str, between: &str| {
        let told = |words: &Words| {
            let named = format!("duty-{}", name.replace('_', "-"));
            let duty = if words.has(&named) { words.t(named) } else { name.clone() };
            let args = [("case", case.id.to_string()), ("person", person.clone()), ("duty", duty)];
            words.sentence(key, args.iter().map(|(name, value)| (*name, value.as_str())))
        };
        words.iter().map(told).collect::<Vec<_>>().join(between)
    };
    let about = About::Duty { duty: name.clone() };
    let (title, body) = (text("duty-call-title", " / "), text("duty-call-body", "\n\n"));
    let message = Message { is_urgent: true, ..Message::new("en", &title, &body) };
    Some(Order {
        id: DeliveryId::of(case.id, &about, channel, &format!("{person} {since}")),
        channel: channel.to_owned(),
        about,
        to: Vec::new(),
        content: Content::Message { message },
        approved_by: std::collections::BTreeSet::new(),
    })
}

/// Whether one of the person's roles lets them have it (403 else).
fn may_have(duty: &DutyRule, person: &Person) -> Result<(), AppError> {
    let roles: Vec<&str> = person.roles.iter().map(|role: &Role| role.as_str()).collect();
    rules::may_have(duty, &person.name, &roles)
        .map_err(|gate| Refusal { status: 403, ..Refusal::from(gate) }.into())
}

fn view(
    case: &Case,
    roster: Roster<'_>,
    duty: &DutyRule,
    (person, suggested, now): (&Person, &[Suggestion], Timestamp),
) -> DutyView {
    let state = &case.concerns.duty;
    let may = person.may(Permission::HoldDuty);
    let holder = state.holder(&duty.id);
    let wanted = suggested.iter().find(|one| one.duty == duty.id).map(|one| one.because);
    // Whether a free duty may be offered does not hang on to whom.
    let nobody = "\u{0}";
    DutyView {
        id: duty.id.clone(),
        title: duty.title.clone(),
        roles: duty.roles.clone(),
        tasks: duty.tasks.clone(),
        requirements: duty.requirements.clone(),
        holder: holder.map(|tenure| (tenure.person.clone(), tenure.from)),
        wanted,
        on_call: roster.on_call.at(&duty.id, now).map(str::to_owned).collect(),
        may_take: may && holder.is_none() && may_have(duty, person).is_ok(),
        may_offer: may && rules::offer(case, duty, &person.name, (nobody, "")).is_ok(),
        is_yours: state.is_held_by(&duty.id, &person.name),
    }
}
