//! A job's token: does it live, and what could its holder reach (CI1, CI13)?
//!
//! Source: GitLab docs, `ci/jobs/ci_job_token` ("the token has the same
//! permissions to access the API as the user that caused the job to run", "is
//! valid only while the job runs", the list of endpoints, "job token
//! permissions"), `api/jobs` (statuses).

use serde::{Deserialize, Serialize};

use crate::respond::plan::Text;

/// Whether a job's token works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// The job has not begun: it will.
    NotYet,
    /// The job runs: whoever holds the token can use it.
    Live,
    /// The job is over.
    Expired,
    /// A status that we do not know: taken for live until a person looks.
    Unknown,
}

impl TokenState {
    /// From the job's status.
    pub fn of_status(status: &str) -> Self {
        match status {
            "created"
            | "waiting_for_resource"
            | "preparing"
            | "pending"
            | "manual"
            | "scheduled"
            | "waiting_for_callback" => Self::NotYet,
            // Of a job that is being cancelled `after_script` still runs.
            "running" | "canceling" => Self::Live,
            "success" | "failed" | "canceled" | "skipped" => Self::Expired,
            _ => Self::Unknown,
        }
    }

    /// Whether cancelling the job would take something from an attacker.
    pub fn is_worth_cancelling(self) -> bool {
        match self {
            Self::NotYet | Self::Live | Self::Unknown => true,
            Self::Expired => false,
        }
    }

    /// The word for people.
    pub fn label(self) -> Text {
        match self {
            Self::NotYet => Text::of("job-token-not-yet", []),
            Self::Live => Text::of("job-token-live", []),
            Self::Expired => Text::of("job-token-expired", []),
            Self::Unknown => Text::of("job-token-unknown", []),
        }
    }
}

/// What a job token opens; no other endpoint takes it.
///
/// Source: GitLab docs, `ci/jobs/ci_job_token`, "Job token access".
pub const ENDPOINTS: [(&str, &str); 10] = [
    ("artifacts", "/projects/:id/jobs/:job_id/artifacts"),
    ("packages", "/projects/:id/packages"),
    ("registry", "/projects/:id/registry/repositories"),
    ("releases", "/projects/:id/releases"),
    ("deployments", "/projects/:id/deployments"),
    ("environments", "/projects/:id/environments"),
    ("trigger", "/projects/:id/trigger/pipeline"),
    ("secure_files", "/projects/:id/secure_files"),
    ("repository", "git clone"),
    ("job", "/job"),
];

/// A project that the holder may have reached, as far as it was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// GitLab's id.
    pub project: i64,
    /// Its path.
    pub path: String,
    /// `private`, `internal` or `public`.
    pub visibility: Option<String>,
    /// The role of who started the job there; none = no member.
    pub access_level: Option<u8>,
    /// Whether that project lets in only those on its list; none = not known.
    pub inbound_enabled: Option<bool>,
    /// Whether the job's project is on its list; none = not known.
    pub is_allowed: Option<bool>,
}

/// The job's own project's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The job's project.
    pub project: i64,
    /// Whether its own list is in force (`inbound_enabled`).
    pub inbound_enabled: Option<bool>,
    /// Whether it limits what its jobs reach elsewhere (`outbound_enabled`, deprecated).
    pub outbound_enabled: Option<bool>,
    /// Projects let in: id and path.
    pub allowed_projects: Vec<(i64, String)>,
    /// Groups let in: id and name.
    pub allowed_groups: Vec<(i64, String)>,
}

/// How a project was within reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// What it shows to everybody: artifacts, packages, releases, code, where
    /// they are not for members only.
    OpenFeatures,
    /// All that the token opens, with the role of who started the job.
    AsMember,
    /// It is the job's own project.
    Own,
}

/// A project within reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// GitLab's id.
    pub project: i64,
    /// Its path.
    pub path: String,
    /// How.
    pub access: Access,
    /// Role there.
    pub access_level: Option<u8>,
    /// Whether everything that decides was known; else the wider answer was given.
    pub is_certain: bool,
}

/// What the token's holder could reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobTokenReach {
    /// Which endpoints take it.
    pub endpoints: Vec<String>,
    /// Which projects, the job's own first.
    pub projects: Vec<Reached>,
    /// What stands open and should not: for the checklist of CI13.
    pub advice: Vec<Text>,
}

/// The reach of a job's token: memberships of who started the job, as far as
/// the lists of both sides let it through.
pub fn reach(own: &Scope, own_path: &str, targets: &[Target]) -> JobTokenReach {
    let mut projects = vec![Reached {
        project: own.project,
        path: own_path.to_owned(),
        access: Access::Own,
        access_level: None,
        is_certain: true,
    }];
    let others = targets.iter().filter(|target| target.project != own.project);
    projects.extend(others.filter_map(reached));
    projects.sort_by(|a, b| b.access.cmp(&a.access).then_with(|| a.path.cmp(&b.path)));
    let endpoints = ENDPOINTS.iter().map(|(_, endpoint)| (*endpoint).to_owned()).collect();
    JobTokenReach { endpoints, projects, advice: advice(own) }
}

/// A list that is off lets every project in; a project that shows itself to
/// all is reachable in what it shows, whatever its list says.
fn reached(target: &Target) -> Option<Reached> {
    let is_let_in = match (target.inbound_enabled, target.is_allowed) {
        (Some(false), _) | (_, Some(true)) => Some(true),
        (Some(true), Some(false)) => Some(false),
        (Some(true) | None, None) | (None, Some(false)) => None,
    };
    let is_open = matches!(target.visibility.as_deref(), Some("public" | "internal"));
    let access = match (target.access_level, is_let_in) {
        (Some(_), Some(true) | None) => Access::AsMember,
        (Some(_) | None, _) if is_open => Access::OpenFeatures,
        (Some(_) | None, _) => return None,
    };
    Some(Reached {
        project: target.project,
        path: target.path.clone(),
        access,
        access_level: target.access_level,
        is_certain: is_let_in.is_some(),
    })
}

fn advice(own: &Scope) -> Vec<Text> {
    let mut advice = Vec::new();
    if own.inbound_enabled == Some(false) {
        advice.push(Text::of("job-token-advice-inbound-off", []));
    }
    for (id, path) in &own.allowed_projects {
        if *id != own.project {
            advice.push(Text::of("job-token-advice-project", [("project", path.clone())]));
        }
    }
    for (_, name) in &own.allowed_groups {
        advice.push(Text::of("job-token-advice-group", [("group", name.clone())]));
    }
    advice
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_jobs_token_lives_and_a_finished_ones_does_not() {
        for (status, expected) in [
            ("running", TokenState::Live),
            ("canceling", TokenState::Live),
            ("pending", TokenState::NotYet),
            ("success", TokenState::Expired),
            ("canceled", TokenState::Expired),
            ("new_in_20", TokenState::Unknown),
        ] {
            assert_eq!(TokenState::of_status(status), expected, "{status}");
        }
        assert!(!TokenState::Expired.is_worth_cancelling());
    }

    fn target(
        project: i64,
        visibility: &str,
        level: Option<u8>,
        inbound: Option<bool>,
        allowed: Option<bool>,
    ) -> Target {
        Target {
            project,
            path: format!("team/p{project}"),
            visibility: Some(visibility.to_owned()),
            access_level: level,
            inbound_enabled: inbound,
            is_allowed: allowed,
        }
    }

    #[test]
    fn the_lists_of_other_projects_decide_and_what_is_not_known_counts_as_open() {
        let own = Scope {
            project: 1,
            inbound_enabled: Some(true),
            outbound_enabled: Some(false),
            allowed_projects: vec![(1, "team/p1".to_owned()), (9, "else/where".to_owned())],
            allowed_groups: Vec::new(),
        };
        let targets = [
            target(2, "private", Some(40), Some(true), Some(false)),
            target(3, "private", Some(40), Some(true), Some(true)),
            target(4, "private", Some(30), Some(false), Some(false)),
            target(5, "internal", None, Some(true), Some(false)),
            target(6, "private", None, Some(false), Some(true)),
            target(7, "private", Some(30), None, None),
        ];
        let found = reach(&own, "team/p1", &targets);
        let told: Vec<_> =
            found.projects.iter().map(|one| (one.project, one.access, one.is_certain)).collect();
        assert_eq!(
            told,
            [
                (1, Access::Own, true),
                (3, Access::AsMember, true),
                (4, Access::AsMember, true),
                (7, Access::AsMember, false),
                (5, Access::OpenFeatures, true),
            ]
        );
        assert_eq!(found.advice.len(), 1, "its own project on its list is no advice");
    }
}
