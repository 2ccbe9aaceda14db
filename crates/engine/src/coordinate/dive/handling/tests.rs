//! What is collected, taken out and handed over, entry by entry.

use super::*;
use crate::assist::redaction::EditKind;
use crate::coordinate::told::Told;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn told(state: &mut HandlingState, by: &str, entry: &Entry) -> bool {
    state.apply(entry, &Told { index: 1, at: at("2026-06-15T12:00:00Z"), by })
}

fn artefact(sha256: &str, kind: ArtefactKind) -> Artefact {
    Artefact { sha256: sha256.to_owned(), bytes: 10, lines: 3, queries: Vec::new(), kind }
}

fn redacted(sha256: &str, edits: Option<String>) -> Entry {
    let (original, rules, report) = ("o".to_owned(), "r".to_owned(), "s".to_owned());
    let kind = ArtefactKind::Redacted { original, rules, report };
    let report = Report {
        original_sha256: "o".to_owned(),
        result_sha256: sha256.to_owned(),
        edits_sha256: edits,
        ..Report::default()
    };
    Entry::Redacted {
        artefact: artefact(sha256, kind),
        report: Box::new(report),
        given: Given::default(),
    }
}

fn searched() -> HandlingState {
    let mut state = HandlingState::default();
    let order = Order {
        request: "q".to_owned(),
        scope: Scope {
            subjects: Vec::new(),
            start: at("2026-06-08T00:00:00Z"),
            end: at("2026-06-15T00:00:00Z"),
            kinds: Vec::new(),
            keep_access_logs: false,
        },
        record_end: 7,
        bundles: Vec::new(),
        access_logs_because: None,
    };
    assert!(told(&mut state, "rin", &Entry::Begun { order: Box::new(order) }));
    assert!(state.open_run().is_some());
    let (seen, left_out) = (Tally::default(), Vec::new());
    let frozen = Entry::Frozen { artefact: artefact("o", ArtefactKind::Original), seen, left_out };
    assert!(told(&mut state, "rin", &frozen));
    assert!(!told(&mut state, "rin", &frozen), "it is over");
    state
}

#[test]
fn an_edit_ends_what_could_be_released_until_it_is_redacted_again() {
    let mut state = searched();
    assert!(state.release_hash("a").is_none());
    assert!(told(&mut state, "rin", &redacted("a", None)));
    assert_eq!(state.release_hash("a").as_deref(), Some("a"));
    assert!(state.release_hash("o").is_none(), "an original never leaves");

    let edit = Edit {
        kind: EditKind::Add,
        line: 2,
        start: 0,
        end: 4,
        reason: "a name".to_owned(),
        by: "somebody else".to_owned(),
    };
    assert!(state.may_edit("o", &edit).is_ok());
    assert_eq!(state.may_edit("a", &edit).unwrap_err().rule, "dive.not_the_original");
    let beyond = Edit { line: 4, ..edit.clone() };
    assert_eq!(state.may_edit("o", &beyond).unwrap_err().rule, "dive.edit_of_nothing");
    told(&mut state, "noor", &Entry::Edited { original: "o".to_owned(), edit });

    assert!(state.release_hash("a").is_none());
    let edits = state.edits_of("o").unwrap();
    assert_eq!(edits.edits[0].by, "noor");
    told(&mut state, "rin", &redacted("b", Some(edits.sha256())));
    assert!(state.release_hash("a").is_none());
    assert_eq!(state.release_hash("b").as_deref(), Some("b"));
    assert_eq!(state.authors(), ["noor", "rin"]);
}

#[test]
fn a_link_opens_once_and_not_after_its_time() {
    let mut state = searched();
    told(&mut state, "rin", &redacted("b", None));
    let released = |token: &str| Released {
        sha256: "b".to_owned(),
        sealed: "e".to_owned(),
        bytes: 10,
        to: SealedTo::Passphrase,
        token: token.to_owned(),
        expires_at: at("2026-06-18T12:00:00Z"),
    };
    let one = released("t1");
    told(&mut state, "sam", &Entry::Released { released: one.clone() });
    let before = at("2026-06-18T11:59:59Z");
    let rule = |state: &HandlingState, now| state.may_take(&one, now).map_err(|no| no.rule);
    assert_eq!(rule(&state, before), Ok(()));
    assert_eq!(rule(&state, one.expires_at), Err("dive.link_expired".to_owned()));

    assert!(told(&mut state, "portcullis", &Entry::Received { token: "t1".to_owned() }));
    assert_eq!(rule(&state, before), Err("dive.link_used".to_owned()));
    let recalled = Entry::Recalled { token: "t1".to_owned(), reason: "wrong".to_owned() };
    assert!(!told(&mut state, "sam", &recalled), "it was used before");

    let other = released("t2");
    told(&mut state, "sam", &Entry::Released { released: other.clone() });
    told(
        &mut state,
        "sam",
        &Entry::Recalled { token: "t2".to_owned(), reason: "wrong".to_owned() },
    );
    assert_eq!(state.may_take(&other, before).unwrap_err().rule, "dive.link_recalled");
}
