//! Webhooks of projects, groups and the instance.

use engine::respond::{Act, Seen, act};
use gitlab::{Client, GitLabError, Hook};
use serde_json::{Map, Value, json};

use super::{home, or_absent};

pub(super) async fn look(client: &Client, act: &act::RemoveWebhook) -> Result<Seen, GitLabError> {
    let hooks = match client.hooks(home(act.home)).await {
        Ok(hooks) => hooks,
        Err(error) => return or_absent(Err(error)),
    };
    let Some(hook) = hooks.iter().find(|hook| hook.id == act.hook) else { return Ok(Seen::Absent) };
    let same =
        hooks.iter().filter(|other| (&other.url, &other.settings) == (&hook.url, &hook.settings));
    Ok(seen(hook, same.count()))
}

/// The hook that is the same as the one to add, and how many there are.
pub(super) async fn same(client: &Client, act: &act::AddWebhook) -> Result<Seen, GitLabError> {
    let wanted = Act::AddWebhook(act::AddWebhook { copies: 1, ..act.clone() });
    let hooks = client.hooks(home(act.home)).await?;
    let same: Vec<&Hook> =
        hooks.iter().filter(|hook| wanted.is_already_so(&seen(hook, 1))).collect();
    Ok(same.first().map_or(Seen::Absent, |hook| seen(hook, same.len())))
}

pub(super) async fn add(client: &Client, act: &act::AddWebhook) -> Result<(), GitLabError> {
    client.add_hook(home(act.home), &act.url, &act.row).await
}

fn seen(hook: &Hook, copies: usize) -> Seen {
    let mut row: Map<String, Value> = hook.settings.clone();
    row.insert("id".to_owned(), json!(hook.id));
    row.insert("url".to_owned(), json!(hook.url));
    for (field, names) in
        [("custom_headers", &hook.header_names), ("url_variables", &hook.url_variable_names)]
    {
        if !names.is_empty() {
            row.insert(field.to_owned(), json!(names));
        }
    }
    if copies > 1 {
        row.insert("copies".to_owned(), json!(copies));
    }
    Seen::Thing { row }
}
