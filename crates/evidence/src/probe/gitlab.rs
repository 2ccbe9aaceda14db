//! GitLab itself: kind of installation, version, migrations, configuration and
//! secrets files as hashes and redacted copies.

use std::path::Path;

use serde_json::json;

use crate::host::Found;
use crate::redact::Form;
use crate::taking::{Stop, Taking};

/// Kinds of installation and the path that tells. Sources: GitLab docs,
/// `install/self_compiled`, `administration/package_information`, `charts`.
const KINDS: [(&str, &str); 4] = [
    ("omnibus", "/opt/gitlab/embedded/service/gitlab-rails"),
    ("helm", "/srv/gitlab/config"),
    ("source", "/home/git/gitlab/config"),
    ("helm_gitaly", "/srv/gitaly-config"),
];

/// Small files with versions, kept as they are.
const VERSIONS: [&str; 9] = [
    "/opt/gitlab/version-manifest.json",
    "/opt/gitlab/version-manifest.txt",
    "/opt/gitlab/embedded/service/gitlab-rails/VERSION",
    "/opt/gitlab/embedded/service/gitlab-rails/REVISION",
    "/opt/gitlab/embedded/service/gitlab-shell/VERSION",
    "/srv/gitlab/VERSION",
    "/srv/gitlab/REVISION",
    "/home/git/gitlab/VERSION",
    "/home/git/gitlab/GITALY_SERVER_VERSION",
];

/// Where a migration is a file.
const MIGRATIONS: [&str; 3] = [
    "/opt/gitlab/embedded/service/gitlab-rails/db/schema_migrations",
    "/srv/gitlab/db/schema_migrations",
    "/home/git/gitlab/db/schema_migrations",
];

/// Files in which every value is secret.
const ALL_SECRET: [&str; 6] = [
    "gitlab-secrets.json",
    "secrets.yml",
    ".gitlab_shell_secret",
    ".gitlab_workhorse_secret",
    ".gitlab_kas_secret",
    "initial_root_password",
];

/// Folders of configuration, entered as they are.
const FOLDERS: [&str; 14] = [
    "/etc/gitlab",
    "/var/opt/gitlab/gitlab-rails/etc",
    "/var/opt/gitlab/gitlab-shell",
    "/var/opt/gitlab/gitlab-workhorse",
    "/var/opt/gitlab/nginx/conf",
    "/var/opt/gitlab/gitaly",
    "/var/opt/gitlab/redis",
    "/var/opt/gitlab/registry",
    "/home/git/gitlab/config",
    "/home/git/gitlab-shell",
    "/home/git/gitaly",
    "/srv/gitlab/config",
    "/srv/gitaly-config",
    "/etc/gitlab-runner",
];

/// Endings of configuration files.
const ENDINGS: [&str; 11] =
    ["rb", "yml", "yaml", "toml", "conf", "json", "ini", "key", "crt", "pem", "erb"];

pub(super) fn run(taking: &mut Taking<'_, '_>) -> Result<(), Stop> {
    for (kind, path) in KINDS {
        if taking.host().look(Path::new(path)).is_ok() {
            taking
                .record(&json!({ "kind": "installation", "installation": kind, "path": path }))?;
        }
    }
    for path in VERSIONS {
        if taking.copy(Path::new(path))?.is_some() && !path.ends_with("json") {
            let text = taking.text(path).unwrap_or_default();
            let line = text.lines().next().unwrap_or_default();
            taking.record(&json!({ "kind": "version", "path": path, "value": line }))?;
        }
    }
    for folder in MIGRATIONS {
        let names = taking
            .list(folder)
            .into_iter()
            .filter_map(|found| Some(found.path.file_name()?.to_str()?.to_owned()));
        let names: Vec<String> = names.collect();
        if let Some(newest) = names.last() {
            taking.record(&json!({
                "kind": "migrations", "path": folder, "count": names.len(), "newest": newest,
            }))?;
        }
    }
    for folder in FOLDERS {
        // Data beside configuration (`redis/dump.rdb`, sockets) is told, not kept.
        taking.walk(folder, &enters, &mut |taking, found| file(taking, &found))?;
    }
    Ok(())
}

/// Folders of programs, data and hooks are the business of other probes.
fn enters(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    ["custom_hooks", "run", "data", "bin", "internal", "initializers", "locales", "node_modules"]
        .iter()
        .all(|other| name != *other)
        && !["/home/git/gitlab-shell/", "/home/git/gitaly/"]
            .iter()
            .any(|program| folder.starts_with(program))
}

fn file(taking: &mut Taking<'_, '_>, found: &Found) -> Result<(), Stop> {
    if !found.is_file() {
        return Ok(());
    }
    let Some(form) = form_of(&found.path) else { return Ok(()) };
    taking.copy_redacted(&found.path, form)?;
    let sha256 = taking.hash(&found.path)?;
    taking.record(&super::changed::told("configuration", found, sha256.as_deref()))
}

/// How a configuration file holds its secrets; nothing for other files.
fn form_of(path: &Path) -> Option<Form> {
    let name = path.file_name()?.to_str()?;
    if ALL_SECRET.iter().any(|secret| name == *secret || name.starts_with(&format!("{secret}."))) {
        return Some(Form::All);
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.contains(&ending).then_some(Form::Named)
}
