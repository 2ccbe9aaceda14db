//! `portcullis demo`: an attack on a simulated GitLab, from the first call to the proof.
//!
//! Nothing is staged: the range is a GitLab over HTTP, the attacker a script
//! against its API, and Portcullis the product itself in this process.

mod checklist;
pub(super) mod contain;
pub(super) mod desk;
mod drill;
mod evidence;
mod proof;
mod record;
pub(super) mod script;
mod secrets;
pub(super) mod stage;
pub(super) mod tell;

use std::path::PathBuf;

use range::attack::{Loot, Probe, Scenario, Step};
use serde_json::{Value, json};
use server::clock::Clock;
use tokio::sync::mpsc;

use crate::cmd::serve::stop_asked;
use crate::global::Global;
use crate::{Outcome, print};
use contain::Work;
use stage::Stage;
use tell::Teller;

/// Watch an attack on a simulated GitLab being recorded, found, contained, undone and proven.
///
/// Everything runs on loopback, in a fresh data directory. At the end the pages
/// stay open at a printed address until Ctrl-C.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis demo
  portcullis demo --scenario compromised-user
  portcullis demo --headless --scenario leaked-token --json    one document; exit 0 only if contained and proven")]
pub(crate) struct Args {
    /// The attack: leaked-token, compromised-user, compromised-bot, exposed-job-token,
    /// ci-secret-exposure, compromised-instance or misconfigured-settings.
    #[arg(long, default_value = "leaked-token")]
    scenario: Scenario,
    /// Do not wait at the end; exit 0 only if the attacker is locked out, the
    /// sweep is empty, undo gave the state back, the gates refused what they
    /// must, no secret was written down and the ledgers verify.
    #[arg(long)]
    headless: bool,
    /// Where to keep the demo's data [default: a fresh folder that is removed at the end].
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Names, tokens and ids of the simulated GitLab follow from this number.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let words = global.words();
    let teller = Teller::new(global.json, words);
    let stage = Stage::set(args.keep.clone(), args.seed, Clock::System).await?;
    teller.begin("cli-demo-running", &[]);
    teller.line(format_args!("GitLab      {}", stage.range.base_url()));
    teller.line(format_args!("Portcullis  {}", stage.url));

    let loot = attack(&args, &stage, teller).await?;
    let told = record::record(&stage, teller).await?;
    let began = record::first_event(&stage).await?;
    let before = probe(&loot, teller, "cli-demo-before").await?;
    let mut work = Work::new();
    for strand in script::strands(args.scenario, &stage.range) {
        contain::work(&stage, teller, &strand, &mut work).await?;
    }
    let contained_at = stage.app.clock().now();
    let probes = probe(&loot, teller, "cli-demo-after").await?;
    let remains = remains(&loot, &stage, teller).await?;
    let proof = proof::prove(&stage, teller).await?;
    let written = secrets::written(&stage, &loot, &work).await?;
    let to_containment = contained_at.duration_since(began).as_millis();
    let parts = Parts { told, work, before, probes, remains, proof, written, to_containment };
    let report = report(&args, &stage, &parts).await?;
    let is_good = CHECKS.iter().all(|check| report[*check] == true);
    teller.verdict(is_good, &report);
    if global.json {
        print::document(&report);
    }
    if !args.headless {
        super::exercise::invite(&stage, "cli-demo-pages", words).await?;
        stop_asked().await;
    }
    stage.clear().await;
    Ok(if is_good { Outcome::Clean } else { Outcome::Failed })
}

/// Each must be true for the demo to have shown what it must show.
const CHECKS: [&str; 6] = [
    "contained",
    "swept_clean",
    "undo_restores_state",
    "refused_what_must_be",
    "ledger_verified",
    "no_secret_written",
];

/// Runs the attack and tells each of its calls.
async fn attack(args: &Args, stage: &Stage, teller: Teller<'_>) -> anyhow::Result<Loot> {
    teller.begin("cli-demo-attack", &[("name", &args.scenario.name())]);
    let (steps, mut told) = mpsc::unbounded_channel::<Step>();
    let range = stage.range.base_url().clone();
    let scenario = args.scenario;
    let mut attack = tokio::spawn(async move { scenario.run(&range, steps).await });
    let tell = |step: Step| {
        teller.line(format_args!("{:3}  {}  ({})", step.status, step.title, step.request));
    };
    // The loot keeps a sender, so the attack's end ends the tale, not the channel's.
    let loot = loop {
        tokio::select! {
            biased;
            Some(step) = told.recv() => tell(step),
            ended = &mut attack => break ended??,
        }
    };
    Ok(loot)
}

/// The attacker tries everything that he holds.
async fn probe(loot: &Loot, teller: Teller<'_>, key: &str) -> anyhow::Result<Vec<Probe>> {
    teller.begin(key, &[]);
    let probes = loot.probe().await?;
    for probe in &probes {
        teller.line(format_args!("{}  {}  ({})", probe.status, probe.credential, probe.request));
    }
    Ok(probes)
}

/// What works for the attacker without a credential, as an administrator sees it.
async fn remains(loot: &Loot, stage: &Stage, teller: Teller<'_>) -> anyhow::Result<Vec<String>> {
    let alive = loot.remains(stage.range.admin_token()).await?;
    for foothold in &loot.footholds {
        let is_alive = alive.contains(&foothold);
        let key = if is_alive { "cli-demo-still-there" } else { "cli-demo-gone" };
        teller.tell(key, &[("name", &foothold.name)]);
    }
    Ok(alive.iter().map(|foothold| foothold.name.clone()).collect())
}

/// What the stages found out.
struct Parts {
    told: record::Told,
    work: Work,
    before: Vec<Probe>,
    probes: Vec<Probe>,
    remains: Vec<String>,
    proof: proof::Proof,
    written: Vec<String>,
    to_containment: i128,
}

/// The exposure window of the first case that has one: settings and logs have none.
async fn exposure_window(stage: &Stage, work: &Work) -> anyhow::Result<Option<i64>> {
    for case in &work.cases {
        let path = format!("/api/v1/cases/{}", desk::text(case, "id"));
        let whole = stage.responder_desk.get(&path).await?;
        if let Some(seconds) = whole["exposure_window_s"].as_i64() {
            return Ok(Some(seconds));
        }
    }
    Ok(None)
}

/// The document of `--json`.
async fn report(args: &Args, stage: &Stage, parts: &Parts) -> anyhow::Result<Value> {
    let Parts { told, work, before, probes, remains, proof, written, to_containment } = parts;
    let is_out = probes.iter().all(Probe::is_locked_out);
    let exposure_window_s = exposure_window(stage, work).await?;
    let shown = |probe: &Probe| json!({ "credential": probe.credential, "status": probe.status, "locked_out": probe.is_locked_out() });
    let refusals: Vec<&str> = work.refused.iter().filter_map(|(_, rule)| rule.as_deref()).collect();
    Ok(json!({
        "format": "portcullis.demo/2",
        "scenario": args.scenario.name(),
        "contained": work.is_verified && is_out && remains.is_empty(),
        "swept_clean": work.remaining == 0 && work.rounds > 0,
        "undo_restores_state": work.is_restored && work.undone > 0,
        "refused_what_must_be": work.refused.iter().all(|(_, rule)| rule.is_some()),
        "ledger_verified": proof.is_verified,
        "no_secret_written": written.is_empty(),
        "probes": probes.iter().map(shown).collect::<Vec<_>>(),
        "probes_before": before.iter().map(shown).collect::<Vec<_>>(),
        "footholds_left": remains,
        "sweep": { "remaining": work.remaining, "rounds": work.rounds },
        "undone": work.undone,
        "refused": work.refused.iter().map(|(attempt, rule)| json!({ "attempt": attempt, "rule": rule })).collect::<Vec<_>>(),
        "refusals": refusals,
        "cases": work.cases,
        "acts": work.acts,
        "events": told.events,
        "tellings": told.tellings,
        "findings": told.findings,
        "exposure_window_s": exposure_window_s,
        "first_event_to_containment_ms": i64::try_from(*to_containment)?,
        "secrets_written": written,
        "ledgers": {
            "verified": proof.is_verified,
            "records": proof.records,
            "record_proven": proof.record_proven,
            "verifier_key": proof.verifier_key,
        },
    }))
}
