//! Pipeline trigger tokens, and tokens of agents for Kubernetes.

use engine::respond::{Seen, act};
use gitlab::{Client, GitLabError};
use serde_json::json;

use super::{or_absent, thing};

pub(super) async fn trigger(
    client: &Client,
    act: &act::DeleteTrigger,
) -> Result<Seen, GitLabError> {
    let trigger = client.trigger(act.project.0, act.trigger).await;
    or_absent(trigger.map(|trigger| {
        let owner = trigger.owner.map(|owner| owner.username);
        thing(json!({ "id": trigger.id, "description": trigger.description, "owner": owner }))
    }))
}

pub(super) async fn agent_token(
    client: &Client,
    act: &act::RevokeAgentToken,
) -> Result<Seen, GitLabError> {
    let token = client.agent_token(act.project.0, act.agent, act.token).await;
    or_absent(token.map(|token| Seen::Token { is_active: token.is_active() }))
}
