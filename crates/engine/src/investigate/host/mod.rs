//! A collected host, compared with what belongs there (IN8, IN9, IN3, IN7).
//!
//! Input are the reports of an evidence bundle (`docs/reference/evidence-bundle.md`)
//! and a [`Baseline`]. Every answer is a [`Stranger`]: something that the baseline
//! does not know, why it is shown, what it rests on, and a verdict that a person
//! gives. Nothing here is proof of an attack, and silence is no proof of peace: a
//! host that an attacker holds as root tells what he wants it to tell.

pub mod baseline;

mod file;
mod listener;
mod person;
mod process;
mod propose;
mod recorded;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub use baseline::Baseline;
pub use propose::propose;
pub use recorded::{from_ps, from_ss};

/// The kind of a record that says that its probe did not see all.
const INCOMPLETE: &str = "incomplete";

/// The reports of a bundle by probe.
#[derive(Debug, Clone, Default)]
pub struct Reports(pub BTreeMap<String, Vec<Value>>);

/// Something on a host that its baseline does not know; wants a verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stranger {
    /// From what it is and about what: the same in each analysis of the host.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// What it is about, as a person names it: `tcp 0.0.0.0:31337`.
    pub subject: String,
    /// The requirement that asks for it.
    pub requirement: &'static str,
    /// Why it is shown; one at least.
    pub reasons: Vec<Reason>,
    /// The probe whose record it rests on.
    pub probe: &'static str,
    /// That record.
    pub record: Value,
}

/// What a stranger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A process (IN8).
    Process,
    /// A port that listens (IN9).
    Listener,
    /// A program or library that is not as its package brought it.
    ChangedFile,
    /// A server-side Git hook or file hook.
    Hook,
    /// An SSH key that may sign in to the machine.
    Key,
    /// An entry of cron.
    Cron,
    /// A unit, script or preloaded library that starts by itself.
    Startup,
    /// A program that runs with its owner's rights.
    SetId,
    /// A rule of sudo.
    SudoRule,
    /// An account of the machine.
    Account,
    /// A kernel module.
    Module,
}

impl Kind {
    /// All kinds, the most volatile first.
    pub const ALL: [Self; 11] = [
        Self::Process,
        Self::Listener,
        Self::ChangedFile,
        Self::Hook,
        Self::Key,
        Self::Cron,
        Self::Startup,
        Self::SetId,
        Self::SudoRule,
        Self::Account,
        Self::Module,
    ];

    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Listener => "listener",
            Self::ChangedFile => "changed_file",
            Self::Hook => "hook",
            Self::Key => "key",
            Self::Cron => "cron",
            Self::Startup => "startup",
            Self::SetId => "set_id",
            Self::SudoRule => "sudo_rule",
            Self::Account => "account",
            Self::Module => "module",
        }
    }

    /// The key of its heading and, with `-ask` behind, of what to ask, in
    /// `locales/<language>/host.ftl`.
    pub fn key(self) -> String {
        format!("host-{}", self.as_str().replace('_', "-"))
    }

    fn requirement(self) -> &'static str {
        match self {
            Self::Process | Self::Module | Self::Startup | Self::Cron => "IN8",
            Self::Listener => "IN9",
            Self::ChangedFile | Self::Hook | Self::SetId => "IN7",
            Self::Key | Self::SudoRule | Self::Account => "IN3",
        }
    }

    fn probe(self) -> &'static str {
        match self {
            Self::Process => "processes",
            Self::Listener => "sockets",
            Self::ChangedFile => "packages",
            Self::Hook => "hooks",
            Self::Key => "keys",
            Self::Cron | Self::Startup => "scheduled",
            Self::SetId => "changed",
            Self::SudoRule | Self::Account => "accounts",
            Self::Module => "kernel",
        }
    }
}

/// Why a stranger is shown: a message of `locales/<language>/host.ftl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// `host-why-…`.
    pub key: String,
    /// The message's arguments.
    pub args: BTreeMap<String, String>,
}

impl Reason {
    /// The reasons that there are, without `host-why-`. Both languages have a message for each.
    pub const ALL: [&'static str; 20] = [
        "unknown-process",
        "deleted-binary",
        "odd-place",
        "poses-as-kernel",
        "preloads",
        "odd-code",
        "unknown-port",
        "open-to-all",
        "other-program",
        "changed-file",
        "missing-file",
        "unknown-file",
        "packages-untold",
        "other-content",
        "unknown-key",
        "not-by-gitlab",
        "unknown-entry",
        "unknown-rule",
        "second-root",
        "no-password",
    ];

    fn new(name: &str) -> Self {
        Self { key: format!("host-why-{name}"), args: BTreeMap::new() }
    }

    fn with(name: &str, argument: &str, value: impl Into<String>) -> Self {
        let args = [(argument.to_owned(), value.into())].into();
        Self { args, ..Self::new(name) }
    }
}

/// What an analysis answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    /// What the baseline does not know, by kind and subject.
    pub strangers: Vec<Stranger>,
    /// How many were compared, by kind.
    pub compared: BTreeMap<&'static str, usize>,
    /// Processes of which the bundle does not tell the binary.
    pub untold_processes: usize,
}

/// Compares a host with a baseline. Where the bundle does not tell what packages
/// brought, what starts by itself and what runs with its owner's rights is one question
/// each instead of one a file.
pub fn analyse(reports: &Reports, baseline: &Baseline) -> Analysis {
    compared(reports, baseline, &file::Packaged::of(reports))
}

fn compared(reports: &Reports, baseline: &Baseline, known: &file::Packaged) -> Analysis {
    let mut findings = Findings::default();
    let untold_processes = process::compare(reports, baseline, &mut findings);
    listener::compare(reports, baseline, &mut findings);
    file::compare(reports, baseline, known, &mut findings);
    person::compare(reports, baseline, known, &mut findings);
    let Findings { mut strangers, compared } = findings;
    strangers.sort_by(|a, b| (a.kind, &a.subject, &a.id).cmp(&(b.kind, &b.subject, &b.id)));
    strangers.dedup_by(|a, b| a.id == b.id);
    Analysis { strangers, compared, untold_processes }
}

/// What is gathered while a host is compared.
#[derive(Debug, Default)]
struct Findings {
    strangers: Vec<Stranger>,
    compared: BTreeMap<&'static str, usize>,
}

impl Findings {
    /// One thing was compared; with reasons it is a stranger.
    fn add(&mut self, kind: Kind, subject: String, reasons: Vec<Reason>, record: &Value) {
        *self.compared.entry(kind.as_str()).or_default() += 1;
        if reasons.is_empty() {
            return;
        }
        let hash = Sha256::digest(format!("{}\n{subject}", kind.as_str()));
        let id = hex::encode(hash.get(..8).unwrap_or_default());
        let (requirement, probe) = (kind.requirement(), kind.probe());
        let record = record.clone();
        self.strangers.push(Stranger { id, kind, subject, requirement, reasons, probe, record });
    }
}

impl Reports {
    /// Records of one kind of a probe, as they are and as a type. What does not
    /// fit the type is left out: the bundle's own verifier tells of damage.
    fn of<T: DeserializeOwned>(&self, probe: &str, kind: &str) -> Vec<(T, &Value)> {
        let records = self.0.get(probe).map(Vec::as_slice).unwrap_or_default();
        records
            .iter()
            .filter(|record| record.get("kind").and_then(Value::as_str) == Some(kind))
            .filter_map(|record| Some((serde_json::from_value(record.clone()).ok()?, record)))
            .collect()
    }

    /// Notes that a probe did not see all that there is: its time was over, or it
    /// never ran.
    pub fn is_cut(&mut self, probe: &str) {
        let record = serde_json::json!({ "kind": INCOMPLETE });
        self.0.entry(probe.to_owned()).or_default().push(record);
    }

    fn is_complete(&self, probe: &str) -> bool {
        let mut records = self.0.get(probe).into_iter().flatten();
        !records.any(|record| record.get("kind").and_then(Value::as_str) == Some(INCOMPLETE))
    }

    /// Kinds of installation that the collector saw: `omnibus`, `helm`, `source`.
    pub fn installations(&self) -> Vec<String> {
        let found = self.of::<Installation>("gitlab", "installation");
        found.into_iter().map(|(one, _)| one.installation).collect()
    }
}

#[derive(Debug, serde::Deserialize)]
struct Installation {
    installation: String,
}
