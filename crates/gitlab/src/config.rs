//! Which GitLab, as whom, and how long to wait for it.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use crate::redact::redact_url;

/// How to reach one GitLab.
#[derive(Clone)]
pub struct Config {
    /// Where it is, with the path when it lives under one:
    /// `https://example.com/gitlab`. Without `/api/v4`.
    pub url: Url,
    /// The responder's own token: scope `api`, and `admin_mode` where the
    /// instance enforces Admin Mode.
    pub token: SecretString,
    /// How long one request may take, from connecting to the answer's last byte.
    pub timeout: Duration,
    /// A PEM file with certificates to trust beside the system's own.
    pub ca_file: Option<PathBuf>,
    /// The proxy to go through, `http://` or `https://`, in place of the
    /// environment's. Never used towards this very machine.
    pub proxy: Option<Url>,
    /// Whom to act as: a user's name or number. Needs a token with the scope `sudo`.
    ///
    /// Source: GitLab docs, `api/rest/authentication`, "Sudo".
    pub sudo: Option<String>,
    /// The first wait before a read is tried again.
    pub backoff: Duration,
    /// How long nothing is sent after GitLab was found to be down.
    pub rest_when_down: Duration,
}

impl Config {
    /// How long one request may take unless told otherwise: an administrator's
    /// listing on a busy instance takes seconds, a minute means that it is down.
    pub const TIMEOUT: Duration = Duration::from_secs(30);

    /// The first wait before a read is tried again, unless told otherwise.
    pub const BACKOFF: Duration = Duration::from_millis(100);

    /// How long nothing is sent after GitLab was found to be down, unless told
    /// otherwise: long enough for a worker to restart, short enough that nobody
    /// in front of an incident has to wait for us.
    pub const REST_WHEN_DOWN: Duration = Duration::from_secs(5);

    /// This GitLab as this token's owner, with the usual timeout and certificates.
    pub fn new(url: Url, token: SecretString) -> Self {
        Self {
            url,
            token,
            timeout: Self::TIMEOUT,
            ca_file: None,
            proxy: None,
            sudo: None,
            backoff: Self::BACKOFF,
            rest_when_down: Self::REST_WHEN_DOWN,
        }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("url", &redact_url(&self.url))
            .field("token", &"[REDACTED]")
            .field("timeout", &self.timeout)
            .field("ca_file", &self.ca_file)
            .field("proxy", &self.proxy.as_ref().map(redact_url))
            .field("sudo", &self.sudo)
            .finish_non_exhaustive()
    }
}
