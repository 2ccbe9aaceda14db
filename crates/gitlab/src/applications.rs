//! OAuth applications of the instance. Those of groups and users are not here:
//! GitLab has no call for them.

use reqwest::Method;
use secrecy::SecretString;
use serde::Deserialize;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::null_as_default;

/// An OAuth application, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Application {
    /// GitLab's id, by which it is deleted.
    pub id: i64,
    /// The public id by which it presents itself.
    #[serde(default, deserialize_with = "null_as_default")]
    pub application_id: String,
    /// Its name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub application_name: String,
    /// Where users are sent back to.
    #[serde(default, deserialize_with = "null_as_default")]
    pub callback_url: String,
    /// Whether its secret can be kept by it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub confidential: bool,
}

#[derive(Deserialize)]
struct Renewed {
    secret: SecretString,
}

impl Client {
    /// The applications of the instance. For administrators.
    ///
    /// Source: GitLab's OpenAPI, GET `/applications`.
    pub async fn applications(&self) -> Result<Vec<Application>, GitLabError> {
        self.list(self.at(&["applications"])).await
    }

    /// Deletes an application; what users had allowed it ends with it. For administrators.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/applications/{id}`.
    pub async fn delete_application(&self, application: i64) -> Result<(), GitLabError> {
        self.command(Method::DELETE, self.at(&["applications", &application.to_string()])).await
    }

    /// Gives an application another secret, shown this once. For administrators.
    ///
    /// Source: GitLab's OpenAPI, POST `/applications/{id}/renew-secret`.
    pub async fn renew_application_secret(
        &self,
        application: i64,
    ) -> Result<SecretString, GitLabError> {
        let url = self.at(&["applications", &application.to_string(), "renew-secret"]);
        let renewed: Renewed = self.post_nothing(url).await?;
        Ok(renewed.secret)
    }
}
