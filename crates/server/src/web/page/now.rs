//! The first page: what waits for a person, what is open, what fired.

use askama::Template;
use axum::extract::State;
use axum::routing::get;

use super::frame::{Frame, Nav};
use super::{Answer, cases, due, findings, render};
use crate::app::Due;
use crate::person::Permission;
use crate::web::Web;
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/", Access::Needs(Permission::ReadCases), || get(show))];

#[derive(Template)]
#[template(path = "now.html")]
struct NowPage {
    w: Words,
    frame: Frame,
    due: Vec<DueItem>,
    owed: Vec<due::OwedRow>,
    cases: Vec<cases::CaseRow>,
    findings: Vec<findings::FindingRow>,
    loose_total: usize,
    suppressed: usize,
}

/// Something to do, with the place to do it.
pub(super) struct DueItem {
    pub(super) text: String,
    pub(super) address: String,
    pub(super) until: Option<Moment>,
}

async fn show(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let now = web.app.now(&person).await?;
    let words = &visitor.words;
    let at = now.at;
    let page = NowPage {
        frame: Frame::of(&visitor, Nav::Now),
        due: now.due.iter().map(|due| due_item(words, due, at)).collect(),
        owed: now.owed.iter().map(|one| due::owed_row(words, one, at)).collect(),
        cases: now.open_cases.iter().map(|case| cases::row(words, case, at)).collect(),
        findings: now.loose_findings.iter().map(|f| findings::row(words, f, at)).collect(),
        loose_total: now.loose_findings_total,
        suppressed: now.suppressed_findings,
        w: visitor.words.clone(),
    };
    render(&page)
}

/// The sentence and the place for something that waits.
pub(super) fn due_item(words: &Words, due: &Due, now: jiff::Timestamp) -> DueItem {
    let item = |key: &str, case: engine::coordinate::CaseId, address: String| DueItem {
        text: words.t1(key, "case", case.to_string()),
        address,
        until: None,
    };
    let plan = |hash: &engine::respond::PlanHash| format!("/plans/{hash}");
    match due {
        Due::Approval { case, hash, requested_by, expires_at } => DueItem {
            text: words.t2("due-approval", ("case", case.to_string()), ("name", requested_by)),
            address: plan(hash),
            until: Some(Moment::of(words, *expires_at, now)),
        },
        Due::MessageApproval { case, title, requested_by, expires_at } => DueItem {
            text: words.sentence(
                "due-message-approval",
                [
                    ("case", case.to_string().as_str()),
                    ("title", title.as_str()),
                    ("name", requested_by.as_str()),
                ],
            ),
            address: "/approvals".to_owned(),
            until: Some(Moment::of(words, *expires_at, now)),
        },
        Due::Execution { case, hash } => item("due-execution", *case, plan(hash)),
        Due::Unknown { case, hash, step } => DueItem {
            text: words.t2(
                "due-unknown",
                ("case", case.to_string()),
                ("step", step.saturating_add(1).to_string()),
            ),
            address: plan(hash),
            until: None,
        },
        Due::Duty { case, duty, offer } => DueItem {
            text: words.t2(
                if offer.is_some() { "due-duty-offered" } else { "due-duty-asked" },
                ("case", case.to_string()),
                ("duty", naming::duty(words, duty, None)),
            ),
            address: format!("/cases/{}#people", case.0),
            until: None,
        },
        Due::Severity { case } => {
            item("due-severity", *case, format!("/cases/{}#severity", case.0))
        }
        Due::Leftovers { case, count } => DueItem {
            text: words.t2("due-leftovers", ("case", case.to_string()), ("count", *count)),
            address: format!("/cases/{}#sweep", case.0),
            until: None,
        },
        Due::Sweep { case } => item("due-sweep", *case, format!("/cases/{}#sweep", case.0)),
        Due::ExposureTime { case } => {
            item("due-exposure", *case, format!("/cases/{}#exposure", case.0))
        }
    }
}
