//! What a caller chooses about a range.

use std::collections::BTreeSet;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

/// Where the range takes its time from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How a range is set up.
#[derive(Clone)]
pub struct RangeConfig {
    /// Names, tokens, ids: all follow from it.
    pub seed: u64,
    /// The clock.
    pub clock: Clock,
    /// Where to listen; port 0 lets the system choose.
    pub address: SocketAddr,
    /// Where `audit_json.log` and `api_json.log` are written; none writes none.
    pub log_dir: Option<PathBuf>,
    /// Where audit events are streamed to.
    pub destinations: Vec<Destination>,
    /// What goes wrong, for tests.
    pub faults: Vec<Fault>,
    /// Members that one user may remove by the API in a minute. GitLab's limit is 60.
    pub member_removals_per_minute: usize,
    /// `GET /projects/:id/jobs` that one user may ask in a minute. GitLab's limit is 600.
    pub job_lists_per_minute: usize,
    /// Requests to the API that one user may make in a minute; none is no limit, as GitLab
    /// comes. With a limit each answer carries the `RateLimit-*` headers.
    pub api_requests_per_minute: Option<usize>,
    /// Further limits, for tests.
    pub limits: Vec<RateLimit>,
    /// Whose GitLab it is.
    pub deployment: Deployment,
    /// Its licence.
    pub tier: Tier,
    /// Feature flags that are on, by GitLab's names: `api_admin_token_revoke`.
    pub flags: BTreeSet<String>,
}

impl RangeConfig {
    /// A range on a free port of 127.0.0.1 with GitLab's own limits, no logs and no streams.
    pub fn new(seed: u64, clock: Clock) -> Self {
        Self {
            seed,
            clock,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            log_dir: None,
            destinations: Vec::new(),
            faults: Vec::new(),
            member_removals_per_minute: 60,
            job_lists_per_minute: 600,
            api_requests_per_minute: None,
            limits: Vec::new(),
            deployment: Deployment::SelfManaged,
            tier: Tier::Ultimate,
            flags: BTreeSet::new(),
        }
    }
}

impl fmt::Debug for RangeConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RangeConfig")
            .field("seed", &self.seed)
            .field("address", &self.address)
            .field("log_dir", &self.log_dir)
            .field("destinations", &self.destinations.len())
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// Whose GitLab it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deployment {
    /// The organisation's own: the responder is an administrator.
    SelfManaged,
    /// GitLab.com: the responder owns a group, and nobody there is an administrator.
    SaasGroup,
}

/// A licence; each has what the ones before it have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// None.
    Free,
    /// Premium.
    Premium,
    /// Ultimate.
    Ultimate,
}

/// How often one user may call something in a minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimit {
    /// Its method.
    pub method: String,
    /// Only requests whose path holds this text count.
    pub path: String,
    /// How many.
    pub per_minute: usize,
    /// Whether the refusal says when to come back (`Retry-After`, `RateLimit-*`).
    pub has_headers: bool,
}

/// Whether the whole instance answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// It does.
    None,
    /// Each connection is closed without an answer.
    Unreachable,
    /// The proxy in front answers 502.
    BadGateway,
}

/// A receiver of the audit event stream.
#[derive(Clone)]
pub struct Destination {
    /// Where each event is posted to.
    pub url: Url,
    /// Sent as `X-Gitlab-Event-Streaming-Token`.
    pub verification_token: String,
    /// Further headers, at most 20 in GitLab.
    pub headers: Vec<(String, String)>,
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Destination").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

/// How deliveries of the stream go wrong, from when it is set ([`crate::RangeHandle::trouble_streams`]).
/// Each number counts the events of one destination from 1.
///
/// Source: GitLab merge requests on audit event streaming: an answer that does not
/// come is a delivery tried again, a destination that fails is left out for 15
/// minutes, delivery is at least once and in no order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StreamTrouble {
    /// Each so-manieth event arrives, but its answer is lost on the way back: it is posted again.
    pub answer_lost_every: Option<u64>,
    /// Each so-manieth event is lost.
    pub lost_every: Option<u64>,
    /// Each so-manieth event is delivered twice.
    pub repeated_every: Option<u64>,
    /// So many events wait for one another and are delivered last first; 0 and 1 change nothing.
    pub reversed: usize,
    /// Until then, by the range's clock, nothing is delivered: the destination is left out.
    pub skipped_until: Option<Timestamp>,
}

/// Something that goes wrong once (a page that repeats: from then on).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Only requests whose path holds this text count; empty means all.
    pub path: String,
    /// The method that counts; none means any that writes (POST, PUT, PATCH, DELETE).
    pub method: Option<String>,
    /// Which of the counted requests fails, from 1.
    pub nth: u64,
    /// What happens to it.
    pub kind: FaultKind,
}

/// How a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// 500, and nothing was done.
    ServerError,
    /// 429 with `Retry-After` and the `RateLimit-*` headers, and nothing was done.
    TooManyWithHeaders,
    /// 429 of an application limit, which has no such headers, and nothing was done.
    TooManyWithoutHeaders,
    /// The connection is cut, and nothing was done.
    CutBefore,
    /// It was done, and the connection is cut before the answer.
    CutAfter,
    /// It is done, and the answer comes after so long.
    Slow(Duration),
    /// 403, and nothing was done.
    Forbidden,
    /// From now on each list's next page is the same page again, for the requests that count.
    PageRepeats,
}
