//! `CloudEvents` 1.0, structured mode (JSON): one shape for any program that listens.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::coordinate::CaseId;
use crate::coordinate::delivery::order::{Content, DeliveryId};

/// What an event is of.
#[derive(Debug, Clone, Copy)]
pub struct EventOf<'a> {
    /// The order; with the addressee's position it is the event's id, so that a
    /// receiver knows an event that comes twice.
    pub delivery: &'a DeliveryId,
    /// The case.
    pub case: CaseId,
    /// Which installation: a URI.
    pub source: &'a str,
    /// When it was queued.
    pub at: Timestamp,
    /// What is said.
    pub content: &'a Content,
}

/// The event (github.com/cloudevents/spec, `CloudEvents` 1.0.2).
pub fn cloud_event(of: &EventOf<'_>) -> Value {
    json!({
        "specversion": "1.0",
        "id": of.delivery.to_string(),
        "source": of.source,
        "type": format!("dev.portcullis.delivery.{}.v1", of.content.as_str()),
        "subject": of.case.to_string(),
        "time": of.at.to_string(),
        "datacontenttype": "application/json",
        "data": of.content,
    })
}
