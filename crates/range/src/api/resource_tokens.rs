//! `/projects/:id/access_tokens`, `/groups/:id/access_tokens`: tokens with a bot of their own.
//!
//! Source: GitLab docs, `api/project_access_tokens` and `api/group_access_tokens`.

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Need, Route, delete, get, post};
use super::token_row::{self, row, row_with_secret};
use crate::world::{AccessToken, Audit, Entity, Level, Place, TokenKind};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/access_tokens", |call| list(call, Kind::Project)),
    post("/projects/:id/access_tokens", |call| create(call, Kind::Project)),
    post("/projects/:id/access_tokens/self/rotate", |call| rotate_self(call, Kind::Project))
        .needs(Need::SelfRotate),
    get("/projects/:id/access_tokens/:token_id", |call| one(call, Kind::Project)),
    delete("/projects/:id/access_tokens/:token_id", |call| revoke(call, Kind::Project)),
    post("/projects/:id/access_tokens/:token_id/rotate", |call| rotate(call, Kind::Project)),
    get("/groups/:id/access_tokens", |call| list(call, Kind::Group)),
    post("/groups/:id/access_tokens", |call| create(call, Kind::Group)),
    post("/groups/:id/access_tokens/self/rotate", |call| rotate_self(call, Kind::Group))
        .needs(Need::SelfRotate),
    get("/groups/:id/access_tokens/:token_id", |call| one(call, Kind::Group)),
    delete("/groups/:id/access_tokens/:token_id", |call| revoke(call, Kind::Group)),
    post("/groups/:id/access_tokens/:token_id/rotate", |call| rotate(call, Kind::Group)),
];

/// Maintainers manage a project's tokens, owners a group's.
fn managed(call: &Call<'_>, kind: Kind) -> Result<Place, Answer> {
    let place = call.place(kind)?;
    call.me()?;
    let least = match kind {
        Kind::Project => Level::MAINTAINER,
        Kind::Group => Level::OWNER,
    };
    if call.level(place) >= least { Ok(place) } else { Err(Answer::unauthorized()) }
}

fn list(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    let mut rows: Vec<&AccessToken> = Vec::new();
    for token in call.world.tokens.values() {
        let is_here = token.kind == TokenKind::Resource(place);
        if is_here && token_row::is_wanted(call, token)? {
            rows.push(token);
        }
    }
    token_row::sort(call, &mut rows);
    page::by_offset(call, &rows, |token| row(call, token))
}

fn find(call: &Call<'_>, place: Place) -> Result<u64, Answer> {
    let id = call.id("token_id")?;
    let is_here =
        call.world.tokens.get(&id).is_some_and(|token| token.kind == TokenKind::Resource(place));
    if is_here {
        return Ok(id);
    }
    let class = place.class().to_lowercase();
    Err(Answer::message(
        404,
        format!("404 Could not find {class} access token with token_id: {id} Not Found"),
    ))
}

fn one(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    let id = find(call, place)?;
    let token = call.world.tokens.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::ok(row(call, token)))
}

fn create(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    let me = call.me()?;
    let level = match call.params().number("access_level") {
        None => Level::MAINTAINER,
        Some(number) => Level::parse(number)
            .ok_or_else(|| Answer::invalid("access_level does not have a valid value"))?,
    };
    let is_bot = call
        .caller
        .token
        .and_then(|id| call.world.tokens.get(&id))
        .is_some_and(|token| token_row::place_of(token).is_some());
    let refusal = if level > call.level(place) {
        Some("Access level of the token can't be higher than your own")
    } else if is_bot {
        Some("User does not have permission to create project access token")
    } else {
        None
    };
    if let Some(why) = refusal {
        tell_failed(call, place, why);
        return Err(Answer::bad_request(why));
    }
    // The name stands for the bot until it is there.
    let mut new = token_row::wanted(call, TokenKind::Resource(place), me)?;
    new.user = call.world.add_resource_bot(place, &new.name, level, call.now);
    let (id, secret) = call.world.add_token(new, call.now);
    tell_created(call, place, id);
    Ok(Answer::created(row_with_secret(call, id, &secret)))
}

fn rotate(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    let caller_token = call.caller.token.and_then(|id| call.world.tokens.get(&id));
    let is_resource_token = caller_token.is_some_and(|t| token_row::place_of(t).is_some());
    let id = call.id("token_id")?;
    match call.world.tokens.get(&id).map(|token| token.kind) {
        Some(TokenKind::Resource(at)) if at == place => {}
        Some(TokenKind::Personal | TokenKind::Impersonation) if call.is_admin() => {
            return Err(Answer::method_not_allowed());
        }
        _ if call.is_admin() => return Err(Answer::not_found_at_all()),
        _ => return Err(Answer::unauthorized()),
    }
    // A project's token may not rotate another one of the project.
    if is_resource_token && call.caller.token != Some(id) {
        return Err(Answer::unauthorized());
    }
    rotate_found(call, place, id)
}

fn rotate_self(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = call.place(kind)?;
    let id = call.caller.token.ok_or_else(Answer::unauthorized)?;
    let is_here =
        call.world.tokens.get(&id).is_some_and(|token| token.kind == TokenKind::Resource(place));
    if !is_here {
        return Err(Answer::method_not_allowed());
    }
    rotate_found(call, place, id)
}

fn rotate_found(call: &mut Call<'_>, place: Place, id: u64) -> Outcome {
    let (successor, secret) = token_row::rotate(call, id)?;
    tell_ended(call, place, id);
    tell_created(call, place, successor);
    Ok(Answer::ok(row_with_secret(call, successor, &secret)))
}

fn revoke(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    let id = find(call, place)?;
    end(call, id);
    Ok(Answer::no_content())
}

/// Revokes a project's or group's token and lets its bot go. A second time changes nothing.
pub(super) fn end(call: &mut Call<'_>, id: u64) {
    let Some(token) = call.world.tokens.get_mut(&id) else { return };
    let Some(place) = token_row::place_of(token) else { return };
    if token.is_revoked {
        return;
    }
    token.is_revoked = true;
    let bot = token.user;
    call.world.members.retain(|member| member.user != bot);
    tell_ended(call, place, id);
}

fn names(place: Place) -> (&'static str, &'static str, &'static str) {
    match place {
        Place::Project(_) => (
            "project_access_token_created",
            "project_access_token_deleted",
            "project_access_token_creation_failed",
        ),
        Place::Group(_) => (
            "group_access_token_created",
            "group_access_token_deleted",
            "group_access_token_creation_failed",
        ),
    }
}

fn bot_name(call: &Call<'_>, id: u64) -> String {
    let token = call.world.tokens.get(&id);
    let bot = token.and_then(|token| call.world.users.get(&token.user));
    bot.map(|bot| bot.name.clone()).unwrap_or_default()
}

fn tell_created(call: &mut Call<'_>, place: Place, id: u64) {
    let class = place.class().to_lowercase();
    let Some(token) = call.world.tokens.get(&id) else { return };
    let scopes = format!("{:?}", token.scopes);
    let level = call.world.member_level(token.user, place).title();
    let text = match place {
        Place::Project(_) => format!(
            "Created {class} access token with token_id: {id} with scopes: {scopes} and {level} access level."
        ),
        Place::Group(_) => {
            format!("Created {class} token with token_id: {id} with scopes: {scopes}.")
        }
    };
    let audit = Audit::new(names(place).0, Entity::Place(place))
        .target("PersonalAccessToken", id, bot_name(call, id))
        .message(text)
        .with("action", "custom".into());
    call.tell(audit);
}

fn tell_ended(call: &mut Call<'_>, place: Place, id: u64) {
    let class = place.class().to_lowercase();
    let audit = Audit::new(names(place).1, Entity::Place(place))
        .target("PersonalAccessToken", id, bot_name(call, id))
        .message(format!("Revoked {class} access token with token_id: {id}"))
        .with("action", "custom".into());
    call.tell(audit);
}

fn tell_failed(call: &mut Call<'_>, place: Place, why: &str) {
    let class = place.class().to_lowercase();
    let path = call.world.path_of(place);
    let audit = Audit::new(names(place).2, Entity::Place(place))
        .target(place.class(), place.id(), path)
        .message(format!(
            "Attempted to create {class} access token but failed with message: {why}"
        ));
    call.tell(audit);
}
