//! Where events come from: `[[stream]]`, `[[hook]]`, `[[follow]]`, `[[syslog]]`.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::check::refuse;
use super::{Config, ConfigError};

/// One `[[stream]]` or `[[hook]]`: a sender that proves itself by a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// Its name in the address `/collect/stream/{name}` (or `/collect/hook/{name}`)
    /// and in sources.
    pub name: String,
    /// Files with the verification tokens: one, or two during rotation. They are
    /// read again when they change.
    pub token_files: Vec<PathBuf>,
    /// What to do when events come faster than they can be made durable.
    #[serde(default)]
    pub on_overload: OnOverload,
}

/// What a sender sees when we cannot take its events in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnOverload {
    /// The connection closes without an answer. GitLab takes any answer, even
    /// 503, for a delivery, but tries again after this.
    #[default]
    #[serde(rename = "reset")]
    Reset,
    /// `503` with `Retry-After`: for senders that understand it.
    #[serde(rename = "503")]
    Unavailable,
}

/// One `[[follow]]`: log files that are read as they grow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// Its name in sources: `follow/{name}`.
    pub name: String,
    /// Files, folders, or patterns (`*`, `**`, `?`, `{a,b}`). Of a folder, the
    /// logs are followed that GitLab writes and Portcullis reads.
    pub paths: Vec<PathBuf>,
    /// Where to begin in a file that is there at the very first start.
    #[serde(default)]
    pub from: Begin,
}

/// Where to begin in a file that was never seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Begin {
    /// At its first line.
    #[default]
    Start,
    /// After its last line.
    End,
}

/// One `[[syslog]]`: a port that takes what others ship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Syslog {
    /// Its name in sources: `syslog/{name}`.
    pub name: String,
    /// Where to listen. Port 0 = any free one.
    pub listen: SocketAddr,
    /// `tcp` or `udp`.
    #[serde(default)]
    pub transport: Transport,
    /// Must be true to listen beyond this machine: syslog neither encrypts nor
    /// proves who sends.
    #[serde(default)]
    pub allow_non_loopback: bool,
    /// Addresses that may send; none = whoever reaches the port.
    #[serde(default)]
    pub senders: Vec<IpAddr>,
}

/// `[intake]`: what holds for all sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Intake {
    /// With less room on the disk of the data directory nothing is taken, so
    /// that what is there stays searchable and cases go on. In MiB; 0 = never.
    pub disk_low_mb: u32,
}

impl Default for Intake {
    fn default() -> Self {
        // Two segments of the ledger and one compaction of the index.
        Self { disk_low_mb: 256 }
    }
}

/// How syslog travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// One connection, many messages; a slow reader slows the sender.
    #[default]
    Tcp,
    /// One datagram, one message; what comes too fast is lost, and counted.
    Udp,
}

/// Refuses sources that are possible one by one but not together.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    check_senders("stream", &config.stream)?;
    check_senders("hook", &config.hook)?;
    check_names("follow", config.follow.iter().map(|one| one.name.as_str()))?;
    check_names("syslog", config.syslog.iter().map(|one| one.name.as_str()))?;
    for follow in &config.follow {
        let key = format!("follow {:?}", follow.name);
        if follow.paths.is_empty() {
            return refuse(&key, "paths names no file, folder or pattern");
        }
        if let Some(path) = follow.paths.iter().find(|path| !path.is_absolute()) {
            return refuse(&key, &format!("{} must begin with /", path.display()));
        }
    }
    for syslog in &config.syslog {
        if !syslog.listen.ip().is_loopback() && !syslog.allow_non_loopback {
            return refuse(
                &format!("syslog {:?}", syslog.name),
                "is open to the network, and syslog neither encrypts nor proves who sends; let a \
                 local rsyslog or a TLS tunnel receive, or set allow_non_loopback = true",
            );
        }
    }
    Ok(())
}

fn check_senders(kind: &str, senders: &[Stream]) -> Result<(), ConfigError> {
    check_names(kind, senders.iter().map(|one| one.name.as_str()))?;
    for sender in senders {
        if !matches!(sender.token_files.len(), 1 | 2) {
            let key = format!("{kind} {:?}", sender.name);
            return refuse(&key, "token_files names one file, or two while tokens rotate");
        }
    }
    Ok(())
}

/// Names become parts of addresses and of records' sources.
pub(super) fn check_names<'a>(
    kind: &str,
    names: impl Iterator<Item = &'a str>,
) -> Result<(), ConfigError> {
    let mut known = BTreeSet::new();
    for name in names {
        let key = format!("{kind} {name:?}");
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(is_plain) {
            return refuse(&key, "a name is lower-case letters, digits and dashes");
        }
        if !known.insert(name) {
            return refuse(&key, "is there twice");
        }
    }
    Ok(())
}
