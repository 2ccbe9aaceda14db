//! What Portcullis does about it, by the same calls that pages and API make.

use anyhow::Context as _;
use engine::coordinate::journal::Certainty;
use engine::coordinate::{ActOutcome, CaseId, Fact, FactKind};
use engine::respond::plan::Wish;
use engine::respond::{Attestations, Verdict};
use jiff::Timestamp;
use range::attack::Scenario;
use serde_json::{Value, json};
use server::app::{AppError, Execution, LedgerName, Proposed, StepReport};
use server::person::Person;
use store::Page;

use super::stage::Stage;
use super::tell::Teller;

/// More rounds than this would mean that the sweep finds what its remedies do not end.
const SWEEP_ROUNDS_MAX: u32 = 5;

/// What was recorded.
pub(super) struct Told {
    /// Events, each once.
    pub(super) events: u64,
    /// Times that they were told.
    pub(super) tellings: u64,
    /// What the rules say.
    pub(super) findings: Vec<Value>,
}

/// How the containment went.
pub(super) struct Response {
    pub(super) case: CaseId,
    pub(super) is_contained: bool,
    pub(super) refusals: Vec<String>,
    pub(super) acts: Vec<Value>,
    pub(super) first_event_to_containment_ms: i64,
}

/// How the sweep went.
pub(super) struct Sweep {
    pub(super) remaining: usize,
    pub(super) rounds: u32,
    pub(super) acts: Vec<Value>,
    pub(super) exposure_window_s: Option<i64>,
}

/// What the ledgers show.
pub(super) struct Proof {
    pub(super) is_verified: bool,
    pub(super) records: u64,
    pub(super) record_proven: u64,
    pub(super) verifier_key: String,
}

/// Waits for the stream, reads the log files too, and looks at what is there.
pub(super) async fn record(stage: &Stage, teller: Teller) -> anyhow::Result<Told> {
    let Stage { app, range, responder, .. } = stage;
    range.streams_idle().await;
    teller.stage("Recorded, before anything was decided");
    let streamed = app.health().queue.accepted;
    teller.line(format_args!(
        "{streamed} event(s) by GitLab's stream, each durable before it was answered"
    ));
    for name in ["api_json.log", "audit_json.log"] {
        let path = range.log_dir().context("the range writes no logs")?.join(name);
        let report = app.import_file(responder, &path, &mut |_| {}).await?;
        teller.line(format_args!(
            "{} record(s) from {name}, {} unreadable",
            report.records, report.unparsed
        ));
    }
    app.settle().await;
    let tellings = app.health().queue.accepted;
    let events = count(stage).await?;
    teller.line(format_args!("{tellings} tellings are {events} events: each shows once"));

    teller.stage("Found");
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

/// Case, suspect, survey, plan, gates, approval, execution.
pub(super) async fn contain(
    stage: &Stage,
    teller: Teller,
    scenario: Scenario,
) -> anyhow::Result<Response> {
    let Stage { app, responder, .. } = stage;
    let case = app.cases(responder)?.first().context("no finding opened a case")?.id;
    teller.stage(&format!("Case {case} is open"));
    let began = first_event(stage).await?;
    let exposed = FactKind::ExposedAt { at: began, certainty: Certainty::NotAfter };
    app.state_fact(
        responder,
        case,
        Fact { kind: exposed, source: format!("first event of {}", scenario.name()) },
    )
    .await?;

    let subject =
        app.suspect(responder, case).await?.context("the case does not say whom it is about")?;
    let survey = app.survey(responder, case, subject).await?;
    teller.line(format_args!(
        "{} ({}), {} memberships, {} token(s), {} key(s)",
        survey.username,
        survey.state,
        survey.memberships.len(),
        survey.tokens.len(),
        survey.keys.len()
    ));
    let readable: Vec<&str> = survey
        .memberships
        .iter()
        .flat_map(|member| &member.variables)
        .map(String::as_str)
        .collect();
    teller.line(format_args!(
        "could read {} CI/CD variable(s): {}",
        readable.len(),
        readable.join(", ")
    ));

    let proposed = app.propose(responder, case, Wish::Contain).await?;
    let (refusals, execution) = carry_out(stage, teller, &proposed).await?;
    let contained_at = app.clock().now();
    Ok(Response {
        case,
        is_contained: execution.is_contained(),
        refusals,
        acts: execution.steps.iter().map(act).collect(),
        first_event_to_containment_ms: contained_at
            .duration_since(began)
            .as_millis()
            .try_into()
            .unwrap_or(i64::MAX),
    })
}

/// When the attacker was first seen: by the address that the attack comes from.
async fn first_event(stage: &Stage) -> anyhow::Result<Timestamp> {
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

/// A plan through its gates, with the refusals that it meets on purpose.
async fn carry_out(
    stage: &Stage,
    teller: Teller,
    proposed: &Proposed,
) -> anyhow::Result<(Vec<String>, Execution)> {
    let Stage { app, responder, approver, .. } = stage;
    let hash = &proposed.hash;
    teller.stage(&format!("Plan {}", hash.0.get(..12).unwrap_or(&hash.0)));
    for (number, planned) in (1..).zip(&proposed.plan.acts) {
        let undo = if planned.inverse.is_some() { "can be undone" } else { "cannot be undone" };
        teller.line(format_args!(
            "{number}. {} {} ({undo})",
            planned.act.kind_str(),
            planned.target
        ));
    }
    let mut refusals = Vec::new();
    refusals.extend(refused(
        app.execute(responder, hash).await.map(drop),
        teller,
        "execute at once",
    ));
    let guideline = Some("https://example.com/security/incident-response".to_owned());
    app.attest(responder, hash, Attestations { impact_understood: true, guideline }).await?;
    teller.line(format_args!(
        "{} attests: impact understood, guideline followed (CE5)",
        responder.name
    ));
    let both =
        Person::new(responder.name.clone(), responder.roles.iter().chain(&approver.roles).copied());
    refusals.extend(refused(app.approve(&both, hash).await, teller, "approve one's own request"));
    app.approve(approver, hash).await?;
    teller.line(format_args!("{} approves exactly this plan", approver.name));
    let execution = app.execute(responder, hash).await?;
    for step in &execution.steps {
        teller.line(format_args!(
            "{} {}: {}",
            step.act.kind_str(),
            step.target,
            outcome(&step.outcome)
        ));
    }
    Ok((refusals, execution))
}

/// The rule that refused, which it must have.
fn refused(result: Result<(), AppError>, teller: Teller, attempt: &str) -> Option<String> {
    let rule = result.err().map(|error| error.rule().to_owned());
    teller.line(format_args!(
        "{attempt}: {}",
        rule.as_deref()
            .map_or_else(|| "NOT refused".to_owned(), |rule| format!("refused ({rule})"))
    ));
    rule
}

fn act(step: &StepReport) -> Value {
    json!({ "kind": step.act.kind_str(), "target": step.target, "outcome": outcome(&step.outcome) })
}

fn outcome(outcome: &ActOutcome) -> String {
    let shown = |verdict: &Verdict| match verdict {
        Verdict::Verified => "verified".to_owned(),
        Verdict::Contradicted { seen } => format!("CONTRADICTED: {seen}"),
        Verdict::Unknown { why } => format!("not known: {why}"),
    };
    match outcome {
        ActOutcome::Done { verdict } => format!("done, {}", shown(verdict)),
        ActOutcome::AlreadySo { verdict } => format!("already so, {}", shown(verdict)),
        ActOutcome::Failed { error, verdict } => format!("FAILED ({error}), {}", shown(verdict)),
        ActOutcome::Skipped => "skipped".to_owned(),
    }
}

/// Looks for what was left behind, ends it, and looks again until nothing is left (CE9).
pub(super) async fn sweep(stage: &Stage, teller: Teller, case: CaseId) -> anyhow::Result<Sweep> {
    let Stage { app, responder, .. } = stage;
    teller.stage("What was left behind?");
    let (mut rounds, mut acts) = (0, Vec::new());
    let remaining = loop {
        rounds += 1;
        let leftovers = app.sweep(responder, case).await?;
        teller.line(format_args!("sweep {rounds}: {} alive", leftovers.len()));
        for leftover in &leftovers {
            teller.line(format_args!("  {} {}", leftover.kind.as_str(), leftover.name));
        }
        if leftovers.is_empty() || rounds == SWEEP_ROUNDS_MAX {
            break leftovers.len();
        }
        let proposed = app.propose_remedies(responder, case).await?;
        let (_, execution) = carry_out(stage, teller, &proposed).await?;
        acts.extend(execution.steps.iter().map(act));
    };
    let exposure_window_s = app.case(responder, case)?.exposure_window_s();
    Ok(Sweep { remaining, rounds, acts, exposure_window_s })
}

/// Verifies both ledgers from their bytes, and one record by its exported proof.
pub(super) async fn prove(stage: &Stage, teller: Teller) -> anyhow::Result<Proof> {
    let Stage { app, responder, .. } = stage;
    teller.stage("Proof");
    let (mut is_verified, mut records) = (true, 0);
    for name in LedgerName::ALL {
        app.checkpoint(responder, name).await?;
        let report = app.verify(responder, name, Box::new(|_| {})).await?;
        is_verified &= report.problems.is_empty();
        records += report.records;
        teller.line(format_args!(
            "{}: {} records, {} checkpoint(s), {} problem(s)",
            name.as_str(),
            report.records,
            report.checkpoints,
            report.problems.len()
        ));
    }
    let record_proven = 0;
    let proof = app.prove(responder, LedgerName::Events, record_proven).await?;
    let status = app.ledgers(responder).await?;
    let key = status
        .iter()
        .find(|ledger| ledger.name == LedgerName::Events)
        .context("no events ledger")?
        .verifier_key
        .clone();
    let record = app.record(responder, record_proven).await?;
    let received_ms = u64::try_from(record.received_at.as_millisecond())?;
    let leaf = ledger::leaf_bytes(&record.source, received_ms, record.raw.as_bytes());
    is_verified &= ledger::verify_inclusion(&proof, &leaf, &key.parse()?).is_ok();
    teller.line(format_args!("record {record_proven} proven against the signed checkpoint"));
    teller.line(format_args!("key {key}"));
    Ok(Proof { is_verified, records, record_proven, verifier_key: key })
}
