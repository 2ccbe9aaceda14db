//! Keeping users out by state, beside blocking: ban, deactivate, and back.
//!
//! Self-managed and Dedicated, for administrators. On GitLab.com none of these
//! calls exists: there a member is removed from the group.

use reqwest::Method;

use crate::client::Client;
use crate::error::GitLabError;

impl Client {
    /// Bans a user: out, and what the user made is hidden. GitLab bans only who
    /// is `active`: 403 for a blocked one.
    ///
    /// Source: GitLab docs, `api/user_moderation`, POST `/users/:id/ban`.
    pub async fn ban_user(&self, user: i64) -> Result<(), GitLabError> {
        self.moderate(user, "ban").await
    }

    /// Lifts a ban; 403 for who is not banned.
    ///
    /// Source: GitLab docs, `api/user_moderation`, POST `/users/:id/unban`.
    pub async fn unban_user(&self, user: i64) -> Result<(), GitLabError> {
        self.moderate(user, "unban").await
    }

    /// Deactivates a dormant user, who comes back by signing in. 403 for who was
    /// active in the last 90 days, is blocked, or is GitLab's own.
    ///
    /// Source: GitLab docs, `api/user_moderation`, POST `/users/:id/deactivate`.
    pub async fn deactivate_user(&self, user: i64) -> Result<(), GitLabError> {
        self.moderate(user, "deactivate").await
    }

    /// Makes a deactivated user active; 403 for a blocked one.
    ///
    /// Source: GitLab docs, `api/user_moderation`, POST `/users/:id/activate`.
    pub async fn activate_user(&self, user: i64) -> Result<(), GitLabError> {
        self.moderate(user, "activate").await
    }

    /// Lets in a user who waits for an administrator's approval.
    ///
    /// Source: GitLab docs, `api/user_moderation`, POST `/users/:id/approve`.
    pub async fn approve_user(&self, user: i64) -> Result<(), GitLabError> {
        self.moderate(user, "approve").await
    }

    async fn moderate(&self, user: i64, how: &str) -> Result<(), GitLabError> {
        self.command(Method::POST, self.at(&["users", &user.to_string(), how])).await
    }
}
