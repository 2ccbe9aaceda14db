//! Runners: the machines that run jobs, and the tokens by which they take and
//! register for work.

use jiff::Timestamp;
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;
use crate::members::Place;
use crate::words::{null_as_default, time};

/// A runner, without its token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Runner {
    /// GitLab's id.
    pub id: i64,
    /// What it is said to be.
    #[serde(default, deserialize_with = "null_as_default")]
    pub description: String,
    /// `instance_type`, `group_type` or `project_type`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub runner_type: String,
    /// Whether it takes no jobs.
    #[serde(default, deserialize_with = "null_as_default")]
    pub paused: bool,
    /// Where it last called from.
    #[serde(default)]
    pub ip_address: Option<String>,
    /// `online`, `offline`, `stale`, `never_contacted`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub status: String,
    /// When it was made, where told.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it last called; told of one runner, not in listings.
    #[serde(default, deserialize_with = "time")]
    pub contacted_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Pause {
    paused: bool,
}

#[derive(Serialize)]
struct Verified<'a> {
    token: &'a str,
}

#[derive(Deserialize)]
struct Reset {
    token: SecretString,
}

impl Client {
    /// All runners of the instance. For administrators.
    ///
    /// Source: GitLab's OpenAPI, GET `/runners/all`.
    pub async fn all_runners(&self) -> Result<Vec<Runner>, GitLabError> {
        self.list(self.at(&["runners", "all"])).await
    }

    /// The runners that a place may use.
    ///
    /// Source: GitLab docs, `api/runners`, GET `/projects/:id/runners`, `/groups/:id/runners`.
    pub async fn runners(&self, place: Place) -> Result<Vec<Runner>, GitLabError> {
        self.list(place.at(self, &["runners"])).await
    }

    /// One runner.
    ///
    /// Source: GitLab's OpenAPI, GET `/runners/{id}`.
    pub async fn runner(&self, runner: i64) -> Result<Runner, GitLabError> {
        self.get(self.runner_at(runner)).await
    }

    /// Lets a runner take no new jobs, or take them again. What runs on it goes on.
    ///
    /// Source: GitLab's OpenAPI, PUT `/runners/{id}`, `paused`.
    pub async fn pause_runner(&self, runner: i64, is_paused: bool) -> Result<(), GitLabError> {
        let body = Pause { paused: is_paused };
        self.command_with(Method::PUT, self.runner_at(runner), &body).await
    }

    /// Deletes a runner; its token ends with it.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/runners/{id}`.
    pub async fn delete_runner(&self, runner: i64) -> Result<(), GitLabError> {
        self.command(Method::DELETE, self.runner_at(runner)).await
    }

    /// Gives a runner another token, shown this once.
    ///
    /// Source: GitLab's OpenAPI, POST `/runners/{id}/reset_authentication_token`.
    pub async fn reset_runner_token(&self, runner: i64) -> Result<SecretString, GitLabError> {
        let runner = runner.to_string();
        self.reset(self.at(&["runners", &runner, "reset_authentication_token"])).await
    }

    /// Gives the instance (`None`) or a place another token for registering
    /// runners, shown this once. Runners that are registered stay so.
    ///
    /// Source: GitLab's OpenAPI, POST `/runners/reset_registration_token`,
    /// `/projects/{id}/runners/reset_registration_token`,
    /// `/groups/{id}/runners/reset_registration_token`.
    pub async fn reset_registration_token(
        &self,
        place: Option<Place>,
    ) -> Result<SecretString, GitLabError> {
        let below = ["runners", "reset_registration_token"];
        let url = place.map_or_else(|| self.at(&below), |place| place.at(self, &below));
        self.reset(url).await
    }

    /// Whether a runner's token works. Asked about the token that leaked, which
    /// GitLab may count as a sign of life of that runner.
    ///
    /// Source: GitLab's OpenAPI, POST `/runners/verify` (200 valid, 403 not).
    pub async fn is_runner_token_valid(&self, token: &SecretString) -> Result<bool, GitLabError> {
        let body = Verified { token: token.expose_secret() };
        match self.post_command(self.at(&["runners", "verify"]), &body).await {
            Ok(()) => Ok(true),
            Err(GitLabError::Forbidden { .. } | GitLabError::Rejected { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn runner_at(&self, runner: i64) -> Url {
        self.at(&["runners", &runner.to_string()])
    }

    async fn reset(&self, url: Url) -> Result<SecretString, GitLabError> {
        let reset: Reset = self.post_nothing(url).await?;
        Ok(reset.token)
    }
}
