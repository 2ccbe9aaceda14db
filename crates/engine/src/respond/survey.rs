//! What is known of a suspect before anything is done: read-only facts.

use event::{GroupId, ProjectId, TokenId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::plan::Text;
use super::{Act, Before};

/// What the response is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// An access token that leaked.
    Token {
        /// Which one.
        token: TokenHandle,
    },
    /// A user whose account is in foreign hands.
    User {
        /// Which one.
        user: UserId,
    },
}

/// Where a token belongs; each has its own endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum TokenScope {
    /// `/personal_access_tokens/:id`.
    Personal,
    /// `/projects/:project/access_tokens/:id`, held by a bot user.
    Project {
        /// The project.
        project: ProjectId,
    },
    /// `/groups/:group/access_tokens/:id`, held by a bot user.
    Group {
        /// The group.
        group: GroupId,
    },
}

/// Names a token without its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TokenHandle {
    /// Its id.
    pub id: TokenId,
    /// Where it belongs.
    #[serde(flatten)]
    pub scope: TokenScope,
}

/// A token that the suspect holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedToken {
    /// Which one.
    pub handle: TokenHandle,
    /// Its name in GitLab.
    pub name: String,
    /// Its scopes (`api`, `read_api` …).
    pub scopes: Vec<String>,
    /// Whether it still works.
    pub is_active: bool,
    /// Whether it was revoked (a revoked token must not be rotated: GitLab then
    /// revokes every active token of its family).
    pub is_revoked: bool,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was last used, as GitLab knows (updated at most every ten minutes).
    pub last_used_at: Option<Timestamp>,
    /// Addresses that used it last, where the instance tells (19.4 and later).
    pub last_used_ips: Vec<String>,
    /// The user that it acts as.
    pub user: Option<UserId>,
}

/// An SSH key of the suspect. Public, so it can be put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedKey {
    /// GitLab's id of the key.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The public key.
    pub key: String,
    /// When it was added.
    pub created_at: Option<Timestamp>,
}

/// A webhook of a project that the suspect can administer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedWebhook {
    /// The project.
    pub project: ProjectId,
    /// The project's path.
    pub project_path: String,
    /// GitLab's id of the hook.
    pub id: i64,
    /// Where it sends to.
    pub url: String,
    /// When it was added.
    pub created_at: Option<Timestamp>,
}

/// A project or group that the suspect is a member of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// `Project` or `Namespace`, as GitLab says.
    pub kind: String,
    /// Id of the project or group.
    pub id: i64,
    /// Path or name.
    pub path: String,
    /// 10 Guest … 50 Owner.
    pub access_level: u8,
    /// Names of CI/CD variables readable at this level (Maintainer and above); never values (UA2).
    pub variables: Vec<String>,
    /// `private`, `internal` or `public`.
    pub visibility: Option<String>,
    /// Pipelines of this project created as the suspect lately: they break when the credential ends.
    pub pipelines: Vec<String>,
}

/// Everything known of the suspect, read from GitLab at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// What it is about.
    pub subject: Subject,
    /// When it was read.
    pub taken_at: Timestamp,
    /// The user that the subject is or acts as.
    pub user: UserId,
    /// That user's name.
    pub username: String,
    /// `active`, `blocked` …
    pub state: String,
    /// Whether that user is an administrator.
    pub is_admin: bool,
    /// Whether that user is a bot.
    pub is_bot: bool,
    /// The responder's own user: must never be locked out.
    pub responder: UserId,
    /// Tokens held by the user.
    pub tokens: Vec<OwnedToken>,
    /// SSH keys of the user.
    pub keys: Vec<OwnedKey>,
    /// Webhooks on projects within reach.
    pub webhooks: Vec<OwnedWebhook>,
    /// Memberships, with what they let one read.
    pub memberships: Vec<Membership>,
    /// What could not be read, and why (tier, role, error): an incomplete survey says so.
    pub gaps: Vec<String>,
}

impl Survey {
    /// A user's name, or the number of one that the survey is not about.
    pub fn name_of(&self, user: UserId) -> String {
        if user == self.user { self.username.clone() } else { user.to_string() }
    }

    /// A token held by the user.
    pub fn token(&self, handle: TokenHandle) -> Option<&OwnedToken> {
        self.tokens.iter().find(|token| token.handle == handle)
    }

    /// A token's name, or its number where the survey does not know it.
    pub fn token_name(&self, handle: TokenHandle) -> String {
        self.token(handle).map_or_else(|| handle.id.to_string(), |token| token.name.clone())
    }

    /// An SSH key of the user.
    pub fn key(&self, id: i64) -> Option<&OwnedKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// A webhook within reach.
    pub fn webhook(&self, project: ProjectId, id: i64) -> Option<&OwnedWebhook> {
        self.webhooks.iter().find(|hook| hook.project == project && hook.id == id)
    }

    /// A project's path, or its number where the survey does not know it.
    pub fn project_path(&self, project: ProjectId) -> String {
        let hook = self.webhooks.iter().find(|hook| hook.project == project);
        let member =
            self.memberships.iter().find(|place| place.is_project() && place.id == project.0);
        hook.map(|hook| hook.project_path.clone())
            .or_else(|| member.map(|place| place.path.clone()))
            .unwrap_or_else(|| project.to_string())
    }

    /// How many tokens work, and how many SSH keys there are.
    pub fn live_credentials(&self) -> (usize, usize) {
        (self.tokens.iter().filter(|token| token.is_active).count(), self.keys.len())
    }

    /// What the survey saw of the thing that an act would change; `None` = it
    /// does not tell. Another look just before the act still decides.
    pub fn before(&self, act: &Act) -> Option<Before> {
        match act {
            Act::BlockUser { user } | Act::UnblockUser { user } => {
                (*user == self.user).then(|| Before::User { state: self.state.clone() })
            }
            Act::RevokeToken { token } | Act::RotateToken { token } => {
                self.token(*token).map(|token| Before::Token { is_active: token.is_active })
            }
            Act::DeleteSshKey { key, .. } => self
                .key(*key)
                .map(|key| Before::SshKey { title: key.title.clone(), key: key.key.clone() }),
            Act::RemoveWebhook { project, hook } => {
                self.webhook(*project, *hook).map(|hook| Before::Webhook { url: hook.url.clone() })
            }
            Act::AddSshKey { .. } | Act::AddWebhook { .. } => None,
        }
    }

    /// Pipelines that run as the user and will not any more, one line for each place.
    pub(super) fn pipelines_that_stop(&self) -> impl Iterator<Item = Text> {
        self.memberships.iter().filter(|place| !place.pipelines.is_empty()).map(|place| {
            let args = [("project", place.path.clone()), ("pipelines", place.pipelines.join(", "))];
            Text::of("impact-pipelines-stop", args)
        })
    }

    /// When and from where a token was last used: what may break without it.
    pub(super) fn last_use(&self, handle: TokenHandle) -> Option<Text> {
        let token = self.token(handle)?;
        let name = ("token", token.name.clone());
        let Some(when) = token.last_used_at else {
            return Some(Text::of("impact-token-never-used", [name]));
        };
        let when = ("when", when.to_string());
        if token.last_used_ips.is_empty() {
            return Some(Text::of("impact-token-last-used", [name, when]));
        }
        let addresses = ("addresses", token.last_used_ips.join(", "));
        Some(Text::of("impact-token-last-used-from", [name, when, addresses]))
    }
}

impl Membership {
    /// Whether it is a project; else a group.
    pub fn is_project(&self) -> bool {
        self.kind == "Project"
    }
}
