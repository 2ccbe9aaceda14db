use jiff::{SignedDuration, Timestamp};

use super::{Entry, Move, Scenario, due, told_at};
use crate::coordinate::obligation::tests::world::World;
use crate::coordinate::{Case, What};

fn begun() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn after(minutes: i64) -> Timestamp {
    begun() + SignedDuration::from_mins(minutes)
}

fn begin(scenario: &str, pace: Option<u32>) -> World {
    let mut world = World::new("gitlab-2020");
    world.open(begun(), 1);
    world.say(begun(), 1, What::Exercise(Entry::Begun { scenario: scenario.to_owned(), pace }));
    world
}

#[test]
fn every_shipped_scenario_can_be_read_and_says_what_to_do() {
    assert_eq!(Scenario::all().len(), 8, "each must load");
    for scenario in Scenario::all() {
        let name = &scenario.name;
        let moves: Vec<Move> = scenario.moves.iter().map(|step| step.what).collect();
        for wanted in [Move::Gather, Move::Contain, Move::TellTheEnd, Move::AllClear] {
            assert!(moves.contains(&wanted), "{name}: {wanted:?}");
        }
        assert_eq!(moves.last(), Some(&Move::AllClear), "{name}");
        assert!(scenario.injects.iter().any(|inject| inject.name == "impact"), "{name}: CM21");
        assert!(!scenario.audiences.is_empty(), "{name}");
        assert!(scenario.requirements.len() >= 5, "{name}");
    }
}

#[test]
fn a_scenario_whose_times_go_back_or_that_tells_nobody_is_refused() {
    let whole = include_str!("../../../../../exercises/leaked-token.yml");
    let refused = |text: &str| Scenario::load(text).unwrap_err();
    assert!(refused(&whole.replace("at_min: 40", "at_min: 4")).contains("before its time"));
    assert!(refused(&whole.replace("move: gather", "move: dance")).contains("dance"));
    let untold = whole.replace("  - { at_min: 35, move: tell_customers }\n", "");
    assert!(refused(&untold).contains("no move tells customers"));
}

#[test]
fn a_paced_exercise_tells_each_inject_once_and_at_its_time() {
    let mut world = begin("leaked-token", Some(2));
    let told = |case: &Case, at| -> Vec<String> {
        let injects = due(case, at).into_iter().filter_map(|what| match what {
            What::Exercise(Entry::Injected { inject }) => Some(inject),
            _fact => None,
        });
        injects.collect()
    };
    assert_eq!(told(world.case(1), begun()), ["found"]);
    assert_eq!(told(world.case(1), after(5)), ["found", "used"], "two minutes in one");
    assert!(due(world.case(1), after(5)).len() > 2, "with the facts that they make known");

    let entry = Entry::Injected { inject: "found".to_owned() };
    world.say(after(1), 1, What::Exercise(entry));
    assert_eq!(told(world.case(1), after(5)), ["used"]);

    world.say(after(2), 1, What::Exercise(Entry::Ended));
    assert_eq!(told(world.case(1), after(600)), Vec::<String>::new());
}

#[test]
fn without_a_pace_people_tell_the_injects() {
    let world = begin("leaked-token", None);
    assert!(due(world.case(1), after(600)).is_empty());
    let scenario = Scenario::named("leaked-token").unwrap();
    assert_eq!(told_at(&world.case(1).concerns.exercise, scenario.inject("used").unwrap()), None);
}

#[test]
fn what_was_done_is_read_from_the_journal() {
    let world = begin("leaked-token", None);
    let scenario = Scenario::named("leaked-token").unwrap();
    assert!(scenario.moves.iter().all(|step| !step.what.is_done(world.case(1))));
    assert_eq!(scenario.last_min(), 60);
}
