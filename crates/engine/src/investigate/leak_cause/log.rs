//! Causes in a job's log.

use super::{Cause, CauseKind, CauseSource, RunnerFacts, cause};
use crate::investigate::command::{self, Leak, Likelihood};
use crate::investigate::secret::{cut, mask_lines};
use crate::investigate::trace::{TraceLine, joined};

/// Lines that look like an environment's, one after the other, that make one.
const DUMP_LINES_MIN: usize = 8;

/// Lines that a tracing shell prints, of which so many are no chance.
const TRACED_LINES_MIN: usize = 3;

/// Lines of a tracing shell that show a variable being set: only
/// `CI_DEBUG_TRACE` makes the runner's own script do so.
const TRACED_EXPORTS_MIN: usize = 3;

/// The causes that a log shows: commands that it repeats, and their traces.
pub fn in_log(lines: &[TraceLine]) -> Vec<Cause> {
    let masked = mask_lines(&joined(lines), None);
    let shown: Vec<&str> = masked.iter().map(String::as_str).collect();
    let log = Log { lines, shown: &shown };
    let mut found = commands(&log);
    found.extend(shell_trace(&log));
    found.extend(environment(&log));
    found.extend(services(&log));
    found.sort_by_key(|cause| (cause.line, cause.kind));
    found.dedup_by_key(|cause| (cause.line, cause.kind));
    found
}

struct Log<'a> {
    lines: &'a [TraceLine],
    /// The same lines, masked.
    shown: &'a [&'a str],
}

impl Log<'_> {
    fn cause(&self, at: usize, kind: CauseKind, how: Likelihood) -> Cause {
        let number = self.lines.get(at).map(|line| line.number);
        let shown = self.shown.get(at).copied().unwrap_or_default();
        cause(kind, how, CauseSource::Log, number, cut(shown))
    }

    /// As [`Log::cause`], of a variable only the name: its value may be a
    /// secret that has neither shape nor telling name.
    fn named(&self, at: usize, kind: CauseKind, how: Likelihood) -> Cause {
        let mut cause = self.cause(at, kind, how);
        if let Some((name, _value)) = cause.excerpt.split_once('=') {
            cause.excerpt = format!("{name}=…");
        }
        cause
    }
}

/// The runner shows each line of a script before it runs it, after a `$`.
fn commands(log: &Log<'_>) -> Vec<Cause> {
    let mut found = Vec::new();
    for (at, line) in log.lines.iter().enumerate() {
        let Some(command) = line.text.trim_start().strip_prefix("$ ") else { continue };
        for (leak, how) in command::judge(command) {
            found.push(log.cause(at, CauseKind::Command(leak), how));
        }
    }
    found
}

/// `+ command` and `++ command`: a shell that traces.
fn shell_trace(log: &Log<'_>) -> Option<Cause> {
    let traced = || log.lines.iter().enumerate().filter(|(_, line)| is_traced(&line.text));
    let (first, _) = traced().next().filter(|_| traced().count() >= TRACED_LINES_MIN)?;
    let is_export = |text: &str| {
        let command = text.trim_start_matches(['+', ' ', '\'']);
        command.starts_with("export ") || command.starts_with("echo 'export ")
    };
    let exports = traced().filter(|(_, line)| is_export(&line.text)).count();
    let is_debug = exports >= TRACED_EXPORTS_MIN
        || log
            .lines
            .iter()
            .any(|line| is_traced(&line.text) && line.text.contains("CI_DEBUG_TRACE"));
    let kind = if is_debug { CauseKind::DebugTrace } else { CauseKind::Command(Leak::ShellTrace) };
    Some(log.named(first, kind, Likelihood::Likely))
}

fn is_traced(text: &str) -> bool {
    let command = text.trim_start_matches('+');
    let plus_count = text.len() - command.len();
    (1..=6).contains(&plus_count)
        && command.starts_with(' ')
        && command
            .trim_start()
            .starts_with(|c: char| c.is_ascii_alphanumeric() || "_'[./\"$:".contains(c))
}

/// Many lines one after the other that set a variable each.
fn environment(log: &Log<'_>) -> Vec<Cause> {
    let mut found = Vec::new();
    let mut start = None;
    let is_end = std::iter::once((log.lines.len(), false));
    let lines = log.lines.iter().enumerate().map(|(at, line)| (at, is_setting(&line.text)));
    for (at, is_setting) in lines.chain(is_end) {
        match (is_setting, start) {
            (true, None) => start = Some(at),
            (false, Some(first)) => {
                if at - first >= DUMP_LINES_MIN {
                    let kind = CauseKind::Command(Leak::EnvironmentDump);
                    found.push(log.named(first, kind, Likelihood::Likely));
                }
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    found
}

/// `NAME=value`, `declare -x NAME="value"`, `export NAME='value'`.
fn is_setting(text: &str) -> bool {
    let text = text.trim_start();
    let text =
        text.strip_prefix("declare -x ").or_else(|| text.strip_prefix("export ")).unwrap_or(text);
    let Some((name, _)) = text.split_once('=') else { return false };
    let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() >= 2 && name.bytes().all(is_name)
}

/// The runner marks the lines of services: `[service:postgres-db]`.
fn services(log: &Log<'_>) -> Option<Cause> {
    let is_service = |line: &TraceLine| line.text.trim_start().starts_with("[service:");
    let at = log.lines.iter().position(is_service)?;
    Some(log.cause(at, CauseKind::DebugServices, Likelihood::Possible))
}

/// What the head of a log tells of the runner.
///
/// Source: gitlab-runner, `commands/multi.go` and `executors/*` (the first lines
/// that it writes into each log).
pub fn runner_of_log(lines: &[TraceLine]) -> RunnerFacts {
    /// The head of a log; what comes later is the job's own.
    const HEAD_LINES: usize = 80;
    let mut facts = RunnerFacts::default();
    for line in lines.iter().take(HEAD_LINES) {
        let text = line.text.trim();
        if let Some(rest) = text.strip_prefix("Running with gitlab-runner ") {
            facts.version = rest.split_whitespace().next().map(str::to_owned);
        } else if let Some(rest) = text.strip_prefix("Preparing the \"") {
            facts.executor = rest.split('"').next().map(str::to_owned);
        } else if text.starts_with("Using Shell (") {
            facts.executor = Some("shell".to_owned());
        } else if text.starts_with("Using Docker executor") {
            facts.executor = Some("docker".to_owned());
        } else if text.starts_with("Using Kubernetes executor") {
            facts.executor = Some("kubernetes".to_owned());
        } else if text.starts_with("Starting service docker:") && text.contains("dind") {
            // Docker in Docker works in privileged containers only.
            facts.is_privileged = true;
        } else if text.starts_with("$ ") {
            break;
        }
    }
    facts
}
