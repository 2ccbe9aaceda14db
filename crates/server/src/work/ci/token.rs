//! Whose jobs may use which project, and what a job's token could reach (CI1, CI13).

use std::collections::BTreeMap;

use engine::investigate::job_token::{JobTokenReach, Scope, Target, reach};
use futures::StreamExt as _;
use gitlab::{CiSettings, Client, GitLabError, Job};

use super::{Found, Order};

/// Projects whose lists are read; more is a gap.
const TARGETS_MAX: usize = 60;

/// Lists read at a time.
const TARGETS_AT_ONCE: usize = 4;

/// The project's own side, and the reach of the token of this job.
pub(super) async fn look(
    order: Order<'_>,
    settings: &CiSettings,
    job: Option<&Job>,
    found: &mut Found,
) -> Result<(Option<Scope>, Option<JobTokenReach>), GitLabError> {
    let read = scope(order.client, order.project).await;
    let Some(own) = found.or_gap("job token permissions", read)? else { return Ok((None, None)) };
    let user = job.and_then(|job| job.user.as_ref()).filter(|_| order.job.is_some());
    let Some(user) = user else { return Ok((Some(own), None)) };
    let targets = targets(order, user.id, found).await?;
    let reached = reach(&own, &settings.path_with_namespace, &targets);
    Ok((Some(own), Some(reached)))
}

async fn scope(client: &Client, project: i64) -> Result<Scope, GitLabError> {
    let flags = client.job_token_scope(project).await?;
    let name = |entry: gitlab::AllowlistEntry| {
        let name = entry.path_with_namespace.or(entry.name);
        (entry.id, name.unwrap_or_else(|| entry.id.to_string()))
    };
    Ok(Scope {
        project,
        inbound_enabled: flags.inbound_enabled,
        outbound_enabled: flags.outbound_enabled,
        allowed_projects: client.allowed_projects(project).await?.into_iter().map(name).collect(),
        allowed_groups: client.allowed_groups(project).await?.into_iter().map(name).collect(),
    })
}

/// The projects that who started the job is a member of, with their lists.
async fn targets(
    order: Order<'_>,
    user: i64,
    found: &mut Found,
) -> Result<Vec<Target>, GitLabError> {
    let read = order.client.user_memberships(user).await;
    let memberships = found.or_gap("memberships of who started the job", read)?.unwrap_or_default();
    let mut levels: BTreeMap<i64, (u8, Option<gitlab::Project>)> = BTreeMap::new();
    for place in memberships {
        let level = place.access_level;
        if place.source_type == "Project" {
            let known = levels.entry(place.source_id).or_insert((0, None));
            known.0 = known.0.max(level);
            continue;
        }
        let read = order.client.group_projects(place.source_id).await;
        let what = format!("projects of group {}", place.source_id);
        for project in found.or_gap(&what, read)?.unwrap_or_default() {
            let known = levels.entry(project.id).or_insert((0, None));
            *known = (known.0.max(level), Some(project));
        }
    }
    levels.remove(&order.project);
    if levels.len() > TARGETS_MAX {
        let all = levels.len();
        found.gaps.push(format!("reach of the job's token: {TARGETS_MAX} of {all} projects"));
    }
    let reading =
        levels.into_iter().take(TARGETS_MAX).map(|(project, (level, known))| async move {
            target(order, (project, known), level).await
        });
    let read: Vec<_> = futures::stream::iter(reading).buffered(TARGETS_AT_ONCE).collect().await;
    let mut targets = Vec::with_capacity(read.len());
    for target in read {
        targets.extend(found.or_gap("a project within reach", target)?);
    }
    Ok(targets)
}

async fn target(
    order: Order<'_>,
    (project, known): (i64, Option<gitlab::Project>),
    level: u8,
) -> Result<Target, GitLabError> {
    let client = order.client;
    let known = match known {
        Some(known) => known,
        None => client.project(project).await?,
    };
    let flags = match client.job_token_scope(project).await {
        Err(error) if error.is_transient() => return Err(error),
        read => read.ok(),
    };
    let inbound_enabled = flags.and_then(|flags| flags.inbound_enabled);
    let is_allowed = match inbound_enabled {
        Some(true) => match client.allowed_projects(project).await {
            Ok(list) => Some(list.iter().any(|entry| entry.id == order.project)),
            Err(error) if error.is_transient() => return Err(error),
            Err(_not_told) => None,
        },
        Some(false) | None => None,
    };
    Ok(Target {
        project,
        path: known.path_with_namespace,
        visibility: known.visibility,
        access_level: Some(level),
        inbound_enabled,
        is_allowed,
    })
}
