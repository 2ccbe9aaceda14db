//! Who is owed an update by when: shown, told by hand, changed, ended (CM14–CM20).

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::coordinate::delivery::{About, Content, DeliveryId, Message, Order};
use engine::coordinate::due::{self, State};
use engine::coordinate::duty::Roster;
use engine::coordinate::obligation::rules::{self, Telling, Wish};
use engine::coordinate::obligation::schedule::late_from;
use engine::coordinate::obligation::{
    Cadence, Clock, Entry, Occurrence, Policy, Punctuality, Row, Run,
};
use engine::coordinate::{Case, CaseId, Cases, What};
use engine::respond::GateRefusal;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::cases::{bounded, case_for, cases_for};
use super::error::allow;
use super::{App, AppError};
use crate::person::{Permission, Person};
use crate::web::words::{Lang, Words};
use crate::work::tick::{Remind, Ticker};

/// A reason is some sentences.
const REASON_CHARS_MAX: usize = 2_000;

/// Updates of the past that are shown of each recipient.
const PAST_SHOWN: usize = 10;

/// Who is owed what in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Obligations {
    /// As of.
    pub at: Timestamp,
    /// The matrix that holds.
    pub policy: String,
    /// How punctual the updates were.
    pub punctuality: Punctuality,
    /// Its rows, in order.
    pub rows: Vec<RowView>,
}

/// One row of the matrix in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// The row.
    pub row: Row,
    /// How it began and ended, last; `None` = its facts do not hold.
    pub run: Option<Run>,
    /// Its recipients.
    pub recipients: Vec<RecipientView>,
}

/// One recipient with a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecipientView {
    /// Who.
    pub recipient: String,
    /// How often, as it holds now.
    pub cadence: Cadence,
    /// Whether the recipient asked for it (CM19).
    pub is_asked_for: bool,
    /// The update that is owed, else the one that comes next.
    pub next: Option<Occurrence>,
    /// Where that one stands.
    pub state: Option<State>,
    /// How many more came due since somebody told last.
    pub missed: u32,
    /// What came due, latest first; at most 10.
    pub past: Vec<Occurrence>,
}

impl App {
    /// Everything that is due across cases, by time: what the clock wants, and
    /// what waits for somebody's answer. With `within`, what comes due until then;
    /// with `case`, of that case only.
    pub async fn due(
        &self,
        person: &Person,
        case: Option<CaseId>,
        within: Option<SignedDuration>,
    ) -> Result<Vec<due::Due>, AppError> {
        let mut all = self.due_by_clock(person, case, within)?;
        let (now, barred) = (self.inner.clock.now(), self.barred().await?);
        let (policies, counts) = (self.policies(), |name: &str| barred.counts(name));
        all.extend(self.inner.journal.read(|cases| {
            let chosen = cases_for(cases, person).filter(|one| case.is_none_or(|id| id == one.id));
            let of_case = |one| due::answers(one, policies, &person.name, (now, &counts));
            chosen.flat_map(of_case).collect::<Vec<_>>()
        }));
        Ok(due::by_time(all))
    }

    /// What the clock wants, by time.
    pub(crate) fn due_by_clock(
        &self,
        person: &Person,
        case: Option<CaseId>,
        within: Option<SignedDuration>,
    ) -> Result<Vec<due::Due>, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        let until = within.and_then(|within| now.checked_add(within).ok());
        let current = self.inner.on_call.borrow();
        let roster = Roster { policy: &self.inner.duty_policy, on_call: &current.on_call };
        let clockwork = &self.inner.journal.standards().clockwork;
        self.inner.journal.read(|cases| {
            let mut due = match case {
                None => {
                    let all = cases_for(cases, person);
                    due::by_time(all.flat_map(|one| clockwork.due_of(one, roster, now)).collect())
                }
                Some(id) => clockwork.due_of(case_for(cases, person, id)?, roster, now),
            };
            due.retain(|one| match (one.due_at, until) {
                (Some(at), Some(until)) => at <= until,
                (None, _) | (_, None) => true,
            });
            Ok(due)
        })
    }

    /// Looks at the clock now: what came due, is late, or must be escalated is
    /// journalled before this answers; how many entries that were. The product
    /// does so by itself; exercises and tests that move the clock need not wait.
    pub async fn look_at_clock(&self) -> Result<usize, AppError> {
        self.inner.ticker().look().await
    }

    /// The matrices' one that holds (CM18).
    pub fn stakeholders(&self, person: &Person) -> Result<&Policy, AppError> {
        allow(person, Permission::ReadCases)?;
        Ok(&self.inner.journal.standards().clockwork.stakeholders)
    }

    /// Who is owed what in a case.
    pub fn obligations(&self, person: &Person, case: CaseId) -> Result<Obligations, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        let clockwork = &self.inner.journal.standards().clockwork;
        let (policy, calendars) = (&clockwork.stakeholders, &clockwork.calendars);
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            let view = |row: &Row| {
                let run = known.concerns.obligation.last_run(&row.id);
                let clocks = run.map(|run| Clock::of_run(known, run, policy, calendars));
                let clocks = clocks.unwrap_or_default();
                RowView {
                    row: row.clone(),
                    run: run.cloned(),
                    recipients: clocks.iter().map(|one| recipient(one, policy, now)).collect(),
                }
            };
            Ok(Obligations {
                at: now,
                policy: policy.version.clone(),
                punctuality: Punctuality::of(known, policy, calendars, now),
                rows: policy.all_rows().map(view).collect(),
            })
        })
    }

    /// Says that recipients of a row were told by other means than a status update.
    pub async fn tell_by_hand(
        &self,
        person: &Person,
        case: CaseId,
        (row, telling): (&str, Telling),
    ) -> Result<u64, AppError> {
        bounded("how", &telling.how, REASON_CHARS_MAX)?;
        self.on_row(person, case, |case, policy, now| {
            rules::told(case, policy, (row, telling), now)
        })
        .await
    }

    /// Gives a recipient another cadence: who asked, and why (CM19).
    pub async fn set_cadence(
        &self,
        person: &Person,
        case: CaseId,
        (row, wish): (&str, Wish),
    ) -> Result<u64, AppError> {
        bounded("reason", &wish.reason, REASON_CHARS_MAX)?;
        bounded("requested_by", &wish.requested_by, REASON_CHARS_MAX)?;
        self.on_row(person, case, |case, policy, _now| rules::set_cadence(case, policy, row, wish))
            .await
    }

    /// Says that nobody of a row is owed anything any more.
    pub async fn end_obligation(
        &self,
        person: &Person,
        case: CaseId,
        (row, reason): (&str, &str),
    ) -> Result<u64, AppError> {
        bounded("reason", reason, REASON_CHARS_MAX)?;
        self.on_row(person, case, |case, policy, now| rules::end(case, policy, (row, reason), now))
            .await
    }

    async fn on_row(
        &self,
        person: &Person,
        id: CaseId,
        decide: impl FnOnce(&Case, &Policy, Timestamp) -> Result<Entry, GateRefusal>,
    ) -> Result<u64, AppError> {
        allow(person, Permission::Communicate)?;
        let policy = &self.inner.journal.standards().clockwork.stakeholders;
        let saying = |cases: &Cases, now| {
            let entry = decide(case_for(cases, person, id)?, policy, now)?;
            Ok((vec![(Some(id), What::Obligation(entry))], ()))
        };
        self.inner.journal.decide(&person.name, saying).await.map(|(index, ())| index)
    }
}

impl super::open::Inner {
    /// Looks at the clock.
    pub(super) fn ticker(&self) -> Ticker {
        Ticker {
            journal: Arc::clone(&self.journal),
            duties: Arc::clone(&self.duty_policy),
            on_call: self.on_call.clone(),
            clock: self.clock.clone(),
            remind: self.remind(),
        }
    }

    /// How people on call are reminded, if a channel is named for that.
    fn remind(&self) -> Option<Remind> {
        let channel = self.config.policy.reminders.clone()?;
        let words: Vec<Words> = Lang::ALL.iter().filter_map(|lang| Words::of(*lang).ok()).collect();
        Some(Arc::new(move |case, entry| reminder(case, entry, (&channel, &words))))
    }
}

/// The reminder of whoever was asked, in both languages: it is not known which
/// one they read. It names the case by its number only.
fn reminder(case: &Case, entry: &Entry, (channel, words): (&str, &[Words])) -> Option<Order> {
    let (occurrence, person) = match entry {
        Entry::Due { occurrence, asked: Some(person), .. }
        | Entry::Escalated { occurrence, person, .. } => (occurrence, person),
        _others => return None,
    };
    let args = [
        ("case", case.id.to_string()),
        ("recipient", occurrence.recipient.clone()),
        ("person", person.clone()),
    ];
    let text = |key: &str, between: &str| {
        let args = || args.iter().map(|(name, value)| (*name, value.as_str()));
        let all: Vec<String> = words.iter().map(|words| words.sentence(key, args())).collect();
        all.join(between)
    };
    let about = About::Obligation { occurrence: occurrence.to_string() };
    let (title, body) = (text("reminder-title", " / "), text("reminder-body", "\n\n"));
    Some(Order {
        id: DeliveryId::of(case.id, &about, channel, person),
        channel: channel.to_owned(),
        about,
        to: Vec::new(),
        content: Content::Message {
            message: Message { is_urgent: true, ..Message::new("en", &title, &body) },
        },
        approved_by: BTreeSet::new(),
    })
}

fn recipient(clock: &Clock<'_>, policy: &Policy, now: Timestamp) -> RecipientView {
    let standing = clock.standing(now);
    let (cadence, is_asked_for) = clock.cadence_at(now);
    let next = standing.owed.or(standing.next);
    let state = next.as_ref().map(|one| match one.due_at {
        at if at > now => State::Ahead,
        at if now > late_from(at, policy) => State::Late,
        _ => State::Now,
    });
    let mut past = clock.history(now);
    past.retain(|one| one.due_at <= now);
    past.reverse();
    past.truncate(PAST_SHOWN);
    RecipientView {
        recipient: clock.recipient().to_owned(),
        cadence,
        is_asked_for,
        next,
        state,
        missed: standing.missed,
        past,
    }
}

impl RowView {
    /// Whether somebody of it is owed something.
    pub fn is_open(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.ended.is_none())
    }
}
