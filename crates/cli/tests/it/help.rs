//! `--help` speaks the reader's language.

use std::process::{Command, Output};

use crate::binary::{stderr, stdout};

fn run(language: &str, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
    command.args(args).env("LC_ALL", language).env_remove("RUST_LOG").output().unwrap()
}

#[test]
fn help_is_in_the_language_of_the_terminal_or_of_the_option() {
    for (language, args, is_japanese) in [
        ("ja_JP.UTF-8", ["case", "answer", "--help"].as_slice(), true),
        ("ja_JP.UTF-8", &["-h"], true),
        ("C.UTF-8", &["case", "answer", "-h", "--lang", "ja"], true),
        ("C.UTF-8", &["--lang=ja", "evidence", "collect", "--help"], true),
        ("ja_JP.UTF-8", &["--lang", "en", "--help"], false),
        ("C.UTF-8", &["case", "answer", "--help"], false),
    ] {
        let output = run(language, args);
        let said = stdout(&output);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
        assert_eq!(said.contains("使い方: portcullis"), is_japanese, "{args:?}: {said}");
        assert_eq!(said.contains("Usage: portcullis"), !is_japanese, "{args:?}: {said}");
    }
}

#[test]
fn a_command_without_its_verb_gets_help_as_an_error_in_japanese_too() {
    let output = run("ja_JP.UTF-8", &["case"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).is_empty(), "{output:?}");
    let said = stderr(&output);
    assert!(said.contains("コマンド:\n  list") && said.contains("使い方: "), "{said}");
}

#[test]
fn an_error_of_the_command_line_and_the_version_stay_as_they_are() {
    let misspelt = run("ja_JP.UTF-8", &["case", "nap"]);
    assert_eq!(misspelt.status.code(), Some(2));
    assert!(stderr(&misspelt).contains("nap"), "{misspelt:?}");
    let version = run("ja_JP.UTF-8", &["--version"]);
    assert_eq!(version.status.code(), Some(0));
    assert!(stdout(&version).starts_with("portcullis "), "{version:?}");
}
