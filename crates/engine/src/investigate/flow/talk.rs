//! Lines of traffic, added up by who talked with whom; and what stands out.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::baseline::{Baseline, KnownTraffic};
use super::network::{Network, is_private};
use super::read::Flow;
use crate::respond::plan::Text;

/// Talks that are told apart; more lines of new ones are only counted. At some
/// 150 bytes each this stays below 40 MB.
const TALKS_MAX: usize = 200_000;

/// A talk of at most so many flows is rare.
const RARE_FLOWS: u64 = 3;

/// From so many bytes out on, a talk that nobody knows is a question for its volume.
const UNKNOWN_BYTES_OUT: u64 = 100 << 20;

/// Ports that a GitLab host usually connects to: SSH, SMTP, DNS, HTTP, NTP, LDAP.
const USUAL_OUT: [u16; 11] = [22, 25, 53, 80, 123, 389, 443, 465, 587, 636, 853];

/// Who begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The other end.
    Inbound,
    /// The instance.
    Outbound,
}

impl Direction {
    /// The word used in JSON and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

/// What is told apart: who begins, with whom, to which port, by what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Key {
    direction: Direction,
    with: IpAddr,
    port: u16,
    protocol: u8,
}

/// All traffic with one other end on one port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Talk {
    /// Who begins.
    pub direction: Direction,
    /// The other end.
    pub with: IpAddr,
    /// The port that is connected to; of nginx always the web's.
    pub port: u16,
    /// IANA's number of the protocol: 6 = TCP, 17 = UDP.
    pub protocol: u8,
    /// How many flows.
    pub flows: u64,
    /// How many of them a firewall refused.
    pub refused: u64,
    /// Bytes that left the instance.
    pub bytes_out: u64,
    /// Bytes that came in.
    pub bytes_in: u64,
    /// The first.
    pub first: Option<Timestamp>,
    /// The last.
    pub last: Option<Timestamp>,
}

/// A talk that is not usual; wants a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// From direction, other end, port and protocol: the same in each analysis.
    pub id: String,
    /// The talk.
    #[serde(flatten)]
    pub talk: Talk,
    /// Why it is shown: messages of `locales/<language>/instance.ftl`.
    pub why: Vec<Text>,
}

impl Finding {
    /// What people call it: `out 203.0.113.7:4444/tcp`.
    pub fn name(&self) -> String {
        let Talk { direction, with, port, protocol, .. } = &self.talk;
        let protocol = match protocol {
            1 => "icmp".to_owned(),
            6 => "tcp".to_owned(),
            17 => "udp".to_owned(),
            58 => "icmpv6".to_owned(),
            other => other.to_string(),
        };
        let with = std::net::SocketAddr::new(*with, *port);
        let direction = if *direction == Direction::Outbound { "out" } else { "in" };
        format!("{direction} {with}/{protocol}")
    }
}

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What is not usual, the most bytes out first.
    pub findings: Vec<Finding>,
    /// Talks that were compared.
    pub talks: u64,
    /// Lines that were read as flows.
    pub flows: u64,
    /// Lines that could not be read.
    pub unread: u64,
    /// Flows of talks beyond what is told apart: they were only counted.
    pub not_told: u64,
}

/// Adds up lines.
#[derive(Debug, Default)]
pub struct Tally {
    talks: BTreeMap<Key, Talk>,
    flows: u64,
    unread: u64,
    not_told: u64,
}

impl Tally {
    /// Adds a flow; one between two ends of which none is ours is not counted.
    pub fn add(&mut self, flow: &Flow, baseline: &Baseline) {
        self.flows += 1;
        let (direction, with, port) = placed(flow, baseline);
        let key = Key { direction, with, port, protocol: flow.protocol };
        if !self.talks.contains_key(&key) && self.talks.len() >= TALKS_MAX {
            self.not_told += 1;
            return;
        }
        let talk = self.talks.entry(key).or_insert_with(|| Talk {
            direction,
            with,
            port,
            protocol: flow.protocol,
            flows: 0,
            refused: 0,
            bytes_out: 0,
            bytes_in: 0,
            first: None,
            last: None,
        });
        talk.flows += 1;
        talk.refused += u64::from(flow.is_refused);
        let (forth, back) = (flow.bytes, flow.bytes_back);
        let (out, into) = if flow.source == with { (back, forth) } else { (forth, back) };
        talk.bytes_out = talk.bytes_out.saturating_add(out);
        talk.bytes_in = talk.bytes_in.saturating_add(into);
        talk.first = [talk.first, flow.at].into_iter().flatten().min();
        talk.last = [talk.last, flow.at].into_iter().flatten().max();
    }

    /// A line that was no flow.
    pub fn miss(&mut self) {
        self.unread += 1;
    }

    /// What was seen, as a baseline of later recordings. A person reads it first.
    pub fn propose(&self, own: &[Network]) -> Baseline {
        let known = self.talks.values().map(|talk| KnownTraffic {
            direction: talk.direction,
            with: Network::one(talk.with),
            port: Some(talk.port),
            note: String::new(),
        });
        let mut known: Vec<KnownTraffic> = known.collect();
        known.sort();
        known.dedup();
        Baseline { own: own.to_vec(), known, bytes_out_max: None }
    }

    /// What stands out against a baseline.
    pub fn compare(&self, baseline: &Baseline) -> Report {
        let mut findings: Vec<Finding> = self
            .talks
            .values()
            .filter_map(|talk| {
                let why = reasons(talk, baseline);
                (!why.is_empty()).then(|| Finding { id: id(talk), talk: talk.clone(), why })
            })
            .collect();
        findings.sort_by_key(|one| (std::cmp::Reverse(one.talk.bytes_out), one.id.clone()));
        Report {
            findings,
            talks: u64::try_from(self.talks.len()).unwrap_or(u64::MAX),
            flows: self.flows,
            unread: self.unread,
            not_told: self.not_told,
        }
    }
}

/// The direction, the other end, and the port that was connected to. Of two
/// ports the lower one is the service's: flow logs tell answers as flows of
/// their own.
fn placed(flow: &Flow, baseline: &Baseline) -> (Direction, IpAddr, u16) {
    let source_is_ours = if baseline.own.is_empty() {
        let is_inside = !is_private(flow.destination) || flow.is_request;
        is_private(flow.source) && is_inside && !flow.destination.is_loopback()
    } else {
        baseline.is_own(flow.source)
    };
    let is_answer = !flow.is_request && flow.source_port < flow.destination_port;
    let port = if is_answer { flow.source_port } else { flow.destination_port };
    let with = if source_is_ours { flow.destination } else { flow.source };
    let direction =
        if source_is_ours == is_answer { Direction::Inbound } else { Direction::Outbound };
    (direction, with, port)
}

fn id(talk: &Talk) -> String {
    use sha2::{Digest as _, Sha256};
    let Talk { direction, with, port, protocol, .. } = talk;
    let hash = Sha256::digest(format!("{} {with} {port} {protocol}", direction.as_str()));
    hex::encode(hash.get(..8).unwrap_or_default())
}

/// Why a talk is a question; none = it is usual.
fn reasons(talk: &Talk, baseline: &Baseline) -> Vec<Text> {
    let mut why = Vec::new();
    let say = |name: &str, args: [(&str, String); 1]| Text::of(&format!("flow-why-{name}"), args);
    let bytes = || ("bytes", talk.bytes_out.to_string());
    if baseline.knows(talk.direction, talk.with, talk.port) {
        if talk.bytes_out > baseline.bytes_out_max() {
            why.push(say("volume", [bytes()]));
        }
        return why;
    }
    let is_served = talk.direction == Direction::Inbound && matches!(talk.port, 22 | 80 | 443);
    if talk.refused == talk.flows {
        // What a firewall stopped on its way in is noise; on its way out it is not.
        if talk.direction == Direction::Outbound {
            why.push(say("refused", [("count", talk.refused.to_string())]));
        }
        return why;
    }
    if is_served {
        if talk.bytes_out > baseline.bytes_out_max() {
            why.push(say("volume", [bytes()]));
        }
        return why;
    }
    let direction = [("port", talk.port.to_string())];
    why.push(match talk.direction {
        Direction::Outbound => say("unknown-destination", direction),
        Direction::Inbound => say("unknown-client", direction),
    });
    if talk.direction == Direction::Outbound && !USUAL_OUT.contains(&talk.port) {
        why.push(say("unusual-port", [("port", talk.port.to_string())]));
    }
    if talk.flows <= RARE_FLOWS {
        why.push(say("rare", [("count", talk.flows.to_string())]));
    }
    if talk.bytes_out > UNKNOWN_BYTES_OUT {
        why.push(say("volume", [bytes()]));
    }
    why
}
