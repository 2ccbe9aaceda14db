//! Everything that is one HTTP request: webhooks, Slack's Web API, status pages.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::coordinate::delivery::{ChannelKind, Content, Message, render};
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Client, Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use sha2::Sha256;
use url::Url;

use super::hand::{Handed, Job, Mark, Prepared, brief};
use crate::config::{
    Channel, ConfigError, Hook, SlackApi, StatusIo, Statuspage, Webhook, read_secret,
};

/// Bytes of an answer that are read.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// Pages of Slack's list of rooms that are looked through for a name that is taken.
const ROOM_PAGES_MAX: usize = 20;

/// A request in its channel's shape.
pub(crate) struct Post {
    method: Method,
    /// May hold a secret: never told.
    url: Url,
    headers: Vec<(&'static str, SecretString)>,
    pub(super) body: Vec<u8>,
    read: Read,
}

/// How an answer is read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Read {
    /// Any success is success.
    Plain,
    /// Slack's `ok`; the name of the room that was to be made.
    Slack { making: Option<String> },
    /// status.io's `status.error`.
    StatusIo,
    /// Statuspage's `id`.
    Statuspage,
}

/// A place that takes requests.
#[derive(Debug)]
pub(super) struct Poster {
    http: Client,
    place: Place,
    kind: ChannelKind,
}

#[derive(Debug)]
enum Place {
    Hook { url: SecretString },
    Slack { settings: SlackApi, token: SecretString },
    StatusIo { settings: StatusIo, id: SecretString, key: SecretString },
    Statuspage { settings: Statuspage, key: SecretString },
    Webhook { url: SecretString, secret: SecretString, source: String },
}

impl Poster {
    /// Reads the secrets; sends nothing. `source` names this installation.
    pub(super) fn new(
        channel: &Channel,
        kind: ChannelKind,
        source: &str,
    ) -> Result<Option<Arc<Self>>, ConfigError> {
        let refused =
            |why: String| ConfigError::Refused { key: format!("channel {:?}", channel.name), why };
        let Some(place) = place(channel, source)? else { return Ok(None) };
        let url = place.url().map_err(refused)?;
        let is_here = is_loopback(&url);
        if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
            let why = "its address must begin with https://; in clear only on this machine";
            return Err(refused(why.to_owned()));
        }
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut http = Client::builder()
            .user_agent(concat!("portcullis/", env!("CARGO_PKG_VERSION")))
            .timeout(Duration::from_secs(u64::from(channel.timeout_seconds.get())))
            // A connection that was kept may be closed just as a message goes
            // out: then nobody knows whether it arrived.
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none());
        if is_here {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| refused(error.to_string()))?;
        Ok(Some(Arc::new(Self { http, place, kind })))
    }

    /// The request for one message.
    ///
    /// # Errors
    /// Why there can be none, for people: too long, nowhere to go.
    pub(super) fn prepare(&self, job: &Job<'_>) -> Result<Prepared, String> {
        let content = &job.delivery.order.content;
        let post = match &self.place {
            Place::Hook { url } => {
                let message = said(content)?;
                let body = match self.kind {
                    ChannelKind::Mattermost => render::mattermost(message),
                    ChannelKind::Teams => render::teams(message),
                    _slack => render::slack(message),
                };
                let body = body.map_err(|error| error.to_string())?;
                Post::json(Method::POST, parsed(url)?, &body, Read::Plain)
            }
            Place::Slack { settings, token } => slack(settings, token, job)?,
            Place::StatusIo { settings, id, key } => status_io(settings, (id, key), job)?,
            Place::Statuspage { settings, key } => statuspage(settings, key, job)?,
            Place::Webhook { url, secret, source } => webhook(url, secret, source, job)?,
        };
        Ok(Prepared::Post(Box::new(post)))
    }

    /// Sends it, and reads the answer.
    pub(super) async fn hand(&self, post: &Post, is_idempotent: bool, mark: &Mark<'_>) -> Handed {
        if let Err(error) = mark.handing("").await {
            tracing::error!(%error, "The outbox cannot be written: nothing is sent");
            return Handed::Away { answer: "the outbox cannot be written".to_owned() };
        }
        let answer = match self.ask(post).await {
            Ok(answer) => answer,
            Err(error) => return lost(error, is_idempotent),
        };
        let handed = judge(&post.read, &answer, is_idempotent);
        match (&post.read, &handed) {
            (Read::Slack { making: Some(name) }, Handed::Refused { answer })
                if answer == "name_taken" =>
            {
                self.room_of_name(name).await
            }
            _ => handed,
        }
    }

    async fn ask(&self, post: &Post) -> Result<Answer, reqwest::Error> {
        let mut request = self.http.request(post.method.clone(), post.url.clone());
        for (name, value) in &post.headers {
            request = request.header(*name, value.expose_secret());
        }
        let mut response = request.body(post.body.clone()).send().await?;
        let status = response.status();
        let after = response.headers().get("retry-after");
        let after = after.and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await? {
            let room = ANSWER_BYTES_MAX.saturating_sub(body.len());
            body.extend(piece.iter().take(room));
        }
        Ok(Answer { status, after: after.map(Duration::from_secs), body })
    }

    /// The room of a name that is taken: it was made before, by us or by hand.
    async fn room_of_name(&self, name: &str) -> Handed {
        let Place::Slack { settings, token } = &self.place else {
            return Handed::refused("name_taken");
        };
        let mut cursor = String::new();
        for _page in 0..ROOM_PAGES_MAX {
            let Ok(mut url) = settings.url.join("conversations.list") else { break };
            url.query_pairs_mut()
                .append_pair("types", "public_channel,private_channel")
                .append_pair("exclude_archived", "true")
                .append_pair("limit", "1000")
                .append_pair("cursor", &cursor);
            let mut get = Post::json(Method::GET, url, &Value::Null, Read::Plain);
            get.body.clear();
            get.bear(token);
            let Ok(answer) = self.ask(&get).await else { break };
            let answer = answer.json();
            let rooms = answer.get("channels").and_then(Value::as_array);
            let is_it = |room: &&Value| told(room, "/name") == Some(name);
            if let Some(room) = rooms.into_iter().flatten().find(is_it) {
                let reference = told(room, "/id").map(str::to_owned);
                return Handed::Sent { answer: "the room was there".to_owned(), reference };
            }
            cursor.clear();
            cursor.push_str(told(&answer, "/response_metadata/next_cursor").unwrap_or_default());
            if cursor.is_empty() {
                break;
            }
        }
        Handed::refused("a room of that name is there and cannot be seen: record it by hand")
    }
}

fn place(channel: &Channel, source: &str) -> Result<Option<Place>, ConfigError> {
    let hook = |hook: &Hook| Ok(Place::Hook { url: read_secret(&hook.url_file)? });
    let hooks = [&channel.mattermost, &channel.slack, &channel.teams];
    if let Some(found) = hooks.into_iter().flatten().next() {
        return hook(found).map(Some);
    }
    if let Some(settings) = channel.slack_api.clone() {
        let token = read_secret(&settings.token_file)?;
        return Ok(Some(Place::Slack { settings, token }));
    }
    if let Some(settings) = channel.status_io.clone() {
        let (id, key) = (read_secret(&settings.id_file)?, read_secret(&settings.key_file)?);
        return Ok(Some(Place::StatusIo { settings, id, key }));
    }
    if let Some(settings) = channel.statuspage.clone() {
        let key = read_secret(&settings.key_file)?;
        return Ok(Some(Place::Statuspage { settings, key }));
    }
    let Some(Webhook { url_file, secret_file }) = &channel.webhook else { return Ok(None) };
    let (url, secret) = (read_secret(url_file)?, read_secret(secret_file)?);
    Ok(Some(Place::Webhook { url, secret, source: source.to_owned() }))
}

impl Place {
    fn url(&self) -> Result<Url, String> {
        match self {
            Self::Hook { url } | Self::Webhook { url, .. } => parsed(url),
            Self::Slack { settings, .. } => Ok(settings.url.clone()),
            Self::StatusIo { settings, .. } => Ok(settings.url.clone()),
            Self::Statuspage { settings, .. } => Ok(settings.url.clone()),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl Post {
    fn json(method: Method, url: Url, body: &Value, read: Read) -> Self {
        let headers = vec![("content-type", SecretString::from("application/json; charset=utf-8"))];
        Self { method, url, headers, body: body.to_string().into_bytes(), read }
    }

    fn header(&mut self, name: &'static str, value: impl Into<String>) {
        self.headers.push((name, SecretString::from(value.into())));
    }

    fn bear(&mut self, token: &SecretString) {
        self.header("authorization", format!("Bearer {}", token.expose_secret()));
    }
}

/// The address in a file; an error never shows it.
fn parsed(url: &SecretString) -> Result<Url, String> {
    Url::parse(url.expose_secret())
        .map_err(|error| format!("the address in the file is none: {error}"))
}

fn said(content: &Content) -> Result<&Message, String> {
    match content {
        Content::Message { message } => Ok(message),
        Content::Status { .. }
        | Content::RoomMade { .. }
        | Content::RoomInvited { .. }
        | Content::RoomTopic { .. }
        | Content::Issue { .. }
        | Content::GapIssue { .. } => Err("this channel carries messages only".to_owned()),
    }
}

/// Slack's Web API (docs.slack.dev): `chat.postMessage`, `conversations.create`,
/// `.invite`, `.setTopic`.
fn slack(settings: &SlackApi, token: &SecretString, job: &Job<'_>) -> Result<Post, String> {
    let room = || {
        let own = job.room.as_ref().filter(|room| room.channel.is_some());
        own.map(|room| room.id.clone()).ok_or("there is no incident channel yet")
    };
    let mut making = None;
    let (call, body) = match &job.delivery.order.content {
        Content::Message { message } => {
            let to = job.delivery.addressee(job.parcel).map(|to| to.address.clone());
            let to = to.or_else(|| room().ok()).or_else(|| settings.room.clone());
            let to = to
                .ok_or("neither an addressee nor an incident channel nor a room of the settings")?;
            let mut post = render::slack(message).map_err(|error| error.to_string())?;
            if let Some(post) = post.as_object_mut() {
                post.insert("channel".to_owned(), Value::from(to));
            }
            ("chat.postMessage", post)
        }
        Content::RoomMade { room, is_private } => {
            making = Some(room.clone());
            ("conversations.create", json!({ "name": room, "is_private": is_private }))
        }
        Content::RoomInvited { people } => (
            "conversations.invite",
            json!({ "channel": room()?, "users": people.join(","), "force": true }),
        ),
        Content::RoomTopic { topic } => {
            ("conversations.setTopic", json!({ "channel": room()?, "topic": topic }))
        }
        Content::Status { .. } | Content::Issue { .. } | Content::GapIssue { .. } => {
            return Err("Slack has neither status pages nor issues".to_owned());
        }
    };
    let url = settings.url.join(call).map_err(|error| error.to_string())?;
    let mut post = Post::json(Method::POST, url, &body, Read::Slack { making });
    post.bear(token);
    Ok(post)
}

fn status_io(
    settings: &StatusIo,
    (id, key): (&SecretString, &SecretString),
    job: &Job<'_>,
) -> Result<Post, String> {
    let Content::Status { message, stage } = &job.delivery.order.content else {
        return Err("a status page carries statuses only".to_owned());
    };
    let page = render::StatusIo {
        page: &settings.page,
        affected: &settings.affected,
        incident: job.reference.as_deref(),
    };
    let (path, body) = render::status_io(&page, message, *stage).map_err(|e| e.to_string())?;
    let url = settings.url.join(path).map_err(|error| error.to_string())?;
    let mut post = Post::json(Method::POST, url, &body, Read::StatusIo);
    post.header("x-api-id", id.expose_secret());
    post.header("x-api-key", key.expose_secret());
    Ok(post)
}

fn statuspage(settings: &Statuspage, key: &SecretString, job: &Job<'_>) -> Result<Post, String> {
    let Content::Status { message, stage } = &job.delivery.order.content else {
        return Err("a status page carries statuses only".to_owned());
    };
    let page =
        render::Statuspage { components: &settings.components, is_new: job.reference.is_none() };
    let body = render::statuspage(&page, message, *stage).map_err(|error| error.to_string())?;
    let mut url = settings.url.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(["pages", &settings.page, "incidents"]);
        path.extend(job.reference.as_deref());
    }
    let method = if job.reference.is_none() { Method::POST } else { Method::PATCH };
    let mut post = Post::json(method, url, &body, Read::Statuspage);
    post.header("authorization", format!("OAuth {}", key.expose_secret()));
    Ok(post)
}

/// A `CloudEvent`, signed as Standard Webhooks has it (standardwebhooks.com, 1.0.0):
/// HMAC-SHA256 over id, second and body.
fn webhook(
    url: &SecretString,
    secret: &SecretString,
    source: &str,
    job: &Job<'_>,
) -> Result<Post, String> {
    let of = render::EventOf {
        delivery: &job.delivery.order.id,
        case: job.case,
        source,
        at: job.delivery.queued_at,
        content: &job.delivery.order.content,
    };
    let event = render::cloud_event(&of);
    let mut post = Post::json(Method::POST, parsed(url)?, &event, Read::Plain);
    post.headers =
        vec![("content-type", SecretString::from("application/cloudevents+json; charset=utf-8"))];
    let (id, second) = (job.delivery.order.id.to_string(), job.now.as_second());
    let signature = signature(secret, &format!("{id}.{second}."), &post.body)?;
    post.header("webhook-id", id);
    post.header("webhook-timestamp", second.to_string());
    post.header("webhook-signature", format!("v1,{signature}"));
    Ok(post)
}

fn signature(secret: &SecretString, head: &str, body: &[u8]) -> Result<String, String> {
    let text = secret.expose_secret();
    let key = match text.strip_prefix("whsec_") {
        Some(encoded) => {
            STANDARD.decode(encoded).map_err(|_e| "the key after whsec_ is no Base64")?
        }
        None => text.as_bytes().to_vec(),
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|error| error.to_string())?;
    mac.update(head.as_bytes());
    mac.update(body);
    Ok(STANDARD.encode(mac.finalize().into_bytes()))
}

struct Answer {
    status: StatusCode,
    after: Option<Duration>,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn line(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        brief(&format!("{} {text}", self.status.as_u16()))
    }
}

/// No answer came. Whether the request went out decides.
fn lost(error: reqwest::Error, is_idempotent: bool) -> Handed {
    let is_unsent = error.is_connect() || error.is_builder();
    let error = error.without_url();
    let mut answer = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        answer = format!("{answer}: {inner}");
        cause = inner.source();
    }
    let answer = brief(&answer);
    match (is_unsent, is_idempotent) {
        (true, _) => Handed::Away { answer },
        (false, true) => Handed::Later { answer, after: None },
        (false, false) => Handed::Uncertain { answer },
    }
}

/// What an answer means.
fn judge(read: &Read, answer: &Answer, is_idempotent: bool) -> Handed {
    let line = answer.line();
    let unclear = |answer: String| {
        if is_idempotent {
            Handed::Later { answer, after: None }
        } else {
            Handed::Uncertain { answer }
        }
    };
    match answer.status {
        status if status.is_success() => read_success(read, answer, line, unclear),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Handed::Later { answer: line, after: answer.after }
        }
        // The server failed in the middle: it may have taken it or not.
        status if status.is_server_error() => unclear(line),
        _refused => Handed::Refused { answer: line },
    }
}

fn read_success(
    read: &Read,
    answer: &Answer,
    line: String,
    unclear: impl Fn(String) -> Handed,
) -> Handed {
    let json = answer.json();
    let named = |pointer: &str| told(&json, pointer).map(str::to_owned);
    match read {
        Read::Plain => Handed::sent(line),
        Read::Slack { .. } if json.get("ok") == Some(&Value::Bool(true)) => {
            let reference = match (named("/channel"), named("/ts")) {
                (Some(channel), Some(ts)) => Some(format!("{channel}:{ts}")),
                (_, _) => named("/channel/id"),
            };
            Handed::Sent { answer: "ok".to_owned(), reference }
        }
        Read::Slack { .. } => slack_refusal(told(&json, "/error"), answer.after, unclear),
        Read::StatusIo if told(&json, "/status/error") == Some("no") => {
            Handed::Sent { answer: line, reference: named("/result") }
        }
        Read::Statuspage if named("/id").is_some() => {
            Handed::Sent { answer: line, reference: named("/id") }
        }
        Read::StatusIo => Handed::refused(line),
        Read::Statuspage => unclear(line),
    }
}

/// What Slack says with `ok: false` (docs.slack.dev, errors of each method).
fn slack_refusal(
    error: Option<&str>,
    after: Option<Duration>,
    unclear: impl Fn(String) -> Handed,
) -> Handed {
    match error {
        Some("already_in_channel") => Handed::sent("already_in_channel"),
        Some("ratelimited" | "rate_limited" | "service_unavailable") => {
            Handed::Later { answer: "ratelimited".to_owned(), after }
        }
        Some(error @ ("internal_error" | "fatal_error" | "request_timeout")) => {
            unclear(error.to_owned())
        }
        Some(error) => Handed::refused(brief(error)),
        None => unclear("the answer is no JSON".to_owned()),
    }
}

/// The text at a place of a document.
fn told<'a>(json: &'a Value, pointer: &str) -> Option<&'a str> {
    json.pointer(pointer).and_then(Value::as_str)
}
