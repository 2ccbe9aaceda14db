//! What custody refuses.

use jiff::Timestamp;

use super::CustodyState;
use crate::coordinate::delivery::{self, Reach};
use crate::coordinate::{Case, What};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Whether these items may be handed to such readers (TLP 2.0).
///
/// # Errors
/// When a marking does not go so far.
pub fn may_hand_out<'a>(
    state: &CustodyState,
    items: impl IntoIterator<Item = &'a str>,
    reach: Reach,
) -> Result<(), GateRefusal> {
    match state.strictest(items).filter(|tlp| !tlp.permits(reach)) {
        None => Ok(()),
        Some(tlp) => {
            let args = [
                ("label", tlp.label().to_owned()),
                ("reach", reach.as_str().to_owned()),
                ("most", tlp.reach().as_str().to_owned()),
            ];
            Err(refusal("custody.tlp", args))
        }
    }
}

/// Whether the case's marking lets something of it go by a channel that such
/// people read.
///
/// # Errors
/// When the marking does not go so far.
pub fn may_send(state: &CustodyState, reach: Reach) -> Result<(), GateRefusal> {
    may_hand_out(state, [], reach)
}

/// Whether the case's marking lets an entry send something: the one gate before all
/// that goes out, whoever sends it and whatever it is about. `reach`: who reads what
/// goes by a channel.
///
/// # Errors
/// When the marking does not go so far.
pub fn may_go(
    case: &Case,
    what: &What,
    reach: impl Fn(&str) -> Option<Reach>,
) -> Result<(), GateRefusal> {
    let What::Delivery(entry) = what else { return Ok(()) };
    let order = match entry {
        delivery::Entry::Queued { order } => Some(order),
        delivery::Entry::Resent { id, .. } | delivery::Entry::Cleared { id } => {
            case.concerns.delivery.get(id).map(|one| &one.order)
        }
        delivery::Entry::Taken { .. }
        | delivery::Entry::Ended { .. }
        | delivery::Entry::Cancelled { .. }
        | delivery::Entry::FoundArrived { .. }
        | delivery::Entry::RoomRecorded { .. }
        | delivery::Entry::Suppressed { .. }
        | delivery::Entry::Unsuppressed { .. }
        | delivery::Entry::Tested { .. } => None,
    };
    let reach = order.and_then(|order| reach(&order.channel));
    // Of an exercise everything goes to one place inside.
    let reach = reach.filter(|_| !case.concerns.exercise.is_exercise());
    reach.map_or(Ok(()), |reach| may_send(&case.concerns.custody, reach))
}

/// Whether a hold can be placed.
///
/// # Errors
/// When one holds already.
pub fn may_hold(state: &CustodyState) -> Result<(), GateRefusal> {
    match &state.hold {
        None => Ok(()),
        Some(hold) => Err(refusal("custody.held_already", [("by", hold.by.clone())])),
    }
}

/// Whether the hold can be released by `person`: somebody else than who placed it.
///
/// # Errors
/// When there is none, or the same person placed it.
pub fn may_release(state: &CustodyState, person: &str) -> Result<(), GateRefusal> {
    match &state.hold {
        None => Err(refusal("custody.not_held", [])),
        Some(hold) if hold.by == person => {
            Err(refusal("custody.own_hold", [("by", hold.by.clone())]))
        }
        Some(_) => Ok(()),
    }
}

/// Whether everything can be kept until `until`: a time is only ever made longer.
///
/// # Errors
/// When it is over already, or earlier than what holds.
pub fn may_retain(
    state: &CustodyState,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), GateRefusal> {
    let kept = state.retain_until.filter(|kept| until < *kept);
    if let Some(kept) = kept {
        return Err(refusal("custody.shorter", [("until", kept.strftime("%Y-%m-%d").to_string())]));
    }
    if until <= now {
        return Err(refusal("custody.past", []));
    }
    Ok(())
}

fn refusal<const N: usize>(rule: &str, args: [(&str, String); N]) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    GateRefusal::new(rule, &["IN7"], Text::of(&key, args))
}
