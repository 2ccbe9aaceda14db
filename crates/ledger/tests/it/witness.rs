//! A witness cosigns what continues, and refuses what does not.

use ledger::{
    Checkpoint, Cosigned, Ledger, Options, VerifierKey, Witness, WitnessRefusal, cosignatures,
    verify,
};

use crate::sample::{append, copy, open, overwrite};

const NOW_S: u64 = 1_800_000_000;

/// A log of `size` records with a signed head.
fn log(size: u64) -> (tempfile::TempDir, Ledger, VerifierKey) {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    append(&mut ledger, size);
    ledger.checkpoint().unwrap();
    let key = ledger.reader().verifier_key().unwrap();
    (dir, ledger, key)
}

fn witness(dir: &std::path::Path, logs: &[&VerifierKey]) -> Witness {
    let logs = logs.iter().map(|key| (*key).clone()).collect();
    Witness::open(dir, "witness.example.com/w1", logs).unwrap()
}

/// The request that the log makes when the witness last saw `old` records.
fn request(ledger: &Ledger, old: u64) -> String {
    ledger.reader().prove_consistency(old).unwrap().to_text()
}

#[test]
fn a_log_that_grows_is_cosigned_each_time_also_after_a_restart() {
    let (dir, mut ledger, key) = log(5);
    let kept = tempfile::tempdir().unwrap();
    let mut seen = 0;
    for _ in 0..4 {
        // Opened anew: what it knows is on disk.
        let witness = witness(kept.path(), &[&key]);
        let line = witness.add_checkpoint(&request(&ledger, seen), NOW_S).unwrap();
        let head = ledger.reader().latest_checkpoint().unwrap().unwrap();
        let cosigned = head.with_cosignatures(&line).unwrap();
        Cosigned::of(dir.path()).keep(&cosigned).unwrap();
        let (latest, said) =
            Cosigned::of(dir.path()).latest(&key, &[witness.key().clone()]).unwrap().unwrap();
        assert_eq!((latest.size, said[0].at_s), (head.size, NOW_S));
        seen = head.size;
        append(&mut ledger, 7);
        ledger.checkpoint().unwrap();
    }
    assert!(verify(dir.path(), Some(&key), &mut |_| {}).unwrap().is_sound());
    let stranger = witness(tempfile::tempdir().unwrap().path(), &[&key]);
    let by_stranger = Cosigned::of(dir.path()).latest(&key, &[stranger.key().clone()]).unwrap();
    assert_eq!(by_stranger, None, "without its own witness a log is not witnessed");
}

#[test]
fn a_rolled_back_log_is_told_the_size_that_was_seen() {
    let (dir, mut ledger, key) = log(4);
    let backup = copy(dir.path());
    append(&mut ledger, 5);
    ledger.checkpoint().unwrap();
    let kept = tempfile::tempdir().unwrap();
    let witness = witness(kept.path(), &[&key]);
    witness.add_checkpoint(&request(&ledger, 0), NOW_S).unwrap();

    // The backup knows nothing of the five records that came later.
    let restored = open(backup.path());
    for old in [0, 4] {
        let refused = witness.add_checkpoint(&request(&restored, old), NOW_S);
        assert!(matches!(refused, Err(WitnessRefusal::OtherSize { size: 9 })), "{refused:?}");
    }
    let refused = witness.refused(&key).unwrap().unwrap();
    assert_eq!((refused.count, refused.claimed, refused.held), (2, 4, 9), "{refused:?}");
    assert!(!refused.is_over && refused.first_s == NOW_S);
    // The true one goes on, also when it does not know where the witness stands.
    let asks = witness.add_checkpoint(&request(&ledger, 4), NOW_S + 1);
    assert!(matches!(asks, Err(WitnessRefusal::OtherSize { size: 9 })), "{asks:?}");
    assert_eq!(witness.refused(&key).unwrap().unwrap().count, 2, "asking is no contradiction");
    witness.add_checkpoint(&request(&ledger, 9), NOW_S + 1).unwrap();
    assert!(witness.refused(&key).unwrap().unwrap().is_over);
}

#[test]
fn two_installations_of_one_origin_are_two_logs() {
    let ((_a, one, key), (_b, other, other_key)) = (log(3), log(8));
    let kept = tempfile::tempdir().unwrap();
    let witness = witness(kept.path(), &[&key, &other_key]);
    witness.add_checkpoint(&request(&one, 0), NOW_S).unwrap();
    witness.add_checkpoint(&request(&other, 0), NOW_S).unwrap();
    let sizes = [&key, &other_key].map(|log| witness.latest(log).unwrap().unwrap().size);
    assert_eq!(sizes, [3, 8]);
}

#[test]
fn two_histories_under_one_key_are_a_fork_and_the_proof_of_it_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut honest = open(&dir.path().join("a"));
    let key = honest.reader().verifier_key().unwrap();
    // The owner of the key writes another history with it.
    std::fs::create_dir_all(dir.path().join("b")).unwrap();
    std::fs::copy(dir.path().join("a/signing.key"), dir.path().join("b/signing.key")).unwrap();
    let options = Options::new(key.name());
    let mut rewritten = Ledger::open(&dir.path().join("b"), options).unwrap().0;
    append(&mut honest, 6);
    let other = ledger::Entry { source: "stream/main", received_ms: 1, raw: b"another history" };
    rewritten.append(&[other; 6]).unwrap();
    honest.checkpoint().unwrap();
    rewritten.checkpoint().unwrap();

    let witness = witness(&dir.path().join("w"), &[&key]);
    witness.add_checkpoint(&request(&honest, 0), NOW_S).unwrap();
    let split = witness.add_checkpoint(&request(&rewritten, 6), NOW_S);
    assert!(matches!(split, Err(WitnessRefusal::Fork { size: 6 })), "{split:?}");
    let conflicts = witness.conflicts(&key).unwrap();
    assert_eq!(conflicts.len(), 1);
    let forked = Checkpoint::open(&conflicts[0], &key).unwrap();
    assert_ne!(forked.root, witness.latest(&key).unwrap().unwrap().root);

    // Longer than what was seen, and still not its continuation.
    rewritten.append(&[other]).unwrap();
    rewritten.checkpoint().unwrap();
    let grown = witness.add_checkpoint(&request(&rewritten, 6), NOW_S);
    assert!(matches!(grown, Err(WitnessRefusal::Inconsistent { size: 6 })), "{grown:?}");
    assert_eq!(witness.refused(&key).unwrap().unwrap().count, 2);
    assert_eq!(witness.latest(&key).unwrap().unwrap().size, 6, "what was seen stays");
}

#[test]
fn strangers_and_malformed_requests_are_refused() {
    let (_dir, ledger, key) = log(3);
    let (_other_dir, other, other_key) = log(3);
    let kept = tempfile::tempdir().unwrap();
    let witness = witness(kept.path(), &[&key]);
    // Both samples have one origin, so only the key tells them apart.
    assert_eq!(key.name(), other_key.name());
    let unsigned = witness.add_checkpoint(&request(&other, 0), NOW_S);
    assert!(matches!(unsigned, Err(WitnessRefusal::Unsigned)), "{unsigned:?}");
    let unknown = request(&ledger, 0).replace(key.name(), "example.com/unknown");
    let unknown = witness.add_checkpoint(&unknown, NOW_S);
    assert!(matches!(unknown, Err(WitnessRefusal::UnknownLog { .. })), "{unknown:?}");
    for text in ["", "old 0\n", "old x\n\nhello\n", "old 00\n\nhello\n\nsigned\n"] {
        let refused = witness.add_checkpoint(text, NOW_S);
        assert!(matches!(refused, Err(WitnessRefusal::Malformed(_))), "{text:?}: {refused:?}");
    }
    let beyond = request(&ledger, 3).replace("old 3", "old 4");
    let beyond = witness.add_checkpoint(&beyond, NOW_S);
    assert!(matches!(beyond, Err(WitnessRefusal::Malformed(_))), "{beyond:?}");
    assert_eq!(witness.latest(&key).unwrap(), None);
}

#[test]
fn a_cosigned_head_that_is_not_of_this_log_is_found_by_verify() {
    let (dir, ledger, key) = log(4);
    let head = ledger.reader().latest_checkpoint().unwrap().unwrap();
    Cosigned::of(dir.path()).keep(&head).unwrap();
    assert!(verify(dir.path(), Some(&key), &mut |_| {}).unwrap().is_sound());
    let altered = head.note.replace("\n4\n", "\n5\n");
    overwrite(&dir.path().join("cosigned/4"), altered.as_bytes());
    let report = verify(dir.path(), Some(&key), &mut |_| {}).unwrap();
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
    assert!(report.problems[0].what.contains("witnesses saw"));
}

#[test]
fn a_witness_keeps_its_name_and_key() {
    let kept = tempfile::tempdir().unwrap();
    let first = witness(kept.path(), &[]).key().clone();
    assert_eq!(witness(kept.path(), &[]).key(), &first);
    assert!(Witness::open(kept.path(), "another", Vec::new()).is_err());
    let cosigned = Checkpoint { note: String::new(), ..some_head() };
    assert!(cosignatures(&cosigned, &[first]).is_err());
}

fn some_head() -> Checkpoint {
    let (_dir, ledger, _) = log(1);
    ledger.reader().latest_checkpoint().unwrap().unwrap()
}
