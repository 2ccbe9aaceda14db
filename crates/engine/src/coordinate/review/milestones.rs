//! When a case reached what: the times that a review and the figures are made of.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::coordinate::communication::Audience;
use crate::coordinate::{Case, Certainty, Phase};

/// When what was reached; `None` = not, or not known. All times UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestones {
    /// When it began in the world: the exposure, else the first event of a finding.
    pub began_at: Option<Timestamp>,
    /// When we learnt of it: the first finding, else the opening.
    pub detected_at: Option<Timestamp>,
    /// When the incident was declared: the case was opened.
    pub declared_at: Option<Timestamp>,
    /// When the first update went to those inside (CM11, CM32).
    pub informed_at: Option<Timestamp>,
    /// When the first message went to customers (CM22, CM32).
    pub customers_informed_at: Option<Timestamp>,
    /// When the attacker was stopped: the revocation, else the end of containment.
    pub contained_at: Option<Timestamp>,
    /// When the last audience had the all clear (CM31).
    pub all_clear_at: Option<Timestamp>,
    /// When the case was closed, and stayed so.
    pub closed_at: Option<Timestamp>,
}

/// How long things took, in seconds; `None` where an end is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spans {
    /// From the beginning until we learnt of it.
    pub to_detect_s: Option<i64>,
    /// From learning of it until it was contained.
    pub to_contain_s: Option<i64>,
    /// From the declaration to the first update inside (CM32).
    pub to_inform_s: Option<i64>,
    /// From the declaration to the first message to customers (CM32).
    pub to_inform_customers_s: Option<i64>,
    /// From exposure to revocation (CE6).
    pub exposure_window_s: Option<i64>,
}

impl Milestones {
    /// Those of a case.
    pub fn of(case: &Case) -> Self {
        let findings = || case.timeline.iter().filter(|line| line.key == "timeline-finding");
        let exposed = case.exposed_at().filter(|(_, how)| *how != Certainty::NotBefore);
        let first_event = findings().map(|line| line.occurred_at).min();
        let found = findings().map(|line| line.discovered_at).min();
        Self {
            began_at: exposed.map(|(at, _)| at).or(first_event),
            detected_at: Some(found.map_or(case.opened_at, |at| at.min(case.opened_at))),
            declared_at: Some(case.opened_at),
            informed_at: informed_at(case),
            customers_informed_at: customers_informed_at(case),
            contained_at: contained_at(case),
            all_clear_at: case.concerns.communication.all_clear_at(),
            closed_at: closed_at(case),
        }
    }
}

impl Spans {
    /// Those of a case.
    pub fn of(case: &Case) -> Self {
        let reached = Milestones::of(case);
        Self {
            to_detect_s: between(reached.began_at, reached.detected_at),
            to_contain_s: between(reached.detected_at, reached.contained_at),
            to_inform_s: between(reached.declared_at, reached.informed_at),
            to_inform_customers_s: between(reached.declared_at, reached.customers_informed_at),
            exposure_window_s: case.exposure_window_s(),
        }
    }
}

/// Seconds between two times; never less than none: what was found before it
/// was known to have begun took no time to find.
fn between(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<i64> {
    Some(to?.duration_since(from?).as_secs().max(0))
}

/// The revocation where there is one; else the first time that a later phase was entered.
fn contained_at(case: &Case) -> Option<Timestamp> {
    if let Some((at, Certainty::Exact | Certainty::NotAfter)) = case.revoked_at() {
        return Some(at);
    }
    phases(case)
        .filter(|(_, phase)| matches!(phase, Phase::Eradication | Phase::Recovery))
        .map(|(at, _)| at)
        .min()
}

fn closed_at(case: &Case) -> Option<Timestamp> {
    let is_closed = case.phase == Phase::Closed;
    let (at, _) = phases(case).filter(|(_, phase)| *phase == Phase::Closed).last()?;
    is_closed.then_some(at)
}

/// Each change of phase, in order.
fn phases(case: &Case) -> impl Iterator<Item = (Timestamp, Phase)> {
    case.timeline.iter().filter(|line| line.key == "timeline-phase").filter_map(|line| {
        let phase = Phase::from_name(line.args.get("phase")?)?;
        Some((line.recorded_at, phase))
    })
}

/// The first status update, or telling by hand.
fn informed_at(case: &Case) -> Option<Timestamp> {
    let updates = case.concerns.update.published.iter().map(|update| update.at);
    let by_hand = case.concerns.obligation.tellings.iter().map(|telling| telling.at);
    updates.chain(by_hand).min()
}

fn customers_informed_at(case: &Case) -> Option<Timestamp> {
    case.concerns.communication.told().get(&Audience::Customers).copied()
}
