//! A document for people, in no format yet: written as Markdown or as PDF.
//!
//! Reading order: this file (what a document is) → [`markdown`] →
//! [`crate::lines`] → `layout` (what stands where on which page) → [`pdf`].

mod layout;
pub(crate) mod markdown;
pub(crate) mod pdf;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

/// A document: headings, sentences, tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    /// Its title.
    pub(crate) title: String,
    /// Its language: `en`, `ja`.
    pub(crate) lang: &'static str,
    /// What stands on top of every page and across it: `EXERCISE`.
    pub(crate) mark: Option<String>,
    /// What stands at the foot of every page, beside the page's number.
    pub(crate) foot: String,
    /// When it was made.
    pub(crate) made_at: Timestamp,
    /// What it holds, in order.
    pub(crate) blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading.
    Heading(String),
    /// Sentences; blank lines part paragraphs.
    Text(String),
    /// Points of a list.
    List(Vec<String>),
    /// Commands of ours, a line each, to be copied as they are.
    Commands(&'static [&'static str]),
    /// Names with their values.
    Pairs(Vec<(String, String)>),
    /// A table.
    Table(Table),
}

/// A table: each row has as many cells as the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// The columns' names.
    pub(crate) head: Vec<String>,
    /// The columns' shares of the width; they need not add up to anything.
    pub(crate) shares: Vec<u16>,
    /// The rows.
    pub(crate) rows: Vec<Vec<String>>,
}
