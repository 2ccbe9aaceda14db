//! The event itself.

use std::borrow::Cow;
use std::collections::BTreeMap;
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
    /// What only some logs tell, under the names of [`crate::field::MORE`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub more: BTreeMap<Cow<'static, str>, String>,
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
    /// A file given to `portcullis import`, or standard input.
    Import,
    /// The REST audit endpoints.
    Rest,
    /// GitLab's system hooks.
    Hook,
    /// A log file or folder that is followed as it grows.
    Follow,
    /// A bucket into which GitLab exports audit events.
    Bucket,
    /// Syslog over TCP or UDP.
    Syslog,
}

impl Way {
    /// All roads.
    pub const ALL: [Self; 7] = [
        Self::Stream,
        Self::Import,
        Self::Rest,
        Self::Hook,
        Self::Follow,
        Self::Bucket,
        Self::Syslog,
    ];

    /// The word used in a record's source, in search and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Import => "import",
            Self::Rest => "rest",
            Self::Hook => "hook",
            Self::Follow => "follow",
            Self::Bucket => "bucket",
            Self::Syslog => "syslog",
        }
    }

    /// The road that a record came by: its source up to the first slash. A source
    /// of another name was brought by somebody, as a file is.
    pub fn of_source(source: &str) -> Self {
        let name = source.split('/').next().unwrap_or(source);
        Self::ALL.into_iter().find(|way| way.as_str() == name).unwrap_or(Self::Import)
    }
}

/// The shape that an event came in: one file in [`crate::normalise`] each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Audit event as streamed: flat fields beside `details`, `event_type`. Also what
    /// the S3 and Google Cloud exports hold.
    AuditStream,
    /// Row of the REST audit endpoints: `details`, `event_name` or neither.
    AuditRest,
    /// Line of `audit_json.log`, old (flat) or new (nested and flat).
    AuditJson,
    /// Row of the audit events that an administrator exports as CSV.
    AuditCsv,
    /// Body of a system hook.
    SystemHook,
    /// Line of `production_json.log`: a request to a page, or Git over HTTP.
    ProductionJson,
    /// Line of `api_json.log`.
    ApiJson,
    /// Line of `graphql_json.log`.
    GraphqlJson,
    /// Line of `auth_json.log` or `auth.log`: throttled and blocked requests.
    AuthJson,
    /// Line of `application_json.log` or `application.log`.
    ApplicationJson,
    /// Line of `gitlab-shell.log`: Git over SSH.
    GitlabShell,
    /// Line of `git_json.log`: Git commands that failed.
    GitJson,
    /// Line of Gitaly's log.
    Gitaly,
    /// Line of Workhorse's log: every HTTP request.
    Workhorse,
    /// Line of the NGINX access log.
    NginxAccess,
    /// Line of Sidekiq's log, JSON or text: background jobs.
    Sidekiq,
    /// Line of `web_hooks.log`.
    WebHooks,
    /// Line of `features_json.log`: feature flags switched.
    FeaturesJson,
    /// Line of `exceptions_json.log`.
    ExceptionsJson,
    /// Line of `integrations_json.log`.
    IntegrationsJson,
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
            Self::AuditCsv => "audit_csv",
            Self::SystemHook => "system_hook",
            Self::ProductionJson => "production_json",
            Self::ApiJson => "api_json",
            Self::GraphqlJson => "graphql_json",
            Self::AuthJson => "auth_json",
            Self::ApplicationJson => "application_json",
            Self::GitlabShell => "gitlab_shell",
            Self::GitJson => "git_json",
            Self::Gitaly => "gitaly",
            Self::Workhorse => "workhorse",
            Self::NginxAccess => "nginx_access",
            Self::Sidekiq => "sidekiq",
            Self::WebHooks => "web_hooks",
            Self::FeaturesJson => "features_json",
            Self::ExceptionsJson => "exceptions_json",
            Self::IntegrationsJson => "integrations_json",
            Self::Unparsed => "unparsed",
        }
    }

    /// The Sigma `logsource` service of this shape.
    pub fn service(self) -> Service {
        match self {
            Self::AuditStream | Self::AuditRest | Self::AuditJson | Self::AuditCsv => {
                Service::Audit
            }
            Self::SystemHook => Service::SystemHook,
            Self::ProductionJson => Service::Production,
            Self::ApiJson => Service::Api,
            Self::GraphqlJson => Service::Graphql,
            Self::AuthJson => Service::Auth,
            Self::ApplicationJson => Service::Application,
            Self::GitlabShell => Service::Shell,
            Self::GitJson => Service::Git,
            Self::Gitaly => Service::Gitaly,
            Self::Workhorse => Service::Workhorse,
            Self::NginxAccess => Service::Nginx,
            Self::Sidekiq => Service::Sidekiq,
            Self::WebHooks => Service::WebHooks,
            Self::FeaturesJson => Service::Features,
            Self::ExceptionsJson => Service::Exceptions,
            Self::IntegrationsJson => Service::Integrations,
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
    /// System hooks.
    SystemHook,
    /// Requests to pages, and Git over HTTP (`production_json.log`).
    Production,
    /// REST requests.
    Api,
    /// GraphQL requests.
    Graphql,
    /// Throttled and blocked requests.
    Auth,
    /// What the application says of users and projects.
    Application,
    /// Git over SSH.
    Shell,
    /// Git commands that failed.
    Git,
    /// Calls to Gitaly.
    Gitaly,
    /// Every HTTP request, as Workhorse saw it.
    Workhorse,
    /// Every HTTP request, as NGINX saw it.
    Nginx,
    /// Background jobs.
    Sidekiq,
    /// Webhooks switched off and on again.
    WebHooks,
    /// Feature flags switched.
    Features,
    /// Errors in the application.
    Exceptions,
    /// Calls of integrations.
    Integrations,
    /// No rule looks at it.
    Unparsed,
}

impl Service {
    /// All services that a rule can name.
    pub const ALL: [Self; 17] = [
        Self::Audit,
        Self::SystemHook,
        Self::Production,
        Self::Api,
        Self::Graphql,
        Self::Auth,
        Self::Application,
        Self::Shell,
        Self::Git,
        Self::Gitaly,
        Self::Workhorse,
        Self::Nginx,
        Self::Sidekiq,
        Self::WebHooks,
        Self::Features,
        Self::Exceptions,
        Self::Integrations,
    ];

    /// The word used in `logsource.service`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::SystemHook => "system_hook",
            Self::Production => "production",
            Self::Api => "api",
            Self::Graphql => "graphql",
            Self::Auth => "auth",
            Self::Application => "application",
            Self::Shell => "shell",
            Self::Git => "git",
            Self::Gitaly => "gitaly",
            Self::Workhorse => "workhorse",
            Self::Nginx => "nginx",
            Self::Sidekiq => "sidekiq",
            Self::WebHooks => "web_hooks",
            Self::Features => "features",
            Self::Exceptions => "exceptions",
            Self::Integrations => "integrations",
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
