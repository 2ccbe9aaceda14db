//! A CACAO document as a playbook: ours come back as they were, foreign ones
//! as far as our steps can hold them, with a list of what was left behind.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::super::playbook::{OwnText, Playbook, ResultKind, Step, StepRole, Wording};
use super::super::{CaseKind, Phase};
use super::{check, extension_id};
use crate::respond::{Deployment, Tier};

/// What came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// The playbook.
    pub playbook: Playbook,
    /// What the document says that our steps cannot hold, one line each.
    pub lost: Vec<String>,
}

/// Reads a CACAO v2.0 document. `kind` is what a foreign playbook is for; ours
/// say so themselves.
///
/// # Errors
/// Every fault of the document, one line each.
pub fn import(document: &Value, kind: Option<CaseKind>) -> Result<Imported, Vec<String>> {
    let faults = check(document);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut lost = Vec::new();
    let mut steps = Vec::new();
    let mut taken = BTreeSet::new();
    for (key, found) in in_order(document, &mut lost) {
        let step = match own(found) {
            Some(step) => serde_json::from_value(step.clone())
                .map_err(|error| vec![format!("{key}: our extension: {error}")])?,
            None => foreign(key, found, &mut taken, &mut lost),
        };
        steps.push(step);
    }
    let head = document
        .pointer(&format!("/playbook_extensions/{}/playbook", extension_id()))
        .and_then(Value::as_object);
    let playbook = match head {
        Some(head) => {
            let mut whole = head.clone();
            whole.insert("steps".to_owned(), serde_json::json!(steps));
            serde_json::from_value(Value::Object(whole))
                .map_err(|error| vec![format!("our extension: {error}")])?
        }
        None => Playbook {
            name: slug(text(document, "name")),
            version: 1,
            kind: kind.ok_or_else(|| vec!["say for which kind of case it is".to_owned()])?,
            requirements: vec!["P1".to_owned()],
            process: None,
            base: None,
            without: Vec::new(),
            steps,
        },
    };
    Ok(Imported { playbook, lost })
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn own(step: &Value) -> Option<&Value> {
    step.pointer(&format!("/step_extensions/{}/step", extension_id()))
}

/// The action steps from the start on, breadth first, each once; other kinds
/// of step lead on and are told as lost.
fn in_order<'a>(document: &'a Value, lost: &mut Vec<String>) -> Vec<(&'a str, &'a Value)> {
    let workflow = document.get("workflow").and_then(Value::as_object);
    let mut waiting = vec![text(document, "workflow_start")];
    let mut seen = BTreeSet::new();
    let mut actions = Vec::new();
    while let Some(key) = (!waiting.is_empty()).then(|| waiting.remove(0)) {
        let Some(step) = workflow.and_then(|workflow| workflow.get(key)) else { continue };
        if !seen.insert(key) {
            continue;
        }
        match text(step, "type") {
            "start" | "end" => {}
            "action" => actions.push((key, step)),
            other => {
                lost.push(format!("{key}: a step of type {other}; its branches follow in a row"));
            }
        }
        waiting.extend(leads_to(step));
    }
    actions
}

fn leads_to(step: &Value) -> Vec<&str> {
    let single = ["on_completion", "on_success", "on_failure", "on_true", "on_false"];
    let mut next: Vec<&str> =
        single.iter().filter_map(|name| step.get(name).and_then(Value::as_str)).collect();
    let many = step.get("next_steps").and_then(Value::as_array).into_iter().flatten();
    next.extend(many.filter_map(Value::as_str));
    let cases = step.get("cases").and_then(Value::as_object).into_iter().flatten();
    next.extend(cases.filter_map(|(_, value)| value.as_str()));
    next
}

/// A step that another tool wrote.
fn foreign(key: &str, found: &Value, taken: &mut BTreeSet<String>, lost: &mut Vec<String>) -> Step {
    let commands = found.get("commands").and_then(Value::as_array).into_iter().flatten();
    let mut how = Vec::new();
    for command in commands {
        match text(command, "type") {
            "manual" => how.push(text(command, "command").to_owned()),
            other => lost.push(format!("{key}: a command of type {other}")),
        }
    }
    if found.get("step_extensions").is_some() {
        lost.push(format!("{key}: extensions of another maker"));
    }
    let title = if text(found, "name").is_empty() { key } else { text(found, "name") };
    let described = text(found, "description");
    how.retain(|line| !line.is_empty());
    let how = match (how.join(" "), described) {
        (how, "") if how.is_empty() => title.to_owned(),
        (how, described) if how.is_empty() => described.to_owned(),
        (how, _) => how,
    };
    let wording = Wording { title: title.to_owned(), how };
    Step {
        id: unique(&slug(title), taken),
        phase: Phase::Triage,
        requirements: vec!["P1".to_owned()],
        applies_to: vec![Deployment::SelfManaged, Deployment::SaasGroup, Deployment::SaasProject],
        tier: Tier::Unknown,
        role: StepRole::Anyone,
        kinds: Vec::new(),
        when: Vec::new(),
        mandatory: false,
        result: ResultKind::Attestation,
        items: Vec::new(),
        offers: None,
        instead_of: Vec::new(),
        questions: Vec::new(),
        number: None,
        needs: Vec::new(),
        done_when: None,
        done_by: Vec::new(),
        docs: vec!["security/responding_to_security_incidents".to_owned()],
        links: Vec::new(),
        follows: None,
        text: Some(OwnText { en: wording.clone(), ja: wording }),
    }
}

/// A name as an id: lower-case letters, digits and dashes.
fn slug(name: &str) -> String {
    let dashed: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let parts: Vec<&str> = dashed.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "step".to_owned() } else { parts.join("-") }
}

fn unique(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = wanted.to_owned();
    let mut number = 1u32;
    while !taken.insert(name.clone()) {
        number = number.saturating_add(1);
        name = format!("{wanted}-{number}");
    }
    name
}
