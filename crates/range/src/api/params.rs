//! Parameters of a request, from its query and its body alike.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::answer::Answer;

/// Names and values; a list parameter (`scopes[]`) is an array.
#[derive(Debug, Default)]
pub(crate) struct Params(pub(crate) Map<String, Value>);

impl Params {
    /// Adds pairs of a query or a form.
    pub(crate) fn add_form(&mut self, form: &[u8]) {
        for (name, value) in url::form_urlencoded::parse(form) {
            match name.strip_suffix("[]") {
                Some(list) => {
                    let entry =
                        self.0.entry(list.to_owned()).or_insert_with(|| Value::Array(vec![]));
                    if let Value::Array(items) = entry {
                        items.push(Value::String(value.into_owned()));
                    }
                }
                None => {
                    self.0.insert(name.into_owned(), Value::String(value.into_owned()));
                }
            }
        }
    }

    /// A text; numbers and booleans count as theirs.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.parse().ok()
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name)?.as_str() {
            "true" | "1" | "t" | "yes" | "on" => Some(true),
            "false" | "0" | "f" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// A list: an array, or a text with commas.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        match self.0.get(name) {
            Some(Value::Array(items)) => {
                items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Some(Value::String(text)) => text
                .split(',')
                .map(|item| item.trim().to_owned())
                .filter(|i| !i.is_empty())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A day; wrong ones are refused.
    pub(crate) fn date(&self, name: &str) -> Result<Option<Date>, Answer> {
        let Some(text) = self.text(name).filter(|text| !text.is_empty()) else { return Ok(None) };
        let day = text.split('T').next().unwrap_or_default().parse();
        match day {
            Ok(day) => Ok(Some(day)),
            Err(_) => Err(Answer::invalid(&format!("{name} is invalid"))),
        }
    }

    /// An instant; a day alone means its beginning in UTC; wrong ones are refused.
    pub(crate) fn instant(&self, name: &str) -> Result<Option<Timestamp>, Answer> {
        let Some(text) = self.text(name).filter(|text| !text.is_empty()) else { return Ok(None) };
        let with_time = if text.contains('T') { text } else { format!("{text}T00:00:00Z") };
        match with_time.parse().or_else(|_| format!("{with_time}Z").parse()) {
            Ok(instant) => Ok(Some(instant)),
            Err(_) => Err(Answer::invalid(&format!("{name} is invalid"))),
        }
    }

    /// Refuses when any of these is missing, naming all that are.
    pub(crate) fn require(&self, names: &[&str]) -> Result<(), Answer> {
        let missing: Vec<_> = names
            .iter()
            .filter(|name| matches!(self.0.get(**name), None | Some(Value::Null)))
            .map(|name| format!("{name} is missing"))
            .collect();
        if missing.is_empty() { Ok(()) } else { Err(Answer::invalid(&missing.join(", "))) }
    }
}
