//! Whole logs and configurations of `fixtures/ci`: what is found in each.

use std::path::Path;

use engine::investigate::command::Leak;
use engine::investigate::include_graph::{IncludeGraph, Walk};
use engine::investigate::leak_cause::{
    CauseKind, RootCause, in_log, in_runner, in_script, runner_of_log,
};
use engine::investigate::secret::{Scan, find, mask};
use engine::investigate::trace::{joined, lines};

const SCAN: Scan<'static> = Scan { key: &[9; 32], custom_prefix: None };

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/ci");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[track_caller]
fn check_log(name: &str, expected: &[(Option<u32>, CauseKind)]) {
    let lines = lines(&fixture(name));
    let mut found = in_log(&lines);
    found.extend(in_runner(&runner_of_log(&lines), false));
    let told: Vec<_> = found.iter().map(|cause| (cause.line, cause.kind)).collect();
    assert_eq!(told, expected, "{found:#?}");
}

#[test]
fn each_log_shows_its_cause() {
    check_log(
        "shell-runner.log",
        &[(Some(8), CauseKind::Command(Leak::VariableEncoded)), (None, CauseKind::ShellExecutor)],
    );
    check_log(
        "timestamps.log",
        &[
            (Some(4), CauseKind::Command(Leak::EnvironmentDump)),
            (Some(5), CauseKind::Command(Leak::EnvironmentDump)),
            (None, CauseKind::PrivilegedRunner),
        ],
    );
    check_log("debug-trace.log", &[(Some(1), CauseKind::DebugTrace)]);
}

#[test]
fn a_secret_that_the_log_splits_is_found_whole_and_hidden() {
    let text = joined(&lines(&fixture("timestamps.log")));
    let found = find(&text, SCAN);
    let names: Vec<_> = found.iter().filter_map(|sighting| sighting.name.as_deref()).collect();
    assert_eq!(names, ["TARIFF_FEED_PASSWORD"]);
    assert!(!mask(&text, None).contains("made-up-9Q4x"));
    assert!(found.iter().all(|sighting| !sighting.excerpt.contains("9Q4x")), "{found:#?}");
}

#[test]
fn all_ways_in_which_the_configuration_leaks_are_found() {
    let found = in_script("cycle.yml", &fixture("cycle.yml"));
    let told: Vec<_> = found.iter().map(|cause| (cause.line.unwrap_or(0), cause.kind)).collect();
    assert_eq!(
        told,
        [
            (8, CauseKind::DebugTrace),
            (12, CauseKind::Command(Leak::ShellTrace)),
            (20, CauseKind::Command(Leak::EnvironmentDump)),
            (21, CauseKind::Command(Leak::VariableSent)),
        ]
    );
    let script = in_script("build.sh", &fixture("build.sh"));
    assert_eq!(
        script.iter().map(|cause| cause.root).collect::<Vec<_>>(),
        [RootCause::EchoedVariable]
    );
}

fn graph() -> IncludeGraph {
    let mut walk = Walk::start("fixtures/ci/cycle.yml", []);
    while let Some(file) = walk.next_file() {
        match file.path.strip_prefix("fixtures/ci/") {
            Some(name) => walk.found(&fixture(name)),
            None => walk.missing("not there"),
        }
    }
    walk.finish()
}

#[test]
fn files_that_call_each_other_are_each_there_once() {
    let graph = graph();
    let mut paths: Vec<_> =
        graph.files.iter().map(|node| node.file.path.trim_start_matches("fixtures/ci/")).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["build.sh", "cycle-other.yml", "cycle.yml", "deploy.sh"]);
    let left: Vec<_> = graph.not_followed.iter().map(|left| left.why.as_str()).collect();
    assert_eq!(left, ["template", "remote"]);
}
