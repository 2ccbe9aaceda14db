//! The range's answers against GitLab's own OpenAPI document.
//!
//! The document (`openapi_v2.yaml`, made by GitLab from its Grape definitions)
//! is not in this repository; where it lies beside it, each route is called
//! once with success, and its path, method, status and the types in its answer
//! must be the document's. What the document lacks or has wrong is listed in
//! [`known`], with the reason; a row there that is no longer needed fails.

mod known;
mod tour;

use std::collections::BTreeMap;
use std::path::Path;

use range::Range;
use serde_json::Value;

use crate::harness::Reply;

/// GitLab's document, by the shape of its paths.
struct Document {
    paths: BTreeMap<(String, String), Value>,
    definitions: Value,
}

/// `/projects/:id/hooks` and `/projects/{id}/hooks` are the same shape.
fn shape(path: &str) -> String {
    let pieces = path.split('/').filter(|piece| !piece.is_empty()).map(|piece| {
        let is_name = piece.starts_with([':', '{', '*']);
        if is_name { "{}" } else { piece }
    });
    pieces.collect::<Vec<_>>().join("/")
}

impl Document {
    fn read() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let path = root.join("../shared/gitlab/openapi_v2.yaml");
        let text = std::fs::read_to_string(path).ok()?;
        let mut whole: Value = yaml_serde::from_str(&text).unwrap();
        let mut paths = BTreeMap::new();
        for (path, methods) in whole["paths"].as_object().unwrap() {
            let path = path.strip_prefix("/api/v4").unwrap_or(path);
            for (method, operation) in methods.as_object().unwrap() {
                // Grape writes an optional piece in brackets: `(ref/{ref}/)trigger/pipeline`.
                let bracket = path.split_once('(').map(|(before, rest)| {
                    format!("{before}{}", rest.split_once(')').map_or("", |(_, after)| after))
                });
                let without = bracket.unwrap_or_else(|| path.to_owned());
                for path in [path.replace(['(', ')'], ""), without] {
                    paths.insert((method.to_uppercase(), shape(&path)), operation.clone());
                }
            }
        }
        Some(Self { paths, definitions: whole["definitions"].take() })
    }

    fn operation(&self, method: &str, pattern: &str) -> Option<&Value> {
        self.paths.get(&(method.to_owned(), shape(pattern)))
    }

    /// What is wrong with a value, by the property's name; nothing when it fits.
    fn misfits(&self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
            // That an entity is exposed as a list is lost in the document.
            let rows = match value {
                Value::Array(rows) => rows.as_slice(),
                row => std::slice::from_ref(row),
            };
            let properties = self.definitions[name]["properties"].as_object();
            for (key, schema) in properties.into_iter().flatten() {
                for row in rows {
                    let here = format!("{name}.{key}");
                    if let Some(value) = row.get(key).filter(|value| !value.is_null()) {
                        self.misfits(schema, value, &here, found);
                    }
                }
            }
            let is_object = rows.iter().all(|row| row.is_object() || row.is_null());
            if !is_object {
                found.push(format!("{at} is no object"));
            }
            return;
        }
        let fits = match schema["type"].as_str() {
            Some("integer") => value.is_u64() || value.is_i64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            Some("array") => value.is_array(),
            Some("object") => value.is_object(),
            // An attribute without a stated type is a `string` in the document, whatever it is.
            _ => true,
        };
        if !fits {
            found.push(format!("{at} is no {}", schema["type"].as_str().unwrap_or_default()));
        }
        if let (Some(rows), items) = (value.as_array(), &schema["items"]) {
            for row in rows.iter().filter(|_| items.is_object()) {
                self.misfits(items, row, at, found);
            }
        }
    }
}

/// What is wrong with an answer: its status is not declared, or its types are others.
fn complaints(document: &Document, operation: &Value, reply: &Reply) -> Vec<String> {
    let status = reply.status.to_string();
    let responses = operation["responses"].as_object().unwrap();
    let Some(response) = responses.get(&status) else {
        let declared: Vec<_> = responses.keys().filter(|code| code.starts_with('2')).collect();
        return vec![format!("status {status}, declared {declared:?}")];
    };
    let mut found = Vec::new();
    let schema = &response["schema"];
    if schema.is_object() && schema["type"] != "file" && !reply.text.is_empty() {
        match serde_json::from_str(&reply.text) {
            Ok(value) => document.misfits(schema, &value, "answer", &mut found),
            Err(_) => found.push("answer is no JSON".to_owned()),
        }
    }
    found.sort();
    found.dedup();
    found
}

#[tokio::test]
#[expect(clippy::print_stderr, reason = "a skipped comparison must be seen")]
async fn each_route_answers_as_gitlabs_own_document_says() {
    let Some(document) = Document::read() else {
        // The test says so, since a run without the document proves nothing.
        eprintln!("skipped: no ../shared/gitlab/openapi_v2.yaml beside the repository");
        return;
    };
    let mut wrong = Vec::new();
    let (mut missing_used, mut defects_used) = (0, 0);
    for (method, pattern) in Range::routes() {
        let route = format!("{method} {pattern}");
        let Some(operation) = document.operation(method, pattern) else {
            if known::is_missing(&route) {
                missing_used += 1;
            } else {
                wrong.push(format!("{route}: not in the document"));
            }
            continue;
        };
        if known::is_missing(&route) {
            wrong.push(format!("{route}: is in the document after all"));
        }
        let reply = tour::call(method, pattern).await;
        if reply.status >= 300 {
            wrong.push(format!("{route}: {} {}", reply.status, reply.text));
            continue;
        }
        for complaint in complaints(&document, operation, &reply) {
            if known::is_defect(&route, &complaint) {
                defects_used += 1;
            } else {
                wrong.push(format!("{route}: {complaint}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(missing_used, known::MISSING.len(), "a route named twice, or no longer there");
    assert!(defects_used >= known::DEFECTS.len(), "a listed defect did not show");
}

#[test]
fn a_value_of_another_type_does_not_fit() {
    let properties = serde_json::json!({
        "Row": { "properties": { "id": { "type": "integer" }, "is_on": { "type": "boolean" } } }
    });
    let document = Document { paths: BTreeMap::new(), definitions: properties };
    let schema = serde_json::json!({ "type": "array", "items": { "$ref": "#/definitions/Row" } });
    let mut found = Vec::new();

    let rows = serde_json::json!([{ "id": 1, "is_on": null }, { "id": "1", "is_on": 1 }]);
    document.misfits(&schema, &rows, "answer", &mut found);

    assert_eq!(found, ["Row.id is no integer", "Row.is_on is no boolean"]);
}
