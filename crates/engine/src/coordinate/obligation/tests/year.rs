//! A simulated year with 200 cases and 1,000 restarts: every update is due
//! exactly when the policy says, none is missed and none doubled.
//!
//! What is expected is computed here anew, from the script alone, by other
//! means than the engine's: whole lists of times, holidays as literal days.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::super::{Entry, Policy};
use super::world::{World, at};
use crate::coordinate::severity::Severity;
use crate::coordinate::{CaseId, Cases, Circumstance, What};

const CASES: u32 = 200;
const RESTARTS: usize = 1_000;

/// The year has a leap day, both changes of clocks and the holidays of the turn.
const FROM: &str = "2027-12-01T00:00:00Z";
const DAYS: i64 = 366;

/// Numbers that look random and are the same each time (an LCG of Knuth's).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % u64::try_from(bound).unwrap()).unwrap()
    }

    fn between(&mut self, from: Timestamp, to: Timestamp) -> Timestamp {
        let length = to.as_millisecond() - from.as_millisecond();
        ms(from, self.below(length.max(1)))
    }
}

fn ms(from: Timestamp, milliseconds: i64) -> Timestamp {
    from + SignedDuration::from_millis(milliseconds)
}

/// What people do, and when.
#[derive(Debug, Clone)]
enum Deed {
    Open,
    Grade,
    State(Circumstance),
    Note,
    Tell(&'static str),
    Publish,
    Faster,
    Close,
}

/// Rows whose clocks are checked: row, recipient.
const ROWS: [(&str, &str); 5] = [
    ("security-director", "security_director"),
    ("e-group", "e_group"),
    ("legal", "legal"),
    ("board", "board"),
    ("regulator", "regulator"),
];

/// The matrix of 2020, and two rows that count days.
fn matrix() -> Policy {
    let mut policy = Policy::presets().unwrap().remove("gitlab-2020").unwrap();
    "us-federal".clone_into(&mut policy.calendar);
    policy.first_actions.clear();
    policy.rows.retain(|row| row.id != "marketing-and-pr");
    for (id, cadence) in [("board", "every 1 business day"), ("regulator", "every 2 days")] {
        let mut row = policy.rows[0].clone();
        (row.id, row.recipients) = (id.to_owned(), vec![id.to_owned()]);
        row.cadence = cadence.parse().unwrap();
        policy.rows.push(row);
    }
    policy
}

/// The script of a year: by time, with the case.
fn script(dice: &mut Dice) -> BTreeMap<Timestamp, (u32, Deed)> {
    let start = at(FROM);
    let mut script = BTreeMap::new();
    for id in 1..=CASES {
        let open = ms(start, dice.below((DAYS - 50) * 86_400_000));
        let hours = match dice.below(10) {
            0 => 24 * (6 + dice.below(8)),
            1..=3 => 12 * (1 + dice.below(6)),
            _ => 2 + dice.below(20),
        };
        let close = ms(open, hours * 3_600_000 + dice.below(3_600_000));
        let mut add = |at: Timestamp, deed: Deed| {
            let mut at = at;
            while script.contains_key(&at) {
                at = ms(at, 1);
            }
            script.insert(at, (id, deed));
        };
        add(open, Deed::Open);
        add(close, Deed::Close);
        let early = |dice: &mut Dice| dice.between(ms(open, 1), ms(open, 7_000_000));
        add(early(dice), Deed::Grade);
        if dice.below(2) == 0 {
            let breach = Circumstance::DataBreach { classes: BTreeSet::new() };
            add(early(dice), Deed::State(breach));
        }
        if dice.below(3) == 0 {
            add(early(dice), Deed::State(Circumstance::CustomersImpacted { paying: true }));
        }
        if dice.below(4) == 0 {
            add(dice.between(open, close), Deed::Faster);
        }
        let mut now = open;
        loop {
            // Long cases are told of less often, so that many are late.
            now = ms(now, 60_000 * (5 + dice.below(if hours > 120 { 600 } else { 130 })));
            if now >= close {
                break;
            }
            let deed = match dice.below(8) {
                0 | 1 => Deed::Note,
                2 | 3 => Deed::Publish,
                other => Deed::Tell(ROWS[usize::try_from(other).unwrap() - 3].0),
            };
            add(now, deed);
        }
    }
    script
}

fn do_it(world: &mut World, at: Timestamp, id: u32, deed: &Deed) {
    match deed {
        Deed::Open => world.open(at, id),
        Deed::Grade => world.graded(at, id, Severity::High),
        Deed::State(circumstance) => world.state(at, id, circumstance.clone()),
        Deed::Note => {
            let what = What::NoteAdded { text: "more".to_owned(), occurred_at: None };
            world.say(at, id, what);
        }
        Deed::Tell(row) => world.tell_by_hand(at, id, row),
        Deed::Publish => world.publish(at, id, &["security_director", "e_group", "board"]),
        Deed::Faster => world.say(
            at,
            id,
            What::Obligation(Entry::CadenceSet {
                row: "security-director".to_owned(),
                recipient: "security_director".to_owned(),
                cadence: Some("every 30m".parse().unwrap()),
                requested_by: "the director".to_owned(),
                reason: "wants to know".to_owned(),
            }),
        ),
        Deed::Close => world.close(at, id),
    }
}

/// Times in which the product is down; each begins with a crash.
struct Outages(Vec<(Timestamp, Timestamp)>);

impl Outages {
    fn new(dice: &mut Dice, script: &BTreeMap<Timestamp, (u32, Deed)>) -> Self {
        let times: Vec<Timestamp> = script.keys().copied().collect();
        let mut outages: Vec<(Timestamp, Timestamp)> = Vec::new();
        while outages.len() < RESTARTS {
            let about = usize::try_from(dice.below(i64::try_from(times.len()).unwrap())).unwrap();
            let from = ms(times[about], dice.below(3_600_000));
            // Most are back in a minute; some only after hours.
            let length = if dice.below(5) == 0 { 10_800_000 } else { 60_000 };
            let to = ms(from, 1 + dice.below(length));
            if outages.iter().all(|(a, b)| to < *a || from > *b) {
                outages.push((from, to));
            }
        }
        outages.sort();
        Self(outages)
    }

    /// The first moment from then on at which the product is up.
    fn up(&self, at: Timestamp) -> Timestamp {
        let found = self.0.partition_point(|(_, to)| *to <= at);
        self.0.get(found).filter(|(from, _)| *from < at).map_or(at, |(_, to)| *to)
    }
}

/// Open cases, and when each has something to say.
type Open = BTreeMap<u32, Option<Timestamp>>;

/// What the year showed.
struct Year {
    world: World,
    /// The script as it happened: what fell into an outage was done after it.
    done: Vec<(Timestamp, u32, Deed)>,
    outages: Outages,
    /// Restarts that broke a writing off in the middle.
    torn: usize,
}

fn live(seed: u64) -> Year {
    let mut dice = Dice(seed);
    let mut script = script(&mut dice);
    let outages = Outages::new(&mut dice, &script);
    let mut world = World::new("gitlab-2020");
    world.clockwork.stakeholders = matrix();
    world.clockwork.regulations.regulations.clear();
    let (mut done, mut torn) = (Vec::new(), 0);
    let mut open = Open::new();
    let mut crashes = outages.0.iter().peekable();
    loop {
        let wake = open.iter().filter_map(|(id, wake)| Some(((*wake)?, *id))).min();
        let next = script.keys().next().copied();
        let crash = crashes.peek().map(|(from, _)| *from);
        let times = [wake.map(|(at, _)| at), next, crash];
        let Some(now) = times.into_iter().flatten().min() else { break };
        if crash == Some(now) {
            let (_, up) = crashes.next().unwrap();
            restart(&mut world, &open);
            postpone(&mut script, now, *up);
            for (id, wake) in &mut open {
                world.tick(*up, *id);
                *wake = world.wakes_at(*up, *id);
            }
            continue;
        }
        let id = match script.remove(&now) {
            Some((id, deed)) => {
                do_it(&mut world, now, id, &deed);
                open.insert(id, None);
                let is_over = matches!(deed, Deed::Close);
                done.push((now, id, deed));
                if is_over {
                    world.tick(now, id);
                    open.remove(&id);
                    continue;
                }
                id
            }
            None => wake.unwrap().1,
        };
        if dice.below(4) == 0 && tear(&mut world, &mut dice, id, now) {
            torn += 1;
            restart(&mut world, &open);
        }
        world.tick(now, id);
        open.insert(id, world.wakes_at(now, id));
    }
    Year { world, done, outages, torn }
}

/// Killed in the middle of a writing: only the first entries of what is to be
/// said are there. Whether there was more than one.
fn tear(world: &mut World, dice: &mut Dice, id: u32, now: Timestamp) -> bool {
    let said = world.clockwork.tick(world.case(id), world.roster(), now);
    let count = said.len();
    if count > 1 {
        let kept = usize::try_from(dice.below(i64::try_from(count).unwrap())).unwrap();
        said.into_iter().take(kept).for_each(|what| world.say(now, id, what));
    }
    count > 1
}

/// Forgets the open cases, and adds them up from the journal again.
fn restart(world: &mut World, open: &Open) {
    for id in open.keys() {
        let mut cases = Cases::default();
        for index in &world.of_case[id] {
            cases.apply(u64::try_from(*index).unwrap(), &world.log[*index]);
        }
        let case = cases.cases.remove(&CaseId(*id)).unwrap();
        assert!(case == *world.case(*id), "the journal adds up to the same case {id}");
        world.cases.cases.insert(CaseId(*id), case);
    }
}

/// What people would have done while the product is down, they do after it.
fn postpone(script: &mut BTreeMap<Timestamp, (u32, Deed)>, from: Timestamp, up: Timestamp) {
    let late: Vec<Timestamp> = script.range(from..=up).map(|(at, _)| *at).collect();
    let mut to = up;
    for at in late {
        let deed = script.remove(&at).unwrap();
        loop {
            to = ms(to, 1);
            if !script.contains_key(&to) {
                break;
            }
        }
        script.insert(to, deed);
    }
}

/// When the clock of one recipient must have said what.
#[derive(Debug, Default, PartialEq, Eq)]
struct Expected {
    /// Number to when it was due and when that must have been noticed.
    due: BTreeMap<u32, (Timestamp, Timestamp)>,
    /// Numbers that were late.
    late: BTreeSet<u32>,
}

/// The days of this year on which nobody works in the United States.
fn is_free(day: Date) -> bool {
    let holidays = [
        date(2027, 12, 24),
        date(2027, 12, 31),
        date(2028, 1, 17),
        date(2028, 2, 21),
        date(2028, 5, 29),
        date(2028, 6, 19),
        date(2028, 7, 4),
        date(2028, 9, 4),
        date(2028, 10, 9),
        date(2028, 11, 10),
        date(2028, 11, 23),
        date(2028, 12, 25),
    ];
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || holidays.contains(&day)
}

/// Opening and due time of each update, as the policy has it.
fn grid(
    row: &str,
    since: Timestamp,
    close: Timestamp,
    faster: Option<Timestamp>,
) -> Vec<(Timestamp, Timestamp)> {
    let zone = TimeZone::get("America/New_York").unwrap();
    let begin = since.to_zoned(zone.clone());
    let (mut due, mut day) = (since, begin.date());
    let mut all = vec![(since, since)];
    while due <= close {
        let next = match row {
            "board" => {
                day = day.tomorrow().unwrap();
                while is_free(day) {
                    day = day.tomorrow().unwrap();
                }
                day.to_datetime(begin.time()).to_zoned(zone.clone()).unwrap().timestamp()
            }
            "regulator" => {
                day = day.checked_add(2.days()).unwrap();
                day.to_datetime(begin.time()).to_zoned(zone.clone()).unwrap().timestamp()
            }
            _hourly => {
                let usual = ms(due, 3_600_000);
                match faster {
                    Some(from) if from <= due => ms(due, 1_800_000),
                    Some(from) if from < usual => ms(due, 1_800_000).max(from),
                    Some(_) | None => usual,
                }
            }
        };
        let early = 900_000.min((next.as_millisecond() - due.as_millisecond()) / 2);
        all.push((ms(next, -early), next));
        due = next;
    }
    all
}

/// The same for a continuous row: each change after a telling opens one.
fn changes_grid(
    since: Timestamp,
    told: &[Timestamp],
    changes: &[Timestamp],
) -> Vec<(Timestamp, Timestamp)> {
    let mut all = vec![(since, since)];
    loop {
        let (opens, _) = all[all.len() - 1];
        let Some(told) = told.iter().find(|at| **at >= opens) else { return all };
        let Some(changed) = changes.iter().find(|at| *at > told) else { return all };
        all.push((*changed, ms(*changed, 300_000)));
    }
}

fn expected(
    grid: &[(Timestamp, Timestamp)],
    told: &[Timestamp],
    close: Timestamp,
    outages: &Outages,
) -> Expected {
    let mut expected = Expected::default();
    let mut is_silent = false;
    for (number, (opens, due)) in (0u32..).zip(grid) {
        if *due > close {
            break;
        }
        let closes = grid.get(usize::try_from(number).unwrap() + 1).map(|(opens, _)| *opens);
        let first = told.iter().copied().find(|at| at >= opens);
        let is_told = first.is_some_and(|at| closes.is_none_or(|closes| at < closes));
        let noticed = outages.up(*due);
        if !is_silent && first.is_none_or(|at| at > noticed) && noticed <= close {
            expected.due.insert(number, (*due, noticed));
            let late = outages.up(ms(*due, 900_001));
            if first.is_none_or(|at| at > late) && late <= close {
                expected.late.insert(number);
            }
        }
        is_silent = !is_told && (is_silent || expected.due.contains_key(&number));
    }
    expected
}

/// What the journal says of one recipient's clock; nothing may be said twice.
fn said(world: &World, id: u32, row: &str) -> Expected {
    let mut said = Expected::default();
    for entry in world.of_case[&id].iter().map(|index| &world.log[*index]) {
        match &entry.what {
            What::Obligation(Entry::Due { occurrence, due_at, .. }) if occurrence.row == row => {
                let known = said.due.insert(occurrence.number, (*due_at, entry.recorded_at));
                assert_eq!(known, None, "{occurrence} of case {id} came due twice");
            }
            What::Obligation(Entry::Late { occurrence, .. }) if occurrence.row == row => {
                assert!(said.late.insert(occurrence.number), "{occurrence} was late twice");
            }
            _others => {}
        }
    }
    said
}

#[test]
fn in_a_year_with_200_cases_and_1000_restarts_nothing_is_missed_or_doubled() {
    let year = live(2027);
    let (mut due, mut late) = (0, 0);
    for id in 1..=CASES {
        let of_case: Vec<_> = year.done.iter().filter(|(_, case, _)| *case == id).collect();
        let when = |is: &dyn Fn(&Deed) -> bool| -> Vec<Timestamp> {
            of_case.iter().filter(|(_, _, deed)| is(deed)).map(|(at, _, _)| *at).collect()
        };
        let close = when(&|deed| matches!(deed, Deed::Close))[0];
        let graded = when(&|deed| matches!(deed, Deed::Grade));
        let breach = when(&|deed| matches!(deed, Deed::State(Circumstance::DataBreach { .. })));
        let stated = when(&|deed| matches!(deed, Deed::State(_)));
        let faster = when(&|deed| matches!(deed, Deed::Faster)).first().copied();
        let changes =
            when(&|deed| matches!(deed, Deed::Grade | Deed::State(_) | Deed::Note | Deed::Close));
        for (row, recipient) in ROWS {
            let began = match row {
                "e-group" => breach.first(),
                "legal" => stated.first(),
                _others => graded.first(),
            };
            let Some(since) = began.copied() else {
                assert_eq!(said(&year.world, id, row), Expected::default());
                continue;
            };
            let is_published = matches!(row, "security-director" | "e-group" | "board");
            let told = when(&|deed| match deed {
                Deed::Publish => is_published,
                Deed::Tell(named) => *named == row,
                _others => false,
            });
            let faster = faster.filter(|_| row == "security-director");
            let grid = match row {
                "legal" => changes_grid(since, &told, &changes),
                _others => grid(row, since, close, faster),
            };
            let expected = expected(&grid, &told, close, &year.outages);

            assert_eq!(said(&year.world, id, row), expected, "case {id}, {row} for {recipient}");

            due += expected.due.len();
            late += expected.late.len();
        }
    }
    assert!(due > 2_000 && late > 200, "{due} due, {late} late");
    assert!(year.torn > 20, "{} restarts in the middle of a writing", year.torn);
}
