//! What a suspect can reach (CE2, UA2): scopes × memberships × visibility.
//!
//! Source: GitLab docs, `security/tokens/access_token_scopes`, `user/permissions`,
//! `ci/variables` (variables are readable from Maintainer on).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::plan::Text;
use super::{Membership, Subject, Survey};

/// Roles, as GitLab numbers them.
const REPORTER: u8 = 20;
const DEVELOPER: u8 = 30;
const MAINTAINER: u8 = 40;

/// Names of variables that a sentence lists before it only counts.
const NAMES_SHOWN_MAX: usize = 12;

/// Something that a credential can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// Reads by the API.
    ReadApi,
    /// Changes by the API.
    WriteApi,
    /// Clones.
    ReadCode,
    /// Pushes.
    WriteCode,
    /// Pulls packages and images.
    ReadRegistry,
    /// Publishes packages and images.
    WriteRegistry,
    /// Makes or changes runners: code that runs beside secrets.
    ManageRunners,
    /// Acts as any user (scope `sudo`).
    ActAsAnybody,
    /// Acts as administrator where Admin Mode is enforced (scope `admin_mode`).
    AdminMode,
}

impl Power {
    /// The name for people.
    pub fn label(self) -> Text {
        match self {
            Self::ReadApi => Text::of("reach-power-read-api", []),
            Self::WriteApi => Text::of("reach-power-write-api", []),
            Self::ReadCode => Text::of("reach-power-read-code", []),
            Self::WriteCode => Text::of("reach-power-write-code", []),
            Self::ReadRegistry => Text::of("reach-power-read-registry", []),
            Self::WriteRegistry => Text::of("reach-power-write-registry", []),
            Self::ManageRunners => Text::of("reach-power-manage-runners", []),
            Self::ActAsAnybody => Text::of("reach-power-act-as-anybody", []),
            Self::AdminMode => Text::of("reach-power-admin-mode", []),
        }
    }
}

/// A project or group within reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Whether a project; else a group.
    pub is_project: bool,
    /// Its id.
    pub id: i64,
    /// Its path.
    pub path: String,
    /// 10 Guest … 50 Owner.
    pub access_level: u8,
    /// `private`, `internal` or `public`.
    pub visibility: Option<String>,
    /// What can be done there.
    pub powers: BTreeSet<Power>,
    /// Names of CI/CD variables that can be read there. Never values.
    pub variables: Vec<String>,
}

/// What a suspect can reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Whether everything: an administrator with the API.
    pub is_everything: bool,
    /// Whether all internal projects of the instance can be read, without membership.
    pub reads_internal: bool,
    /// What can be done somewhere.
    pub powers: BTreeSet<Power>,
    /// The scopes of the token; empty for a user, whom nothing limits.
    pub scopes: Vec<String>,
    /// Where.
    pub places: Vec<Place>,
    /// What could not be read: the reach may be wider.
    pub gaps: Vec<String>,
}

impl Reach {
    /// Adds a survey up. A user has all powers; a token has its scopes'. A
    /// token that the survey does not list is taken for unlimited.
    pub fn of(survey: &Survey) -> Self {
        let token = match &survey.subject {
            Subject::Token { token } => survey.token(*token),
            Subject::User { .. }
            | Subject::Job { .. }
            | Subject::Project { .. }
            | Subject::Group { .. }
            | Subject::Instance => None,
        };
        let powers = token.map_or_else(user_powers, |token| powers_of(&token.scopes));
        let has_api = powers.contains(&Power::ReadApi);
        let places = survey.memberships.iter().map(|member| place(member, &powers)).collect();
        Self {
            is_everything: survey.is_admin && has_api,
            reads_internal: has_api && !survey.is_bot,
            powers,
            scopes: token.map(|token| token.scopes.clone()).unwrap_or_default(),
            places,
            gaps: survey.gaps.clone(),
        }
    }

    /// Every variable that can be read, as `path: NAME`.
    pub fn variables(&self) -> impl Iterator<Item = String> {
        self.places
            .iter()
            .flat_map(|place| place.variables.iter().map(|name| format!("{}: {name}", place.path)))
    }

    /// The highest role anywhere.
    pub fn access_level_max(&self) -> Option<u8> {
        self.places.iter().map(|place| place.access_level).max()
    }

    /// The sentences for a plan, the gravest first.
    pub fn texts(&self, survey: &Survey) -> Vec<Text> {
        let mut texts = Vec::new();
        if self.is_everything {
            texts.push(Text::of("reach-admin", [("user", survey.username.clone())]));
        }
        if let Subject::Token { token } = survey.subject
            && !self.scopes.is_empty()
        {
            let args = [("token", survey.token_name(token)), ("scopes", self.scopes.join(", "))];
            texts.push(Text::of("reach-scopes", args));
        }
        texts.push(self.places_text());
        let variables: Vec<String> = self.variables().collect();
        if !variables.is_empty() {
            let mut names =
                variables.iter().take(NAMES_SHOWN_MAX).cloned().collect::<Vec<_>>().join(", ");
            if variables.len() > NAMES_SHOWN_MAX {
                names.push_str(", …");
            }
            texts.push(Text::of(
                "reach-variables",
                [("count", variables.len().to_string()), ("names", names)],
            ));
        }
        if self.reads_internal && !self.is_everything {
            texts.push(Text::of("reach-internal", []));
        }
        texts
    }

    fn places_text(&self) -> Text {
        let Some(level) = self.access_level_max() else { return Text::of("reach-nowhere", []) };
        let projects = self.places.iter().filter(|place| place.is_project).count();
        let groups = self.places.len() - projects;
        let args = [
            ("projects", projects.to_string()),
            ("groups", groups.to_string()),
            ("access", role_name(level).to_owned()),
        ];
        Text::of("reach-places", args)
    }
}

/// GitLab's name of a role: the same word in every language of GitLab's API.
pub fn role_name(access_level: u8) -> &'static str {
    match access_level {
        50.. => "Owner",
        MAINTAINER..=49 => "Maintainer",
        DEVELOPER..=39 => "Developer",
        REPORTER..=29 => "Reporter",
        15..=19 => "Planner",
        10..=14 => "Guest",
        0..=9 => "Minimal Access",
    }
}

/// What the scopes of a token allow, memberships apart.
fn powers_of(scopes: &[String]) -> BTreeSet<Power> {
    use Power::{
        ActAsAnybody, AdminMode, ManageRunners, ReadApi, ReadCode, ReadRegistry, WriteApi,
        WriteCode, WriteRegistry,
    };
    let of_scope = |scope: &String| -> &'static [Power] {
        match scope.as_str() {
            // `api` also clones, pushes and publishes.
            "api" => &[
                ReadApi,
                WriteApi,
                ReadCode,
                WriteCode,
                ReadRegistry,
                WriteRegistry,
                ManageRunners,
            ],
            "read_api" => &[ReadApi, ReadRegistry],
            "read_repository" => &[ReadCode],
            "write_repository" => &[ReadCode, WriteCode],
            "read_registry" | "read_virtual_registry" => &[ReadRegistry],
            "write_registry" | "write_virtual_registry" => &[ReadRegistry, WriteRegistry],
            "create_runner" | "manage_runner" => &[ManageRunners],
            "sudo" => &[ActAsAnybody],
            "admin_mode" => &[AdminMode],
            // `read_user`, `self_rotate`, `k8s_proxy`, `ai_features` …: no reach into projects.
            _ => &[],
        }
    };
    scopes.iter().flat_map(of_scope).copied().collect()
}

/// Who holds the account itself can make any token that the account allows.
fn user_powers() -> BTreeSet<Power> {
    powers_of(&["api".to_owned()])
}

fn place(member: &Membership, powers: &BTreeSet<Power>) -> Place {
    let is_open = matches!(member.visibility.as_deref(), Some("internal" | "public"));
    let allows = |power: &Power| match power {
        Power::ReadApi | Power::WriteApi | Power::ActAsAnybody | Power::AdminMode => true,
        Power::ReadCode | Power::ReadRegistry => member.access_level >= REPORTER || is_open,
        Power::WriteCode | Power::WriteRegistry => member.access_level >= DEVELOPER,
        Power::ManageRunners => member.access_level >= MAINTAINER,
    };
    let powers: BTreeSet<Power> = powers.iter().copied().filter(allows).collect();
    let reads_variables = powers.contains(&Power::ReadApi) && member.access_level >= MAINTAINER;
    Place {
        is_project: member.is_project(),
        id: member.id,
        path: member.path.clone(),
        access_level: member.access_level,
        visibility: member.visibility.clone(),
        variables: if reads_variables { member.variables.clone() } else { Vec::new() },
        powers,
    }
}
