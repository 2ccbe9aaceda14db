//! Settings by GitLab's names: read from a call, refused as GitLab refuses, told.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::call::Call;
use crate::world::field::{Field, FieldKind};
use crate::world::{Audit, EVENT_TYPES, Entity};

/// One setting that a call changes.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) name: &'static str,
    pub(super) from: Value,
    pub(super) to: Value,
}

/// The changes that a call asks for; equal values are none. Fields above the licence are ignored.
pub(super) fn changes(
    call: &Call<'_>,
    fields: &[Field],
    current: &Map<String, Value>,
) -> Result<Vec<Change>, Answer> {
    let mut found = Vec::new();
    for field in fields.iter().filter(|field| call.rules.tier >= field.tier) {
        let Some(given) = call.params().0.get(field.name) else { continue };
        let to = parse(field, given)?;
        let from = current.get(field.name).cloned().unwrap_or(Value::Null);
        if from != to {
            found.push(Change { name: field.name, from, to });
        }
    }
    Ok(found)
}

/// Puts changes into a map.
pub(super) fn apply(changes: &[Change], to: &mut Map<String, Value>) {
    for change in changes {
        to.insert(change.name.to_owned(), change.to.clone());
    }
}

/// What is shown of settings: no secrets, nothing above the licence.
pub(super) fn shown(call: &Call<'_>, fields: &[Field], of: &Map<String, Value>) -> Value {
    let rows = fields
        .iter()
        .filter(|field| call.rules.tier >= field.tier && !matches!(field.kind, FieldKind::Secret));
    let rows = rows.map(|field| {
        let value = of.get(field.name).cloned().unwrap_or_else(|| field.kind.default());
        (field.name.to_owned(), value)
    });
    Value::Object(rows.collect())
}

fn parse(field: &Field, given: &Value) -> Result<Value, Answer> {
    let invalid = || Answer::invalid(&format!("{} is invalid", field.name));
    let no_such = || Answer::invalid(&format!("{} does not have a valid value", field.name));
    let text = match given {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    match field.kind {
        FieldKind::Flag(_) => match text.as_deref() {
            Some("true" | "1" | "t" | "on" | "yes") => Ok(json!(true)),
            Some("false" | "0" | "f" | "off" | "no") => Ok(json!(false)),
            _ => Err(invalid()),
        },
        FieldKind::Number(default, least, most) => match text.as_deref() {
            None | Some("") if default.is_none() => Ok(Value::Null),
            None => Err(invalid()),
            Some(text) => {
                let number: i64 = text.parse().ok().ok_or_else(invalid)?;
                if (least..=most).contains(&number) { Ok(json!(number)) } else { Err(no_such()) }
            }
        },
        FieldKind::Text(default) => match (text, default) {
            (Some(text), _) => Ok(json!(text)),
            (None, None) => Ok(Value::Null),
            (None, Some(default)) => Ok(json!(default)),
        },
        FieldKind::OneOf(words) => {
            let text = text.unwrap_or_default();
            if words.contains(&text.as_str()) { Ok(json!(text)) } else { Err(no_such()) }
        }
        FieldKind::Words | FieldKind::Ids => list(field, given, text).ok_or_else(invalid),
        FieldKind::Secret => {
            Ok(text.map_or(Value::Null, |text| json!(hex::encode(crate::secret::digest(&text)))))
        }
    }
}

fn list(field: &Field, given: &Value, text: Option<String>) -> Option<Value> {
    let items: Vec<Value> = match (given, text) {
        (Value::Array(items), _) => items.clone(),
        (Value::Null, _) => Vec::new(),
        (_, Some(text)) => text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(|item| json!(item))
            .collect(),
        _ => return None,
    };
    if matches!(field.kind, FieldKind::Words) {
        return Some(Value::Array(items));
    }
    let number = |item: &Value| {
        let parsed = item.as_str().and_then(|text| text.parse().ok());
        item.as_u64().or(parsed).map(|id: u64| json!(id))
    };
    items.iter().map(number).collect::<Option<Vec<_>>>().map(Value::Array)
}

/// A value as audit events write it.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Tells the changes that GitLab has an event type for: the first of the patterns
/// (`project_feature_*_updated`, with the name for the star) that is one.
pub(super) fn tell(
    call: &mut Call<'_>,
    entity: Entity,
    (class, id, details): (&str, u64, &str),
    patterns: &[&str],
    changes: &[Change],
) {
    for change in changes {
        let mut names = patterns.iter().map(|pattern| pattern.replace('*', change.name));
        let known = names.find_map(|name| EVENT_TYPES.iter().find(|(known, _)| *known == name));
        if let Some((event_type, _)) = known {
            let audit = Audit::new(event_type, entity).target(class, id, details).change(
                change.name,
                &plain(&change.from),
                &plain(&change.to),
            );
            call.tell(audit);
        }
    }
}
