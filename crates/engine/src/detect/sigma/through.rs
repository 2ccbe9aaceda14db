//! What a rule goes through before it is compiled: an organisation's
//! processing pipelines, then the filters that name it.
//!
//! A filter narrows rules, also shipped ones, without a copy of them: the rule
//! fires when its own condition and the filter's hold, so an exception reads
//! `condition: not selection` (pySigma and rsigma take the words as they are).

use rsigma_eval::pipeline::{Pipeline, apply_pipelines, merge_pipelines, parse_pipeline};
use rsigma_parser::{
    ConditionExpr, FilterRule, FilterRuleTarget, LogSource, SelectorPattern, SigmaRule,
    parse_sigma_yaml,
};
use yaml_serde::Mapping;

use super::{check, gate};
use crate::detect::RuleProblem;
use crate::detect::document::Document;

/// Pipelines and filters.
#[derive(Debug, Default)]
pub(in crate::detect) struct Through {
    pipelines: Vec<Pipeline>,
    /// Their texts, for fingerprints.
    pipeline_texts: String,
    filters: Vec<Filter>,
}

#[derive(Debug)]
struct Filter {
    document: Document,
    rule: FilterRule,
}

impl Through {
    /// Reads pipelines, given as path and text; they apply by their priority.
    pub(in crate::detect) fn add_pipelines(
        &mut self,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), Vec<RuleProblem>> {
        let mut problems = Vec::new();
        for (path, text) in files {
            let refuse = |line, what| RuleProblem { path: path.clone(), line, what };
            match parse_pipeline(&text) {
                Ok(pipeline) if pipeline.is_dynamic() => {
                    let what = "sources outside the pipeline are not read".to_owned();
                    problems.push(refuse(line_of(&text, "${source."), what));
                }
                Ok(pipeline) => {
                    self.pipelines.push(pipeline);
                    self.pipeline_texts.push_str(&text);
                }
                Err(error) => {
                    let what = error.to_string();
                    let word = what.rsplit(": ").next().unwrap_or_default();
                    problems.push(refuse(line_of(&text, word), what.clone()));
                }
            }
        }
        merge_pipelines(&mut self.pipelines);
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Whether rules of an organisation are changed before they are checked.
    pub(in crate::detect) fn has_pipelines(&self) -> bool {
        !self.pipelines.is_empty()
    }

    /// Reads a filter document; `None`: it is for another product.
    pub(in crate::detect) fn add_filter(
        &mut self,
        document: &Document,
        map: &Mapping,
        warnings: &mut Vec<RuleProblem>,
    ) -> Result<(), Vec<RuleProblem>> {
        let mut problems = Vec::new();
        check::filter(document, map, &mut problems, warnings);
        if !problems.is_empty() {
            return Err(problems);
        }
        let whole = |what: String| vec![document.problem(&["filter"], what)];
        let mut parsed = parse_sigma_yaml(document.text()).map_err(|why| whole(why.to_string()))?;
        if let Some(error) = parsed.errors.pop() {
            return Err(whole(error));
        }
        let Some(rule) = parsed.filters.pop() else {
            return Err(whole("the filter cannot be read".to_owned()));
        };
        if rule.detection.conditions.len() != 1 {
            return Err(vec![document.problem(&["filter"], "a filter has one condition")]);
        }
        gate::conditions(document, "filter", &rule.detection)?;
        if !rule.detection.condition_strings.iter().any(|text| text.contains("not")) {
            let what = "this filter keeps only what it selects: to leave that out, write `not`";
            warnings.push(document.problem(&["filter", "condition"], what));
        }
        self.filters.push(Filter { document: document.clone(), rule });
        Ok(())
    }

    /// A filter must name rules that there are.
    pub(in crate::detect) fn check_targets(
        &self,
        is_rule: impl Fn(&str) -> bool,
    ) -> Vec<RuleProblem> {
        let named = self.filters.iter().flat_map(|filter| match &filter.rule.rules {
            FilterRuleTarget::Any => Vec::new(),
            FilterRuleTarget::Specific(words) => words.iter().map(|word| (filter, word)).collect(),
        });
        let unknown = named.filter(|(_, word)| !is_rule(word));
        unknown
            .map(|(filter, word)| {
                let what = format!("no rule over single events has the id, name or title `{word}`");
                filter.document.problem(&["filter", "rules"], what)
            })
            .collect()
    }

    /// Changes the rule by the pipelines.
    pub(super) fn change(&self, rule: &mut SigmaRule) -> Result<(), String> {
        apply_pipelines(&self.pipelines, rule).map_err(|error| error.to_string())
    }

    /// Narrows the rule by the filters that name it.
    pub(super) fn narrow(&self, rule: &mut SigmaRule) {
        for (index, filter) in self.filters.iter().enumerate() {
            if !is_for(&filter.rule, rule) {
                continue;
            }
            let Some(condition) = filter.rule.detection.conditions.first() else { continue };
            // A leading underscore keeps `1 of them` of the rule away from it.
            let prefix = format!("_filter_{index}_");
            for (name, detection) in &filter.rule.detection.named {
                rule.detection.named.insert(format!("{prefix}{name}"), detection.clone());
            }
            let narrow = renamed(condition, &prefix);
            for own in &mut rule.detection.conditions {
                *own = ConditionExpr::And(vec![own.clone(), narrow.clone()]);
            }
        }
    }

    /// What of all this changes a rule: part of its fingerprint.
    pub(in crate::detect) fn salt(&self, words: &[&str], is_theirs: bool) -> String {
        let mut salt = String::new();
        if is_theirs {
            salt.push_str(&self.pipeline_texts);
        }
        for filter in &self.filters {
            let is_named = match &filter.rule.rules {
                FilterRuleTarget::Any => true,
                FilterRuleTarget::Specific(named) => {
                    named.iter().any(|name| words.contains(&name.as_str()))
                }
            };
            if is_named {
                salt.push_str(filter.document.text());
            }
        }
        salt
    }
}

fn is_for(filter: &FilterRule, rule: &SigmaRule) -> bool {
    let is_named = match &filter.rules {
        FilterRuleTarget::Any => true,
        FilterRuleTarget::Specific(words) => words.iter().any(|word| {
            rule.id.as_ref() == Some(word)
                || rule.name.as_ref() == Some(word)
                || rule.title == *word
        }),
    };
    is_named && filter.logsource.as_ref().is_none_or(|wanted| holds(wanted, &rule.logsource))
}

/// Whether each part that the filter names is the rule's.
fn holds(wanted: &LogSource, has: &LogSource) -> bool {
    let same = |wanted: &Option<String>, has: &Option<String>| wanted.is_none() || wanted == has;
    same(&wanted.category, &has.category)
        && same(&wanted.product, &has.product)
        && same(&wanted.service, &has.service)
}

fn renamed(condition: &ConditionExpr, prefix: &str) -> ConditionExpr {
    let all = |parts: &[ConditionExpr]| parts.iter().map(|part| renamed(part, prefix)).collect();
    match condition {
        ConditionExpr::And(parts) => ConditionExpr::And(all(parts)),
        ConditionExpr::Or(parts) => ConditionExpr::Or(all(parts)),
        ConditionExpr::Not(inner) => ConditionExpr::Not(Box::new(renamed(inner, prefix))),
        ConditionExpr::Identifier(name) => ConditionExpr::Identifier(format!("{prefix}{name}")),
        ConditionExpr::Selector { quantifier, pattern } => ConditionExpr::Selector {
            quantifier: quantifier.clone(),
            pattern: SelectorPattern::Pattern(match pattern {
                SelectorPattern::Them => format!("{prefix}*"),
                SelectorPattern::Pattern(pattern) => format!("{prefix}{pattern}"),
            }),
        },
    }
}

/// The first line with that word, from 1.
fn line_of(text: &str, word: &str) -> usize {
    (1..)
        .zip(text.lines())
        .find(|(_, line)| !word.is_empty() && line.contains(word))
        .map_or(1, |(number, _)| number)
}
