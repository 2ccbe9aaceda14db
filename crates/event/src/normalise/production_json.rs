//! Lines of `production_json.log`: one request to a page each, Git over HTTP
//! among them (`git_upload_pack`, `git_receive_pack`), and the sign-in form.
//!
//! Old lines have `duration` in milliseconds and `error`; today's `duration_s`
//! and `exception.class`. Lines of Action Cable have no method and no path.
//!
//! Source: GitLab docs, `administration/logs`, `production_json.log`; GitLab,
//! `config/routes/git_http.rb` (`repository_path`, before `namespace_id` and
//! `repository_id`).

use std::borrow::Cow;

use serde::Deserialize;

use super::json::{self, Member};
use super::line::{Line, Log, bare_repository, entity, project};
use crate::Target;

/// It names a controller and its action.
pub(super) fn is(line: &Line<'_>) -> bool {
    line.controller.is_some() && line.action.is_some() && !line.class.is_some()
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.request();
    log.person();
    log.scope();
    log.keep("controller", line.controller);
    log.keep("action", line.action);
    log.tell("params", line.params.as_written());
    log.duration(line.duration_s, line.duration);
    log.exception();
    let params = Params::open(line.params);
    if log.event.entity.is_none() {
        place(log, &params);
    }
    git(log);
    sign_in(log, &params);
}

/// One parameter. Its value is whatever the caller sent.
#[derive(Debug, Deserialize)]
struct Param<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(borrow, default)]
    value: Member<'a>,
}

/// The parameters of a request.
struct Params<'a>(Vec<Param<'a>>);

impl<'a> Params<'a> {
    fn open(params: Member<'a>) -> Self {
        Self(params.json().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default())
    }

    fn member(&self, key: &str) -> Member<'a> {
        self.0.iter().find(|param| param.key == key).map(|param| param.value).unwrap_or_default()
    }

    /// The value as text, unless GitLab filtered it.
    fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        let text = self.member(key).words(key, &mut Vec::new())?;
        (text != "[FILTERED]").then_some(text)
    }
}

/// The project or group that the parameters name.
fn place(log: &mut Log<'_>, params: &Params<'_>) {
    let controller = log.event.more.get("controller").map(String::as_str).unwrap_or_default();
    let is_new = log.event.more.get("action").is_some_and(|action| action == "create");
    let namespace = params.text("namespace_id");
    let name = params
        .text("repository_id")
        .or_else(|| params.text("project_id"))
        .or_else(|| params.text("id").filter(|_| controller == "ProjectsController" && !is_new));
    let group = params
        .text("group_id")
        .or_else(|| params.text("id").filter(|_| controller == "GroupsController"));
    log.event.entity = match (params.text("repository_path"), namespace, name, group) {
        (Some(path), ..) => Some(project(None, Some(bare_repository(&path).to_owned()))),
        (None, Some(namespace), Some(name), _) => {
            Some(project(None, Some(format!("{namespace}/{}", bare_repository(&name)))))
        }
        (None, _, _, Some(path)) => Some(entity("Group", None, Some(path.into_owned()))),
        _ => None,
    };
}

/// Fetches and pushes over HTTP, under the names that SSH has for them.
fn git(log: &mut Log<'_>) {
    let command = match log.event.more.get("action").map(String::as_str) {
        Some("git_upload_pack") => "git-upload-pack",
        Some("git_receive_pack") => "git-receive-pack",
        _ => return,
    };
    log.tell("command", Some(command.to_owned()));
    log.tell("protocol", Some("http".to_owned()));
}

/// Who tried to sign in: GitLab names the user only if it worked.
fn sign_in(log: &mut Log<'_>, params: &Params<'_>) {
    let is_form = log.line.controller.is_text("SessionsController");
    let user = params.member("user").json().filter(|_| is_form);
    let Some(Ok(user)) = user.map(json::open::<Credentials<'_>>) else { return };
    let login = log.words("params", user.login);
    if login.is_some() {
        let kind = Some("User".to_owned());
        log.event.target = Some(Target { kind, id: None, details: login });
    }
}

/// What the sign-in form sends; the password is filtered, and not read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Credentials<'a> {
    #[serde(borrow)]
    login: Member<'a>,
}
