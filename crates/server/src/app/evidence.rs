//! Evidence: kept, listed, verified, handed out. The bytes are in
//! [`crate::work::evidence`], what is known of them in the journal.

use bytes::Bytes;
use engine::coordinate::{Case, CaseId, Cases, EvidenceItem, EvidenceSource, What, custody};
use engine::investigate::cloud_audit::{self, Imported};
use engine::respond::PlanHash;
use futures::{Stream, StreamExt as _};
use serde::Serialize;

use super::cases::{case_for, cases_for};
use super::error::allow;
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::evidence::{Kept, StoreError};
use crate::work::journal::Said;

/// A name for people has one line.
const NAME_CHARS_MAX: usize = 200;

/// Bytes of an imported answer that are read; what is longer is kept, not read.
const IMPORT_BYTES_MAX: u64 = 64 << 20;

/// Rows of a cloud's log that go to the timeline; all are in the evidence.
const IMPORT_ROWS_MAX: usize = 500;

/// What is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// A name for people.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Where it came from.
    pub source: EvidenceSource,
}

/// What hashing an item again showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceCheck {
    /// Which item.
    pub sha256: String,
    /// What people call it.
    pub name: String,
    /// Whether it is what was kept.
    pub is_sound: bool,
    /// What is wrong with it.
    pub problem: Option<String>,
}

/// An item to be handed out.
#[derive(Debug)]
pub struct EvidenceBytes {
    /// What is known of it.
    pub item: EvidenceItem,
    /// Its bytes.
    pub file: tokio::fs::File,
}

impl App {
    /// Keeps bytes as evidence of a case. The same bytes of the same source are
    /// the same item.
    pub async fn keep_evidence<E: Into<anyhow::Error>>(
        &self,
        person: &Person,
        case: CaseId,
        new: NewEvidence,
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<EvidenceItem, AppError> {
        allow(person, Permission::WriteCase)?;
        self.inner.journal.read(|cases| case_for(cases, person, case).map(drop))?;
        self.keep_stream(person, case, new, bytes).await
    }

    /// [`Self::keep_evidence`] for who was let through elsewhere.
    pub(super) async fn keep_stream<E: Into<anyhow::Error>>(
        &self,
        person: &Person,
        case: CaseId,
        new: NewEvidence,
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<EvidenceItem, AppError> {
        let new = checked(new)?;
        let mut writing = self.inner.evidence.begin().await.map_err(refused)?;
        let mut bytes = std::pin::pin!(bytes);
        while let Some(piece) = bytes.next().await {
            writing.push(&piece.map_err(broken_off)?).await.map_err(refused)?;
        }
        let kept = writing.finish().await.map_err(refused)?;
        self.say_kept(person, case, new, kept).await
    }

    /// Says in the journal what is in the store.
    pub(super) async fn say_kept(
        &self,
        person: &Person,
        case: CaseId,
        new: NewEvidence,
        kept: Kept,
    ) -> Result<EvidenceItem, AppError> {
        let Kept { sha256, bytes, lock } = kept;
        let following = self.follow_case(case, &sha256).await?;
        let saying = |cases: &Cases, _now| {
            let is_known = case_for(cases, person, case)?
                .evidence
                .iter()
                .any(|item| item.sha256 == sha256 && item.source == new.source);
            if is_known {
                return Ok((Said::new(), ()));
            }
            let what = What::EvidenceKept {
                sha256: sha256.clone(),
                bytes,
                name: new.name.clone(),
                media_type: new.media_type.clone(),
                source: new.source.clone(),
            };
            let locked = lock.map(|lock| custody::Entry::Locked { sha256: sha256.clone(), lock });
            let said = std::iter::once(what).chain(locked.map(What::Custody));
            Ok((said.map(|what| (Some(case), what)).chain(following).collect(), ()))
        };
        self.inner.journal.decide(&person.name, saying).await?;
        self.inner.journal.read(|cases| {
            let mut items = case_for(cases, person, case)?.evidence.iter();
            let item = items.find(|item| item.sha256 == sha256 && item.source == new.source);
            item.cloned().ok_or_else(|| AppError::not_found(format!("evidence {sha256}")))
        })
    }

    /// The evidence of a case.
    pub fn evidence(&self, person: &Person, case: CaseId) -> Result<Vec<EvidenceItem>, AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| Ok(case_for(cases, person, case)?.evidence.clone()))
    }

    /// Hashes an item again and says in the journal what that showed. Without
    /// a name: all items of the case.
    pub async fn verify_evidence(
        &self,
        person: &Person,
        case: CaseId,
        sha256: Option<&str>,
    ) -> Result<Vec<EvidenceCheck>, AppError> {
        allow(person, Permission::VerifyLedger)?;
        let mut items = self
            .inner
            .journal
            .read(|cases| Ok::<_, AppError>(case_for(cases, person, case)?.evidence.clone()))?;
        items.retain(|item| sha256.is_none_or(|wanted| item.sha256 == wanted));
        items.dedup_by(|a, b| a.sha256 == b.sha256);
        if let (Some(sha256), true) = (sha256, items.is_empty()) {
            return Err(AppError::not_found(format!("evidence {sha256}")));
        }
        let mut checks = Vec::with_capacity(items.len());
        for item in items {
            let problem = self.verify_one(&item).await?;
            let (sha256, name) = (item.sha256, item.name);
            checks.push(EvidenceCheck { is_sound: problem.is_none(), sha256, name, problem });
        }
        let said: Said = checks
            .iter()
            .map(|check| {
                let (sha256, is_sound) = (check.sha256.clone(), check.is_sound);
                (Some(case), What::EvidenceVerified { sha256, is_sound })
            })
            .collect();
        self.inner.journal.say(&person.name, said).await?;
        Ok(checks)
    }

    /// What is wrong with an item, or with a file that a host's manifest names.
    pub(super) async fn verify_one(&self, item: &EvidenceItem) -> Result<Option<String>, AppError> {
        let store = &self.inner.evidence;
        match store.verify(&item.sha256).await {
            Ok(_bytes) => {}
            Err(StoreError::Disk(error)) => return Err(AppError::internal(error)),
            Err(problem) => return Ok(Some(problem.to_string())),
        }
        for one in self.bundled(item).await? {
            match store.verify(&one.stored.sha256).await {
                Ok(_bytes) => {}
                Err(StoreError::Disk(error)) => return Err(AppError::internal(error)),
                Err(problem) => return Ok(Some(format!("{}: {problem}", one.name))),
            }
        }
        Ok(None)
    }

    /// Hands an item out. Evidence may hold secrets in clear text: who takes a
    /// copy stands in the journal before the first byte leaves.
    pub async fn read_evidence(
        &self,
        person: &Person,
        sha256: &str,
    ) -> Result<EvidenceBytes, AppError> {
        allow(person, Permission::ReadEvidence)?;
        let (cases, item) = self.inner.journal.read(|cases| {
            let holding = cases_for(cases, person)
                .filter_map(|case| case.evidence_item(sha256).map(|item| (case.id, item.clone())));
            let (ids, mut items): (Vec<CaseId>, Vec<EvidenceItem>) = holding.unzip();
            let item = items.pop();
            item.map(|item| (ids, item))
                .ok_or_else(|| AppError::not_found(format!("evidence {sha256}")))
        })?;
        let file = self.inner.evidence.read(sha256).await.map_err(refused)?;
        let viewed = || What::EvidenceViewed { sha256: sha256.to_owned() };
        let said = cases.into_iter().map(|case| (Some(case), viewed())).collect();
        self.inner.journal.say(&person.name, said).await?;
        Ok(EvidenceBytes { item, file })
    }

    /// Keeps the answer of a cloud's audit log and puts its rows on the
    /// timeline (CI14).
    pub async fn import_cloud_audit<E: Into<anyhow::Error>>(
        &self,
        person: &Person,
        case: CaseId,
        name: &str,
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(EvidenceItem, Imported), AppError> {
        let new = NewEvidence {
            name: name.to_owned(),
            media_type: "application/octet-stream".to_owned(),
            source: EvidenceSource::CloudAudit,
        };
        let item = self.keep_evidence(person, case, new, bytes).await?;
        if item.bytes > IMPORT_BYTES_MAX {
            return Err(AppError::invalid("body", input::up_to("kept-unread", IMPORT_BYTES_MAX)));
        }
        let mut file = self.inner.evidence.read(&item.sha256).await.map_err(refused)?;
        let mut text = Vec::new();
        tokio::io::AsyncReadExt::read_to_end(&mut file, &mut text)
            .await
            .map_err(AppError::internal)?;
        let reading = tokio::task::spawn_blocking(move || cloud_audit::import(&text));
        let read = reading.await.map_err(AppError::internal)?;
        if !read.rows.is_empty() {
            let rows = read.rows.iter().take(IMPORT_ROWS_MAX).cloned().collect();
            let total = u64::try_from(read.rows.len()).unwrap_or(u64::MAX);
            let what = What::CloudRowsImported { sha256: item.sha256.clone(), rows, total };
            self.inner.journal.say(&person.name, vec![(Some(case), what)]).await?;
        }
        Ok((item, read))
    }

    /// Hashes again the copies that a plan's acts rely on, just before it is
    /// carried out (CI12): the gate lets only what was verified be deleted.
    pub(super) async fn verify_copies_of(
        &self,
        person: &Person,
        hash: &PlanHash,
    ) -> Result<(), AppError> {
        let (case, copies) = self.inner.journal.read(|cases| match cases.plan(hash) {
            Some((case, _)) => (Some(case.id), copies_of(case, hash)),
            None => (None, Vec::new()),
        });
        let mut said = Said::new();
        for sha256 in copies {
            let is_sound = match self.inner.evidence.verify(&sha256).await {
                Ok(_bytes) => true,
                Err(StoreError::Disk(error)) => return Err(AppError::internal(error)),
                Err(_damaged) => false,
            };
            said.push((case, What::EvidenceVerified { sha256, is_sound }));
        }
        if !said.is_empty() {
            self.inner.journal.say(&person.name, said).await?;
        }
        Ok(())
    }
}

/// The copies that a plan's acts name and the case has.
fn copies_of(case: &Case, hash: &PlanHash) -> Vec<String> {
    let acts = case.plans.get(hash).map(|kept| kept.plan.acts.as_slice()).unwrap_or_default();
    let named = acts.iter().filter_map(|planned| planned.act.rules().needs_evidence().flatten());
    let items: Vec<&EvidenceItem> = named.filter_map(|sha256| case.evidence_item(sha256)).collect();
    // Erasing a job takes its artifacts too: all copies of the job count.
    let jobs: Vec<_> = items.iter().filter_map(|item| item.source.job()).collect();
    let of_jobs = case
        .evidence
        .iter()
        .filter(|item| item.source.job().is_some_and(|job| jobs.contains(&job)));
    let mut copies: Vec<String> =
        items.iter().copied().chain(of_jobs).map(|item| item.sha256.clone()).collect();
    copies.sort();
    copies.dedup();
    copies
}

fn checked(new: NewEvidence) -> Result<NewEvidence, AppError> {
    let NewEvidence { name, media_type, source } = new;
    let name = name.trim().replace(|c: char| c.is_control(), " ");
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(AppError::invalid("name", input::up_to("length", NAME_CHARS_MAX)));
    }
    let is_type = |c: char| c.is_ascii_alphanumeric() || "/+.-;= ".contains(c);
    let is_plain = media_type.contains('/') && media_type.chars().all(is_type);
    let media_type = if is_plain { media_type } else { "application/octet-stream".to_owned() };
    Ok(NewEvidence { name, media_type, source })
}

/// Where the bytes come from broke off: GitLab keeps its own words for that.
fn broken_off<E: Into<anyhow::Error>>(why: E) -> AppError {
    match why.into().downcast::<AppError>() {
        Ok(error) => error,
        Err(other) => AppError::invalid("body", input::said(other)),
    }
}

/// What a person can mend is told to the person.
pub(super) fn refused(error: StoreError) -> AppError {
    match error {
        StoreError::TooLarge => AppError::invalid("body", input::said(error)),
        StoreError::Missing { .. } => AppError::not_found("such evidence"),
        StoreError::Damaged { .. } | StoreError::Disk(_) => AppError::internal(error),
        StoreError::Vault(_) => AppError::Unavailable { what: error.to_string() },
    }
}
