//! `portcullis ledger`: damage is named, proofs stand by themselves.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use ledger::{Entry, Ledger, Options};

use crate::binary::{Portcullis, event, stderr, stdout};

/// Records in the sealed segment.
const RECORDS: u64 = 5_000;

/// A data directory whose events ledger has one sealed segment.
fn sealed() -> Portcullis {
    let portcullis = Portcullis::new();
    drop(portcullis.serve());
    let folder = portcullis.data().join("ledger/events");
    let (mut ledger, _) = Ledger::open(&folder, Options::new("portcullis/events")).unwrap();
    let raws: Vec<String> = (0..RECORDS).map(event).collect();
    let entries: Vec<Entry<'_>> = raws
        .iter()
        .map(|raw| Entry {
            source: "stream/main",
            received_ms: 1_790_000_000_000,
            raw: raw.as_bytes(),
        })
        .collect();
    ledger.append(&entries).unwrap();
    ledger.checkpoint().unwrap();
    ledger.seal().unwrap();
    portcullis
}

/// The largest read-only file of the ledger: the sealed segment.
fn segment(portcullis: &Portcullis) -> PathBuf {
    let mut folders = vec![portcullis.data().join("ledger/events")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.metadata().unwrap().permissions().readonly() {
                files.push((path.metadata().unwrap().len(), path));
            }
        }
    }
    files.sort();
    files.pop().unwrap().1
}

#[test]
fn a_flipped_byte_of_a_sealed_segment_is_found_and_its_record_named() {
    let portcullis = sealed();
    assert!(portcullis.run(&["ledger", "verify"]).status.success());
    let path = segment(&portcullis);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), &bytes).unwrap();

    let output = portcullis.run(&["ledger", "verify"]);

    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("NOT SOUND"), "{}", stdout(&output));
    assert!(stdout(&output).contains("record "), "{}", stdout(&output));
    let document = portcullis.json(&["ledger", "verify", "--ledger", "events"]);
    assert_eq!(document["sound"], false);
    let problems = document["ledgers"][0]["problems"].as_array().unwrap();
    assert!(problems.iter().any(|problem| problem["index"].is_u64()), "{document:#}");
}

#[test]
fn an_exported_proof_convinces_who_has_only_the_key() {
    let portcullis = sealed();
    let key =
        std::fs::read_to_string(portcullis.data().join("ledger/events/verifier.pub")).unwrap();

    let proof = stdout(&portcullis.run(&["ledger", "prove", "--index", "1234"]));

    let leaf = ledger::leaf_bytes("stream/main", 1_790_000_000_000, event(1234).as_bytes());
    ledger::verify_inclusion(&proof, &leaf, &key.trim().parse().unwrap()).unwrap();
    let other = ledger::leaf_bytes("stream/main", 1_790_000_000_000, event(1235).as_bytes());
    assert!(ledger::verify_inclusion(&proof, &other, &key.trim().parse().unwrap()).is_err());
}

#[test]
fn a_record_that_is_not_there_has_no_proof() {
    let portcullis = sealed();

    let output = portcullis.run(&["ledger", "prove", "--index", "99999"]);

    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("100000"), "{}", stderr(&output));
}
