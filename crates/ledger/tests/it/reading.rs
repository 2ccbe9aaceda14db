//! What is appended is read back, whatever happens in between.

use std::sync::atomic::{AtomicBool, Ordering};

use ledger::{Entry, Ledger, LedgerError, Options, Reader, Record};
use proptest::prelude::*;

use crate::sample::{ORIGIN, append, assert_sound, entry, open, options, record};

#[derive(Debug, Clone)]
enum Step {
    Append(Vec<(String, u64, Vec<u8>)>),
    Reopen,
    Seal,
    Checkpoint,
}

fn step() -> impl Strategy<Value = Step> {
    let bytes = prop_oneof![
        8 => prop::collection::vec(any::<u8>(), 0..200),
        1 => prop::collection::vec(any::<u8>(), 5_000..20_000),
    ];
    let entry = ("[a-z]{0,8}/[^\n]{0,8}", any::<u64>(), bytes);
    prop_oneof![
        4 => prop::collection::vec(entry, 0..12).prop_map(Step::Append),
        1 => Just(Step::Reopen),
        1 => Just(Step::Seal),
        1 => Just(Step::Checkpoint),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn any_sequence_of_batches_is_read_back_over_any_reopening(steps in prop::collection::vec(step(), 1..14)) {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = open(dir.path());
        let mut expected: Vec<Record> = Vec::new();
        for step in steps {
            match step {
                Step::Append(batch) => {
                    let entries: Vec<Entry<'_>> = batch
                        .iter()
                        .map(|(source, received_ms, raw)| Entry { source, received_ms: *received_ms, raw })
                        .collect();
                    let range = ledger.append(&entries).unwrap();
                    for (index, (source, received_ms, raw)) in range.zip(batch) {
                        expected.push(Record { index, source, received_ms, raw });
                    }
                }
                Step::Reopen => {
                    drop(ledger);
                    ledger = open(dir.path());
                }
                Step::Seal => ledger.seal().unwrap(),
                Step::Checkpoint => drop(ledger.checkpoint().unwrap()),
            }
            prop_assert_eq!(ledger.size(), u64::try_from(expected.len()).unwrap());
        }
        let everything: Result<Vec<Record>, _> = ledger.reader().iter(0).collect();
        prop_assert_eq!(&everything.unwrap(), &expected);
        for record in &expected {
            prop_assert_eq!(&ledger.reader().read(record.index).unwrap(), record);
        }
        let beside: Result<Vec<Record>, _> = Reader::open(dir.path()).unwrap().iter(0).collect();
        prop_assert_eq!(&beside.unwrap(), &expected);
        drop(ledger);
        assert_sound(dir.path());
    }
}

#[test]
fn iterating_starts_anywhere() {
    let dir = crate::sample::ledger();
    let reader = Reader::open(dir.path()).unwrap();
    for from in (0..=360).step_by(7) {
        let found: Vec<Record> = reader.iter(from).map(Result::unwrap).collect();
        assert_eq!(found, (from..360).map(record).collect::<Vec<_>>(), "from {from}");
    }
    assert_eq!(reader.iter(361).count(), 0);
}

#[test]
fn a_record_that_does_not_exist_is_said_to() {
    let dir = crate::sample::ledger();
    let error = Reader::open(dir.path()).unwrap().read(360).unwrap_err();
    assert_eq!(error.to_string(), "there is no record 360: the ledger holds 360");
}

#[test]
fn a_second_writer_is_refused_and_told_who_writes() {
    let dir = tempfile::tempdir().unwrap();
    let _first = open(dir.path());
    let error = Ledger::open(dir.path(), options()).unwrap_err();
    let LedgerError::Locked { pid, .. } = error else { panic!("{error}") };
    assert_eq!(pid, Some(std::process::id()));
}

#[test]
fn another_origin_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let error = Ledger::open(dir.path(), Options::new("example.com/other")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "this ledger's origin is example.com/test, not example.com/other"
    );

    let error = Ledger::open(&dir.path().join("new"), Options::new("two words")).unwrap_err();
    assert!(matches!(error, LedgerError::BadOrigin(_)), "{error}");
}

#[test]
fn a_record_over_the_bound_and_a_source_of_two_lines_are_refused_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger =
        Ledger::open(dir.path(), Options { record_bytes_max: 10, ..options() }).unwrap().0;
    let good = Entry { source: "stream/main", received_ms: 1, raw: b"0123456789" };
    let large = Entry { raw: b"0123456789a", ..good };
    let two_lines = Entry { source: "a\nb", ..good };

    assert!(matches!(
        ledger.append(&[good, large]),
        Err(LedgerError::TooLarge { bytes: 11, max: 10 })
    ));
    assert!(matches!(ledger.append(&[good, two_lines]), Err(LedgerError::BadSource)));
    assert_eq!(ledger.size(), 0);
    assert_eq!(ledger.append(&[good]).unwrap(), 0..1);
}

#[test]
fn a_batch_larger_than_a_segment_is_one_segment() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    let raw = vec![7; 5_000];
    let entries = vec![Entry { source: "s", received_ms: 1, raw: &raw }; 10];
    ledger.append(&entries).unwrap();
    append(&mut ledger, 3);
    ledger.append(&entries).unwrap();
    drop(ledger);
    assert_eq!(
        open(dir.path())
            .reader()
            .iter(0)
            .filter(|record| record.as_ref().unwrap().raw == raw)
            .count(),
        20
    );
    assert_sound(dir.path());
}

#[test]
fn readers_see_only_what_was_acknowledged_while_segments_are_sealed_under_them() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    let reader = ledger.reader();
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for from_outside in [false, true] {
            let (reader, is_done, path) = (reader.clone(), &is_done, dir.path());
            scope.spawn(move || {
                while !is_done.load(Ordering::Relaxed) {
                    let reader =
                        if from_outside { Reader::open(path).unwrap() } else { reader.clone() };
                    let size = reader.size();
                    let found: Vec<Record> = reader.iter(0).map(Result::unwrap).collect();
                    assert!(u64::try_from(found.len()).unwrap() >= size);
                    assert!(found.iter().all(|found| *found == record(found.index)));
                }
            });
        }
        for _ in 0..200 {
            append(&mut ledger, 9);
        }
        is_done.store(true, Ordering::Relaxed);
    });
    assert_eq!(ledger.size(), 1_800);
    drop(ledger);
    assert_sound(dir.path());
}

#[test]
fn verification_beside_a_live_writer_finds_nothing_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                assert_sound(dir.path());
            }
        });
        for nth in 0..150 {
            append(&mut ledger, 9);
            if nth % 10 == 0 {
                ledger.checkpoint().unwrap();
            }
        }
        is_done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_lost_tree_is_computed_again() {
    let dir = crate::sample::ledger();
    std::fs::remove_dir_all(dir.path().join("tree")).unwrap();
    let (ledger, recovery) = Ledger::open(dir.path(), options()).unwrap();
    assert!(recovery.has_rebuilt_tree);
    assert_eq!(ledger.size(), 360);
    drop(ledger);
    assert_sound(dir.path());
}

#[test]
fn the_secret_key_is_readable_by_its_owner_only_and_sealed_files_are_read_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = crate::sample::ledger();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir.path().join("signing.key")), 0o600);
    for extension in ["segment", "manifest"] {
        let files = crate::sample::files_with(dir.path(), extension);
        assert_eq!(files.len(), 5);
        assert!(files.iter().all(|path| mode(path) == 0o444));
    }
    assert_eq!(mode(&dir.path().join("checkpoints/360")), 0o444);
}

#[test]
fn an_empty_ledger_can_be_signed_verified_and_reopened() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    let checkpoint = ledger.checkpoint().unwrap();
    assert_eq!((checkpoint.size, checkpoint.origin.as_str()), (0, ORIGIN));
    ledger.seal().unwrap();
    drop(ledger);
    assert_sound(dir.path());
    assert_eq!(open(dir.path()).reader().latest_checkpoint().unwrap(), Some(checkpoint));
}

#[test]
fn a_leaf_has_the_documented_form() {
    let sample = record(1);
    let expected = b"portcullis1\nrest/instance\n1700000000001\n{\"id\":1,";
    assert!(sample.leaf_bytes().starts_with(expected));
    let again = entry(&sample);
    assert_eq!(sample.leaf_bytes(), ledger::leaf_bytes(again.source, again.received_ms, again.raw));
}
