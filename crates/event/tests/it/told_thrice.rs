//! One event told by the stream, by REST and by `audit_json.log` is one event;
//! an event that only borrows its id is another.

use event::{DedupKey, Way};
use serde_json::{Value, json};

use crate::read;

fn key(way: Way, row: &Value) -> DedupKey {
    let event = read(way, &row.to_string());
    assert!(event.is_parsed(), "{:?}", event.problems);
    event.key
}

/// Details as the stream has them: values before and after as they are.
fn details() -> Value {
    json!({
        "event_name": "project_feature_forking_access_level_updated",
        "change": "forking_access_level", "from": true, "to": null,
        "author_name": "Mizuki Arai", "author_class": "User",
        "target_id": 31, "target_type": "Project", "target_details": "orchard/cider-press",
        "custom_message": "Changed forking_access_level",
        "ip_address": "198.51.100.23", "entity_path": "orchard/cider-press",
    })
}

/// Details as REST and the log file have them: before and after as text.
fn details_as_text() -> Value {
    let mut details = details();
    details["from"] = json!("true");
    details["to"] = json!("");
    details
}

fn streamed() -> Value {
    json!({
        "id": "90211", "author_id": 14, "entity_id": 31, "entity_type": "Project", "details": details(),
        "ip_address": "198.51.100.23", "author_name": "Mizuki A.", "entity_path": "orchard/cider-press-2",
        "target_details": "orchard/cider-press-2", "target_type": "Project", "target_id": 31,
        "created_at": "2026-01-14T03:30:00.001Z", "event_type": "project_feature_forking_access_level_updated",
    })
}

fn by_rest() -> Value {
    let mut details = details_as_text();
    details["author_email"] = json!("mizuki@orchard.test");
    json!({
        "id": 90211, "author_id": 14, "entity_id": 31, "entity_type": "Project", "event_name": null,
        "details": details, "created_at": "2026-01-14T12:30:00.001+09:00",
    })
}

fn logged() -> Value {
    let mut line = streamed();
    line.as_object_mut().unwrap().remove("event_type");
    line["severity"] = json!("INFO");
    line["time"] = json!("2026-01-14T03:30:00.057Z");
    line["correlation_id"] = json!("01KEXW2V3B4N5M6Q7R8S9T0V1W");
    line["id"] = json!(90211);
    line["details"] = details_as_text();
    for (name, value) in details_as_text().as_object().unwrap() {
        line[name] = value.clone();
    }
    line
}

#[test]
fn the_stream_rest_and_the_log_file_tell_one_event_with_one_key() {
    let key_of_stream = key(Way::Stream, &streamed());
    assert_eq!(key(Way::Rest, &by_rest()), key_of_stream);
    assert_eq!(key(Way::Import, &logged()), key_of_stream);
}

#[test]
fn the_way_makes_no_difference() {
    assert_eq!(key(Way::Stream, &streamed()), key(Way::Import, &streamed()));
}

#[test]
fn a_list_reads_the_same_as_json_and_as_ruby_prints_it() {
    let mut as_json = streamed();
    as_json["details"]["from"] = json!(["main", "dev"]);
    let mut as_ruby = by_rest();
    as_ruby["details"]["from"] = json!("[\"main\", \"dev\"]");
    assert_eq!(key(Way::Stream, &as_json), key(Way::Rest, &as_ruby));
}

#[test]
fn whoever_borrows_the_id_does_not_get_the_key() {
    let real = key(Way::Stream, &streamed());
    let forgeries: [(&str, Value); 12] = [
        ("/id", json!("90212")),
        ("/created_at", json!("2026-01-14T03:30:00.002Z")),
        ("/author_id", json!(15)),
        ("/entity_id", json!(32)),
        ("/entity_type", json!("Group")),
        ("/details/target_id", json!(32)),
        ("/details/target_type", json!("Group")),
        ("/details/target_details", json!("orchard/cellar")),
        ("/details/change", json!("builds_access_level")),
        ("/details/from", json!(false)),
        ("/details/to", json!("x")),
        ("/details/custom_message", json!("Changed nothing")),
    ];
    for (place, value) in forgeries {
        let mut forged = streamed();
        *forged.pointer_mut(place).unwrap() = value;
        assert_ne!(key(Way::Stream, &forged), real, "{place}");
    }
}

#[test]
fn a_deploy_token_is_told_from_another_by_its_name() {
    let by = |name: &str| {
        let mut row = streamed();
        row["author_id"] = json!(-2);
        row["author_name"] = json!(name);
        key(Way::Stream, &row)
    };
    assert_ne!(by("mirror-reader"), by("release-reader"));
}

#[test]
fn a_line_without_an_id_is_keyed_by_its_bytes_but_for_the_line_end() {
    let line = r#"{"time":"2018-11-05T08:14:09.410Z","author_id":14,"entity_id":31,"entity_type":"Project","change":"visibility"}"#;
    let with_end = format!("{line}\r\n");
    assert_eq!(read(Way::Import, line).key, read(Way::Import, &with_end).key);
    let with_space = line.replace(",\"change\"", ", \"change\"");
    assert_ne!(read(Way::Import, line).key, read(Way::Import, &with_space).key);
}
