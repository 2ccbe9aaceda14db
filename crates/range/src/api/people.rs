//! What belongs to a user: addresses, identities, second factor, events, memberships.
//!
//! Source: GitLab docs, `api/users`, `api/user_email_addresses`, `api/events`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::page;
use super::route::{Need, Route, delete, get, patch, post};
use crate::world::{Audit, Email, Entity, Level, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/user/emails", |call| emails(call, call.me()?)).needs(Need::ReadUser),
    delete("/user/emails/:email_id", |call| {
        let me = call.me()?;
        remove_email(call, me)
    }),
    patch("/users/:id/disable_two_factor", disable_two_factor),
    get("/users/:id/memberships", memberships),
    get("/users/:id/associations_count", associations_count),
    get("/users/:id/emails", |call| {
        call.admin()?;
        emails(call, call.user()?)
    }),
    post("/users/:id/emails", add_email),
    delete("/users/:id/emails/:email_id", |call| {
        call.admin()?;
        let user = call.user()?;
        remove_email(call, user)
    }),
    delete("/users/:id/identities/:provider", remove_identity),
];

fn row(email: &Email) -> Value {
    json!({ "id": email.id, "email": email.email, "confirmed_at": email.confirmed_at.map(millis) })
}

fn emails(call: &Call<'_>, user: u64) -> Outcome {
    let rows: Vec<&Email> = call.world.users.get(&user).iter().flat_map(|u| &u.emails).collect();
    page::by_offset(call, &rows, |email| row(email))
}

fn add_email(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let id = call.user()?;
    call.params().require(&["email"])?;
    let address = call.params().text("email").unwrap_or_default();
    let mut users = call.world.users.values();
    if users.any(|u| u.email == address || u.emails.iter().any(|e| e.email == address)) {
        return Err(Answer::wrong("email", "has already been taken"));
    }
    let confirmed = (call.params().flag("skip_confirmation") == Some(true)).then_some(call.now);
    let email_id = call.world.next_id("email");
    let email = Email { id: email_id, email: address.clone(), confirmed_at: confirmed };
    let answer = Answer::created(row(&email));
    if let Some(user) = call.world.users.get_mut(&id) {
        user.emails.push(email);
    }
    let audit = Audit::new("email_created", Entity::User(id))
        .target("Email", email_id, address)
        .with("add", json!("email"))
        .message("Email created");
    call.tell(audit);
    Ok(answer)
}

fn remove_email(call: &mut Call<'_>, user: u64) -> Outcome {
    let id = call.id_of("email_id", "Email")?;
    let Some(user) = call.world.users.get_mut(&user) else { return Err(Answer::not_found("User")) };
    let index = user.emails.iter().position(|email| email.id == id);
    let index = index.ok_or_else(|| Answer::not_found("Email"))?;
    let (whose, address) = (user.id, user.emails.remove(index).email);
    let audit = Audit::new("email_destroyed", Entity::User(whose))
        .target("Email", id, address)
        .with("remove", json!("email"))
        .message("Email destroyed");
    call.tell(audit);
    Ok(Answer::no_content())
}

/// GitLab has no event type for it.
fn remove_identity(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let id = call.user()?;
    let provider = call.value("provider").to_owned();
    let Some(user) = call.world.users.get_mut(&id) else { return Err(Answer::not_found("User")) };
    let before = user.identities.len();
    user.identities.retain(|(known, _)| *known != provider);
    if user.identities.len() == before {
        return Err(Answer::not_found("Identity"));
    }
    Ok(Answer::no_content())
}

/// Takes the second factor away; not from administrators.
fn disable_two_factor(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let id = call.user()?;
    let Some(user) = call.world.users.get_mut(&id) else { return Err(Answer::not_found("User")) };
    if user.is_admin {
        return Err(Answer::forbidden());
    }
    if !user.has_two_factor {
        return Err(Answer::message(400, "Two-factor authentication is not enabled for this user"));
    }
    user.has_two_factor = false;
    let name = user.name.clone();
    let audit = Audit::new("user_disable_two_factor", Entity::User(id))
        .target("User", id, name)
        .message("Disabled two-factor authentication");
    call.tell(audit);
    Ok(Answer::no_content())
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
