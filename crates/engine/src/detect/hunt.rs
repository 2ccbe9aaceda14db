//! Rules over history: which events an index may leave out, and which of the
//! rest a rule hits.
//!
//! A [`Hunt`] decides on single events, in any order and on any core. The
//! events that it keeps, shown to a [`super::Detector`] in the ledger's order,
//! give the findings that the whole record would give: an event that no rule
//! hits changes no correlation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use event::Event;

use super::fields::Fields;
use super::sigma::NO_TYPE;
use super::{Detector, Finding, RuleSet};

/// The rules that a hunt asks for, with those that their correlations need.
#[derive(Debug, Clone)]
pub struct Hunt {
    rules: Arc<RuleSet>,
    /// By the rule's place: whether the hunt needs it.
    needed: Vec<bool>,
    /// Ids of the rules whose findings are told.
    chosen: BTreeSet<String>,
    /// Places of the rules that speak even if they are informational.
    aloud: BTreeSet<usize>,
}

/// What an event must be, so that a rule of the hunt can hit it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its service (`audit`, `api` …).
    pub service: &'static str,
    /// Its type, in lower case; `None`: any type or none.
    pub event_types: Option<BTreeSet<String>>,
    /// Whether an event without a type is wanted too.
    pub untyped: bool,
}

impl Hunt {
    /// A hunt for these rules, by id or name; for all when none is given.
    ///
    /// # Errors
    /// The names that no rule has.
    pub fn new(rules: Arc<RuleSet>, names: &[String]) -> Result<Self, Vec<String>> {
        let has = |name: &str| rules.rules().iter().any(|rule| rule.is_called(name));
        let unknown: Vec<String> = names.iter().filter(|name| !has(name)).cloned().collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let is_chosen = |rule: &super::RuleInfo| {
            names.is_empty() || names.iter().any(|name| rule.is_called(name))
        };
        let mut needed: Vec<bool> = rules.rules().iter().map(is_chosen).collect();
        let chosen = rules.rules().iter().filter(|rule| is_chosen(rule));
        let chosen = chosen.map(|rule| rule.id.clone()).collect();
        while need_more(&rules, &mut needed) {}
        Ok(Self { rules, needed, chosen, aloud: BTreeSet::new() })
    }

    /// The same; what the live detector only takes in, an informational rule,
    /// speaks here: somebody asked for it by name.
    #[must_use]
    pub fn aloud(mut self) -> Self {
        let all = (0..).zip(self.rules.rules());
        let chosen = all.filter(|(_, rule)| self.chosen.contains(&rule.id));
        self.aloud = chosen.map(|(place, _)| place).collect();
        self
    }

    /// The detector to be shown what this hunt keeps.
    pub fn detector(&self) -> Detector {
        Detector::asking(Arc::clone(&self.rules), self.aloud.clone())
    }

    /// What to ask an index for, one entry a service.
    pub fn wanted(&self) -> Vec<Wanted> {
        let mut wanted = BTreeMap::new();
        for (service, name, rule) in self.rules.routed() {
            if !self.needs(rule) {
                continue;
            }
            let one = wanted.entry(service).or_insert_with(|| Wanted {
                service,
                event_types: Some(BTreeSet::new()),
                untyped: false,
            });
            match (name, &mut one.event_types) {
                (None, types) => *types = None,
                (Some(NO_TYPE), _) => one.untyped = true,
                (Some(name), Some(types)) => drop(types.insert(name.to_lowercase())),
                (Some(_), None) => {}
            }
        }
        wanted.into_values().collect()
    }

    /// Whether a rule of the hunt hits this event.
    pub fn keeps(&self, event: &Event) -> bool {
        let (service, event_type) = (event.service().as_str(), event.event_type.as_deref());
        let candidates =
            self.rules.candidates(service, event_type).filter(|&rule| self.needs(rule));
        let fields = Fields::of(event);
        candidates.into_iter().any(|rule| self.rules.hits(rule, &fields))
    }

    /// Whether this finding is one that was asked for.
    pub fn tells(&self, finding: &Finding) -> bool {
        self.chosen.contains(&finding.rule)
    }

    fn needs(&self, rule: usize) -> bool {
        self.needed.get(rule).copied().unwrap_or_default()
    }
}

/// Marks the rules that feed a marked correlation; says whether there were new ones.
fn need_more(rules: &RuleSet, needed: &mut [bool]) -> bool {
    let feeders: Vec<usize> = (0..needed.len())
        .filter(|&rule| !needed.get(rule).copied().unwrap_or(true))
        .filter(|&rule| {
            rules.feeds(rule).any(|other| needed.get(other).copied().unwrap_or_default())
        })
        .collect();
    for &rule in &feeders {
        if let Some(mark) = needed.get_mut(rule) {
            *mark = true;
        }
    }
    !feeders.is_empty()
}
