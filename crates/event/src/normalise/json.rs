//! JSON objects as unread members: each value is looked at only when a reader asks.
//!
//! So one odd value spoils its own field and nothing else, and values that
//! nobody asks for cost a scan, however large or deeply nested they are.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Problem;

/// Why some bytes are not an event that we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Not a JSON object, and why not.
    NotAnObject(String),
    /// A member that we read is there twice: settle that and open it again.
    Duplicate,
    /// A JSON object of no shape that we know.
    UnknownShape,
}

/// Reads an object's members, unread.
pub(super) fn open<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Refusal> {
    if !text.trim_start().starts_with('{') {
        return Err(Refusal::NotAnObject("not a JSON object".to_owned()));
    }
    serde_json::from_str(text).map_err(|error| {
        let what = error.to_string();
        if what.starts_with("duplicate field") {
            Refusal::Duplicate
        } else {
            Refusal::NotAnObject(format!("not JSON: {what}"))
        }
    })
}

/// The same object where of members with one name only the last is left, at
/// every level: so does Ruby's JSON, and so do the log shippers.
pub(super) fn without_duplicates(text: &str) -> Result<String, Refusal> {
    let value: serde_json::Value = serde_json::from_str(text)
        .map_err(|error| Refusal::NotAnObject(format!("not JSON: {error}")))?;
    Ok(value.to_string())
}

/// A member's value, unread. `null` is the same as absent.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Member<'a>(#[serde(borrow)] Option<&'a RawValue>);

impl<'a> Member<'a> {
    /// Whether there is a value other than `null`.
    pub(super) fn is_some(self) -> bool {
        self.0.is_some()
    }

    /// This value, else that one; an empty text gives way too.
    pub(super) fn or(self, other: Self) -> Self {
        let is_empty = self.json().is_none_or(|json| json == "\"\"");
        if is_empty { Self(other.0.or(self.0)) } else { self }
    }

    /// The value as JSON.
    pub(super) fn json(self) -> Option<&'a str> {
        self.0.map(RawValue::get)
    }

    /// Whether the value is this text, which needs no escapes.
    pub(super) fn is_text(self, text: &str) -> bool {
        self.json()
            .and_then(|json| json.strip_prefix('"')?.strip_suffix('"'))
            .is_some_and(|inner| inner == text)
    }

    /// Whether the value is an object.
    pub(super) fn is_object(self) -> bool {
        self.json().is_some_and(|json| json.starts_with('{'))
    }

    /// The value as JSON as it stands there, cut; nothing for an empty list or object.
    pub(super) fn as_written(self) -> Option<String> {
        let json = self.json().filter(|json| !matches!(*json, "[]" | "{}" | "\"\""))?;
        Some(cut(Cow::Borrowed(json)))
    }

    /// The value as text: strings decoded, numbers and booleans as written,
    /// objects and arrays as compact JSON.
    pub(super) fn text(self, field: &str, problems: &mut Vec<Problem>) -> Option<Cow<'a, str>> {
        let json = self.json()?;
        let text = match json.as_bytes().first() {
            Some(b'"') => decode(json),
            Some(b'{' | b'[') => compact(json).map(Cow::Owned),
            _ => Ok(Cow::Borrowed(json)),
        };
        Some(text.unwrap_or_else(|what| {
            problems.push(Problem {
                field: field.to_owned(),
                what: format!("{what}; kept as written"),
            });
            Cow::Borrowed(json.trim_matches('"'))
        }))
    }

    /// The value as text, unless that is empty.
    pub(super) fn words(self, field: &str, problems: &mut Vec<Problem>) -> Option<Cow<'a, str>> {
        self.text(field, problems).filter(|text| !text.is_empty())
    }

    /// The value as a whole number; GitLab's shippers also write it as a string.
    pub(super) fn number<N: std::str::FromStr>(
        self,
        field: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<N> {
        let text = self.words(field, problems)?;
        let number = text.parse().ok();
        if number.is_none() {
            let what = format!("not a whole number in range: {}", excerpt(&text));
            problems.push(Problem { field: field.to_owned(), what });
        }
        number
    }
}

/// Longer texts of a log line are cut: the whole is in the record.
const TEXT_CHARS_MAX: usize = 2_000;

/// The text, cut.
pub(super) fn cut(text: Cow<'_, str>) -> String {
    // As many bytes are at most as many characters: the usual case needs no count.
    if text.len() <= TEXT_CHARS_MAX {
        return text.into_owned();
    }
    match text.char_indices().nth(TEXT_CHARS_MAX) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text.into_owned(),
    }
}

/// The first characters of a text, for a message.
pub(super) fn excerpt(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    match text.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn decode(json: &str) -> Result<Cow<'_, str>, &'static str> {
    let inner = json.get(1..json.len().saturating_sub(1)).unwrap_or_default();
    if !inner.contains('\\') {
        return Ok(Cow::Borrowed(inner));
    }
    match serde_json::from_str::<String>(json) {
        Ok(text) => Ok(Cow::Owned(text)),
        Err(_) => Err("a broken escape in the text"),
    }
}

/// Objects with sorted members and without white space, so that two tellings
/// of one value read the same.
fn compact(json: &str) -> Result<String, &'static str> {
    match serde_json::from_str::<serde_json::Value>(json) {
        Ok(mut value) => {
            value.sort_all_objects();
            Ok(value.to_string())
        }
        Err(_) => Err("a value nested too deep"),
    }
}
