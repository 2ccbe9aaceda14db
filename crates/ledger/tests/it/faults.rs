//! Real faults on a real process: kill -9, a full disk, a disk that fails.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::child::{check_survives, command, told};

fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

fn has(program: &str) -> bool {
    Command::new(program).arg("-V").output().is_ok_and(|output| output.status.success())
}

#[test]
fn a_process_killed_at_any_moment_loses_nothing_that_it_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    for round in 0..12 {
        let mut child =
            command(&["env"], dir.path(), u64::MAX).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut heard = Vec::new();
        let enough = 5 + round * 7;
        while let Some(line) = lines.next().filter(|_| heard.len() < enough) {
            heard.push(line.unwrap());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What was still in the pipe had been acknowledged too.
        heard.extend(lines.map_while(Result::ok));
        let output = Output {
            status: std::process::ExitStatus::default(),
            stdout: heard.join("\n").into_bytes(),
            stderr: Vec::new(),
        };
        let told = told(&output);
        assert!(told.acked > 0, "{heard:?}");
        check_survives(dir.path(), &told);
    }
}

#[test]
fn a_full_disk_is_met_before_anything_is_written_and_is_survived() {
    let dir = tempfile::tempdir().unwrap();
    // The largest file may have 4 KiB, a segment wants 8.
    let limit = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    let output = command(&["sh", "-c", limit, "sh"], dir.path(), 3).output().unwrap();
    let told_then = told(&output);
    assert_eq!(told_then.acked, 0);
    let expected = format!(
        "no room on the disk for 8192 more bytes in {}",
        dir.path().join("segments/000000000000.open").display()
    );
    assert_eq!(told_then.failures, [expected]);
    check_survives(dir.path(), &told(&command(&["env"], dir.path(), 10).output().unwrap()));
}

fn traced(dir: &Path, syscall: &str, fault: &str, rounds: u64) -> Output {
    let trace = format!("trace={syscall}");
    let inject = format!("inject={syscall}:{fault}");
    let prefix = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
    command(&prefix, dir, rounds).output().unwrap()
}

#[test]
fn after_a_failed_sync_nothing_is_acknowledged_any_more() {
    if !has("strace") {
        return skip("strace is not installed");
    }
    for nth in [1, 2, 5] {
        let dir = tempfile::tempdir().unwrap();
        let output = traced(dir.path(), "fdatasync", &format!("error=EIO:when={nth}"), 10);
        let told = told(&output);
        assert!(told.failures[0].starts_with("cannot sync"), "{:?}", told.failures);
        assert_eq!(told.failures.len(), 10 - (nth - 1), "every later append is refused");
        assert!(told.failures[1].contains("restart"), "{:?}", told.failures);
        check_survives(dir.path(), &told);
    }
}

#[test]
fn a_write_that_does_not_fit_poisons_too() {
    if !has("strace") {
        return skip("strace is not installed");
    }
    let dir = tempfile::tempdir().unwrap();
    let output = traced(dir.path(), "pwrite64", "error=ENOSPC:when=3", 10);
    let told = told(&output);
    assert!(!told.failures.is_empty());
    check_survives(dir.path(), &told);
}

#[test]
fn a_process_killed_inside_any_call_loses_nothing_that_it_acknowledged() {
    if !has("strace") {
        return skip("strace is not installed");
    }
    for (syscall, times) in [
        ("fdatasync", vec![1, 2, 9]),
        ("pwrite64", vec![1, 4, 12]),
        ("fsync", vec![1, 3, 6, 10, 12, 14, 16, 18, 20, 22, 24]),
        ("fallocate", vec![1, 2, 3]),
        ("rename", vec![1, 2, 3, 4, 5, 6]),
        ("linkat", vec![1, 2]),
        ("unlink", vec![1, 2, 3]),
    ] {
        for nth in times {
            let dir = tempfile::tempdir().unwrap();
            let output = traced(dir.path(), syscall, &format!("signal=KILL:when={nth}"), 25);
            assert!(!output.status.success(), "{syscall} was not called {nth} times");
            check_survives(dir.path(), &told(&output));
        }
    }
}
