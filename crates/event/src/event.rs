//! The event itself.

use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Actor, Change, DedupKey, Entity, EventId, Target, TokenRef};

/// One thing that happened, whatever GitLab told it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Same key = same event, told again. See [`DedupKey`].
    pub key: DedupKey,
    /// GitLab's own id, where the shape has one.
    pub id: Option<EventId>,
    /// When GitLab says it happened (UTC, to the millisecond as sent). Not when we
    /// received it; where the source tells no time, the time of receipt.
    pub occurred_at: Timestamp,
    /// The offset from UTC that the source wrote the time with, in seconds.
    pub offset_s: i32,
    /// The road it came by.
    pub way: Way,
    /// The shape it came in.
    pub format: Format,
    /// Type from GitLab's catalogue (`event_type`, `event_name`); `None` in old rows.
    /// Unknown names are normal: the list is open.
    pub event_type: Option<String>,
    /// Who did it.
    pub actor: Actor,
    /// Under which scope.
    pub entity: Option<Entity>,
    /// To what.
    pub target: Option<Target>,
    /// From what to what.
    pub change: Change,
    /// The client's address (the first of a chain).
    pub ip: Option<IpAddr>,
    /// `custom_message`, never translated by GitLab; `protocol action` for Git operations.
    pub message: Option<String>,
    /// The HTTP request, for request logs.
    pub request: Option<Request>,
    /// The token that authenticated, for request logs.
    pub token: Option<TokenRef>,
    /// Joins rows of one request across logs.
    pub correlation_id: Option<String>,
    /// What could not be understood; the rest of the event stands.
    pub problems: Vec<Problem>,
}

impl Event {
    /// Whether the bytes were understood. If not, only `key`, `way` and the
    /// time of receipt mean anything; the raw bytes are in the ledger.
    pub fn is_parsed(&self) -> bool {
        self.format != Format::Unparsed
    }

    /// The Sigma `logsource` service that rules match it under.
    pub fn service(&self) -> Service {
        self.format.service()
    }
}

/// An HTTP request as a request log tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// HTTP method.
    pub method: Option<String>,
    /// Path without query.
    pub path: Option<String>,
    /// Grape route, e.g. `/api/:version/projects`.
    pub route: Option<String>,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// User agent.
    pub user_agent: Option<String>,
}

/// The road by which an event came to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// GitLab's HTTP audit event stream.
    Stream,
    /// A file given to `portcullis import`.
    Import,
    /// The REST audit endpoints.
    Rest,
}

impl Way {
    /// The word used in a record's source, in search and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Import => "import",
            Self::Rest => "rest",
        }
    }

    /// The road that a record came by: its source up to the first slash. A source
    /// of another name was brought by somebody, as a file is.
    pub fn of_source(source: &str) -> Self {
        let name = source.split('/').next().unwrap_or(source);
        [Self::Stream, Self::Import, Self::Rest]
            .into_iter()
            .find(|way| way.as_str() == name)
            .unwrap_or(Self::Import)
    }
}

/// The shape that an event came in: one file in [`crate::normalise`] each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Audit event as streamed: flat fields beside `details`, `event_type`.
    AuditStream,
    /// Row of the REST audit endpoints: `details`, `event_name` or neither.
    AuditRest,
    /// Line of `audit_json.log`, old (flat) or new (nested and flat).
    AuditJson,
    /// Line of `api_json.log`.
    ApiJson,
    /// Not understood; kept raw.
    Unparsed,
}

impl Format {
    /// The word used in search and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuditStream => "audit_stream",
            Self::AuditRest => "audit_rest",
            Self::AuditJson => "audit_json",
            Self::ApiJson => "api_json",
            Self::Unparsed => "unparsed",
        }
    }

    /// The Sigma `logsource` service of this shape.
    pub fn service(self) -> Service {
        match self {
            Self::AuditStream | Self::AuditRest | Self::AuditJson => Service::Audit,
            Self::ApiJson => Service::Api,
            Self::Unparsed => Service::Unparsed,
        }
    }
}

/// Sigma `logsource` service under `product: gitlab`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Audit events, whatever the shape.
    Audit,
    /// REST requests.
    Api,
    /// No rule looks at it.
    Unparsed,
}

impl Service {
    /// The word used in `logsource.service`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Api => "api",
            Self::Unparsed => "unparsed",
        }
    }
}

/// Something in the bytes that was not as expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field, or empty for the whole.
    pub field: String,
    /// What is wrong, in plain English.
    pub what: String,
}
