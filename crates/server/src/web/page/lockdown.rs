//! The lockdown: what it takes from everybody, who engaged it, what lifts it.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use serde::Deserialize;

use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::Form;
use crate::web::moment::Moment;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/lockdown", Access::SignedIn, || get(show)),
    Route::post("/lockdown", Access::Needs(Permission::LockDown), || post(engage)),
];

#[derive(Template)]
#[template(path = "lockdown.html")]
struct LockdownPage {
    w: Words,
    frame: Frame,
    held: Option<HeldView>,
    may_engage: bool,
}

struct HeldView {
    told: String,
    when: Moment,
    reason: String,
    lift: String,
}

async fn show(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let now = web.app.clock().now();
    let words = &visitor.words;
    let held = web.app.lockdown().await?.map(|held| HeldView {
        told: words.t1("lockdown-by", "name", held.by),
        when: Moment::of(words, held.at, now),
        reason: held.reason,
        lift: format!("[lockdown]\nlift = {}", held.index),
    });
    render(&LockdownPage {
        frame: Frame::of(&visitor, Nav::None),
        held,
        may_engage: person.may(Permission::LockDown),
        w: visitor.words,
    })
}

#[derive(Deserialize)]
struct Because {
    reason: String,
}

async fn engage(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Form(form): Form<Because>,
) -> Answer {
    web.app.lock_down(&person, &form.reason).await?;
    Ok(done("/lockdown", "lockdown"))
}
