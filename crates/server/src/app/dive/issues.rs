//! The tracking issue and the gap issue (LD9–LD13, LD17). Both go out by the
//! outbox, which reads back that they are confidential, who takes part, and
//! the labels of the gap issue.

use std::collections::BTreeSet;

use engine::coordinate::delivery::{self, About, Content, DeliveryId, Message, Order};
use engine::coordinate::dive::{Entry, gate, tracker};
use engine::coordinate::{CaseId, Cases, What};

use super::work::allow_team;
use super::{LINE_CHARS_MAX, known_dive};
use crate::app::cases::bounded;
use crate::app::error::{Refusal, allow};
use crate::app::{App, AppError};
use crate::person::{Permission, Person};

/// A gap issue that was made by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRecord {
    /// Its number or address.
    pub issue: String,
    /// Its labels.
    pub labels: BTreeSet<String>,
}

impl App {
    /// Makes the confidential tracking issue from what was filed. Refused while
    /// something is missing: its author ensures that all is there (LD9).
    pub async fn track_dive(
        &self,
        person: &Person,
        case: CaseId,
        message: Message,
    ) -> Result<DeliveryId, AppError> {
        allow(person, Permission::WorkRequests)?;
        let channel = channel(self.inner.config.desk.tracker.as_ref())?;
        let ordering = |cases: &Cases, _now| {
            let known = known_dive(cases, person, case)?;
            let missing = gate::missing(&known.concerns.dive);
            if !missing.is_empty() {
                let args = [("missing", missing.join(", "))];
                return Err(gate::refusal("dive.incomplete", &["LD9"], args).into());
            }
            let (about, content) = (About::Issue, Content::Issue { message });
            let order = order(case, channel, about, content);
            let id = order.id.clone();
            Ok((vec![(Some(case), What::Delivery(delivery::Entry::Queued { order }))], id))
        };
        let ordered = self.inner.journal.decide(&person.name, ordering).await;
        self.or_tell_refused(person, case, ordered.map(|(_, id)| id)).await
    }

    /// Makes the gap issue with exactly the two labels (LD17).
    pub async fn file_gap(
        &self,
        person: &Person,
        case: CaseId,
        message: Message,
    ) -> Result<DeliveryId, AppError> {
        allow(person, Permission::WorkRequests)?;
        let desk = &self.inner.config.desk;
        let channel = channel(desk.gap_tracker.as_ref().or(desk.tracker.as_ref()))?;
        let labels = self.inner.journal.standards().clockwork.desk.gap_labels.clone();
        let ordering = |cases: &Cases, _now| {
            let known = known_dive(cases, person, case)?;
            allow_team(person, known)?;
            let content = Content::GapIssue { message: Box::new(message), labels };
            let order = order(case, channel, About::Gap, content);
            let id = order.id.clone();
            Ok((vec![(Some(case), What::Delivery(delivery::Entry::Queued { order }))], id))
        };
        self.inner.journal.decide(&person.name, ordering).await.map(|(_, id)| id)
    }

    /// Records a gap issue that was made by hand. Its labels must be exactly
    /// the two; quotes around them do not count.
    pub async fn record_gap(
        &self,
        person: &Person,
        case: CaseId,
        record: GapRecord,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WorkRequests)?;
        let issue = bounded("issue", &record.issue, LINE_CHARS_MAX)?;
        let wanted = self.inner.journal.standards().clockwork.desk.gap_labels.clone();
        let labels = tracker::plain_labels(&record.labels);
        self.say_dive(person, case, |known, _| {
            allow_team(person, known)?;
            if labels != wanted {
                let wanted: Vec<String> = wanted.into_iter().collect();
                let args = [("labels", wanted.join(", "))];
                return Err(gate::refusal("dive.other_labels", &["LD17"], args).into());
            }
            Ok(vec![Entry::GapFiled { issue, labels }])
        })
        .await
    }

    /// Says why there will be no gap issue.
    pub async fn waive_gap(
        &self,
        person: &Person,
        case: CaseId,
        reason: &str,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WorkRequests)?;
        let reason = bounded("reason", reason, LINE_CHARS_MAX)?;
        self.say_dive(person, case, |known, _| {
            allow_team(person, known)?;
            Ok(vec![Entry::GapWaived { reason }])
        })
        .await
    }
}

fn channel(name: Option<&String>) -> Result<String, AppError> {
    name.cloned().ok_or_else(|| Refusal::by("dive.no_tracker", 409, []).into())
}

/// The same order twice is one: its id follows from what it is about.
fn order(case: CaseId, channel: String, about: About, content: Content) -> Order {
    Order {
        id: DeliveryId::of(case, &about, &channel, ""),
        channel,
        about,
        to: Vec::new(),
        content,
        approved_by: BTreeSet::new(),
    }
}
