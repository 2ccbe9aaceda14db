//! Tests of [`super`] that need to see the readers.

use std::fs;
use std::path::Path;

use super::*;

/// The readers that claim a line.
fn claims(line: &Line<'_>) -> Vec<Format> {
    READERS.iter().filter(|reader| (reader.is)(line)).map(|reader| reader.format).collect()
}

#[test]
fn no_line_of_the_golden_corpus_is_claimed_by_two_readers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/gitlab");
    let mut lines = 0;
    for folder in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let text = fs::read_to_string(&file).unwrap();
            for text in text.lines().filter(|_| file.extension().is_some_and(|e| e == "jsonl")) {
                let Ok(line) = json::open::<Line<'_>>(text) else { continue };
                let claims = claims(&line);
                lines += 1;
                assert!(claims.len() <= 1, "{claims:?}: {text}");
                assert!(!system_hook::is(&line) || claims.is_empty(), "{text}");
            }
        }
    }
    assert!(lines > 60, "read only {lines} lines");
}
