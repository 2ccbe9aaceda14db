//! `/admin/token`: whose is this token?
//!
//! Source: GitLab docs, `api/admin/token`. Revoking by it is behind the flag
//! `api_admin_token_revoke`, which is off unless the operator sets it.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::route::{Route, delete, post};
use super::{personal_tokens, resource_tokens};
use crate::secret;
use crate::world::{AccessToken, TokenKind, millis};

pub(super) const ROUTES: &[Route] =
    &[post("/admin/token", look_up), delete("/admin/token", revoke)];

/// Prefixes of tokens that the endpoint knows but the range does not hold.
const KNOWN_PREFIXES: [&str; 9] =
    ["gldt-", "glft-", "glimt-", "gloas-", "glagent-", "glrt-", "glptt-", "glffct-", "glcbt-"];

fn look_up(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    call.params().require(&["token"])?;
    let text = call.params().text("token").unwrap_or_default();
    if let Some(token) = call.world.token_by_secret(&text) {
        return Ok(Answer::ok(row(token)));
    }
    if let Some(cookie) = text.strip_prefix("_gitlab_session=") {
        let user = call.world.sessions.get(&secret::digest(cookie)).copied();
        let user = user.ok_or_else(Answer::not_found_at_all)?;
        return Ok(Answer::ok(json!({ "id": user })));
    }
    if let Some(job) = call.world.jobs.values().find(|job| job.token == secret::digest(&text)) {
        let row = json!({ "job": { "id": job.id, "name": job.name, "status": job.status, "user_id": job.user } });
        return Ok(Answer::ok(row));
    }
    Err(unknown(&text))
}

fn unknown(text: &str) -> Answer {
    let is_known = text.starts_with(secret::ACCESS_TOKEN)
        || KNOWN_PREFIXES.iter().any(|prefix| text.starts_with(prefix));
    if is_known {
        Answer::message(404, "404 Token Not Found")
    } else {
        Answer::unprocessable("Unsupported token type")
    }
}

fn revoke(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    if !call.rules.flags.contains("api_admin_token_revoke") {
        return Err(Answer::not_found_at_all());
    }
    call.params().require(&["token"])?;
    let text = call.params().text("token").unwrap_or_default();
    if let Some(cookie) = text.strip_prefix("_gitlab_session=") {
        let ended = call.world.sessions.remove(&secret::digest(cookie));
        return ended.map(|_| Answer::no_content()).ok_or_else(Answer::not_found_at_all);
    }
    let found = call.world.token_by_secret(&text).map(|token| (token.id, token.kind));
    let (id, kind) = found.ok_or_else(|| unknown(&text))?;
    match kind {
        TokenKind::Personal | TokenKind::Impersonation => personal_tokens::end(call, id),
        TokenKind::Resource(_) => resource_tokens::end(call, id),
    }
    Ok(Answer::no_content())
}

fn row(token: &AccessToken) -> Value {
    json!({
        "id": token.id,
        "user_id": token.user,
        "name": token.name,
        "revoked": token.is_revoked,
        "expires_at": token.expires_at.map(|day| day.to_string()),
        "created_at": millis(token.created_at),
        "updated_at": millis(token.created_at),
        "scopes": token.scopes,
        "impersonation": token.kind == TokenKind::Impersonation,
        "expire_notification_delivered": false,
        "last_used_at": token.last_used_at.map(millis),
        "after_expiry_notification_delivered": false,
        "previous_personal_access_token_id": null,
        "advanced_scopes": null,
        "organization_id": 1,
    })
}
