//! Writes records in GitLab's shapes, and keeps those of the near future in order.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::json::{Object, push_address, push_nginx_time};
use crate::Dice;
use crate::traffic::text::{push, push_number};

/// Where records come from, as a receiver would name it.
pub(super) const STREAM: &str = "stream/main";
pub(super) const API: &str = "follow/api_json";
pub(super) const PRODUCTION: &str = "follow/production_json";
pub(super) const SHELL: &str = "follow/gitlab-shell";
pub(super) const NGINX: &str = "follow/nginx";

/// The host in request lines.
const HOST: &str = "gitlab.harborline.example";

/// Types that GitLab streams but does not save; the rest is saved.
const STREAMED_ONLY: [&str; 7] = [
    "comment_created",
    "job_artifact_downloaded",
    "merge_request_approval_operation",
    "merge_request_create",
    "repository_git_operation",
    "user_authenticated_using_job_token",
    "variable_viewed_api",
];

/// One record of the day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// When it happened, in milliseconds since 1970.
    pub at_ms: i64,
    order: u64,
    /// The source, as a receiver names it: `stream/main`, `follow/api_json` …
    pub source: &'static str,
    /// What GitLab wrote, without a line end.
    pub bytes: Vec<u8>,
    /// Number of the attack that it belongs to.
    pub attack: Option<usize>,
}

/// Somebody who does something, from somewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Who<'a> {
    pub(super) id: i64,
    pub(super) username: &'a str,
    pub(super) name: &'a str,
    pub(super) class: &'static str,
    pub(super) ip: u32,
    pub(super) ua: &'a str,
}

impl<'a> Who<'a> {
    /// The same from elsewhere.
    pub(super) fn from(self, ip: u32, ua: &'a str) -> Self {
        Self { ip, ua, ..self }
    }
}

/// An audit event to write.
#[derive(Debug)]
pub(super) struct Audit<'a> {
    kind: &'static str,
    who: Who<'a>,
    entity: (&'static str, i64, Cow<'a, str>),
    target: (&'static str, i64, Cow<'a, str>),
    more: Vec<(&'static str, Cow<'a, str>)>,
    git: Option<(&'static str, &'static str)>,
}

impl<'a> Audit<'a> {
    /// By default about the one who did it.
    pub(super) fn new(kind: &'static str, who: Who<'a>) -> Self {
        let entity = ("User", who.id, Cow::Borrowed(who.username));
        let target = ("User", who.id, Cow::Borrowed(who.name));
        Self { kind, who, entity, target, more: Vec::new(), git: None }
    }

    pub(super) fn on(mut self, kind: &'static str, id: i64, path: impl Into<Cow<'a, str>>) -> Self {
        self.entity = (kind, id, path.into());
        self
    }

    pub(super) fn target(
        mut self,
        kind: &'static str,
        id: i64,
        details: impl Into<Cow<'a, str>>,
    ) -> Self {
        self.target = (kind, id, details.into());
        self
    }

    pub(super) fn with(mut self, key: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.more.push((key, value.into()));
        self
    }

    pub(super) fn message(self, text: impl Into<Cow<'a, str>>) -> Self {
        self.with("custom_message", text)
    }

    pub(super) fn git(mut self, protocol: &'static str, action: &'static str) -> Self {
        self.git = Some((protocol, action));
        self
    }
}

/// A request to write, to the API or to a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    pub(super) method: &'static str,
    /// Route below `/api/v4`, or `Controller#action`.
    pub(super) route: &'static str,
    /// Path with its numbers and names; below `/api/v4` for the API.
    pub(super) path: &'a str,
    pub(super) status: u16,
    pub(super) who: Who<'a>,
    /// Kind and number of the token that authenticated.
    pub(super) token: Option<(&'static str, u64)>,
}

/// Writes records and holds them until their time has come.
#[derive(Debug)]
pub(super) struct Pen {
    pub(super) dice: Dice,
    /// Whose records these are.
    pub(super) attack: Option<usize>,
    waiting: BinaryHeap<Reverse<Record>>,
    next_audit: u64,
    next_id: u64,
    order: u64,
}

impl Pen {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            attack: None,
            waiting: BinaryHeap::new(),
            next_audit: 4_000_000,
            next_id: 700_000,
            order: 0,
        }
    }

    /// A number that nothing else has.
    pub(super) fn id(&mut self) -> i64 {
        self.next_id += 1;
        i64::try_from(self.next_id).unwrap_or(i64::MAX)
    }

    /// Milliseconds between the two, as a difference of times.
    pub(super) fn span(&mut self, least: i64, most: i64) -> i64 {
        let width = u64::try_from(most.saturating_sub(least)).unwrap_or(0);
        least + i64::try_from(self.dice.below(width + 1)).unwrap_or(0)
    }

    /// Whether something of that many in ten thousand happens.
    pub(super) fn chance(&mut self, of_10_000: u64) -> bool {
        self.dice.below(10_000) < of_10_000
    }

    /// The earliest record, if it happened before that time.
    pub(super) fn before(&mut self, at_ms: i64) -> Option<Record> {
        if self.waiting.peek()?.0.at_ms > at_ms {
            return None;
        }
        self.waiting.pop().map(|Reverse(record)| record)
    }

    /// Keeps what somebody else wrote.
    pub(super) fn keep(&mut self, at_ms: i64, source: &'static str, bytes: Vec<u8>) {
        self.order += 1;
        let (order, attack) = (self.order, self.attack);
        self.waiting.push(Reverse(Record { at_ms, order, source, bytes, attack }));
    }

    /// A body of the audit event stream.
    pub(super) fn audit(&mut self, at_ms: i64, audit: &Audit<'_>) {
        let mut out = Vec::with_capacity(720);
        let mut body = Object::new(&mut out);
        if STREAMED_ONLY.contains(&audit.kind) {
            body.uuid("id", self.dice.next_u64(), self.dice.next_u64());
        } else {
            self.next_audit += 1;
            body.number("id", i64::try_from(self.next_audit).unwrap_or(0));
        }
        let (entity_type, entity_id, entity_path) = &audit.entity;
        let (target_type, target_id, target_details) = &audit.target;
        body.number("author_id", audit.who.id);
        body.number("entity_id", *entity_id);
        body.text("entity_type", entity_type);
        body.inside("details", |details| {
            details.text("event_name", audit.kind);
            details.text("author_name", audit.who.name);
            details.text("author_class", audit.who.class);
            details.number("target_id", *target_id);
            details.text("target_type", target_type);
            details.text("target_details", target_details);
            for (key, value) in &audit.more {
                details.text(key, value);
            }
            if let Some((protocol, action)) = audit.git {
                details.inside("custom_message", |message| {
                    message.text("protocol", protocol);
                    message.text("action", action);
                });
            }
            details.address("ip_address", audit.who.ip);
            details.text("entity_path", entity_path);
        });
        body.address("ip_address", audit.who.ip);
        body.text("author_name", audit.who.name);
        body.text("entity_path", entity_path);
        body.text("target_details", target_details);
        body.time("created_at", at_ms);
        body.text("target_type", target_type);
        body.number("target_id", *target_id);
        body.text("event_type", audit.kind);
        body.end();
        self.keep(at_ms, STREAM, out);
    }

    /// A line of `api_json.log`.
    pub(super) fn api(&mut self, at_ms: i64, request: &Request<'_>) {
        let mut out = Vec::with_capacity(820);
        let who = request.who;
        let mut line = Object::new(&mut out);
        line.time("time", at_ms);
        line.text("severity", "INFO");
        self.durations(&mut line);
        line.number("status", i64::from(request.status));
        line.text("method", request.method);
        line.texts("path", &["/api/v4", request.path]);
        let of_branch = request.method == "POST" && request.route.ends_with("/pipeline");
        let params: &[u8] = if of_branch {
            b"[{\"key\":\"ref\",\"value\":\"main\"}]"
        } else {
            b"[{\"key\":\"per_page\",\"value\":\"100\"}]"
        };
        line.raw("params", params);
        line.text("host", HOST);
        line.chain("remote_ip", who.ip);
        line.text("ua", who.ua);
        line.texts("route", &["/api/:version", request.route]);
        if who.id > 0 {
            line.number("user_id", who.id);
            line.text("username", who.username);
        }
        if let Some((kind, id)) = request.token {
            line.text("token_type", kind);
            line.number("token_id", i64::try_from(id).unwrap_or(0));
        }
        line.number("pid", 3630);
        line.text("worker_id", "puma_2");
        line.raw("rate_limiting_gates", b"[]");
        self.correlation(&mut line);
        line.texts("meta.caller_id", &[request.method, " /api/:version", request.route]);
        line.address("meta.remote_ip", who.ip);
        line.text("meta.feature_category", "groups_and_projects");
        if who.id > 0 {
            line.text("meta.user", who.username);
            line.number("meta.user_id", who.id);
        }
        if request.status == 401 {
            line.text("meta.auth_fail_reason", "token_expired");
        }
        line.text("request_urgency", "default");
        line.number("target_duration_s", 1);
        line.end();
        self.keep(at_ms, API, out);
    }

    /// A line of `production_json.log`; the route is `Controller#action`.
    pub(super) fn page(&mut self, at_ms: i64, request: &Request<'_>) {
        let mut out = Vec::with_capacity(640);
        let who = request.who;
        let (controller, action) = request.route.split_once('#').unwrap_or((request.route, ""));
        let mut line = Object::new(&mut out);
        line.text("method", request.method);
        line.text("path", request.path);
        line.text("format", "html");
        line.text("controller", controller);
        line.text("action", action);
        line.number("status", i64::from(request.status));
        line.time("time", at_ms);
        line.raw("params", b"[]");
        line.address("remote_ip", who.ip);
        if who.id > 0 {
            line.number("user_id", who.id);
            line.text("username", who.username);
        }
        line.text("ua", who.ua);
        self.correlation(&mut line);
        line.address("meta.remote_ip", who.ip);
        line.texts("meta.caller_id", &[request.route]);
        self.durations(&mut line);
        line.number("pid", 3622);
        line.text("worker_id", "puma_1");
        line.end();
        self.keep(at_ms, PRODUCTION, out);
    }

    /// A line of `gitlab-shell.log`.
    pub(super) fn shell(&mut self, at_ms: i64, who: Who<'_>, command: &str, project: (i64, &str)) {
        let mut out = Vec::with_capacity(420);
        let mut line = Object::new(&mut out);
        line.text("command", command);
        self.correlation(&mut line);
        line.text("git_protocol", "version=2");
        line.number("gl_key_id", who.id.saturating_mul(7).saturating_abs());
        line.text("gl_key_type", "key");
        line.texts("gl_project_path", &[project.1]);
        line.texts("gl_repository", &["project-", &project.0.to_string()]);
        line.text("level", "info");
        line.text("msg", "executing git command");
        line.address("remote_ip", who.ip);
        line.time("time", at_ms);
        line.texts("user_id", &["user-", &who.id.to_string()]);
        line.text("username", who.username);
        line.end();
        self.keep(at_ms, SHELL, out);
    }

    /// A line of NGINX' access log.
    pub(super) fn nginx(&mut self, at_ms: i64, request: &Request<'_>) {
        let mut out = Vec::with_capacity(240);
        push_address(&mut out, request.who.ip);
        push(&mut out, b" - - [");
        push_nginx_time(&mut out, at_ms);
        push(&mut out, b"] \"");
        push(&mut out, request.method.as_bytes());
        push(&mut out, b" ");
        push(&mut out, request.path.as_bytes());
        push(&mut out, b" HTTP/1.1\" ");
        push_number(&mut out, u64::from(request.status));
        push(&mut out, b" ");
        push_number(&mut out, 180 + self.dice.below(9_000));
        push(&mut out, b" \"-\" \"");
        push(&mut out, request.who.ua.as_bytes());
        push(&mut out, b"\" -");
        self.keep(at_ms, NGINX, out);
    }

    fn durations(&mut self, line: &mut Object<'_>) {
        let busy = 10_000 + self.dice.below(80_000);
        for (name, part) in [("duration_s", busy), ("db_duration_s", busy / 4)] {
            line.name(name);
            push(line.out, b"0.0");
            push_number(line.out, 10_000 + part % 90_000);
        }
    }

    fn correlation(&mut self, line: &mut Object<'_>) {
        const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        line.name("correlation_id");
        push(line.out, b"\"01KK");
        for _ in 0..2 {
            let mut bits = self.dice.next_u64();
            for _ in 0..11 {
                let digit = usize::try_from(bits & 31).ok().and_then(|n| DIGITS.get(n));
                line.out.push(digit.copied().unwrap_or(b'0'));
                bits >>= 5;
            }
        }
        line.out.push(b'"');
    }
}
