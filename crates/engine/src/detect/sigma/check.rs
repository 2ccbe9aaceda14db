//! What is asked of a rule's text before the library sees it.
//!
//! The library ignores what it does not know. We refuse it, with the line.

use std::str::FromStr as _;

use event::{Service, catalogue, field};
use rsigma_parser::Modifier;
use yaml_serde::{Mapping, Value};

use crate::detect::RuleProblem;
use crate::detect::document::Document;
use crate::detect::fields;
use crate::detect::problem::unknown;

/// What [`field::for_rules`] adds for requests, by the names of their logs.
const REQUEST_FIELDS: [&str; 3] = ["user_id", "username", "remote_ip"];

const MODIFIERS: [&str; 29] = [
    "all",
    "base64",
    "base64offset",
    "cased",
    "cidr",
    "contains",
    "day",
    "endswith",
    "exists",
    "fieldref",
    "gt",
    "gte",
    "hour",
    "i",
    "lt",
    "lte",
    "m",
    "minute",
    "month",
    "neq",
    "re",
    "s",
    "startswith",
    "utf16",
    "utf16be",
    "utf16le",
    "week",
    "wide",
    "windash",
];

const CORRELATION_KEYS: [&str; 8] =
    ["type", "rules", "group-by", "timespan", "timeframe", "condition", "aliases", "generate"];

/// `logsource` and every selection of a filter.
pub(super) fn filter(
    document: &Document,
    map: &Mapping,
    problems: &mut Vec<RuleProblem>,
    warnings: &mut Vec<RuleProblem>,
) {
    if let Some(logsource) = map.get("logsource").and_then(Value::as_mapping) {
        check_logsource(document, logsource, problems);
    }
    let Some(filter) = map.get("filter").and_then(Value::as_mapping) else {
        problems.push(document.problem(&["filter"], "`filter` must be a mapping"));
        return;
    };
    for needed in ["rules", "condition"] {
        if !filter.contains_key(needed) {
            problems.push(document.problem(&["filter"], format!("`{needed}` is missing")));
        }
    }
    for (name, selection) in filter {
        match name.as_str() {
            Some("condition" | "rules") => {}
            Some(name) => {
                let (section, is_hook) = ("filter", false);
                Selection { document, section, name, is_hook, problems, warnings }.check(selection);
            }
            None => problems.push(document.problem(&["filter"], "a selection has no name")),
        }
    }
}

/// `logsource` and every selection of a rule over single events.
pub(super) fn detection(
    document: &Document,
    map: &Mapping,
    problems: &mut Vec<RuleProblem>,
    warnings: &mut Vec<RuleProblem>,
) {
    match map.get("logsource").and_then(Value::as_mapping) {
        Some(logsource) => check_logsource(document, logsource, problems),
        None => problems.push(document.problem(&[], "`logsource` is missing")),
    }
    let Some(detection) = map.get("detection").and_then(Value::as_mapping) else {
        problems.push(document.problem(&[], "`detection` is missing"));
        return;
    };
    if !detection.contains_key("condition") {
        problems.push(document.problem(&["detection"], "`condition` is missing"));
    }
    // System hooks have names of their own, which the catalogue does not hold.
    let is_hook = map.get("logsource").and_then(|source| source.get("service"))
        == Some(&Value::from(Service::SystemHook.as_str()));
    for (name, selection) in detection {
        match name.as_str() {
            Some("condition") => {}
            Some("timeframe") => problems.push(document.problem(
                &["detection", "timeframe"],
                "`timeframe` in `detection` is no longer Sigma: write a correlation rule",
            )),
            Some(name) => {
                let section = "detection";
                Selection { document, section, name, is_hook, problems, warnings }.check(selection);
            }
            None => problems.push(document.problem(&["detection"], "a selection has no name")),
        }
    }
}

fn check_logsource(document: &Document, logsource: &Mapping, problems: &mut Vec<RuleProblem>) {
    let mut refuse = |key: &str, what: String| {
        problems.push(document.problem(&["logsource", key], what));
    };
    match logsource.get("product").and_then(Value::as_str) {
        Some("gitlab") => {}
        Some(product) => refuse(
            "product",
            format!("`product: {product}` is not ours: every rule here is for `product: gitlab`"),
        ),
        None => refuse("product", "`product: gitlab` is missing".to_owned()),
    }
    for (key, value) in logsource {
        match (key.as_str(), value.as_str()) {
            (Some("product" | "definition"), _) => {}
            (Some("service"), Some(service)) if is_service(service) => {}
            (Some("service"), service) => {
                refuse(
                    "service",
                    unknown("service", service.unwrap_or("?"), &Service::ALL.map(Service::as_str)),
                );
            }
            (Some(key), _) => refuse(key, format!("`{key}` means nothing for GitLab")),
            (None, _) => refuse("", "a key is no text".to_owned()),
        }
    }
}

/// One named selection.
struct Selection<'a> {
    document: &'a Document,
    section: &'a str,
    name: &'a str,
    is_hook: bool,
    problems: &'a mut Vec<RuleProblem>,
    warnings: &'a mut Vec<RuleProblem>,
}

impl Selection<'_> {
    fn check(&mut self, selection: &Value) {
        match selection {
            Value::Mapping(items) => {
                for (key, value) in items {
                    self.check_item(key.as_str().unwrap_or_default(), value);
                }
            }
            Value::Sequence(alternatives) => {
                for alternative in alternatives {
                    self.check(alternative);
                }
            }
            Value::Null => self.refuse("", "the selection is empty".to_owned()),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Tagged(_) => {}
        }
    }

    fn check_item(&mut self, key: &str, value: &Value) {
        let mut parts = key.split('|');
        let name = parts.next().unwrap_or_default();
        if !name.is_empty() && !is_field(name) {
            self.refuse(key, unknown("field", name, &field_names()));
        }
        for modifier in parts {
            self.check_modifier(key, modifier, value);
        }
        if key == "event_type" && !self.is_hook {
            self.check_event_types(key, value);
        }
    }

    fn check_modifier(&mut self, key: &str, modifier: &str, value: &Value) {
        match Modifier::from_str(modifier) {
            Ok(Modifier::Expand) => {
                self.refuse(key, "`expand` needs placeholders, which we do not have".to_owned());
            }
            Ok(Modifier::FieldRef) => {
                for name in texts(value).filter(|name| !is_field(name)) {
                    self.refuse(key, unknown("field", name, &field_names()));
                }
            }
            Ok(_) => {}
            Err(()) => self.refuse(key, unknown("modifier", modifier, &MODIFIERS)),
        }
    }

    /// New types come with every GitLab release: an unknown one is no error.
    fn check_event_types(&mut self, key: &str, value: &Value) {
        for name in texts(value).filter(|name| !name.contains(['*', '?'])) {
            if catalogue::find(name).is_none() {
                let what = format!("`{name}` is not in the catalogue of event types");
                self.warnings.push(self.problem(key, what));
            }
        }
    }

    fn refuse(&mut self, key: &str, what: String) {
        self.problems.push(self.problem(key, what));
    }

    fn problem(&self, key: &str, what: String) -> RuleProblem {
        self.document.problem(&[self.section, self.name, key], what)
    }
}

/// The `correlation` section: its keys, and the fields that it names.
pub(super) fn correlation(document: &Document, map: &Mapping, problems: &mut Vec<RuleProblem>) {
    let Some(correlation) = map.get("correlation").and_then(Value::as_mapping) else {
        problems.push(document.problem(&["correlation"], "`correlation` must be a mapping"));
        return;
    };
    let keys = correlation.keys().filter_map(Value::as_str);
    for key in keys.filter(|key| !CORRELATION_KEYS.contains(key)) {
        let what = unknown("key", key, &CORRELATION_KEYS);
        problems.push(document.problem(&["correlation", key], what));
    }
    let is_temporal = correlation
        .get("type")
        .and_then(Value::as_str)
        .is_some_and(|name| name.starts_with("temporal"));
    if is_temporal && correlation.contains_key("condition") {
        let what = "a temporal correlation fires when all its rules did: leave `condition` out";
        problems.push(document.problem(&["correlation", "condition"], what));
    }
    check_aliases(document, correlation, problems);
    check_fields(document, correlation, problems);
}

/// An alias says for each rule, by the same word as `rules`, which field it is.
fn check_aliases(document: &Document, correlation: &Mapping, problems: &mut Vec<RuleProblem>) {
    let rules: Vec<&str> = correlation.get("rules").into_iter().flat_map(texts).collect();
    let aliases = correlation.get("aliases").and_then(Value::as_mapping);
    let by_rule = aliases.into_iter().flat_map(Mapping::values).filter_map(Value::as_mapping);
    for name in by_rule.flat_map(Mapping::keys).filter_map(Value::as_str) {
        if !rules.contains(&name) {
            let what = unknown("rule", name, &rules);
            problems.push(document.problem(&["correlation", "aliases"], what));
        }
    }
}

fn check_fields(document: &Document, correlation: &Mapping, problems: &mut Vec<RuleProblem>) {
    let aliases = correlation.get("aliases").and_then(Value::as_mapping);
    let aliased = aliases.into_iter().flat_map(Mapping::values).filter_map(Value::as_mapping);
    let is_alias = |name: &str| aliases.is_some_and(|aliases| aliases.contains_key(name));

    let group_by = correlation.get("group-by").into_iter().flat_map(texts);
    let in_groups = group_by.filter(|name| !is_alias(name)).map(|name| ("group-by", name));
    let in_aliases =
        aliased.flat_map(Mapping::values).flat_map(texts).map(|name| ("aliases", name));
    let condition = correlation.get("condition").and_then(Value::as_mapping);
    let counted = condition.and_then(|condition| condition.get("field")).into_iter();
    let in_condition = counted.flat_map(texts).map(|name| ("condition", name));

    for (key, name) in in_groups.chain(in_aliases).chain(in_condition) {
        if !is_field(name) {
            let what = unknown("field", name, &field_names());
            problems.push(document.problem(&["correlation", key], what));
        }
    }
}

/// The texts of a value or of a list of values.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let list = value.as_sequence().map(Vec::as_slice).unwrap_or_default();
    value.as_str().into_iter().chain(list.iter().filter_map(Value::as_str))
}

/// What to say of a field that there is not.
pub(in crate::detect) fn unknown_field(name: &str) -> Option<String> {
    (!is_field(name)).then(|| unknown("field", name, &field_names()))
}

/// Also GitLab's nested names, which [`crate::detect::fields`] knows.
pub(super) fn is_field(name: &str) -> bool {
    let name = fields::known_as(name);
    field::FIELDS.iter().any(|field| field.name == name) || REQUEST_FIELDS.contains(&name)
}

pub(super) fn field_names() -> Vec<&'static str> {
    field::FIELDS.iter().map(|field| field.name).chain(REQUEST_FIELDS).collect()
}

pub(super) fn is_service(name: &str) -> bool {
    Service::ALL.iter().any(|service| service.as_str() == name)
}
