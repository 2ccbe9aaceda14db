//! Names with values: `name = "x"`, `'name' => 'x'`, `name: x`, over several lines too.

use super::{Redactor, is_secret_name, token};

/// What the next line still belongs to.
#[derive(Debug, PartialEq, Eq)]
enum Within {
    Nothing,
    /// `-----BEGIN … PRIVATE KEY-----`
    Pem,
    /// `<<WORD` after a secret name.
    Heredoc(String),
    /// `[` or `{` after a secret name, so many are open.
    Brackets(usize),
    /// `|` or `>` after a secret name in YAML, deeper than so many spaces.
    Block(usize),
}

/// A text without its secrets.
pub(super) fn text(redactor: &Redactor, text: &str) -> String {
    let mut within = Within::Nothing;
    let mut told = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        told.push_str(&one(redactor, line, &mut within));
        told.push_str(end);
    }
    told
}

fn one(redactor: &Redactor, line: &str, within: &mut Within) -> String {
    let indent = line.len() - line.trim_start().len();
    match within {
        Within::Nothing => {}
        Within::Pem => {
            if line.contains("-----END") {
                *within = Within::Nothing;
                return line.to_owned();
            }
            return redactor.mark(line);
        }
        Within::Heredoc(word) => {
            if line.trim() == word {
                *within = Within::Nothing;
                return line.to_owned();
            }
            return redactor.mark(line);
        }
        Within::Block(outer) if indent > *outer || line.trim().is_empty() => {
            return redactor.mark(line);
        }
        Within::Block(_) => *within = Within::Nothing,
        Within::Brackets(open) => {
            let depth = depth(line, *open);
            *within = if depth == 0 { Within::Nothing } else { Within::Brackets(depth) };
            return quoted(redactor, line);
        }
    }
    if line.contains("-----BEGIN") && line.contains("PRIVATE KEY") {
        // All in one line, with `\n` in it, or the beginning of a block.
        if line.contains("-----END") {
            let head = line.split("-----BEGIN").next().unwrap_or_default();
            return format!("{head}{}", redactor.mark(line));
        }
        *within = Within::Pem;
        return line.to_owned();
    }
    let hidden = pairs(redactor, line, indent, within);
    random(redactor, &token::scrub(redactor, &hidden))
}

/// Brackets that are open after the line.
fn depth(line: &str, open: usize) -> usize {
    line.chars().fold(open, |open, c| match c {
        '[' | '{' => open + 1,
        ']' | '}' => open.saturating_sub(1),
        _ => open,
    })
}

/// Hides the values of secret names in a line.
fn pairs(redactor: &Redactor, line: &str, indent: usize, within: &mut Within) -> String {
    let mut told = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(place) = rest.find(['=', ':']) {
        let (before, after) = rest.split_at(place);
        let sign = if after.starts_with("=>") || after.starts_with("==") { 2 } else { 1 };
        let (sign, after) = after.split_at(sign);
        told.push_str(before);
        told.push_str(sign);
        rest = after;
        let is_address = sign == ":" && after.starts_with("//");
        let name = before
            .trim_end_matches(|c: char| c.is_whitespace() || "'\"]:)".contains(c))
            .rsplit(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c)))
            .next()
            .unwrap_or_default();
        if is_address || sign == "==" || !is_secret_name(name) {
            continue;
        }
        let blank = after.len() - after.trim_start().len();
        let (spaces, value) = after.split_at(blank);
        told.push_str(spaces);
        let (hidden, left) = value_of(redactor, value, indent, within);
        told.push_str(&hidden);
        rest = left;
    }
    told + rest
}

/// The value at the beginning of a text, hidden, and what follows it.
fn value_of<'a>(
    redactor: &Redactor,
    value: &'a str,
    indent: usize,
    within: &mut Within,
) -> (String, &'a str) {
    if let Some(quote) = value.chars().next().filter(|c| "'\"".contains(*c)) {
        let body = value.get(1..).unwrap_or_default();
        let end = closing(body, quote);
        let (secret, after) = body.split_at(end);
        return (format!("{quote}{}", kept_or_marked(redactor, secret)), after);
    }
    if let Some(word) = value.strip_prefix("<<") {
        let word = word.trim_start_matches(['-', '~', '\'', '"']);
        let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let word = word.get(..end.unwrap_or(word.len())).unwrap_or_default();
        *within = Within::Heredoc(word.to_owned());
        return (value.to_owned(), "");
    }
    if matches!(value.trim_end(), "|" | ">" | "|-" | ">-" | "|+" | ">+") {
        *within = Within::Block(indent);
        return (value.to_owned(), "");
    }
    if value.starts_with(['[', '{']) && !value.starts_with("[redacted:") {
        let depth = depth(value, 0);
        if depth > 0 {
            *within = Within::Brackets(depth);
        }
        return (quoted(redactor, value), "");
    }
    let end = value
        .find([',', '}', '&', ';'])
        .into_iter()
        .chain(value.find(" #"))
        .min()
        .unwrap_or(value.len());
    let (secret, after) = value.split_at(end);
    let trimmed = secret.trim_end();
    (kept_or_marked(redactor, trimmed), value.get(trimmed.len()..).unwrap_or(after))
}

/// Where a quoted text ends.
fn closing(body: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (place, c) in body.char_indices() {
        if c == quote && !is_escaped {
            return place;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    body.len()
}

/// Nothing, a switch and a path say where or whether, not what.
fn kept_or_marked(redactor: &Redactor, secret: &str) -> String {
    let is_path = secret.starts_with('/') && secret.matches('/').count() >= 2;
    let is_word = matches!(secret, "" | "nil" | "null" | "true" | "false" | "~");
    if is_path || is_word || secret.starts_with("[redacted:") {
        return secret.to_owned();
    }
    redactor.mark(secret)
}

/// Hides all quoted texts of a line that are values, not names.
fn quoted(redactor: &Redactor, line: &str) -> String {
    let mut told = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(place) = rest.find(['\'', '"']) {
        let (before, after) = rest.split_at(place);
        told.push_str(before);
        let quote = if after.starts_with('"') { '"' } else { '\'' };
        let body = after.get(1..).unwrap_or_default();
        let (inner, after) = body.split_at(closing(body, quote));
        let is_name = after.get(1..).unwrap_or_default().trim_start().starts_with(['=', ':']);
        told.push(quote);
        told.push_str(&if is_name { inner.to_owned() } else { redactor.mark(inner) });
        rest = after;
        if rest.starts_with(quote) {
            told.push(quote);
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    if told.is_empty() && !rest.trim().is_empty() && rest.trim().len() > 2 {
        return redactor.mark(rest);
    }
    told + rest
}

/// Hides quoted texts that look made by a machine.
fn random(redactor: &Redactor, line: &str) -> String {
    let mut told = String::with_capacity(line.len());
    for (place, part) in line.split_inclusive(['\'', '"', ' ', ',']).enumerate() {
        let body = part.trim_end_matches(['\'', '"', ' ', ',']);
        let is_quoted = place > 0 && part.len() > body.len() && !part.ends_with([' ', ',']);
        if is_quoted && token::looks_random(body) {
            told.push_str(&redactor.mark(body));
            told.push_str(part.get(body.len()..).unwrap_or_default());
        } else {
            told.push_str(part);
        }
    }
    told
}
