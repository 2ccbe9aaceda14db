//! Deciding on a request, what was found, what the requester is told, closing
//! (LD4–LD6, LD11–LD14, LD17).

use engine::assist::decision::{Decision, Outcome, decide};
use engine::assist::request::{Exception, Request};
use engine::coordinate::approval::{self, Bench, Stands, Subject};
use engine::coordinate::communication::Language;
use engine::coordinate::dive::gate::{self, Team, refusal};
use engine::coordinate::dive::{Entry, report};
use engine::coordinate::{Case, CaseId, Cases, Phase, What, advance, communication};
use jiff::Timestamp;

use super::{LINE_CHARS_MAX, TEXT_CHARS_MAX, known_dive};
use crate::app::approvals::Barred;
use crate::app::cases::{bounded, cases_for};
use crate::app::error::allow;
use crate::app::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::journal::{PRODUCT, Said};

impl App {
    /// Decides on a request as it stands, and keeps all that was decided by
    /// (LD12). Where an exception is wanted Legal is asked, and nowhere else (LD11).
    pub async fn decide_dive(&self, person: &Person, case: CaseId) -> Result<Decision, AppError> {
        allow(person, Permission::WorkRequests)?;
        let barred = self.barred().await?;
        let deciding =
            |cases: &Cases, now| self.decided(known_dive(cases, person, case)?, &barred, now);
        let decided = self.inner.journal.decide(&person.name, deciding).await;
        self.or_tell_refused(person, case, decided.map(|(_, decision)| decision)).await
    }

    /// Goes on from where Legal was asked, once Legal has answered (V15).
    pub(in crate::app) async fn go_on_after_legal(&self, case: CaseId) -> Result<(), AppError> {
        let barred = self.barred().await?;
        let going = |cases: &Cases, now| {
            let known = crate::app::cases::known_case(cases, case)?;
            match self.exception(known, &barred, now) {
                Some(Exception::Approved | Exception::Denied) => {
                    self.decided(known, &barred, now).map(|(said, _)| (said, ()))
                }
                Some(Exception::None | Exception::Requested) | None => Ok((Said::new(), ())),
            }
        };
        self.inner.journal.decide(PRODUCT, going).await.map(drop)
    }

    fn decided(
        &self,
        known: &Case,
        barred: &Barred,
        now: Timestamp,
    ) -> Result<(Said, Decision), AppError> {
        let asked = gate::may_decide(&known.concerns.dive)?;
        let exception = self.exception(known, barred, now).unwrap_or(asked.exception);
        let request = Request { exception, ..asked.clone() };
        let policy = self.inner.journal.standards().logs.clone();
        let decision = decide(&request, &policy);
        let id = Some(known.id);
        let mut said = vec![(
            id,
            What::Dive(Entry::Decided {
                request: Box::new(request),
                preset: self.inner.config.desk.log_policy_name().to_owned(),
                policy: Box::new(policy),
                decision: Box::new(decision.clone()),
            }),
        )];
        if decision.outcome == Outcome::NeedsLegal {
            said.extend(self.task_for_legal(known, now).map(|what| (id, what)));
        }
        Ok((said, decision))
    }

    /// What Legal said to exactly this request; `None` = it was not asked.
    fn exception(&self, known: &Case, barred: &Barred, now: Timestamp) -> Option<Exception> {
        let subject = Subject::DiveException;
        let bench = Bench::of(known, &subject, self.policies());
        let request = known.concerns.approval.request(&subject)?;
        let counts = |name: &str| barred.counts(name);
        match approval::standing(request, &bench, now, &counts).stands {
            Stands::Approved => Some(Exception::Approved),
            Stands::Declined => Some(Exception::Denied),
            Stands::Waiting => Some(Exception::Requested),
            Stands::Expired | Stands::Voided => None,
        }
    }

    /// The task for Legal, unless exactly this waits already (LD11).
    fn task_for_legal(&self, known: &Case, now: Timestamp) -> Option<What> {
        let subject = Subject::DiveException;
        let bench = Bench::of(known, &subject, self.policies());
        let hash = bench.hash?;
        let asked = known.concerns.approval.request(&subject);
        let waits = asked.is_some_and(|one| one.hash == hash && now <= one.expires_at);
        let expires_at = now.checked_add(bench.valid_for).unwrap_or(Timestamp::MAX);
        let reason = self.inner.journal.standards().clockwork.desk.mention_legal.clone();
        let requested = approval::Entry::Requested { subject, hash, reason, expires_at };
        (!waits).then_some(What::Approval(requested))
    }

    /// Notes what was found; with a tracking issue it is noted there once (LD13).
    pub async fn dive_found(
        &self,
        person: &Person,
        case: CaseId,
        (text, artefact): (&str, Option<&str>),
    ) -> Result<u64, AppError> {
        let text = bounded("text", text, TEXT_CHARS_MAX)?;
        self.say_dive(person, case, |known, _| {
            allow_team(person, known)?;
            let artefact = artefact.map(str::to_owned);
            if let Some(hash) = &artefact
                && !known.concerns.dive.handling.artefacts.iter().any(|one| one.sha256 == *hash)
            {
                return Err(AppError::not_found(format!("artefact {hash}")));
            }
            if known.concerns.dive.findings.iter().any(|one| one.text == text) {
                return Err(refusal("dive.found_already", &["LD13"], []).into());
            }
            Ok(vec![Entry::Found { text, artefact }])
        })
        .await
    }

    /// Records that support told the requester how it stands (LD4, LD14).
    pub async fn dive_updated(
        &self,
        person: &Person,
        case: CaseId,
        (text, language): (&str, Language),
    ) -> Result<u64, AppError> {
        self.allow_now(person, Permission::FaceRequesters).await?;
        let text = bounded("text", text, TEXT_CHARS_MAX)?;
        self.say_dive(person, case, |known, _| {
            let findings = known.concerns.dive.findings.len();
            Ok(vec![Entry::Updated { text, language, findings }])
        })
        .await
    }

    /// Logs that somebody outside tried to reach the inside past support; what
    /// they are answered is prepared (LD7).
    pub async fn dive_contacted(
        &self,
        person: &Person,
        case: CaseId,
        (from, by_way_of, note): (&str, &str, &str),
    ) -> Result<u64, AppError> {
        allow(person, Permission::WorkRequests)?;
        let from = bounded("from", from, LINE_CHARS_MAX)?;
        let by_way_of = bounded("by_way_of", by_way_of, LINE_CHARS_MAX)?;
        let note = bounded("note", note, TEXT_CHARS_MAX)?;
        self.say_dive(person, case, |_, _| Ok(vec![Entry::Contacted { from, by_way_of, note }]))
            .await
    }

    /// Ends a request. Refused while the gap issue is neither there nor waived (LD17).
    pub async fn close_dive(&self, person: &Person, case: CaseId) -> Result<(), AppError> {
        allow(person, Permission::WorkRequests)?;
        let closing = |cases: &Cases, _now| {
            let known = known_dive(cases, person, case)?;
            if known.phase == Phase::Closed {
                return Ok((Said::new(), ()));
            }
            communication::gate::may_close(known, &self.inner.communications)?;
            advance::may_move(known, Phase::Closed)?;
            self.playbook_lets_move(known, Phase::Closed)?;
            Ok((vec![(Some(case), What::PhaseMoved { phase: Phase::Closed })], ()))
        };
        let closed = self.inner.journal.decide(&person.name, closing).await.map(drop);
        self.or_tell_refused(person, case, closed).await
    }

    /// Dives per type of event that audit events do not tell (LD28).
    pub fn dive_report(&self, person: &Person) -> Result<Vec<report::Row>, AppError> {
        allow(person, Permission::ReadRequests)?;
        Ok(self.inner.journal.read(|cases| report::per_event(cases_for(cases, person))))
    }
}

/// Refuses (403) whoever is not of the team that looks into it: what is the
/// security team's is not support's (LD5, LD6).
pub(in crate::app) fn allow_team(person: &Person, known: &Case) -> Result<(), AppError> {
    match gate::team(&known.concerns.dive)? {
        Team::Support => allow(person, Permission::WorkRequests),
        Team::Sirt => allow(person, Permission::WriteCase),
    }
}
