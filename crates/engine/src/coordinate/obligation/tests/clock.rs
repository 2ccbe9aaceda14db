//! One case, one row: when what is due.

use super::super::schedule::Clock;
use super::super::{Cadence, Entry};
use super::world::{World, at, dues, later};
use crate::coordinate::due::State;
use crate::coordinate::duty::{OnCall, Shift};
use crate::coordinate::severity::Severity;
use crate::coordinate::{Circumstance, What};

const START: &str = "2026-11-21T10:00:00Z";
const ROW: &str = "security-director";

/// A grave case; only the row of the security director counts.
fn grave() -> World {
    let mut world = World::new("gitlab-2020");
    world.clockwork.stakeholders.first_actions.clear();
    world.clockwork.regulations.regulations.clear();
    world.open(at(START), 1);
    world.graded(at(START), 1, Severity::High);
    world
}

fn minutes(said: &[What]) -> Vec<i64> {
    let since = |due: &str| due.parse::<jiff::Timestamp>().unwrap().duration_since(at(START));
    dues(said).iter().map(|(_, due)| since(due).as_mins()).collect()
}

/// Minutes after the start at which updates were due, kept or not.
fn history(world: &World, until: i64) -> Vec<(i64, bool)> {
    let case = world.case(1);
    let run = &case.concerns.obligation.runs[0];
    let (policy, calendars) = (&world.clockwork.stakeholders, &world.clockwork.calendars);
    let clock = Clock::of_run(case, run, policy, calendars).remove(0);
    let now = later(at(START), until);
    let all = clock.history(now);
    let past = all.iter().filter(|one| one.due_at <= now);
    past.map(|one| (one.due_at.duration_since(at(START)).as_mins(), one.is_kept(policy))).collect()
}

#[test]
fn an_update_is_due_at_once_and_then_each_hour_until_the_case_is_closed() {
    let mut world = grave();
    let start = at(START);
    let mut said = world.tick(start, 1);
    for hour in 0..5 {
        world.tell_by_hand(later(start, hour * 60 + 1), 1, ROW);
        said.extend(world.run_until(later(start, hour * 60 + 1), later(start, hour * 60 + 60), 1));
    }
    assert_eq!(minutes(&said), [0, 60, 120, 180, 240, 300]);

    world.close(later(start, 310), 1);
    world.tick(later(start, 310), 1);

    assert!(world.run_until(later(start, 310), later(start, 6000), 1).is_empty());
    assert!(world.clockwork.due_of(world.case(1), world.roster(), later(start, 400)).is_empty());
}

#[test]
fn a_telling_counts_for_the_time_it_is_near_to() {
    let mut world = grave();
    world.tick(at(START), 1);
    // For 0; a little early for 60; none for 120; late for 180.
    for minute in [3, 46, 200] {
        world.tell_by_hand(later(at(START), minute), 1, ROW);
    }

    assert_eq!(history(&world, 239), [(0, true), (60, true), (120, false), (180, false)]);
}

#[test]
fn a_telling_a_little_before_the_next_time_ends_what_was_late() {
    let mut world = grave();
    world.tick(at(START), 1);
    let stands = |world: &World, minute| {
        let due = world.clockwork.due_of(world.case(1), world.roster(), later(at(START), minute));
        (due[0].state, due[0].due_at.unwrap().duration_since(at(START)).as_mins())
    };
    assert_eq!(stands(&world, 49), (State::Late, 0));

    world.tell_by_hand(later(at(START), 50), 1, ROW);

    assert_eq!(stands(&world, 51), (State::Ahead, 120), "it counts for minute 60");
}

#[test]
fn a_status_update_for_the_recipient_counts_and_one_for_others_does_not() {
    let mut world = grave();
    world.tick(at(START), 1);
    world.publish(later(at(START), 2), 1, &["security_director", "e_group"]);
    world.publish(later(at(START), 61), 1, &["e_group"]);

    assert_eq!(history(&world, 61), [(0, true), (60, false)]);
}

#[test]
fn a_recipient_can_ask_for_another_cadence_and_for_the_usual_one_again() {
    let mut world = grave();
    let start = at(START);
    world.tick(start, 1);
    let set = |cadence: Option<&str>| {
        What::Obligation(Entry::CadenceSet {
            row: ROW.to_owned(),
            recipient: "security_director".to_owned(),
            cadence: cadence.map(|text| text.parse::<Cadence>().unwrap()),
            requested_by: "the director".to_owned(),
            reason: "a board meeting".to_owned(),
        })
    };
    // Each half hour from the last time on: 90, 120 …; then each hour again.
    world.say(later(start, 70), 1, set(Some("30m")));
    world.say(later(start, 125), 1, set(None));

    let due: Vec<i64> = history(&world, 300).into_iter().map(|(due, _)| due).collect();
    assert_eq!(due, [0, 60, 90, 120, 180, 240, 300]);

    // What would have been due already is due now.
    world.say(later(start, 359), 1, set(Some("10m")));
    let due: Vec<i64> = history(&world, 380).into_iter().map(|(due, _)| due).collect();
    assert_eq!(due[6..], [300, 359, 369, 379]);
}

#[test]
fn who_stays_silent_is_late_once_and_the_chain_is_asked() {
    let mut world = grave();
    let on_call = |duty: &str, name: &str| (duty.to_owned(), vec![Shift::always(name)]);
    world.on_call = OnCall([on_call("simoc", "sato"), on_call("security_director", "dana")].into());

    let said = world.run_until(at(START), later(at(START), 10_000), 1);

    let told: Vec<String> = said
        .iter()
        .filter_map(|what| match what {
            What::Obligation(Entry::Due { asked, due_at, .. }) => {
                Some(format!("due {due_at} {}", asked.as_deref().unwrap_or("nobody")))
            }
            What::Obligation(Entry::Late { due_at, .. }) => Some(format!("late {due_at}")),
            What::Obligation(Entry::Escalated { duty, person, .. }) => {
                Some(format!("{duty} {person}"))
            }
            _others => None,
        })
        .collect();
    let expected =
        [format!("due {START} sato"), "security_director dana".to_owned(), format!("late {START}")];
    assert_eq!(told, expected, "an abandoned case does not fill the journal");
    let due = world.clockwork.due_of(world.case(1), world.roster(), later(at(START), 10_000));
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].state, due[0].due_at), (State::Late, Some(at(START))));
}

#[test]
fn nobody_to_ask_is_told_and_who_takes_the_duty_later_is_asked() {
    let mut world = grave();
    world.tick(at(START), 1);
    let name = "simoc".to_owned();
    world.say(later(at(START), 5), 1, What::Duty(crate::coordinate::duty::Entry::Taken { name }));

    let said = world.run_until(later(at(START), 5), later(at(START), 10), 1);

    assert!(
        matches!(&said[..], [What::Obligation(Entry::Escalated { person, .. })] if person == "sam"),
        "{said:?}"
    );
}

#[test]
fn continuous_means_after_each_change_and_changes_are_told_together() {
    let mut world = World::new("gitlab-2020");
    world.clockwork.regulations.regulations.clear();
    let start = at(START);
    world.open(start, 1);
    world.state(start, 1, Circumstance::CustomersImpacted { paying: true });
    let note = |text: &str| What::NoteAdded { text: text.to_owned(), occurred_at: None };
    let mut said = world.run_until(start, later(start, 8), 1);
    world.tell_by_hand(later(start, 8), 1, "legal");
    said.extend(world.run_until(later(start, 8), later(start, 100), 1));
    world.say(later(start, 100), 1, note("a change"));
    said.extend(world.run_until(later(start, 100), later(start, 103), 1));
    world.say(later(start, 103), 1, note("another one, told together"));
    said.extend(world.run_until(later(start, 103), later(start, 110), 1));
    world.tell_by_hand(later(start, 110), 1, "legal");
    said.extend(world.run_until(later(start, 110), later(start, 5000), 1));

    assert_eq!(minutes(&said), [0, 105], "the telling itself is no change");
}

#[test]
fn what_is_due_on_a_day_keeps_the_time_of_day_over_a_change_of_clocks() {
    let mut world = grave();
    world.clockwork.stakeholders.calendar = "us-federal".to_owned();
    world.clockwork.stakeholders.rows[0].cadence = "every 1 business day".parse().unwrap();
    // Friday, 9 a.m. in New York; the clocks go back in the night to Sunday.
    let start = at("2026-10-30T13:00:00Z");
    world.open(start, 2);
    world.graded(start, 2, Severity::High);
    let mut said = world.tick(start, 2);
    for day in 0..5 {
        let from = start + jiff::SignedDuration::from_hours(24 * day);
        world.tell_by_hand(later(from, 5), 2, ROW);
        said.extend(world.run_until(later(from, 5), later(from, 24 * 60), 2));
    }

    let due: Vec<String> = dues(&said).into_iter().map(|(_, due)| due).collect();
    assert_eq!(due, ["2026-10-30T13:00:00Z", "2026-11-02T14:00:00Z", "2026-11-03T14:00:00Z"]);
}

#[test]
fn a_case_that_is_opened_again_owes_again() {
    let mut world = grave();
    let start = at(START);
    world.tick(start, 1);
    world.close(later(start, 30), 1);
    world.tick(later(start, 30), 1);
    let phase = crate::coordinate::Phase::Recovery;
    world.say(later(start, 90), 1, What::PhaseMoved { phase });

    let said = world.tick(later(start, 90), 1);

    assert_eq!(minutes(&said), [90]);
    assert!(dues(&said)[0].0.ends_with("/2.0"), "{said:?}");
}
