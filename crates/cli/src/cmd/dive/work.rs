//! `portcullis dive run`, `redact`, `release`, `hand-over` …: from a granted
//! request to what was handed over (LD5, LD6, LD15, LD16, LD25, LD26).

use std::path::{Path, PathBuf};
use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use server::web::words::Words;

use super::super::evidence::{file_name, upload};
use super::super::{ask, case::done, search::text, with_query};
use crate::Outcome;
use crate::global::Global;
use crate::say::{Values, about};

/// How often is asked how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What a granted request leads to.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Search the record and bundles of logs; goes on where it was interrupted.
    ///
    /// Only lines of the granted resources, window and kinds of logs are taken;
    /// lines of access logs are refused and counted (LD25).
    #[command(after_help = "Examples:
  portcullis dive run C-1                                    the record alone
  portcullis dive run C-1 --bundle logs.tar.gz --bundle more.zip
  portcullis dive run C-1                                    again: goes on, or searches the same anew
  portcullis dive run C-1 --no-bundle                        without the bundles of the last time")]
    Run {
        /// The case.
        case: String,
        /// A bundle of logs (tar, zip, or one log; gzip, zstd, xz, bzip2): a file, or
        /// the SHA-256 of evidence of the case. Again for more.
        #[arg(long, value_name = "FILE")]
        bundle: Vec<String>,
        /// Search the record alone, not the bundles of the last time too.
        #[arg(long, conflicts_with = "bundle")]
        no_bundle: bool,
        /// Let lines of access logs in, and say why.
        #[arg(long, value_name = "REASON")]
        access_logs_because: Option<String>,
    },
    /// How the search goes.
    Progress {
        /// The case.
        case: String,
    },
    /// End a search before it is done.
    Cancel {
        /// The case.
        case: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Take out what is not the requester's business, with names as the instance knows them now.
    Redact {
        /// The case.
        case: String,
        /// Name of an inner machine: taken out with all below it. Again for more.
        #[arg(long = "internal-host", value_name = "NAME")]
        internal_hosts: Vec<String>,
        /// Name of a person, project or thing that nobody else tells: taken out
        /// wherever it stands, also in encoded forms. Again for more.
        #[arg(long = "name", value_name = "NAME")]
        names: Vec<String>,
    },
    /// The redaction, line by line.
    Lines {
        /// The case.
        case: String,
        /// The first line.
        #[arg(long, default_value_t = 1)]
        from: u64,
        /// How many.
        #[arg(long, default_value_t = 100)]
        lines: usize,
        /// Only lines from which something was taken out.
        #[arg(long)]
        only_spans: bool,
    },
    /// Add or lift a span; the result gets a new hash and must be approved anew.
    #[command(after_help = "Examples:
  portcullis dive lines C-1 --from 7 --lines 1               the line, before and after
  portcullis dive span C-1 add 7 11 23 --reason 'a name'     bytes 11 to 22 of line 7
  portcullis dive span C-1 add 7 --text 'Mizuki Arai' --reason 'a name'
  portcullis dive span C-1 lift 7 11 23 --reason 'the requester themselves'")]
    Span {
        /// The case.
        case: String,
        /// add or lift.
        kind: String,
        /// The line, from 1.
        line: u64,
        /// The first byte in the original's line, from 0.
        #[arg(required_unless_present = "text", requires = "end")]
        start: Option<usize>,
        /// The byte behind the last.
        end: Option<usize>,
        /// Instead of bytes, to add: every place in the line where this stands.
        #[arg(long, conflicts_with = "start")]
        text: Option<String>,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Ask security and Legal to approve exactly this result.
    Release {
        /// The case.
        case: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Seal what both approved and lay it behind a link that works once (support only).
    #[command(after_help = "Examples:
  portcullis dive hand-over C-1 --recipient age1…            only that key opens it
  portcullis dive hand-over C-1 --hours 24                   with a passphrase, shown once: tell it by another way
  portcullis dive hand-over C-1 --token-file support.token   as the account of role support")]
    HandOver {
        /// The case.
        case: String,
        /// The hash that both approved; the current redaction's if unsaid.
        #[arg(long)]
        hash: Option<String>,
        /// The recipient's age public key (age1…); without it a passphrase is made and shown once.
        #[arg(long)]
        recipient: Option<String>,
        /// Hours until the link opens nothing more [default: 72].
        #[arg(long)]
        hours: Option<u16>,
    },
    /// The links of a request, and how each stands.
    Links {
        /// The case.
        case: String,
    },
    /// End a link before it is used.
    Recall {
        /// The case.
        case: String,
        /// The first twelve digits of the link's hash, as `links` shows them.
        link: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Run { case, bundle, no_bundle, access_logs_because } => {
            let bundles = (no_bundle || !bundle.is_empty()).then_some(bundle);
            search(&case, (bundles, access_logs_because), global).await
        }
        Args::Progress { case } => {
            let progress = asked(global, Method::GET, &case, "run", None).await?;
            done(global, &progress, |progress| progressed(progress, global.words()));
            Ok(Outcome::Clean)
        }
        Args::Lines { case, from, lines, only_spans } => {
            let (from, lines) = (from.to_string(), lines.to_string());
            let query = [("from", &*from), ("lines", &*lines)];
            let only: &[_] = if only_spans { &[("only_spans", "true")] } else { &[] };
            let path = with_query(&place(&case, "redaction"), &[&query, only].concat());
            let shown = ask(global, Method::GET, &path, None).await?;
            done(global, &shown, |shown| side_by_side(shown, global.words()));
            Ok(Outcome::Clean)
        }
        Args::Links { case } => {
            let links = asked(global, Method::GET, &case, "links", None).await?;
            done(global, &links, |links| listed(links, global.words()));
            Ok(Outcome::Clean)
        }
        Args::HandOver { case, hash, recipient, hours } => {
            hand_over(&case, hash, (recipient, hours), global).await
        }
        other => write(other, global).await,
    }
}

fn place(case: &str, below: &str) -> String {
    format!("/api/v1/dives/{case}/{below}")
}

async fn asked(
    global: &Global,
    method: Method,
    case: &str,
    below: &str,
    body: Option<Value>,
) -> anyhow::Result<Value> {
    ask(global, method, &place(case, below), body).await
}

/// What changes something and answers shortly.
async fn write(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let (case, below, body) = match args {
        Args::Cancel { case, reason } => (case, "run/cancel", json!({ "reason": reason })),
        Args::Redact { case, internal_hosts, names } => {
            (case, "redaction", json!({ "internal_hosts": internal_hosts, "names": names }))
        }
        Args::Span { case, kind, line, start, end, text: place, reason } => {
            let shown = asked(global, Method::GET, &case, "redaction", None).await?;
            let body = json!({
                "original": shown["original"]["sha256"].as_str().unwrap_or_default(),
                "kind": kind, "line": line, "start": start.unwrap_or_default(),
                "end": end.unwrap_or_default(), "text": place, "reason": reason,
            });
            (case, "redaction/edits", body)
        }
        Args::Release { case, reason } => (case, "release", json!({ "reason": reason })),
        Args::Recall { case, link, reason } => {
            (case, "links/recall", json!({ "link": link, "reason": reason }))
        }
        Args::Run { .. }
        | Args::Progress { .. }
        | Args::Lines { .. }
        | Args::HandOver { .. }
        | Args::Links { .. } => anyhow::bail!("changes nothing"),
    };
    let answer = asked(global, Method::POST, &case, below, Some(body)).await?;
    let words = global.words();
    done(global, &answer, |answer| match below {
        "run/cancel" => progressed(answer, words),
        "release" => about(words, "cli-dive-approval-asked", answer, &["hash"]),
        "links/recall" => listed(answer, words),
        _ => redacted(answer, words),
    });
    Ok(Outcome::Clean)
}

/// Begins, or goes on, and waits until it is over.
async fn search(
    case: &str,
    (bundles, because): (Option<Vec<String>>, Option<String>),
    global: &Global,
) -> anyhow::Result<Outcome> {
    let mut hashes = bundles.is_some().then(Vec::new);
    for bundle in bundles.into_iter().flatten() {
        let file = PathBuf::from(&bundle);
        let hash = if file.is_file() { kept(global, case, &file).await? } else { bundle };
        hashes.get_or_insert_default().push(hash);
    }
    let order = json!({ "bundles": hashes, "access_logs_because": because });
    let door = global.door().await?;
    let followed = async {
        let path = place(case, "run");
        let mut answer = door.ask(Method::POST, &path, Some(order)).await?;
        loop {
            let progress = answer.json();
            if !answer.is_success() {
                return Err(super::super::problem(answer.status, &progress));
            }
            if progress["state"] != "running" {
                return Ok(progress);
            }
            tokio::time::sleep(LOOK_EVERY).await;
            answer = door.ask(Method::GET, &path, None).await?;
        }
    };
    let progress = followed.await;
    door.close().await;
    let progress = progress?;
    done(global, &progress, |progress| progressed(progress, global.words()));
    Ok(if progress["state"] == "done" { Outcome::Clean } else { Outcome::Failed })
}

async fn kept(global: &Global, case: &str, file: &Path) -> anyhow::Result<String> {
    let path = with_query(&place(case, "bundles"), &[("name", &file_name(file))]);
    let item = upload(global, &path, "application/octet-stream", file).await?;
    Ok(text(&item["sha256"]))
}

async fn hand_over(
    case: &str,
    hash: Option<String>,
    (recipient, hours): (Option<String>, Option<u16>),
    global: &Global,
) -> anyhow::Result<Outcome> {
    let hash = match hash {
        Some(hash) => hash,
        None => {
            let shown = asked(global, Method::GET, case, "redaction", None).await?;
            text(&shown["redaction"]["artefact"]["sha256"])
        }
    };
    let order = json!({ "hash": hash, "recipient": recipient, "hours": hours });
    let answer = asked(global, Method::POST, case, "links", Some(order)).await?;
    done(global, &answer, |answer| {
        let has_passphrase = answer["passphrase"].is_string();
        let key = if has_passphrase { "cli-dive-link-passphrase" } else { "cli-dive-link" };
        let names = ["url", "released/expires_at", "released/sealed", "passphrase"];
        let told = about(global.words(), key, answer, &names);
        let is_whole = answer["url"].as_str().is_some_and(|url| !url.starts_with('/'));
        if is_whole { told } else { format!("{told}\n{}", global.words().t("handed-over-no-host")) }
    });
    Ok(Outcome::Clean)
}

fn progressed(progress: &Value, words: &Words) -> String {
    let names = ["state", "lines", "done", "records", "bundles_done", "bundles"];
    let mut lines = vec![about(words, "cli-dive-progress", progress, &names)];
    let seen = progress["seen"].as_object().into_iter().flatten();
    lines.extend(seen.map(|(verdict, count)| format!("  {verdict}: {count}")));
    let left_out = progress["left_out"].as_array().into_iter().flatten();
    lines.extend(left_out.map(|one| words.told("cli-dive-left-out", &[("what", &text(one))])));
    if let Some(hash) = progress["artefact"]["sha256"].as_str() {
        lines.push(format!("  sha256 {hash}"));
    }
    if let Some(problem) = progress["problem"].as_str() {
        lines.push(format!("  {problem}"));
    }
    lines.join("\n")
}

fn redacted(answer: &Value, words: &Words) -> String {
    let counted = answer["report"]["counted"].as_array().into_iter().flatten();
    let spans: u64 = counted.filter_map(|row| row["count"].as_u64()).sum();
    let (report, sha256) = (text(&answer["report"]["lines"]), text(&answer["artefact"]["sha256"]));
    let args: Values<'_> = &[("spans", &spans), ("lines", &report), ("sha256", &sha256)];
    let mut lines = vec![words.told("cli-redacted", args)];
    let gaps = answer["gaps"].as_array().into_iter().flatten();
    lines.extend(gaps.map(|gap| words.told("cli-dive-names-unknown", &[("what", &text(gap))])));
    lines.join("\n")
}

fn side_by_side(shown: &Value, words: &Words) -> String {
    let mut lines = Vec::new();
    for line in shown["lines"].as_array().into_iter().flatten() {
        let pieces = line["original"].as_array().into_iter().flatten();
        let original: String = pieces.map(|piece| text(&piece["text"])).collect();
        let number = text(&line["line"]);
        if !original.is_empty() {
            lines.push(format!("{number} - {original}"));
        }
        lines.push(format!("{number} + {}", text(&line["result"])));
    }
    if let Some(next) = shown["next"].as_u64() {
        lines.push(words.told("cli-dive-further", &[("next", &next)]));
    }
    lines.join("\n")
}

fn listed(answer: &Value, words: &Words) -> String {
    let row = |link: &Value| {
        let token = text(&link["token"]);
        let token = token.get(..12).unwrap_or(&token);
        format!("{token}  {}", about(words, "cli-dive-link-until", link, &["way", "expires_at"]))
    };
    let rows = answer["links"].as_array().into_iter().flatten();
    rows.map(row).collect::<Vec<_>>().join("\n")
}
