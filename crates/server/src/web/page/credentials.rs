//! The inventory of credentials: the gravest and most neglected first.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use engine::investigate::inventory::{CredentialKind, Row};
use jiff::Timestamp;

use super::frame::{Frame, Nav};
use super::{Answer, render};
use crate::person::Permission;
use crate::web::Web;
use crate::web::api::CredentialsAsked as Asked;
use crate::web::form::Ask;
use crate::web::moment::Moment;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/credentials", Access::Needs(Permission::Survey), || get(show))];

/// Rows that a page shows; the rest is in the CSV.
const ROWS_MAX: usize = 500;

struct CredentialRow {
    rank: u8,
    kind: String,
    name: String,
    owner: String,
    path: String,
    scopes: String,
    is_active: bool,
    used: Option<Moment>,
    made: Option<Moment>,
    ends: Option<Moment>,
    marks: Vec<String>,
}

struct KindChoice {
    name: &'static str,
    word: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "credentials.html")]
struct CredentialsPage {
    w: Words,
    frame: Frame,
    kinds: Vec<KindChoice>,
    q: String,
    owner: String,
    stale_days: String,
    is_ended: bool,
    read: Moment,
    told: String,
    gaps: Vec<String>,
    rows: Vec<CredentialRow>,
    is_cut: bool,
    csv: String,
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Ask(asked): Ask<Asked>,
) -> Answer {
    let filter = asked.filter()?;
    let inventory = web.app.inventory(&person, &filter, asked.fresh.unwrap_or_default()).await?;
    let now = web.app.clock().now();
    let words = &visitor.words;
    let kinds = CredentialKind::ALL.into_iter().map(|kind| KindChoice {
        name: kind.as_str(),
        word: kind_word(words, kind),
        is_chosen: filter.kinds.contains(&kind),
    });
    let shown = inventory.credentials.len();
    let page = CredentialsPage {
        frame: Frame::of(&visitor, Nav::Credentials),
        kinds: kinds.collect(),
        csv: csv_address(&asked),
        q: asked.q.unwrap_or_default(),
        owner: asked.owner.unwrap_or_default(),
        stale_days: asked.stale_days.unwrap_or_default(),
        is_ended: filter.with_ended,
        read: Moment::of(words, inventory.read_at, now),
        told: words.sentence(
            "credentials-told",
            [
                ("shown", shown.to_string().as_str()),
                ("total", inventory.total.to_string().as_str()),
            ],
        ),
        gaps: inventory.gaps,
        rows: inventory.credentials.iter().take(ROWS_MAX).map(|one| row(words, one, now)).collect(),
        is_cut: shown > ROWS_MAX,
        w: words.clone(),
    };
    render(&page)
}

fn csv_address(asked: &Asked) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let parts = [
        ("kind", &asked.kind),
        ("stale_days", &asked.stale_days),
        ("owner", &asked.owner),
        ("q", &asked.q),
    ];
    for (name, value) in parts {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            query.append_pair(name, value);
        }
    }
    if asked.ended.unwrap_or_default() {
        query.append_pair("ended", "true");
    }
    query.append_pair("format", "csv").append_pair("bom", "true");
    format!("/api/v1/credentials?{}", query.finish())
}

fn kind_word(words: &Words, kind: CredentialKind) -> String {
    words.t(format!("credential-{}", kind.as_str()))
}

fn row(words: &Words, row: &Row, now: Timestamp) -> CredentialRow {
    let one = &row.credential;
    let moment = |at: Option<Timestamp>| at.map(|at| Moment::of(words, at, now));
    let owner = one.owner.name.clone().or_else(|| one.owner.id.map(|id| id.to_string()));
    CredentialRow {
        rank: row.rank.0,
        kind: kind_word(words, one.kind),
        name: one.name.clone(),
        owner: owner.unwrap_or_default(),
        path: one.path.clone(),
        scopes: one.scopes.join(", "),
        is_active: one.is_active,
        used: moment(one.last_used_at),
        made: moment(one.created_at),
        ends: moment(one.expires_at),
        marks: row.marks.iter().map(|mark| words.t(format!("mark-{}", mark.as_str()))).collect(),
    }
}
