use std::path::Path;

use serde_json::{Value, json};

use super::super::CaseKind;
use super::super::playbook::{Playbook, Step, Wording, read};
use super::{check, export, import};

fn shipped() -> Vec<Playbook> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "yml"));
    files
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            read(&path.display().to_string(), &text).unwrap()
        })
        .collect()
}

fn words(step: &Step) -> Wording {
    Wording { title: format!("Title of {}", step.id), how: format!("How to {}", step.id) }
}

fn exported(playbook: &Playbook) -> Value {
    export(playbook, "2026-11-21T05:20:32Z".parse().unwrap(), words)
}

#[test]
fn every_shipped_playbook_goes_out_sound_and_comes_back_the_same() {
    let playbooks = shipped();
    assert!(playbooks.len() >= 7);
    for playbook in playbooks {
        let document = exported(&playbook);
        assert_eq!(check(&document), Vec::<String>::new(), "{}", playbook.name);
        let text = serde_json::to_string(&document).unwrap();
        let again = import(&serde_json::from_str(&text).unwrap(), None).unwrap();
        assert_eq!(again.playbook, playbook);
        assert_eq!(again.lost, Vec::<String>::new());
        assert_eq!(exported(&playbook), document, "the same playbook, the same document");
    }
}

#[track_caller]
fn check_fault(pointer: &str, value: Option<Value>, expected: &str) {
    let mut document = exported(&shipped()[0]);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => drop(parent.insert(name.to_owned(), value)),
        None => drop(parent.remove(name).unwrap()),
    }
    let faults = check(&document);
    assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}: {faults:?}");
    assert!(import(&document, None).is_err());
}

#[test]
fn a_document_that_the_standard_forbids_is_refused_with_the_place() {
    check_fault("/spec_version", Some(json!("1.1")), "spec_version: expected \"cacao-2.0\"");
    check_fault("/created_by", None, "created_by: missing");
    check_fault("/created", Some(json!("2026-11-21T05:20:32+09:00")), "created: expected a time");
    check_fault("/id", Some(json!("playbook--7")), "id: expected an identifier");
    check_fault("/colour", Some(json!("red")), "colour: not a property");
    check_fault("/impact", Some(json!(101)), "impact: expected a number");
    check_fault("/playbook_activities", None, "playbook_activities");
    check_fault("/agent_definitions", None, "agent: not in agent_definitions");
    check_fault("/extension_definitions", None, "not in extension_definitions");
    check_fault("/workflow", Some(json!({})), "workflow_start: no such step");
}

#[test]
fn a_foreign_playbook_comes_in_as_far_as_our_steps_hold_it() {
    let document = json!({
        "type": "playbook", "spec_version": "cacao-2.0",
        "id": "playbook--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a01",
        "name": "Phished account", "created_by": "identity--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a02",
        "created": "2026-01-02T03:04:05.000Z", "modified": "2026-01-02T03:04:05.000Z",
        "workflow_start": "start--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a03",
        "agent_definitions": { "individual--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a04": { "type": "individual", "name": "Analyst" } },
        "workflow": {
            "start--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a03": { "type": "start", "on_completion": "parallel--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a05" },
            "parallel--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a05": { "type": "parallel", "next_steps": ["action--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a06", "action--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a07"], "on_completion": "end--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a08" },
            "action--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a06": { "type": "action", "name": "Call the user", "agent": "individual--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a04", "commands": [{ "type": "manual", "command": "Ring them up" }], "on_completion": "end--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a08" },
            "action--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a07": { "type": "action", "name": "Call the user", "agent": "individual--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a04", "commands": [{ "type": "bash", "command": "true" }], "on_completion": "end--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a08" },
            "end--5a3f3f3e-6a5e-4f4b-8a58-0a7c2f2f9a08": { "type": "end" },
        },
    });
    assert_eq!(import(&document, None).unwrap_err(), ["say for which kind of case it is"]);
    let imported = import(&document, Some(CaseKind::CompromisedUser)).unwrap();
    assert_eq!(imported.playbook.name, "phished-account");
    let ids: Vec<&str> = imported.playbook.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["call-the-user", "call-the-user-2"]);
    assert_eq!(imported.playbook.steps[0].text.as_ref().unwrap().en.how, "Ring them up");
    assert_eq!(imported.lost.len(), 2, "{:?}", imported.lost);
    assert!(imported.lost[1].ends_with("a command of type bash"));
    let yaml = yaml_serde::to_string(&imported.playbook).unwrap();
    assert_eq!(read("phished-account.yml", &yaml).unwrap(), imported.playbook);
}
