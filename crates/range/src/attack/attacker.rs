//! The attacker's hands: HTTP calls that are told as they are made.

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Method};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

use super::{AttackError, CredentialKind, Step};

/// Address from which the attacks come, as `X-Forwarded-For` says (documentation range, RFC 5737).
pub const ADDRESS: &str = "203.0.113.66";
/// How the attacker's client names itself.
pub const USER_AGENT: &str = "python-requests/2.32.3";

/// Somebody with a script.
#[derive(Debug, Clone)]
pub(crate) struct Attacker {
    client: Client,
    range: Url,
    steps: UnboundedSender<Step>,
    /// What `X-Forwarded-For` says.
    address: Option<&'static str>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) request: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The rows of a list; none when it is no list.
    pub(crate) fn rows(&self) -> Vec<Value> {
        match self.json() {
            Value::Array(rows) => rows,
            _ => Vec::new(),
        }
    }

    /// The reply, if it was a success or a redirect.
    pub(crate) fn accepted(self) -> Result<Self, AttackError> {
        if (200..400).contains(&self.status) {
            Ok(self)
        } else {
            Err(AttackError::Refused { request: self.request, status: self.status })
        }
    }

    /// A field of the answer as text.
    pub(crate) fn field(&self, name: &str) -> String {
        text(&self.json(), name)
    }
}

/// A field as text; numbers are written out.
pub(crate) fn text(row: &Value, name: &str) -> String {
    match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// What is sent.
pub(crate) enum Body {
    None,
    Json(Value),
    Form(String),
}

impl Attacker {
    pub(crate) fn new(range: Url, steps: UnboundedSender<Step>) -> Result<Self, AttackError> {
        let client = crate::client(USER_AGENT).map_err(AttackError::Client)?;
        Ok(Self { client, range, steps, address: Some(ADDRESS) })
    }

    /// Tells the next calls to somebody else.
    pub(crate) fn tell(&mut self, steps: UnboundedSender<Step>) {
        self.steps = steps;
    }

    /// Somebody on the site who looks at what the attacker left.
    pub(crate) fn inspector(&self) -> Self {
        Self { address: None, ..self.clone() }
    }

    /// Reads below `/api/v4`.
    pub(crate) async fn get(
        &self,
        title: &str,
        path: &str,
        with: Option<&CredentialKind>,
    ) -> Result<Reply, AttackError> {
        self.send(title, (Method::GET, &format!("/api/v4{path}")), with, Body::None).await
    }

    /// Writes below `/api/v4`.
    pub(crate) async fn write(
        &self,
        title: &str,
        (method, path): (Method, &str),
        with: Option<&CredentialKind>,
        body: Value,
    ) -> Result<Reply, AttackError> {
        self.send(title, (method, &format!("/api/v4{path}")), with, Body::Json(body)).await
    }

    /// Any call.
    pub(crate) async fn send(
        &self,
        title: &str,
        (method, path): (Method, &str),
        with: Option<&CredentialKind>,
        body: Body,
    ) -> Result<Reply, AttackError> {
        let request = format!("{method} {path}");
        let failed = |source| AttackError::Transport { request: request.clone(), source };
        let mut call = self.client.request(method, self.range.join(path)?);
        if let Some(address) = self.address {
            call = call.header("X-Forwarded-For", address);
        }
        match with {
            Some(CredentialKind::AccessToken(secret)) => {
                call = call.header("PRIVATE-TOKEN", secret);
            }
            Some(CredentialKind::Session(cookie)) => {
                call = call.header("Cookie", format!("_gitlab_session={cookie}"));
            }
            Some(CredentialKind::JobToken(secret)) => {
                call = call.header("JOB-TOKEN", secret);
            }
            // These are not shown in a header.
            Some(
                CredentialKind::SshKey { .. }
                | CredentialKind::TriggerToken { .. }
                | CredentialKind::RunnerToken(_)
                | CredentialKind::Password { .. },
            )
            | None => {}
        }
        call = match body {
            Body::None => call,
            Body::Json(value) => call.json(&value),
            Body::Form(form) => {
                call.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form)
            }
        };
        let response = call.send().await.map_err(failed)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.map_err(failed)?;
        // The narrator may have left.
        drop(self.steps.send(Step { title: title.to_owned(), request: request.clone(), status }));
        Ok(Reply { request, status, headers, text })
    }
}
