//! A job's log as lines of plain text: colours, sections and time stamps taken off.
//!
//! Sources: GitLab docs, `ci/jobs/job_logs` (section markers); gitlab-runner,
//! `common/buildlogger/internal/timestamper` (lines that begin with a time, a
//! stream and a mark for what goes on from the line before). Both the log with
//! time stamps and the one without are read, and one that mixes them.
//!
//! A log is outside bytes: nothing here fails, what cannot be read stays as it is.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// One line of a log, as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceLine {
    /// Its number in the log as GitLab keeps it, from 1.
    pub number: u32,
    /// When the runner wrote it, if the log tells.
    pub at: Option<Timestamp>,
    /// The section that it stands in: `step_script`, `prepare_executor` …
    pub section: Option<String>,
    /// The text.
    pub text: String,
}

/// Lines that are read at most: a log of GitLab's greatest size (100 MB) in
/// lines of the usual length has about a million.
const LINES_MAX: usize = 500_000;

/// Length of `2021-01-01T01:00:00.020010Z `.
const STAMP_LENGTH: usize = 28;

/// Reads a log.
pub fn lines(trace: &str) -> Vec<TraceLine> {
    let mut read = Vec::new();
    let mut section = None;
    let mut open_streams: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, raw) in (1_u32..).zip(trace.split('\n')).take(LINES_MAX) {
        let (stamp, rest) = stamp(raw);
        let text = plain(rest, &mut section);
        if let Some(stamp) = &stamp
            && stamp.is_continued
            && let Some(line) = open_streams.get(stamp.stream).and_then(|&at| read.get_mut(at))
        {
            let line: &mut TraceLine = line;
            line.text.push_str(&text);
            continue;
        }
        if let Some(stamp) = &stamp {
            open_streams.insert(stamp.stream, read.len());
        }
        let at = stamp.and_then(|stamp| stamp.at);
        read.push(TraceLine { number, at, section: section.clone(), text });
    }
    read
}

/// All of a log as plain text, one line for each of [`lines`].
pub fn joined(lines: &[TraceLine]) -> String {
    let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
    for line in lines {
        text.push_str(&line.text);
        text.push('\n');
    }
    text
}

/// What a time stamp says.
struct Stamp<'a> {
    at: Option<Timestamp>,
    /// Two hexadecimal digits and `O` or `E`.
    stream: &'a str,
    /// Goes on from the stream's line before.
    is_continued: bool,
}

/// `2021-01-01T01:00:00.020010Z 00O text` as its stamp and `text`.
fn stamp(raw: &str) -> (Option<Stamp<'_>>, &str) {
    let is_time = |at: &str| at.ends_with('Z') && at.as_bytes().get(10) == Some(&b'T');
    let read = || {
        let at = raw.get(..STAMP_LENGTH)?.strip_suffix(' ').filter(|at| is_time(at))?;
        let rest = raw.get(STAMP_LENGTH..)?;
        let (stream, kind, mark) = (rest.get(..3)?, rest.get(2..3)?, rest.get(3..4)?);
        let is_hex = stream.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
        let is_stamp = is_hex && matches!(kind, "O" | "E") && matches!(mark, " " | "+");
        let stamp = Stamp { at: at.parse().ok(), stream, is_continued: mark == "+" };
        is_stamp.then_some((stamp, rest.get(4..)?))
    };
    match read() {
        Some((stamp, rest)) => (Some(stamp), rest),
        None => (None, raw),
    }
}

/// The text without escape sequences; section markers change `section`.
///
/// What stands before a carriage return was overwritten on a terminal, but it
/// is in the log, and may be the secret: it stays.
fn plain(raw: &str, section: &mut Option<String>) -> String {
    let mut text = String::with_capacity(raw.len());
    let pieces = without_escapes(raw);
    for piece in pieces.split('\r') {
        if let Some(rest) = piece.trim_start().strip_prefix("section_start:") {
            *section = rest.split(':').nth(1).map(section_name);
        } else if piece.trim_start().starts_with("section_end:") {
            *section = None;
        } else if !piece.is_empty() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(piece);
        }
    }
    text
}

/// `name[collapsed=true]` without its options.
fn section_name(marker: &str) -> String {
    let is_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    marker.chars().take_while(is_name).collect()
}

/// Leaves out ANSI escape sequences (ECMA-48: CSI, OSC and the short ones) and
/// other control characters but tab and carriage return.
fn without_escapes(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw.chars();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => match rest.next() {
                Some('[') => {
                    // Up to the final byte.
                    for c in rest.by_ref() {
                        if ('\u{40}'..='\u{7e}').contains(&c) {
                            break;
                        }
                    }
                }
                Some(']') => {
                    for c in rest.by_ref() {
                        if c == '\u{7}' || c == '\u{1b}' {
                            break;
                        }
                    }
                }
                Some(_) | None => {}
            },
            '\t' | '\r' => text.push(c),
            c if c.is_control() => {}
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(trace: &str) -> Vec<String> {
        lines(trace).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn colours_and_sections_are_taken_off_and_the_section_is_known() {
        let trace = "\u{1b}[0Ksection_start:1560896352:step_script[collapsed=true]\r\u{1b}[0K\u{1b}[36;1mRun\u{1b}[0;m\nmake\n\u{1b}[0Ksection_end:1560896353:step_script\r\u{1b}[0K\nend";
        let read = lines(trace);
        assert_eq!(texts(trace), ["Run", "make", "", "end"]);
        assert_eq!(read[0].section.as_deref(), Some("step_script"));
        assert_eq!(read[1].section.as_deref(), Some("step_script"));
        assert_eq!(read[3].section, None);
    }

    #[test]
    fn a_line_with_a_time_is_read_and_a_continued_one_is_put_together() {
        let trace = "2021-01-01T01:00:00.020010Z 00O one\n2021-01-01T02:00:00.020010Z 01E two \n2021-01-01T03:00:00.020010Z 00O+ more\nplain";
        assert_eq!(texts(trace), ["one more", "two ", "plain"]);
        let read = lines(trace);
        assert_eq!(read[0].at.unwrap().to_string(), "2021-01-01T01:00:00.02001Z");
        assert_eq!((read[0].number, read[1].number, read[2].number), (1, 2, 4));
    }

    #[test]
    fn sections_are_known_in_a_log_with_times_too_where_a_line_is_cut_in_two() {
        let trace = "2021-01-01T01:00:00.020010Z 00O \u{1b}[0Ksection_start:1609462800:get_sources\r\u{1b}[0K\n2021-01-01T01:00:00.120010Z 00O+Fetching\n2021-01-01T01:00:01.020010Z 01E+lost\n2021-01-01T01:00:02.020010Z 01O $ env\n2021-01-01T01:00:03.020010Z 00O section_end:1609462803:get_sources\r\n2021-01-01T01:00:04.020010Z 00O end";
        let read = lines(trace);
        let seen: Vec<_> = read
            .iter()
            .map(|line| (line.number, line.text.as_str(), line.section.as_deref()))
            .collect();
        let section = Some("get_sources");
        assert_eq!(
            seen,
            [
                (1, "Fetching", section),
                (3, "lost", section),
                (4, "$ env", section),
                (5, "", None),
                (6, "end", None)
            ]
        );
    }

    #[test]
    fn what_a_carriage_return_overwrote_is_still_there() {
        assert_eq!(texts("secret\rPassword: ***"), ["secret Password: ***"]);
    }
}
