//! `portcullis plan`: from proposal to undo.

use std::io::{BufRead as _, IsTerminal as _};

use anyhow::bail;
use hyper::Method;
use serde_json::{Value, json};

use super::case::done;
use super::{ask, search::text};
use crate::global::Global;
use crate::{Outcome, print};

/// Plans: acts in GitLab, in order, each with its impact and its inverse.
///
/// A plan is named by its hash. The requester attests (CE5), somebody else
/// approves, then it can be executed.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis plan propose C-1
  portcullis plan attest HASH --impact-understood --guideline https://example.com/ir
  portcullis plan approve HASH --token-file ~/.portcullis-approver
  portcullis plan execute HASH
  portcullis plan undo HASH --step 2")]
pub(crate) enum Args {
    /// Make a plan from the case's latest survey. Changes nothing in GitLab.
    Propose {
        /// The case.
        case: String,
        /// contain, rotate (the exposed token gets a successor), release (unblock) or remedies (end what the sweep found).
        #[arg(long, default_value = "contain")]
        wish: String,
    },
    /// Show a plan, and what became of its steps.
    Show {
        /// The plan's hash.
        hash: String,
    },
    /// Stand in for the availability gate's two statements (CE5).
    Attest {
        /// The plan's hash.
        hash: String,
        /// (a) I understand what will break.
        #[arg(long, required = true)]
        impact_understood: bool,
        /// (b) The organisation's guideline that is followed, by name or address.
        #[arg(long)]
        guideline: String,
    },
    /// Approve exactly this plan; never one's own.
    Approve {
        /// The plan's hash.
        hash: String,
    },
    /// Execute an approved plan; asks first.
    Execute {
        /// The plan's hash.
        hash: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Undo one step, where it can be undone; asks first.
    Undo {
        /// The plan's hash.
        hash: String,
        /// The step, from 0.
        #[arg(long)]
        step: u32,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Propose { case, wish } => {
            let answer = ask(
                global,
                Method::POST,
                &format!("/api/v1/cases/{case}/plans"),
                Some(json!({ "wish": wish })),
            )
            .await?;
            done(global, &answer, describe);
        }
        Args::Show { hash } => {
            let answer = ask(global, Method::GET, &path(&hash, ""), None).await?;
            done(global, &answer, describe);
        }
        Args::Attest { hash, impact_understood, guideline } => {
            let body = json!({ "impact_understood": impact_understood, "guideline": guideline });
            let answer = ask(global, Method::POST, &path(&hash, "/attest"), Some(body)).await?;
            done(global, &answer, |_| "attested".to_owned());
        }
        Args::Approve { hash } => {
            let answer = ask(global, Method::POST, &path(&hash, "/approve"), None).await?;
            done(global, &answer, |answer| format!("approved by {}", text(&answer["by"])));
        }
        Args::Execute { hash, yes } => return execute(&hash, yes, global).await,
        Args::Undo { hash, step, yes } => {
            preview(&hash, yes, global).await?;
            let answer =
                ask(global, Method::POST, &path(&hash, "/undo"), Some(json!({ "step": step })))
                    .await?;
            done(global, &answer, step_line);
        }
    }
    Ok(Outcome::Clean)
}

fn path(hash: &str, verb: &str) -> String {
    format!("/api/v1/plans/{hash}{verb}")
}

/// A plan in lines.
fn describe(answer: &Value) -> String {
    let plan = &answer["plan"];
    let mut lines = vec![
        format!("plan {}", text(&answer["hash"])),
        format!(
            "asked for by {}, to be executed before {}",
            text(&plan["requested_by"]),
            text(&plan["expires_at"])
        ),
    ];
    for (step, planned) in plan["acts"].as_array().into_iter().flatten().enumerate() {
        let undo = if planned["inverse"].is_null() { "cannot be undone" } else { "can be undone" };
        let became = &answer["steps"][step.to_string()]["outcome"]["outcome"];
        let became = if became.is_null() { String::new() } else { format!(" -> {}", text(became)) };
        lines.push(format!(
            "  {step}  {} {} ({undo}){became}",
            text(&planned["act"]["kind"]),
            text(&planned["target"])
        ));
    }
    lines.extend(
        plan["gaps"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|gap| format!("  not known: {}", text(gap))),
    );
    lines.join("\n")
}

/// Shows the plan and asks, unless told not to. Without a terminal `--yes` is needed.
async fn preview(hash: &str, yes: bool, global: &Global) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    let answer = ask(global, Method::GET, &path(hash, ""), None).await?;
    print::note(describe(&answer));
    if !std::io::stdin().is_terminal() {
        bail!("this changes GitLab: look at the plan above, then say --yes");
    }
    print::note("This changes GitLab. Use at your own risk. Type yes to go on:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if line.trim() == "yes" { Ok(()) } else { bail!("nothing was done") }
}

async fn execute(hash: &str, yes: bool, global: &Global) -> anyhow::Result<Outcome> {
    preview(hash, yes, global).await?;
    let answer = ask(global, Method::POST, &path(hash, "/execute"), None).await?;
    let is_contained = answer["is_contained"] == true;
    if global.json {
        print::document(&answer);
    } else {
        answer["steps"]
            .as_array()
            .into_iter()
            .flatten()
            .for_each(|step| print::line(step_line(step)));
        for secret in answer["secrets"].as_array().into_iter().flatten() {
            print::line(format_args!(
                "new secret of {}, shown once: {}",
                text(&secret["target"]),
                text(&secret["secret"])
            ));
        }
    }
    Ok(if is_contained { Outcome::Clean } else { Outcome::Failed })
}

/// `block_user alice: done, verified`.
fn step_line(step: &Value) -> String {
    let outcome = &step["outcome"];
    let parts = [
        &outcome["outcome"],
        &outcome["error"],
        &outcome["verdict"]["verdict"],
        &outcome["verdict"]["seen"],
        &outcome["verdict"]["why"],
    ];
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_null()).map(text).collect();
    format!("{} {}: {}", text(&step["act"]["kind"]), text(&step["target"]), said.join(", "))
}
