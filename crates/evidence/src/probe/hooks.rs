//! Programs that GitLab runs for a push or an event: server-side Git hooks,
//! global and of each repository, and file hooks.

use std::path::Path;

use serde_json::json;

use super::changed::told;
use crate::bundle::manifest::Why;
use crate::host::Found;
use crate::redact::Form;
use crate::taking::{Stop, Taking};

/// Folders of global hooks and file hooks. Sources: GitLab docs,
/// `administration/server_hooks`, `administration/file_hooks`.
const GLOBAL: [(&str, &str); 9] = [
    ("global", "/var/opt/gitlab/gitaly/custom_hooks"),
    ("global", "/opt/gitlab/embedded/service/gitlab-shell/hooks"),
    ("global", "/home/git/gitaly/custom_hooks"),
    ("global", "/home/git/gitlab-shell/hooks"),
    ("global", "/srv/gitlab-shell/hooks"),
    ("file_hook", "/opt/gitlab/embedded/service/gitlab-rails/file_hooks"),
    ("file_hook", "/opt/gitlab/embedded/service/gitlab-rails/plugins"),
    ("file_hook", "/home/git/gitlab/file_hooks"),
    ("file_hook", "/srv/gitlab/file_hooks"),
];

/// Folders of repositories.
const REPOSITORIES: [&str; 3] = [
    "/var/opt/gitlab/git-data/repositories",
    "/home/git/repositories",
    "/home/git/data/repositories",
];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    for (scope, folder) in GLOBAL {
        taking.walk(folder, &|_| true, &mut |taking, found| hook(taking, scope, &found))?;
    }
    let mut folders: Vec<String> = REPOSITORIES.map(str::to_owned).to_vec();
    folders.extend(named_in_configuration(taking));
    folders.sort();
    folders.dedup();
    for folder in folders {
        repositories(taking, Path::new(&folder))?;
    }
    Ok(())
}

/// `custom_hooks_dir` and storages that the configuration names.
fn named_in_configuration(taking: &mut Taking<'_, '_>) -> Vec<String> {
    let text = taking.text("/var/opt/gitlab/gitaly/config.toml").unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| name.trim() == "path")
        .map(|(_, value)| value.trim().trim_matches(['"', '\'']).to_owned())
        .collect()
}

/// Hooks below each `*.git`; what Git itself keeps there is not walked.
fn repositories(taking: &mut Taking<'_, '_>, folder: &Path) -> Result<(), Stop> {
    let enters = |folder: &Path| {
        let is_repository = |path: &Path| path.extension().is_some_and(|ending| ending == "git");
        let inside = folder.ancestors().skip(1).find(|above| is_repository(above));
        match inside.and_then(|repository| folder.strip_prefix(repository).ok()) {
            None => true,
            Some(rest) => rest.starts_with("custom_hooks") || rest.starts_with("hooks"),
        }
    };
    taking.walk(folder, &enters, &mut |taking, found| {
        let is_below = found.path.ancestors().skip(1).any(|above| {
            above.file_name().is_some_and(|name| name == "custom_hooks" || name == "hooks")
        });
        if is_below { hook(taking, "repository", &found) } else { Ok(()) }
    })
}

fn hook(taking: &mut Taking<'_, '_>, scope: &str, found: &Found) -> Result<(), Stop> {
    let is_sample = found.path.extension().is_some_and(|ending| ending == "sample");
    let is_example = found.path.components().any(|part| part.as_os_str() == "examples");
    if found.kind == rustix::fs::FileType::Directory || is_sample || is_example {
        return Ok(());
    }
    if taking.copies >= 20_000 {
        return Err(Stop::Limit(Why::TooMany));
    }
    let sha256 = if found.is_file() {
        taking.copy_redacted(&found.path, Form::Named)?;
        taking.hash(&found.path)?
    } else {
        None
    };
    let mut record = told("hook", found, sha256.as_deref());
    let target = taking.host().link(&found.path).ok();
    if let Some(fields) = record.as_object_mut() {
        fields.insert("scope".to_owned(), json!(scope));
        fields.insert("target".to_owned(), json!(target));
    }
    taking.record(&record)
}
