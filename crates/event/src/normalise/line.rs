//! What the log files have in common: lines of flat JSON members, the same
//! names for who asked, from where and about what.
//!
//! Sources: GitLab docs, `administration/logs`; GitLab,
//! `lib/gitlab/application_context.rb` (`meta.*`); Workhorse, Gitaly and
//! gitlab-shell write Go's `level`, `msg` for Rails' `severity`, `message`.

use std::borrow::Cow;
use std::net::IpAddr;

use serde::Deserialize;

use super::json::Member;
pub(super) use super::json::cut;
use super::{Told, address, author, blank, moment};
use crate::{Actor, ActorKind, Entity, Event, Format, Problem, Request, TokenRef};

/// The members of log lines that some reader reads, or by which one is told
/// from another.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Line<'a> {
    #[serde(borrow)]
    pub(super) time: Member<'a>,
    pub(super) severity: Member<'a>,
    pub(super) level: Member<'a>,
    pub(super) correlation_id: Member<'a>,
    pub(super) message: Member<'a>,
    pub(super) msg: Member<'a>,
    pub(super) subcomponent: Member<'a>,
    pub(super) pid: Member<'a>,
    // A request.
    pub(super) method: Member<'a>,
    pub(super) request_method: Member<'a>,
    pub(super) path: Member<'a>,
    pub(super) uri: Member<'a>,
    pub(super) url: Member<'a>,
    pub(super) route: Member<'a>,
    pub(super) status: Member<'a>,
    pub(super) ua: Member<'a>,
    pub(super) user_agent: Member<'a>,
    pub(super) referrer: Member<'a>,
    pub(super) remote_ip: Member<'a>,
    pub(super) remote_addr: Member<'a>,
    pub(super) written_bytes: Member<'a>,
    pub(super) duration_s: Member<'a>,
    pub(super) duration_ms: Member<'a>,
    pub(super) duration: Member<'a>,
    // Who asked, and about what.
    pub(super) user_id: Member<'a>,
    pub(super) username: Member<'a>,
    pub(super) token_type: Member<'a>,
    pub(super) token_id: Member<'a>,
    pub(super) deploy_token_id: Member<'a>,
    pub(super) project_id: Member<'a>,
    pub(super) project_path: Member<'a>,
    #[serde(rename = "meta.remote_ip")]
    pub(super) meta_remote_ip: Member<'a>,
    #[serde(rename = "meta.user_id")]
    pub(super) meta_user_id: Member<'a>,
    #[serde(rename = "meta.user")]
    pub(super) meta_user: Member<'a>,
    #[serde(rename = "meta.project")]
    pub(super) meta_project: Member<'a>,
    #[serde(rename = "meta.root_namespace")]
    pub(super) meta_root_namespace: Member<'a>,
    // Rails.
    pub(super) controller: Member<'a>,
    pub(super) action: Member<'a>,
    pub(super) params: Member<'a>,
    pub(super) query_string: Member<'a>,
    pub(super) query_fingerprint: Member<'a>,
    pub(super) operation_name: Member<'a>,
    pub(super) env: Member<'a>,
    pub(super) matched: Member<'a>,
    pub(super) error: Member<'a>,
    #[serde(rename = "exception.class")]
    pub(super) exception_class: Member<'a>,
    #[serde(rename = "exception.message")]
    pub(super) exception_message: Member<'a>,
    pub(super) hook_id: Member<'a>,
    pub(super) key: Member<'a>,
    #[serde(rename = "extra.thing")]
    pub(super) extra_thing: Member<'a>,
    #[serde(rename = "extra.percentage")]
    pub(super) extra_percentage: Member<'a>,
    #[serde(rename = "extra.project_id")]
    pub(super) extra_project_id: Member<'a>,
    pub(super) service_class: Member<'a>,
    pub(super) integration_class: Member<'a>,
    pub(super) client_url: Member<'a>,
    // Sidekiq.
    pub(super) class: Member<'a>,
    pub(super) jid: Member<'a>,
    pub(super) job_status: Member<'a>,
    pub(super) error_class: Member<'a>,
    pub(super) error_message: Member<'a>,
    // gitlab-shell and Gitaly.
    pub(super) command: Member<'a>,
    pub(super) gl_project_path: Member<'a>,
    pub(super) gl_repository: Member<'a>,
    pub(super) gl_key_id: Member<'a>,
    pub(super) gl_key_type: Member<'a>,
    pub(super) gitaly_embedded: Member<'a>,
    #[serde(rename = "grpc.service")]
    pub(super) grpc_service: Member<'a>,
    #[serde(rename = "grpc.method")]
    pub(super) grpc_method: Member<'a>,
    #[serde(rename = "grpc.code")]
    pub(super) grpc_code: Member<'a>,
    #[serde(rename = "grpc.time_ms")]
    pub(super) grpc_time_ms: Member<'a>,
    #[serde(rename = "grpc.request.fullMethod")]
    pub(super) grpc_full_method: Member<'a>,
    #[serde(rename = "grpc.request.glProjectPath")]
    pub(super) grpc_project_path: Member<'a>,
    #[serde(rename = "grpc.request.glRepository")]
    pub(super) grpc_repository: Member<'a>,
    // System hooks.
    pub(super) event_name: Member<'a>,
    pub(super) object_kind: Member<'a>,
    // What a shipper wrapped around a line.
    pub(super) file: Member<'a>,
    pub(super) log: Member<'a>,
    #[serde(rename = "MESSAGE")]
    pub(super) journal_message: Member<'a>,
    #[serde(rename = "jsonPayload")]
    pub(super) json_payload: Member<'a>,
    #[serde(rename = "textPayload")]
    pub(super) text_payload: Member<'a>,
}

impl Line<'_> {
    /// Whether Rails wrote it: its JSON logger names severity and time first.
    pub(super) fn is_rails(&self) -> bool {
        self.severity.is_some() && self.time.is_some()
    }

    /// Whether one of GitLab's programs in Go wrote it.
    pub(super) fn is_go(&self) -> bool {
        self.level.is_some() && self.msg.is_some()
    }

    /// Whether GitLab's Helm chart says that it is of this log.
    pub(super) fn is_of(&self, subcomponent: &str) -> bool {
        self.subcomponent.is_text(subcomponent)
    }
}

/// A log line becoming an event. What no reader touches stays absent.
#[derive(Debug)]
pub(super) struct Log<'a> {
    /// The line.
    pub(super) line: &'a Line<'a>,
    /// What it says.
    pub(super) event: Event,
}

impl<'a> Log<'a> {
    /// Reads what nearly all lines have: time, severity, address, correlation.
    pub(super) fn open(line: &'a Line<'a>, format: Format, told: &Told<'_>) -> Self {
        let mut event = blank(told, format);
        match moment::first(&[("time", line.time)], &mut event.problems) {
            Some(when) => {
                event.occurred_at = when.at;
                event.offset_s = when.offset_s;
            }
            None => event.problems.push(no_time("time")),
        }
        // The chain is what the caller's proxies claim; `meta` is what GitLab took for the client.
        let addresses = [
            ("meta.remote_ip", line.meta_remote_ip),
            ("remote_ip", line.remote_ip),
            ("remote_addr", line.remote_addr),
        ];
        event.ip = address::first(&addresses, &mut event.problems);
        let mut log = Self { line, event };
        log.event.correlation_id = log.words("correlation_id", line.correlation_id);
        log.keep("severity", line.severity.or(line.level));
        log
    }

    /// The member as text, cut at so many characters as anybody reads.
    pub(super) fn words(&mut self, field: &str, member: Member<'_>) -> Option<String> {
        member.words(field, &mut self.event.problems).map(cut)
    }

    /// Keeps the member under [`Event::more`].
    pub(super) fn keep(&mut self, name: &'static str, member: Member<'_>) {
        let words = self.words(name, member);
        self.tell(name, words);
    }

    /// Keeps a text under [`Event::more`].
    pub(super) fn tell(&mut self, name: &'static str, text: Option<String>) {
        if let Some(text) = text {
            self.event.more.insert(Cow::Borrowed(name), text);
        }
    }

    /// The user that the line names; without one, by name, number or token,
    /// nobody was signed in.
    pub(super) fn person(&mut self) {
        let Line { user_id, meta_user_id, username, meta_user, token_type, token_id, .. } =
            *self.line;
        let id = user_id.or(meta_user_id).number("user_id", &mut self.event.problems);
        let name = self.words("username", username.or(meta_user));
        let by = self.words("token_type", token_type);
        let is_nobody = id.is_none() && name.is_none() && by.is_none();
        let number = if is_nobody { Some(-1) } else { id };
        // These logs name users, and only users, by their user name.
        let class = by.as_deref().or(name.as_deref().and(Some("User")));
        let kind = author::kind(class, number, name.as_deref());
        self.event.actor = Actor { id, name, kind, impersonator: None };
        if let Some(id) = token_id.number("token_id", &mut self.event.problems) {
            self.event.token = Some(TokenRef { kind: by.unwrap_or_default(), id });
        }
    }

    /// As [`Self::person`], in a log where a line without a user says nothing.
    pub(super) fn person_if_told(&mut self) {
        self.person();
        if self.event.actor.kind == ActorKind::Unauthenticated && self.event.actor.id.is_none() {
            self.event.actor.kind = ActorKind::Unknown;
        }
    }

    /// The project that the line is about, else the top-level group.
    pub(super) fn scope(&mut self) {
        if let Some(path) = self.words("meta.project", self.line.meta_project) {
            self.event.entity = Some(project(None, Some(path)));
        } else if let Some(path) = self.words("meta.root_namespace", self.line.meta_root_namespace)
        {
            self.event.entity = Some(entity("Group", None, Some(path)));
        }
    }

    /// The HTTP request, with the path under whichever name the log has for it.
    pub(super) fn request(&mut self) {
        let Line { method, request_method, path, uri, route, status, ua, user_agent, .. } =
            *self.line;
        let path = self.words("path", path.or(uri));
        let request = Request {
            method: self.words("method", method.or(request_method)),
            path: path.map(|path| without_query(&path).to_owned()),
            route: self.words("route", route),
            status: status.number("status", &mut self.event.problems),
            user_agent: self.words("ua", ua.or(user_agent)),
        };
        self.event.request = Some(request);
    }

    /// The error that the line tells, under its own name or Sidekiq's or the old one.
    pub(super) fn exception(&mut self) {
        let Line { exception_class, error_class, exception_message, error_message, error, .. } =
            *self.line;
        self.keep("exception_class", exception_class.or(error_class));
        self.keep("exception_message", exception_message.or(error_message).or(error));
    }

    /// Seconds that it took: in seconds, else in milliseconds.
    pub(super) fn duration(&mut self, seconds: Member<'_>, milliseconds: Member<'_>) {
        let mut read = |field, member: Member<'_>| -> Option<f64> {
            let number: f64 = member.words(field, &mut self.event.problems)?.parse().ok()?;
            number.is_finite().then_some(number)
        };
        let took = read("duration_s", seconds)
            .or_else(|| read("duration_ms", milliseconds).map(|took| took / 1000.0));
        self.tell("duration_s", took.map(|took| took.to_string()));
    }

    /// A request of Git over HTTP, told from its path.
    pub(super) fn git_over_http(&mut self) {
        let path = self.event.request.as_ref().and_then(|request| request.path.as_deref());
        let Some((repository, command)) = path.and_then(git_request) else { return };
        self.tell("command", Some(command));
        self.tell("protocol", Some("http".to_owned()));
        if self.event.entity.is_none() {
            self.event.entity = Some(project(None, Some(repository)));
        }
    }
}

/// An entity of that kind.
pub(super) fn entity(kind: &str, id: Option<i64>, path: Option<String>) -> Entity {
    Entity { kind: kind.to_owned(), id, path }
}

/// A project.
pub(super) fn project(id: Option<i64>, path: Option<String>) -> Entity {
    entity("Project", id, path)
}

/// A person of whom the line tells an address and a name.
pub(super) fn named(name: &str, kind: ActorKind) -> Actor {
    Actor { id: None, name: Some(name.to_owned()), kind, impersonator: None }
}

/// The problem of a line that does not say when.
pub(super) fn no_time(field: &str) -> Problem {
    let what = "no time; the time of receipt stands in".to_owned();
    Problem { field: field.to_owned(), what }
}

/// The address in a text of a log; whatever else stands there is none.
pub(super) fn ip(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

/// A path or an address without its query, which may hold a secret.
pub(super) fn without_query(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default()
}

/// `/orchard/cider-press.git/git-upload-pack` as the repository's path and the command.
fn git_request(path: &str) -> Option<(String, String)> {
    let (repository, command) = path.rsplit_once('/')?;
    let is_command = matches!(command, "git-upload-pack" | "git-receive-pack");
    let repository = bare_repository(repository.trim_start_matches('/'));
    (is_command && !repository.is_empty()).then(|| (repository.to_owned(), command.to_owned()))
}

/// `orchard/cider-press.wiki.git` as the project's path.
pub(super) fn bare_repository(path: &str) -> &str {
    let bare = path.strip_suffix(".git").unwrap_or(path);
    bare.strip_suffix(".wiki").or_else(|| bare.strip_suffix(".design")).unwrap_or(bare)
}
