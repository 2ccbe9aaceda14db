//! `/groups/:id/manage/…`: credentials of a group's enterprise users.
//!
//! Source: GitLab docs, `api/groups` and the enterprise users' credentials
//! inventory: GitLab.com, Ultimate, owners of a top-level group. In the range
//! every human member of the group or below is one of its enterprise users.

use std::collections::BTreeSet;

use serde_json::json;

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::personal_tokens::{self, end};
use super::resource_tokens;
use super::route::{Route, delete, get, post};
use super::token_row::{self, row, row_with_secret};
use crate::Tier;
use crate::world::{AccessToken, Audit, Entity, Level, Place, SshKey, TokenKind, UserKind, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/groups/:id/manage/personal_access_tokens", |call| tokens(call, false)),
    get("/groups/:id/manage/resource_access_tokens", |call| tokens(call, true)),
    delete("/groups/:id/manage/personal_access_tokens/:token_id", |call| revoke(call, false)),
    delete("/groups/:id/manage/resource_access_tokens/:token_id", |call| revoke(call, true)),
    post("/groups/:id/manage/personal_access_tokens/:token_id/rotate", |call| rotate(call, false)),
    post("/groups/:id/manage/resource_access_tokens/:token_id/rotate", |call| rotate(call, true)),
    get("/groups/:id/manage/ssh_keys", keys),
    delete("/groups/:id/manage/ssh_keys/:key_id", remove_key),
];

/// The group whose users' credentials the caller may manage.
fn managed(call: &Call<'_>) -> Result<Place, Answer> {
    if !call.rules.is_saas() || call.rules.tier < Tier::Ultimate {
        return Err(Answer::not_found_at_all());
    }
    let place = call.place_as(Kind::Group, Level::OWNER)?;
    let is_below = call.world.groups.get(&place.id()).is_some_and(|g| g.parent.is_some());
    if is_below { Err(Answer::bad_request("Must be a top-level group")) } else { Ok(place) }
}

fn enterprise_users(call: &Call<'_>, group: Place) -> BTreeSet<u64> {
    let world = &call.world;
    let members = world.members.iter().filter(|m| world.lineage(m.place).contains(&group));
    let humans = members.filter(|member| {
        world.users.get(&member.user).is_some_and(|user| user.kind == UserKind::Human)
    });
    humans.map(|member| member.user).collect()
}

fn is_within(call: &Call<'_>, group: Place, token: &AccessToken, of_resources: bool) -> bool {
    match token.kind {
        TokenKind::Personal => !of_resources && enterprise_users(call, group).contains(&token.user),
        TokenKind::Impersonation => false,
        TokenKind::Resource(place) => of_resources && call.world.lineage(place).contains(&group),
    }
}

fn tokens(call: &Call<'_>, of_resources: bool) -> Outcome {
    let group = managed(call)?;
    let mut rows: Vec<&AccessToken> = Vec::new();
    for token in call.world.tokens.values() {
        if is_within(call, group, token, of_resources) && token_row::is_wanted(call, token)? {
            rows.push(token);
        }
    }
    token_row::sort(call, &mut rows);
    page::by_offset(call, &rows, |token| row(call, token))
}

fn find(call: &Call<'_>, of_resources: bool) -> Result<u64, Answer> {
    let group = managed(call)?;
    let id = call.id("token_id")?;
    let token = call.world.tokens.get(&id);
    let token = token.filter(|token| is_within(call, group, token, of_resources));
    token.map(|token| token.id).ok_or_else(Answer::not_found_at_all)
}

fn revoke(call: &mut Call<'_>, of_resources: bool) -> Outcome {
    let id = find(call, of_resources)?;
    if of_resources {
        resource_tokens::end(call, id);
    } else {
        end(call, id);
    }
    Ok(Answer::no_content())
}

fn rotate(call: &mut Call<'_>, of_resources: bool) -> Outcome {
    let id = find(call, of_resources)?;
    let is_active = call.world.tokens.get(&id).is_some_and(|token| token.is_active(call.now));
    if !is_active {
        return Err(Answer::bad_request("Token already revoked"));
    }
    let (successor, secret) = token_row::rotate(call, id)?;
    if !of_resources {
        personal_tokens::tell_revoked(call, id);
        personal_tokens::tell_created(call, successor);
    }
    let mut answer = Answer::ok(row_with_secret(call, successor, &secret));
    answer.status = 201;
    Ok(answer)
}

fn keys(call: &mut Call<'_>) -> Outcome {
    let group = managed(call)?;
    let users = enterprise_users(call, group);
    let after = call.params().instant("created_after")?;
    let before = call.params().instant("created_before")?;
    let rows: Vec<&SshKey> = call
        .world
        .keys
        .values()
        .filter(|key| users.contains(&key.user))
        .filter(|key| after.is_none_or(|at| key.created_at >= at))
        .filter(|key| before.is_none_or(|at| key.created_at <= at))
        .collect();
    page::by_offset(call, &rows, |key| {
        json!({
            "id": key.id,
            "title": key.title,
            "created_at": millis(key.created_at),
            "expires_at": key.expires_at,
            "last_used_at": null,
            "usage_type": key.usage_type,
            "user_id": key.user,
        })
    })
}

fn remove_key(call: &mut Call<'_>) -> Outcome {
    let group = managed(call)?;
    let users = enterprise_users(call, group);
    let id = call.id("key_id")?;
    let key = call.world.keys.get(&id).filter(|key| users.contains(&key.user));
    let (user, title) =
        key.map(|key| (key.user, key.title.clone())).ok_or_else(Answer::not_found_at_all)?;
    call.world.keys.remove(&id);
    let audit = Audit::new("remove_ssh_key", Entity::User(user))
        .target("Key", id, title)
        .message("Removed SSH key");
    call.tell(audit);
    Ok(Answer::no_content())
}
