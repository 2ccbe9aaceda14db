//! Logs as they are, GitLab's first, the newest first: what rotation will take
//! away is read last. They may hold secrets in clear; encrypt the bundle.
//!
//! Files that are mostly holes come at the very end: `lastlog` is one, and an
//! attacker who makes one of many terabytes shall not keep the others from us.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::host::Found;
use crate::taking::{Stop, Taking};

/// Folders, GitLab's first.
const FOLDERS: [&str; 4] =
    ["/var/log/gitlab", "/home/git/gitlab/log", "/srv/gitlab/log", "/var/log"];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    let mut done: Vec<PathBuf> = Vec::new();
    let mut hollow: Vec<Found> = Vec::new();
    for folder in FOLDERS {
        let mut found: Vec<Found> = Vec::new();
        let earlier = done.clone();
        let enters = |inner: &Path| !earlier.iter().any(|one| inner == one);
        taking.walk(folder, &enters, &mut |_, one| {
            if one.is_file() {
                found.push(one);
            }
            Ok(())
        })?;
        done.push(PathBuf::from(folder));
        found.sort_by(|a, b| b.mtime.cmp(&a.mtime).then_with(|| a.path.cmp(&b.path)));
        let (last, first): (Vec<Found>, Vec<Found>) = found.into_iter().partition(Found::is_hollow);
        hollow.extend(last);
        keep(taking, first)?;
    }
    keep(taking, hollow)
}

fn keep(taking: &mut Taking<'_, '_>, logs: Vec<Found>) -> Result<(), Stop> {
    for one in logs {
        let sha256 = taking.copy(&one.path)?;
        taking.record(&json!({
            "kind": "log", "path": one.path.to_string_lossy(), "bytes": one.bytes,
            "mtime": one.mtime, "sha256": sha256,
        }))?;
    }
    Ok(())
}
