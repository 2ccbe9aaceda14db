//! Settings of projects, groups and the instance, and rules of approval.

use engine::respond::act::SettingsOf;
use engine::respond::{Act, Seen, act};
use gitlab::{Client, GitLabError, SettingsAt};

use super::{or_absent, same};

pub(super) async fn look(client: &Client, act: &act::ChangeSettings) -> Result<Seen, GitLabError> {
    let fields: Vec<&str> = act.set.keys().map(String::as_str).collect();
    read(client, act.of, &fields).await
}

/// What these fields are set to; absent where there are no such settings.
pub(crate) async fn read(
    client: &Client,
    of: SettingsOf,
    fields: &[&str],
) -> Result<Seen, GitLabError> {
    or_absent(client.settings(at(of), fields).await.map(|values| Seen::Fields { values }))
}

pub(super) async fn change(client: &Client, act: &act::ChangeSettings) -> Result<(), GitLabError> {
    let mut set = act.set.clone();
    if let SettingsOf::ApprovalRule { .. } = act.of {
        // GitLab takes a rule only with its name and its number of approvals.
        for (field, value) in client.settings(at(act.of), &["name", "approvals_required"]).await? {
            set.entry(field).or_insert(value);
        }
    }
    client.change_settings(at(act.of), &set).await
}

pub(super) async fn rule(
    client: &Client,
    act: &act::RemoveApprovalRule,
) -> Result<Seen, GitLabError> {
    let rules = match client.approval_rules(act.project.0).await {
        Ok(rules) => rules,
        Err(error) => return or_absent(Err(error)),
    };
    let is_it = |row: &serde_json::Map<_, _>| {
        row.get("id").and_then(serde_json::Value::as_i64) == Some(act.rule)
    };
    Ok(rules.into_iter().find(is_it).map_or(Seen::Absent, |row| Seen::Thing { row }))
}

pub(super) async fn same_rule(
    client: &Client,
    act: &act::AddApprovalRule,
) -> Result<Seen, GitLabError> {
    let rules = client.approval_rules(act.project.0).await?;
    let seen = rules.into_iter().map(|row| Seen::Thing { row });
    Ok(same(&Act::AddApprovalRule(act.clone()), seen))
}

fn at(of: SettingsOf) -> SettingsAt {
    match of {
        SettingsOf::Project { project } => SettingsAt::Project(project.0),
        SettingsOf::Group { group } => SettingsAt::Group(group.0),
        SettingsOf::Instance => SettingsAt::Instance,
        SettingsOf::ProjectApprovals { project } => SettingsAt::ProjectApprovals(project.0),
        SettingsOf::ProjectApprovalSetting { project } => {
            SettingsAt::ProjectApprovalSetting(project.0)
        }
        SettingsOf::GroupApprovalSetting { group } => SettingsAt::GroupApprovalSetting(group.0),
        SettingsOf::ApprovalRule { project, rule } => SettingsAt::ApprovalRule(project.0, rule),
        SettingsOf::ProjectPushRule { project } => SettingsAt::ProjectPushRule(project.0),
        SettingsOf::GroupPushRule { group } => SettingsAt::GroupPushRule(group.0),
        SettingsOf::JobTokenScope { project } => SettingsAt::JobTokenScope(project.0),
        SettingsOf::Schedule { project, schedule } => SettingsAt::Schedule(project.0, schedule),
    }
}
