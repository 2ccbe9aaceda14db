//! A command that finds no data directory says so and makes none.

use std::path::Path;
use std::process::{Command, Output};

use crate::binary::{stderr, stdout};

/// Runs a command in a folder, without `--data`, at a terminal of that language.
fn run(folder: &Path, language: &str, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
    command.current_dir(folder).args(args).env("LC_ALL", language).env_remove("RUST_LOG");
    command.output().unwrap()
}

#[test]
fn a_misspelt_name_makes_no_installation() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("portcullis-data");
    for args in [
        ["search", "type:user_created"].as_slice(),
        &["case", "list"],
        &["detect"],
        &["hardening", "report"],
        &["assist", "verify", "--case", "C-1"],
        &["evidence", "verify", "C-1"],
        &["account", "list"],
        &["connection", "probe"],
    ] {
        let output = run(folder.path(), "C.UTF-8", args);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
        assert!(said.contains(home.to_str().unwrap()), "{args:?}: {said}");
        assert!(said.contains("--data") && said.contains("portcullis serve"), "{args:?}: {said}");
        assert!(!said.contains("password"), "{args:?}: {said}");
    }
    let misspelt = run(folder.path(), "C.UTF-8", &["evidence", "verify", "nodir"]);
    assert_eq!(misspelt.status.code(), Some(1));
    assert!(stderr(&misspelt).contains("no folder nodir"), "{}", stderr(&misspelt));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn who_begins_one_begins_one() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), "C", &["account", "add", "mika", "--role", "responder"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let listed = run(folder.path(), "C", &["account", "list"]);
    assert!(stdout(&listed).contains("mika"), "{listed:?}");
}

#[test]
fn the_terminal_chooses_the_language_and_an_option_another() {
    let folder = tempfile::tempdir().unwrap();
    let japanese = "データディレクトリ";
    let by_terminal = run(folder.path(), "ja_JP.UTF-8", &["case", "list"]);
    assert!(stderr(&by_terminal).contains(japanese), "{}", stderr(&by_terminal));
    let chosen = run(folder.path(), "ja_JP.UTF-8", &["case", "list", "--lang", "en"]);
    assert!(!stderr(&chosen).contains(japanese), "{}", stderr(&chosen));
    let wrong = run(folder.path(), "C", &["case", "list", "--lang", "tlh"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", stderr(&wrong));

    // What the API refuses is told in the same language.
    run(folder.path(), "C", &["account", "add", "mika", "--role", "responder"]);
    let refused = run(folder.path(), "ja_JP.UTF-8", &["case", "show", "C-7"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = stderr(&refused);
    assert!(said.chars().any(|c| ('ぁ'..='ん').contains(&c)), "{said}");
}
