//! Settings of projects, groups and the instance: only the fields that are
//! asked for leave an answer. What a secret could be in is never read out.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Map, Value};
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;

/// Whose settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsAt {
    /// `/projects/:id`.
    Project(i64),
    /// `/groups/:id`.
    Group(i64),
    /// `/application/settings`. For administrators.
    Instance,
    /// `/projects/:id/approvals` (Premium).
    ProjectApprovals(i64),
    /// `/projects/:id/merge_request_approval_setting` (Premium).
    ProjectApprovalSetting(i64),
    /// `/groups/:id/merge_request_approval_setting` (Premium).
    GroupApprovalSetting(i64),
    /// `/projects/:id/approval_rules/:rule` (Premium).
    ApprovalRule(i64, i64),
    /// `/projects/:id/push_rule` (Premium).
    ProjectPushRule(i64),
    /// `/groups/:id/push_rule` (Premium).
    GroupPushRule(i64),
    /// `/projects/:id/job_token_scope`.
    JobTokenScope(i64),
    /// `/projects/:id/pipeline_schedules/:schedule`.
    Schedule(i64, i64),
}

/// Endings of names of fields that hold secrets where they hold text
/// (`akismet_api_key`, `runners_token`, `asset_proxy_secret_key` …).
const SECRET_ENDINGS: &[&str] = &["_token", "_key", "_secret", "_password", "_pass"];

impl Client {
    /// What these fields are set to. A field that GitLab does not tell, and one
    /// that holds a secret, is missing.
    ///
    /// Source: GitLab docs, `api/projects`, `api/groups`, `api/settings`,
    /// `api/merge_request_approvals`, `api/merge_request_approval_settings`,
    /// `api/project_push_rules`, `api/project_job_token_scopes`, `api/pipeline_schedules`.
    pub async fn settings(
        &self,
        at: SettingsAt,
        fields: &[&str],
    ) -> Result<BTreeMap<String, Value>, GitLabError> {
        // A project without a push rule answers `null`.
        let row: Option<Map<String, Value>> = self.get(self.settings_at(at)).await?;
        let row = in_words_of_change(at, row.unwrap_or_default());
        let is_asked = |(field, value): &(String, Value)| {
            let may_be_secret = SECRET_ENDINGS.iter().any(|ending| field.ends_with(ending));
            fields.contains(&field.as_str()) && !(may_be_secret && value.is_string())
        };
        Ok(row.into_iter().filter(is_asked).collect())
    }

    /// Sets these fields. Sent once.
    ///
    /// Source: as [`Client::settings`]; approvals are set by `POST`, the job token's
    /// scope by `PATCH` as `enabled`.
    pub async fn change_settings(
        &self,
        at: SettingsAt,
        set: &BTreeMap<String, Value>,
    ) -> Result<(), GitLabError> {
        let url = self.settings_at(at);
        match at {
            SettingsAt::ProjectApprovals(_) => self.post_command(url, set).await,
            SettingsAt::JobTokenScope(_) => {
                let enabled = set.get("inbound_enabled").or_else(|| set.get("enabled"));
                let body = BTreeMap::from([("enabled", enabled)]);
                self.command_with(Method::PATCH, url, &body).await
            }
            SettingsAt::ProjectPushRule(_) | SettingsAt::GroupPushRule(_) => {
                self.set_push_rule(url, set).await
            }
            _the_others => self.command_with(Method::PUT, url, set).await,
        }
    }

    /// The first push rule is made, later ones are changed.
    ///
    /// Source: GitLab docs, `api/project_push_rules`, `api/group_push_rules`.
    async fn set_push_rule(
        &self,
        url: Url,
        set: &BTreeMap<String, Value>,
    ) -> Result<(), GitLabError> {
        let rule: Result<Option<Map<String, Value>>, GitLabError> = self.get(url.clone()).await;
        let is_there = match rule {
            Ok(rule) => rule.is_some_and(|rule| !rule.is_empty()),
            Err(error) if error.is_not_found() => false,
            Err(error) => return Err(error),
        };
        let method = if is_there { Method::PUT } else { Method::POST };
        self.command_with(method, url, set).await
    }

    fn settings_at(&self, at: SettingsAt) -> Url {
        let id = |id: i64| id.to_string();
        match at {
            SettingsAt::Project(project) => self.at(&["projects", &id(project)]),
            SettingsAt::Group(group) => self.at(&["groups", &id(group)]),
            SettingsAt::Instance => self.at(&["application", "settings"]),
            SettingsAt::ProjectApprovals(project) => {
                self.at(&["projects", &id(project), "approvals"])
            }
            SettingsAt::ProjectApprovalSetting(project) => {
                self.at(&["projects", &id(project), "merge_request_approval_setting"])
            }
            SettingsAt::GroupApprovalSetting(group) => {
                self.at(&["groups", &id(group), "merge_request_approval_setting"])
            }
            SettingsAt::ApprovalRule(project, rule) => {
                self.at(&["projects", &id(project), "approval_rules", &id(rule)])
            }
            SettingsAt::ProjectPushRule(project) => {
                self.at(&["projects", &id(project), "push_rule"])
            }
            SettingsAt::GroupPushRule(group) => self.at(&["groups", &id(group), "push_rule"]),
            SettingsAt::JobTokenScope(project) => {
                self.at(&["projects", &id(project), "job_token_scope"])
            }
            SettingsAt::Schedule(project, schedule) => {
                self.at(&["projects", &id(project), "pipeline_schedules", &id(schedule)])
            }
        }
    }
}

/// GitLab tells some settings in other words than it takes them.
fn in_words_of_change(at: SettingsAt, mut row: Map<String, Value>) -> Map<String, Value> {
    match at {
        // `{"value": true, "locked": false, "inherited_from": null}`
        SettingsAt::ProjectApprovalSetting(_) | SettingsAt::GroupApprovalSetting(_) => {
            for value in row.values_mut() {
                if let Some(inner) = value.get("value").cloned() {
                    *value = inner;
                }
            }
        }
        SettingsAt::ApprovalRule(..) => row = rule_in_words_of_change(row),
        SettingsAt::JobTokenScope(_) => {
            if let Some(enabled) = row.get("inbound_enabled").cloned() {
                row.insert("enabled".to_owned(), enabled);
            }
        }
        _the_others => {}
    }
    row
}

/// `users: [{id, …}]` is taken as `user_ids: [id]`.
///
/// Source: GitLab docs, `api/merge_request_approvals`, "project approval rules".
pub(crate) fn rule_in_words_of_change(mut row: Map<String, Value>) -> Map<String, Value> {
    let pairs = [
        ("users", "user_ids"),
        ("groups", "group_ids"),
        ("protected_branches", "protected_branch_ids"),
    ];
    for (told, taken) in pairs {
        if let Some(Value::Array(items)) = row.remove(told) {
            let ids = items.iter().filter_map(|item| item.get("id").cloned()).collect();
            row.insert(taken.to_owned(), Value::Array(ids));
        }
    }
    row
}
