//! What an actor never did before: the first time, a rare hour, more than usual.
//!
//! A rule with `portcullis.baseline` stays plain Sigma: its selection says
//! which events count, the baseline which of them are unusual for the one whose
//! history it is (`of`). No model, no score: each hit says in one sentence what
//! was usual and since when we know.
//!
//! Time is the event's. The memory depends on nothing but the records shown,
//! in their order; it can be written down ([`Baseline::written`]) so that a
//! start need not read the record from its beginning. An event told twice
//! counts once, as long as it is among the last [`REPEATS_MAX`] of its rule.
//!
//! What is forgotten, so that memory stays bounded: what was not seen `within`
//! so long; beyond [`ENTRIES_MAX`] entries of a rule the actors unheard of for
//! longest. Who is forgotten is learned again before anything is said.

mod past;
mod spec;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;

use event::DedupKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fields::Fields;
use crate::respond::plan::Text;
use past::{Past, Unusual};
pub(super) use spec::{BaselineSpec, Wish};
use spec::{Kind, NETWORK};

/// Values, days or periods that a rule remembers of all actors together.
const ENTRIES_MAX: usize = if cfg!(test) { 2_000 } else { 200_000 };

/// Events that a rule knows again when they are told twice.
const REPEATS_MAX: usize = 8_192;

/// Keys of `locales/<language>/detect.ftl` that a baseline says, with their arguments.
pub const REASON_KEYS: &[(&str, &[&str])] = &[
    ("reason-new", &["who", "field", "value", "seen_count", "others_count", "since"]),
    ("reason-new-here", &["field", "value", "seen_count", "others_count", "since"]),
    ("reason-rare-hour", &["who", "hour", "from", "until", "near_count", "days_count", "since"]),
    (
        "reason-volume",
        &[
            "who",
            "count_count",
            "minutes_count",
            "average_count",
            "most_count",
            "periods_count",
            "since",
        ],
    ),
];

/// One baseline rule with what it remembers.
#[derive(Debug)]
pub(super) struct Baseline {
    spec: BaselineSpec,
    memory: Memory,
    entries: usize,
    known: BTreeSet<u64>,
}

/// What is written down of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// Records below this index were taken in.
    learned_to: u64,
    actors: BTreeMap<String, Past>,
    /// Fingerprints of the last events, in their order.
    repeats: VecDeque<u64>,
}

/// Why a rule with a baseline fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    /// For pages, in both languages.
    pub(super) text: Text,
    /// For the finding's line.
    pub(super) english: String,
}

impl Baseline {
    pub(super) fn new(spec: BaselineSpec) -> Self {
        Self::remembering(spec, Memory::default())
    }

    /// Goes on from what was written down.
    pub(super) fn remembering(spec: BaselineSpec, memory: Memory) -> Self {
        let entries = memory.actors.values().map(Past::len).sum();
        let known = memory.repeats.iter().copied().collect();
        Self { spec, memory, entries, known }
    }

    /// What to write down.
    pub(super) fn written(&self) -> &Memory {
        &self.memory
    }

    /// From now on records below that index are passed over.
    pub(super) fn has_learned_to(&mut self, index: u64) {
        self.memory.learned_to = self.memory.learned_to.max(index);
    }

    /// Takes in an event that the rule matched; the reason, if it is unusual.
    pub(super) fn observe(
        &mut self,
        index: u64,
        key: &DedupKey,
        at_ms: i64,
        fields: &Fields<'_>,
    ) -> Option<Reason> {
        if index < self.memory.learned_to || !self.is_first_told(key) {
            return None;
        }
        let of: Option<Vec<String>> =
            self.spec.of.iter().map(|name| value_of(fields, name)).collect();
        let of = of?;
        let value = match &self.spec.kind {
            Kind::New { field } => value_of(fields, field)?,
            Kind::RareHour | Kind::Volume { .. } => String::new(),
        };
        let past = self
            .memory
            .actors
            .entry(of.join("\u{1f}"))
            .or_insert_with(|| Past::new(&self.spec, at_ms));
        let before = past.len();
        let unusual = past.observe(&self.spec, at_ms, &value);
        self.entries = self.entries.saturating_sub(before).saturating_add(past.len());
        if self.entries > ENTRIES_MAX {
            self.forget();
        }
        unusual.map(|unusual| self.reason(&unusual, &of, value, fields))
    }

    fn is_first_told(&mut self, key: &DedupKey) -> bool {
        let print = fingerprint(&key.0);
        if !self.known.insert(print) {
            return false;
        }
        self.memory.repeats.push_back(print);
        if self.memory.repeats.len() > REPEATS_MAX
            && let Some(oldest) = self.memory.repeats.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }

    /// Drops a tenth: the actors unheard of for longest.
    fn forget(&mut self) {
        let mut by_age: Vec<(i64, String)> =
            self.memory.actors.iter().map(|(actor, past)| (past.last_ms, actor.clone())).collect();
        by_age.sort();
        for (_, actor) in by_age {
            if self.entries <= ENTRIES_MAX / 10 * 9 {
                return;
            }
            let gone = self.memory.actors.remove(&actor).map_or(0, |past| past.len());
            self.entries = self.entries.saturating_sub(gone);
        }
    }

    fn reason(
        &self,
        unusual: &Unusual,
        of: &[String],
        value: String,
        fields: &Fields<'_>,
    ) -> Reason {
        let is_person = matches!(self.spec.of.as_slice(), [one] if one == "author_id");
        let who = match fields.author_name() {
            Some(name) if is_person => name.to_owned(),
            Some(_) | None => of.join(", "),
        };
        match (&self.spec.kind, unusual) {
            (Kind::New { field }, &Unusual::New { seen, others, since_ms }) => {
                let since = day(since_ms);
                let english = format!(
                    "first {field} {value}{}; {seen} such events with {others} other(s) since {since}",
                    if who.is_empty() { String::new() } else { format!(" of {who}") },
                );
                let key = if who.is_empty() { "reason-new-here" } else { "reason-new" };
                let mut args = vec![
                    ("field", field.clone()),
                    ("value", value),
                    ("seen_count", seen.to_string()),
                    ("others_count", others.to_string()),
                    ("since", since),
                ];
                if !who.is_empty() {
                    args.push(("who", who));
                }
                Reason { text: text(key, args), english }
            }
            (_, &Unusual::RareHour { hour, near, days, since_ms }) => {
                rare_hour(who, (hour, near, days), day(since_ms))
            }
            (kind, &Unusual::Volume { count, average, most, periods, since_ms }) => {
                let minutes = match kind {
                    Kind::Volume { per_ms, .. } => per_ms / 60_000,
                    Kind::New { .. } | Kind::RareHour => 0,
                };
                volume(who, (count, minutes), (average, most, periods), day(since_ms))
            }
            (_, Unusual::New { .. }) => Reason { text: text("", Vec::new()), english: who },
        }
    }
}

fn rare_hour(who: String, (hour, near, days): (i64, usize, usize), since: String) -> Reason {
    let clock = |hour: i64| format!("{:02}:00", hour.rem_euclid(24));
    let (from, until) = (clock(hour - 1), clock(hour + 2));
    let english = format!(
        "a rare hour for {who}: on {near} of {days} active days since {since} something between {from} and {until} UTC"
    );
    let args = vec![
        ("who", who),
        ("hour", clock(hour)),
        ("from", from),
        ("until", until),
        ("near_count", near.to_string()),
        ("days_count", days.to_string()),
        ("since", since),
    ];
    Reason { text: text("reason-rare-hour", args), english }
}

fn volume(
    who: String,
    (count, minutes): (u32, i64),
    (average, most, periods): (u64, u32, usize),
    since: String,
) -> Reason {
    let english = format!(
        "{count} by {who} within {minutes} minutes; usually {average}, at most {most}, in {periods} such stretches since {since}"
    );
    let args = vec![
        ("who", who),
        ("count_count", count.to_string()),
        ("minutes_count", minutes.to_string()),
        ("average_count", average.to_string()),
        ("most_count", most.to_string()),
        ("periods_count", periods.to_string()),
        ("since", since),
    ];
    Reason { text: text("reason-volume", args), english }
}

fn text(key: &str, args: Vec<(&str, String)>) -> Text {
    let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Text { key: key.to_owned(), args }
}

/// The day in UTC, `2026-03-02`.
fn day(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%d").to_string()
}

fn value_of(fields: &Fields<'_>, name: &str) -> Option<String> {
    if name == NETWORK {
        return fields.ip().map(network);
    }
    fields.text(name).filter(|text| !text.is_empty()).map(std::borrow::Cow::into_owned)
}

/// /24 of an IPv4 address, /48 of an IPv6 address.
fn network(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

/// 64 bits of FNV-1a: the same in every version of ours.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
