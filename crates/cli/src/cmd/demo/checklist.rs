//! The case's checklist, answered as far as letting somebody in again asks for
//! it (UA5): until then the product refuses.

use hyper::Method;
use serde_json::{Value, json};

use super::desk::text;
use super::stage::Stage;
use super::tell::Teller;

/// Phases whose mandatory steps are owed before somebody is let in.
const OWED: [&str; 3] = ["triage", "containment", "eradication"];

/// Answers every mandatory step of the playbook that is open, in order.
pub(super) async fn settle(stage: &Stage, teller: Teller<'_>, path: &str) -> anyhow::Result<()> {
    let place = format!("{path}/playbook");
    let Ok(found) = stage.responder_desk.try_ask(Method::GET, &place, None).await? else {
        return Ok(());
    };
    let steps = found["status"]["steps"].as_array().cloned().unwrap_or_default();
    let mut answered = 0usize;
    for one in steps.iter().filter(|one| is_owed(one)) {
        let step = &one["step"];
        if one["is_by_case"] == true {
            match text(step, "id").as_str() {
                "save-state" => save_state(stage, path).await?,
                _users => judge_users(stage, path).await?,
            }
            answered += 1;
            continue;
        }
        let body = json!({
            "answer": answer(step),
            "out_of_turn": "a demonstration",
        });
        let place = format!("{path}/steps/{}", text(step, "id"));
        match stage.responder_desk.try_ask(Method::POST, &place, Some(&body)).await? {
            Ok(_) => answered += 1,
            Err(problem) => teller.line(format_args!("{}: {problem}", text(step, "id"))),
        }
    }
    teller.tell("cli-demo-answered", &[("count", &answered)]);
    Ok(())
}

/// Keeps what the case knows as evidence and names that as the saved state (IN7).
async fn save_state(stage: &Stage, path: &str) -> anyhow::Result<()> {
    let desk = &stage.responder_desk;
    let known = desk.get(path).await?;
    let kept = desk.post(&format!("{path}/evidence?name=state.json"), &known).await?;
    let saved = json!({
        "say": "saved", "seal": kept["sha256"], "place": "the evidence store",
        "custodian": "a demonstration",
    });
    desk.post(&format!("{path}/instance/statements"), &saved).await?;
    Ok(())
}

/// Draws up the sheet of all users and gives each a verdict (IN3): whatever
/// stands out is looked at in the case, so that here all are legitimate.
async fn judge_users(stage: &Stage, path: &str) -> anyhow::Result<()> {
    let desk = &stage.responder_desk;
    desk.post(&format!("{path}/instance/sheets"), &json!({ "sheet": "users" })).await?;
    let drawn = desk.get(&format!("{path}/instance")).await?;
    let items = &drawn["sheets"]["users"]["items"];
    let ids: Vec<&Value> = items.as_array().into_iter().flatten().map(|item| &item["id"]).collect();
    let body = json!({ "sheet": "users", "items": ids, "verdict": "benign" });
    desk.post(&format!("{path}/instance/verdicts"), &body).await?;
    Ok(())
}

fn is_owed(one: &Value) -> bool {
    let step = &one["step"];
    matches!(text(one, "stands").as_str(), "open" | "begun")
        && step["mandatory"] == true
        && OWED.contains(&text(step, "phase").as_str())
}

/// An answer of the type that the step asks for.
fn answer(step: &Value) -> Value {
    let items = step["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    match text(step, "result").as_str() {
        "time" => json!({ "answer": "time_unknown", "reason": "a demonstration" }),
        "choice" => json!({ "answer": "chosen", "item": items.first() }),
        "verdicts" => {
            json!({ "answer": "verdicts", "verdicts": { "all that was found": "malicious" } })
        }
        "sections" => {
            let said = |item: &Value| {
                let name = item.as_str().unwrap_or_default().to_owned();
                (name, Value::from("none, because this is a demonstration"))
            };
            let sections: serde_json::Map<String, Value> = items.iter().map(said).collect();
            json!({ "answer": "sections", "sections": sections })
        }
        "text" => json!({ "answer": "text", "text": "a demonstration" }),
        _ => json!({ "answer": "attested", "note": "a demonstration" }),
    }
}
