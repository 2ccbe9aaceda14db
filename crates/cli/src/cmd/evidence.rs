//! `portcullis evidence`: bytes written once, named by their hash (CE11, CI12),
//! and a host's state as a bundle (IN7–IN9).

mod bundle;
mod custody;
mod flows;
mod send;

use std::path::{Path, PathBuf};

use engine::coordinate::CaseId;
use futures::StreamExt as _;
use hyper::Method;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use url::Url;

use super::case::{done, tell};
use super::{ask, problem, search::text, with_query};
use crate::global::Global;
use crate::say::{OrSay as _, Values, said};
use crate::{Outcome, print};

/// Evidence. An item is named by the SHA-256 of its bytes and never written again.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis evidence collect --out /mnt/usb/gitlab-1        on the suspected host
  portcullis evidence verify /mnt/usb/gitlab-1
  portcullis evidence analyse /mnt/usb/gitlab-1              what does not belong there
  portcullis evidence send /mnt/usb/gitlab-1 --to URL --token-file sender.token
  portcullis evidence export C-1 --out DIR --to 'District court' --purpose 'case 7 Js 12/26'
  portcullis evidence flows vpc.log --baseline own.yml       unusual traffic
  portcullis evidence add C-1 screenshot.png
  portcullis evidence list C-1
  portcullis evidence verify C-1
  portcullis evidence get 2f3c… --to copy.log")]
pub(crate) enum Args {
    /// Keep a file.
    Add {
        /// The case.
        case: String,
        /// The file.
        file: PathBuf,
        /// A name for people [default: the file's].
        #[arg(long)]
        name: Option<String>,
        /// Its media type.
        #[arg(long, default_value = "application/octet-stream")]
        media_type: String,
    },
    /// What is kept of a case.
    List {
        /// The case.
        case: String,
    },
    /// Hash items again and name those that are damaged.
    #[command(after_help = "Examples:
  portcullis evidence verify /mnt/usb/gitlab-1 --seal SHA256          a host's bundle; no server is asked
  portcullis evidence verify DIR --key verifier.pub --tsa-ca tsa.pem  a court bundle
  portcullis evidence verify C-1                                      what is kept of a case
  portcullis evidence verify C-1 --sha256 SHA256                      one item of it")]
    Verify {
        /// The folder of a bundle, or a case.
        what: String,
        /// One item's SHA-256 [default: all of the case].
        #[arg(long)]
        sha256: Option<String>,
        /// The seal that `collect` or `export` printed, as it was written down.
        #[arg(long, value_name = "SHA256")]
        seal: Option<String>,
        /// Of a court bundle: the journal's key as it was handed over (verifier.pub).
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        /// Of a court bundle: trusted certificates of time-stamping authorities (PEM).
        #[arg(long, value_name = "FILE")]
        tsa_ca: Option<PathBuf>,
    },
    /// Save what a host shows, the most volatile first, as a bundle.
    Collect(bundle::Collect),
    /// Compare a bundle with what belongs on a GitLab host.
    Analyse(bundle::Analyse),
    /// Send a bundle to the server, where it can only be appended; goes on after a break.
    #[command(after_help = "Example:
  portcullis evidence send DIR --to https://portcullis.example.com/collect/evidence/gitlab-1 --token-file sender.token")]
    Send {
        /// The bundle.
        dir: PathBuf,
        /// `/collect/evidence/NAME` of the server; NAME as in [[evidence.sender]].
        #[arg(long, value_name = "URL")]
        to: Url,
    },
    /// Bundles of hosts that senders appended.
    Arrivals,
    /// Take a bundle that arrived into a case.
    Take {
        /// The case.
        case: String,
        /// The bundle's seal.
        seal: String,
    },
    /// Where evidence is kept, and whether the store itself refuses to change it.
    Store,
    /// Who took, saw, exported and handed on the evidence of a case.
    Custody {
        /// The case.
        case: String,
    },
    /// Say how far a case or an item may travel (TLP 2.0).
    Mark(custody::Mark),
    /// Place a legal hold on all evidence of a case.
    Hold(custody::Why),
    /// End a legal hold, as somebody else than who placed it.
    Release(custody::Why),
    /// Keep all evidence of a case longer.
    Retain(custody::Retain),
    /// Record that somebody else has an item from now on.
    Transfer(custody::Transfer),
    /// Export a case for court or auditor: it proves itself without us.
    Export(custody::Export),
    /// Compare recorded traffic with what is usual.
    Flows(flows::Flows),
    /// Take a copy. It may hold secrets; who takes one stands in the journal.
    Get {
        /// The item's SHA-256.
        sha256: String,
        /// Where to write it; must not exist.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Add { case, file, name, media_type } => {
            let name = name.unwrap_or_else(|| file_name(&file));
            let path = with_query(&format!("/api/v1/cases/{case}/evidence"), &[("name", &name)]);
            let answer = upload(global, &path, &media_type, &file).await?;
            tell(global, &answer, "cli-evidence-kept", &["sha256", "bytes"]);
            Ok(Outcome::Clean)
        }
        Args::List { case } => list(&case, global).await,
        Args::Verify { what, seal, key, tsa_ca, .. } if Path::new(&what).is_dir() => {
            let (dir, seal) = (Path::new(&what), seal.as_deref());
            if !evidence::court::is_one(dir) {
                return bundle::verify(dir, seal, global);
            }
            let brought = custody::Brought { seal, key: key.as_deref(), tsa_ca: tsa_ca.as_deref() };
            custody::verify(dir, &brought, global)
        }
        Args::Verify { what, .. } if what.parse::<CaseId>().is_err() => {
            Err(said("command-no-folder", &[("name", &what)]))
        }
        Args::Verify { what, sha256, .. } => verify(&what, sha256, global).await,
        Args::Collect(args) => {
            let (out, to) = (args.out.clone(), args.to.clone());
            let outcome = bundle::collect(args, global)?;
            match to {
                Some(to) => send::send(&out, &to, global).await,
                None => Ok(outcome),
            }
        }
        Args::Send { dir, to } => send::send(&dir, &to, global).await,
        Args::Arrivals => custody::arrivals(global).await,
        Args::Take { case, seal } => custody::take(&case, &seal, global).await,
        Args::Store => custody::store(global).await,
        Args::Custody { case } => custody::show(&case, global).await,
        Args::Mark(args) => custody::mark(args, global).await,
        Args::Hold(args) => custody::hold(args, global).await,
        Args::Release(args) => custody::release(args, global).await,
        Args::Retain(args) => custody::retain(args, global).await,
        Args::Transfer(args) => custody::transfer(args, global).await,
        Args::Export(args) => custody::export(args, global).await,
        Args::Analyse(args) => bundle::analysis(&args, global),
        Args::Flows(args) => flows::run(&args, global),
        Args::Get { sha256, to } => get(&sha256, &to, global).await,
    }
}

pub(super) use bundle::reports as reports_of;

pub(super) fn file_name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Sends a file's bytes and answers the document.
pub(super) async fn upload(
    global: &Global,
    path: &str,
    media_type: &str,
    file: &Path,
) -> anyhow::Result<Value> {
    let open = tokio::fs::File::open(file);
    let open = open.await.or_say("cli-cannot-read", &[("file", &file.display())])?;
    let door = global.door().await?;
    let sent = door.upload(path, media_type, open).await;
    door.close().await;
    let answer = sent?;
    let document = answer.json();
    if answer.is_success() { Ok(document) } else { Err(problem(answer.status, &document)) }
}

async fn list(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/evidence");
    let answer = ask(global, Method::GET, &path, None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    let row = |item: &Value| {
        let verified = match item["verified"][1].as_bool() {
            Some(true) => "cli-sound",
            Some(false) => "cli-damaged",
            None => "cli-not-checked",
        };
        vec![
            text(&item["sha256"]),
            text(&item["bytes"]),
            words.t(verified),
            text(&item["kept_at"]),
            text(&item["name"]),
        ]
    };
    let rows: Vec<_> = answer["evidence"].as_array().into_iter().flatten().map(row).collect();
    print::table(words, "sha256 bytes state kept-utc name", &rows);
    Ok(Outcome::Clean)
}

async fn verify(case: &str, sha256: Option<String>, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/evidence/verify");
    let body = json!({ "sha256": sha256 });
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    let words = global.words();
    if global.json {
        print::document(&answer);
    } else {
        for check in answer["checks"].as_array().into_iter().flatten() {
            let state = match check["problem"].as_str() {
                None => words.t("cli-sound"),
                Some(problem) => format!("{}: {problem}", words.t("cli-damaged")),
            };
            print::line(format_args!(
                "{}  {}  {state}",
                text(&check["sha256"]),
                text(&check["name"])
            ));
        }
    }
    Ok(if answer["is_sound"] == true { Outcome::Clean } else { Outcome::Failed })
}

async fn get(sha256: &str, to: &Path, global: &Global) -> anyhow::Result<Outcome> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let door = global.door().await?;
    let copied = async {
        let mut coming = door.download(&format!("/api/v1/evidence/{sha256}")).await?;
        if coming.status != 200 {
            let answer = coming.whole().await?;
            return Err(problem(answer.status, &answer.json()));
        }
        let opened = options.open(to).await;
        let mut file = opened.or_say("cli-cannot-make", &[("file", &to.display())])?;
        let mut bytes = 0;
        while let Some(piece) = coming.body.next().await {
            let piece = piece?;
            bytes += piece.len();
            file.write_all(&piece).await?;
        }
        file.sync_all().await?;
        Ok(bytes)
    };
    let copied = copied.await;
    door.close().await;
    let bytes = copied?;
    let answer =
        json!({ "format": "portcullis.evidence-copy/1", "sha256": sha256, "bytes": bytes });
    done(global, &answer, |_| {
        let args: Values<'_> = &[("bytes", &bytes), ("file", &to.display())];
        global.words().told("cli-evidence-copied", args)
    });
    Ok(Outcome::Clean)
}
