//! Bodies of system hooks: on every tier, what happened to users, keys,
//! members, projects and groups; only pushes and merge requests say who did it.
//!
//! Old bodies have `event_name`, newer kinds `object_kind` with
//! `object_attributes`. `created_at` and `updated_at` are the object's: they
//! tell the time of the event where it made or changed the object, and nothing
//! where it removed it. Then the time of receipt stands.
//!
//! Source: GitLab docs, `administration/system_hooks`,
//! `user/project/integrations/webhook_events`.

use serde::Deserialize;

use super::json::{self, Member, Refusal};
use super::line::{Line, Log, entity, no_time, project};
use super::moment::{self, Moment};
use super::{Told, author, blank};
use crate::{Actor, Change, Event, Format, Target, Way};

/// It names its kind, as no log line does.
pub(super) fn is(line: &Line<'_>) -> bool {
    let is_named = line.event_name.is_some() || line.object_kind.is_some();
    is_named && !line.severity.is_some() && !line.level.is_some()
}

/// The members of a body that we read.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Body<'a> {
    #[serde(borrow)]
    event_name: Member<'a>,
    object_kind: Member<'a>,
    action: Member<'a>,
    created_at: Member<'a>,
    updated_at: Member<'a>,
    id: Member<'a>,
    name: Member<'a>,
    username: Member<'a>,
    old_username: Member<'a>,
    email: Member<'a>,
    state: Member<'a>,
    user_id: Member<'a>,
    user_name: Member<'a>,
    user_username: Member<'a>,
    user_email: Member<'a>,
    owner_email: Member<'a>,
    user: Member<'a>,
    key: Member<'a>,
    path: Member<'a>,
    full_path: Member<'a>,
    old_full_path: Member<'a>,
    path_with_namespace: Member<'a>,
    old_path_with_namespace: Member<'a>,
    project_id: Member<'a>,
    project_path_with_namespace: Member<'a>,
    project_visibility: Member<'a>,
    project_access: Member<'a>,
    project: Member<'a>,
    group_id: Member<'a>,
    group_path: Member<'a>,
    group_full_path: Member<'a>,
    group_access: Member<'a>,
    access_level: Member<'a>,
    before: Member<'a>,
    after: Member<'a>,
    #[serde(rename = "ref")]
    branch: Member<'a>,
    refs: Member<'a>,
    changes: Member<'a>,
    object_attributes: Member<'a>,
}

/// A project or a person told as an object.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Inner<'a> {
    #[serde(borrow)]
    id: Member<'a>,
    username: Member<'a>,
    name: Member<'a>,
    path_with_namespace: Member<'a>,
    visibility_level: Member<'a>,
}

/// What `object_attributes` has of merge requests and of role changes.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Attributes<'a> {
    #[serde(borrow)]
    id: Member<'a>,
    title: Member<'a>,
    state: Member<'a>,
    action: Member<'a>,
    target_branch: Member<'a>,
    existing_member_id: Member<'a>,
    old_access_level: Member<'a>,
    new_access_level: Member<'a>,
}

/// One change of a `repository_update`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RefChange<'a> {
    #[serde(borrow)]
    before: Member<'a>,
    after: Member<'a>,
}

/// Reads one body.
pub(super) fn read(text: &str, told: &Told<'_>) -> Result<Event, Refusal> {
    let body: Body<'_> = json::open(text)?;
    let line = Line::default();
    let mut log = Log { line: &line, event: blank(told, Format::SystemHook) };
    let kind = log.words("event_name", body.event_name.or(body.object_kind)).unwrap_or_default();
    let (whole, about) = kind.split_once('_').unwrap_or((kind.as_str(), ""));
    match whole {
        "push" | "tag" | "repository" => push(&mut log, &body),
        "user"
            if about.contains("group") || about.contains("team") || about.contains("project") =>
        {
            membership(&mut log, &body);
        }
        "user" => user(&mut log, &body),
        "key" => key(&mut log, &body),
        "project" => of_project(&mut log, &body),
        "group" => group(&mut log, &body),
        _ => object(&mut log, &body),
    }
    log.keep("email", body.email.or(body.user_email).or(body.owner_email));
    log.keep("state", body.state);
    log.keep("action", body.action);
    visibility(&mut log, &body);
    time(&mut log, &body, &kind);
    log.event.event_type = Some(kind).filter(|kind| !kind.is_empty());
    Ok(log.event)
}

/// When: see the head of this file.
fn time(log: &mut Log<'_>, body: &Body<'_>, kind: &str) {
    let problems = &mut log.event.problems;
    let is_any = |marks: &[&str]| marks.iter().any(|mark| kind.contains(mark));
    let when: Option<Moment> = if is_any(&["_create", "_add_to", "request_to"]) {
        moment::first(&[("created_at", body.created_at)], problems)
    } else if is_any(&["_update", "_rename", "_transfer", "_approval"]) {
        moment::first(&[("updated_at", body.updated_at)], problems)
    } else {
        None
    };
    match when {
        Some(when) => {
            log.event.occurred_at = when.at;
            log.event.offset_s = when.offset_s;
        }
        // As it arrives, the time of receipt is right; in a file it is a stand-in.
        None if log.event.way != Way::Hook => problems.push(no_time("created_at")),
        None => {}
    }
}

fn target(log: &mut Log<'_>, kind: &str, id: Member<'_>, details: Member<'_>) {
    let target = Target {
        kind: Some(kind.to_owned()),
        id: log.words("target_id", id),
        details: log.words("target_details", details),
    };
    log.event.target = Some(target);
}

fn within(log: &mut Log<'_>, kind: &str, id: Member<'_>, path: Member<'_>) {
    let id = id.number("entity_id", &mut log.event.problems);
    let path = log.words("entity_path", path);
    if id.is_some() || path.is_some() {
        log.event.entity = Some(entity(kind, id, path));
    }
}

fn renamed(log: &mut Log<'_>, field: &str, from: Member<'_>, to: Member<'_>) {
    if from.is_some() {
        log.event.change = Change {
            field: Some(field.to_owned()),
            from: log.words("from", from),
            to: log.words("to", to),
            ..Change::default()
        };
    }
}

fn user(log: &mut Log<'_>, body: &Body<'_>) {
    within(log, "User", body.user_id, body.username);
    target(log, "User", body.user_id, body.username.or(body.name));
    renamed(log, "username", body.old_username, body.username);
}

/// The key's own name is its comment: what stands behind the key itself.
fn key(log: &mut Log<'_>, body: &Body<'_>) {
    within(log, "User", Member::default(), body.username);
    target(log, "Key", body.id, Member::default());
    let text = log.words("key", body.key);
    let comment = text.as_deref().and_then(|text| text.splitn(3, ' ').nth(2));
    if let (Some(target), Some(comment)) = (&mut log.event.target, comment) {
        target.details = Some(comment.to_owned());
    }
    log.keep("key_id", body.id);
}

fn of_project(log: &mut Log<'_>, body: &Body<'_>) {
    within(log, "Project", body.project_id, body.path_with_namespace.or(body.path));
    target(log, "Project", body.project_id, body.path_with_namespace.or(body.name));
    renamed(log, "path", body.old_path_with_namespace, body.path_with_namespace);
}

fn group(log: &mut Log<'_>, body: &Body<'_>) {
    within(log, "Group", body.group_id, body.full_path.or(body.path));
    target(log, "Group", body.group_id, body.full_path.or(body.path));
    renamed(log, "path", body.old_full_path, body.full_path);
}

/// Somebody comes to a group or project, leaves it, or gets another role.
fn membership(log: &mut Log<'_>, body: &Body<'_>) {
    if body.group_id.is_some() || body.group_path.is_some() {
        within(log, "Group", body.group_id, body.group_full_path.or(body.group_path));
    } else {
        within(log, "Project", body.project_id, body.project_path_with_namespace);
    }
    target(log, "User", body.user_id, body.user_username.or(body.user_name));
    log.keep("access_level", body.access_level.or(body.group_access).or(body.project_access));
    log.event.change.to = log.event.more.get("access_level").cloned();
}

fn push(log: &mut Log<'_>, body: &Body<'_>) {
    let id = body.user_id.number("user_id", &mut log.event.problems);
    let name = log.words("user_name", body.user_username.or(body.user_name));
    let kind = author::kind(None, id, name.as_deref());
    log.event.actor = Actor { id, name, kind, impersonator: None };
    place(log, body);
    let refs: Vec<String> =
        body.refs.json().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let branch = log.words("ref", body.branch);
    log.tell("ref", branch.or_else(|| Some(refs.join(",")).filter(|refs| !refs.is_empty())));
    let changes: Vec<RefChange<'_>> =
        body.changes.json().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let (before, after) = match changes.as_slice() {
        [only] => (only.before, only.after),
        _ => (body.before, body.after),
    };
    log.event.change.from = log.words("before", before);
    log.event.change.to = log.words("after", after);
    if body.event_name.is_text("push") || body.event_name.is_text("tag_push") {
        log.tell("command", Some("git-receive-pack".to_owned()));
    }
}

/// The project of a push or a merge request.
fn place(log: &mut Log<'_>, body: &Body<'_>) {
    let inner: Inner<'_> = opened(body.project);
    let id = body.project_id.or(inner.id).number("project_id", &mut log.event.problems);
    let path = log.words("path_with_namespace", inner.path_with_namespace);
    if id.is_some() || path.is_some() {
        log.event.entity = Some(project(id, path));
    }
}

/// Kinds with `object_attributes`: merge requests, approvals of new roles.
fn object(log: &mut Log<'_>, body: &Body<'_>) {
    let attributes: Attributes<'_> = opened(body.object_attributes);
    let person: Inner<'_> = opened(body.user);
    let id = person.id.number("user_id", &mut log.event.problems);
    let name = log.words("username", person.username.or(person.name));
    let kind = author::kind(None, id, name.as_deref());
    log.event.actor = Actor { id, name, kind, impersonator: None };
    place(log, body);
    if body.object_kind.is_text("merge_request") {
        target(log, "MergeRequest", attributes.id, attributes.title);
        log.keep("ref", attributes.target_branch);
    } else if attributes.existing_member_id.is_some() || body.user_id.is_some() {
        target(log, "User", body.user_id, Member::default());
    }
    log.keep("action", attributes.action);
    log.keep("state", attributes.state);
    let mut role = |member: Member<'_>| -> Option<String> {
        let words = log.words("access_level", member)?;
        Some(role_name(&words).to_owned())
    };
    let (from, to) = (role(attributes.old_access_level), role(attributes.new_access_level));
    if to.is_some() {
        log.event.change = Change { from, to: to.clone(), ..Change::default() };
        log.tell("access_level", to);
    }
}

/// GitLab's numbers for roles (`lib/gitlab/access.rb`).
fn role_name(number: &str) -> &str {
    match number {
        "5" => "Minimal Access",
        "10" => "Guest",
        "15" => "Planner",
        "20" => "Reporter",
        "30" => "Developer",
        "40" => "Maintainer",
        "50" => "Owner",
        other => other,
    }
}

/// As a word, or as GitLab's number for it (`lib/gitlab/visibility_level.rb`).
fn visibility(log: &mut Log<'_>, body: &Body<'_>) {
    let level = log.words("visibility_level", opened::<Inner<'_>>(body.project).visibility_level);
    let word = log.words("project_visibility", body.project_visibility);
    let level = level.map(|level| match level.as_str() {
        "0" => "private".to_owned(),
        "10" => "internal".to_owned(),
        "20" => "public".to_owned(),
        _ => level,
    });
    log.tell("visibility", word.or(level));
}

/// An object's members; of anything else none.
fn opened<'a, T: Deserialize<'a> + Default>(member: Member<'a>) -> T {
    member.json().and_then(|text| json::open(text).ok()).unwrap_or_default()
}
