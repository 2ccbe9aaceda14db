//! What a reviewer changes: spans added and spans lifted, each with a reason.

use serde::{Deserialize, Serialize};

use super::senseless::Senseless;
use super::span::{How, Kind, Spans};
use crate::assist::request::hash;

/// All changes of a review, for one original.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edits {
    /// SHA-256 of the original that was reviewed, in hex: they are of no other.
    pub original_sha256: String,
    /// The changes.
    pub edits: Vec<Edit>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// Which.
    pub kind: EditKind,
    /// The line, from 1.
    pub line: u64,
    /// The first byte in the original's line, from 0.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
}

/// What a reviewer can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditKind {
    /// Take this out, too.
    Add,
    /// Leave in what was found: exactly a span of the report.
    Lift,
}

impl Edits {
    /// SHA-256 of the changes' canonical JSON, in hex.
    pub fn sha256(&self) -> String {
        hash(self)
    }

    /// What makes no sense in them.
    ///
    /// # Errors
    /// One sentence.
    pub fn check(&self) -> Result<(), Senseless> {
        for (at, edit) in self.edits.iter().enumerate() {
            if edit.reason.trim().is_empty() || edit.by.trim().is_empty() {
                return Err(Senseless::EditUnsigned(at));
            }
            if edit.start >= edit.end || edit.line == 0 {
                return Err(Senseless::EditOfNothing(at));
            }
        }
        Ok(())
    }
}

impl Edit {
    /// Changes the settled spans of a line; whether there was what it is about.
    pub(super) fn apply(&self, line: &[u8], spans: &mut Spans) -> bool {
        let range = self.start..self.end;
        match self.kind {
            EditKind::Lift => {
                let is_there = spans.iter().any(|span| span.range == range);
                spans.retain(|span| span.range != range);
                is_there
            }
            EditKind::Add => {
                let Some(text) = line.get(range.clone()) else { return false };
                // Half a character would leave a broken text.
                let is_whole = |at: usize| line.get(at).is_none_or(|&byte| byte & 0xc0 != 0x80);
                if !is_whole(self.start) || !is_whole(self.end) {
                    return false;
                }
                spans.add(range, Kind::Review, How::Rule, text);
                true
            }
        }
    }
}
