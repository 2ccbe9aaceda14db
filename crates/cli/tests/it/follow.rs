//! A server that follows a log and is killed while the log grows and is rotated.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::binary::{Portcullis, event, stdout};

/// Lines in all.
const LINES: u64 = 2400;
/// The log is rotated after so many.
const ROTATED_AFTER: u64 = 500;
/// The server is killed so many times, each after so many lines more.
const KILLS: [u64; 4] = [90, 300, 260, 410];

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_takes_every_line_of_a_rotated_log_exactly_once() {
    let portcullis = Portcullis::new();
    let log = portcullis.write("log/x.log", b"");
    let settings = format!("[[follow]]\nname = \"gl\"\npaths = [\"{}\"]\n", log.display());
    portcullis.write("portcullis.toml", settings.as_bytes());
    let count = || portcullis.sql("SELECT count(*) FROM tellings")[0][0].as_u64().unwrap();
    // What was rotated before anybody ever looked is for `portcullis import`.
    append(&log, &event(0));
    let mut served = portcullis.serve();
    while count() == 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let written = Arc::new(AtomicU64::new(1));
    let writing = tokio::spawn(write(log, Arc::clone(&written)));
    for lines in KILLS {
        let goal = written.load(Ordering::Relaxed) + lines;
        while written.load(Ordering::Relaxed) < goal.min(LINES) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        served.kill();
        served = portcullis.serve();
    }
    writing.await.unwrap();

    for _ in 0..100 {
        if count() >= LINES {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let rows = portcullis.sql("SELECT id, count(*) FROM events GROUP BY id");
    let shown: std::collections::BTreeMap<u64, u64> = rows
        .iter()
        .map(|row| (row[0].as_str().unwrap().parse().unwrap(), row[1].as_u64().unwrap()))
        .collect();
    let missing: Vec<u64> = (0..LINES).filter(|id| !shown.contains_key(id)).collect();
    let source = stdout(&portcullis.run(&["source", "show", "follow/gl"]));
    assert!(missing.is_empty(), "{} are missing: {missing:?}; {source}", missing.len());
    assert!(shown.values().all(|&count| count == 1), "shown twice: {shown:?}");
    assert_eq!(count(), LINES, "a line stands twice in the ledger");

    let list = portcullis.json(&["source", "list"]);
    assert_eq!(list["sources"][0]["source"], "follow/gl", "{list}");
    assert_ne!(list["sources"][0]["state"], "stopped", "{list}");
    let show = || stdout(&portcullis.run(&["source", "show", "follow/gl"]));
    // The places are shown when they are kept, once a second.
    for _ in 0..50 {
        if show().contains("x.log: ") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(show().contains("x.log: "), "{}", show());
    assert!(!portcullis.run(&["source", "show", "follow/nobody"]).status.success());
    drop(served);
    // Without a server nothing is followed, and the list says so.
    let list = portcullis.json(&["source", "list"]);
    assert_eq!(list["sources"][0]["state"], "stopped", "{list}");
}

/// Writes lines one by one, and rotates as logrotate does: by new names.
async fn write(log: std::path::PathBuf, written: Arc<AtomicU64>) {
    let rotated = |turn: u64| log.with_file_name(format!("x.log.{turn}"));
    for n in 1..LINES {
        if n % ROTATED_AFTER == 0 {
            for turn in (1..n / ROTATED_AFTER).rev() {
                std::fs::rename(rotated(turn), rotated(turn + 1)).unwrap();
            }
            std::fs::rename(&log, rotated(1)).unwrap();
        }
        append(&log, &event(n));
        written.store(n + 1, Ordering::Relaxed);
        if n % 4 == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn append(log: &Path, line: &str) {
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(log).unwrap();
    std::io::Write::write_all(&mut file, format!("{line}\n").as_bytes()).unwrap();
}
