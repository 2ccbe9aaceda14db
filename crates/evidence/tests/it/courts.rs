//! A court bundle however mistreated: our verifier and the script say the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evidence::court::{self, CourtEntry, CourtFile, CourtItem, CourtManifest, CourtStamp, Given};
use evidence::stamp;
use ledger::{Entry, Ledger, Options};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::agree::{Dice, Flaws, Script, hash, lying, places, put_new, reseal, to_file};
use crate::altered::put;
use crate::home::skipped;
use crate::python;
use crate::tsa::Authority;

const LOG: &[u8] = b"a log of a job\n";
const PART: &[u8] = b"a file of a host\n";

fn named(bytes: &[u8]) -> String {
    let sha256 = hash(bytes);
    format!("items/{}/{sha256}", sha256.get(..2).unwrap())
}

fn item(bytes: &[u8], entry: Option<u64>, part_of: Option<String>) -> CourtItem {
    CourtItem {
        sha256: hash(bytes),
        bytes: u64::try_from(bytes.len()).unwrap(),
        name: format!("item {}", hash(bytes).get(..4).unwrap()),
        media_type: "text/plain".to_owned(),
        file: named(bytes),
        entry,
        part_of,
    }
}

/// What the journal tells of the case.
fn bodies(host: &[u8]) -> [Value; 4] {
    let kept = |number: u64, bytes: &[u8]| {
        json!({
            "case": 1, "case_entry": number, "what": "evidence_kept", "sha256": hash(bytes),
            "bytes": bytes.len(),
        })
    };
    [
        json!({ "case": 1, "case_entry": 0, "what": "opened" }),
        kept(1, LOG),
        kept(2, host),
        json!({
            "case": 1, "case_entry": 3, "what": "custody", "custody": "exported", "by": "anna",
            "to": "District court", "purpose": "7 Js 12/26", "recorded_at": "2026-11-21T10:00:00Z",
        }),
    ]
}

/// The whole bundle; with a stamp where there is `openssl`.
fn bundle() -> TempDir {
    let (ledger_dir, tsa_dir, dir) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (mut ledger, _) =
        Ledger::open(ledger_dir.path(), Options::new("gitlab.example/j")).unwrap();
    let host =
        json!({ "items": [{ "stored": { "sha256": hash(PART) } }] }).to_string().into_bytes();
    let bodies = bodies(&host).map(|body| body.to_string());
    for body in &bodies {
        let entry = Entry { source: "journal", received_ms: 5, raw: body.as_bytes() };
        ledger.append(&[entry]).unwrap();
    }
    let head = ledger.checkpoint().unwrap();
    let reader = ledger.reader();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut entries = Vec::new();
    for index in 0..4 {
        let (leaf, proof) =
            (format!("journal/{index}.leaf"), format!("journal/{index}.tlog-proof"));
        files.insert(leaf.clone(), reader.read(index).unwrap().leaf_bytes());
        files.insert(proof.clone(), reader.prove_inclusion(index).unwrap().to_text().into_bytes());
        entries.push(CourtEntry { index, leaf, proof });
    }
    for bytes in [LOG, &host, PART] {
        files.insert(named(bytes), bytes.to_vec());
    }
    let key = reader.verifier_key().unwrap();
    files.insert("checkpoint".to_owned(), head.note.clone().into_bytes());
    files.insert("verifier.pub".to_owned(), format!("{key}\n").into_bytes());
    files.insert("witnesses.pub".to_owned(), Vec::new());
    let mut stamps = Vec::new();
    if let Some(authority) = Authority::make(tsa_dir.path(), "ec") {
        let asked = stamp::request(&stamp::sha256(head.note.as_bytes()), &[7; 8]).unwrap();
        let token = stamp::token_of(&authority.answer(&asked)).unwrap();
        files.insert("stamps/4.head".to_owned(), head.note.into_bytes());
        files.insert("stamps/4.tst".to_owned(), token);
        let told = |name: &str| format!("stamps/4.{name}");
        let (token, head) = (told("tst"), told("head"));
        stamps.push(CourtStamp { size: 4, token, head, consistency: None });
    }
    let manifest = CourtManifest {
        format: court::FORMAT.to_owned(),
        case: "C-1".to_owned(),
        title: "Instance lost".to_owned(),
        made_at: "2026-11-21T10:00:00Z".parse().unwrap(),
        made_by: "anna".to_owned(),
        made_with: "portcullis 0.1.0".to_owned(),
        handed_to: "District court".to_owned(),
        purpose: "7 Js 12/26".to_owned(),
        tlp: None,
        is_held: false,
        is_exercise: false,
        case_entries: 4,
        entries,
        items: vec![
            item(LOG, Some(1), None),
            item(&host, Some(2), None),
            item(PART, None, Some(hash(&host))),
        ],
        stamps,
        files: files.iter().map(file).collect(),
    };
    for (path, bytes) in &files {
        lay(dir.path(), path, bytes);
    }
    lay(dir.path(), "manifest.json", &serde_json::to_vec_pretty(&manifest).unwrap());
    lay(dir.path(), "SEAL", b"");
    reseal(dir.path());
    dir
}

fn file((path, bytes): (&String, &Vec<u8>)) -> CourtFile {
    let bytes_count = u64::try_from(bytes.len()).unwrap();
    CourtFile { path: path.clone(), sha256: hash(bytes), bytes: bytes_count }
}

fn lay(dir: &Path, path: &str, bytes: &[u8]) {
    let path = dir.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    put_new(&path, bytes);
}

fn ours(dir: &Path) -> Flaws {
    let flaws = court::verify(dir, Given::default(), &mut |_| {}).unwrap().flaws.into_iter();
    flaws.map(|flaw| (flaw.kind.as_str().to_owned(), flaw.item, flaw.file)).collect()
}

/// The files of a bundle, by their paths in it.
fn files(dir: &Path) -> Vec<PathBuf> {
    let text = std::fs::read(dir.join("manifest.json")).unwrap();
    let manifest: CourtManifest = serde_json::from_slice(&text).unwrap();
    let all = manifest.files.into_iter().map(|file| PathBuf::from(file.path));
    let all = all.filter(|path| !path.ends_with("witnesses.pub"));
    ["manifest.json", "SEAL"].map(PathBuf::from).into_iter().chain(all).collect()
}

fn script() -> Option<Script> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contrib/verify-court/verify.py");
    let python = python::with("cryptography");
    if python.is_none() {
        skipped(
            "no Python with cryptography (scripts/tools.sh): the two verifiers are not compared",
        );
    }
    python.map(|python| Script::of(&python, &path))
}

#[test]
fn both_verifiers_name_any_mistreated_file_of_a_court_bundle() {
    let mut script = script();
    assert_eq!(ours(bundle().path()), Flaws::new());
    let whole = bundle();
    let files = files(whole.path());
    for seed in 0..60 {
        let (mut dice, copy) = (Dice(seed), tempfile::tempdir().unwrap());
        let outside = tempfile::tempdir().unwrap();
        for file in files.iter().chain([&PathBuf::from("witnesses.pub")]) {
            let text = std::fs::read(whole.path().join(file)).unwrap();
            lay(copy.path(), file.to_str().unwrap(), &text);
        }
        let file = dice.of(&files).clone();
        let what = to_file(copy.path(), &file, &outside.path().join("x"), &mut dice);
        // What follows from it (a token that is no token) each may tell in its own way.
        let named = |flaws: Flaws| -> Flaws {
            let first = ["altered", "missing", "unreadable", "added"];
            flaws.into_iter().filter(|flaw| first.contains(&flaw.0.as_str())).collect()
        };
        let told = named(ours(copy.path()));
        let name = file.display().to_string();
        assert!(told.iter().any(|flaw| flaw.2 == name), "seed {seed}: {what} {name}: {told:?}");
        if let Some(script) = &mut script {
            assert_eq!(told, named(script.ask(copy.path())), "seed {seed}: {what} {name}");
        }
    }
}

#[test]
fn both_verifiers_say_the_same_of_any_lying_manifest_of_a_court_bundle() {
    let Some(mut script) = script() else { return };
    let whole = bundle();
    let path = whole.path().join("manifest.json");
    let manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let mut found = Vec::new();
    places(&manifest, "", &mut found);
    let mut refused = 0;
    for seed in 0..320 {
        let (text, what) = lying(&manifest, &found, &mut Dice(seed));
        put(&path, text.as_bytes());
        reseal(whole.path());
        let told = ours(whole.path());
        assert_eq!(told, script.ask(whole.path()), "seed {seed}: {what}");
        refused += usize::from(!told.is_empty());
    }
    assert!(refused > 150, "{refused}");
}
