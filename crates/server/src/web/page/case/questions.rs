//! The questions of a case: what each found, and what it is.

use askama::Template;
use axum::extract::State;
use engine::coordinate::playbook::ItemVerdict;
use engine::coordinate::{Case, CaseId};
use engine::investigate::question::Bound;
use jiff::Timestamp;
use serde::Deserialize;
use store::Row;

use super::super::frame::{Frame, Nav};
use super::super::{Answer, done, render};
use super::id_of;
use crate::app::input;
use crate::app::{CaseQuestion, CaseQuestions, Found};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::{Form, Place};
use crate::web::moment::Moment;
use crate::web::problem::Fault;
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

#[derive(Template)]
#[template(path = "questions.html")]
struct QuestionsPage {
    w: Words,
    frame: Frame,
    id: String,
    title: String,
    address: String,
    since: Moment,
    start: String,
    until: Option<Moment>,
    end: String,
    told: String,
    questions: Vec<QuestionView>,
    verdicts: Vec<(&'static str, String)>,
    may_write: bool,
}

struct QuestionView {
    id: String,
    title: String,
    help: String,
    requirements: String,
    narrowed: String,
    is_narrowed: bool,
    search: String,
    query: String,
    count: String,
    is_empty: bool,
    /// Hits that came after the verdict.
    new: Option<String>,
    verdict: Option<VerdictView>,
    targets: Vec<(String, String)>,
    rows: Vec<HitRow>,
}

struct VerdictView {
    name: &'static str,
    word: String,
    note: String,
    by: String,
    at: Moment,
    basis: String,
}

struct HitRow {
    when: Moment,
    kind: String,
    actor: String,
    what: String,
    index: String,
    is_new: bool,
}

/// How far the questions of a case are, for its page.
pub(super) fn progress(words: &Words, found: &CaseQuestions) -> Option<(String, bool)> {
    let all = found.questions.len();
    let judged = found.questions.iter().filter(|one| one.judged.is_some()).count();
    let told = words.t2("questions-progress", ("done", judged), ("all", all));
    (all > 0).then_some((told, judged == all))
}

pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let asked = web.app.case_questions(&person, case.id)?;
    let now = web.app.clock().now();
    let words = &visitor.words;
    let mut questions = Vec::with_capacity(asked.questions.len());
    for one in &asked.questions {
        let found = web.app.run_question(&person, case.id, &one.question.id).await?;
        questions.push(question_view(words, &found, now));
    }
    let told = progress(words, &asked).map(|(told, _)| told);
    let mut page = page(&visitor, &person, &case, &asked.bound, now);
    page.told = told.unwrap_or_else(|| words.t("questions-none"));
    page.questions = questions;
    render(&page)
}

fn page(
    visitor: &Visitor,
    person: &Person,
    case: &Case,
    bound: &Bound,
    now: Timestamp,
) -> QuestionsPage {
    let words = &visitor.words;
    let verdicts = [ItemVerdict::Benign, ItemVerdict::Malicious, ItemVerdict::Unknown];
    QuestionsPage {
        frame: Frame::of(visitor, Nav::Cases),
        id: case.id.to_string(),
        title: case.title.clone(),
        address: format!("/cases/{}", case.id.0),
        since: Moment::of(words, bound.since, now),
        start: words.t(format!("question-start-{}", bound.start.as_str())),
        until: bound.until.map(|until| Moment::of(words, until, now)),
        end: words.t(format!("question-end-{}", bound.end.as_str())),
        told: String::new(),
        questions: Vec::new(),
        verdicts: verdicts.map(|one| (one.as_str(), verdict_word(words, one))).into(),
        may_write: person.may(Permission::WriteCase),
        w: words.clone(),
    }
}

fn verdict_word(words: &Words, verdict: ItemVerdict) -> String {
    words.t(format!("question-verdict-{}", verdict.as_str()))
}

fn question_view(words: &Words, found: &Found, now: Timestamp) -> QuestionView {
    let CaseQuestion { question, query, is_narrowed, judged } = &found.asked;
    let judged_until = judged.as_ref().map(|judged| judged.judgement.basis.records);
    let narrowed = if *is_narrowed { question.scope.as_str() } else { "open" };
    QuestionView {
        id: question.id.clone(),
        title: words.question(question).0,
        help: words.question(question).1,
        requirements: question.requirements.join(" "),
        narrowed: words.t(format!("question-scope-{narrowed}")),
        is_narrowed: *is_narrowed,
        search: search_address(query),
        query: query.clone(),
        count: hits(words, found.hits, found.is_all),
        is_empty: found.hits == 0,
        new: found
            .new_hits
            .filter(|count| *count > 0)
            .map(|count| words.t1("question-new-hits", "count", count)),
        verdict: judged.as_ref().map(|judged| {
            let basis = &judged.judgement.basis;
            VerdictView {
                name: judged.judgement.verdict.as_str(),
                word: verdict_word(words, judged.judgement.verdict),
                note: judged.judgement.note.clone(),
                by: judged.by.clone(),
                at: Moment::of(words, judged.at, now),
                basis: words.t2(
                    "question-basis",
                    ("hits", hits(words, basis.hits, basis.is_all)),
                    ("records", basis.records),
                ),
            }
        }),
        targets: found
            .targets
            .iter()
            .filter(|(kind, _)| !kind.is_empty())
            .map(|(kind, count)| {
                let narrower = format!("{query} target_type:\"{kind}\"");
                (format!("{kind} ({count})"), search_address(&narrower))
            })
            .collect(),
        rows: found.rows.iter().map(|row| hit_row(words, row, judged_until, now)).collect(),
    }
}

fn hits(words: &Words, count: u64, is_all: bool) -> String {
    words.t1(if is_all { "question-hits" } else { "question-hits-at-least" }, "count", count)
}

fn search_address(query: &str) -> String {
    let mut address = url::form_urlencoded::Serializer::new(String::new());
    address.append_pair("q", query);
    format!("/events?{}", address.finish())
}

fn hit_row(words: &Words, row: &Row, judged_until: Option<u64>, now: Timestamp) -> HitRow {
    let field = |name: &str| row.fields.get(name).map(text).unwrap_or_default();
    let request = || format!("{} {}", field("method"), field("path"));
    let kind = Some(field("event_type")).filter(|kind| !kind.is_empty()).unwrap_or_else(request);
    let parts = [field("entity_path"), field("target_details"), field("custom_message")];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let at = Timestamp::from_millisecond(row.occurred_ms).unwrap_or(now);
    HitRow {
        when: Moment::of(words, at, now),
        kind,
        actor: field("author_name"),
        what: parts.join(" · "),
        index: row.index.to_string(),
        is_new: judged_until.is_some_and(|until| row.index >= until),
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[derive(Deserialize)]
pub(super) struct VerdictForm {
    verdict: String,
    #[serde(default)]
    note: String,
}

pub(super) async fn answer(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Form(form): Form<VerdictForm>,
) -> Answer {
    let case: CaseId = id_of(&id)?;
    let verdict = ItemVerdict::from_name(&form.verdict)
        .ok_or_else(|| Fault::invalid("verdict", input::given("unknown", &form.verdict)))?;
    web.app.answer_question(&person, case, &name, (verdict, &form.note)).await?;
    Ok(done(&format!("/cases/{}/questions#question-{name}", case.0), "judged"))
}
