//! Findings about the record itself: what may be missing in it, and who might
//! have seen to that.
//!
//! No Sigma rule can find these: a rule sees events, and these are about events
//! that did not come, came twice with other words, or came at an hour that cannot
//! be. The shell looks ([`DestinationSeen`], gaps, records) and these functions
//! say what it means. Each finding's id follows from what it is about, so that
//! looking again raises nothing twice.
//!
//! Why it matters: GitLab loses streamed events without a word (its circuit
//! breaker leaves a slow destination out for 15 minutes, its retries are three),
//! and the first thing that an intruder with rights switches off is the stream.

mod gap;
mod stream;
mod watch;
mod witness;

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{Finding, FindingId, Level, RecordRef};
use crate::respond::plan::Text;

pub use gap::{Compared, Gap, gaps, not_listed};
pub use stream::{DestinationSeen, changes};
pub use watch::{RecordWatch, Shown};
pub use witness::{Contradiction, Memory, contradiction, set_back};

/// What a finding about the record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordRule {
    /// No event for much longer than usual.
    SilentSource,
    /// Events that the stream did not bring were there in GitLab's own list.
    GapFilled,
    /// Events that the stream brought are not in GitLab's own list.
    NotListed,
    /// A destination of the stream is not there any more.
    DestinationGone,
    /// A destination was switched off, sent elsewhere or filtered.
    DestinationAltered,
    /// Two events have one id and say different things.
    OtherBytes,
    /// An event is from the future.
    FromFuture,
    /// An event that just came is older than 400 days.
    LongAgo,
    /// A source's clock goes wrong.
    ClockSkew,
    /// The disk is nearly full.
    DiskLow,
    /// A witness saw more records of a ledger than there are.
    RolledBack,
    /// A witness saw other records of a ledger than there are.
    Forked,
    /// What we keep beside a ledger knows more records of it than there are, or others.
    SetBack,
}

impl RecordRule {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::SilentSource,
        Self::GapFilled,
        Self::NotListed,
        Self::DestinationGone,
        Self::DestinationAltered,
        Self::OtherBytes,
        Self::FromFuture,
        Self::LongAgo,
        Self::ClockSkew,
        Self::DiskLow,
        Self::RolledBack,
        Self::Forked,
        Self::SetBack,
    ];

    /// The rule's id, as Sigma rules have one; never changes.
    pub fn id(self) -> &'static str {
        match self {
            Self::SilentSource => "6d0b7c53-1f0e-4f5e-9a6b-6a4f3f0a51c1",
            Self::GapFilled => "0b8f2f59-8c0d-4f0b-8a9e-5d2a7c0e7b52",
            Self::NotListed => "2c7d90e4-b15a-4f68-8e3b-a94f0d6c71b2",
            Self::DestinationGone => "c3a1f4de-52b7-4c55-9a1d-2f6b90d8e3a3",
            Self::DestinationAltered => "9f27c1b8-7e64-4b92-8f5c-1d3e8a40c6f4",
            Self::OtherBytes => "4be90d1a-3c58-4d7f-b0e2-7c9a15f6d285",
            Self::FromFuture => "e8d54a07-96bf-4e13-a3c7-0f1b62d9e746",
            Self::LongAgo => "17f3b6c2-0a8d-4c4e-9d15-8e7a4b23f097",
            Self::ClockSkew => "a25c8e91-6d3f-4a70-8b4e-93d0c7f1e5b8",
            Self::DiskLow => "58e1d3f6-b74a-4295-8c0f-e6a92b7d1c39",
            Self::RolledBack => "c41f0e7a-5b92-4d38-9e06-2a7d8b1c53f4",
            Self::Forked => "7e92b4d1-08c6-4fa5-b3e7-d15a6c20984e",
            Self::SetBack => "b5d81f3c-6e07-4a92-8c4b-f02e9d7a1365",
        }
    }

    /// The rule of that id.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.id() == id)
    }

    /// Its name in keys of messages: `record-<name>` is the reason of a finding,
    /// `record-<name>-meaning` what it means to a responder.
    pub fn slug(self) -> &'static str {
        match self {
            Self::SilentSource => "silent-source",
            Self::GapFilled => "gap-filled",
            Self::NotListed => "not-listed",
            Self::DestinationGone => "destination-gone",
            Self::DestinationAltered => "destination-altered",
            Self::OtherBytes => "other-bytes",
            Self::FromFuture => "from-future",
            Self::LongAgo => "long-ago",
            Self::ClockSkew => "clock-skew",
            Self::DiskLow => "disk-low",
            Self::RolledBack => "rolled-back",
            Self::Forked => "forked",
            Self::SetBack => "set-back",
        }
    }

    /// The names of its reason's arguments.
    pub fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::SilentSource => &["source", "minutes", "usual_minutes", "since"],
            Self::GapFilled => &["scope", "missing", "added", "compared", "hour"],
            Self::NotListed => &["scope", "count", "hour", "first"],
            Self::DestinationGone => &["name", "url"],
            Self::DestinationAltered => &["name", "what"],
            Self::OtherBytes => &["id", "first", "second"],
            Self::FromFuture => &["source", "minutes", "record"],
            Self::LongAgo => &["source", "days", "record"],
            Self::ClockSkew => &["source", "seconds"],
            Self::DiskLow => &["free_mb"],
            Self::RolledBack => &["ledger", "witness", "seen", "held"],
            Self::Forked => &["ledger", "witness", "seen"],
            Self::SetBack => &["ledger", "memory", "seen", "held"],
        }
    }

    /// Its title, as a Sigma rule has one.
    pub fn title(self) -> &'static str {
        match self {
            Self::SilentSource => "A source of events has fallen silent",
            Self::GapFilled => "The stream had lost events, now filled in from GitLab's list",
            Self::NotListed => "Streamed events are not in GitLab's list",
            Self::DestinationGone => "A destination of the audit event stream is gone",
            Self::DestinationAltered => "A destination of the audit event stream was altered",
            Self::OtherBytes => "Two events with one id say different things",
            Self::FromFuture => "An event is from the future",
            Self::LongAgo => "An event that just came is more than 400 days old",
            Self::ClockSkew => "The clock of a source goes wrong",
            Self::DiskLow => "The disk of the record is nearly full",
            Self::RolledBack => "Records that a witness saw are gone",
            Self::Forked => "The past of the record was rewritten",
            Self::SetBack => "The record was set back while Portcullis did not run",
        }
    }

    fn level(self) -> Level {
        match self {
            Self::RolledBack | Self::Forked | Self::SetBack => Level::Critical,
            Self::NotListed | Self::DestinationGone | Self::OtherBytes | Self::DiskLow => {
                Level::High
            }
            Self::SilentSource | Self::GapFilled | Self::DestinationAltered | Self::FromFuture => {
                Level::Medium
            }
            Self::LongAgo | Self::ClockSkew => Level::Low,
        }
    }

    fn tags(self) -> &'static [&'static str] {
        match self {
            // Impair Defenses: Disable or Modify Cloud Logs / Indicator Blocking.
            Self::DestinationGone | Self::DestinationAltered => {
                &["attack.defense-evasion", "attack.t1562.008"]
            }
            Self::SilentSource | Self::GapFilled => &["attack.defense-evasion", "attack.t1562.006"],
            Self::NotListed
            | Self::OtherBytes
            | Self::RolledBack
            | Self::Forked
            | Self::SetBack => &["attack.defense-evasion", "attack.t1565.001"],
            Self::FromFuture | Self::LongAgo | Self::ClockSkew => {
                &["attack.defense-evasion", "attack.t1070.006"]
            }
            Self::DiskLow => &[],
        }
    }

    /// What it serves. Records that are gone from a write-once store (IN7) are about
    /// the whole instance: that decides which case they open.
    fn requirements(self) -> &'static [&'static str] {
        match self {
            Self::RolledBack | Self::Forked | Self::SetBack => &["IN7", "P3"],
            Self::SilentSource
            | Self::GapFilled
            | Self::NotListed
            | Self::DestinationGone
            | Self::DestinationAltered
            | Self::OtherBytes
            | Self::FromFuture
            | Self::LongAgo
            | Self::ClockSkew
            | Self::DiskLow => &["P3"],
        }
    }
}

/// More records than this are not named in one finding; its words tell how many there are.
const RECORDS_MAX: usize = 100;

/// What a finding is about and from.
struct Told<'a> {
    rule: RecordRule,
    /// What makes it this one and no other.
    about: &'a [&'a str],
    /// Arguments of its reason, in the order of [`RecordRule::arguments`].
    args: Vec<String>,
    /// One line in English.
    summary: String,
    occurred_at: Timestamp,
    records: Vec<RecordRef>,
}

impl Told<'_> {
    fn finding(self) -> Finding {
        let rule = self.rule;
        let names = rule.arguments().iter().map(|name| (*name).to_owned());
        let args: BTreeMap<String, String> = names.zip(self.args).collect();
        let mut records = self.records;
        records.truncate(RECORDS_MAX);
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Finding {
            id: id(rule, self.about),
            rule: rule.id().to_owned(),
            title: rule.title().to_owned(),
            level: rule.level(),
            tags: owned(rule.tags()),
            requirements: owned(rule.requirements()),
            records,
            occurred_at: self.occurred_at,
            actor_id: None,
            actor: None,
            summary: self.summary,
            reason: Some(Text { key: format!("record-{}", rule.slug()), args }),
        }
    }
}

fn id(rule: RecordRule, about: &[&str]) -> FindingId {
    let mut hash = Sha256::new();
    for part in [rule.id()].iter().chain(about) {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    FindingId(hex::encode(digest.get(..16).unwrap_or(&digest)))
}

/// How much longer than usual a source must be silent: a gap that one in a
/// hundred exceeds is no news, three times that is.
const SILENCE_FACTOR: i64 = 3;

/// … and at least so long, in seconds: a busy source pauses when GitLab restarts.
const SILENCE_S_MIN: i64 = 600;

/// Whether a source has been silent for longer than is usual for it.
///
/// `usual_gap_s` is what 99 of 100 of its gaps were shorter than. One finding for
/// each silence: its id follows from the last record.
pub fn silent_source(
    source: &str,
    last_received_at: Timestamp,
    usual_gap_s: i64,
    now: Timestamp,
) -> Option<Finding> {
    let silent_s = now.duration_since(last_received_at).as_secs();
    if silent_s < usual_gap_s.saturating_mul(SILENCE_FACTOR).max(SILENCE_S_MIN) {
        return None;
    }
    let since = last_received_at.to_string();
    let (minutes, usual) = (silent_s / 60, usual_gap_s.div_euclid(60).saturating_add(1));
    let told = Told {
        rule: RecordRule::SilentSource,
        about: &[source, &since],
        args: vec![source.to_owned(), minutes.to_string(), usual.to_string(), since.clone()],
        summary: format!(
            "{source} has brought nothing for {minutes} minutes; usually it is never silent for more than {usual}"
        ),
        occurred_at: last_received_at,
        records: Vec::new(),
    };
    Some(told.finding())
}

/// The disk is nearly full: once a day.
pub fn disk_low(free_mb: u64, now: Timestamp) -> Finding {
    let told = Told {
        rule: RecordRule::DiskLow,
        about: &[&day(now)],
        args: vec![free_mb.to_string()],
        summary: format!(
            "{free_mb} MB are left on the disk of the record; nothing is taken below the limit"
        ),
        occurred_at: now,
        records: Vec::new(),
    };
    told.finding()
}

/// The day of an instant, UTC.
fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests;
