//! `portcullis case access`: who may see a confidential case.

use hyper::Method;
use serde_json::{Value, json};

use super::{ask, search::text};
use crate::global::Global;
use crate::{Outcome, print};

/// A case, and whom to let in or no longer.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The case.
    case: String,
    /// Let this account see the case while it is confidential; for administrators, never for themselves.
    #[arg(long, value_name = "ACCOUNT", requires = "reason")]
    grant: Option<String>,
    /// Take that back.
    #[arg(long, value_name = "ACCOUNT", requires = "reason", conflicts_with = "grant")]
    withdraw: Option<String>,
    /// Why.
    #[arg(long)]
    reason: Option<String>,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{}/access", args.case);
    let wish = match (args.grant, args.withdraw) {
        (Some(person), _) => Some((person, path.clone())),
        (None, Some(person)) => Some((person, format!("{path}/withdraw"))),
        (None, None) => None,
    };
    if let Some((person, to)) = wish {
        let body = json!({ "person": person, "reason": args.reason });
        ask(global, Method::POST, &to, Some(body)).await?;
    }
    let answer = ask(global, Method::GET, &path, None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    let is_confidential = answer["is_confidential"] == true;
    print::line(words.t(if is_confidential { "cli-confidential" } else { "cli-not-confidential" }));
    let row = |one: &Value| vec![text(&one["person"]), text(&one["because"])];
    let rows: Vec<Vec<String>> =
        answer["participants"].as_array().into_iter().flatten().map(row).collect();
    print::table(words, "who because", &rows);
    Ok(Outcome::Clean)
}
