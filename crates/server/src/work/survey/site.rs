//! A place as the subject: a project, a group or the whole instance (S3 to S6).

use engine::respond::{OwnedThing, Spot, Subject, Survey, ThingKind, TokenScope};
use event::{GroupId, ProjectId, UserId};
use gitlab::{Client, GitLabError, Listing, SettingsOf, User};
use jiff::Timestamp;

use super::person::owned as owned_token;
use super::places::{group_listings, is_of_place, project_listings};
use super::{Where, Window, add_new, gap, list};
use crate::app::AppError;

/// A project's settings that matter in an incident.
///
/// Source: GitLab docs, `api/projects`, GET `/projects/:id`.
const PROJECT_SETTINGS: &[&str] = &[
    "approvals_before_merge",
    "archived",
    "auto_devops_enabled",
    "builds_access_level",
    "ci_allow_fork_pipelines_to_run_in_parent_project",
    "ci_config_path",
    "ci_forward_deployment_enabled",
    "ci_job_token_scope_enabled",
    "ci_pipeline_variables_minimum_override_role",
    "ci_push_repository_for_job_token_allowed",
    "default_branch",
    "forking_access_level",
    "group_runners_enabled",
    "import_url",
    "lfs_enabled",
    "merge_method",
    "only_allow_merge_if_all_discussions_are_resolved",
    "only_allow_merge_if_pipeline_succeeds",
    "packages_enabled",
    "pages_access_level",
    "path_with_namespace",
    "public_jobs",
    "repository_access_level",
    "request_access_enabled",
    "restrict_user_defined_variables",
    "shared_runners_enabled",
    "visibility",
];

/// A group's settings that matter in an incident.
///
/// Source: GitLab docs, `api/groups`, GET `/groups/:id`.
const GROUP_SETTINGS: &[&str] = &[
    "full_path",
    "ip_restriction_ranges",
    "membership_lock",
    "prevent_forking_outside_group",
    "project_creation_level",
    "request_access_enabled",
    "require_two_factor_authentication",
    "share_with_group_lock",
    "shared_runners_setting",
    "subgroup_creation_level",
    "two_factor_grace_period",
    "visibility",
];

/// The instance's settings that matter in an incident.
///
/// Source: GitLab docs, `api/settings`, GET `/application/settings`.
const INSTANCE_SETTINGS: &[&str] = &[
    "admin_mode",
    "allow_local_requests_from_hooks_and_services",
    "allow_local_requests_from_system_hooks",
    "allow_local_requests_from_web_hooks_and_services",
    "default_group_visibility",
    "default_project_visibility",
    "deny_new_user_signup",
    "disable_feed_token",
    "email_confirmation_setting",
    "max_number_of_repository_downloads",
    "max_personal_access_token_lifetime",
    "minimum_password_length",
    "password_authentication_enabled_for_git",
    "password_authentication_enabled_for_web",
    "personal_access_token_prefix",
    "require_admin_approval_after_user_signup",
    "require_admin_two_factor_authentication",
    "require_two_factor_authentication",
    "restricted_visibility_levels",
    "session_expire_delay",
    "shared_runners_enabled",
    "signup_enabled",
    "two_factor_grace_period",
    "user_oauth_applications",
    "valid_runner_registrars",
];

/// Adds what a place holds. Fails when the place itself cannot be read.
pub(super) async fn add(
    client: &Client,
    subject: &Subject,
    survey: &mut Survey,
    window: Window,
) -> Result<(), AppError> {
    match subject {
        Subject::Project { project } | Subject::Job { project, .. } => {
            add_project(client, *project, survey).await?;
        }
        Subject::Group { group } => add_group(client, *group, survey).await?,
        Subject::Instance => {
            let read = client.settings_of(SettingsOf::Instance, INSTANCE_SETTINGS).await;
            survey.settings = read?;
            add_instance(client, survey, window).await;
            add_administrators(client, survey).await;
        }
        Subject::User { .. } | Subject::Token { .. } => {}
    }
    Ok(())
}

async fn add_project(
    client: &Client,
    project: ProjectId,
    survey: &mut Survey,
) -> Result<(), GitLabError> {
    let id = project.0;
    survey.settings = client.settings_of(SettingsOf::Project(id), PROJECT_SETTINGS).await?;
    let path = text_setting(survey, "path_with_namespace");
    survey.username.clone_from(&path);
    let at = Where { spot: Spot::Project { project }, path };
    let mut wanted = project_listings(id).to_vec();
    wanted.push((ThingKind::Webhook, Listing::ProjectHooks(id)));
    let mut found = list(client, &at, &wanted).await;
    found.things.retain(|thing| thing.kind != ThingKind::Runner || is_of_place(thing));
    found.add_to(survey);
    match client.project_access_tokens(id).await {
        Ok(rows) => {
            let scope = TokenScope::Project { project };
            let tokens = rows.iter().map(|token| owned_token(token, scope)).collect();
            add_new(&mut survey.tokens, tokens, |token| token.handle);
        }
        Err(error) => gap(survey, "access tokens", &error),
    }
    match client.things(Listing::ProtectedBranches(id)).await {
        Ok(rows) => {
            let names = rows.into_iter().map(|row| serde_json::Value::String(row.name)).collect();
            survey
                .settings
                .insert("protected_branches".to_owned(), serde_json::Value::Array(names));
        }
        Err(error) => gap(survey, "protected branches", &error),
    }
    Ok(())
}

async fn add_group(
    client: &Client,
    group: GroupId,
    survey: &mut Survey,
) -> Result<(), GitLabError> {
    let id = group.0;
    survey.settings = client.settings_of(SettingsOf::Group(id), GROUP_SETTINGS).await?;
    let path = text_setting(survey, "full_path");
    survey.username.clone_from(&path);
    let at = Where { spot: Spot::Group { group }, path };
    let mut found = list(client, &at, &group_listings(id)).await;
    found.things.retain(|thing| thing.kind != ThingKind::Runner || is_of_place(thing));
    found.add_to(survey);
    match client.group_access_tokens(id).await {
        Ok(rows) => {
            let scope = TokenScope::Group { group };
            let tokens = rows.iter().map(|token| owned_token(token, scope)).collect();
            add_new(&mut survey.tokens, tokens, |token| token.handle);
        }
        Err(error) => gap(survey, "access tokens", &error),
    }
    Ok(())
}

/// Adds what only the instance has: applications, system hooks, runners and
/// variables of all, and users made since the window opened.
pub(super) async fn add_instance(client: &Client, survey: &mut Survey, window: Window) {
    let at = Where { spot: Spot::Instance, path: String::new() };
    let wanted = [
        (ThingKind::Application, Listing::Applications),
        (ThingKind::SystemHook, Listing::SystemHooks),
        (ThingKind::Runner, Listing::Runners),
        (ThingKind::Variable, Listing::InstanceVariables),
        (ThingKind::DeployKey, Listing::DeployKeys),
    ];
    let mut found = list(client, &at, &wanted).await;
    found.things.retain(|thing| match thing.kind {
        ThingKind::Runner => is_of_place(thing),
        // Those of projects are told by the projects, where they can be taken away.
        ThingKind::DeployKey => false,
        _other => true,
    });
    found.add_to(survey);
    if window.since <= Timestamp::UNIX_EPOCH {
        survey.gaps.push("new users: the beginning of the window is not known".to_owned());
        return;
    }
    match client.users(Some(window.since)).await {
        Ok(users) => {
            let users = users.iter().filter(|user| !user.bot && user.id != survey.user.0);
            let users: Vec<OwnedThing> = users.map(user_thing).collect();
            add_new(&mut survey.things, users, |thing| (thing.kind, thing.id));
        }
        Err(error) => gap(survey, "new users", &error),
    }
}

async fn add_administrators(client: &Client, survey: &mut Survey) {
    match client.administrators().await {
        Ok(users) => {
            let mut users: Vec<OwnedThing> = users.iter().map(user_thing).collect();
            for user in &mut users {
                user.flags.insert("is_admin".to_owned(), "true".to_owned());
            }
            survey.things.retain(|thing| {
                thing.kind != ThingKind::User || !users.iter().any(|user| user.id == thing.id)
            });
            survey.things.extend(users);
        }
        Err(error) => gap(survey, "administrators", &error),
    }
}

pub(super) fn user_thing(user: &User) -> OwnedThing {
    OwnedThing {
        kind: ThingKind::User,
        id: user.id,
        spot: Spot::Instance,
        path: String::new(),
        name: user.username.clone(),
        user: Some(UserId(user.id)),
        created_at: user.created_at,
        last_used_at: user.last_sign_in_at,
        expires_at: None,
        is_active: user.state == "active",
        scopes: Vec::new(),
        flags: [("state".to_owned(), user.state.clone())].into(),
    }
}

fn text_setting(survey: &Survey, name: &str) -> String {
    survey.settings.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
