use std::collections::{BTreeMap, BTreeSet};

use engine::respond::plan::Text;

use super::{Lang, Locales, Words, files, grouped, is_of_help};

/// Message key to the names of its arguments.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn messages(lang: Lang) -> Messages {
    let mut messages = Messages::new();
    for file in files(lang).filter(|file| !is_of_help(file)) {
        let bytes = Locales::get(&file).unwrap().data;
        let mut key = None;
        for line in std::str::from_utf8(&bytes).unwrap().lines() {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                let name = line.split_once(" =").unwrap().0.to_owned();
                messages.insert(name.clone(), BTreeSet::new());
                key = Some(name);
            }
            let Some(key) = key.as_ref().filter(|_| !line.starts_with('#')) else { continue };
            let names = line.split('$').skip(1).map(|rest| {
                rest.chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c))
                    .collect()
            });
            messages.get_mut(key).unwrap().extend(names);
        }
    }
    messages
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    let english = messages(Lang::En);
    let japanese = messages(Lang::Ja);

    assert!(english.len() > 100, "no messages were read");
    for (key, args) in &english {
        let other = japanese.get(key);
        assert_eq!(Some(args), other, "message {key} in English and in Japanese");
    }
    let only_japanese: Vec<_> = japanese.keys().filter(|key| !english.contains_key(*key)).collect();
    assert_eq!(only_japanese, Vec::<&String>::new());
}

#[test]
fn every_message_file_can_be_read() {
    for lang in Lang::ALL {
        let words = Words::of(lang).unwrap();
        for key in messages(lang).keys() {
            assert!(words.has(key), "{key} in {lang:?}");
        }
    }
}

/// Keys that a template or a page names: `.t("key")`, `.t1("key", …`.
fn keys_in(text: &str) -> impl Iterator<Item = &str> {
    let calls = [".t(\"", ".t1(\"", ".t2(\"", ".text(\"", ".sentence(\""];
    let starts = calls.into_iter().flat_map(move |call| text.split(call).skip(1));
    starts.filter_map(|rest| rest.split('"').next()).filter(|key| !key.contains('{'))
}

fn files_below(dir: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

#[test]
fn every_message_that_a_page_names_exists() {
    let crate_dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    files_below(&crate_dir.join("templates"), &mut files);
    files_below(&crate_dir.join("src/web"), &mut files);
    let english = messages(Lang::En);

    let mut seen = 0;
    let mut missing = BTreeSet::new();
    for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        for key in keys_in(&text) {
            seen += 1;
            if !english.contains_key(key) {
                missing.insert(format!("{}: {key}", file.display()));
            }
        }
    }

    assert!(seen > 100, "no keys were found: {seen}");
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn every_reason_that_a_baseline_tells_has_words_with_its_arguments() {
    let english = messages(Lang::En);
    for (key, args) in engine::detect::REASON_KEYS {
        let args = args.iter().map(ToString::to_string).collect();
        assert_eq!(english.get(*key), Some(&args), "{key}");
    }
}

/// Each call of a function of `app::input` with the key that it names, and the
/// argument that it hands over.
fn reasons_in(text: &str) -> impl Iterator<Item = (String, Option<&'static str>)> {
    let calls = [("why(", None), ("given(", Some("given")), ("up_to(", Some("count"))];
    calls.into_iter().flat_map(move |(call, argument)| {
        let found = text.split(&format!("input::{call}")).skip(1).collect::<Vec<_>>();
        let named = found.into_iter().filter_map(|rest| rest.trim_start().strip_prefix('"'));
        named
            .filter_map(|rest| rest.split('"').next())
            .map(move |key| (format!("input-{key}"), argument))
    })
}

#[test]
fn every_reason_why_an_input_cannot_be_used_has_words_and_each_of_them_is_used() {
    let crate_dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    files_below(&crate_dir.join("src"), &mut files);
    files_below(&crate_dir.join("../engine/src"), &mut files);
    let english = messages(Lang::En);
    let mut used = BTreeSet::from(["input-empty".to_owned(), "input-event-near".to_owned()]);

    for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        for (key, argument) in reasons_in(&text).filter(|(key, _)| key != "input-event") {
            let expected = argument.into_iter().map(str::to_owned).collect();
            assert_eq!(english.get(&key), Some(&expected), "{key} in {}", file.display());
            used.insert(key);
        }
        let named = text.split("\"input-").skip(1).filter_map(|rest| rest.split('"').next());
        used.extend(named.map(|key| format!("input-{key}")));
    }

    let written =
        english.keys().filter(|key| key.starts_with("input-") && !key.starts_with("input-field-"));
    for key in written {
        assert!(used.remove(key) || key == "input-event", "{key} is not used");
    }
    // `input-` is what the fields of a page begin with, `input-field` their names.
    used.retain(|key| !key.contains(['{', '<']) && key != "input-field" && key != "input-");
    assert_eq!(used, BTreeSet::new(), "these have no words");
}

#[test]
fn an_input_is_named_by_the_word_of_the_page() {
    let why = Text::of("input-within", [("from", "1".to_owned()), ("to", "168".to_owned())]);
    for (lang, input, expected) in [
        (Lang::En, "hours", "Hours: expected a number from 1 to 168"),
        (Lang::Ja, "hours", "時間数: 1 ～ 168 の数を入力してください"),
        (Lang::En, "request.window.start", "request.window.start: expected a number from 1 to 168"),
    ] {
        let words = Words::of(lang).unwrap();
        let args = [("input", input), ("why", &words.say(&why))];
        assert_eq!(words.sentence("error-invalid", args), expected);
    }
    let either = Text::of("input-either", [("inputs", "channel, place".to_owned())]);
    let japanese = Words::of(Lang::Ja).unwrap().say(&either);
    assert_eq!(japanese, "次のうち 1 つだけを指定してください: チャネル、場所");
}

#[test]
fn every_finding_about_the_record_has_words_with_its_arguments_and_a_meaning() {
    use engine::detect::record::RecordRule;
    let english = messages(Lang::En);
    for rule in RecordRule::ALL {
        let args = rule.arguments().iter().map(ToString::to_string).collect();
        assert_eq!(english.get(&format!("record-{}", rule.slug())), Some(&args), "{rule:?}");
        assert!(english.contains_key(&format!("record-{}-meaning", rule.slug())), "{rule:?}");
    }
}

#[test]
fn write_once_is_never_called_write_only_in_japanese() {
    for file in Locales::iter().filter(|file| file.starts_with("ja/")) {
        let bytes = Locales::get(&file).unwrap().data;
        assert!(!std::str::from_utf8(&bytes).unwrap().contains("書き込み専用"), "{file}");
    }
}

#[test]
fn a_plural_follows_the_count_and_the_count_is_grouped() {
    let english = Words::of(Lang::En).unwrap();
    let japanese = Words::of(Lang::Ja).unwrap();

    assert_eq!(english.t1("count-events", "count", 1), "1 event");
    assert_eq!(english.t1("count-events", "count", 1234), "1,234 events");
    assert_eq!(japanese.t1("count-events", "count", 1234), "1,234 件のイベント");
}

#[test]
fn digits_are_grouped_by_thousands() {
    for (number, expected) in [
        (0.0, "0"),
        (999.0, "999"),
        (1000.0, "1,000"),
        (-1_234_567.5, "-1,234,567.5"),
        (100_000.0, "100,000"),
    ] {
        assert_eq!(grouped(number), expected);
    }
}

#[test]
fn the_header_is_read_by_its_weights() {
    for (header, expected) in [
        ("ja", Some(Lang::Ja)),
        ("de, ja-JP;q=0.8, en;q=0.5", Some(Lang::Ja)),
        ("en-GB,en;q=0.9,ja;q=0.8", Some(Lang::En)),
        ("fr", None),
        ("ja;q=0, en;q=0.1", Some(Lang::En)),
        ("", None),
        ("ja;q=x", None),
    ] {
        assert_eq!(Lang::from_accept(header), expected, "{header:?}");
    }
}

#[test]
fn every_refusal_about_messages_updates_and_approvals_has_words() {
    let engine = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src/coordinate");
    let mut files = Vec::new();
    for part in ["communication", "update", "approval"] {
        files_below(&engine.join(part), &mut files);
    }
    let english = messages(Lang::En);
    let is_rule = |text: &&str| {
        let (noun, rule) = text.split_once('.').unwrap_or_default();
        ["communication", "update", "approval"].contains(&noun)
            && rule.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            && !rule.is_empty()
    };

    let mut seen = BTreeSet::new();
    for file in files.iter().filter(|file| !file.to_string_lossy().contains("tests")) {
        let text = std::fs::read_to_string(file).unwrap();
        seen.extend(text.split('"').filter(is_rule).map(str::to_owned));
    }
    for kind in ["markup", "tracking_parameter", "tracking_host", "redirector", "pixel", "control"]
    {
        seen.insert(format!("communication.{kind}"));
    }

    assert!(seen.len() > 30, "no rules were found: {seen:?}");
    for rule in seen {
        let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
        assert!(english.contains_key(&key), "{rule} has no words: {key}");
    }
}
