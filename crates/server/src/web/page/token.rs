//! A token recognised offline (CE1). What is pasted is neither kept nor sent on.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::CaseId;
use engine::respond::token::{Checksum, Identified};
use secrecy::SecretString;
use serde::Deserialize;

use super::findings::open_cases;
use super::frame::{Frame, Nav};
use super::{Answer, render};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::{Form, filled};
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/tokens", Access::Needs(Permission::Survey), || get(show)),
    Route::post("/tokens", Access::Needs(Permission::Survey), || post(identify)),
];

#[derive(Template)]
#[template(path = "token.html")]
struct TokenPage {
    w: Words,
    frame: Frame,
    cases: Vec<(u32, String)>,
    found: Option<Vec<(String, String)>>,
}

fn page(web: &Web, visitor: &Visitor, person: &Person) -> Result<TokenPage, Fault> {
    Ok(TokenPage {
        w: visitor.words.clone(),
        frame: Frame::of(visitor, Nav::Tokens),
        cases: open_cases(web, person)?,
        found: None,
    })
}

async fn show(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    render(&page(&web, &visitor, &person)?)
}

#[derive(Deserialize)]
struct Pasted {
    token: SecretString,
    #[serde(default)]
    case: String,
}

async fn identify(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Form(form): Form<Pasted>,
) -> Answer {
    let case = match filled(&form.case) {
        Some(text) => Some(
            text.parse::<CaseId>()
                .map_err(|_why| Fault::invalid("case", input::given("case", text)))?,
        ),
        None => None,
    };
    let identified = web.app.identify_token(&person, case, form.token).await?;
    let mut page = page(&web, &visitor, &person)?;
    page.found = Some(lines(&visitor.words, &identified));
    render(&page)
}

fn lines(words: &Words, found: &Identified) -> Vec<(String, String)> {
    let kinds: Vec<String> =
        found.kinds.iter().map(|kind| naming::token_kind(words, *kind)).collect();
    let checksum = match found.checksum {
        Checksum::Valid => words.t("checksum-valid"),
        Checksum::Invalid => words.t("checksum-invalid"),
        Checksum::None => words.t("checksum-none"),
    };
    let mut lines = vec![(words.t("token-kind"), naming::token_kind(words, found.kind))];
    if kinds.len() > 1 {
        lines.push((words.t("token-kinds"), kinds.join(", ")));
    }
    lines.push((words.t("token-checksum"), checksum));
    lines.push((words.t("token-last-four"), found.last_four.clone()));
    let Some(routing) = &found.routing else { return lines };
    let parts = [
        ("token-user", routing.user),
        ("token-project", routing.project),
        ("token-group", routing.group),
        ("token-organization", routing.organization),
    ];
    let told = parts.into_iter().filter_map(|(key, id)| Some((words.t(key), id?.to_string())));
    lines.extend(told);
    lines
}
