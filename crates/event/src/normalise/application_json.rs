//! Lines of `application_json.log` and of its text form `application.log`:
//! sentences about users, projects and sign-ins.
//!
//! Other logs of Rails that have nothing but a sentence (importer, exporter)
//! are read as this one.
//!
//! Sources: GitLab docs, `administration/logs`; the sentences as GitLab writes
//! them in `app/controllers/sessions_controller.rb`, `app/models/user.rb`,
//! `app/controllers/concerns/impersonation.rb`.

use super::line::{self, Line, Log, named};
use super::moment::Moment;
use super::{Told, blank, git_json};
use crate::{ActorKind, Event, Format, Target};

/// A sentence of Rails, and nothing by which another log would be known.
pub(super) fn is(line: &Line<'_>) -> bool {
    let others = [
        line.env,
        line.controller,
        line.class,
        line.jid,
        line.hook_id,
        line.service_class,
        line.integration_class,
        line.exception_class,
        line.query_string,
        line.query_fingerprint,
        line.route,
    ];
    line.is_rails()
        && line.message.is_some()
        && !others.iter().any(|member| member.is_some())
        && !git_json::is(line)
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.person_if_told();
    log.scope();
    log.event.message = log.words("message", line.message);
    understand(&mut log.event);
}

/// Reads what stands behind the date in a line of `application.log`.
pub(super) fn read_text(when: Moment, text: &str, told: &Told<'_>) -> Event {
    let mut event = blank(told, Format::ApplicationJson);
    event.occurred_at = when.at;
    event.message = Some(line::cut(text.into()));
    understand(&mut event);
    event
}

/// What the sentence says of persons and addresses.
fn understand(event: &mut Event) {
    let Some(message) = event.message.take() else { return };
    if let Some(rest) = message.strip_prefix("Failed Login: ") {
        failed_login(event, rest);
    } else if let Some(rest) =
        message.strip_prefix("Successful Login: ").or_else(|| message.strip_prefix("User Logout: "))
    {
        session(event, rest);
    } else {
        about_somebody(event, &message);
    }
    event.message = Some(message);
}

/// `username=tomas ip=203.0.113.5`. The name is what the caller typed, and
/// may itself look like an address: the last one is GitLab's.
fn failed_login(event: &mut Event, rest: &str) {
    let Some((name, ip)) = rest.rsplit_once(" ip=") else { return };
    event.ip = line::ip(ip.trim()).or(event.ip);
    if let Some(name) = name.strip_prefix("username=") {
        event.actor = named(name, ActorKind::Unauthenticated);
        let kind = Some("User".to_owned());
        event.target = Some(Target { kind, id: None, details: Some(name.to_owned()) });
    }
}

/// `username=tomas ip=203.0.113.5 method=standard admin=false`.
fn session(event: &mut Event, rest: &str) {
    for (name, value) in rest.split(' ').filter_map(|word| word.split_once('=')) {
        match name {
            "username" => event.actor = named(value, ActorKind::User),
            "ip" => event.ip = line::ip(value).or(event.ip),
            "method" if !value.is_empty() => {
                event.more.insert("with".into(), value.to_owned());
            }
            _ => {}
        }
    }
}

/// `User "Tomas Lind" (tomas@orchard.test) was created`, `Project "cider" was
/// removed`, `User mizuki has started impersonating tomas`.
fn about_somebody(event: &mut Event, message: &str) {
    for verb in [" has started impersonating ", " has stopped impersonating "] {
        if let Some((actor, whom)) =
            message.strip_prefix("User ").and_then(|rest| rest.split_once(verb))
        {
            event.actor = named(actor, ActorKind::User);
            event.target = Some(target("User", whom));
            return;
        }
    }
    let subject = ["User", "Project", "Group"].into_iter().find_map(|kind| {
        let rest = message.strip_prefix(kind)?.strip_prefix(" \"")?;
        // The name is a person's choice and may hold quotes: the last one ends it.
        let (name, tail) = rest.rsplit_once('"')?;
        Some((kind, name, tail))
    });
    let Some((kind, name, tail)) = subject else { return };
    event.target = Some(target(kind, name));
    let email = tail.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    if let Some((email, _)) = email.filter(|(email, _)| email.contains('@')) {
        event.more.insert("email".into(), email.to_owned());
    }
}

fn target(kind: &str, name: &str) -> Target {
    Target { kind: Some(kind.to_owned()), id: None, details: Some(name.to_owned()) }
}
