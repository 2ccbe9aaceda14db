//! Why something was not done: one variant for each reaction.

use engine::respond::GateRefusal;
use engine::respond::plan::Text;
use gitlab::Problem;
use serde::Serialize;

use crate::person::{Permission, Person};

/// Why the app did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A rule says no. Tell the person the rule and the next step.
    #[error("refused by {}", .0.rule)]
    Refused(Box<Refusal>),
    /// There is no such thing (404).
    #[error("there is no {what}")]
    NotFound {
        /// What was looked for: `case C-7`.
        what: String,
    },
    /// The request cannot be understood (400); show `why` at `field`.
    #[error("{field}: {}", plain(.why))]
    Invalid {
        /// Which input, as the API spells it.
        field: String,
        /// What is wrong and what was expected, by key (`input-…`).
        why: Text,
    },
    /// Name or password is wrong, or the session is over (401).
    #[error("not signed in")]
    NotSignedIn,
    /// Too much at once: try again (503).
    #[error("more is coming than can be made durable")]
    Overloaded,
    /// A part that is needed is missing or stopped (503).
    #[error("{what}")]
    Unavailable {
        /// Which, and what to do.
        what: String,
    },
    /// GitLab did not do it (502).
    #[error("GitLab did not answer as hoped")]
    GitLab(#[from] gitlab::GitLabError),
    /// A fault of ours or of the disk (500): logged where it is handled, not shown.
    #[error("internal fault")]
    Internal(#[source] anyhow::Error),
}

/// A refusal: names the rule, what is missing and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// A stable name: `gate.impact_not_attested`, `permission.approve`.
    pub rule: String,
    /// Requirement ids behind the rule.
    pub requirements: Vec<String>,
    /// What is missing and what to do next, by key.
    pub text: Text,
    /// HTTP status that fits: 403 for a permission, 409 for a gate.
    pub status: u16,
    /// What else is missing, so that nobody has to find out one by one.
    pub further: Vec<Self>,
}

/// For the log and for commands without a server: what a parser said, else the key.
fn plain(why: &Text) -> &str {
    why.args.get("said").unwrap_or(&why.key)
}

impl AppError {
    /// The HTTP status that fits.
    pub fn status(&self) -> u16 {
        match self {
            Self::Refused(refusal) => refusal.status,
            Self::NotFound { .. } => 404,
            Self::Invalid { .. } => 400,
            Self::NotSignedIn => 401,
            Self::Overloaded | Self::Unavailable { .. } => 503,
            // Not GitLab's fault: nothing was sent, or it said to come again.
            Self::GitLab(error) if matches!(error.problem(), Problem::Down | Problem::Busy) => 503,
            Self::GitLab(_) => 502,
            Self::Internal(_) => 500,
        }
    }

    /// The rule or kind, a stable name for programs.
    pub fn rule(&self) -> &str {
        match self {
            Self::Refused(refusal) => &refusal.rule,
            Self::NotFound { .. } => "not_found",
            Self::Invalid { .. } => "invalid",
            Self::NotSignedIn => "not_signed_in",
            Self::Overloaded => "overloaded",
            Self::Unavailable { .. } => "unavailable",
            Self::GitLab(error) => error.problem().as_str(),
            Self::Internal(_) => "internal",
        }
    }

    pub(crate) fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self::Internal(cause.into())
    }

    pub(crate) fn not_found(what: impl std::fmt::Display) -> Self {
        Self::NotFound { what: what.to_string() }
    }

    pub(crate) fn invalid(field: &str, why: Text) -> Self {
        Self::Invalid { field: field.to_owned(), why }
    }
}

impl From<GateRefusal> for AppError {
    fn from(gate: GateRefusal) -> Self {
        Self::Refused(Box::new(gate.into()))
    }
}

impl Refusal {
    /// A refusal by a rule of the house, worded under `refusal-<rule>` with dashes.
    pub(super) fn by<const N: usize>(rule: &str, status: u16, args: [(&str, String); N]) -> Self {
        let text = Text::of(&format!("refusal-{}", rule.replace(['.', '_'], "-")), args);
        let rule = rule.to_owned();
        Self { rule, requirements: Vec::new(), text, status, further: Vec::new() }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<GateRefusal> for Refusal {
    fn from(gate: GateRefusal) -> Self {
        let GateRefusal { rule, requirements, text } = gate;
        Self { rule, requirements, text, status: 409, further: Vec::new() }
    }
}

impl From<Vec<GateRefusal>> for AppError {
    /// A gate refuses for at least one reason.
    fn from(gates: Vec<GateRefusal>) -> Self {
        let mut refusals = gates.into_iter().map(Refusal::from);
        match refusals.next() {
            Some(first) => {
                Self::Refused(Box::new(Refusal { further: refusals.collect(), ..first }))
            }
            None => Self::Internal(anyhow::anyhow!("a gate refused without a reason")),
        }
    }
}

/// Refuses (403) unless the person may do it.
pub(crate) fn allow(person: &Person, permission: Permission) -> Result<(), AppError> {
    if person.may(permission) { Ok(()) } else { Err(forbidden(person, permission)) }
}

/// The refusal (403) of something that the person may not do: for want of a
/// role, or since a lockdown holds.
pub(crate) fn forbidden(person: &Person, permission: Permission) -> AppError {
    if person.is_locked_down && permission.is_destructive() {
        return locked_down(permission);
    }
    let args = [("permission", permission.as_str().to_owned()), ("person", person.name.clone())];
    let text = Text::of("refusal-permission", args);
    let rule = format!("permission.{}", permission.as_str());
    Refusal { rule, requirements: Vec::new(), text, status: 403, further: Vec::new() }.into()
}

/// The refusal of whatever a lockdown takes from everybody.
pub(crate) fn locked_down(permission: Permission) -> AppError {
    Refusal::by("lockdown", 403, [("permission", permission.as_str().to_owned())]).into()
}
