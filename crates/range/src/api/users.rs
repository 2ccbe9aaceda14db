//! `/user`, `/users`: who there is.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::page;
use super::route::{Need, Route, get, put};
use crate::secret;
use crate::world::{Audit, Entity, Level, Place, User, UserKind, UserState, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/user", current).needs(Need::ReadUser),
    get("/users", list).needs(Need::ReadUser),
    get("/users/:id", one).needs(Need::ReadUser),
    put("/users/:id", change),
    get("/users/:id/memberships", memberships),
    get("/users/:id/associations_count", associations_count),
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
            "projects_limit": 100_000,
            "identities": [],
            "can_create_group": true,
            "can_create_project": true,
            "two_factor_enabled": user.has_two_factor,
            "external": user.is_external,
            "private_profile": false,
        }),
    );
    if for_admin {
        extend(
            &mut row,
            json!({
                "is_admin": user.is_admin,
                "is_auditor": false,
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
        && (!on("without_project_bots") || !matches!(user.kind, UserKind::ResourceBot(_)))
        && (!is_admin || !on("admins") || user.is_admin)
        && (!is_admin || two_factor_fits(params.text("two_factor").as_deref(), user))
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

fn change(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let id = call.user()?;
    let params = &call.request.params;
    let (name, email) = (params.text("name"), params.text("email"));
    let (admin, password) = (params.flag("admin"), params.text("password"));
    let note = params.text("note");
    let mut audits = Vec::new();
    let Some(user) = call.world.users.get_mut(&id) else { return Err(Answer::not_found("User")) };
    let entity = Entity::User(id);
    let known_as = user.name.clone();
    let mut changed = |event_type, what: &str, from: &str, to: &str| {
        let audit = Audit::new(event_type, entity).target("User", id, known_as.clone());
        audits.push(audit.change(what, from, to));
    };
    if let Some(to) = name.filter(|to| *to != user.name) {
        changed("user_name_updated", "name", &user.name, &to);
        user.name = to;
    }
    if let Some(to) = email.filter(|to| *to != user.email) {
        changed("user_email_address_updated", "email", &user.email, &to);
        user.email = to;
    }
    if let Some(to) = admin.filter(|to| *to != user.is_admin) {
        changed("user_admin_status_updated", "admin", &user.is_admin.to_string(), &to.to_string());
        user.is_admin = to;
    }
    if let Some(to) = password {
        user.password = Some(secret::digest(&to));
        audits.push(
            Audit::new("user_password_updated", entity)
                .target("User", id, user.name.clone())
                .message("Changed password"),
        );
    }
    if let Some(to) = note {
        user.note = to;
    }
    let row = full(user, &call.request.host, true);
    for audit in audits {
        call.tell(audit);
    }
    Ok(Answer::ok(row))
}

fn memberships(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let id = call.user()?;
    let wanted = call.params().text("type");
    let rows: Vec<Value> = call
        .world
        .members
        .iter()
        .filter(|member| member.user == id)
        .filter_map(|member| {
            let kind = match member.place {
                Place::Project(_) => "Project",
                Place::Group(_) => "Namespace",
            };
            wanted.as_deref().is_none_or(|wanted| wanted == kind).then(|| {
                json!({
                    "source_id": member.place.id(),
                    "source_name": call.world.name_of(member.place),
                    "source_type": kind,
                    "access_level": member.level.0,
                })
            })
        })
        .collect();
    page::by_offset(call, &rows, Value::clone)
}

fn associations_count(call: &mut Call<'_>) -> Outcome {
    let id = call.user()?;
    if call.me()? != id {
        call.admin()?;
    }
    let world = &call.world;
    let groups = world.members.iter().filter(|m| m.user == id && m.place.class() == "Group");
    let projects = world
        .projects
        .values()
        .filter(|project| world.member_level(id, Place::Project(project.id)) > Level::NONE);
    Ok(Answer::ok(json!({
        "groups_count": groups.count(),
        "projects_count": projects.count(),
        "issues_count": 0,
        "merge_requests_count": 0,
    })))
}
