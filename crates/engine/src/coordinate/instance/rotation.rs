//! The ledger of rotation: which secrets there are, in four mandatory places,
//! and the proof that each was changed (IN5).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A place where secrets are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// `gitlab.rb`, `gitlab-secrets.json` and what they hold.
    InstanceConfiguration,
    /// What stands in the database.
    Database,
    /// CI/CD: variables, runners, triggers.
    Pipelines,
    /// Everything else that the host or its people could reach.
    Elsewhere,
}

impl Section {
    /// All, in reading order.
    pub const ALL: [Self; 4] =
        [Self::InstanceConfiguration, Self::Database, Self::Pipelines, Self::Elsewhere];

    /// The word used in JSON and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InstanceConfiguration => "instance_configuration",
            Self::Database => "database",
            Self::Pipelines => "pipelines",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// Its name among the items of the playbook's step.
    pub fn item(self) -> &'static str {
        match self {
            Self::InstanceConfiguration => "instance-configuration",
            Self::Database => "database",
            Self::Pipelines => "pipelines",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// The section of that name, written either way.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name || one.item() == name)
    }

    /// What is usually there: words under `rotation-idea-<name>`. A memory aid,
    /// not a list of what this instance has.
    ///
    /// Source: GitLab docs, `administration/backup_restore` ("data not included"),
    /// `security/responding_to_security_incidents`, `ci/variables`.
    pub fn ideas(self) -> &'static [&'static str] {
        match self {
            Self::InstanceConfiguration => &[
                "secrets-file",
                "smtp",
                "sign-in-providers",
                "object-storage",
                "tls-keys",
                "internal-tokens",
            ],
            Self::Database => &[
                "database-account",
                "root-password",
                "user-passwords",
                "access-tokens",
                "applications",
                "webhook-tokens",
            ],
            Self::Pipelines => {
                &["variables", "runner-tokens", "trigger-tokens", "deploy-keys", "secure-files"]
            }
            Self::Elsewhere => &[
                "host-keys",
                "administrators-keys",
                "backup-keys",
                "cloud-identity",
                "monitoring",
                "third-parties",
            ],
        }
    }
}

/// That a secret was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// How that is known: a ticket, a commit, a log line; never the secret.
    pub proof: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// One place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Page {
    /// Secrets by name; `None` = not changed yet.
    pub secrets: BTreeMap<String, Option<Changed>>,
    /// "None, because …": why nothing is to be changed here, and who said so.
    pub none_because: Option<(String, String)>,
}

impl Page {
    /// Whether the place is accounted for: every secret is changed, or there is
    /// none and somebody says why.
    pub fn is_settled(&self) -> bool {
        if self.secrets.is_empty() {
            return self.none_because.is_some();
        }
        self.secrets.values().all(Option::is_some)
    }

    /// Secrets that are not changed yet.
    pub fn open(&self) -> impl Iterator<Item = &str> {
        let open = self.secrets.iter().filter(|(_, changed)| changed.is_none());
        open.map(|(name, _)| name.as_str())
    }
}
