//! What a link shows to whoever has it: the sealed file, once (LD16). Looking
//! uses nothing up, so that a mail scanner that follows links takes nothing.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::get;
use engine::coordinate::dive::handling::SealedTo;
use secrecy::SecretString;

use super::frame::{Frame, Nav};
use super::{Answer, render};
use crate::app::AppError;
use crate::web::Web;
use crate::web::api::evidence::download;
use crate::web::form::Place;
use crate::web::moment::Moment;
use crate::web::route::{Access, Route};
use crate::web::visitor::Visitor;
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/handover/{token}", Access::Anyone, || get(show)),
    Route::post("/handover/{token}", Access::Anyone, || axum::routing::post(take)),
];

#[derive(Template)]
#[template(path = "handover.html")]
struct HandoverPage {
    w: Words,
    frame: Frame,
    address: String,
    sealed: String,
    size: String,
    expires: Moment,
    key: Option<String>,
}

#[derive(Template)]
#[template(path = "handover_over.html")]
struct OverPage {
    w: Words,
    frame: Frame,
    why: String,
}

/// Whoever has a link that opens nothing is a stranger: told why and whom to
/// ask, and nothing of the inside.
fn over(visitor: Visitor, error: AppError) -> Answer {
    let key = match error.rule() {
        "dive.link_used" => "handover-used",
        "dive.link_expired" => "handover-expired",
        "dive.link_recalled" | "dive.other_result" => "handover-recalled",
        _other => return Err(error.into()),
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::GONE);
    let page = OverPage {
        frame: Frame::of(&visitor, Nav::None),
        why: visitor.words.t(key),
        w: visitor.words,
    };
    Ok((status, render(&page)?).into_response())
}

async fn show(State(web): State<Web>, visitor: Visitor, Place(token): Place<String>) -> Answer {
    let offered = match web.app.offered(&SecretString::from(token.clone())).await {
        Ok(offered) => offered,
        Err(error) => return over(visitor, error),
    };
    let words = &visitor.words;
    let count = i64::try_from(offered.bytes).unwrap_or(i64::MAX);
    render(&HandoverPage {
        frame: Frame::of(&visitor, Nav::None),
        address: format!("/handover/{token}"),
        size: words.t1("evidence-bytes", "count", count),
        expires: Moment::of(words, offered.expires_at, web.app.clock().now()),
        sealed: offered.sealed,
        key: match offered.to {
            SealedTo::Recipient { key } => Some(key),
            SealedTo::Passphrase => None,
        },
        w: visitor.words,
    })
}

async fn take(State(web): State<Web>, visitor: Visitor, Place(token): Place<String>) -> Answer {
    match web.app.take_offered(&SecretString::from(token)).await {
        Ok(sealed) => Ok(download(sealed)),
        Err(error) => over(visitor, error),
    }
}
