//! Everything that is due, by time: a page of its own, and the first of "Now".

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use engine::coordinate::approval::Subject;
use engine::coordinate::due::{Due, Owed, State as Stand};
use jiff::Timestamp;

use super::frame::{Frame, Nav};
use super::{Answer, render};
use crate::person::Permission;
use crate::web::Web;
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/due", Access::Needs(Permission::ReadCases), || get(show))];

#[derive(Template)]
#[template(path = "due.html")]
struct DuePage {
    w: Words,
    frame: Frame,
    owed: Vec<OwedRow>,
}

/// Something that is due, with the place to do it.
pub(super) struct OwedRow {
    /// Late, due, ahead: by shape and word, never by colour alone.
    pub(super) state: String,
    pub(super) mark: &'static str,
    pub(super) chip: &'static str,
    pub(super) text: String,
    pub(super) address: String,
    pub(super) when: Option<Moment>,
    /// What stands where no time can.
    pub(super) no_time: String,
    pub(super) notes: Vec<String>,
}

async fn show(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let now = web.app.clock().now();
    let due = web.app.due(&person, None, None).await?;
    let words = &visitor.words;
    let page = DuePage {
        frame: Frame::of(&visitor, Nav::Due),
        owed: due.iter().map(|one| owed_row(words, one, now)).collect(),
        w: visitor.words.clone(),
    };
    render(&page)
}

/// The line of something that is due.
pub(super) fn owed_row(words: &Words, due: &Due, now: Timestamp) -> OwedRow {
    let (mark, chip) = match due.state {
        Stand::Late => ("◆", "chip bad"),
        Stand::Now => ("▲", "chip warn"),
        Stand::Ahead => ("○", "chip"),
    };
    let case = ("case", due.case.to_string());
    let (text, no_time, notes) = match &due.owed {
        Owed::Update { recipient, responsible, person, missed, .. } => {
            let text = words.t2("clock-update", case, ("recipient", stakeholder(words, recipient)));
            let asked = match person {
                Some(person) => words.t1("clock-person", "person", person.clone()),
                None => words.t1("clock-nobody", "duty", naming::duty(words, responsible, None)),
            };
            let missed = (*missed > 0).then(|| words.t1("clock-missed", "count", *missed));
            let notes = std::iter::once(asked).chain(missed).collect();
            (text, String::new(), notes)
        }
        Owed::Promised { .. } => {
            (words.t1("clock-promised", "case", case.1), String::new(), Vec::new())
        }
        Owed::Requester { organisation, findings } => {
            let text = words.t2("clock-requester", case, ("organisation", organisation.clone()));
            let untold = words.t1("clock-requester-findings", "count", *findings);
            (text, String::new(), vec![untold])
        }
        Owed::Notice { regulation, to, article, waits_for, .. } => {
            let args = [
                ("case", case.1),
                ("regulation", regulation.clone()),
                ("article", article.clone()),
                ("to", notice_to(words, to)),
            ];
            let args = args.iter().map(|(name, value)| (*name, value.as_str()));
            let no_time = match waits_for {
                Some(mark) => {
                    let word = words.t(format!("mark-{}", mark.as_str()));
                    words.t1("clock-waits", "mark", word)
                }
                None => words.t("clock-no-time"),
            };
            (words.sentence("clock-notice", args), no_time, Vec::new())
        }
        Owed::Approval { name, requested_by, is_yours, .. } => {
            let args = [("case", case.1.as_str()), ("title", name), ("name", requested_by)];
            let notes = is_yours.then(|| words.t("clock-yours")).into_iter().collect();
            (words.sentence("clock-approval", args), String::new(), notes)
        }
        Owed::Offer { duty, to, by, .. } => {
            let duty = naming::duty(words, duty, None);
            let args = [("case", case.1.as_str()), ("duty", &duty), ("to", to), ("by", by)];
            (words.sentence("clock-offer", args), String::new(), Vec::new())
        }
        Owed::Updates { owner } => {
            let text = words.t1("clock-updates", "case", case.1);
            let asked = words.t1("clock-person", "person", owner.clone());
            (text, String::new(), vec![asked])
        }
    };
    OwedRow {
        address: address(due),
        state: words.t(format!("clock-state-{}", due.state.as_str())),
        mark,
        chip,
        text,
        when: due.due_at.map(|at| Moment::of(words, at, now)),
        no_time,
        notes,
    }
}

/// Where it is done.
fn address(due: &Due) -> String {
    let place = match &due.owed {
        Owed::Approval { subject: Subject::Plan { hash }, .. } => {
            return format!("/plans/{hash}#approval");
        }
        Owed::Approval { .. } => return "/approvals".to_owned(),
        Owed::Requester { .. } => return format!("/dives/{}#told", due.case.0),
        Owed::Update { .. } | Owed::Promised { .. } => "obligations",
        Owed::Notice { .. } => "regulations",
        Owed::Offer { .. } => "people",
        Owed::Updates { .. } => return format!("/cases/{}/instance#version", due.case.0),
    };
    format!("/cases/{}#{place}", due.case.0)
}

/// What people call a recipient.
pub(super) fn stakeholder(words: &Words, id: &str) -> String {
    word_or(words, "stakeholder", id)
}

/// What people call whom the law wants to be told.
pub(in crate::web) fn notice_to(words: &Words, id: &str) -> String {
    word_or(words, "notice-to", id)
}

/// Our words for a name of a policy, else the name.
pub(super) fn word_or(words: &Words, prefix: &str, id: &str) -> String {
    let key = format!("{prefix}-{}", id.replace('_', "-"));
    if words.has(&key) { words.t(key) } else { id.to_owned() }
}
