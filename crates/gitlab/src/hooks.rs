//! Webhooks of projects, groups and the instance. GitLab never tells their
//! secret, nor the values of their headers.

use jiff::Timestamp;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;
use crate::home::Home;
use crate::words::time;

/// A project's webhook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ProjectHook {
    /// GitLab's id.
    pub id: i64,
    /// Where it sends to. May itself hold a secret: not for traces.
    pub url: String,
    /// When it was added.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
}

/// A webhook with all that GitLab tells of its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// GitLab's id.
    pub id: i64,
    /// Where it sends to. May itself hold a secret: not for traces.
    pub url: String,
    /// Events, filters and checks by GitLab's field names: what making one takes.
    pub settings: Map<String, Value>,
    /// Names of its headers; their values are not told.
    pub header_names: Vec<String>,
    /// Names of what stands for parts of its URL; their values are not told.
    pub url_variable_names: Vec<String>,
}

#[derive(Serialize)]
struct NewHook<'a> {
    url: &'a str,
}

/// Settings beside the events, which all end in `_events`.
///
/// Source: GitLab docs, `api/project_webhooks`, `api/group_webhooks`, `api/system_hooks`.
const SETTINGS: &[&str] = &[
    "name",
    "description",
    "push_events_branch_filter",
    "branch_filter_strategy",
    "enable_ssl_verification",
    "custom_webhook_template",
];

impl Hook {
    /// `None` for a row without number or address, which GitLab does not send.
    fn of_row(row: &Map<String, Value>) -> Option<Self> {
        let is_setting = |field: &str| field.ends_with("_events") || SETTINGS.contains(&field);
        let settings = row.iter().filter(|(field, value)| is_setting(field) && !value.is_null());
        let names = |field: &str| {
            let items = row.get(field).and_then(Value::as_array).into_iter().flatten();
            items.filter_map(|item| item.get("key")?.as_str().map(str::to_owned)).collect()
        };
        Some(Self {
            id: row.get("id")?.as_i64()?,
            url: row.get("url")?.as_str()?.to_owned(),
            settings: settings.map(|(field, value)| (field.clone(), value.clone())).collect(),
            header_names: names("custom_headers"),
            url_variable_names: names("url_variables"),
        })
    }
}

impl Client {
    /// The webhooks of a home with their settings.
    ///
    /// Source: GitLab docs, `api/project_webhooks`, `api/group_webhooks` (Premium),
    /// `api/system_hooks` (for administrators).
    pub async fn hooks(&self, home: Home) -> Result<Vec<Hook>, GitLabError> {
        let rows: Vec<Map<String, Value>> = self.list(self.hooks_at(home)).await?;
        Ok(rows.iter().filter_map(Hook::of_row).collect())
    }

    /// Adds a webhook with these settings, without a secret.
    ///
    /// Source: GitLab docs, `api/project_webhooks`, `api/group_webhooks`, `api/system_hooks`.
    pub async fn add_hook(
        &self,
        home: Home,
        url: &str,
        settings: &Map<String, Value>,
    ) -> Result<(), GitLabError> {
        let mut body = settings.clone();
        body.insert("url".to_owned(), Value::from(url));
        self.post_command(self.hooks_at(home), &body).await
    }

    /// Removes a webhook; what it was sent stops at once.
    ///
    /// Source: GitLab docs, `api/project_webhooks`, `api/group_webhooks`, `api/system_hooks`.
    pub async fn delete_hook(&self, home: Home, hook: i64) -> Result<(), GitLabError> {
        let url = home.at(self, &["hooks"], &["hooks", &hook.to_string()]);
        self.command(Method::DELETE, url).await
    }

    fn hooks_at(&self, home: Home) -> Url {
        home.at(self, &["hooks"], &["hooks"])
    }

    /// A project's webhooks. For its maintainers.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/hooks`.
    pub async fn project_hooks(&self, project: i64) -> Result<Vec<ProjectHook>, GitLabError> {
        self.list(self.at(&["projects", &project.to_string(), "hooks"])).await
    }

    /// One webhook of a project.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/hooks/{hook_id}`.
    pub async fn project_hook(&self, project: i64, hook: i64) -> Result<ProjectHook, GitLabError> {
        self.get(self.at(&["projects", &project.to_string(), "hooks", &hook.to_string()])).await
    }

    /// Removes a project's webhook; what it was sent stops at once.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/projects/{id}/hooks/{hook_id}`.
    pub async fn delete_project_hook(&self, project: i64, hook: i64) -> Result<(), GitLabError> {
        self.delete_hook(Home::Project(project), hook).await
    }

    /// Adds a webhook to a project, with GitLab's defaults and without a secret.
    ///
    /// Source: GitLab's OpenAPI, POST `/projects/{id}/hooks`.
    pub async fn add_project_hook(
        &self,
        project: i64,
        url: &str,
    ) -> Result<ProjectHook, GitLabError> {
        let at = self.at(&["projects", &project.to_string(), "hooks"]);
        self.post(at, &NewHook { url }).await
    }
}

#[cfg(test)]
mod tests {
    use super::Hook;

    #[test]
    fn of_a_hook_only_what_makes_it_again_is_kept_and_names_of_what_is_secret() {
        let row = r#"{"id":4,"url":"https://a.test/x","push_events":false,"job_events":true,
            "name":null,"enable_ssl_verification":true,"token":"s3cret","alert_status":"executable",
            "custom_headers":[{"key":"X-Auth","value":"hunter2"}],"url_variables":[{"key":"team"}]}"#;
        let hook = Hook::of_row(&serde_json::from_str(row).unwrap()).unwrap();
        let fields: Vec<_> = hook.settings.keys().map(String::as_str).collect();
        assert_eq!(fields, ["enable_ssl_verification", "job_events", "push_events"]);
        assert_eq!(
            (hook.header_names, hook.url_variable_names),
            (vec!["X-Auth".into()], vec!["team".into()])
        );
    }
}
