//! Where GitLab streams audit events to: read, made, renamed, taken away.
//!
//! Only GraphQL has it (Ultimate). GitLab 17 and 18 know two generations of
//! fields; the older one is deprecated since 18.10 and leaves in 20.0. The newer
//! one is tried first. Verification tokens are never read: they would be in
//! memory for nothing.
//!
//! Source: GitLab docs, `api/graphql/audit_event_streaming_instances` and
//! `audit_event_streaming_groups`, the deprecations of 18.10; the arguments of
//! the newer mutations from GitLab's source,
//! `ee/app/graphql/mutations/audit_events/instance/audit_event_streaming_destinations`.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::client::Client;
use crate::error::{GitLabError, Problem};
use crate::words::null_as_default;

/// Whose destinations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of", content = "path")]
pub enum StreamScope {
    /// Those of the whole instance. For administrators.
    Instance,
    /// Those of a top-level group, by its path. For its owners.
    Group(String),
}

/// Which generation of GraphQL fields a GitLab knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamApi {
    /// One set of fields for all categories of destinations.
    Current,
    /// Those of GitLab 16 and 17, leaving in 20.0.
    Legacy,
}

/// One destination, without its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamDestination {
    /// GitLab's global id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `http`, `aws` or `gcp`.
    pub category: String,
    /// Where events are posted to; for HTTP only.
    pub url: Option<String>,
    /// Only events of these types; empty = of all.
    pub event_type_filters: Vec<String>,
    /// Names of the custom headers that are sent.
    pub headers: Vec<String>,
    /// Whether it is switched on; older versions cannot switch one off.
    pub is_active: bool,
}

/// A destination to be made.
#[derive(Debug, Clone)]
pub struct NewStream {
    /// Its name, unique, at most 72 characters.
    pub name: String,
    /// Where events are to be posted to.
    pub url: String,
    /// What GitLab is to prove itself by: 16 to 24 characters.
    pub token: SecretString,
    /// Custom headers, at most 20.
    pub headers: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Nodes<T> {
    nodes: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Current {
    id: String,
    #[serde(default, deserialize_with = "null_as_default")]
    name: String,
    category: String,
    #[serde(default)]
    config: Value,
    #[serde(default, deserialize_with = "null_as_default")]
    event_type_filters: Vec<String>,
    #[serde(default)]
    active: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Legacy {
    id: String,
    #[serde(default, deserialize_with = "null_as_default")]
    name: String,
    destination_url: String,
    #[serde(default, deserialize_with = "null_as_default")]
    event_type_filters: Vec<String>,
    headers: Option<Nodes<Header>>,
}

#[derive(Deserialize)]
struct Header {
    key: String,
    #[serde(default)]
    active: Option<bool>,
}

impl From<Current> for StreamDestination {
    fn from(row: Current) -> Self {
        let headers = row.config.get("headers").and_then(Value::as_object);
        let is_sent = |header: &Value| header.get("active").and_then(Value::as_bool) != Some(false);
        let sent = headers.into_iter().flatten().filter(|(_, header)| is_sent(header));
        Self {
            id: row.id,
            name: row.name,
            category: row.category,
            url: row.config.get("url").and_then(Value::as_str).map(str::to_owned),
            event_type_filters: row.event_type_filters,
            headers: sent.map(|(name, _)| name.clone()).collect(),
            is_active: row.active.unwrap_or(true),
        }
    }
}

impl From<Legacy> for StreamDestination {
    fn from(row: Legacy) -> Self {
        let headers = row.headers.map(|headers| headers.nodes).unwrap_or_default();
        let sent = headers.into_iter().filter(|header| header.active != Some(false));
        Self {
            id: row.id,
            name: row.name,
            category: "http".to_owned(),
            url: Some(row.destination_url),
            event_type_filters: row.event_type_filters,
            headers: sent.map(|header| header.key).collect(),
            is_active: true,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Done {
    #[serde(default, deserialize_with = "null_as_default")]
    errors: Vec<String>,
    #[serde(default)]
    external_audit_event_destination: Option<Made>,
}

#[derive(Deserialize)]
struct Made {
    id: String,
}

/// The fields of a destination, in the newer generation.
const CURRENT_NODES: &str = "{ nodes { id name category config eventTypeFilters active } }";

/// The same before `active` came.
const EARLIER_NODES: &str = "{ nodes { id name category config eventTypeFilters } }";

const LEGACY_NODES: &str =
    "{ nodes { id name destinationUrl eventTypeFilters headers { nodes { key active } } } }";

impl Client {
    /// All destinations of an instance or of a top-level group, and the generation
    /// of fields that answered. Those of the older one are HTTP only.
    ///
    /// [`GitLabError::Forbidden`] where our token may not see them, or the licence
    /// has no streaming: GitLab does not tell the two apart.
    pub async fn stream_destinations(
        &self,
        scope: &StreamScope,
    ) -> Result<(Vec<StreamDestination>, StreamApi), GitLabError> {
        for nodes in [CURRENT_NODES, EARLIER_NODES] {
            match self.destinations_by::<Current>(scope, StreamApi::Current, nodes).await {
                Err(error) if error.problem() == Problem::NotOffered => {}
                read => {
                    let rows = read?.into_iter().map(StreamDestination::from).collect();
                    return Ok((rows, StreamApi::Current));
                }
            }
        }
        let rows = self.destinations_by::<Legacy>(scope, StreamApi::Legacy, LEGACY_NODES).await?;
        Ok((rows.into_iter().map(StreamDestination::from).collect(), StreamApi::Legacy))
    }

    async fn destinations_by<T: serde::de::DeserializeOwned>(
        &self,
        scope: &StreamScope,
        api: StreamApi,
        nodes: &str,
    ) -> Result<Vec<T>, GitLabError> {
        let found: Option<Nodes<T>> = match scope {
            StreamScope::Instance => {
                let field = match api {
                    StreamApi::Current => "auditEventsInstanceStreamingDestinations",
                    StreamApi::Legacy => "instanceExternalAuditEventDestinations",
                };
                self.graphql(&format!("query {{ {field} {nodes} }}"), &json!({}), field).await?
            }
            StreamScope::Group(path) => {
                let field = match api {
                    StreamApi::Current => "externalAuditEventStreamingDestinations",
                    StreamApi::Legacy => "externalAuditEventDestinations",
                };
                let query = format!(
                    "query($path: ID!) {{ group(fullPath: $path) {{ destinations: {field} {nodes} }} }}"
                );
                let group: Option<GroupAnswer<T>> =
                    self.graphql(&query, &json!({ "path": path }), "group").await?;
                group.and_then(|group| group.destinations)
            }
        };
        found.map(|found| found.nodes).ok_or_else(|| self.destinations_hidden())
    }

    fn destinations_hidden(&self) -> GitLabError {
        GitLabError::Forbidden {
            call: self.graphql_call(),
            said: Some("no destinations of audit event streams to be seen".to_owned()),
        }
    }

    /// Makes a destination over HTTP; answers its global id. Sent once.
    ///
    /// Only by the newer fields: the older ones cannot be told the token of an
    /// instance's destination. There, run what [`stream_graphql`] prints.
    pub async fn create_stream_destination(
        &self,
        scope: &StreamScope,
        new: &NewStream,
    ) -> Result<String, GitLabError> {
        let headers: serde_json::Map<String, Value> = new
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), json!({ "value": value, "active": true })))
            .collect();
        let mut input = json!({
            "name": new.name,
            "category": "http",
            "config": { "url": new.url, "headers": headers },
            "secretToken": new.token.expose_secret(),
        });
        if let (StreamScope::Group(path), Some(members)) = (scope, input.as_object_mut()) {
            members.insert("groupPath".to_owned(), json!(path));
        }
        let field = format!("{}AuditEventStreamingDestinationsCreate", word(scope));
        let done = self.mutate(&field, &input, "externalAuditEventDestination { id }").await?;
        done.external_audit_event_destination.map(|made| made.id).ok_or_else(|| {
            GitLabError::Unexpected {
                call: self.graphql_call(),
                what: "a destination without an id".to_owned(),
            }
        })
    }

    /// Lets a destination get events of these types only. Sent once.
    pub async fn filter_stream_destination(
        &self,
        scope: &StreamScope,
        id: &str,
        event_types: &[String],
    ) -> Result<(), GitLabError> {
        let input = json!({ "destinationId": id, "eventTypeFilters": event_types });
        let field = match scope {
            StreamScope::Instance => "auditEventsInstanceDestinationEventsAdd",
            StreamScope::Group(_) => "auditEventsGroupDestinationEventsAdd",
        };
        self.mutate(field, &input, "").await.map(drop)
    }

    /// Gives a destination another name: harmless, and told as an audit event. Sent once.
    pub async fn rename_stream_destination(
        &self,
        scope: &StreamScope,
        id: &str,
        name: &str,
    ) -> Result<(), GitLabError> {
        let field = format!("{}AuditEventStreamingDestinationsUpdate", word(scope));
        self.mutate(&field, &json!({ "id": id, "name": name }), "").await.map(drop)
    }

    /// Takes a destination away. Sent once.
    pub async fn delete_stream_destination(
        &self,
        scope: &StreamScope,
        id: &str,
    ) -> Result<(), GitLabError> {
        let field = format!("{}AuditEventStreamingDestinationsDelete", word(scope));
        self.mutate(&field, &json!({ "id": id }), "").await.map(drop)
    }

    async fn mutate(&self, field: &str, input: &Value, part: &str) -> Result<Done, GitLabError> {
        let kind = input_kind(field);
        let query =
            format!("mutation($input: {kind}!) {{ {field}(input: $input) {{ errors {part} }} }}");
        let done: Option<Done> = self.graphql(&query, &json!({ "input": input }), field).await?;
        let done = done.ok_or_else(|| self.destinations_hidden())?;
        match done.errors.first() {
            None => Ok(done),
            Some(said) => Err(GitLabError::Rejected {
                call: self.graphql_call(),
                said: Some(crate::redact::redact_sentence(said)),
            }),
        }
    }
}

#[derive(Deserialize)]
struct GroupAnswer<T> {
    destinations: Option<Nodes<T>>,
}

fn word(scope: &StreamScope) -> &'static str {
    match scope {
        StreamScope::Instance => "instance",
        StreamScope::Group(_) => "group",
    }
}

/// What a person pastes into GitLab's GraphQL explorer (`/-/graphql-explorer`) to
/// make a destination, with headers and filters: one operation each, in order.
/// `TOKEN` and `DESTINATION_ID` are to be put in by hand: no secret is printed.
pub fn stream_graphql(
    scope: &StreamScope,
    api: StreamApi,
    name: &str,
    url: &str,
    (headers, event_types): (&[String], &[String]),
) -> Vec<String> {
    match api {
        StreamApi::Current => current_graphql(scope, (name, url), headers, event_types),
        StreamApi::Legacy => legacy_graphql(scope, (name, url), headers, event_types),
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn group_argument(scope: &StreamScope) -> String {
    match scope {
        StreamScope::Instance => String::new(),
        StreamScope::Group(path) => format!("groupPath: {}, ", quoted(path)),
    }
}

fn input_kind(field: &str) -> String {
    let mut kind = field.to_owned();
    if let Some(first) = kind.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    kind + "Input"
}

fn current_graphql(
    scope: &StreamScope,
    (name, url): (&str, &str),
    headers: &[String],
    event_types: &[String],
) -> Vec<String> {
    let (group, name, url) = (group_argument(scope), quoted(name), quoted(url));
    let field = format!("{}AuditEventStreamingDestinationsCreate", word(scope));
    let mut operations = vec![format!(
        "mutation {{\n  {field}(input: {{ {group}name: {name}, category: \"http\", config: {{ url: {url} }}, secretToken: \"TOKEN\" }}) {{\n    errors\n    externalAuditEventDestination {{ id name }}\n  }}\n}}"
    )];
    if !headers.is_empty() {
        // The names of headers have dashes, which only a variable can carry.
        let field = format!("{}AuditEventStreamingDestinationsUpdate", word(scope));
        let kind = input_kind(&field);
        let rows: serde_json::Map<String, Value> = headers
            .iter()
            .map(|header| (header.clone(), json!({ "value": "VALUE", "active": true })))
            .collect();
        let rows = Value::Object(rows);
        operations.push(format!(
            "mutation($input: {kind}!) {{\n  {field}(input: $input) {{ errors }}\n}}\n# variables: {{ \"input\": {{ \"id\": \"DESTINATION_ID\", \"config\": {{ \"url\": {url}, \"headers\": {rows} }} }} }}"
        ));
    }
    let events = match scope {
        StreamScope::Instance => "auditEventsInstanceDestinationEventsAdd",
        StreamScope::Group(_) => "auditEventsGroupDestinationEventsAdd",
    };
    operations.extend(filters(events, event_types));
    operations
}

fn legacy_graphql(
    scope: &StreamScope,
    (name, url): (&str, &str),
    headers: &[String],
    event_types: &[String],
) -> Vec<String> {
    let (group, name, url) = (group_argument(scope), quoted(name), quoted(url));
    let (field, token, part, header, events) = match scope {
        StreamScope::Instance => (
            "instanceExternalAuditEventDestinationCreate",
            "",
            "instanceExternalAuditEventDestination",
            "auditEventsStreamingInstanceHeadersCreate",
            "auditEventsStreamingDestinationInstanceEventsAdd",
        ),
        StreamScope::Group(_) => (
            "externalAuditEventDestinationCreate",
            ", verificationToken: \"TOKEN\"",
            "externalAuditEventDestination",
            "auditEventsStreamingHeadersCreate",
            "auditEventsStreamingDestinationEventsAdd",
        ),
    };
    let mut operations = vec![format!(
        "mutation {{\n  {field}(input: {{ {group}name: {name}, destinationUrl: {url}{token} }}) {{\n    errors\n    {part} {{ id name verificationToken }}\n  }}\n}}"
    )];
    operations.extend(headers.iter().map(|key| {
        let key = quoted(key);
        format!(
            "mutation {{\n  {header}(input: {{ destinationId: \"DESTINATION_ID\", key: {key}, value: \"VALUE\", active: true }}) {{ errors }}\n}}"
        )
    }));
    operations.extend(filters(events, event_types));
    operations
}

fn filters(field: &str, event_types: &[String]) -> Option<String> {
    let types = event_types.iter().map(|kind| quoted(kind)).collect::<Vec<_>>().join(", ");
    let operation = format!(
        "mutation {{\n  {field}(input: {{ destinationId: \"DESTINATION_ID\", eventTypeFilters: [{types}] }}) {{\n    errors\n    eventTypeFilters\n  }}\n}}"
    );
    Some(operation).filter(|_| !event_types.is_empty())
}
