//! The instance behind its one lock, and a request's way through it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body as HttpBody, to_bytes};
use axum::extract::{ConnectInfo, Request as HttpRequest, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use serde_json::{Value, json};

use super::answer::{Answer, Body};
use super::auth::{Caller, authenticate};
use super::call::{Call, Rules};
use super::fault::{self, Faults};
use super::request::Request;
use super::route::{Found, Route, find};
use crate::connection::Peer;
use crate::emit::Outlet;
use crate::world::{Audit, AuditEvent, AuditId, Entity, Place, World, millis};
use crate::{Clock, Fault, FaultKind, Outage, RangeConfig, RateLimit};

/// GitLab's own limit for a body is larger; nobody sends more here.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// All that changes.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) world: World,
    pub(crate) outlet: Outlet,
    pub(crate) outage: Outage,
    faults: Faults,
    rules: Rules,
}

impl Instance {
    pub(crate) fn new(world: World, outlet: Outlet, config: &RangeConfig) -> Self {
        let mut faults = Faults::default();
        for fault in config.faults.clone() {
            faults.add(fault);
        }
        Self { world, outlet, outage: Outage::None, faults, rules: Rules::new(config) }
    }

    pub(crate) fn add_limit(&mut self, limit: RateLimit) {
        self.rules.limits.add(limit);
    }

    pub(crate) fn add_fault(&mut self, fault: Fault) {
        self.faults.add(fault);
    }
}

/// The instance, its clock and its lock.
pub(crate) struct Site {
    clock: Clock,
    instance: Mutex<Instance>,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").finish_non_exhaustive()
    }
}

impl Site {
    pub(crate) fn new(clock: Clock, instance: Instance) -> Self {
        Self { clock, instance: Mutex::new(instance) }
    }

    /// Does something with the instance, alone.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut Instance) -> R) -> R {
        // A handler that panicked left a world that is at worst half changed: good enough for practice.
        work(&mut self.instance.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// GitLab keeps milliseconds; all roads must tell the same instant.
    fn now(&self) -> Timestamp {
        let now = (self.clock)();
        let whole = TimestampRound::new().smallest(Unit::Millisecond).mode(RoundMode::Trunc);
        now.round(whole).unwrap_or(now)
    }
}

/// Everything is answered by [`answer`].
pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new().fallback(answer).with_state(site)
}

async fn answer(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    http: HttpRequest,
) -> Response {
    let (parts, body) = http.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let Ok(request) = Request::read(&parts, &body, &peer) else {
        return respond(Answer::invalid("Problems parsing JSON"), "");
    };
    let now = site.now();
    let told = site.with(|instance| instance.answer(&request, now));
    match told.then {
        Then::Cut => peer.cut(),
        Then::Wait(time) => tokio::time::sleep(time).await,
        Then::Send => {}
    }
    respond(told.answer, &told.correlation_id)
}

/// The parts of a request on its way through.
#[derive(Clone, Copy)]
struct Parts<'a> {
    request: &'a Request,
    route: &'a Route,
    values: &'a [(&'static str, String)],
    now: Timestamp,
    repeats_page: bool,
}

/// An answer, and what becomes of it.
struct Told {
    answer: Answer,
    correlation_id: String,
    then: Then,
}

/// What becomes of an answer.
enum Then {
    Send,
    Wait(Duration),
    Cut,
}

fn respond(answer: Answer, correlation_id: &str) -> Response {
    let (body, kind) = match answer.body {
        Body::Empty => (HttpBody::empty(), None),
        Body::Json(value) => (HttpBody::from(value.to_string()), Some("application/json")),
        Body::Text(text) => (HttpBody::from(text), Some("text/plain")),
        Body::Bytes(kind, bytes) => (HttpBody::from(bytes), Some(kind)),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    if let Some(kind) = kind {
        headers.insert("content-type", HeaderValue::from_static(kind));
    }
    if let Ok(value) = HeaderValue::from_str(correlation_id) {
        headers.insert("x-request-id", value);
    }
    for (name, value) in answer.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
            headers.insert(name, value);
        }
    }
    response
}

impl Instance {
    /// Answers a request, unless something goes wrong with it.
    fn answer(&mut self, request: &Request, now: Timestamp) -> Told {
        let correlation_id = self.world.dice.correlation_id();
        let told = |answer, then| Told { answer, correlation_id: correlation_id.clone(), then };
        match self.outage {
            Outage::None => {}
            Outage::Unreachable => return told(Answer::no_content(), Then::Cut),
            Outage::BadGateway => return told(Answer::bad_gateway(), Then::Send),
        }
        let fault = self.faults.strike(request);
        if let Some(kind) = fault {
            if let Some(answer) = fault::answer(kind, now.as_second()) {
                return told(answer, Then::Send);
            }
            if kind == FaultKind::CutBefore {
                return told(Answer::no_content(), Then::Cut);
            }
        }
        let (route, values, is_api) = match find(&request.method, &request.segments) {
            Found::Route { route, values, is_api } => (route, values, is_api),
            Found::OtherMethod => return told(Answer::method_not_allowed(), Then::Send),
            Found::Nothing => {
                let body = json!({ "error": "404 Not Found" });
                return told(Answer::json(404, body), Then::Send);
            }
        };
        let mut caller = Caller::default();
        let repeats_page = fault == Some(FaultKind::PageRepeats);
        let parts = Parts { request, route: &route, values: &values, now, repeats_page };
        let answer = self.run(parts, &correlation_id, &mut caller);
        if is_api {
            let line = self.api_line(request, &route, &caller, answer.status, now, &correlation_id);
            self.outlet.api(&line);
        }
        told(
            answer,
            match fault {
                Some(FaultKind::CutAfter) => Then::Cut,
                Some(FaultKind::Slow(time)) => Then::Wait(time),
                _ => Then::Send,
            },
        )
    }

    fn run(&mut self, parts: Parts<'_>, correlation_id: &str, caller: &mut Caller) -> Answer {
        let Parts { request, route, values, now, repeats_page } = parts;
        let refusal = authenticate(&mut self.world, request, route, now, caller).err();
        let by = caller.user.map_or_else(|| request.ip.clone(), |id| format!("user {id}"));
        let usage = match self.rules.limits.request((&request.method, &request.path), &by, now) {
            Ok(usage) => usage,
            Err(too_many) => {
                self.world.without_admin = None;
                return too_many;
            }
        };
        let answer = match refusal {
            Some(refusal) => refusal,
            None => {
                let mut call = Call {
                    world: &mut self.world,
                    request,
                    values,
                    caller,
                    now,
                    rules: &mut self.rules,
                    repeats_page,
                    audits: Vec::new(),
                };
                let outcome = (route.run)(&mut call);
                let audits = std::mem::take(&mut call.audits);
                self.tell(audits, (request, route), caller, (now, correlation_id));
                outcome.unwrap_or_else(|refusal| refusal)
            }
        };
        self.world.without_admin = None;
        match usage {
            Some(usage) => usage.on(answer),
            None => answer,
        }
    }

    fn tell(
        &mut self,
        audits: Vec<Audit>,
        (request, route): (&Request, &Route),
        caller: &Caller,
        (now, correlation_id): (Timestamp, &str),
    ) {
        let prefix = if request.path.starts_with("/api/") { "/api/:version" } else { "" };
        let source = format!("{} {prefix}{}", route.method, route.pattern);
        for audit in audits {
            let event = self.event(audit, caller.user, &request.ip, now);
            let to = &self.world.stream_destinations;
            self.outlet.audit(&event, to, (correlation_id, &source));
            if matches!(event.id, AuditId::Saved(_)) {
                self.world.audit.push(event);
            }
        }
    }

    /// Adds author, address, time and id to what a handler noted.
    fn event(&mut self, audit: Audit, user: Option<u64>, ip: &str, at: Timestamp) -> AuditEvent {
        let id = if Audit::is_saved(audit.event_type) {
            AuditId::Saved(self.world.next_id("audit event"))
        } else {
            AuditId::Streamed(self.world.dice.uuid())
        };
        let (entity_type, entity_id, entity_path) = self.entity(audit.entity);
        let (author_id, author_name, author_class) = match audit.author {
            Some(author) => (author.id, author.name, author.class.to_owned()),
            None => {
                let user = user.and_then(|id| self.world.users.get(&id));
                let id = user.and_then(|user| i64::try_from(user.id).ok()).unwrap_or(-1);
                (id, user.map(|user| user.name.clone()).unwrap_or_default(), "User".to_owned())
            }
        };
        AuditEvent {
            id,
            event_type: audit.event_type.to_owned(),
            author_id,
            author_name,
            author_class,
            entity_type: entity_type.to_owned(),
            entity_id,
            entity_path,
            target_type: audit.target_type,
            target_id: audit.target_id,
            target_details: audit.target_details,
            more: audit.more,
            ip_address: Some(ip.to_owned()),
            created_at: at,
        }
    }

    fn entity(&self, entity: Entity) -> (&'static str, u64, String) {
        match entity {
            Entity::Instance => ("Gitlab::Audit::InstanceScope", 1, "gitlab_instance".to_owned()),
            Entity::User(id) => {
                let name = self.world.users.get(&id).map(|user| user.username.clone());
                ("User", id, name.unwrap_or_default())
            }
            Entity::Place(place @ Place::Group(id)) => ("Group", id, self.world.path_of(place)),
            Entity::Place(place @ Place::Project(id)) => ("Project", id, self.world.path_of(place)),
        }
    }

    /// A line of `api_json.log` in its modern shape.
    #[expect(clippy::too_many_arguments, reason = "the parts of one request, each needed once")]
    fn api_line(
        &mut self,
        request: &Request,
        route: &Route,
        caller: &Caller,
        status: u16,
        now: Timestamp,
        correlation_id: &str,
    ) -> Value {
        let pattern = format!("/api/:version{}", route.pattern);
        let busy_us = 9_000 + self.world.dice.below(40_000);
        let seconds = |us: u64| Value::from(f64::from(u32::try_from(us).unwrap_or(0)) / 1e6);
        let mut line = json!({
            "time": millis(now),
            "severity": "INFO",
            "duration_s": seconds(busy_us),
            "db_duration_s": seconds(busy_us / 4),
            "view_duration_s": seconds(busy_us - busy_us / 4),
            "status": status,
            "method": request.method,
            "path": request.path,
            "params": filtered(request),
            "host": request.host.split(':').next().unwrap_or_default(),
            "remote_ip": request.remote_ip,
            "ua": request.user_agent,
            "route": pattern,
            "queue_duration_s": seconds(1 + busy_us / 90),
            "pid": 3630,
            "worker_id": "puma_2",
            "rate_limiting_gates": [],
            "correlation_id": correlation_id,
            "meta.caller_id": format!("{} {pattern}", request.method),
            "meta.remote_ip": request.ip,
            "meta.feature_category": "not_owned",
            "request_urgency": "default",
            "target_duration_s": 1,
        });
        let Some(fields) = line.as_object_mut() else { return line };
        let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        let user = caller.user.and_then(|id| self.world.users.get(&id));
        if let Some(user) = user {
            put("user_id", json!(user.id));
            put("username", json!(user.username));
            put("meta.user", json!(user.username));
            put("meta.user_id", json!(user.id));
            put("meta.client_id", json!(format!("user/{}", user.id)));
        } else {
            put("meta.client_id", json!(format!("ip/{}", request.ip)));
        }
        if let Some(kind) = caller.token_type().filter(|_| user.is_some()) {
            put("token_type", json!(kind));
            put("token_id", json!(caller.token.or(caller.job)));
        }
        if let Some(reason) = caller.failure {
            put("meta.auth_fail_reason", json!(reason));
            if let Some(id) = caller.token {
                put("meta.auth_fail_token_id", json!(format!("PersonalAccessToken/{id}")));
            }
        }
        line
    }
}

/// Parameters as the log shows them: whatever may be a secret is filtered.
fn filtered(request: &Request) -> Value {
    const SECRET: [&str; 6] = ["token", "value", "password", "key", "secret", "content"];
    let rows = request.params.0.iter().map(|(name, value)| {
        let is_secret = SECRET.iter().any(|word| name.contains(word));
        json!({ "key": name, "value": if is_secret { json!("[FILTERED]") } else { value.clone() } })
    });
    Value::Array(rows.collect())
}
