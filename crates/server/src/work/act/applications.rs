//! OAuth applications of the instance.

use engine::respond::Seen;
use gitlab::{Client, GitLabError};
use serde_json::json;

use super::thing;

pub(super) async fn look(client: &Client, application: i64) -> Result<Seen, GitLabError> {
    let applications = client.applications().await?;
    let found = applications.iter().find(|found| found.id == application);
    Ok(found.map_or(Seen::Absent, |found| {
        thing(json!({
            "id": found.id,
            "application_id": found.application_id,
            "application_name": found.application_name,
            "callback_url": found.callback_url,
        }))
    }))
}
