//! After the incident: the review of a case, what follows from it, figures over cases.

use engine::coordinate::review::{Ending, Entry, Metrics, Review, Section};
use engine::coordinate::{CaseId, Cases, What};
use jiff::Timestamp;
use jiff::civil::Date;

use super::cases::{bounded, case_for, cases_for};
use super::error::allow;
use super::{App, AppError};
use crate::person::{Permission, Person};

/// A section is some pages at most.
const SECTION_CHARS_MAX: usize = 50_000;

/// A follow-up is one line.
const LINE_CHARS_MAX: usize = 500;

/// Something that shall be done later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFollowUp {
    /// What.
    pub text: String,
    /// By whom.
    pub owner: String,
    /// Until when, if that was said.
    pub due: Option<Date>,
}

impl App {
    /// The review of a case as it stands, drafted from the journal.
    pub fn review(&self, person: &Person, case: CaseId) -> Result<Review, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        let clockwork = &self.inner.journal.standards().clockwork;
        let review = |cases: &Cases| Ok(Review::of(case_for(cases, person, case)?, clockwork, now));
        self.inner.journal.read(review)
    }

    /// Writes a section of a review, in place of what stood there.
    pub async fn write_review(
        &self,
        person: &Person,
        case: CaseId,
        section: Section,
        text: &str,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let text = bounded("text", text, SECTION_CHARS_MAX)?;
        let writing = |cases: &Cases, _now| {
            case_for(cases, person, case)?;
            Ok((vec![(Some(case), What::Review(Entry::Written { section, text }))], ()))
        };
        self.inner.journal.decide(&person.name, writing).await.map(|(index, ())| index)
    }

    /// Adds something that shall be done later; answers its number.
    pub async fn add_follow_up(
        &self,
        person: &Person,
        case: CaseId,
        new: NewFollowUp,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let text = bounded("text", &new.text, LINE_CHARS_MAX)?;
        let owner = bounded("owner", &new.owner, LINE_CHARS_MAX)?;
        let due = new.due;
        let adding = |cases: &Cases, _now| {
            case_for(cases, person, case)?;
            let entry = Entry::FollowUpAdded { text, owner, due };
            Ok((vec![(Some(case), What::Review(entry))], ()))
        };
        self.inner.journal.decide(&person.name, adding).await.map(|(index, ())| index)
    }

    /// Says how a follow-up ended: done, or dropped and why.
    pub async fn end_follow_up(
        &self,
        person: &Person,
        (case, follow_up): (CaseId, u64),
        ending: Ending,
        note: &str,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let note = match ending {
            // What is dropped is dropped for a reason.
            Ending::Dropped => bounded("note", note, LINE_CHARS_MAX)?,
            Ending::Done => note.trim().chars().take(LINE_CHARS_MAX).collect(),
        };
        let ended = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            if known.concerns.review.open_follow_up(follow_up).is_none() {
                return Err(AppError::not_found(format!("open follow-up {follow_up} in {case}")));
            }
            let entry = Entry::FollowUpEnded { follow_up, ending, note };
            Ok((vec![(Some(case), What::Review(entry))], ()))
        };
        self.inner.journal.decide(&person.name, ended).await.map(|(index, ())| index)
    }

    /// Figures over the cases declared in `[since, until)` that this person may
    /// see; exercises are left out.
    pub fn metrics(
        &self,
        person: &Person,
        span: (Option<Timestamp>, Option<Timestamp>),
    ) -> Result<Metrics, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        let clockwork = &self.inner.journal.standards().clockwork;
        let over = |cases: &Cases| Metrics::over(cases_for(cases, person), span, clockwork, now);
        Ok(self.inner.journal.read(over))
    }
}
