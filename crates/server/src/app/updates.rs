//! Status updates: pinned lines, drafts, publishing (CM11, CM12).

use std::collections::{BTreeMap, BTreeSet};

use engine::coordinate::communication::{Composed, Language, compose, watermark};
use engine::coordinate::delivery::{self, About, Content, DeliveryId, Order};
use engine::coordinate::update::{self, Entry, Published, Remark, StatusUpdate};
use engine::coordinate::{Case, CaseId, Cases, What};
use jiff::Timestamp;
use serde::Serialize;

use super::approvals::REASON_CHARS_MAX;
use super::cases::{bounded, case_for};
use super::error::{Refusal, allow};
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::journal::Said;

/// A field is read by somebody in a hurry.
const FIELD_CHARS_MAX: usize = 5_000;
/// So many lines of a timeline, recipients or addresses at most.
const LINES_MAX: usize = 1_000;

/// Status updates of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Updates {
    /// The case.
    pub case: CaseId,
    /// What was published, in order.
    pub published: Vec<Published>,
    /// When the next one was promised for.
    pub next_at: Option<Timestamp>,
    /// Whether that time is over.
    pub is_late: bool,
    /// Journal indexes of the lines of the timeline that are pinned.
    pub pinned: BTreeSet<u64>,
}

/// An update as it would go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UpdatePreview {
    /// In each language.
    pub composed: BTreeMap<Language, Composed>,
    /// What is missing (CM12).
    pub refusals: Vec<Refusal>,
    /// What the linter found (CM11).
    pub remarks: Vec<Remark>,
}

/// An update to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpdate {
    /// What it says.
    pub status: StatusUpdate,
    /// Stakeholders that it is for, by name.
    pub recipients: BTreeSet<String>,
    /// Channels by which it goes; none = it is told by hand.
    pub channels: BTreeSet<String>,
    /// Addresses, for channels that want some.
    pub to: BTreeSet<String>,
    /// Why it goes although the linter found something, or to somebody whom the
    /// matrix of stakeholders does not know.
    pub despite: Option<String>,
}

impl App {
    /// The status updates of a case.
    pub fn updates(&self, person: &Person, id: CaseId) -> Result<Updates, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        self.inner.journal.read(|cases| {
            let state = &case_for(cases, person, id)?.concerns.update;
            let next_at = state.next_at();
            Ok(Updates {
                case: id,
                published: state.published.clone(),
                next_at,
                is_late: next_at.is_some_and(|at| at < now),
                pinned: state.pinned.clone(),
            })
        })
    }

    /// Pins a line of the timeline, or unpins it: pinned ones prefill updates.
    pub async fn pin(
        &self,
        person: &Person,
        case: CaseId,
        (entry, is_pinned): (u64, bool),
    ) -> Result<(), AppError> {
        allow(person, Permission::Communicate)?;
        let pinning = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            if !known.timeline.iter().any(|line| line.journal_index == entry) {
                return Err(AppError::not_found(format!("entry {entry} in {case}")));
            }
            let is_so = known.concerns.update.pinned.contains(&entry) == is_pinned;
            let what = if is_pinned { Entry::Pinned { entry } } else { Entry::Unpinned { entry } };
            let said: Said =
                if is_so { Said::new() } else { vec![(Some(case), What::Update(what))] };
            Ok((said, ()))
        };
        self.inner.journal.decide(&person.name, pinning).await.map(drop)
    }

    /// How an update would read, and what stands in its way. Changes nothing.
    pub fn preview_update(
        &self,
        person: &Person,
        id: CaseId,
        status: &StatusUpdate,
    ) -> Result<UpdatePreview, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        let refused = update::check(status, now).err().unwrap_or_default();
        self.inner.journal.read(|cases| {
            let case = case_for(cases, person, id)?;
            let composed = Language::ALL.map(|one| (one, self.composed_update(case, status, one)));
            Ok(UpdatePreview {
                composed: composed.into(),
                refusals: refused.into_iter().map(Refusal::from).collect(),
                remarks: update::remarks(status),
            })
        })
    }

    /// Publishes an update: six fields and the time of the next, nothing too
    /// technical unless somebody says why. Answers its number.
    pub async fn publish_update(
        &self,
        person: &Person,
        case: CaseId,
        new: NewUpdate,
    ) -> Result<u32, AppError> {
        self.allow_now(person, Permission::Send).await?;
        bounds(&new)?;
        let despite = match &new.despite {
            None => None,
            Some(reason) => Some(bounded("despite", reason, REASON_CHARS_MAX)?),
        };
        let publishing = |cases: &Cases, now| {
            let known = case_for(cases, person, case)?;
            update::check(&new.status, now)?;
            update::may_publish(&new.status, despite.as_deref())?;
            let matrix = &self.inner.journal.standards().clockwork.stakeholders;
            update::may_tell(&new.recipients, &matrix.known_recipients(), despite.as_deref())?;
            let number = known.concerns.update.next_number();
            let published = Entry::Published {
                number,
                status: new.status.clone(),
                recipients: new.recipients.clone(),
                channels: new.channels.clone(),
                despite,
            };
            let mut said: Said = vec![(Some(case), What::Update(published))];
            for channel in &new.channels {
                self.known_channel(known, channel)?;
                let order = self.update_order(known, &new, channel, number);
                said.push((Some(case), What::Delivery(delivery::Entry::Queued { order })));
            }
            Ok((said, number))
        };
        let decided = self.inner.journal.decide(&person.name, publishing).await;
        self.or_tell_refused(person, case, decided.map(|(_, number)| number)).await
    }

    fn update_order(&self, case: &Case, new: &NewUpdate, channel: &str, number: u32) -> Order {
        let about = About::Update { update: number.to_string() };
        let language = new.status.language;
        let mut text = self.composed_update(case, &new.status, language);
        for other in new.status.texts.keys().filter(|one| **one != language) {
            let other = self.composed_update(case, &new.status, *other);
            text.body.push_str("\n\n");
            text.body.push_str(&other.body);
        }
        let message = delivery::Message::new(language.as_str(), &text.title, &text.body);
        Order {
            id: DeliveryId::of(case.id, &about, channel, &number.to_string()),
            channel: channel.to_owned(),
            about,
            to: self.addressees(channel, &new.to.iter().cloned().collect::<Vec<_>>()),
            content: Content::Message { message },
            approved_by: BTreeSet::new(),
        }
    }

    /// The text in that language, marked where the case is an exercise.
    pub(super) fn composed_update(
        &self,
        case: &Case,
        status: &StatusUpdate,
        language: Language,
    ) -> Composed {
        let title = format!("{} {}", case.id, case.title);
        let text = compose::status(status, &title, language, &self.inner.communications);
        marked(case, text, language)
    }
}

/// The text as it goes out: marked where the case is an exercise.
pub(super) fn marked(case: &Case, text: Composed, language: Language) -> Composed {
    if case.concerns.exercise.is_exercise() { watermark(text, language) } else { text }
}

fn bounds(new: &NewUpdate) -> Result<(), AppError> {
    for texts in new.status.texts.values() {
        if texts.timeline.len() > LINES_MAX {
            return Err(AppError::invalid("timeline", input::up_to("too-many", LINES_MAX)));
        }
        for (field, text) in texts.fields() {
            if text.chars().count() > FIELD_CHARS_MAX {
                return Err(AppError::invalid(field, input::up_to("too-long", FIELD_CHARS_MAX)));
            }
        }
    }
    let most = new.recipients.len().max(new.channels.len()).max(new.to.len());
    if most > LINES_MAX {
        return Err(AppError::invalid("recipients", input::up_to("too-many", LINES_MAX)));
    }
    Ok(())
}
