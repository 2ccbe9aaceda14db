//! Destinations of the audit event stream.
//!
//! Source: GitLab docs, `api/graphql/audit_event_streaming_instances` and
//! `…_groups`: one for the whole instance or for a top-level group, with a
//! token, custom headers and filters on event types.

use super::{AuditEvent, World};
use crate::Destination;

/// One destination over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamDestination {
    /// Its number.
    pub id: u64,
    /// The top-level group whose events it gets, by id and path; none is the whole instance.
    pub group: Option<(u64, String)>,
    /// Its name, unique.
    pub name: String,
    /// Where each event is posted to.
    pub url: String,
    /// Sent as `X-Gitlab-Event-Streaming-Token`.
    pub verification_token: String,
    /// Further headers: name, value, and whether it is sent.
    pub headers: Vec<(String, String, bool)>,
    /// Only events of these types; empty = of all.
    pub event_type_filters: Vec<String>,
    /// Whether it is switched on.
    pub is_active: bool,
}

impl StreamDestination {
    /// Whether an event is posted there.
    pub(crate) fn wants(&self, event: &AuditEvent) -> bool {
        let is_type_wanted = self.event_type_filters.is_empty()
            || self.event_type_filters.contains(&event.event_type);
        self.is_active && is_type_wanted && self.covers(event)
    }

    fn covers(&self, event: &AuditEvent) -> bool {
        let Some((_, path)) = &self.group else { return true };
        let is_place = matches!(event.entity_type.as_str(), "Group" | "Project");
        let below = event.entity_path.strip_prefix(path.as_str());
        is_place && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl World {
    /// Adds a destination for the whole instance.
    pub(crate) fn stream_to(&mut self, to: &Destination) {
        let id = self.next_id("stream destination");
        let headers = to.headers.iter().map(|(name, value)| (name.clone(), value.clone(), true));
        let destination = StreamDestination {
            id,
            group: None,
            name: format!("Destination {id}"),
            url: to.url.to_string(),
            verification_token: to.verification_token.clone(),
            headers: headers.collect(),
            event_type_filters: Vec::new(),
            is_active: true,
        };
        self.stream_destinations.insert(id, destination);
    }
}
