//! Custody of evidence: markings, holds, retention, transfers, and how the store
//! is set up (IN7).

use engine::coordinate::custody::{self, CustodyState, Entry, Lock, Step, Tlp};
use engine::coordinate::delivery::Reach;
use engine::coordinate::{Case, CaseId, Cases, EvidenceItem, What};
use jiff::Timestamp;
use serde::Serialize;

use super::cases::{bounded, case_for, known_case};
use super::error::allow;
use super::evidence::refused;
use super::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::evidence::StoreStanding;
use crate::work::journal::Said;

/// A reason is some sentences.
const REASON_CHARS_MAX: usize = 2_000;

/// A person, an authority, a receipt: one line.
const LINE_CHARS_MAX: usize = 300;

/// Who had the evidence of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CustodyView {
    /// The marking of the case.
    pub tlp: Option<Tlp>,
    /// The legal hold, if one holds.
    pub hold: Option<custody::Hold>,
    /// Until when everything is kept at least.
    pub retain_until: Option<Timestamp>,
    /// Whether the time is over and nothing stands in the way of disposal.
    pub is_disposable: bool,
    /// The items.
    pub items: Vec<CustodyItem>,
    /// What happened to all of them at once.
    pub of_all: Vec<Step>,
}

/// An item with its chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CustodyItem {
    /// What is known of it.
    #[serde(flatten)]
    pub item: EvidenceItem,
    /// The marking that holds for it.
    pub tlp: Option<Tlp>,
    /// Who has it.
    pub custodian: String,
    /// How the store keeps it from being changed; none = by the local disk alone.
    pub lock: Option<Lock>,
    /// What happened to it, from its acquisition on.
    pub chain: Vec<Step>,
}

/// Somebody else has an item from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Which item.
    pub sha256: String,
    /// Who: a person or an authority.
    pub to: String,
    /// By which means, with its receipt.
    pub how: String,
    /// Who may read it there.
    pub reach: Reach,
    /// Why.
    pub reason: String,
}

impl App {
    /// Who had the evidence of a case, how long it is kept, who may see it.
    pub fn custody(&self, person: &Person, case: CaseId) -> Result<CustodyView, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        self.inner.journal.read(|cases| Ok(view(case_for(cases, person, case)?, now)))
    }

    /// How the evidence store is set up, and what that is worth; a bucket is asked.
    pub async fn evidence_store(&self, person: &Person) -> Result<StoreStanding, AppError> {
        allow(person, Permission::ReadLedger)?;
        Ok(self.inner.evidence.standing().await)
    }

    /// Says how far a case, or one item of it, may travel (TLP 2.0).
    pub async fn mark_evidence(
        &self,
        person: &Person,
        case: CaseId,
        (tlp, sha256, reason): (Tlp, Option<String>, &str),
    ) -> Result<u64, AppError> {
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        self.say_custody(person, case, |known, _now| {
            if let Some(sha256) = &sha256 {
                known_item(known, sha256)?;
            }
            Ok(Entry::Marked { tlp, sha256, reason })
        })
        .await
    }

    /// Places a legal hold on all evidence of a case; in a bucket on each object too.
    pub async fn hold_evidence(
        &self,
        person: &Person,
        case: CaseId,
        reason: &str,
    ) -> Result<u64, AppError> {
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        allow(person, Permission::WriteCase)?;
        for sha256 in self.hashes(person, case, custody::may_hold)? {
            self.inner.evidence.hold(&sha256, true).await.map_err(refused)?;
        }
        self.say_custody(person, case, |known, _now| {
            custody::may_hold(&known.concerns.custody)?;
            Ok(Entry::HoldPlaced { reason })
        })
        .await
    }

    /// Ends the legal hold, as somebody else than who placed it.
    pub async fn release_evidence(
        &self,
        person: &Person,
        case: CaseId,
        reason: &str,
    ) -> Result<u64, AppError> {
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        allow(person, Permission::WriteCase)?;
        let may = |state: &CustodyState| custody::may_release(state, &person.name);
        let hashes = self.hashes(person, case, may)?;
        let index = self
            .say_custody(person, case, |known, _now| {
                may(&known.concerns.custody)?;
                Ok(Entry::HoldReleased { reason })
            })
            .await?;
        // Once it is on record: a hold that is left in the bucket harms nobody.
        for sha256 in hashes {
            self.inner.evidence.hold(&sha256, false).await.map_err(refused)?;
        }
        Ok(index)
    }

    /// Keeps all evidence of a case at least until then; in a bucket each object too.
    pub async fn retain_evidence(
        &self,
        person: &Person,
        case: CaseId,
        (until, reason): (Timestamp, &str),
    ) -> Result<u64, AppError> {
        let reason = bounded("reason", reason, REASON_CHARS_MAX)?;
        allow(person, Permission::WriteCase)?;
        let now = self.inner.clock.now();
        let hashes = self.hashes(person, case, |state| custody::may_retain(state, until, now))?;
        let mut said = Said::new();
        for sha256 in hashes {
            let lock = self.inner.evidence.retain(&sha256, until).await.map_err(refused)?;
            let entry = lock.map(|lock| Entry::Locked { sha256, lock });
            said.extend(entry.map(|entry| (Some(case), What::Custody(entry))));
        }
        let retaining = |cases: &Cases, now| {
            custody::may_retain(&case_for(cases, person, case)?.concerns.custody, until, now)?;
            said.insert(0, (Some(case), What::Custody(Entry::Retained { until, reason })));
            Ok((said, ()))
        };
        self.inner.journal.decide(&person.name, retaining).await.map(|(index, ())| index)
    }

    /// Records that somebody else has an item from now on.
    pub async fn transfer_evidence(
        &self,
        person: &Person,
        case: CaseId,
        transfer: Transfer,
    ) -> Result<u64, AppError> {
        allow(person, Permission::ReadEvidence)?;
        let to = bounded("to", &transfer.to, LINE_CHARS_MAX)?;
        let how = bounded("how", &transfer.how, LINE_CHARS_MAX)?;
        let reason = bounded("reason", &transfer.reason, REASON_CHARS_MAX)?;
        let Transfer { sha256, reach, .. } = transfer;
        self.say_custody(person, case, |known, _now| {
            known_item(known, &sha256)?;
            custody::may_hand_out(&known.concerns.custody, [sha256.as_str()], reach)?;
            Ok(Entry::Transferred { sha256, to, how, reason })
        })
        .await
    }

    /// What is in the store now belongs to a case on hold, or one that is kept
    /// longer: the same holds for it.
    pub(super) async fn follow_case(&self, case: CaseId, sha256: &str) -> Result<Said, AppError> {
        let (is_held, until) = self.inner.journal.read(|cases| {
            let state = &known_case(cases, case)?.concerns.custody;
            Ok::<_, AppError>((state.hold.is_some(), state.retain_until))
        })?;
        if is_held {
            self.inner.evidence.hold(sha256, true).await.map_err(refused)?;
        }
        let Some(until) = until else { return Ok(Said::new()) };
        let lock = self.inner.evidence.retain(sha256, until).await.map_err(refused)?;
        let entry = lock.map(|lock| Entry::Locked { sha256: sha256.to_owned(), lock });
        Ok(entry.map(|entry| (Some(case), What::Custody(entry))).into_iter().collect())
    }

    /// The items of a case, once `may` lets that be done to them.
    fn hashes(
        &self,
        person: &Person,
        case: CaseId,
        may: impl FnOnce(&CustodyState) -> Result<(), engine::respond::GateRefusal>,
    ) -> Result<Vec<String>, AppError> {
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            may(&known.concerns.custody)?;
            let mut hashes: Vec<_> =
                known.evidence.iter().map(|item| item.sha256.clone()).collect();
            hashes.sort();
            hashes.dedup();
            Ok(hashes)
        })
    }

    async fn say_custody(
        &self,
        person: &Person,
        case: CaseId,
        decide: impl FnOnce(&Case, Timestamp) -> Result<Entry, AppError>,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let saying = |cases: &Cases, now| {
            let entry = decide(case_for(cases, person, case)?, now)?;
            Ok((vec![(Some(case), What::Custody(entry))], ()))
        };
        self.inner.journal.decide(&person.name, saying).await.map(|(index, ())| index)
    }
}

fn known_item<'a>(case: &'a Case, sha256: &str) -> Result<&'a EvidenceItem, AppError> {
    case.evidence_item(sha256).ok_or_else(|| AppError::not_found(format!("evidence {sha256}")))
}

fn view(case: &Case, now: Timestamp) -> CustodyView {
    let state = &case.concerns.custody;
    let item = |item: &EvidenceItem| CustodyItem {
        tlp: state.tlp_of(&item.sha256),
        custodian: state.custodians.get(&item.sha256).unwrap_or(&item.kept_by).clone(),
        lock: state.locks.get(&item.sha256).cloned(),
        chain: state.chain_of(&item.sha256).cloned().collect(),
        item: item.clone(),
    };
    CustodyView {
        tlp: state.tlp,
        hold: state.hold.clone(),
        retain_until: state.retain_until,
        is_disposable: state.is_disposable(now),
        items: case.evidence.iter().map(item).collect(),
        of_all: state.chain.iter().filter(|step| step.sha256.is_none()).cloned().collect(),
    }
}
