//! `portcullis dive`: requests for logs, from intake to closing (LD1–LD28).

mod file;
mod show;
mod work;

use std::path::PathBuf;

use hyper::Method;
use serde_json::{Value, json};
use server::web::words::Lang;

use super::case::tell;
use super::{ask, with_query};
use crate::Outcome;
use crate::global::Global;

/// Requests for logs: file, decide, look into, tell, close.
///
/// Support and customer success file requests and are the only ones who talk
/// with whoever asked; the requester has no part in the inside.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis dive new --organisation Corp --identity ann@corp.example --project corp/web \\
    --event project_archived --from 2026-11-18T00:00:00Z --to 2026-11-19T00:00:00Z \\
    --plan ultimate --paying --deployment saas --gap 'who archived it'
  portcullis dive verify-ownership C-1 project corp/web --how 'ann is among its owners'
  portcullis dive decide C-1                  exits with 10 unless somebody looks into it
  portcullis dive track C-1                   the confidential tracking issue
  portcullis dive note C-1 'archived by a token of corp'
  portcullis dive texts C-1 --lang ja         reply, next update, redirect
  portcullis dive update C-1 --text 'we found …'
  portcullis dive run C-1 --bundle logs.tar.gz
  portcullis dive redact C-1
  portcullis dive release C-1 --reason 'reviewed'
  portcullis dive hand-over C-1 --recipient age1…
  portcullis dive gap C-1                     the gap issue, before closing
  portcullis dive close C-1
  portcullis dive report")]
pub(crate) enum Args {
    /// All requests, latest first.
    List,
    /// One request: what is missing, what was decided and why.
    Show {
        /// The case.
        case: String,
    },
    /// File a request, complete or not.
    New(file::Filing),
    /// Change what is named and file the request anew: what was decided counts no more.
    Edit {
        /// The case.
        case: String,
        #[command(flatten)]
        filing: file::Filing,
    },
    /// Say whose a resource is.
    VerifyOwnership {
        /// The case.
        case: String,
        /// project, group or user.
        kind: String,
        /// Full path, or user name.
        path: String,
        /// How that is known.
        #[arg(long)]
        how: String,
        /// It is not the requester's.
        #[arg(long)]
        not_owned: bool,
    },
    /// Ask GitLab again which of the resources it knows.
    LookUp {
        /// The case.
        case: String,
    },
    /// Decide; exits with 10 unless somebody looks into it.
    Decide {
        /// The case.
        case: String,
    },
    /// Make a part that is on offer a request of its own.
    Split {
        /// The case.
        case: String,
        /// owned, not-owned, other-logs or refused-logs.
        part: String,
    },
    /// Note what was found; once on the tracking issue.
    Note {
        /// The case.
        case: String,
        /// What was found.
        text: String,
        /// SHA-256 of the artefact that shows it.
        #[arg(long)]
        artefact: Option<String>,
    },
    /// The prepared texts: reply, next update, redirect, issues.
    Texts {
        /// The case.
        case: String,
    },
    /// Record what the requester was told (support and customer success only).
    Update {
        /// The case.
        case: String,
        /// The text as it was sent.
        #[arg(long, conflicts_with = "file")]
        text: Option<String>,
        /// A file with it.
        #[arg(long)]
        file: Option<PathBuf>,
    },
    /// Log an attempt to reach the inside past support; prints the prepared answer.
    Contact {
        /// The case.
        case: String,
        /// Who.
        #[arg(long)]
        from: String,
        /// By what: social media, a personal mail, a call.
        #[arg(long)]
        by: String,
        /// What they wanted, in short.
        #[arg(long)]
        note: String,
    },
    /// Make the confidential tracking issue; refused while something is missing.
    Track {
        /// The case.
        case: String,
    },
    /// Make the gap issue, record one that was made by hand, or say why there is none.
    #[command(after_help = "Examples:
  portcullis dive gap C-1                                    made in GitLab, with exactly the two labels
  portcullis dive gap C-1 --issue 42 --label LABEL --label LABEL      it was made by hand
  portcullis dive gap C-1 --waive 'audit events had the answer'")]
    Gap {
        /// The case.
        case: String,
        /// One that was made by hand: its number or address.
        #[arg(long, requires = "label", conflicts_with = "waive")]
        issue: Option<String>,
        /// A label of it; exactly the two are needed.
        #[arg(long, requires = "issue")]
        label: Vec<String>,
        /// Why there will be none.
        #[arg(long, value_name = "REASON")]
        waive: Option<String>,
    },
    /// End the request; refused while the gap issue is neither there nor waived.
    Close {
        /// The case.
        case: String,
    },
    /// Dives per type of event that audit events do not tell.
    Report,
    #[command(flatten)]
    Work(work::Args),
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List => {
            show::list(global, &ask(global, Method::GET, "/api/v1/dives", None).await?);
            Ok(Outcome::Clean)
        }
        Args::Report => {
            show::report(global, &ask(global, Method::GET, "/api/v1/dives/report", None).await?);
            Ok(Outcome::Clean)
        }
        Args::Show { case } => {
            let path = format!("/api/v1/dives/{case}");
            show::one(global, &ask(global, Method::GET, &path, None).await?);
            Ok(Outcome::Clean)
        }
        Args::Texts { case } => {
            let lang = global.lang.map(Lang::as_str).unwrap_or_default();
            let path = with_query(&format!("/api/v1/dives/{case}/texts"), &[("lang", lang)]);
            show::texts(global, &ask(global, Method::GET, &path, None).await?);
            Ok(Outcome::Clean)
        }
        Args::New(filing) => {
            let body = filing.body(global.lang_of_text(), None)?;
            show::one(global, &ask(global, Method::POST, "/api/v1/dives", Some(body)).await?);
            Ok(Outcome::Clean)
        }
        Args::Decide { case } => {
            let path = format!("/api/v1/dives/{case}/decision");
            Ok(show::decision(global, &ask(global, Method::POST, &path, None).await?))
        }
        Args::Work(args) => work::run(args, global).await,
        other => write(other, global).await,
    }
}

/// What adds an entry and answers shortly.
async fn write(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let (case, place, body) = match args {
        Args::Edit { case, filing } => {
            let before = ask(global, Method::GET, &format!("/api/v1/dives/{case}"), None).await?;
            (case, "request", filing.body(global.lang_of_text(), Some(&before))?)
        }
        args => order(args, global.lang_of_text())?,
    };
    let path = format!("/api/v1/dives/{case}/{place}");
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    let key = match place {
        "splits" => "cli-dive-split",
        "contacts" => "cli-dive-contact",
        "tracker" | "gap" => "cli-dive-ordered",
        "close" => "cli-dive-closed",
        _ => "cli-on-record",
    };
    tell(global, &answer, key, &["case", "reply", "delivery", "index"]);
    Ok(Outcome::Clean)
}

/// The case, the place below it, and the body.
fn order(args: Args, lang: Lang) -> anyhow::Result<(String, &'static str, Value)> {
    Ok(match args {
        Args::VerifyOwnership { case, kind, path, how, not_owned } => {
            let body = json!({ "kind": kind, "path": path, "owned": !not_owned, "how": how });
            (case, "ownership", body)
        }
        Args::LookUp { case } => (case, "lookup", json!({})),
        Args::Split { case, part } => (case, "splits", json!({ "part": part.replace('-', "_") })),
        Args::Note { case, text, artefact } => {
            (case, "findings", json!({ "text": text, "artefact": artefact }))
        }
        Args::Update { case, text, file } => {
            let text = match file {
                Some(file) => std::fs::read_to_string(file)?,
                None => text.unwrap_or_default(),
            };
            (case, "updates", json!({ "text": text, "language": lang }))
        }
        Args::Contact { case, from, by, note } => {
            (case, "contacts", json!({ "from": from, "by_way_of": by, "note": note }))
        }
        Args::Track { case } => (case, "tracker", json!({ "language": lang })),
        Args::Gap { case, issue: Some(issue), label, .. } => {
            (case, "gap/record", json!({ "issue": issue, "labels": label }))
        }
        Args::Gap { case, waive: Some(reason), .. } => {
            (case, "gap/waiver", json!({ "reason": reason }))
        }
        Args::Gap { case, .. } => (case, "gap", json!({ "language": lang })),
        Args::Close { case } => (case, "close", json!({})),
        Args::List
        | Args::Show { .. }
        | Args::New(_)
        | Args::Edit { .. }
        | Args::Decide { .. }
        | Args::Texts { .. }
        | Args::Work(_)
        | Args::Report => anyhow::bail!("not an entry"),
    })
}
