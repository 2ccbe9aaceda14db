//! Findings and cases: read, opened, told about.

use engine::coordinate::{
    Case, CaseId, CaseKind, Cases, Fact, FactKind, Phase, What, access, advance, communication,
    dive,
};
use engine::detect::{Finding, FindingId};
use engine::respond::plan::Text;
use jiff::Timestamp;

use super::error::allow;
use super::{App, AppError, CaseSummary, JournalLine, Refusal};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::journal::Said;

/// A title is one line; a remark may be a page.
const TITLE_CHARS_MAX: usize = 300;
const TEXT_CHARS_MAX: usize = 20_000;

/// Journal lines in one answer.
const JOURNAL_LINES_MAX: usize = 1000;

impl App {
    /// Findings, latest first; at most `limit`, older than `before` if given.
    pub fn findings(
        &self,
        person: &Person,
        before: Option<&FindingId>,
        limit: usize,
    ) -> Result<Vec<Finding>, AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| {
            let place = |finding: &Finding| (finding.occurred_at, finding.id.clone());
            let before = before.and_then(|id| cases.findings.get(id)).map(place);
            let mut found: Vec<&Finding> = cases
                .findings
                .values()
                .filter(|finding| may_see_finding(cases, person, &finding.id))
                .filter(|finding| before.as_ref().is_none_or(|before| place(finding) < *before))
                .collect();
            found.sort_by_key(|finding| std::cmp::Reverse((finding.occurred_at, &finding.id)));
            Ok(found.into_iter().take(limit).cloned().collect())
        })
    }

    /// One finding, and the case it belongs to.
    pub fn finding(
        &self,
        person: &Person,
        id: &FindingId,
    ) -> Result<(Finding, Option<CaseId>), AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| {
            let finding = cases.findings.get(id).cloned();
            let finding = finding.filter(|_| may_see_finding(cases, person, id));
            let finding = finding.ok_or_else(|| AppError::not_found(format!("finding {id}")))?;
            Ok((finding, cases.raised.get(id).and_then(|raised| raised.case)))
        })
    }

    /// All cases, latest first.
    pub fn cases(&self, person: &Person) -> Result<Vec<CaseSummary>, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        Ok(self.inner.journal.read(|cases| {
            cases_for(cases, person).rev().map(|case| CaseSummary::of(case, cases, now)).collect()
        }))
    }

    /// One case, whole.
    pub fn case(&self, person: &Person, id: CaseId) -> Result<Case, AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| case_for(cases, person, id).cloned())
    }

    /// Opens a case by hand, from a finding or from nothing.
    pub async fn open_case(
        &self,
        person: &Person,
        title: &str,
        kind: CaseKind,
        finding: Option<FindingId>,
    ) -> Result<CaseId, AppError> {
        allow(person, Permission::OpenCase)?;
        let title = bounded("title", title, TITLE_CHARS_MAX)?;
        let opening = |cases: &Cases, _now| {
            if let Some(id) = &finding
                && !(cases.findings.contains_key(id) && may_see_finding(cases, person, id))
            {
                return Err(AppError::not_found(format!("finding {id}")));
            }
            let id = cases.next_id();
            Ok((vec![(Some(id), What::CaseOpened { title, kind, finding })], id))
        };
        self.inner.journal.decide(&person.name, opening).await.map(|(_, id)| id)
    }

    /// Says that a finding belongs to a case.
    pub async fn attach_finding(
        &self,
        person: &Person,
        case: CaseId,
        finding: FindingId,
    ) -> Result<(), AppError> {
        allow(person, Permission::OpenCase)?;
        let attaching = |cases: &Cases, _now| {
            case_for(cases, person, case)?;
            let raised = cases.raised.get(&finding);
            let raised = raised.ok_or_else(|| AppError::not_found(format!("finding {finding}")))?;
            match raised.case {
                Some(other) if other == case => Ok((Said::new(), ())),
                Some(_) if !may_see_finding(cases, person, &finding) => {
                    Err(AppError::not_found(format!("finding {finding}")))
                }
                Some(other) => Err(AppError::invalid(
                    "finding",
                    Text::of("input-finding-elsewhere", [("case", other.to_string())]),
                )),
                None => Ok((vec![(Some(case), What::FindingAttached { finding })], ())),
            }
        };
        self.inner.journal.decide(&person.name, attaching).await.map(drop)
    }

    /// Adds a remark; `occurred_at` when it tells of something that happened then.
    /// Answers the journal index, by which it can be corrected.
    pub async fn note(
        &self,
        person: &Person,
        case: CaseId,
        text: &str,
        occurred_at: Option<Timestamp>,
    ) -> Result<u64, AppError> {
        let text = bounded("text", text, TEXT_CHARS_MAX)?;
        self.write(person, case, What::NoteAdded { text, occurred_at }).await
    }

    /// Says what is right instead of an earlier entry of the case; that one stays.
    pub async fn correct(
        &self,
        person: &Person,
        case: CaseId,
        entry: u64,
        text: &str,
    ) -> Result<u64, AppError> {
        let text = bounded("text", text, TEXT_CHARS_MAX)?;
        let is_on_timeline = self.inner.journal.read(|cases| {
            case_for(cases, person, case)
                .map(|case| case.timeline.iter().any(|line| line.journal_index == entry))
        })?;
        if !is_on_timeline {
            return Err(AppError::not_found(format!("entry {entry} in {case}")));
        }
        self.write(person, case, What::Corrected { entry, text }).await
    }

    /// States a fact: when a credential was exposed, whom the case is about.
    pub async fn state_fact(
        &self,
        person: &Person,
        case: CaseId,
        fact: Fact,
    ) -> Result<u64, AppError> {
        let now = self.inner.clock.now();
        match &fact.kind {
            FactKind::ExposedAt { at, .. } | FactKind::RevokedAt { at, .. } if *at > now => {
                return Err(AppError::invalid("at", input::why("future")));
            }
            FactKind::ExposureUnknown { reason }
            | FactKind::RevocationUnknown { reason }
            | FactKind::LeakCause { reason, .. }
            | FactKind::Legitimate { reason, .. } => {
                bounded("reason", reason, TEXT_CHARS_MAX)?;
            }
            FactKind::ExposedAt { .. }
            | FactKind::RevokedAt { .. }
            | FactKind::Subject { .. }
            | FactKind::ExposedTo { .. }
            | FactKind::Circumstance { .. }
            | FactKind::TokenIdentified { .. } => {}
        }
        let source = bounded("source", &fact.source, TITLE_CHARS_MAX)?;
        self.write(person, case, What::FactStated { fact: Fact { source, ..fact } }).await
    }

    /// Moves a case on. Refused while something that the phase needs is missing (CE6, CE9).
    pub async fn move_phase(
        &self,
        person: &Person,
        case: CaseId,
        phase: Phase,
    ) -> Result<(), AppError> {
        allow(person, Permission::WriteCase)?;
        let moving = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            if known.phase == phase {
                return Ok((Said::new(), ()));
            }
            if phase == Phase::Closed {
                communication::gate::may_close(known, &self.inner.communications)?;
            }
            advance::may_move(known, phase)?;
            self.playbook_lets_move(known, phase)?;
            Ok((vec![(Some(case), What::PhaseMoved { phase })], ()))
        };
        self.inner.journal.decide(&person.name, moving).await.map(drop)
    }

    /// The journal from `from` on, at most `limit` lines; for auditors. Of a
    /// confidential case, whoever is no participant sees that something was said,
    /// when and by whom.
    pub async fn journal(
        &self,
        person: &Person,
        from: u64,
        limit: usize,
    ) -> Result<Vec<JournalLine>, AppError> {
        allow(person, Permission::ReadJournal)?;
        let reader = self.inner.journal.writer().reader().clone();
        let lines = tokio::task::spawn_blocking(move || {
            let records = reader.iter(from).take(limit.min(JOURNAL_LINES_MAX));
            records
                .map(|record| {
                    let record = record?;
                    let entry = serde_json::from_slice(&record.raw)?;
                    Ok(JournalLine { index: record.index, entry })
                })
                .collect::<Result<Vec<_>, anyhow::Error>>()
        });
        let lines = lines.await.map_err(AppError::internal)?.map_err(AppError::Internal)?;
        let seen = |line: JournalLine| {
            let JournalLine { index, entry } = line;
            JournalLine { index, entry: self.withheld(person, entry) }
        };
        Ok(lines.into_iter().map(seen).collect())
    }

    /// Writes one entry on a case that exists.
    async fn write(&self, person: &Person, id: CaseId, what: What) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let writing = |cases: &Cases, _now| {
            case_for(cases, person, id)?;
            Ok((vec![(Some(id), what)], ()))
        };
        self.inner.journal.decide(&person.name, writing).await.map(|(index, ())| index)
    }
}

/// The case of that number, for the product itself: nobody's eyes are asked for.
pub(super) fn known_case(cases: &Cases, id: CaseId) -> Result<&Case, AppError> {
    cases.cases.get(&id).ok_or_else(|| AppError::not_found(format!("case {id}")))
}

/// The case of that number, for somebody who may see it (CM24).
pub(super) fn case_for<'a>(
    cases: &'a Cases,
    person: &Person,
    id: CaseId,
) -> Result<&'a Case, AppError> {
    let case = known_case(cases, id)?;
    if case.concerns.dive.is_outside(&person.name) {
        return Err(dive::boundary::refusal(&person.name).into());
    }
    if access::may_see(case, &person.name) { Ok(case) } else { Err(confidential(id)) }
}

/// The cases that this person may see, by number.
pub(super) fn cases_for<'a>(
    cases: &'a Cases,
    person: &'a Person,
) -> impl DoubleEndedIterator<Item = &'a Case> {
    cases.cases.values().filter(|case| access::may_see(case, &person.name))
}

/// Whether this person may know what a finding says: it may belong to a case
/// that they may not see.
pub(super) fn may_see_finding(cases: &Cases, person: &Person, id: &FindingId) -> bool {
    let case = cases.raised.get(id).and_then(|raised| cases.cases.get(&raised.case?));
    case.is_none_or(|case| access::may_see(case, &person.name))
}

/// The refusal (403) of whatever a confidential case holds. It tells the number
/// and nothing else.
pub(crate) fn confidential(id: CaseId) -> AppError {
    let refusal = Refusal::by("case.confidential", 403, [("case", id.to_string())]);
    Refusal { requirements: vec!["CM24".to_owned()], ..refusal }.into()
}

/// Text that a person gave: neither empty nor endless.
pub(super) fn bounded(field: &str, text: &str, chars_max: usize) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::invalid(field, input::empty()));
    }
    if text.chars().count() > chars_max {
        return Err(AppError::invalid(field, input::up_to("too-long", chars_max)));
    }
    Ok(text.to_owned())
}
