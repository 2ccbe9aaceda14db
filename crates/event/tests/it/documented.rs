//! The samples of GitLab's own documentation, where a copy of our notes on
//! them lies beside the repository. It is not part of it: elsewhere this test
//! says that it read nothing.

use std::path::Path;

use event::Way;
use serde_json::Value;

use crate::read;

#[test]
fn every_documented_sample_of_an_audit_event_or_request_parses() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/gitlab/formats.md");
    let Ok(notes) = std::fs::read_to_string(&path) else {
        eprintln_skipped(&path);
        return;
    };
    let samples = samples(&notes);
    assert!(samples.len() >= 18, "found only {} samples", samples.len());
    for sample in samples {
        let event = read(way(&sample), &sample.to_string());
        assert!(event.is_parsed(), "{:?}: {sample}", event.problems);
        assert_eq!(event.problems, [], "{sample}");
    }
}

#[expect(clippy::print_stderr, reason = "a skipped check must be seen")]
fn eprintln_skipped(path: &Path) {
    eprintln!("skipped: {} is not here", path.display());
}

/// The JSON blocks that are audit events or API requests; arrays one by one.
fn samples(notes: &str) -> Vec<Value> {
    let blocks = notes.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    // The documentation itself shortens one sample by a line of three dots.
    let values =
        blocks.filter_map(|block| serde_json::from_str(&block.replace(",\n  ...", "")).ok());
    let rows = values.flat_map(|value: Value| match value {
        Value::Array(rows) => rows,
        row => vec![row],
    });
    rows.filter(|row| row.get("entity_type").is_some() || row.get("route").is_some()).collect()
}

fn way(sample: &Value) -> Way {
    match (sample.get("severity"), sample.get("event_type")) {
        (Some(_), _) => Way::Import,
        (None, Some(_)) => Way::Stream,
        (None, None) => Way::Rest,
    }
}
