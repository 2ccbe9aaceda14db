//! Keys of the words for our values, and the marks beside them.

use engine::coordinate::journal::Certainty;
use engine::coordinate::severity::Severity;
use engine::coordinate::{CaseKind, Phase};
use engine::detect::Level;
use engine::investigate::sweep::LeftoverKind;
use engine::respond::token::TokenKind;
use engine::respond::{Act, Subject, Verdict};

use super::words::Words;
use crate::app::LedgerName;
use crate::person::Role;

pub(crate) fn level(words: &Words, level: Level) -> String {
    words.t(format!("level-{}", level.as_str()))
}

/// A shape beside the word: never by colour alone.
pub(crate) fn level_mark(level: Level) -> &'static str {
    match level {
        Level::Informational => "·",
        Level::Low => "○",
        Level::Medium => "◐",
        Level::High => "▲",
        Level::Critical => "◆",
    }
}

pub(crate) fn severity(words: &Words, level: Severity) -> String {
    words.t(format!("severity-{}", level.as_str()))
}

/// A shape beside letter and word: never by colour alone.
pub(crate) fn severity_mark(level: Severity) -> &'static str {
    match level {
        Severity::Low => "○",
        Severity::Medium => "◐",
        Severity::High => "▲",
        Severity::Critical => "◆",
    }
}

/// What people call a duty: our words, else the organisation's own, else its name.
pub(crate) fn duty(words: &Words, id: &str, title: Option<&str>) -> String {
    let key = format!("duty-{}", id.replace('_', "-"));
    match title {
        Some(title) => title.to_owned(),
        None if words.has(&key) => words.t(key),
        None => id.to_owned(),
    }
}

pub(crate) fn phase(words: &Words, phase: Phase) -> String {
    words.t(format!("phase-{}", phase.as_str()))
}

pub(crate) fn kind(words: &Words, kind: CaseKind) -> String {
    words.t(format!("kind-{}", kind.as_str()))
}

pub(crate) fn role(words: &Words, role: Role) -> String {
    words.t(format!("role-{}", role.as_str()))
}

pub(crate) fn ledger(words: &Words, ledger: LedgerName) -> String {
    words.t(format!("ledger-name-{}", ledger.as_str()))
}

pub(crate) fn act(words: &Words, act: &Act) -> String {
    words.say(&act.rules().label())
}

pub(crate) fn leftover(words: &Words, kind: LeftoverKind) -> String {
    words.t(format!("leftover-{}", kind.as_str()))
}

pub(crate) fn certainty(words: &Words, certainty: Certainty) -> String {
    words.t(format!("certainty-{}", certainty.as_str()))
}

pub(crate) fn subject(words: &Words, subject: &Subject) -> String {
    match subject {
        Subject::Token { token } => words.t1("subject-token", "id", token.id.to_string()),
        Subject::User { user } => words.t1("subject-user", "id", user.to_string()),
        Subject::Job { job, .. } => words.t1("subject-job", "id", job.to_string()),
        Subject::Project { project } => words.t1("subject-project", "id", project.to_string()),
        Subject::Group { group } => words.t1("subject-group", "id", group.to_string()),
        Subject::Instance => words.t("subject-instance"),
    }
}

pub(crate) fn verdict(words: &Words, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Verified => words.t("verdict-verified"),
        Verdict::Contradicted { seen } => words.t1("verdict-contradicted", "seen", seen),
        Verdict::Unknown { why } => words.t1("verdict-unknown", "why", why),
    }
}

pub(crate) fn token_kind(words: &Words, kind: TokenKind) -> String {
    words.say(&kind.label())
}
