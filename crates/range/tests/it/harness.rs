//! A range at a fixed hour, a client, and a receiver of its stream.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use jiff::Timestamp;
use range::{Clock, Destination, Range, RangeConfig, RangeHandle};
use reqwest::{Client, Method};
use serde_json::Value;
use tokio::net::TcpListener;
use url::Url;

/// The hour at which all tests play.
pub(crate) const NOW: &str = "2026-03-02T09:30:00Z";

pub(crate) fn clock() -> Clock {
    let now: Timestamp = NOW.parse().unwrap();
    Arc::new(move || now)
}

pub(crate) fn config() -> RangeConfig {
    RangeConfig::new(7, clock())
}

/// A range and a client of it.
pub(crate) struct Site {
    pub(crate) range: RangeHandle,
    client: Client,
}

/// Status and body of an answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(crate) fn rows(&self) -> usize {
        self.json().as_array().unwrap().len()
    }
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::start_with(config()).await
    }

    pub(crate) async fn start_with(config: RangeConfig) -> Self {
        let range = Range::start(config).await.unwrap();
        Self { range, client: range::client("tests").unwrap() }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        self.range.base_url().join(&format!("/api/v4{path}")).unwrap()
    }

    /// A call with a token (empty: none) and a JSON body (null: none).
    pub(crate) async fn call(&self, method: &str, path: &str, token: &str, body: Value) -> Reply {
        self.try_call(method, path, token, body).await.unwrap()
    }

    pub(crate) async fn try_call(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: Value,
    ) -> reqwest::Result<Reply> {
        let method: Method = method.parse().unwrap();
        let mut request = self.client.request(method, self.url(path));
        if !token.is_empty() {
            request = request.header("PRIVATE-TOKEN", token);
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Reply { status, headers, text: response.text().await? })
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Reply {
        self.call("GET", path, token, Value::Null).await
    }

    pub(crate) async fn admin(&self, method: &str, path: &str, body: Value) -> Reply {
        let token = self.range.admin_token().to_owned();
        self.call(method, path, &token, body).await
    }

    /// The id of a user by name.
    pub(crate) fn user(&self, name: &str) -> u64 {
        self.range.with_world(|world| world.user_by(name).unwrap().id)
    }

    /// The id of a project by path.
    pub(crate) fn project(&self, path: &str) -> u64 {
        self.range.with_world(|world| world.project_by(path).unwrap().id)
    }

    /// A personal token of that user, made by the administrator.
    pub(crate) async fn token_for(&self, user: &str, scopes: &[&str]) -> (u64, String) {
        let path = format!("/users/{}/personal_access_tokens", self.user(user));
        let body = serde_json::json!({ "name": "test", "scopes": scopes });
        let made = self.admin("POST", &path, body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let row = made.json();
        (row["id"].as_u64().unwrap(), row["token"].as_str().unwrap().to_owned())
    }
}

/// A receiver of the audit event stream.
#[derive(Clone, Default)]
pub(crate) struct Sink {
    pub(crate) received: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
}

impl Sink {
    /// Starts it; the destination is what a range's configuration takes.
    pub(crate) async fn start() -> (Self, Destination) {
        let sink = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/collect", listener.local_addr().unwrap());
        let router = Router::new().fallback(receive).with_state(sink.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let destination = Destination {
            url: url.parse().unwrap(),
            verification_token: "stream-token".to_owned(),
            headers: vec![("X-Site".to_owned(), "harbor".to_owned())],
        };
        (sink, destination)
    }

    /// Types of the events received, in order.
    pub(crate) fn types(&self) -> Vec<String> {
        let received = self.received.lock().unwrap();
        received.iter().map(|(_, body)| body["event_type"].as_str().unwrap().to_owned()).collect()
    }
}

async fn receive(State(sink): State<Sink>, headers: HeaderMap, body: Bytes) {
    let body = serde_json::from_slice(&body).unwrap();
    sink.received.lock().unwrap().push((headers, body));
}
