//! Reading a recording line by line: which format it is, and each line's flow.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use serde_json::Value;

/// What a recording is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A cloud's flow log: fields by blanks, with or without a heading.
    ///
    /// Source: AWS documentation, "Flow log records" (version 2 and custom fields).
    Vpc,
    /// `NetFlow` as comma-separated values with a heading (`nfdump -o csv`).
    NetflowCsv,
    /// `NetFlow` as JSON, one flow a line (`nfdump -o ndjson`, `goflow2`).
    NetflowJson,
    /// The kernel's connections (`conntrack -L`, `/proc/net/nf_conntrack`).
    Conntrack,
    /// An access log of nginx: clients and what they were sent.
    Nginx,
}

impl Format {
    /// All, in reading order.
    pub const ALL: [Self; 5] =
        [Self::Vpc, Self::NetflowCsv, Self::NetflowJson, Self::Conntrack, Self::Nginx];

    /// The word used in options.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vpc => "vpc",
            Self::NetflowCsv => "netflow-csv",
            Self::NetflowJson => "netflow-json",
            Self::Conntrack => "conntrack",
            Self::Nginx => "nginx",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// The format that a first line is written in.
    pub fn of_line(line: &str) -> Option<Self> {
        let line = line.trim();
        if line.starts_with('{') {
            return Some(Self::NetflowJson);
        }
        if line.contains(" src=") && line.contains(" dst=") {
            return Some(Self::Conntrack);
        }
        let has = |name: &str| line.split([',', ' ']).any(|field| field.trim() == name);
        if line.contains(',') && (has("sa") || has("srcaddr") || has("firstSeen")) {
            return Some(Self::NetflowCsv);
        }
        let fields: Vec<&str> = line.split_whitespace().collect();
        if has("srcaddr") || (fields.len() >= 12 && vpc_by_position(&fields).is_some()) {
            return Some(Self::Vpc);
        }
        nginx(line).map(|_| Self::Nginx)
    }
}

/// One line of traffic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Where it came from.
    pub source: IpAddr,
    /// Where it went.
    pub destination: IpAddr,
    /// The port there; 0 = none.
    pub source_port: u16,
    /// The port there; 0 = none.
    pub destination_port: u16,
    /// IANA's number.
    pub protocol: u8,
    /// Bytes from source to destination.
    pub bytes: u64,
    /// Bytes of the way back, where the same line tells them.
    pub bytes_back: u64,
    /// When it began.
    pub at: Option<Timestamp>,
    /// Whether a firewall refused it.
    pub is_refused: bool,
    /// Whether the line tells who began: then its source did.
    pub is_request: bool,
}

/// Reads the lines of one recording.
#[derive(Debug, Default)]
pub struct Reader {
    format: Option<Format>,
    /// Columns of a heading, by name.
    columns: BTreeMap<String, usize>,
}

impl Reader {
    /// A reader of that format; without one, of the format of the first line.
    pub fn new(format: Option<Format>) -> Self {
        Self { format, columns: BTreeMap::new() }
    }

    /// The format, once it is known.
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// The flow of a line; `None` for headings, remarks, empty lines; an error
    /// for what should be a flow and is none.
    ///
    /// # Errors
    /// `()`: the line is counted, never quoted, for it may hold anything.
    #[expect(clippy::result_unit_err, reason = "there is nothing to say of the line")]
    pub fn read(&mut self, line: &str) -> Result<Option<Flow>, ()> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        if self.format.is_none() {
            self.format = Format::of_line(line);
        }
        match self.format.ok_or(())? {
            Format::Vpc => self.vpc(line),
            Format::NetflowCsv => self.csv(line),
            Format::NetflowJson => json(line).map(Some).ok_or(()),
            Format::Conntrack => conntrack(line).map(Some).ok_or(()),
            Format::Nginx => nginx(line).map(Some).ok_or(()),
        }
    }

    fn vpc(&mut self, line: &str) -> Result<Option<Flow>, ()> {
        let fields: Vec<&str> = line.split_whitespace().collect();
        if fields.contains(&"srcaddr") {
            self.heading(&fields);
            return Ok(None);
        }
        if line.ends_with("NODATA") || line.ends_with("SKIPDATA") {
            return Ok(None);
        }
        if self.columns.is_empty() {
            return vpc_by_position(&fields).map(Some).ok_or(());
        }
        self.by_name(&fields).map(Some).ok_or(())
    }

    fn csv(&mut self, line: &str) -> Result<Option<Flow>, ()> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(line.as_bytes());
        let row = reader.records().next().and_then(Result::ok).ok_or(())?;
        let fields: Vec<&str> = row.iter().map(str::trim).collect();
        if self.columns.is_empty() {
            self.heading(&fields);
            return if self.columns.is_empty() { Err(()) } else { Ok(None) };
        }
        // `nfdump` ends with a summary of its own.
        if fields.first() == Some(&"Summary") || fields.len() < 6 {
            return Ok(None);
        }
        self.by_name(&fields).map(Some).ok_or(())
    }

    fn heading(&mut self, fields: &[&str]) {
        let is_heading = ["srcaddr", "sa", "firstSeen", "srcAddr"];
        if fields.iter().any(|field| is_heading.contains(field)) {
            let named = fields.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at));
            self.columns = named.collect();
        }
    }

    fn by_name(&self, fields: &[&str]) -> Option<Flow> {
        let get = |names: &[&str]| {
            let place = names.iter().find_map(|name| self.columns.get(*name))?;
            fields.get(*place).copied().filter(|text| *text != "-")
        };
        let number = |names: &[&str]| get(names).and_then(|text| text.parse::<u64>().ok());
        let port = |names: &[&str]| number(names).and_then(|one| u16::try_from(one).ok());
        Some(Flow {
            source: get(&SOURCE)?.parse().ok()?,
            destination: get(&DESTINATION)?.parse().ok()?,
            source_port: port(&SOURCE_PORT).unwrap_or(0),
            destination_port: port(&DESTINATION_PORT).unwrap_or(0),
            protocol: get(&PROTOCOL).and_then(protocol).unwrap_or(0),
            bytes: number(&BYTES).unwrap_or(0),
            bytes_back: number(&BYTES_BACK).unwrap_or(0),
            at: get(&START).and_then(moment),
            is_refused: get(&["action"]).is_some_and(|text| text.eq_ignore_ascii_case("reject")),
            is_request: false,
        })
    }
}

/// Names of a field in the formats with headings.
const SOURCE: [&str; 6] = ["srcaddr", "sa", "srcAddr", "src4_addr", "src6_addr", "src_addr"];
const DESTINATION: [&str; 6] = ["dstaddr", "da", "dstAddr", "dst4_addr", "dst6_addr", "dst_addr"];
const SOURCE_PORT: [&str; 4] = ["srcport", "sp", "srcPort", "src_port"];
const DESTINATION_PORT: [&str; 4] = ["dstport", "dp", "dstPort", "dst_port"];
const PROTOCOL: [&str; 3] = ["protocol", "pr", "proto"];
const BYTES: [&str; 5] = ["bytes", "ibyt", "in_bytes", "byt", "inBytes"];
const BYTES_BACK: [&str; 3] = ["obyt", "out_bytes", "outBytes"];
const START: [&str; 6] =
    ["start", "ts", "firstSeen", "first", "time_received", "time_flow_start_ns"];

/// `version account interface srcaddr dstaddr srcport dstport protocol packets
/// bytes start end action status`.
fn vpc_by_position(fields: &[&str]) -> Option<Flow> {
    let get = |place: usize| fields.get(place).copied();
    let port = |place: usize| get(place).and_then(|text| text.parse().ok());
    Some(Flow {
        source: get(3)?.parse().ok()?,
        destination: get(4)?.parse().ok()?,
        source_port: port(5)?,
        destination_port: port(6)?,
        protocol: get(7)?.parse().ok()?,
        bytes: get(9)?.parse().ok()?,
        bytes_back: 0,
        at: get(10).and_then(moment),
        is_refused: get(12) == Some("REJECT"),
        is_request: false,
    })
}

fn json(line: &str) -> Option<Flow> {
    let row: Value = serde_json::from_str(line).ok()?;
    let text = |names: &[&str]| {
        let value = names.iter().find_map(|name| row.get(*name))?;
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    };
    let number = |names: &[&str]| text(names).and_then(|text| text.parse::<u64>().ok());
    let port = |names: &[&str]| number(names).and_then(|one| u16::try_from(one).ok());
    Some(Flow {
        source: text(&SOURCE)?.parse().ok()?,
        destination: text(&DESTINATION)?.parse().ok()?,
        source_port: port(&SOURCE_PORT).unwrap_or(0),
        destination_port: port(&DESTINATION_PORT).unwrap_or(0),
        protocol: text(&PROTOCOL).and_then(|text| protocol(&text)).unwrap_or(0),
        bytes: number(&BYTES).unwrap_or(0),
        bytes_back: number(&BYTES_BACK).unwrap_or(0),
        at: text(&START).and_then(|text| moment(&text)),
        is_refused: false,
        is_request: false,
    })
}

/// `ipv4 2 tcp 6 431999 ESTABLISHED src=… dst=… sport=… dport=… packets=… bytes=… src=…`:
/// the first half is the way forth, and its source began.
///
/// Source: the kernel's documentation, `networking/nf_conntrack-sysctl`; `conntrack(8)`.
fn conntrack(line: &str) -> Option<Flow> {
    let mut forth: BTreeMap<&str, &str> = BTreeMap::new();
    let mut back: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, value) in line.split_whitespace().filter_map(|word| word.split_once('=')) {
        if forth.contains_key(name) {
            back.entry(name).or_insert(value);
        } else {
            forth.insert(name, value);
        }
    }
    let words = ["tcp", "udp", "icmp", "icmpv6", "sctp", "dccp"];
    let named = line.split_whitespace().find(|word| words.contains(word))?;
    let port = |name: &str| forth.get(name).and_then(|text| text.parse().ok()).unwrap_or(0);
    let bytes = |half: &BTreeMap<&str, &str>| {
        half.get("bytes").and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    Some(Flow {
        source: forth.get("src")?.parse().ok()?,
        destination: forth.get("dst")?.parse().ok()?,
        source_port: port("sport"),
        destination_port: port("dport"),
        protocol: protocol(named)?,
        bytes: bytes(&forth),
        bytes_back: bytes(&back),
        at: None,
        is_refused: false,
        is_request: true,
    })
}

/// `client - user [21/Nov/2026:05:20:32 +0000] "GET / HTTP/1.1" 200 1234 …`, and
/// GitLab's own form, in which the same fields stand in the same order.
///
/// Source: nginx's documentation, `ngx_http_log_module`, format `combined`.
fn nginx(line: &str) -> Option<Flow> {
    let source: IpAddr = line.split_whitespace().next()?.parse().ok()?;
    let (_, rest) = line.split_once('[')?;
    let (when, rest) = rest.split_once(']')?;
    let (_, rest) = rest.split_once('"')?;
    let (_request, rest) = rest.split_once("\" ")?;
    let mut numbers = rest.split_whitespace();
    let _status: u16 = numbers.next()?.parse().ok()?;
    let sent = numbers.next()?;
    let at = jiff::fmt::strtime::parse("%d/%b/%Y:%H:%M:%S %z", when).ok();
    // The server's own address is not in the line: any of ours stands for it.
    let own = match source {
        IpAddr::V4(_) => IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
        IpAddr::V6(_) => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
    };
    Some(Flow {
        source,
        destination: own,
        source_port: 0,
        destination_port: 443,
        protocol: 6,
        bytes: 0,
        bytes_back: sent.parse().unwrap_or(0),
        at: at.and_then(|parsed| parsed.to_timestamp().ok()),
        is_refused: false,
        is_request: true,
    })
}

fn protocol(text: &str) -> Option<u8> {
    let named =
        [("icmp", 1), ("tcp", 6), ("udp", 17), ("icmpv6", 58), ("icmp6", 58), ("sctp", 132)];
    let found = named.iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
    found.map(|(_, number)| *number).or_else(|| text.parse().ok())
}

/// Seconds, milliseconds or nanoseconds since 1970, or a date and a time (UTC).
fn moment(text: &str) -> Option<Timestamp> {
    if let Ok(number) = text.parse::<i64>() {
        return match number {
            0..=99_999_999_999 => Timestamp::from_second(number).ok(),
            100_000_000_000..=99_999_999_999_999 => Timestamp::from_millisecond(number).ok(),
            _nanoseconds => Timestamp::from_nanosecond(i128::from(number)).ok(),
        };
    }
    let civil = text.parse::<jiff::civil::DateTime>().ok();
    let zoned = civil.and_then(|civil| civil.to_zoned(jiff::tz::TimeZone::UTC).ok());
    text.parse().ok().or_else(|| zoned.map(|zoned| zoned.timestamp()))
}
