//! `/personal_access_tokens` and the making of personal tokens.
//!
//! Source: GitLab docs, `api/personal_access_tokens` and `api/user_tokens`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::page;
use super::route::{Need, Route, delete, get, post};
use super::token_row::{self, row, row_with_secret};
use super::{groups, projects};
use crate::world::{AccessToken, Audit, Entity, Level, Place, TokenKind};

pub(super) const ROUTES: &[Route] = &[
    get("/personal_access_tokens", list),
    get("/personal_access_tokens/self", |call| show(call, own(call)?)).needs(Need::AnyToken),
    get("/personal_access_tokens/self/associations", associations).needs(Need::AnyToken),
    post("/personal_access_tokens/self/rotate", rotate_self).needs(Need::SelfRotate),
    delete("/personal_access_tokens/self", revoke_self).needs(Need::AnyToken),
    get("/personal_access_tokens/:id", |call| show(call, find(call)?)),
    post("/personal_access_tokens/:id/rotate", rotate),
    delete("/personal_access_tokens/:id", revoke),
    post("/users/:id/personal_access_tokens", create_for),
    post("/user/personal_access_tokens", create_own),
];

/// The token that the call came with.
fn own(call: &Call<'_>) -> Result<u64, Answer> {
    call.caller.token.ok_or_else(Answer::unauthorized)
}

/// The token of the path's `:id`: any for an administrator (404), own ones for others (401).
fn find(call: &Call<'_>) -> Result<u64, Answer> {
    let me = call.me()?;
    let is_admin = call.is_admin();
    let absent = || {
        if is_admin { Answer::not_found("Personal Access Token") } else { Answer::unauthorized() }
    };
    let id = call.value("id").parse().ok().ok_or_else(absent)?;
    let token = call.world.tokens.get(&id).ok_or_else(absent)?;
    let is_own = token.user == me && token.kind != TokenKind::Impersonation;
    if is_admin || is_own { Ok(id) } else { Err(Answer::unauthorized()) }
}

fn show(call: &Call<'_>, id: u64) -> Outcome {
    let token = call.world.tokens.get(&id).ok_or_else(Answer::unauthorized)?;
    Ok(Answer::ok(row(call, token)))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let me = call.me()?;
    let is_admin = call.is_admin();
    let wanted = call.params().number("user_id");
    if !is_admin && wanted.is_some_and(|user| user != me) {
        return Err(Answer::unauthorized());
    }
    let owner = if is_admin { wanted } else { Some(me) };
    let mut rows: Vec<&AccessToken> = Vec::new();
    for token in call.world.tokens.values() {
        let is_listed = token.kind != TokenKind::Impersonation;
        if is_listed
            && owner.is_none_or(|user| user == token.user)
            && token_row::is_wanted(call, token)?
        {
            rows.push(token);
        }
    }
    token_row::sort(call, &mut rows);
    page::by_offset(call, &rows, |token| row(call, token))
}

fn associations(call: &mut Call<'_>) -> Outcome {
    own(call)?;
    let me = call.me()?;
    let least = call.params().number("min_access_level").and_then(Level::parse);
    let least = least.unwrap_or(Level::GUEST);
    let reaches = |place: Place| call.world.member_level(me, place) >= least;
    let groups: Vec<Value> = call
        .world
        .groups
        .values()
        .filter(|group| reaches(Place::Group(group.id)))
        .map(|group| groups::row(call, group))
        .collect();
    let projects: Vec<Value> = call
        .world
        .projects
        .values()
        .filter(|project| reaches(Place::Project(project.id)))
        .map(|project| projects::row(call, project))
        .collect();
    Ok(Answer::ok(json!({ "groups": groups, "projects": projects })))
}

fn rotate_self(call: &mut Call<'_>) -> Outcome {
    let id = own(call)?;
    rotate_personal(call, id)
}

fn rotate(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    rotate_personal(call, id)
}

fn rotate_personal(call: &mut Call<'_>, id: u64) -> Outcome {
    let kind = call.world.tokens.get(&id).map(|token| token.kind);
    if kind != Some(TokenKind::Personal) {
        return Err(Answer::method_not_allowed());
    }
    let (successor, secret) = token_row::rotate(call, id)?;
    tell_revoked(call, id);
    tell_created(call, successor);
    Ok(Answer::ok(row_with_secret(call, successor, &secret)))
}

fn revoke_self(call: &mut Call<'_>) -> Outcome {
    let id = own(call)?;
    end(call, id);
    Ok(Answer::no_content())
}

fn revoke(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    end(call, id);
    Ok(Answer::no_content())
}

/// Revokes a token; a second time changes and tells nothing.
pub(super) fn end(call: &mut Call<'_>, id: u64) {
    let Some(token) = call.world.tokens.get_mut(&id) else { return };
    if !token.is_revoked {
        token.is_revoked = true;
        tell_revoked(call, id);
    }
}

fn create_for(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let user = call.user()?;
    create(call, user)
}

fn create_own(call: &mut Call<'_>) -> Outcome {
    let me = call.me()?;
    let scopes = call.params().list("scopes");
    if !scopes.iter().all(|scope| matches!(scope.as_str(), "k8s_proxy" | "self_rotate")) {
        return Err(Answer::invalid("scopes does not have a valid value"));
    }
    create(call, me)
}

/// Makes a personal token with the call's parameters.
pub(super) fn create(call: &mut Call<'_>, user: u64) -> Outcome {
    let new = token_row::wanted(call, TokenKind::Personal, user)?;
    let (id, secret) = call.world.add_token(new, call.now);
    tell_created(call, id);
    Ok(Answer::created(row_with_secret(call, id, &secret)))
}

/// Tells that a token was made. GitLab's entity is the one who did it, its target the owner.
pub(super) fn tell_created(call: &mut Call<'_>, id: u64) {
    let text = format!("Created personal access token with id {id}");
    tell(call, "personal_access_token_created", id, text);
}

/// Tells that a token was revoked.
pub(super) fn tell_revoked(call: &mut Call<'_>, id: u64) {
    let text = format!("Revoked personal access token with id {id}");
    tell(call, "personal_access_token_revoked", id, text);
}

fn tell(call: &mut Call<'_>, event_type: &'static str, id: u64, message: String) {
    let owner = call.world.tokens.get(&id).map_or(0, |token| token.user);
    let name = call.world.users.get(&owner).map(|user| user.name.clone()).unwrap_or_default();
    let entity = Entity::User(call.caller.user.unwrap_or(owner));
    call.tell(Audit::new(event_type, entity).target("User", owner, name).message(message));
}
