//! Undo, shown on the real thing: the simulated GitLab's whole state before a
//! plan equals, byte for byte, its state after the plan was undone.

use hyper::Method;
use serde_json::{Value, json};

use super::contain::{Work, carry_out, propose};
use super::desk::{rows, text};
use super::stage::Stage;
use super::tell::Teller;

/// What lets a user in when it is undone: not before the sweep is clean (UA5).
const LOCKS: [&str; 3] = ["block_user", "ban_user", "deactivate_user"];

/// Does, before the containment, all that can be undone of it, and undoes it.
pub(super) async fn before(
    stage: &Stage,
    teller: Teller<'_>,
    path: &str,
    planned: &[Value],
    work: &mut Work,
) -> anyhow::Result<()> {
    let can_be_undone = |row: &&Value| {
        !row["inverse"].is_null() && !LOCKS.contains(&text(&row["act"], "kind").as_str())
    };
    let mut acts: Vec<Value> = Vec::new();
    for row in planned.iter().filter(can_be_undone) {
        if !acts.iter().any(|known| is_same(known, &row["act"])) {
            acts.push(row["act"].clone());
        }
    }
    if acts.is_empty() {
        return Ok(());
    }
    teller.begin("cli-demo-drill", &[]);
    let state = stage.range.dump().to_string();
    let plan = propose(stage, path, &json!({ "acts": acts })).await?;
    let plan = plan.map_err(|problem| anyhow::anyhow!("the drill's plan: {problem}"))?;
    carry_out(stage, teller, &plan, work).await?;
    undo_all(stage, teller, &plan, work).await?;
    compare(stage, teller, &state, work);
    Ok(())
}

/// Whether two acts do the same, whatever they call it for people.
fn is_same(one: &Value, other: &Value) -> bool {
    let bare = |act: &Value| {
        let mut act = act.clone();
        if let Some(fields) = act.as_object_mut() {
            fields.retain(|key, _| !matches!(key.as_str(), "name" | "path" | "title" | "url"));
        }
        act
    };
    bare(one) == bare(other)
}

/// After a clean sweep: whoever was locked out is let in, and locked out again.
pub(super) async fn after(
    stage: &Stage,
    teller: Teller<'_>,
    path: &str,
    work: &mut Work,
) -> anyhow::Result<()> {
    let Ok(release) = propose(stage, path, &json!({ "wish": "release" })).await? else {
        return Ok(());
    };
    teller.begin("cli-demo-drill-release", &[]);
    super::checklist::settle(stage, teller, path).await?;
    let state = stage.range.dump().to_string();
    carry_out(stage, teller, &release, work).await?;
    undo_all(stage, teller, &release, work).await?;
    compare(stage, teller, &state, work);
    Ok(())
}

/// Undoes the steps of a plan, last first.
async fn undo_all(
    stage: &Stage,
    teller: Teller<'_>,
    plan: &Value,
    work: &mut Work,
) -> anyhow::Result<()> {
    let hash = text(plan, "hash");
    let steps = rows(&plan["plan"], "acts").len();
    for step in (0..steps).rev() {
        let body = json!({ "step": step });
        let path = format!("/api/v1/plans/{hash}/undo");
        let undone = stage.responder_desk.try_ask(Method::POST, &path, Some(&body)).await?;
        match undone {
            Ok(_) => work.undone += 1,
            Err(problem) => {
                teller.tell("cli-demo-not-undone", &[("step", &step), ("problem", &problem)]);
                work.is_restored = false;
            }
        }
    }
    Ok(())
}

fn compare(stage: &Stage, teller: Teller<'_>, before: &str, work: &mut Work) {
    let after = stage.range.dump().to_string();
    let is_same = before == after;
    let key = if is_same { "cli-demo-same" } else { "cli-demo-not-same" };
    teller.tell(key, &[("bytes", &before.len())]);
    if !is_same {
        for (path, was, is) in differences(before, &after) {
            teller.line(format_args!("  {path}: {was} → {is}"));
        }
    }
    work.is_restored &= is_same;
}

/// Where two states differ, at most a few places, for people.
fn differences(before: &str, after: &str) -> Vec<(String, String, String)> {
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let mut found = Vec::new();
    collect("", &parse(before), &parse(after), &mut found);
    found.truncate(8);
    found
}

fn collect(path: &str, was: &Value, is: &Value, found: &mut Vec<(String, String, String)>) {
    if was == is {
        return;
    }
    match (was, is) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                let one = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or_default()
                };
                collect(&format!("{path}/{key}"), &one(a), &one(b), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (place, (a, b)) in a.iter().zip(b).enumerate() {
                collect(&format!("{path}/{place}"), a, b, found);
            }
        }
        _ => {
            let short = |value: &Value| value.to_string().chars().take(160).collect();
            found.push((path.to_owned(), short(was), short(is)));
        }
    }
}
