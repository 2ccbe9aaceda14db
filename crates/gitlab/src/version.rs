//! Which GitLab this is.

use serde::Deserialize;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::null_as_default;

/// Version and edition.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Metadata {
    /// E.g. `18.5.1-ee`.
    pub version: String,
    /// The commit that it was built from.
    #[serde(default, deserialize_with = "null_as_default")]
    pub revision: String,
    /// Whether it is the Enterprise Edition; false before GitLab 15.6, which does not say.
    #[serde(default, deserialize_with = "null_as_default")]
    pub enterprise: bool,
}

impl Client {
    /// Version and edition. Needs a token that works.
    ///
    /// Source: GitLab docs, `api/metadata`, GET `/metadata`.
    pub async fn metadata(&self) -> Result<Metadata, GitLabError> {
        self.get(self.at(&["metadata"])).await
    }
}
