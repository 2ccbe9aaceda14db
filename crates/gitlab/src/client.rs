//! The client: one door through which every call goes out.
//!
//! By file: this one has a function for each way of asking; `send` sends, repeats
//! and follows; `breaker` keeps calls from piling up before a GitLab that is down;
//! `pace` slows down before a limit; `setup` makes the connection from settings.

mod breaker;
mod download;
mod pace;
mod send;
mod setup;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use self::breaker::Breaker;
pub use self::download::Download;
use self::pace::Pace;
use self::send::{Answer, Reply, Request, call, decode, unexpected};
use crate::config::Config;
use crate::error::{Call, GitLabError};
use crate::page::{KEYSET_PAGES_MAX, PAGES_MAX, ROWS_PER_PAGE, next_page};
use crate::redact::redact_url;

/// One GitLab, as the owner of one token. Cheap to clone; clones share what is
/// known of that GitLab's health and limits.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// `…/api/v4/`, with the slash.
    base: Url,
    token: HeaderValue,
    token_header: HeaderName,
    sudo: Option<HeaderValue>,
    timeout: Duration,
    backoff: Duration,
    breaker: Arc<Breaker>,
    pace: Arc<Pace>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("base", &redact_url(&self.base))
            .field("token", &"[REDACTED]")
            .finish_non_exhaustive()
    }
}

/// The first bytes of something that may be long: a job's trace, an artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounded {
    /// The bytes, at most as many as were asked for.
    pub bytes: Vec<u8>,
    /// Whether that is all of it.
    pub is_complete: bool,
}

impl Bounded {
    /// The bytes as text; what is no UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Client {
    /// Sets a client up. Reads the file of certificates; sends nothing.
    pub fn new(config: Config) -> Result<Self, GitLabError> {
        Ok(Self {
            http: setup::transport(&config)?,
            base: setup::api_base(config.url)?,
            token: setup::token_header(&config.token)?,
            token_header: send::TOKEN_HEADER,
            sudo: setup::sudo_header(config.sudo.as_deref())?,
            timeout: config.timeout,
            backoff: config.backoff,
            breaker: Arc::new(Breaker::new(config.rest_when_down)),
            pace: Arc::new(Pace::default()),
        })
    }

    /// Whether this is GitLab.com, where nobody but GitLab is administrator.
    pub fn is_gitlab_com(&self) -> bool {
        self.base.host_str() == Some("gitlab.com")
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

    /// As [`Client::at`], with a query; names and values are encoded.
    pub(crate) fn at_query(&self, segments: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.at(segments);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Reads one thing.
    pub(crate) async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T, GitLabError> {
        decode(&self.read(url).await?)
    }

    /// Reads at most so many bytes of something that is no JSON. Where it lies
    /// in an object store, it is fetched from there, without our token.
    ///
    /// Source: GitLab docs, `administration/object_storage` ("proxy download"
    /// off: the client is redirected to the store).
    pub(crate) async fn get_bytes(&self, url: Url, max: usize) -> Result<Bounded, GitLabError> {
        self.read_bounded(url, max).await
    }

    /// Begins to read something that may be larger than memory, piece by piece.
    pub(crate) async fn download(&self, url: Url) -> Result<Download, GitLabError> {
        let (call, response) = self.begin_read(url).await?;
        Ok(Download::new(self.clone(), call, response))
    }

    /// Reads one thing with another token than ours, exactly once: each request
    /// is a use of a credential that somebody else holds (`CE3a`).
    pub(crate) async fn get_once_as<T: DeserializeOwned>(
        &self,
        url: Url,
        token: &SecretString,
    ) -> Result<T, GitLabError> {
        self.get_once_by(url, token, send::TOKEN_HEADER).await
    }

    /// As [`Client::get_once_as`], with a CI/CD job's token.
    ///
    /// Source: GitLab docs, `ci/jobs/ci_job_token` (`JOB-TOKEN`).
    pub(crate) async fn get_once_as_job<T: DeserializeOwned>(
        &self,
        url: Url,
        token: &SecretString,
    ) -> Result<T, GitLabError> {
        self.get_once_by(url, token, send::JOB_TOKEN_HEADER).await
    }

    async fn get_once_by<T: DeserializeOwned>(
        &self,
        url: Url,
        token: &SecretString,
        token_header: HeaderName,
    ) -> Result<T, GitLabError> {
        let token = setup::token_header(token)?;
        let other = Self { token, token_header, sudo: None, ..self.clone() };
        let call = call(&Method::GET, &url);
        match other.send(&Request::get(url)).await? {
            Reply::Answer(answer) => decode(&answer),
            Reply::Moved(_) => Err(unexpected(call, "a redirect")),
        }
    }

    /// Reads a whole listing, page by page.
    pub(crate) async fn list<T: DeserializeOwned>(&self, url: Url) -> Result<Vec<T>, GitLabError> {
        self.pages(url, PAGES_MAX).await
    }

    /// Reads a whole listing that may be longer than GitLab's limit on offset
    /// paging: by keyset, in the order of ids.
    ///
    /// Source: GitLab docs, `api/rest`, "Keyset-based pagination".
    pub(crate) async fn list_by_keyset<T: DeserializeOwned>(
        &self,
        mut url: Url,
    ) -> Result<Vec<T>, GitLabError> {
        url.query_pairs_mut().extend_pairs([
            ("pagination", "keyset"),
            ("order_by", "id"),
            ("sort", "asc"),
        ]);
        self.pages(url, KEYSET_PAGES_MAX).await
    }

    /// Reads one page of a listing, and where the next one is.
    pub(crate) async fn page<T: DeserializeOwned>(
        &self,
        url: Url,
    ) -> Result<(Vec<T>, Option<Url>), GitLabError> {
        let answer = self.read(url).await?;
        let rows = decode(&answer)?;
        let next = next_page(&answer.headers, &self.base);
        Ok((rows, next.map_err(|what| unexpected(answer.call, &what))?))
    }

    /// The error for a listing that does not come to an end.
    pub(crate) fn page_repeats(url: &Url) -> GitLabError {
        GitLabError::PageRepeats { call: call(&Method::GET, url) }
    }

    /// `…/api/graphql`, beside `…/api/v4/`.
    pub(crate) fn graphql_url(&self) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().pop().push("graphql");
        }
        url
    }

    /// Names a call of GraphQL.
    pub(crate) fn graphql_call(&self) -> Call {
        call(&Method::POST, &self.graphql_url())
    }

    /// Reads the first pages of a listing that may be very long: at least
    /// `rows_min` rows, if there are so many, and whether that was all.
    pub(crate) async fn list_first<T: DeserializeOwned>(
        &self,
        url: Url,
        rows_min: usize,
    ) -> Result<(Vec<T>, bool), GitLabError> {
        let pages = u32::try_from(rows_min.div_ceil(100)).unwrap_or(PAGES_MAX).clamp(1, PAGES_MAX);
        let (rows, next) = self.pages_until(url, pages).await?;
        Ok((rows, next.is_none()))
    }

    async fn pages<T: DeserializeOwned>(
        &self,
        url: Url,
        pages_max: u32,
    ) -> Result<Vec<T>, GitLabError> {
        match self.pages_until(url, pages_max).await? {
            (rows, None) => Ok(rows),
            (_, Some(url)) => Err(unexpected(call(&Method::GET, &url), "more pages than we read")),
        }
    }

    /// At most so many pages, and where the next one is.
    async fn pages_until<T: DeserializeOwned>(
        &self,
        mut url: Url,
        pages_max: u32,
    ) -> Result<(Vec<T>, Option<Url>), GitLabError> {
        url.query_pairs_mut().append_pair("per_page", ROWS_PER_PAGE);
        let mut next = Some(url);
        let mut rows: Vec<T> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut last_body = Vec::new();
        for _page in 0..pages_max {
            let Some(url) = next.take() else { break };
            let answer = self.read(url.clone()).await?;
            let more = decode::<Vec<T>>(&answer)?;
            // A page that we had already: what follows would never end, and what
            // was read may lack what the repeated page stands in the place of.
            let is_repeated = !seen.insert(url) || (!more.is_empty() && answer.body == last_body);
            if is_repeated {
                return Err(GitLabError::PageRepeats { call: answer.call });
            }
            rows.extend(more);
            let following = next_page(&answer.headers, &self.base);
            next = following.map_err(|what| unexpected(answer.call.clone(), &what))?;
            if next.as_ref().is_some_and(|url| seen.contains(url)) {
                return Err(GitLabError::PageRepeats { call: answer.call });
            }
            last_body = answer.body;
        }
        Ok((rows, next))
    }

    /// Sends a write and reads what GitLab says of the result. Sent once.
    pub(crate) async fn post<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        url: Url,
        body: &B,
    ) -> Result<T, GitLabError> {
        self.write_and_decode(Method::POST, url, Some(body)).await
    }

    /// As [`Client::post`], with nothing in the body.
    pub(crate) async fn post_nothing<T: DeserializeOwned>(
        &self,
        url: Url,
    ) -> Result<T, GitLabError> {
        self.write_and_decode(Method::POST, url, None::<&()>).await
    }

    /// Replaces fields of a thing and reads what GitLab says of it then. Sent once.
    pub(crate) async fn put<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        url: Url,
        body: &B,
    ) -> Result<T, GitLabError> {
        self.write_and_decode(Method::PUT, url, Some(body)).await
    }

    /// Sends a write of which only success matters: any 2xx, whatever its body. Sent once.
    pub(crate) async fn command(&self, method: Method, url: Url) -> Result<(), GitLabError> {
        self.write(method, url, None::<&()>).await.map(drop)
    }

    /// As [`Client::command`], with a body: `POST`, `PUT`, `PATCH` or `DELETE`.
    pub(crate) async fn command_with<B: Serialize + Sync>(
        &self,
        method: Method,
        url: Url,
        body: &B,
    ) -> Result<(), GitLabError> {
        self.write(method, url, Some(body)).await.map(drop)
    }

    /// A `POST` with a body of which only success matters.
    pub(crate) async fn post_command<B: Serialize + Sync>(
        &self,
        url: Url,
        body: &B,
    ) -> Result<(), GitLabError> {
        self.command_with(Method::POST, url, body).await
    }

    async fn write_and_decode<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        method: Method,
        url: Url,
        body: Option<&B>,
    ) -> Result<T, GitLabError> {
        decode(&self.write(method, url, body).await?)
    }

    async fn write<B: Serialize + Sync>(
        &self,
        method: Method,
        url: Url,
        body: Option<&B>,
    ) -> Result<Answer, GitLabError> {
        let call = call(&method, &url);
        let request = Request::write(method, url, body)?;
        match self.send(&request).await? {
            Reply::Answer(answer) => Ok(answer),
            Reply::Moved(_) => Err(unexpected(call, "a redirect, which a write does not follow")),
        }
    }
}

#[cfg(test)]
mod tests;
