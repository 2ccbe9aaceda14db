//! The questions of a case: run over the record, judged by people.

use std::collections::BTreeMap;
use std::path::Path;

use engine::coordinate::playbook::ItemVerdict;
use engine::coordinate::question::{Basis, Judged, Judgement, bound, of_case};
use engine::coordinate::{Case, CaseId, Cases, What};
use engine::investigate::question::{Bound, Packs, Question, shipped, with_own};
use jiff::Timestamp;
use serde::Serialize;
use store::{Page, Row};

use super::cases::case_for;
use super::error::allow;
use super::{App, AppError, rules};
use crate::app::input;
use crate::person::{Permission, Person};

/// Hits that are counted. More are told as "at least".
const HITS_MAX: usize = 1_000;

/// Hits that are shown.
const ROWS_SHOWN: usize = 10;

/// A note is a page at most.
const NOTE_CHARS_MAX: usize = 20_000;

/// A question of a case, before it is run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseQuestion {
    /// The question.
    pub question: Question,
    /// Its query for this case, with the window.
    pub query: String,
    /// Whether the case names what it is narrowed to.
    pub is_narrowed: bool,
    /// What was last said of it.
    pub judged: Option<Judged>,
}

/// The questions of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseQuestions {
    /// What the case narrows them to.
    pub bound: Bound,
    /// In reading order.
    pub questions: Vec<CaseQuestion>,
}

/// What a question found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The question.
    pub asked: CaseQuestion,
    /// How many events; at most 1,000 are counted.
    pub hits: u64,
    /// Whether those are all.
    pub is_all: bool,
    /// Of them those that came after the last verdict; `None` = no verdict yet.
    pub new_hits: Option<u64>,
    /// How many records could be searched.
    pub records: u64,
    /// How many there are of each kind of target (MS9).
    pub targets: BTreeMap<String, u64>,
    /// The latest.
    pub rows: Vec<Row>,
}

/// All packs of questions: the shipped ones with those of an organisation's
/// folder, or every problem with its file and line.
pub fn load(dir: Option<&Path>) -> Result<Packs, Vec<String>> {
    let Some(dir) = dir else { return Ok(shipped().clone()) };
    let files =
        rules::in_folder(dir).map_err(|error| vec![format!("{}: {error}", dir.display())])?;
    let own = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let query = |text: &str| {
        // What a relative time counts from does not matter: nothing is searched.
        let read = store::Query::parse(text, Timestamp::UNIX_EPOCH);
        read.map(drop).map_err(|error| error.to_string())
    };
    with_own(own, query).map_err(|found| found.iter().map(ToString::to_string).collect())
}

impl App {
    /// All packs of questions.
    pub fn question_packs(&self, person: &Person) -> Result<&Packs, AppError> {
        allow(person, Permission::ReadCases)?;
        Ok(&self.inner.packs)
    }

    /// The questions of a case and what was said of them; nothing is run.
    pub fn case_questions(&self, person: &Person, case: CaseId) -> Result<CaseQuestions, AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            let bound = bound(known, cases, &self.inner.triage_policy);
            let questions = of_case(known, &self.inner.packs)
                .into_iter()
                .map(|question| asked(known, question, &bound))
                .collect();
            Ok(CaseQuestions { bound, questions })
        })
    }

    /// Runs a question over the record.
    pub async fn run_question(
        &self,
        person: &Person,
        case: CaseId,
        question: &str,
    ) -> Result<Found, AppError> {
        allow(person, Permission::ReadEvents)?;
        let asked = self.question_of(person, case, question)?;
        // How far the index is before the search: a hit that comes meanwhile counts as new.
        let records = *self.inner.indexed.borrow();
        let answer = self.search(person, &asked.query, Page::first(HITS_MAX)).await?;
        let since = asked.judged.as_ref().map(|judged| judged.judgement.basis.records);
        let new_hits =
            since.map(|since| count(answer.rows.iter().filter(|row| row.index >= since)));
        let mut targets: BTreeMap<String, u64> = BTreeMap::new();
        for row in &answer.rows {
            let kind = row.fields.get("target_type").and_then(|value| value.as_str());
            *targets.entry(kind.unwrap_or_default().to_owned()).or_default() += 1;
        }
        Ok(Found {
            hits: count(answer.rows.iter()),
            is_all: answer.next.is_none(),
            new_hits,
            records,
            targets,
            rows: answer.rows.into_iter().take(ROWS_SHOWN).collect(),
            asked,
        })
    }

    /// Says what a question's hits are. What it rests on (query, records, count)
    /// is found out here and journalled with it. Answers the journal index.
    pub async fn answer_question(
        &self,
        person: &Person,
        case: CaseId,
        question: &str,
        (verdict, note): (ItemVerdict, &str),
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        if verdict == ItemVerdict::Open {
            return Err(AppError::invalid(
                "verdict",
                input::one_of(verdict.as_str(), &["benign", "malicious", "unknown"]),
            ));
        }
        if note.chars().count() > NOTE_CHARS_MAX {
            return Err(AppError::invalid("note", input::up_to("too-long", NOTE_CHARS_MAX)));
        }
        let found = self.run_question(person, case, question).await?;
        let judgement = Judgement {
            verdict,
            note: note.trim().to_owned(),
            basis: Basis {
                query: found.asked.query,
                records: found.records,
                hits: found.hits,
                is_all: found.is_all,
            },
        };
        let answering = |cases: &Cases, _now: Timestamp| {
            case_for(cases, person, case)?;
            let what = What::QuestionAnswered { question: question.to_owned(), judgement };
            Ok((vec![(Some(case), what)], ()))
        };
        self.inner.journal.decide(&person.name, answering).await.map(|(index, ())| index)
    }

    fn question_of(
        &self,
        person: &Person,
        case: CaseId,
        id: &str,
    ) -> Result<CaseQuestion, AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            // Any question may be asked of any case; its kind only says which come first.
            let packs = &self.inner.packs;
            let question = packs
                .question(id)
                .ok_or_else(|| AppError::not_found(format!("question {id:?}")))?;
            Ok(asked(known, question, &bound(known, cases, &self.inner.triage_policy)))
        })
    }
}

fn asked(case: &Case, question: &Question, bound: &Bound) -> CaseQuestion {
    CaseQuestion {
        query: bound.query(question),
        is_narrowed: bound.is_narrowed(question.scope),
        judged: case.questions.get(&question.id).cloned(),
        question: question.clone(),
    }
}

fn count<T>(rows: impl Iterator<Item = T>) -> u64 {
    rows.fold(0, |count, _| count + 1)
}
