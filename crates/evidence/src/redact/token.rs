//! Secrets that are told by their own shape, whatever the name beside them.

use super::Redactor;

/// Prefixes of tokens. Sources: GitLab docs, `security/tokens`; the vendors' own.
const PREFIXES: [&str; 26] = [
    "glpat-",
    "gldt-",
    "glrt-",
    "glrtr-",
    "glcbt-",
    "glptt-",
    "glft-",
    "glimt-",
    "glagent-",
    "glsoat-",
    "glffct-",
    "gloas-",
    "glwt-",
    "GR1348941",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "AKIA",
    "ASIA",
    "sk_live_",
    "AIza",
    "AGE-SECRET-KEY-1",
];

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-.=+/".contains(c)
}

/// Replaces tokens and the credentials of addresses in a line.
pub(super) fn scrub(redactor: &Redactor, line: &str) -> String {
    let line = addresses(redactor, line);
    let mut told = String::with_capacity(line.len());
    let mut rest = line.as_str();
    'line: while let Some(first) = rest.chars().next() {
        let starts = !told.ends_with(|c: char| c.is_ascii_alphanumeric());
        for prefix in PREFIXES.iter().filter(|_| starts) {
            let Some(body) = rest.strip_prefix(prefix) else { continue };
            let end = body.find(|c| !is_token_char(c)).unwrap_or(body.len());
            if end >= 12 {
                let (token, after) = rest.split_at(prefix.len() + end);
                told.push_str(&redactor.mark(token));
                rest = after;
                continue 'line;
            }
        }
        told.push(first);
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    told
}

/// `scheme://user:secret@host`: the secret goes.
fn addresses(redactor: &Redactor, line: &str) -> String {
    let mut told = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("://") {
        told.push_str(before);
        told.push_str("://");
        let end = after.find(|c: char| c.is_whitespace() || "/?#'\"`<>,".contains(c));
        let (authority, tail) = after.split_at(end.unwrap_or(after.len()));
        match authority.rsplit_once('@') {
            Some((who, host)) => {
                let (user, secret) = who.split_once(':').unwrap_or(("", who));
                told.push_str(user);
                told.push(':');
                told.push_str(&redactor.mark(secret));
                told.push('@');
                told.push_str(host);
            }
            None => told.push_str(authority),
        }
        rest = tail;
    }
    told + rest
}

/// Is it a value that looks made by a machine: long, with letters and digits mixed?
pub(super) fn looks_random(value: &str) -> bool {
    let is_long = value.len() >= 24 && value.len() <= 4096;
    is_long
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "_-+=".contains(c))
        && value.chars().any(|c| c.is_ascii_digit())
        && value.chars().any(|c| c.is_ascii_alphabetic())
        && value.split(['-', '_']).all(|part| part.len() >= 8)
}
