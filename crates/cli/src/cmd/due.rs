//! `portcullis due`: everything that is due, by time.

use hyper::Method;
use serde_json::Value;
use server::web::words::Words;

use super::search::text;
use super::{ask, with_query};
use crate::global::Global;
use crate::say::about;
use crate::{Outcome, print};

/// Everything that is due across cases, by time: updates owed to stakeholders,
/// updates that were promised, notices that the law wants.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exits with 10 if something is late.

Examples:
  portcullis due
  portcullis due --within-h 2
  portcullis due --case C-1 --json")]
pub(crate) struct Args {
    /// Only of this case.
    #[arg(long)]
    case: Option<String>,
    /// Only what comes due within so many hours.
    #[arg(long, value_name = "HOURS")]
    within_h: Option<u32>,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let within = args.within_h.map(|hours| hours.to_string()).unwrap_or_default();
    let case = args.case.unwrap_or_default();
    let path = with_query("/api/v1/due", &[("case", &case), ("within_h", &within)]);
    let answer = ask(global, Method::GET, &path, None).await?;
    let due = answer["due"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_late = due.iter().any(|one| one["state"] == "late");
    let words = global.words();
    if global.json {
        print::document(&answer);
    } else if due.is_empty() {
        print::note(words.t("cli-nothing-due"));
    } else {
        let rows: Vec<Vec<String>> = due.iter().map(|one| row(one, words)).collect();
        print::table(words, "due-utc state case what to asked", &rows);
    }
    Ok(if is_late { Outcome::Found } else { Outcome::Clean })
}

/// When it is due, or what that waits for.
pub(super) fn due_by(one: &Value, words: &Words) -> String {
    match (one["due_at"].as_str(), one["waits_for"].as_str()) {
        (Some(at), _) => at.to_owned(),
        (None, Some(mark)) => words.told("cli-due-waits", &[("mark", &mark)]),
        (None, None) => words.t("cli-due-without-delay"),
    }
}

fn row(one: &Value, words: &Words) -> Vec<String> {
    let (what, to) = match one["kind"].as_str() {
        Some("update") => (about(words, "cli-due-update", one, &["row"]), text(&one["recipient"])),
        Some("promised") => (words.t("cli-due-promised"), String::new()),
        Some("approval") => {
            (about(words, "cli-due-approval", one, &["name"]), text(&one["requested_by"]))
        }
        Some("offer") => (about(words, "cli-due-offer", one, &["duty"]), text(&one["to"])),
        Some("updates") => (words.t("cli-due-updates"), text(&one["owner"])),
        Some("requester") => (words.t("cli-due-requester"), text(&one["organisation"])),
        _notice => {
            let names = ["regulation", "notice", "article"].map(|name| text(&one[name]));
            (names.join(" "), text(&one["to"]))
        }
    };
    let due = due_by(one, words);
    let case = one["case"].as_u64().map(|id| format!("C-{id}")).unwrap_or_default();
    vec![due, text(&one["state"]), case, what, to, text(&one["person"])]
}
