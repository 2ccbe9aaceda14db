//! `portcullis import`: files into the record.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use hyper::Method;
use serde_json::{Value, json};
use server::app::ImportProgress;
use server::door::Door;
use server::person::Person;

use crate::global::Global;
use crate::{Outcome, print};

/// Read log files and exports into the record.
///
/// Plain, gzip or zstd, told by content; so is the format of each line. A line
/// that cannot be read is kept raw and counted. An interrupted import goes on
/// where it was; a file imported twice adds nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis import audit_json.log
  portcullis import /var/log/gitlab/gitlab-rails/{audit,api}_json.log*
  portcullis import --json events.jsonl.zst")]
pub(crate) struct Args {
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let door = global.door().await?;
    let mut reports = Vec::new();
    let mut failures = Vec::new();
    for file in &args.files {
        match import(&door, file).await.with_context(|| format!("cannot import {}", file.display()))
        {
            Ok(report) => {
                if !global.json {
                    describe(file, &report);
                }
                reports.push(report);
            }
            Err(error) => {
                print::note(format_args!("portcullis: {error:#}"));
                failures.push(format!("{error:#}"));
            }
        }
    }
    door.close().await;
    if global.json {
        print::document(
            &json!({ "format": "portcullis.import/1", "files": reports, "failures": failures }),
        );
    }
    Ok(if failures.is_empty() { Outcome::Clean } else { Outcome::Failed })
}

async fn import(door: &Door, file: &Path) -> anyhow::Result<Value> {
    match door {
        Door::Local { app, .. } => {
            let bar = print::bar(0, "bytes").with_message(file.display().to_string());
            let mut progress = |progress: ImportProgress| {
                bar.set_length(progress.bytes_total);
                bar.set_position(progress.bytes_read);
            };
            let report = app.import_file(&Person::operator("import"), file, &mut progress).await;
            bar.finish_and_clear();
            Ok(serde_json::to_value(report?)?)
        }
        Door::Remote { .. } => {
            let path = std::path::absolute(file)?;
            let answer =
                door.ask(Method::POST, "/api/v1/imports", Some(json!({ "path": path }))).await?;
            if answer.is_success() {
                Ok(answer.json())
            } else {
                Err(super::problem(answer.status, &answer.json()))
            }
        }
    }
}

fn describe(file: &Path, report: &Value) {
    print::line(format_args!("{}: {} record(s)", file.display(), report["records"]));
    for (format, count) in report["formats"].as_object().into_iter().flatten() {
        print::line(format_args!("  {count} {format}"));
    }
    let lines = |name: &str| {
        report[name]
            .as_array()
            .filter(|list| !list.is_empty())
            .map(|list| Value::Array(list.clone()).to_string())
    };
    if report["resumed_after"] != 0 {
        print::line(format_args!("  {} were there already", report["resumed_after"]));
    }
    if let Some(lines) = lines("unparsed_lines") {
        print::line(format_args!("  {} not readable, kept raw; lines {lines}", report["unparsed"]));
    }
    if let Some(lines) = lines("too_long_lines") {
        print::line(format_args!("  longer than the limit, NOT taken; lines {lines}"));
    }
}
