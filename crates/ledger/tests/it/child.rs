//! A writer in a process of its own, to be killed and to be lied to.
//!
//! The test binary starts itself: with `LEDGER_CHILD_DIR` set, the test
//! `child::appends` writes to that directory and prints what was acknowledged.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use ledger::Ledger;

use crate::sample::{append, assert_sound, entry, open, options, record};

const DIR: &str = "LEDGER_CHILD_DIR";
const ROUNDS: &str = "LEDGER_CHILD_ROUNDS";

#[test]
fn appends() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let rounds = std::env::var_os(ROUNDS).unwrap().to_str().unwrap().parse().unwrap();
    let mut out = std::io::stdout();
    let mut ledger = match Ledger::open(Path::new(&dir), options()) {
        Ok((ledger, _)) => ledger,
        Err(error) => return writeln!(out, "\nfailed {error}").unwrap(),
    };
    writeln!(out).unwrap();
    for round in 0..rounds {
        let size = ledger.size();
        let records: Vec<_> = (size..size + 1 + round % 40).map(record).collect();
        match ledger.append(&records.iter().map(entry).collect::<Vec<_>>()) {
            Ok(range) => writeln!(out, "acked {}", range.end).unwrap(),
            Err(error) => writeln!(out, "failed {error}").unwrap(),
        }
        if round % 5 == 4 && ledger.checkpoint().is_ok() {
            writeln!(out, "signed {}", ledger.size()).unwrap();
        }
    }
}

/// The child's command, to be prefixed by a tracer or a limit.
pub(crate) fn command(prefix: &[&str], dir: &Path, rounds: u64) -> Command {
    let exe = std::env::current_exe().unwrap();
    let mut words: Vec<std::ffi::OsString> = prefix.iter().map(Into::into).collect();
    words.push(exe.into());
    let mut command = Command::new(words.remove(0));
    command.args(words).args(["--exact", "child::appends", "--nocapture", "--test-threads=1"]);
    command.env(DIR, dir).env(ROUNDS, rounds.to_string());
    command
}

pub(crate) struct Told {
    pub(crate) acked: u64,
    pub(crate) signed: u64,
    pub(crate) failures: Vec<String>,
}

pub(crate) fn told(output: &Output) -> Told {
    let text = String::from_utf8_lossy(&output.stdout);
    let largest = |word: &str| {
        text.lines().filter_map(|line| line.strip_prefix(word)?.parse().ok()).max().unwrap_or(0)
    };
    let failures =
        text.lines().filter_map(|line| line.strip_prefix("failed ")).map(ToOwned::to_owned);
    Told { acked: largest("acked "), signed: largest("signed "), failures: failures.collect() }
}

/// What the child was told is there, the rest is whole, and it can go on.
#[track_caller]
pub(crate) fn check_survives(dir: &Path, told: &Told) {
    let mut ledger = open(dir);
    assert!(ledger.size() >= told.acked, "{} of {} acknowledged", ledger.size(), told.acked);
    assert!(
        ledger.reader().latest_checkpoint().unwrap().map_or(0, |latest| latest.size) >= told.signed
    );
    for found in ledger.reader().iter(0) {
        let found = found.unwrap();
        assert_eq!(found, record(found.index));
    }
    append(&mut ledger, 1);
    ledger.checkpoint().unwrap();
    drop(ledger);
    assert_sound(dir);
}
