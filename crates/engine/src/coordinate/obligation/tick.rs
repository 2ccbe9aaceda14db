//! What to say about the obligations of a case now. Saying it makes the next
//! call answer nothing, so that no restart says anything twice.

use jiff::Timestamp;

use super::schedule::late_from;
use super::{Because, Clock, Entry, Occurrence, Policy, Row, Run};
use crate::coordinate::calendar::Calendars;
use crate::coordinate::communication::Station;
use crate::coordinate::duty::{Chain, Roster, chain};
use crate::coordinate::trigger::Held;
use crate::coordinate::{Case, Phase};

/// What the clocks go by.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The matrix.
    pub policy: &'a Policy,
    /// Days of work.
    pub calendars: &'a Calendars,
    /// Who is asked (CM20).
    pub roster: Roster<'a>,
}

/// What to journal now: rows that end or begin, updates that came due, are
/// late, or are escalated.
pub fn tick(case: &Case, rules: Rules<'_>, now: Timestamp) -> Vec<Entry> {
    let mut said = follows(case, rules.policy, now);
    for clock in open_clocks(case, rules) {
        said.extend(asks(case, rules, &clock, now));
    }
    said
}

/// What follows at once from what was last said of a case: rows that end or begin.
pub fn follows(case: &Case, policy: &Policy, now: Timestamp) -> Vec<Entry> {
    if is_over(case) { ends(case, now) } else { begins(case, policy, now) }
}

/// When [`tick`] has something to say if nothing else happens before.
pub fn wakes_at(case: &Case, rules: Rules<'_>, now: Timestamp) -> Option<Timestamp> {
    let times = open_clocks(case, rules).into_iter().flat_map(|clock| {
        let standing = clock.standing(now);
        let next = standing.next.map(|next| next.due_at);
        let mut times: Vec<Timestamp> = next.into_iter().collect();
        if let Some(owed) = standing.owed {
            // The first moment that is after it.
            times.extend(just_after(late_from(owed.due_at, rules.policy)));
            let chain = chain_of(case, rules, clock.row(), &owed);
            times.extend(chain.rungs.into_iter().map(|rung| rung.from));
        }
        times
    });
    times.filter(|at| *at > now).min()
}

/// The clock counts milliseconds.
fn just_after(at: Timestamp) -> Option<Timestamp> {
    at.checked_add(jiff::SignedDuration::from_millis(1)).ok()
}

/// The clocks of all rows that go on.
pub fn open_clocks<'a>(case: &'a Case, rules: Rules<'a>) -> Vec<Clock<'a>> {
    let runs = case.concerns.obligation.runs.iter().filter(|run| run.ended.is_none());
    runs.flat_map(|run| Clock::of_run(case, run, rules.policy, rules.calendars)).collect()
}

/// Whom to ask for an update that is owed, in order.
pub fn chain_of(case: &Case, rules: Rules<'_>, row: &Row, owed: &Occurrence) -> Chain {
    chain(case, rules.roster, &row.responsible, owed.due_at)
}

/// Whether nobody is owed anything any more: the case is closed, or all clear
/// was given (CM31); since when.
pub fn over(case: &Case) -> Option<(Timestamp, Because)> {
    if case.phase == Phase::Closed {
        return Some((moved_at(case).unwrap_or(case.opened_at), Because::Closed));
    }
    let flow = case.concerns.communication.flow.as_ref()?;
    let last = flow.steps.iter().find(|step| step.to == Station::AllClear)?;
    Some((last.at, Because::AllClear))
}

/// When the case came into its phase.
fn moved_at(case: &Case) -> Option<Timestamp> {
    let moves = case.timeline.iter().filter(|line| line.key == "timeline-phase");
    moves.map(|line| line.recorded_at).max()
}

/// Whether [`over`] says so; quick, since it is asked of every case each second.
fn is_over(case: &Case) -> bool {
    let flow = case.concerns.communication.flow.as_ref();
    case.phase == Phase::Closed || flow.is_some_and(|flow| flow.at == Station::AllClear)
}

fn ends(case: &Case, now: Timestamp) -> Vec<Entry> {
    let open: Vec<&Run> =
        case.concerns.obligation.runs.iter().filter(|run| run.ended.is_none()).collect();
    if open.is_empty() {
        return Vec::new();
    }
    let Some((at, because)) = over(case) else { return Vec::new() };
    let end = |row: &String| Entry::Ended {
        row: row.clone(),
        at: at.min(now),
        because,
        reason: String::new(),
    };
    open.into_iter().map(|run| end(&run.row)).collect()
}

fn begins(case: &Case, policy: &Policy, now: Timestamp) -> Vec<Entry> {
    let state = &case.concerns.obligation;
    let idle = policy.all_rows().filter(|row| state.open_run(&row.id).is_none());
    idle.filter_map(|row| {
        let (trigger, held) =
            row.when.iter().find_map(|trigger| Some((trigger, trigger.held(case)?)))?;
        let since = since(case, row, &held, now)?.min(now);
        Some(Entry::Begun {
            row: row.id.clone(),
            trigger: trigger.name.clone(),
            reasons: held.reasons,
            since,
            policy: policy.version.clone(),
        })
    })
    .collect()
}

/// Since when a row that does not go on is owed; `None` = a person ended it and
/// nothing new is known.
fn since(case: &Case, row: &Row, held: &Held, now: Timestamp) -> Option<Timestamp> {
    let Some(last) = case.concerns.obligation.last_run(&row.id) else { return Some(held.since) };
    let ended = last.ended.as_ref()?;
    match ended.because {
        Because::ByHand if held.reasons.is_subset(&last.reasons) => None,
        Because::ByHand => Some(now),
        // The case was opened again.
        Because::AllClear | Because::Closed => {
            Some(held.since.max(ended.at).max(moved_at(case).unwrap_or(ended.at)))
        }
    }
}

fn asks(case: &Case, rules: Rules<'_>, clock: &Clock<'_>, now: Timestamp) -> Vec<Entry> {
    let Some(owed) = clock.standing(now).owed else { return Vec::new() };
    if clock.until().is_some_and(|until| until < now) {
        return Vec::new();
    }
    let known = case.concerns.obligation.asked_of(&owed.id).cloned().unwrap_or_default();
    let chain = chain_of(case, rules, clock.row(), &owed);
    let mut rungs = chain.asked_by(now).filter(|rung| !known.people.contains(&rung.person));
    let mut said = Vec::new();
    if known.due_at.is_none() {
        let asked = rungs.next().map(|rung| rung.person.clone());
        said.push(Entry::Due { occurrence: owed.id.clone(), due_at: owed.due_at, asked });
    }
    if known.late_at.is_none() && now > late_from(owed.due_at, rules.policy) {
        said.push(Entry::Late { occurrence: owed.id.clone(), due_at: owed.due_at });
    }
    said.extend(rungs.map(|rung| Entry::Escalated {
        occurrence: owed.id.clone(),
        duty: rung.duty.clone(),
        person: rung.person.clone(),
    }));
    said
}
