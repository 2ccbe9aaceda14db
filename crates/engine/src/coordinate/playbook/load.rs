//! Playbook files in, playbooks out: strictly, with the line of each problem.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Effective, Offer, Playbook, ResultKind, Step, effective};
use crate::investigate::question::{Packs, shipped};

/// Something in a playbook file that its author must look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaybookProblem {
    /// The file, as it was named to us.
    pub path: String,
    /// The line in it, from 1.
    pub line: usize,
    /// What is wrong, in plain English.
    pub what: String,
}

impl std::fmt::Display for PlaybookProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// All playbooks in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Playbooks {
    by_name: BTreeMap<String, Effective>,
}

impl Playbooks {
    /// Reads our files and an organisation's over them, given as path and text.
    ///
    /// # Errors
    /// All problems at once, sorted by file and line; then nothing is loaded.
    pub fn load(
        ours: impl IntoIterator<Item = (String, String)>,
        theirs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<PlaybookProblem>> {
        Self::load_with(ours, theirs, &Arc::new(shipped().clone()))
    }

    /// The same where the organisation has questions of its own.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_with(
        ours: impl IntoIterator<Item = (String, String)>,
        theirs: impl IntoIterator<Item = (String, String)>,
        packs: &Arc<Packs>,
    ) -> Result<Self, Vec<PlaybookProblem>> {
        let mut problems = Vec::new();
        let ours = read_all(ours, false, &mut problems);
        let theirs = read_all(theirs, true, &mut problems);
        let mut by_name = BTreeMap::new();
        for (name, (_, builtin)) in &ours {
            if !theirs.contains_key(name) {
                by_name.insert(name.clone(), Effective::shipped(builtin.clone()));
            }
        }
        for (name, (source, own)) in &theirs {
            let builtin = ours.get(name).map(|(_, builtin)| builtin);
            match effective(builtin, own) {
                Ok(merged) => {
                    problems.extend(check(source, &merged.playbook, packs));
                    by_name.insert(name.clone(), merged);
                }
                Err((step, what)) => problems.push(source.problem(&step, what)),
            }
        }
        if problems.is_empty() {
            for found in by_name.values_mut() {
                found.packs = Some(Arc::clone(packs));
            }
            return Ok(Self { by_name });
        }
        problems.sort();
        problems.dedup();
        Err(problems)
    }

    /// The playbook of that name.
    pub fn get(&self, name: &str) -> Option<&Effective> {
        self.by_name.get(name)
    }

    /// The playbook for a kind of case: the shipped one, with theirs over it.
    pub fn for_kind(&self, kind: crate::coordinate::CaseKind) -> Option<&Effective> {
        let fits = |found: &&Effective| found.playbook.kind == kind;
        self.by_name
            .values()
            .filter(fits)
            .find(|found| found.playbook.name == kind.slug())
            .or_else(|| self.by_name.values().find(fits))
    }

    /// All, by name.
    pub fn all(&self) -> impl Iterator<Item = &Effective> {
        self.by_name.values()
    }
}

/// Reads one playbook that stands alone.
///
/// # Errors
/// Every problem, with its line.
pub fn read(path: &str, text: &str) -> Result<Playbook, Vec<PlaybookProblem>> {
    let source = Source { path: path.to_owned(), text: text.to_owned() };
    let playbook = source.parse().map_err(|problem| vec![problem])?;
    let problems = check(&source, &playbook, shipped());
    if problems.is_empty() { Ok(playbook) } else { Err(problems) }
}

/// A playbook as a file.
///
/// # Errors
/// The writer's message.
pub fn to_yaml(playbook: &Playbook) -> Result<String, String> {
    yaml_serde::to_string(playbook).map_err(|error| error.to_string())
}

#[derive(Debug, Clone)]
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn parse(&self) -> Result<Playbook, PlaybookProblem> {
        yaml_serde::from_str(&self.text).map_err(|error| {
            let line = error.location().map_or(1, |place| place.line());
            let what = error.to_string();
            let what = what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what);
            PlaybookProblem { path: self.path.clone(), line, what: what.to_owned() }
        })
    }

    /// A problem with the step of that id (or, with none, with the head).
    fn problem(&self, step: &str, what: impl Into<String>) -> PlaybookProblem {
        let marks = [format!("id: {step}"), format!("step: {step}")];
        let is_it = |line: &str| {
            let line = line.trim_start().trim_start_matches("- ").trim_end();
            marks.iter().any(|mark| line == mark || line.contains(&format!("{mark},")))
        };
        let line = self.text.lines().position(is_it).map_or(1, |place| place + 1);
        PlaybookProblem { path: self.path.clone(), line, what: what.into() }
    }
}

fn read_all(
    files: impl IntoIterator<Item = (String, String)>,
    are_theirs: bool,
    problems: &mut Vec<PlaybookProblem>,
) -> BTreeMap<String, (Source, Playbook)> {
    let mut found = BTreeMap::new();
    for (path, text) in files {
        let source = Source { path, text };
        let playbook = match source.parse() {
            Ok(playbook) => playbook,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        if !are_theirs {
            problems.extend(check(&source, &playbook, shipped()));
        }
        if found.contains_key(&playbook.name) {
            problems.push(source.problem("", format!("{} is there twice", playbook.name)));
        }
        found.insert(playbook.name.clone(), (source, playbook));
    }
    found
}

/// What no type can say.
fn check(source: &Source, playbook: &Playbook, packs: &Packs) -> Vec<PlaybookProblem> {
    let mut problems = Vec::new();
    if !is_slug(&playbook.name) {
        problems.push(source.problem("", "name: lower-case letters, digits and dashes"));
    }
    let ids: BTreeSet<&str> = playbook.steps.iter().map(|step| step.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    for step in &playbook.steps {
        if !seen.insert(&step.id) {
            problems.push(source.problem(&step.id, format!("step {} is there twice", step.id)));
        }
        for what in wrong(step, packs) {
            problems.push(source.problem(&step.id, format!("step {}: {what}", step.id)));
        }
        for other in step.instead_of.iter().chain(&step.needs) {
            if !ids.contains(other.as_str()) || *other == step.id {
                let what = format!("step {}: there is no other step {other}", step.id);
                problems.push(source.problem(&step.id, what));
            }
        }
    }
    problems
}

fn wrong(step: &Step, packs: &Packs) -> Vec<String> {
    let mut wrong = Vec::new();
    if !is_slug(&step.id) {
        wrong.push("id: lower-case letters, digits and dashes".to_owned());
    }
    if step.requirements.is_empty() {
        wrong.push("requirements: names no row".to_owned());
    }
    if step.applies_to.is_empty() {
        wrong.push("applies_to: names no place".to_owned());
    }
    if step.docs.is_empty() {
        wrong.push("docs: names no page".to_owned());
    }
    if step.docs.iter().any(|page| page.contains("://") || page.ends_with('/')) {
        wrong.push("docs: a path below docs.gitlab.com, without language and slash".to_owned());
    }
    let is_known = |name: &String| !packs.named(std::slice::from_ref(name)).is_empty();
    let unknown = step.questions.iter().filter(|name| !is_known(name));
    wrong.extend(unknown.map(|name| format!("questions: there is no question or pack {name}")));
    match step.result {
        ResultKind::Choice | ResultKind::Sections if step.items.is_empty() => {
            wrong.push("items: a choice or sections need them".to_owned());
        }
        ResultKind::Attestation
        | ResultKind::Time
        | ResultKind::Text
        | ResultKind::Plan
        | ResultKind::None
            if !step.items.is_empty() =>
        {
            wrong.push("items: only choices, sections and verdicts have them".to_owned());
        }
        ResultKind::None if step.mandatory => {
            wrong.push("mandatory: nothing can be answered".to_owned());
        }
        ResultKind::Attestation
        | ResultKind::Time
        | ResultKind::Choice
        | ResultKind::Verdicts
        | ResultKind::Sections
        | ResultKind::Text
        | ResultKind::Plan
        | ResultKind::None => {}
    }
    if let Some(Offer::Propose { wish, acts }) = &step.offers
        && wish.is_none()
        && acts.is_empty()
    {
        wrong.push("offers: propose needs a wish or acts".to_owned());
    }
    wrong
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
