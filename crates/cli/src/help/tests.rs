use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Words, in_words, joined, lang_of, said_anew, width};
use crate::command;
use server::web::words::Lang;

/// Each key of `locales/ja/help*.ftl` with the English that stands above it as a comment.
fn translated() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales/ja");
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.file_name().unwrap().to_str().unwrap().starts_with("help") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut english = String::new();
        for line in text.lines() {
            if let Some(comment) = line.strip_prefix("# ") {
                english = plain(comment);
            } else if let Some((key, _)) = line.split_once(" =") {
                let earlier = found.insert(key.to_owned(), std::mem::take(&mut english));
                assert_eq!(earlier, None, "{key} stands twice, at last in {}", path.display());
            }
        }
    }
    found
}

/// Clap takes the full stop from a short sentence and leaves it to a long one.
fn plain(english: &str) -> String {
    let words = english.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_end_matches('.').to_owned()
}

#[test]
fn every_sentence_of_the_help_is_said_in_japanese_as_the_english_is_now() {
    let translated = translated();
    let used = RefCell::new(BTreeSet::new());
    let wrong = RefCell::new(BTreeSet::new());

    _ = said_anew(
        command(),
        &|keys, english| {
            let english = plain(english);
            match keys.iter().find(|key| translated.contains_key(**key)) {
                Some(key) if translated[*key] == english => {
                    used.borrow_mut().insert((*key).to_owned());
                }
                // With the key that is nearest: what is common may be meant for others.
                Some(_) | None => {
                    wrong.borrow_mut().insert(format!("# {english}\n{} = ", keys[0]));
                }
            }
            english
        },
        100,
    );

    let wrong: Vec<_> = wrong.into_inner().into_iter().collect();
    assert!(
        wrong.is_empty(),
        "{} sentences are missing in locales/ja/help*.ftl, or the English has changed:\n\n{}\n",
        wrong.len(),
        wrong.join("\n")
    );
    let used = used.into_inner();
    assert!(used.len() > 500, "only {} sentences were said", used.len());
    let left_over: Vec<_> = translated.keys().filter(|key| !used.contains(*key)).collect();
    assert_eq!(left_over, Vec::<&String>::new(), "nobody says these any more");
}

fn pages(command: &mut clap::Command, found: &mut Vec<(String, String)>) {
    let name = command.get_bin_name().unwrap_or("portcullis").to_owned();
    found.push((name.clone(), command.render_help().to_string()));
    found.push((name, command.render_long_help().to_string()));
    for inner in command.get_subcommands_mut() {
        pages(inner, found);
    }
}

#[test]
fn no_page_is_wider_than_the_terminal_and_none_has_english_headings() {
    let words = Words::of_help(Lang::Ja).unwrap();
    let mut found = Vec::new();
    pages(&mut in_words(command(), &words, 80), &mut found);

    assert!(found.len() > 500, "only {} pages", found.len());
    for (name, page) in found {
        for line in page.lines() {
            let is_japanese = line.chars().any(|letter| letter > '\u{2e80}');
            let is_code = line.contains("portcullis ");
            assert!(!is_japanese || is_code || width(line) <= 80, "{name}: {line}");
            for english in
                ["Usage:", "Commands:", "Arguments:", "Options:", "Examples:", "[default"]
            {
                assert!(!line.starts_with(english), "{name}: {line}");
            }
        }
        assert!(page.contains("使い方: ") && !page.contains('⟦'), "{name}: {page}");
    }
}

#[test]
fn examples_are_the_same_commands_in_both_languages() {
    let words = Words::of_help(Lang::Ja).unwrap();
    let mut commands = 0;
    compare(&command(), &in_words(command(), &words, 100), &mut commands);
    assert!(commands > 200, "only {commands} examples");
}

fn compare(english: &clap::Command, japanese: &clap::Command, count: &mut usize) {
    let examples = |command: &clap::Command| {
        let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines = after.lines().filter(|line| line.starts_with("  portcullis "));
        lines
            .map(|line| line.trim_start().split("  ").next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let wanted = examples(english);
    assert_eq!(examples(japanese), wanted, "{}", english.get_name());
    *count += wanted.len();
    for inner in english.get_subcommands() {
        compare(inner, japanese.find_subcommand(inner.get_name()).unwrap(), count);
    }
}

#[test]
fn the_language_is_taken_from_wherever_it_is_said() {
    let check = |line: &str, expected: Option<Lang>| {
        let arguments: Vec<_> = line.split(' ').map(Into::into).collect();
        assert_eq!(lang_of(&arguments), expected, "{line}");
    };
    check("portcullis --lang ja case --help", Some(Lang::Ja));
    check("portcullis case --help --lang=ja", Some(Lang::Ja));
    check("portcullis case --lang ja --lang en -h", Some(Lang::En));
    check("portcullis case --help", None);
    check("portcullis case --lang tlh --help", None);
    check("portcullis case note C-1 -- --lang ja", None);
}

#[test]
fn a_sentence_over_several_lines_is_one_and_examples_stay_apart() {
    let text = "One\nsentence.\n\nExamples:\n  portcullis demo   words\n  portcullis serve\nAn end";
    let expected = [
        "One sentence.",
        "",
        "Examples:",
        "  portcullis demo   words",
        "  portcullis serve",
        "An end",
    ];
    assert_eq!(joined(text), expected);
}
