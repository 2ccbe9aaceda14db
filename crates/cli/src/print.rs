//! What goes to the terminal: the only place that prints.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use server::app::FirstLogin;
use server::web::words::Words;
use unicode_width::UnicodeWidthStr as _;

use crate::global::Global;
use crate::say;

/// One line of data. A reader that went away (`| head`) is no failure.
pub(crate) fn line(text: impl std::fmt::Display) {
    _ = writeln!(std::io::stdout(), "{}", harmless(&text.to_string(), &['\n', '\t']));
}

/// A name that others chose, on one line.
pub(crate) fn name(text: &str) -> String {
    harmless(text, &[])
}

/// Text without what moves a terminal's cursor or turns its reading order: file
/// names and log lines come from attackers.
fn harmless(text: &str, but: &[char]) -> String {
    let is_harmful =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut told = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmful(c) && !but.contains(&c) {
            told.extend(c.escape_unicode());
        } else {
            told.push(c);
        }
    }
    told
}

/// Bytes as they are.
pub(crate) fn bytes(piece: &[u8]) -> std::io::Result<()> {
    std::io::stdout().write_all(piece)
}

/// One line of news for the person at the terminal.
pub(crate) fn note(text: impl std::fmt::Display) {
    _ = writeln!(std::io::stderr(), "{}", harmless(&text.to_string(), &['\n', '\t']));
}

/// Which command comes next.
pub(crate) fn next(words: &Words, command: &str) {
    note(words.told("cli-next", &[("next", &command)]));
}

/// One JSON document.
pub(crate) fn document(value: &Value) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => line(text),
        Err(error) => note(error),
    }
}

/// Rows under headings in the reader's language: `case phase` are the messages
/// `column-case` and `column-phase`; `-` is a column without a heading.
pub(crate) fn table(words: &Words, columns: &str, rows: &[Vec<String>]) {
    let heading = |name: &str| match name {
        "-" => String::new(),
        name => words.t(format!("column-{name}")),
    };
    rows_under(&columns.split_whitespace().map(heading).collect::<Vec<_>>(), rows);
}

/// Rows under headings that are no words of ours, columns as wide as they need.
pub(crate) fn rows_under(headings: &[String], rows: &[Vec<String>]) {
    let all = || std::iter::once(headings).chain(rows.iter().map(Vec::as_slice));
    let width = |column: usize| {
        all().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    for cells in all() {
        let padded = cells.iter().zip(&widths).map(|(cell, &width)| padded(cell, width));
        line(padded.collect::<Vec<_>>().join("  ").trim_end());
    }
}

/// Text filled up to so many columns of a terminal, in which 漢字 take two each.
pub(crate) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Names and values, one a line, the values under each other.
pub(crate) fn fields(rows: &[(String, String)]) {
    let width = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    for (name, value) in rows {
        line(format_args!("{}  {value}", padded(name, width)).to_string().trim_end());
    }
}

/// A progress bar over `total` bytes, or things that are counted; only on a terminal.
pub(crate) fn bar(total: u64, is_bytes: bool) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (position, length) =
        if is_bytes { ("{bytes}", "{total_bytes}") } else { ("{human_pos}", "{human_len}") };
    let template = format!("{{msg}} {{wide_bar}} {position}/{length} {{eta}}");
    let style =
        ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total).with_style(style)
}

/// Bytes so far of an unknown total, only on a terminal.
pub(crate) fn spinner() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {msg}  {bytes}  {elapsed}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::new_spinner().with_style(style)
}

/// The account made at the first start, shown once.
pub(crate) fn first_login(login: &FirstLogin, words: &Words) {
    let password = login.password.expose_secret();
    note(words.told("cli-first-login", &[("name", &login.name), ("password", &password)]));
}

/// Says what is wrong, where, and what to do next; answers the exit code.
pub(crate) fn failure(error: &anyhow::Error, global: &Global) -> ExitCode {
    if global.json {
        let mut causes: Vec<String> = error.chain().map(ToString::to_string).collect();
        let message = causes.remove(0);
        document(&json!({ "format": "portcullis.error/1", "error": message, "causes": causes }));
    }
    note(format_args!("portcullis: {}", say::why(error, global.words())));
    ExitCode::FAILURE
}

/// Log lines on standard error; `RUST_LOG` chooses, warnings by default.
pub(crate) fn start_logging(global: &Global) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        tracing_subscriber::EnvFilter::new("warn,datafusion=error,datafusion_common=error")
    });
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if global.json {
        subscriber.json().init();
    } else {
        subscriber.compact().init();
    }
}
