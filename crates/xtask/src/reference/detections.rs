//! `docs/reference/detections.md`: what is looked for, and which rows of the
//! requirements it serves.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::Context as _;
use engine::detect::{RuleInfo, RuleSet};
use engine::investigate::question;
use yaml_serde::Value;

use super::playbooks::sorted;

/// Who serves a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Served {
    /// Files of rules, without the ending.
    pub(crate) rules: BTreeSet<String>,
    /// Ids of questions.
    pub(crate) questions: BTreeSet<String>,
    /// Ids of playbook steps.
    pub(crate) steps: BTreeSet<String>,
}

/// The page.
pub(super) fn page() -> anyhow::Result<String> {
    let rules = shipped()?;
    let all = looks()?;
    let (alone, quiet): (Vec<_>, Vec<_>) = rules.rules().iter().partition(|rule| rule.is_alone);
    let mut page = format!(
        "# Detections\n\n{} Sigma rules raise findings; {} more are hits that correlations count. [`rules.md`](rules.md) says what a finding means. *Log* is the Sigma service; a rule that names several looks at all of them. *Event types* are those without which it cannot match; of a correlation, those of its rules.\n",
        alone.len(),
        quiet.len()
    );
    for (title, rules) in [("Rules that raise findings", alone), ("Hits that are counted", quiet)] {
        _ = writeln!(
            page,
            "\n## {title}\n\n| level | rule | kind | log | event types | requirements | ATT&CK | file |\n|---|---|---|---|---|---|---|---|"
        );
        for rule in rules {
            row(&mut page, rule, &all);
        }
    }
    by_requirement(&mut page, &served()?);
    Ok(page)
}

/// The shipped rules.
pub(super) fn shipped() -> anyhow::Result<RuleSet> {
    RuleSet::load(server::app::rules::shipped()).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!(lines.join("; "))
    })
}

fn row(page: &mut String, rule: &RuleInfo, all: &BTreeMap<String, Looks>) {
    let (mut services, mut types) = (BTreeSet::new(), BTreeSet::new());
    gather(&rule.id, all, &mut services, &mut types);
    let attack = rule.tags.iter().filter_map(|tag| tag.strip_prefix("attack.t1"));
    let attack: Vec<String> = attack.map(|number| format!("T1{number}")).collect();
    _ = writeln!(
        page,
        "| {} | {} | {} | {} | {} | {} | {} | `{}` |",
        rule.level.as_str(),
        rule.title,
        rule.kind.as_str(),
        list(&services),
        list(&types),
        rule.requirements.join(" "),
        attack.join(" "),
        short(&rule.path)
    );
}

fn list(words: &BTreeSet<String>) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
}

/// `rules/user/two_factor_disabled.yml` without what all have.
fn short(path: &str) -> &str {
    path.trim_start_matches("rules/").trim_end_matches(".yml")
}

/// What a rule's file says that [`RuleInfo`] does not keep.
#[derive(Debug, Default)]
struct Looks {
    service: Option<String>,
    types: BTreeSet<String>,
    refers: Vec<String>,
}

/// All rules by id and by name.
fn looks() -> anyhow::Result<BTreeMap<String, Looks>> {
    let mut all = BTreeMap::new();
    for (path, text) in server::app::rules::shipped() {
        for document in text.split("\n---\n") {
            let rule: Value = yaml_serde::from_str(document).with_context(|| path.clone())?;
            let words = ["id", "name"].map(|key| rule.get(key).and_then(Value::as_str));
            for word in words.into_iter().flatten() {
                all.insert(word.to_owned(), look(&rule));
            }
        }
    }
    Ok(all)
}

fn look(rule: &Value) -> Looks {
    let source = rule.get("logsource");
    let mut looks = Looks {
        service: source.map(|source| {
            source.get("service").and_then(Value::as_str).unwrap_or("any").to_owned()
        }),
        ..Looks::default()
    };
    if let Some(detection) = rule.get("detection") {
        event_types(detection, &mut looks.types);
    }
    let refers = rule.get("correlation").and_then(|correlation| correlation.get("rules"));
    looks.refers = refers.map(texts).unwrap_or_default();
    looks
}

fn texts(value: &Value) -> Vec<String> {
    let many = value.as_sequence().map(Vec::as_slice).unwrap_or_default();
    value
        .as_str()
        .into_iter()
        .chain(many.iter().filter_map(Value::as_str))
        .map(str::to_owned)
        .collect()
}

fn event_types(value: &Value, found: &mut BTreeSet<String>) {
    for (key, inner) in value.as_mapping().into_iter().flatten() {
        if key.as_str().is_some_and(|key| key.split('|').next() == Some("event_type")) {
            found.extend(texts(inner));
        } else {
            event_types(inner, found);
        }
    }
    for inner in value.as_sequence().into_iter().flatten() {
        event_types(inner, found);
    }
}

/// A correlation looks where its rules look. That none refers to itself was
/// checked when the rules were loaded.
fn gather(
    word: &str,
    all: &BTreeMap<String, Looks>,
    services: &mut BTreeSet<String>,
    types: &mut BTreeSet<String>,
) {
    let Some(looks) = all.get(word) else { return };
    services.extend(looks.service.clone());
    types.extend(looks.types.iter().cloned());
    for word in &looks.refers {
        gather(word, all, services, types);
    }
}

/// For each row of the requirements that is cited: who serves it.
pub(crate) fn served() -> anyhow::Result<BTreeMap<String, Served>> {
    let mut rows: BTreeMap<String, Served> = BTreeMap::new();
    for rule in shipped()?.rules() {
        for row in &rule.requirements {
            rows.entry(row.clone()).or_default().rules.insert(short(&rule.path).to_owned());
        }
    }
    for question in question::shipped().all() {
        for row in &question.requirements {
            rows.entry(row.clone()).or_default().questions.insert(question.id.clone());
        }
    }
    let playbooks = server::app::playbooks::load(None)
        .map_err(|problems| anyhow::anyhow!(problems.join("; ")))?;
    for step in playbooks.all().flat_map(|one| &one.playbook.steps) {
        for row in &step.requirements {
            rows.entry(row.clone()).or_default().steps.insert(step.id.clone());
        }
    }
    Ok(rows)
}

fn by_requirement(page: &mut String, rows: &BTreeMap<String, Served>) {
    page.push_str(
        "\n## By requirement\n\nRows that a rule or a question serves; [`playbooks.md`](playbooks.md) has the steps of all rows.\n\n| row | rules | questions | steps |\n|---|---|---|---|\n",
    );
    let mut rows: Vec<_> = rows
        .iter()
        .filter(|(_, served)| !served.rules.is_empty() || !served.questions.is_empty())
        .collect();
    rows.sort_by_key(|(row, _)| sorted(row));
    for (row, served) in rows {
        _ = writeln!(
            page,
            "| {row} | {} | {} | {} |",
            list(&served.rules),
            list(&served.questions),
            list(&served.steps)
        );
    }
}
