//! Events: searched, asked by SQL, imported, one record as it came.

use std::path::PathBuf;

use axum::extract::State;
use axum::routing::{get, post};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::{Page, Row, SqlLimits};
use utoipa::ToSchema;

use super::{Answer, document};
use crate::app::input;
use crate::person::{Permission, Role};
use crate::web::Web;
use crate::web::form::{Ask, Body, Place};
use crate::web::guard::refusal;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadEvents);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/events", READ, || get(search)).says("Search events, newest first").query(
        &[
            ("q", "the search language: `actor:alice type:*_token_* since:2d`"),
            ("limit", "how many at most, 1 to 1000; 50 when not given"),
            ("before", "`next` of the page before"),
        ],
    ),
    Route::get("/api/v1/events/{index}", READ, || get(record))
        .says("One record: as received and as read"),
    Route::post("/api/v1/sql", READ, || post(sql))
        .says("One read-only SELECT over the table `events`")
        .body::<Sql>(),
    Route::post("/api/v1/imports", Access::Needs(Permission::Import), || post(import))
        .says("Read a file of this machine into the record; for its operator only")
        .body::<Import>(),
];

/// How many rows an answer has when nothing is said, and at most.
const LIMIT_DEFAULT: usize = 50;
const LIMIT_MAX: usize = 1000;

/// A limit within bounds.
pub(super) fn limit(asked: Option<usize>) -> Result<usize, Fault> {
    match asked.unwrap_or(LIMIT_DEFAULT) {
        within @ 1..=LIMIT_MAX => Ok(within),
        _other => Err(Fault::invalid("limit", input::within(1, LIMIT_MAX))),
    }
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
    limit: Option<usize>,
    before: Option<String>,
}

#[derive(Serialize)]
struct FoundRow<'a> {
    index: u64,
    received_at: Timestamp,
    key: &'a str,
    told: u32,
    fields: &'a Map<String, Value>,
}

async fn search(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Ask(asked): Ask<Search>,
) -> Answer {
    let wrong = |text| Fault::invalid("before", input::given("unknown", text));
    let before = match &asked.before {
        Some(text) => Some(text.parse().map_err(|_why| wrong(text))?),
        None => None,
    };
    let page = Page { limit: limit(asked.limit)?, before };
    let found = web.app.search(&person, &asked.q, page).await?;
    let row = |row: &'_ Row| {
        json!(FoundRow {
            index: row.index,
            received_at: row.received_at,
            key: &row.key.0,
            told: row.told,
            fields: &row.fields,
        })
    };
    let rows: Vec<Value> = found.rows.iter().map(row).collect();
    let next = found.next.map(|cursor| cursor.to_string());
    document("events", &json!({ "rows": rows, "next": next, "total": found.total }))
}

async fn record(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(index): Place<u64>,
) -> Answer {
    document("event", &web.app.record(&person, index).await?)
}

/// A statement.
#[derive(Deserialize, ToSchema)]
struct Sql {
    /// One SELECT.
    sql: String,
}

async fn sql(State(web): State<Web>, SignedIn(person): SignedIn, Body(asked): Body<Sql>) -> Answer {
    let table = web.app.sql(&person, &asked.sql, SqlLimits::default()).await?;
    document(
        "sql",
        &json!({ "columns": table.columns, "rows": table.rows, "truncated": table.truncated }),
    )
}

/// A file of the machine that the server runs on.
#[derive(Deserialize, ToSchema)]
struct Import {
    /// Its absolute path.
    #[schema(value_type = String)]
    path: PathBuf,
}

/// Names a file of the server's machine, so only who runs that machine may:
/// the command line's own token, which has every role.
async fn import(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Body(asked): Body<Import>,
) -> Answer {
    if !Role::ALL.iter().all(|role| person.roles.contains(role)) {
        return Err(Fault(refusal("import.operator_only", "refusal-operator", 403)));
    }
    let report = web.app.import_file(&person, &asked.path, &mut |_| {}).await?;
    document("import", &report)
}
