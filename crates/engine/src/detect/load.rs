//! Rule files in, a [`RuleSet`] out: strictly, with the line of each problem.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, de::DeserializeOwned};
use yaml_serde::Mapping;

use super::baseline::{BaselineSpec, Wish};
use super::document::{Document, split};
use super::links::{fingerprint, reaches_itself};
use super::problem::unknown;
use super::rule::{Attribute, Examples};
use super::set::{Body, Rule};
use super::sigma::{self, EventRule, Parsed, Through};
use super::{Level, RuleInfo, RuleKind, RuleProblem, RuleSet, Status};

/// Keys of a rule: Sigma's, two custom ones that `SigmaHQ` uses, and ours.
const KEYS: [&str; 26] = [
    "author",
    "correlation",
    "date",
    "description",
    "detection",
    "falsepositives",
    "fields",
    "filter",
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
        Self::load_through(ours, theirs, std::iter::empty())
    }

    /// The same; an organisation's rules go through these processing pipelines.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_through(
        ours: impl IntoIterator<Item = (String, String)>,
        theirs: impl IntoIterator<Item = (String, String)>,
        pipelines: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<RuleProblem>> {
        let mut reading = Reading::default();
        if let Err(problems) = reading.through.add_pipelines(pipelines) {
            reading.problems.extend(problems);
        }
        let ours = reading.documents(ours);
        let theirs = reading.documents(theirs);
        let theirs = reading.drafts(theirs, true);
        let replaced: BTreeSet<&str> = theirs.iter().map(|draft| draft.info.id.as_str()).collect();
        let mut drafts = reading.drafts(ours, false);
        drafts.retain(|draft| !replaced.contains(draft.info.id.as_str()));
        drafts.extend(theirs);
        drafts.sort_by(|a, b| (&a.info.path, a.info.line).cmp(&(&b.info.path, b.info.line)));
        reading.check_unique(&drafts);
        reading.leave_out_foreign(&mut drafts);
        let links = reading.link(&drafts);
        reading.check_filters(&drafts);
        if reading.problems.is_empty() {
            let mut set = Self::of(drafts, &links, reading.warnings);
            reading.foreign.sort();
            set.foreign = reading.foreign;
            return Ok(set);
        }
        reading.problems.sort();
        Err(reading.problems)
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
        let texts: Vec<[&str; 2]> =
            drafts.iter().map(|draft| [draft.document.text(), draft.salt.as_str()]).collect();
        let prints: Vec<String> =
            (0..drafts.len()).map(|rule| fingerprint(rule, &texts, links)).collect();
        let mut set = Self { warnings, ..Self::default() };
        for (index, ((mut draft, feeds), print)) in
            drafts.into_iter().zip(feeds).zip(prints).enumerate()
        {
            draft.info.is_alone = draft.info.level > Level::Informational
                && (loud.contains(&index) || !silent.contains(&index));
            set.add(index, draft, feeds, print);
        }
        set.mark_idle();
        set
    }

    fn add(&mut self, index: usize, draft: Draft, feeds: Vec<(usize, usize)>, fingerprint: String) {
        let body = match draft.parsed {
            Parsed::Event(EventRule { matcher, service, event_types }) => {
                if matcher.is_some() {
                    self.route(index, service.as_deref(), event_types.as_deref());
                }
                matcher.map_or(Body::Nothing, Body::Event)
            }
            Parsed::Correlation { spec, rules, .. } => {
                Body::Correlation { spec, slots: rules.len() }
            }
        };
        let Draft { info, examples, baseline, .. } = draft;
        self.infos.push(info);
        self.rules.push(Rule { body, feeds, examples, baseline, fingerprint });
    }

    fn route(&mut self, rule: usize, service: Option<&str>, event_types: Option<&[String]>) {
        for known in event::Service::ALL.map(event::Service::as_str) {
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
    baseline: Option<BaselineSpec>,
    /// What it went through.
    salt: String,
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
    foreign: Vec<RuleProblem>,
    /// Ids and names of the rules that are for other products.
    foreign_words: BTreeSet<String>,
    through: Through,
}

impl Reading {
    /// The rules of files; filters are taken in at once.
    fn documents(
        &mut self,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Vec<(Document, Mapping)> {
        let mut rules = Vec::new();
        for document in files.into_iter().flat_map(|(path, yaml)| split(&path, &yaml)) {
            let Some(map) = self.parse::<Mapping>(&document) else { continue };
            if !map.contains_key("filter") {
                rules.push((document, map));
            } else if let Some(product) = foreign_product(&map) {
                self.is_foreign(&document, &map, &product);
            } else if self.check_keys(&document, &map, &["title"])
                && let Err(problems) = self.through.add_filter(&document, &map, &mut self.warnings)
            {
                self.problems.extend(problems);
            }
        }
        rules
    }

    fn drafts(&mut self, documents: Vec<(Document, Mapping)>, is_theirs: bool) -> Vec<Draft> {
        let drafts = documents.into_iter();
        drafts.filter_map(|(document, map)| self.draft(document, &map, is_theirs)).collect()
    }

    fn is_foreign(&mut self, document: &Document, map: &Mapping, product: &str) {
        let words = ["id", "name"].into_iter().filter_map(|key| map.get(key)?.as_str());
        self.foreign_words.extend(words.map(str::to_owned));
        let what = format!("not for GitLab, but for {product}");
        self.foreign.push(document.problem(&["logsource"], what));
    }

    fn draft(&mut self, document: Document, map: &Mapping, is_theirs: bool) -> Option<Draft> {
        if is_theirs
            && !self.through.has_pipelines()
            && let Some(product) = foreign_product(map)
        {
            self.is_foreign(&document, map, &product);
            return None;
        }
        if !self.check_keys(&document, map, &["id", "title", "level"]) {
            return None;
        }
        let head: Head = self.parse(&document)?;
        if !is_uuid(&head.id) {
            self.problems.push(document.problem(&["id"], "the id must be a UUID"));
        }
        let parsed = match sigma::read(&document, map, &self.through, is_theirs, &mut self.warnings)
        {
            Ok(parsed) => parsed,
            Err(problems) => {
                self.problems.extend(problems);
                return None;
            }
        };
        if let Parsed::Event(EventRule { matcher: None, .. }) = parsed {
            let product = foreign_product(map).unwrap_or_default();
            self.is_foreign(&document, map, &product);
            return None;
        }
        let baseline = self.baseline(&document, head.portcullis.baseline.clone(), &parsed);
        let (info, examples) = head.into_info(&document, &parsed);
        let words = [Some(info.id.as_str()), info.name.as_deref(), Some(info.title.as_str())];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        let salt = self.through.salt(&words, is_theirs);
        Some(Draft { document, info, parsed, examples, baseline, salt })
    }

    /// The rule's baseline, if it has one and nothing is wrong with it.
    fn baseline(
        &mut self,
        document: &Document,
        wish: Option<Wish>,
        parsed: &Parsed,
    ) -> Option<BaselineSpec> {
        let wish = wish?;
        if let Parsed::Correlation { .. } = parsed {
            let what = "a baseline belongs to a rule over single events";
            self.problems.push(document.problem(&["portcullis", "baseline"], what));
            return None;
        }
        match wish.read(document, sigma::unknown_field) {
            Ok(spec) => Some(spec),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
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

    fn check_keys(&mut self, document: &Document, map: &Mapping, needed: &[&str]) -> bool {
        let before = self.problems.len();
        for key in map.keys() {
            let key = key.as_str().unwrap_or("?");
            let what = match key {
                "action" => "collections by `action` are not supported: write each rule out".into(),
                known if KEYS.contains(&known) => continue,
                other => unknown("key", other, &KEYS),
            };
            self.problems.push(document.problem(&[key], what));
        }
        for needed in needed {
            if !map.contains_key(*needed) {
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

    /// A correlation over rules that are left out is left out with them.
    fn leave_out_foreign(&mut self, drafts: &mut Vec<Draft>) {
        while let Some(place) = drafts.iter().position(|draft| {
            draft.references().iter().any(|word| self.foreign_words.contains(word))
        }) {
            let draft = drafts.remove(place);
            self.foreign_words.insert(draft.info.id);
            self.foreign_words.extend(draft.info.name);
            let what = "not for GitLab, but for rules of another product";
            self.foreign.push(draft.document.problem(&["correlation", "rules"], what));
        }
    }

    fn check_filters(&mut self, drafts: &[Draft]) {
        let is_event = |draft: &&Draft| matches!(draft.parsed, Parsed::Event(_));
        let is_rule = |word: &str| {
            let mut rules = drafts.iter().filter(is_event);
            rules.any(|draft| draft.answers_to(word) || draft.info.title == word)
        };
        self.problems.extend(self.through.check_targets(is_rule));
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

/// The log source of a document that is for another product than GitLab.
fn foreign_product(map: &Mapping) -> Option<String> {
    let logsource = map.get("logsource")?.as_mapping()?;
    let text = |key: &str| logsource.get(key).and_then(yaml_serde::Value::as_str);
    match text("product") {
        Some("gitlab") => None,
        Some(product) => Some(product.to_owned()),
        // Without a product: for whoever has such logs. NGINX's are not only GitLab's.
        None => {
            let is_ours = |name: &str| event::Service::ALL.iter().any(|one| one.as_str() == name);
            let service = text("service").filter(|name| *name == "nginx" || !is_ours(name));
            text("category").or(service).map(|logs| format!("any {logs}"))
        }
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
