//! What of the logs a request may see: its resources, its window, its kinds of logs.
//!
//! Asked of every line, whether it comes from the record or from a bundle that
//! somebody sent in: what is not clearly inside is outside. Lines of access
//! logs are told apart, so that they can be refused and counted (LD25).

mod place;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use event::{Event, Format};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::redaction::{Account, AccountKind};
use super::request::{LogKind, Request, hash};

/// What may be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The resources, each with the number and the names that it has.
    pub subjects: Vec<Account>,
    /// The first moment.
    pub start: Timestamp,
    /// The last moment.
    pub end: Timestamp,
    /// Kinds of logs.
    pub kinds: Vec<LogKind>,
    /// Somebody decided against LD25: lines of access logs may be seen.
    #[serde(default)]
    pub keep_access_logs: bool,
}

/// What is said of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is inside.
    Taken,
    /// It is of an access log (LD25).
    AccessLog,
    /// It cannot be read: nobody knows whose it is.
    Unreadable,
    /// It is of a kind that was not asked for.
    OtherKind,
    /// It is before or after the window.
    OtherTime,
    /// It is of nothing that was asked for.
    OtherResource,
}

impl Verdict {
    /// The word used in keys and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::AccessLog => "access_log",
            Self::Unreadable => "unreadable",
            Self::OtherKind => "other_kind",
            Self::OtherTime => "other_time",
            Self::OtherResource => "other_resource",
        }
    }
}

/// How many lines were judged how.
pub type Tally = BTreeMap<Verdict, u64>;

/// The kind of log that a shape is of; none for what is no log.
pub fn kind(format: Format) -> Option<LogKind> {
    match format {
        Format::NginxAccess | Format::Workhorse => Some(LogKind::Access),
        Format::Sidekiq
        | Format::Gitaly
        | Format::GitlabShell
        | Format::GitJson
        | Format::SystemHook => Some(LogKind::Component),
        Format::AuditStream
        | Format::AuditRest
        | Format::AuditJson
        | Format::AuditCsv
        | Format::ProductionJson
        | Format::ApiJson
        | Format::GraphqlJson
        | Format::AuthJson
        | Format::ApplicationJson
        | Format::WebHooks
        | Format::FeaturesJson
        | Format::ExceptionsJson
        | Format::IntegrationsJson => Some(LogKind::Application),
        Format::Unparsed => None,
    }
}

impl Scope {
    /// The scope of a request. `subjects` are its resources as the instance
    /// knows them; one that it does not know is still looked for by its path.
    ///
    /// # Errors
    /// What of the request is missing: `resources`, `window`.
    pub fn of(request: &Request, subjects: Vec<Account>) -> Result<Self, &'static str> {
        let window = request.window.ok_or("window")?;
        let (start, end) = window.start.zip(window.end).ok_or("window")?;
        if subjects.is_empty() {
            return Err("resources");
        }
        let mut kinds = request.log_kinds.clone();
        if kinds.is_empty() {
            kinds.push(LogKind::Application);
        }
        kinds.retain(|kind| *kind != LogKind::Access);
        Ok(Self { subjects, start, end, kinds, keep_access_logs: false })
    }

    /// The same with access logs: somebody decided against LD25.
    #[must_use]
    pub fn with_access_logs(self) -> Self {
        Self { keep_access_logs: true, ..self }
    }

    /// SHA-256 of the scope's canonical JSON, in hex.
    pub fn sha256(&self) -> String {
        hash(self)
    }

    /// The shapes that may be inside.
    pub fn takes(&self, format: Format) -> bool {
        match kind(format) {
            Some(LogKind::Access) => self.keep_access_logs,
            Some(kind) => self.kinds.contains(&kind),
            None => false,
        }
    }

    /// Whether a line, and the event that was read from it, is inside.
    pub fn judge(&self, event: &Event, line: &[u8]) -> Verdict {
        match kind(event.format) {
            None => return Verdict::Unreadable,
            Some(LogKind::Access) if !self.keep_access_logs => return Verdict::AccessLog,
            Some(_) => {}
        }
        if !self.takes(event.format) {
            return Verdict::OtherKind;
        }
        if event.occurred_at < self.start || self.end < event.occurred_at {
            return Verdict::OtherTime;
        }
        if self.subjects.iter().any(|subject| concerns(event, line, subject)) {
            Verdict::Taken
        } else {
            Verdict::OtherResource
        }
    }

    /// The searches that this is, in the search language: for people to repeat.
    pub fn queries(&self) -> Vec<String> {
        let window = format!("since:{} until:{}", self.start, self.end);
        let one = |subject: &Account| {
            let field = match subject.kind {
                AccountKind::User => "actor",
                AccountKind::Project | AccountKind::Group => "entity",
            };
            let rest = if subject.kind == AccountKind::Group { "*" } else { "" };
            format!("{field}:{}{rest} {window}", subject.path)
        };
        self.subjects.iter().map(one).collect()
    }
}

/// Whether an event is of that subject.
fn concerns(event: &Event, line: &[u8], subject: &Account) -> bool {
    match subject.kind {
        AccountKind::User => is_of_user(event, subject),
        AccountKind::Project | AccountKind::Group => is_of_place(event, line, subject),
    }
}

fn is_of_user(event: &Event, user: &Account) -> bool {
    let is_name = |text: &str| {
        let mut names = std::iter::once(&user.path).chain(&user.names).chain(&user.emails);
        names.any(|name| is_same(name, text))
    };
    let is_id = |id: i64| id > 0 && user.id == Some(id);
    let actor = &event.actor;
    let by = actor.id.is_some_and(is_id)
        || (actor.id.is_none_or(|id| id <= 0 || user.id.is_none())
            && actor.name.as_deref().is_some_and(is_name));
    let of = event.entity.as_ref().is_some_and(|entity| {
        entity.kind == "User"
            && (entity.id.is_some_and(is_id) || entity.path.as_deref().is_some_and(is_name))
    });
    let to = event.target.as_ref().is_some_and(|target| {
        let id = target.id.as_deref().and_then(|id| id.parse().ok());
        target.kind.as_deref() == Some("User")
            && (id.is_some_and(is_id) || target.details.as_deref().is_some_and(is_name))
    });
    let told = |text: &str| {
        let mut names = std::iter::once(&user.path).chain(&user.emails);
        names.any(|name| place::has_word(text.as_bytes(), name))
    };
    by || of || to || event.message.as_deref().is_some_and(told)
}

fn is_of_place(event: &Event, line: &[u8], place: &Account) -> bool {
    let (kind, plural) = match place.kind {
        AccountKind::Group => ("Group", "groups"),
        AccountKind::Project | AccountKind::User => ("Project", "projects"),
    };
    if let Some(id) = place.id {
        let by_entity = |one: &event::Entity| one.kind == kind && one.id == Some(id);
        let by_route = |path: &str| place::has_number(path, plural, id);
        let repository = event.more.get("gl_repository");
        if event.entity.as_ref().is_some_and(by_entity)
            || event.request.as_ref().and_then(|one| one.path.as_deref()).is_some_and(by_route)
            || (kind == "Project" && repository.is_some_and(|one| place::is_repository(one, id)))
        {
            return true;
        }
    }
    match event.entity.as_ref().and_then(own_place) {
        // A line of somebody else's place that only mentions this one is theirs (LD18).
        Some(own) if !place::is_kin(own, &place.path) => is_told_by_field(event, place),
        Some(_) | None => place::has_path(line, &place.path, place.kind == AccountKind::Group),
    }
}

/// The path of the project or group that an event says it is of.
fn own_place(entity: &event::Entity) -> Option<&str> {
    let is_place = matches!(entity.kind.as_str(), "Project" | "Group");
    entity.path.as_deref().filter(|path| is_place && !path.trim().is_empty())
}

/// Whether a field tells of this place: the address that was asked for, what was
/// acted on, or where it was before or is now.
fn is_told_by_field(event: &Event, place: &Account) -> bool {
    let asked = event.request.as_ref().and_then(|request| request.path.as_deref());
    let asked = asked.and_then(|path| path.split(['?', '#']).next()).unwrap_or_default();
    let target = event.target.as_ref().and_then(|target| target.details.as_deref());
    let change = [event.change.from.as_deref(), event.change.to.as_deref()];
    let mut told = target.into_iter().chain(change.into_iter().flatten());
    place::has_path(asked.as_bytes(), &place.path, place.kind == AccountKind::Group)
        || told.any(|one| is_same(one, &place.path))
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
