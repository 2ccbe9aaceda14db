//! `portcullis demo`: an attack on a simulated GitLab, from the first call to the proof.
//!
//! Nothing is staged: the range is a GitLab over HTTP, the attacker a script
//! against its API, and Portcullis the product itself in this process.

mod respond;
mod stage;
mod tell;

use std::path::PathBuf;

use range::attack::{Loot, Probe, Scenario, Step};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::cmd::serve::stop_asked;
use crate::global::Global;
use crate::{Outcome, print};
use stage::Stage;
use tell::Teller;

/// Watch an attack on a simulated GitLab being recorded, found, contained and proven.
///
/// Everything runs on loopback, in a fresh data directory. At the end the pages
/// stay open at a printed address until Ctrl-C.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis demo
  portcullis demo --scenario compromised-user
  portcullis demo --headless --scenario leaked-token --json    one document; exit 0 only if contained and proven")]
pub(crate) struct Args {
    /// The attack: leaked-token or compromised-user.
    #[arg(long, default_value = "leaked-token")]
    scenario: Scenario,
    /// Do not wait at the end; exit 0 only if the attacker is locked out, the
    /// sweep is empty and the ledger verifies.
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
    let teller = Teller::new(global.json);
    let stage = Stage::set(args.keep.clone(), args.seed).await?;
    teller.stage("A simulated GitLab and Portcullis are running, on loopback");
    teller.line(format_args!("GitLab      {}", stage.range.base_url()));
    teller.line(format_args!("Portcullis  {}", stage.url));

    let loot = attack(&args, &stage, teller).await?;
    let told = respond::record(&stage, teller).await?;
    let response = respond::contain(&stage, teller, args.scenario).await?;
    let probes = probe(&loot, teller, "The attacker comes back").await?;
    let sweep = respond::sweep(&stage, teller, response.case).await?;
    let last_probes = probe(&loot, teller, "The attacker tries everything once more").await?;
    let proof = respond::prove(&stage, teller).await?;

    let report =
        report(&args, &Parts { told, response, probes, sweep, last_probes, proof, loot: &loot });
    let is_good = report["contained"] == true
        && report["sweep_remaining"] == 0
        && report["ledger_verified"] == true;
    teller.verdict(is_good, &report);
    if global.json {
        print::document(&report);
    }
    if !args.headless {
        let login = stage.login_url().await?;
        print::note(format_args!(
            "\nThe pages are open until Ctrl-C. Sign in once with:\n  {login}"
        ));
        stop_asked().await;
    }
    stage.clear().await;
    Ok(if is_good { Outcome::Clean } else { Outcome::Failed })
}

/// Runs the attack and tells each of its calls.
async fn attack(args: &Args, stage: &Stage, teller: Teller) -> anyhow::Result<Loot> {
    teller.stage(&format!("The attack: {}", args.scenario.name()));
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
async fn probe(loot: &Loot, teller: Teller, title: &str) -> anyhow::Result<Vec<Probe>> {
    teller.stage(title);
    let probes = loot.probe().await?;
    for probe in &probes {
        teller.line(format_args!("{}  {}  ({})", probe.status, probe.credential, probe.request));
    }
    Ok(probes)
}

/// What the stages found out.
struct Parts<'a> {
    told: respond::Told,
    response: respond::Response,
    probes: Vec<Probe>,
    sweep: respond::Sweep,
    last_probes: Vec<Probe>,
    proof: respond::Proof,
    loot: &'a Loot,
}

/// The document of `--json`.
fn report(args: &Args, parts: &Parts<'_>) -> Value {
    let Parts { told, response, probes, sweep, last_probes, proof, loot } = parts;
    let is_out = last_probes.iter().all(Probe::is_locked_out);
    let acts: Vec<&Value> = response.acts.iter().chain(&sweep.acts).collect();
    json!({
        "format": "portcullis.demo/1",
        "scenario": args.scenario.name(),
        "contained": response.is_contained && is_out,
        "attacker_status": probes.first().map(|probe| probe.status),
        "attacker_probes": last_probes.iter().map(|probe| json!({ "credential": probe.credential, "status": probe.status })).collect::<Vec<_>>(),
        "ledger_verified": proof.is_verified,
        "sweep_remaining": sweep.remaining,
        "sweep_rounds": sweep.rounds,
        "exposure_window_s": sweep.exposure_window_s,
        "events": told.events,
        "tellings": told.tellings,
        "findings": told.findings,
        "refusals": response.refusals,
        "acts": acts,
        "first_event_to_containment_ms": response.first_event_to_containment_ms,
        "footholds_left_to_the_owner": loot.footholds.iter().filter_map(tell::left_to_owner).collect::<Vec<_>>(),
        "case": response.case,
        "proof": { "records": proof.records, "record_proven": proof.record_proven, "verifier_key": proof.verifier_key },
    })
}
