//! Files that hold secrets, known by their names: what to look at first in a
//! list of artifacts, an archive or a change, and what cannot be read as text.
//!
//! Sources: the documentation of the programs that read these files.

use serde::{Deserialize, Serialize};

use crate::respond::plan::Text;

/// What a file of such a name holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretFile {
    /// Variables of an environment: `.env`, `.env.production`.
    Environment,
    /// A private key, or a store of keys: `id_ed25519`, `*.pem`, `*.p12`.
    PrivateKey,
    /// How to reach a Kubernetes cluster.
    Kubeconfig,
    /// Credentials of a cloud.
    Cloud,
    /// Credentials of a tool: `.npmrc`, `.netrc`, `.docker/config.json`.
    Tool,
    /// Terraform's state, which has secrets in clear.
    TerraformState,
    /// A password store.
    PasswordStore,
    /// GitLab's own: `gitlab-secrets.json`.
    Gitlab,
    /// What was typed: a shell's history.
    History,
}

/// Names of whole files.
const NAMES: &[(&str, SecretFile)] = &[
    ("id_rsa", SecretFile::PrivateKey),
    ("id_dsa", SecretFile::PrivateKey),
    ("id_ecdsa", SecretFile::PrivateKey),
    ("id_ed25519", SecretFile::PrivateKey),
    ("master.key", SecretFile::PrivateKey),
    ("kubeconfig", SecretFile::Kubeconfig),
    ("application_default_credentials.json", SecretFile::Cloud),
    ("gcloud-service-key.json", SecretFile::Cloud),
    (".npmrc", SecretFile::Tool),
    (".yarnrc.yml", SecretFile::Tool),
    (".pypirc", SecretFile::Tool),
    (".netrc", SecretFile::Tool),
    ("_netrc", SecretFile::Tool),
    (".git-credentials", SecretFile::Tool),
    (".dockercfg", SecretFile::Tool),
    (".dockerconfigjson", SecretFile::Tool),
    (".htpasswd", SecretFile::Tool),
    (".my.cnf", SecretFile::Tool),
    ("settings-security.xml", SecretFile::Tool),
    ("credentials.tfrc.json", SecretFile::Tool),
    (".terraformrc", SecretFile::Tool),
    (".vault-token", SecretFile::Tool),
    (".pgpass", SecretFile::PasswordStore),
    ("gitlab-secrets.json", SecretFile::Gitlab),
    (".bash_history", SecretFile::History),
    (".zsh_history", SecretFile::History),
    (".psql_history", SecretFile::History),
];

/// Ends of paths.
const ENDS: &[(&str, SecretFile)] = &[
    (".kube/config", SecretFile::Kubeconfig),
    (".kubeconfig", SecretFile::Kubeconfig),
    (".aws/credentials", SecretFile::Cloud),
    (".azure/accessTokens.json", SecretFile::Cloud),
    (".azure/msal_token_cache.json", SecretFile::Cloud),
    (".docker/config.json", SecretFile::Tool),
    (".cargo/credentials", SecretFile::Tool),
    (".cargo/credentials.toml", SecretFile::Tool),
    (".gem/credentials", SecretFile::Tool),
    (".m2/settings.xml", SecretFile::Tool),
    (".config/gh/hosts.yml", SecretFile::Tool),
    (".config/glab-cli/config.yml", SecretFile::Tool),
    ("gitlab-runner/config.toml", SecretFile::Gitlab),
    (".tfstate", SecretFile::TerraformState),
    (".tfstate.backup", SecretFile::TerraformState),
    (".pem", SecretFile::PrivateKey),
    (".key", SecretFile::PrivateKey),
    (".ppk", SecretFile::PrivateKey),
    (".p12", SecretFile::PrivateKey),
    (".pfx", SecretFile::PrivateKey),
    (".jks", SecretFile::PrivateKey),
    (".keystore", SecretFile::PrivateKey),
    (".kdbx", SecretFile::PasswordStore),
    (".ovpn", SecretFile::PrivateKey),
];

/// Ends of `.env.…` that are made to be shown.
const SHOWN: [&str; 5] = ["example", "sample", "template", "dist", "schema"];

impl SecretFile {
    /// What a file of this path holds, if its name tells. Case makes no difference.
    pub fn of_path(path: &str) -> Option<Self> {
        let path = path.replace('\\', "/").to_ascii_lowercase();
        let name = path.rsplit('/').next().unwrap_or(&path);
        if name == ".env" || name == ".envrc" {
            return Some(Self::Environment);
        }
        let of_stage = name.strip_prefix(".env.");
        if let Some(stage) = of_stage {
            return (!SHOWN.contains(&stage)).then_some(Self::Environment);
        }
        let by_name = NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        by_name.or_else(|| {
            let known = ENDS.iter().find(|(end, _)| ends_with(&path, end));
            known.map(|(_, kind)| *kind)
        })
    }

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::PrivateKey => "private_key",
            Self::Kubeconfig => "kubeconfig",
            Self::Cloud => "cloud",
            Self::Tool => "tool",
            Self::TerraformState => "terraform_state",
            Self::PasswordStore => "password_store",
            Self::Gitlab => "gitlab",
            Self::History => "history",
        }
    }

    /// The name for people.
    pub fn label(self) -> Text {
        match self {
            Self::Environment => Text::of("secret-file-environment", []),
            Self::PrivateKey => Text::of("secret-file-private-key", []),
            Self::Kubeconfig => Text::of("secret-file-kubeconfig", []),
            Self::Cloud => Text::of("secret-file-cloud", []),
            Self::Tool => Text::of("secret-file-tool", []),
            Self::TerraformState => Text::of("secret-file-terraform-state", []),
            Self::PasswordStore => Text::of("secret-file-password-store", []),
            Self::Gitlab => Text::of("secret-file-gitlab", []),
            Self::History => Text::of("secret-file-history", []),
        }
    }
}

/// Whether the path ends so, at a name's own dot or folder.
fn ends_with(path: &str, end: &str) -> bool {
    let end = end.to_ascii_lowercase();
    path.strip_suffix(end.as_str()).is_some_and(|before| {
        let is_ending = !end.contains('/') && !before.is_empty() && !before.ends_with('/');
        is_ending || before.is_empty() || before.ends_with('/')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_with_secrets_are_known_by_their_names_and_others_are_not() {
        let cases = [
            ("dist/.env", Some("environment")),
            ("app/.env.production", Some("environment")),
            (".env.example", None),
            ("home/.ssh/id_ed25519", Some("private_key")),
            ("home/.ssh/id_ed25519.pub", None),
            ("certs/server.PEM", Some("private_key")),
            ("build/infra/terraform.tfstate", Some("terraform_state")),
            ("root/.kube/config", Some("kubeconfig")),
            ("config", None),
            ("C:\\Users\\x\\.aws\\credentials", Some("cloud")),
            ("ci/.docker/config.json", Some("tool")),
            ("docker/config.json", None),
            ("docs/environment.md", None),
            ("src/monkey.rs", None),
            ("", None),
        ];
        for (path, expected) in cases {
            assert_eq!(SecretFile::of_path(path).map(SecretFile::as_str), expected, "{path}");
        }
    }
}
