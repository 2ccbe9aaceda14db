//! Who could read a job's log and artifacts (CI7): a fact that feeds severity.
//!
//! Source: GitLab docs, `ci/pipelines/settings`, "Change which users can view
//! your pipelines" (project-based pipeline visibility, `public_jobs`), and
//! `user/project/settings` (`builds_access_level`).

use serde::{Deserialize, Serialize};

use crate::respond::gate::ExposureReach;
use crate::respond::plan::Text;

/// The circle of readers, in words for people.
pub fn label(reach: ExposureReach) -> Text {
    match reach {
        ExposureReach::Private => Text::of("audience-members", []),
        ExposureReach::Internal => Text::of("audience-company", []),
        ExposureReach::Public => Text::of("audience-internet", []),
    }
}

/// The settings that decide it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineSettings {
    /// `private`, `internal` or `public`.
    pub visibility: Option<String>,
    /// Project-based pipeline visibility (`public_jobs`, formerly `public_builds`).
    pub public_jobs: Option<bool>,
    /// `disabled`, `private` or `enabled`.
    pub builds_access_level: Option<String>,
}

/// Who could read, and by which settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposed {
    /// The widest circle: members, everybody with an account, the Internet.
    pub reach: ExposureReach,
    /// Whether all settings were known; else the wider answer was given.
    pub is_certain: bool,
    /// Why.
    pub why: Text,
}

/// The reach of what stands in a project's job logs and artifacts. What is not
/// known counts as open.
pub fn reach(settings: &PipelineSettings) -> Exposed {
    let is_for_members =
        matches!(settings.builds_access_level.as_deref(), Some("private" | "disabled"));
    let is_closed = settings.public_jobs == Some(false) || is_for_members;
    let reach = match settings.visibility.as_deref() {
        Some("private") => ExposureReach::Private,
        Some(_) | None if is_closed => ExposureReach::Private,
        Some("internal") => ExposureReach::Internal,
        Some(_) | None => ExposureReach::Public,
    };
    let is_known = |value: Option<&str>| value.is_some();
    let is_certain = is_known(settings.visibility.as_deref())
        && (settings.public_jobs.is_some()
            || is_for_members
            || settings.visibility.as_deref() == Some("private"));
    let why = if is_for_members {
        Text::of("exposure-builds-for-members", [])
    } else if settings.public_jobs == Some(false) {
        Text::of("exposure-jobs-not-public", [])
    } else {
        let visibility = settings.visibility.clone().unwrap_or_else(|| "?".to_owned());
        Text::of("exposure-by-visibility", [("visibility", visibility)])
    };
    Exposed { reach, is_certain, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        visibility: &str,
        public_jobs: Option<bool>,
        builds: Option<&str>,
        expected: ExposureReach,
    ) {
        let settings = PipelineSettings {
            visibility: Some(visibility.to_owned()),
            public_jobs,
            builds_access_level: builds.map(str::to_owned),
        };
        assert_eq!(reach(&settings).reach, expected, "{settings:?}");
    }

    #[test]
    fn three_visibilities_with_and_without_public_pipelines() {
        check("private", Some(true), None, ExposureReach::Private);
        check("private", Some(false), None, ExposureReach::Private);
        check("internal", Some(true), None, ExposureReach::Internal);
        check("internal", Some(false), None, ExposureReach::Private);
        check("public", Some(true), None, ExposureReach::Public);
        check("public", Some(false), None, ExposureReach::Private);
    }

    #[test]
    fn jobs_for_members_only_are_for_members_only() {
        check("public", Some(true), Some("private"), ExposureReach::Private);
        check("public", Some(true), Some("enabled"), ExposureReach::Public);
    }

    #[test]
    fn what_is_not_known_counts_as_open_and_says_so() {
        let found = reach(&PipelineSettings::default());
        assert_eq!((found.reach, found.is_certain), (ExposureReach::Public, false));
        let private = PipelineSettings {
            visibility: Some("private".to_owned()),
            ..PipelineSettings::default()
        };
        assert!(reach(&private).is_certain);
    }
}
