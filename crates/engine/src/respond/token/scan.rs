//! Tokens in free text: found, and hidden.
//!
//! A token need not stand alone: in escaped JSON a letter comes right before
//! it, in an encoded URL a digit. So a prefix counts wherever it stands, and
//! what is hidden is rather too much than too little.

use std::ops::Range;

use super::prefix::{ROWS, is_base36, is_word};
use super::{Identified, SHOWN_LENGTH_MIN, identify, last_four};

/// What stands for the hidden part.
const HIDDEN: char = '…';

/// A token in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// What it is.
    pub token: Identified,
}

/// The tokens in a text, in order. Too short ones are left out: an example in
/// the documentation is no leak.
pub fn find_in(text: &str) -> Vec<Found> {
    find_custom(text, None)
}

/// As [`find_in`], for an instance with its own prefix of personal access tokens.
pub fn find_custom(text: &str, custom_prefix: Option<&str>) -> Vec<Found> {
    spots(text, custom_prefix)
        .into_iter()
        .filter(|spot| spot.body.len() >= SHOWN_LENGTH_MIN)
        .map(|spot| {
            let range = spot.start..spot.body.end;
            let token = identify(text.get(range.clone()).unwrap_or_default(), custom_prefix);
            Found { range, token }
        })
        .collect()
}

/// The text with every token hidden: `glpat-…ab12`. Doing it twice changes nothing.
pub fn mask(text: &str) -> String {
    mask_custom(text, None)
}

/// As [`mask`], for an instance with its own prefix of personal access tokens.
pub fn mask_custom(text: &str, custom_prefix: Option<&str>) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut copied = 0;
    for spot in spots(text, custom_prefix) {
        let body = text.get(spot.body.clone()).unwrap_or_default();
        masked.push_str(text.get(copied..spot.body.start).unwrap_or_default());
        masked.push(HIDDEN);
        // Before a letter the four could become another token's prefix.
        if !text.as_bytes().get(spot.body.end).is_some_and(|&byte| is_word(byte)) {
            masked.push_str(&last_four(body));
        }
        copied = spot.body.end;
    }
    masked.push_str(text.get(copied..).unwrap_or_default());
    masked
}

/// A prefix with what follows it.
struct Spot {
    start: usize,
    body: Range<usize>,
}

fn spots(text: &str, custom_prefix: Option<&str>) -> Vec<Spot> {
    let custom = custom_prefix.filter(|prefix| !prefix.is_empty());
    let prefixes: Vec<&str> = custom.into_iter().chain(ROWS.iter().map(|row| row.prefix)).collect();
    let mut spots = Vec::new();
    let mut from = 0;
    while let Some((start, prefix)) = next_prefix(text, from, &prefixes) {
        let body_start = start + prefix.len();
        let length = body_length(text.get(body_start..).unwrap_or_default());
        from = body_start + length;
        if length > 0 {
            spots.push(Spot { start, body: body_start..from });
        }
    }
    spots
}

/// The first place at or after `from` where a prefix stands; the longest, if several do.
fn next_prefix<'a>(text: &str, from: usize, prefixes: &[&'a str]) -> Option<(usize, &'a str)> {
    let mut is_first = [false; 256];
    for byte in prefixes.iter().filter_map(|prefix| prefix.bytes().next()) {
        is_first.iter_mut().skip(usize::from(byte)).take(1).for_each(|is| *is = true);
    }
    let bytes = text.as_bytes();
    let rest = bytes.get(from..).unwrap_or_default().iter().enumerate();
    let mut may_be = rest.filter(|(_, byte)| is_first.get(usize::from(**byte)) == Some(&true));
    may_be.find_map(|(at, _)| {
        let start = from + at;
        let rest = bytes.get(start..)?;
        let second = rest.get(1);
        let may_be = |prefix: &&&str| prefix.len() < 2 || prefix.as_bytes().get(1) == second;
        let here = prefixes.iter().filter(may_be);
        let here = here.filter(|prefix| rest.starts_with(prefix.as_bytes()));
        here.max_by_key(|prefix| prefix.len()).map(|prefix| (start, *prefix))
    })
}

/// How many bytes from here on may belong to a token: a word, and the two or
/// three parts of a routable tail. A full stop that ends a sentence is none.
fn body_length(text: &str) -> usize {
    let word = text.bytes().take_while(|&byte| is_word(byte)).count();
    word + routable_tail_length(text.get(word..).unwrap_or_default())
}

fn routable_tail_length(text: &str) -> usize {
    let part = |text: &str, digits: usize| {
        let rest = text.strip_prefix('.')?;
        let is_part = rest.bytes().take_while(|&byte| is_base36(byte)).count() >= digits;
        is_part.then_some(digits + 1)
    };
    let version = part(text, 2)
        .filter(|&length| text.get(length..).is_some_and(|rest| part(rest, 9).is_some()))
        .unwrap_or(0);
    let tail = part(text.get(version..).unwrap_or_default(), 9);
    tail.map_or(0, |tail| version + tail)
}
