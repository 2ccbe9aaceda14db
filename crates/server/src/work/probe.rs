//! Finds out what our connection to GitLab can do (P3): who we are, under which
//! licence, with which scopes; which endpoints answer; where audit events are
//! streamed to. Everything is read, nothing is tried out.

use engine::detect::record::DestinationSeen;
use gitlab::{
    AuditScope, Client, Endpoint, GitLabError, StreamApi, StreamDestination, StreamScope,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::standing::StandingReport;
use super::writer::full_text;

/// Top-level groups that are looked into; who owns more has an administrator.
const GROUPS_MAX: usize = 20;

/// What the connection can do, as read at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// When.
    pub read_at: Timestamp,
    /// Who we are: user, role, deployment, tier, version.
    pub standing: StandingReport,
    /// The token, without its secret; none where GitLab does not tell.
    pub token: Option<TokenFacts>,
    /// What can be read.
    pub endpoints: Vec<EndpointReport>,
    /// Where audit events are streamed to.
    pub streams: Vec<StreamsReport>,
}

/// Our token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenFacts {
    /// GitLab's number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// The day on which it ends; none = never, or not told.
    pub expires_at: Option<String>,
}

/// One endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointReport {
    /// Its path below `/api/v4`.
    pub path: String,
    /// Whether it answers our token.
    pub is_there: bool,
    /// Why not: GitLab's answer in our words.
    pub why: Option<String>,
}

/// The stream destinations of the instance, or of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamsReport {
    /// Whose.
    pub scope: StreamScope,
    /// Which generation of GraphQL fields this GitLab has; none where it did not answer.
    pub api: Option<StreamApi>,
    /// The destinations.
    pub destinations: Vec<DestinationSeen>,
    /// Why they could not be read.
    pub problem: Option<String>,
}

impl Probe {
    /// Whether audit events of that scope can be asked for.
    pub fn can_ask(&self, scope: AuditScope) -> bool {
        let path = Endpoint::AuditEvents(scope).path();
        self.endpoints.iter().any(|endpoint| endpoint.path == path && endpoint.is_there)
    }
}

/// Probes a connection whose standing was read.
pub(crate) async fn probe(client: &Client, standing: StandingReport, now: Timestamp) -> Probe {
    let token = client.own_access_token().await.ok().map(|token| TokenFacts {
        id: token.id,
        name: token.name,
        scopes: token.scopes,
        expires_at: token.expires_at,
    });
    let mut endpoints = Vec::new();
    for endpoint in wanted(&standing) {
        let answer = client.try_endpoint(endpoint).await;
        endpoints.push(EndpointReport {
            path: endpoint.path(),
            is_there: answer.is_ok(),
            why: answer.err().map(|error| full_text(&error)),
        });
    }
    let mut streams = Vec::new();
    for scope in stream_scopes(client, &standing).await {
        streams.push(destinations(client, scope).await);
    }
    Probe { read_at: now, standing, token, endpoints, streams }
}

/// What later steps read: audit events, people, credentials, settings.
fn wanted(standing: &StandingReport) -> Vec<Endpoint> {
    let mut wanted = vec![
        Endpoint::AuditEvents(AuditScope::Instance),
        Endpoint::Users,
        Endpoint::PersonalAccessTokens,
        Endpoint::Applications,
        Endpoint::SystemHooks,
        Endpoint::Settings,
        Endpoint::License,
        Endpoint::Runners,
    ];
    for group in standing.standing.owned_groups.iter().take(GROUPS_MAX) {
        wanted.extend([
            Endpoint::AuditEvents(AuditScope::Group(group.0)),
            Endpoint::GroupAccessTokens(group.0),
            Endpoint::EnterpriseTokens(group.0),
        ]);
    }
    wanted
}

/// Whose destinations we may see.
async fn stream_scopes(client: &Client, standing: &StandingReport) -> Vec<StreamScope> {
    let mut scopes = Vec::new();
    if standing.standing.is_admin {
        scopes.push(StreamScope::Instance);
    }
    for group in standing.standing.owned_groups.iter().take(GROUPS_MAX) {
        match client.group(group.0).await {
            Ok(group) => scopes.push(StreamScope::Group(group.full_path)),
            Err(error) => tracing::debug!(%error, "A group's path was not read"),
        }
    }
    scopes
}

/// Where the audit events of a scope are streamed to.
pub(crate) async fn destinations(client: &Client, scope: StreamScope) -> StreamsReport {
    match client.stream_destinations(&scope).await {
        Ok((rows, api)) => StreamsReport {
            scope,
            api: Some(api),
            destinations: rows.into_iter().map(seen).collect(),
            problem: None,
        },
        Err(error) => {
            StreamsReport { scope, api: None, destinations: Vec::new(), problem: Some(why(&error)) }
        }
    }
}

fn why(error: &GitLabError) -> String {
    full_text(error)
}

fn seen(row: StreamDestination) -> DestinationSeen {
    DestinationSeen {
        id: row.id,
        name: row.name,
        url: row.url.unwrap_or(row.category),
        is_active: row.is_active,
        event_type_filters: row.event_type_filters,
        headers: row.headers,
    }
}
