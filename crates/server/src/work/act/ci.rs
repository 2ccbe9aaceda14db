//! Jobs, pipelines and schedules; whose job tokens may enter; projects that
//! wait for their deletion.

use engine::respond::{Seen, act};
use event::ProjectId;
use gitlab::{CiThing, Client, GitLabError};
use serde_json::json;

use super::{or_absent, thing};

pub(super) async fn look(
    client: &Client,
    project: ProjectId,
    it: CiThing,
) -> Result<Seen, GitLabError> {
    or_absent(client.ci_thing(project.0, it).await.map(|row| Seen::Thing { row }))
}

/// The guest's entry in the allowlist, if it is there.
pub(super) async fn guest(
    client: &Client,
    project: ProjectId,
    guest: act::Guest,
) -> Result<Seen, GitLabError> {
    let (entries, id) = match guest {
        act::Guest::Project { target_project_id } => {
            (client.allowed_projects(project.0).await, target_project_id.0)
        }
        act::Guest::Group { target_group_id } => {
            (client.allowed_groups(project.0).await, target_group_id.0)
        }
    };
    let entries = match entries {
        Ok(entries) => entries,
        Err(error) => return or_absent(Err(error)),
    };
    let found = entries.into_iter().find(|entry| entry.id == id);
    Ok(found.map_or(Seen::Absent, |entry| thing(json!({ "id": entry.id, "name": entry.name }))))
}

pub(super) fn as_place(guest: act::Guest) -> gitlab::Place {
    match guest {
        act::Guest::Project { target_project_id } => gitlab::Place::Project(target_project_id.0),
        act::Guest::Group { target_group_id } => gitlab::Place::Group(target_group_id.0),
    }
}

pub(super) async fn deletion_mark(
    client: &Client,
    project: ProjectId,
) -> Result<Seen, GitLabError> {
    or_absent(client.deletion_mark(project.0).await.map(|row| Seen::Thing { row }))
}
