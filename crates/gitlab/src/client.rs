//! The client: one door through which every call goes out.

use std::net::IpAddr;
use std::path::Path;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Certificate, Method, Response, StatusCode, redirect};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::{Host, Url};

use crate::config::Config;
use crate::error::{Call, GitLabError};
use crate::page::{PAGES_MAX, ROWS_PER_PAGE, next_page, within};
use crate::redact::redact_url;
use crate::retry::{TRIES_MAX, retry_after, wait_before_retry};

/// The header by which every kind of access token is accepted.
const TOKEN_HEADER: HeaderName = HeaderName::from_static("private-token");

/// Bytes of one answer that are read at most. A page of a hundred rows is well
/// under one megabyte; more than this is not an answer to what we ask.
const ANSWER_BYTES_MAX: usize = 32 << 20;

/// Redirects of one read that are followed: a project that was moved gives one.
const REDIRECTS_MAX: u32 = 3;

/// One GitLab, as the owner of one token. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// `…/api/v4/`, with the slash.
    base: Url,
    token: HeaderValue,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("base", &redact_url(&self.base))
            .field("token", &"[REDACTED]")
            .finish_non_exhaustive()
    }
}

/// An answer of the 2xx kind.
struct Answer {
    call: Call,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// What came back: an answer, or the way to where it is.
enum Reply {
    Answer(Answer),
    Moved(Url),
}

impl Client {
    /// Sets a client up. Reads the file of certificates; sends nothing.
    pub fn new(config: Config) -> Result<Self, GitLabError> {
        // Both ways of TLS are the process's choice: ours unless it was made already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let Config { url, token, timeout, ca_file } = config;
        let mut http = reqwest::Client::builder()
            .user_agent(concat!("portcullis/", env!("CARGO_PKG_VERSION")))
            .timeout(timeout)
            // Followed by hand: reqwest would take our token along to another host.
            .redirect(redirect::Policy::none());
        if is_loopback(&url) {
            http = http.no_proxy();
        }
        if let Some(path) = ca_file {
            http = http.tls_certs_merge(certificates(&path)?);
        }
        let http = http.build().map_err(|problem| config_error(problem.to_string()))?;
        Ok(Self { http, base: api_base(url)?, token: token_header(&token)? })
    }

    /// The URL of a resource; each segment is encoded, so that a project's path
    /// may be given where an id may.
    pub(crate) fn at(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        // `api_base` saw to it that the URL can have segments.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// Reads one thing.
    pub(crate) async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T, GitLabError> {
        decode(&self.read(url).await?)
    }

    /// Reads one thing with another token than ours, exactly once: each request
    /// is a use of a credential that somebody else holds (`CE3a`).
    pub(crate) async fn get_once_as<T: DeserializeOwned>(
        &self,
        url: Url,
        token: &SecretString,
    ) -> Result<T, GitLabError> {
        let other = Self { token: token_header(token)?, ..self.clone() };
        let call = call(&Method::GET, &url);
        match other.send(&Method::GET, url, None::<&()>).await? {
            Reply::Answer(answer) => decode(&answer),
            Reply::Moved(_) => Err(unexpected(call, "a redirect")),
        }
    }

    /// Reads a whole listing, page by page.
    pub(crate) async fn list<T: DeserializeOwned>(&self, url: Url) -> Result<Vec<T>, GitLabError> {
        let mut next = Some(url);
        if let Some(url) = &mut next {
            url.query_pairs_mut().append_pair("per_page", ROWS_PER_PAGE);
        }
        let mut rows = Vec::new();
        for _page in 0..PAGES_MAX {
            let Some(url) = next.take() else { return Ok(rows) };
            let answer = self.read(url).await?;
            rows.extend(decode::<Vec<T>>(&answer)?);
            next = next_page(&answer.headers, &self.base)
                .map_err(|what| unexpected(answer.call, &what))?;
        }
        match next {
            None => Ok(rows),
            Some(url) => Err(unexpected(call(&Method::GET, &url), "more pages than we read")),
        }
    }

    /// Sends a write and reads what GitLab says of the result. Sent once.
    pub(crate) async fn post<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        url: Url,
        body: &B,
    ) -> Result<T, GitLabError> {
        decode(&self.write(&Method::POST, url, Some(body)).await?)
    }

    /// Sends a write of which only success matters: any 2xx, whatever its body. Sent once.
    pub(crate) async fn command(&self, method: Method, url: Url) -> Result<(), GitLabError> {
        self.write(&method, url, None::<&()>).await.map(drop)
    }

    async fn write<B: Serialize + Sync>(
        &self,
        method: &Method,
        url: Url,
        body: Option<&B>,
    ) -> Result<Answer, GitLabError> {
        let call = call(method, &url);
        match self.send(method, url, body).await? {
            Reply::Answer(answer) => Ok(answer),
            Reply::Moved(_) => Err(unexpected(call, "a redirect, which a write does not follow")),
        }
    }

    /// A read, repeated within bounds when GitLab is busy, followed where it moved.
    async fn read(&self, mut url: Url) -> Result<Answer, GitLabError> {
        for _redirect in 0..=REDIRECTS_MAX {
            match self.read_here(&url).await? {
                Reply::Answer(answer) => return Ok(answer),
                Reply::Moved(target) => url = target,
            }
        }
        Err(unexpected(call(&Method::GET, &url), "redirects without end"))
    }

    async fn read_here(&self, url: &Url) -> Result<Reply, GitLabError> {
        let mut tries = 1;
        loop {
            let error = match self.send(&Method::GET, url.clone(), None::<&()>).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let Some(wait) = wait_before_retry(&error, tries) else { return Err(error) };
            tracing::debug!(gitlab.tries = tries, gitlab.tries_max = TRIES_MAX, %error, "Asking again");
            tries += 1;
            tokio::time::sleep(wait).await;
        }
    }

    async fn send<B: Serialize + Sync>(
        &self,
        method: &Method,
        url: Url,
        body: Option<&B>,
    ) -> Result<Reply, GitLabError> {
        let call = call(method, &url);
        let mut request =
            self.http.request(method.clone(), url).header(TOKEN_HEADER, self.token.clone());
        if let Some(body) = body {
            request = request.json(body);
        }
        let lost = |source: reqwest::Error| GitLabError::Transport {
            call: call.clone(),
            source: source.without_url(),
        };
        let response = request.send().await.map_err(&lost)?;
        let (status, headers) = (response.status(), response.headers().clone());
        tracing::debug!(http.call = %call, http.status = status.as_u16(), "GitLab answered");
        if status.is_redirection() {
            return self.moved(call, status, &headers).map(Reply::Moved);
        }
        let Some(body) = read_body(response).await.map_err(&lost)? else {
            return Err(unexpected(call, "more bytes than an answer has"));
        };
        if status.is_success() {
            return Ok(Reply::Answer(Answer { call, headers, body }));
        }
        Err(GitLabError::from_answer(call, status, retry_after(&headers), &body))
    }

    fn moved(
        &self,
        call: Call,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<Url, GitLabError> {
        let target = headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let Some(target) = target else {
            return Err(unexpected(call, &format!("status {status} without a Location")));
        };
        within(target, &self.base).map_err(|what| unexpected(call, &what))
    }
}

/// The body, or `None` when it is longer than any answer is.
async fn read_body(mut response: Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len().saturating_add(chunk.len()) > ANSWER_BYTES_MAX {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// Reads an answer's JSON. What serde says of a mismatch may quote the body, so
/// only the place is told.
fn decode<T: DeserializeOwned>(answer: &Answer) -> Result<T, GitLabError> {
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

fn call(method: &Method, url: &Url) -> Call {
    Call { method: method.clone(), path: url.path().to_owned() }
}

fn unexpected(call: Call, what: &str) -> GitLabError {
    GitLabError::Unexpected { call, what: what.to_owned() }
}

fn config_error(what: String) -> GitLabError {
    GitLabError::Config { what }
}

/// `https://host/prefix` → `https://host/prefix/api/v4/`.
fn api_base(mut base: Url) -> Result<Url, GitLabError> {
    if !matches!(base.scheme(), "http" | "https") {
        return Err(config_error("the URL is neither http nor https".to_owned()));
    }
    base.set_query(None);
    base.set_fragment(None);
    if let Ok(mut path) = base.path_segments_mut() {
        path.pop_if_empty().extend(["api", "v4", ""]);
    }
    Ok(base)
}

/// The certificates of a PEM file.
fn certificates(path: &Path) -> Result<Vec<Certificate>, GitLabError> {
    let invalid = |what: &str| config_error(format!("ca_file {}: {what}", path.display()));
    let pem = std::fs::read(path).map_err(|problem| invalid(&problem.to_string()))?;
    match Certificate::from_pem_bundle(&pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) | Err(_) => Err(invalid("holds no certificate in PEM form")),
    }
}

fn token_header(token: &SecretString) -> Result<HeaderValue, GitLabError> {
    let mut value = HeaderValue::from_str(token.expose_secret()).map_err(|_unfit| {
        config_error("the token holds characters that no token has".to_owned())
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Whether the host is this very machine: then no proxy stands in between.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(url: &str) -> Client {
        Client::new(Config::new(url.parse().unwrap(), "glpat-secret".into())).unwrap()
    }

    #[test]
    fn a_path_prefix_is_kept_and_segments_are_encoded() {
        for url in ["https://example.test/gitlab", "https://example.test/gitlab/"] {
            let url = client(url).at(&["projects", "team/app", "hooks"]);
            assert_eq!(
                url.as_str(),
                "https://example.test/gitlab/api/v4/projects/team%2Fapp/hooks"
            );
        }
    }

    #[test]
    fn nothing_that_prints_shows_the_token() {
        let config =
            Config::new("https://u:pw@gitlab.test/".parse().unwrap(), "glpat-secret".into());
        let shown = format!("{config:?} {:?}", Client::new(config.clone()).unwrap());
        assert!(!shown.contains("secret") && !shown.contains("pw@"), "{shown}");
    }

    #[test]
    fn a_token_that_no_header_can_carry_is_a_config_error_without_the_token() {
        let config = Config::new("https://gitlab.test/".parse().unwrap(), "abc\ndef".into());
        let error = Client::new(config).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the connection to GitLab is not configured well: the token holds characters that no token has"
        );
    }

    #[test]
    fn a_file_without_certificates_is_a_config_error_that_names_it() {
        for (name, what) in
            [("Cargo.toml", "holds no certificate in PEM form"), ("none.pem", "No such file")]
        {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
            let config = Config {
                ca_file: Some(path),
                ..Config::new("https://gitlab.test/".parse().unwrap(), "glpat-secret".into())
            };
            let error = Client::new(config).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(what), "{error}");
        }
    }
}
