//! Words for people, in their language: Fluent messages from `locales/`.
//!
//! Code names a message by its key and hands over arguments; it never joins
//! sentences. Both languages have the same keys with the same arguments: a
//! test compares them, so a missing translation does not build.

mod lang;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;

use engine::assist::policy::Length;
use engine::coordinate::playbook::OwnText;
use engine::investigate::question::{Pack, Question};
use engine::respond::plan::Text;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use unic_langid::{LanguageIdentifier, langid};

pub use lang::Lang;

/// The message files, inside the binary.
#[derive(RustEmbed)]
#[folder = "../../locales"]
#[include = "*.ftl"]
struct Locales;

/// Messages of one language. Cheap to clone.
#[derive(Clone)]
pub struct Words {
    lang: Lang,
    bundle: Arc<FluentBundle<FluentResource>>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("lang", &self.lang).finish_non_exhaustive()
    }
}

/// Why a message file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {what}")]
pub struct WordsError {
    /// The file, below `locales/`.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

impl Words {
    /// Reads all messages of a language. Costs some milliseconds: keep it.
    pub fn of(lang: Lang) -> Result<Self, WordsError> {
        Self::read(lang, files(lang).filter(|file| !is_of_help(file)))
    }

    /// Reads what `--help` says in a language other than English: the English
    /// stands in the code, at the commands and options themselves (ADR 0027).
    pub fn of_help(lang: Lang) -> Result<Self, WordsError> {
        Self::read(lang, files(lang).filter(|file| is_of_help(file)))
    }

    fn read(
        lang: Lang,
        files: impl Iterator<Item = Cow<'static, str>>,
    ) -> Result<Self, WordsError> {
        let mut bundle = FluentBundle::new_concurrent(vec![id(lang)]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(grouped(number.value)),
            FluentValue::String(_)
            | FluentValue::Custom(_)
            | FluentValue::None
            | FluentValue::Error => None,
        }));
        for file in files {
            let wrong = |what: String| WordsError { file: file.to_string(), what };
            let bytes = Locales::get(&file).map(|found| found.data).unwrap_or_default();
            let text = String::from_utf8(bytes.into_owned()).map_err(|e| wrong(e.to_string()))?;
            let resource = FluentResource::try_new(text)
                .map_err(|(_, problems)| wrong(format!("{problems:?}")))?;
            bundle.add_resource(resource).map_err(|problems| wrong(format!("{problems:?}")))?;
        }
        Ok(Self { lang, bundle: Arc::new(bundle) })
    }

    /// The same for who cannot do without: a file that cannot be used is logged, and
    /// keys show instead of its words. A test keeps that from happening.
    pub fn embedded(lang: Lang) -> Self {
        Self::of(lang).unwrap_or_else(|why| {
            tracing::error!(error = %why, "Words in {} are unusable", lang.as_str());
            Self { lang, bundle: Arc::new(FluentBundle::new_concurrent(vec![id(lang)])) }
        })
    }

    /// Which language these are of.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether there is a message of that key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The message of that key, with its arguments filled in. A key that is
    /// not there shows as `⟦key⟧` and is logged: a fault of ours, not of the reader.
    pub fn text(&self, key: &str, args: &FluentArgs<'_>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(words.key = key, "There is no message {key}");
            return format!("⟦{key}⟧");
        };
        let mut problems = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(args), &mut problems);
        if !problems.is_empty() {
            tracing::error!(words.key = key, ?problems, "Message {key} lacks an argument");
        }
        text.into_owned()
    }

    /// A message without arguments.
    pub fn t(&self, key: impl AsRef<str>) -> String {
        self.text(key.as_ref(), &FluentArgs::new())
    }

    /// A message with one argument.
    pub fn t1<'a>(&self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        let mut args = FluentArgs::new();
        args.set(name, value);
        self.text(key, &args)
    }

    /// A message with two arguments.
    pub fn t2<'a>(
        &self,
        key: &str,
        first: (&'a str, impl Into<FluentValue<'a>>),
        second: (&'a str, impl Into<FluentValue<'a>>),
    ) -> String {
        let mut args = FluentArgs::new();
        args.set(first.0, first.1);
        args.set(second.0, second.1);
        self.text(key, &args)
    }

    /// A message with arguments of any kind, as they are shown. Those named
    /// `count` or `…_count` are numbers.
    pub fn told(&self, key: &str, args: &[(&str, &dyn std::fmt::Display)]) -> String {
        let args: Vec<(&str, String)> =
            args.iter().map(|(name, value)| (*name, value.to_string())).collect();
        self.sentence(key, args.iter().map(|(name, value)| (*name, value.as_str())))
    }

    /// What `engine` wants said. Arguments named `count` or `…_count` are numbers.
    pub fn say(&self, text: &Text) -> String {
        self.sentence(
            &text.key,
            text.args.iter().map(|(name, value)| (name.as_str(), value.as_str())),
        )
    }

    /// The same for a key and its arguments as text.
    pub fn sentence<'a>(
        &self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let mut filled = FluentArgs::new();
        for (name, value) in args {
            match self.name_of(name, value) {
                Some(word) => filled.set(name, word),
                None => filled.set(name, argument(name, value)),
            }
        }
        self.text(key, &filled)
    }

    /// What people call the thing of that name, where it is worded elsewhere: an
    /// act where the act is, a duty where duties are.
    fn name_of(&self, argument: &str, value: &str) -> Option<String> {
        if argument == "length" {
            return self.length(value);
        }
        let (_, prefix) = NAMES.into_iter().find(|(known, _)| *known == argument)?;
        let key = |part: &str| format!("{prefix}-{}", part.replace('_', "-"));
        let is_known = value.split(", ").any(|part| self.has(&key(part)));
        let word = |part| if self.has(&key(part)) { self.t(key(part)) } else { part.to_owned() };
        let comma = if self.lang == Lang::Ja { "、" } else { ", " };
        is_known.then(|| value.split(", ").map(word).collect::<Vec<_>>().join(comma))
    }

    /// A length of time such as `7d` in words.
    fn length(&self, written: &str) -> Option<String> {
        let key = match Length::try_from(written.to_owned()).ok()? {
            Length::Hours(count) => ("length-hours", count),
            Length::Days(count) => ("length-days", count),
            Length::Months(count) => ("length-months", count),
        };
        Some(self.t1(key.0, "count", i64::from(key.1)))
    }

    /// The title of a question and what to look at: in the organisation's own
    /// words where it has any.
    pub fn question(&self, question: &Question) -> (String, String) {
        match &question.text {
            Some(text) => {
                let own = text.of(self.lang().as_str());
                (own.title.clone(), own.help.clone())
            }
            None => (self.t(question.title_key()), self.t(question.help_key())),
        }
    }

    /// The title of a playbook's step: the organisation's own words, or ours.
    pub fn step(&self, id: &str, own: Option<&OwnText>) -> String {
        match own {
            Some(own) if self.lang == Lang::Ja => own.ja.title.clone(),
            Some(own) => own.en.title.clone(),
            None => self.t(format!("step-{id}")),
        }
    }

    /// The name of a pack of questions.
    pub fn pack(&self, pack: &Pack) -> String {
        match &pack.text {
            Some(text) => text.of(self.lang().as_str()).title.clone(),
            None => self.t(pack.title_key()),
        }
    }

    /// A number as people of this language write it.
    pub fn number(&self, number: impl Into<FluentValue<'static>>) -> String {
        let value: FluentValue<'static> = number.into();
        match value {
            FluentValue::Number(number) => grouped(number.value),
            FluentValue::String(text) => text.into_owned(),
            FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => String::new(),
        }
    }
}

/// Arguments that are names of things, or several with commas, and how the keys of their words begin.
const NAMES: [(&str, &str); 15] = [
    ("asked", "assist-ask"),
    ("act", "act"),
    ("row", "obligation-row"),
    ("recipient", "stakeholder"),
    ("duty", "duty"),
    ("duties", "duty"),
    ("team", "duty"),
    ("audience", "audience"),
    ("audiences", "audience"),
    ("message_kind", "message-kind"),
    ("regulation", "regulation"),
    ("notice", "notice"),
    ("input", "input-field"),
    ("inputs", "input-field"),
    ("titles", "step"),
];

/// The message files of a language.
fn files(lang: Lang) -> impl Iterator<Item = Cow<'static, str>> {
    Locales::iter().filter(move |file| file.starts_with(lang.folder()))
}

/// Whether a message file is for `--help` alone.
fn is_of_help(file: &str) -> bool {
    file.split('/').any(|name| name.starts_with("help"))
}

/// The language as plural rules know it.
fn id(lang: Lang) -> LanguageIdentifier {
    match lang {
        Lang::En => langid!("en"),
        Lang::Ja => langid!("ja"),
    }
}

/// Counts are numbers, so that plurals work; ids and names stay as they are.
fn argument<'a>(name: &str, value: &'a str) -> FluentValue<'a> {
    let is_count = name == "count" || name.ends_with("_count");
    match value.parse::<i64>() {
        Ok(number) if is_count => number.into(),
        Ok(_) | Err(_) => FluentValue::String(Cow::Borrowed(value)),
    }
}

/// `1234567.5` as `1,234,567.5`: both our languages group so.
fn grouped(number: f64) -> String {
    let text = number.to_string();
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = match rest.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (rest, String::new()),
    };
    let mut digits = String::with_capacity(text.len() + text.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            digits.push(',');
        }
        digits.push(digit);
    }
    format!("{sign}{digits}{fraction}")
}
