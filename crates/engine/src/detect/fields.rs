//! An event as rules see it: its fields by name, read where they stand.
//!
//! The same names and values as [`event::field::for_rules`], without a map of
//! copies for each event: most rules look at two or three fields. A test
//! compares both over every field.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::net::IpAddr;

use event::{Event, field};

/// A field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(i64),
}

impl<'a> Value<'a> {
    /// As text, a number in its digits.
    pub(super) fn text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
        }
    }
}

/// The fields of one event.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    event: &'a Event,
    created_at: OnceCell<String>,
    ip_address: OnceCell<String>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(event: &'a Event) -> Self {
        Self { event, created_at: OnceCell::new(), ip_address: OnceCell::new() }
    }

    /// The client's address.
    pub(super) fn ip(&self) -> Option<IpAddr> {
        self.event.ip
    }

    /// Who did it.
    pub(super) fn author_name(&self) -> Option<&'a str> {
        self.event.actor.name.as_deref()
    }

    /// The field of that name.
    pub(super) fn get(&self, name: &str) -> Option<Value<'_>> {
        let name = known_as(name);
        self.of_what(name).or_else(|| self.of_request(name)).or_else(|| {
            let more = &self.event.more;
            if more.is_empty() { None } else { more.get(name).map(|text| Value::Text(text)) }
        })
    }

    /// The field of that name as text.
    pub(super) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name).map(Value::text)
    }

    /// All fields that are there.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        let aliases = ["user_id", "username", "remote_ip"].into_iter();
        let names = field::FIELDS.iter().map(|field| field.name).chain(aliases);
        names.filter_map(|name| Some((name, self.get(name)?)))
    }

    /// When, who, to what.
    fn of_what(&self, name: &str) -> Option<Value<'_>> {
        let event = self.event;
        let (actor, change) = (&event.actor, &event.change);
        let parsed = event.is_parsed();
        match name {
            "event_type" => text(event.event_type.as_deref()),
            "author_id" => actor.id.filter(|_| parsed).map(Value::Number),
            "author_name" => text(actor.name.as_deref().filter(|_| parsed)),
            "author_class" => parsed.then(|| Value::Text(actor.kind.as_str())),
            "impersonated_by" => text(actor.impersonator.as_deref().filter(|_| parsed)),
            "change" => text(change.field.as_deref()),
            "from" => text(change.from.as_deref()),
            "to" => text(change.to.as_deref()),
            "add" => text(change.add.as_deref()),
            "remove" => text(change.remove.as_deref()),
            "custom_message" => text(event.message.as_deref()),
            "correlation_id" => text(event.correlation_id.as_deref()),
            "ip_address" => self.address(),
            "created_at" => Some(Value::Text(
                self.created_at.get_or_init(|| format!("{:.3}", event.occurred_at)),
            )),
            "service" => Some(Value::Text(event.service().as_str())),
            "format" => Some(Value::Text(event.format.as_str())),
            "way" => Some(Value::Text(event.way.as_str())),
            "id" => text(event.id.as_ref().map(|id| id.0.as_str())),
            _ => self.of_subject(name),
        }
    }

    fn of_subject(&self, name: &str) -> Option<Value<'_>> {
        match name {
            "entity_type" | "entity_id" | "entity_path" => {
                let entity = self.event.entity.as_ref()?;
                match name {
                    "entity_type" => text(Some(entity.kind.as_str()).filter(|it| !it.is_empty())),
                    "entity_id" => entity.id.map(Value::Number),
                    _ => text(entity.path.as_deref()),
                }
            }
            "target_type" | "target_id" | "target_details" => {
                let target = self.event.target.as_ref()?;
                text(match name {
                    "target_type" => target.kind.as_deref(),
                    "target_id" => target.id.as_deref(),
                    _ => target.details.as_deref(),
                })
            }
            _ => None,
        }
    }

    /// What request logs tell, also by the names that they have for it.
    fn of_request(&self, name: &str) -> Option<Value<'_>> {
        match name {
            "token_type" | "token_id" => {
                let token = self.event.token.as_ref()?;
                match name {
                    "token_id" => Some(Value::Number(token.id)),
                    _ => text(Some(token.kind.as_str()).filter(|kind| !kind.is_empty())),
                }
            }
            "method" | "path" | "route" | "status" | "ua" | "user_id" | "username"
            | "remote_ip" => {
                let request = self.event.request.as_ref()?;
                match name {
                    "method" => text(request.method.as_deref()),
                    "path" => text(request.path.as_deref()),
                    "route" => text(request.route.as_deref()),
                    "ua" => text(request.user_agent.as_deref()),
                    "status" => request.status.map(i64::from).map(Value::Number),
                    "user_id" => self.of_what("author_id"),
                    "username" => self.of_what("author_name"),
                    _ => self.address(),
                }
            }
            _ => None,
        }
    }

    fn address(&self) -> Option<Value<'_>> {
        let ip = self.event.ip?;
        Some(Value::Text(self.ip_address.get_or_init(|| ip.to_string())))
    }
}

/// GitLab's own nested names for fields of ours, as rules of others name them:
/// `details.custom_message`, `meta.user`.
pub(super) fn known_as(name: &str) -> &str {
    match name {
        "event_name" | "details.event_name" => "event_type",
        "meta.user" => "author_name",
        "meta.user_id" => "author_id",
        "meta.remote_ip" => "ip_address",
        "meta.project" => "entity_path",
        _ => name.strip_prefix("details.").unwrap_or(name),
    }
}

fn text(text: Option<&str>) -> Option<Value<'_>> {
    text.map(Value::Text)
}

#[cfg(test)]
mod tests {
    use event::{Event, Way, normalise};
    use jiff::Timestamp;
    use serde_json::{Map, Value as Json, json};

    use super::{Fields, Value};

    fn read(way: Way, wire: &Json) -> Event {
        normalise::read(way, Timestamp::UNIX_EPOCH, wire.to_string().as_bytes())
    }

    #[track_caller]
    fn check(event: &Event) {
        let fields = Fields::of(event);
        let seen: Map<String, Json> = fields
            .all()
            .map(|(name, value)| match value {
                Value::Text(text) => (name.to_owned(), Json::from(text)),
                Value::Number(number) => (name.to_owned(), Json::from(number)),
            })
            .collect();
        assert_eq!(Json::Object(seen), Json::Object(event::field::for_rules(event)));
    }

    #[test]
    fn the_fields_are_those_of_the_taxonomy() {
        check(&read(
            Way::Stream,
            &json!({
                "id": 1, "author_id": 7, "author_name": "alice", "entity_id": 42,
                "entity_type": "Project", "entity_path": "group/project", "target_id": 31,
                "target_type": "User", "target_details": "bob", "ip_address": "203.0.113.9",
                "created_at": "2026-03-02T09:00:00.123Z", "event_type": "member_updated",
                "details": { "author_class": "User", "change": "access_level", "from": "Guest",
                    "to": "Owner", "custom_message": "Changed", "impersonated_by": "root" },
            }),
        ));
        let mut request = read(
            Way::Import,
            &json!({
                "time": "2026-03-02T09:00:00.123Z", "severity": "INFO", "status": 200,
                "method": "GET", "path": "/api/v4/projects", "route": "/api/:version/projects",
                "remote_ip": "2001:db8::1", "ua": "curl", "user_id": 7, "username": "alice",
                "token_type": "PersonalAccessToken", "token_id": 9, "correlation_id": "01J",
            }),
        );
        check(&request);
        for name in event::field::MORE {
            request.more.insert(name.into(), format!("value of {name}"));
        }
        check(&request);
    }

    #[test]
    fn an_unread_record_has_few_fields() {
        check(&read(Way::Import, &json!("nothing that GitLab sends")));
    }
}
