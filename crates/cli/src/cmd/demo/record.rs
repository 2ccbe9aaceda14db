//! What Portcullis recorded and found, before anybody decided anything.

use anyhow::Context as _;
use jiff::Timestamp;
use serde_json::{Value, json};
use store::Page;

use super::stage::Stage;
use super::tell::Teller;

use crate::say::Values;

/// What was recorded.
pub(super) struct Told {
    /// Events, each once.
    pub(super) events: u64,
    /// Times that they were told.
    pub(super) tellings: u64,
    /// What the rules say.
    pub(super) findings: Vec<Value>,
}

/// Waits for the stream, reads the log files too, and looks at what is there.
pub(super) async fn record(stage: &Stage, teller: Teller<'_>) -> anyhow::Result<Told> {
    let Stage { app, range, responder, .. } = stage;
    range.streams_idle().await;
    teller.begin("cli-demo-recorded", &[]);
    let streamed = app.health().queue.accepted;
    teller.tell("cli-demo-streamed", &[("count", &streamed)]);
    for name in ["api_json.log", "audit_json.log"] {
        let path = range.log_dir().context("the range writes no logs")?.join(name);
        let report = app.import_file(responder, &path, &mut |_| {}).await?;
        let values: Values<'_> =
            &[("records", &report.records), ("name", &name), ("unparsed", &report.unparsed)];
        teller.tell("cli-demo-imported", values);
    }
    app.settle().await;
    let tellings = app.health().queue.accepted;
    let events = count(stage).await?;
    teller.tell("cli-demo-tellings", &[("tellings", &tellings), ("events", &events)]);

    teller.begin("cli-demo-found", &[]);
    let found = app.findings(responder, None, 1000)?;
    let findings: Vec<Value> = found
        .iter()
        .map(|finding| json!({ "rule": finding.rule, "title": finding.title, "level": finding.level, "summary": finding.summary }))
        .collect();
    for finding in &found {
        teller.line(format_args!(
            "{:13} {}: {}",
            finding.level.as_str(),
            finding.title,
            finding.summary
        ));
    }
    Ok(Told { events, tellings, findings })
}

/// Events, each once.
async fn count(stage: &Stage) -> anyhow::Result<u64> {
    let table = stage
        .app
        .sql(&stage.responder, "SELECT count(*) FROM events", store::SqlLimits::default())
        .await?;
    table.rows.first().and_then(|row| row.first()).and_then(Value::as_u64).context("no count")
}

/// When the attacker was first seen: by the address that the attack comes from.
pub(super) async fn first_event(stage: &Stage) -> anyhow::Result<Timestamp> {
    let query = format!("ip:{}", range::attack::ADDRESS);
    let answer =
        stage.app.search(&stage.responder, &query, Page { limit: 10_000, before: None }).await?;
    let oldest = answer.rows.last().context("no event of the attacker was recorded")?;
    let text = oldest
        .fields
        .get("created_at")
        .and_then(Value::as_str)
        .context("an event without a time")?;
    Ok(text.parse()?)
}
