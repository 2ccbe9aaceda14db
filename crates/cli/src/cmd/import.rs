//! `portcullis import`: files into the record.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hyper::Method;
use serde_json::{Value, json};
use server::app::ImportProgress;
use server::door::Door;
use server::person::Person;
use server::web::words::Words;

use crate::global::Global;
use crate::say::{OrSay as _, Values, about, said, why};
use crate::{Outcome, print};

/// Read log files and exports into the record.
///
/// Plain, gzip, zstd, bzip2 or xz, told by content; so is the format of each line: every
/// log of GitLab, system hooks, audit events as CSV and as exported to S3 and
/// Google Cloud. Of a folder all files are read, with those in it. A line that
/// cannot be read is kept raw and counted. An interrupted import goes on where it
/// was; a file imported twice adds nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis import audit_json.log
  portcullis import /var/log/gitlab/gitlab-rails/{audit,api}_json.log*
  portcullis import /var/log/gitlab audit_events.csv
  kubectl logs -l app=webservice -c webservice | portcullis import -
  portcullis import --json events.jsonl.zst")]
pub(crate) struct Args {
    /// Files, folders, or `-` for standard input, which is read to its end.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// So many files of folders are read at most.
const FILES_MAX: usize = 100_000;

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let spool = Spool::default();
    let files = files(&args.files, &spool)?;
    let (door, words) = (global.door().await?, global.words());
    let mut reports = Vec::new();
    let mut failures = Vec::new();
    for file in &files {
        let imported = import(&door, file).await;
        match imported.or_say("cli-cannot-import", &[("file", &file.display())]) {
            Ok(report) => {
                if !global.json {
                    describe(file, &report, words);
                }
                reports.push(report);
            }
            Err(error) => {
                print::note(format_args!("portcullis: {}", why(&error, words)));
                failures.push(format!("{error:#}"));
            }
        }
    }
    door.close().await;
    if !global.json && reports.len() > 1 {
        describe_all(&reports, words);
    }
    if global.json {
        print::document(
            &json!({ "format": "portcullis.import/1", "files": reports, "failures": failures }),
        );
    }
    Ok(if failures.is_empty() { Outcome::Clean } else { Outcome::Failed })
}

/// Standard input as a file: the importer looks at a file twice, and the
/// server can read it too. It goes when this goes.
#[derive(Default)]
struct Spool(std::cell::OnceCell<tempfile::TempDir>);

impl Spool {
    fn file(&self) -> anyhow::Result<PathBuf> {
        let folder = match self.0.get() {
            Some(folder) => folder,
            None => {
                let folder = tempfile::tempdir()?;
                let mut file = std::fs::File::create(folder.path().join("stdin"))?;
                std::io::copy(&mut std::io::stdin().lock(), &mut file)
                    .or_say("cli-cannot-read-stdin", &[])?;
                self.0.get_or_init(|| folder)
            }
        };
        Ok(folder.path().join("stdin"))
    }
}

/// The files that the arguments name, those of folders in the order of their names.
fn files(named: &[PathBuf], spool: &Spool) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if path.as_os_str() == "-" {
            files.push(spool.file()?);
        } else if path.is_dir() {
            walk(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// The files of a folder, without what `svlogd` keeps beside its logs and
/// without hidden ones. Links are not followed into folders.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    const BESIDE: [&str; 4] = ["lock", "config", "state", "newstate"];
    let read = std::fs::read_dir(folder);
    let read = read.or_say("cli-cannot-read", &[("file", &folder.display())])?;
    let mut entries = read.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), files)?;
        } else if !name.starts_with('.') && !BESIDE.contains(&name.as_ref()) {
            files.push(entry.path());
        }
        if files.len() > FILES_MAX {
            return Err(said("cli-too-many-files", &[("count", &FILES_MAX)]));
        }
    }
    Ok(())
}

async fn import(door: &Door, file: &Path) -> anyhow::Result<Value> {
    match door {
        Door::Local { app, .. } => {
            let bar = print::bar(0, true).with_message(file.display().to_string());
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

/// What came of all files together.
fn describe_all(reports: &[Value], words: &Words) {
    let mut formats = BTreeMap::<&str, u64>::new();
    for (format, count) in
        reports.iter().filter_map(|report| report["formats"].as_object()).flatten()
    {
        let sum = formats.entry(format).or_default();
        *sum = sum.saturating_add(count.as_u64().unwrap_or_default());
    }
    let records = formats.values().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let args: Values<'_> = &[("file_count", &reports.len()), ("count", &records)];
    print::line(words.told("cli-imported-all", args));
    for (format, count) in formats {
        print::line(format_args!("  {count} {format}"));
    }
}

fn describe(file: &Path, report: &Value, words: &Words) {
    let args: Values<'_> = &[("file", &file.display()), ("count", &report["records"])];
    print::line(words.told("cli-imported", args));
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
        print::line(about(words, "cli-imported-there", report, &["resumed_after"]));
    }
    if let Some(lines) = lines("unparsed_lines") {
        let args: Values<'_> = &[("unparsed", &report["unparsed"]), ("lines", &lines)];
        print::line(words.told("cli-imported-raw", args));
    }
    if let Some(lines) = lines("too_long_lines") {
        print::line(words.told("cli-imported-too-long", &[("lines", &lines)]));
    }
}
