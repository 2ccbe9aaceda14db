//! The names of an event's fields: one taxonomy for rules, search and SQL.
//!
//! The names are GitLab's own, so that a plain Sigma rule written for its
//! audit events works unchanged. They are stable: adding is fine, renaming is
//! a breaking change.

use serde_json::{Map, Number, Value};

use crate::{Event, Service};

#[cfg(test)]
mod tests;

/// A field of the taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name in rules and SQL.
    pub name: &'static str,
    /// Shorter names that the search language takes for it.
    pub search_names: &'static [&'static str],
    /// What it holds, one line.
    pub meaning: &'static str,
}

const fn field(
    name: &'static str,
    search_names: &'static [&'static str],
    meaning: &'static str,
) -> Field {
    Field { name, search_names, meaning }
}

/// All fields, in reading order.
pub const FIELDS: &[Field] = &[
    field("created_at", &["time"], "When it happened, RFC 3339 in UTC, to the millisecond."),
    field("service", &[], "The Sigma log source: `audit`, `api`, `production`, `auth`, `shell` …"),
    field("format", &[], "The shape that it came in, e.g. `audit_stream`."),
    field(
        "way",
        &[],
        "The road that it came by: `stream`, `rest`, `follow`, `hook`, `bucket`, `syslog`, `import`.",
    ),
    field(
        "event_type",
        &["type"],
        "Type from GitLab's catalogue; absent in old rows and in requests.",
    ),
    field("id", &[], "GitLab's own id of the event: a number or a UUID."),
    field(
        "author_id",
        &["user_id"],
        "Number of who did it; -1 nobody signed in, -2 a deploy token, -3 a deploy key.",
    ),
    field("author_name", &["actor", "username"], "Name of who did it; for requests the user name."),
    field(
        "author_class",
        &[],
        "`user`, `bot`, `deploy_token`, `deploy_key`, `job`, `unauthenticated` or `unknown`.",
    ),
    field("impersonated_by", &[], "The administrator who acted as that user."),
    field(
        "entity_type",
        &[],
        "Scope: `User`, `Group`, `Project`, `Gitlab::Audit::InstanceScope` …",
    ),
    field("entity_id", &[], "Number of the scope."),
    field("entity_path", &["entity"], "Path of the scope, e.g. `group/project`."),
    field("target_type", &[], "Kind of the thing that was acted on, e.g. `PersonalAccessToken`."),
    field("target_id", &[], "Its id as text: a number or a path."),
    field(
        "target_details",
        &["target"],
        "Its name, path or title; JSON text where GitLab sends an object.",
    ),
    field("change", &[], "Name of the setting that was changed."),
    field("from", &[], "Value before."),
    field("to", &[], "Value after; the role, where a member was added."),
    field("add", &[], "What was added."),
    field("remove", &[], "What was removed."),
    field(
        "custom_message",
        &["message"],
        "GitLab's message, always English; `protocol action` for Git.",
    ),
    field("ip_address", &["ip", "remote_ip"], "The client's address."),
    field("correlation_id", &[], "Joins rows of one request across logs."),
    field("method", &[], "HTTP method of a request."),
    field("path", &[], "Path of a request, without the query."),
    field("route", &[], "Route that it matched, e.g. `/api/:version/projects`."),
    field("status", &[], "HTTP status of the answer."),
    field("ua", &[], "User agent."),
    field("token_type", &[], "Kind of the token that authenticated, e.g. `PersonalAccessToken`."),
    field("token_id", &["token"], "Its number."),
    field("with", &[], "How somebody signed in: `standard`, `two-factor`, `ldap`, a provider."),
    field("severity", &[], "How grave the log holds it, as it writes it."),
    field("controller", &[], "Rails controller, e.g. `SessionsController`."),
    field("action", &[], "What was done: a controller's action, `enable`, `disable` …"),
    field(
        "params",
        &[],
        "Parameters that GitLab did not filter, as JSON, cut at 2,000 characters.",
    ),
    field("query_string", &[], "GraphQL query, cut at 2,000 characters."),
    field("operation_name", &[], "Name of a GraphQL query or mutation."),
    field("env", &[], "What the throttle did: `throttle`, `blocklist`, `track`."),
    field("matched", &[], "Name of the throttle, e.g. `throttle_authenticated_api`."),
    field("command", &[], "Git command: `git-upload-pack` fetches, `git-receive-pack` pushes."),
    field("protocol", &[], "Git over `ssh` or `http`."),
    field("key_id", &[], "Number of the SSH or deploy key that authenticated."),
    field("gl_repository", &[], "Repository as GitLab numbers it, e.g. `project-12`, `wiki-12`."),
    field("ref", &[], "Branch or tag, in full (`refs/heads/main`); several with commas."),
    field("grpc_service", &[], "Gitaly service, e.g. `gitaly.SmartHTTPService`."),
    field("grpc_method", &[], "Gitaly method, e.g. `PostUploadPackWithSidechannel`."),
    field("grpc_code", &[], "How the call ended: `OK`, `NotFound` …"),
    field("class", &[], "Class of a background job, e.g. `ProjectExportWorker`."),
    field("job_status", &[], "State of a background job: `start`, `done`, `fail` …"),
    field("jid", &[], "Id of a background job."),
    field("hook_id", &[], "Number of a webhook."),
    field("feature", &[], "Name of a feature flag."),
    field("exception_class", &[], "Class of an error."),
    field("exception_message", &[], "Its message, cut at 2,000 characters."),
    field("service_class", &[], "Class of an integration, e.g. `Integrations::Jira`."),
    field("client_url", &[], "Whom an integration called."),
    field("referer", &[], "Page from which a request came."),
    field("bytes_sent", &[], "Bytes in the answer."),
    field("duration_s", &[], "Seconds that it took; text in SQL."),
    field("access_level", &[], "Role that a system hook tells: `Guest` … `Owner`."),
    field(
        "visibility",
        &[],
        "Visibility that a system hook tells: `private`, `internal`, `public`.",
    ),
    field("email", &[], "Mail address that a system hook tells."),
    field("state", &[], "State of a user that a system hook tells: `active`, `blocked` …"),
];

/// The names under [`Event::more`]: what only some logs tell.
pub const MORE: [&str; 33] = [
    "with",
    "severity",
    "controller",
    "action",
    "params",
    "query_string",
    "operation_name",
    "env",
    "matched",
    "command",
    "protocol",
    "key_id",
    "gl_repository",
    "ref",
    "grpc_service",
    "grpc_method",
    "grpc_code",
    "class",
    "job_status",
    "jid",
    "hook_id",
    "feature",
    "exception_class",
    "exception_message",
    "service_class",
    "client_url",
    "referer",
    "bytes_sent",
    "duration_s",
    "access_level",
    "visibility",
    "email",
    "state",
];

/// Those of them that are numbers.
const NUMBERS: [&str; 4] = ["bytes_sent", "duration_s", "hook_id", "key_id"];

/// The names that the logs themselves have for three fields.
const LOG_NAMES: &[(&str, &str)] =
    &[("user_id", "author_id"), ("username", "author_name"), ("remote_ip", "ip_address")];

/// The field of that name, or that the search language takes it for.
pub fn find(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name || field.search_names.contains(&name))
}

/// The event as a flat map of field name to string or number; absent fields are left out.
pub fn flat(event: &Event) -> Map<String, Value> {
    let mut map = Flat(Map::new());
    map.text("created_at", Some(&format!("{:.3}", event.occurred_at)));
    map.text("service", Some(event.service().as_str()));
    map.text("format", Some(event.format.as_str()));
    map.text("way", Some(event.way.as_str()));
    map.text("event_type", event.event_type.as_deref());
    map.text("id", event.id.as_ref().map(|id| id.0.as_str()));
    if event.is_parsed() {
        map.number("author_id", event.actor.id);
        map.text("author_name", event.actor.name.as_deref());
        map.text("author_class", Some(event.actor.kind.as_str()));
        map.text("impersonated_by", event.actor.impersonator.as_deref());
    }
    map.subject(event);
    map.text("custom_message", event.message.as_deref());
    map.text("ip_address", event.ip.map(|ip| ip.to_string()).as_deref());
    map.text("correlation_id", event.correlation_id.as_deref());
    map.request(event);
    for (name, value) in &event.more {
        map.0.insert(name.as_ref().to_owned(), more(name, value));
    }
    map.0
}

/// As [`flat`], and for log lines also under the names that they have
/// (`user_id`, `username`, `remote_ip`): what Sigma rules are matched against.
pub fn for_rules(event: &Event) -> Map<String, Value> {
    let mut map = flat(event);
    if !matches!(event.service(), Service::Audit | Service::SystemHook) {
        for &(alias, name) in LOG_NAMES {
            if let Some(value) = map.get(name).cloned() {
                map.insert(alias.to_owned(), value);
            }
        }
    }
    map
}

/// A value of [`Event::more`]: a number where the field is one and the text is.
fn more(name: &str, value: &str) -> Value {
    if !NUMBERS.contains(&name) {
        return Value::from(value);
    }
    let whole = value.parse::<i64>().map(Value::from).ok();
    let number = whole.or_else(|| value.parse().ok().and_then(Number::from_f64).map(Value::Number));
    number.unwrap_or_else(|| Value::from(value))
}

/// A map that leaves absent fields out.
struct Flat(Map<String, Value>);

impl Flat {
    fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), Value::from(value));
        }
    }

    fn number(&mut self, name: &str, value: Option<i64>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), Value::from(value));
        }
    }

    fn subject(&mut self, event: &Event) {
        if let Some(entity) = &event.entity {
            self.text("entity_type", Some(entity.kind.as_str()).filter(|kind| !kind.is_empty()));
            self.number("entity_id", entity.id);
            self.text("entity_path", entity.path.as_deref());
        }
        if let Some(target) = &event.target {
            self.text("target_type", target.kind.as_deref());
            self.text("target_id", target.id.as_deref());
            self.text("target_details", target.details.as_deref());
        }
        self.text("change", event.change.field.as_deref());
        self.text("from", event.change.from.as_deref());
        self.text("to", event.change.to.as_deref());
        self.text("add", event.change.add.as_deref());
        self.text("remove", event.change.remove.as_deref());
    }

    fn request(&mut self, event: &Event) {
        if let Some(request) = &event.request {
            self.text("method", request.method.as_deref());
            self.text("path", request.path.as_deref());
            self.text("route", request.route.as_deref());
            self.number("status", request.status.map(i64::from));
            self.text("ua", request.user_agent.as_deref());
        }
        if let Some(token) = &event.token {
            self.text("token_type", Some(token.kind.as_str()).filter(|kind| !kind.is_empty()));
            self.number("token_id", Some(token.id));
        }
    }
}
