//! A day of traffic with attacks in it, shown to the shipped rules.
//!
//! `cargo bench -p range --bench day [-- PEOPLE SEED LEARNING_DAYS]`, or
//! `cargo xtask bench day`. Prints Markdown: which attack was found by what and
//! how soon, and the findings that belong to none.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops when its input is wrong"
)]

#[path = "../tests/it/day/run.rs"]
mod run;

use std::time::Instant;

use range::traffic::day::{DayConfig, stage};

use self::run::{Outcome, run, shipped};

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let number = |place: usize, usual: u64| numbers.get(place).copied().unwrap_or(usual);
    let seed = number(1, 7);
    let mut config = DayConfig {
        people: usize::try_from(number(0, 2_000)).unwrap(),
        learning_days: u32::try_from(number(2, 8)).unwrap(),
        ..DayConfig::new(seed)
    };
    let people = config.people;
    config.staged = stage(seed, config.starts).unwrap();
    let rules = shipped();
    let alone = rules.rules().len();
    let start = Instant::now();
    let outcome = run(config, rules);
    let seconds = start.elapsed().as_secs_f64();

    println!("{people} people, seed {seed}, {alone} rules, {seconds:.0} s\n");
    println!("| what | count |\n|---|---|");
    println!("| records shown, with the days before | {} |", outcome.shown);
    for (source, count) in outcome.score.by_source() {
        println!("| records of the day, {source} | {count} |");
    }
    println!("| not understood | {} |", outcome.unparsed);
    println!("| actors, types of audit events | {}, {} |", outcome.actors, outcome.types);
    attacks(&outcome);
    println!("\n| false findings | level | count |\n|---|---|---|");
    for row in outcome.score.in_vain() {
        println!("| {} | {} | {} |", row.rule, row.level, row.count);
    }
    println!("| all of medium and above | | {} |", outcome.false_alerts());
    println!("| all | | {} |", outcome.false_findings());
    let (attacks, missed) = (outcome.score.attacks().len(), outcome.missed());
    println!("\nshown: {alone} rules, {} records", outcome.shown);
    println!("found: {} of {attacks} attacks; missed {missed:?}", attacks - missed.len());
    println!("false: {} findings of level medium and above", outcome.false_alerts());
    println!("false: {} findings of any level", outcome.false_findings());
    if number(3, 0) > 0 {
        for line in &outcome.samples {
            println!("{line}");
        }
    }
}

fn attacks(outcome: &Outcome) {
    println!("\n| attack | records | found by | after |\n|---|---|---|---|");
    for attack in outcome.score.attacks() {
        let (rule, ms) = attack.first_found().unwrap_or(("nothing", 0));
        let others = attack.found_by.len().saturating_sub(1);
        println!(
            "| {} | {} | {rule}, {others} more | {} s |",
            attack.name,
            attack.records,
            ms / 1_000
        );
    }
}
