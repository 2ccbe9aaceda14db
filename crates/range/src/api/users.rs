//! `/user`, `/users`: who there is.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::page;
use super::params::Params;
use super::route::{Need, Route, get};
use crate::world::{Level, Place, User, UserKind, UserState, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/user", current).needs(Need::ReadUser),
    get("/users", list).needs(Need::ReadUser),
    get("/users/:id", one).needs(Need::ReadUser),
];

/// The few fields by which a user is named inside other things.
pub(super) fn basic(user: &User, host: &str) -> Value {
    json!({
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "state": user.state.as_str(),
        "locked": user.failed_sign_ins >= 10,
        "avatar_url": null,
        "web_url": format!("http://{host}/{}", user.username),
    })
}

fn public(user: &User, host: &str) -> Value {
    let mut row = basic(user, host);
    extend(
        &mut row,
        json!({
            "created_at": millis(user.created_at),
            "bio": "",
            "location": "",
            "public_email": null,
            "linkedin": "",
            "website_url": "",
            "organization": "Harborline",
            "job_title": "",
            "pronouns": null,
            "bot": user.is_bot(),
            "work_information": null,
            "followers": 0,
            "following": 0,
            "local_time": null,
        }),
    );
    row
}

/// What an administrator, or the user, sees.
pub(super) fn full(user: &User, host: &str, for_admin: bool) -> Value {
    let mut row = public(user, host);
    let identities: Vec<Value> = user
        .identities
        .iter()
        .map(|(provider, uid)| {
            json!({ "provider": provider, "extern_uid": uid, "saml_provider_id": null })
        })
        .collect();
    let day = |at: jiff::Timestamp| at.strftime("%Y-%m-%d").to_string();
    extend(
        &mut row,
        json!({
            "last_sign_in_at": user.last_sign_in_at.map(millis),
            "current_sign_in_at": user.last_sign_in_at.map(millis),
            "confirmed_at": millis(user.created_at),
            "last_activity_on": user.last_activity_at.map(day),
            "email": user.email,
            "commit_email": user.email,
            "theme_id": 1,
            "color_scheme_id": 1,
            "projects_limit": user.projects_limit,
            "identities": identities,
            "can_create_group": user.can_create_group,
            "can_create_project": true,
            "two_factor_enabled": user.has_two_factor,
            "external": user.is_external,
            "private_profile": user.has_private_profile,
        }),
    );
    if for_admin {
        extend(
            &mut row,
            json!({
                "is_admin": user.is_admin,
                "is_auditor": user.is_auditor,
                "note": user.note,
                "namespace_id": user.id + 1000,
                "created_by": null,
                "using_license_seat": !user.is_bot(),
                "last_sign_in_ip": user.last_sign_in_ip,
                "current_sign_in_ip": user.last_sign_in_ip,
                "sign_in_count": 40,
            }),
        );
    }
    row
}

pub(super) fn extend(row: &mut Value, more: Value) {
    if let (Some(row), Value::Object(more)) = (row.as_object_mut(), more) {
        row.extend(more);
    }
}

fn current(call: &mut Call<'_>) -> Outcome {
    let me = call.me()?;
    let user = call.world.users.get(&me).ok_or_else(Answer::unauthorized)?;
    let mut row = full(user, &call.request.host, user.is_admin);
    if !user.is_admin {
        extend(&mut row, json!({ "is_auditor": false }));
    }
    Ok(Answer::ok(row))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let me = call.caller.user;
    let username = call.params().text("username");
    // GitLab shows nothing but one username to those who are not signed in.
    if me.is_none() && username.is_none() {
        return Err(Answer::forbidden_because("Not authorized to access /api/v4/users"));
    }
    let is_admin = call.is_admin();
    for name in ["created_after", "created_before"] {
        call.params().instant(name)?;
    }
    let mut rows: Vec<&User> =
        call.world.users.values().filter(|user| is_wanted(call, user, is_admin)).collect();
    if call.params().text("sort").as_deref() != Some("asc") {
        rows.reverse();
    }
    let host = &call.request.host;
    page::by_key_or_offset(
        call,
        rows,
        |user| user.id,
        |user| {
            if is_admin { full(user, host, true) } else { basic(user, host) }
        },
    )
}

fn is_wanted(call: &Call<'_>, user: &User, is_admin: bool) -> bool {
    let params = call.params();
    let on = |name| params.flag(name) == Some(true);
    if let Some(name) = params.text("username") {
        return user.username.eq_ignore_ascii_case(&name);
    }
    if let Some(search) = params.text("search") {
        let search = search.to_lowercase();
        let by_mail = is_admin && user.email.to_lowercase() == search;
        let by_name =
            [&user.name, &user.username].iter().any(|n| n.to_lowercase().contains(&search));
        if !by_mail && !by_name {
            return false;
        }
    }
    let is_active = user.state == UserState::Active;
    let is_human = user.kind == UserKind::Human;
    let is_blocked = matches!(user.state, UserState::Blocked | UserState::LdapBlocked);
    (!on("active") || is_active && user.kind != UserKind::Internal)
        && (!on("exclude_active") || !is_active)
        && (!on("blocked") || is_blocked)
        && (!on("humans") || is_human)
        && (!on("exclude_humans") || !is_human)
        && (!on("external") || user.is_external)
        && (!on("exclude_external") || !user.is_external)
        && (!on("exclude_internal") || user.kind != UserKind::Internal)
        && (!on("without_projects") || !has_projects(call, user.id))
        && is_within(params, user)
        && (!is_admin || !on("auditors") || user.is_auditor)
        && (!on("without_project_bots") || !matches!(user.kind, UserKind::ResourceBot(_)))
        && (!is_admin || !on("admins") || user.is_admin)
        && (!is_admin || two_factor_fits(params.text("two_factor").as_deref(), user))
}

fn has_projects(call: &Call<'_>, user: u64) -> bool {
    let mut projects = call.world.projects.keys();
    projects.any(|id| call.world.member_level(user, Place::Project(*id)) > Level::NONE)
}

/// Whether a user was made within the asked window, and has the asked identity.
fn is_within(params: &Params, user: &User) -> bool {
    // What is no instant is refused before.
    let at = |name: &str| params.instant(name).ok().flatten();
    let identity = params.text("extern_uid").zip(params.text("provider"));
    at("created_after").is_none_or(|after| user.created_at >= after)
        && at("created_before").is_none_or(|before| user.created_at <= before)
        && identity.is_none_or(|(uid, provider)| {
            user.identities.iter().any(|(p, u)| *p == provider && *u == uid)
        })
}

fn two_factor_fits(wanted: Option<&str>, user: &User) -> bool {
    match wanted {
        Some("enabled") => user.has_two_factor,
        Some("disabled") => !user.has_two_factor,
        _ => true,
    }
}

fn one(call: &mut Call<'_>) -> Outcome {
    call.me()?;
    let id = call.id_of("id", "User")?;
    let user = call.world.users.get(&id).ok_or_else(|| Answer::not_found("User"))?;
    let host = &call.request.host;
    Ok(Answer::ok(if call.is_admin() { full(user, host, true) } else { public(user, host) }))
}
