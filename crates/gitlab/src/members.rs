//! Members of projects and groups.

use jiff::Timestamp;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// A project or a group, where both have the same calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `/projects/:id`.
    Project(i64),
    /// `/groups/:id`.
    Group(i64),
}

impl Place {
    /// The URL of something below it.
    pub(crate) fn at(self, client: &Client, below: &[&str]) -> Url {
        let (resource, id) = match self {
            Self::Project(id) => ("projects", id),
            Self::Group(id) => ("groups", id),
        };
        let id = id.to_string();
        let mut segments = vec![resource, &id];
        segments.extend(below);
        client.at(&segments)
    }
}

/// A user who is a member of a place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// The user's id.
    pub id: i64,
    /// The user's name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub username: String,
    /// The user's state.
    #[serde(default, deserialize_with = "null_as_default")]
    pub state: String,
    /// 10 Guest … 50 Owner.
    pub access_level: u8,
    /// The day on which the membership ends, if it does.
    #[serde(default)]
    pub expires_at: Option<String>,
    /// When the membership began.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// A role of the organisation's own (Ultimate).
    #[serde(default)]
    pub member_role: Option<MemberRole>,
}

/// A role of the organisation's own, which adds to a level.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MemberRole {
    /// GitLab's id.
    pub id: i64,
}

/// What a member may do, and until when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Role {
    /// 10 Guest … 50 Owner.
    pub access_level: u8,
    /// The day on which it ends (`2026-12-31`); `None` = never.
    pub expires_at: Option<String>,
    /// A role of the organisation's own (Ultimate).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_role_id: Option<i64>,
}

#[derive(Serialize)]
struct NewMember<'a> {
    user_id: i64,
    #[serde(flatten)]
    role: &'a Role,
}

impl Client {
    /// The direct members of a place.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/members`, `/groups/{id}/members`.
    pub async fn members(&self, place: Place) -> Result<Vec<Member>, GitLabError> {
        self.list(place.at(self, &["members"])).await
    }

    /// The members of a place, those of the groups above it too.
    ///
    /// Source: GitLab docs, `api/members`, GET `/groups/:id/members/all`.
    pub async fn all_members(&self, place: Place) -> Result<Vec<Member>, GitLabError> {
        self.list(place.at(self, &["members", "all"])).await
    }

    /// A direct member of a place.
    ///
    /// Source: GitLab docs, `api/members`, GET `/groups/:id/members/:user_id`.
    pub async fn member(&self, place: Place, user: i64) -> Result<Member, GitLabError> {
        self.get(place.at(self, &["members", &user.to_string()])).await
    }

    /// Adds a member. `Conflict` = is one already.
    ///
    /// Source: GitLab docs, `api/members`, POST `/projects/:id/members`, `/groups/:id/members`.
    pub async fn add_member(
        &self,
        place: Place,
        user: i64,
        role: &Role,
    ) -> Result<Member, GitLabError> {
        self.post(place.at(self, &["members"]), &NewMember { user_id: user, role }).await
    }

    /// Gives a member another role or another end.
    ///
    /// Source: GitLab's OpenAPI, PUT `/projects/{id}/members/{user_id}`.
    pub async fn change_member(
        &self,
        place: Place,
        user: i64,
        role: &Role,
    ) -> Result<Member, GitLabError> {
        self.put(place.at(self, &["members", &user.to_string()]), role).await
    }

    /// Removes a direct member from this place alone: memberships in what lies
    /// below stay, each to be removed by itself, so that each can be put back.
    /// GitLab takes 60 of these a minute ([`GitLabError::RateLimited`], no header).
    ///
    /// Source: GitLab's OpenAPI, DELETE `/groups/{id}/members/{user_id}`,
    /// `skip_subresources`; GitLab docs, `security/rate_limits`.
    pub async fn remove_member(&self, place: Place, user: i64) -> Result<(), GitLabError> {
        let mut url = place.at(self, &["members", &user.to_string()]);
        url.query_pairs_mut().append_pair("skip_subresources", "true");
        self.command(Method::DELETE, url).await
    }
}
