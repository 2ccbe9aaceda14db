//! Who works on the made-up instance, from where, on what.

use super::pen::{Pen, Who};
use crate::traffic::cast::Zipf;

pub(super) const HOUR: i64 = 3_600_000;
pub(super) const MINUTE: i64 = 60_000;
pub(super) const DAY: i64 = 24 * HOUR;

/// Ids of people start here: those of the range's own people are below.
pub(super) const PEOPLE_FROM: i64 = 1_000;
/// Ids of machines start here.
pub(super) const MACHINES_FROM: i64 = 90_000;

/// Offices: hours east of Greenwich, and the networks (/24) that people leave them by.
const OFFICES: [(i64, u32); 8] = [
    (-8, 0x0C22_3800),
    (-5, 0x0C4F_1000),
    (-3, 0xB1A4_2200),
    (0, 0x5114_6100),
    (1, 0x5BC7_0A00),
    (1, 0xC2E6_9100),
    (8, 0x67F5_DE00),
    (9, 0x7C9A_6500),
];
/// Share of the people in each office, in hundredths.
const SHARE: [u64; 8] = [14, 12, 6, 16, 20, 10, 8, 14];

const GIVEN: [&str; 24] = [
    "aiko", "bruno", "chidi", "dalia", "emil", "freya", "goran", "hiro", "ines", "jonas", "katya",
    "lucia", "mateo", "nadia", "omar", "paula", "quinn", "rosa", "sven", "yuki", "wei", "tariq",
    "zoe", "leon",
];
const FAMILY: [&str; 24] = [
    "abe", "berg", "costa", "dunne", "eklund", "farah", "grau", "hayashi", "ivanov", "jansen",
    "kato", "lopez", "moreau", "nakata", "okoye", "perez", "rossi", "sato", "tran", "weber",
    "yilmaz", "kowal", "singh", "diaz",
];
const NOUNS: [&str; 16] = [
    "berth", "cargo", "crane", "dock", "ferry", "gate", "hull", "invoice", "keel", "ledger",
    "manifest", "pilot", "quay", "route", "tariff", "vessel",
];
const BROWSERS: [&str; 6] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 Edg/132.0.0.0",
];
/// The browser of a telephone.
pub(super) const MOBILE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1";

/// What somebody may do where they work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Developer,
    Maintainer,
    Owner,
}

/// Somebody who works here.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: i64,
    pub(super) username: String,
    pub(super) name: String,
    pub(super) role: Role,
    /// Hours east of Greenwich.
    pub(super) east: i64,
    pub(super) office: u32,
    pub(super) home: u32,
    /// First two bytes of the carrier's addresses.
    pub(super) carrier: u32,
    pub(super) browser: &'static str,
    /// Number of the own token, of those who have scripts.
    pub(super) token: Option<u64>,
    pub(super) clones_by_ssh: bool,
    pub(super) has_two_factor: bool,
    /// Indices of projects; the first is the own.
    pub(super) projects: Vec<usize>,
    /// Usual begin of work after local midnight.
    pub(super) begins: i64,
    pub(super) today: Today,
}

/// What holds for one day.
#[derive(Debug, Default)]
pub(super) struct Today {
    /// When work ends.
    pub(super) until_ms: i64,
    /// When work goes on after lunch, on the way there.
    pub(super) lunch_ms: i64,
    pub(super) ip: u32,
}

impl Person {
    /// As they are today, at their computer.
    pub(super) fn who(&self) -> Who<'_> {
        Who {
            id: self.id,
            username: &self.username,
            name: &self.name,
            class: "User",
            ip: self.today.ip,
            ua: self.browser,
        }
    }
}

/// A project.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) id: i64,
    pub(super) path: String,
    pub(super) group_id: i64,
}

impl Project {
    /// The path of its group.
    pub(super) fn group(&self) -> &str {
        self.path.rsplit_once('/').map_or(self.path.as_str(), |(group, _)| group)
    }

    pub(super) fn pair(&self) -> (i64, &str) {
        (self.id, &self.path)
    }
}

/// Everybody and everything.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) people: Vec<Person>,
    pub(super) projects: Vec<Project>,
    /// Addresses that runners reach GitLab from.
    pub(super) runners: Vec<u32>,
    nowhere: Project,
    popularity: Zipf,
}

/// Somebody of the range's own world: an id, a username and a name.
pub(super) type Known = (i64, String, String);

impl Cast {
    pub(super) fn new(pen: &mut Pen, people: usize, known: Vec<Known>) -> Self {
        let count = (people * 5 / 4).max(40);
        let popularity = Zipf::new(count);
        let projects = (2_000..).take(count).map(|id| {
            let (top, sub) = (pen.dice.word(&NOUNS), pen.dice.word(&NOUNS));
            let path = format!("{top}/{sub}/{}-{id}", pen.dice.word(&NOUNS));
            Project { id, path, group_id: 300 + id % 97 }
        });
        let projects: Vec<Project> = projects.collect();
        let fleet = u32::try_from((people / 50).clamp(4, 40)).unwrap_or(4);
        let runners = (0..fleet).map(|n: u32| 0x2CF0_1400 + (n / 10) * 0x100 + n % 10 * 7 + 9);
        let mut cast = Self {
            people: Vec::with_capacity(people),
            projects,
            runners: runners.collect(),
            nowhere: Project { id: 0, path: String::new(), group_id: 0 },
            popularity,
        };
        let made_up = (PEOPLE_FROM..).map(|id| (id, String::new(), String::new()));
        for (id, username, name) in known.into_iter().chain(made_up).take(people) {
            let person = cast.person(pen, id, username, name);
            cast.people.push(person);
        }
        cast
    }

    fn person(&self, pen: &mut Pen, id: i64, username: String, name: String) -> Person {
        let (given, family) = (pen.dice.word(&GIVEN), pen.dice.word(&FAMILY));
        let (username, name) = if username.is_empty() {
            (format!("{given}.{family}{id}"), format!("{} {}", title(given), title(family)))
        } else {
            (username, name)
        };
        let (east, office) = office(pen);
        let block = 0x4E00_0000 + (u32::try_from(pen.dice.below(900)).unwrap_or(0) << 16);
        let low = |pen: &mut Pen| u32::try_from(pen.dice.below(1 << 16)).unwrap_or(0);
        let role = match pen.dice.below(100) {
            0..70 => Role::Developer,
            70..93 => Role::Maintainer,
            _ => Role::Owner,
        };
        let many = 2 + pen.dice.index(9);
        Person {
            id,
            username,
            name,
            role,
            east,
            office: office + 10 + low(pen) % 2,
            home: block + low(pen),
            carrier: 0x7C40_0000 + (low(pen) % 6) * 0x1_0000,
            browser: pen.dice.word(&BROWSERS),
            token: pen.chance(2_500).then(|| pen.dice.below(400_000)),
            clones_by_ssh: pen.chance(6_500),
            has_two_factor: pen.chance(7_500),
            projects: (0..many).map(|_| self.popularity.draw(&mut pen.dice)).collect(),
            begins: pen.span(15 * HOUR / 2, 21 * HOUR / 2),
            today: Today::default(),
        }
    }

    pub(super) fn project(&self, index: usize) -> &Project {
        self.projects.get(index).unwrap_or(&self.nowhere)
    }

    /// Any project; the popular ones more often.
    pub(super) fn any_project(&self, pen: &mut Pen) -> &Project {
        self.project(self.popularity.draw(&mut pen.dice))
    }

    /// An address that a job runs behind.
    pub(super) fn runner(&self, pen: &mut Pen) -> u32 {
        self.runners.get(pen.dice.index(self.runners.len())).copied().unwrap_or(0)
    }
}

fn office(pen: &mut Pen) -> (i64, u32) {
    let mut point = pen.dice.below(100);
    for (office, share) in OFFICES.into_iter().zip(SHARE) {
        if point < share {
            return office;
        }
        point -= share;
    }
    (0, 0x5114_6100)
}

/// The first letter large.
fn title(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The address of the company's VPN for people of that zone: one of three regions.
pub(super) fn vpn(east: i64) -> u32 {
    match east {
        ..-1 => 0x3432_1A05,
        -1..4 => 0x3432_1B05,
        _ => 0x3432_1C05,
    }
}
