//! Whatever is altered is found, and named.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ledger::{Entry, Ledger, LedgerError, Reader};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::sample::{
    append, check, copy, entry, files_with, ledger, named, open, options, overwrite, record,
};

thread_local! {
    // Each test has a thread, at the end of which its sample is removed.
    static SAMPLE: TempDir = ledger();
}

fn sample() -> PathBuf {
    SAMPLE.with(|dir| dir.path().to_owned())
}

fn flip(path: &Path, at: usize, mask: u8) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= mask;
    overwrite(path, &bytes);
}

/// Where each record's frame ends in the open segment.
fn frame_ends(bytes: &[u8]) -> Vec<usize> {
    let (mut ends, mut at) = (Vec::new(), 0);
    while let Some((len, _)) = bytes[at..].split_first_chunk::<4>() {
        let len = usize::try_from(u32::from_le_bytes(*len)).unwrap();
        if len == 0 {
            break;
        }
        at += 8 + len;
        ends.push(at);
    }
    ends
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn any_altered_byte_of_a_sealed_segment_is_found_in_its_segment(nth in 0..5_usize, at in any::<prop::sample::Index>(), mask in 1..=255_u8) {
        let dir = copy(&sample());
        let path = &files_with(dir.path(), "segment")[nth];
        let len = usize::try_from(path.metadata().unwrap().len()).unwrap();
        flip(path, at.index(len), mask);

        let report = check(dir.path());
        let segment = path.file_stem().unwrap().to_str().unwrap();
        prop_assert!(!report.is_sound());
        prop_assert!(report.problems.iter().all(|problem| problem.segment.as_deref() == Some(segment)));
        let first = u64::try_from(nth).unwrap() * 60;
        prop_assert!(named(&report.problems).iter().all(|index| (first..first + 60).contains(index)));
    }

    #[test]
    fn any_altered_byte_of_the_open_segment_is_found_at_its_record(at in any::<prop::sample::Index>(), mask in 1..=255_u8) {
        let dir = copy(&sample());
        let path = &files_with(dir.path(), "open")[0];
        let ends = frame_ends(&fs::read(path).unwrap());
        let at = at.index(*ends.last().unwrap());
        flip(path, at, mask);

        let altered = 300 + u64::try_from(ends.iter().filter(|end| **end <= at).count()).unwrap();
        let report = check(dir.path());
        prop_assert_eq!(named(&report.problems).first().copied(), Some(altered));
        prop_assert!(Reader::open(dir.path()).is_err(), "it was signed, so it is not a torn write");
    }

    #[test]
    fn any_altered_byte_of_any_other_file_is_found(
        which in 0..OTHER_FILES.len(),
        at in any::<prop::sample::Index>(),
        mask in 1..=255_u8,
    ) {
        let dir = copy(&sample());
        let name = OTHER_FILES[which];
        let path = dir.path().join(name);
        let at = at.index(usize::try_from(path.metadata().unwrap().len()).unwrap());
        let was_newline = fs::read(&path).unwrap()[at] == b'\n';
        flip(&path, at, mask);

        // A line of a key may end in another white space.
        let is_the_same_key = name == "verifier.pub" && was_newline;
        prop_assert!(is_the_same_key || !check(dir.path()).is_sound(), "{} at {}", name, at);
    }
}

const OTHER_FILES: [&str; 8] = [
    "tree/0",
    "tree/1",
    "checkpoint",
    "checkpoints/120",
    "checkpoints/360",
    "verifier.pub",
    "segments/000000000000-000000000060.manifest",
    "segments/000000000240-000000000300.manifest",
];

#[test]
fn nothing_is_found_where_nothing_was_altered() {
    let report = check(&sample());
    assert_eq!(report.problems, []);
    assert_eq!((report.records, report.checkpoints, report.signed_records), (360, 6, 360));
}

/// A sealed segment of the same key with one other record, every checksum and
/// manifest right: only the tree can tell.
fn forge(dir: &Path, altered: u64) {
    let forged = tempfile::tempdir().unwrap();
    overwrite(&forged.path().join("signing.key"), &fs::read(dir.join("signing.key")).unwrap());
    let mut ledger = open(forged.path());
    append(&mut ledger, 60);
    ledger.seal().unwrap();
    let mut records: Vec<_> = (60..120).map(record).collect();
    for record in &mut records {
        if record.index == altered {
            record.raw = b"{}".to_vec();
        }
    }
    ledger.append(&records[..20].iter().map(entry).collect::<Vec<Entry<'_>>>()).unwrap();
    ledger.append(&records[20..].iter().map(entry).collect::<Vec<Entry<'_>>>()).unwrap();
    ledger.seal().unwrap();
    for extension in ["segment", "manifest"] {
        let from = &files_with(forged.path(), extension)[1];
        overwrite(&dir.join("segments").join(from.file_name().unwrap()), &fs::read(from).unwrap());
    }
}

#[test]
fn a_forged_record_with_all_checksums_right_is_named_exactly() {
    for altered in [60, 77, 119] {
        let dir = copy(&sample());
        forge(dir.path(), altered);
        let problems = check(dir.path()).problems;
        let found: BTreeSet<String> = problems
            .iter()
            .filter(|problem| problem.index.is_some())
            .map(ToString::to_string)
            .collect();
        let segment = "(segment 000000000060-000000000120)";
        let expected = [
            format!("record {altered}: the record is not the one that was signed {segment}"),
            // Its manifest was forged with it.
            format!(
                "record 60: the root in the segment's manifest is not that of its records {segment}"
            ),
        ];
        assert_eq!(found, expected.into());
    }
}

#[test]
fn a_forged_record_and_its_forged_hash_are_bounded_by_the_checkpoints_around() {
    let dir = copy(&sample());
    forge(dir.path(), 77);
    let mut tree = fs::read(dir.path().join("tree/0")).unwrap();
    let forged =
        ledger::leaf_hash(&ledger::leaf_bytes(&record(77).source, record(77).received_ms, b"{}"));
    tree[77 * 32..78 * 32].copy_from_slice(&forged);
    overwrite(&dir.path().join("tree/0"), &tree);

    let problems = check(dir.path()).problems;
    let expected =
        "record 60: the records from here to 119 do not lead to the root that was signed for 120";
    assert!(problems.iter().any(|problem| problem.to_string() == expected), "{problems:#?}");
}

#[test]
fn a_wrong_stored_hash_is_told_from_a_wrong_record() {
    let dir = copy(&sample());
    flip(&dir.path().join("tree/0"), 100 * 32 + 3, 1);
    let problems = check(dir.path()).problems;
    let expected = "record 100: its stored hash in tree/0 was altered; the record holds \
                    (segment 000000000060-000000000120)";
    assert!(problems.iter().any(|problem| problem.to_string() == expected), "{problems:#?}");
    assert_eq!(named(&problems), [100]);
}

#[test]
fn a_segment_that_is_gone_is_missed() {
    let dir = copy(&sample());
    for extension in ["segment", "manifest"] {
        fs::remove_file(&files_with(dir.path(), extension)[1]).unwrap();
    }
    let problems = check(dir.path()).problems;
    assert_eq!(
        problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["record 60: records 60 to 119 are missing: a segment is gone"]
    );
    let error = Ledger::open(dir.path(), options()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the ledger is damaged at record 60: a sealed segment is missing; keep a copy of it and run verify"
    );
}

#[test]
fn where_neither_records_nor_hashes_are_left_it_is_said_that_nothing_more_can_be_checked() {
    let dir = copy(&sample());
    for extension in ["segment", "manifest"] {
        fs::remove_file(&files_with(dir.path(), extension)[1]).unwrap();
    }
    fs::remove_file(dir.path().join("tree/0")).unwrap();
    let problems = check(dir.path()).problems;
    let lost = "record 60: neither the record nor its stored hash can be read: the tree cannot be \
                followed from here on";
    assert!(problems.iter().any(|problem| problem.to_string() == lost), "{problems:#?}");
}

#[test]
fn records_that_were_signed_and_cut_off_are_missed() {
    let dir = copy(&sample());
    let path = &files_with(dir.path(), "open")[0];
    let ends = frame_ends(&fs::read(path).unwrap());
    let kept = fs::read(path).unwrap()[..ends[9]].to_vec();
    overwrite(path, &kept);

    let problems = check(dir.path()).problems;
    assert_eq!(
        problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["record 310: 360 records were signed, but the ledger ends here"]
    );
    let error = Ledger::open(dir.path(), options()).unwrap_err();
    assert!(error.to_string().contains("360 records were signed, 310 are there"), "{error}");
}

#[test]
fn damage_before_acknowledged_batches_is_refused_even_if_nothing_was_signed() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    append(&mut ledger, 3);
    append(&mut ledger, 3);
    drop(ledger);
    let path = &files_with(dir.path(), "open")[0];
    let ends = frame_ends(&fs::read(path).unwrap());
    flip(path, ends[1] - 1, 1);

    let error = Ledger::open(dir.path(), options()).unwrap_err();
    let LedgerError::Corrupt { index: Some(1), .. } = error else { panic!("{error}") };
    assert_eq!(named(&check(dir.path()).problems), [1]);
}

#[test]
fn another_key_than_the_one_handed_over_is_told() {
    let other = ledger();
    let key = Reader::open(other.path()).unwrap().verifier_key().unwrap();
    let report = ledger::verify(&sample(), Some(&key), &mut |_| {}).unwrap();
    let texts: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert!(texts.contains(&"verifier.pub is not the given key".to_owned()));
    assert!(texts.contains(&"checkpoint 360: not signed by the expected key".to_owned()));
    assert_eq!(report.checkpoints, 0);
}
