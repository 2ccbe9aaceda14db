//! `/users/:id/impersonation_tokens`: an administrator acts as the user.
//!
//! Source: GitLab docs, `api/user_tokens`. The user does not see these tokens.

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::page;
use super::personal_tokens::{end, tell_created};
use super::route::{Route, delete, get, post};
use super::token_row::{self, row, row_with_secret};
use crate::world::{AccessToken, TokenKind};

pub(super) const ROUTES: &[Route] = &[
    get("/users/:id/impersonation_tokens", list),
    post("/users/:id/impersonation_tokens", create),
    get("/users/:id/impersonation_tokens/:token_id", one),
    delete("/users/:id/impersonation_tokens/:token_id", revoke),
];

fn list(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let user = call.user()?;
    let mut rows: Vec<&AccessToken> = Vec::new();
    for token in call.world.tokens.values() {
        let is_one = token.user == user && token.kind == TokenKind::Impersonation;
        if is_one && token_row::is_wanted(call, token)? {
            rows.push(token);
        }
    }
    page::by_offset(call, &rows, |token| row(call, token))
}

fn find(call: &Call<'_>) -> Result<u64, Answer> {
    call.admin()?;
    let user = call.user()?;
    let id = call.id("token_id")?;
    let token = call.world.tokens.get(&id);
    let is_one = token.is_some_and(|t| t.user == user && t.kind == TokenKind::Impersonation);
    if is_one { Ok(id) } else { Err(Answer::not_found("Impersonation Token")) }
}

fn one(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    let token = call.world.tokens.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::ok(row(call, token)))
}

fn create(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let user = call.user()?;
    let new = token_row::wanted(call, TokenKind::Impersonation, user)?;
    let (id, secret) = call.world.add_token(new, call.now);
    tell_created(call, id);
    Ok(Answer::created(row_with_secret(call, id, &secret)))
}

fn revoke(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    end(call, id);
    Ok(Answer::no_content())
}
