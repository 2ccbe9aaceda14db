//! Names as others wrote them.

/// A name that is longer is cut.
const NAME_CHARS_MAX: usize = 200;

/// Whether a name stays below the archive: no way up, no root, no drive.
pub(crate) fn is_safe(name: &str) -> bool {
    let is_plain = |part: &str| part != ".." && !part.contains('\0');
    let is_drive = name.get(1..2) == Some(":");
    !name.is_empty()
        && !name.starts_with(['/', '\\'])
        && !is_drive
        && name.split(['/', '\\']).all(is_plain)
}

/// A name for people: one line, not too long.
pub(crate) fn shown(name: &str) -> String {
    let plain = name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    plain.take(NAME_CHARS_MAX).collect()
}
