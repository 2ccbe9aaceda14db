//! `portcullis plan`: from proposal to undo.

mod execute;
mod show;

use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use hyper::Method;
use serde_json::{Value, json};

use self::execute::Execute;
pub(super) use self::show::describe;
use self::show::{step_line, undone};
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
  portcullis plan acts C-1 --file acts.json         acts by name; see `portcullis act list`
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
    /// Make a plan of acts that you name. Looks at each object, changes nothing in GitLab.
    #[command(after_help = "Examples:
  portcullis plan acts C-1 --file acts.json
  echo '[{\"kind\": \"block_user\", \"user\": 7}]' | portcullis plan acts C-1 --file -

The file holds a JSON list of acts, or a document with a member `acts`. `portcullis act show KIND`
shows how each is written. The order is found here: accounts first, letting people in last.")]
    Acts {
        /// The case.
        case: String,
        /// The file; - is standard input.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
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
    /// Execute an approved plan; asks first. Run again, it does what is left.
    #[command(after_help = "Examples:
  portcullis plan execute HASH --dry-run            what would be done, step by step
  portcullis plan execute HASH
  portcullis plan execute HASH --yes --input 3=@new-value.txt

A failed step is passed over with those that wait for it. When GitLab itself is gone the plan
stops, and says how many steps were not tried.")]
    Execute(Execute),
    /// Undo one step, or all; asks first.
    ///
    /// Refused where somebody changed the object since: look first who did and
    /// why, then say --over-conflict with a reason.
    #[command(after_help = "Examples:
  portcullis plan undo HASH --step 2
  portcullis plan undo HASH --all                   the last first; what cannot be undone is told
  portcullis plan undo HASH --step 2 --over-conflict --reason 'agreed with the owner'")]
    Undo {
        /// The plan's hash.
        hash: String,
        /// The step, from 0.
        #[arg(long, required_unless_present = "all")]
        step: Option<u32>,
        /// Every step that can be undone, the last first.
        #[arg(long, conflicts_with = "step")]
        all: bool,
        /// Undo although somebody changed the object since.
        #[arg(long, requires = "reason", conflicts_with = "all")]
        over_conflict: bool,
        /// Why; it is recorded.
        #[arg(long)]
        reason: Option<String>,
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
        Args::Acts { case, file } => {
            let acts = read_acts(&file)?;
            let place = format!("/api/v1/cases/{case}/plans");
            let answer = ask(global, Method::POST, &place, Some(json!({ "acts": acts }))).await?;
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
        Args::Execute(args) => return execute::run(args, global).await,
        Args::Undo { hash, step, all, over_conflict, reason, yes } => {
            let plan = ask(global, Method::GET, &path(&hash, ""), None).await?;
            preview(&plan, yes)?;
            let body = if all {
                json!({ "all": true })
            } else {
                json!({ "step": step, "over_conflict": over_conflict, "reason": reason })
            };
            let answer = ask(global, Method::POST, &path(&hash, "/undo"), Some(body)).await?;
            done(global, &answer, if all { undone } else { step_line });
        }
    }
    Ok(Outcome::Clean)
}

/// The acts in a file: a list, or the member `acts` of a document.
fn read_acts(file: &Path) -> anyhow::Result<Value> {
    let name = file.display();
    let text = if file == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(file)
    };
    let text = text.with_context(|| format!("cannot read {name}"))?;
    let value: Value = serde_json::from_str(&text).with_context(|| format!("{name} is no JSON"))?;
    match value {
        Value::Array(_) => Ok(value),
        Value::Object(mut document) => document
            .remove("acts")
            .with_context(|| format!("{name} has no member `acts`; a list of acts was expected")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            bail!(
                "{name}: a list of acts was expected, such as [{{\"kind\": \"block_user\", \"user\": 7}}]"
            )
        }
    }
}

fn path(hash: &str, verb: &str) -> String {
    format!("/api/v1/plans/{hash}{verb}")
}

/// Shows the plan and asks, unless told not to. Without a terminal `--yes` is needed.
fn preview(plan: &Value, yes: bool) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    print::note(describe(plan));
    if !std::io::stdin().is_terminal() {
        bail!("this changes GitLab: look at the plan above, then say --yes");
    }
    print::note("This changes GitLab. Use at your own risk. Type yes to go on:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if line.trim() == "yes" { Ok(()) } else { bail!("nothing was done") }
}
