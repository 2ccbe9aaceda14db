//! What the command itself says: messages of `locales/`, in the reader's language.
//!
//! A refusal is raised as a key with its arguments, deep where no language is
//! known, and worded where it is printed. English is its text for programs:
//! what `--json` prints does not follow the language.

use std::fmt::Display;

use engine::respond::plan::Text;
use serde_json::Value;
use server::app::AppError;
use server::web::problem;
use server::web::words::{Lang, Words};

use crate::cmd::search::text;
use crate::foreign;

/// Why a command does not go on: a message by key, and what was behind it.
#[derive(Debug)]
struct Said {
    text: Text,
    behind: Option<anyhow::Error>,
}

impl Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&Words::embedded(Lang::En).say(&self.text))
    }
}

impl std::error::Error for Said {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let behind: &(dyn std::error::Error + 'static) = self.behind.as_deref()?;
        Some(behind)
    }
}

/// Arguments of a message: name and value.
pub(crate) type Values<'a> = &'a [(&'a str, &'a dyn Display)];

fn sentence_of(key: &str, values: Values<'_>) -> Text {
    let args = values.iter().map(|(name, value)| ((*name).to_owned(), value.to_string()));
    Text { key: key.to_owned(), args: args.collect() }
}

/// A refusal of the command line's own.
pub(crate) fn said(key: &str, values: Values<'_>) -> anyhow::Error {
    said_as(sentence_of(key, values))
}

/// A refusal that `engine` words.
pub(crate) fn said_as(text: Text) -> anyhow::Error {
    Said { text, behind: None }.into()
}

/// Says what was wanted when something else failed.
pub(crate) trait OrSay<T> {
    /// The value, or the refusal with what was behind it.
    fn or_say(self, key: &str, values: Values<'_>) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> OrSay<T> for Result<T, E> {
    fn or_say(self, key: &str, values: Values<'_>) -> anyhow::Result<T> {
        self.map_err(|error| {
            Said { text: sentence_of(key, values), behind: Some(error.into()) }.into()
        })
    }
}

impl<T> OrSay<T> for Option<T> {
    fn or_say(self, key: &str, values: Values<'_>) -> anyhow::Result<T> {
        self.ok_or_else(|| said(key, values))
    }
}

/// A refusal with problems, one a line.
pub(crate) fn problems(key: &str, lines: &[String]) -> anyhow::Error {
    said(key, &[("count", &lines.len()), ("lines", &lines.join("\n  "))])
}

/// What went wrong, with all that was behind it, for the person at the terminal.
pub(crate) fn why(error: &anyhow::Error, words: &Words) -> String {
    let mut told = Vec::new();
    for cause in error.chain() {
        // The server's words hold what is behind them.
        if let Some(refused) = cause.downcast_ref::<AppError>() {
            told.push(problem::told(refused, words));
            break;
        }
        let own = cause.downcast_ref::<Said>().map(|said| said.text.clone());
        let text = own.or_else(|| foreign::text(cause));
        told.push(text.map_or_else(|| cause.to_string(), |text| words.say(&text)));
    }
    told.join(": ")
}

/// A message about a document: its members of these names are the arguments.
/// `runner/executor` is the member `executor` of `runner`, and so is called.
pub(crate) fn about(words: &Words, key: &str, document: &Value, names: &[&str]) -> String {
    let values = names.iter().map(|name| {
        let value = document.pointer(&format!("/{name}")).map(text).unwrap_or_default();
        (name.rsplit('/').next().unwrap_or_default(), value)
    });
    let values: Vec<(&str, String)> = values.collect();
    words.sentence(key, values.iter().map(|(name, value)| (*name, value.as_str())))
}

/// A sentence that a document holds as key and arguments.
pub(crate) fn sentence(words: &Words, told: &Value) -> String {
    let args = told["args"].as_object().into_iter().flatten();
    let args: Vec<(&str, String)> =
        args.map(|(name, value)| (name.as_str(), text(value))).collect();
    let key = text(&told["key"]);
    words.sentence(&key, args.iter().map(|(name, value)| (*name, value.as_str())))
}

/// “yes” or “no”.
pub(crate) fn yes_no(words: &Words, is: bool) -> String {
    words.t(if is { "cli-yes" } else { "cli-no" })
}
