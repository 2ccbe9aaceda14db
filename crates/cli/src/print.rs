//! What goes to the terminal: the only place that prints.
#![expect(clippy::print_stderr, reason = "this is where the command prints")]

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use server::app::FirstLogin;

use crate::global::Global;

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

/// One JSON document.
pub(crate) fn document(value: &Value) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => line(text),
        Err(error) => note(error),
    }
}

/// Rows under headings, columns as wide as they need.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(headings.get(column).map(|heading| heading.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let show = |cells: Vec<&str>| {
        let padded = cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}"));
        line(padded.collect::<Vec<_>>().join("  ").trim_end());
    };
    show(headings.to_vec());
    for row in rows {
        show(row.iter().map(String::as_str).collect());
    }
}

/// A progress bar over `total` (bytes or records), only on a terminal.
pub(crate) fn bar(total: u64, unit: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (position, length) =
        if unit == "bytes" { ("{bytes}", "{total_bytes}") } else { ("{human_pos}", "{human_len}") };
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
pub(crate) fn first_login(login: &FirstLogin) {
    note(format_args!(
        "First start: an account was made. This is shown once.\n  name      {}\n  password  {}  (to be changed at the first sign-in)",
        login.name,
        login.password.expose_secret()
    ));
}

/// Says what is wrong, where, and what to do next; answers the exit code.
pub(crate) fn failure(error: &anyhow::Error, global: &Global) -> ExitCode {
    if global.json {
        let mut causes: Vec<String> = error.chain().map(ToString::to_string).collect();
        let message = causes.remove(0);
        document(&json!({ "format": "portcullis.error/1", "error": message, "causes": causes }));
    }
    eprintln!("portcullis: {error:#}");
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
