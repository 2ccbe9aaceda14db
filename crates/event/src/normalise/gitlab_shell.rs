//! Lines of `gitlab-shell.log` and of `gitlab-sshd`: Git over SSH, with the
//! key that authenticated it.
//!
//! A command is told twice: when it is parsed (`command` is the name of a Go
//! type, the address is in `env`) and when it runs (`git-upload-pack`, and who
//! asked). `user_id` is text: `user-22`, or `key-7` for a deploy key.
//!
//! Sources: GitLab docs, `administration/logs`; gitlab-shell,
//! `internal/handler/exec.go`.

use serde::Deserialize;

use super::json::{self, Member};
use super::line::{Line, Log, project};
use super::{address, gitaly};
use crate::{Actor, ActorKind};

/// A Go program's line about a command, a key or a repository, or about a
/// question to GitLab's own API that is not Gitaly's.
pub(super) fn is(line: &Line<'_>) -> bool {
    let marks = [line.command, line.gl_project_path, line.gl_repository, line.gl_key_id];
    let is_named =
        line.msg.json().is_some_and(|msg| msg.to_ascii_lowercase().starts_with("\"gitlab-shell"));
    let is_question = line.url.is_some() && line.method.is_some() && !line.uri.is_some();
    let is_shell = marks.iter().any(|mark| mark.is_some())
        || is_named
        || is_question
        || line.is_of("gitlab-shell");
    line.is_go() && is_shell && !gitaly::is(line)
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    who(log);
    if line.gl_project_path.is_some() {
        let path = log.words("gl_project_path", line.gl_project_path);
        log.event.entity = path.map(|path| project(None, Some(path)));
    }
    log.event.message = log.words("msg", line.msg);
    log.keep("command", line.command);
    log.keep("gl_repository", line.gl_repository);
    log.keep("key_id", line.gl_key_id);
    log.keep("bytes_sent", line.written_bytes);
    log.duration(line.duration_s, line.duration_ms);
    if line.command.is_some() {
        log.tell("protocol", Some("ssh".to_owned()));
    }
    if log.event.ip.is_none() && line.env.is_object() {
        let env: Env<'_> =
            line.env.json().and_then(|text| json::open(text).ok()).unwrap_or_default();
        log.event.ip = address::first(&[("env", env.remote)], &mut log.event.problems);
    }
}

/// `user-22` is a user; `key-7` is a deploy key, which belongs to nobody.
fn who(log: &mut Log<'_>) {
    let id = log.words("user_id", log.line.user_id);
    let number = |prefix| id.as_deref().and_then(|id| id.strip_prefix(prefix)?.parse().ok());
    let name = log.words("username", log.line.username);
    let is_deploy_key = log.line.gl_key_type.is_text("deploy_key");
    let (id, kind) = match number("user-") {
        _ if is_deploy_key || number("key-").is_some() => (None, ActorKind::DeployKey),
        Some(id) => (Some(id), super::author::kind(None, Some(id), name.as_deref())),
        None if name.is_some() => (None, ActorKind::User),
        None => (None, ActorKind::Unknown),
    };
    log.event.actor = Actor { id, name, kind, impersonator: None };
}

/// What the SSH server handed over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Env<'a> {
    #[serde(borrow, rename = "RemoteAddr")]
    remote: Member<'a>,
}
