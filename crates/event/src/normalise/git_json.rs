//! Lines of `git_json.log`: Git commands that failed. They look like those of
//! `application_json.log`; the sentence, or Helm's `subcomponent`, tells.
//!
//! Source: GitLab docs, `administration/logs`, `git_json.log`.

use super::line::{Line, Log};

/// What a failed Git command says first.
const STARTS: [&str; 4] = ["\"Command failed", "\"fatal: ", "\"error: ", "\"git "];

/// A sentence of Rails about a Git command.
pub(super) fn is(line: &Line<'_>) -> bool {
    let says_git = line.message.json().is_some_and(|message| {
        STARTS.iter().any(|start| message.starts_with(start)) || message.contains(" --git-dir=")
    });
    let is_free = !line.class.is_some() && !line.exception_class.is_some();
    line.is_rails() && line.message.is_some() && is_free && (says_git || line.is_of("git_json"))
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.person_if_told();
    log.scope();
    log.event.message = log.words("message", line.message);
}
