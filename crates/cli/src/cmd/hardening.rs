//! `portcullis hardening`: how far GitLab's recommendations are followed (EN4, EN5).

use std::io::Read as _;
use std::path::PathBuf;

use engine::respond::hardening::HostFacts;
use evidence::Bundle;
use hyper::Method;
use serde_json::{Value, json};

use super::evidence::reports_of;
use super::search::text;
use super::{ask, with_query};
use crate::global::Global;
use crate::{Outcome, print};

/// `gitlab.rb` is read by people.
const RB_BYTES_MAX: u64 = 4 << 20;

/// GitLab's recommendations beside what is set: report, score over time, plan.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis hardening report
  portcullis hardening report --bundle /mnt/usb/gitlab-1 --keep C-1
  portcullis hardening report --sarif > hardening.sarif
  portcullis hardening plan C-1 setting.signup_enabled setting.admin_mode

`report` ends with 10 when something falls short.")]
pub(crate) enum Args {
    /// Compare now.
    Report {
        /// A bundle of the host: checks gitlab.rb, SSH and the kernel, too.
        #[arg(long, value_name = "DIR")]
        bundle: Option<PathBuf>,
        /// Keep the score in the journal, of this case or of none (`--keep -`).
        #[arg(long, value_name = "CASE")]
        keep: Option<String>,
        /// As SARIF, for tools that gather findings.
        #[arg(long, conflicts_with = "json")]
        sarif: bool,
    },
    /// Propose a plan that mends checks; it is approved like any other.
    Plan {
        /// The case.
        case: String,
        /// Ids of checks [default: all that an act can mend].
        checks: Vec<String>,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Report { bundle, keep, sarif } => report((bundle, keep, sarif), global).await,
        Args::Plan { case, checks } => {
            let path = format!("/api/v1/cases/{case}/hardening");
            let body = json!({ "checks": checks });
            let answer = ask(global, Method::POST, &path, Some(body)).await?;
            super::case::done(global, &answer, |answer| {
                format!("plan {} of {case}", text(&answer["hash"]))
            });
            Ok(Outcome::Clean)
        }
    }
}

async fn report(
    (bundle, keep, is_sarif): (Option<PathBuf>, Option<String>, bool),
    global: &Global,
) -> anyhow::Result<Outcome> {
    let host = match bundle {
        None => None,
        Some(dir) => {
            let bundle = Bundle::open(&dir)?;
            let rb = bundle.item("redacted/etc/gitlab/gitlab.rb").map(|item| {
                let mut text = String::new();
                let mut content = bundle.content(item)?.take(RB_BYTES_MAX);
                content.read_to_string(&mut text)?;
                Ok::<_, anyhow::Error>(text)
            });
            let rb = rb.transpose()?;
            Some(HostFacts::of(&reports_of(&bundle)?.0, rb))
        }
    };
    let form = if is_sarif { "sarif" } else { "" };
    let path = with_query("/api/v1/hardening", &[("format", form)]);
    let answer = if keep.is_some() || host.is_some() {
        let case = keep.filter(|case| case != "-");
        let body = json!({ "case": case, "host": host });
        ask(global, Method::POST, &path, Some(body)).await?
    } else {
        ask(global, Method::GET, &path, None).await?
    };
    if is_sarif || global.json {
        print::document(&answer);
    } else {
        shown(&answer);
    }
    let short = answer["short"].as_u64().unwrap_or_default();
    Ok(if short > 0 { Outcome::Found } else { Outcome::Clean })
}

fn shown(report: &Value) {
    let row = |check: &Value| {
        vec![
            text(&check["stands"]),
            text(&check["id"]),
            check["observed"].to_string(),
            text(&check["wanted"]),
            if check["act"].is_null() { String::new() } else { text(&check["act"]["kind"]) },
            text(&check["requirement"]),
        ]
    };
    let checks = report["checks"].as_array().into_iter().flatten();
    let rows: Vec<_> = checks.filter(|check| check["stands"] != "unseen").map(row).collect();
    print::table(&["state", "check", "observed", "recommended", "act", "for"], &rows);
    print::line(format_args!(
        "{} % followed: {} met, {} short, {} not seen",
        text(&report["percent"]),
        text(&report["met"]),
        text(&report["short"]),
        text(&report["unseen"])
    ));
    for gap in report["gaps"].as_array().into_iter().flatten() {
        print::note(format_args!("not read: {}", text(gap)));
    }
}
