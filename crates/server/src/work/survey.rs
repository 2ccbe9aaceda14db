//! Reads everything about a suspect from GitLab; changes nothing there.
//!
//! What cannot be read is a gap that the survey names: an incomplete survey
//! must never look like a complete one.

use engine::respond::{
    Membership, OwnedKey, OwnedToken, OwnedWebhook, Subject, Survey, TokenHandle, TokenScope,
};
use event::{GroupId, ProjectId, TokenId, UserId};
use futures::StreamExt as _;
use gitlab::{AccessToken, Client, GitLabError, Project, ProjectHook, User};
use jiff::{SignedDuration, Timestamp};

use super::writer::full_text;
use crate::app::AppError;

/// Memberships and projects that are looked into; the rest is a gap.
const PLACES_MAX: usize = 200;

/// Places looked into at a time: an incident must not overload GitLab.
const PLACES_AT_ONCE: usize = 4;

/// From this level on a member reads CI/CD variables and adds webhooks: Maintainer.
const MAINTAINER: u8 = 40;

/// Pipelines younger than this count as "would break".
const PIPELINES_SINCE: SignedDuration = SignedDuration::from_hours(24 * 7);

/// When the survey is made, and since when project and group tokens may be the suspect's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// Now.
    pub(crate) now: Timestamp,
    /// Tokens of projects and groups made since then are listed too: GitLab
    /// does not say who made them, and the suspect could have.
    pub(crate) since: Timestamp,
}

/// Surveys a suspect. Fails only when not even the user behind it can be read.
pub(crate) async fn take(
    client: &Client,
    subject: &Subject,
    window: Window,
) -> Result<Survey, AppError> {
    let responder = client.current_user().await?;
    let user = user_behind(client, subject).await?;
    let mut survey = begin(subject, &user, responder.id, window.now);
    add_tokens(client, subject, &mut survey).await;
    add_keys(client, &mut survey).await;
    add_places(client, &mut survey, window).await;
    Ok(survey)
}

async fn user_behind(client: &Client, subject: &Subject) -> Result<User, AppError> {
    match subject {
        Subject::User { user } => Ok(client.user(user.0).await?),
        Subject::Token { token } => {
            let record = read_token(client, *token).await?;
            let user = record.user_id.ok_or_else(|| AppError::Unavailable {
                what: format!("GitLab does not say whom token {} acts as", token.id),
            })?;
            Ok(client.user(user).await?)
        }
    }
}

/// One token by its handle.
pub(crate) async fn read_token(
    client: &Client,
    token: TokenHandle,
) -> Result<AccessToken, GitLabError> {
    match token.scope {
        TokenScope::Personal => client.personal_access_token(token.id.0).await,
        TokenScope::Project { project } => client.project_access_token(project.0, token.id.0).await,
        TokenScope::Group { group } => client.group_access_token(group.0, token.id.0).await,
    }
}

fn begin(subject: &Subject, user: &User, responder: i64, now: Timestamp) -> Survey {
    Survey {
        subject: subject.clone(),
        taken_at: now,
        user: UserId(user.id),
        username: user.username.clone(),
        state: user.state.clone(),
        is_admin: user.is_admin,
        is_bot: user.bot,
        responder: UserId(responder),
        tokens: Vec::new(),
        keys: Vec::new(),
        webhooks: Vec::new(),
        memberships: Vec::new(),
        gaps: Vec::new(),
    }
}

async fn add_tokens(client: &Client, subject: &Subject, survey: &mut Survey) {
    match client.personal_access_tokens(survey.user.0).await {
        Ok(tokens) => survey.tokens.extend(tokens.iter().map(|t| owned(t, TokenScope::Personal))),
        Err(error) => gap(survey, "personal access tokens", &error),
    }
    match client.impersonation_tokens(survey.user.0).await {
        Ok(tokens) => {
            let live = tokens.iter().filter(|token| token.is_active()).count();
            if live > 0 {
                survey.gaps.push(format!(
                    "{live} live impersonation tokens, made by administrators: not handled, look at them"
                ));
            }
        }
        Err(error) => gap(survey, "impersonation tokens", &error),
    }
    if let Subject::Token { token } = subject
        && !survey.tokens.iter().any(|other| other.handle.id == token.id)
    {
        match read_token(client, *token).await {
            Ok(record) => survey.tokens.push(owned(&record, token.scope)),
            Err(error) => gap(survey, "the token itself", &error),
        }
    }
}

async fn add_keys(client: &Client, survey: &mut Survey) {
    match client.user_keys(survey.user.0).await {
        Ok(keys) => survey.keys.extend(keys.into_iter().map(|key| OwnedKey {
            id: key.id,
            title: key.title,
            key: key.key,
            created_at: key.created_at,
        })),
        Err(error) => gap(survey, "SSH keys", &error),
    }
}

async fn add_places(client: &Client, survey: &mut Survey, window: Window) {
    let memberships = match client.user_memberships(survey.user.0).await {
        Ok(memberships) => memberships,
        Err(error) => return gap(survey, "memberships", &error),
    };
    if memberships.len() > PLACES_MAX {
        let rest = memberships.len().saturating_sub(PLACES_MAX);
        survey.gaps.push(format!("{rest} further memberships were not looked into"));
    }
    let username = survey.username.clone();
    let places: Vec<Place> = futures::stream::iter(memberships.into_iter().take(PLACES_MAX))
        .map(|membership| place(client, membership, &username, window))
        .buffered(PLACES_AT_ONCE)
        .collect()
        .await;
    for place in places {
        survey.memberships.push(place.membership);
        survey.gaps.extend(place.gaps);
        add_new(&mut survey.webhooks, place.webhooks, |hook| (hook.project, hook.id));
        add_new(&mut survey.tokens, place.tokens, |token| token.handle);
    }
}

/// Adds what is not there yet: a project may be reached by two memberships.
fn add_new<T, K: PartialEq>(to: &mut Vec<T>, from: Vec<T>, key: impl Fn(&T) -> K) {
    for item in from {
        if !to.iter().any(|other| key(other) == key(&item)) {
            to.push(item);
        }
    }
}

/// A project or group within reach.
struct Place {
    membership: Membership,
    webhooks: Vec<OwnedWebhook>,
    tokens: Vec<OwnedToken>,
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
    username: &str,
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
        gaps: Vec::new(),
    };
    if is_project {
        look_into_project(client, &mut place, username, window).await;
    } else {
        look_into_group(client, &mut place, window).await;
    }
    place
}

async fn look_into_project(client: &Client, place: &mut Place, username: &str, window: Window) {
    let id = place.membership.id;
    match client.project(id).await {
        Ok(project) => {
            place.membership.path = project.path_with_namespace;
            place.membership.visibility = project.visibility;
        }
        Err(error) => place.gap("project", &error),
    }
    let since = window.now.checked_sub(PIPELINES_SINCE).ok();
    match client.project_pipelines(id, username, since).await {
        Ok(pipelines) => place.membership.pipelines.extend(pipelines.iter().map(|pipeline| {
            let reference = pipeline.reference.as_deref().unwrap_or("?");
            format!("#{} {} {}", pipeline.id, reference, pipeline.status)
        })),
        Err(error) => place.gap("pipelines", &error),
    }
    if place.is_maintained() {
        match client.project_variables(id).await {
            Ok(variables) => {
                place.membership.variables.extend(variables.into_iter().map(|v| v.key));
            }
            Err(error) => place.gap("CI/CD variables", &error),
        }
        let path = place.membership.path.clone();
        add_hooks(client, place, id, &path).await;
        add_project_tokens(client, place, id, window).await;
    }
}

async fn look_into_group(client: &Client, place: &mut Place, window: Window) {
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
    match client.group_variables(id).await {
        Ok(variables) => place.membership.variables.extend(variables.into_iter().map(|v| v.key)),
        Err(error) => place.gap("CI/CD variables", &error),
    }
    match client.group_access_tokens(id).await {
        Ok(tokens) => {
            let scope = TokenScope::Group { group: GroupId(id) };
            place.tokens.extend(recent(&tokens, scope, window));
        }
        Err(error) => place.gap("access tokens", &error),
    }
    match client.group_projects(id).await {
        Ok(projects) => add_group_projects(client, place, projects, window).await,
        Err(error) => place.gap("projects", &error),
    }
}

async fn add_group_projects(
    client: &Client,
    place: &mut Place,
    projects: Vec<Project>,
    window: Window,
) {
    if projects.len() > PLACES_MAX {
        let rest = projects.len().saturating_sub(PLACES_MAX);
        let path = &place.membership.path;
        place.gaps.push(format!("{path}: {rest} further projects were not looked into"));
    }
    for project in projects.into_iter().take(PLACES_MAX) {
        match client.project_variables(project.id).await {
            Ok(variables) => {
                let path = &project.path_with_namespace;
                let names =
                    variables.into_iter().map(|variable| format!("{path}: {}", variable.key));
                place.membership.variables.extend(names);
            }
            Err(error) => place.gap("CI/CD variables of projects", &error),
        }
        add_hooks(client, place, project.id, &project.path_with_namespace).await;
        add_project_tokens(client, place, project.id, window).await;
    }
}

async fn add_hooks(client: &Client, place: &mut Place, project: i64, path: &str) {
    match client.project_hooks(project).await {
        Ok(hooks) => {
            place.webhooks.extend(hooks.into_iter().map(|hook| owned_hook(hook, project, path)));
        }
        Err(error) => place.gap("webhooks", &error),
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

async fn add_project_tokens(client: &Client, place: &mut Place, project: i64, window: Window) {
    match client.project_access_tokens(project).await {
        Ok(tokens) => {
            let scope = TokenScope::Project { project: ProjectId(project) };
            place.tokens.extend(recent(&tokens, scope, window));
        }
        Err(error) => place.gap("access tokens", &error),
    }
}

fn recent(tokens: &[AccessToken], scope: TokenScope, window: Window) -> Vec<OwnedToken> {
    let is_new =
        |token: &&AccessToken| token.created_at.is_none_or(|created_at| created_at >= window.since);
    tokens.iter().filter(is_new).map(|token| owned(token, scope)).collect()
}

fn owned(token: &AccessToken, scope: TokenScope) -> OwnedToken {
    OwnedToken {
        handle: TokenHandle { id: TokenId(token.id), scope },
        name: token.name.clone(),
        scopes: token.scopes.clone(),
        is_active: token.is_active(),
        is_revoked: token.revoked,
        created_at: token.created_at,
        last_used_at: token.last_used_at,
        last_used_ips: token.last_used_ips.clone(),
        user: token.user_id.map(UserId),
    }
}

fn gap(survey: &mut Survey, what: &str, error: &GitLabError) {
    survey.gaps.push(format!("{what}: {}", full_text(error)));
}
