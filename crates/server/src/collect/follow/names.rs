//! Which files are followed, and which are what became of them.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

/// Files of one `[[follow]]`; further ones are told and left.
pub(super) const LOGS_MAX: usize = 512;

/// So deep below a folder logs are looked for.
const DEPTH_MAX: usize = 8;

/// Entries looked at in one walk: a path that was set wrongly must not read a whole disk.
const ENTRIES_MAX: usize = 100_000;

/// The logs of a GitLab that tell of security, by name. Source: GitLab docs,
/// `administration/logs`.
const SECURITY_LOGS: &[&str] = &[
    "api_json.log",
    "application_json.log",
    "audit_json.log",
    "auth.log",
    "auth_json.log",
    "exceptions_json.log",
    "features_json.log",
    "git_json.log",
    "gitlab-shell.log",
    "gitlab_access.log",
    "graphql_json.log",
    "integrations_json.log",
    "production_json.log",
    "web_hooks.log",
];

/// Services whose log is `<service>/current`, written by svlogd.
const SECURITY_SERVICES: &[&str] = &["gitaly", "gitlab-workhorse", "sidekiq"];

/// One entry of `paths`.
#[derive(Debug)]
pub(super) enum Wanted {
    /// One file, or a folder of which the known logs are followed.
    Path(PathBuf),
    /// A pattern, and the folder under which it can match.
    Pattern(PathBuf, GlobMatcher),
}

impl Wanted {
    /// Reads one entry of `paths`.
    pub(super) fn new(path: &Path) -> Result<Self, globset::Error> {
        let text = path.to_string_lossy();
        if !text.contains(['*', '?', '[', '{']) {
            return Ok(Self::Path(path.to_owned()));
        }
        let matcher = GlobBuilder::new(&text).literal_separator(true).build()?.compile_matcher();
        let is_plain =
            |part: &&std::ffi::OsStr| !part.to_string_lossy().contains(['*', '?', '[', '{']);
        let base: PathBuf = path.iter().take_while(is_plain).collect();
        Ok(Self::Pattern(base, matcher))
    }

    /// The logs that it means right now.
    pub(super) fn find(&self) -> Vec<PathBuf> {
        match self {
            Self::Path(path) if path.is_dir() => walk(path, is_security_log),
            Self::Path(path) => vec![path.clone()],
            Self::Pattern(base, matcher) => {
                walk(base, |path| matcher.is_match(path) && !is_rotated_name(path))
            }
        }
    }
}

fn walk(base: &Path, is_wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let entries = WalkDir::new(base).follow_links(true).max_depth(DEPTH_MAX).sort_by_file_name();
    let files = entries
        .into_iter()
        .take(ENTRIES_MAX)
        // What cannot be read is told when it is a log that is followed.
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && is_wanted(entry.path()));
    files.map(walkdir::DirEntry::into_path).collect()
}

fn is_security_log(path: &Path) -> bool {
    let name = name_of(path);
    if name == "current" {
        let service = path.parent().map(name_of).unwrap_or_default();
        return SECURITY_SERVICES.contains(&service.as_str());
    }
    SECURITY_LOGS.contains(&name.as_str())
}

/// Whether a log of another name was renamed to this one when it was rotated.
fn is_rotated_name(path: &Path) -> bool {
    let name = name_of(path);
    let plain = without_packing(&name);
    plain.len() < name.len()
        || is_svlogd(&name)
        || matches!(name.as_str(), "lock" | "config" | "state" | "newstate")
        || plain.rsplit_once(".log").is_some_and(|(_, rest)| is_turn(rest))
}

/// Whether `name` is what became of the log `log` in the same folder: `x.log.1`,
/// `x.log-20261121`, `x.log.2.gz`; of `current` svlogd's `@4000….s` and `.u`.
pub(super) fn is_rotated(log: &str, name: &str) -> bool {
    if log == "current" && is_svlogd(name) {
        return true;
    }
    without_packing(name).strip_prefix(log).is_some_and(is_turn)
}

/// The number of `x.log.3` or `x.log.3.gz`: the higher, the older.
pub(super) fn turn_number(log: &str, name: &str) -> Option<u32> {
    without_packing(name).strip_prefix(log)?.strip_prefix('.')?.parse().ok().filter(|n| *n < 10_000)
}

/// What logrotate puts after a name: `.1`, `-20261121`, `.20261121-1763712000`.
fn is_turn(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('.' | '-' | '_'))
        && rest.chars().any(|c| c.is_ascii_digit())
        && chars.all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '_'))
}

/// `@` and a TAI64N label; `.s` is whole, `.u` is being worked on. svlogd packs
/// without another ending.
fn is_svlogd(name: &str) -> bool {
    let label = name.strip_prefix('@').and_then(|rest| rest.split_once('.'));
    label.is_some_and(|(label, ending)| {
        label.len() == 24
            && label.chars().all(|c| c.is_ascii_hexdigit())
            && matches!(without_packing(ending), "s" | "u")
    })
}

fn without_packing(name: &str) -> &str {
    let endings = [".gz", ".zst", ".bz2", ".xz"];
    endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// The packed file of which the plain one is still there is not whole yet.
pub(super) fn is_being_packed(path: &Path) -> bool {
    let name = name_of(path);
    let plain = without_packing(&name);
    plain.len() < name.len() && path.with_file_name(plain).exists()
}

/// The last part of a path.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotated_file_is_known_by_its_name() {
        let label = "@400000005f3b0a1c2d3e4f50";
        for (log, name, expected) in [
            ("x.log", "x.log.1", true),
            ("x.log", "x.log.12.gz", true),
            ("x.log", "x.log-20261121", true),
            ("x.log", "x.log-20261121-1763712000.gz", true),
            ("x.log", "x.log.3.xz", true),
            ("x.log", "x.log-20261121.bz2", true),
            ("x.log", "x.log.zst", false),
            ("x.log", "x.log", false),
            ("x.log", "x.log.bak", false),
            ("x.log", "xx.log.1", false),
            ("current", &format!("{label}.s"), true),
            ("current", &format!("{label}.u"), true),
            ("current", &format!("{label}.s.gz"), true),
            ("current", &format!("{label}.t"), false),
            ("current", "@4000.s", false),
            ("current", "lock", false),
        ] {
            assert_eq!(is_rotated(log, name), expected, "{log} {name}");
        }
        assert_eq!(turn_number("x.log", "x.log.12.gz"), Some(12));
        assert_eq!(turn_number("x.log", "x.log-20261121"), None);
        assert_eq!(turn_number("x.log", "x.log.20261121"), None);
    }

    #[test]
    fn of_a_folder_the_logs_are_followed_that_tell_of_security() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "gitlab-rails/production_json.log",
            "gitlab-rails/production_json.log.1",
            "gitlab-rails/production.log",
            "gitaly/current",
            "gitaly/@400000005f3b0a1c2d3e4f50.s",
            "redis/current",
            "nginx/gitlab_access.log",
        ] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::File::create(path).unwrap();
        }
        let names = |wanted: &str| -> Vec<String> {
            let found = Wanted::new(&folder.path().join(wanted)).unwrap().find();
            found
                .iter()
                .map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string())
                .collect()
        };

        assert_eq!(
            names(""),
            ["gitaly/current", "gitlab-rails/production_json.log", "nginx/gitlab_access.log"]
        );
        assert_eq!(
            names("gitlab-rails/*.log*"),
            ["gitlab-rails/production.log", "gitlab-rails/production_json.log"]
        );
        assert_eq!(names("**/current"), ["gitaly/current", "redis/current"]);
        assert_eq!(names("not/there.log"), ["not/there.log"], "it may come");
    }
}
