//! Suppressions: which findings may wait, why, until when; taken back here.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use engine::investigate::triage::{FIELDS, Wish};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::frame::{Frame, Nav};
use super::super::{Answer, done, render};
use super::groups::in_days;
use crate::app::SuppressionView;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Form, Place, filled};
use crate::web::moment::Moment;
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

#[derive(Template)]
#[template(path = "suppressions.html")]
struct SuppressionsPage {
    w: Words,
    frame: Frame,
    rows: Vec<SuppressionRow>,
    fields: [&'static str; 10],
    may_write: bool,
}

struct SuppressionRow {
    id: String,
    /// `active`, `ended`, `lifted`.
    state: &'static str,
    state_word: String,
    covers: String,
    what: Vec<(String, String)>,
    reason: String,
    by: String,
    made: Moment,
    ends: Moment,
    lifted: Option<(String, String)>,
}

pub(super) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
) -> Answer {
    let found = web.app.suppressions(&person).await?;
    let now = web.app.clock().now();
    render(&SuppressionsPage {
        frame: Frame::of(&visitor, Nav::Findings),
        rows: found.iter().map(|one| row(&visitor.words, one, now)).collect(),
        fields: FIELDS,
        may_write: person.may(Permission::WriteCase),
        w: visitor.words.clone(),
    })
}

fn row(words: &Words, view: &SuppressionView, now: Timestamp) -> SuppressionRow {
    let one = &view.suppression;
    let state = match (&one.lifted, view.is_active) {
        (Some(_), _) => "lifted",
        (None, true) => "active",
        (None, false) => "ended",
    };
    let mut what = Vec::new();
    what.extend(one.wish.rule.clone().map(|rule| (words.t("finding-rule"), rule)));
    what.extend(one.wish.entity.clone().map(|entity| (words.t("triage-entity"), entity)));
    what.extend(one.wish.fields.clone());
    SuppressionRow {
        id: one.id.to_string(),
        state,
        state_word: words.t(format!("suppression-{state}")),
        covers: words.t1("count-findings", "count", view.covers),
        what,
        reason: one.wish.reason.clone(),
        by: one.by.clone(),
        made: Moment::of(words, one.at, now),
        ends: Moment::of(words, one.wish.expires_at, now),
        lifted: one.lifted.as_ref().map(|lifted| {
            let told = words.t1("suppression-lifted-by", "name", lifted.by.clone());
            (told, lifted.reason.clone())
        }),
    }
}

/// What the forms for a new suppression send.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct New {
    rule: String,
    entity: String,
    field: String,
    pattern: String,
    reason: String,
    days: String,
    /// In the form of a group: which of the two, `both`, `rule` or `entity`.
    about: String,
}

pub(super) async fn add(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Form(form): Form<New>,
) -> Answer {
    let expires_at = in_days(web.app.clock().now(), &form.days)?;
    let rule = filled(&form.rule).filter(|_| form.about != "entity");
    let entity = filled(&form.entity).filter(|_| form.about != "rule");
    let field = filled(&form.field).zip(filled(&form.pattern));
    let fields: BTreeMap<String, String> =
        field.map(|(name, pattern)| (name.to_owned(), pattern.to_owned())).into_iter().collect();
    let wish = Wish {
        rule: rule.map(str::to_owned),
        entity: entity.map(str::to_owned),
        fields,
        reason: form.reason,
        expires_at,
    };
    web.app.suppress(&person, wish).await?;
    Ok(done("/findings/suppressions", "suppressed"))
}

#[derive(Deserialize)]
pub(super) struct Lift {
    reason: String,
}

pub(super) async fn lift(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<u64>,
    Form(form): Form<Lift>,
) -> Answer {
    web.app.unsuppress(&person, id, &form.reason).await?;
    Ok(done("/findings/suppressions", "unsuppressed"))
}
