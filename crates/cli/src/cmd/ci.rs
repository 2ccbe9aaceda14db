//! `portcullis ci`: what jobs, their logs and their configuration show (CI1–CI14).

use std::path::{Path, PathBuf};

use engine::investigate::leak_cause::{Cause, in_log, in_runner, in_script, runner_of_log};
use engine::investigate::secret::{self, Scan, Sighting};
use engine::investigate::trace::{joined, lines};
use hyper::Method;
use serde_json::{Value, json};
use server::web::words::Words;

use super::case::{done, not_known, tell};
use super::evidence::{file_name, upload};
use super::{ask, search::text, with_query};
use crate::Outcome;
use crate::global::Global;
use crate::say::{OrSay as _, about, said};

/// CI/CD under investigation.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis ci show C-1                              token, causes, actor, reach, secrets, artifacts, queries
  portcullis ci cause --trace job.log --config .gitlab-ci.yml
  git diff main...feature | portcullis ci scan -      secrets in logs and changes, offline
  portcullis ci traces C-1                            keep the logs as evidence
  portcullis ci plan C-1 --keep                       propose what ends and closes the exposure
  portcullis ci import C-1 cloudtrail.json            what the cloud's own log says, on the timeline")]
pub(crate) enum Args {
    /// What the CI/CD of the case's job or project shows; reads only.
    Show(Place),
    /// Find out offline why a log showed secrets: nothing is sent anywhere.
    Cause {
        /// A job's log.
        #[arg(long, value_name = "FILE")]
        trace: Option<PathBuf>,
        /// .gitlab-ci.yml, or a script; may be given several times.
        #[arg(long, value_name = "FILE")]
        config: Vec<PathBuf>,
    },
    /// Find secrets in logs and changes, and files that hold some, offline.
    Scan(super::ci_scan::Args),
    /// Keep the logs of the jobs that the case is about (CE11).
    Traces {
        /// The case.
        case: String,
    },
    /// Keep the artifacts of a job (CI12).
    Artifacts {
        /// The case.
        case: String,
        /// The project's number.
        #[arg(long)]
        project: i64,
        /// The job's number.
        #[arg(long)]
        job: i64,
    },
    /// Open a linked case for each secret that was seen (CI8).
    Secrets(Place),
    /// Propose what ends and closes the exposure; changes nothing in GitLab.
    Plan {
        #[command(flatten)]
        place: Place,
        /// Copy the logs and artifacts that show secrets first, so that the plan can delete them.
        #[arg(long)]
        keep: bool,
        /// A project whose jobs shall not enter any more; may be given several times.
        #[arg(long, value_name = "PROJECT")]
        disallow: Vec<i64>,
    },
    /// Keep the answer of a cloud's audit log and put its rows on the timeline (CI14).
    Import {
        /// The case.
        case: String,
        /// The file: JSON or CSV.
        file: PathBuf,
    },
}

/// A case, and where to look if not at its own job or project.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    /// The case.
    case: String,
    /// Another project than the case's own.
    #[arg(long)]
    project: Option<i64>,
    /// A job of it.
    #[arg(long, requires = "project")]
    job: Option<i64>,
}

impl Place {
    fn path(&self, below: &str) -> String {
        let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        let (project, job) = (number(self.project), number(self.job));
        let path = format!("/api/v1/cases/{}/ci{below}", self.case);
        with_query(&path, &[("project", &project), ("job", &job)])
    }
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let words = global.words();
    match args {
        Args::Show(place) => return show(&place, global).await,
        Args::Scan(args) => return super::ci_scan::run(&args, global),
        Args::Cause { trace, config } => return cause(trace.as_deref(), &config, global),
        Args::Traces { case } => {
            let path = format!("/api/v1/cases/{case}/ci/traces");
            let answer = ask(global, Method::POST, &path, None).await?;
            done(global, &answer, |answer| kept(answer, words));
        }
        Args::Artifacts { case, project, job } => {
            let path = format!("/api/v1/cases/{case}/ci/artifacts");
            let body = json!({ "project": project, "job": job });
            let answer = ask(global, Method::POST, &path, Some(body)).await?;
            done(global, &answer, |item| kept_line(item, words));
        }
        Args::Secrets(place) => {
            let answer = ask(global, Method::POST, &place.path("/secrets"), None).await?;
            done(global, &answer, |answer| {
                let opened = answer["opened"].as_array().into_iter().flatten();
                let line =
                    |one: &Value| format!("C-{}  {}", text(&one["case"]), text(&one["about"]));
                opened.map(line).collect::<Vec<_>>().join("\n")
            });
        }
        Args::Plan { place, keep, disallow } => {
            let path = format!("/api/v1/cases/{}/ci/plan", place.case);
            let body = json!({
                "project": place.project, "job": place.job, "keep": keep, "disallow": disallow,
            });
            let answer = ask(global, Method::POST, &path, Some(body)).await?;
            done(global, &answer, |answer| super::plan::describe(answer, words));
        }
        Args::Import { case, file } => {
            let path = format!("/api/v1/cases/{case}/ci/import");
            let path = with_query(&path, &[("name", &file_name(&file))]);
            let answer = upload(global, &path, "application/octet-stream", &file).await?;
            let names = ["rows", "read_as", "unread", "item/sha256"];
            tell(global, &answer, "cli-ci-imported", &names);
        }
    }
    Ok(Outcome::Clean)
}

fn kept(answer: &Value, words: &Words) -> String {
    let kept = answer["kept"].as_array().into_iter().flatten();
    let kept = kept.map(|item| kept_line(item, words));
    let gaps = answer["gaps"].as_array().into_iter().flatten();
    let gaps = gaps.map(|gap| not_known(words, gap));
    kept.chain(gaps).collect::<Vec<_>>().join("\n")
}

fn kept_line(kept: &Value, words: &Words) -> String {
    let secrets = kept["secrets"].as_array().map_or(0, Vec::len);
    let (sha256, name) = (text(&kept["item"]["sha256"]), text(&kept["item"]["name"]));
    format!("{sha256}  {}", words.told("cli-ci-kept", &[("name", &name), ("count", &secrets)]))
}

pub(super) async fn show(place: &Place, global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, &place.path(""), None).await?;
    done(global, &answer, |answer| report(answer, global.words()));
    let is_empty = |part: &str| answer[part].as_array().is_none_or(Vec::is_empty);
    Ok(if is_empty("secrets") && is_empty("causes") { Outcome::Clean } else { Outcome::Found })
}

/// The report in lines.
fn report(answer: &Value, words: &Words) -> String {
    let rows = |part: &str| answer[part].as_array().cloned().unwrap_or_default();
    let project = ["path", "project", "window/from", "window/to"];
    let mut lines = vec![
        about(words, "cli-ci-project", answer, &project),
        about(words, "cli-ci-reach", answer, &["exposure/reach"]),
    ];
    for job in rows("jobs") {
        let names = ["job", "name", "status", "token", "runner/executor"];
        lines.push(about(words, "cli-ci-job", &job, &names));
        let causes = job["causes"].as_array().into_iter().flatten();
        lines.extend(causes.map(|cause| cause_line(cause, words)));
    }
    lines.extend(rows("causes").iter().map(|cause| cause_line(cause, words)));
    for file in answer["graph"]["files"].as_array().into_iter().flatten() {
        let changes = file["changes"].as_array().map_or(0, Vec::len);
        if changes > 0 {
            let path = text(&file["path"]);
            lines.push(words.told("cli-ci-changed", &[("path", &path), ("count", &changes)]));
        }
    }
    for actor in rows("actors") {
        lines.push(about(words, "cli-ci-actor", &actor, &["username", "user", "evidence"]));
    }
    for secret in rows("secrets") {
        let mut secret = secret;
        secret["count"] = json!(secret["places"].as_array().map_or(0, Vec::len));
        let names = ["kind", "name", "last_four", "count", "places/0/in", "places/0/line"];
        lines.push(about(words, "cli-ci-secret", &secret, &names));
    }
    for row in answer["artifacts"]["artifacts"].as_array().into_iter().flatten() {
        let is_for_ever = row["expires_at"].is_null();
        let key = if is_for_ever { "cli-ci-artifacts-for-ever" } else { "cli-ci-artifacts" };
        lines.push(about(words, key, row, &["job", "bytes", "expires_at"]));
    }
    lines.extend(
        rows("queries")
            .iter()
            .map(|query| format!("\n# {}\n{}", text(&query["tool"]), text(&query["text"]))),
    );
    lines.extend(rows("gaps").iter().map(|gap| not_known(words, gap)));
    lines.join("\n")
}

fn cause_line(cause: &Value, words: &Words) -> String {
    let names = ["kind", "root", "likelihood", "source/path", "line", "excerpt"];
    about(words, "cli-ci-cause", cause, &names)
}

/// Offline: no data directory, no server, no key. Fingerprints are made with
/// a key of their own and are not shown.
fn cause(trace: Option<&Path>, config: &[PathBuf], global: &Global) -> anyhow::Result<Outcome> {
    if trace.is_none() && config.is_empty() {
        return Err(said("cli-ci-give-trace", &[]));
    }
    let mut causes: Vec<Cause> = Vec::new();
    let mut secrets: Vec<Sighting> = Vec::new();
    let scan = Scan { key: &[0; 32], custom_prefix: None };
    let read = |file: &Path| {
        let bytes = std::fs::read(file);
        let bytes = bytes.or_say("cli-cannot-read", &[("file", &file.display())])?;
        Ok::<_, anyhow::Error>(String::from_utf8_lossy(&bytes).into_owned())
    };
    if let Some(file) = trace {
        let lines = lines(&read(file)?);
        causes.extend(in_log(&lines));
        causes.extend(in_runner(&runner_of_log(&lines), false));
        secrets.extend(secret::find(&joined(&lines), scan));
    }
    for file in config {
        let script = read(file)?;
        causes.extend(in_script(&file.to_string_lossy(), &script));
        secrets.extend(secret::find(&script, scan));
    }
    let seen = secrets.iter().map(|sighting| {
        json!({
            "kind": sighting.kind.as_str(),
            "name": sighting.name,
            "line": sighting.line,
            "last_four": sighting.last_four,
            "excerpt": sighting.excerpt,
        })
    });
    let answer = json!({
        "format": "portcullis.ci-causes/1",
        "causes": causes,
        "secrets": seen.collect::<Vec<_>>(),
    });
    done(global, &answer, |answer| {
        let rows = |part: &str| answer[part].as_array().cloned().unwrap_or_default();
        let words = global.words();
        let (causes, secrets) = (rows("causes"), rows("secrets"));
        let causes = causes.iter().map(|cause| cause_line(cause, words));
        let names = ["kind", "line", "excerpt"];
        let secrets = secrets.iter().map(|one| about(words, "cli-ci-secret-line", one, &names));
        let all: Vec<String> = causes.chain(secrets).collect();
        if all.is_empty() { words.t("cli-nothing-found") } else { all.join("\n") }
    });
    let is_clean = causes.is_empty() && secrets.is_empty();
    Ok(if is_clean { Outcome::Clean } else { Outcome::Found })
}
