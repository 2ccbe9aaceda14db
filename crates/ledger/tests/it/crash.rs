//! After a crash nothing acknowledged is missing, and nothing torn is taken for a record.

use std::fs;

use ledger::{Ledger, Record};

use crate::sample::{append, assert_sound, copy, files_with, open, options, overwrite, record};

/// Three acknowledged records and the bytes of a batch of two that was being written.
fn before_and_amid_a_write() -> (tempfile::TempDir, Vec<u8>, usize, usize) {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    append(&mut ledger, 3);
    let path = files_with(dir.path(), "open").remove(0);
    let end_of = |bytes: &[u8]| bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    let acknowledged = end_of(&fs::read(&path).unwrap());
    append(&mut ledger, 2);
    drop(ledger);
    let written = fs::read(&path).unwrap();
    let end = end_of(&written);
    (dir, written, acknowledged, end)
}

#[track_caller]
fn check_recovers(dir: &std::path::Path, bytes: &[u8], whole: bool) {
    let copied = copy(dir);
    overwrite(&files_with(copied.path(), "open")[0], bytes);

    let (mut ledger, recovery) = Ledger::open(copied.path(), options()).unwrap();
    assert!((3..=5).contains(&ledger.size()), "{} records", ledger.size());
    assert_eq!(ledger.size() == 5, whole);
    assert_eq!(recovery.records, ledger.size());
    append(&mut ledger, 1);
    let found: Vec<Record> = ledger.reader().iter(0).map(Result::unwrap).collect();
    assert_eq!(found, (0..ledger.size()).map(record).collect::<Vec<_>>());
    drop(ledger);
    assert_eq!(Ledger::open(copied.path(), options()).unwrap().1.torn_bytes, 0);
    assert_sound(copied.path());
}

#[test]
fn a_file_cut_at_any_byte_after_the_last_answer_keeps_all_that_was_answered() {
    let (dir, written, acknowledged, end) = before_and_amid_a_write();
    for cut in acknowledged..=end {
        check_recovers(dir.path(), &written[..cut], cut == end);
    }
}

#[test]
fn a_write_of_which_any_sector_did_not_arrive_keeps_all_that_was_answered() {
    let (dir, written, acknowledged, end) = before_and_amid_a_write();
    for start in (acknowledged..end).step_by(7) {
        let mut torn = written.clone();
        torn[start..(start + 64).min(end)].fill(0);
        check_recovers(dir.path(), &torn, false);
    }
}

#[test]
fn a_crash_at_any_step_of_sealing_is_finished_at_the_next_opening() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    append(&mut ledger, 50);
    let open_path = files_with(dir.path(), "open").remove(0);
    let open_bytes = fs::read(&open_path).unwrap();
    ledger.seal().unwrap();
    append(&mut ledger, 5);
    drop(ledger);
    let sealed = files_with(dir.path(), "segment").remove(0);
    let manifest = files_with(dir.path(), "manifest").remove(0);

    // Everything is done but the removal; no manifest; no tree either; half a segment too.
    for step in 0..4 {
        let copied = copy(dir.path());
        let at =
            |path: &std::path::Path| copied.path().join(path.strip_prefix(dir.path()).unwrap());
        overwrite(&at(&open_path), &open_bytes);
        if step >= 1 {
            fs::remove_file(at(&manifest)).unwrap();
        }
        if step >= 2 {
            fs::remove_dir_all(copied.path().join("tree")).unwrap();
        }
        if step >= 3 {
            let half = fs::read(&sealed).unwrap();
            fs::remove_file(at(&sealed)).unwrap();
            overwrite(&at(&sealed).with_extension("segment.tmp"), &half[..half.len() / 2]);
        }
        let mut ledger = open(copied.path());
        assert_eq!(ledger.size(), 55, "step {step}");
        ledger.seal().unwrap();
        drop(ledger);
        assert!(!at(&open_path).exists());
        assert_eq!(
            fs::read(at(&sealed)).unwrap(),
            fs::read(&sealed).unwrap(),
            "sealing is repeatable"
        );
        assert_sound(copied.path());
    }
}
