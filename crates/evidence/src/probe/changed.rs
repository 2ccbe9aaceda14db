//! Files that changed lately under GitLab's directories and the system's paths,
//! and every program that runs with its owner's rights.

use std::path::Path;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::host::Found;
use crate::taking::{Stop, Taking};

/// The folders.
const FOLDERS: [&str; 12] = [
    "/etc",
    "/usr/bin",
    "/usr/sbin",
    "/usr/lib",
    "/usr/libexec",
    "/usr/local",
    "/opt",
    "/var/opt/gitlab",
    "/home",
    "/root",
    "/srv",
    "/var/www",
];

/// Folders of data, which change all the time.
const DATA: [&str; 12] = [
    "/var/opt/gitlab/git-data",
    "/var/opt/gitlab/postgresql/data",
    "/var/opt/gitlab/prometheus/data",
    "/var/opt/gitlab/redis",
    "/var/opt/gitlab/gitlab-rails/shared",
    "/var/opt/gitlab/gitlab-rails/uploads",
    "/var/opt/gitlab/gitlab-ci/builds",
    "/var/opt/gitlab/backups",
    "/home/git/repositories",
    "/home/git/data",
    "/home/git/gitlab/shared",
    "/home/git/gitlab/tmp",
];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    let days = SignedDuration::from_hours(24 * i64::from(taking.bench.limits.recent_days));
    let now = (taking.bench.clock)();
    let since = now.checked_sub(days).unwrap_or(now).as_second();
    let enters = |folder: &Path| {
        DATA.iter().all(|data| folder != Path::new(data))
            && folder.file_name().is_none_or(|name| name != "node_modules")
    };
    for folder in FOLDERS {
        taking.walk(folder, &enters, &mut |taking, found| {
            let has_owners_rights = found.is_file() && found.mode & 0o6000 != 0;
            let is_recent = found.is_file() && found.ctime.max(found.mtime) >= since;
            if !has_owners_rights && !is_recent {
                return Ok(());
            }
            let sha256 = if has_owners_rights {
                taking.hash(&found.path)?
            } else if found.is_program() {
                taking.hash_found(&found)?
            } else {
                None
            };
            let kind = if has_owners_rights { "set_id" } else { "changed" };
            taking.record(&told(kind, &found, sha256.as_deref()))
        })?;
    }
    Ok(())
}

/// A file as a record.
pub(super) fn told(kind: &str, found: &Found, sha256: Option<&str>) -> Value {
    json!({
        "kind": kind, "path": found.path.to_string_lossy(), "sha256": sha256,
        "type": kind_of(found), "mode": format!("{:04o}", found.mode), "uid": found.uid,
        "gid": found.gid, "bytes": found.bytes, "mtime": found.mtime, "ctime": found.ctime,
    })
}

fn kind_of(found: &Found) -> &'static str {
    match found.kind {
        rustix::fs::FileType::RegularFile => "file",
        rustix::fs::FileType::Directory => "folder",
        rustix::fs::FileType::Symlink => "link",
        rustix::fs::FileType::Socket => "socket",
        rustix::fs::FileType::Fifo => "pipe",
        rustix::fs::FileType::CharacterDevice | rustix::fs::FileType::BlockDevice => "device",
        rustix::fs::FileType::Unknown => "unknown",
    }
}
