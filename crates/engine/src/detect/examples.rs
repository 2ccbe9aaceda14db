//! Every rule proves itself on the events that it carries.
//!
//! ```yaml
//! portcullis:
//!   requirements: [UA6b]
//!   meaning: { en: …, ja: … }
//!   examples:
//!     match:    [ {event}, [ {event}, {event} ] ]
//!     no_match: [ {event} ]
//! ```
//!
//! An event stands there as GitLab sends it; a list of events is shown in its
//! order, each as a record of its own. The whole rule set looks on, so that a
//! correlation's example exercises the rules that it refers to.

use std::fmt;
use std::sync::Arc;

use event::{Way, normalise};
use jiff::Timestamp;
use serde_json::Value;

use super::rule::Example;
use super::{Detector, RuleInfo, RuleSet};

/// A rule that does not do what its examples say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFailure {
    /// The rule's id.
    pub rule: String,
    /// The file it is from.
    pub path: String,
    /// Which list the example stands in.
    pub expected: Expected,
    /// Which of the list, from 1; `None`: the list is empty.
    pub example: Option<usize>,
    /// What went wrong, in plain English.
    pub what: String,
}

/// Which list an example stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// `match`: the rule must fire.
    Match,
    /// `no_match`: it must not.
    NoMatch,
}

impl Expected {
    /// The key of the list.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::NoMatch => "no_match",
        }
    }
}

impl fmt::Display for ExampleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.expected.as_str())?;
        if let Some(example) = self.example {
            write!(f, " {example}")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// Runs the examples of every rule: it fires when it hits, also where it
/// raises no finding by itself. A rule that does raise findings, without
/// examples of both kinds, fails.
pub fn check_examples(rules: &Arc<RuleSet>) -> Vec<ExampleFailure> {
    let all = rules.rules().iter().zip(&rules.rules);
    let lists = all.flat_map(|(info, rule)| {
        [
            (info, Expected::Match, &rule.examples.matching),
            (info, Expected::NoMatch, &rule.examples.not_matching),
        ]
    });
    lists
        .flat_map(|(info, expected, examples)| check_list(rules, info, expected, examples))
        .collect()
}

fn check_list(
    rules: &Arc<RuleSet>,
    info: &RuleInfo,
    expected: Expected,
    examples: &[Example],
) -> Vec<ExampleFailure> {
    let failure = |example, what| ExampleFailure {
        rule: info.id.clone(),
        path: info.path.clone(),
        expected,
        example,
        what,
    };
    if examples.is_empty() && !info.is_alone {
        return Vec::new();
    }
    if examples.is_empty() {
        return vec![failure(None, "the rule has no such example".to_owned())];
    }
    let results = (1..).zip(examples).map(|(n, example)| (n, fires(rules, info, example)));
    let wrong = results.filter_map(|(n, result)| match (result, expected) {
        (Ok(true), Expected::Match) | (Ok(false), Expected::NoMatch) => None,
        (Ok(false), Expected::Match) => Some(failure(Some(n), "it did not fire".to_owned())),
        (Ok(true), Expected::NoMatch) => Some(failure(Some(n), "it fired".to_owned())),
        (Err(what), _) => Some(failure(Some(n), what)),
    });
    wrong.collect()
}

/// Whether the rule fires on the example, or why the example cannot be read.
fn fires(rules: &Arc<RuleSet>, info: &RuleInfo, example: &Example) -> Result<bool, String> {
    let mut detector = Detector::new(Arc::clone(rules));
    let mut fired = false;
    for (index, wire) in (0..).zip(example.events()) {
        let raw = wire.to_string();
        let event = normalise::read(way_of(wire), Timestamp::UNIX_EPOCH, raw.as_bytes());
        if !event.is_parsed() {
            return Err(format!("event {} is in no shape that GitLab sends", index + 1));
        }
        let matches = rules.look_at_all(&event);
        detector.observe_hits(index, &event, &matches, &mut |hit| {
            fired |= rules.info(hit).is_some_and(|rule| rule.id == info.id);
        });
    }
    Ok(fired)
}

/// Only the stream calls the type `event_type`; all else is a line of a file.
fn way_of(wire: &Value) -> Way {
    if wire.get("event_type").is_some() { Way::Stream } else { Way::Import }
}
