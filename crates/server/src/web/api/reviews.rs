//! Reviews, follow-ups, figures over cases.

use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::CaseId;
use engine::coordinate::review::{Ending, Section};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answer, document, entered};
use crate::app::NewFollowUp;
use crate::app::input;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Body, Place, time};
use crate::web::page::case_id;
use crate::web::papers;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);

const SPAN: &[(&str, &str)] = &[
    ("since", "only cases declared from here on (RFC 3339)"),
    ("until", "only cases declared before"),
];

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases/{id}/review", READ, || get(review))
        .says("The review of a case, drafted from the journal: times, spans, decisions, what was late, follow-ups"),
    Route::get("/api/v1/cases/{id}/review/{name}", READ, || get(export))
        .says("The same as a document in the language asked for: `md` or `pdf`")
        .answers("text/markdown or application/pdf"),
    Route::post("/api/v1/cases/{id}/review", WRITE, || post(write))
        .says("Write a section of the review")
        .body::<Writing>(),
    Route::post("/api/v1/cases/{id}/follow-ups", WRITE, || post(add))
        .says("Add something that shall be done later, with its owner")
        .body::<Adding>(),
    Route::post("/api/v1/cases/{id}/follow-ups/{index}", WRITE, || post(end))
        .says("Say how a follow-up ended")
        .body::<Closing>(),
    Route::get("/api/v1/metrics", READ, || get(metrics))
        .says("Figures over cases: time to detect, contain and inform, punctuality of updates; exercises are left out")
        .query(SPAN),
    Route::get("/api/v1/metrics/{name}", READ, || get(metrics_export))
        .says("The same as a document in the language asked for: `md` or `pdf`")
        .query(SPAN)
        .answers("text/markdown or application/pdf"),
];

async fn review(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("review", &web.app.review(&person, case_id(&id)?)?)
}

async fn export(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place((id, format)): Place<(String, String)>,
) -> Answer {
    papers::review_file((&web, &visitor, &person), case_id(&id)?, &format)
}

/// A section of a review.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Writing {
    /// `summary`, `root_cause`, `went_well` or `to_improve`.
    #[schema(value_type = String)]
    section: Section,
    /// The words.
    text: String,
}

async fn write(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Writing>,
) -> Answer {
    let case = case_id(&id)?;
    entered(web.app.write_review(&person, case, given.section, &given.text).await?)
}

/// Something that shall be done later.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Adding {
    /// What.
    text: String,
    /// By whom.
    owner: String,
    /// Until when: `2026-12-24`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    due: Option<Date>,
}

async fn add(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Adding>,
) -> Answer {
    let new = NewFollowUp { text: given.text, owner: given.owner, due: given.due };
    entered(web.app.add_follow_up(&person, case_id(&id)?, new).await?)
}

/// How a follow-up ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Closing {
    /// `done` or `dropped`.
    #[schema(value_type = String)]
    ending: Ending,
    /// Where to see it; why, when it is dropped.
    #[serde(default)]
    note: String,
}

async fn end(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, number)): Place<(String, u64)>,
    Body(given): Body<Closing>,
) -> Answer {
    let which: (CaseId, u64) = (case_id(&id)?, number);
    entered(web.app.end_follow_up(&person, which, given.ending, &given.note).await?)
}

/// A span of time.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(in crate::web) struct Span {
    pub(in crate::web) since: String,
    pub(in crate::web) until: String,
}

impl Span {
    /// The same as the query of an address.
    pub(in crate::web) fn query(&self) -> String {
        let named = [("since", &self.since), ("until", &self.until)];
        let filled = named.into_iter().filter(|(_, value)| !value.is_empty());
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(filled).finish()
    }

    /// Both times; none where nothing was said.
    pub(in crate::web) fn times(&self) -> Result<(Option<Timestamp>, Option<Timestamp>), Fault> {
        let (since, until) = (time("since", &self.since)?, time("until", &self.until)?);
        if since.zip(until).is_some_and(|(since, until)| since >= until) {
            return Err(Fault::invalid("until", input::why("until-since")));
        }
        Ok((since, until))
    }
}

async fn metrics(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Ask(span): Ask<Span>,
) -> Answer {
    document("metrics", &web.app.metrics(&person, span.times()?)?)
}

async fn metrics_export(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    (Place(format), Ask(span)): (Place<String>, Ask<Span>),
) -> Answer {
    papers::metrics_file((&web, &visitor, &person), span.times()?, &format)
}
