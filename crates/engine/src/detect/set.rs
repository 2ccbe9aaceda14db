//! Rules that fit together: which there are, and which an event may match.

use std::collections::BTreeMap;

use super::baseline::BaselineSpec;
use super::correlate::CorrelationSpec;
use super::fields::Fields;
use super::rule::Examples;
use super::sigma::{self, Matcher};
use super::{RuleInfo, RuleProblem};

/// Rules that fit together, ready for a [`super::Detector`].
#[derive(Debug, Default)]
pub struct RuleSet {
    pub(super) infos: Vec<RuleInfo>,
    pub(super) rules: Vec<Rule>,
    pub(super) routes: BTreeMap<&'static str, Route>,
    pub(super) warnings: Vec<RuleProblem>,
    pub(super) foreign: Vec<RuleProblem>,
    /// By place: whether no finding can come of the rule, neither by itself nor
    /// by a correlation. Only hunts and examples look at such rules.
    pub(super) idle: Vec<bool>,
}

/// What a rule does; its place in the list is that of its [`RuleInfo`].
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) body: Body,
    /// The correlations that refer to it, each with its place among their rules.
    pub(super) feeds: Vec<(usize, usize)>,
    pub(super) examples: Examples,
    /// What makes an event that matches unusual; `None`: each counts.
    pub(super) baseline: Option<BaselineSpec>,
    /// The same for the same text, with that of the rules that it refers to.
    pub(super) fingerprint: String,
}

/// The deciding part of a rule.
#[derive(Debug)]
pub(super) enum Body {
    Event(Matcher),
    /// Pipelines left nothing that is for GitLab.
    Nothing,
    Correlation {
        spec: CorrelationSpec,
        slots: usize,
    },
}

/// The rules of one service.
#[derive(Debug, Default)]
pub(super) struct Route {
    pub(super) by_type: BTreeMap<String, Vec<usize>>,
    pub(super) any_type: Vec<usize>,
}

impl RuleSet {
    /// All rules, sorted by path.
    pub fn rules(&self) -> &[RuleInfo] {
        &self.infos
    }

    /// What the authors should look at although the rules were loaded.
    pub fn warnings(&self) -> &[RuleProblem] {
        &self.warnings
    }

    /// Rules of the folders that are for other products: they are left out.
    pub fn foreign(&self) -> &[RuleProblem] {
        &self.foreign
    }

    /// The longest timespan of a correlation: who starts in the middle of a
    /// ledger should first show the detector the records of at least so long.
    pub fn timespan_max(&self) -> jiff::SignedDuration {
        let timespans = self.rules.iter().map(|rule| match &rule.body {
            Body::Event(_) | Body::Nothing => 0,
            Body::Correlation { spec, .. } => spec.timespan_ms,
        });
        jiff::SignedDuration::from_millis(timespans.max().unwrap_or_default())
    }

    pub(super) fn info(&self, rule: usize) -> Option<&RuleInfo> {
        self.infos.get(rule)
    }

    /// The rules that an event may match: those of its service whose necessary
    /// event type it has, and those without any.
    pub(super) fn candidates(
        &self,
        service: &str,
        event_type: Option<&str>,
    ) -> impl Iterator<Item = usize> {
        let route = self.routes.get(service);
        let name = event_type.unwrap_or(sigma::NO_TYPE);
        let of_type = route.and_then(|route| {
            route.by_type.get(name).or_else(|| route.by_type.get(&name.to_lowercase()))
        });
        let any_type = route.map(|route| route.any_type.as_slice()).unwrap_or_default();
        of_type.map(Vec::as_slice).unwrap_or_default().iter().chain(any_type).copied()
    }

    /// Each route of the single-event rules: service, event type where one is
    /// necessary, place of the rule.
    pub(super) fn routed(&self) -> impl Iterator<Item = (&'static str, Option<&str>, usize)> {
        self.routes.iter().flat_map(|(&service, route)| {
            let typed = route.by_type.iter().flat_map(move |(name, rules)| {
                rules.iter().map(move |&rule| (service, Some(name.as_str()), rule))
            });
            typed.chain(route.any_type.iter().map(move |&rule| (service, None, rule)))
        })
    }

    /// Whether the single-event rule at this place matches these fields.
    pub(super) fn hits(&self, rule: usize, fields: &Fields<'_>) -> bool {
        match self.rules.get(rule).map(|rule| &rule.body) {
            Some(Body::Event(matcher)) => matcher.matches(fields),
            Some(Body::Correlation { .. } | Body::Nothing) | None => false,
        }
    }

    /// Whether no finding can come of the rule at this place.
    pub(super) fn is_idle(&self, rule: usize) -> bool {
        self.idle.get(rule).copied().unwrap_or_default()
    }

    /// Marks the rules that neither speak nor feed, perhaps by others, one that does.
    pub(super) fn mark_idle(&mut self) {
        let mut idle: Vec<bool> = self.infos.iter().map(|info| !info.is_alone).collect();
        loop {
            let is_of_use = |rule: usize| idle.get(rule).is_some_and(|idle| !idle);
            let needed: Vec<usize> = (0..idle.len())
                .filter(|&rule| !is_of_use(rule) && self.feeds(rule).any(is_of_use))
                .collect();
            if needed.is_empty() {
                break;
            }
            for rule in needed {
                if let Some(mark) = idle.get_mut(rule) {
                    *mark = false;
                }
            }
        }
        self.idle = idle;
    }

    /// The correlations that refer to the rule at this place.
    pub(super) fn feeds(&self, rule: usize) -> impl Iterator<Item = usize> {
        let feeds = self.rules.get(rule).map(|rule| rule.feeds.as_slice());
        feeds.unwrap_or_default().iter().map(|&(correlation, _)| correlation)
    }
}
