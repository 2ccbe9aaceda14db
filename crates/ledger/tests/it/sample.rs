//! Ledgers to test with.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ledger::{Entry, Ledger, Options, Problem, Record, Report, verify};
use tempfile::TempDir;

pub(crate) const ORIGIN: &str = "example.com/test";

/// Segments so small that a few hundred records fill several.
pub(crate) fn options() -> Options {
    Options { segment_bytes_max: 8192, ..Options::new(ORIGIN) }
}

pub(crate) fn open(dir: &Path) -> Ledger {
    Ledger::open(dir, options()).unwrap().0
}

/// What record `index` is in every sample.
pub(crate) fn record(index: u64) -> Record {
    let raw = format!(r#"{{"id":{index},"author_name":"user-{}","event_type":"test"}}"#, index % 7);
    let source = if index.is_multiple_of(3) { "stream/main" } else { "rest/instance" };
    Record {
        index,
        source: source.to_owned(),
        received_ms: 1_700_000_000_000 + index,
        raw: raw.into_bytes(),
    }
}

pub(crate) fn entry(record: &Record) -> Entry<'_> {
    Entry { source: &record.source, received_ms: record.received_ms, raw: &record.raw }
}

/// Appends the next `count` sample records as one batch.
pub(crate) fn append(ledger: &mut Ledger, count: u64) {
    let records: Vec<Record> = (ledger.size()..ledger.size() + count).map(record).collect();
    let entries: Vec<Entry<'_>> = records.iter().map(entry).collect();
    ledger.append(&entries).unwrap();
}

/// 360 records: five sealed segments, a checkpoint after each, and 60 in the open one.
pub(crate) fn ledger() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    for _ in 0..5 {
        append(&mut ledger, 20);
        append(&mut ledger, 40);
        ledger.seal().unwrap();
    }
    append(&mut ledger, 60);
    ledger.checkpoint().unwrap();
    drop(ledger);
    dir
}

pub(crate) fn copy(from: &Path) -> TempDir {
    let copied = tempfile::tempdir().unwrap();
    copy_into(from, copied.path());
    copied
}

fn copy_into(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            copy_into(&path, &target);
        } else {
            overwrite(&target, &fs::read(&path).unwrap());
        }
    }
}

/// Puts bytes where somebody with the rights to do so would.
pub(crate) fn overwrite(path: &Path, bytes: &[u8]) {
    if path.exists() {
        fs::remove_file(path).unwrap();
    }
    fs::File::create(path).unwrap().write_all(bytes).unwrap();
}

pub(crate) fn files_with(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir.join("segments")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    found.sort();
    found
}

pub(crate) fn check(dir: &Path) -> Report {
    verify(dir, None, &mut |_| {}).unwrap()
}

#[track_caller]
pub(crate) fn assert_sound(dir: &Path) {
    assert_eq!(check(dir).problems, [], "verify finds problems");
}

/// The records that problems name.
pub(crate) fn named(problems: &[Problem]) -> Vec<u64> {
    let mut named: Vec<u64> = problems.iter().filter_map(|problem| problem.index).collect();
    named.dedup();
    named
}
