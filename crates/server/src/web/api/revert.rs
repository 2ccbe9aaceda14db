//! Back to the settings as they were (MS1–MS8).

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::post;
use engine::respond::revert::{Judged, Outcome};
use engine::respond::{Act, View};
use event::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Answer, document};
use crate::app::{Proposed, RevertOrder, RevertReport};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] =
    &[Route::post("/api/v1/cases/{id}/revert", Access::Needs(Permission::Survey), || post(revert))
        .says("What was changed and can go back, from the audit events; with `propose` as a plan")
        .body::<Wanted>()];

/// Which changes shall go back.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct Wanted {
    /// Changes since then [default: the exposure, or a week before the case].
    #[schema(value_type = Option<String>)]
    since: Option<Timestamp>,
    /// Changes before then.
    #[schema(value_type = Option<String>)]
    until: Option<Timestamp>,
    /// Numbers of the users whose changes they are [default: those under suspicion].
    by: Vec<i64>,
    /// Make a plan.
    propose: bool,
    /// Why no owner or maintainer was asked, where none agreed.
    waiver: Option<String>,
}

async fn revert(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    visitor: Visitor,
    Place(id): Place<String>,
    Body(wanted): Body<Wanted>,
) -> Answer {
    let order = RevertOrder {
        since: wanted.since,
        until: wanted.until,
        by: wanted.by.into_iter().map(UserId).collect(),
        propose: wanted.propose,
        waiver: wanted.waiver,
    };
    let found = web.app.propose_revert(&person, case_id(&id)?, order).await?;
    let answer = document("revert", &told(&found, &visitor.words))?;
    let status = if found.plan.is_some() { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, answer).into_response())
}

/// The report, with each change's name and reason in words.
#[derive(Serialize)]
struct Told<'a> {
    since: Timestamp,
    by: &'a BTreeSet<UserId>,
    is_complete: bool,
    acts: &'a [Act],
    /// What each act is about, in words.
    targets: Vec<String>,
    changes: Vec<ToldChange<'a>>,
    plan: Option<&'a Proposed>,
}

#[derive(Serialize)]
struct ToldChange<'a> {
    #[serde(flatten)]
    judged: &'a Judged,
    /// What was changed, in words.
    target: String,
    /// Why it cannot go back, in words.
    says: Option<String>,
}

fn told<'a>(found: &'a RevertReport, words: &Words) -> Told<'a> {
    let change = |judged: &'a Judged| ToldChange {
        judged,
        target: judged.target(),
        says: match &judged.outcome {
            Outcome::Unknown { why } => Some(words.say(why)),
            Outcome::Reverts { .. } | Outcome::Settled | Outcome::Conflict { .. } => None,
        },
    };
    let target = |act: &Act| act.rules().target(View::default());
    Told {
        since: found.since,
        by: &found.by,
        is_complete: found.is_complete,
        acts: &found.revert.acts,
        targets: found.revert.acts.iter().map(target).collect(),
        changes: found.revert.changes.iter().map(change).collect(),
        plan: found.plan.as_ref(),
    }
}
