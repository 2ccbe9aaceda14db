//! Who may take a duty, hand it over, accept it, give it up.
//!
//! Whether an account's role is one that the duty wants is asked before
//! ([`may_have`]); everything else follows from the case.

use super::{DutyRule, Entry, Policy, SEOC, SIMOC};
use crate::coordinate::Case;
use crate::coordinate::separation::{Part, apart, is_same_person};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

fn refusal<const N: usize>(rule: &str, args: [(&str, String); N]) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    GateRefusal::new(rule, &["CM5"], Text::of(&key, args))
}

/// Whether somebody with these roles may have the duty.
pub fn may_have(duty: &DutyRule, person: &str, roles: &[&str]) -> Result<(), GateRefusal> {
    if duty.roles.iter().any(|role| roles.contains(&role.as_str())) {
        return Ok(());
    }
    let args = [
        ("person", person.to_owned()),
        ("duty", duty.id.clone()),
        ("roles", duty.roles.join(", ")),
    ];
    Err(refusal("duty.role_missing", args))
}

/// Takes a duty that is free.
pub fn take(case: &Case, duty: &DutyRule, person: &str) -> Result<Entry, GateRefusal> {
    match case.concerns.duty.holder(&duty.id) {
        None => Ok(Entry::Taken { name: duty.id.clone() }),
        Some(tenure) => {
            let args = [("duty", duty.id.clone()), ("holder", tenure.person.clone())];
            let is_own = is_same_person(&tenure.person, person);
            Err(refusal(if is_own { "duty.yours_already" } else { "duty.held" }, args))
        }
    }
}

/// Offers a duty: its holder hands it over; one that is free is offered by
/// whoever leads (SEOC, SIMOC) or by whoever was asked for it.
pub fn offer(
    case: &Case,
    duty: &DutyRule,
    by: &str,
    (to, note): (&str, &str),
) -> Result<Entry, GateRefusal> {
    apart((Part::HandsOver, by), (Part::TakesOver, to))?;
    let state = &case.concerns.duty;
    let is_same = |one: &super::Offer| one.duty == duty.id && is_same_person(&one.to, to);
    if state.open_offers().any(is_same) {
        let args = [("duty", duty.id.clone()), ("to", to.to_owned())];
        return Err(refusal("duty.offered_already", args));
    }
    let leads = [SEOC, SIMOC].iter().any(|lead| state.is_held_by(lead, by));
    let is_allowed = match state.holder(&duty.id) {
        Some(tenure) => is_same_person(&tenure.person, by),
        None => leads || was_asked(state, &duty.id, by),
    };
    if !is_allowed {
        let holder = state.holder(&duty.id).map(|tenure| tenure.person.clone());
        let args = [
            ("person", by.to_owned()),
            ("duty", duty.id.clone()),
            ("holder", holder.unwrap_or_default()),
        ];
        return Err(refusal("duty.not_yours_to_offer", args));
    }
    Ok(Entry::Offered { name: duty.id.clone(), to: to.to_owned(), note: note.to_owned() })
}

fn was_asked(state: &super::DutyState, duty: &str, person: &str) -> bool {
    state.asked.iter().any(|ask| ask.duty == duty && is_same_person(&ask.person, person))
}

/// Accepts an offer: only whom it was made to, and only while the duty is held
/// by whom it was then.
pub fn accept(case: &Case, offer: u64, person: &str) -> Result<Entry, GateRefusal> {
    let found = open_offer(case, offer, person)?;
    let holder = case.concerns.duty.holder(&found.duty).map(|tenure| tenure.person.clone());
    if holder != found.holder {
        let args =
            [("duty", found.duty.clone()), ("holder", holder.unwrap_or_else(|| "–".to_owned()))];
        return Err(refusal("duty.holder_changed", args));
    }
    Ok(Entry::Accepted { offer })
}

/// Declines an offer.
pub fn decline(case: &Case, offer: u64, person: &str, reason: &str) -> Result<Entry, GateRefusal> {
    open_offer(case, offer, person)?;
    Ok(Entry::Declined { offer, reason: reason.to_owned() })
}

/// Gives a duty up: only its holder.
pub fn renounce(case: &Case, duty: &str, person: &str, reason: &str) -> Result<Entry, GateRefusal> {
    if case.concerns.duty.is_held_by(duty, person) {
        return Ok(Entry::Renounced { name: duty.to_owned(), reason: reason.to_owned() });
    }
    Err(refusal("duty.not_yours", [("person", person.to_owned()), ("duty", duty.to_owned())]))
}

fn open_offer<'a>(
    case: &'a Case,
    offer: u64,
    person: &str,
) -> Result<&'a super::Offer, GateRefusal> {
    let found = case.concerns.duty.offer(offer);
    let Some(found) = found.filter(|one| one.answer.is_none()) else {
        return Err(refusal("duty.no_open_offer", [("offer", offer.to_string())]));
    };
    if !is_same_person(&found.to, person) {
        let args = [("person", person.to_owned()), ("to", found.to.clone())];
        return Err(refusal("duty.offer_not_yours", args));
    }
    Ok(found)
}

/// A duty that should be held and is not, and why: what a page proposes (CM5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Which duty.
    pub duty: String,
    /// Its reason: `severity`, `teams`, `always`.
    pub because: &'static str,
}

/// Which duties are missing: the first to act always, a coordinator when it is
/// grave or several teams take part (CM4, CM5).
pub fn suggestions(case: &Case, policy: &Policy) -> Vec<Suggestion> {
    let state = &case.concerns.duty;
    let is_free = |duty: &str| state.holder(duty).is_none();
    let mut found: Vec<Suggestion> = policy
        .duties
        .iter()
        .filter(|duty| duty.is_always_wanted && is_free(&duty.id))
        .map(|duty| Suggestion { duty: duty.id.clone(), because: "always" })
        .collect();
    if policy.duty(SIMOC).is_some() && is_free(SIMOC) {
        let level = case.concerns.severity.level();
        if level.is_some_and(|level| level >= policy.coordinator_from) {
            found.push(Suggestion { duty: SIMOC.to_owned(), because: "severity" });
        } else if teams(case, policy) >= policy.coordinator_teams {
            found.push(Suggestion { duty: SIMOC.to_owned(), because: "teams" });
        }
    }
    found
}

/// How many teams take part: by duties held and by contacts called in.
fn teams(case: &Case, policy: &Policy) -> usize {
    let state = &case.concerns.duty;
    let held = state.held().map(|tenure| tenure.duty.as_str());
    let called = state.engaged.iter().map(|one| one.duty.as_str());
    let teams = held.chain(called).filter_map(|duty| policy.duty(duty)).map(|duty| &duty.team);
    teams.collect::<std::collections::BTreeSet<_>>().len()
}
