//! Routable tokens: a checksum, and fields that may name the owner.
//!
//! `<prefix><payload>.<version>.<length><crc>`, in an older telling without
//! version. The payload is base64url of 16 random bytes, the routing text and
//! one byte with that text's length. Length and CRC-32 are in base 36, of two
//! and seven digits; the CRC is over everything before it, prefix included.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::prefix::{is_base36, is_word};

/// Random bytes before the routing text.
const RANDOM_BYTES: usize = 16;

/// Digits of length and CRC together.
const TAIL_DIGITS: usize = 9;

/// Digits of the CRC alone.
const CRC_DIGITS: usize = 7;

/// Characters of a payload: 20 bytes are the least, 159 of routing text the most.
const PAYLOAD_CHARS: std::ops::RangeInclusive<usize> = 27..=300;

/// Where a token belongs, as it says itself. Which fields a kind of token
/// carries is GitLab's choice; the organisation is always there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routing {
    /// The cell (`c`).
    pub cell: Option<i64>,
    /// The organisation (`o`).
    pub organization: Option<i64>,
    /// The group (`g`).
    pub group: Option<i64>,
    /// The project (`p`).
    pub project: Option<i64>,
    /// The user (`u`): names the owner of a leaked token at once.
    pub user: Option<i64>,
    /// The runner's type (`t`).
    pub runner_type: Option<i64>,
}

/// A token of the routable shape.
#[derive(Debug)]
pub(super) struct Routable {
    /// Whether the CRC agrees.
    pub(super) is_intact: bool,
    /// The routing fields, if they can be read.
    pub(super) routing: Option<Routing>,
}

/// Reads a token of the routable shape; `body` is what follows its prefix.
/// `None` = another shape.
pub(super) fn read(token: &str, body: &str) -> Option<Routable> {
    let (head, tail) = body.rsplit_once('.')?;
    if tail.len() != TAIL_DIGITS || !tail.bytes().all(is_base36) {
        return None;
    }
    let payload = match head.split_once('.') {
        None => head,
        Some((payload, version)) => {
            if version.len() != 2 || !version.bytes().all(is_base36) {
                return None;
            }
            payload
        }
    };
    if !PAYLOAD_CHARS.contains(&payload.len()) || !payload.bytes().all(is_word) {
        return None;
    }
    let (length, crc) = tail.split_at_checked(TAIL_DIGITS - CRC_DIGITS)?;
    let (checked, _) = token.split_at_checked(token.len().checked_sub(CRC_DIGITS)?)?;
    let is_intact =
        u32::from_str_radix(crc, 36).is_ok_and(|crc| crc == crc32fast::hash(checked.as_bytes()));
    let length = usize::from_str_radix(length, 36).ok()?;
    Some(Routable { is_intact, routing: encoded_part(payload, length).and_then(routing) })
}

/// The base64 text of a payload: runner tokens put their type (`t1_`) before it.
fn encoded_part(payload: &str, length: usize) -> Option<&str> {
    let (before, encoded) = payload.split_at_checked(payload.len().checked_sub(length)?)?;
    let is_runner_type = matches!(before.as_bytes(), [b't', digit, b'_'] if digit.is_ascii_digit());
    (before.is_empty() || is_runner_type).then_some(encoded)
}

fn routing(encoded: &str) -> Option<Routing> {
    let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
    let (length, bytes) = bytes.split_last()?;
    let text = bytes.get(RANDOM_BYTES..).filter(|text| text.len() == usize::from(*length))?;
    let mut routing = Routing::default();
    for line in std::str::from_utf8(text).ok()?.lines() {
        let (key, value) = line.split_once(':')?;
        if value.is_empty() || !value.bytes().all(is_base36) {
            return None;
        }
        let value = i64::from_str_radix(value, 36).ok();
        match key {
            "c" => routing.cell = value,
            "o" => routing.organization = value,
            "g" => routing.group = value,
            "p" => routing.project = value,
            "u" => routing.user = value,
            "t" => routing.runner_type = value,
            // Of a newer GitLab: the rest still holds.
            _ => {}
        }
    }
    Some(routing)
}
