//! `portcullis assist redact`: logs without what is not the subjects'.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use engine::assist::redaction::{Edits, Key, Output, Redactor, Report, Rules, Unreadable};
use serde_json::{Value, json};

use super::super::case::done;
use crate::Outcome;
use crate::global::Global;
use crate::say::{OrSay as _, Values, about, said, said_as};

/// The `format` of a report.
pub(super) const REPORT: &str = "portcullis.redaction-report/1";

/// Bytes that are read at once.
const CHUNK_BYTES: usize = 1024 * 1024;

/// What a redaction goes by.
#[derive(Debug, clap::Args)]
pub(crate) struct By {
    /// Whose logs these are and what is known of others (JSON: subjects, others, hosts).
    #[arg(long, value_name = "FILE")]
    pub(super) rules: PathBuf,
    /// Key of the pseudonyms, 64 hexadecimal digits: keep it with the original.
    #[arg(long, value_name = "FILE")]
    pub(super) key_file: PathBuf,
    /// What a reviewer added and lifted (JSON).
    #[arg(long, value_name = "FILE")]
    pub(super) edits: Option<PathBuf>,
}

/// What to redact.
#[derive(Debug, clap::Args)]
#[command(after_help = "Writes for each file NAME into the folder:
  NAME               the result
  NAME.spans.jsonl   each span: line, first byte, byte behind the last, what, how found, pseudonym
  NAME.report.json   hashes of all of it, and how much of what was taken out

A key file that is not there is made. Lines of access logs are withheld (LD25) unless the rules say otherwise.")]
pub(crate) struct Args {
    /// Log files; their lines as GitLab writes them, not packed.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    by: By,
    /// Folder for the results.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write over earlier results.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &Args, global: &Global) -> anyhow::Result<Outcome> {
    make_key(&args.by.key_file)?;
    let by = Ready::read(&args.by)?;
    if by.edits.is_some() && args.files.len() > 1 {
        return Err(said("cli-redact-one-file", &[]));
    }
    refuse_overwriting(args)?;
    std::fs::create_dir_all(&args.out)
        .or_say("cli-cannot-make", &[("file", &args.out.display())])?;
    let mut rows = Vec::new();
    for file in &args.files {
        rows.push(one(file, &by, &args.out)?);
    }
    let answer = json!({ "format": "portcullis.redactions/1", "files": rows });
    done(global, &answer, |answer| {
        let rows = answer["files"].as_array().into_iter().flatten();
        let names = ["result", "spans", "report/lines", "report/result_sha256"];
        let line = |row: &Value| about(global.words(), "cli-redacted-file", row, &names);
        rows.map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(Outcome::Clean)
}

/// What a redaction goes by, read.
pub(super) struct Ready {
    pub(super) rules: Rules,
    key: Key,
    pub(super) edits: Option<Edits>,
}

impl Ready {
    pub(super) fn read(by: &By) -> anyhow::Result<Self> {
        let edits = by.edits.as_deref().map(document).transpose()?;
        Ok(Self { rules: document(&by.rules)?, key: key(&by.key_file)?, edits })
    }

    /// The same key with other rules and edits.
    pub(super) fn with(&self, rules: Rules, edits: Option<Edits>) -> Self {
        Self { rules, key: self.key.clone(), edits }
    }

    /// The work on one file: chunks in, what comes out to `take`.
    pub(super) fn replay(
        &self,
        file: &Path,
        mut take: impl FnMut(&Output) -> anyhow::Result<()>,
    ) -> anyhow::Result<Report> {
        let named = file.display();
        let cannot: Values<'_> = &[("file", &named)];
        let mut input = File::open(file).or_say("cli-cannot-read", cannot)?;
        let mut redactor = Redactor::new(&self.rules, &self.key, self.edits.as_ref())
            .map_err(|why| said_as(why.text()))?;
        let mut chunk = vec![0; CHUNK_BYTES];
        let mut output = Output::default();
        let head = first(&mut input, &mut chunk).or_say("cli-cannot-read", cannot)?;
        if let Some(why) = Unreadable::of(chunk.get(..head).unwrap_or_default()) {
            return Err(said_as(why.text())).or_say("cli-redact-cannot", cannot);
        }
        let mut push = |redactor: &mut Redactor, bytes: &[u8], output: &mut Output| {
            redactor.push(bytes, output);
            take(output)?;
            output.text.clear();
            output.spans.clear();
            anyhow::Ok(())
        };
        let mut length = head;
        while length > 0 {
            push(&mut redactor, chunk.get(..length).unwrap_or_default(), &mut output)?;
            length = input.read(&mut chunk).or_say("cli-cannot-read", cannot)?;
        }
        let report = redactor.finish(&mut output);
        take(&output)?;
        Ok(report)
    }
}

/// Fills the chunk as far as the file goes; how far.
fn first(input: &mut File, chunk: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = chunk.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match input.read(rest)? {
            0 => break,
            length => filled += length,
        }
    }
    Ok(filled)
}

/// What is written for a file: behind its name.
const RESULTS: [&str; 3] = ["", ".spans.jsonl", ".report.json"];

fn name(file: &Path) -> anyhow::Result<String> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    name.or_say("cli-no-file", &[("file", &file.display())])
}

/// Two originals of one name would have one result, and an earlier result may
/// be what two people approved.
fn refuse_overwriting(args: &Args) -> anyhow::Result<()> {
    let mut places = BTreeSet::new();
    for file in &args.files {
        let name = name(file)?;
        for end in RESULTS {
            let place = args.out.join(format!("{name}{end}"));
            if !args.force && place.symlink_metadata().is_ok() && !same(file, &place) {
                return Err(said("cli-redact-there", &[("file", &place.display())]));
            }
            if !places.insert(place.clone()) {
                let args: Values<'_> = &[("place", &place.display()), ("file", &file.display())];
                return Err(said("cli-redact-two", args));
            }
        }
    }
    Ok(())
}

fn one(file: &Path, by: &Ready, folder: &Path) -> anyhow::Result<Value> {
    let name = name(file)?;
    let place = |end: &str| folder.join(format!("{name}{end}"));
    let [whole, listed, kept] = RESULTS.map(place);
    if same(file, &whole) {
        return Err(said("cli-redact-original", &[("file", &whole.display())]));
    }
    let (mut text, mut spans) = (New::at(whole)?, New::at(listed)?);
    let report = by.replay(file, |output| {
        text.write(&output.text)?;
        spans.write(&output.spans)
    })?;
    let edits = by.edits.as_ref();
    if edits.is_some_and(|edits| edits.original_sha256 != report.original_sha256) {
        return Err(said("cli-redact-other-original", &[("file", &file.display())]));
    }
    if !report.edits_unused.is_empty() {
        let which = report.edits_unused.iter().map(ToString::to_string).collect::<Vec<_>>();
        let which = which.join(", ");
        let args: Values<'_> = &[("edits", &which), ("file", &file.display())];
        return Err(said("cli-redact-edits-unused", args));
    }
    let (result, listed) = (text.finish()?, spans.finish()?);
    let mut written = serde_json::to_value(&report)?;
    written["format"] = json!(REPORT);
    let mut kept = New::at(kept)?;
    kept.write(serde_json::to_string_pretty(&written)?.as_bytes())?;
    let kept = kept.finish()?;
    let spans: u64 = report.counted.iter().map(|row| row.count).sum();
    Ok(
        json!({ "result": result, "spans_file": listed, "report_file": kept, "spans": spans, "report": report }),
    )
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// A file under way: there under its name only when it is whole.
struct New {
    file: std::io::BufWriter<File>,
    begun: PathBuf,
    place: PathBuf,
}

impl New {
    fn at(place: PathBuf) -> anyhow::Result<Self> {
        let mut begun = place.clone().into_os_string();
        begun.push(".part");
        let begun = PathBuf::from(begun);
        let file =
            File::create(&begun).or_say("cli-cannot-write", &[("file", &begun.display())])?;
        Ok(Self { file: std::io::BufWriter::new(file), begun, place })
    }

    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.file.write_all(bytes).or_say("cli-cannot-write", &[("file", &self.begun.display())])
    }

    fn finish(self) -> anyhow::Result<PathBuf> {
        let named = self.place.display();
        let cannot: Values<'_> = &[("file", &named)];
        let file = self.file.into_inner().map_err(std::io::IntoInnerError::into_error);
        file.and_then(|file| file.sync_all()).or_say("cli-cannot-write", cannot)?;
        std::fs::rename(&self.begun, &self.place).or_say("cli-cannot-write", cannot)?;
        Ok(self.place)
    }
}

/// A JSON document of a file.
pub(super) fn document<T: serde::de::DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    let named: Values<'_> = &[("file", &file.display())];
    let text = std::fs::read_to_string(file).or_say("cli-cannot-read", named)?;
    serde_json::from_str(&text).or_say("cli-in-file", named)
}

/// The key of a file: 64 hexadecimal digits.
fn key(file: &Path) -> anyhow::Result<Key> {
    let named: Values<'_> = &[("file", &file.display())];
    let text = std::fs::read_to_string(file).or_say("cli-cannot-read", named)?;
    Key::read(&text).or_say("cli-redact-no-key", named)
}

/// Makes a key where there is none; only its owner may read it.
fn make_key(file: &Path) -> anyhow::Result<()> {
    if file.exists() {
        return Ok(());
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let bytes: [u8; 32] = rand::random();
    let named: Values<'_> = &[("file", &file.display())];
    let mut new = options.open(file).or_say("cli-cannot-make", named)?;
    for byte in bytes {
        write!(new, "{byte:02x}").or_say("cli-cannot-write", named)?;
    }
    new.sync_all().or_say("cli-cannot-write", named)
}
