//! Who signed in to the machine: the tables of `login(1)`, shell histories redacted.

use std::path::Path;

use serde_json::json;

use super::accounts::homes;
use crate::redact::Form;
use crate::taking::{Stop, Taking};

/// Kept as they are (utmp(5)).
const TABLES: [&str; 6] = [
    "/run/utmp",
    "/var/log/wtmp",
    "/var/log/wtmp.1",
    "/var/log/btmp",
    "/var/log/lastlog",
    "/var/log/faillog",
];

/// Histories of shells and clients.
const HISTORIES: [&str; 6] = [
    ".bash_history",
    ".zsh_history",
    ".ash_history",
    ".psql_history",
    ".python_history",
    ".irb_history",
];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    for path in TABLES {
        if let Some(sha256) = taking.copy(Path::new(path))? {
            taking.record(&json!({ "kind": "table", "path": path, "sha256": sha256 }))?;
        }
    }
    for (user, home) in homes(taking) {
        for name in HISTORIES {
            let path = home.join(name);
            if let Some(text) = taking.copy_redacted(&path, Form::Named)? {
                let lines = text.lines().count();
                taking.record(
                    &json!({ "kind": "history", "user": user, "path": path, "lines": lines }),
                )?;
            }
        }
    }
    Ok(())
}
