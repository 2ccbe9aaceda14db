//! CI/CD variables: their names and flags. Never their values (UA2).

use serde::Deserialize;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::null_as_default;

/// A CI/CD variable without its value. GitLab sends the value along; there is
/// no field here to put it in, so it ends with the answer's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
    /// The environments that it is for, `*` for all.
    #[serde(default)]
    pub environment_scope: Option<String>,
}

impl Client {
    /// A project's own variables. For its maintainers.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/variables`.
    pub async fn project_variables(&self, project: i64) -> Result<Vec<Variable>, GitLabError> {
        self.list(self.at(&["projects", &project.to_string(), "variables"])).await
    }

    /// A group's own variables, which its projects see too. For its owners.
    ///
    /// Source: GitLab's OpenAPI, GET `/groups/{id}/variables`.
    pub async fn group_variables(&self, group: i64) -> Result<Vec<Variable>, GitLabError> {
        self.list(self.at(&["groups", &group.to_string(), "variables"])).await
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
    }
}
