//! What the concerns of a case share: who said an entry and when, and its sentence.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// Where an entry stands in the journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    /// Journal index of the entry.
    pub(super) index: u64,
    /// When it was recorded.
    pub(super) at: Timestamp,
    /// Who said it: an account, or `portcullis`.
    pub(super) by: &'a str,
}

/// A sentence of the timeline: its key in `locales/*/case.ftl` or a file of its
/// concern, and its arguments.
#[derive(Debug)]
pub(super) struct Sentence {
    pub(super) key: &'static str,
    pub(super) args: BTreeMap<String, String>,
    /// When it happened, if not when it was recorded.
    pub(super) occurred_at: Option<Timestamp>,
}

impl Sentence {
    pub(super) fn new<const N: usize>(
        key: &'static str,
        args: [(&'static str, String); N],
    ) -> Self {
        Self::of(key, args)
    }

    pub(super) fn of(
        key: &'static str,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { key, args, occurred_at: None }
    }

    pub(super) fn at(self, occurred_at: Option<Timestamp>) -> Self {
        Self { occurred_at, ..self }
    }
}
