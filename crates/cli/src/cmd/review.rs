//! `portcullis review`: the review of a case, follow-ups, figures over cases.

use std::io::Write as _;
use std::path::PathBuf;

use hyper::Method;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{ask, problem, search::text, with_query};
use crate::global::Global;
use crate::say::{OrSay as _, Values, about};
use crate::{Outcome, print};

/// After the incident.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis review show C-1
  portcullis review save C-1 review.pdf --lang ja        md or pdf, by the file's ending
  portcullis review write C-1 root-cause 'The bot had more rights than its job needs.'
  portcullis review follow-up C-1 'Give the bot its own role' --owner mika --due 2026-12-24
  portcullis review done C-1 42 --note 'merge request 7'
  portcullis review metrics --since 2026-01-01T00:00:00Z")]
pub(crate) enum Args {
    /// The review as it stands, drafted from the journal.
    Show {
        /// The case.
        case: String,
    },
    /// Save it as a document.
    Save {
        /// The case.
        case: String,
        /// The file; its ending says the format: `.md` or `.pdf`.
        file: PathBuf,
    },
    /// Write a section in your own words.
    Write {
        /// The case.
        case: String,
        /// summary, root-cause, went-well or to-improve.
        section: String,
        /// The words.
        text: String,
    },
    /// Add something that shall be done later.
    FollowUp {
        /// The case.
        case: String,
        /// What.
        text: String,
        /// By whom.
        #[arg(long)]
        owner: String,
        /// Until when, as 2026-12-24.
        #[arg(long)]
        due: Option<Date>,
    },
    /// Say that a follow-up is done.
    Done {
        /// The case.
        case: String,
        /// The follow-up's number.
        number: u64,
        /// Where to see it.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Say that a follow-up shall not be done.
    Drop {
        /// The case.
        case: String,
        /// The follow-up's number.
        number: u64,
        /// Why.
        #[arg(long)]
        note: String,
    },
    /// Figures over cases: time to detect, contain and inform, punctuality.
    Metrics {
        /// Only cases declared from here on (RFC 3339).
        #[arg(long, default_value = "")]
        since: String,
        /// Only cases declared before (RFC 3339).
        #[arg(long, default_value = "")]
        until: String,
        /// Save it as a document: `.md` or `.pdf`.
        #[arg(long, value_name = "FILE")]
        save: Option<PathBuf>,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Show { case } => {
            let path = format!("/api/v1/cases/{case}/review");
            show(global, &ask(global, Method::GET, &path, None).await?);
        }
        Args::Save { case, file } => {
            let lang = global.lang().as_str();
            let path = format!("/api/v1/cases/{case}/review/{}", ending(&file)?);
            save(global, Method::GET, &with_query(&path, &[("lang", lang)]), &file).await?;
        }
        Args::Write { case, section, text } => {
            let body = json!({ "section": section.replace('-', "_"), "text": text });
            entered(global, &format!("/api/v1/cases/{case}/review"), body).await?;
        }
        Args::FollowUp { case, text, owner, due } => {
            let body = json!({ "text": text, "owner": owner, "due": due });
            entered(global, &format!("/api/v1/cases/{case}/follow-ups"), body).await?;
        }
        Args::Done { case, number, note } => {
            let body = json!({ "ending": "done", "note": note });
            entered(global, &format!("/api/v1/cases/{case}/follow-ups/{number}"), body).await?;
        }
        Args::Drop { case, number, note } => {
            let body = json!({ "ending": "dropped", "note": note });
            entered(global, &format!("/api/v1/cases/{case}/follow-ups/{number}"), body).await?;
        }
        Args::Metrics { since, until, save: None, .. } => {
            let path = with_query("/api/v1/metrics", &[("since", &since), ("until", &until)]);
            metrics(global, &ask(global, Method::GET, &path, None).await?);
        }
        Args::Metrics { since, until, save: Some(file) } => {
            let lang = global.lang().as_str();
            let span = [("since", since.as_str()), ("until", &until), ("lang", lang)];
            let path = with_query(&format!("/api/v1/metrics/{}", ending(&file)?), &span);
            save(global, Method::GET, &path, &file).await?;
        }
    }
    Ok(Outcome::Clean)
}

fn ending(file: &std::path::Path) -> anyhow::Result<&str> {
    file.extension().and_then(|ending| ending.to_str()).or_say("cli-file-ending", &[])
}

pub(super) async fn entered(global: &Global, path: &str, body: Value) -> anyhow::Result<()> {
    let answer = ask(global, Method::POST, path, Some(body)).await?;
    super::case::recorded(global, &answer);
    Ok(())
}

/// Asks for a document and writes it to a file.
pub(super) async fn save(
    global: &Global,
    method: Method,
    path: &str,
    file: &std::path::Path,
) -> anyhow::Result<()> {
    let door = global.door().await?;
    let asked = door.ask(method, path, None).await;
    door.close().await;
    let answer = asked?;
    if !answer.is_success() {
        return Err(problem(answer.status, &answer.json()));
    }
    std::fs::File::create(file)
        .and_then(|mut new| new.write_all(&answer.body))
        .or_say("cli-cannot-write", &[("file", &file.display())])?;
    if global.json {
        let saved =
            json!({ "format": "portcullis.saved/1", "file": file, "bytes": answer.body.len() });
        print::document(&saved);
    } else {
        let values: Values<'_> = &[("file", &file.display()), ("bytes", &answer.body.len())];
        print::note(global.words().told("cli-saved", values));
    }
    Ok(())
}

fn show(global: &Global, review: &Value) {
    if global.json {
        print::document(review);
        return;
    }
    let words = global.words();
    print::line(format_args!("{}  {}", text(&review["case"]), text(&review["title"])));
    for part in ["milestones", "spans"] {
        for (name, value) in review[part].as_object().into_iter().flatten() {
            print::line(format_args!("  {:24}{}", name, text(value)));
        }
    }
    let owed = &review["owed"];
    print::line(format_args!("  {}", about(words, "cli-updates-due", owed, &["due", "kept"])));
    for (section, written) in review["sections"].as_object().into_iter().flatten() {
        print::line(format_args!("\n{section}\n{}", text(&written["text"])));
    }
    let row = |one: &Value| {
        let state = one["ended"]["ending"].as_str().map(str::to_owned);
        let state = state.unwrap_or_else(|| words.t("cli-open"));
        vec![text(&one["id"]), text(&one["text"]), text(&one["owner"]), text(&one["due"]), state]
    };
    let rows: Vec<Vec<String>> =
        review["follow_ups"].as_array().into_iter().flatten().map(row).collect();
    if !rows.is_empty() {
        print::table(words, "number follow-up owner due -", &rows);
    }
    let lacks: Vec<String> = review["lacks"].as_array().into_iter().flatten().map(text).collect();
    if !lacks.is_empty() {
        print::note(words.told("cli-still-lacks", &[("names", &lacks.join(", "))]));
    }
}

fn metrics(global: &Global, figures: &Value) {
    if global.json {
        print::document(figures);
        return;
    }
    let measures =
        ["to_detect", "to_contain", "to_inform", "to_inform_customers", "exposure_window"];
    let words = global.words();
    let row = |name: &&str| {
        let measure = &figures[*name];
        let part = |part: &str| text(&measure[part]);
        vec![
            words.t(format!("cli-measure-{}", name.replace('_', "-"))),
            part("count"),
            part("median_s"),
            part("p90_s"),
            part("worst_s"),
        ]
    };
    let rows: Vec<Vec<String>> = measures.iter().map(row).collect();
    print::table(words, "seconds cases median p90 worst", &rows);
    let names = ["cases", "open", "updates_due", "updates_kept"];
    print::line(about(words, "cli-figures", figures, &names));
}
