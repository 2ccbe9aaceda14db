//! One byte changed anywhere: both verifiers name the item.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use evidence::{Bundle, FlawKind, verify};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::home::{collected, has, order, skipped, small, write};

/// A bundle, its seal, and for each file the items' names.
fn bundle() -> (TempDir, String, BTreeMap<String, Vec<String>>) {
    let (root, out) = (small(), tempfile::tempdir().unwrap());
    let collection = collected(&order(root.path(), out.path()));
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in &Bundle::open(out.path()).unwrap().manifest.items {
        files.entry(item.stored.file.clone()).or_default().push(item.name.clone());
    }
    for names in files.values_mut() {
        names.sort();
    }
    for name in ["manifest.json", "SEAL"] {
        files.insert(name.to_owned(), vec![name.to_owned()]);
    }
    (out, collection.seal, files)
}

/// Changes a byte for the time of `during`.
fn with_byte_changed<T>(path: &Path, place: usize, by: u8, during: impl FnOnce() -> T) -> T {
    let sound = std::fs::read(path).unwrap();
    let mut bytes = sound.clone();
    let place = place % bytes.len();
    bytes[place] ^= by;
    put(path, &bytes);
    let answer = during();
    put(path, &sound);
    answer
}

pub(crate) fn put(path: &Path, bytes: &[u8]) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::io::Write::write_all(&mut std::fs::File::create(path).unwrap(), bytes).unwrap();
}

/// Names of the items that our verifier names.
fn named(dir: &Path) -> Vec<String> {
    let checked = verify(dir, None, &mut |_| {}).unwrap();
    checked.flaws.into_iter().map(|flaw| flaw.item).collect()
}

pub(crate) fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contrib/verify-evidence/verify.py")
}

/// Whether the script finds it sound, and what it prints.
fn by_script(dir: &Path, seal: Option<&str>) -> (bool, String) {
    let mut command = Command::new("python3");
    command.arg("-I").arg(script()).arg(dir);
    if let Some(seal) = seal {
        command.args(["--seal", seal]);
    }
    let output = command.output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn any_altered_byte_is_found_at_its_item() {
    let (out, _, files) = bundle();
    let names: Vec<&String> = files.keys().collect();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(150)
    });
    runner
        .run(&(0..names.len(), any::<usize>(), 1_u8..), |(file, place, by)| {
            let path = out.path().join(names[file]);
            let found = with_byte_changed(&path, place, by, || named(out.path()));
            prop_assert_eq!(&found, &files[names[file]]);
            Ok(())
        })
        .unwrap();
    assert_eq!(named(out.path()), Vec::<String>::new());
}

#[test]
fn the_script_from_the_published_format_names_the_same_items() {
    if !has("python3") {
        return skipped("there is no python3: contrib/verify-evidence/verify.py is not tested");
    }
    let (out, seal, files) = bundle();
    let (is_sound, told) = by_script(out.path(), Some(&seal));
    assert!(is_sound && told.contains(&seal), "{told}");
    for file in ["manifest.json", "SEAL"] {
        let (is_sound, told) =
            with_byte_changed(&out.path().join(file), 99, 1, || by_script(out.path(), None));
        assert!(!is_sound && told.contains(&format!("altered {file} (")), "{told}");
        assert!(told.contains("1 flaws"), "{told}");
    }
    // Starting the script takes longer than its work: all items at once, each in another place.
    let items: Vec<_> = files.iter().filter(|(file, _)| file.starts_with("items/")).collect();
    for (number, (file, _)) in items.iter().enumerate() {
        let path = out.path().join(file);
        let mut bytes = std::fs::read(&path).unwrap();
        let place = (31 * number + 7) % bytes.len();
        bytes[place] ^= 1;
        put(&path, &bytes);
    }
    let (is_sound, told) = by_script(out.path(), Some(&seal));
    assert!(!is_sound, "{told}");
    let ours = named(out.path());
    assert_eq!(ours.len(), items.iter().map(|(_, names)| names.len()).sum::<usize>());
    for item in ours {
        assert!(told.contains(&format!("altered {item} (")), "{item}: {told}");
    }
}

#[test]
fn added_missing_shortened_and_rewritten_are_named_by_both() {
    let (out, seal, files) = bundle();
    let (file, items) = files.iter().find(|(_, items)| items[0].contains("api_json")).unwrap();
    let path = out.path().join(file);
    let check = |kind: FlawKind, item: &str| {
        let checked = verify(out.path(), Some(&seal), &mut |_| {}).unwrap();
        let flaws: Vec<_> =
            checked.flaws.iter().map(|flaw| (flaw.kind, flaw.item.as_str())).collect();
        assert!(flaws.contains(&(kind, item)), "{flaws:?}");
        if has("python3") {
            let (is_sound, told) = by_script(out.path(), Some(&seal));
            let line = format!("{} {item} (", kind.as_str());
            assert!(!is_sound && told.contains(&line), "{told}");
        }
    };
    let sound = std::fs::read(&path).unwrap();

    put(&path, &sound[..sound.len() - 1]);
    check(FlawKind::Altered, &items[0]);

    std::fs::remove_file(&path).unwrap();
    check(FlawKind::Missing, &items[0]);

    std::os::unix::fs::symlink("/etc/hostname", &path).unwrap();
    check(FlawKind::Unreadable, &items[0]);
    std::fs::remove_file(&path).unwrap();
    put(&write(out.path(), file, ""), &sound);

    let added = write(out.path(), "items/zz/notes.txt", "x");
    check(FlawKind::Added, "items/zz/notes.txt");
    std::fs::remove_file(added).unwrap();

    // Somebody who rewrites everything, seal included, is found by the seal on paper.
    let manifest = out.path().join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap().replace("gitlab-1", "gitlab-2");
    put(&manifest, text.as_bytes());
    check(FlawKind::Altered, "manifest.json");
    let now = verify(out.path(), None, &mut |_| {}).unwrap().seal.unwrap();
    let hash = |text: &str| hex::encode(<sha2::Sha256 as sha2::Digest>::digest(text.as_bytes()));
    let head = format!("portcullis.evidence-seal/1\nmanifest.json {now}\n");
    put(&out.path().join("SEAL"), format!("{head}seal {}\n", hash(&head)).as_bytes());
    assert!(verify(out.path(), None, &mut |_| {}).unwrap().is_sound());
    check(FlawKind::OtherSeal, "SEAL");
}

#[test]
fn a_manifest_that_lies_about_a_content_is_a_contradiction() {
    let (out, _, _) = bundle();
    let manifest = out.path().join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&text).unwrap();
    document["items"][0]["sha256"] = "0".repeat(64).into();
    document["items"][1]["stored"]["file"] = "../../etc/passwd".into();
    put(&manifest, document.to_string().as_bytes());
    std::fs::remove_file(out.path().join("SEAL")).unwrap();
    let checked = verify(out.path(), None, &mut |_| {}).unwrap();
    let kinds: Vec<FlawKind> = checked.flaws.iter().map(|flaw| flaw.kind).collect();
    assert!(kinds.contains(&FlawKind::Missing), "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| **kind == FlawKind::Contradiction).count(), 2);
}
