//! Listings of everything that keeps a door open, in one lenient shape: what a
//! survey and an inventory need of it, never a secret or a value.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;

/// A listing. Each variant names its endpoint.
///
/// Source: GitLab's OpenAPI, the `GET` operations named; group hooks by GitLab's
/// Go client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listing {
    /// `/users/:id/gpg_keys`.
    UserGpgKeys(i64),
    /// `/users/:id/keys`.
    UserKeys(i64),
    /// `/deploy_keys`. For administrators.
    DeployKeys,
    /// `/projects/:id/deploy_keys`.
    ProjectDeployKeys(i64),
    /// `/deploy_tokens`. For administrators.
    DeployTokens,
    /// `/projects/:id/deploy_tokens`.
    ProjectDeployTokens(i64),
    /// `/groups/:id/deploy_tokens`.
    GroupDeployTokens(i64),
    /// `/projects/:id/triggers`.
    ProjectTriggers(i64),
    /// `/runners/all`. For administrators.
    Runners,
    /// `/projects/:id/runners`.
    ProjectRunners(i64),
    /// `/groups/:id/runners`.
    GroupRunners(i64),
    /// `/applications`. For administrators.
    Applications,
    /// `/projects/:id/pipeline_schedules`.
    ProjectSchedules(i64),
    /// `/projects/:id/hooks`.
    ProjectHooks(i64),
    /// `/groups/:id/hooks` (Premium).
    GroupHooks(i64),
    /// `/hooks`. For administrators.
    SystemHooks,
    /// `/projects/:id/members`: direct ones.
    ProjectMembers(i64),
    /// `/groups/:id/members`: direct ones.
    GroupMembers(i64),
    /// `/projects/:id/variables`.
    ProjectVariables(i64),
    /// `/groups/:id/variables`.
    GroupVariables(i64),
    /// `/admin/ci/variables`. For administrators.
    InstanceVariables,
    /// `/projects/:id/protected_branches`.
    ProtectedBranches(i64),
    /// `/personal_access_tokens`: with impersonation tokens where GitLab lists
    /// them here; all of the instance for administrators.
    PersonalTokens,
}

/// A row of a listing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thing {
    /// GitLab's number; 0 where it has none.
    pub id: i64,
    /// Name, title, description, key or URL.
    pub name: String,
    /// The user that owns it, acts by it or is the member.
    pub user: Option<i64>,
    /// That user's name, where told.
    pub username: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Whether it works, as far as told.
    pub is_active: bool,
    /// Scopes.
    pub scopes: Vec<String>,
    /// Other short facts, by GitLab's names: no secret is among them.
    pub flags: BTreeMap<String, String>,
}

/// Fields that name a thing, the best first. A deploy token's `username` is no
/// user's, and a member's is.
const NAMES: [&str; 7] =
    ["key", "application_name", "title", "name", "description", "url", "username"];

/// Facts kept as flags.
const FLAGS: [&str; 26] = [
    "access_level",
    "alert_status",
    "application_id",
    "callback_url",
    "can_push",
    "confidential",
    "cron",
    "enable_ssl_verification",
    "environment_scope",
    "fingerprint_sha256",
    "hidden",
    "impersonation",
    "ip_address",
    "is_shared",
    "masked",
    "next_run_at",
    "online",
    "paused",
    "protected",
    "ref",
    "revoked",
    "runner_type",
    "state",
    "status",
    "url",
    "variable_type",
];

impl Client {
    /// A whole listing.
    ///
    /// Source: the endpoint that the [`Listing`] names.
    pub async fn things(&self, listing: Listing) -> Result<Vec<Thing>, GitLabError> {
        let rows: Vec<Map<String, Value>> = self.list(self.listing(listing)).await?;
        // The rows, with values of variables in them, end here.
        Ok(rows.iter().map(|row| thing(listing, row)).collect())
    }

    fn listing(&self, listing: Listing) -> Url {
        let of = |kind: &str, id: i64, what: &str| self.at(&[kind, &id.to_string(), what]);
        match listing {
            Listing::UserGpgKeys(id) => of("users", id, "gpg_keys"),
            Listing::UserKeys(id) => of("users", id, "keys"),
            Listing::DeployKeys => self.at(&["deploy_keys"]),
            Listing::ProjectDeployKeys(id) => of("projects", id, "deploy_keys"),
            Listing::DeployTokens => self.at(&["deploy_tokens"]),
            Listing::ProjectDeployTokens(id) => of("projects", id, "deploy_tokens"),
            Listing::GroupDeployTokens(id) => of("groups", id, "deploy_tokens"),
            Listing::ProjectTriggers(id) => of("projects", id, "triggers"),
            Listing::Runners => self.at(&["runners", "all"]),
            Listing::ProjectRunners(id) => of("projects", id, "runners"),
            Listing::GroupRunners(id) => of("groups", id, "runners"),
            Listing::Applications => self.at(&["applications"]),
            Listing::ProjectSchedules(id) => of("projects", id, "pipeline_schedules"),
            Listing::ProjectHooks(id) => of("projects", id, "hooks"),
            Listing::GroupHooks(id) => of("groups", id, "hooks"),
            Listing::SystemHooks => self.at(&["hooks"]),
            Listing::ProjectMembers(id) => of("projects", id, "members"),
            Listing::GroupMembers(id) => of("groups", id, "members"),
            Listing::ProjectVariables(id) => of("projects", id, "variables"),
            Listing::GroupVariables(id) => of("groups", id, "variables"),
            Listing::InstanceVariables => self.at(&["admin", "ci", "variables"]),
            Listing::ProtectedBranches(id) => of("projects", id, "protected_branches"),
            Listing::PersonalTokens => self.at(&["personal_access_tokens"]),
        }
    }

    /// A place's or the instance's settings: its switches, numbers and short words.
    /// Only what is asked for by name is taken out of the answer.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}`, `/groups/{id}`; GitLab docs,
    /// `api/settings`, GET `/application/settings`.
    pub async fn settings_of(
        &self,
        place: SettingsOf,
        names: &[&str],
    ) -> Result<BTreeMap<String, Value>, GitLabError> {
        let url = match place {
            SettingsOf::Instance => self.at(&["application", "settings"]),
            SettingsOf::Group(id) => {
                self.at_query(&["groups", &id.to_string()], &[("with_projects", "false")])
            }
            SettingsOf::Project(id) => self.at(&["projects", &id.to_string()]),
        };
        let mut row: Map<String, Value> = self.get(url).await?;
        let taken = names.iter().filter_map(|name| row.remove_entry(*name));
        Ok(taken.filter(|(_, value)| !value.is_object()).collect())
    }

    /// What was paid for, as an administrator reads it: `free`, `premium`, `ultimate`.
    /// 404 on the Community Edition.
    ///
    /// Source: GitLab docs, `api/license`, GET `/license`.
    pub async fn license_plan(&self) -> Result<Option<String>, GitLabError> {
        let row: Map<String, Value> = self.get(self.at(&["license"])).await?;
        Ok(text(&row, "plan"))
    }

    /// What was paid for in a group of GitLab.com, as its owner reads it.
    ///
    /// Source: GitLab docs, `api/namespaces`, GET `/namespaces/:id` (`plan`).
    pub async fn namespace_plan(&self, group: i64) -> Result<Option<String>, GitLabError> {
        let row: Map<String, Value> =
            self.get(self.at(&["namespaces", &group.to_string()])).await?;
        Ok(text(&row, "plan"))
    }

    /// Whether our token may act as administrator, asked by reading one row that
    /// only administrators may read; refusals are the error.
    ///
    /// Source: GitLab docs, `api/applications`, GET `/applications` (administrators).
    pub async fn try_as_administrator(&self) -> Result<(), GitLabError> {
        let url = self.at_query(&["applications"], &[("per_page", "1")]);
        self.get::<Vec<serde::de::IgnoredAny>>(url).await.map(drop)
    }

    /// Whether an endpoint of Premium is there: a group's push rule. 404 also
    /// where none is set, so that `false` means "not known".
    ///
    /// Source: GitLab docs, `api/group_push_rules`, GET `/groups/:id/push_rule`.
    pub async fn has_group_push_rule(&self, group: i64) -> Result<bool, GitLabError> {
        let url = self.at(&["groups", &group.to_string(), "push_rule"]);
        match self.get::<serde::de::IgnoredAny>(url).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Whose settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsOf {
    /// The instance's. For administrators.
    Instance,
    /// A group's.
    Group(i64),
    /// A project's.
    Project(i64),
}

fn thing(listing: Listing, row: &Map<String, Value>) -> Thing {
    let is_member = matches!(listing, Listing::ProjectMembers(_) | Listing::GroupMembers(_));
    let owner = row.get("owner").or_else(|| row.get("user")).and_then(Value::as_object);
    let user = match (is_member, owner) {
        (true, _) => number(row, "id"),
        (false, Some(owner)) => number(owner, "id"),
        (false, None) => number(row, "user_id"),
    };
    let is_off = |name: &str| row.get(name).and_then(Value::as_bool) == Some(false);
    let is_on = |name: &str| row.get(name).and_then(Value::as_bool) == Some(true);
    // A paused runner still has its token and can be let loose again.
    let is_active = !is_on("revoked") && !is_on("expired") && !is_off("active");
    Thing {
        id: number(row, "id").unwrap_or_default(),
        name: name_of(listing, row, is_member),
        user,
        username: if is_member {
            text(row, "username")
        } else {
            owner.and_then(|o| text(o, "username"))
        },
        created_at: moment(row, "created_at"),
        last_used_at: moment(row, "last_used_at")
            .or_else(|| moment(row, "last_used"))
            .or_else(|| moment(row, "contacted_at")),
        expires_at: moment(row, "expires_at"),
        is_active: is_active
            || matches!(
                listing,
                Listing::Runners | Listing::ProjectRunners(_) | Listing::GroupRunners(_)
            ),
        scopes: words(row, "scopes"),
        flags: FLAGS
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), flag(row.get(*name)?)?)))
            .collect(),
    }
}

fn name_of(listing: Listing, row: &Map<String, Value>, is_member: bool) -> String {
    if is_member {
        return text(row, "username").unwrap_or_default();
    }
    let is_variable = matches!(
        listing,
        Listing::ProjectVariables(_) | Listing::GroupVariables(_) | Listing::InstanceVariables
    );
    // Elsewhere `key` is a public key: long, and no name.
    let names = NAMES.iter().filter(|name| is_variable || **name != "key");
    names.filter_map(|name| text(row, name)).find(|name| !name.is_empty()).unwrap_or_default()
}

fn text(row: &Map<String, Value>, name: &str) -> Option<String> {
    row.get(name)?.as_str().map(str::to_owned)
}

fn number(row: &Map<String, Value>, name: &str) -> Option<i64> {
    row.get(name)?.as_i64()
}

/// A time, or a day: its end counts, as GitLab's tokens end with their day's beginning
/// in UTC and may be said later, never earlier.
fn moment(row: &Map<String, Value>, name: &str) -> Option<Timestamp> {
    let text = row.get(name)?.as_str()?;
    text.parse().ok().or_else(|| {
        let day: jiff::civil::Date = text.parse().ok()?;
        Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })
}

fn words(row: &Map<String, Value>, name: &str) -> Vec<String> {
    let list = row.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
}

fn flag(value: &Value) -> Option<String> {
    match value {
        Value::Bool(is) => Some(is.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn read(listing: Listing, row: &Value) -> Thing {
        thing(listing, row.as_object().unwrap())
    }

    #[test]
    fn a_variable_is_its_name_and_flags_never_its_value() {
        let row = json!({ "key": "DEPLOY", "value": "hunter2", "masked": true, "environment_scope": "*" });
        let thing = read(Listing::ProjectVariables(1), &row);
        assert_eq!((thing.id, thing.name.as_str()), (0, "DEPLOY"));
        assert_eq!(thing.flags["masked"], "true");
        assert!(!format!("{thing:?}").contains("hunter2"));
    }

    #[test]
    fn a_trigger_is_its_owners_and_keeps_no_token() {
        let row = json!({ "id": 5, "description": "nightly", "token": "glptt-secret",
            "owner": { "id": 7, "username": "alice" }, "last_used": "2026-01-02T03:04:05Z" });
        let thing = read(Listing::ProjectTriggers(1), &row);
        assert_eq!((thing.user, thing.username.as_deref()), (Some(7), Some("alice")));
        assert!(thing.last_used_at.is_some() && !format!("{thing:?}").contains("secret"));
    }

    #[test]
    fn a_day_is_a_moment_and_a_revoked_token_works_no_longer() {
        let row = json!({ "id": 5, "name": "t", "revoked": true, "expires_at": "2026-08-15" });
        let thing = read(Listing::ProjectDeployTokens(1), &row);
        assert_eq!(thing.expires_at, Some("2026-08-15T00:00:00Z".parse().unwrap()));
        assert!(!thing.is_active);
    }
}
