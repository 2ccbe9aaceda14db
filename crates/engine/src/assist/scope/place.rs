//! Whether a text names a place or a word as a whole.

use memchr::memmem::Finder;

/// Whether a text has this word with no letter, digit or mark of a name around it.
pub(super) fn has_word(text: &[u8], word: &str) -> bool {
    let (text, word) = (lower(text), lower(word.trim().as_bytes()));
    if word.len() < 2 {
        return false;
    }
    Finder::new(&word).find_iter(&text).any(|at| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        let behind = text.get(at.saturating_add(word.len())..).unwrap_or_default();
        !before.copied().is_some_and(is_of_name) && !goes_on(behind)
    })
}

/// Whether a line names this path, as it stands or encoded for addresses: not
/// the same path below another group, and not a longer name. A group is named
/// by what is below it, too, and where it stands alone in a value.
pub(super) fn has_path(line: &[u8], path: &str, is_group: bool) -> bool {
    let line = lower(line);
    let plain = lower(path.trim().trim_matches('/').as_bytes());
    if plain.is_empty() {
        return false;
    }
    let encoded = String::from_utf8_lossy(&plain).replace('/', "%2f").into_bytes();
    let mut spellings = vec![plain];
    if !spellings.contains(&encoded) {
        spellings.push(encoded);
    }
    spellings.iter().any(|spelling| {
        Finder::new(spelling).find_iter(&line).any(|at| {
            let before = line.get(..at).unwrap_or_default();
            let behind = line.get(at.saturating_add(spelling.len())..).unwrap_or_default();
            let is_whole = !is_below(before) && !goes_on(behind);
            // One word alone is any word: a group by itself is a whole value or part of a path.
            let is_one_word = !spelling.contains(&b'/') && !spelling.contains(&b'%');
            let is_marked = behind.starts_with(b"/")
                || behind.starts_with(b"%2f")
                || (before.ends_with(b"\"") && behind.starts_with(b"\""));
            is_whole && (!(is_group && is_one_word) || is_marked)
        })
    })
}

/// Whether two paths are the same, or one lies below the other.
pub(super) fn is_kin(one: &str, other: &str) -> bool {
    let plain = |path: &str| format!("{}/", path.trim().trim_matches('/').to_lowercase());
    let (one, other) = (plain(one), plain(other));
    one.starts_with(&other) || other.starts_with(&one)
}

/// `/projects/31`, `/groups/5/members`.
pub(super) fn has_number(path: &str, plural: &str, id: i64) -> bool {
    let mut parts = path.split('/').skip_while(|part| *part != plural).skip(1);
    parts.next().is_some_and(|part| part.parse() == Ok(id))
}

/// `project-31`, `wiki-31`, `snippet-31` of the project.
pub(super) fn is_repository(text: &str, id: i64) -> bool {
    let number = text.rsplit_once('-');
    number.is_some_and(|(kind, number)| {
        matches!(kind, "project" | "wiki" | "design") && number.parse() == Ok(id)
    })
}

/// Whether what stands before says that the path is below another one: `x/` in
/// `x/orchard`, but not `https://host/` and not the `/` of an address.
fn is_below(before: &[u8]) -> bool {
    let Some(last) = before.last() else { return false };
    if is_of_name(*last) {
        // `%2f` before is a slash.
        let Some(rest) = before.strip_suffix(b"%2f") else { return true };
        return rest.last().copied().is_some_and(is_of_name);
    }
    let Some(rest) = before.strip_suffix(b"/") else { return false };
    if !rest.last().copied().is_some_and(is_of_name) {
        return false;
    }
    let start = rest.iter().rposition(|byte| !is_of_name(*byte) && *byte != b':');
    let word_is_host =
        start.is_some_and(|start| rest.get(..=start).is_some_and(|scheme| scheme.ends_with(b"//")));
    let word = rest.get(start.map_or(0, |start| start.saturating_add(1))..).unwrap_or_default();
    // Routes of GitLab's own under which a path stands.
    !word_is_host && !matches!(word, b"projects" | b"groups" | b"users" | b"-")
}

/// Whether a name goes on: `-old`, `s`, `.bak`; not `.git`, not the end of a sentence.
fn goes_on(behind: &[u8]) -> bool {
    match behind {
        [b'.', rest @ ..] => {
            let is_git = rest.starts_with(b"git") && !rest.get(3).copied().is_some_and(is_of_name);
            !is_git && rest.first().is_some_and(u8::is_ascii_alphanumeric)
        }
        [first, ..] => is_of_name(*first),
        [] => false,
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || !byte.is_ascii()
}

fn lower(text: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(text) {
        Ok(text) if !text.is_ascii() => text.to_lowercase().into_bytes(),
        _ => text.to_ascii_lowercase(),
    }
}
