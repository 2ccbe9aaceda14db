//! Packs in: the shipped files, and strict reading.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use event::catalogue;

use super::{Pack, Packs, Question};

/// The files of `questions/`: a new pack is a file and a line here.
pub(super) const FILES: [(&str, &str); 6] = [
    ("credential-exposure", include_str!("../../../../../questions/credential-exposure.yml")),
    ("compromised-user", include_str!("../../../../../questions/compromised-user.yml")),
    ("ci", include_str!("../../../../../questions/ci.yml")),
    ("compromised-instance", include_str!("../../../../../questions/compromised-instance.yml")),
    ("misconfigured-settings", include_str!("../../../../../questions/misconfigured-settings.yml")),
    ("compliance", include_str!("../../../../../questions/compliance.yml")),
];

/// What is wrong with a file of questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackProblem {
    /// The pack.
    pub pack: String,
    /// What, in plain English.
    pub what: String,
}

impl std::fmt::Display for PackProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "questions/{}.yml: {}", self.pack, self.what)
    }
}

/// The shipped packs. A test shows that they can be read; if they cannot,
/// there are none.
pub fn shipped() -> &'static Packs {
    static SHIPPED: OnceLock<Packs> = OnceLock::new();
    SHIPPED.get_or_init(|| load(FILES).unwrap_or_default())
}

/// Reads packs, given by name and text.
///
/// # Errors
/// Every problem.
pub fn load<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Packs, Vec<PackProblem>> {
    let (mut packs, mut problems) = (Packs::default(), Vec::new());
    for (name, text) in files {
        match yaml_serde::from_str::<Pack>(text) {
            Ok(pack) => packs.packs.push(pack),
            Err(error) => {
                problems.push(PackProblem { pack: name.to_owned(), what: error.to_string() });
            }
        }
    }
    problems.extend(check(&packs));
    if problems.is_empty() { Ok(packs) } else { Err(problems) }
}

fn check(packs: &Packs) -> Vec<PackProblem> {
    let mut problems = Vec::new();
    let mut ids = BTreeSet::new();
    for pack in &packs.packs {
        let mut wrong = |what: String| {
            problems.push(PackProblem { pack: pack.pack.clone(), what });
        };
        for question in &pack.questions {
            if !ids.insert(&question.id) {
                wrong(format!("question {} is there twice", question.id));
            }
            for what in faults(question) {
                wrong(format!("{}: {what}", question.id));
            }
        }
        for id in pack.uses.iter().filter(|id| packs.question(id).is_none()) {
            wrong(format!("uses: there is no question {id}"));
        }
    }
    problems
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
