//! Access tokens of the four kinds that share one table in GitLab.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Place, World};
use crate::secret;

/// A token; its secret was shown once and is not here.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// Id; one sequence for all kinds.
    pub id: u64,
    /// Kind.
    pub kind: TokenKind,
    /// The user it acts as: a bot for project and group tokens.
    pub user: u64,
    /// Name.
    pub name: String,
    /// Description.
    pub description: Option<String>,
    /// `api`, `read_api` …
    pub scopes: Vec<String>,
    /// SHA-256 of the secret.
    pub digest: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// The first day on which it works no more.
    pub expires_at: Option<Date>,
    /// Whether it was ended.
    pub is_revoked: bool,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// From where, newest first, at most five.
    pub last_used_ips: Vec<String>,
    /// Shared by a token and all that came of it by rotation.
    pub family: u64,
}

/// Which endpoints a token belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A user's own.
    Personal,
    /// An administrator's, to act as the user, who does not see it.
    Impersonation,
    /// Of a project or group.
    Resource(Place),
}

impl AccessToken {
    /// Whether it still opens anything.
    pub fn is_active(&self, now: Timestamp) -> bool {
        !self.is_revoked && !self.is_expired(now)
    }

    /// Whether its day has come.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        self.expires_at.is_some_and(|day| day <= today)
    }

    /// Whether it carries any of these scopes.
    pub fn has_scope(&self, any_of: &[&str]) -> bool {
        self.scopes.iter().any(|scope| any_of.contains(&scope.as_str()))
    }

    /// Notes a use. GitLab does so at most every ten minutes; the range each time.
    pub fn note_use(&mut self, now: Timestamp, ip: &str) {
        self.last_used_at = Some(now);
        self.last_used_ips.retain(|known| known != ip);
        self.last_used_ips.insert(0, ip.to_owned());
        self.last_used_ips.truncate(5);
    }
}

impl World {
    /// The token with that secret.
    pub fn token_by_secret(&self, secret: &str) -> Option<&AccessToken> {
        let digest = secret::digest(secret);
        self.tokens.values().find(|token| token.digest == digest)
    }

    /// Ends every active token of a family (GitLab: reuse detection). Returns their ids.
    pub fn revoke_family(&mut self, family: u64) -> Vec<u64> {
        let members = self.tokens.values_mut().filter(|t| t.family == family && !t.is_revoked);
        members
            .map(|token| {
                token.is_revoked = true;
                token.id
            })
            .collect()
    }
}
