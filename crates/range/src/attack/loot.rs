//! What the attacker holds, and whether it still opens anything.

use std::fmt;

use reqwest::Method;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::attacker::{Attacker, Body, Reply, text};
use super::{AttackError, Step, hands};

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
    /// A planted SSH key, of a user or a deploy key, and the project to clone with it.
    SshKey {
        /// The public key.
        key: String,
        /// Id of the project.
        project: String,
    },
    /// The token of a CI/CD job, which works while the job runs.
    JobToken(String),
    /// A pipeline trigger token.
    TriggerToken {
        /// The token.
        token: String,
        /// Id of its project.
        project: String,
    },
    /// The authentication token of a runner.
    RunnerToken(String),
    /// A user's name and password.
    Password {
        /// The name.
        username: String,
        /// The password.
        password: String,
    },
}

impl fmt::Debug for CredentialKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessToken(_) => "AccessToken(…)",
            Self::Session(_) => "Session(…)",
            Self::SshKey { .. } => "SshKey(…)",
            Self::JobToken(_) => "JobToken(…)",
            Self::TriggerToken { .. } => "TriggerToken(…)",
            Self::RunnerToken(_) => "RunnerToken(…)",
            Self::Password { .. } => "Password(…)",
        })
    }
}

impl CredentialKind {
    /// What must appear nowhere in what a responder's tool writes; a public key may.
    pub fn secret(&self) -> Option<&str> {
        match self {
            Self::AccessToken(secret)
            | Self::Session(secret)
            | Self::JobToken(secret)
            | Self::RunnerToken(secret)
            | Self::TriggerToken { token: secret, .. }
            | Self::Password { password: secret, .. } => Some(secret),
            Self::SshKey { .. } => None,
        }
    }
}

/// Something planted or changed that works for the attacker without a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foothold {
    /// What it is, in a few words.
    pub name: String,
    /// Where it is read, below `/api/v4`.
    pub(crate) path: String,
    /// How it is known to be there.
    pub(crate) sign: Sign,
}

/// By what a foothold is known to be there still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A row of the list has that value.
    Listed { field: &'static str, value: String },
    /// No row of the list has that value.
    NotListed { field: &'static str, value: String },
    /// The field has that value.
    Value { field: &'static str, bad: Value },
    /// The field is set.
    Set { field: &'static str },
    /// Somebody who is not signed in can read it.
    Public,
    /// Somebody who is not signed in can read it, and it shows that text.
    Shows { secret: String },
}

impl Foothold {
    async fn is_alive(&self, inspector: &Attacker, admin: &str) -> Result<bool, AttackError> {
        let title = format!("inspect: {}", self.name);
        let admin = CredentialKind::AccessToken(admin.to_owned());
        let with = match &self.sign {
            Sign::Public | Sign::Shows { .. } => None,
            Sign::Listed { .. }
            | Sign::NotListed { .. }
            | Sign::Value { .. }
            | Sign::Set { .. } => Some(&admin),
        };
        let reply = inspector.get(&title, &self.path, with).await?;
        let is_there = (200..300).contains(&reply.status);
        let has =
            |field: &str, value: &str| reply.rows().iter().any(|row| text(row, field) == value);
        Ok(match &self.sign {
            Sign::Listed { field, value } => is_there && has(field, value),
            Sign::NotListed { field, value } => is_there && !has(field, value),
            Sign::Value { field, bad } => is_there && reply.json().get(*field) == Some(bad),
            Sign::Set { field } => {
                is_there && reply.json().get(*field).is_some_and(|value| !value.is_null())
            }
            Sign::Public => is_there,
            Sign::Shows { secret } => is_there && reply.text.contains(secret),
        })
    }
}

/// What one credential still opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Name of the credential.
    pub credential: String,
    /// Method and path that was tried.
    pub request: String,
    /// What was answered, as it came.
    pub status: u16,
    /// By which answers GitLab refuses a credential of that kind.
    refusals: &'static [u16],
}

impl Probe {
    /// Whether the attacker is locked out with this credential.
    pub fn is_locked_out(&self) -> bool {
        self.refusals.contains(&self.status)
    }
}

impl Loot {
    /// An attacker's hands that are empty yet.
    pub(crate) fn new(attacker: Attacker) -> Self {
        Self { credentials: Vec::new(), footholds: Vec::new(), variables_read: 0, attacker }
    }

    /// Notes what he can come back with.
    pub(crate) fn hold(&mut self, name: &str, kind: CredentialKind) {
        self.credentials.push(Credential { name: name.to_owned(), kind });
    }

    /// The attacker's next call with each credential that he holds.
    ///
    /// # Errors
    /// When the range does not answer.
    pub async fn probe(&self) -> Result<Vec<Probe>, AttackError> {
        let mut probes = Vec::new();
        for credential in &self.credentials {
            let reply = self.try_again(credential).await?;
            let refusals: &'static [u16] = match &credential.kind {
                // GitLab hides a trigger token that is no more (404).
                CredentialKind::TriggerToken { .. } => &[401, 403, 404],
                // It calls a password that is not right unprocessable (422).
                CredentialKind::Password { .. } => &[401, 403, 422],
                CredentialKind::AccessToken(_)
                | CredentialKind::Session(_)
                | CredentialKind::SshKey { .. }
                | CredentialKind::JobToken(_)
                | CredentialKind::RunnerToken(_) => &[401, 403],
            };
            let (credential, request) = (credential.name.clone(), reply.request);
            probes.push(Probe { credential, request, status: reply.status, refusals });
        }
        Ok(probes)
    }

    async fn try_again(&self, credential: &Credential) -> Result<Reply, AttackError> {
        let title = format!("try again: {}", credential.name);
        let attacker = &self.attacker;
        match &credential.kind {
            CredentialKind::SshKey { key, project } => clone(attacker, &title, key, project).await,
            kind @ (CredentialKind::AccessToken(_) | CredentialKind::Session(_)) => {
                attacker.get(&title, "/user", Some(kind)).await
            }
            kind @ CredentialKind::JobToken(_) => attacker.get(&title, "/job", Some(kind)).await,
            CredentialKind::TriggerToken { token, project } => {
                trigger(attacker, &title, token, project).await
            }
            CredentialKind::RunnerToken(token) => {
                let to = (Method::POST, "/runners/verify");
                attacker.write(&title, to, None, json!({ "token": token })).await
            }
            CredentialKind::Password { username, password } => {
                hands::try_password(attacker, &title, username, password).await
            }
        }
    }

    /// What of the footholds is still there, looked at by an administrator, who
    /// is not the attacker: by a list or a setting, or by what anybody can read.
    ///
    /// # Errors
    /// When the range does not answer.
    pub async fn remains(&self, admin_token: &str) -> Result<Vec<&Foothold>, AttackError> {
        let inspector = self.attacker.inspector();
        let mut alive = Vec::new();
        for foothold in &self.footholds {
            if foothold.is_alive(&inspector, admin_token).await? {
                alive.push(foothold);
            }
        }
        Ok(alive)
    }

    /// Each secret that the attacker holds: what a responder's tool must never write down.
    pub fn secrets(&self) -> Vec<&str> {
        let held = self.credentials.iter().filter_map(|one| one.kind.secret());
        let shown = self.footholds.iter().filter_map(|foothold| match &foothold.sign {
            Sign::Shows { secret } => Some(secret.as_str()),
            Sign::Listed { .. }
            | Sign::NotListed { .. }
            | Sign::Value { .. }
            | Sign::Set { .. }
            | Sign::Public => None,
        });
        held.chain(shown).collect()
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
) -> Result<Reply, AttackError> {
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("key", key).finish();
    let path = format!("/-/range/ssh/{project}/git-upload-pack");
    attacker.send(title, (Method::POST, &path), None, Body::Form(form)).await
}

/// Starts a pipeline with a trigger token.
///
/// Source: GitLab docs, `api/pipeline_triggers`, POST `/projects/:id/trigger/pipeline`.
pub(crate) async fn trigger(
    attacker: &Attacker,
    title: &str,
    token: &str,
    project: &str,
) -> Result<Reply, AttackError> {
    let path = format!("/projects/{project}/trigger/pipeline");
    let body = json!({ "token": token, "ref": "main" });
    attacker.write(title, (Method::POST, &path), None, body).await
}
