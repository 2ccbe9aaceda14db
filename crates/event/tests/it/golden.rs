//! The golden corpus: `fixtures/gitlab/<version>/<format>.jsonl` (text logs:
//! `.log`, a table: `.csv`), and beside each `.<ending>.expected` with the
//! events as JSON, one a line.
//!
//! After a wanted change write them anew, then read the diff:
//! `GOLDEN=write cargo nextest run -p event golden`.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use event::{Format, Way, normalise};

use crate::read;

#[test]
fn every_line_of_the_golden_corpus_reads_as_expected() {
    let files = corpus();
    assert!(files.len() >= 10, "found only {} files", files.len());
    for path in files {
        let records = records(&path);
        let actual: String = records.iter().map(|record| as_json(&path, record)).collect();
        let expected_path = expected_path(&path);
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
    let is_named = |path: &PathBuf| {
        let folder = path.parent().unwrap();
        !folder.ends_with("other") && !folder.ends_with("shipped")
    };
    for path in corpus().into_iter().filter(is_named) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for record in records(&path) {
            let format = normalise::recognise(way(&path), record.as_bytes());
            assert_eq!(format.as_str(), name, "{}: {record}", path.display());
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

pub(crate) fn corpus() -> Vec<PathBuf> {
    let folders = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = folders
        .filter(|path| path.is_dir())
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| {
            path.extension().is_some_and(|end| ["jsonl", "log", "csv"].iter().any(|e| end == *e))
        })
        .collect();
    files.sort();
    files
}

/// `.expected`, and for text logs and tables their own ending before it.
fn expected_path(path: &Path) -> PathBuf {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some(ending @ ("log" | "csv")) => path.with_extension(format!("{ending}.expected")),
        _ => path.with_extension("expected"),
    }
}

/// One record a line; of a table, the header and a row each.
pub(crate) fn records(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    if !normalise::is_csv_header(text.as_bytes()) {
        return lines.map(str::to_owned).collect();
    }
    let header = lines.next().unwrap();
    let mut records = Vec::new();
    let mut row = String::new();
    for line in lines {
        row.push('\n');
        row.push_str(line);
        if normalise::is_csv_row_whole(row.as_bytes()) {
            records.push(format!("{header}{}", std::mem::take(&mut row)));
        }
    }
    records
}

fn as_json(path: &Path, line: &str) -> String {
    serde_json::to_string(&read(way(path), line)).unwrap() + "\n"
}

pub(crate) fn way(path: &Path) -> Way {
    match path.file_stem().and_then(|name| name.to_str()) {
        Some("audit_stream" | "odd") => Way::Stream,
        Some("audit_rest") => Way::Rest,
        Some("system_hook") => Way::Hook,
        _ => Way::Import,
    }
}
