//! What an error means for the person in front of it: one class for each next step.

use super::GitLabError;

/// A class of errors that asks for the same next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// The settings of the connection are wrong.
    NotConfigured,
    /// No connection comes about, or it breaks.
    Unreachable,
    /// GitLab failed too often in a row; nothing is sent for a short while.
    Down,
    /// No answer in time.
    Slow,
    /// GitLab does not know the token: mistyped, or of another instance.
    TokenUnknown,
    /// The token's day has come.
    TokenExpired,
    /// Somebody revoked the token.
    TokenRevoked,
    /// The instance enforces Admin Mode and the token lacks the scope `admin_mode`.
    AdminModeMissing,
    /// The token lacks another scope.
    ScopeMissing,
    /// The token's owner may not do this.
    Forbidden,
    /// Not there, or not to be seen.
    NotFound,
    /// Not offered for this kind of thing.
    NotOffered,
    /// Somebody changed it since it was read.
    Changed,
    /// GitLab refuses the values.
    Rejected,
    /// Too many requests.
    Busy,
    /// GitLab failed at this one call.
    Failed,
    /// A listing that repeats a page.
    PageRepeats,
    /// An answer that nobody knows.
    Unexpected,
}

impl Problem {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::NotConfigured,
        Self::Unreachable,
        Self::Down,
        Self::Slow,
        Self::TokenUnknown,
        Self::TokenExpired,
        Self::TokenRevoked,
        Self::AdminModeMissing,
        Self::ScopeMissing,
        Self::Forbidden,
        Self::NotFound,
        Self::NotOffered,
        Self::Changed,
        Self::Rejected,
        Self::Busy,
        Self::Failed,
        Self::PageRepeats,
        Self::Unexpected,
    ];

    /// A stable name for programs: `gitlab.token_expired`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotConfigured => "gitlab.not_configured",
            Self::Unreachable => "gitlab.unreachable",
            Self::Down => "gitlab.down",
            Self::Slow => "gitlab.slow",
            Self::TokenUnknown => "gitlab.token_unknown",
            Self::TokenExpired => "gitlab.token_expired",
            Self::TokenRevoked => "gitlab.token_revoked",
            Self::AdminModeMissing => "gitlab.admin_mode_missing",
            Self::ScopeMissing => "gitlab.scope_missing",
            Self::Forbidden => "gitlab.forbidden",
            Self::NotFound => "gitlab.not_found",
            Self::NotOffered => "gitlab.not_offered",
            Self::Changed => "gitlab.changed",
            Self::Rejected => "gitlab.rejected",
            Self::Busy => "gitlab.busy",
            Self::Failed => "gitlab.failed",
            Self::PageRepeats => "gitlab.page_repeats",
            Self::Unexpected => "gitlab.unexpected",
        }
    }
}

impl GitLabError {
    /// What it means for a person.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Config { .. } => Problem::NotConfigured,
            Self::Transport { .. } => Problem::Unreachable,
            Self::Slow { .. } => Problem::Slow,
            Self::Down { .. } => Problem::Down,
            Self::PageRepeats { .. } => Problem::PageRepeats,
            Self::Unauthorized { said, .. } => unauthorized(said.as_deref()),
            Self::Forbidden { said, .. } => forbidden(said.as_deref()),
            Self::NotFound { .. } => Problem::NotFound,
            Self::MethodNotAllowed { .. } => Problem::NotOffered,
            Self::Conflict { .. } => Problem::Changed,
            Self::Rejected { .. } => Problem::Rejected,
            Self::RateLimited { .. } => Problem::Busy,
            Self::Server { .. } => Problem::Failed,
            Self::Unexpected { .. } => Problem::Unexpected,
        }
    }
}

/// GitLab says `Token is expired. …` and `Token was revoked. …` (GitLab source,
/// `lib/api/api_guard.rb`); anything else is a token that it does not know.
fn unauthorized(said: Option<&str>) -> Problem {
    let said = said.unwrap_or_default().to_ascii_lowercase();
    if said.contains("expired") {
        Problem::TokenExpired
    } else if said.contains("revoked") {
        Problem::TokenRevoked
    } else {
        Problem::TokenUnknown
    }
}

/// A missing scope has a sentence of its own; all else, also Admin Mode on
/// most endpoints, is a bare `403 Forbidden`.
fn forbidden(said: Option<&str>) -> Problem {
    let said = said.unwrap_or_default().to_ascii_lowercase();
    if said.contains("admin_mode") || said.contains("admin mode") {
        Problem::AdminModeMissing
    } else if said.contains("(scope: ") || said.contains("insufficient_scope") {
        Problem::ScopeMissing
    } else {
        Problem::Forbidden
    }
}
