//! The installed version against a list of releases that the operator supplies:
//! a file, because the instance may be cut off from the network (IN6).

use serde::{Deserialize, Serialize};

/// Releases in one list: more is no list of a person.
const RELEASES_MAX: usize = 5_000;

/// A version: `18.6.1`, with what comes after (`-ee`, `-pre`) set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

impl std::str::FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bare = text.trim().trim_start_matches('v');
        let bare = bare.split(['-', '+', ' ']).next().unwrap_or_default();
        let mut numbers = bare.split('.').map(str::parse::<u32>);
        let mut next = || numbers.next().and_then(Result::ok);
        let (Some(major), Some(minor)) = (next(), next()) else {
            return Err(format!("{text:?} is no version: expected 18.6.1"));
        };
        let patch = next().unwrap_or_default();
        Ok(Self { major, minor, patch })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The list, as the operator keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    releases: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    version: String,
    /// Whether it closes holes.
    #[serde(default)]
    security: bool,
    /// The day on which it came out, for people.
    #[serde(default)]
    date: Option<String>,
}

/// What comparing with the list showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// What is installed.
    pub installed: String,
    /// The latest of the list.
    pub latest: String,
    /// Later releases that close holes, the earliest first.
    pub missing_security: Vec<String>,
    /// Releases in the list.
    pub listed: u64,
}

impl Compared {
    /// Whether the installed version is older than the latest.
    pub fn is_old(&self) -> bool {
        let number = |text: &str| text.parse::<Version>().ok();
        number(&self.installed) < number(&self.latest)
    }
}

/// Compares what is installed with a list of releases (YAML or JSON):
/// `releases: [{version: 18.6.1, security: true, date: 2026-11-12}]`.
///
/// # Errors
/// What is wrong with the list, with its line, or with the installed version.
pub fn compare(installed: &str, list: &str) -> Result<Compared, String> {
    let own: Version = installed.parse()?;
    let list: List = yaml_serde::from_str(list).map_err(|error| error.to_string())?;
    if list.releases.is_empty() || list.releases.len() > RELEASES_MAX {
        let count = list.releases.len();
        return Err(format!("{count} releases: expected 1 to {RELEASES_MAX}"));
    }
    let mut rows = Vec::with_capacity(list.releases.len());
    for row in &list.releases {
        let version = row.version.parse::<Version>()?;
        // Nobody is behind a version that is not out.
        if !is_candidate(&row.version) {
            rows.push((version, row.security));
        }
    }
    rows.sort_unstable();
    let latest = rows.last().map_or(own, |(version, _)| *version);
    let missing = rows.iter().filter(|(version, security)| *security && *version > own);
    let mut missing_security: Vec<String> =
        missing.map(|(version, _)| version.to_string()).collect();
    missing_security.dedup();
    Ok(Compared {
        installed: own.to_string(),
        latest: latest.to_string(),
        missing_security,
        listed: u64::try_from(list.releases.len()).unwrap_or(u64::MAX),
    })
}

/// Whether that is a version before its release: `19.0.0-rc42`, `19.1.0-pre`.
fn is_candidate(text: &str) -> bool {
    let mut parts = text.split(['-', '+', '.', ' ']);
    parts.any(|part| ["rc", "pre", "alpha", "beta"].iter().any(|word| part.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::compare;

    const LIST: &str = "releases:\n\
        - { version: 18.5.3, security: true, date: 2026-10-22 }\n\
        - { version: 18.6.1, security: true, date: 2026-11-12 }\n\
        - { version: 18.6.0, date: 2026-11-05 }\n\
        - { version: 18.10.0 }\n";

    #[test]
    fn an_old_version_is_flagged_with_the_security_releases_that_it_lacks() {
        let found = compare("18.6.0-ee", LIST).unwrap();
        assert!(found.is_old());
        assert_eq!((found.latest.as_str(), found.listed), ("18.10.0", 4));
        assert_eq!(found.missing_security, ["18.6.1"]);
        assert!(!compare("18.10.0", LIST).unwrap().is_old());
        assert!(!compare("19.0.0-pre", LIST).unwrap().is_old(), "newer than the list");
    }

    #[test]
    fn a_candidate_of_a_release_leaves_nobody_behind() {
        let list = "releases: [{version: 18.6.1, security: true}, {version: 19.0.0-rc42-ee}]";
        let found = compare("18.6.1-ee", list).unwrap();
        assert_eq!((found.latest.as_str(), found.is_old(), found.listed), ("18.6.1", false, 2));
    }

    #[test]
    fn a_faulty_list_is_refused_where_it_is_wrong() {
        for (installed, list) in [
            ("18.6", "releases: []"),
            ("next", LIST),
            ("18.6.0", "releases:\n- { version: soon }"),
            ("18.6.0", "releases:\n- { versoin: 18.6.0 }"),
            ("18.6.0", "- 18.6.0"),
        ] {
            assert!(compare(installed, list).is_err(), "{installed} {list}");
        }
    }
}
