//! What the token endpoints have in common: rows, filters, making, rotating.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::answer::Answer;
use super::call::Call;
use super::users::extend;
use crate::world::{AccessToken, NewToken, Place, TokenKind, day_after, millis};

/// Scopes that GitLab knows.
const SCOPES: [&str; 17] = [
    "api",
    "read_api",
    "read_user",
    "read_repository",
    "write_repository",
    "read_registry",
    "write_registry",
    "read_virtual_registry",
    "write_virtual_registry",
    "create_runner",
    "manage_runner",
    "ai_features",
    "k8s_proxy",
    "self_rotate",
    "read_service_ping",
    "sudo",
    "admin_mode",
];
/// Scopes that only a personal token may carry.
const PERSONAL_ONLY: [&str; 2] = ["sudo", "admin_mode"];
/// A rotated token lives a week unless asked otherwise.
const ROTATED_DAYS: i64 = 7;

/// A token as its list shows it.
pub(super) fn row(call: &Call<'_>, token: &AccessToken) -> Value {
    let mut row = json!({
        "id": token.id,
        "name": token.name,
        "revoked": token.is_revoked,
        "created_at": millis(token.created_at),
        "description": token.description,
        "scopes": token.scopes,
        "user_id": token.user,
        "last_used_at": token.last_used_at.map(millis),
        "active": token.is_active(call.now),
        "expires_at": token.expires_at.map(|day| day.to_string()),
    });
    match token.kind {
        TokenKind::Personal => extend(&mut row, json!({ "last_used_ips": token.last_used_ips })),
        TokenKind::Impersonation => {
            extend(
                &mut row,
                json!({ "impersonation": true, "last_used_ips": token.last_used_ips }),
            );
        }
        TokenKind::Resource(place) => extend(
            &mut row,
            json!({
                "access_level": call.world.member_level(token.user, place).0,
                "resource_type": place.class().to_lowercase(),
                "resource_id": place.id(),
            }),
        ),
    }
    row
}

/// The same with its secret, as it is shown once.
pub(super) fn row_with_secret(call: &Call<'_>, id: u64, secret: &str) -> Value {
    let mut row = call.world.tokens.get(&id).map_or(Value::Null, |token| row(call, token));
    extend(&mut row, json!({ "token": secret }));
    row
}

/// Whether a token passes the filters that all lists share.
pub(super) fn is_wanted(call: &Call<'_>, token: &AccessToken) -> Result<bool, Answer> {
    let params = call.params();
    let is_active = token.is_active(call.now);
    let state = match params.text("state").as_deref() {
        Some("active") => is_active,
        Some("inactive") => !is_active,
        _ => true,
    };
    let revoked = params.flag("revoked").is_none_or(|wanted| wanted == token.is_revoked);
    let search = params
        .text("search")
        .is_none_or(|text| token.name.to_lowercase().contains(&text.to_lowercase()));
    let after = |name: &str| params.instant(name);
    let created = after("created_after")?.is_none_or(|at| token.created_at >= at)
        && after("created_before")?.is_none_or(|at| token.created_at <= at);
    let used = after("last_used_after")?
        .is_none_or(|at| token.last_used_at.is_some_and(|u| u >= at))
        && after("last_used_before")?.is_none_or(|at| token.last_used_at.is_some_and(|u| u <= at));
    let expires = params
        .date("expires_after")?
        .is_none_or(|d| token.expires_at.is_some_and(|e| e >= d))
        && params.date("expires_before")?.is_none_or(|d| token.expires_at.is_some_and(|e| e <= d));
    Ok(state && revoked && search && created && used && expires)
}

/// Sorts a list as asked (`created_desc`, `name_asc` …).
pub(super) fn sort(call: &Call<'_>, rows: &mut [&AccessToken]) {
    match call.params().text("sort").as_deref() {
        Some("created_desc") => rows.sort_by_key(|t| std::cmp::Reverse((t.created_at, t.id))),
        Some("created_asc") => rows.sort_by_key(|t| (t.created_at, t.id)),
        Some("expires_desc") => rows.sort_by_key(|t| std::cmp::Reverse(t.expires_at)),
        Some("expires_asc") => rows.sort_by_key(|t| t.expires_at),
        Some("last_used_desc") => rows.sort_by_key(|t| std::cmp::Reverse(t.last_used_at)),
        Some("last_used_asc") => rows.sort_by_key(|t| t.last_used_at),
        Some("name_desc") => rows.sort_by(|a, b| b.name.cmp(&a.name)),
        Some("name_asc") => rows.sort_by(|a, b| a.name.cmp(&b.name)),
        _ => {}
    }
}

/// Reads the parameters of a new token and refuses what GitLab refuses.
pub(super) fn wanted(call: &Call<'_>, kind: TokenKind, user: u64) -> Result<NewToken, Answer> {
    let params = call.params();
    params.require(&["name", "scopes"])?;
    let scopes = params.list("scopes");
    let is_known = |scope: &String| {
        SCOPES.contains(&scope.as_str())
            && (!PERSONAL_ONLY.contains(&scope.as_str()) || kind == TokenKind::Personal)
    };
    if scopes.is_empty() || !scopes.iter().all(is_known) {
        return Err(Answer::message(
            400,
            "400 Bad request - Scopes can only contain available scopes",
        ));
    }
    let needs_end = matches!(kind, TokenKind::Resource(_) | TokenKind::Impersonation);
    let expires_at = expiry(call)?;
    if needs_end && expires_at.is_none() {
        return Err(Answer::invalid("expires_at is missing"));
    }
    Ok(NewToken {
        kind,
        user,
        name: params.text("name").unwrap_or_default(),
        description: params.text("description"),
        scopes,
        // GitLab sets a year when nobody sets an end.
        expires_at: expires_at.or_else(|| Some(day_after(call.now, 365))),
        family: None,
        is_routable: true,
    })
}

fn expiry(call: &Call<'_>) -> Result<Option<Date>, Answer> {
    let day = call.params().date("expires_at")?;
    if day.is_some_and(|day| day <= day_after(call.now, 0)) {
        return Err(Answer::bad_request("Expiration date must be in the future"));
    }
    Ok(day)
}

/// Ends a token and makes its successor of the same family. Returns id and secret.
///
/// A token that is revoked already ends its whole family instead (GitLab: reuse detection).
pub(super) fn rotate(call: &mut Call<'_>, id: u64) -> Result<(u64, String), Answer> {
    let expires_at = expiry(call)?.unwrap_or_else(|| day_after(call.now, ROTATED_DAYS));
    let now = call.now;
    let Some(token) = call.world.tokens.get_mut(&id) else { return Err(Answer::unauthorized()) };
    if token.is_revoked {
        let family = token.family;
        for ended in call.world.revoke_family(family) {
            super::personal_tokens::tell_revoked(call, ended);
        }
        return Err(Answer::unauthorized());
    }
    if token.is_expired(now) {
        return Err(Answer::unauthorized());
    }
    token.is_revoked = true;
    let new = NewToken {
        kind: token.kind,
        user: token.user,
        name: token.name.clone(),
        description: token.description.clone(),
        scopes: token.scopes.clone(),
        expires_at: Some(expires_at),
        family: Some(token.family),
        is_routable: true,
    };
    Ok(call.world.add_token(new, now))
}

/// The place of a project or group token.
pub(super) fn place_of(token: &AccessToken) -> Option<Place> {
    match token.kind {
        TokenKind::Resource(place) => Some(place),
        TokenKind::Personal | TokenKind::Impersonation => None,
    }
}
