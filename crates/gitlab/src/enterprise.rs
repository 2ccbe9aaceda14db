//! Credentials of the enterprise users of a GitLab.com top-level group: what a
//! group's owner may see and end where nobody of us is an administrator.
//!
//! Ultimate, GitLab.com, owner of the top-level group. GitLab may ask for a
//! proof of possession (`DPoP`) if our own user switched that on: then these
//! calls are [`GitLabError::Unauthorized`].

use jiff::civil::Date;
use reqwest::Method;

use crate::client::Client;
use crate::error::{Call, GitLabError};
use crate::keys::EnterpriseKey;
use crate::tokens::{AccessToken, Successor};

impl Client {
    /// Personal access tokens of a group's enterprise users, also the ended ones.
    ///
    /// Source: GitLab's Go client, `group_credentials`, GET `/groups/:id/manage/personal_access_tokens`.
    pub async fn enterprise_tokens(&self, group: i64) -> Result<Vec<AccessToken>, GitLabError> {
        self.list(self.manage(group, "personal_access_tokens")).await
    }

    /// Tokens of the group's own tree, projects and groups, each held by a bot.
    ///
    /// Source: GitLab's Go client, `group_credentials`, GET `/groups/:id/manage/resource_access_tokens`.
    pub async fn enterprise_resource_tokens(
        &self,
        group: i64,
    ) -> Result<Vec<AccessToken>, GitLabError> {
        self.list(self.manage(group, "resource_access_tokens")).await
    }

    /// One personal access token of an enterprise user, out of the listing: there
    /// is no call for one alone.
    ///
    /// Source: GitLab's Go client, `group_credentials`, GET `/groups/:id/manage/personal_access_tokens`.
    pub async fn enterprise_token(
        &self,
        group: i64,
        token: i64,
    ) -> Result<AccessToken, GitLabError> {
        let tokens = self.enterprise_tokens(group).await?;
        tokens.into_iter().find(|found| found.id == token).ok_or_else(|| GitLabError::NotFound {
            call: Call {
                method: Method::GET,
                path: self.manage(group, "personal_access_tokens").path().to_owned(),
            },
            said: None,
        })
    }

    /// Ends a personal access token of an enterprise user for good.
    ///
    /// Source: GitLab's Go client, `group_credentials`, DELETE `/groups/:id/manage/personal_access_tokens/:pat_id`.
    pub async fn revoke_enterprise_token(&self, group: i64, token: i64) -> Result<(), GitLabError> {
        let (group, token) = (group.to_string(), token.to_string());
        let url = self.at(&["groups", &group, "manage", "personal_access_tokens", &token]);
        self.command(Method::DELETE, url).await
    }

    /// As [`Client::rotate_personal_access_token`], for an enterprise user's token.
    ///
    /// Source: GitLab's Go client, `group_credentials`, POST `/groups/:id/manage/personal_access_tokens/:pat_id/rotate`.
    pub async fn rotate_enterprise_token(
        &self,
        group: i64,
        token: i64,
        expires_at: Option<Date>,
    ) -> Result<Successor, GitLabError> {
        let (group, token) = (group.to_string(), token.to_string());
        let manage = ["groups", &group, "manage", "personal_access_tokens", &token, "rotate"];
        self.rotate(self.at(&manage), expires_at).await
    }

    /// SSH keys of a group's enterprise users: without the keys themselves.
    ///
    /// Source: GitLab's Go client, `group_credentials`, GET `/groups/:id/manage/ssh_keys`.
    pub async fn enterprise_keys(&self, group: i64) -> Result<Vec<EnterpriseKey>, GitLabError> {
        self.list(self.manage(group, "ssh_keys")).await
    }

    /// Removes an SSH key of an enterprise user.
    ///
    /// Source: GitLab's Go client, `group_credentials`, DELETE `/groups/:id/manage/ssh_keys/:key_id`.
    pub async fn delete_enterprise_key(&self, group: i64, key: i64) -> Result<(), GitLabError> {
        let (group, key) = (group.to_string(), key.to_string());
        let url = self.at(&["groups", &group, "manage", "ssh_keys", &key]);
        self.command(Method::DELETE, url).await
    }

    fn manage(&self, group: i64, what: &str) -> url::Url {
        self.at(&["groups", &group.to_string(), "manage", what])
    }
}
