//! Status pages (CM24): status.io and Atlassian Statuspage.
//!
//! Neither notifies its subscribers: a security incident on a status page tells
//! who looks there, and mail is a decision of its own (CM22).

use serde_json::{Value, json};

use super::{TooLong, within};
use crate::coordinate::delivery::order::{Message, StatusStage};

/// Characters of an incident's name on either page.
const NAME_CHARS_MAX: usize = 200;

/// Characters of a text on either page.
const BODY_CHARS_MAX: usize = 25_000;

/// One status page of status.io.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusIo<'a> {
    /// The page.
    pub page: &'a str,
    /// What of the infrastructure it is about: `component-container`; none = all.
    pub affected: &'a [String],
    /// The incident that goes on; `None` opens one.
    pub incident: Option<&'a str>,
}

/// The path below `/v2/` and the body of a request to status.io
/// (developers.status.io, incidents).
pub fn status_io(
    page: &StatusIo<'_>,
    message: &Message,
    stage: StatusStage,
) -> Result<(&'static str, Value), TooLong> {
    let (name, details) = texts(message)?;
    let mut body = json!({
        "statuspage_id": page.page,
        "incident_details": details,
        "current_status": status_io_status(stage),
        "current_state": status_io_state(stage),
        "notify_email": "0", "notify_sms": "0", "notify_webhook": "0", "social": "0",
        "irc": "0", "slack": "0", "msteams": "0",
    });
    let Some(object) = body.as_object_mut() else { return Ok(("incident/create", body)) };
    let path = match (page.incident, stage) {
        (None, _) => {
            object.insert("incident_name".to_owned(), json!(name));
            object.insert("infrastructure_affected".to_owned(), json!(page.affected));
            let all = if page.affected.is_empty() { "1" } else { "0" };
            object.insert("all_infrastructure_affected".to_owned(), json!(all));
            "incident/create"
        }
        (Some(incident), StatusStage::Resolved) => {
            object.insert("incident_id".to_owned(), json!(incident));
            "incident/resolve"
        }
        (
            Some(incident),
            StatusStage::Investigating | StatusStage::Identified | StatusStage::Monitoring,
        ) => {
            object.insert("incident_id".to_owned(), json!(incident));
            "incident/update"
        }
    };
    Ok((path, body))
}

/// status.io's numbers: 100 operational, 600 security event.
fn status_io_status(stage: StatusStage) -> u32 {
    match stage {
        StatusStage::Resolved => 100,
        StatusStage::Investigating | StatusStage::Identified | StatusStage::Monitoring => 600,
    }
}

/// status.io's numbers: 100 investigating, 200 identified, 300 monitoring.
fn status_io_state(stage: StatusStage) -> u32 {
    match stage {
        StatusStage::Investigating => 100,
        StatusStage::Identified => 200,
        StatusStage::Monitoring | StatusStage::Resolved => 300,
    }
}

/// One page of Statuspage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statuspage<'a> {
    /// Ids of the components it is about.
    pub components: &'a [String],
    /// Whether an incident is opened; otherwise it goes on.
    pub is_new: bool,
}

/// The body of a request to Statuspage (developer.statuspage.io, incidents).
pub fn statuspage(
    page: &Statuspage<'_>,
    message: &Message,
    stage: StatusStage,
) -> Result<Value, TooLong> {
    let (name, body) = texts(message)?;
    let mut incident = json!({
        "status": stage.as_str(),
        "body": body,
        "deliver_notifications": false,
    });
    if let (true, Some(object)) = (page.is_new, incident.as_object_mut()) {
        object.insert("name".to_owned(), json!(name));
        object.insert("component_ids".to_owned(), json!(page.components));
    }
    Ok(json!({ "incident": incident }))
}

fn texts(message: &Message) -> Result<(&str, String), TooLong> {
    within("title", &message.title, NAME_CHARS_MAX)?;
    let body = message.plain_text();
    within("text", &body, BODY_CHARS_MAX)?;
    Ok((&message.title, body))
}
