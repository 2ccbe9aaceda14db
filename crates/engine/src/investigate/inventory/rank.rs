//! How much a credential opens.

use serde::{Deserialize, Serialize};

use super::{Credential, CredentialKind};

/// The place in the order of graveness: 1 is the gravest, 10 the lightest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rank(pub u8);

impl Rank {
    /// Acts as anybody, or as administrator under Admin Mode.
    pub const ANYBODY: Self = Self(1);
    /// All of the API as an administrator.
    pub const ADMINISTRATOR: Self = Self(2);
    /// All of the API as a user.
    pub const USER: Self = Self(3);
    /// All of the API in a group.
    pub const GROUP: Self = Self(4);
    /// Runs code beside secrets.
    pub const RUNNER: Self = Self(5);
    /// All of the API in a project.
    pub const PROJECT: Self = Self(6);
    /// Writes code or starts pipelines.
    pub const WRITE: Self = Self(7);
    /// Reads code, reads and writes registries.
    pub const DEPLOY: Self = Self(8);
    /// Reads.
    pub const READ: Self = Self(9);
    /// Proves who one is, and opens nothing.
    pub const LITTLE: Self = Self(10);
}

/// The rank of a credential.
///
/// Source: GitLab docs, `security/tokens/access_token_scopes` and `security/tokens`
/// (reach of each type); the order between types is ours: what runs as more people,
/// in more places, with more rights comes first.
pub fn rank(credential: &Credential) -> Rank {
    let has = |wanted: &str| credential.scopes.iter().any(|scope| scope == wanted);
    match credential.kind {
        CredentialKind::PersonalToken | CredentialKind::ImpersonationToken => {
            if has("sudo") || has("admin_mode") {
                Rank::ANYBODY
            } else if has("api") {
                if credential.owner.is_admin { Rank::ADMINISTRATOR } else { Rank::USER }
            } else {
                by_scopes(&credential.scopes)
            }
        }
        CredentialKind::GroupToken if has("api") => Rank::GROUP,
        CredentialKind::ProjectToken if has("api") => Rank::PROJECT,
        CredentialKind::Runner => Rank::RUNNER,
        CredentialKind::Trigger | CredentialKind::SshKey => Rank::WRITE,
        CredentialKind::DeployKey if credential.can_push => Rank::WRITE,
        CredentialKind::DeployKey | CredentialKind::DeployToken => Rank::DEPLOY,
        // A secret alone opens nothing; with it a user's consent can be abused.
        CredentialKind::Application if has("api") || has("sudo") => Rank::PROJECT,
        CredentialKind::GroupToken | CredentialKind::ProjectToken | CredentialKind::Application => {
            by_scopes(&credential.scopes)
        }
        CredentialKind::GpgKey => Rank::LITTLE,
    }
}

fn by_scopes(scopes: &[String]) -> Rank {
    let rank_of = |scope: &String| match scope.as_str() {
        "create_runner" | "manage_runner" => Rank::RUNNER,
        "write_repository" | "k8s_proxy" => Rank::WRITE,
        "write_registry" | "write_virtual_registry" => Rank::DEPLOY,
        "read_api"
        | "read_repository"
        | "read_registry"
        | "read_virtual_registry"
        | "read_user" => Rank::READ,
        _little => Rank::LITTLE,
    };
    scopes.iter().map(rank_of).min().unwrap_or(Rank::LITTLE)
}
