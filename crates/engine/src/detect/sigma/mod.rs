//! The only door to the Sigma library (`rsigma-parser`, `rsigma-eval`).
//!
//! [`read`] turns one checked YAML document into a [`Parsed`] rule of our own
//! types; [`Matcher`] decides one event. Nothing of the library shows outside,
//! so that another evaluator can take its place.

mod changed;
mod check;
mod gate;
mod seen;
mod through;

pub(super) use check::unknown_field;
pub(super) use gate::NO_TYPE;
pub(super) use through::Through;

use rsigma_eval::{CompiledRule, compile_rule, compiler::eval_condition};
use rsigma_parser::{
    ConditionOperator, CorrelationCondition, CorrelationRule, CorrelationType, FieldAlias,
    SigmaRule, WindowMode, parse_sigma_yaml,
};
use yaml_serde::Mapping;

use super::RuleProblem;
use super::correlate::{Bound, CorrelationKind, CorrelationSpec, GroupField, Statistic};
use super::document::Document;
use super::fields::Fields;
use seen::Seen;

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
    /// `None`: pipelines did not make it a rule for GitLab.
    pub(super) matcher: Option<Matcher>,
    /// `logsource.service`; `None`: any.
    pub(super) service: Option<String>,
    /// Event types (lower case) without which it cannot match; `None`: no such thing.
    pub(super) event_types: Option<Vec<String>>,
}

/// Reads a document whose keys are already known to be Sigma's.
///
/// The rule first goes through the pipelines (if it is an organisation's) and
/// the filters. Warnings are problems that do not keep the rule from being right.
pub(super) fn read(
    document: &Document,
    map: &Mapping,
    through: &Through,
    is_theirs: bool,
    warnings: &mut Vec<RuleProblem>,
) -> Result<Parsed, Vec<RuleProblem>> {
    let mut problems = Vec::new();
    if map.contains_key("correlation") {
        check::correlation(document, map, &mut problems);
    } else if !(is_theirs && through.has_pipelines()) {
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
        (Some(rule), _) => event_rule(document, rule, through, is_theirs).map(Parsed::Event),
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

fn event_rule(
    document: &Document,
    mut rule: SigmaRule,
    through: &Through,
    is_theirs: bool,
) -> Result<EventRule, Vec<RuleProblem>> {
    if is_theirs && through.has_pipelines() {
        through.change(&mut rule).map_err(|what| vec![document.problem(&["detection"], what)])?;
        if rule.logsource.product.as_deref() != Some("gitlab") {
            return Ok(EventRule { matcher: None, service: None, event_types: None });
        }
        let problems = changed::check(document, &rule);
        if !problems.is_empty() {
            return Err(problems);
        }
    }
    through.narrow(&mut rule);
    gate::conditions(document, "detection", &rule.detection)?;
    let event_types = gate::necessary_event_types(&rule.detection);
    let service = rule.logsource.service.take();
    rule.custom_attributes.clear();
    let compiled = compile_rule(&rule)
        .map_err(|error| vec![document.problem(&["detection"], error.to_string())])?;
    let matcher = Some(Matcher { rule: Box::new(compiled) });
    Ok(EventRule { matcher, service, event_types })
}

/// Decides one event.
#[derive(Debug)]
pub(super) struct Matcher {
    rule: Box<CompiledRule>,
}

impl Matcher {
    /// Whether the event with these fields matches.
    pub(super) fn matches(&self, fields: &Fields<'_>) -> bool {
        let event = Seen(fields);
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
        CorrelationType::ValueSum => value(rule, Statistic::Sum),
        CorrelationType::ValueAvg => value(rule, Statistic::Average),
        CorrelationType::ValueMedian => value(rule, Statistic::Percentile(50)),
        CorrelationType::ValuePercentile => {
            let rank = match &rule.condition {
                CorrelationCondition::Threshold { percentile, .. } => percentile.unwrap_or(50),
                CorrelationCondition::Extended(_) => 50,
            };
            match u32::try_from(rank) {
                Ok(rank @ 0..=100) => value(rule, Statistic::Percentile(rank)),
                Ok(_) | Err(_) => Err("`percentile` is a rank from 0 to 100"),
            }
        }
    }
}

/// A statistic of one field, with the bounds that can be decided on arrival.
fn value(rule: &CorrelationRule, statistic: Statistic) -> Result<CorrelationKind, &'static str> {
    let CorrelationCondition::Threshold { predicates, field: Some(fields), .. } = &rule.condition
    else {
        return Err("the condition must name the `field` and a bound of it");
    };
    let [field] = fields.as_slice() else {
        return Err("the condition must name one `field`");
    };
    let bound = |&(operator, bound): &(ConditionOperator, u64)| {
        // Bounds are whole numbers; above 2^53 the nearest float is taken.
        let bound: f64 = bound.to_string().parse().unwrap_or(f64::MAX);
        match operator {
            ConditionOperator::Gt => Ok(Bound::Over(bound)),
            ConditionOperator::Gte => Ok(Bound::AtLeast(bound)),
            ConditionOperator::Lt | ConditionOperator::Lte if statistic == Statistic::Sum => {
                Err("whether a sum stays below a bound is only known when its time is over")
            }
            ConditionOperator::Lt => Ok(Bound::Under(bound)),
            ConditionOperator::Lte => Ok(Bound::AtMost(bound)),
            ConditionOperator::Eq | ConditionOperator::Neq => {
                Err("a sum, average or percentile is compared with gt, gte, lt or lte")
            }
        }
    };
    let bounds = predicates.iter().map(bound).collect::<Result<Vec<_>, _>>()?;
    if bounds.is_empty() {
        return Err("the condition must name the `field` and a bound of it");
    }
    Ok(CorrelationKind::Value { statistic, field: field.clone(), bounds })
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
