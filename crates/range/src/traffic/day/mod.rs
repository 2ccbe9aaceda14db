//! A day of an instance at work, with attacks hidden in it.
//!
//! [`Day`] yields records in the order of time, as GitLab would write them:
//! bodies of the audit event stream, lines of `api_json.log`,
//! `production_json.log`, `gitlab-shell.log` and of NGINX. Two thousand people
//! make about a million of them: they sit in offices, at home and in trains of
//! eight time zones, mistype passwords, push, review, and now and then change
//! what an attacker would change, too. Beside them work the machines: runners,
//! bots that clone hundreds of repositories an hour, mirrors, a backup, a
//! scanner, a script whose token expired, and the Internet.
//!
//! Days before the one that counts can be had as well, for rules that learn
//! what is usual: [`DayConfig::learning_days`]. The attacks come on the last
//! day only; each record says which it belongs to, and [`Score`] counts what a
//! detector made of that.
//!
//! Invariants: equal configurations yield equal bytes; memory depends on the
//! number of people, not on that of records; nothing in the background knows of
//! any rule.

mod attack;
mod cast;
mod chore;
mod ci;
mod files;
mod json;
mod office;
mod pen;
mod person;
mod robot;
mod score;
mod staged;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use jiff::Timestamp;

pub use files::{TRUTH, Written, write};
pub use pen::Record;
pub use score::{AttackScore, FalseFindings, Raised, Score};
pub use staged::{StageError, Staged, stage};

use crate::world::{UserKind, World};
use cast::{Cast, DAY, HOUR, Known};
use pen::Pen;
use robot::Robot;

/// What a day is made of.
#[derive(Debug, Clone)]
pub struct DayConfig {
    /// Equal seeds make equal days.
    pub seed: u64,
    /// How many people work; the machines' work grows with it.
    pub people: usize,
    /// The first instant of the day, in UTC.
    pub starts: Timestamp,
    /// How many days before it are yielded first, without attacks.
    pub learning_days: u32,
    /// Attacks that were played on a range before: see [`stage`].
    pub staged: Vec<Staged>,
}

impl DayConfig {
    /// Two thousand people on Tuesday, 10 March 2026, without days before or staged attacks.
    pub fn new(seed: u64) -> Self {
        // 2026-03-10T00:00:00Z.
        let starts = Timestamp::from_second(1_773_100_800).unwrap_or(Timestamp::UNIX_EPOCH);
        Self { seed, people: 2_000, starts, learning_days: 0, staged: Vec::new() }
    }
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Office,
    Person(usize),
    Robot(usize),
    Attack(usize),
}

/// The records of a day, in the order of time.
#[derive(Debug)]
pub struct Day {
    pen: Pen,
    cast: Cast,
    robots: Vec<Robot>,
    attacks: Vec<attack::Attack>,
    agenda: BinaryHeap<Reverse<(i64, Turn)>>,
    starts_ms: i64,
    until_ms: i64,
}

impl Day {
    /// Equal configurations make equal bytes.
    pub fn new(config: DayConfig) -> Self {
        let mut pen = Pen::new(config.seed);
        let known = known(config.seed, config.starts);
        let cast = Cast::new(&mut pen, config.people, known);
        let starts_ms = config.starts.as_millisecond();
        let begins_ms = starts_ms - i64::from(config.learning_days) * DAY;
        let robots = robot::all(&cast);
        let attacks = attack::all(config.staged, starts_ms);
        let mut agenda = BinaryHeap::new();
        agenda.push(Reverse((begins_ms, Turn::Office)));
        for (index, someone) in cast.people.iter().enumerate() {
            let at_ms = person::first(someone, &mut pen, begins_ms - someone.east.max(0) * HOUR);
            agenda.push(Reverse((at_ms.max(begins_ms), Turn::Person(index))));
        }
        for index in 0..robots.len() {
            let at_ms = begins_ms + pen.span(0, HOUR);
            agenda.push(Reverse((at_ms, Turn::Robot(index))));
        }
        for (index, attack) in attacks.iter().enumerate() {
            agenda.push(Reverse((attack.starts_ms, Turn::Attack(index))));
        }
        Self { pen, cast, robots, attacks, agenda, starts_ms, until_ms: starts_ms + DAY }
    }

    /// Names of the attacks, by the number that records carry.
    pub fn attacks(&self) -> Vec<String> {
        self.attacks.iter().map(|attack| attack.name.clone()).collect()
    }

    /// Whether that record is of the days before.
    pub fn is_learning(&self, record: &Record) -> bool {
        record.at_ms < self.starts_ms
    }

    /// Lets somebody act; says when they want to act again.
    fn act(&mut self, at_ms: i64, turn: Turn) -> Option<i64> {
        match turn {
            Turn::Office => Some(office::act(&self.cast, &mut self.pen, at_ms)),
            Turn::Person(index) => Some(person::act(&mut self.cast, index, &mut self.pen, at_ms)),
            Turn::Robot(index) => {
                let robot = self.robots.get(index)?;
                Some(robot.act(&self.cast, &mut self.pen, at_ms))
            }
            Turn::Attack(index) => {
                let attack = self.attacks.get_mut(index)?;
                self.pen.attack = Some(index);
                attack.act(&self.cast, &mut self.pen, at_ms);
                self.pen.attack = None;
                None
            }
        }
    }
}

impl Iterator for Day {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let next_ms = self.agenda.peek().map_or(i64::MAX, |Reverse((at_ms, _))| *at_ms);
            if let Some(record) = self.pen.before(next_ms) {
                return Some(record).filter(|record| record.at_ms < self.until_ms);
            }
            let Reverse((at_ms, turn)) = self.agenda.pop()?;
            if let Some(again_ms) = self.act(at_ms, turn).filter(|again| *again < self.until_ms) {
                self.agenda.push(Reverse((again_ms.max(at_ms + 1), turn)));
            }
        }
    }
}

/// The range's own people: they work here, too, and some become victims.
fn known(seed: u64, now: Timestamp) -> Vec<Known> {
    let world = World::example(seed, now).world;
    let people = world.users.values().filter(|user| user.kind == UserKind::Human);
    people
        .filter_map(|user| {
            Some((i64::try_from(user.id).ok()?, user.username.clone(), user.name.clone()))
        })
        .collect()
}
