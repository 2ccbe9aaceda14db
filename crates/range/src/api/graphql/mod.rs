//! `POST /api/graphql`: destinations of the audit event stream. Ultimate.
//!
//! Source: GitLab docs, `api/graphql/audit_event_streaming_instances` and
//! `…_groups` for the older mutations (leaving in GitLab 20.0), the deprecation
//! notes of 18.10 and the mutations' arguments for those in their place. Which
//! of them answer is a flag: `legacy_stream_api` has only the older ones.
//! Errors come with 200, as GraphQL has it.

mod destinations;
mod syntax;

use serde_json::{Map, Value, json};

use self::syntax::{Field, Operation};
use super::answer::{Answer, Outcome};
use super::call::Call;
use super::route::{Route, post};

pub(super) const ROUTES: &[Route] = &[post("/api/graphql", run)];

/// What GitLab says of what may not be seen, or is not there.
const NOT_FOUND: &str = "The resource that you are attempting to access does not exist or you \
    don't have permission to perform this action";

fn run(call: &mut Call<'_>) -> Outcome {
    call.me()?;
    let variables = match call.params().0.get("variables") {
        Some(Value::Object(variables)) => variables.clone(),
        _ => Map::new(),
    };
    let text = call.params().text("query").unwrap_or_default();
    let operation = match syntax::parse(&text, &variables) {
        Ok(operation) => operation,
        Err(what) => return Ok(Answer::ok(json!({ "errors": [{ "message": what }] }))),
    };
    let (mut data, mut errors) = (Map::new(), Vec::new());
    for field in &operation.fields {
        let answer = resolve(call, &operation, field).and_then(|value| select(&value, field));
        match answer {
            Ok(value) => {
                data.insert(field.alias.clone(), value);
            }
            Err(message) => {
                data.insert(field.alias.clone(), Value::Null);
                errors.push(json!({ "message": message, "path": [field.alias] }));
            }
        }
    }
    let mut answer = json!({ "data": data });
    if !errors.is_empty()
        && let Some(members) = answer.as_object_mut()
    {
        members.insert("errors".to_owned(), Value::Array(errors));
    }
    Ok(Answer::ok(answer))
}

fn resolve(call: &mut Call<'_>, operation: &Operation, field: &Field) -> Result<Value, String> {
    let is_legacy = call.rules.flags.contains("legacy_stream_api");
    if operation.is_mutation {
        destinations::change(call, field, is_legacy)
    } else {
        destinations::read(call, field, is_legacy)
    }
}

fn unknown(field: &str, kind: &str) -> String {
    format!("Field '{field}' doesn't exist on type '{kind}'")
}

/// Of a value, what was asked for.
fn select(value: &Value, field: &Field) -> Result<Value, String> {
    match value {
        Value::Array(items) => {
            let items: Result<_, _> = items.iter().map(|item| select(item, field)).collect();
            items.map(Value::Array)
        }
        Value::Object(members) if !field.fields.is_empty() => {
            let mut chosen = Map::new();
            for part in &field.fields {
                let found = members.get(&part.name);
                let found = found.ok_or_else(|| unknown(&part.name, &field.name))?;
                chosen.insert(part.alias.clone(), select(found, part)?);
            }
            Ok(Value::Object(chosen))
        }
        other => Ok(other.clone()),
    }
}
