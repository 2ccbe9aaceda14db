//! The rules of the house that a compiler does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

/// Says that a check was not made, and why.
#[expect(clippy::print_stderr, reason = "a skipped check must be seen")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

/// Who may import whom (docs/adr/0002; the table of the design).
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("event", &[]),
    ("ledger", &[]),
    ("gitlab", &[]),
    ("archive", &[]),
    ("evidence", &["ledger"]),
    ("store", &["event", "ledger"]),
    ("engine", &["event"]),
    ("range", &["event"]),
    ("server", &["event", "ledger", "store", "engine", "gitlab", "archive", "evidence"]),
    ("cli", &["event", "server", "engine", "store", "ledger", "range", "evidence"]),
    ("xtask", &["cli", "event", "engine", "ledger", "store", "range", "server"]),
];

/// What each pure crate must never depend on.
const NEVER: &[(&str, &[&str])] = &[
    ("event", &["tokio", "reqwest", "axum", "rusqlite", "rand"]),
    ("ledger", &["tokio", "serde", "serde_json", "reqwest", "axum", "jiff"]),
    ("gitlab", &["axum", "rusqlite", "event"]),
    ("archive", &["tokio", "reqwest", "axum", "serde", "rusqlite"]),
    ("evidence", &["tokio", "reqwest", "hyper", "axum", "rusqlite", "rustls", "zstd"]),
    ("store", &["axum", "reqwest"]),
    ("engine", &["tokio", "reqwest", "axum", "rusqlite", "datafusion", "rand"]),
    ("range", &["engine", "server", "store", "datafusion", "rusqlite"]),
    ("server", &["clap", "indicatif", "datafusion", "rusqlite"]),
];

/// No source file is longer, but the ones named here with a reason.
const FILE_LINES_MAX: usize = 500;
const LONG_FILES: &[(&str, &str)] = &[];

fn files_under(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("target") {
            files.extend(files_under(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn crates() -> BTreeMap<String, toml::Table> {
    let manifests = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path().join("Cargo.toml"));
    manifests
        .filter(|path| path.exists())
        .map(|path| fs::read_to_string(path).unwrap().parse::<toml::Table>().unwrap())
        .map(|manifest| (manifest["package"]["name"].as_str().unwrap().to_owned(), manifest))
        .collect()
}

fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    manifest
        .get("dependencies")
        .and_then(|table| table.as_table())
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect()
}

#[test]
fn every_crate_imports_only_whom_it_may() {
    let crates = crates();
    let ours: BTreeSet<_> = crates.keys().cloned().collect();
    for (name, manifest) in &crates {
        let allowed = MAY_IMPORT
            .iter()
            .find(|(row, _)| row == name)
            .unwrap_or_else(|| panic!("{name} has no row in MAY_IMPORT"))
            .1;
        let actual = dependencies(manifest);
        for import in actual.intersection(&ours) {
            assert!(allowed.contains(&import.as_str()), "{name} must not import {import}");
        }
        for (_, never) in NEVER.iter().filter(|(row, _)| row == name) {
            for banned in *never {
                assert!(!actual.contains(*banned), "{name} must never depend on {banned}");
            }
        }
    }
}

#[test]
fn every_crate_has_a_row_in_the_architecture() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for name in crates().keys() {
        assert!(text.contains(&format!("`{name}`")), "ARCHITECTURE.md does not mention `{name}`");
    }
}

#[test]
fn every_module_says_what_it_is() {
    let sources = files_under(&root().join("crates"), ".rs");
    assert!(sources.len() > 50, "the walk found only {} files", sources.len());
    for path in sources.into_iter().filter(|path| !path.ends_with("tests.rs")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//!"), "{} does not open with `//!`", path.display());
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    for path in files_under(&root().join("crates"), ".rs") {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        let excused = LONG_FILES.iter().any(|(name, _)| path.ends_with(name));
        assert!(
            lines <= FILE_LINES_MAX || excused,
            "{} has {lines} lines, {FILE_LINES_MAX} is the limit",
            path.display()
        );
    }
}

#[test]
fn no_test_is_switched_off_or_expects_a_panic() {
    for path in files_under(&root().join("crates"), ".rs") {
        if path.ends_with("xtask/src/tidy.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for banned in ["#[ignore", "#[should_panic", "todo!(", "unimplemented!("] {
            assert!(!text.contains(banned), "{} holds {banned}", path.display());
        }
    }
}

#[test]
fn every_decision_has_its_headings() {
    let decisions = files_under(&root().join("docs/adr"), ".md");
    assert!(!decisions.is_empty());
    for path in decisions {
        let text = fs::read_to_string(&path).unwrap();
        for heading in [
            "Status",
            "What we must decide",
            "What we know",
            "Decision",
            "What it costs",
            "When to look again",
        ] {
            assert!(text.contains(heading), "{} has no «{heading}»", path.display());
        }
    }
}

#[test]
fn every_rule_carries_requirements_and_examples() {
    let rules = files_under(&root().join("rules"), ".yml");
    assert!(rules.len() >= 20, "only {} rules", rules.len());
    for path in rules {
        let text = fs::read_to_string(&path).unwrap();
        for key in ["requirements:", "examples:", "match:", "no_match:", "meaning:"] {
            assert!(text.contains(key), "{} has no `{key}`", path.display());
        }
    }
}

/// But for `--help`, whose English stands in the code (ADR 0027).
#[test]
fn both_languages_have_the_same_files() {
    let names = |language: &str| -> BTreeSet<_> {
        files_under(&root().join("locales").join(language), ".ftl")
            .iter()
            .map(|path| path.file_name().unwrap().to_owned())
            .filter(|name| !name.to_string_lossy().starts_with("help"))
            .collect()
    };
    assert!(!names("en").is_empty());
    assert_eq!(names("en"), names("ja"));
}

#[test]
fn nothing_in_the_repository_needs_the_shared_folder() {
    for folder in ["crates", "scripts", "tests", ".ci"] {
        for path in files_under(&root().join(folder), "") {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let uses = text.contains("../shared/") && !path.ends_with("xtask/src/tidy.rs");
            assert!(
                !uses || text.contains("skipped"),
                "{} reads ../shared without saying when it is skipped",
                path.display()
            );
        }
    }
}

#[test]
fn every_step_of_a_playbook_names_requirements_places_and_pages() {
    let playbooks = files_under(&root().join("playbooks"), ".yml");
    assert!(playbooks.len() >= 7, "only {} playbooks", playbooks.len());
    for path in playbooks {
        let text = fs::read_to_string(&path).unwrap();
        let count = |key: &str| text.lines().filter(|line| line.starts_with(key)).count();
        let steps = count("  - id: ");
        for key in ["    requirements: [", "    applies_to: [", "    docs: [", "    result: "] {
            assert_eq!(count(key), steps, "{}: {key}", path.display());
        }
    }
}

#[test]
fn requirement_ids_that_are_cited_exist() {
    let requirements = root().join("../shared/requirements.md");
    let Ok(text) = fs::read_to_string(&requirements) else {
        skipped(&format!("{} is not here", requirements.display()));
        return;
    };
    let known: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" |").map(|(id, _)| id.trim()))
        .collect();
    let rules = files_under(&root().join("rules"), ".yml");
    for path in rules.into_iter().chain(files_under(&root().join("playbooks"), ".yml")) {
        let text = fs::read_to_string(&path).unwrap();
        let lists = text.lines().filter_map(|line| line.trim().strip_prefix("requirements: ["));
        for id in lists.flat_map(|list| list.trim_end_matches(']').split(',')).map(str::trim) {
            assert!(known.contains(id), "{} cites {id}, which is no requirement", path.display());
        }
    }
}

/// Rows of detection that no event shows: what a person decides, or what the
/// program computes from an API or a host. A step of a playbook does it.
const ROWS_BY_STEP: &[&str] = &["CI4", "CI5", "CI14", "IN12", "MS7", "MS8"];

/// `CE7`, `CE7a` … `MS10`: the rows that detection must serve.
fn rows_of_detection() -> Vec<String> {
    let numbered = |section: &str, from: u32, to: u32| -> Vec<String> {
        (from..=to).map(|number| format!("{section}{number}")).collect()
    };
    let lettered = |row: &str, to: char| -> Vec<String> {
        ('a'..=to).map(|letter| format!("{row}{letter}")).collect()
    };
    [
        numbered("CE", 7, 11),
        lettered("CE7", 'e'),
        lettered("UA6", 'k'),
        numbered("CI", 2, 14),
        numbered("IN", 2, 15),
        numbered("MS", 1, 10),
    ]
    .concat()
}

#[test]
fn every_row_of_detection_has_a_rule_or_a_question() {
    let served = crate::reference::detections::served().unwrap();
    for row in rows_of_detection() {
        let by = served.get(&row).cloned().unwrap_or_default();
        let is_found = !by.rules.is_empty() || !by.questions.is_empty();
        let is_done = ROWS_BY_STEP.contains(&row.as_str());
        assert!(is_found || is_done, "no rule and no question serves {row}");
        assert!(!is_done || !by.steps.is_empty(), "no step of a playbook serves {row}");
        assert!(!is_done || !is_found, "{row} has a rule or a question: take it off the list");
    }
}
