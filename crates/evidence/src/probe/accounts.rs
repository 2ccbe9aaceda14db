//! Accounts of the machine: users, groups, passwords as kinds of hash, sudo rules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::redact::Form;
use crate::taking::{Stop, Taking};

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    let shadow = taking.copy_redacted(Path::new("/etc/shadow"), Form::Shadow)?;
    let passwords: BTreeMap<String, String> = shadow
        .unwrap_or_default()
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(':');
            Some((fields.next()?.to_owned(), kind_of(fields.next()?).to_owned()))
        })
        .collect();
    taking.copy(Path::new("/etc/passwd"))?;
    taking.copy(Path::new("/etc/group"))?;
    for line in taking.text("/etc/passwd").unwrap_or_default().lines() {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _, uid, gid, comment, home, shell] = fields.as_slice() else { continue };
        taking.record(&json!({
            "kind": "user", "name": name, "uid": uid.parse::<u32>().ok(),
            "gid": gid.parse::<u32>().ok(), "comment": comment, "home": home, "shell": shell,
            "password": passwords.get(*name),
        }))?;
    }
    for line in taking.text("/etc/group").unwrap_or_default().lines() {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _, gid, members] = fields.as_slice() else { continue };
        let members: Vec<&str> = members.split(',').filter(|name| !name.is_empty()).collect();
        taking.record(
            &json!({ "kind": "group", "name": name, "gid": gid.parse::<u32>().ok(), "members": members }),
        )?;
    }
    sudo(taking)
}

/// What the second field of `/etc/shadow` says (shadow(5)).
fn kind_of(password: &str) -> &'static str {
    match password {
        "" => "none_needed",
        text if text.starts_with(['!', '*']) => "locked",
        _ => "set",
    }
}

/// Rules of `sudo`, line by line.
fn sudo(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    let mut files = vec![PathBuf::from("/etc/sudoers")];
    files.extend(taking.list("/etc/sudoers.d").into_iter().map(|found| found.path));
    for path in files {
        // No secrets stand there, and `NOPASSWD: ALL` looks like one.
        if taking.copy(&path)?.is_none() {
            continue;
        }
        let text = taking.text(&path).unwrap_or_default();
        let lines = text.replace("\\\n", " ");
        for line in lines.lines().map(str::trim) {
            if line.is_empty() || (line.starts_with('#') && !line.starts_with("#include")) {
                continue;
            }
            taking.record(&json!({ "kind": "sudo_rule", "path": path, "rule": line }))?;
        }
    }
    Ok(())
}

/// Users with their homes, each home once, without the root of all folders.
pub(super) fn homes(taking: &mut Taking<'_, '_>) -> Vec<(String, PathBuf)> {
    let mut homes: Vec<(String, PathBuf)> = Vec::new();
    for (name, home) in users(taking) {
        let is_known = homes.iter().any(|(_, known)| *known == home);
        if !is_known && home != Path::new("/") {
            homes.push((name, home));
        }
    }
    homes
}

/// All users with their homes.
pub(super) fn users(taking: &mut Taking<'_, '_>) -> Vec<(String, PathBuf)> {
    let text = taking.text("/etc/passwd").unwrap_or_default();
    let lines = text.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let users = lines.filter_map(|fields| {
        let [name, _, _, _, _, home, _] = fields.as_slice() else { return None };
        let home = PathBuf::from(home);
        home.is_absolute().then(|| ((*name).to_owned(), home))
    });
    users.collect()
}
