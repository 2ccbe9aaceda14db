//! What shippers put around a line: a prefix of text, or a JSON object with
//! the line inside.
//!
//! The same line from a file and from a shipper is then the same event: it is
//! keyed by what is inside.
//!
//! Sources: CRI (`<time> stdout F <line>`), RFC 5424 and RFC 3164 (syslog, and
//! `journalctl`), Docker's `json-file`, `journalctl -o json`, Filebeat
//! (`message`), GitLab's Helm chart (text logs in `message`, beside
//! `subcomponent` and `file`), Google Cloud Logging (`jsonPayload`).

use std::borrow::Cow;

use super::json::Member;
use super::line::Line;

/// A line is unwrapped so many times at most.
pub(super) const DEPTH_MAX: u8 = 3;

/// A prefix of unknown form before a JSON object is no longer than this.
const PREFIX_BYTES_MAX: usize = 512;

/// The line inside a shipper's object.
pub(super) fn inside<'a>(line: &Line<'a>) -> Option<Cow<'a, str>> {
    if let Some(payload) = line.json_payload.json().filter(|json| json.starts_with('{')) {
        return Some(Cow::Borrowed(payload));
    }
    let is_gitlabs_own = line.severity.is_some() || line.msg.is_some();
    let message = line.message.json().filter(|_| !is_gitlabs_own);
    let is_wrapped = message.is_some_and(|message| message.starts_with("\"{"))
        || (line.subcomponent.is_some() && line.file.is_some());
    let message = if message.is_some() && is_wrapped { line.message } else { Member::default() };
    let member = line.text_payload.or(line.journal_message).or(line.log).or(message);
    member.words("", &mut Vec::new())
}

/// The line behind a prefix.
pub(super) fn behind(text: &str) -> Option<&str> {
    let text = text.trim_start();
    cri(text)
        .or_else(|| syslog(text))
        .or_else(|| bracketed(text))
        .or_else(|| json(text))
        .filter(|rest| !rest.is_empty())
}

/// `2026-01-14T03:22:17.604Z stdout F `.
fn cri(text: &str) -> Option<&str> {
    let (time, rest) = text.split_once(' ')?;
    let (stream, rest) = rest.split_once(' ')?;
    let (mark, rest) = rest.split_once(' ')?;
    let is_prefix = time.contains('T') && matches!(stream, "stdout" | "stderr");
    (is_prefix && matches!(mark, "F" | "P")).then_some(rest)
}

/// `<134>1 2026-01-14T03:22:17Z host app 12 id - ` and `<134>Jan 14 03:22:17 host tag[12]: `;
/// the latter also without the priority, as files of syslog and `journalctl` have it.
fn syslog(text: &str) -> Option<&str> {
    let bare = text.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    let bare = bare.filter(|(priority, _)| priority.len() <= 3).map(|(_, rest)| rest);
    if let Some(rest) = bare.and_then(|rest| rest.strip_prefix("1 ")) {
        // Time, host, application, process, message id.
        let data = rest.splitn(6, ' ').nth(5)?;
        return structured_data(data);
    }
    let text = bare.unwrap_or(text);
    let is_month = text.get(3..4) == Some(" ") && text.get(6..7) == Some(" ");
    let is_time = text.get(9..10) == Some(":") && text.get(12..13) == Some(":");
    let rest = text.get(16..).filter(|_| is_month && is_time)?;
    let (_host, rest) = rest.split_once(' ')?;
    let (tag, message) = rest.split_once(": ")?;
    (!tag.contains(' ')).then_some(message)
}

/// What stands behind `-` or `[id name="value"]`.
fn structured_data(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix("- ") {
        return Some(rest.strip_prefix('\u{feff}').unwrap_or(rest));
    }
    let (_, rest) = text.strip_prefix('[')?.split_once("] ")?;
    Some(rest.strip_prefix('\u{feff}').unwrap_or(rest))
}

/// `[pod/gitlab-webservice-0/webservice] `, as `kubectl logs --prefix` has it.
fn bracketed(text: &str) -> Option<&str> {
    let (name, rest) = text.strip_prefix("[pod/")?.split_once("] ")?;
    (!name.contains(' ')).then_some(rest)
}

/// Anything before a JSON object that ends the line.
fn json(text: &str) -> Option<&str> {
    let start = text.find('{').filter(|at| (1..=PREFIX_BYTES_MAX).contains(at))?;
    text.get(start..).filter(|rest| rest.trim_end().ends_with('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_a_prefix_is_found() {
        let cases = [
            ("2026-01-14T03:22:17.604Z stdout F {\"a\":1}", Some("{\"a\":1}")),
            ("<134>1 2026-01-14T03:22:17Z gl nginx 12 - - 203.0.113.5 x", Some("203.0.113.5 x")),
            ("<134>1 2026-01-14T03:22:17Z gl nginx 12 - [o@1 a=\"b\"] text", Some("text")),
            ("<134>Jan 14 03:22:17 gl nginx: text", Some("text")),
            ("Jan  4 03:22:17 gl gitlab[12]: text: more", Some("text: more")),
            ("[pod/gitlab-0/web] text", Some("text")),
            ("/var/log/gitlab/gitaly/current:{\"a\":1}", Some("{\"a\":1}")),
            ("Started GET \"/\" for 203.0.113.5", None),
            ("{\"a\":1}", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(behind(text), expected, "{text}");
        }
    }
}
