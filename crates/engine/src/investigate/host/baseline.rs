//! What belongs on a host, as data (`policies/host-baseline.yml` and the operator's own).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is shipped.
const SHIPPED: &str = include_str!("../../../../../policies/host-baseline.yml");

/// What belongs on a host. Lists of several baselines add up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Baseline {
    /// Processes.
    pub processes: Vec<KnownProcess>,
    /// Ports that listen.
    pub listeners: Vec<KnownListener>,
    /// Files: hooks, units, scripts, programs with their owner's rights.
    pub files: Vec<KnownFile>,
    /// SSH keys.
    pub keys: Vec<KnownKey>,
    /// Entries of cron.
    pub cron: Vec<KnownCron>,
    /// Rules of sudo, word by word; `*` stands for anything.
    pub sudo_rules: Vec<String>,
    /// Settings of sshd that name other places of keys, word by word; `*` stands for anything.
    pub ssh_settings: Vec<String>,
    /// Kernel modules that were not built with the kernel.
    pub modules: Vec<String>,
}

/// A process that belongs there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownProcess {
    /// Its binary; `*` stands for anything.
    pub binary: String,
    /// Its command line, words joined by a blank; `*` stands for anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// A port that belongs there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownListener {
    /// `tcp`, `udp` or `raw`.
    #[serde(default = "tcp")]
    pub protocol: String,
    /// The port.
    pub port: u16,
    /// From where it may be reached.
    #[serde(default)]
    pub reach: Reach,
    /// Binaries that may hold it; any when empty. `*` stands for anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub binaries: Vec<String>,
}

fn tcp() -> String {
    "tcp".to_owned()
}

/// From where a port may be reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// From everywhere.
    Any,
    /// From the host itself.
    #[default]
    Loopback,
}

/// A file that belongs there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFile {
    /// Its path; `*` stands for anything.
    pub path: String,
    /// SHA-256 of its content; any content without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// A key that belongs there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownKey {
    /// Whom it lets in.
    pub user: String,
    /// `SHA256:…`, as `ssh-keygen -l` shows it.
    pub fingerprint: String,
}

/// An entry of cron that belongs there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCron {
    /// The table.
    pub path: String,
    /// As whom it runs.
    pub user: String,
    /// When, as it stands there.
    pub when: String,
    /// What; `*` stands for anything.
    pub command: String,
}

impl Baseline {
    /// What is shipped for a host with these kinds of installation: the system's
    /// part, and theirs.
    ///
    /// # Errors
    /// The reader's message; a test keeps that from happening.
    pub fn shipped(installations: &[String]) -> Result<Self, String> {
        let parts: BTreeMap<String, Self> =
            yaml_serde::from_str(SHIPPED).map_err(|error| error.to_string())?;
        let mut whole = Self::default();
        for (name, part) in parts {
            // `helm_gitaly` is a part of `helm`.
            let is_there = installations.iter().any(|one| one.starts_with(&name));
            if name == "system" || is_there {
                whole.add(part);
            }
        }
        Ok(whole)
    }

    /// Reads an operator's own baseline.
    ///
    /// # Errors
    /// The reader's message, with the line.
    pub fn read(text: &str) -> Result<Self, String> {
        yaml_serde::from_str(text).map_err(|error| error.to_string())
    }

    /// The same as YAML.
    ///
    /// # Errors
    /// The writer's message.
    pub fn to_yaml(&self) -> Result<String, String> {
        yaml_serde::to_string(self).map_err(|error| error.to_string())
    }

    /// Adds what another baseline knows.
    pub fn add(&mut self, other: Self) {
        let Self { processes, listeners, files, keys, cron, sudo_rules, ssh_settings, modules } =
            other;
        self.processes.extend(processes);
        self.listeners.extend(listeners);
        self.files.extend(files);
        self.keys.extend(keys);
        self.cron.extend(cron);
        self.sudo_rules.extend(sudo_rules);
        self.ssh_settings.extend(ssh_settings);
        self.modules.extend(modules);
    }

    /// What the baseline says of a file: known, known with another content, or unknown.
    pub(super) fn file(&self, path: &str, sha256: Option<&str>) -> FileIs {
        let mut answer = FileIs::Unknown;
        for known in self.files.iter().filter(|known| fits(&known.path, path)) {
            match &known.sha256 {
                None => return FileIs::Known,
                Some(expected) if Some(expected.as_str()) == sha256 => return FileIs::Known,
                Some(_) => answer = FileIs::Other,
            }
        }
        answer
    }
}

/// What a baseline says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileIs {
    Known,
    Other,
    Unknown,
}

/// Does a text fit a pattern in which `*` stands for anything?
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(place) = text.find(part) else { return false };
        text = text.get(place + part.len()..).unwrap_or_default();
    }
    text.len() >= last.len() && text.ends_with(last)
}
