//! Things that keep a door open or break when somebody goes: of every kind that
//! GitLab has, in one shape.

use std::collections::BTreeMap;

use event::{GroupId, ProjectId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Kinds of things that keep a door open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThingKind {
    /// A personal, impersonation, project or group access token.
    AccessToken,
    /// An SSH key of a user.
    SshKey,
    /// A project's webhook.
    Webhook,
    /// A user.
    User,
    /// A GPG key of a user.
    GpgKey,
    /// A key that opens projects' repositories.
    DeployKey,
    /// A token that opens repositories and registries.
    DeployToken,
    /// A token that starts pipelines as its owner.
    Trigger,
    /// A runner: it sees the secrets of the jobs that it takes.
    Runner,
    /// An OAuth application.
    Application,
    /// A schedule that starts pipelines as its owner.
    Schedule,
    /// A group's webhook.
    GroupWebhook,
    /// A webhook of the instance.
    SystemHook,
    /// A user's place in a project or group.
    Member,
    /// A CI/CD variable.
    Variable,
}

impl ThingKind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::AccessToken,
        Self::SshKey,
        Self::Webhook,
        Self::User,
        Self::GpgKey,
        Self::DeployKey,
        Self::DeployToken,
        Self::Trigger,
        Self::Runner,
        Self::Application,
        Self::Schedule,
        Self::GroupWebhook,
        Self::SystemHook,
        Self::Member,
        Self::Variable,
    ];

    /// The word used in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::SshKey => "ssh_key",
            Self::Webhook => "webhook",
            Self::User => "user",
            Self::GpgKey => "gpg_key",
            Self::DeployKey => "deploy_key",
            Self::DeployToken => "deploy_token",
            Self::Trigger => "trigger",
            Self::Runner => "runner",
            Self::Application => "application",
            Self::Schedule => "schedule",
            Self::GroupWebhook => "group_webhook",
            Self::SystemHook => "system_hook",
            Self::Member => "member",
            Self::Variable => "variable",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether GitLab's listings tell when it was made. Of the others only the
    /// record can tell whether they are new.
    ///
    /// Source: GitLab docs, `api/applications`, `api/runners`, `api/deploy_tokens`,
    /// `api/project_level_variables` (rows without a date).
    pub fn has_date(self) -> bool {
        !matches!(self, Self::Application | Self::Runner | Self::DeployToken | Self::Variable)
    }
}

/// Where a thing belongs; its endpoints are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Spot {
    /// The instance.
    Instance,
    /// A group.
    Group {
        /// Which one.
        group: GroupId,
    },
    /// A project.
    Project {
        /// Which one.
        project: ProjectId,
    },
    /// A user.
    User {
        /// Which one.
        user: UserId,
    },
}

/// A thing that lives in GitLab, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedThing {
    /// What it is.
    pub kind: ThingKind,
    /// GitLab's number of it; of a member the user's. A variable has none (0).
    pub id: i64,
    /// Where it belongs.
    pub spot: Spot,
    /// Path or name of that place, for people.
    pub path: String,
    /// Name, title, description, key or URL.
    pub name: String,
    /// Who holds it or acts by it, where GitLab tells.
    #[serde(default)]
    pub user: Option<UserId>,
    /// When it was made, where told.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was last used, where told.
    #[serde(default)]
    pub last_used_at: Option<Timestamp>,
    /// When it ends, where told.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// Whether it works.
    pub is_active: bool,
    /// Its scopes, where it has some.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Flags worth knowing: `protected`, `masked`, `access_level`, `can_push`,
    /// `environment_scope` … Never a value or a secret.
    #[serde(default)]
    pub flags: BTreeMap<String, String>,
}

impl OwnedThing {
    /// The number by which a person calls it legitimate: GitLab's own, or, where
    /// that does not name it alone, one made from where and what it is.
    pub fn number(&self) -> i64 {
        match self.kind {
            ThingKind::Member | ThingKind::Variable => {
                let spot = match self.spot {
                    Spot::Instance => "i".to_owned(),
                    Spot::Group { group } => format!("g{group}"),
                    Spot::Project { project } => format!("p{project}"),
                    Spot::User { user } => format!("u{user}"),
                };
                let scope = self.flags.get("environment_scope").map_or("", String::as_str);
                folded(&format!("{} {spot} {} {} {scope}", self.kind.as_str(), self.id, self.name))
            }
            _has_a_number_of_its_own => self.id,
        }
    }
}

/// FNV-1a folded to 48 bits: fits a JSON number, the same on every machine.
fn folded(text: &str) -> i64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    i64::try_from((hash >> 48 ^ hash) & 0xffff_ffff_ffff).unwrap_or_default()
}

/// Something that the record says was made: by an audit event, or by a request
/// in `api_json.log` (on every tier).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// What it is.
    pub kind: ThingKind,
    /// GitLab's number of it; requests do not tell it.
    #[serde(default)]
    pub id: Option<i64>,
    /// Its name, where told.
    #[serde(default)]
    pub name: Option<String>,
    /// Where, as far as told.
    #[serde(default)]
    pub spot: Option<Spot>,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: i64,
}

/// Where a credential of the suspect was used from, and what for, by the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// The token, where the record tells: `PersonalAccessToken 17`.
    pub credential: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// The program, as it calls itself.
    pub program: Option<String>,
    /// The first time.
    pub first: Timestamp,
    /// The last time.
    pub last: Timestamp,
    /// How often.
    pub count: u64,
    /// Some of what was called, as `GET /api/:version/projects`.
    pub calls: Vec<String>,
}
