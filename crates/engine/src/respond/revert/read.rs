//! One audit event as a change of one thing.

use std::collections::BTreeMap;

use event::{Event, GroupId, ProjectId};
use serde_json::Value;

use super::catalogue::{Scope, field, is_told_inverted, type_of_words};
use super::{Changed, Responsible, value};
use crate::respond::act::{Guest, Home, SettingsOf, VariableFlag};

/// What an event tells.
pub(super) struct Told {
    pub(super) changed: Changed,
    pub(super) from: Option<Value>,
    pub(super) to: Option<Value>,
}

/// The token of each request, by correlation id, where a request log is among the events.
pub(super) fn tokens(events: &[&Event]) -> BTreeMap<String, String> {
    let named = |event: &&Event| {
        let token = event.token.as_ref()?;
        Some((event.correlation_id.clone()?, format!("{} {}", token.kind, token.id)))
    };
    events.iter().filter_map(named).collect()
}

/// Who is responsible for an event.
pub(super) fn responsible(event: &Event, tokens: &BTreeMap<String, String>) -> Responsible {
    let token = event.correlation_id.as_ref().and_then(|id| tokens.get(id));
    Responsible {
        id: event.actor.id,
        name: event.actor.name.clone(),
        kind: event.actor.kind.as_str().to_owned(),
        impersonator: event.actor.impersonator.clone(),
        token: token.cloned(),
    }
}

/// What the event changed; `None` = it changes no setting.
pub(super) fn told(event: &Event) -> Option<Told> {
    let words = event.change.field.as_deref();
    let place = scope(event);
    let event_type = match event.event_type.as_deref() {
        Some(name) if name != "audit_operation" => name,
        Some(_) | None => type_of_words(words?, place?)?,
    };
    if let Some(told) = presence(event, event_type, place) {
        return Some(told);
    }
    let place = place?;
    if let Some((of, name)) = field(event_type, words, place) {
        return Some(change_of(event, Changed::Field { of, field: name.clone() }, &name));
    }
    flag(event, event_type, place)
}

/// A change with its two values.
fn change_of(event: &Event, changed: Changed, name: &str) -> Told {
    let (from, to) = (event.change.from.as_deref(), event.change.to.as_deref());
    let words = event.change.field.as_deref().unwrap_or_default();
    let inverted = is_told_inverted(name, words);
    let value = |text: &str, other: Option<&str>| match value::of_text(name, text, other) {
        Value::Bool(flag) if inverted => Value::Bool(!flag),
        value => value,
    };
    Told { changed, from: from.map(|text| value(text, to)), to: to.map(|text| value(text, from)) }
}

fn scope(event: &Event) -> Option<Scope> {
    let entity = event.entity.as_ref()?;
    match (entity.kind.as_str(), entity.id) {
        ("Project", Some(id)) => Some(Scope::Project(ProjectId(id))),
        ("Group", Some(id)) => Some(Scope::Group(GroupId(id))),
        ("Gitlab::Audit::InstanceScope", _) => Some(Scope::Instance),
        _others => None,
    }
}

impl Scope {
    fn home(self) -> Home {
        match self {
            Self::Instance => Home::Instance,
            Self::Group(group) => Home::Group { group },
            Self::Project(project) => Home::Project { project },
        }
    }

    fn project(self) -> Option<ProjectId> {
        if let Self::Project(project) = self { Some(project) } else { None }
    }
}

fn target_id(event: &Event) -> Option<i64> {
    event.target.as_ref()?.id.as_ref()?.parse().ok()
}

fn target_name(event: &Event) -> Option<String> {
    event.target.as_ref()?.details.clone().filter(|name| !name.is_empty())
}

/// Flags of variables and of protected branches, and what no act brings back.
fn flag(event: &Event, event_type: &str, place: Scope) -> Option<Told> {
    let words = event.change.field.as_deref();
    let changed = match event_type {
        "ci_variable_updated" | "ci_group_variable_updated" | "ci_instance_variable_updated" => {
            let flag = match words? {
                "variable protection" | "protected" => VariableFlag::Protected,
                "variable masking" | "masked" => VariableFlag::Masked,
                _its_value => return Some(other(event, event_type)),
            };
            Changed::Variable { home: place.home(), key: target_name(event)?, flag }
        }
        "protected_branch_updated"
        | "protected_branch_allow_force_push_updated"
        | "protected_branch_code_owner_approval_required_updated" => {
            let told = format!("{event_type} {}", words.unwrap_or_default()).replace(' ', "_");
            let flag = ["allow_force_push", "code_owner_approval_required"]
                .into_iter()
                .find(|flag| told.contains(flag) || told.contains(&flag.replace("_required", "")));
            let Some(flag) = flag else { return Some(other(event, event_type)) };
            let (project, reference) = (place.project()?, target_name(event)?);
            Changed::Branch { project, reference, flag: flag.to_owned() }
        }
        "update_approval_rules" if words == Some("number of required approvals") => {
            let (project, rule) = (place.project()?, target_id(event)?);
            let of = SettingsOf::ApprovalRule { project, rule };
            Changed::Field { of, field: "approvals_required".to_owned() }
        }
        "update_approval_rules" => return Some(other(event, event_type)),
        _no_setting => return None,
    };
    Some(change_of(event, changed, ""))
}

/// Things that were made or taken away.
fn presence(event: &Event, event_type: &str, place: Option<Scope>) -> Option<Told> {
    let was_made = match event_type {
        "webhook_created"
        | "protected_branch_created"
        | "ci_variable_created"
        | "ci_group_variable_created"
        | "ci_instance_variable_created"
        | "approval_rule_created"
        | "secure_ci_job_token_project_added"
        | "secure_ci_job_token_group_added"
        | "secure_ci_job_token_inbound_enabled"
        | "project_restored" => true,
        "webhook_destroyed"
        | "protected_branch_removed"
        | "ci_variable_deleted"
        | "ci_group_variable_deleted"
        | "ci_instance_variable_deleted"
        | "approval_rule_deleted"
        | "secure_ci_job_token_project_removed"
        | "secure_ci_job_token_group_removed"
        | "secure_ci_job_token_inbound_disabled"
        | "project_deletion_marked" => false,
        "project_destroyed"
        | "group_destroyed"
        | "group_deletion_marked"
        | "project_archived"
        | "group_merge_request_approval_setting_created" => return Some(other(event, event_type)),
        _others => return None,
    };
    let changed = thing(event, event_type, place?).unwrap_or_else(|| unnamed(event, event_type));
    Some(Told { changed, from: Some(Value::Bool(!was_made)), to: Some(Value::Bool(was_made)) })
}

fn thing(event: &Event, event_type: &str, place: Scope) -> Option<Changed> {
    let project = || place.project();
    let changed = match event_type {
        "webhook_created" | "webhook_destroyed" => {
            Changed::HasWebhook { home: place.home(), hook: target_id(event)? }
        }
        "protected_branch_created" | "protected_branch_removed" => {
            Changed::HasProtection { project: project()?, reference: target_name(event)? }
        }
        "approval_rule_created" | "approval_rule_deleted" => {
            Changed::HasApprovalRule { project: project()?, rule: target_id(event)? }
        }
        "secure_ci_job_token_project_added" | "secure_ci_job_token_project_removed" => {
            let target_project_id = ProjectId(target_id(event)?);
            Changed::LetsIn { project: project()?, guest: Guest::Project { target_project_id } }
        }
        "secure_ci_job_token_group_added" | "secure_ci_job_token_group_removed" => {
            let target_group_id = GroupId(target_id(event)?);
            Changed::LetsIn { project: project()?, guest: Guest::Group { target_group_id } }
        }
        "secure_ci_job_token_inbound_enabled" | "secure_ci_job_token_inbound_disabled" => {
            let of = SettingsOf::JobTokenScope { project: project()? };
            Changed::Field { of, field: "inbound_enabled".to_owned() }
        }
        // The event is filed under the group or instance, too: the target tells.
        "project_deletion_marked" | "project_restored" => {
            let target =
                event.target.as_ref().filter(|target| target.kind.as_deref() == Some("Project"));
            let marked = target.and_then(|_| target_id(event)).map(ProjectId).or_else(project)?;
            Changed::HasProject { project: marked }
        }
        _variables => Changed::HasVariable { home: place.home(), key: target_name(event)? },
    };
    Some(changed)
}

fn unnamed(event: &Event, event_type: &str) -> Changed {
    let target = target_name(event).unwrap_or_default();
    Changed::Other { event_type: event_type.to_owned(), target }
}

fn other(event: &Event, event_type: &str) -> Told {
    Told {
        changed: unnamed(event, event_type),
        from: event.change.from.clone().map(Value::from),
        to: event.change.to.clone().map(Value::from),
    }
}
