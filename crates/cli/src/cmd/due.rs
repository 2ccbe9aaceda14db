//! `portcullis due`: everything that is due, by time.

use hyper::Method;
use serde_json::Value;

use super::search::text;
use super::{ask, with_query};
use crate::global::Global;
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
    if global.json {
        print::document(&answer);
    } else if due.is_empty() {
        print::note("nothing is due");
    } else {
        let rows: Vec<Vec<String>> = due.iter().map(row).collect();
        print::table(&["due (UTC)", "state", "case", "what", "to", "asked"], &rows);
    }
    Ok(if is_late { Outcome::Found } else { Outcome::Clean })
}

fn row(one: &Value) -> Vec<String> {
    let (what, to) = match one["kind"].as_str() {
        Some("update") => (format!("update {}", text(&one["row"])), text(&one["recipient"])),
        Some("promised") => ("status update, as promised".to_owned(), String::new()),
        Some("approval") => {
            (format!("approval of {}", text(&one["name"])), text(&one["requested_by"]))
        }
        Some("offer") => (format!("duty {}", text(&one["duty"])), text(&one["to"])),
        Some("updates") => ("look for updates of the instance".to_owned(), text(&one["owner"])),
        Some("requester") => ("log request: how it stands".to_owned(), text(&one["organisation"])),
        _notice => {
            let names = ["regulation", "notice", "article"].map(|name| text(&one[name]));
            (names.join(" "), text(&one["to"]))
        }
    };
    let due = match (one["due_at"].as_str(), one["waits_for"].as_str()) {
        (Some(at), _) => at.to_owned(),
        (None, Some(mark)) => format!("waits for {mark}"),
        (None, None) => "without undue delay".to_owned(),
    };
    let case = one["case"].as_u64().map(|id| format!("C-{id}")).unwrap_or_default();
    vec![due, text(&one["state"]), case, what, to, text(&one["person"])]
}
