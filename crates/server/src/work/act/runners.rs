//! Runners and the tokens by which they take and register for work.

use std::collections::BTreeMap;

use engine::respond::{Seen, act};
use gitlab::{Client, GitLabError};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{or_absent, place, thing};

pub(super) async fn is_paused(client: &Client, runner: i64) -> Result<Seen, GitLabError> {
    or_absent(client.runner(runner).await.map(|runner| Seen::Fields {
        values: BTreeMap::from([("paused".to_owned(), Value::from(runner.paused))]),
    }))
}

pub(super) async fn look(client: &Client, runner: i64) -> Result<Seen, GitLabError> {
    or_absent(client.runner(runner).await.map(|runner| {
        thing(json!({
            "id": runner.id,
            "description": runner.description,
            "runner_type": runner.runner_type,
        }))
    }))
}

/// That whose runners are registered is there: more cannot be read without
/// reading the token.
pub(super) async fn registration(client: &Client, of: act::RunnersOf) -> Result<Seen, GitLabError> {
    match of.place() {
        None => Ok(thing(json!({ "of": "instance" }))),
        Some(act::Place::Project { project }) => {
            let project = client.project(project.0).await;
            or_absent(project.map(|project| thing(json!({ "id": project.id }))))
        }
        Some(act::Place::Group { group }) => {
            let group = client.group(group.0).await;
            or_absent(group.map(|group| thing(json!({ "id": group.id }))))
        }
    }
}

pub(super) async fn reset_registration(
    client: &Client,
    of: act::RunnersOf,
) -> Result<SecretString, GitLabError> {
    client.reset_registration_token(of.place().map(place)).await
}
