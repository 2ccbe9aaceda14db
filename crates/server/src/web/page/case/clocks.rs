//! The clocks of a case: who is owed an update, and what the law wants.

use std::collections::BTreeSet;

use axum::extract::State;
use engine::coordinate::obligation::rules::{Telling, Wish};
use engine::coordinate::obligation::{Cadence, Occurrence};
use engine::coordinate::regulation::{Deadline, Mark, Outcome};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::due::{OwedRow, notice_to, owed_row, stakeholder, word_or};
use super::super::{Answer, done};
use super::id_of;
use crate::app::input;
use crate::app::{NewDate, Obligations, RecipientView, Regulations, RowView};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::{Form, Place, filled, time};
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::visitor::SignedIn;
use crate::web::words::Words;

/// The section on clocks.
pub(super) struct ClockSection {
    /// Everything due on the case, by time.
    pub(super) owed: Vec<OwedRow>,
    /// The next of it, for the header.
    pub(super) next: Option<Moment>,
    pub(super) is_late: bool,
    pub(super) punctuality: String,
    pub(super) rows: Vec<RowLine>,
    pub(super) laws: Vec<LawLine>,
    pub(super) others: Vec<(String, String)>,
    pub(super) begun: Vec<(String, String)>,
    pub(super) marks: Vec<(&'static str, String)>,
    pub(super) may_tell: bool,
    pub(super) may_decide: bool,
}

/// A row that holds, or held.
pub(super) struct RowLine {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) requirements: String,
    pub(super) duty: String,
    pub(super) channel: String,
    pub(super) since: Moment,
    pub(super) reasons: String,
    pub(super) ended: Option<Moment>,
    pub(super) recipients: Vec<RecipientLine>,
}

pub(super) struct RecipientLine {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) cadence: String,
    pub(super) is_asked_for: bool,
    pub(super) past: Vec<PastLine>,
}

pub(super) struct PastLine {
    pub(super) due: Moment,
    pub(super) told: Option<Moment>,
}

/// A notice that the law wants.
pub(super) struct LawLine {
    pub(super) law: String,
    pub(super) law_id: String,
    pub(super) notice: String,
    pub(super) notice_id: String,
    pub(super) article: String,
    pub(super) source: String,
    pub(super) to: String,
    pub(super) due: Option<Moment>,
    pub(super) no_time: String,
    pub(super) is_projected: bool,
    pub(super) is_open: bool,
    pub(super) outcome: String,
}

/// Reads the section off the app.
pub(super) fn section(
    web: &Web,
    words: &Words,
    person: &Person,
    case: engine::coordinate::CaseId,
) -> Result<ClockSection, Fault> {
    let owed = web.app.obligations(person, case)?;
    let law = web.app.regulations(person, case)?;
    let due = web.app.due_by_clock(person, Some(case), None)?;
    let now = owed.at;
    let next = due.first().and_then(|one| one.due_at);
    let name = |id: &String| (id.clone(), word_or(words, "regulation", id));
    Ok(ClockSection {
        next: next.map(|at| Moment::of(words, at, now)),
        is_late: next.is_some_and(|at| at < now),
        owed: due.iter().map(|one| owed_row(words, one, now)).collect(),
        punctuality: punctuality(words, &owed),
        rows: owed.rows.iter().filter_map(|row| row_line(words, row, now)).collect(),
        laws: law.deadlines.iter().map(|one| law_line(words, one, now)).collect(),
        others: law.others.iter().map(name).collect(),
        begun: begun(words, &law),
        marks: Mark::ALL
            .map(|mark| (mark.as_str(), words.t(format!("mark-{}", mark.as_str()))))
            .into(),
        may_tell: person.may(Permission::Communicate),
        may_decide: person.may(Permission::WriteCase),
    })
}

fn punctuality(words: &Words, owed: &Obligations) -> String {
    let counts = [
        ("due_count", owed.punctuality.due.to_string()),
        ("kept_count", owed.punctuality.kept.to_string()),
        ("late_count", owed.punctuality.late.to_string()),
    ];
    let args = counts.iter().map(|(name, value)| (*name, value.as_str()));
    words.sentence("obligations-punctuality", args)
}

fn begun(words: &Words, law: &Regulations) -> Vec<(String, String)> {
    let names = law.begun.iter();
    names.map(|one| (one.name.clone(), word_or(words, "regulation", &one.name))).collect()
}

fn row_line(words: &Words, view: &RowView, now: Timestamp) -> Option<RowLine> {
    let run = view.run.as_ref()?;
    let row = &view.row;
    let reasons = run.reasons.iter().cloned().collect::<Vec<_>>().join(", ");
    Some(RowLine {
        id: row.id.clone(),
        name: word_or(words, "obligation-row", &row.id),
        requirements: row.requirements.join(", "),
        duty: naming::duty(words, &row.responsible, None),
        channel: word_or(words, "stakeholder-channel", &row.channel),
        since: Moment::of(words, run.since, now),
        reasons: words.t1("obligation-reasons", "reasons", reasons),
        ended: run.ended.as_ref().map(|ended| Moment::of(words, ended.at, now)),
        recipients: view.recipients.iter().map(|one| recipient(words, one, now)).collect(),
    })
}

fn recipient(words: &Words, view: &RecipientView, now: Timestamp) -> RecipientLine {
    let past = |one: &Occurrence| PastLine {
        due: Moment::of(words, one.due_at, now),
        told: one.told_at.map(|told| Moment::of(words, told, now)),
    };
    RecipientLine {
        id: view.recipient.clone(),
        name: stakeholder(words, &view.recipient),
        cadence: cadence(words, view.cadence),
        is_asked_for: view.is_asked_for,
        past: view.past.iter().map(past).collect(),
    }
}

/// How often, in words.
fn cadence(words: &Words, cadence: Cadence) -> String {
    let Some(span) = cadence.span() else { return words.t("cadence-once") };
    let (unit, count) = span.worded();
    let key = format!("cadence-{}-{}", cadence.as_str(), unit.replace('_', "-"));
    words.t1(&key, "count", count)
}

fn law_line(words: &Words, one: &Deadline, now: Timestamp) -> LawLine {
    let (outcome, detail) = match &one.outcome {
        Outcome::Open => ("open", String::new()),
        Outcome::Notified { reference, in_time, .. } => {
            let punctual =
                in_time.map(|is| words.t(if is { "notice-in-time" } else { "notice-too-late" }));
            let parts: Vec<String> = punctual.into_iter().chain([reference.clone()]).collect();
            ("notified", parts.join(" · "))
        }
        Outcome::NotNotified { reason, by, .. } => ("not-notified", format!("{by} · {reason}")),
    };
    let outcome = words.t(format!("notice-outcome-{outcome}"));
    let outcome = if detail.is_empty() { outcome } else { format!("{outcome} · {detail}") };
    let waits = one.waits_for.filter(|_| one.due_at.is_none());
    let no_time = match waits {
        Some(mark) => words.t1("clock-waits", "mark", words.t(format!("mark-{}", mark.as_str()))),
        None => words.t("clock-no-time"),
    };
    LawLine {
        law: word_or(words, "regulation", &one.name),
        law_id: one.name.clone(),
        notice: word_or(words, "notice", &one.notice),
        notice_id: one.notice.clone(),
        article: one.article.clone(),
        source: one.source.clone(),
        to: notice_to(words, &one.to),
        due: one.due_at.map(|at| Moment::of(words, at, now)),
        no_time,
        is_projected: one.is_projected,
        is_open: one.is_open(),
        outcome,
    }
}

#[derive(Deserialize)]
pub(super) struct ToldForm {
    row: String,
    #[serde(default)]
    recipient: String,
    #[serde(default)]
    at: String,
    how: String,
}

pub(super) async fn told(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<ToldForm>,
) -> Answer {
    let case = id_of(&id)?;
    let recipients: BTreeSet<String> =
        filled(&form.recipient).map(str::to_owned).into_iter().collect();
    let telling = Telling { recipients, at: time("at", &form.at)?, how: form.how };
    web.app.tell_by_hand(&person, case, (&form.row, telling)).await?;
    Ok(done(&format!("/cases/{}#obligations", case.0), "told"))
}

#[derive(Deserialize)]
pub(super) struct CadenceForm {
    row: String,
    recipient: String,
    #[serde(default)]
    cadence: String,
    requested_by: String,
    reason: String,
}

pub(super) async fn set_cadence(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<CadenceForm>,
) -> Answer {
    let case = id_of(&id)?;
    let wrong = |_why| Fault::invalid("cadence", input::given("cadence", &form.cadence));
    let cadence = filled(&form.cadence).map(str::parse::<Cadence>).transpose();
    let cadence = cadence.map_err(wrong)?;
    let CadenceForm { row, recipient, requested_by, reason, .. } = form;
    let wish = Wish { recipient, cadence, requested_by, reason };
    web.app.set_cadence(&person, case, (&row, wish)).await?;
    Ok(done(&format!("/cases/{}#obligations", case.0), "cadence"))
}

#[derive(Deserialize)]
pub(super) struct EndForm {
    row: String,
    reason: String,
}

pub(super) async fn end(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<EndForm>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.end_obligation(&person, case, (&form.row, &form.reason)).await?;
    Ok(done(&format!("/cases/{}#obligations", case.0), "obligation-ended"))
}

/// The fields of all forms on the law; each wish needs some of them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LawForm {
    regulation: String,
    /// `gdpr/authority`, or `gdpr` for all of it.
    notice: String,
    mark: String,
    at: String,
    reason: String,
    reference: String,
    notify: String,
}

/// `date`, `begin`, `notify` or `decide`.
pub(super) async fn law(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, wish)): Place<(String, String)>,
    Form(form): Form<LawForm>,
) -> Answer {
    let case = id_of(&id)?;
    let at = time("at", &form.at)?;
    let (name, notice) = match form.notice.split_once('/') {
        Some((name, notice)) => (name, Some(notice)),
        None => (form.notice.as_str(), None),
    };
    match wish.as_str() {
        "date" => {
            let mark = Mark::from_name(&form.mark)
                .ok_or_else(|| Fault::invalid("mark", input::given("unknown", &form.mark)))?;
            let at = at.ok_or_else(|| Fault::invalid("at", input::why("time-needed")))?;
            let name = filled(&form.regulation).map(str::to_owned);
            let date = NewDate { name, mark, at, reason: form.reason };
            web.app.date_regulation(&person, case, date).await?;
        }
        "begin" => {
            let given = (form.regulation.as_str(), at, form.reason.as_str());
            web.app.begin_regulation(&person, case, given).await?;
        }
        "notify" => {
            let notice = notice.ok_or_else(|| Fault::invalid("notice", input::empty()))?;
            let given = (at, form.reference.as_str());
            web.app.notify_regulation(&person, case, (name, notice), given).await?;
        }
        "decide" => {
            let decision = (form.notify == "yes", form.reason.as_str());
            web.app.decide_regulation(&person, case, (name, notice), decision).await?;
        }
        other => return Err(Fault::not_found(format!("form {other:?}"))),
    }
    Ok(done(&format!("/cases/{}#regulations", case.0), "regulation"))
}
