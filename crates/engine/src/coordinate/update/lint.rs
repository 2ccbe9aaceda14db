//! What does not belong into an update for people who lead and not dig (CM11):
//! addresses, hashes, CVE numbers, stack traces.

use std::net::IpAddr;

use serde::Serialize;

/// Something too technical.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The field in which it stands.
    pub field: String,
    /// What it is.
    pub kind: RemarkKind,
    /// The place itself, cut.
    pub excerpt: String,
}

/// What is too technical.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkKind {
    /// An IP address.
    Address,
    /// An MD5, SHA-1, SHA-256 or commit.
    Hash,
    /// The number of a vulnerability.
    Vulnerability,
    /// Lines of a stack trace.
    StackTrace,
    /// Sentences that nobody reads to the end.
    Long,
}

impl RemarkKind {
    /// The word used in keys and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Hash => "hash",
            Self::Vulnerability => "vulnerability",
            Self::StackTrace => "stack_trace",
            Self::Long => "long",
        }
    }
}

/// As much of a place as is shown.
const EXCERPT_CHARS_MAX: usize = 48;

/// A field that is longer is not read by somebody in a hurry.
const FIELD_CHARS_MAX: usize = 1_200;

/// What stands in this text that does not belong there, in its order.
pub fn lint(field: &str, text: &str) -> Vec<Remark> {
    let remark = |kind, place: &str| Remark {
        field: field.to_owned(),
        kind,
        excerpt: place.chars().take(EXCERPT_CHARS_MAX).collect(),
    };
    let mut found: Vec<Remark> = text
        .lines()
        .filter(|line| is_trace(line.trim()))
        .map(|line| remark(RemarkKind::StackTrace, line.trim()))
        .take(1)
        .collect();
    for word in text.split(is_gap) {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != ':');
        if let Some(kind) = kind_of(word) {
            found.push(remark(kind, word));
        }
    }
    if text.chars().count() > FIELD_CHARS_MAX {
        found.push(remark(RemarkKind::Long, text));
    }
    found
}

/// Words end at blanks, brackets and whatever is not ASCII: Japanese has no blanks.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || !c.is_ascii() || "()[]{}<>,;\"'`|=".contains(c)
}

fn kind_of(word: &str) -> Option<RemarkKind> {
    if is_address(word) {
        Some(RemarkKind::Address)
    } else if is_vulnerability(word) {
        Some(RemarkKind::Vulnerability)
    } else if is_hash(word) {
        Some(RemarkKind::Hash)
    } else {
        None
    }
}

/// An address, with a port or a prefix length behind it or not.
fn is_address(word: &str) -> bool {
    let host = word.split_once('/').map_or(word, |(host, _)| host);
    let is_four = |host: &str| host.parse::<std::net::Ipv4Addr>().is_ok();
    let without_port = host.rsplit_once(':').map_or(host, |(host, _)| host);
    is_four(host)
        || is_four(without_port)
        || (host.matches(':').count() > 1 && host.parse::<IpAddr>().is_ok())
}

/// `CVE-2026-12345`, `GHSA-xxxx-xxxx-xxxx`.
fn is_vulnerability(word: &str) -> bool {
    let upper = word.to_ascii_uppercase();
    if let Some(rest) = upper.strip_prefix("CVE-") {
        let (year, number) = rest.split_once('-').unwrap_or((rest, ""));
        let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        return year.len() == 4 && is_number(year) && number.len() >= 4 && is_number(number);
    }
    upper.strip_prefix("GHSA-").is_some_and(|rest| rest.matches('-').count() == 2)
}

/// As many hexadecimal digits as a digest has; short commits need a digit and a letter.
fn is_hash(word: &str) -> bool {
    let word = word.rsplit_once(':').map_or(word, |(_, rest)| rest);
    let is_hex = word.chars().all(|c| c.is_ascii_hexdigit());
    let is_mixed =
        word.chars().any(|c| c.is_ascii_digit()) && word.chars().any(|c| c.is_ascii_alphabetic());
    is_hex
        && (matches!(word.len(), 32 | 40 | 64 | 128)
            || (is_mixed && (9..=40).contains(&word.len())))
}

/// How the lines of traces begin in the languages that are about.
fn is_trace(line: &str) -> bool {
    let starts = ["Traceback (most recent call last)", "goroutine ", "Caused by: ", "panicked at "];
    let is_frame = line.starts_with("at ") && line.contains('(') && line.contains(':');
    let is_python = line.starts_with("File \"") && line.contains(", line ");
    let is_ruby = line.contains(".rb:") && line.contains(":in ");
    let is_panic = line.starts_with("thread '") && line.contains("panicked at");
    starts.iter().any(|start| line.starts_with(start))
        || is_frame
        || is_python
        || is_ruby
        || is_panic
}
