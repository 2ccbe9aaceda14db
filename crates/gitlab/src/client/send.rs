//! Sending: once for a write; for a read again within bounds, and to where it moved.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::{Bounded, Client};
use crate::error::{Call, GitLabError};
use crate::page::within;
use crate::retry::{TRIES_MAX, retry_after, wait_before_retry};

/// The header by which every kind of access token is accepted.
pub(super) const TOKEN_HEADER: HeaderName = HeaderName::from_static("private-token");

/// The header of a CI/CD job's token.
pub(super) const JOB_TOKEN_HEADER: HeaderName = HeaderName::from_static("job-token");

/// The header that names whom to act as, for tokens with the scope `sudo`.
const SUDO_HEADER: HeaderName = HeaderName::from_static("sudo");

/// Bytes of one answer that are read at most. A page of a hundred rows is well
/// under one megabyte; more than this is not an answer to what we ask.
const ANSWER_BYTES_MAX: usize = 32 << 20;

/// Redirects of one read that are followed: a project that was moved gives one.
const REDIRECTS_MAX: u32 = 3;

/// How many times the usual timeout a long download may take.
const DOWNLOAD_TIMEOUT_FACTOR: u32 = 10;

/// What is sent.
pub(super) struct Request {
    method: Method,
    url: Url,
    body: Option<Bytes>,
}

impl Request {
    pub(super) fn get(url: Url) -> Self {
        Self { method: Method::GET, url, body: None }
    }

    pub(super) fn write<B: Serialize>(
        method: Method,
        url: Url,
        body: Option<&B>,
    ) -> Result<Self, GitLabError> {
        let call = call(&method, &url);
        // What serde says may quote the value.
        let body = body.map(serde_json::to_vec).transpose();
        let body = body.map_err(|_quotes| unexpected(call, "a body that is no JSON"))?;
        Ok(Self { method, url, body: body.map(Bytes::from) })
    }

    fn call(&self) -> Call {
        call(&self.method, &self.url)
    }
}

/// An answer of the 2xx kind.
pub(super) struct Answer {
    pub(super) call: Call,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// What came back: an answer, or the way to where it is.
pub(super) enum Reply {
    Answer(Answer),
    Moved(Url),
}

impl Client {
    /// A read, repeated within bounds when GitLab is busy, followed where it moved.
    pub(super) async fn read(&self, mut url: Url) -> Result<Answer, GitLabError> {
        for _redirect in 0..=REDIRECTS_MAX {
            match self.read_here(&url).await? {
                Reply::Answer(answer) => return Ok(answer),
                Reply::Moved(target) => url = target,
            }
        }
        Err(unexpected(call(&Method::GET, &url), "redirects without end"))
    }

    async fn read_here(&self, url: &Url) -> Result<Reply, GitLabError> {
        let request = Request::get(url.clone());
        let mut tries = 1;
        loop {
            let error = match self.send(&request).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let wait = wait_before_retry(&error, tries, self.backoff);
            let Some(wait) = wait else { return Err(error) };
            tracing::debug!(gitlab.tries = tries, gitlab.tries_max = TRIES_MAX, %error, "Asking again");
            tries += 1;
            tokio::time::sleep(wait).await;
        }
    }

    /// A request, once: not at all while the circuit is open.
    pub(super) async fn send(&self, request: &Request) -> Result<Reply, GitLabError> {
        let call = request.call();
        let response = self.begin(request, self.timeout).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        if status.is_redirection() {
            let target = location(&call, status, &headers)?;
            let target = within(target, &self.base).map_err(|what| unexpected(call, &what))?;
            return Ok(Reply::Moved(target));
        }
        let read = read_body(response, ANSWER_BYTES_MAX).await;
        let body = read.map_err(|source| self.lost(&call, source))?;
        if !body.is_complete {
            return Err(unexpected(call, "more bytes than an answer has"));
        }
        if status.is_success() {
            return Ok(Reply::Answer(Answer { call, headers, body: body.bytes }));
        }
        Err(GitLabError::from_answer(call, status, retry_after(&headers), &body.bytes))
    }

    /// Sends, and waits for the head of the answer.
    async fn begin(&self, request: &Request, timeout: Duration) -> Result<Response, GitLabError> {
        let call = request.call();
        let permit = self.breaker.ask(&call)?;
        self.pace.wait().await;
        let mut sent = self
            .http
            .request(request.method.clone(), request.url.clone())
            .header(self.token_header.clone(), self.token.clone())
            .timeout(timeout);
        if let Some(sudo) = &self.sudo {
            sent = sent.header(SUDO_HEADER, sudo.clone());
        }
        if let Some(body) = &request.body {
            let json = HeaderValue::from_static("application/json");
            sent = sent.header(CONTENT_TYPE, json).body(body.clone());
        }
        match sent.send().await {
            Ok(response) => {
                let status = response.status();
                tracing::debug!(http.call = %call, http.status = status.as_u16(), "GitLab answered");
                permit.end(!status.is_server_error());
                self.pace.learn(response.headers());
                Ok(response)
            }
            Err(source) => {
                permit.end(false);
                Err(self.lost(&call, source))
            }
        }
    }

    /// The error for a request that got no answer, or only a part of one.
    pub(super) fn lost(&self, call: &Call, source: reqwest::Error) -> GitLabError {
        let call = call.clone();
        if source.is_timeout() {
            return GitLabError::Slow { call, waited: self.timeout };
        }
        GitLabError::Transport { call, source: source.without_url() }
    }

    pub(super) async fn read_bounded(&self, url: Url, max: usize) -> Result<Bounded, GitLabError> {
        let (call, response) = self.begin_read(url).await?;
        let read = read_body(response, max).await;
        read.map_err(|source| self.lost(&call, source))
    }

    /// The head of something that is no JSON, wherever it lies; a refusal is an error.
    pub(super) async fn begin_read(&self, url: Url) -> Result<(Call, Response), GitLabError> {
        let request = Request::get(url);
        let call = request.call();
        let timeout = self.timeout.saturating_mul(DOWNLOAD_TIMEOUT_FACTOR);
        let mut response = self.begin(&request, timeout).await?;
        if response.status().is_redirection() {
            let target = location(&call, response.status(), response.headers())?;
            response = self.fetch_elsewhere(&call, target, timeout).await?;
        }
        let (status, headers) = (response.status(), response.headers().clone());
        if status.is_success() {
            return Ok((call, response));
        }
        let read = read_body(response, ANSWER_BYTES_MAX).await;
        let body = read.map_err(|source| self.lost(&call, source))?;
        Err(GitLabError::from_answer(call, status, retry_after(&headers), &body.bytes))
    }

    /// What GitLab keeps elsewhere: with our token only where that is GitLab
    /// itself, and never from a safe connection to an open one.
    async fn fetch_elsewhere(
        &self,
        call: &Call,
        target: &str,
        timeout: Duration,
    ) -> Result<Response, GitLabError> {
        if let Ok(url) = within(target, &self.base) {
            return self.begin(&Request::get(url), timeout).await;
        }
        let url = self.base.join(target).ok().filter(|url| {
            url.scheme() == "https" || (url.scheme() == "http" && self.base.scheme() == "http")
        });
        let url = url.ok_or_else(|| {
            unexpected(call.clone(), "a redirect from a safe connection to an open one")
        })?;
        let sent = self.http.get(url).timeout(timeout).send().await;
        let response = sent.map_err(|source| self.lost(call, source))?;
        if response.status().is_redirection() {
            return Err(unexpected(call.clone(), "redirects without end"));
        }
        Ok(response)
    }
}

fn location<'a>(
    call: &Call,
    status: StatusCode,
    headers: &'a HeaderMap,
) -> Result<&'a str, GitLabError> {
    let target = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    target.ok_or_else(|| unexpected(call.clone(), &format!("status {status} without a Location")))
}

/// The body, cut where it is longer than allowed.
async fn read_body(mut response: Response, max: usize) -> Result<Bounded, reqwest::Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = max.saturating_sub(bytes.len());
        if let Some(fits) = chunk.get(..room).filter(|_| chunk.len() > room) {
            bytes.extend_from_slice(fits);
            return Ok(Bounded { bytes, is_complete: false });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Bounded { bytes, is_complete: true })
}

/// Reads an answer's JSON. What serde says of a mismatch may quote the body, so
/// only the place is told.
pub(super) fn decode<T: DeserializeOwned>(answer: &Answer) -> Result<T, GitLabError> {
    serde_json::from_slice(&answer.body).map_err(|problem| {
        let what = match problem.classify() {
            serde_json::error::Category::Data => "a shape we do not know",
            serde_json::error::Category::Io
            | serde_json::error::Category::Syntax
            | serde_json::error::Category::Eof => "no JSON",
        };
        let place = format!("{what} (line {}, column {})", problem.line(), problem.column());
        unexpected(answer.call.clone(), &place)
    })
}

pub(super) fn call(method: &Method, url: &Url) -> Call {
    Call { method: method.clone(), path: url.path().to_owned() }
}

pub(super) fn unexpected(call: Call, what: &str) -> GitLabError {
    GitLabError::Unexpected { call, what: what.to_owned() }
}
