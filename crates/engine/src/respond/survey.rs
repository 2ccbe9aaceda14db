//! What is known of a suspect before anything is done: read-only facts.

use std::collections::{BTreeMap, BTreeSet};

use event::{GroupId, ProjectId, TokenId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::act::{Home, View};
use super::plan::Text;
use super::{Act, Made, OwnedThing, Seen, Standing, ThingKind, Use, act};

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
    /// A CI/CD job whose token leaked (S3).
    Job {
        /// Its project.
        project: ProjectId,
        /// Its id.
        job: i64,
    },
    /// A project: its settings, variables and pipelines (S4, S6).
    Project {
        /// Which one.
        project: ProjectId,
    },
    /// A group: its settings and variables (S6).
    Group {
        /// Which one.
        group: GroupId,
    },
    /// The whole instance (S5).
    Instance,
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
    /// `/users/:user/impersonation_tokens/:id`, made by an administrator to act
    /// as the user, who does not see it.
    Impersonation {
        /// The user.
        user: UserId,
    },
    /// `/groups/:group/manage/personal_access_tokens/:id`: an enterprise user's
    /// own token, in the hands of the owner of the top-level group (GitLab.com).
    Enterprise {
        /// The top-level group.
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
    /// The user that the subject is or acts as; 0 where it is a place.
    pub user: UserId,
    /// That user's name.
    pub username: String,
    /// `active`, `blocked` …
    pub state: String,
    /// Whether that user is an administrator.
    pub is_admin: bool,
    /// Whether that user is a bot.
    pub is_bot: bool,
    /// Who we are in GitLab: our own user must never be locked out.
    pub standing: Standing,
    /// Tokens held by the user.
    pub tokens: Vec<OwnedToken>,
    /// SSH keys of the user.
    pub keys: Vec<OwnedKey>,
    /// Webhooks on projects within reach.
    pub webhooks: Vec<OwnedWebhook>,
    /// Memberships, with what they let one read.
    pub memberships: Vec<Membership>,
    /// Everything else that lives within reach or belongs to the subject.
    #[serde(default)]
    pub things: Vec<OwnedThing>,
    /// Settings of the subject where it is a place: switches, never secrets.
    #[serde(default)]
    pub settings: BTreeMap<String, serde_json::Value>,
    /// What the record says was made since the window opened.
    #[serde(default)]
    pub made: Vec<Made>,
    /// Who is under suspicion: the user, and whom the user's acts brought to life.
    #[serde(default)]
    pub actors: BTreeSet<UserId>,
    /// From where and for what the credentials were used, by the record.
    #[serde(default)]
    pub uses: Vec<Use>,
    /// What could not be read, and why (tier, role, error): an incomplete survey says so.
    pub gaps: Vec<String>,
}

impl Survey {
    /// A survey that has found nothing yet.
    pub fn empty(subject: Subject, taken_at: Timestamp, standing: Standing) -> Self {
        Self {
            subject,
            taken_at,
            user: UserId(0),
            username: String::new(),
            state: String::new(),
            is_admin: false,
            is_bot: false,
            standing,
            tokens: Vec::new(),
            keys: Vec::new(),
            webhooks: Vec::new(),
            memberships: Vec::new(),
            things: Vec::new(),
            settings: BTreeMap::new(),
            made: Vec::new(),
            actors: BTreeSet::new(),
            uses: Vec::new(),
            gaps: Vec::new(),
        }
    }

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
    pub fn seen(&self, act: &Act) -> Option<Seen> {
        match act {
            Act::BlockUser(act::BlockUser { user })
            | Act::UnblockUser(act::UnblockUser { user }) => {
                (*user == self.user).then(|| Seen::User { state: self.state.clone() })
            }
            Act::RevokeToken(act::RevokeToken { token })
            | Act::RotateToken(act::RotateToken { token }) => {
                self.token(*token).map(|token| Seen::Token { is_active: token.is_active })
            }
            Act::DeleteSshKey(act) => self
                .key(act.key)
                .map(|key| Seen::SshKey { title: key.title.clone(), key: key.key.clone() }),
            Act::RemoveWebhook(act::RemoveWebhook { home: Home::Project { project }, hook }) => {
                self.webhook(*project, *hook).map(|hook| Seen::Webhook { url: hook.url.clone() })
            }
            _others_are_looked_at => None,
        }
    }

    /// Pipelines that run as the user and will not any more, one line for each place.
    pub(super) fn pipelines_that_stop(&self) -> impl Iterator<Item = Text> {
        self.memberships.iter().filter(|place| !place.pipelines.is_empty()).map(|place| {
            let args = [("project", place.path.clone()), ("pipelines", place.pipelines.join(", "))];
            Text::of("impact-pipelines-stop", args)
        })
    }

    /// Schedules and triggers that start pipelines as the user: with the user they stop.
    pub(super) fn starters_that_stop(&self) -> Option<Text> {
        let starts = |thing: &&OwnedThing| {
            let is_starter = matches!(thing.kind, ThingKind::Schedule | ThingKind::Trigger);
            is_starter && thing.is_active && thing.user == Some(self.user)
        };
        let named = |thing: &OwnedThing| format!("{} ({})", thing.name, thing.path);
        let names: Vec<String> = self.things.iter().filter(starts).map(named).collect();
        let is_told = !names.is_empty();
        is_told.then(|| Text::of("plan-breaks-starters", [("names", names.join(", "))]))
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

/// A user's name as the survey knows it, else the number.
pub(super) fn user_name(view: View<'_>, user: UserId) -> String {
    view.survey.map_or_else(|| user.to_string(), |survey| survey.name_of(user))
}

/// A token's name as the survey knows it, else the number.
pub(super) fn token_name(view: View<'_>, token: TokenHandle) -> String {
    view.survey.map_or_else(|| token.id.to_string(), |survey| survey.token_name(token))
}

/// A project's path as the survey knows it, else the number.
pub(super) fn project_path(view: View<'_>, project: ProjectId) -> String {
    view.survey.map_or_else(|| project.to_string(), |survey| survey.project_path(project))
}

/// When and from where a token was last used, as the survey knows it.
pub(super) fn last_use(view: View<'_>, token: TokenHandle) -> Option<Text> {
    view.survey.and_then(|survey| survey.last_use(token))
}
