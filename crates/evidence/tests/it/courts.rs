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

fn item(bytes: &[u8], name: &str, entry: Option<u64>, part_of: Option<String>) -> CourtItem {
    let media_type = if part_of.is_some() { "application/octet-stream" } else { "text/plain" };
    CourtItem {
        sha256: hash(bytes),
        bytes: u64::try_from(bytes.len()).unwrap(),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        file: named(bytes),
        entry,
        part_of,
    }
}

/// The manifest of a host's bundle.
fn host_bytes() -> Vec<u8> {
    let stored = json!({ "sha256": hash(PART), "bytes": PART.len() });
    json!({ "items": [{ "name": "etc/passwd", "stored": stored }] }).to_string().into_bytes()
}

/// What the journal tells of the case; the last two after the bundle was ordered.
fn bodies(host: &[u8]) -> [Value; 11] {
    let kept = |bytes: &[u8], name: &str, source: Value| {
        json!({
            "what": "evidence_kept", "sha256": hash(bytes), "bytes": bytes.len(), "name": name,
            "media_type": "text/plain", "source": source,
        })
    };
    let person = || json!({ "from": "person" });
    let bundle = json!({ "from": "bundle", "sender": "gitlab-1", "host": "gitlab-1" });
    let custody = |word: &str| json!({ "what": "custody", "custody": word, "reason": "court" });
    let mut bodies = [
        json!({ "what": "case_opened", "title": "Instance lost" }),
        kept(LOG, "job.log", person()),
        kept(host, "gitlab-1 (bundle)", bundle),
        kept(LOG, "the same again", person()),
        kept(LOG, "the same from elsewhere", json!({ "from": "cloud_audit" })),
        json!({ "what": "exercise", "exercise": "begun", "scenario": "leaked-token" }),
        custody("hold_released"),
        custody("hold_placed"),
        json!({
            "what": "custody", "custody": "exported", "by": "anna", "to": "District court",
            "purpose": "7 Js 12/26", "recorded_at": "2026-11-21T10:00:00Z",
            "tlp": "amber_strict", "items": 3,
        }),
        custody("hold_released"),
        kept(b"later", "later.log", person()),
    ];
    for (number, body) in bodies.iter_mut().enumerate() {
        body["case"] = 1.into();
        body["case_entry"] = number.into();
    }
    bodies
}

/// The whole bundle; with a stamp where there is `openssl`.
fn bundle() -> TempDir {
    let (ledger_dir, tsa_dir, dir) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (mut ledger, _) =
        Ledger::open(ledger_dir.path(), Options::new("gitlab.example/j")).unwrap();
    let host = host_bytes();
    let bodies = bodies(&host).map(|body| body.to_string());
    for body in &bodies {
        let entry = Entry { source: "journal", received_ms: 5, raw: body.as_bytes() };
        ledger.append(&[entry]).unwrap();
    }
    let head = ledger.checkpoint().unwrap();
    let reader = ledger.reader();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut entries = Vec::new();
    for index in 0..u64::try_from(bodies.len()).unwrap() {
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
        files.insert("stamps/11.head".to_owned(), head.note.into_bytes());
        files.insert("stamps/11.tst".to_owned(), token);
        let told = |name: &str| format!("stamps/11.{name}");
        let (token, head) = (told("tst"), told("head"));
        stamps.push(CourtStamp { size: 11, token, head, consistency: None });
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
        tlp: Some("TLP:AMBER+STRICT".to_owned()),
        is_held: true,
        is_exercise: true,
        case_entries: 11,
        entries,
        items: vec![
            item(LOG, "job.log", Some(1), None),
            item(&host, "gitlab-1 (bundle)", Some(2), None),
            item(PART, "etc/passwd", None, Some(hash(&host))),
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

/// Takes an item out of the manifest and its file out of the folder.
fn drop_item(dir: &Path, manifest: &mut Value, name: &str) {
    let item = manifest["items"].as_array().unwrap().iter().find(|item| item["name"] == name);
    let file = item.unwrap()["file"].clone();
    for list in ["items", "files"] {
        let kept = manifest[list].as_array_mut().unwrap();
        kept.retain(|one| one["file"] != file && one["path"] != file);
    }
    std::fs::remove_file(dir.join(file.as_str().unwrap())).unwrap();
}

/// Adds a file that the manifest lists.
fn add_file(dir: &Path, manifest: &mut Value, path: &str) {
    lay(dir, path, b"x");
    let file = json!({ "path": path, "sha256": hash(b"x"), "bytes": 1 });
    manifest["files"].as_array_mut().unwrap().push(file);
}

/// Does something to the manifest and seals all again: both verifiers name exactly this.
fn check(
    script: &mut Option<Script>,
    lie: impl FnOnce(&Path, &mut Value),
    expected: &[(&str, &str, &str)],
) {
    let dir = bundle();
    let path = dir.path().join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    lie(dir.path(), &mut manifest);
    put(&path, manifest.to_string().as_bytes());
    reseal(dir.path());
    let told = ours(dir.path());
    let flaw = |(kind, item, file): &(&str, &str, &str)| {
        ((*kind).to_owned(), (*item).to_owned(), (*file).to_owned())
    };
    assert_eq!(told, expected.iter().map(flaw).collect());
    if let Some(script) = script {
        assert_eq!(told, script.ask(dir.path()));
    }
}

#[test]
fn both_verifiers_name_evidence_that_was_left_out() {
    let script = &mut script();
    let (log, part, host) = (named(LOG), named(PART), named(&host_bytes()));
    let (log, part, host) = (log.as_str(), part.as_str(), host.as_str());
    let left = |name, file| ("missing", name, file);
    check(script, |_, _| {}, &[]);
    let again =
        [left("job.log", log), left("the same again", log), left("the same from elsewhere", log)];
    check(script, |dir, all| drop_item(dir, all, "job.log"), &again);
    check(script, |dir, all| drop_item(dir, all, "etc/passwd"), &[left("etc/passwd", part)]);
    let drop_host = |dir: &Path, all: &mut Value| {
        drop_item(dir, all, "gitlab-1 (bundle)");
        drop_item(dir, all, "etc/passwd");
    };
    check(script, drop_host, &[left("gitlab-1 (bundle)", host)]);
    let drop_all = |dir: &Path, all: &mut Value| {
        drop_host(dir, all);
        drop_item(dir, all, "job.log");
    };
    check(script, drop_all, &[&again[..], &[left("gitlab-1 (bundle)", host)]].concat());
}

#[test]
fn both_verifiers_name_every_field_that_entries_tell_otherwise() {
    let script = &mut script();
    let manifest = "manifest.json";
    let lies = [
        ("title", json!("Nothing lost")),
        ("tlp", json!("TLP:CLEAR")),
        ("tlp", Value::Null),
        ("is_held", json!(false)),
        ("is_exercise", json!(false)),
    ];
    for (field, lie) in lies {
        let told = [("contradiction", field, manifest)];
        check(script, |_, all| all[field] = lie, &told);
    }
    for field in ["made_by", "handed_to", "purpose"] {
        // No entry orders such a bundle: then the case is as the last entry leaves it.
        let told = [
            ("contradiction", field, manifest),
            ("contradiction", "is_held", manifest),
            ("missing", "exported", manifest),
            ("missing", "later.log", &named(b"later")),
        ];
        check(script, |_, all| all[field] = "somebody".into(), &told);
    }
    let (log, part) = (named(LOG), named(PART));
    for (item, file) in [("job.log", &log), ("etc/passwd", &part)] {
        let of = |all: &Value| {
            let items = all["items"].as_array().unwrap();
            items.iter().position(|one| one["name"] == item).unwrap()
        };
        for (field, lie) in [("media_type", json!("text/html")), ("bytes", json!(7))] {
            let name = format!("{item}: {field}");
            let told = [("contradiction", name.as_str(), file.as_str())];
            check(
                script,
                |_, all| {
                    let at = of(all);
                    all["items"][at][field] = lie;
                },
                &told,
            );
        }
        let told = [("contradiction", "innocent.txt: name", file.as_str())];
        check(
            script,
            |_, all| {
                let at = of(all);
                all["items"][at]["name"] = "innocent.txt".into();
            },
            &told,
        );
    }
    let twice = |_: &Path, all: &mut Value| {
        let item = all["items"][0].clone();
        all["items"].as_array_mut().unwrap().push(item);
    };
    check(script, twice, &[("contradiction", "job.log", &log)]);
}

#[test]
fn both_verifiers_name_a_file_of_which_nothing_tells() {
    let script = &mut script();
    for path in ["items/zz/confession.txt", "notes.md", "VERIFY/x.md", "journal/99.leaf"] {
        check(script, |dir, all| add_file(dir, all, path), &[("added", path, path)]);
    }
    for path in ["VERIFY.ja.md", "tsa-ca.pem"] {
        check(script, |dir, all| add_file(dir, all, path), &[]);
    }
}

#[test]
fn a_stamp_is_of_the_head_that_the_manifest_names() {
    if bundle().path().join("stamps").exists() {
        let told = [("unproven", "stamp 10", "stamps/11.head")];
        check(&mut script(), |_, all| all["stamps"][0]["size"] = 10.into(), &told);
    }
}
