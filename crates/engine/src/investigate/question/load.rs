//! Packs in: the shipped files, and strict reading.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use event::catalogue;

use super::{Pack, Packs, Question};
use crate::coordinate::CaseKind;

/// The files of `questions/`: a new pack is a file and a line here.
pub(super) const FILES: [(&str, &str); 6] = [
    (
        "questions/credential-exposure.yml",
        include_str!("../../../../../questions/credential-exposure.yml"),
    ),
    (
        "questions/compromised-user.yml",
        include_str!("../../../../../questions/compromised-user.yml"),
    ),
    ("questions/ci.yml", include_str!("../../../../../questions/ci.yml")),
    (
        "questions/compromised-instance.yml",
        include_str!("../../../../../questions/compromised-instance.yml"),
    ),
    (
        "questions/misconfigured-settings.yml",
        include_str!("../../../../../questions/misconfigured-settings.yml"),
    ),
    ("questions/compliance.yml", include_str!("../../../../../questions/compliance.yml")),
];

/// What is wrong with a file of questions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackProblem {
    /// The file, as it was named to us.
    pub path: String,
    /// The line in it, from 1.
    pub line: usize,
    /// What, in plain English.
    pub what: String,
}

impl std::fmt::Display for PackProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// The shipped packs. A test shows that they can be read; if they cannot,
/// there are none.
pub fn shipped() -> &'static Packs {
    static SHIPPED: OnceLock<Packs> = OnceLock::new();
    SHIPPED.get_or_init(|| load(FILES).unwrap_or_default())
}

/// Reads packs, given by path and text.
///
/// # Errors
/// Every problem.
pub fn load<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Packs, Vec<PackProblem>> {
    let mut problems = Vec::new();
    let sources = read(files, &mut problems);
    problems.extend(check(&sources));
    packs(sources, problems)
}

/// The shipped packs with an organisation's, given by path and text: the pack
/// of a shipped one's name stands in its place. `query` says what is wrong with
/// a condition in the search language.
///
/// # Errors
/// Every problem of theirs, sorted by file and line; then nothing is loaded.
pub fn with_own<'a>(
    theirs: impl IntoIterator<Item = (&'a str, &'a str)>,
    query: impl Fn(&str) -> Result<(), String>,
) -> Result<Packs, Vec<PackProblem>> {
    let mut problems = Vec::new();
    let theirs = read(theirs, &mut problems);
    for source in &theirs {
        problems.extend(own_faults(source, &query));
    }
    let is_replaced = |pack: &Pack| theirs.iter().any(|source| source.pack.pack == pack.pack);
    let ours = read(FILES, &mut problems).into_iter().filter(|one| !is_replaced(&one.pack));
    let all: Vec<Source<'_>> = ours.chain(theirs.iter().cloned()).collect();
    problems.extend(check(&all));
    packs(all, problems)
}

fn packs(
    sources: Vec<Source<'_>>,
    mut problems: Vec<PackProblem>,
) -> Result<Packs, Vec<PackProblem>> {
    if problems.is_empty() {
        return Ok(Packs { packs: sources.into_iter().map(|source| source.pack).collect() });
    }
    problems.sort();
    problems.dedup();
    Err(problems)
}

/// A pack and the file that it is from.
#[derive(Debug, Clone)]
struct Source<'a> {
    path: &'a str,
    text: &'a str,
    pack: Pack,
}

impl Source<'_> {
    /// A problem with the line that holds `mark`; the first one if none does.
    fn problem(&self, mark: &str, what: String) -> PackProblem {
        let holds = |line: &str| line.split('#').next().is_some_and(|line| line.contains(mark));
        let line = self.text.lines().position(holds).map_or(1, |place| place.saturating_add(1));
        PackProblem { path: self.path.to_owned(), line, what }
    }

    fn of_question(&self, id: &str, what: &str) -> PackProblem {
        let is_it = |line: &str| {
            let line = line.trim_start().trim_start_matches("- ");
            let line = line.trim_start_matches('{').trim_start();
            let rest = line.strip_prefix("id:").map(str::trim_start);
            let rest = rest.and_then(|rest| rest.strip_prefix(id));
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
        };
        let line = self.text.lines().position(is_it).map_or(1, |place| place.saturating_add(1));
        PackProblem { path: self.path.to_owned(), line, what: format!("{id}: {what}") }
    }
}

fn read<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    problems: &mut Vec<PackProblem>,
) -> Vec<Source<'a>> {
    let mut sources = Vec::new();
    for (path, text) in files {
        match yaml_serde::from_str::<Pack>(text) {
            Ok(pack) => sources.push(Source { path, text, pack }),
            Err(error) => {
                let line = error.location().map_or(1, |place| place.line());
                let what = error.to_string();
                let what = what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what);
                problems.push(PackProblem { path: path.to_owned(), line, what: what.to_owned() });
            }
        }
    }
    sources
}

/// What is wrong with all of them together, and with each question.
fn check(sources: &[Source<'_>]) -> Vec<PackProblem> {
    let mut problems = Vec::new();
    let (mut names, mut ids) = (BTreeSet::new(), BTreeSet::new());
    let all = || sources.iter().flat_map(|source| &source.pack.questions);
    for source in sources {
        let pack = &source.pack;
        if !names.insert(&pack.pack) {
            problems.push(source.problem("pack:", format!("pack {} is there twice", pack.pack)));
        }
        for question in &pack.questions {
            if !ids.insert(&question.id) {
                problems.push(source.of_question(&question.id, "is there twice"));
            }
            for what in faults(question) {
                problems.push(source.of_question(&question.id, &what));
            }
        }
        for id in pack.uses.iter().filter(|id| !all().any(|question| question.id == **id)) {
            problems.push(source.problem(id, format!("uses: there is no question {id}")));
        }
    }
    problems
}

/// What an organisation's file needs beyond what the type says: names that can
/// stand in addresses, kinds of case that there are, words, and queries that
/// can be run.
fn own_faults(source: &Source<'_>, query: impl Fn(&str) -> Result<(), String>) -> Vec<PackProblem> {
    let pack = &source.pack;
    let mut problems = Vec::new();
    if !is_slug(&pack.pack) {
        problems.push(source.problem("pack:", format!("pack: {SLUG}")));
    }
    for kind in pack.kinds.iter().filter(|kind| CaseKind::from_name(kind).is_none()) {
        problems.push(source.problem(kind, format!("kinds: there is no kind of case {kind}")));
    }
    let is_shipped = |question: &Question| shipped().question(&question.id).is_some();
    if pack.text.is_none() && !shipped().packs.iter().any(|known| known.pack == pack.pack) {
        problems.push(source.problem("pack:", format!("text: {WORDS}")));
    }
    for question in &pack.questions {
        let mut wrong = |what: &str| problems.push(source.of_question(&question.id, what));
        if !is_slug(&question.id) {
            wrong(&format!("id: {SLUG}"));
        }
        if question.text.is_none() && !is_shipped(question) {
            wrong(&format!("text: {WORDS}"));
        }
        for also in &question.also {
            if let Err(what) = query(also) {
                wrong(&format!("also: {also}: {what}"));
            }
        }
    }
    problems
}

const SLUG: &str = "lower-case letters, digits and dashes";
const WORDS: &str = "needs a title in en and ja; the product has no words for it";

fn is_slug(text: &str) -> bool {
    let is_fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(is_fit)
}

fn faults(question: &Question) -> Vec<String> {
    let mut faults = Vec::new();
    if question.requirements.is_empty() {
        faults.push("requirements: names no row".to_owned());
    }
    let has_category = |name: &String| catalogue::all().iter().any(|kind| kind.category == name);
    if let Some(name) = question.category.as_ref().filter(|name| !has_category(name)) {
        faults.push(format!("category: GitLab has no {name:?}"));
    }
    if question.types.is_empty() && question.category.is_none() && question.also.is_empty() {
        faults.push("asks for nothing: give types, category or also".to_owned());
    }
    let unknown = question.types.iter().filter(|name| !is_known(name));
    faults.extend(unknown.map(|name| format!("types: GitLab's catalogue has no {name:?}")));
    faults
}

/// Whether the catalogue has the type, or one that is like it.
fn is_known(name: &str) -> bool {
    if !name.contains('*') {
        return catalogue::find(name).is_some();
    }
    let parts: Vec<&str> = name.split('*').collect();
    let is_like = |kind: &str| {
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
        let Some(mut rest) = kind.strip_prefix(first) else { return false };
        for part in parts.iter().skip(1).take(parts.len().saturating_sub(2)) {
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
        rest.ends_with(last)
    };
    catalogue::all().iter().any(|kind| is_like(kind.name))
}
