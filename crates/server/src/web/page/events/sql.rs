//! SQL over the record, for those who want it: read-only and bounded.

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use store::{SqlLimits, Table};

use super::super::frame::{Frame, Nav};
use super::super::{Answer, render};
use crate::app::AppError;
use crate::web::Web;
use crate::web::form::Form;
use crate::web::problem::Fault;
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const EXAMPLE: &str =
    "SELECT event_type, count(*) AS n\nFROM events\nGROUP BY event_type\nORDER BY n DESC\nLIMIT 20";

#[derive(Template)]
#[template(path = "sql.html")]
struct SqlPage {
    w: Words,
    frame: Frame,
    sql: String,
    problem: Option<String>,
    table: Option<TableView>,
}

struct TableView {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    is_cut: bool,
}

#[derive(Deserialize)]
pub(super) struct Sql {
    sql: String,
}

fn page(visitor: &Visitor, sql: String) -> SqlPage {
    let frame = Frame::of(visitor, Nav::Events);
    SqlPage { w: visitor.words.clone(), frame, sql, problem: None, table: None }
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    render(&page(&visitor, EXAMPLE.to_owned()))
}

pub(super) async fn run(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Form(form): Form<Sql>,
) -> Answer {
    let answer = web.app.sql(&person, &form.sql, SqlLimits::default()).await;
    let mut page = page(&visitor, form.sql);
    match answer {
        Ok(table) => page.table = Some(view(table)),
        Err(AppError::Invalid { why, .. }) => page.problem = Some(visitor.words.say(&why)),
        Err(other) => return Err(Fault(other)),
    }
    let mut response = render(&page)?;
    if page.problem.is_some() {
        *response.status_mut() = axum::http::StatusCode::BAD_REQUEST;
    }
    Ok(response)
}

fn view(table: Table) -> TableView {
    let cell = |value: Value| match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text,
        other => other.to_string(),
    };
    TableView {
        columns: table.columns,
        rows: table.rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect(),
        is_cut: table.truncated,
    }
}
