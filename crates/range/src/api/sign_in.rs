//! What a browser and a Git client do: not part of the REST API.
//!
//! Signing in with a password, making a token on the settings page, and Git
//! over SSH. The forms' shapes are simplified (no CSRF token); Git over SSH is
//! a stand-in, since a key cannot be tried over HTTP.

use serde_json::json;

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::personal_tokens;
use super::route::{Need, Route, post};
use crate::secret;
use crate::world::{Audit, Author, Entity, Level, Place, SshKey, UserState};

pub(super) const ROUTES: &[Route] = &[
    post("/users/sign_in", sign_in).needs(Need::AnyToken),
    post("/-/user_settings/personal_access_tokens", create_token).needs(Need::AnyToken),
    post("/-/range/ssh/:id/git-upload-pack", clone).needs(Need::AnyToken),
];

/// Wrong passwords after which an account is locked.
const FAILURES_MAX: u32 = 10;

fn sign_in(call: &mut Call<'_>) -> Outcome {
    let login = call.params().text("user[login]").unwrap_or_default();
    let password = call.params().text("user[password]").unwrap_or_default();
    let user = call.world.users.values().find(|u| u.username == login || u.email == login);
    let Some(user) = user else { return Err(failed(call, None, &login)) };
    let (id, state) = (user.id, user.state);
    let is_locked = user.failed_sign_ins >= FAILURES_MAX;
    let is_right = user.password == Some(secret::digest(&password));
    if !is_right || is_locked {
        return Err(failed(call, Some(id), &login));
    }
    match state {
        UserState::Blocked | UserState::LdapBlocked | UserState::Banned | UserState::Pending => {
            return Err(Answer::forbidden_because("Your account has been blocked."));
        }
        UserState::Active | UserState::Deactivated => {}
    }
    Ok(open_session(call, id))
}

/// Signs in; a deactivated account comes back by this alone.
fn open_session(call: &mut Call<'_>, id: u64) -> Answer {
    let cookie = call.world.dice.hex(32);
    call.world.sessions.insert(secret::digest(&cookie), id);
    let (now, ip) = (call.now, call.request.ip.clone());
    let name = call.world.users.get_mut(&id).map(|user| {
        user.failed_sign_ins = 0;
        user.state = UserState::Active;
        user.last_sign_in_at = Some(now);
        user.last_activity_at = Some(now);
        user.last_sign_in_ip = Some(ip);
        user.name.clone()
    });
    let name = name.unwrap_or_default();
    let by = author(id, name.clone());
    let audit = Audit::new("authenticated_with_password", Entity::User(id))
        .target("User", id, name)
        .with("with", json!("standard"))
        .message("Signed in with STANDARD authentication")
        .by(by);
    call.tell(audit);
    let cookie = format!("_gitlab_session={cookie}; Path=/; HttpOnly; SameSite=Lax");
    Answer { status: 302, ..Answer::no_content() }
        .with("set-cookie", cookie)
        .with("location", "/".to_owned())
}

fn author(id: u64, name: String) -> Author {
    Author { id: i64::try_from(id).unwrap_or(i64::MAX), name, class: "User" }
}

/// Tells a failed sign-in, and locks the account when it was one too many.
fn failed(call: &mut Call<'_>, user: Option<u64>, login: &str) -> Answer {
    let known = user.and_then(|id| call.world.users.get_mut(&id)).map(|user| {
        user.failed_sign_ins += 1;
        (user.id, user.name.clone(), user.failed_sign_ins == FAILURES_MAX)
    });
    let event_type = "login_failed_with_standard_authentication";
    let audit = match &known {
        Some((id, name, _)) => Audit::new(event_type, Entity::User(*id))
            .target("User", *id, name.clone())
            .by(author(*id, name.clone())),
        None => Audit::new(event_type, Entity::Instance).target("User", 0, login).by(Author {
            id: -1,
            name: login.to_owned(),
            class: "Gitlab::Audit::UnauthenticatedAuthor",
        }),
    };
    let text = "Failed to login with STANDARD authentication";
    call.tell(audit.with("failed_login", json!("STANDARD")).message(text));
    if let Some((id, name, true)) = known {
        let audit = Audit::new("user_access_locked", Entity::User(id))
            .target("User", id, name.clone())
            .by(author(id, name))
            .message("User access locked - excessive failed login attempts");
        call.tell(audit);
    }
    Answer { status: 422, ..Answer::text("Invalid login or password.\n".to_owned()) }
}

fn create_token(call: &mut Call<'_>) -> Outcome {
    let me = call.me()?;
    // The page is for browsers: a token cannot make tokens here.
    if !call.caller.is_session {
        return Err(Answer::forbidden());
    }
    personal_tokens::create(call, me)
}

/// A deploy key is a project's: it clones that one, whoever added it.
fn clone_by_deploy_key(call: &mut Call<'_>, material: &str) -> Outcome {
    let project = call.world.project_by(call.value("id")).map(|project| project.id);
    let mut keys = call.world.deploy_keys.values();
    let key =
        keys.find(|key| Some(key.project) == project && SshKey::material(&key.key) == material);
    let (id, title) =
        key.map(|key| (key.project, key.title.clone())).ok_or_else(Answer::unauthorized)?;
    let place = Place::Project(id);
    // GitLab's author of what a deploy key does.
    let by = Author { id: -3, name: title, class: "Gitlab::Audit::DeployKeyAuthor" };
    let audit = Audit::new("repository_git_operation", Entity::Place(place))
        .target("Project", id, call.world.name_of(place))
        .with("custom_message", json!({ "protocol": "ssh", "action": "git-upload-pack" }))
        .by(by);
    call.tell(audit);
    Ok(Answer::text("PACK\n".to_owned()))
}

/// Stands for `git clone` over SSH with the key in the parameter `key`.
fn clone(call: &mut Call<'_>) -> Outcome {
    call.params().require(&["key"])?;
    let material = SshKey::material(&call.params().text("key").unwrap_or_default());
    let key = call.world.keys.values().find(|key| SshKey::material(&key.key) == material);
    let Some(user) = key.map(|key| key.user) else { return clone_by_deploy_key(call, &material) };
    if !call.world.is_active(user) {
        return Err(Answer::forbidden_because("Your account has been blocked."));
    }
    let id = call.value("id").to_owned();
    let place = call.world.project_by(&id).map(|p| Place::Project(p.id));
    let place = place.filter(|place| call.world.level(Some(user), *place) >= Level::REPORTER);
    let place = place.ok_or_else(|| Answer::not_found("Project"))?;
    let name = call.world.users.get(&user).map(|user| user.name.clone()).unwrap_or_default();
    let audit = Audit::new("repository_git_operation", Entity::Place(place))
        .target("Project", place.id(), call.world.name_of(place))
        .with("custom_message", json!({ "protocol": "ssh", "action": "git-upload-pack" }))
        .by(author(user, name));
    call.tell(audit);
    Ok(Answer::text("PACK\n".to_owned()))
}
