//! When what is due: a pure function of the case and the policy.
//!
//! Updates are due on a grid that begins with the facts: at once, after one
//! cadence, after two … whatever was sent meanwhile. What is told between two
//! of those times, or a little before the first of them, counts for it. A
//! continuous row has no grid: each visible change opens one occurrence, and
//! what changes until somebody tells goes along with it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Cadence, OccurrenceId, Policy, Row, Run};
use crate::coordinate::Case;
use crate::coordinate::calendar::{Calendar, Calendars, Span};

/// No run is counted further; what lies before is skipped, not forgotten.
const HISTORY_MAX: usize = 10_000;

/// One time at which one recipient is owed an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// Which.
    pub id: OccurrenceId,
    /// From when on a telling counts for it.
    pub opens_at: Timestamp,
    /// When it is due.
    pub due_at: Timestamp,
    /// When somebody told, in time or late; `None` = nobody did (yet).
    pub told_at: Option<Timestamp>,
    /// Until when a telling counts for it: then the next one's time begins.
    pub closes_at: Option<Timestamp>,
}

impl Occurrence {
    /// Whether it was told in time.
    pub fn is_kept(&self, policy: &Policy) -> bool {
        self.told_at.is_some_and(|told| told <= late_from(self.due_at, policy))
    }

    /// Whether nobody had told when it became late.
    pub fn is_late(&self, policy: &Policy, now: Timestamp) -> bool {
        now > late_from(self.due_at, policy) && !self.is_kept(policy)
    }
}

/// How the clock of one recipient stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The update that is owed: the first since somebody told last.
    pub owed: Option<Occurrence>,
    /// How many more came due since then.
    pub missed: u32,
    /// The one that comes next.
    pub next: Option<Occurrence>,
}

/// From when on an update is late.
pub fn late_from(due_at: Timestamp, policy: &Policy) -> Timestamp {
    due_at.checked_add(policy.late_after).unwrap_or(Timestamp::MAX)
}

/// The clock of one recipient in one run of a row.
#[derive(Debug)]
pub struct Clock<'a> {
    policy: &'a Policy,
    calendar: &'a Calendar,
    row: &'a Row,
    run: &'a Run,
    recipient: &'a str,
    /// When the recipient was told, in order.
    told: BTreeSet<Timestamp>,
    /// Cadences from when on, in order.
    settings: Vec<(Timestamp, Cadence)>,
    /// When something visible changed, in order. Empty unless some cadence asks.
    changes: BTreeSet<Timestamp>,
    /// When it ended.
    until: Option<Timestamp>,
}

/// A step of the clock: an occurrence before it is known what became of it.
#[derive(Debug, Clone, Copy)]
struct Step {
    number: u32,
    opens_at: Timestamp,
    due_at: Timestamp,
    /// From where calendar cadences are counted, and how many were.
    anchor: (Timestamp, u32),
    /// By which cadence it came about.
    span: Option<Span>,
}

impl<'a> Clock<'a> {
    /// The clocks of a run; none when the policy has no such row any more.
    pub fn of_run(
        case: &'a Case,
        run: &'a Run,
        policy: &'a Policy,
        calendars: &'a Calendars,
    ) -> Vec<Self> {
        let Some(row) = policy.row(&run.row) else { return Vec::new() };
        let calendar = calendars.or_plain(&policy.calendar);
        let clock = |recipient: &'a String| {
            let settings = settings(case, row, recipient);
            let is_continuous = |cadence: &Cadence| matches!(cadence, Cadence::Continuous(_));
            let asks =
                is_continuous(&row.cadence) || settings.iter().any(|(_, c)| is_continuous(c));
            Self {
                policy,
                calendar,
                row,
                run,
                recipient,
                told: told(case, row, recipient),
                settings,
                changes: if asks { changes(case, run.since) } else { BTreeSet::new() },
                until: until(case, run, recipient),
            }
        };
        row.recipients.iter().map(clock).collect()
    }

    /// The row.
    pub fn row(&self) -> &'a Row {
        self.row
    }

    /// Who is told.
    pub fn recipient(&self) -> &'a str {
        self.recipient
    }

    /// When it ended for this recipient.
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// How often the recipient is told as of then, and whether that was asked for.
    pub fn cadence_at(&self, at: Timestamp) -> (Cadence, bool) {
        let set = self.settings.iter().rev().find(|(from, _)| *from <= at);
        set.map_or((self.row.cadence, false), |(_, cadence)| {
            (*cadence, *cadence != self.row.cadence)
        })
    }

    /// Everything that came due until then, and the one that comes next.
    pub fn history(&self, now: Timestamp) -> Vec<Occurrence> {
        let mut all = Vec::new();
        let mut step = Some(self.first());
        while let Some(here) = step.filter(|_| all.len() < HISTORY_MAX) {
            let next = self.next(&here);
            all.push(self.occurrence(&here, next.as_ref()));
            if here.due_at > now {
                break;
            }
            step = next;
        }
        all.retain(|one| self.until.is_none_or(|until| one.due_at <= until));
        all
    }

    /// How it stands: whether an update is owed since when, and what comes
    /// next. Costs the same however long a grid of hours or minutes is.
    pub fn standing(&self, now: Timestamp) -> Standing {
        let now = self.until.map_or(now, |until| until.min(now));
        let mut standing = Standing { owed: None, missed: 0, next: None };
        let mut step = Some(self.first());
        while let Some(here) = step {
            let here = self.skipped(here, now, standing.owed.is_some());
            let next = self.next(&here);
            let occurrence = self.occurrence(&here, next.as_ref());
            let is_told = occurrence.told_at.is_some();
            if is_told {
                // Also a little before its time: with it what was owed before is over.
                (standing.owed, standing.missed) = (None, 0);
            }
            if here.due_at > now {
                if is_told {
                    step = next;
                    continue;
                }
                standing.next = Some(occurrence);
                break;
            }
            match &standing.owed {
                Some(owed) => standing.missed = here.number.saturating_sub(owed.id.number),
                None if !is_told => standing.owed = Some(occurrence),
                None => {}
            }
            step = next;
        }
        standing.next =
            standing.next.filter(|next| self.until.is_none_or(|until| next.due_at <= until));
        standing
    }

    fn first(&self) -> Step {
        let due_at = self.calendar.after(self.run.since, &self.row.first);
        Step { number: 0, opens_at: self.run.since, due_at, anchor: (due_at, 0), span: None }
    }

    /// The step after that one, if there is one.
    fn next(&self, here: &Step) -> Option<Step> {
        let (mut cadence, _) = self.cadence_at(here.due_at);
        let mut from = here.due_at;
        loop {
            let candidate = self.by_cadence(here, cadence, from);
            let change = self.settings.iter().find(|(at, _)| *at > from);
            match (candidate, change) {
                (Some(step), Some((at, _))) if step.due_at <= *at => return Some(step),
                (_, Some((at, set))) => (from, cadence) = (*at, *set),
                (candidate, None) => return candidate,
            }
        }
    }

    /// The step after that one by one cadence, not before `from`.
    fn by_cadence(&self, here: &Step, cadence: Cadence, from: Timestamp) -> Option<Step> {
        let number = here.number.saturating_add(1);
        match cadence {
            Cadence::Once => None,
            Cadence::Every(span) => {
                let (anchor, count) = match here.anchor {
                    anchor if here.span == Some(span) => anchor,
                    _other => (here.due_at, 0),
                };
                let count = count.saturating_add(1);
                let due_at = self.calendar.after(anchor, &span.times(count));
                let (due_at, anchor) =
                    if due_at < from { (from, (from, 0)) } else { (due_at, (anchor, count)) };
                let between = due_at.duration_since(here.due_at);
                let early = self.policy.early.min(half(between));
                let opens_at = due_at.checked_sub(early).unwrap_or(due_at);
                Some(Step { number, opens_at, due_at, anchor, span: Some(span) })
            }
            Cadence::Continuous(quiet) => {
                let told = *self.told.range(here.opens_at..).next()?;
                let after = (std::ops::Bound::Excluded(told), std::ops::Bound::Unbounded);
                let changed = *self.changes.range(after).next()?;
                let due_at = changed.checked_add(quiet).unwrap_or(Timestamp::MAX).max(from);
                Some(Step { number, opens_at: changed, due_at, anchor: (due_at, 0), span: None })
            }
        }
    }

    /// The same clock further on, where an even grid lets one jump: to shortly
    /// before somebody told last, since what was owed before that is over; else,
    /// when something is owed already, to shortly before the present.
    fn skipped(&self, here: Step, now: Timestamp, is_owed: bool) -> Step {
        let (Cadence::Every(Span::Exact(length)), _) = self.cadence_at(here.due_at) else {
            return here;
        };
        let change = self.settings.iter().map(|(at, _)| *at).find(|at| *at > here.due_at);
        let until = change.map_or(now, |change| change.min(now));
        if until <= here.opens_at {
            return here;
        }
        let told = self.told.range(here.opens_at..=until).next_back().copied();
        let Some(target) = told.or(is_owed.then_some(until)) else { return here };
        // Some steps are left for the way, so that windows at its end are looked at.
        let seconds = target.duration_since(here.due_at).as_secs();
        let steps = seconds.checked_div(length.as_secs()).unwrap_or(0).saturating_sub(3);
        let Some(steps) = u32::try_from(steps).ok().filter(|steps| *steps > 0) else { return here };
        let due_at = self.calendar.after(here.due_at, &Span::Exact(length).times(steps));
        let early = self.policy.early.min(half(length));
        Step {
            number: here.number.saturating_add(steps),
            opens_at: due_at.checked_sub(early).unwrap_or(due_at),
            due_at,
            anchor: (due_at, 0),
            span: Some(Span::Exact(length)),
        }
    }

    fn occurrence(&self, here: &Step, next: Option<&Step>) -> Occurrence {
        let closes_at = next.map(|next| next.opens_at);
        let told = self.told.range(here.opens_at..).next().copied();
        Occurrence {
            id: OccurrenceId {
                row: self.row.id.clone(),
                recipient: self.recipient.to_owned(),
                run: self.run.number,
                number: here.number,
            },
            opens_at: here.opens_at,
            due_at: here.due_at,
            told_at: told.filter(|told| closes_at.is_none_or(|closes| *told < closes)),
            closes_at,
        }
    }
}

/// How punctual the updates of a case were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Punctuality {
    /// How many came due.
    pub due: usize,
    /// How many of them were told in time.
    pub kept: usize,
    /// How many were told late or not at all, and are late.
    pub late: usize,
}

impl Punctuality {
    /// Of all runs of a case until now.
    pub fn of(case: &Case, policy: &Policy, calendars: &Calendars, now: Timestamp) -> Self {
        Self::over(&came_due(case, policy, calendars, now))
    }

    /// Of updates that came due.
    pub fn over(came: &[Came]) -> Self {
        let count = |is_so: fn(&Came) -> bool| came.iter().filter(|one| is_so(one)).count();
        Self { due: came.len(), kept: count(|one| one.is_kept), late: count(|one| one.is_late) }
    }
}

/// An update that came due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// Who was owed it.
    pub recipient: String,
    /// Which, when it was due and when it was told.
    pub occurrence: Occurrence,
    /// Whether it was told in time.
    pub is_kept: bool,
    /// Whether it was told late, or is late now.
    pub is_late: bool,
}

/// Every update of every run of a case that came due until `now`.
pub fn came_due(case: &Case, policy: &Policy, calendars: &Calendars, now: Timestamp) -> Vec<Came> {
    let runs = case.concerns.obligation.runs.iter();
    let clocks = runs.flat_map(|run| Clock::of_run(case, run, policy, calendars));
    let of_clock = |clock: Clock<'_>| {
        let recipient = clock.recipient().to_owned();
        let all = clock.history(now).into_iter().filter(|one| one.due_at <= now);
        let came = all.map(|occurrence| Came {
            recipient: recipient.clone(),
            is_kept: occurrence.is_kept(policy),
            is_late: occurrence.is_late(policy, now),
            occurrence,
        });
        came.collect::<Vec<_>>()
    };
    clocks.flat_map(of_clock).collect()
}

fn half(length: SignedDuration) -> SignedDuration {
    length.checked_div(2).unwrap_or_default()
}

/// When a recipient was told: by a status update for them, or as somebody says.
fn told(case: &Case, row: &Row, recipient: &str) -> BTreeSet<Timestamp> {
    let updates = case.concerns.update.published.iter();
    let updates = updates.filter(|update| update.recipients.contains(recipient));
    let by_hand = case.concerns.obligation.tellings.iter().filter(|telling| {
        let is_all = telling.recipients.is_empty();
        telling.row == row.id && (is_all || telling.recipients.contains(recipient))
    });
    updates.map(|update| update.at).chain(by_hand.map(|telling| telling.at)).collect()
}

/// Which cadences a recipient asked for, from when on.
fn settings(case: &Case, row: &Row, recipient: &str) -> Vec<(Timestamp, Cadence)> {
    let all = case.concerns.obligation.settings.iter();
    all.filter(|set| set.row == row.id && set.recipient == recipient)
        .map(|set| (set.at, set.cadence.unwrap_or(row.cadence)))
        .collect()
}

/// Lines of the timeline that tell of updates themselves, or are replaced by
/// their outcome: no change that anybody must hear of.
const SILENT: [&str; 6] = [
    "timeline-obligation-",
    "timeline-regulation-",
    "timeline-update-",
    "timeline-delivery-",
    "timeline-act-intended",
    "timeline-undo-intended",
];

/// When something visible changed after that.
fn changes(case: &Case, since: Timestamp) -> BTreeSet<Timestamp> {
    let lines = case.timeline.iter().filter(|line| line.recorded_at > since);
    lines
        .filter(|line| !SILENT.iter().any(|silent| line.key.starts_with(silent)))
        .map(|line| line.recorded_at)
        .collect()
}

/// When nothing more is owed: the run ended, or the recipient got the final update.
fn until(case: &Case, run: &Run, recipient: &str) -> Option<Timestamp> {
    let ended = run.ended.as_ref().map(|ended| ended.at);
    let last = case.concerns.update.published.iter().find(|update| {
        update.status.is_final && update.at >= run.since && update.recipients.contains(recipient)
    });
    [ended, last.map(|update| update.at)].into_iter().flatten().min()
}
