//! `/live`: what happens, as server-sent events. Names and numbers only; a
//! page that wants more asks for it.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures::Stream;
use futures::stream::unfold;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::Web;
use super::naming;
use super::route::{Access, Route};
use super::visitor::{SignedIn, Visitor};
use super::words::Words;
use crate::app::{App, Notice};
use crate::person::{Permission, Person};

pub(super) const ROUTES: &[Route] =
    &[Route::get("/live", Access::Needs(Permission::ReadCases), || get(live))];

async fn live(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listener = (web.app.subscribe(), (web.app, person), visitor.words);
    let events = unfold(listener, |(mut notices, listener, words)| async move {
        let event = next(&mut notices, &listener, &words).await?;
        Some((Ok(event), (notices, listener, words)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

/// The next notice that a page shows; `None` when the app is closing.
async fn next(
    notices: &mut Receiver<Notice>,
    (app, person): &(App, Person),
    words: &Words,
) -> Option<Event> {
    loop {
        match notices.recv().await {
            // Nobody learns that something happens in a case that they may not see.
            Ok(notice) if !app.may_hear(person, &notice) => {}
            Ok(Notice::Finding { id: _, title, level }) => {
                let level = naming::level(words, level);
                let said = words.t2("live-finding", ("level", level), ("title", title));
                return Some(Event::default().event("finding").data(said));
            }
            Ok(Notice::Case { id }) => {
                return Some(Event::default().event("case").data(id.to_string()));
            }
            Ok(Notice::Progress { plan, done, total }) => {
                let data = format!("{plan} {done} {total}");
                return Some(Event::default().event("progress").data(data));
            }
            Ok(Notice::Indexed { .. } | Notice::Checkpoint { .. }) => {}
            Err(RecvError::Lagged(_)) => {
                return Some(Event::default().event("case").data(""));
            }
            Err(RecvError::Closed) => return None,
        }
    }
}
