//! Everything that is due, by time.

use axum::extract::State;
use axum::routing::get;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, document};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, filled};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

/// A year: nothing that is due later is known.
const WITHIN_HOURS_MAX: u32 = 24 * 366;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/api/v1/due", Access::Needs(Permission::ReadCases), || get(show))
        .says("Everything that is due across cases, by time: updates, promises, the law's notices, approvals, offers of duties")
        .query(&[
            ("case", "Only of this case"),
            ("within_h", "Only what comes due within so many hours"),
        ])];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    case: String,
    within_h: Option<u32>,
}

async fn show(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Ask(asked): Ask<Asked>,
) -> Answer {
    let case = filled(&asked.case).map(case_id).transpose()?;
    let hours = asked.within_h.map(|hours| i64::from(hours.min(WITHIN_HOURS_MAX)));
    let due = web.app.due(&person, case, hours.map(SignedDuration::from_hours)).await?;
    document("due", &json!({ "at": web.app.clock().now(), "due": due }))
}
