//! `POST /users`, `PUT /users/:id`: an administrator makes and changes users.
//!
//! Source: GitLab docs, `api/users`. A password set by an administrator for
//! somebody else has to be changed at the next sign-in.

use serde_json::json;

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::route::{Route, post, put};
use super::users::full;
use crate::secret;
use crate::world::{Audit, Entity, User, UserKind};

pub(super) const ROUTES: &[Route] = &[post("/users", create), put("/users/:id", change)];

fn create(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let params = &call.request.params;
    params.require(&["email", "name", "username"])?;
    let given = ["password", "reset_password", "force_random_password"];
    if !given.iter().any(|name| params.0.contains_key(*name)) {
        let why = "password, reset_password, force_random_password are missing, at least one parameter must be provided";
        return Err(Answer::invalid(why));
    }
    let text = |name| params.text(name).unwrap_or_default();
    let (username, name, email) = (text("username"), text("name"), text("email"));
    refuse_password(call)?;
    let mut users = call.world.users.values();
    if users.any(|user| user.email == email) {
        return Err(Answer::message(409, "Email has already been taken"));
    }
    if call.world.user_by(&username).is_some() {
        return Err(Answer::message(409, "Username has already been taken"));
    }
    let id = call.world.add_user(&username, &name, UserKind::Human, call.now);
    let Some(user) = call.world.users.get_mut(&id) else { return Err(Answer::not_found("User")) };
    user.email = email;
    user.password = params.text("password").map(|text| secret::digest(&text));
    user.is_admin = params.flag("admin") == Some(true);
    user.is_external = params.flag("external") == Some(true);
    user.can_create_group = params.flag("can_create_group") != Some(false);
    user.note = params.text("note").unwrap_or_default();
    let answer = Answer::created(full(user, &call.request.host, true));
    let audit = Audit::new("user_created", Entity::User(id))
        .target("User", id, name)
        .with("add", json!("user"))
        .message(format!("User {username} created"));
    call.tell(audit);
    Ok(answer)
}

/// What GitLab refuses as a password: too short for the instance.
fn refuse_password(call: &Call<'_>) -> Result<(), Answer> {
    let Some(password) = call.params().text("password") else { return Ok(()) };
    let least = call.world.settings.get("minimum_password_length");
    let least = least.and_then(serde_json::Value::as_u64).unwrap_or(8);
    let length = u64::try_from(password.chars().count()).unwrap_or(u64::MAX);
    if length >= least {
        return Ok(());
    }
    Err(Answer::wrong("password", &format!("is too short (minimum is {least} characters)")))
}

/// One change of a user that GitLab tells.
struct Told {
    event_type: &'static str,
    what: &'static str,
    from: String,
    to: String,
}

fn change(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let id = call.user()?;
    refuse(call, id)?;
    let params = &call.request.params;
    let password = params.text("password");
    let identity = params.text("provider").zip(params.text("extern_uid"));
    let Some(user) = call.world.users.get_mut(&id) else { return Err(Answer::not_found("User")) };
    let known_as = user.name.clone();
    let mut told = Vec::new();
    change_names(user, params, &mut told);
    change_flags(user, params, &mut told);
    if let Some(to) = params.number("projects_limit") {
        user.projects_limit = to;
    }
    if let Some(to) = params.text("note") {
        user.note = to;
    }
    if let Some((provider, uid)) = identity {
        user.identities.retain(|(known, _)| *known != provider);
        user.identities.push((provider, uid));
    }
    if let Some(to) = &password {
        user.password = Some(secret::digest(to));
    }
    let answer = Answer::ok(full(user, &call.request.host, true));
    let entity = Entity::User(id);
    for told in told {
        let audit = Audit::new(told.event_type, entity).target("User", id, known_as.clone());
        call.tell(audit.change(told.what, &told.from, &told.to));
    }
    if password.is_some() {
        // With the password the browser sessions end.
        call.world.sessions.retain(|_, user| *user != id);
        let audit = Audit::new("user_password_updated", entity)
            .target("User", id, known_as)
            .message("Changed password");
        call.tell(audit);
    }
    Ok(answer)
}

fn refuse(call: &Call<'_>, id: u64) -> Result<(), Answer> {
    refuse_password(call)?;
    let params = call.params();
    let (email, username) = (params.text("email"), params.text("username"));
    let others = || call.world.users.values().filter(|user| user.id != id);
    if email.is_some_and(|email| others().any(|user| user.email == email)) {
        return Err(Answer::message(409, "Email has already been taken"));
    }
    if username.is_some_and(|name| others().any(|user| user.username == name)) {
        return Err(Answer::message(409, "Username has already been taken"));
    }
    Ok(())
}

fn change_names(user: &mut User, params: &super::params::Params, told: &mut Vec<Told>) {
    let rows = [
        ("user_name_updated", "name", &mut user.name),
        ("user_username_updated", "username", &mut user.username),
        ("user_email_address_updated", "email", &mut user.email),
    ];
    for (event_type, what, field) in rows {
        if let Some(to) = params.text(what).filter(|to| to != field) {
            let from = std::mem::replace(field, to.clone());
            told.push(Told { event_type, what, from, to });
        }
    }
}

fn change_flags(user: &mut User, params: &super::params::Params, told: &mut Vec<Told>) {
    let rows = [
        (Some("user_admin_status_updated"), "admin", &mut user.is_admin),
        (Some("user_external_status_updated"), "external", &mut user.is_external),
        (Some("user_auditor_status_updated"), "auditor", &mut user.is_auditor),
        (Some("user_profile_visiblity_updated"), "private_profile", &mut user.has_private_profile),
        (None, "can_create_group", &mut user.can_create_group),
    ];
    for (event_type, what, field) in rows {
        let Some(to) = params.flag(what).filter(|to| to != field) else { continue };
        let from = std::mem::replace(field, to).to_string();
        if let Some(event_type) = event_type {
            told.push(Told { event_type, what, from, to: to.to_string() });
        }
    }
}
