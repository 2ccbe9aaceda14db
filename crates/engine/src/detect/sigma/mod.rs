//! The only door to the Sigma library (`rsigma-parser`, `rsigma-eval`).
//!
//! [`read`] turns one checked YAML document into a [`Parsed`] rule of our own
//! types; [`Matcher`] decides one event. Nothing of the library shows outside,
//! so that another evaluator can take its place.

mod check;
mod gate;

pub(super) use gate::NO_TYPE;

use rsigma_eval::{CompiledRule, JsonEvent, compile_rule, compiler::eval_condition};
use rsigma_parser::{
    ConditionOperator, CorrelationCondition, CorrelationRule, CorrelationType, FieldAlias,
    SigmaRule, WindowMode, parse_sigma_yaml,
};
use serde_json::Value;
use yaml_serde::Mapping;

use super::RuleProblem;
use super::correlate::{CorrelationKind, CorrelationSpec, GroupField};
use super::document::Document;

/// A rule of one of the two kinds.
#[derive(Debug)]
pub(super) enum Parsed {
    /// Decides one event.
    Event(EventRule),
    /// Looks at the events of other rules, which it names by id or name.
    Correlation {
        /// What to count and when it is enough.
        spec: CorrelationSpec,
        /// The rules by the words of the file.
        rules: Vec<String>,
        /// Whether those rules raise findings of their own, too.
        generate: bool,
    },
}

/// A rule over single events.
#[derive(Debug)]
pub(super) struct EventRule {
    pub(super) matcher: Matcher,
    /// `logsource.service`; `None`: any.
    pub(super) service: Option<String>,
    /// Event types (lower case) without which it cannot match; `None`: no such thing.
    pub(super) event_types: Option<Vec<String>>,
}

/// Reads a document whose keys are already known to be Sigma's.
///
/// Warnings are problems that do not keep the rule from being right.
pub(super) fn read(
    document: &Document,
    map: &Mapping,
    warnings: &mut Vec<RuleProblem>,
) -> Result<Parsed, Vec<RuleProblem>> {
    let mut problems = Vec::new();
    if map.contains_key("correlation") {
        check::correlation(document, map, &mut problems);
    } else {
        check::detection(document, map, &mut problems, warnings);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let whole = |what: String| vec![document.problem(&place_of(&what), what)];
    let mut parsed = parse_sigma_yaml(document.text()).map_err(|error| whole(error.to_string()))?;
    if let Some(error) = parsed.errors.pop() {
        return Err(whole(error));
    }
    match (parsed.rules.pop(), parsed.correlations.pop()) {
        (Some(rule), _) => event_rule(document, rule).map(Parsed::Event),
        (None, Some(rule)) => correlation(document, &rule),
        (None, None) => Err(whole("neither `detection` nor `correlation`".to_owned())),
    }
}

/// Where the library's complaint most likely belongs.
fn place_of(what: &str) -> Vec<&'static str> {
    if what.contains("ondition") {
        vec!["detection", "condition"]
    } else if what.contains("orrelation") || what.contains("imespan") {
        vec!["correlation"]
    } else {
        vec!["detection"]
    }
}

fn event_rule(document: &Document, mut rule: SigmaRule) -> Result<EventRule, Vec<RuleProblem>> {
    gate::conditions(document, &rule.detection)?;
    let event_types = gate::necessary_event_types(&rule.detection);
    let service = rule.logsource.service.take();
    rule.custom_attributes.clear();
    let compiled = compile_rule(&rule)
        .map_err(|error| vec![document.problem(&["detection"], error.to_string())])?;
    Ok(EventRule { matcher: Matcher { rule: Box::new(compiled) }, service, event_types })
}

/// Decides one event.
#[derive(Debug)]
pub(super) struct Matcher {
    rule: Box<CompiledRule>,
}

impl Matcher {
    /// Whether the event with these flat fields matches.
    pub(super) fn matches(&self, fields: &Value) -> bool {
        let event = JsonEvent::borrow(fields);
        let mut selections = Vec::new();
        self.rule.conditions.iter().any(|condition| {
            eval_condition(condition, &self.rule.detections, &event, &mut selections)
        })
    }
}

fn correlation(document: &Document, rule: &CorrelationRule) -> Result<Parsed, Vec<RuleProblem>> {
    let refuse = |keys: &[&str], what: &str| Err(vec![document.problem(keys, what)]);
    if rule.window != WindowMode::Sliding {
        return refuse(&["correlation", "window"], "only sliding windows are supported");
    }
    if rule.rules.is_empty() {
        return refuse(&["correlation"], "`rules` is missing");
    }
    let kind = match kind(rule) {
        Ok(kind) => kind,
        Err(what) => return refuse(&["correlation", "condition"], what),
    };
    let timespan_ms = i64::try_from(rule.timespan.seconds)
        .ok()
        .and_then(|seconds| seconds.checked_mul(1000))
        .filter(|&timespan_ms| timespan_ms > 0);
    let Some(timespan_ms) = timespan_ms else {
        return refuse(&["correlation", "timespan"], "the timespan is empty or too long");
    };
    let group_by = rule.group_by.iter().map(|name| group_field(rule, name)).collect();
    Ok(Parsed::Correlation {
        spec: CorrelationSpec { kind, group_by, timespan_ms },
        rules: rule.rules.clone(),
        generate: rule.generate,
    })
}

/// The field of the group by rule, in the order of `rules`.
fn group_field(rule: &CorrelationRule, name: &str) -> GroupField {
    let alias: Option<&FieldAlias> = rule.aliases.iter().find(|alias| alias.alias == name);
    rule.rules
        .iter()
        .map(|referenced| alias.and_then(|alias| alias.mapping.get(referenced)))
        .map(|field| field.map_or(name, String::as_str).to_owned())
        .collect()
}

fn kind(rule: &CorrelationRule) -> Result<CorrelationKind, &'static str> {
    match rule.correlation_type {
        CorrelationType::EventCount => Ok(CorrelationKind::EventCount { least: least(rule)?.0 }),
        CorrelationType::ValueCount => match least(rule)? {
            (least, Some(fields)) => Ok(CorrelationKind::ValueCount { least, fields }),
            (_, None) => Err("`value_count` needs the `field` that it counts"),
        },
        CorrelationType::Temporal => Ok(CorrelationKind::Temporal),
        CorrelationType::TemporalOrdered => Ok(CorrelationKind::TemporalOrdered),
        CorrelationType::ValueSum
        | CorrelationType::ValueAvg
        | CorrelationType::ValuePercentile
        | CorrelationType::ValueMedian => {
            Err("only event_count, value_count, temporal and temporal_ordered are supported")
        }
    }
}

/// The smallest count that is enough, and the fields that it counts.
fn least(rule: &CorrelationRule) -> Result<(usize, Option<Vec<String>>), &'static str> {
    let CorrelationCondition::Threshold { predicates, field, .. } = &rule.condition else {
        return Err("the condition must be a threshold, `gte: 5`");
    };
    let [(operator, count)] = predicates.as_slice() else {
        return Err("the condition must be one of `gt` or `gte`");
    };
    let least = match operator {
        ConditionOperator::Gte => Some(*count),
        ConditionOperator::Gt => count.checked_add(1),
        ConditionOperator::Lt
        | ConditionOperator::Lte
        | ConditionOperator::Eq
        | ConditionOperator::Neq => {
            return Err("only `gt` and `gte` can be decided when an event arrives");
        }
    };
    let least = least.and_then(|least| usize::try_from(least).ok()).filter(|least| *least > 0);
    Ok((least.ok_or("the threshold must be a count from 1")?, field.clone()))
}
