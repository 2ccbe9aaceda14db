//! Destinations of the stream: read, made, changed, taken away.

use serde_json::{Map, Value, json};

use super::super::call::Call;
use super::syntax::Field;
use super::{NOT_FOUND, unknown};
use crate::Tier;
use crate::world::{Audit, Entity, Level, Place, StreamDestination};

/// Whose destinations: the instance's, or a top-level group's.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Whose {
    Instance,
    Group(u64, String),
}

impl Whose {
    fn group(&self) -> Option<(u64, String)> {
        match self {
            Self::Instance => None,
            Self::Group(id, path) => Some((*id, path.clone())),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::Group(..) => "group",
        }
    }
}

/// Answers a field of a query.
pub(super) fn read(call: &Call<'_>, field: &Field, is_legacy: bool) -> Result<Value, String> {
    let instance = if is_legacy {
        "instanceExternalAuditEventDestinations"
    } else {
        "auditEventsInstanceStreamingDestinations"
    };
    match field.name.as_str() {
        name if name == instance => {
            // Who may not see them sees none.
            Ok(instance_of(call).map_or(Value::Null, |whose| nodes(call, &whose, is_legacy)))
        }
        "group" => {
            let path = text(&field.arguments, "fullPath").unwrap_or_default();
            let Ok(whose) = group_of(call, &path) else { return Ok(Value::Null) };
            let name = if is_legacy {
                "externalAuditEventDestinations"
            } else {
                "externalAuditEventStreamingDestinations"
            };
            let id = whose.group().map_or(0, |(id, _)| id);
            Ok(json!({
                "id": format!("gid://gitlab/Group/{id}"),
                "fullPath": path,
                name: nodes(call, &whose, is_legacy),
            }))
        }
        other => Err(unknown(other, "Query")),
    }
}

/// Answers a field of a mutation.
pub(super) fn change(call: &mut Call<'_>, field: &Field, is_legacy: bool) -> Result<Value, String> {
    let input = field.input();
    match (is_legacy, field.name.as_str()) {
        (false, "instanceAuditEventStreamingDestinationsCreate")
        | (true, "instanceExternalAuditEventDestinationCreate") => {
            let whose = instance_of(call)?;
            Ok(create(call, &whose, &input, is_legacy))
        }
        (false, "groupAuditEventStreamingDestinationsCreate")
        | (true, "externalAuditEventDestinationCreate") => {
            let whose = group_of(call, &text(&input, "groupPath").unwrap_or_default())?;
            Ok(create(call, &whose, &input, is_legacy))
        }
        (
            false,
            "instanceAuditEventStreamingDestinationsUpdate"
            | "groupAuditEventStreamingDestinationsUpdate",
        ) => update(call, &input),
        (
            false,
            "instanceAuditEventStreamingDestinationsDelete"
            | "groupAuditEventStreamingDestinationsDelete",
        )
        | (
            true,
            "instanceExternalAuditEventDestinationDestroy" | "externalAuditEventDestinationDestroy",
        ) => destroy(call, &input),
        (
            false,
            "auditEventsInstanceDestinationEventsAdd" | "auditEventsGroupDestinationEventsAdd",
        )
        | (
            true,
            "auditEventsStreamingDestinationInstanceEventsAdd"
            | "auditEventsStreamingDestinationEventsAdd",
        ) => filter(call, &input),
        (_, other) => Err(unknown(other, "Mutation")),
    }
}

fn licensed(call: &Call<'_>) -> Result<(), String> {
    call.licensed(Tier::Ultimate).map_err(|_refusal| NOT_FOUND.to_owned())
}

fn instance_of(call: &Call<'_>) -> Result<Whose, String> {
    licensed(call)?;
    call.admin().map(|_| Whose::Instance).map_err(|_refusal| NOT_FOUND.to_owned())
}

fn group_of(call: &Call<'_>, path: &str) -> Result<Whose, String> {
    licensed(call)?;
    let group = call.world.groups.values().find(|group| group.full_path == path);
    let group = group.filter(|group| {
        group.parent.is_none() && call.level(Place::Group(group.id)) >= Level::OWNER
    });
    let group = group.ok_or_else(|| NOT_FOUND.to_owned())?;
    Ok(Whose::Group(group.id, group.full_path.clone()))
}

fn nodes(call: &Call<'_>, whose: &Whose, is_legacy: bool) -> Value {
    let group = whose.group();
    let all = call.world.stream_destinations.values();
    let mine = all.filter(|destination| destination.group == group);
    json!({ "nodes": mine.map(|one| node(one, is_legacy)).collect::<Vec<_>>() })
}

fn gid(one: &StreamDestination, is_legacy: bool) -> String {
    let class = match (is_legacy, &one.group) {
        (false, None) => "Instance::ExternalStreamingDestination",
        (false, Some(_)) => "Group::ExternalStreamingDestination",
        (true, None) => "InstanceExternalAuditEventDestination",
        (true, Some(_)) => "ExternalAuditEventDestination",
    };
    format!("gid://gitlab/AuditEvents::{class}/{}", one.id)
}

fn node(one: &StreamDestination, is_legacy: bool) -> Value {
    let (id, name) = (gid(one, is_legacy), &one.name);
    let rows = one.headers.iter();
    if is_legacy {
        let headers = rows.enumerate().map(|(number, (key, value, is_sent))| {
            let id = format!("gid://gitlab/AuditEvents::Streaming::InstanceHeader/{number}");
            json!({ "id": id, "key": key, "value": value, "active": is_sent })
        });
        return json!({
            "id": id,
            "name": name,
            "destinationUrl": one.url,
            "verificationToken": one.verification_token,
            "headers": { "nodes": headers.collect::<Vec<_>>() },
            "eventTypeFilters": one.event_type_filters,
        });
    }
    let headers: Map<String, Value> = rows
        .map(|(key, value, is_sent)| (key.clone(), json!({ "value": value, "active": is_sent })))
        .collect();
    json!({
        "id": id,
        "name": name,
        "category": "http",
        "config": { "url": one.url, "headers": headers },
        "secretToken": one.verification_token,
        "eventTypeFilters": one.event_type_filters,
        "namespaceFilters": [],
        "active": one.is_active,
    })
}

fn create(
    call: &mut Call<'_>,
    whose: &Whose,
    input: &Map<String, Value>,
    is_legacy: bool,
) -> Value {
    let config = input.get("config").and_then(Value::as_object);
    let url = if is_legacy {
        text(input, "destinationUrl")
    } else {
        config.and_then(|config| text(config, "url"))
    };
    let part = match (is_legacy, whose) {
        (true, Whose::Instance) => "instanceExternalAuditEventDestination",
        (false, _) | (true, Whose::Group(..)) => "externalAuditEventDestination",
    };
    let refuse = |why: &str| json!({ "errors": [why], part: null });
    let Some(url) = url.filter(|url| url::Url::parse(url).is_ok()) else {
        return refuse("Config url is invalid");
    };
    let id = call.world.next_id("stream destination");
    let name = text(input, "name").unwrap_or_else(|| format!("Destination {id}"));
    if call.world.stream_destinations.values().any(|one| one.name == name) {
        return refuse("Name has already been taken");
    }
    let given = text(input, "secretToken").or_else(|| text(input, "verificationToken"));
    let verification_token = given.unwrap_or_else(|| call.world.dice.letters(24));
    let destination = StreamDestination {
        id,
        group: whose.group(),
        name,
        url,
        verification_token,
        headers: headers(config),
        event_type_filters: Vec::new(),
        is_active: true,
    };
    let shown = node(&destination, is_legacy);
    tell(call, &destination, "created");
    call.world.stream_destinations.insert(id, destination);
    json!({ "errors": [], part: shown })
}

/// `config.headers`: `{ "X-Name": { value, active } }`.
fn headers(config: Option<&Map<String, Value>>) -> Vec<(String, String, bool)> {
    let rows = config.and_then(|config| config.get("headers")).and_then(Value::as_object);
    let row = |(name, header): (&String, &Value)| {
        let value = header.get("value")?.as_str()?.to_owned();
        let is_sent = header.get("active").and_then(Value::as_bool).unwrap_or(true);
        Some((name.clone(), value, is_sent))
    };
    rows.into_iter().flatten().filter_map(row).collect()
}

/// The destination that an id names, if the caller may change it.
fn owned(call: &Call<'_>, input: &Map<String, Value>) -> Result<StreamDestination, String> {
    licensed(call)?;
    let id = text(input, "id").or_else(|| text(input, "destinationId")).unwrap_or_default();
    let number: Option<u64> = id.rsplit('/').next().and_then(|number| number.parse().ok());
    let found = number.and_then(|number| call.world.stream_destinations.get(&number));
    let found = found.filter(|one| match &one.group {
        None => call.is_admin(),
        Some((group, _)) => call.level(Place::Group(*group)) >= Level::OWNER,
    });
    found.cloned().ok_or_else(|| NOT_FOUND.to_owned())
}

fn update(call: &mut Call<'_>, input: &Map<String, Value>) -> Result<Value, String> {
    let mut one = owned(call, input)?;
    if let Some(name) = text(input, "name") {
        one.name = name;
    }
    if let Some(is_active) = input.get("active").and_then(Value::as_bool) {
        one.is_active = is_active;
    }
    let config = input.get("config").and_then(Value::as_object);
    if let Some(url) = config.and_then(|config| text(config, "url")) {
        one.url = url;
        one.headers = headers(config);
    }
    let shown = node(&one, false);
    tell(call, &one, "updated");
    call.world.stream_destinations.insert(one.id, one);
    Ok(json!({ "errors": [], "externalAuditEventDestination": shown }))
}

fn destroy(call: &mut Call<'_>, input: &Map<String, Value>) -> Result<Value, String> {
    let one = owned(call, input)?;
    tell(call, &one, "deleted");
    call.world.stream_destinations.remove(&one.id);
    Ok(json!({ "errors": [] }))
}

fn filter(call: &mut Call<'_>, input: &Map<String, Value>) -> Result<Value, String> {
    let mut one = owned(call, input)?;
    let wanted = input.get("eventTypeFilters").and_then(Value::as_array);
    for name in wanted.into_iter().flatten().filter_map(Value::as_str) {
        if event::catalogue::find(name).is_none() {
            let why = "Validation failed: Event type filters is not included in the list";
            return Ok(json!({ "errors": [why], "eventTypeFilters": null }));
        }
        if !one.event_type_filters.iter().any(|known| known == name) {
            one.event_type_filters.push(name.to_owned());
        }
    }
    let shown = json!({ "errors": [], "eventTypeFilters": one.event_type_filters });
    tell(call, &one, "updated");
    call.world.stream_destinations.insert(one.id, one);
    Ok(shown)
}

fn tell(call: &mut Call<'_>, one: &StreamDestination, what: &str) {
    let (whose, entity) = match &one.group {
        None => (Whose::Instance, Entity::Instance),
        Some((id, path)) => (Whose::Group(*id, path.clone()), Entity::Place(Place::Group(*id))),
    };
    let event_type = match (whose.word(), what) {
        ("instance", "created") => "created_instance_audit_event_streaming_destination",
        ("instance", "updated") => "updated_instance_audit_event_streaming_destination",
        ("instance", _) => "deleted_instance_audit_event_streaming_destination",
        (_, "created") => "created_group_audit_event_streaming_destination",
        (_, "updated") => "updated_group_audit_event_streaming_destination",
        (_, _) => "deleted_group_audit_event_streaming_destination",
    };
    let class = "AuditEvents::ExternalStreamingDestination";
    let said = format!("Destination {} {what}", one.name);
    call.tell(Audit::new(event_type, entity).target(class, one.id, &*one.name).message(said));
}

fn text(map: &Map<String, Value>, name: &str) -> Option<String> {
    map.get(name).and_then(Value::as_str).map(str::to_owned)
}
