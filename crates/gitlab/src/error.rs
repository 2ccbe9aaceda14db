//! What can go wrong with a call: a variant for each reaction of a caller.

mod problem;

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde::Deserialize;

pub use self::problem::Problem;
use crate::redact::redact_sentence;

/// Names a call, `POST /api/v4/users/7/block`: never its query, its body or its headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The HTTP method.
    pub method: Method,
    /// The path, without query.
    pub path: String,
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Why a call did not do what was asked.
///
/// `said` is GitLab's own sentence where it gave one, with everything hidden
/// that could be a token.
#[derive(Debug, thiserror::Error)]
pub enum GitLabError {
    /// The client could not be set up: nothing was sent.
    #[error("the connection to GitLab is not configured well: {what}")]
    Config {
        /// What is wrong with it.
        what: String,
    },
    /// The request did not reach GitLab, or its answer did not reach us. After
    /// a write this means: we do not know, read back.
    #[error("no answer from GitLab to {call}")]
    Transport {
        /// The call.
        call: Call,
        /// What the network says.
        #[source]
        source: reqwest::Error,
    },
    /// The answer did not come within the time allowed. After a write this
    /// means: we do not know, read back.
    #[error("GitLab did not answer {call} within {} s", .waited.as_secs())]
    Slow {
        /// The call.
        call: Call,
        /// How long was waited.
        waited: Duration,
    },
    /// Not sent: GitLab failed too often in a row, and is asked again later.
    #[error("GitLab is down: {call} was not sent, it is tried again in {} s", .again_in.as_secs().max(1))]
    Down {
        /// The call.
        call: Call,
        /// After how long the next call is sent again.
        again_in: Duration,
    },
    /// A listing gave the same page twice: it is neither complete nor ever at its end.
    #[error("the listing {call} gives the same page again and again")]
    PageRepeats {
        /// The call.
        call: Call,
    },
    /// 401: our token is wrong, expired or revoked (and for tokens of others
    /// than the caller: unknown, or not to be seen).
    #[error("GitLab does not accept the token for {call} (401)")]
    Unauthorized {
        /// The call.
        call: Call,
        /// GitLab's sentence.
        said: Option<String>,
    },
    /// 403: the token's owner may not do this, or a scope is missing.
    #[error("the token may not {call} (403)")]
    Forbidden {
        /// The call.
        call: Call,
        /// GitLab's sentence.
        said: Option<String>,
    },
    /// 404: not there, or not to be seen by this token.
    #[error("{call}: not there, or not to be seen with this token (404)")]
    NotFound {
        /// The call.
        call: Call,
        /// GitLab's sentence.
        said: Option<String>,
    },
    /// 405: this endpoint does not take this kind of thing.
    #[error("GitLab does not offer {call} for this (405)")]
    MethodNotAllowed {
        /// The call.
        call: Call,
        /// GitLab's sentence.
        said: Option<String>,
    },
    /// 409 or 412: it is not as the call presumes; read again, then decide.
    #[error("{call}: the state in GitLab does not allow it")]
    Conflict {
        /// The call.
        call: Call,
        /// GitLab's sentence.
        said: Option<String>,
    },
    /// 400 or 422: GitLab understood and refuses these values.
    #[error("GitLab refuses the values of {call}")]
    Rejected {
        /// The call.
        call: Call,
        /// GitLab's sentence.
        said: Option<String>,
    },
    /// 429: too many requests.
    #[error("GitLab asks to slow down at {call} (429)")]
    RateLimited {
        /// The call.
        call: Call,
        /// How long to wait, where GitLab says (its application limits do not).
        retry_after: Option<Duration>,
    },
    /// 5xx: GitLab failed.
    #[error("GitLab failed at {call} ({status})")]
    Server {
        /// The call.
        call: Call,
        /// The status.
        status: u16,
    },
    /// An answer that no version of GitLab known to us gives.
    #[error("unexpected answer to {call}: {what}")]
    Unexpected {
        /// The call.
        call: Call,
        /// What was unexpected.
        what: String,
    },
}

impl GitLabError {
    /// The call that failed; `None` if nothing was sent.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Config { .. } => None,
            Self::Transport { call, .. }
            | Self::Slow { call, .. }
            | Self::Down { call, .. }
            | Self::PageRepeats { call }
            | Self::Unauthorized { call, .. }
            | Self::Forbidden { call, .. }
            | Self::NotFound { call, .. }
            | Self::MethodNotAllowed { call, .. }
            | Self::Conflict { call, .. }
            | Self::Rejected { call, .. }
            | Self::RateLimited { call, .. }
            | Self::Server { call, .. }
            | Self::Unexpected { call, .. } => Some(call),
        }
    }

    /// Whether the same call may well succeed later, without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Transport { .. }
            | Self::Slow { .. }
            | Self::Down { .. }
            | Self::RateLimited { .. }
            | Self::Server { .. } => true,
            Self::Config { .. }
            | Self::PageRepeats { .. }
            | Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::MethodNotAllowed { .. }
            | Self::Conflict { .. }
            | Self::Rejected { .. }
            | Self::Unexpected { .. } => false,
        }
    }

    /// Whether the thing is not there, or not to be seen.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// Whether GitLab may have done it although we have no good answer: after
    /// a write, only reading back tells.
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(
            self,
            Self::Transport { .. }
                | Self::Slow { .. }
                | Self::Server { .. }
                | Self::Unexpected { .. }
        )
    }

    /// GitLab's own sentence, where it gave one.
    pub fn said(&self) -> Option<&str> {
        match self {
            Self::Unauthorized { said, .. }
            | Self::Forbidden { said, .. }
            | Self::NotFound { said, .. }
            | Self::MethodNotAllowed { said, .. }
            | Self::Conflict { said, .. }
            | Self::Rejected { said, .. } => said.as_deref(),
            Self::Config { .. }
            | Self::Transport { .. }
            | Self::Slow { .. }
            | Self::Down { .. }
            | Self::PageRepeats { .. }
            | Self::RateLimited { .. }
            | Self::Server { .. }
            | Self::Unexpected { .. } => None,
        }
    }

    /// The error that an answer with this status means.
    pub(crate) fn from_answer(
        call: Call,
        status: StatusCode,
        retry_after: Option<Duration>,
        body: &[u8],
    ) -> Self {
        let said = sentence(body);
        match status.as_u16() {
            400 | 422 => Self::Rejected { call, said },
            401 => Self::Unauthorized { call, said },
            403 => Self::Forbidden { call, said },
            404 => Self::NotFound { call, said },
            405 => Self::MethodNotAllowed { call, said },
            409 | 412 => Self::Conflict { call, said },
            429 => Self::RateLimited { call, retry_after },
            status @ 500.. => Self::Server { call, status },
            status => Self::Unexpected { call, what: format!("status {status}") },
        }
    }
}

/// The fields in which GitLab explains itself; `message` may be text, a list or a map.
#[derive(Deserialize)]
struct Explanation {
    message: Option<serde_json::Value>,
    error_description: Option<String>,
    error: Option<String>,
    /// The scope that is missing.
    scope: Option<String>,
}

/// GitLab's sentence out of an error's body, made safe to show.
fn sentence(body: &[u8]) -> Option<String> {
    let said: Explanation = serde_json::from_slice(body).ok()?;
    let message = said.message.map(|message| match message {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    });
    let text = message.or(said.error_description).or(said.error)?;
    let scope = said.scope.map(|scope| format!(" (scope: {scope})")).unwrap_or_default();
    let text = text + &scope;
    Some(redact_sentence(&text)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
