//! Every sentence that `respond` names is there in both languages, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use engine::respond::plan::{Text, propose};
use engine::respond::{ACT_TEXT_KEYS, Survey, TEXT_KEYS, Wish};
use regex::Regex;

use super::act::every_act;
use super::example::{at, leaked, taken_over};

type Messages = BTreeMap<String, BTreeSet<String>>;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The messages of a language, each with the arguments that it uses.
fn messages(language: &str) -> Messages {
    let file = |name: &str| {
        std::fs::read_to_string(here(&format!("../../locales/{language}/{name}.ftl"))).unwrap()
    };
    let text = ["respond", "act"].map(file).join("\n");
    let argument = Regex::new(r"\{ \$([a-z]+) \}").unwrap();
    let message = |line: &str| {
        let (key, words) = line.split_once(" = ")?;
        let arguments = argument.captures_iter(words).map(|found| found[1].to_owned()).collect();
        Some((key.to_owned(), arguments))
    };
    text.lines().filter(|line| !line.starts_with('#')).filter_map(message).collect()
}

fn listed() -> Messages {
    let row = |(key, args): &(&str, &[&str])| {
        ((*key).to_owned(), args.iter().map(|&name| name.to_owned()).collect())
    };
    TEXT_KEYS.iter().chain(ACT_TEXT_KEYS).map(row).collect()
}

fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(sources(&path));
        } else {
            texts.push(std::fs::read_to_string(path).unwrap());
        }
    }
    texts
}

#[test]
fn each_key_is_worded_in_english_and_japanese_with_all_its_arguments() {
    for language in ["en", "ja"] {
        let messages = messages(language);
        for (key, arguments) in listed() {
            // An argument may be left unsaid where a language has no use for it, but none may be new.
            let used = messages.get(&key).unwrap_or_else(|| panic!("{language} has no {key}"));
            assert_eq!(used, &arguments, "{language}: {key}");
        }
    }
}

#[test]
fn no_message_is_worded_for_nobody() {
    let listed = listed();
    for language in ["en", "ja"] {
        for key in messages(language).keys() {
            assert!(listed.contains_key(key), "{language}: nobody says {key}");
        }
    }
}

#[test]
fn the_list_of_keys_is_what_the_sources_say() {
    let call = Regex::new(r#"Text::of\(\s*"([a-z-]+)""#).unwrap();
    let sources = sources(&here("src/respond")).join("\n");
    let said: BTreeSet<&str> =
        call.captures_iter(&sources).map(|found| found.get(1).unwrap().as_str()).collect();
    let all = || TEXT_KEYS.iter().chain(ACT_TEXT_KEYS).map(|(key, _)| *key);
    let listed: BTreeSet<&str> = all().collect();
    assert_eq!(said, listed);
    assert_eq!(listed.len(), all().count(), "a key is listed twice");
}

fn texts(survey: &Survey) -> Vec<Text> {
    let mut texts: Vec<Text> = every_act()
        .iter()
        .flat_map(|act| {
            act.rules().impact(engine::respond::View { survey: Some(survey), seen: None })
        })
        .collect();
    for window in [None, Some(at("10:00"))] {
        match propose(survey, Wish::Contain, window, "bob", at("11:05")) {
            Ok(plan) => texts.extend(plan.impact),
            Err(refusals) => texts.extend(refusals.into_iter().map(|refusal| refusal.text)),
        }
    }
    texts
}

#[test]
fn a_sentence_carries_exactly_the_arguments_of_its_key() {
    let mut blocked = taken_over();
    blocked.is_admin = true;
    blocked.is_bot = true;
    blocked.state = "deactivated".to_owned();
    blocked.memberships.clear();
    blocked.standing.user = blocked.user;
    let listed = listed();
    for text in [leaked(), taken_over(), blocked].iter().flat_map(texts) {
        let actual: BTreeSet<String> = text.args.keys().cloned().collect();
        assert_eq!(Some(&actual), listed.get(&text.key), "{}", text.key);
    }
}
