//! Lines of access logs, whoever wrote them (LD25).
//!
//! What looks like one is shown to the reader of events, as a search's scope
//! does; a line of one of GitLab's other logs is not withheld. What the reader
//! does not know, and looks like one, is.

use std::sync::LazyLock;

use event::Way;
use event::normalise::recognise;
use memchr::memmem::Finder;

use crate::assist::request::LogKind;
use crate::assist::scope;

/// A text that is looked for in each line.
type Text = LazyLock<Finder<'static>>;

static VERSION: Text = LazyLock::new(|| Finder::new(" HTTP/"));
static BEHIND_TIME: Text = LazyLock::new(|| Finder::new("] "));
static URI: Text = LazyLock::new(|| Finder::new("uri"));
static MESSAGE: Text = LazyLock::new(|| Finder::new("msg"));
static BYTES: Text = LazyLock::new(|| Finder::new("bytes_sent"));
static UPSTREAM: Text = LazyLock::new(|| Finder::new("upstream_"));

/// Signs that may stand between a name and its value, escapes among them.
const SIGNS_MAX: usize = 12;

/// A name of a method is not longer: `VERSION-CONTROL`.
const METHOD_BYTES_MAX: usize = 16;

/// Whether a line is of an access log.
pub(super) fn is_line(text: &[u8]) -> bool {
    let is_like_one = has_request(text) || has_members(text);
    if !is_like_one && !may_be_known(text) {
        return false;
    }
    match scope::kind(recognise(Way::Import, text)) {
        Some(kind) => kind == LogKind::Access,
        None => is_like_one,
    }
}

/// `"GET /x HTTP/1.1"`: behind a quote, which may be escaped.
fn has_request(text: &[u8]) -> bool {
    let mut from = 0;
    for at in VERSION.find_iter(text) {
        let before = text.get(from..at).unwrap_or_default();
        from = at;
        let Some(quote) = memchr::memrchr(b'"', before) else { continue };
        let request = before.get(quote + 1..).unwrap_or_default();
        let method = request.iter().take(METHOD_BYTES_MAX);
        let method = method.take_while(|byte| byte.is_ascii_uppercase() || **byte == b'-').count();
        if method > 1 && request.get(method) == Some(&b' ') {
            return true;
        }
    }
    false
}

/// The fields of one: Workhorse's, also written as `name=value`, and the names
/// that NGINX's variables have.
fn has_members(text: &[u8]) -> bool {
    let has = |part: &[u8]| memchr::memmem::find(text, part).is_some();
    let is_access = MESSAGE.find_iter(text).any(|at| {
        let rest = text.get(at + 3..).unwrap_or_default();
        let signs =
            rest.iter().take(SIGNS_MAX).take_while(|byte| b"\"\\: =".contains(byte)).count();
        let Some((signs, value)) = rest.split_at_checked(signs) else { return false };
        let Some(behind) = value.strip_prefix(b"access") else { return false };
        // `msg=access` and `"msg":"access"`, not `"msg":"access denied"`.
        let is_quoted = signs.ends_with(b"\"");
        match behind.first() {
            Some(b'"' | b'\\') => is_quoted,
            Some(b' ') => !is_quoted,
            Some(_) => false,
            None => true,
        }
    });
    if is_access {
        return true;
    }
    let has_uri = URI.find(text).is_some();
    if has_uri {
        let has_sizes = has(b"written_bytes") || has(b"ttfb_ms");
        let has_status = has(b"status=") && has(b"method=") && has(b"uri=");
        if has_status || (has_sizes && has(b"method")) || has(b"http.response.status") {
            return true;
        }
    }
    let is_served = BYTES.find(text).is_some() || UPSTREAM.find(text).is_some();
    is_served && has(b"status") && (has_uri || has(b"request"))
}

/// Whether the reader of events may know it for one: behind a time in brackets a
/// quote, or an address that was asked for.
fn may_be_known(text: &[u8]) -> bool {
    let is_quote = |at: usize| matches!(text.get(at..at + 2), Some([b'"', _] | [b'\\', b'"']));
    BEHIND_TIME.find_iter(text).any(|at| is_quote(at + 2))
        || URI.find_iter(text).any(|at| is_quote(at + 3))
}
