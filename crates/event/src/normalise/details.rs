//! What the three audit shapes have in common: the same members, at the top
//! level, inside `details`, or in both.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;

use super::json::{self, Member, Refusal, excerpt};
use super::moment::Moment;
use super::{Told, author};
use crate::dedup::Meaning;
use crate::{Actor, Change, DedupKey, Entity, Event, EventId, Format, Problem, Target};

/// The members of an audit event that we read, and the marks by which other
/// logs are told from it. The top level and `details` have the same ones.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Members<'a> {
    #[serde(borrow)]
    pub(super) id: Member<'a>,
    pub(super) event_type: Member<'a>,
    pub(super) event_name: Member<'a>,
    pub(super) created_at: Member<'a>,
    pub(super) time: Member<'a>,
    pub(super) author_id: Member<'a>,
    pub(super) author_name: Member<'a>,
    pub(super) author_class: Member<'a>,
    pub(super) impersonated_by: Member<'a>,
    pub(super) entity_id: Member<'a>,
    pub(super) entity_type: Member<'a>,
    pub(super) entity_path: Member<'a>,
    pub(super) target_id: Member<'a>,
    pub(super) target_type: Member<'a>,
    pub(super) target_details: Member<'a>,
    pub(super) change: Member<'a>,
    pub(super) from: Member<'a>,
    pub(super) to: Member<'a>,
    #[serde(rename = "as")]
    pub(super) as_role: Member<'a>,
    pub(super) add: Member<'a>,
    pub(super) remove: Member<'a>,
    pub(super) del: Member<'a>,
    pub(super) with: Member<'a>,
    pub(super) failed_login: Member<'a>,
    pub(super) custom_message: Member<'a>,
    pub(super) action: Member<'a>,
    pub(super) ip_address: Member<'a>,
    #[serde(rename = "meta.remote_ip")]
    pub(super) meta_remote_ip: Member<'a>,
    pub(super) correlation_id: Member<'a>,
    pub(super) severity: Member<'a>,
    pub(super) details: Member<'a>,
    pub(super) method: Member<'a>,
    pub(super) path: Member<'a>,
    pub(super) status: Member<'a>,
    pub(super) route: Member<'a>,
    pub(super) controller: Member<'a>,
}

/// Picks one member.
type Pick = for<'a> fn(&Members<'a>) -> Member<'a>;

/// The members that name the target.
const TARGET: [Pick; 3] = [|at| at.target_type, |at| at.target_id, |at| at.target_details];

/// One audit event, opened at both levels.
#[derive(Debug)]
pub(super) struct Row<'a> {
    top: Members<'a>,
    details: Members<'a>,
    /// What was odd so far.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Row<'a> {
    /// Opens `details`, where there are any.
    pub(super) fn open(top: &Members<'a>) -> Result<Self, Refusal> {
        let mut row = Self { top: *top, details: Members::default(), problems: Vec::new() };
        if let Some(text) = top.details.json() {
            match json::open(text) {
                Ok(details) => row.details = details,
                Err(Refusal::NotAnObject(_)) => {
                    row.note("details", format!("not an object: {}", excerpt(text)));
                }
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(row)
    }

    /// The member at the top level, else in `details`: what GitLab shows.
    pub(super) fn outer(&self, pick: Pick) -> Member<'a> {
        pick(&self.top).or(pick(&self.details))
    }

    /// The member in `details`, else at the top level: what every shape has alike.
    fn inner(&self, pick: Pick) -> Member<'a> {
        pick(&self.details).or(pick(&self.top))
    }

    /// The event, of which the shape's own file has read time and address.
    pub(super) fn into_event(
        mut self,
        format: Format,
        told: &Told<'_>,
        when: Option<Moment>,
        ip: Option<IpAddr>,
    ) -> Event {
        let id = self.id();
        let entity = self.entity();
        let actor = self.actor();
        let change = self.change();
        let more = self.more();
        let message = self.message(&more);
        let target = self.target();
        let key = match &id {
            Some(id) => DedupKey::of_meaning(&Meaning {
                id,
                occurred_ms: when.map(|moment| moment.at.as_millisecond()),
                actor: &actor,
                entity: entity.as_ref(),
                target: self.target_of_all_shapes().as_ref(),
                change: &change,
                message: message.as_deref(),
            }),
            None => DedupKey::of_bytes(told.raw),
        };
        if when.is_none() {
            self.note("created_at", "no time; the time of receipt stands in".to_owned());
        }
        Event {
            key,
            id,
            occurred_at: when.map_or(told.received_at, |moment| moment.at),
            offset_s: when.map_or(0, |moment| moment.offset_s),
            way: told.way,
            format,
            event_type: self.event_type(),
            actor,
            entity,
            target,
            change,
            ip,
            message,
            request: None,
            token: None,
            correlation_id: self.words("correlation_id", self.top.correlation_id),
            more,
            problems: self.problems,
        }
    }

    fn note(&mut self, field: &str, what: String) {
        self.problems.push(Problem { field: field.to_owned(), what });
    }

    fn words(&mut self, field: &str, member: Member<'a>) -> Option<String> {
        member.words(field, &mut self.problems).map(Cow::into_owned)
    }

    /// An integer for saved events, a UUID for streamed-only ones; never the
    /// `id` inside `details`, which is some other thing's.
    fn id(&mut self) -> Option<EventId> {
        if self.top.id.json().is_some_and(|json| json.starts_with(['{', '['])) {
            self.note("id", "neither a number nor a string".to_owned());
            return None;
        }
        self.words("id", self.top.id).map(EventId)
    }

    /// `event_type` of the stream, `event_name` of REST, `details.event_name`
    /// of both; a name of the catalogue outranks the generic `audit_operation`.
    fn event_type(&mut self) -> Option<String> {
        let (top, details) = (self.top, self.details);
        let names = [top.event_type, top.event_name, details.event_name, details.event_type];
        let mut generic = None;
        for member in names {
            match self.words("event_type", member) {
                Some(name) if name == "audit_operation" => generic = Some(name),
                Some(name) => return Some(name),
                None => {}
            }
        }
        generic
    }

    fn actor(&mut self) -> Actor {
        let id = self.outer(|at| at.author_id).number("author_id", &mut self.problems);
        let name = self.words("author_name", self.outer(|at| at.author_name));
        let class = self.words("author_class", self.outer(|at| at.author_class));
        let kind = author::kind(class.as_deref(), id, name.as_deref());
        Actor { id, name, kind, impersonator: self.impersonator() }
    }

    /// The administrator's display name; the name inside, should it be an object.
    fn impersonator(&mut self) -> Option<String> {
        let member = self.outer(|at| at.impersonated_by);
        let person = if member.is_object() {
            member.json().and_then(|text| json::open::<Person<'_>>(text).ok())
        } else {
            None
        };
        let name = person.map_or(member, |person| person.name.or(person.username).or(member));
        self.words("impersonated_by", name)
    }

    fn entity(&mut self) -> Option<Entity> {
        let kind = self.words("entity_type", self.outer(|at| at.entity_type));
        let id = self.outer(|at| at.entity_id).number("entity_id", &mut self.problems);
        let path = self.words("entity_path", self.outer(|at| at.entity_path));
        let is_told = kind.is_some() || id.is_some() || path.is_some();
        is_told.then(|| Entity { kind: kind.unwrap_or_default(), id, path })
    }

    fn target(&mut self) -> Option<Target> {
        target(TARGET.map(|pick| self.outer(pick)), &mut self.problems)
    }

    /// The target for the key. Its oddities are already noted.
    fn target_of_all_shapes(&self) -> Option<Target> {
        target(TARGET.map(|pick| self.inner(pick)), &mut Vec::new())
    }

    /// `{change, from, to}`, `{add, as}`, `{remove}` or `{del}`. `as`, the role
    /// that was given, is what it changed to.
    fn change(&mut self) -> Change {
        let to = self.outer(|at| at.to).or(self.outer(|at| at.as_role));
        Change {
            field: self.words("change", self.outer(|at| at.change)),
            from: self.outer(|at| at.from).text("from", &mut self.problems).map(Cow::into_owned),
            to: to.text("to", &mut self.problems).map(Cow::into_owned),
            add: self.words("add", self.outer(|at| at.add)),
            remove: self.words("remove", self.outer(|at| at.remove).or(self.outer(|at| at.del))),
        }
    }

    /// How somebody signed in; the command of a Git operation.
    fn more(&mut self) -> BTreeMap<Cow<'static, str>, String> {
        let mut more = BTreeMap::new();
        if let Some(means) = self.words("with", self.outer(|at| at.with)) {
            more.insert("with".into(), means);
        }
        if let Some(GitOperation { protocol, action }) =
            git_operation(self.outer(|at| at.custom_message))
        {
            more.insert("command".into(), action.into_owned());
            more.insert("protocol".into(), protocol.into_owned());
        }
        more
    }

    /// `custom_message`; for sign-ins, which have none, a sentence from `with`
    /// or `failed_login`.
    fn message(&mut self, more: &BTreeMap<Cow<'static, str>, String>) -> Option<String> {
        if let (Some(protocol), Some(action)) = (more.get("protocol"), more.get("command")) {
            return Some(format!("{protocol} {action}"));
        }
        if let Some(text) = self.words("custom_message", self.outer(|at| at.custom_message)) {
            return Some(text);
        }
        if let Some(means) = more.get("with") {
            return Some(format!("Signed in with {means} authentication"));
        }
        if let Some(means) = self.words("failed_login", self.outer(|at| at.failed_login)) {
            return Some(format!("Failed to sign in with {means} authentication"));
        }
        self.words("action", self.outer(|at| at.action))
    }
}

fn target([kind, id, details]: [Member<'_>; 3], problems: &mut Vec<Problem>) -> Option<Target> {
    let mut words = |field, member: Member<'_>| member.words(field, problems).map(Cow::into_owned);
    let target = Target {
        kind: words("target_type", kind),
        id: words("target_id", id),
        details: words("target_details", details),
    };
    let is_told = target.kind.is_some() || target.id.is_some() || target.details.is_some();
    is_told.then_some(target)
}

/// A person told as an object.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Person<'a> {
    #[serde(borrow)]
    name: Member<'a>,
    username: Member<'a>,
}

/// What a Git operation has for a message.
#[derive(Debug, Deserialize)]
struct GitOperation<'a> {
    #[serde(borrow)]
    protocol: Cow<'a, str>,
    #[serde(borrow)]
    action: Cow<'a, str>,
}

/// The operation, where the message is such an object.
fn git_operation(message: Member<'_>) -> Option<GitOperation<'_>> {
    let text = message.json().filter(|json| json.starts_with('{'))?;
    json::open(text).ok()
}
