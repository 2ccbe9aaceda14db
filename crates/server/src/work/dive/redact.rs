//! An item of evidence without what is not the requester's business (LD26):
//! a piece at a time, so that memory does not grow with it.

use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;

use archive::ArchiveError;
use engine::assist::redaction::{Edits, Key, Output, Redactor, Report, Rules, Senseless, Told};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use super::bundle;
use crate::work::evidence::{Kept, Store, StoreError, Writing};
use crate::work::import::lines::Lines;

/// Bytes that are read at once.
const PIECE_BYTES: usize = 1 << 20;

/// Why a redaction could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RedactError {
    /// Rules or edits that make no sense.
    #[error(transparent)]
    Refused(#[from] Senseless),
    /// The evidence store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The disk.
    #[error("an item of evidence cannot be read")]
    Read(#[from] std::io::Error),
    /// A thread ended.
    #[error(transparent)]
    Join(#[from] tokio::task::JoinError),
}

/// What a redaction goes by.
#[derive(Debug, Clone)]
pub(crate) struct By {
    pub(crate) rules: Rules,
    pub(crate) key: Key,
    pub(crate) edits: Option<Edits>,
}

/// The key of an original's pseudonyms: made of the installation's own key, so
/// that it is kept nowhere and the same work can be done again.
pub(crate) fn key_of(own: &[u8; 32], original: &str) -> Key {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(own) else {
        return Key::new(&Sha256::digest(own).into());
    };
    mac.update(b"portcullis dive redaction\0");
    mac.update(original.as_bytes());
    Key::new(&mac.finalize().into_bytes().into())
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Redacted {
    pub(crate) report: Report,
    pub(crate) result: Kept,
    pub(crate) spans: Kept,
}

/// Redacts an item; result and list of spans become items, too.
pub(crate) async fn redact(
    store: &Store,
    original: &str,
    by: &By,
) -> Result<Redacted, RedactError> {
    let (mut text, mut spans) = (store.begin().await?, store.begin().await?);
    let report = work(store, original, by, &mut Some((&mut text, &mut spans))).await?;
    Ok(Redacted { report, result: text.finish().await?, spans: spans.finish().await? })
}

/// Does the same work again and keeps nothing but the report.
pub(crate) async fn replay(store: &Store, original: &str, by: &By) -> Result<Report, RedactError> {
    work(store, original, by, &mut None).await
}

async fn work(
    store: &Store,
    original: &str,
    by: &By,
    to: &mut Option<(&mut Writing, &mut Writing)>,
) -> Result<Report, RedactError> {
    by.rules.check()?;
    let mut file = store.read(original).await?;
    let mut redactor = Redactor::new(&by.rules, &by.key, by.edits.as_ref())?;
    let (mut piece, mut output) = (vec![0; PIECE_BYTES], Output::default());
    loop {
        let length = file.read(&mut piece).await?;
        if length == 0 {
            break;
        }
        let working = move || {
            redactor.push(piece.get(..length).unwrap_or_default(), &mut output);
            (redactor, piece, output)
        };
        (redactor, piece, output) = tokio::task::spawn_blocking(working).await?;
        put(to, &mut output).await?;
    }
    let report = redactor.finish(&mut output);
    put(to, &mut output).await?;
    Ok(report)
}

async fn put(
    to: &mut Option<(&mut Writing, &mut Writing)>,
    output: &mut Output,
) -> Result<(), StoreError> {
    if let Some((text, spans)) = to {
        text.push(&output.text).await?;
        spans.push(&output.spans).await?;
    }
    output.text.clear();
    output.spans.clear();
    Ok(())
}

/// Adds whomever an original names in its own fields: the same names are then
/// found in its free text, although neither the instance nor the record knows them.
pub(crate) fn names_in(original: std::fs::File, told: &mut Told) -> std::io::Result<()> {
    let mut lines = Lines::new(BufReader::new(original));
    while !told.is_full()
        && let Some(line) = lines.next()?
    {
        told.line(line.bytes.trim_ascii_end());
    }
    Ok(())
}

/// Adds whomever a bundle names, also in lines that are not the request's: what
/// is may speak of them.
pub(crate) fn names_in_bundle(bundle: std::fs::File, told: &mut Told) -> Result<(), ArchiveError> {
    // The file and the header of an export as CSV: each row has its columns from there.
    let mut csv: Option<(String, Vec<u8>)> = None;
    let read = bundle::read(bundle, &mut |name, line| {
        let text = line.bytes.trim_ascii_end();
        if event::normalise::is_csv_header(text) {
            csv = Some((name.to_owned(), text.to_vec()));
            return ControlFlow::Continue(());
        }
        match csv.as_ref().filter(|(of, _)| of == name) {
            Some((_, header)) => told.line(&[header, text].join(&b'\n')),
            None => told.line(text),
        }
        if told.is_full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    match read {
        Ok(_) | Err(ArchiveError::Stopped) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A line beside itself: as it was found, cut at its spans, and as it would leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SideBySide {
    /// Its number, from 1.
    pub line: u64,
    /// As it was found; empty for who may not see it.
    pub original: Vec<Piece>,
    /// As it would leave.
    pub result: String,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Its text.
    pub text: String,
    /// The first byte in the line, from 0.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
    /// What was taken out here; none = it stays.
    pub span: Option<Taken>,
}

/// What was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// `email`, `user` …
    pub kind: String,
    /// `field`, `shape`, `known` …
    pub how: String,
    /// What stands for it.
    pub pseudonym: String,
}

/// A line of the list of spans.
#[derive(Deserialize)]
struct Row {
    line: u64,
    spans: Vec<(usize, usize, String, String, String)>,
}

/// Which lines of a redaction are shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// The first, from 1.
    pub(crate) from: u64,
    /// How many, at most.
    pub(crate) lines: usize,
    /// Only those from which something was taken out.
    pub(crate) only_spans: bool,
}

/// A line that is longer is shown up to here.
const SHOWN_BYTES_MAX: usize = 8 << 10;

/// Lines side by side, and the number of the line behind them if there are more.
pub(crate) fn side_by_side(
    (original, result, spans): (std::fs::File, std::fs::File, std::fs::File),
    window: Window,
) -> std::io::Result<(Vec<SideBySide>, Option<u64>)> {
    let (mut original, mut result) = (BufReader::new(original), BufReader::new(result));
    let mut rows = BufReader::new(spans).lines();
    let mut row = next_row(&mut rows)?;
    let mut shown = Vec::new();
    let mut number = 0_u64;
    loop {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let length = original.read_until(b'\n', &mut before)?;
        result.read_until(b'\n', &mut after)?;
        if length == 0 {
            return Ok((shown, None));
        }
        number = number.saturating_add(1);
        while row.as_ref().is_some_and(|row| row.line < number) {
            row = next_row(&mut rows)?;
        }
        let own = row.as_ref().filter(|row| row.line == number);
        if number < window.from || (window.only_spans && own.is_none()) {
            continue;
        }
        if shown.len() >= window.lines {
            return Ok((shown, Some(number)));
        }
        shown.push(SideBySide {
            line: number,
            original: pieces(before.trim_ascii_end(), own),
            result: text(after.trim_ascii_end()),
        });
    }
}

/// Where a text stands in a line of the original and was not taken out.
pub(crate) fn standing(
    (original, spans): (std::fs::File, std::fs::File),
    number: u64,
    text: &[u8],
) -> std::io::Result<Vec<(usize, usize)>> {
    let mut original = BufReader::new(original);
    let mut line = Vec::new();
    for _ in 0..number {
        line.clear();
        original.read_until(b'\n', &mut line)?;
    }
    let mut rows = BufReader::new(spans).lines();
    let mut row = next_row(&mut rows)?;
    while row.as_ref().is_some_and(|row| row.line < number) {
        row = next_row(&mut rows)?;
    }
    let own = row.filter(|row| row.line == number);
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(from) = line.get(at..).and_then(|rest| find(rest, text)) {
        let (start, end) = (at.saturating_add(from), at.saturating_add(from + text.len()));
        let mut taken = own.iter().flat_map(|row| &row.spans);
        if !taken.any(|span| span.0 < end && start < span.1) {
            found.push((start, end));
        }
        at = end;
    }
    Ok(found)
}

fn find(line: &[u8], text: &[u8]) -> Option<usize> {
    line.windows(text.len().max(1)).position(|window| window == text)
}

fn next_row(
    rows: &mut impl Iterator<Item = std::io::Result<String>>,
) -> std::io::Result<Option<Row>> {
    let Some(line) = rows.next().transpose()? else { return Ok(None) };
    serde_json::from_str(&line).map(Some).map_err(std::io::Error::other)
}

fn pieces(line: &[u8], row: Option<&Row>) -> Vec<Piece> {
    let plain = |start: usize, end: usize| Piece {
        text: text(line.get(start..end).unwrap_or_default()),
        start,
        end,
        span: None,
    };
    let (mut pieces, mut at) = (Vec::new(), 0);
    for (start, end, kind, how, pseudonym) in row.iter().flat_map(|row| &row.spans) {
        if at < *start {
            pieces.push(plain(at, *start));
        }
        let span = Taken { kind: kind.clone(), how: how.clone(), pseudonym: pseudonym.clone() };
        pieces.push(Piece { span: Some(span), ..plain(*start, *end) });
        at = *end;
    }
    if at < line.len() {
        pieces.push(plain(at, line.len()));
    }
    pieces
}

fn text(bytes: &[u8]) -> String {
    let shown = bytes.get(..SHOWN_BYTES_MAX);
    let mut text = String::from_utf8_lossy(shown.unwrap_or(bytes)).into_owned();
    if shown.is_some() {
        text.push('…');
    }
    text
}
