//! Tests of [`super`].

use std::collections::BTreeSet;

use super::*;

#[test]
fn no_two_fields_answer_to_one_name() {
    let names: Vec<_> =
        FIELDS.iter().flat_map(|field| field.search_names.iter().chain([&field.name])).collect();
    let distinct: BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
}

#[test]
fn a_field_is_found_by_its_name_and_by_what_people_type() {
    let cases = [
        ("author_name", "author_name"),
        ("actor", "author_name"),
        ("type", "event_type"),
        ("ip", "ip_address"),
        ("entity", "entity_path"),
        ("target", "target_details"),
        ("message", "custom_message"),
        ("token", "token_id"),
        ("username", "author_name"),
    ];
    for (name, expected) in cases {
        assert_eq!(find(name).map(|field| field.name), Some(expected), "{name}");
    }
    assert_eq!(find("nothing"), None);
}

#[test]
fn times_sort_as_text() {
    let raw = br#"{"id":1,"author_id":1,"entity_type":"User","details":{},"created_at":"2026-01-14T03:30:00Z"}"#;
    let event = crate::normalise::read(crate::Way::Rest, jiff::Timestamp::UNIX_EPOCH, raw);
    assert_eq!(flat(&event)["created_at"], "2026-01-14T03:30:00.000Z");
}
