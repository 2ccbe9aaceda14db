//! A person's desk: the product's HTTP API, asked with that person's token.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use hyper::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

/// Somebody at work.
#[derive(Debug, Clone)]
pub(in crate::cmd) struct Desk {
    client: reqwest::Client,
    url: String,
    token: SecretString,
    /// All that the product answered, with the path, for the search for secrets.
    answered: Arc<Mutex<Vec<(String, String)>>>,
}

/// A refusal of the product.
#[derive(Debug, Clone)]
pub(in crate::cmd) struct Problem {
    /// HTTP status.
    pub(in crate::cmd) status: u16,
    /// The rule that refused: `gate.own_request`.
    pub(in crate::cmd) rule: String,
    /// In words.
    pub(in crate::cmd) detail: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} [{}] ({})", self.detail, self.rule, self.status)
    }
}

impl Desk {
    pub(in crate::cmd) fn new(
        url: &str,
        token: SecretString,
        answered: Arc<Mutex<Vec<(String, String)>>>,
    ) -> anyhow::Result<Self> {
        let client = range::client("portcullis-demo")?;
        Ok(Self { client, url: url.to_owned(), token, answered })
    }

    /// Asks; a refusal is an answer, too.
    pub(in crate::cmd) async fn try_ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Result<Value, Problem>> {
        let place = format!("{}{path}", self.url);
        let mut call = self.client.request(method.clone(), place);
        call = call.bearer_auth(self.token.expose_secret());
        if let Some(body) = body {
            call = call.json(body);
        }
        let failed = || format!("no answer to {method} {path}");
        let response = call.send().await.with_context(failed)?;
        let status = response.status();
        let text = response.text().await.with_context(failed)?;
        self.answered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((path.to_owned(), text.clone()));
        let document = serde_json::from_str(&text).unwrap_or(Value::String(text));
        if status.is_success() {
            return Ok(Ok(document));
        }
        let part = |name: &str| {
            let found = document.get(name).and_then(Value::as_str);
            found.unwrap_or_default().to_owned()
        };
        let problem =
            Problem { status: status.as_u16(), rule: part("rule"), detail: part("detail") };
        Ok(Err(problem))
    }

    /// Asks for what must be given.
    pub(in crate::cmd) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let answer = self.try_ask(method.clone(), path, body).await?;
        answer.map_err(|problem| anyhow::anyhow!("{method} {path}: {problem}"))
    }

    pub(in crate::cmd) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.ask(Method::GET, path, None).await
    }

    pub(in crate::cmd) async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.ask(Method::POST, path, Some(body)).await
    }
}

/// The rows of a list in a document.
pub(in crate::cmd) fn rows<'a>(document: &'a Value, name: &str) -> &'a [Value] {
    document.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A field as text.
pub(in crate::cmd) fn text(row: &Value, name: &str) -> String {
    match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}
