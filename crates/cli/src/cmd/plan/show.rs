//! Plans, steps and outcomes as lines of text.

use serde_json::Value;
use server::web::words::Words;

use super::super::case::not_known;
use super::super::search::text;
use crate::say::about;

/// A plan in lines: each step with what is undone how, what it waits for and
/// what became of it; then what who approves must know.
pub(in crate::cmd) fn describe(answer: &Value, words: &Words) -> String {
    let plan = &answer["plan"];
    let mut lines = vec![
        about(words, "cli-plan", answer, &["hash"]),
        about(words, "cli-plan-asked", plan, &["requested_by", "expires_at"]),
    ];
    for (number, planned) in items(&plan["acts"]).enumerate() {
        lines.push(step((number, planned), &answer["steps"][number.to_string()], words));
        lines.extend(change(planned, words));
    }
    lines.extend(items(&plan["warnings"]).map(|warning| {
        let args = items_of(&warning["text"]["args"]);
        let rule = text(&warning["rule"]);
        words.told("cli-plan-warning", &[("rule", &rule), ("args", &args)])
    }));
    lines.extend(items(&plan["gaps"]).map(|gap| format!("  {}", not_known(words, gap))));
    lines.join("\n")
}

fn step((number, planned): (usize, &Value), state: &Value, words: &Words) -> String {
    let has_undo = !planned["inverse"].is_null();
    let undo = words.t(if has_undo { "cli-can-be-undone" } else { "cli-cannot-be-undone" });
    let after: Vec<String> = items(&planned["after"]).map(text).collect();
    let after = match after.as_slice() {
        [] => String::new(),
        steps => words.told("cli-plan-after", &[("steps", &steps.join(", "))]),
    };
    let became = if state.is_null() {
        String::new()
    } else if state["outcome"].is_null() {
        format!(" -> {}", words.t("cli-step-begun"))
    } else {
        let is_undo = state["is_undo"] == true;
        let key = if is_undo { "cli-step-undo-became" } else { "cli-step-became" };
        format!(" -> {}", about(words, key, state, &["outcome/outcome"]))
    };
    format!(
        "  {number}  {} {} ({undo}{after}){became}",
        text(&planned["act"]["kind"]),
        text(&planned["target"])
    )
}

/// For settings: each field from what was seen to what it shall be.
fn change(planned: &Value, words: &Words) -> Vec<String> {
    let Some(set) = planned["act"]["set"].as_object() else { return Vec::new() };
    let seen = &planned["seen"]["values"];
    set.iter()
        .map(|(field, wanted)| {
            let now = seen.get(field).map_or_else(|| words.t("cli-unknown"), Value::to_string);
            format!("       {field}: {now} -> {wanted}")
        })
        .collect()
}

/// `block_user alice: done, verified`, and what to do next.
pub(super) fn step_line(step: &Value, words: &Words) -> String {
    let outcome = &step["outcome"];
    let parts = [
        &outcome["outcome"],
        &outcome["error"],
        &outcome["verdict"]["verdict"],
        &outcome["verdict"]["seen"],
        &outcome["verdict"]["why"],
    ];
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_null()).map(text).collect();
    let next = step["next"].as_str();
    let next = next.map(|next| format!("\n  {}", words.told("cli-next", &[("next", &next)])));
    let next = next.unwrap_or_default();
    format!("{} {}: {}{next}", text(&step["act"]["kind"]), text(&step["target"]), said.join(", "))
}

/// A dry run in lines.
pub(super) fn dry_run(answer: &Value, words: &Words) -> String {
    let mut lines: Vec<String> =
        items(&answer["steps"]).map(|step| dry_step(step, words)).collect();
    lines.extend(
        items(&answer["refusals"])
            .map(|refusal| about(words, "cli-would-be-refused", refusal, &["rule"])),
    );
    lines.push(words.t("cli-nothing-changed"));
    lines.join("\n")
}

fn dry_step(step: &Value, words: &Words) -> String {
    let key = match step["ahead"].as_str().unwrap_or_default() {
        "would_do" => "cli-ahead-would-do",
        "already_so" => "cli-ahead-already-so",
        "done" => "cli-ahead-done",
        "obstacle" => "cli-ahead-obstacle",
        _not_readable => "cli-ahead-not-readable",
    };
    let ahead = about(words, key, step, &["rule", "error"]);
    format!(
        "  {}  {} {}: {ahead}",
        text(&step["step"]),
        text(&step["act"]["kind"]),
        text(&step["target"])
    )
}

/// What was undone, and what could not be.
pub(super) fn undone(answer: &Value, words: &Words) -> String {
    let mut lines: Vec<String> =
        items(&answer["steps"]).map(|step| step_line(step, words)).collect();
    lines.extend(items(&answer["refused"]).map(|refused| {
        let (step, rule) = (text(&refused[0]), text(&refused[1]["rule"]));
        words.told("cli-step-stays", &[("step", &step), ("rule", &rule)])
    }));
    if lines.is_empty() { words.t("cli-nothing-to-undo") } else { lines.join("\n") }
}

pub(super) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn items_of(args: &Value) -> String {
    let shown: Vec<String> =
        args.as_object().into_iter().flatten().map(|(_, value)| text(value)).collect();
    if shown.is_empty() { String::new() } else { format!(" ({})", shown.join("; ")) }
}
