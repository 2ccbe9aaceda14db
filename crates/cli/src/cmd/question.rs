//! `portcullis question`: what to look for in the window of a case, and what it is.

use engine::investigate::question::{Packs, Question};
use hyper::Method;
use serde_json::{Value, json};
use server::app::questions;
use server::web::words::Words;

use super::{ask, search::text};
use crate::global::Global;
use crate::say::{about, problems};
use crate::{Outcome, print};

/// Questions: packs of saved queries that want a verdict.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis question list
  portcullis question list --case C-1
  portcullis question run C-1                    every question of the case
  portcullis question run C-1 tokens             one, with its latest events
  portcullis question answer C-1 tokens --verdict malicious --note 'token 42 was planted'")]
pub(crate) enum Args {
    /// All questions with their packs; with a case, its own with their verdicts.
    List {
        /// The case.
        #[arg(long)]
        case: Option<String>,
    },
    /// Run the questions over the case's window; ends with 10 when one that found something has no verdict or new events.
    Run {
        /// The case.
        case: String,
        /// One question [default: all of the case].
        question: Option<String>,
    },
    /// Say what a question's events are; the query, records and count are kept with it.
    Answer {
        /// The case.
        case: String,
        /// The question.
        question: String,
        /// benign, malicious or unknown.
        #[arg(long)]
        verdict: String,
        /// Why, or what follows.
        #[arg(long, default_value = "")]
        note: String,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List { case: None } => list(&load(global)?, global),
        Args::List { case: Some(case) } => of_case(&case, global).await,
        Args::Run { case, question: Some(question) } => {
            let found = run_one(&case, &question, global).await?;
            if global.json {
                print::document(&found);
            } else {
                told(&found, global.words());
            }
            Ok(if waits(&found) { Outcome::Found } else { Outcome::Clean })
        }
        Args::Run { case, question: None } => run_all(&case, global).await,
        Args::Answer { case, question, verdict, note } => {
            let path = format!("/api/v1/cases/{case}/questions/{question}");
            let body = json!({ "verdict": verdict, "note": note });
            let answer = ask(global, Method::POST, &path, Some(body)).await?;
            super::case::recorded(global, &answer);
            Ok(Outcome::Clean)
        }
    }
}

fn load(global: &Global) -> anyhow::Result<Packs> {
    questions::load(global.config()?.questions.dir.as_deref())
        .map_err(|lines| problems("cli-problems-in-questions", &lines))
}

fn list(packs: &Packs, global: &Global) -> anyhow::Result<Outcome> {
    if global.json {
        let packs = serde_json::to_value(&packs.packs)?;
        print::document(&json!({ "format": "portcullis.packs/1", "packs": packs }));
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    for pack in &packs.packs {
        print::line(format_args!("{}  {}", pack.pack, words.pack(pack)));
        let row = |question: &&Question| {
            vec![
                question.id.clone(),
                question.requirements.join(" "),
                question.scope.as_str().to_owned(),
                words.question(question).0,
            ]
        };
        let questions = packs.of_pack(&pack.pack).unwrap_or_default();
        let rows: Vec<Vec<String>> = questions.iter().map(row).collect();
        print::table(words, "question requirements scope -", &rows);
    }
    Ok(Outcome::Clean)
}

async fn of_case(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, &format!("/api/v1/cases/{case}/questions"), None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let row = |one: &Value| {
        vec![
            text(&one["question"]["id"]),
            text(&one["judged"]["verdict"]),
            text(&one["judged"]["by"]),
            text(&one["judged"]["note"]),
        ]
    };
    let rows: Vec<Vec<String>> =
        answer["questions"].as_array().into_iter().flatten().map(row).collect();
    let words = global.words();
    print::table(words, "question verdict by note", &rows);
    let bound = ["since", "start", "until", "end"];
    print::note(about(words, "cli-question-window", &answer["bound"], &bound));
    Ok(Outcome::Clean)
}

async fn run_one(case: &str, question: &str, global: &Global) -> anyhow::Result<Value> {
    ask(global, Method::GET, &format!("/api/v1/cases/{case}/questions/{question}"), None).await
}

/// Whether somebody has to look at it: it found something, and nobody has judged that.
fn waits(found: &Value) -> bool {
    let hits = found["hits"].as_u64().unwrap_or_default();
    let new = found["new_hits"].as_u64();
    hits > 0 && new.is_none_or(|new| new > 0)
}

async fn run_all(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, &format!("/api/v1/cases/{case}/questions"), None).await?;
    let mut all = Vec::new();
    for one in answer["questions"].as_array().into_iter().flatten() {
        all.push(run_one(case, &text(&one["question"]["id"]), global).await?);
    }
    let is_found = all.iter().any(waits);
    if global.json {
        print::document(&json!({ "format": "portcullis.questions-run/1", "questions": all }));
    } else {
        let row = |found: &Value| {
            let more = if found["is_all"] == json!(true) { "" } else { "+" };
            vec![
                text(&found["asked"]["question"]["id"]),
                format!("{}{more}", text(&found["hits"])),
                text(&found["new_hits"]),
                text(&found["asked"]["judged"]["verdict"]),
            ]
        };
        let rows: Vec<Vec<String>> = all.iter().map(row).collect();
        print::table(global.words(), "question events since-verdict verdict", &rows);
    }
    Ok(if is_found { Outcome::Found } else { Outcome::Clean })
}

/// One question with its latest events.
fn told(found: &Value, words: &Words) {
    print::line(text(&found["asked"]["query"]));
    let row = |row: &Value| {
        let fields = &row["fields"];
        let route = || format!("{} {}", text(&fields["method"]), text(&fields["path"]));
        vec![
            text(&fields["created_at"]),
            text(&row["index"]),
            fields.get("event_type").map_or_else(route, text),
            text(&fields["author_name"]),
            text(&fields["entity_path"]),
            text(&fields["target_details"]),
        ]
    };
    let rows: Vec<Vec<String>> = found["rows"].as_array().into_iter().flatten().map(row).collect();
    print::table(words, "time-utc number-sign type actor entity target", &rows);
    let is_all = found["is_all"] == json!(true);
    let key = if is_all { "cli-count-events" } else { "cli-count-events-or-more" };
    print::note(words.told(key, &[("count", &text(&found["hits"]))]));
    if found["new_hits"].is_u64() {
        let names = ["asked/judged/verdict", "new_hits"];
        print::note(about(words, "cli-question-verdict", found, &names));
    }
}
