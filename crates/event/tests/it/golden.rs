//! The golden corpus: `fixtures/gitlab/<version>/<log>.jsonl`, and beside each
//! `.expected` with the events as JSON, one a line.
//!
//! After a wanted change write them anew, then read the diff:
//! `GOLDEN=write cargo nextest run -p event golden`.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use event::{Format, Way};

use crate::read;

#[test]
fn every_line_of_the_golden_corpus_reads_as_expected() {
    let files = corpus();
    assert!(files.len() >= 10, "found only {} files", files.len());
    for path in files {
        let lines = fs::read_to_string(&path).unwrap();
        let actual: String = lines.lines().map(|line| as_json(&path, line)).collect();
        let expected_path = path.with_extension("expected");
        if std::env::var_os("GOLDEN").is_some_and(|value| value == "write") {
            File::create(&expected_path).unwrap().write_all(actual.as_bytes()).unwrap();
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        for (number, (actual, expected)) in actual.lines().zip(expected.lines()).enumerate() {
            assert_eq!(actual, expected, "{}, line {}", path.display(), number + 1);
        }
        assert_eq!(actual.lines().count(), expected.lines().count(), "{}", path.display());
    }
}

#[test]
fn the_golden_corpus_is_recognised_for_what_its_files_are_named_after() {
    for path in corpus().into_iter().filter(|path| !path.parent().unwrap().ends_with("other")) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for line in fs::read_to_string(&path).unwrap().lines() {
            let format = event::normalise::recognise(way(&path), line.as_bytes());
            assert_eq!(format.as_str(), name, "{}: {line}", path.display());
        }
    }
}

#[test]
fn a_line_of_no_known_shape_stays_unparsed_and_says_why() {
    let path = root().join("other/unparsed.jsonl");
    for line in fs::read_to_string(path).unwrap().lines() {
        let event = read(Way::Import, line);
        assert_eq!(event.format, Format::Unparsed, "{line}");
        assert_eq!(event.problems.len(), 1, "{line}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/gitlab")
}

fn corpus() -> Vec<PathBuf> {
    let folders = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = folders
        .filter(|path| path.is_dir())
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .collect();
    files.sort();
    files
}

fn as_json(path: &Path, line: &str) -> String {
    serde_json::to_string(&read(way(path), line)).unwrap() + "\n"
}

fn way(path: &Path) -> Way {
    match path.file_stem().and_then(|name| name.to_str()) {
        Some("audit_stream" | "odd") => Way::Stream,
        Some("audit_rest") => Way::Rest,
        _ => Way::Import,
    }
}
