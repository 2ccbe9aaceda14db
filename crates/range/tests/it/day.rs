//! That the shipped rules find every attack in a day's traffic, and raise little else.

mod run;

use range::traffic::day::{DayConfig, stage};

use self::run::{run, shipped};

/// People of the small day: with the week before it some hundred thousand records.
const PEOPLE: usize = 45;
/// False alerts of a small day. Two thousand people may have twenty; machines
/// and administrators are not fewer in proportion, so the small day may have some.
const FALSE_ALERTS_MAX: u64 = 4;

#[test]
fn every_attack_in_a_small_day_is_found_and_little_else() {
    let mut config = DayConfig { people: PEOPLE, learning_days: 8, ..DayConfig::new(7) };
    config.staged = stage(7, config.starts).unwrap();

    let outcome = run(config, shipped());

    assert!(outcome.shown > 50_000, "{}", outcome.shown);
    assert_eq!(outcome.unparsed, 0);
    assert!(outcome.actors > 30 && outcome.types > 30, "{} {}", outcome.actors, outcome.types);
    assert_eq!(outcome.missed(), Vec::<&str>::new());
    assert!(outcome.false_alerts() <= FALSE_ALERTS_MAX, "{:#?}", outcome.samples);
}
