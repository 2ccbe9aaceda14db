//! What is no text: nothing can be found in it, so nothing of it may pass.

use crate::respond::plan::Text;

/// Why bytes cannot be redacted as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// They are packed, by what this names.
    Packed(&'static str),
    /// They are encrypted (age, `OpenPGP`).
    Encrypted,
    /// They are text of two or four bytes a letter.
    Wide,
    /// They hold zero bytes.
    Binary,
}

/// With what packed files begin. Sources: RFC 1952, RFC 8878, the formats' own
/// documents; `PK` is ZIP, with or without entries.
const PACKED: [(&[u8], &str); 11] = [
    (b"\x1f\x8b", "gzip"),
    (b"\x1f\x9d", "compress"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x5d\0\0", "lzma"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
];

/// What stands behind `BZh` and a digit: the first block, or the end.
const BZIP2: [&[u8]; 2] = [b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90"];

impl Unreadable {
    /// Looks at the beginning of a file; none if it may be text. The longer the
    /// beginning, the more of what is binary is told apart.
    pub fn of(head: &[u8]) -> Option<Self> {
        let packed = PACKED.iter().find(|(begin, _)| head.starts_with(begin));
        let is_bzip2 =
            BZIP2.iter().any(|mark| head.get(4..).is_some_and(|rest| rest.starts_with(mark)));
        if let Some((_, name)) = packed.filter(|(_, name)| *name != "bzip2" || is_bzip2) {
            return Some(Self::Packed(name));
        }
        let is_tar = head.get(257..).is_some_and(|rest| rest.starts_with(b"ustar"));
        let is_age = head.starts_with(b"age-encryption.org/")
            || head.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----")
            || head.starts_with(b"-----BEGIN PGP MESSAGE-----");
        let is_wide = head.starts_with(b"\xff\xfe")
            || head.starts_with(b"\xfe\xff")
            || head.starts_with(b"\0\0\xfe\xff");
        match () {
            () if is_tar => Some(Self::Packed("tar")),
            () if is_age => Some(Self::Encrypted),
            () if is_wide => Some(Self::Wide),
            () if memchr::memchr(0, head).is_some() => Some(Self::Binary),
            () => None,
        }
    }

    /// The same for people, with what to do first.
    pub fn text(&self) -> Text {
        match self {
            Self::Packed(by) => Text::of("redact-packed", [("by", (*by).to_owned())]),
            Self::Encrypted => Text::of("redact-encrypted", []),
            Self::Wide => Text::of("redact-wide", []),
            Self::Binary => Text::of("redact-binary", []),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_or_no_text_is_told_from_logs() {
        let mut tar = vec![b'a'; 257];
        tar.extend_from_slice(b"ustar\x0000");
        for (head, expected) in [
            (b"\x1f\x8b\x08\0\0".as_slice(), Some(Unreadable::Packed("gzip"))),
            (b"BZh91AY&SY\0", Some(Unreadable::Packed("bzip2"))),
            (b"\x28\xb5\x2f\xfd\x04", Some(Unreadable::Packed("zstd"))),
            (b"\xfd7zXZ\0\0", Some(Unreadable::Packed("xz"))),
            (b"PK\x03\x04\x14\0", Some(Unreadable::Packed("zip"))),
            (&tar, Some(Unreadable::Packed("tar"))),
            (b"age-encryption.org/v1\n", Some(Unreadable::Encrypted)),
            (b"\xff\xfem\0i\0", Some(Unreadable::Wide)),
            (b"\xfe\xff\0m\0i", Some(Unreadable::Wide)),
            (b"m\0i\0z\0", Some(Unreadable::Binary)),
            (b"\xef\xbb\xbf{\"a\":1}\n", None),
            (b"BZh is a word\n", None),
            (b"PK 14\n", None),
            (b"\xff\xff broken, but text", None),
            (b"", None),
        ] {
            assert_eq!(Unreadable::of(head), expected, "{head:?}");
        }
    }
}
