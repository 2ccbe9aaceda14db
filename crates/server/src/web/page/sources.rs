//! Where events come from, and how each source does.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use jiff::Timestamp;

use super::frame::{Frame, Nav};
use super::{Answer, render};
use crate::app::SourceHealth;
use crate::person::Permission;
use crate::web::Web;
use crate::web::moment::{self, Moment};
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/sources", Access::Needs(Permission::ReadLedger), || get(show))];

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    w: Words,
    frame: Frame,
    sources: Vec<SourceView>,
}

struct SourceView {
    source: String,
    way: String,
    state: String,
    last_event: Option<Moment>,
    last_received: Option<Moment>,
    lag: Option<String>,
    usual_gap: Option<String>,
    records: String,
    per_minute: String,
    errors: String,
    dropped: String,
    last_error: Option<String>,
    last_error_at: Option<Moment>,
    detail: Vec<String>,
}

async fn show(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let now = web.app.clock().now();
    let sources = web.app.sources(&person)?;
    render(&SourcesPage {
        frame: Frame::of(&visitor, Nav::Sources),
        sources: sources.into_iter().map(|source| view(&visitor.words, source, now)).collect(),
        w: visitor.words,
    })
}

fn view(words: &Words, health: SourceHealth, now: Timestamp) -> SourceView {
    let moment = |at: Option<Timestamp>| at.map(|at| Moment::of(words, at, now));
    SourceView {
        way: words.t(format!("way-{}", health.way.as_str())),
        state: words.t(format!("source-state-{}", health.state.as_str())),
        last_event: moment(health.last_event_at),
        last_received: moment(health.last_received_at),
        lag: health.lag_s.map(|seconds| moment::duration(words, seconds.max(0))),
        usual_gap: health.usual_gap_s.map(|seconds| moment::duration(words, seconds)),
        records: words.number(health.records),
        per_minute: words.number(health.per_minute),
        errors: words.number(health.errors),
        dropped: words.number(health.dropped),
        last_error_at: moment(health.last_error_at),
        last_error: health.last_error,
        detail: health.detail,
        source: health.source,
    }
}
