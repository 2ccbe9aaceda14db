//! What starts by itself: cron, at, systemd units and timers, init scripts,
//! profiles, preloaded libraries.

use std::path::Path;

use serde_json::json;

use super::accounts::homes;
use super::changed::told;
use crate::host::Found;
use crate::redact::Form;
use crate::taking::{Stop, Taking};

/// Tables of cron with a user in each line.
const SYSTEM_TABLES: [&str; 2] = ["/etc/crontab", "/etc/anacrontab"];

/// Folders of tables: with a user in each line, or of the user whose name the file has.
const TABLES: [(&str, bool); 4] = [
    ("/etc/cron.d", true),
    ("/var/spool/cron/crontabs", false),
    ("/var/spool/cron", false),
    ("/var/opt/gitlab/crond", false),
];

/// Folders of scripts that run by themselves.
const SCRIPTS: [&str; 14] = [
    "/etc/cron.hourly",
    "/etc/cron.daily",
    "/etc/cron.weekly",
    "/etc/cron.monthly",
    "/etc/cron.yearly",
    "/var/spool/at",
    "/var/spool/cron/atjobs",
    "/etc/init.d",
    "/etc/profile.d",
    "/etc/update-motd.d",
    "/etc/network/if-up.d",
    "/etc/apt/apt.conf.d",
    "/etc/udev/rules.d",
    "/etc/pam.d",
];

/// Single files that run or load something.
const FILES: [&str; 6] = [
    "/etc/rc.local",
    "/etc/profile",
    "/etc/bash.bashrc",
    "/etc/ld.so.preload",
    "/etc/environment",
    "/etc/inittab",
];

/// Folders of units, the administrator's first. Units of packages are hashed, not kept.
const UNITS: [(&str, bool); 6] = [
    ("/etc/systemd/system", true),
    ("/run/systemd/system", true),
    ("/usr/local/lib/systemd/system", true),
    ("/etc/systemd/user", true),
    ("/usr/lib/systemd/system", false),
    ("/opt/gitlab/sv", false),
];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    for path in SYSTEM_TABLES {
        table(taking, Path::new(path), true)?;
    }
    for (folder, has_user) in TABLES {
        for found in taking.list(folder).into_iter().filter(Found::is_file) {
            table(taking, &found.path, has_user)?;
        }
    }
    for folder in SCRIPTS {
        for found in taking.list(folder).into_iter().filter(|found| !is_folder(found)) {
            script(taking, &found)?;
        }
    }
    for path in FILES {
        if let Ok(found) = taking.host().look(Path::new(path)) {
            script(taking, &found)?;
        }
    }
    for (folder, is_kept) in UNITS {
        units(taking, Path::new(folder), is_kept)?;
    }
    for (user, home) in homes(taking) {
        units(taking, &home.join(".config/systemd/user"), true)?;
        for name in [".bashrc", ".profile", ".bash_profile", ".bash_logout", ".zshrc"] {
            let path = home.join(name);
            if let Some(sha256) = taking.hash(&path)? {
                taking.record(
                    &json!({ "kind": "profile", "user": user, "path": path, "sha256": sha256 }),
                )?;
            }
        }
    }
    Ok(())
}

fn is_folder(found: &Found) -> bool {
    found.kind == rustix::fs::FileType::Directory
}

/// A table of cron (crontab(5)), kept redacted, and each of its entries.
fn table(taking: &mut Taking<'_, '_>, path: &Path, has_user: bool) -> Result<(), Stop> {
    let Some(text) = taking.copy_redacted(path, Form::Named)? else { return Ok(()) };
    let owner = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for (place, line) in text.lines().enumerate() {
        let Some(entry) = Entry::read(line.trim(), has_user) else { continue };
        let user = entry.user.unwrap_or(&owner);
        taking.record(&json!({
            "kind": "cron_entry", "path": path, "line": place + 1, "user": user,
            "when": entry.when, "command": entry.command,
        }))?;
    }
    Ok(())
}

/// A line of a table.
#[derive(Debug, PartialEq, Eq)]
struct Entry<'a> {
    when: &'a str,
    user: Option<&'a str>,
    command: &'a str,
}

impl<'a> Entry<'a> {
    fn read(line: &'a str, has_user: bool) -> Option<Self> {
        let is_time = line.starts_with(|c: char| c.is_ascii_digit() || "*@".contains(c));
        if !is_time {
            return None; // A comment or a variable.
        }
        let fields = if line.starts_with('@') { 1 } else { 5 };
        let (when, rest) = split_fields(line, fields)?;
        if !has_user {
            return Some(Self { when, user: None, command: rest });
        }
        let (user, command) = split_fields(rest, 1)?;
        Some(Self { when, user: Some(user), command })
    }
}

/// The first so many words, and what follows them.
fn split_fields(line: &str, count: usize) -> Option<(&str, &str)> {
    let mut place = 0;
    for _ in 0..count {
        let rest = line.get(place..)?;
        let word = rest.len() - rest.trim_start().len();
        let end = rest.get(word..)?.find(char::is_whitespace)?;
        place += word + end;
    }
    Some((line.get(..place)?.trim(), line.get(place..)?.trim()))
}

/// A script that runs by itself: kept redacted.
fn script(taking: &mut Taking<'_, '_>, found: &Found) -> Result<(), Stop> {
    let sha256 = if found.is_file() {
        taking.copy_redacted(&found.path, Form::Named)?;
        taking.hash(&found.path)?
    } else {
        None
    };
    let mut record = told("script", found, sha256.as_deref());
    link(taking, found, &mut record);
    taking.record(&record)
}

/// Where a link points.
fn link(taking: &Taking<'_, '_>, found: &Found, record: &mut serde_json::Value) {
    let target = taking.host().link(&found.path).ok();
    if let (Some(target), Some(fields)) = (target, record.as_object_mut()) {
        fields.insert("target".to_owned(), json!(target));
    }
}

fn units(taking: &mut Taking<'_, '_>, folder: &Path, is_kept: bool) -> Result<(), Stop> {
    taking.walk(folder, &|_| true, &mut |taking, found| {
        if is_folder(&found) {
            return Ok(());
        }
        let sha256 = if found.is_file() {
            if is_kept {
                taking.copy_redacted(&found.path, Form::Named)?;
            }
            taking.hash(&found.path)?
        } else {
            None
        };
        let mut record = told("unit", &found, sha256.as_deref());
        link(taking, &found, &mut record);
        taking.record(&record)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_with_and_without_a_user_are_read() {
        let entry = Entry::read("*/5 *\t* * * root  curl x | sh", true).unwrap();
        assert_eq!((entry.when, entry.user), ("*/5 *\t* * *", Some("root")));
        assert_eq!(entry.command, "curl x | sh");
        let entry = Entry::read("@reboot /tmp/x -d", false).unwrap();
        assert_eq!((entry.when, entry.command), ("@reboot", "/tmp/x -d"));
        for line in ["# * * * * * root x", "PATH=/bin", "", "* * *"] {
            assert_eq!(Entry::read(line, true), None, "{line:?}");
        }
    }
}
