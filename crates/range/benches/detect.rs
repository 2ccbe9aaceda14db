//! How many events a second the rules look at, beside rsigma on the same rules
//! and events.
//!
//! `cargo bench -p range --bench detect [-- EVENTS SEED]`, or `cargo xtask bench
//! detect`. The events are the first of a seeded day (`range::traffic::day`):
//! audit stream, `api_json`, `production_json`, `gitlab-shell`, NGINX. rsigma
//! gets them as rules see them, flat JSON (`event::field::for_rules`), and is
//! told the time's field. `RSIGMA` names its command-line tool; `SIGMA_CORPUS`
//! a folder of `SigmaHQ`'s rules. What is not named is left out, and said so.
//! Each line `row: what | figure | beside` becomes a row of the table. Figures
//! for one core are per second of processor time, as Linux counts it: what else
//! the machine does changes them little. Those for several cores are by the clock.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, and stops when its input is wrong"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use engine::detect::{Detector, Matches, RuleSet};
use event::{Event, Way, normalise};
use jiff::Timestamp;
use range::traffic::day::{Day, DayConfig, Record};
use rsigma_eval::{CorrelationConfig, CorrelationEngine, JsonEvent};
use serde_json::Value;

/// Events that are read, matched and handed on together, as the server does.
const BATCH: usize = 4096;

type Files = Vec<(String, String)>;

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let count = numbers.first().copied().unwrap_or(400_000);
    let seed = numbers.get(1).copied().unwrap_or(7);
    let count = usize::try_from(count).unwrap();
    let records: Vec<Record> = Day::new(DayConfig::new(seed)).take(count).collect();
    let events: Vec<Event> = records.iter().map(read).collect();
    let shipped = shipped();
    let corpus: Files = std::env::var("SIGMA_CORPUS").map_or_else(
        |_unset| {
            println!("skipped: SIGMA_CORPUS names no folder of SigmaHQ's rules");
            Vec::new()
        },
        |folder| yaml_below(Path::new(&folder)),
    );

    ours(&shipped, &[], &records, &events);
    if !corpus.is_empty() {
        ours(&shipped, &corpus, &records, &events);
    }
    let folder = tempfile::tempdir().unwrap();
    let flat: Vec<String> = events
        .iter()
        .map(|event| Value::Object(event::field::for_rules(event)).to_string())
        .collect();
    fs::write(folder.path().join("events.ndjson"), flat.join("\n")).unwrap();
    fs::write(folder.path().join("none.ndjson"), "").unwrap();
    for (name, files) in [("pack", vec![&shipped]), ("all", vec![&shipped, &corpus])] {
        if name == "all" && corpus.is_empty() {
            continue;
        }
        let dir = folder.path().join(name);
        fs::create_dir(&dir).unwrap();
        for (place, (_, text)) in files.into_iter().flatten().enumerate() {
            fs::write(dir.join(format!("{place}.yml")), text).unwrap();
        }
        let (files, rules) = (yaml_below(&dir), fs::read_dir(&dir).unwrap().count());
        library(&files, rules, &flat);
        tool(folder.path(), &dir, rules, flat.len());
    }
}

fn read(record: &Record) -> Event {
    let at = Timestamp::from_millisecond(record.at_ms).unwrap();
    normalise::read(Way::of_source(record.source), at, &record.bytes)
}

/// Processor time that this thread has taken, in seconds (Linux).
fn own_seconds() -> f64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanos: u64 = told.split_whitespace().next().unwrap().parse().unwrap();
    std::time::Duration::from_nanos(nanos).as_secs_f64()
}

/// Processor time of the processes that we started and that have ended, in seconds
/// (Linux: fields 16 and 17 of `stat`, in hundredths).
fn children_seconds() -> f64 {
    let told = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = told.rsplit_once(')').unwrap();
    let ticks = fields.split_whitespace().skip(13).take(2);
    ticks.map(|ticks| ticks.parse::<f64>().unwrap()).sum::<f64>() / 100.0
}

fn row(what: &str, events: usize, seconds: f64, beside: &str) {
    let rate = f64::from(u32::try_from(events).unwrap()) / seconds;
    println!("row: {what} | {rate:.0} events/s | {beside}");
}

/// Our engine: matching alone, with reading, and both on all cores.
fn ours(shipped: &Files, corpus: &[(String, String)], records: &[Record], events: &[Event]) {
    let start = Instant::now();
    let rules = RuleSet::load_over(shipped.clone(), corpus.to_vec());
    let rules = Arc::new(rules.unwrap_or_else(|problems| panic!("{problems:?}")));
    let loaded = start.elapsed().as_secs_f64();
    let foreign = rules.foreign().len();
    let said = match foreign {
        0 => format!("{} rules", rules.rules().len()),
        _ => format!("{} rules, {foreign} files of SigmaHQ's loaded beside", rules.rules().len()),
    };

    let mut detector = Detector::new(Arc::clone(&rules));
    let start = own_seconds();
    let found: usize =
        (0..).zip(events).map(|(index, event)| detector.observe(index, event).len()).sum();
    let seconds = own_seconds() - start;
    let beside = format!("one core; {found} findings; rules loaded in {loaded:.2} s");
    row(&format!("ours, {said}: events in memory"), events.len(), seconds, &beside);

    let mut detector = Detector::new(Arc::clone(&rules));
    let start = own_seconds();
    for (index, record) in (0..).zip(records) {
        detector.observe(index, &read(record));
    }
    let seconds = own_seconds() - start;
    row(&format!("ours, {said}: from GitLab's bytes"), events.len(), seconds, "one core");

    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut detector = Detector::new(Arc::clone(&rules));
    let start = Instant::now();
    let mut index = 0;
    for batch in records.chunks(BATCH) {
        for (event, matches) in looked(&rules, batch, cores) {
            detector.observe_matches(index, &event, &matches);
            index += 1;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let beside = format!("{cores} cores; goal 50,000 on two");
    row(&format!("ours, {said}: from GitLab's bytes"), events.len(), seconds, &beside);
}

fn looked(rules: &RuleSet, batch: &[Record], cores: usize) -> Vec<(Event, Matches)> {
    let one = |record: &Record| {
        let event = read(record);
        let matches = rules.look(&event);
        (event, matches)
    };
    std::thread::scope(|scope| {
        let shares: Vec<_> = batch
            .chunks(batch.len().div_ceil(cores))
            .map(|share| scope.spawn(move || share.iter().map(one).collect::<Vec<_>>()))
            .collect();
        shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
    })
}

/// rsigma's engine as a library, JSON parsed beforehand and with it.
fn library(files: &Files, rules: usize, flat: &[String]) {
    let start = Instant::now();
    let config = CorrelationConfig {
        timestamp_fields: vec!["created_at".to_owned()],
        ..CorrelationConfig::default()
    };
    let mut engine = CorrelationEngine::new(config);
    let text: Vec<&str> = files.iter().map(|(_, text)| text.as_str()).collect();
    let collection = rsigma_parser::parse_sigma_yaml(&text.join("\n---\n")).unwrap();
    if let Err(error) = engine.add_collection(&collection) {
        println!("skipped: rsigma cannot take the rules: {error}");
        return;
    }
    let loaded = start.elapsed().as_secs_f64();
    let start = own_seconds();
    let mut found = 0;
    for line in flat {
        let value: Value = serde_json::from_str(line).unwrap();
        found += engine.process_event(&JsonEvent::borrow(&value)).len();
    }
    let seconds = own_seconds() - start;
    let beside = format!("one core; {found} results; rules loaded in {loaded:.2} s");
    row(&format!("rsigma-eval 0.23, {rules} files: flat JSON"), flat.len(), seconds, &beside);
}

/// rsigma's command-line tool; the time for its start and rules is taken off.
fn tool(folder: &Path, rules: &Path, count: usize, events: usize) {
    let Ok(tool) = std::env::var("RSIGMA") else {
        println!("skipped: RSIGMA names no command-line tool");
        return;
    };
    for options in [&[][..], &["--logsource-routing", "--event-logsource", "product=gitlab"][..]] {
        let run = |input: &str| {
            let start = children_seconds();
            let status = Command::new(&tool)
                .args(["engine", "eval", "--rules"])
                .arg(rules)
                .arg("--event")
                .arg(format!("@{}", folder.join(input).display()))
                .args(["--timestamp-field", "created_at"])
                .args(options)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            assert!(status.success(), "rsigma ended with {status}");
            children_seconds() - start
        };
        let empty = run("none.ndjson");
        let seconds = run("events.ndjson") - empty;
        let what = format!("rsigma CLI, {count} files: flat JSON {}", options.join(" "));
        row(
            what.trim(),
            events,
            seconds,
            &format!("processor time of all its threads; start and rules {empty:.2} s"),
        );
    }
}

fn shipped() -> Files {
    yaml_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules"))
}

fn yaml_below(folder: &Path) -> Files {
    let mut folders = vec![folder.to_owned()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "yml") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let text = |path: PathBuf| (path.display().to_string(), fs::read_to_string(&path).unwrap());
    paths.into_iter().map(text).collect()
}
