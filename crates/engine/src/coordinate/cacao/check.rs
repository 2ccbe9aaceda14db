//! What CACAO v2.0 asks of a document, as far as we write and read it: our own
//! transcription of its required properties, see the module above.

use serde_json::{Map, Value};

/// Properties that a playbook may have (CACAO v2.0, 3.1).
const PLAYBOOK: [&str; 35] = [
    "agent_definitions",
    "authentication_info_definitions",
    "created",
    "created_by",
    "data_marking_definitions",
    "derived_from",
    "description",
    "extension_definitions",
    "external_references",
    "id",
    "impact",
    "industry_sectors",
    "labels",
    "markings",
    "modified",
    "name",
    "playbook_activities",
    "playbook_extensions",
    "playbook_processing_summary",
    "playbook_types",
    "playbook_variables",
    "priority",
    "related_to",
    "revoked",
    "severity",
    "signatures",
    "spec_version",
    "target_definitions",
    "type",
    "valid_from",
    "valid_until",
    "workflow",
    "workflow_exception",
    "workflow_start",
    "$schema",
];

const REQUIRED: [&str; 9] = [
    "type",
    "spec_version",
    "id",
    "name",
    "created_by",
    "created",
    "modified",
    "workflow_start",
    "workflow",
];

const STEP_TYPES: [&str; 8] = [
    "start",
    "end",
    "action",
    "playbook-action",
    "parallel",
    "if-condition",
    "while-condition",
    "switch-condition",
];

/// Every fault of a CACAO document, one line each; none = it is sound as far as
/// our transcription goes.
pub fn check(document: &Value) -> Vec<String> {
    let Some(members) = document.as_object() else {
        return vec!["the document is no object".to_owned()];
    };
    let mut faults = Vec::new();
    for name in REQUIRED.iter().filter(|name| !members.contains_key(**name)) {
        faults.push(format!("{name}: missing"));
    }
    for name in members.keys().filter(|name| !PLAYBOOK.contains(&name.as_str())) {
        faults.push(format!("{name}: not a property of a playbook"));
    }
    for (name, expected) in [("type", "playbook"), ("spec_version", "cacao-2.0")] {
        if members.get(name).is_some_and(|found| found != expected) {
            faults.push(format!("{name}: expected {expected:?}"));
        }
    }
    for (name, kind) in
        [("id", "playbook"), ("created_by", "identity"), ("workflow_start", "start")]
    {
        if members.get(name).is_some_and(|found| !is_id(found, kind)) {
            faults.push(format!("{name}: expected an identifier {kind}--UUID"));
        }
    }
    for name in ["created", "modified", "valid_from", "valid_until"] {
        if members.get(name).is_some_and(|found| !is_stamp(found)) {
            faults.push(format!("{name}: expected a time in UTC that ends in Z"));
        }
    }
    for name in ["priority", "severity", "impact"] {
        let is_wrong = |found: &Value| found.as_u64().is_none_or(|number| number > 100);
        if members.get(name).is_some_and(is_wrong) {
            faults.push(format!("{name}: expected a number from 0 to 100"));
        }
    }
    let types = members.get("playbook_types").and_then(Value::as_array);
    let has_activities = members
        .get("playbook_activities")
        .and_then(Value::as_array)
        .is_some_and(|one| !one.is_empty());
    if types.is_some_and(|types| !types.is_empty()) && !has_activities {
        faults.push("playbook_activities: a typed playbook needs one".to_owned());
    }
    if let Some(workflow) = members.get("workflow") {
        match workflow.as_object() {
            Some(workflow) => check_workflow(members, workflow, &mut faults),
            None => faults.push("workflow: expected an object".to_owned()),
        }
    }
    check_definitions(members, &mut faults);
    faults
}

fn check_workflow(
    members: &Map<String, Value>,
    workflow: &Map<String, Value>,
    faults: &mut Vec<String>,
) {
    let start = members.get("workflow_start").and_then(Value::as_str).unwrap_or_default();
    if !workflow.contains_key(start) {
        faults.push("workflow_start: no such step".to_owned());
    }
    let of_type = |kind: &str| workflow.values().any(|step| step["type"] == kind);
    if !of_type("end") {
        faults.push("workflow: no end step".to_owned());
    }
    if !of_type("action") && !of_type("playbook-action") {
        faults.push("workflow: no action step".to_owned());
    }
    for (key, step) in workflow {
        for fault in step_faults(key, step, members) {
            faults.push(format!("workflow/{key}: {fault}"));
        }
    }
}

fn step_faults(key: &str, step: &Value, members: &Map<String, Value>) -> Vec<String> {
    let mut faults = Vec::new();
    let kind = step.get("type").and_then(Value::as_str).unwrap_or_default();
    if !STEP_TYPES.contains(&kind) {
        return vec![format!("type: {kind:?} is no type of step")];
    }
    if !is_id(&Value::String(key.to_owned()), kind) {
        faults.push(format!("the key is no identifier {kind}--UUID"));
    }
    let has = |name: &str| step.get(name).is_some();
    let leads_on = has("on_completion") || has("on_success");
    if has("on_completion") && (has("on_success") || has("on_failure")) {
        faults.push("on_completion excludes on_success and on_failure".to_owned());
    }
    match kind {
        "end" if leads_on => faults.push("an end leads nowhere".to_owned()),
        "start" if has("on_success") || has("on_failure") => {
            faults.push("a start has on_completion only".to_owned());
        }
        "start" | "action" | "playbook-action" if !leads_on => {
            faults.push("on_completion or on_success: missing".to_owned());
        }
        _ => {}
    }
    let workflow = members.get("workflow").and_then(Value::as_object);
    for name in ["on_completion", "on_success", "on_failure", "on_true", "on_false"] {
        let next = step.get(name).and_then(Value::as_str);
        if next.is_some_and(|next| !workflow.is_some_and(|all| all.contains_key(next))) {
            faults.push(format!("{name}: no such step"));
        }
    }
    if kind == "action" {
        faults.extend(action_faults(step, members));
    }
    faults
}

fn action_faults(step: &Value, members: &Map<String, Value>) -> Vec<String> {
    let mut faults = Vec::new();
    let agent = step.get("agent").and_then(Value::as_str).unwrap_or_default();
    let agents = members.get("agent_definitions").and_then(Value::as_object);
    if !agents.is_some_and(|agents| agents.contains_key(agent)) {
        faults.push("agent: not in agent_definitions".to_owned());
    }
    match step.get("commands").and_then(Value::as_array) {
        None => faults.push("commands: missing".to_owned()),
        Some(commands) if commands.is_empty() => faults.push("commands: none".to_owned()),
        Some(commands) => {
            for command in commands {
                let kind = command.get("type").and_then(Value::as_str);
                let has_text =
                    command.get("command").or_else(|| command.get("command_b64")).is_some();
                if kind.is_none() {
                    faults.push("commands: one has no type".to_owned());
                }
                if kind == Some("manual") && !has_text {
                    faults.push("commands: a manual one needs command or command_b64".to_owned());
                }
            }
        }
    }
    let variables = step.get("step_variables").and_then(Value::as_object);
    let globals = members.get("playbook_variables").and_then(Value::as_object);
    let is_known = |name: &str| {
        variables.is_some_and(|all| all.contains_key(name))
            || globals.is_some_and(|all| all.contains_key(name))
    };
    let arguments =
        ["in_args", "out_args"].into_iter().filter_map(|name| step.get(name)?.as_array());
    for name in arguments.flatten().filter_map(Value::as_str) {
        if !is_known(name) {
            faults.push(format!("{name}: no such variable"));
        }
    }
    for name in variables.into_iter().flatten().map(|(name, _)| name) {
        if !is_variable(name) {
            faults.push(format!("{name}: a variable is __name__"));
        }
    }
    let definitions = members.get("extension_definitions").and_then(Value::as_object);
    let used = step.get("step_extensions").and_then(Value::as_object);
    for key in used.into_iter().flatten().map(|(key, _)| key) {
        if !definitions.is_some_and(|all| all.contains_key(key)) {
            faults.push(format!("step_extensions/{key}: not in extension_definitions"));
        }
    }
    faults
}

fn check_definitions(members: &Map<String, Value>, faults: &mut Vec<String>) {
    let definitions = members.get("extension_definitions").and_then(Value::as_object);
    for (key, value) in definitions.into_iter().flatten() {
        for name in ["type", "name", "created_by", "schema", "version"] {
            if !value.get(name).is_some_and(Value::is_string) {
                faults.push(format!("extension_definitions/{key}: {name}: missing"));
            }
        }
    }
    let agents = members.get("agent_definitions").and_then(Value::as_object);
    for (key, value) in agents.into_iter().flatten() {
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
        if !is_id(&Value::String(key.clone()), kind) || value.get("name").is_none() {
            faults.push(format!("agent_definitions/{key}: needs a fitting type and a name"));
        }
    }
    let references = members.get("external_references").and_then(Value::as_array);
    if references.into_iter().flatten().any(|one| one.get("name").is_none()) {
        faults.push("external_references: one has no name".to_owned());
    }
}

/// `kind--` and a UUID of version 1 to 5.
fn is_id(value: &Value, kind: &str) -> bool {
    let uuid = value.as_str().and_then(|text| text.strip_prefix(kind)?.strip_prefix("--"));
    let Some(uuid) = uuid else { return false };
    let parts: Vec<&str> = uuid.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let starts = |place: usize, allowed: &str| {
        parts.get(place).and_then(|part| part.chars().next()).is_some_and(|c| allowed.contains(c))
    };
    lengths == [8, 4, 4, 4, 12]
        && uuid.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
        && starts(2, "12345")
        && starts(3, "89abAB")
}

/// RFC 3339 in UTC, marked with Z.
fn is_stamp(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok())
}

fn is_variable(name: &str) -> bool {
    name.strip_prefix("__").and_then(|rest| rest.strip_suffix("__")).is_some_and(|inner| {
        inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && inner.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    })
}
