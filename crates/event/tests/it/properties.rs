//! Sentences with "any" in them.

use event::{Event, Format, Way, field, normalise};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::{RECEIVED_AT, golden};

/// Names that the readers look for, so that generated objects come near to real ones.
const NAMES: &[&str] = &[
    "id",
    "event_type",
    "event_name",
    "created_at",
    "time",
    "author_id",
    "author_name",
    "author_class",
    "impersonated_by",
    "entity_id",
    "entity_type",
    "entity_path",
    "target_id",
    "target_type",
    "target_details",
    "change",
    "from",
    "to",
    "as",
    "add",
    "remove",
    "del",
    "with",
    "failed_login",
    "custom_message",
    "action",
    "ip_address",
    "meta.remote_ip",
    "correlation_id",
    "severity",
    "details",
    "method",
    "path",
    "status",
    "route",
    "user_id",
    "username",
    "token_type",
    "token_id",
    "remote_ip",
    "ua",
    "params",
    // The marks by which the other logs are told, and what their readers read.
    "level",
    "message",
    "msg",
    "subcomponent",
    "pid",
    "uri",
    "url",
    "controller",
    "env",
    "matched",
    "request_method",
    "query_string",
    "hook_id",
    "key",
    "extra.thing",
    "exception.class",
    "integration_class",
    "client_url",
    "class",
    "jid",
    "command",
    "gl_repository",
    "gl_key_id",
    "grpc.method",
    "written_bytes",
    "duration_s",
    "duration_ms",
    "duration",
    "event_name",
    "object_kind",
    "object_attributes",
    "project",
    "user",
    "changes",
    "refs",
    "log",
    "MESSAGE",
    "jsonPayload",
    "textPayload",
    "file",
];

fn ways() -> impl Strategy<Value = Way> {
    prop::sample::select(&Way::ALL[..])
}

/// Golden records, with the way that they come by.
fn golden() -> impl Strategy<Value = (Way, String)> {
    let records: Vec<_> = golden::corpus()
        .iter()
        .flat_map(|path| {
            golden::records(path).into_iter().map(|record| (golden::way(path), record))
        })
        .collect();
    prop::sample::select(records)
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("203.0.113.5, 10.0.0.1")),
        Just(json!("2026-01-14T12:30:00.001+09:00")),
        Just(json!("/api/v4/user?x=1")),
        Just(json!("Failed Login: username= ip= ip=")),
        Just(json!("{\"severity\":\"INFO\"}")),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![9 => prop::sample::select(NAMES).prop_map(str::to_owned), 1 => ".{0,8}"]
}

fn objects() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec((name(), values()), 0..24)
        .prop_map(|members| members.into_iter().collect())
}

fn is_sound(event: &Event) -> bool {
    let is_told = event.is_parsed() || !event.problems.is_empty();
    let map = field::for_rules(event);
    let are_known = map.keys().all(|name| field::find(name).is_some());
    is_told
        && are_known
        && event.key.0.len() == 32
        && map.values().all(|value| value.is_string() || value.is_number())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_become_an_event(way in ways(), raw in prop::collection::vec(any::<u8>(), 0..200)) {
        let event = normalise::read(way, RECEIVED_AT, &raw);
        prop_assert_eq!(event.way, way);
        prop_assert!(!event.key.0.is_empty());
    }

    #[test]
    fn any_mutation_of_a_known_line_becomes_a_sound_event(
        (way, record) in golden(),
        at in any::<prop::sample::Index>(),
        other in prop::collection::vec(any::<u8>(), 0..6),
        cut in 0..6_usize,
    ) {
        let mut raw = record.into_bytes();
        let at = at.index(raw.len().max(1)).min(raw.len());
        raw.splice(at..(at + cut).min(raw.len()), other);
        let event = normalise::read(way, RECEIVED_AT, &raw);
        prop_assert!(is_sound(&event), "{event:?}");
        prop_assert_eq!(normalise::recognise(way, &raw), event.format);
    }

    #[test]
    fn any_known_line_is_the_same_event_whatever_ships_it((way, record) in golden()) {
        let plain = normalise::read(way, RECEIVED_AT, record.as_bytes());
        let docker = json!({"log": record, "stream": "stdout", "time": "2026-01-14T03:22:17Z"}).to_string();
        let is_one_line = !record.contains('\n') && plain.is_parsed();
        for shipped in [format!("2026-01-14T03:22:17.1Z stdout F {record}"), format!("<134>Jan 14 03:22:17 gl app[1]: {record}"), docker] {
            let event = normalise::read(way, RECEIVED_AT, shipped.as_bytes());
            prop_assert!(!is_one_line || event == plain, "{shipped}: {event:?}");
        }
    }

    #[test]
    fn any_object_becomes_a_sound_event(way in ways(), object in objects()) {
        let raw = Value::Object(object).to_string();
        let event = normalise::read(way, RECEIVED_AT, raw.as_bytes());
        prop_assert!(is_sound(&event), "{event:?}");
        prop_assert_eq!(normalise::recognise(way, raw.as_bytes()), event.format);
    }

    #[test]
    fn any_audit_event_is_parsed_whatever_its_other_members_are(way in ways(), object in objects()) {
        let mut object = object;
        object.insert("entity_type".to_owned(), json!("Project"));
        object.insert("author_id".to_owned(), json!(14));
        let event = normalise::read(way, RECEIVED_AT, Value::Object(object).to_string().as_bytes());
        prop_assert_ne!(event.format, Format::Unparsed);
        prop_assert_eq!(event.actor.id, Some(14));
    }

    #[test]
    fn any_event_reads_the_same_after_a_round_trip_through_json(way in ways(), object in objects()) {
        let event = normalise::read(way, RECEIVED_AT, Value::Object(object).to_string().as_bytes());
        let text = serde_json::to_string(&event).unwrap();
        prop_assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
    }

    #[test]
    fn any_order_of_members_gives_an_event_the_same_key(way in ways(), object in objects(), id in 1..1_000_000_i64) {
        let mut object = object;
        object.insert("id".to_owned(), json!(id));
        object.insert("entity_type".to_owned(), json!("Project"));
        object.insert("author_id".to_owned(), json!(14));
        let members: Vec<_> = object.iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str()))).collect();
        let forth = format!("{{{}}}", members.join(","));
        let back = format!("{{ {} }}", members.iter().rev().cloned().collect::<Vec<_>>().join(" , "));
        let [forth, back] = [forth, back].map(|text| normalise::read(way, RECEIVED_AT, text.as_bytes()));
        prop_assert_eq!(forth.key, back.key);
    }

    #[test]
    fn any_body_is_cut_without_loss(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let pieces = normalise::split(&body);
        prop_assert!(pieces.len() != 1 || !pieces[0].is_empty() || body.is_empty());
        for piece in pieces {
            prop_assert!(body.windows(piece.len().max(1)).any(|window| window == piece) || piece.is_empty());
        }
    }

    #[test]
    fn any_array_comes_apart_into_its_elements(elements in prop::collection::vec(values(), 0..12), space in "[ \n\t]{0,3}") {
        let texts: Vec<_> = elements.iter().map(Value::to_string).collect();
        let body = format!("{space}[{space}{}{space}]{space}", texts.join(&format!("{space},{space}")));
        let pieces: Vec<_> = normalise::split(body.as_bytes()).into_iter().map(|piece| String::from_utf8_lossy(piece).into_owned()).collect();
        prop_assert_eq!(pieces, texts);
    }
}
