//! Rule files in, a [`RuleSet`] out: strictly, with the line of each problem.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, de::DeserializeOwned};
use yaml_serde::Mapping;

use super::correlate::CorrelationSpec;
use super::document::{Document, split};
use super::problem::unknown;
use super::rule::{Attribute, Examples};
use super::sigma::{self, EventRule, Matcher, Parsed};
use super::{Level, RuleInfo, RuleKind, RuleProblem, Status};

/// Keys of a rule: Sigma's, two custom ones that `SigmaHQ` uses, and ours.
const KEYS: [&str; 25] = [
    "author",
    "correlation",
    "date",
    "description",
    "detection",
    "falsepositives",
    "fields",
    "generate",
    "id",
    "level",
    "license",
    "logsource",
    "modified",
    "name",
    "portcullis",
    "references",
    "regression_tests_path",
    "related",
    "scope",
    "simulation",
    "status",
    "tags",
    "taxonomy",
    "title",
    "version",
];

/// Rules that fit together, ready for a [`super::Detector`].
#[derive(Debug)]
pub struct RuleSet {
    infos: Vec<RuleInfo>,
    pub(super) rules: Vec<Rule>,
    routes: BTreeMap<&'static str, Route>,
    warnings: Vec<RuleProblem>,
}

/// What a rule does; its place in the list is that of its [`RuleInfo`].
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) body: Body,
    /// The correlations that refer to it, each with its place among their rules.
    pub(super) feeds: Vec<(usize, usize)>,
    pub(super) examples: Examples,
}

/// The deciding part of a rule.
#[derive(Debug)]
pub(super) enum Body {
    Event(Matcher),
    Correlation { spec: CorrelationSpec, slots: usize },
}

/// The rules of one service.
#[derive(Debug, Default)]
struct Route {
    by_type: BTreeMap<String, Vec<usize>>,
    any_type: Vec<usize>,
}

impl RuleSet {
    /// Reads rule files, given as path and text. The order does not matter.
    ///
    /// # Errors
    /// All problems at once, sorted by file and line; then no rule is loaded.
    pub fn load(
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<RuleProblem>> {
        Self::load_over(std::iter::empty(), files)
    }

    /// Reads our own files below an organisation's: a rule there takes the
    /// place of ours with the same id.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_over(
        ours: impl IntoIterator<Item = (String, String)>,
        theirs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<RuleProblem>> {
        let mut reading = Reading::default();
        let theirs = reading.drafts(theirs);
        let replaced: BTreeSet<&str> = theirs.iter().map(|draft| draft.info.id.as_str()).collect();
        let mut drafts = reading.drafts(ours);
        drafts.retain(|draft| !replaced.contains(draft.info.id.as_str()));
        drafts.extend(theirs);
        drafts.sort_by(|a, b| (&a.info.path, a.info.line).cmp(&(&b.info.path, b.info.line)));
        reading.check_unique(&drafts);
        let links = reading.link(&drafts);
        if reading.problems.is_empty() {
            return Ok(Self::of(drafts, &links, reading.warnings));
        }
        reading.problems.sort();
        Err(reading.problems)
    }

    /// All rules, sorted by path.
    pub fn rules(&self) -> &[RuleInfo] {
        &self.infos
    }

    /// What the authors should look at although the rules were loaded.
    pub fn warnings(&self) -> &[RuleProblem] {
        &self.warnings
    }

    /// The longest timespan of a correlation: who starts in the middle of a
    /// ledger should first show the detector the records of at least so long.
    pub fn timespan_max(&self) -> jiff::SignedDuration {
        let timespans = self.rules.iter().map(|rule| match &rule.body {
            Body::Event(_) => 0,
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

    fn of(drafts: Vec<Draft>, links: &[Vec<usize>], warnings: Vec<RuleProblem>) -> Self {
        let mut feeds = vec![Vec::new(); drafts.len()];
        let mut silent = BTreeSet::new();
        let mut loud = BTreeSet::new();
        for (correlation, (draft, slots)) in drafts.iter().zip(links).enumerate() {
            for (slot, &rule) in slots.iter().enumerate() {
                let heard = if draft.lets_others_speak() { &mut loud } else { &mut silent };
                heard.insert(rule);
                if let Some(feeds) = feeds.get_mut(rule) {
                    feeds.push((correlation, slot));
                }
            }
        }
        let mut set =
            Self { infos: Vec::new(), rules: Vec::new(), routes: BTreeMap::new(), warnings };
        for (index, (draft, feeds)) in drafts.into_iter().zip(feeds).enumerate() {
            let is_alone = loud.contains(&index) || !silent.contains(&index);
            set.add(index, draft, feeds, is_alone);
        }
        set
    }

    fn add(&mut self, index: usize, draft: Draft, feeds: Vec<(usize, usize)>, is_alone: bool) {
        let body = match draft.parsed {
            Parsed::Event(EventRule { matcher, service, event_types }) => {
                self.route(index, service.as_deref(), event_types.as_deref());
                Body::Event(matcher)
            }
            Parsed::Correlation { spec, rules, .. } => {
                Body::Correlation { spec, slots: rules.len() }
            }
        };
        self.infos.push(RuleInfo { is_alone, ..draft.info });
        self.rules.push(Rule { body, feeds, examples: draft.examples });
    }

    fn route(&mut self, rule: usize, service: Option<&str>, event_types: Option<&[String]>) {
        for known in ["audit", "api"] {
            if service.is_some_and(|service| service != known) {
                continue;
            }
            let route = self.routes.entry(known).or_default();
            match event_types {
                None => route.any_type.push(rule),
                Some(types) => {
                    for name in types {
                        route.by_type.entry(name.clone()).or_default().push(rule);
                    }
                }
            }
        }
    }
}

/// A rule that is right by itself.
#[derive(Debug)]
struct Draft {
    document: Document,
    info: RuleInfo,
    parsed: Parsed,
    examples: Examples,
}

impl Draft {
    fn lets_others_speak(&self) -> bool {
        matches!(self.parsed, Parsed::Correlation { generate: true, .. })
    }

    fn references(&self) -> &[String] {
        match &self.parsed {
            Parsed::Event(_) => &[],
            Parsed::Correlation { rules, .. } => rules,
        }
    }

    fn answers_to(&self, word: &str) -> bool {
        self.info.id == word || self.info.name.as_deref() == Some(word)
    }
}

/// The keys of a rule that are text for people.
#[derive(Debug, Deserialize)]
struct Head {
    id: String,
    title: String,
    level: Level,
    name: Option<String>,
    status: Option<Status>,
    description: Option<String>,
    author: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    references: Vec<String>,
    #[serde(default)]
    falsepositives: Vec<String>,
    #[serde(default)]
    portcullis: Attribute,
}

/// Collects problems, so that an author sees all of them at once.
#[derive(Debug, Default)]
struct Reading {
    problems: Vec<RuleProblem>,
    warnings: Vec<RuleProblem>,
}

impl Reading {
    fn drafts(&mut self, files: impl IntoIterator<Item = (String, String)>) -> Vec<Draft> {
        let documents = files.into_iter().flat_map(|(path, yaml)| split(&path, &yaml));
        documents.filter_map(|document| self.draft(document)).collect()
    }

    fn draft(&mut self, document: Document) -> Option<Draft> {
        let map: Mapping = self.parse(&document)?;
        if !self.check_keys(&document, &map) {
            return None;
        }
        let head: Head = self.parse(&document)?;
        if !is_uuid(&head.id) {
            self.problems.push(document.problem(&["id"], "the id must be a UUID"));
        }
        let parsed = match sigma::read(&document, &map, &mut self.warnings) {
            Ok(parsed) => parsed,
            Err(problems) => {
                self.problems.extend(problems);
                return None;
            }
        };
        let (info, examples) = head.into_info(&document, &parsed);
        Some(Draft { document, info, parsed, examples })
    }

    fn parse<T: DeserializeOwned>(&mut self, document: &Document) -> Option<T> {
        match yaml_serde::from_str(document.text()) {
            Ok(value) => Some(value),
            Err(error) => {
                let line = error.location().map(|place| place.line());
                let what = error.to_string();
                self.problems.push(match line {
                    Some(line) => document.problem_within(line, without_place(&what)),
                    None => document.problem(&[], what),
                });
                None
            }
        }
    }

    fn check_keys(&mut self, document: &Document, map: &Mapping) -> bool {
        let before = self.problems.len();
        for key in map.keys() {
            let key = key.as_str().unwrap_or("?");
            let what = match key {
                "action" => "collections by `action` are not supported: write each rule out".into(),
                "filter" => "filters are not supported: put the exception into the rule".into(),
                known if KEYS.contains(&known) => continue,
                other => unknown("key", other, &KEYS),
            };
            self.problems.push(document.problem(&[key], what));
        }
        for needed in ["id", "title", "level"] {
            if !map.contains_key(needed) {
                self.problems.push(document.problem(&[], format!("`{needed}` is missing")));
            }
        }
        self.problems.len() == before
    }

    fn check_unique(&mut self, drafts: &[Draft]) {
        let mut seen: BTreeMap<&str, &Draft> = BTreeMap::new();
        for draft in drafts {
            let names = draft.info.name.as_deref().map(|name| ("name", name));
            for (key, word) in [("id", draft.info.id.as_str())].into_iter().chain(names) {
                if let Some(first) = seen.insert(word, draft) {
                    let place =
                        format!("{}:{}", first.document.path(), first.document.line_of(&[key]));
                    let what = format!("the {key} `{word}` is already used in {place}");
                    self.problems.push(draft.document.problem(&[key], what));
                }
            }
        }
    }

    /// For each rule, the rules that it refers to.
    fn link(&mut self, drafts: &[Draft]) -> Vec<Vec<usize>> {
        let place = ["correlation", "rules"];
        let mut links = Vec::new();
        for draft in drafts {
            let mut slots = Vec::new();
            for word in draft.references() {
                match drafts.iter().position(|other| other.answers_to(word)) {
                    Some(rule) => slots.push(rule),
                    None => {
                        let what = format!("no rule has the id or name `{word}`");
                        self.problems.push(draft.document.problem(&place, what));
                    }
                }
            }
            links.push(slots);
        }
        for (index, draft) in drafts.iter().enumerate() {
            if reaches_itself(&links, index) {
                let what = "the correlation refers to itself, perhaps by others";
                self.problems.push(draft.document.problem(&place, what));
            }
        }
        links
    }
}

impl Head {
    fn into_info(self, document: &Document, parsed: &Parsed) -> (RuleInfo, Examples) {
        let (kind, service) = match parsed {
            Parsed::Event(rule) => (RuleKind::Event, rule.service.clone()),
            Parsed::Correlation { .. } => (RuleKind::Correlation, None),
        };
        let info = RuleInfo {
            id: self.id,
            name: self.name,
            title: self.title,
            description: self.description,
            level: self.level,
            status: self.status,
            author: self.author,
            tags: self.tags,
            references: self.references,
            falsepositives: self.falsepositives,
            kind,
            service,
            is_alone: true,
            requirements: self.portcullis.requirements,
            meaning: self.portcullis.meaning,
            path: document.path().to_owned(),
            line: document.line(),
        };
        (info, self.portcullis.examples)
    }
}

/// The YAML reader names its own place; ours is the file's.
fn without_place(what: &str) -> &str {
    what.rsplit_once(" at line ").map_or(what, |(what, _)| what)
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && parts.concat().chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f'))
}

fn reaches_itself(links: &[Vec<usize>], start: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![start];
    while let Some(rule) = next.pop() {
        for &other in links.get(rule).into_iter().flatten() {
            if other == start {
                return true;
            }
            if seen.insert(other) {
                next.push(other);
            }
        }
    }
    false
}
