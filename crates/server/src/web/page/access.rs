//! Who may see a confidential case; administrators let people in.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};

use super::frame::{Frame, Nav};
use super::{Answer, case_id, done, render};
use crate::app::AccessOrder;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Form, Place};
use crate::web::moment::Moment;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const MANAGE: Access = Access::Needs(Permission::ManageAccounts);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/cases/{id}/access", Access::SignedIn, || get(show)),
    Route::post("/cases/{id}/access", MANAGE, || post(grant)),
    Route::post("/cases/{id}/access/withdraw", MANAGE, || post(withdraw)),
];

#[derive(Template)]
#[template(path = "access.html")]
struct AccessPage {
    w: Words,
    frame: Frame,
    id: String,
    address: String,
    is_confidential: bool,
    people: Vec<(String, String)>,
    granted: Vec<Granted>,
    may_manage: bool,
    may_read: bool,
}

struct Granted {
    person: String,
    by: String,
    at: Moment,
    reason: String,
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let access = web.app.access(&person, case_id(&id)?)?;
    let (words, now) = (&visitor.words, web.app.clock().now());
    let why = |because: &str| words.t(format!("access-because-{because}"));
    let people = access.participants.iter();
    let granted = access.granted.into_iter().map(|one| Granted {
        at: Moment::of(words, one.at, now),
        person: one.person,
        by: one.by,
        reason: one.reason,
    });
    render(&AccessPage {
        frame: Frame::of(&visitor, Nav::Cases),
        address: format!("/cases/{}", access.case),
        is_confidential: access.is_confidential,
        people: people.map(|one| (one.person.clone(), why(one.because.as_str()))).collect(),
        granted: granted.collect(),
        may_manage: person.may(Permission::ManageAccounts),
        may_read: person.may(Permission::ReadCases)
            && web.app.closed_to(&person, access.case).is_none(),
        id: access.case.to_string(),
        w: visitor.words.clone(),
    })
}

async fn grant(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(order): Form<AccessOrder>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.grant_access(&person, case, order).await?;
    Ok(done(&format!("/cases/{case}/access"), "access-granted"))
}

async fn withdraw(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(order): Form<AccessOrder>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.withdraw_access(&person, case, order).await?;
    Ok(done(&format!("/cases/{case}/access"), "access-withdrawn"))
}
