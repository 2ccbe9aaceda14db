//! What is in the projects and groups within reach of a user.

use engine::respond::{
    Membership, OwnedThing, OwnedToken, OwnedWebhook, Spot, Survey, ThingKind, TokenScope,
};
use event::{GroupId, ProjectId, UserId};
use futures::StreamExt as _;
use gitlab::{AccessToken, Client, GitLabError, Listing, Project, ProjectHook};
use jiff::SignedDuration;

use super::person::owned;
use super::{Found, PLACES_AT_ONCE, PLACES_MAX, Where, Window, add_new, gap, list};
use crate::work::writer::full_text;

/// From this level on a member reads CI/CD variables and adds webhooks: Maintainer.
const MAINTAINER: u8 = 40;

/// Pipelines younger than this count as "would break".
const PIPELINES_SINCE: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Adds everything within reach of the survey's user.
pub(super) async fn add(client: &Client, survey: &mut Survey, window: Window) {
    let memberships = match client.user_memberships(survey.user.0).await {
        Ok(memberships) => memberships,
        Err(_) if !survey.standing.is_admin => own_groups(client, survey).await,
        Err(error) => return gap(survey, "memberships", &error),
    };
    if memberships.len() > PLACES_MAX {
        let rest = memberships.len().saturating_sub(PLACES_MAX);
        survey.gaps.push(format!("{rest} further memberships were not looked into"));
    }
    let who = Who { user: survey.user, name: survey.username.clone() };
    let places: Vec<Place> = futures::stream::iter(memberships.into_iter().take(PLACES_MAX))
        .map(|membership| place(client, membership, &who, window))
        .buffered(PLACES_AT_ONCE)
        .collect()
        .await;
    for place in places {
        survey.memberships.push(place.membership);
        survey.gaps.extend(place.gaps);
        add_new(&mut survey.webhooks, place.webhooks, |hook| (hook.project, hook.id));
        add_new(&mut survey.tokens, place.tokens, |token| token.handle);
        Found { things: place.things, gaps: Vec::new() }.add_to(survey);
    }
}

/// Where only administrators may ask for a user's memberships: the user's places
/// in the groups that we own.
async fn own_groups(client: &Client, survey: &mut Survey) -> Vec<gitlab::Membership> {
    let what = "memberships: only administrators see all; looked into the groups that we own";
    survey.gaps.push(what.to_owned());
    let mut memberships = Vec::new();
    for group in survey.standing.owned_groups.clone() {
        let mut groups = vec![group.0];
        match client.descendant_groups(group.0).await {
            Ok(below) => groups.extend(below.iter().map(|group| group.id)),
            Err(error) => gap(survey, "groups below", &error),
        }
        let projects = client.group_projects(group.0).await.unwrap_or_default();
        let places = groups
            .into_iter()
            .map(|id| (false, id, Listing::GroupMembers(id)))
            .chain(projects.iter().map(|one| (true, one.id, Listing::ProjectMembers(one.id))))
            .take(PLACES_MAX);
        let places: Vec<(bool, i64, Listing)> = places.collect();
        let user = survey.user.0;
        let found: Vec<_> = futures::stream::iter(places)
            .map(|(is_project, id, listing)| async move {
                (is_project, id, client.things(listing).await)
            })
            .buffered(PLACES_AT_ONCE)
            .collect()
            .await;
        for (is_project, id, members) in found {
            let member = members.ok().and_then(|rows| rows.into_iter().find(|row| row.id == user));
            let Some(member) = member else { continue };
            let level = member.flags.get("access_level").and_then(|level| level.parse().ok());
            memberships.push(gitlab::Membership {
                source_id: id,
                source_name: String::new(),
                source_type: if is_project { "Project" } else { "Namespace" }.to_owned(),
                access_level: level.unwrap_or_default(),
            });
        }
    }
    memberships
}

/// Whose reach it is.
struct Who {
    user: UserId,
    name: String,
}

/// A project or group within reach.
struct Place {
    membership: Membership,
    webhooks: Vec<OwnedWebhook>,
    tokens: Vec<OwnedToken>,
    things: Vec<OwnedThing>,
    gaps: Vec<String>,
}

impl Place {
    fn gap(&mut self, what: &str, error: &GitLabError) {
        self.gaps.push(format!("{}: {what}: {}", self.membership.path, full_text(error)));
    }

    fn is_maintained(&self) -> bool {
        self.membership.access_level >= MAINTAINER
    }
}

async fn place(
    client: &Client,
    membership: gitlab::Membership,
    who: &Who,
    window: Window,
) -> Place {
    let is_project = membership.source_type == "Project";
    let mut place = Place {
        membership: Membership {
            kind: membership.source_type,
            id: membership.source_id,
            path: membership.source_name,
            access_level: membership.access_level,
            variables: Vec::new(),
            visibility: None,
            pipelines: Vec::new(),
        },
        webhooks: Vec::new(),
        tokens: Vec::new(),
        things: Vec::new(),
        gaps: Vec::new(),
    };
    if is_project {
        look_into_project(client, &mut place, who, window).await;
    } else {
        look_into_group(client, &mut place, who, window).await;
    }
    place
}

async fn look_into_project(client: &Client, place: &mut Place, who: &Who, window: Window) {
    let id = place.membership.id;
    match client.project(id).await {
        Ok(project) => {
            place.membership.path = project.path_with_namespace;
            place.membership.visibility = project.visibility;
        }
        Err(error) => place.gap("project", &error),
    }
    let since = window.now.checked_sub(PIPELINES_SINCE).ok();
    match client.project_pipelines(id, &who.name, since).await {
        Ok(pipelines) => place.membership.pipelines.extend(pipelines.iter().map(|pipeline| {
            let reference = pipeline.reference.as_deref().unwrap_or("?");
            format!("#{} {} {}", pipeline.id, reference, pipeline.status)
        })),
        Err(error) => place.gap("pipelines", &error),
    }
    if place.is_maintained() {
        let path = place.membership.path.clone();
        let names = add_project(client, place, (id, &path), (who.user, window)).await;
        place.membership.variables.extend(names);
    }
}

async fn look_into_group(client: &Client, place: &mut Place, who: &Who, window: Window) {
    let id = place.membership.id;
    match client.group(id).await {
        Ok(group) => {
            place.membership.path = group.full_path;
            place.membership.visibility = group.visibility;
        }
        Err(error) => place.gap("group", &error),
    }
    if !place.is_maintained() {
        return;
    }
    let path = place.membership.path.clone();
    add_group(client, place, (id, &path), (who.user, window)).await;
    match client.descendant_groups(id).await {
        Ok(below) => {
            for group in below.into_iter().take(PLACES_MAX) {
                let at = (group.id, group.full_path.as_str());
                add_group(client, place, at, (who.user, window)).await;
            }
        }
        Err(error) => place.gap("groups below", &error),
    }
    match client.group_projects(id).await {
        Ok(projects) => add_group_projects(client, place, projects, (who.user, window)).await,
        Err(error) => place.gap("projects", &error),
    }
}

async fn add_group(
    client: &Client,
    place: &mut Place,
    (id, path): (i64, &str),
    (user, window): (UserId, Window),
) {
    let at = Where { spot: Spot::Group { group: GroupId(id) }, path: path.to_owned() };
    let found = list(client, &at, &group_listings(id)).await;
    let own = id == place.membership.id;
    let names = found.things.iter().filter(|thing| thing.kind == ThingKind::Variable);
    let named = |name: &String| if own { name.clone() } else { format!("{path}: {name}") };
    place.membership.variables.extend(names.map(|thing| named(&thing.name)));
    take(place, found, user, window);
    match client.group_access_tokens(id).await {
        Ok(tokens) => {
            let scope = TokenScope::Group { group: GroupId(id) };
            place.tokens.extend(recent(&tokens, scope, window));
        }
        Err(error) => place.gaps.push(format!("{path}: access tokens: {}", full_text(&error))),
    }
}

async fn add_group_projects(
    client: &Client,
    place: &mut Place,
    projects: Vec<Project>,
    whose: (UserId, Window),
) {
    if projects.len() > PLACES_MAX {
        let rest = projects.len().saturating_sub(PLACES_MAX);
        let path = &place.membership.path;
        place.gaps.push(format!("{path}: {rest} further projects were not looked into"));
    }
    for project in projects.into_iter().take(PLACES_MAX) {
        let path = project.path_with_namespace;
        let names = add_project(client, place, (project.id, &path), whose).await;
        place.membership.variables.extend(names.iter().map(|name| format!("{path}: {name}")));
    }
}

/// Adds what is in a project; gives the names of its variables.
async fn add_project(
    client: &Client,
    place: &mut Place,
    (id, path): (i64, &str),
    (user, window): (UserId, Window),
) -> Vec<String> {
    let project = ProjectId(id);
    let at = Where { spot: Spot::Project { project }, path: path.to_owned() };
    let found = list(client, &at, &project_listings(id)).await;
    let names = found.things.iter().filter(|thing| thing.kind == ThingKind::Variable);
    let names = names.map(|thing| thing.name.clone()).collect();
    take(place, found, user, window);
    match client.project_hooks(id).await {
        Ok(hooks) => {
            place.webhooks.extend(hooks.into_iter().map(|hook| owned_hook(hook, id, path)));
        }
        Err(error) => place.gaps.push(format!("{path}: webhooks: {}", full_text(&error))),
    }
    match client.project_access_tokens(id).await {
        Ok(tokens) => {
            let scope = TokenScope::Project { project };
            place.tokens.extend(recent(&tokens, scope, window));
        }
        Err(error) => place.gaps.push(format!("{path}: access tokens: {}", full_text(&error))),
    }
    names
}

/// What is looked for in a project, hooks and access tokens apart.
pub(super) fn project_listings(id: i64) -> [(ThingKind, Listing); 7] {
    [
        (ThingKind::Variable, Listing::ProjectVariables(id)),
        (ThingKind::DeployKey, Listing::ProjectDeployKeys(id)),
        (ThingKind::DeployToken, Listing::ProjectDeployTokens(id)),
        (ThingKind::Trigger, Listing::ProjectTriggers(id)),
        (ThingKind::Runner, Listing::ProjectRunners(id)),
        (ThingKind::Schedule, Listing::ProjectSchedules(id)),
        (ThingKind::Member, Listing::ProjectMembers(id)),
    ]
}

/// What is looked for in a group, access tokens apart.
pub(super) fn group_listings(id: i64) -> [(ThingKind, Listing); 5] {
    [
        (ThingKind::Variable, Listing::GroupVariables(id)),
        (ThingKind::DeployToken, Listing::GroupDeployTokens(id)),
        (ThingKind::Runner, Listing::GroupRunners(id)),
        (ThingKind::GroupWebhook, Listing::GroupHooks(id)),
        (ThingKind::Member, Listing::GroupMembers(id)),
    ]
}

/// Takes what is the user's, what is new, and what has no date; the suspect's
/// own place is told by the memberships.
fn take(place: &mut Place, found: Found, user: UserId, window: Window) {
    let is_wanted = |thing: &OwnedThing| {
        let is_own = thing.user == Some(user);
        let is_new = thing.created_at.is_none_or(|created_at| created_at >= window.since);
        match thing.kind {
            ThingKind::Member => is_new && !is_own,
            ThingKind::Runner => is_of_place(thing),
            _other => is_own || is_new,
        }
    };
    place.things.extend(found.things.into_iter().filter(is_wanted));
    // A tier or role that lacks one listing lacks it everywhere: told once.
    add_new(&mut place.gaps, found.gaps, Clone::clone);
}

/// Whether a runner belongs to the place itself: listings show those of the
/// groups above and of the instance too.
pub(super) fn is_of_place(runner: &OwnedThing) -> bool {
    let kind = runner.flags.get("runner_type").map_or("", String::as_str);
    match runner.spot {
        Spot::Project { .. } => kind == "project_type",
        Spot::Group { .. } => kind == "group_type",
        Spot::Instance => kind == "instance_type",
        Spot::User { .. } => false,
    }
}

fn owned_hook(hook: ProjectHook, project: i64, path: &str) -> OwnedWebhook {
    OwnedWebhook {
        project: ProjectId(project),
        project_path: path.to_owned(),
        id: hook.id,
        url: hook.url,
        created_at: hook.created_at,
    }
}

pub(super) fn recent(tokens: &[AccessToken], scope: TokenScope, window: Window) -> Vec<OwnedToken> {
    let is_new =
        |token: &&AccessToken| token.created_at.is_none_or(|created_at| created_at >= window.since);
    tokens.iter().filter(is_new).map(|token| owned(token, scope)).collect()
}
