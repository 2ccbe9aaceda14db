//! Causes in files of the repository: `.gitlab-ci.yml`, and scripts that it calls.
//!
//! Read line by line and not as YAML: so that each cause has its line, and a
//! configuration that does not parse is judged all the same.

use super::{Cause, CauseKind, CauseSource, cause};
use crate::investigate::ci_file;
use crate::investigate::command::{self, Likelihood};
use crate::investigate::secret::{cut, mask_lines};

/// Lines of one file that are judged.
const LINES_MAX: usize = 20_000;

/// Causes of one file.
const CAUSES_MAX: usize = 200;

/// The causes in a file. In a CI/CD configuration each tells its job.
pub fn in_script(path: &str, text: &str) -> Vec<Cause> {
    let is_configuration = ci_file::is_named_so(path);
    let masked = mask_lines(text, None);
    let mut job = None;
    let mut found = Vec::new();
    for ((number, line), shown) in (1_u32..).zip(text.split('\n')).zip(&masked).take(LINES_MAX) {
        if is_configuration && let Some(name) = top_level_key(line) {
            job = Some(name.to_owned());
        }
        let source = || CauseSource::File { path: path.to_owned(), job: job.clone() };
        let shown = || cut(shown);
        let command = if is_configuration { script_of(line) } else { line.trim() };
        if let Some(kind) = debugging(line) {
            found.push(cause(kind, Likelihood::Likely, source(), Some(number), shown()));
        }
        for (leak, how) in command::judge(command) {
            found.push(cause(CauseKind::Command(leak), how, source(), Some(number), shown()));
        }
        if found.len() >= CAUSES_MAX {
            break;
        }
    }
    found
}

/// `name:` at the very left.
fn top_level_key(line: &str) -> Option<&str> {
    let key = line.split_once(':')?.0;
    let is_key = !key.is_empty() && !key.starts_with([' ', '\t', '#', '-']);
    is_key.then(|| key.trim_matches(['"', '\'']))
}

/// The command in a line of YAML: without the dash, the key and the quotes.
fn script_of(line: &str) -> &str {
    let mut text = line.trim();
    while let Some(rest) = text.strip_prefix("- ") {
        text = rest.trim_start();
    }
    for key in ["script:", "before_script:", "after_script:", "run:"] {
        if let Some(rest) = text.strip_prefix(key) {
            text = rest.trim();
        }
    }
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let text = inner.unwrap_or(text).trim();
    for quote in ['"', '\''] {
        let inner = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if let Some(inner) = inner.filter(|inner| !inner.contains(quote)) {
            return inner;
        }
    }
    text
}

/// Debugging that is switched on, as a YAML value or in a shell.
///
/// Source: GitLab docs, `ci/variables`, "Enable debug logging"; `ci/services`,
/// "Capturing service container logs".
fn debugging(line: &str) -> Option<CauseKind> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let is_on = |name: &str| {
        let rest = line.split_once(name).map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
        let value = rest.and_then(|rest| rest.trim_start().strip_prefix([':', '=']));
        value.is_some_and(|value| {
            let value = value.trim_start_matches([' ', '"', '\'']).to_ascii_lowercase();
            value.starts_with("true") || value.starts_with('1') || value.starts_with("yes")
        })
    };
    if is_on("CI_DEBUG_TRACE") {
        return Some(CauseKind::DebugTrace);
    }
    is_on("CI_DEBUG_SERVICES").then_some(CauseKind::DebugServices)
}
