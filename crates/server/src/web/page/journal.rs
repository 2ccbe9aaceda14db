//! The journal as it stands, for auditors.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use serde::Deserialize;

use super::frame::{Frame, Nav};
use super::{Answer, render};
use crate::app::JournalLine;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::Ask;
use crate::web::moment::Moment;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/journal", Access::Needs(Permission::ReadJournal), || get(show))];

/// How many lines a page shows.
const PAGE_LINES: usize = 100;

#[derive(Template)]
#[template(path = "journal.html")]
struct JournalPage {
    w: Words,
    frame: Frame,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    index: String,
    when: Moment,
    by: String,
    case: String,
    what: String,
    json: String,
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    from: u64,
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Ask(asked): Ask<From>,
) -> Answer {
    let lines = web.app.journal(&person, asked.from, PAGE_LINES).await?;
    let now = web.app.clock().now();
    let is_full = lines.len() == PAGE_LINES;
    let next = lines.last().filter(|_| is_full).map(|last| last.index.saturating_add(1));
    render(&JournalPage {
        frame: Frame::of(&visitor, Nav::Journal),
        next: next.map(|from| format!("/journal?from={from}")),
        lines: lines.iter().map(|line| view(&visitor.words, line, now)).collect(),
        w: visitor.words,
    })
}

fn view(words: &Words, line: &JournalLine, now: jiff::Timestamp) -> Line {
    let json = serde_json::to_value(&line.entry).unwrap_or_default();
    Line {
        index: line.index.to_string(),
        when: Moment::of(words, line.entry.recorded_at, now),
        by: line.entry.by.clone(),
        case: line.entry.case.map_or_else(|| "–".to_owned(), |case| case.to_string()),
        what: json.get("what").and_then(|what| what.as_str()).unwrap_or_default().to_owned(),
        json: serde_json::to_string_pretty(&json).unwrap_or_default(),
    }
}
