//! `portcullis plan`: from proposal to undo.

mod execute;
mod show;

use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use hyper::Method;
use serde_json::{Value, json};
use server::web::words::Words;

use self::execute::Execute;
pub(super) use self::show::describe;
use self::show::{step_line, undone};
use super::ask;
use super::case::{done, tell};
use crate::global::Global;
use crate::say::{OrSay as _, Values, said};
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
    let words = global.words();
    match args {
        Args::Propose { case, wish } => {
            let answer = ask(
                global,
                Method::POST,
                &format!("/api/v1/cases/{case}/plans"),
                Some(json!({ "wish": wish })),
            )
            .await?;
            done(global, &answer, |answer| describe(answer, words));
        }
        Args::Acts { case, file } => {
            let acts = read_acts(&file)?;
            let place = format!("/api/v1/cases/{case}/plans");
            let answer = ask(global, Method::POST, &place, Some(json!({ "acts": acts }))).await?;
            done(global, &answer, |answer| describe(answer, words));
        }
        Args::Show { hash } => {
            let answer = ask(global, Method::GET, &path(&hash, ""), None).await?;
            done(global, &answer, |answer| describe(answer, words));
        }
        Args::Attest { hash, impact_understood, guideline } => {
            let body = json!({ "impact_understood": impact_understood, "guideline": guideline });
            let answer = ask(global, Method::POST, &path(&hash, "/attest"), Some(body)).await?;
            tell(global, &answer, "cli-attested", &[]);
        }
        Args::Approve { hash } => {
            let answer = ask(global, Method::POST, &path(&hash, "/approve"), None).await?;
            tell(global, &answer, "cli-approved-by", &["by"]);
        }
        Args::Execute(args) => return execute::run(args, global).await,
        Args::Undo { hash, step, all, over_conflict, reason, yes } => {
            let plan = ask(global, Method::GET, &path(&hash, ""), None).await?;
            preview(&plan, yes, words)?;
            let body = if all {
                json!({ "all": true })
            } else {
                json!({ "step": step, "over_conflict": over_conflict, "reason": reason })
            };
            let answer = ask(global, Method::POST, &path(&hash, "/undo"), Some(body)).await?;
            done(global, &answer, |answer| {
                if all { undone(answer, words) } else { step_line(answer, words) }
            });
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
    let named: Values<'_> = &[("file", &name)];
    let text = text.or_say("cli-cannot-read", named)?;
    let value: Value = serde_json::from_str(&text).or_say("cli-no-json", named)?;
    match value {
        Value::Array(_) => Ok(value),
        Value::Object(mut document) => document.remove("acts").or_say("cli-no-acts", named),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let example = r#"[{"kind": "block_user", "user": 7}]"#;
            Err(said("cli-acts-expected", &[("file", &name), ("example", &example)]))
        }
    }
}

fn path(hash: &str, verb: &str) -> String {
    format!("/api/v1/plans/{hash}{verb}")
}

/// Shows the plan and asks, unless told not to. Without a terminal `--yes` is needed.
fn preview(plan: &Value, yes: bool, words: &Words) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    print::note(describe(plan, words));
    if !std::io::stdin().is_terminal() {
        return Err(said("cli-say-yes", &[]));
    }
    print::note(words.t("cli-type-yes"));
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if line.trim() == "yes" { Ok(()) } else { Err(said("cli-nothing-done", &[])) }
}
