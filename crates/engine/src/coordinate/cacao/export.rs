//! A playbook as a CACAO document.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::playbook::{Playbook, ResultKind, Step, Wording, docs_url};
use super::super::{CaseKind, Phase};
use super::{EXTENSION, extension_id, id};

/// The playbook as a CACAO v2.0 document. `made_at` is when this version was
/// made; `words` gives each step in the language of the export.
pub fn export(playbook: &Playbook, made_at: Timestamp, words: impl Fn(&Step) -> Wording) -> Value {
    let stamp = format!("{made_at:.3}");
    let extension = extension_id();
    let maker = id("identity", "portcullis");
    let team = id("group", "responders");
    let mut head = json!(playbook);
    if let Some(head) = head.as_object_mut() {
        head.remove("steps");
    }
    let mut document = json!({
        "type": "playbook",
        "spec_version": "cacao-2.0",
        "id": id("playbook", &playbook.name),
        "name": playbook.name,
        "description": description(playbook.kind),
        "playbook_types": ["investigation", "mitigation", "remediation"],
        "playbook_activities": activities(playbook),
        "created_by": maker,
        "created": stamp,
        "modified": stamp,
        "labels": labels(playbook),
        "workflow_start": id("start", &playbook.name),
        "workflow": workflow(playbook, &team, words),
        "agent_definitions": { &team: { "type": "group", "name": "Incident responders" } },
        "extension_definitions": { &extension: {
            "type": "extension-definition",
            "name": EXTENSION,
            "description": "What Portcullis knows of a playbook and its steps beyond CACAO.",
            "created_by": maker,
            "schema": "docs/guide/playbooks.md",
            "version": "1.0.0",
        } },
        "playbook_extensions": { &extension: { "playbook": head } },
    });
    if let Some(process) = &playbook.process
        && let Some(members) = document.as_object_mut()
    {
        let reference = json!([{ "name": process.title, "url": process.url }]);
        members.insert("external_references".to_owned(), reference);
    }
    document
}

fn labels(playbook: &Playbook) -> Vec<String> {
    let kind = playbook.kind.slug();
    std::iter::once(kind).chain(playbook.requirements.iter().cloned()).collect()
}

fn description(kind: CaseKind) -> String {
    format!("How to respond on GitLab: {}.", kind.as_str().replace('_', " "))
}

/// Each activity that is listed for the whole is one of a step (CACAO, 3.1).
fn activities(playbook: &Playbook) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = playbook.steps.iter().map(activity).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The word of the vocabulary that fits a step best.
fn activity(step: &Step) -> &'static str {
    match (step.result, step.phase) {
        (ResultKind::Plan, Phase::Containment) => "restrict-access",
        (ResultKind::Plan, _) => "configure-systems",
        (_, Phase::Triage) => "analyze-collected-data",
        (_, Phase::Containment) => "eliminate-risk",
        (_, Phase::Eradication) => "identify-indicators",
        (_, Phase::Recovery | Phase::Closed) => "restore-capabilities",
    }
}

fn workflow(playbook: &Playbook, team: &str, words: impl Fn(&Step) -> Wording) -> Value {
    let name = &playbook.name;
    let ids: Vec<String> =
        playbook.steps.iter().map(|step| id("action", &format!("{name}/{}", step.id))).collect();
    let end = id("end", name);
    let mut workflow = Map::new();
    let first = ids.first().unwrap_or(&end);
    let start = json!({ "type": "start", "name": "Start", "on_completion": first });
    workflow.insert(id("start", name), start);
    for (place, (step, key)) in playbook.steps.iter().zip(&ids).enumerate() {
        let next = ids.get(place.saturating_add(1)).unwrap_or(&end);
        workflow.insert(key.clone(), action(step, &words(step), (team, next)));
    }
    workflow.insert(end, json!({ "type": "end", "name": "End" }));
    Value::Object(workflow)
}

fn action(step: &Step, wording: &Wording, (team, next): (&str, &str)) -> Value {
    let variable = format!("__{}__", step.id.replace('-', "_"));
    let references: Vec<Value> = step
        .docs
        .iter()
        .map(|page| json!({ "name": format!("GitLab: {page}"), "url": docs_url(page, false) }))
        .collect();
    json!({
        "type": "action",
        "name": wording.title,
        "description": wording.how,
        "external_references": references,
        "step_variables": { &variable: {
            "type": "string",
            "description": format!("The answer: {}", step.result.as_str()),
            "constant": false,
        } },
        "commands": [{
            "type": "manual",
            "command": wording.how,
            "playbook_activity": activity(step),
        }],
        "agent": team,
        "out_args": [variable],
        "on_completion": next,
        "step_extensions": { extension_id(): { "step": step } },
    })
}
