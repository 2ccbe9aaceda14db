//! Rules of who must approve merge requests (Premium).

use reqwest::Method;
use serde_json::{Map, Value};

use crate::client::Client;
use crate::error::GitLabError;
use crate::home::pick;
use crate::settings::rule_in_words_of_change;

/// What is kept of a rule.
const FIELDS: &[&str] = &[
    "id",
    "name",
    "rule_type",
    "report_type",
    "approvals_required",
    "user_ids",
    "group_ids",
    "protected_branch_ids",
    "applies_to_all_protected_branches",
];

impl Client {
    /// A project's rules: GitLab's rows in the words that making one takes.
    ///
    /// Source: GitLab docs, `api/merge_request_approvals`, GET `/projects/:id/approval_rules`.
    pub async fn approval_rules(
        &self,
        project: i64,
    ) -> Result<Vec<Map<String, Value>>, GitLabError> {
        let url = self.at(&["projects", &project.to_string(), "approval_rules"]);
        let rows: Vec<Map<String, Value>> = self.list(url).await?;
        Ok(rows.into_iter().map(|row| pick(rule_in_words_of_change(row), FIELDS)).collect())
    }

    /// Makes a rule.
    ///
    /// Source: GitLab docs, `api/merge_request_approvals`, POST `/projects/:id/approval_rules`.
    pub async fn add_approval_rule(
        &self,
        project: i64,
        name: &str,
        rule: &Map<String, Value>,
    ) -> Result<(), GitLabError> {
        let url = self.at(&["projects", &project.to_string(), "approval_rules"]);
        let mut body = rule.clone();
        body.insert("name".to_owned(), Value::from(name));
        self.post_command(url, &body).await
    }

    /// Removes a rule.
    ///
    /// Source: GitLab docs, `api/merge_request_approvals`,
    /// DELETE `/projects/:id/approval_rules/:approval_rule_id`.
    pub async fn delete_approval_rule(&self, project: i64, rule: i64) -> Result<(), GitLabError> {
        let (project, rule) = (project.to_string(), rule.to_string());
        let url = self.at(&["projects", &project, "approval_rules", &rule]);
        self.command(Method::DELETE, url).await
    }
}
