//! Lines of `api_json.log`: one REST request each, with the token that
//! authenticated it. On the Free tier the only trail of a leaked token.
//!
//! `params` are kept for requests that change something: a deploy key that may
//! push, a hook's address, the end of a token stand nowhere else on the Free
//! tier. GitLab has filtered the secrets out of them; what is left is of the
//! caller's making. Durations and counters are not read, so `duration` (old)
//! and `duration_s` (new) make no difference.
//!
//! Source: GitLab docs, `administration/logs`; `meta.*` as in
//! `lib/gitlab/application_context.rb`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::json::Member;
use super::{Told, address, author, moment};
use crate::{Actor, Change, DedupKey, Entity, Event, Format, Problem, Request, TokenRef};

/// The members of a line that we read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Line<'a> {
    #[serde(borrow)]
    time: Member<'a>,
    status: Member<'a>,
    method: Member<'a>,
    path: Member<'a>,
    route: Member<'a>,
    params: Member<'a>,
    ua: Member<'a>,
    remote_ip: Member<'a>,
    user_id: Member<'a>,
    username: Member<'a>,
    token_type: Member<'a>,
    token_id: Member<'a>,
    correlation_id: Member<'a>,
    #[serde(rename = "meta.remote_ip")]
    meta_remote_ip: Member<'a>,
    #[serde(rename = "meta.user_id")]
    meta_user_id: Member<'a>,
    #[serde(rename = "meta.user")]
    meta_user: Member<'a>,
    #[serde(rename = "meta.project")]
    meta_project: Member<'a>,
    #[serde(rename = "meta.root_namespace")]
    meta_root_namespace: Member<'a>,
}

/// Reads one line.
pub(super) fn read(line: &Line<'_>, told: &Told<'_>) -> Event {
    let mut problems = Vec::new();
    let when = moment::first(&[("time", line.time)], &mut problems);
    // The chain is what the caller's proxies claim; `meta` is what GitLab took for the client.
    let addresses = [("meta.remote_ip", line.meta_remote_ip), ("remote_ip", line.remote_ip)];
    let ip = address::first(&addresses, &mut problems);
    if when.is_none() {
        let what = "no time; the time of receipt stands in".to_owned();
        problems.push(Problem { field: "time".to_owned(), what });
    }
    Event {
        key: DedupKey::of_bytes(told.raw),
        id: None,
        occurred_at: when.map_or(told.received_at, |moment| moment.at),
        offset_s: when.map_or(0, |moment| moment.offset_s),
        way: told.way,
        format: Format::ApiJson,
        event_type: None,
        actor: actor(line, &mut problems),
        entity: entity(line, &mut problems),
        target: None,
        change: Change::default(),
        ip,
        message: None,
        request: Some(request(line, &mut problems)),
        token: token(line, &mut problems),
        correlation_id: words("correlation_id", line.correlation_id, &mut problems),
        more: params(line),
        problems,
    }
}

/// What the caller sent along with a request that changes something.
fn params(line: &Line<'_>) -> BTreeMap<Cow<'static, str>, String> {
    let is_reading = line.method.is_text("GET") || line.method.is_text("HEAD");
    let told = if is_reading { None } else { line.params.as_written() };
    told.into_iter().map(|params| (Cow::Borrowed("params"), params)).collect()
}

fn words(field: &str, member: Member<'_>, problems: &mut Vec<Problem>) -> Option<String> {
    member.words(field, problems).map(Cow::into_owned)
}

fn actor(line: &Line<'_>, problems: &mut Vec<Problem>) -> Actor {
    let id = line.user_id.or(line.meta_user_id).number("user_id", problems);
    let name = words("username", line.username.or(line.meta_user), problems);
    let by = words("token_type", line.token_type, problems);
    // Without a user, a name or a token nobody was signed in; -1 is GitLab's number for that.
    let is_nobody = id.is_none() && name.is_none() && by.is_none();
    let kind = author::kind(by.as_deref(), if is_nobody { Some(-1) } else { id }, name.as_deref());
    Actor { id, name, kind, impersonator: None }
}

/// The project that the request was about, else the top-level group.
fn entity(line: &Line<'_>, problems: &mut Vec<Problem>) -> Option<Entity> {
    let project = words("meta.project", line.meta_project, problems).map(|path| ("Project", path));
    let (kind, path) = match project {
        Some(project) => project,
        None => ("Group", words("meta.root_namespace", line.meta_root_namespace, problems)?),
    };
    Some(Entity { kind: kind.to_owned(), id: None, path: Some(path) })
}

fn request(line: &Line<'_>, problems: &mut Vec<Problem>) -> Request {
    let path = line.path.words("path", problems);
    Request {
        method: words("method", line.method, problems),
        path: path.map(|path| path.split('?').next().unwrap_or_default().to_owned()),
        route: words("route", line.route, problems),
        status: line.status.number("status", problems),
        user_agent: words("ua", line.ua, problems),
    }
}

fn token(line: &Line<'_>, problems: &mut Vec<Problem>) -> Option<TokenRef> {
    let id = line.token_id.number("token_id", problems)?;
    let kind = words("token_type", line.token_type, problems).unwrap_or_default();
    Some(TokenRef { kind, id })
}
