//! `portcullis ci scan`: secrets in logs, changes and lists of files (CI8, CI9).

use std::path::PathBuf;

use engine::investigate::secret::{self, Added, Scan, SecretFile};
use engine::investigate::trace::{joined, lines};
use serde_json::{Value, json};
use server::web::words::Words;

use super::case::done;
use super::search::text;
use crate::Outcome;
use crate::global::Global;
use crate::say::{OrSay as _, about};

/// What to scan.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis ci scan job.log
  git diff main...feature | portcullis ci scan -
  unzip -Z1 artifacts.zip | portcullis ci scan --list -")]
pub(crate) struct Args {
    /// Logs, changes (unified diffs, of which only added lines count), other
    /// texts; `-` for standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The texts are lists of paths, one a line: say which hold secrets by their names.
    #[arg(long)]
    list: bool,
}

/// Offline: no data directory, no server, no key. Fingerprints are made with
/// a key of their own and are not shown.
pub(super) fn run(args: &Args, global: &Global) -> anyhow::Result<Outcome> {
    let scan = Scan { key: &[0; 32], custom_prefix: None };
    let mut rows: Vec<Value> = Vec::new();
    for file in &args.files {
        let bytes = if file.as_os_str() == "-" {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map(|_| bytes)
        } else {
            std::fs::read(file)
        };
        let bytes = bytes.or_say("cli-cannot-read", &[("file", &file.display())])?;
        let content = String::from_utf8_lossy(&bytes);
        let name = file.to_string_lossy();
        if args.list {
            rows.extend(content.lines().filter_map(in_list));
        } else {
            for added in look(&name, &content, scan) {
                rows.extend(seen(&added));
            }
        }
    }
    let answer = json!({ "format": "portcullis.ci-scan/1", "found": rows });
    done(global, &answer, |answer| {
        let words = global.words();
        let found = answer["found"].as_array().into_iter().flatten();
        let found: Vec<String> = found.map(|row| line(row, words)).collect();
        if found.is_empty() { words.t("cli-nothing-found") } else { found.join("\n") }
    });
    Ok(if rows.is_empty() { Outcome::Clean } else { Outcome::Found })
}

/// A change by its files, any other text as a whole.
fn look(name: &str, content: &str, scan: Scan<'_>) -> Vec<Added> {
    if secret::is_diff(content) {
        return secret::in_diff(content, name, scan);
    }
    let lines = lines(content);
    let mut secrets = secret::find(&joined(&lines), scan);
    for secret in &mut secrets {
        // Lines that a log continues are one: the number in the file counts.
        let at = usize::try_from(secret.line.saturating_sub(1)).unwrap_or(usize::MAX);
        secret.line = lines.get(at).map_or(secret.line, |line| line.number);
    }
    vec![Added { path: name.to_owned(), file: SecretFile::of_path(name), secrets }]
}

fn in_list(path: &str) -> Option<Value> {
    let file = SecretFile::of_path(path.trim())?;
    Some(json!({ "path": path.trim(), "file": file.as_str() }))
}

fn seen(added: &Added) -> Vec<Value> {
    let name = added.file.map(|file| json!({ "path": added.path, "file": file.as_str() }));
    let secrets = added.secrets.iter().map(|secret| {
        json!({
            "path": added.path,
            "kind": secret.kind.as_str(),
            "name": secret.name,
            "line": secret.line,
            "last_four": secret.last_four,
            "excerpt": secret.excerpt,
        })
    });
    name.into_iter().chain(secrets).collect()
}

fn line(row: &Value, words: &Words) -> String {
    if row["file"].is_null() {
        let place = format!("{}:{}", text(&row["path"]), text(&row["line"]));
        format!("{place}: {}: {}", text(&row["kind"]), text(&row["excerpt"]))
    } else {
        about(words, "cli-secret-file", row, &["path", "file"])
    }
}
