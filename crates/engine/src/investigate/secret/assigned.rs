//! Values that somebody gave to a name like a secret's: `DEPLOY_PASSWORD=…`.

use super::{Hit, SecretKind};

/// Words in a name that tell of a secret.
const SECRET_WORDS: [&str; 15] = [
    "SECRET",
    "TOKEN",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "CREDENTIAL",
    "APIKEY",
    "API_KEY",
    "ACCESS_KEY",
    "ACCOUNT_KEY",
    "ACCOUNTKEY",
    "PRIVATE_KEY",
    "SIGNING_KEY",
    "ENCRYPTION_KEY",
    "AUTH_KEY",
];

/// Words that make it the name of something about a secret, not of one.
const HARMLESS_WORDS: [&str; 13] = [
    "_ID", "_NAME", "_FILE", "_PATH", "_URL", "_URI", "_TYPE", "_TTL", "_EXPIRES", "_EXPIRY",
    "_LENGTH", "_ENABLED", "_VERSION",
];

/// A value shorter than this is no secret, or one that hiding does not save.
const VALUE_LENGTH_MIN: usize = 8;

/// A value longer than this is cut: what follows is something else.
const VALUE_LENGTH_MAX: usize = 4096;

/// A name that is longer is none.
const NAME_LENGTH_MAX: usize = 100;

/// Different characters that a secret has at least; `********` has one.
const DIFFERENT_CHARACTERS_MIN: usize = 5;

/// Whether a variable of this name holds a secret, as its name tells.
pub fn is_secret_name(name: &str) -> bool {
    if !may_be_secret_name(name.as_bytes()) {
        return false;
    }
    let name = name.to_ascii_uppercase().replace('-', "_");
    let is_secret = SECRET_WORDS.iter().any(|word| name.contains(word))
        || name.ends_with("_PASS")
        || name.ends_with("_PWD")
        || name == "PASS"
        || name == "KUBECONFIG";
    is_secret && !HARMLESS_WORDS.iter().any(|word| name.ends_with(word))
}

/// No without a copy of the name, which nearly every name is: it has three
/// letters with which none of the words begins.
fn may_be_secret_name(name: &[u8]) -> bool {
    let folded = |letter: &u8| if *letter == b'-' { b'_' } else { letter.to_ascii_uppercase() };
    name.array_windows::<3>().any(|three| {
        let [a, b, c] = three.each_ref().map(folded);
        let is_pass = [a, b, c] == *b"PAS" || [a, b, c] == *b"PWD" || [a, b, c] == *b"KUB";
        let is_word = |word: &&str| word.as_bytes().first_chunk() == Some(&[a, b, c]);
        is_pass
            || matches!(a, b'S' | b'T' | b'P' | b'C' | b'A' | b'E')
                && SECRET_WORDS.iter().any(is_word)
    })
}

/// What stands in each name that [`is_secret_name`] takes for a secret's.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    SECRET_WORDS.into_iter().chain(["_PASS", "-PASS", "_PWD", "-PWD", "PASS", "KUBECONFIG"])
}

pub(super) fn hits(text: &str) -> Vec<Hit> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        in_line(line, offset, &mut found);
        offset += line.len();
    }
    found
}

/// Each `name = value`, `name: value` and `"name": "value"` of a line.
fn in_line(line: &str, offset: usize, found: &mut Vec<Hit>) {
    let mut from = 0;
    while let Some(at) = line.get(from..).and_then(|rest| rest.find(['=', ':'])) {
        let sign = from + at;
        from = sign + 1;
        let Some(name) = name_before(line, sign) else { continue };
        if !is_secret_name(name) {
            continue;
        }
        let Some((start, end)) = value_after(line, sign + 1) else { continue };
        let value = line.get(start..end).unwrap_or_default();
        if is_secret_value(value) {
            found.push(Hit {
                range: offset + start..offset + end,
                kind: kind_of(name),
                name: Some(name.to_owned()),
                identity: None,
            });
            from = end;
        }
    }
}

fn kind_of(name: &str) -> SecretKind {
    let name = name.to_ascii_uppercase();
    let is_aws = name.contains("AWS") && name.contains("SECRET");
    if is_aws { SecretKind::AwsSecretKey } else { SecretKind::Assigned }
}

/// The word that ends right before the sign, quotes and blanks aside.
fn name_before(line: &str, sign: usize) -> Option<&str> {
    let before = line.get(..sign)?.trim_end_matches([' ', '"', '\'', '\\']);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let start = before.rfind(|c| !is_name(c)).map_or(0, |at| {
        at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    });
    let name = before.get(start..)?.trim_start_matches('-');
    (!name.is_empty() && name.len() <= NAME_LENGTH_MAX).then_some(name)
}

/// Where the value after the sign begins and ends: a quoted text to its quote,
/// else a word.
fn value_after(line: &str, from: usize) -> Option<(usize, usize)> {
    let rest = line.get(from..)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\\']).len();
    let start = from + blanks;
    let rest = line.get(start..)?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (start, rest) = match quote {
        Some(_) => (start + 1, rest.get(1..)?),
        None => (start, rest),
    };
    let is_end = |c: char| match quote {
        Some(quote) => c == quote || c == '\n',
        None => c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '&' | ')' | '`' | '<'),
    };
    // `Authorization: Bearer …` and the like: the word after the scheme.
    for scheme in ["Bearer ", "Basic ", "bearer ", "basic ", "token "] {
        if let Some(after) = rest.strip_prefix(scheme) {
            let start = start + scheme.len();
            return Some((start, start + after.find(is_end).unwrap_or(after.len())));
        }
    }
    let length = rest.find(is_end).unwrap_or(rest.len());
    let length = (0..=length.min(VALUE_LENGTH_MAX)).rev().find(|&at| rest.is_char_boundary(at))?;
    Some((start, start + length))
}

/// Whether the value is one: long enough, no variable, no placeholder.
fn is_secret_value(value: &str) -> bool {
    let value = value.trim_end_matches('\\');
    let is_reference = value.starts_with(['$', '%', '{', '<', '['])
        || value.starts_with("****")
        || value.contains("[MASKED]")
        || value.contains('…')
        || value.contains("://");
    let different: std::collections::BTreeSet<char> = value.chars().take(64).collect();
    let is_path = value.starts_with('/') && value.matches('/').count() > 1 && value.contains('.');
    value.chars().count() >= VALUE_LENGTH_MIN
        && different.len() >= DIFFERENT_CHARACTERS_MIN
        && !is_reference
        && !is_path
}
