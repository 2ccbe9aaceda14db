//! How fast logs are redacted, how much is found, and how much memory it takes.
//!
//! `cargo bench -p engine --bench redact [-- MEGABYTES [FOLDER]]`, a thousand
//! megabytes if none are named. The corpus is made piece by piece from a seed
//! and its making is not timed; with a folder the redacted pieces are written
//! there, with what was planted, for scanners that are not ours.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a benchmark prints, and may stop when its input is wrong"
)]

#[path = "../tests/it/assist/corpus.rs"]
mod corpus;
#[path = "../tests/it/assist/score.rs"]
mod score;

use std::io::Write as _;
use std::time::{Duration, Instant};

use corpus::{Cast, Corpus, Dice, Person, fill};
use engine::assist::redaction::{Key, Output, Redactor};
use score::Score;

const PIECE_BYTES: usize = 4 * 1024 * 1024;
const CHUNK_BYTES: usize = 1024 * 1024;

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let megabytes: usize = args.next().map_or(1_000, |arg| arg.parse().unwrap());
    let folder = args.next();
    let cast = Cast::new(11);
    let mut redactor = Redactor::new(&cast.rules(), &Key::new(&[3; 32]), None).unwrap();
    let mut result = folder.as_ref().map(|folder| planted(folder, &cast));
    let began = Instant::now();
    let (mut score, mut spent, mut bytes, mut line) = (Score::default(), Duration::ZERO, 0, 1);
    let mut memory = Vec::new();
    for seed in 0.. {
        if bytes >= megabytes * 1_000_000 {
            break;
        }
        let mut corpus = Corpus::default();
        fill(&mut corpus, &cast, &mut Dice::new(seed), PIECE_BYTES);
        let (mut spans, mut output) = (Vec::new(), Output::default());
        for chunk in corpus.text.as_bytes().chunks(CHUNK_BYTES) {
            let start = of_the_processor(began);
            redactor.push(chunk, &mut output);
            spent += of_the_processor(began).saturating_sub(start);
            if let Some(result) = &mut result {
                result.write_all(&output.text).unwrap();
            }
            spans.extend_from_slice(&output.spans);
            output.text.clear();
            output.spans.clear();
        }
        score.add(&corpus, &spans, line);
        line += corpus.text.matches('\n').count();
        bytes += corpus.text.len();
        memory.push(resident_kb());
    }
    let mut output = Output::default();
    let report = redactor.finish(&mut output);
    let rate = bytes as f64 / 1e6 / spent.as_secs_f64();
    println!(
        "{bytes} bytes, {} lines, {:.1} s, {rate:.1} MB/s on one core",
        report.lines,
        spent.as_secs_f64()
    );
    println!("planted {}, missed {}, by form {:?}", score.planted, score.missed, score.forms);
    println!(
        "spans {}, needless {}, subjects' {} of which lost {}",
        score.spans, score.needless, score.kept, score.lost
    );
    println!(
        "recall {:.6}, precision {:.6}",
        1.0 - score.missed as f64 / score.planted as f64,
        1.0 - score.needless as f64 / score.spans as f64
    );
    println!(
        "resident: {} kB after the first tenth, {} kB at the end",
        memory[memory.len() / 10],
        memory[memory.len() - 1]
    );
    println!("result sha256 {}", report.result_sha256);
    for example in &score.examples {
        println!("  {example}");
    }
}

/// Writes what must not be left; answers the file for the result.
fn planted(folder: &str, cast: &Cast) -> std::fs::File {
    let names: Vec<String> = cast.theirs.iter().flat_map(Person::identifiers).collect();
    let mut file = std::fs::File::create(format!("{folder}/foreign.txt")).unwrap();
    file.write_all(names.join("\n").as_bytes()).unwrap();
    std::fs::File::create(format!("{folder}/redacted.log")).unwrap()
}

/// Time that this thread was on a processor, so that others on the machine do
/// not count; where the system does not tell, time since the beginning.
fn of_the_processor(began: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = told.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok());
    first.map_or_else(|| began.elapsed(), Duration::from_nanos)
}

fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let row = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    row.and_then(|row| row.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
