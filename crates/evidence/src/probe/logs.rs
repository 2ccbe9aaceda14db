//! Logs as they are, GitLab's first, the newest first: what rotation will take
//! away is read last. They may hold secrets in clear; encrypt the bundle.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::host::Found;
use crate::taking::{Stop, Taking};

/// Folders, GitLab's first.
const FOLDERS: [&str; 4] =
    ["/var/log/gitlab", "/home/git/gitlab/log", "/srv/gitlab/log", "/var/log"];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    let mut done: Vec<PathBuf> = Vec::new();
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
        for one in found {
            let sha256 = taking.copy(&one.path)?;
            taking.record(&json!({
                "kind": "log", "path": one.path.to_string_lossy(), "bytes": one.bytes,
                "mtime": one.mtime, "sha256": sha256,
            }))?;
        }
    }
    Ok(())
}
