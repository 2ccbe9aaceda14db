//! Programs that we did not write agree with us: Go's `sumdb/note` and `tlog`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ledger::Reader;

use crate::sample::{append, open, overwrite, record};

/// Where Debian's `golang-golang-x-mod-dev` puts the Go team's code.
const GO_PACKAGES: &str = "/usr/share/gocode";

fn contrib() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contrib")
}

/// A ledger with a kept earlier checkpoint, and everything that an auditor gets.
fn export(dir: &Path, index: u64, old_size: u64, size: u64) {
    let mut ledger = open(&dir.join("ledger"));
    append(&mut ledger, old_size);
    overwrite(&dir.join("old"), ledger.checkpoint().unwrap().note.as_bytes());
    append(&mut ledger, size - old_size);
    overwrite(&dir.join("new"), ledger.checkpoint().unwrap().note.as_bytes());
    let reader: Reader = ledger.reader();
    overwrite(&dir.join("key"), format!("{}\n", reader.verifier_key().unwrap()).as_bytes());
    overwrite(&dir.join("leaf"), &record(index).leaf_bytes());
    overwrite(&dir.join("other-leaf"), &record(index + 1).leaf_bytes());
    overwrite(&dir.join("inclusion"), reader.prove_inclusion(index).unwrap().to_text().as_bytes());
    overwrite(
        &dir.join("consistency"),
        reader.prove_consistency(old_size).unwrap().to_text().as_bytes(),
    );
    let altered =
        fs::read_to_string(dir.join("new")).unwrap().replace(&format!("\n{size}\n"), "\n9\n");
    overwrite(&dir.join("altered"), altered.as_bytes());
}

/// Lets `verifier` check the true and the altered exports.
#[track_caller]
fn check_agrees(verifier: &dyn Fn() -> Command) {
    for (index, old_size, size) in [(0, 1, 2), (77, 100, 257), (255, 256, 300), (5, 7, 1000)] {
        let dir = tempfile::tempdir().unwrap();
        export(dir.path(), index, old_size, size);
        for (words, expected) in [
            (["checkpoint", "new", ""], true),
            (["checkpoint", "altered", ""], false),
            (["inclusion", "inclusion", "leaf"], true),
            (["inclusion", "inclusion", "other-leaf"], false),
            (["consistency", "consistency", "old"], true),
            (["consistency", "consistency", "altered"], false),
        ] {
            let files =
                words[1..].iter().filter(|word| !word.is_empty()).map(|word| dir.path().join(word));
            let output =
                verifier().arg(dir.path().join("key")).arg(words[0]).args(files).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.success(), expected, "{words:?} for {size}: {said}");
        }
    }
}

#[test]
fn the_go_teams_note_and_tlog_agree() {
    let has_go =
        Command::new("go").arg("version").output().is_ok_and(|output| output.status.success());
    if !has_go || !Path::new(GO_PACKAGES).join("src/golang.org/x/mod/sumdb/tlog").is_dir() {
        eprintln!("skipped: needs apt-get install golang-go golang-golang-x-mod-dev");
        return;
    }
    let built = tempfile::tempdir().unwrap();
    let program = built.path().join("verify-go");
    let output = Command::new("go")
        .args(["build", "-o"])
        .arg(&program)
        .arg("main.go")
        .current_dir(contrib().join("verify-go"))
        .envs([("GO111MODULE", "off"), ("GOPATH", GO_PACKAGES), ("GOFLAGS", "")])
        .env("GOCACHE", built.path().join("cache"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    check_agrees(&|| Command::new(&program));
}

#[test]
fn the_python_script_agrees() {
    if !Command::new("python3")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        eprintln!("skipped: python3 is not installed");
        return;
    }
    check_agrees(&|| {
        let mut command = Command::new("python3");
        command.arg(contrib().join("verify.py"));
        command
    });
}
