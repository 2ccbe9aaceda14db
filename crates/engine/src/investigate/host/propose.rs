//! An operator's own baseline, proposed from a host that is known to be good:
//! everything that the given baseline does not know. A person reads it before use.

use std::collections::BTreeMap;

use super::baseline::{KnownCron, KnownFile, KnownKey, KnownListener, KnownProcess};
use super::file::{HostFile, Module, Packaged};
use super::listener::Socket;
use super::person::{Entry, Key, Setting, SudoRule, one_blank};
use super::process::Process;
use super::{Baseline, Kind, Reports, Stranger, compared};

/// What would have to be known for the host to hold no strangers but those that
/// no baseline may excuse: a deleted binary, a second root.
pub fn propose(reports: &Reports, baseline: &Baseline) -> Baseline {
    let mut own = Baseline::default();
    let binaries: BTreeMap<u32, String> = reports
        .of::<Process>("processes", "process")
        .into_iter()
        .filter_map(|(process, _)| Some((process.pid, process.binary?)))
        .collect();
    // Also what packages would excuse, had they been collected, is named one by one.
    let known = Packaged { is_told: true, ..Packaged::of(reports) };
    for stranger in compared(reports, baseline, &known).strangers {
        add(&mut own, stranger, &binaries);
    }
    own.processes.sort();
    own.processes.dedup();
    own.listeners.sort();
    own.listeners.dedup();
    own.files.sort();
    own.files.dedup();
    own.keys.sort();
    own.keys.dedup();
    own.cron.sort();
    own.sudo_rules.sort();
    own.ssh_settings.sort();
    own.modules.sort();
    own
}

fn add(own: &mut Baseline, stranger: Stranger, binaries: &BTreeMap<u32, String>) {
    let record = stranger.record;
    match stranger.kind {
        Kind::Process => {
            let process = serde_json::from_value::<Process>(record).ok();
            if let Some(binary) = process.and_then(|process| process.binary) {
                own.processes.push(KnownProcess { binary, command: None });
            }
        }
        Kind::Listener => {
            let Ok(socket) = serde_json::from_value::<Socket>(record) else { return };
            let reach = socket.reach();
            let mut binaries: Vec<String> = socket
                .pids
                .unwrap_or_default()
                .iter()
                .filter_map(|pid| binaries.get(pid).cloned())
                .collect();
            binaries.sort();
            binaries.dedup();
            let (protocol, port) = (socket.protocol, socket.local_port);
            own.listeners.push(KnownListener { protocol, port, reach, binaries });
        }
        Kind::ChangedFile | Kind::Hook | Kind::Startup | Kind::SetId => {
            if let Ok(file) = serde_json::from_value::<HostFile>(record) {
                own.files.push(KnownFile { path: file.path, sha256: file.sha256 });
            }
        }
        Kind::Key => {
            if let Ok(setting) = serde_json::from_value::<Setting>(record.clone()) {
                // A line of keys has a line, too: its number.
                own.ssh_settings.push(one_blank(&setting.line));
            } else if let Ok(key) = serde_json::from_value::<Key>(record) {
                own.keys.push(KnownKey { user: key.user, fingerprint: key.fingerprint });
            }
        }
        Kind::Cron => {
            if let Ok(Entry { path, user, when, command, .. }) = serde_json::from_value(record) {
                let command = of_any_mark(&command);
                own.cron.push(KnownCron { path, user, when, command });
            }
        }
        Kind::SudoRule => {
            if let Ok(rule) = serde_json::from_value::<SudoRule>(record) {
                own.sudo_rules.push(of_any_mark(&one_blank(&rule.rule)));
            }
        }
        Kind::Module => {
            if let Ok(module) = serde_json::from_value::<Module>(record) {
                own.modules.push(module.name);
            }
        }
        Kind::Account => {}
    }
}

/// A pattern for a text with marks of secrets: the same secret has another mark in each bundle.
fn of_any_mark(text: &str) -> String {
    const MARK: &str = "[redacted:";
    let mut parts = text.split(MARK);
    let mut pattern = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let behind = part.split_once(']').map_or("", |(_, behind)| behind);
        pattern.push_str(MARK);
        pattern.push_str("*]");
        pattern.push_str(behind);
    }
    pattern
}
