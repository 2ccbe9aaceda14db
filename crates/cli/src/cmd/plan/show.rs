//! Plans, steps and outcomes as lines of text.

use serde_json::Value;

use super::super::search::text;

/// A plan in lines: each step with what is undone how, what it waits for and
/// what became of it; then what who approves must know.
pub(in crate::cmd) fn describe(answer: &Value) -> String {
    let plan = &answer["plan"];
    let mut lines = vec![
        format!("plan {}", text(&answer["hash"])),
        format!(
            "asked for by {}, to be executed before {}",
            text(&plan["requested_by"]),
            text(&plan["expires_at"])
        ),
    ];
    for (number, planned) in items(&plan["acts"]).enumerate() {
        lines.push(step(number, planned, &answer["steps"][number.to_string()]));
        lines.extend(change(planned));
    }
    lines.extend(items(&plan["warnings"]).map(|warning| {
        let args = items_of(&warning["text"]["args"]);
        format!("  take care: {}{args}", text(&warning["rule"]))
    }));
    lines.extend(items(&plan["gaps"]).map(|gap| format!("  not known: {}", text(gap))));
    lines.join("\n")
}

fn step(number: usize, planned: &Value, state: &Value) -> String {
    let undo = if planned["inverse"].is_null() { "cannot be undone" } else { "can be undone" };
    let after: Vec<String> = items(&planned["after"]).map(text).collect();
    let after =
        if after.is_empty() { String::new() } else { format!(", after {}", after.join(", ")) };
    let became = if state.is_null() {
        String::new()
    } else if state["outcome"].is_null() {
        " -> begun, outcome not known".to_owned()
    } else {
        let undone = if state["is_undo"] == true { "undo " } else { "" };
        format!(" -> {undone}{}", text(&state["outcome"]["outcome"]))
    };
    format!(
        "  {number}  {} {} ({undo}{after}){became}",
        text(&planned["act"]["kind"]),
        text(&planned["target"])
    )
}

/// For settings: each field from what was seen to what it shall be.
fn change(planned: &Value) -> Vec<String> {
    let Some(set) = planned["act"]["set"].as_object() else { return Vec::new() };
    let seen = &planned["seen"]["values"];
    set.iter()
        .map(|(field, wanted)| {
            let now = seen.get(field).map_or_else(|| "not known".to_owned(), Value::to_string);
            format!("       {field}: {now} -> {wanted}")
        })
        .collect()
}

/// `block_user alice: done, verified`, and what to do next.
pub(super) fn step_line(step: &Value) -> String {
    let outcome = &step["outcome"];
    let parts = [
        &outcome["outcome"],
        &outcome["error"],
        &outcome["verdict"]["verdict"],
        &outcome["verdict"]["seen"],
        &outcome["verdict"]["why"],
    ];
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_null()).map(text).collect();
    let next = step["next"].as_str().map(|next| format!("\n  next: {next}")).unwrap_or_default();
    format!("{} {}: {}{next}", text(&step["act"]["kind"]), text(&step["target"]), said.join(", "))
}

/// A dry run in lines.
pub(super) fn dry_run(answer: &Value) -> String {
    let mut lines: Vec<String> = items(&answer["steps"]).map(dry_step).collect();
    lines.extend(
        items(&answer["refusals"])
            .map(|refusal| format!("would be refused: {}", text(&refusal["rule"]))),
    );
    lines.push("nothing was changed".to_owned());
    lines.join("\n")
}

fn dry_step(step: &Value) -> String {
    let ahead = match step["ahead"].as_str().unwrap_or_default() {
        "would_do" => "would be done".to_owned(),
        "already_so" => "is so already, nothing would be called".to_owned(),
        "done" => "was done by this plan".to_owned(),
        "obstacle" => format!("GitLab would refuse it: {}", text(&step["rule"])),
        _not_readable => format!("would not be tried: {}", text(&step["error"])),
    };
    format!(
        "  {}  {} {}: {ahead}",
        text(&step["step"]),
        text(&step["act"]["kind"]),
        text(&step["target"])
    )
}

/// What was undone, and what could not be.
pub(super) fn undone(answer: &Value) -> String {
    let mut lines: Vec<String> = items(&answer["steps"]).map(step_line).collect();
    lines.extend(
        items(&answer["refused"]).map(|refused| {
            format!("step {} stays: {}", text(&refused[0]), text(&refused[1]["rule"]))
        }),
    );
    if lines.is_empty() { "there was nothing to undo".to_owned() } else { lines.join("\n") }
}

pub(super) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn items_of(args: &Value) -> String {
    let shown: Vec<String> =
        args.as_object().into_iter().flatten().map(|(_, value)| text(value)).collect();
    if shown.is_empty() { String::new() } else { format!(" ({})", shown.join("; ")) }
}
