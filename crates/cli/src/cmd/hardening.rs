//! `portcullis hardening`: how far GitLab's recommendations are followed (EN4, EN5).

use std::io::Read as _;
use std::path::PathBuf;

use engine::respond::hardening::HostFacts;
use evidence::Bundle;
use hyper::Method;
use serde_json::{Value, json};
use server::web::words::Words;

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
    /// Compare now; ends with 10 when something falls short, whatever the form.
    #[command(after_help = "Examples:
  portcullis hardening report                                     what GitLab's API tells
  portcullis hardening report --bundle /mnt/usb/gitlab-1          gitlab.rb, SSH and kernel, too
  portcullis hardening report --keep -                            keep the score, of no case
  portcullis hardening report --sarif > hardening.sarif")]
    Report {
        /// A bundle of the host: checks gitlab.rb, SSH and the kernel, too. Its score is kept
        /// only with --keep.
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
    #[command(after_help = "Examples:
  portcullis hardening plan C-1                                   all that an act can mend
  portcullis hardening plan C-1 setting.signup_enabled
  portcullis plan show HASH                                       what it would do, and its undo")]
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
            super::case::tell(global, &answer, "cli-plan", &["hash"]);
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
        let only_show = keep.is_none();
        let case = keep.filter(|case| case != "-");
        let body = json!({ "case": case, "host": host, "only_show": only_show });
        ask(global, Method::POST, &path, Some(body)).await?
    } else {
        ask(global, Method::GET, &path, None).await?
    };
    if is_sarif || global.json {
        print::document(&answer);
    } else {
        shown(&answer, global.words());
    }
    Ok(if is_short(&answer) { Outcome::Found } else { Outcome::Clean })
}

/// Whether something falls short: of a report, or of the same as SARIF.
fn is_short(answer: &Value) -> bool {
    let mut results = answer["runs"][0]["results"].as_array().into_iter().flatten();
    answer["short"].as_u64().is_some_and(|short| short > 0)
        || results.any(|result| result["kind"] == "fail")
}

fn shown(report: &Value, words: &Words) {
    let checks = |stands: &'static str| {
        let all = report["checks"].as_array().into_iter().flatten();
        all.filter(move |check| check["stands"] == stands)
    };
    for stands in ["met", "short"] {
        let state = words.t(format!("hardening-stands-{stands}"));
        for check in checks(stands) {
            let (id, observed) = (text(&check["id"]), &check["observed"]);
            let (wanted, rule) = (text(&check["wanted"]), text(&check["requirement"]));
            print::line(format_args!("{state}  {id}  {observed}  ({wanted})  [{rule}]"));
            if stands == "short" {
                print::line(format_args!("    {}", text(&check["why"])));
                print::line(format_args!("    {}", mending(check, words)));
            }
        }
    }
    let unseen: Vec<String> = checks("unseen").map(|check| text(&check["id"])).collect();
    if !unseen.is_empty() {
        print::line(words.t1("hardening-unseen", "checks", unseen.join(", ")));
    }
    if unseen
        .iter()
        .any(|id| ["gitlab_rb.", "sshd.", "sysctl."].iter().any(|of| id.starts_with(of)))
    {
        print::line(words.t("hardening-by-bundle"));
    }
    let counts =
        ["met", "short", "unseen"].map(|name| (format!("{name}_count"), text(&report[name])));
    let told = words.sentence(
        "hardening-told",
        counts.iter().map(|(name, count)| (name.as_str(), count.as_str())),
    );
    print::line(format_args!(
        "{} {} %: {told}",
        words.t("hardening-percent"),
        text(&report["percent"])
    ));
    for gap in report["gaps"].as_array().into_iter().flatten() {
        print::note(words.t1("hardening-gap", "gap", text(gap)));
    }
}

/// The act that mends a check, and the one that undoes it.
fn mending(check: &Value, words: &Words) -> String {
    let name = |act: &Value| words.t(format!("act-{}", text(&act["kind"]).replace('_', "-")));
    if check["act"].is_null() {
        return words.t("hardening-by-hand");
    }
    let undo = if check["undo"].is_null() { String::new() } else { words.t("hardening-undo") };
    format!("{}: {}  {undo}", words.t("hardening-act"), name(&check["act"])).trim_end().to_owned()
}
