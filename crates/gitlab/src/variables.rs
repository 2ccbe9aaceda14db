//! CI/CD variables: their names and flags. Never their values (UA2): a value
//! goes out where somebody replaces one, and none ever comes in.

use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;
use crate::home::Home;
use crate::words::null_as_default;

/// A CI/CD variable without its value. GitLab sends the value along; there is
/// no field here to put it in, so it ends with the answer's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "GitLab's row has these flags")]
pub struct Variable {
    /// Its name.
    pub key: String,
    /// `env_var` or `file`.
    #[serde(default)]
    pub variable_type: Option<String>,
    /// Whether only pipelines of protected branches and tags see it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub protected: bool,
    /// Whether job logs hide it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub masked: bool,
    /// Whether its value cannot be shown any more.
    #[serde(default, deserialize_with = "null_as_default")]
    pub hidden: bool,
    /// Whether other variables' names in its value are left as they are.
    #[serde(default, deserialize_with = "null_as_default")]
    pub raw: bool,
    /// The environments that it is for, `*` for all.
    #[serde(default)]
    pub environment_scope: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// Why its value could not be masked: judged while reading, the value itself is
    /// dropped at once.
    #[serde(default, rename = "value", deserialize_with = "judged")]
    pub mask_problem: Option<MaskProblem>,
}

/// Why GitLab does not mask a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaskProblem {
    /// Fewer than eight characters.
    TooShort,
    /// A space or a tab in it.
    HasSpace,
    /// More than one line.
    NotOneLine,
}

/// Why GitLab would not mask this value; `None` = as far as known here it would.
/// It refuses a value that is another variable's name too, which only GitLab
/// itself can tell.
///
/// Source: GitLab docs, `ci/variables`, "Mask a CI/CD variable".
pub fn mask_problem(value: &str) -> Option<MaskProblem> {
    if value.contains(['\n', '\r']) {
        Some(MaskProblem::NotOneLine)
    } else if value.contains(char::is_whitespace) {
        Some(MaskProblem::HasSpace)
    } else if value.chars().count() < 8 {
        Some(MaskProblem::TooShort)
    } else {
        None
    }
}

fn judged<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<MaskProblem>, D::Error> {
    let value: Option<SecretString> = Option::deserialize(deserializer)?;
    Ok(value.and_then(|value| mask_problem(value.expose_secret())))
}

/// Flags to switch; `None` leaves one as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct VariableFlags {
    /// Whether job logs hide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub masked: Option<bool>,
    /// Whether only pipelines of protected branches and tags see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protected: Option<bool>,
}

#[derive(Serialize)]
struct NewValue<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct NewVariable<'a> {
    key: &'a str,
    value: &'a str,
    environment_scope: &'a str,
    variable_type: &'a str,
    protected: bool,
    raw: bool,
    masked_and_hidden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

impl Client {
    /// A project's own variables. For its maintainers.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/variables`.
    pub async fn project_variables(&self, project: i64) -> Result<Vec<Variable>, GitLabError> {
        self.variables(Home::Project(project)).await
    }

    /// A group's own variables, which its projects see too. For its owners.
    ///
    /// Source: GitLab's OpenAPI, GET `/groups/{id}/variables`.
    pub async fn group_variables(&self, group: i64) -> Result<Vec<Variable>, GitLabError> {
        self.variables(Home::Group(group)).await
    }

    /// The variables of a home. Those of the instance are for administrators.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/variables`,
    /// `/groups/{id}/variables`, `/admin/ci/variables`.
    pub async fn variables(&self, home: Home) -> Result<Vec<Variable>, GitLabError> {
        self.list(home.at(self, &["admin", "ci", "variables"], &["variables"])).await
    }

    /// Switches flags of a variable; its value stays.
    ///
    /// Source: GitLab's OpenAPI, PUT `/projects/{id}/variables/{key}` and its like
    /// (`value` may be left out).
    pub async fn change_variable(
        &self,
        home: Home,
        (key, scope): (&str, &str),
        flags: VariableFlags,
    ) -> Result<(), GitLabError> {
        self.command_with(Method::PUT, self.variable_at(home, key, scope), &flags).await
    }

    /// Gives a variable another value.
    ///
    /// Source: GitLab's OpenAPI, PUT `/projects/{id}/variables/{key}` and its like.
    pub async fn replace_variable_value(
        &self,
        home: Home,
        (key, scope): (&str, &str),
        value: &SecretString,
    ) -> Result<(), GitLabError> {
        let url = self.variable_at(home, key, scope);
        self.command_with(Method::PUT, url, &NewValue { value: value.expose_secret() }).await
    }

    /// Makes a variable, masked and hidden, otherwise like `like`.
    ///
    /// Source: GitLab docs, `api/project_level_variables`, `masked_and_hidden` (17.4 and later).
    pub async fn add_hidden_variable(
        &self,
        home: Home,
        like: &Variable,
        value: &SecretString,
    ) -> Result<(), GitLabError> {
        let new = NewVariable {
            key: &like.key,
            value: value.expose_secret(),
            environment_scope: like.environment_scope.as_deref().unwrap_or("*"),
            variable_type: like.variable_type.as_deref().unwrap_or("env_var"),
            protected: like.protected,
            raw: like.raw,
            masked_and_hidden: true,
            description: like.description.as_deref(),
        };
        let url = home.at(self, &["admin", "ci", "variables"], &["variables"]);
        self.post_command(url, &new).await
    }

    /// Deletes a variable.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/projects/{id}/variables/{key}` and its like.
    pub async fn delete_variable(
        &self,
        home: Home,
        (key, scope): (&str, &str),
    ) -> Result<(), GitLabError> {
        self.command(Method::DELETE, self.variable_at(home, key, scope)).await
    }

    /// The same key may be there once for each scope: the filter says which.
    fn variable_at(&self, home: Home, key: &str, scope: &str) -> Url {
        let mut url = home.at(self, &["admin", "ci", "variables"], &["variables", key]);
        if home != Home::Instance {
            url.query_pairs_mut().append_pair("filter[environment_scope]", scope);
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variables_value_is_not_taken_out_of_the_answer() {
        let row = r#"{"key":"DEPLOY","value":"hunter2","masked":true,"protected":null,"environment_scope":"*"}"#;
        let variable: Variable = serde_json::from_str(row).unwrap();
        assert!(variable.masked && !variable.protected);
        assert!(!format!("{variable:?}").contains("hunter2"));
        assert_eq!(variable.mask_problem, Some(MaskProblem::TooShort));
    }

    #[test]
    fn a_hidden_variable_has_no_value_to_judge() {
        let row = r#"{"key":"DEPLOY","value":null,"masked":true,"hidden":true}"#;
        let variable: Variable = serde_json::from_str(row).unwrap();
        assert_eq!(variable.mask_problem, None);
    }

    #[test]
    fn what_cannot_be_masked_says_why() {
        for (value, problem) in [
            ("long-enough", None),
            ("12345678", None),
            ("1234567", Some(MaskProblem::TooShort)),
            ("", Some(MaskProblem::TooShort)),
            ("has a space", Some(MaskProblem::HasSpace)),
            ("-----BEGIN\nKEY-----", Some(MaskProblem::NotOneLine)),
        ] {
            assert_eq!(mask_problem(value), problem, "{value:?}");
        }
    }
}
