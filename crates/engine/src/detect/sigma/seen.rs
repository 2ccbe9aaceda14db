//! An event as the library asks for it.

use std::borrow::Cow;

use rsigma_eval::{Event, EventValue};

use crate::detect::fields::{Fields, Value};

/// The fields of an event, looked up when a rule names them.
pub(super) struct Seen<'a>(pub(super) &'a Fields<'a>);

impl Event for Seen<'_> {
    fn get_field(&self, path: &str) -> Option<EventValue<'_>> {
        self.0.get(path).map(|value| match value {
            Value::Text(text) => EventValue::Str(Cow::Borrowed(text)),
            Value::Number(number) => EventValue::Int(number),
        })
    }

    fn any_string_value(&self, pred: &dyn Fn(&str) -> bool) -> bool {
        self.0.all().any(|(_, value)| matches!(value, Value::Text(text) if pred(text)))
    }

    fn all_string_values(&self) -> Vec<Cow<'_, str>> {
        let texts = self.0.all().filter_map(|(_, value)| match value {
            Value::Text(text) => Some(Cow::Borrowed(text)),
            Value::Number(_) => None,
        });
        texts.collect()
    }

    fn to_json(&self) -> serde_json::Value {
        let fields = self.0.all().map(|(name, value)| {
            let value = match value {
                Value::Text(text) => serde_json::Value::from(text),
                Value::Number(number) => serde_json::Value::from(number),
            };
            (name.to_owned(), value)
        });
        serde_json::Value::Object(fields.collect())
    }
}
