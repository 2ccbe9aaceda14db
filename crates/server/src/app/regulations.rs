//! Deadlines of the law: shown, dated, met, decided on. No legal advice.

use engine::coordinate::regulation::{Deadline, Entry, Mark, Policy, deadlines, rules};
use engine::coordinate::{Case, CaseId, Cases, What, regulation};
use engine::respond::GateRefusal;
use jiff::Timestamp;
use serde::Serialize;

use super::cases::{bounded, case_for};
use super::error::allow;
use super::{App, AppError};
use crate::person::{Permission, Person};

/// A reason is some sentences.
const REASON_CHARS_MAX: usize = 2_000;

/// What the law wants of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Regulations {
    /// As of.
    pub at: Timestamp,
    /// The table.
    pub policy: String,
    /// Regulations that began, and why.
    pub begun: Vec<regulation::Begun>,
    /// What they want, in the table's order.
    pub deadlines: Vec<Deadline>,
    /// Moments that people stated.
    pub dates: Vec<regulation::Dated>,
    /// Regulations that did not begin: counsel may know better.
    pub others: Vec<String>,
}

/// A moment from which the law counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDate {
    /// For which regulation; `None` = all.
    pub name: Option<String>,
    /// Which moment.
    pub mark: Mark,
    /// When.
    pub at: Timestamp,
    /// How that is known.
    pub reason: String,
}

impl App {
    /// The table of deadlines that holds.
    pub fn regulation_table(&self, person: &Person) -> Result<&Policy, AppError> {
        allow(person, Permission::ReadCases)?;
        Ok(&self.inner.journal.standards().clockwork.regulations)
    }

    /// What the law wants of a case, as far as one knows.
    pub fn regulations(&self, person: &Person, case: CaseId) -> Result<Regulations, AppError> {
        allow(person, Permission::ReadCases)?;
        let clockwork = &self.inner.journal.standards().clockwork;
        let policy = &clockwork.regulations;
        let now = self.inner.clock.now();
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            let state = &known.concerns.regulation;
            let others = policy.regulations.iter().filter(|one| state.begun(&one.id).is_none());
            Ok(Regulations {
                at: now,
                policy: policy.version.clone(),
                begun: state.begun.clone(),
                deadlines: deadlines(known, policy, &clockwork.calendars),
                dates: state.dates.clone(),
                others: others.map(|one| one.id.clone()).collect(),
            })
        })
    }

    /// Begins a regulation by hand, since counsel says that it applies.
    pub async fn begin_regulation(
        &self,
        person: &Person,
        case: CaseId,
        (name, at, reason): (&str, Option<Timestamp>, &str),
    ) -> Result<u64, AppError> {
        bounded("reason", reason, REASON_CHARS_MAX)?;
        self.on_law(person, case, |case, policy, now| {
            rules::begin(case, policy, (name, at, reason), now)
        })
        .await
    }

    /// States when one knew, classified, or found it material.
    pub async fn date_regulation(
        &self,
        person: &Person,
        case: CaseId,
        date: NewDate,
    ) -> Result<u64, AppError> {
        bounded("reason", &date.reason, REASON_CHARS_MAX)?;
        self.on_law(person, case, |case, policy, now| {
            rules::date(case, policy, (date.name.as_deref(), date.mark, date.at, &date.reason), now)
        })
        .await
    }

    /// Records that a notice was given: when, and its number or place.
    pub async fn notify_regulation(
        &self,
        person: &Person,
        case: CaseId,
        (name, notice): (&str, &str),
        (at, reference): (Option<Timestamp>, &str),
    ) -> Result<u64, AppError> {
        bounded("reference", reference, REASON_CHARS_MAX)?;
        self.on_law(person, case, |case, policy, now| {
            rules::notify(case, policy, (name, notice, at, reference), now)
        })
        .await
    }

    /// Records a decision to give a notice, or not to; `notice` = `None` = all of
    /// the regulation.
    pub async fn decide_regulation(
        &self,
        person: &Person,
        case: CaseId,
        (name, notice): (&str, Option<&str>),
        (notify, reason): (bool, &str),
    ) -> Result<u64, AppError> {
        bounded("reason", reason, REASON_CHARS_MAX)?;
        self.on_law(person, case, |case, policy, _now| {
            rules::decide(case, policy, (name, notice), (notify, reason))
        })
        .await
    }

    async fn on_law(
        &self,
        person: &Person,
        id: CaseId,
        decide: impl FnOnce(&Case, &Policy, Timestamp) -> Result<Entry, GateRefusal>,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let policy = &self.inner.journal.standards().clockwork.regulations;
        let saying = |cases: &Cases, now| {
            let entry = decide(case_for(cases, person, id)?, policy, now)?;
            Ok((vec![(Some(id), What::Regulation(entry))], ()))
        };
        self.inner.journal.decide(&person.name, saying).await.map(|(index, ())| index)
    }
}
