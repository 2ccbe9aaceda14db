//! What the attacker holds, and whether it still opens anything.

use std::fmt;

use reqwest::Method;
use url::form_urlencoded;

use super::attacker::{Attacker, Body};
use super::{AttackError, Step};

/// All that an attack leaves in the attacker's hands and in the instance.
#[derive(Debug, Clone)]
pub struct Loot {
    /// What he can come back with.
    pub credentials: Vec<Credential>,
    /// What works for him without a credential.
    pub footholds: Vec<Foothold>,
    /// How many CI/CD variables he read.
    pub variables_read: usize,
    pub(crate) attacker: Attacker,
}

/// Something that opens the instance.
#[derive(Debug, Clone)]
pub struct Credential {
    /// What it is, in a few words.
    pub name: String,
    /// Its secret.
    pub kind: CredentialKind,
}

/// A credential's secret.
#[derive(Clone)]
pub enum CredentialKind {
    /// An access token.
    AccessToken(String),
    /// A browser session.
    Session(String),
    /// A planted SSH key, and the project to clone with it.
    SshKey {
        /// The public key.
        key: String,
        /// Id of the project.
        project: String,
    },
}

impl fmt::Debug for CredentialKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessToken(_) => "AccessToken(…)",
            Self::Session(_) => "Session(…)",
            Self::SshKey { .. } => "SshKey(…)",
        })
    }
}

/// Something planted that works by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foothold {
    /// A webhook that carries data out.
    Webhook {
        /// Id of the project.
        project: String,
        /// Id of the hook.
        id: String,
        /// Where it sends to.
        url: String,
    },
    /// A project that was made public.
    PublicProject {
        /// Id of the project.
        project: String,
    },
    /// A branch that is no longer protected.
    UnprotectedBranch {
        /// Id of the project.
        project: String,
        /// Name of the branch.
        branch: String,
    },
}

/// What one credential still opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Name of the credential.
    pub credential: String,
    /// Method and path that was tried.
    pub request: String,
    /// What was answered.
    pub status: u16,
}

impl Probe {
    /// Whether the attacker is locked out with this credential.
    pub fn is_locked_out(&self) -> bool {
        matches!(self.status, 401 | 403)
    }
}

impl Loot {
    /// The attacker's next call with each credential that he holds.
    ///
    /// # Errors
    /// When the range does not answer.
    pub async fn probe(&self) -> Result<Vec<Probe>, AttackError> {
        let mut probes = Vec::new();
        for credential in &self.credentials {
            let title = format!("try again: {}", credential.name);
            let reply = match &credential.kind {
                CredentialKind::SshKey { key, project } => {
                    clone(&self.attacker, &title, key, project).await?
                }
                kind @ (CredentialKind::AccessToken(_) | CredentialKind::Session(_)) => {
                    self.attacker.get(&title, "/user", Some(kind)).await?
                }
            };
            probes.push(Probe {
                credential: credential.name.clone(),
                request: reply.request,
                status: reply.status,
            });
        }
        Ok(probes)
    }

    /// Tells the attacker's further calls to somebody else.
    #[must_use]
    pub fn told_to(mut self, steps: tokio::sync::mpsc::UnboundedSender<Step>) -> Self {
        self.attacker.tell(steps);
        self
    }
}

/// Clones a project over SSH; the range's stand-in takes the key over HTTP.
pub(crate) async fn clone(
    attacker: &Attacker,
    title: &str,
    key: &str,
    project: &str,
) -> Result<super::attacker::Reply, AttackError> {
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("key", key).finish();
    let path = format!("/-/range/ssh/{project}/git-upload-pack");
    attacker.send(title, (Method::POST, &path), None, Body::Form(form)).await
}
