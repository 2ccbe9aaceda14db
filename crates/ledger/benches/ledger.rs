//! What durability and proof cost: `cargo bench -p ledger`.
//!
//! `append` is one batch with its `fdatasync`; `verify` and `bare_sha256` go
//! over the same bytes; the rest is over a ledger of [`RECORDS`] records.
//! Set `TMPDIR` to the disk that is to be measured.
#![expect(clippy::unwrap_used, reason = "a measurement that fails has no result")]

use std::path::Path;
use std::sync::OnceLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use ledger::{Entry, Ledger, Options, Reader};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const RECORDS: u64 = 400_000;

fn main() {
    divan::main();
    // A static is never dropped.
    if let Some(dir) = FILLED.get() {
        std::fs::remove_dir_all(dir.path()).unwrap();
    }
}

/// About 500 bytes of JSON, as GitLab's audit events are.
fn event(index: u64) -> Vec<u8> {
    let id: [u8; 32] = Sha256::digest(index.to_le_bytes()).into();
    let hash = id.map(|byte| format!("{byte:02x}")).concat();
    let author = index % 977;
    format!(
        r#"{{"id":"{hash}","author_id":{author},"entity_id":{},"entity_type":"Project","details":{{"custom_message":"Removed user access","author_name":"User {author}","author_email":"user{author}@example.com","target_id":{index},"target_type":"User","target_details":"member-{index}","ip_address":"203.0.113.{}","entity_path":"group-{}/project-{author}"}},"ip_address":"203.0.113.{}","author_name":"User {author}","entity_path":"group/project-{author}","created_at":"2026-01-01T00:00:00.{:03}Z","event_type":"member_destroyed"}}"#,
        index % 5_003, index % 251, index % 31, index % 251, index % 1_000,
    )
    .into_bytes()
}

fn open(dir: &Path) -> Ledger {
    Ledger::open(dir, Options::new("example.com/bench")).unwrap().0
}

fn entries(events: &[Vec<u8>]) -> Vec<Entry<'_>> {
    events.iter().map(|raw| Entry { source: "stream/main", received_ms: 1, raw }).collect()
}

static FILLED: OnceLock<TempDir> = OnceLock::new();

fn filled() -> &'static Path {
    let fill = || {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = open(dir.path());
        for first in (0..RECORDS).step_by(5_000) {
            let events: Vec<Vec<u8>> = (first..first + 5_000).map(event).collect();
            ledger.append(&entries(&events)).unwrap();
        }
        ledger.checkpoint().unwrap();
        dir
    };
    FILLED.get_or_init(fill).path()
}

#[divan::bench(args = [1, 10, 100, 500], sample_count = 300)]
fn append(bencher: Bencher<'_, '_>, batch: u64) {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    let events: Vec<Vec<u8>> = (0..batch).map(event).collect();
    let entries = entries(&events);
    bencher.counter(ItemsCount::new(batch)).bench_local(|| ledger.append(&entries).unwrap());
}

#[divan::bench(sample_count = 5)]
fn verify(bencher: Bencher<'_, '_>) {
    let dir = filled();
    let bytes = ledger::verify(dir, None, &mut |_| {}).unwrap().bytes;
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        let report = ledger::verify(dir, None, &mut |_| {}).unwrap();
        assert!(report.is_sound());
    });
}

#[divan::bench(sample_count = 5)]
fn bare_sha256(bencher: Bencher<'_, '_>) {
    let reader = Reader::open(filled()).unwrap();
    let raw: Vec<u8> = reader.iter(0).flat_map(|record| record.unwrap().raw).collect();
    bencher.counter(BytesCount::of_slice(&raw)).bench(|| Sha256::digest(&raw));
}

#[divan::bench(sample_count = 20)]
fn reopen(bencher: Bencher<'_, '_>) {
    let dir = filled();
    bencher.bench(|| open(dir));
}

#[divan::bench(sample_count = 3)]
fn read_in_order(bencher: Bencher<'_, '_>) {
    let reader = Reader::open(filled()).unwrap();
    bencher.counter(ItemsCount::new(RECORDS)).bench(|| reader.iter(0).map(Result::unwrap).count());
}

#[divan::bench(sample_count = 500)]
fn read_one(bencher: Bencher<'_, '_>) {
    let reader = Reader::open(filled()).unwrap();
    let mut index = 0;
    bencher.bench_local(|| {
        index = (index + 7_919 * 31) % RECORDS;
        reader.read(index).unwrap()
    });
}

#[divan::bench(sample_count = 500)]
fn prove_inclusion(bencher: Bencher<'_, '_>) {
    let reader = Reader::open(filled()).unwrap();
    let mut index = 0;
    bencher.bench_local(|| {
        index = (index + 7_919 * 31) % RECORDS;
        reader.prove_inclusion(index).unwrap().to_text()
    });
}
