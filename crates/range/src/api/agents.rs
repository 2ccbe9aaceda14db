//! Agents for Kubernetes and their tokens.
//!
//! Source: GitLab docs, `api/cluster_agents`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post};
use super::users::extend;
use crate::world::{Agent, AgentToken, Audit, Entity, Level, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/cluster_agents", list),
    post("/projects/:id/cluster_agents", register),
    get("/projects/:id/cluster_agents/:agent_id", one),
    delete("/projects/:id/cluster_agents/:agent_id", remove),
    get("/projects/:id/cluster_agents/:agent_id/tokens", tokens),
    post("/projects/:id/cluster_agents/:agent_id/tokens", create),
    get("/projects/:id/cluster_agents/:agent_id/tokens/:token_id", token),
    delete("/projects/:id/cluster_agents/:agent_id/tokens/:token_id", revoke),
];

/// Tokens that an agent may have at a time.
const TOKENS_MAX: usize = 2;

fn row(call: &Call<'_>, agent: &Agent) -> Value {
    let path = call.world.path_of(Place::Project(agent.project));
    json!({
        "id": agent.id,
        "name": agent.name,
        "config_project": {
            "id": agent.project,
            "description": "",
            "name": call.world.name_of(Place::Project(agent.project)),
            "name_with_namespace": path.replace('/', " / "),
            "path": path.rsplit('/').next().unwrap_or_default(),
            "path_with_namespace": path,
            "created_at": millis(agent.created_at),
        },
        "created_at": millis(agent.created_at),
        "created_by_user_id": agent.creator,
        "is_receptive": false,
    })
}

fn token_row(agent: u64, token: &AgentToken) -> Value {
    json!({
        "id": token.id,
        "name": token.name,
        "description": null,
        "agent_id": agent,
        "status": if token.is_revoked { "revoked" } else { "active" },
        "created_at": millis(token.created_at),
        "created_by_user_id": token.creator,
        "last_used_at": null,
    })
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let all = call.world.agents.values();
    let rows: Vec<_> = all.filter(|agent| agent.project == place.id()).collect();
    page::by_offset(call, &rows, |agent| row(call, agent))
}

fn find(call: &Call<'_>, level: Level) -> Result<(Place, u64), Answer> {
    let place = call.place_as(Kind::Project, level)?;
    let id = call.id_of("agent_id", "Agent")?;
    let agent = call.world.agents.get(&id).filter(|agent| agent.project == place.id());
    agent.map(|agent| (place, agent.id)).ok_or_else(|| Answer::not_found("Agent"))
}

fn show(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let agent = call.world.agents.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::json(status, row(call, agent)))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let (_, id) = find(call, Level::DEVELOPER)?;
    show(call, id, 200)
}

fn register(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    call.params().require(&["name"])?;
    let name = call.params().text("name").unwrap_or_default();
    let mut agents = call.world.agents.values();
    if agents.any(|agent| agent.project == place.id() && agent.name == name) {
        return Err(Answer::message(400, json!(["Name has already been taken"])));
    }
    let me = call.me()?;
    let id = call.world.add_agent(place.id(), me, &name, call.now);
    let text = format!("Created cluster agent '{name}' with id {id}");
    tell(call, "cluster_agent_created", place, ("Clusters::Agent", id, name), text);
    show(call, id, 201)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let (place, id) = find(call, Level::MAINTAINER)?;
    let name = call.world.agents.remove(&id).map(|agent| agent.name).unwrap_or_default();
    let text = format!("Deleted cluster agent '{name}' with id {id}");
    tell(call, "cluster_agent_deleted", place, ("Clusters::Agent", id, name), text);
    Ok(Answer::no_content())
}

fn tokens(call: &mut Call<'_>) -> Outcome {
    let (_, id) = find(call, Level::DEVELOPER)?;
    let agent = call.world.agents.get(&id).ok_or_else(Answer::not_found_at_all)?;
    let rows: Vec<_> = agent.tokens.iter().filter(|token| !token.is_revoked).collect();
    page::by_offset(call, &rows, |token| token_row(id, token))
}

fn find_token<'a>(call: &'a Call<'_>, agent: u64) -> Result<&'a AgentToken, Answer> {
    let id = call.id_of("token_id", "Agent Token")?;
    let agent = call.world.agents.get(&agent);
    let mut tokens = agent.iter().flat_map(|agent| &agent.tokens);
    tokens
        .find(|token| token.id == id && !token.is_revoked)
        .ok_or_else(|| Answer::not_found("Agent Token"))
}

fn token(call: &mut Call<'_>) -> Outcome {
    let (_, id) = find(call, Level::DEVELOPER)?;
    let token = find_token(call, id)?;
    Ok(Answer::ok(token_row(id, token)))
}

fn create(call: &mut Call<'_>) -> Outcome {
    let (place, agent) = find(call, Level::MAINTAINER)?;
    call.params().require(&["name"])?;
    let known = call.world.agents.get(&agent);
    let active = known.map_or(0, |agent| agent.tokens.iter().filter(|t| !t.is_revoked).count());
    if active >= TOKENS_MAX {
        return Err(Answer::message(400, "An agent can have only two active tokens at a time"));
    }
    let (me, name) = (call.me()?, call.params().text("name").unwrap_or_default());
    let (id, secret) = call.world.add_agent_token(agent, me, &name, call.now);
    let text = format!("Created cluster agent token '{name}' with id {id}");
    tell(call, "cluster_agent_token_created", place, ("Clusters::AgentToken", id, name), text);
    let agent_tokens = call.world.agents.get(&agent).map(|agent| agent.tokens.as_slice());
    let token = agent_tokens.and_then(<[AgentToken]>::last).ok_or_else(Answer::not_found_at_all)?;
    let mut row = token_row(agent, token);
    extend(&mut row, json!({ "token": secret }));
    Ok(Answer::created(row))
}

fn revoke(call: &mut Call<'_>) -> Outcome {
    let (_, agent) = find(call, Level::MAINTAINER)?;
    let id = find_token(call, agent)?.id;
    end(call, agent, id);
    Ok(Answer::no_content())
}

/// Ends a token of an agent; a second time changes nothing.
pub(super) fn end(call: &mut Call<'_>, agent: u64, id: u64) {
    let Some(agent) = call.world.agents.get_mut(&agent) else { return };
    let place = Place::Project(agent.project);
    let token = agent.tokens.iter_mut().find(|token| token.id == id && !token.is_revoked);
    let Some(token) = token else { return };
    token.is_revoked = true;
    let name = token.name.clone();
    let text = format!("Revoked cluster agent token '{name}' with id {id}");
    tell(call, "cluster_agent_token_revoked", place, ("Clusters::AgentToken", id, name), text);
}

fn tell(
    call: &mut Call<'_>,
    event_type: &'static str,
    place: Place,
    (class, id, name): (&str, u64, String),
    text: String,
) {
    let audit = Audit::new(event_type, Entity::Place(place));
    call.tell(audit.target(class, id, name).message(text));
}
