//! Proofs hold for what they are about, and for nothing else.

use ledger::{
    Checkpoint, LedgerError, ProofError, Reader, VerifierKey, verify_consistency, verify_inclusion,
};

use crate::sample::{append, open, record};

/// A ledger of `size` records, sealed now and then, signed at the end.
fn signed(size: u64) -> (tempfile::TempDir, Reader, VerifierKey) {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    while ledger.size() < size {
        let count = (size - ledger.size()).min(97);
        append(&mut ledger, count);
    }
    ledger.checkpoint().unwrap();
    let (reader, key) = (ledger.reader(), ledger.reader().verifier_key().unwrap());
    (dir, reader, key)
}

#[test]
fn every_record_is_proven_at_the_sizes_where_trees_change_shape() {
    for size in [1, 2, 3, 4, 5, 7, 8, 9, 255, 256, 257, 1000] {
        let (dir, reader, key) = signed(size);
        let beside = Reader::open(dir.path()).unwrap();
        for index in 0..size {
            let text = reader.prove_inclusion(index).unwrap().to_text();
            verify_inclusion(&text, &record(index).leaf_bytes(), &key).unwrap();
            assert_eq!(beside.prove_inclusion(index).unwrap().to_text(), text, "{index} of {size}");
        }
        assert!(matches!(reader.prove_inclusion(size), Err(LedgerError::NotCheckpointed { .. })));
    }
}

#[test]
fn every_earlier_checkpoint_is_proven_to_be_the_beginning_of_the_last() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    let mut kept: Vec<Checkpoint> = vec![ledger.checkpoint().unwrap()];
    let key = ledger.reader().verifier_key().unwrap();
    for size in 1..=40 {
        append(&mut ledger, 1);
        if size % 11 == 0 {
            ledger.seal().unwrap();
        }
        kept.push(ledger.checkpoint().unwrap());
        for old in &kept {
            let text = ledger.reader().prove_consistency(old.size).unwrap().to_text();
            let new = verify_consistency(&text, old, &key).unwrap();
            assert_eq!(new.size, size);
        }
    }
}

#[test]
fn a_proof_fails_for_another_record_another_place_and_another_key() {
    let (_dir, reader, key) = signed(100);
    let (_other_dir, _, other_key) = signed(1);
    let proof = reader.prove_inclusion(42).unwrap();
    let leaf = record(42).leaf_bytes();
    let fails = |proof: &ledger::InclusionProof, leaf: &[u8], key| {
        verify_inclusion(&proof.to_text(), leaf, key).unwrap_err()
    };

    assert!(matches!(fails(&proof, &record(43).leaf_bytes(), &key), ProofError::WrongRoot));
    assert!(matches!(fails(&proof, &leaf, &other_key), ProofError::Signature(_)));
    let mut elsewhere = proof.clone();
    elsewhere.index = 43;
    assert!(matches!(fails(&elsewhere, &leaf, &key), ProofError::WrongRoot));
    let mut shorter = proof.clone();
    shorter.path.pop();
    assert!(matches!(fails(&shorter, &leaf, &key), ProofError::WrongRoot));
    let mut larger = proof.clone();
    larger.checkpoint = proof.checkpoint.replace("\n100\n", "\n101\n");
    assert!(matches!(fails(&larger, &leaf, &key), ProofError::Signature(_)));
}

#[test]
fn a_log_that_was_rewritten_is_not_consistent_with_the_kept_checkpoint() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    append(&mut ledger, 10);
    let kept = ledger.checkpoint().unwrap();
    append(&mut ledger, 10);
    ledger.checkpoint().unwrap();
    let key = ledger.reader().verifier_key().unwrap();
    let text = ledger.reader().prove_consistency(10).unwrap().to_text();

    let rewritten = Checkpoint { root: [7; 32], ..kept.clone() };
    assert!(matches!(verify_consistency(&text, &rewritten, &key), Err(ProofError::WrongRoot)));
    let smaller = Checkpoint { size: 9, ..kept };
    assert!(matches!(verify_consistency(&text, &smaller, &key), Err(ProofError::Malformed(_))));
}

#[test]
fn a_proof_with_extra_data_of_another_program_is_read() {
    let (_dir, reader, key) = signed(3);
    let text = reader.prove_inclusion(1).unwrap().to_text();
    let extended = text.replacen("\nindex", "\nextra aGVsbG8=\nindex", 1);
    verify_inclusion(&extended, &record(1).leaf_bytes(), &key).unwrap();
}

#[test]
fn texts_that_are_no_proofs_are_refused_with_the_reason() {
    let (_dir, _reader, key) = signed(1);
    for (text, expected) in [
        ("", "not a proof: the first line is not that of a tlog-proof"),
        ("c2sp.org/tlog-proof@v1\nindex 1\n", "not a proof: it holds no checkpoint"),
        (
            "c2sp.org/tlog-proof@v1\nindex 01\n\nx",
            "not a proof: the line with the number is missing",
        ),
        (
            "c2sp.org/tlog-proof@v1\nindex 1\nAA==\n\nx",
            "not a proof: a line is not a SHA-256 in base64",
        ),
    ] {
        assert_eq!(verify_inclusion(text, b"", &key).unwrap_err().to_string(), expected);
    }
}
