//! What a redaction found of what was planted, and what it took out besides.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use super::corpus::Corpus;

/// A line of the list of spans.
#[derive(Deserialize)]
struct Row<'a> {
    line: usize,
    #[serde(borrow)]
    spans: Vec<(usize, usize, &'a str, &'a str, &'a str)>,
}

/// Counts over one or more pieces of a corpus.
#[derive(Debug, Default)]
pub(crate) struct Score {
    pub(crate) planted: u64,
    pub(crate) missed: u64,
    /// By form: planted and missed.
    pub(crate) forms: BTreeMap<String, (u64, u64)>,
    pub(crate) spans: u64,
    /// Spans in which nothing was planted.
    pub(crate) needless: u64,
    pub(crate) kept: u64,
    /// What is the subjects' and was touched.
    pub(crate) lost: u64,
    /// Some that were missed or needless, for a person.
    pub(crate) examples: Vec<String>,
}

impl Score {
    /// Adds a piece and the spans that were found in it; its lines are counted from `first_line`.
    pub(crate) fn add(&mut self, corpus: &Corpus, spans: &[u8], first_line: usize) {
        let found = places(&corpus.text, spans, first_line);
        let covering = |range: &Range<usize>| {
            let at = found.partition_point(|span| span.end <= range.start);
            found.get(at).filter(|span| span.start <= range.start && range.end <= span.end)
        };
        for planted in &corpus.planted {
            let row = self.forms.entry(format!("{:?}", planted.form)).or_default();
            row.0 += 1;
            self.planted += 1;
            if covering(&planted.range).is_none() {
                row.1 += 1;
                self.missed += 1;
                self.example("missed", planted.what, &corpus.text, &planted.range);
            }
        }
        let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        for span in &found {
            self.spans += 1;
            let from = corpus.planted.partition_point(|one| one.range.end <= span.start);
            let near = corpus.planted.get(from);
            if !near.is_some_and(|one| overlap(&one.range, span)) {
                self.needless += 1;
                self.example("needless", "", &corpus.text, span);
            }
        }
        for kept in &corpus.kept {
            self.kept += 1;
            let at = found.partition_point(|span| span.end <= kept.start);
            if found.get(at).is_some_and(|span| overlap(span, kept)) {
                self.lost += 1;
                self.example("lost", "", &corpus.text, kept);
            }
        }
    }

    fn example(&mut self, how: &str, what: &str, text: &str, range: &Range<usize>) {
        if self.examples.len() < 20 {
            let line = text.get(..range.start).unwrap_or_default().matches('\n').count();
            let found = text.get(range.clone()).unwrap_or_default();
            let line = text.lines().nth(line).unwrap_or_default();
            self.examples.push(format!("{how} {what} {found:?} in {line}"));
        }
    }
}

/// Where the spans stand in the whole text.
fn places(text: &str, spans: &[u8], first_line: usize) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let rows = spans.split(|&byte| byte == b'\n').filter(|row| !row.is_empty());
    let rows = rows.map(|row| serde_json::from_slice::<Row<'_>>(row).unwrap());
    rows.flat_map(|row| {
        let start = starts[row.line - first_line];
        row.spans.into_iter().map(move |span| start + span.0..start + span.1).collect::<Vec<_>>()
    })
    .collect()
}
