//! Tests of [`super`].

use super::*;

fn key(id: &str, field: Option<&str>, from: Option<&str>) -> DedupKey {
    let change = Change {
        field: field.map(str::to_owned),
        from: from.map(str::to_owned),
        ..Change::default()
    };
    DedupKey::of_meaning(&Meaning {
        id: &EventId(id.to_owned()),
        occurred_ms: Some(0),
        actor: &Actor::unknown(),
        entity: None,
        target: None,
        change: &change,
        message: None,
    })
}

/// The figures were computed by Python's hashlib from the layout alone.
#[test]
fn a_key_is_the_same_in_every_version() {
    assert_eq!(DedupKey::of_bytes(b"x\n").0, "5db86532b49aba90a84bbc5c09a98dcb");
    assert_eq!(key("1", Some("visibility"), Some("private")).0, "042023ca2b6a480510de7b2eeb7e6750");
}

#[test]
fn parts_do_not_run_together() {
    assert_ne!(key("1", Some("ab"), Some("c")), key("1", Some("a"), Some("bc")));
    assert_ne!(key("1", Some("a"), None), key("1", None, Some("a")));
}

#[test]
fn absent_is_the_same_as_empty() {
    assert_eq!(key("1", Some("a"), None), key("1", Some("a"), Some("")));
}

#[test]
fn white_space_matters_but_in_a_list() {
    assert_ne!(key("1", None, Some("a b")), key("1", None, Some("ab")));
    assert_eq!(key("1", None, Some("[1, 2]")), key("1", None, Some("[1,2]")));
}
