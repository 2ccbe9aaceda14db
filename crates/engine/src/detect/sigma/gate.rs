//! What a rule's condition asks for: its selections, and the event types
//! without which it cannot match.
//!
//! An event is shown only to the rules whose necessary type it has. The
//! answer may be too wide, never too narrow.

use std::collections::BTreeSet;

use rsigma_parser::{
    ConditionExpr, Detection, DetectionItem, Detections, Modifier, Quantifier, SelectorPattern,
    SigmaValue,
};

use crate::detect::RuleProblem;
use crate::detect::document::Document;

type Types = BTreeSet<String>;

/// Stands among the types for an event that has none.
pub(in crate::detect) const NO_TYPE: &str = "";

/// Refuses a condition that names a selection which is not there.
pub(super) fn conditions(
    document: &Document,
    section: &str,
    detections: &Detections,
) -> Result<(), Vec<RuleProblem>> {
    let mut missing = Vec::new();
    for condition in &detections.conditions {
        collect_missing(condition, detections, &mut missing);
    }
    if missing.is_empty() {
        return Ok(());
    }
    let place = [section, "condition"];
    let problem = |name| document.problem(&place, format!("no selection is named `{name}`"));
    Err(missing.into_iter().map(problem).collect())
}

fn collect_missing(condition: &ConditionExpr, detections: &Detections, missing: &mut Vec<String>) {
    match condition {
        ConditionExpr::And(parts) | ConditionExpr::Or(parts) => {
            for part in parts {
                collect_missing(part, detections, missing);
            }
        }
        ConditionExpr::Not(inner) => collect_missing(inner, detections, missing),
        ConditionExpr::Identifier(name) => {
            if !detections.named.contains_key(name) {
                missing.push(name.clone());
            }
        }
        ConditionExpr::Selector { pattern, .. } => {
            if selected(pattern, detections).next().is_none() {
                missing.push(pattern.to_string());
            }
        }
    }
}

fn selected<'a>(
    pattern: &'a SelectorPattern,
    detections: &'a Detections,
) -> impl Iterator<Item = &'a Detection> {
    let matches = |name: &str| pattern.matches_detection_name(name);
    detections.named.iter().filter(move |(name, _)| matches(name)).map(|(_, detection)| detection)
}

/// Event types, one of which a matching event must have, in lower case.
pub(super) fn necessary_event_types(detections: &Detections) -> Option<Vec<String>> {
    let types = any_of(detections.conditions.iter().map(|one| of_condition(one, detections)));
    types.map(|types| types.into_iter().collect())
}

fn of_condition(condition: &ConditionExpr, detections: &Detections) -> Option<Types> {
    match condition {
        ConditionExpr::And(parts) => {
            all_of(parts.iter().map(|part| of_condition(part, detections)))
        }
        ConditionExpr::Or(parts) => any_of(parts.iter().map(|part| of_condition(part, detections))),
        ConditionExpr::Not(_) => None,
        ConditionExpr::Identifier(name) => detections.named.get(name).and_then(of_detection),
        ConditionExpr::Selector { quantifier, pattern } => {
            let each = selected(pattern, detections).map(of_detection);
            match quantifier {
                Quantifier::All => all_of(each),
                Quantifier::Count(0) => None,
                Quantifier::Any | Quantifier::Count(_) => any_of(each),
            }
        }
    }
}

fn of_detection(detection: &Detection) -> Option<Types> {
    match detection {
        Detection::AllOf(items) => all_of(items.iter().map(of_item)),
        Detection::And(parts) => all_of(parts.iter().map(of_detection)),
        Detection::AnyOf(alternatives) => any_of(alternatives.iter().map(of_detection)),
        Detection::Keywords(_) | Detection::ArrayMatch { .. } | Detection::Conditional { .. } => {
            None
        }
    }
}

fn of_item(item: &DetectionItem) -> Option<Types> {
    let is_plain = item.field.modifiers.iter().all(|modifier| *modifier == Modifier::Cased);
    if item.field.name.as_deref() != Some("event_type") || !is_plain {
        return None;
    }
    item.values.iter().map(literal).collect()
}

/// The type in lower case; [`NO_TYPE`] for `null`, which an absent field matches.
fn literal(value: &SigmaValue) -> Option<String> {
    match value {
        SigmaValue::String(text) => {
            text.as_plain().filter(|text| !text.is_empty()).map(|text| text.to_lowercase())
        }
        SigmaValue::Null => Some(NO_TYPE.to_owned()),
        SigmaValue::Integer(_) | SigmaValue::Float(_) | SigmaValue::Bool(_) => None,
    }
}

/// Every part must hold, so any part's types are necessary: the fewest are best.
fn all_of(parts: impl Iterator<Item = Option<Types>>) -> Option<Types> {
    parts.flatten().min_by_key(BTreeSet::len)
}

/// One part is enough, so only all parts' types together are necessary.
fn any_of(parts: impl Iterator<Item = Option<Types>>) -> Option<Types> {
    parts.collect::<Option<Vec<_>>>().map(|types| types.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use rsigma_parser::parse_sigma_yaml;

    use super::necessary_event_types;

    #[track_caller]
    fn check(detection: &str, expected: Option<&[&str]>) {
        let yaml = format!("title: t\nlogsource: {{product: gitlab}}\ndetection:\n{detection}");
        let parsed = parse_sigma_yaml(&yaml).unwrap();
        assert_eq!(parsed.errors, Vec::<String>::new(), "{detection}");
        let actual = necessary_event_types(&parsed.rules[0].detection);
        let expected = expected.map(|types| types.iter().map(ToString::to_string).collect());
        assert_eq!(actual, expected, "{detection}");
    }

    #[test]
    fn literal_types_are_necessary_wherever_they_must_hold() {
        check("    s: {event_type: [B, a], ip_address: x}\n    condition: s\n", Some(&["a", "b"]));
        check("    s: [{event_type: a}, {event_type: b}]\n    condition: s\n", Some(&["a", "b"]));
        check(
            "    s: {event_type: a}\n    f: {way: x}\n    condition: s and not f\n",
            Some(&["a"]),
        );
        check(
            "    s1: {event_type: a}\n    s2: {event_type: b}\n    condition: 1 of s*\n",
            Some(&["a", "b"]),
        );
    }

    #[test]
    fn null_is_the_type_of_an_event_that_has_none() {
        check("    s: [{event_type: a}, {event_type: null}]\n    condition: s\n", Some(&["", "a"]));
    }

    #[test]
    fn a_rule_that_may_match_another_type_has_no_necessary_ones() {
        check("    s: {event_type: a*}\n    condition: s\n", None);
        check("    s: {event_type|contains: a}\n    condition: s\n", None);
        check("    s: {event_type: a}\n    condition: not s\n", None);
        check("    s: {event_type: a}\n    f: {way: x}\n    condition: s or f\n", None);
        check("    s: [{event_type: a}, {way: x}]\n    condition: s\n", None);
    }
}
