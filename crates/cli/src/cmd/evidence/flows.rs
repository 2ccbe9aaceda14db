//! `portcullis evidence flows`: recorded traffic against what is usual (IN11). No
//! server is asked.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use engine::investigate::flow::{Baseline, Format, Reader, Report, Tally};
use serde_json::json;
use server::web::words::Words;

use crate::global::Global;
use crate::say::{OrSay as _, said};
use crate::{Outcome, print};

/// A line of traffic; what is longer is none.
const LINE_BYTES_MAX: u64 = 64 << 10;

/// What is compared with what.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Formats: vpc, netflow-csv, netflow-json, conntrack, nginx; known by the first line.

Examples:
  portcullis evidence flows vpc.log --baseline own.yml
  portcullis evidence flows november.csv --earlier october.csv
  portcullis evidence flows good.log --propose usual.yml      read it before you use it

Ends with 10 when something is unusual."
)]
pub(crate) struct Flows {
    /// Recordings.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Their format [default: by the first line].
    #[arg(long)]
    format: Option<String>,
    /// What is usual; may be given several times.
    #[arg(long, value_name = "FILE")]
    baseline: Vec<PathBuf>,
    /// An earlier recording: what it held is usual.
    #[arg(long, value_name = "FILE")]
    earlier: Option<PathBuf>,
    /// Write what was seen here as a baseline; must not exist.
    #[arg(long, value_name = "FILE")]
    propose: Option<PathBuf>,
}

pub(super) fn run(args: &Flows, global: &Global) -> anyhow::Result<Outcome> {
    let words = global.words();
    let format = args
        .format
        .as_deref()
        .map(|name| Format::from_name(name).or_say("cli-no-format", &[("name", &name)]));
    let format = format.transpose()?;
    let mut baseline = Baseline::default();
    for path in &args.baseline {
        let text = std::fs::read_to_string(path)
            .or_say("cli-cannot-read", &[("file", &path.display())])?;
        let own = Baseline::read(&text).map_err(anyhow::Error::msg);
        let own = own.or_say("cli-in-file", &[("file", &path.display())])?;
        baseline.add(own);
    }
    if let Some(earlier) = &args.earlier {
        let mut tally = Tally::default();
        add(&mut tally, earlier, (format, &baseline))?;
        baseline.add(tally.propose(&[]));
    }
    let mut tally = Tally::default();
    for file in &args.files {
        add(&mut tally, file, (format, &baseline))?;
    }
    if let Some(path) = &args.propose {
        let text = tally.propose(&baseline.own).to_yaml().map_err(anyhow::Error::msg)?;
        let file = std::fs::File::create_new(path);
        let written =
            file.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
        written.or_say("cli-cannot-make", &[("file", &path.display())])?;
        return Ok(Outcome::Clean);
    }
    let report = tally.compare(&baseline);
    if report.flows == 0 {
        return Err(said("cli-no-flow", &[]));
    }
    if global.json {
        let mut document = serde_json::to_value(&report)?;
        if let Some(fields) = document.as_object_mut() {
            fields.insert("format".to_owned(), json!("portcullis.flows/1"));
        }
        print::document(&document);
    } else {
        shown(words, &report);
    }
    Ok(if report.findings.is_empty() { Outcome::Clean } else { Outcome::Found })
}

fn add(
    tally: &mut Tally,
    file: &Path,
    (format, baseline): (Option<Format>, &Baseline),
) -> anyhow::Result<()> {
    let open = std::fs::File::open(file);
    let mut lines = BufReader::new(open.or_say("cli-cannot-read", &[("file", &file.display())])?);
    let (mut reader, mut line) = (Reader::new(format), Vec::new());
    loop {
        line.clear();
        if lines.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        match reader.read(&String::from_utf8_lossy(&line)) {
            Ok(Some(flow)) => tally.add(&flow, baseline),
            Ok(None) => {}
            Err(()) => tally.miss(),
        }
    }
}

fn shown(words: &Words, report: &Report) {
    for finding in &report.findings {
        print::line(format_args!("- {}", finding.name()));
        for why in &finding.why {
            print::line(format_args!("    {}", words.say(why)));
        }
    }
    let counts = [
        ("count", report.findings.len().to_string()),
        ("talk_count", report.talks.to_string()),
        ("flow_count", report.flows.to_string()),
    ];
    let args = counts.iter().map(|(name, value)| (*name, value.as_str()));
    print::line(words.sentence("flow-compared", args));
    for (key, count) in [("flow-unread", report.unread), ("flow-not-told", report.not_told)] {
        if count > 0 {
            print::line(words.sentence(key, [("count", count.to_string().as_str())]));
        }
    }
}
