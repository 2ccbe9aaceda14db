//! What waits for an approval, and answering it: plans, messages, exceptions.

use std::collections::BTreeSet;

use engine::coordinate::approval::{self, Bench, Entry, Pending, Policies, Subject};
use engine::coordinate::{CaseId, Cases, Phase, What, playbook};
use engine::respond::gate;

use super::accounts;
use super::cases::{bounded, case_for, cases_for};
use super::error::allow;
use super::plans::known_plan;
use super::{App, AppError};
use crate::person::{Permission, Person};

/// A reason is some sentences.
pub(super) const REASON_CHARS_MAX: usize = 2_000;

/// An answer to a request for approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalAnswer {
    /// What is answered.
    pub subject: Subject,
    /// The hash that was read: exactly this is agreed to, or declined.
    pub hash: String,
    /// Yes or no.
    pub is_yes: bool,
    /// Why; must be said with a no.
    pub reason: Option<String>,
}

/// Accounts that may not approve any more: what they agreed to counts for
/// nothing. Whoever has no account is the operator of the machine.
#[derive(Debug, Clone, Default)]
pub(super) struct Barred(BTreeSet<String>);

impl Barred {
    /// Whether an approval of that person counts.
    pub(super) fn counts(&self, name: &str) -> bool {
        !self.0.contains(&name.trim().to_lowercase())
    }
}

impl App {
    /// Everything that waits for an approval, the first to run out first; with
    /// each whether and why this person may not answer it.
    pub async fn inbox(&self, person: &Person) -> Result<Vec<Pending>, AppError> {
        allow(person, Permission::ReadCases)?;
        let barred = self.barred().await?;
        let now = self.inner.clock.now();
        let policies = self.policies();
        let counts = |name: &str| barred.counts(name);
        let mut found: Vec<Pending> = self.inner.journal.read(|cases| {
            let open = cases_for(cases, person).filter(|case| case.phase != Phase::Closed);
            open.flat_map(|case| approval::pending(case, policies, &person.name, (now, &counts)))
                .collect()
        });
        found.sort_by_key(|one| (one.expires_at, one.case));
        Ok(found)
    }

    /// Answers a request for approval, for exactly the hash that was read. A
    /// refusal is journalled on the case.
    pub async fn answer_approval(
        &self,
        person: &Person,
        case: CaseId,
        answer: ApprovalAnswer,
    ) -> Result<(), AppError> {
        self.allow_now(person, Permission::Approve).await?;
        let reason = match answer.reason.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            None if !answer.is_yes => bounded("reason", "", REASON_CHARS_MAX).map(Some)?,
            None => None,
            Some(text) => Some(bounded("reason", text, REASON_CHARS_MAX)?),
        };
        if let Subject::Plan { hash } = &answer.subject
            && answer.is_yes
        {
            return self.approve(person, hash).await;
        }
        let policies = self.policies();
        let answering = |cases: &Cases, now| {
            let known = case_for(cases, person, case)?;
            let ApprovalAnswer { subject, hash, is_yes, .. } = answer.clone();
            if let Subject::Plan { hash } = &subject {
                let (_, kept) = known_plan(cases, person, hash)?;
                let matter = playbook::matter(known);
                gate::may_approve_in(&kept.plan, &person.name, now, policies.gate, &matter)?;
                approval::plan_is_not_declined(known, hash)?;
            } else {
                let bench = Bench::of(known, &subject, policies);
                let request = known.concerns.approval.request(&subject);
                approval::may_answer(request, &bench, (&person.name, &hash), now)?;
            }
            let entry = match (is_yes, reason) {
                (true, reason) => Entry::Given { subject, hash, reason },
                (false, reason) => {
                    Entry::Declined { subject, hash, reason: reason.unwrap_or_default() }
                }
            };
            Ok((vec![(Some(case), What::Approval(entry))], ()))
        };
        let decided = self.inner.journal.decide(&person.name, answering).await.map(drop);
        self.or_tell_refused(person, case, decided).await?;
        match &answer.subject {
            Subject::DiveException => self.go_on_after_legal(case).await,
            Subject::Plan { .. }
            | Subject::Message { .. }
            | Subject::Exception { .. }
            | Subject::Release { .. } => Ok(()),
        }
    }

    /// Journals a refusal on its case, and passes it on.
    pub(super) async fn or_tell_refused<T>(
        &self,
        person: &Person,
        case: CaseId,
        decided: Result<T, AppError>,
    ) -> Result<T, AppError> {
        if let Err(AppError::Refused(refusal)) = &decided {
            let mut said = Vec::new();
            for one in std::iter::once(&**refusal).chain(&refusal.further) {
                said.push((Some(case), What::Refused { hash: None, rule: one.rule.clone() }));
            }
            self.inner.journal.say(&person.name, said).await?;
        }
        decided
    }

    /// What the organisation says about approvals and messages.
    pub(super) fn policies(&self) -> Policies<'_> {
        let desk = &self.inner.journal.standards().clockwork.desk;
        Policies { gate: &self.inner.policy, communication: &self.inner.communications, desk }
    }

    /// Who may not approve any more, as the accounts stand now.
    pub(super) async fn barred(&self) -> Result<Barred, AppError> {
        let barred = self.with_state(|state| {
            let accounts = state.accounts()?.into_iter();
            let barred = accounts.filter(|account| {
                account.is_disabled || !accounts::person(account).may(Permission::Approve)
            });
            Ok(barred.map(|account| account.name.trim().to_lowercase()).collect())
        });
        barred.await.map(Barred)
    }
}
