//! What the record says was made, by whom: audit events where the tier has them,
//! requests of `api_json.log` on every tier.

use std::collections::BTreeSet;

use event::{Event, GroupId, ProjectId, UserId};

use crate::respond::{Made, Spot, ThingKind};

/// Audit event types that tell of something made, with what it is.
///
/// Source: GitLab docs, `user/compliance/audit_event_types`.
const MAKING: &[(&str, ThingKind)] = &[
    ("personal_access_token_created", ThingKind::AccessToken),
    ("project_access_token_created", ThingKind::AccessToken),
    ("group_access_token_created", ThingKind::AccessToken),
    ("add_ssh_key", ThingKind::SshKey),
    ("add_gpg_key", ThingKind::GpgKey),
    ("webhook_created", ThingKind::Webhook),
    ("user_created", ThingKind::User),
    ("deploy_key_added", ThingKind::DeployKey),
    ("deploy_token_created", ThingKind::DeployToken),
    ("group_deploy_token_created", ThingKind::DeployToken),
    ("ci_runner_registered", ThingKind::Runner),
    ("ci_runner_created", ThingKind::Runner),
    ("oauth_application_created", ThingKind::Application),
    ("member_created", ThingKind::Member),
    ("ci_variable_created", ThingKind::Variable),
    ("ci_group_variable_created", ThingKind::Variable),
    ("ci_instance_variable_created", ThingKind::Variable),
];

/// Last parts of `POST` routes that make something, with what it is.
///
/// Source: GitLab's OpenAPI, the `POST` operations of those resources.
const POSTING: &[(&str, ThingKind)] = &[
    ("/impersonation_tokens", ThingKind::AccessToken),
    ("/personal_access_tokens", ThingKind::AccessToken),
    ("/access_tokens", ThingKind::AccessToken),
    ("/gpg_keys", ThingKind::GpgKey),
    ("/deploy_keys", ThingKind::DeployKey),
    ("/deploy_tokens", ThingKind::DeployToken),
    ("/keys", ThingKind::SshKey),
    ("/hooks", ThingKind::Webhook),
    ("/triggers", ThingKind::Trigger),
    ("/pipeline_schedules", ThingKind::Schedule),
    ("/variables", ThingKind::Variable),
    ("/members", ThingKind::Member),
    ("/applications", ThingKind::Application),
    ("/user/runners", ThingKind::Runner),
    ("/runners", ThingKind::Runner),
    ("/users", ThingKind::User),
];

/// What an event says was made. `None` = nothing, or not told.
pub fn made(event: &Event) -> Option<Made> {
    by_audit(event).or_else(|| by_request(event))
}

fn by_audit(event: &Event) -> Option<Made> {
    let name = event.event_type.as_deref()?;
    let kind = MAKING.iter().find(|(kind, _)| *kind == name).map(|(_, kind)| *kind)?;
    let target = event.target.as_ref();
    let spot = event.entity.as_ref().and_then(|entity| {
        let id = entity.id;
        match entity.kind.as_str() {
            "Project" => id.map(|id| Spot::Project { project: ProjectId(id) }),
            "Group" => id.map(|id| Spot::Group { group: GroupId(id) }),
            "User" => id.map(|id| Spot::User { user: UserId(id) }),
            "Gitlab::Audit::InstanceScope" => Some(Spot::Instance),
            _other => None,
        }
    });
    Some(Made {
        kind: placed(kind, spot),
        id: number(event, kind),
        name: target.and_then(|target| target.details.clone()),
        spot,
        at: event.occurred_at,
        by: event.actor.id?,
    })
}

/// A hook's kind is told by where it is.
fn placed(kind: ThingKind, spot: Option<Spot>) -> ThingKind {
    match (kind, spot) {
        (ThingKind::Webhook, Some(Spot::Group { .. })) => ThingKind::GroupWebhook,
        (ThingKind::Webhook, Some(Spot::Instance)) => ThingKind::SystemHook,
        (kind, _) => kind,
    }
}

/// GitLab's number of the made thing. The target of a token's event is whom it
/// acts as, and the number stands in the message only.
///
/// Source: GitLab source, `PersonalAccessTokens::CreateService`, message
/// "Created personal access token with id ID".
fn number(event: &Event, kind: ThingKind) -> Option<i64> {
    let message = event.message.as_deref().unwrap_or_default();
    let in_message = message
        .rsplit_once(" with id ")
        .and_then(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
    if kind == ThingKind::AccessToken {
        let token = event.token.as_ref().filter(|_| event.request.is_none());
        return in_message.or_else(|| {
            let target = event.target.as_ref()?;
            let is_token = target.kind.as_deref()?.ends_with("AccessToken");
            target.id.as_deref().filter(|_| is_token && token.is_none())?.parse().ok()
        });
    }
    in_message.or_else(|| event.target.as_ref()?.id.as_deref()?.parse().ok())
}

fn by_request(event: &Event) -> Option<Made> {
    let request = event.request.as_ref()?;
    let is_made = request.method.as_deref() == Some("POST") && request.status == Some(201);
    let path = request.path.as_deref().filter(|_| is_made)?.trim_end_matches('/');
    let (_, kind) = POSTING.iter().find(|(end, _)| path.ends_with(end))?;
    let spot = spot_of(path);
    Some(Made {
        kind: placed(*kind, spot),
        id: None,
        name: None,
        spot,
        at: event.occurred_at,
        by: event.actor.id?,
    })
}

/// Where a request's path points: `/api/v4/projects/7/hooks` → project 7. A place
/// named by its path instead of its number stays open.
fn spot_of(path: &str) -> Option<Spot> {
    let (_, rest) = path.split_once("/api/v4/")?;
    let mut parts = rest.split('/');
    match (parts.next()?, parts.next()) {
        ("projects", Some(id)) => {
            id.parse().ok().map(|id| Spot::Project { project: ProjectId(id) })
        }
        ("groups", Some(id)) => id.parse().ok().map(|id| Spot::Group { group: GroupId(id) }),
        ("users", Some(id)) => id.parse().ok().map(|id| Spot::User { user: UserId(id) }),
        ("hooks" | "admin" | "applications" | "users", _) => Some(Spot::Instance),
        _by_who_calls => None,
    }
}

/// Users that things made by these actors brought to life; the caller adds the
/// bots of tokens, which only GitLab's listings tell.
pub fn made_users(made: &[Made], actors: &BTreeSet<UserId>) -> BTreeSet<UserId> {
    made.iter()
        .filter(|made| made.kind == ThingKind::User && actors.contains(&UserId(made.by)))
        .filter_map(|made| made.id.map(UserId))
        .collect()
}
