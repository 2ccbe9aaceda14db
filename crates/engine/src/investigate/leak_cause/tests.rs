use proptest::prelude::*;

use super::*;
use crate::investigate::trace::lines;

#[track_caller]
fn check_config(text: &str, expected: &[(&str, u32, CauseKind)]) {
    let found = in_script(".gitlab-ci.yml", text);
    let told: Vec<_> = found
        .iter()
        .map(|cause| {
            let CauseSource::File { job, .. } = &cause.source else { panic!("{cause:?}") };
            (job.as_deref().unwrap_or_default(), cause.line.unwrap(), cause.kind)
        })
        .collect();
    assert_eq!(told, expected, "{text}");
}

#[test]
fn debugging_in_the_configuration_is_found_with_its_job_and_line() {
    check_config(
        "variables:\n  CI_DEBUG_TRACE: \"true\"\ntest:\n  variables: { CI_DEBUG_SERVICES: true }\n",
        &[("variables", 2, CauseKind::DebugTrace), ("test", 4, CauseKind::DebugServices)],
    );
    check_config("variables:\n  CI_DEBUG_TRACE: \"false\"\n  # CI_DEBUG_TRACE: \"true\"\n", &[]);
}

#[test]
fn commands_of_the_configuration_are_judged() {
    let dump = CauseKind::Command(Leak::EnvironmentDump);
    let printed = CauseKind::Command(Leak::VariablePrinted);
    check_config(
        "deploy:\n  before_script: [\"env\"]\n  script:\n    - set -x\n    - 'echo $DEPLOY_TOKEN'\n    - |\n      printenv\n",
        &[
            ("deploy", 2, dump),
            ("deploy", 4, CauseKind::Command(Leak::ShellTrace)),
            ("deploy", 5, printed),
            ("deploy", 7, dump),
        ],
    );
}

#[test]
fn each_cause_is_one_of_the_three_ways() {
    let roots = [
        (CauseKind::DebugTrace, RootCause::VerboseLogging),
        (CauseKind::Command(Leak::ShellTrace), RootCause::VerboseLogging),
        (CauseKind::Command(Leak::VariablePrinted), RootCause::EchoedVariable),
        (CauseKind::ShellExecutor, RootCause::InsecureRunner),
    ];
    for (kind, root) in roots {
        assert_eq!(kind.root(), root, "{kind:?}");
    }
}

#[track_caller]
fn check_log(log: &str, expected: &[(u32, CauseKind)]) {
    let found = in_log(&lines(log));
    let told: Vec<_> = found.iter().map(|cause| (cause.line.unwrap(), cause.kind)).collect();
    assert_eq!(told, expected, "{log}");
}

#[test]
fn a_log_shows_the_commands_that_it_repeats() {
    check_log(
        "\u{1b}[32;1m$ echo $DEPLOY_TOKEN\u{1b}[0;m\nabc\n$ make\n",
        &[(1, CauseKind::Command(Leak::VariablePrinted))],
    );
}

#[test]
fn a_tracing_shell_is_told_from_debug_logging() {
    let by_script = "$ set -x\n+ make build\n+ make test\n+ make deploy\n";
    check_log(
        by_script,
        &[(1, CauseKind::Command(Leak::ShellTrace)), (2, CauseKind::Command(Leak::ShellTrace))],
    );
    let by_gitlab =
        "+ set -eo pipefail\n+ export FOO=1\n++ export BAR=2\n+ export DEPLOY_KEY=abc\n";
    check_log(by_gitlab, &[(1, CauseKind::DebugTrace)]);
    check_log("+ one line of a diff\n", &[]);
}

#[test]
fn an_environment_is_found_and_its_values_are_not_shown() {
    let names = ["CI", "HOME", "PATH", "SHELL", "LUNCH", "USER", "TERM", "LANG", "PWD"];
    let log: String = names.map(|name| format!("{name}=quiet-value-of-{name}\n")).concat();
    let found = in_log(&lines(&log));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, CauseKind::Command(Leak::EnvironmentDump));
    assert_eq!(found[0].excerpt, "CI=…");
}

#[test]
fn the_head_of_a_log_tells_the_runner() {
    let log = "Running with gitlab-runner 17.5.3 (12030cf4)\n  on build-7 t3_abc, system ID: s_1\nPreparing the \"shell\" executor\nUsing Shell (bash) executor...\n$ make\nUsing Docker executor with image x\n";
    let facts = runner_of_log(&lines(log));
    assert_eq!(facts.executor.as_deref(), Some("shell"));
    assert_eq!(facts.version.as_deref(), Some("17.5.3"));
    let causes = in_runner(&facts, false);
    assert_eq!(
        causes.iter().map(|cause| cause.kind).collect::<Vec<_>>(),
        [CauseKind::ShellExecutor]
    );
}

#[test]
fn a_shared_runner_counts_but_not_gitlabs_own() {
    let runner = RunnerFacts {
        runner_type: Some("instance_type".to_owned()),
        is_privileged: true,
        ..RunnerFacts::default()
    };
    let kinds = |is_com| in_runner(&runner, is_com).iter().map(|c| c.kind).collect::<Vec<_>>();
    assert_eq!(kinds(false), [CauseKind::SharedRunner, CauseKind::PrivilegedRunner]);
    assert_eq!(kinds(true), [CauseKind::PrivilegedRunner]);
}

#[test]
fn a_cause_is_read_back_from_json() {
    for kind in
        [CauseKind::DebugTrace, CauseKind::Command(Leak::VariableSent), CauseKind::SharedRunner]
    {
        let text = serde_json::to_string(&kind).unwrap();
        assert_eq!(serde_json::from_str::<CauseKind>(&text).unwrap(), kind, "{text}");
    }
}

proptest! {
    #[test]
    fn any_log_and_any_file_are_judged_without_a_panic(text in r"(\x1b\[0K|section_start:|\r|\n|\+ |\$ |env|NAME=|é|2021-01-01T01:00:00.020010Z 00O |[ -~]){0,60}") {
        in_log(&lines(&text));
        in_script("a.yml", &text);
        in_script("a.sh", &text);
    }

    #[test]
    fn an_excerpt_never_shows_a_secret(secret in "[a-z]{3}[A-Z]{3}[0-9]{3}[a-zA-Z0-9]{11,30}") {
        let log = format!("$ export API_TOKEN={secret}; env\n+ export API_TOKEN={secret}\n+ a\n+ b\n");
        for cause in in_log(&lines(&log)) {
            prop_assert!(!cause.excerpt.contains(&secret), "{:?}", cause);
        }
    }
}
