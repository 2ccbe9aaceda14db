//! Something large, piece by piece: an archive of artifacts.

use bytes::Bytes;
use reqwest::Response;

use super::Client;
use crate::error::{Call, GitLabError};

/// A download in progress. Dropped before its end, it ends there.
pub struct Download {
    client: Client,
    call: Call,
    response: Response,
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download").field("call", &self.call).finish_non_exhaustive()
    }
}

impl Download {
    pub(super) fn new(client: Client, call: Call, response: Response) -> Self {
        Self { client, call, response }
    }

    /// How many bytes it says to have.
    pub fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece; none at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, GitLabError> {
        self.response.chunk().await.map_err(|source| self.client.lost(&self.call, source))
    }
}
