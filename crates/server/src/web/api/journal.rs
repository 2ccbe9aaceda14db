//! The journal as it stands, for auditors.

use axum::extract::State;
use axum::routing::get;
use serde::Deserialize;
use serde_json::json;

use super::events::limit;
use super::{Answer, document};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::Ask;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/api/v1/journal", Access::Needs(Permission::ReadJournal), || get(show))
        .says("The journal's entries in order")
        .query(&[
            ("from", "index of the first entry; 0 when not given"),
            ("limit", "how many at most, 1 to 1000; 50 when not given"),
        ])];

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    from: u64,
    limit: Option<usize>,
}

async fn show(State(web): State<Web>, SignedIn(person): SignedIn, Ask(asked): Ask<Page>) -> Answer {
    let lines = web.app.journal(&person, asked.from, limit(asked.limit)?).await?;
    let next = lines.last().map(|last| last.index.saturating_add(1));
    document("journal", &json!({ "entries": lines, "next": next }))
}
