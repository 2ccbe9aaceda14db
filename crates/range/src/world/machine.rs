//! Credentials of machines: runners, deploy tokens and keys, triggers, agents, applications.
//!
//! As everywhere in the world, a secret is here only as its SHA-256.

use jiff::Timestamp;

use super::{Level, Place, World};
use crate::secret;

/// A runner.
#[derive(Debug, Clone)]
pub struct Runner {
    /// Id.
    pub id: u64,
    /// Description.
    pub description: String,
    /// Where it belongs; none for the instance.
    pub place: Option<Place>,
    /// Projects that it works for, besides.
    pub projects: Vec<u64>,
    /// Whether it takes no jobs.
    pub is_paused: bool,
    /// Whether no other project may have it.
    pub is_locked: bool,
    /// Whether it takes jobs without tags.
    pub runs_untagged: bool,
    /// Tags.
    pub tags: Vec<String>,
    /// `not_protected` or `ref_protected`.
    pub access_level: String,
    /// Longest job in seconds.
    pub maximum_timeout: Option<u64>,
    /// A note for maintenance.
    pub maintenance_note: Option<String>,
    /// SHA-256 of the authentication token.
    pub digest: [u8; 32],
    /// Who made it; none when it registered itself.
    pub creator: Option<u64>,
    /// Address.
    pub ip_address: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A deploy token.
#[derive(Debug, Clone)]
pub struct DeployToken {
    /// Id.
    pub id: u64,
    /// Of what.
    pub place: Place,
    /// Name.
    pub name: String,
    /// Username that goes with it.
    pub username: String,
    /// `read_repository`, `read_registry` …
    pub scopes: Vec<String>,
    /// SHA-256 of the secret.
    pub digest: [u8; 32],
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Whether it was ended.
    pub is_revoked: bool,
}

/// A deploy key of a project.
#[derive(Debug, Clone)]
pub struct DeployKey {
    /// Id.
    pub id: u64,
    /// Of which project.
    pub project: u64,
    /// Title.
    pub title: String,
    /// Public key.
    pub key: String,
    /// Whether it may push.
    pub can_push: bool,
    /// Whether every project may use it.
    pub is_public: bool,
    /// Who added it.
    pub user: Option<u64>,
    /// When it ends.
    pub expires_at: Option<String>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// An OAuth application of the instance.
#[derive(Debug, Clone)]
pub struct Application {
    /// Id.
    pub id: u64,
    /// The public id.
    pub uid: String,
    /// Name.
    pub name: String,
    /// Where it sends people back to.
    pub redirect_uri: String,
    /// Scopes.
    pub scopes: Vec<String>,
    /// Whether its secret stays secret.
    pub is_confidential: bool,
    /// SHA-256 of the secret.
    pub digest: [u8; 32],
}

/// A pipeline trigger token.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// Id.
    pub id: u64,
    /// Of which project.
    pub project: u64,
    /// As whom it starts pipelines.
    pub owner: u64,
    /// What it is for.
    pub description: String,
    /// SHA-256 of the secret.
    pub digest: [u8; 32],
    /// The first four letters, which GitLab shows to others than the owner.
    pub hint: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// An agent for Kubernetes.
#[derive(Debug, Clone)]
pub struct Agent {
    /// Id.
    pub id: u64,
    /// Of which project.
    pub project: u64,
    /// Name.
    pub name: String,
    /// Who made it.
    pub creator: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Its tokens.
    pub tokens: Vec<AgentToken>,
}

/// A token of an agent.
#[derive(Debug, Clone)]
pub struct AgentToken {
    /// Id; one sequence for all agents.
    pub id: u64,
    /// Name.
    pub name: String,
    /// SHA-256 of the secret.
    pub digest: [u8; 32],
    /// Who made it.
    pub creator: u64,
    /// Whether it was ended.
    pub is_revoked: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A link that makes members of a SAML group members here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamlGroupLink {
    /// Of which group.
    pub group: u64,
    /// Name of the SAML group.
    pub name: String,
    /// As what.
    pub level: Level,
    /// Which provider.
    pub provider: Option<String>,
}

impl World {
    /// Adds a runner and returns its id and its authentication token.
    pub fn add_runner(
        &mut self,
        place: Option<Place>,
        description: &str,
        creator: Option<u64>,
        at: Timestamp,
    ) -> (u64, String) {
        let id = self.next_id("runner");
        let prefix = if creator.is_some() { secret::RUNNER_TOKEN } else { secret::REGISTERED };
        let token = secret::legacy(prefix, &mut self.dice);
        let runner = Runner {
            id,
            description: description.to_owned(),
            place,
            projects: match place {
                Some(Place::Project(id)) => vec![id],
                _ => Vec::new(),
            },
            is_paused: false,
            is_locked: false,
            runs_untagged: true,
            tags: Vec::new(),
            access_level: "not_protected".to_owned(),
            maximum_timeout: None,
            maintenance_note: None,
            digest: secret::digest(&token),
            creator,
            ip_address: "192.0.2.31".to_owned(),
            created_at: at,
        };
        self.runners.insert(id, runner);
        (id, token)
    }

    /// Adds a deploy token and returns its id and its secret.
    pub fn add_deploy_token(
        &mut self,
        place: Place,
        name: &str,
        scopes: &[&str],
        expires_at: Option<Timestamp>,
    ) -> (u64, String) {
        let id = self.next_id("deploy token");
        let secret = secret::legacy(secret::DEPLOY_TOKEN, &mut self.dice);
        let token = DeployToken {
            id,
            place,
            name: name.to_owned(),
            username: format!("gitlab+deploy-token-{id}"),
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
            digest: secret::digest(&secret),
            expires_at,
            is_revoked: false,
        };
        self.deploy_tokens.insert(id, token);
        (id, secret)
    }

    /// Adds a pipeline trigger token and returns its id and its secret.
    pub fn add_trigger(
        &mut self,
        project: u64,
        owner: u64,
        description: &str,
        at: Timestamp,
    ) -> (u64, String) {
        let id = self.next_id("trigger");
        let secret = format!("{}{}", secret::TRIGGER_TOKEN, self.dice.hex(40));
        let trigger = Trigger {
            id,
            project,
            owner,
            description: description.to_owned(),
            digest: secret::digest(&secret),
            hint: secret.chars().skip(secret::TRIGGER_TOKEN.len()).take(4).collect(),
            created_at: at,
            last_used_at: None,
        };
        self.triggers.insert(id, trigger);
        (id, secret)
    }

    /// Adds an agent for Kubernetes without tokens.
    pub fn add_agent(&mut self, project: u64, creator: u64, name: &str, at: Timestamp) -> u64 {
        let id = self.next_id("agent");
        let tokens = Vec::new();
        let agent = Agent { id, project, name: name.to_owned(), creator, created_at: at, tokens };
        self.agents.insert(id, agent);
        id
    }

    /// Gives an agent a token and returns its id and its secret.
    pub fn add_agent_token(
        &mut self,
        agent: u64,
        creator: u64,
        name: &str,
        at: Timestamp,
    ) -> (u64, String) {
        let id = self.next_id("agent token");
        let secret = format!("{}{}", secret::AGENT_TOKEN, self.dice.letters(50));
        let token = AgentToken {
            id,
            name: name.to_owned(),
            digest: secret::digest(&secret),
            creator,
            is_revoked: false,
            created_at: at,
        };
        if let Some(agent) = self.agents.get_mut(&agent) {
            agent.tokens.push(token);
        }
        (id, secret)
    }

    /// Adds an OAuth application and returns its id and its secret.
    pub fn add_application(
        &mut self,
        name: &str,
        redirect_uri: &str,
        scopes: &[&str],
        is_confidential: bool,
    ) -> (u64, String) {
        let id = self.next_id("application");
        let secret = self.application_secret();
        let application = Application {
            id,
            uid: self.dice.hex(64),
            name: name.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
            is_confidential,
            digest: secret::digest(&secret),
        };
        self.applications.insert(id, application);
        (id, secret)
    }

    /// A new secret for an OAuth application.
    pub(crate) fn application_secret(&mut self) -> String {
        format!("{}{}", secret::APPLICATION_SECRET, self.dice.hex(64))
    }

    /// A new registration token for runners of a place; the one before ends.
    pub fn reset_registration_token(&mut self, place: Option<Place>) -> String {
        let token = secret::legacy(secret::REGISTRATION_TOKEN, &mut self.dice);
        self.registration_tokens.insert(place, secret::digest(&token));
        token
    }

    /// A new feed token for a user; the one before ends.
    pub fn reset_feed_token(&mut self, user: u64) -> String {
        let token = secret::legacy(secret::FEED_TOKEN, &mut self.dice);
        if let Some(user) = self.users.get_mut(&user) {
            user.feed_token = Some(secret::digest(&token));
        }
        token
    }

    /// A new token for a user's incoming mail; the one before ends.
    pub fn reset_incoming_email_token(&mut self, user: u64) -> String {
        let token = format!("{}{}", secret::INCOMING_EMAIL_TOKEN, self.dice.letters(25));
        if let Some(user) = self.users.get_mut(&user) {
            user.incoming_email_token = Some(secret::digest(&token));
        }
        token
    }

    /// Whether a deploy token still opens anything.
    pub fn is_deploy_token_active(token: &DeployToken, now: Timestamp) -> bool {
        !token.is_revoked && token.expires_at.is_none_or(|end| end > now)
    }
}
