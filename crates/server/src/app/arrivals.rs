//! Bundles of hosts that senders append (IN7, IN14): item by item, each checked
//! against its hash, then the manifest; a person takes a whole one into a case.
//!
//! What arrived of a bundle that is not whole stands in a small file beside the
//! store, so that a sender goes on where it was, also after a restart.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use bytes::Bytes;
use engine::coordinate::custody::{Arrival, Entry};
use engine::coordinate::{CaseId, Cases, EvidenceItem, EvidenceSource, What};
use evidence::Manifest;
use futures::{Stream, StreamExt as _};
use serde::Serialize;
use tokio::io::AsyncWriteExt as _;

use super::cases::{case_for, cases_for};
use super::error::allow;
use super::evidence::refused;
use super::{App, AppError, NewEvidence};
use crate::person::{Permission, Person};
use crate::work::evidence::{Kept, StoreError};

/// Items of one bundle at most.
const ITEMS_MAX: usize = 500_000;

/// A manifest that is taken.
const MANIFEST_BYTES_MAX: usize = 256 << 20;

/// Missing items that are told at once.
const MISSING_TOLD_MAX: usize = 1_000;

/// What was appended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appended {
    /// SHA-256 of what came.
    pub sha256: String,
    /// Its bytes.
    pub bytes: u64,
}

/// Why something was not appended.
#[derive(Debug, thiserror::Error)]
pub enum Unappended {
    /// A name is no SHA-256 in hex.
    #[error("{0:?} is no SHA-256 in hexadecimal")]
    Name(String),
    /// The bytes have another hash than they were announced with.
    #[error("the bytes have the SHA-256 {0}, not the one that was announced")]
    OtherBytes(String),
    /// The manifest cannot be read as one.
    #[error("this is no manifest of a bundle: {0}")]
    Manifest(String),
    /// Items of the manifest have not arrived: the first of them.
    #[error("{} item(s) of the manifest have not arrived", .0.len())]
    Missing(Vec<String>),
    /// More than a bundle may have.
    #[error("a bundle has at most {ITEMS_MAX} items, a manifest {MANIFEST_BYTES_MAX} bytes")]
    TooLarge,
    /// The sender broke off.
    #[error("the body broke off")]
    BrokenOff,
    /// Ours: disk, bucket, journal.
    #[error(transparent)]
    App(#[from] AppError),
}

impl App {
    /// Takes one item of a sender's bundle. The answer is the same whether it was
    /// there before.
    pub(crate) async fn append_item<E>(
        &self,
        (sender, seal, item): (&str, &str, &str),
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Appended, Unappended> {
        self.refuse_when_full()?;
        let list = self.arriving(sender, seal)?;
        hash_name(item)?;
        let mut writing = self.inner.evidence.begin().await.map_err(refused)?;
        let mut bytes = std::pin::pin!(bytes);
        while let Some(piece) = bytes.next().await {
            let piece = piece.or(Err(Unappended::BrokenOff))?;
            writing.push(&piece).await.map_err(refused)?;
        }
        let found = writing.sha256();
        if found != item {
            return Err(Unappended::OtherBytes(found));
        }
        let kept = writing.finish().await.map_err(refused)?;
        if arrived(&list).await?.len() >= ITEMS_MAX {
            return Err(Unappended::TooLarge);
        }
        let mut options = tokio::fs::OpenOptions::new();
        let opened = options.append(true).create(true).mode(0o600).open(&list).await;
        let mut file = opened.map_err(AppError::internal)?;
        let line = format!("{}\n", kept.sha256);
        file.write_all(line.as_bytes()).await.map_err(AppError::internal)?;
        file.sync_all().await.map_err(AppError::internal)?;
        Ok(Appended { sha256: kept.sha256, bytes: kept.bytes })
    }

    /// What arrived of a bundle by this sender: its own words, nothing else.
    pub(crate) async fn appended(
        &self,
        sender: &str,
        seal: &str,
    ) -> Result<BTreeSet<String>, Unappended> {
        arrived(&self.arriving(sender, seal)?).await
    }

    /// Takes the manifest: the bundle is whole, and waits to be taken into a case.
    pub(crate) async fn append_manifest<E>(
        &self,
        (sender, seal): (&str, &str),
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Arrival, Unappended> {
        self.refuse_when_full()?;
        let list = self.arriving(sender, seal)?;
        let mut text = Vec::new();
        let mut bytes = std::pin::pin!(bytes);
        while let Some(piece) = bytes.next().await {
            text.extend_from_slice(&piece.or(Err(Unappended::BrokenOff))?);
            if text.len() > MANIFEST_BYTES_MAX {
                return Err(Unappended::TooLarge);
            }
        }
        let found = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&text));
        if found != seal {
            return Err(Unappended::OtherBytes(found));
        }
        let manifest: Manifest = serde_json::from_slice(&text)
            .map_err(|error| Unappended::Manifest(error.to_string()))?;
        let here = arrived(&list).await?;
        let missing = manifest.items.iter().map(|item| &item.stored.sha256);
        let missing: BTreeSet<&String> = missing.filter(|item| !here.contains(*item)).collect();
        if !missing.is_empty() {
            let told = missing.into_iter().take(MISSING_TOLD_MAX).cloned();
            return Err(Unappended::Missing(told.collect()));
        }
        self.inner.evidence.put(&text).await.map_err(refused)?;
        let arrival = Arrival {
            sender: sender.to_owned(),
            seal: seal.to_owned(),
            host: manifest.collected.host.clone(),
            items: u64::try_from(manifest.items.len()).unwrap_or(u64::MAX),
            bytes: manifest.stored_bytes(),
        };
        let arriving = |cases: &Cases, _now| {
            let is_new = !cases.arrivals.contains_key(&arrival.seal);
            let entry = Entry::Arrived { arrival: arrival.clone() };
            Ok((is_new.then_some((None, What::Custody(entry))).into_iter().collect(), ()))
        };
        let by = format!("evidence/{sender}");
        self.inner.journal.decide(&by, arriving).await?;
        // Written into the journal, the list has done its service.
        if let Err(error) = tokio::fs::remove_file(&list).await
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "The list of an arrived bundle was not removed");
        }
        Ok(arrival)
    }

    /// Bundles that arrived, with whether a case has them.
    pub fn arrivals(&self, person: &Person) -> Result<Vec<(Arrival, Vec<CaseId>)>, AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| {
            let holding = |seal: &str| {
                let has =
                    cases_for(cases, person).filter(|case| case.evidence_item(seal).is_some());
                has.map(|case| case.id).collect()
            };
            let arrivals = cases.arrivals.values();
            Ok(arrivals.map(|one| (one.clone(), holding(&one.seal))).collect())
        })
    }

    /// Takes a bundle that arrived into a case.
    pub async fn take_arrival(
        &self,
        person: &Person,
        case: CaseId,
        seal: &str,
    ) -> Result<EvidenceItem, AppError> {
        allow(person, Permission::WriteCase)?;
        let missing = || AppError::not_found(format!("bundle {seal} that arrived"));
        let arrival = self.inner.journal.read(|cases| {
            case_for(cases, person, case)?;
            cases.arrivals.get(seal).cloned().ok_or_else(missing)
        })?;
        let bytes = match self.inner.evidence.verify(seal).await {
            Ok(bytes) => bytes,
            Err(StoreError::Missing { .. }) => return Err(missing()),
            Err(error) => return Err(refused(error)),
        };
        let new = NewEvidence {
            name: format!("{} (bundle)", arrival.host),
            media_type: "application/json".to_owned(),
            source: EvidenceSource::Bundle { sender: arrival.sender, host: arrival.host },
        };
        let kept = Kept { sha256: seal.to_owned(), bytes, lock: None };
        self.say_kept(person, case, new, kept).await
    }

    /// The list of what arrived of a bundle that is not whole.
    fn arriving(&self, sender: &str, seal: &str) -> Result<PathBuf, Unappended> {
        hash_name(seal)?;
        let dir = self.inner.config.data.dir.join("arriving");
        std::fs::create_dir_all(&dir).map_err(AppError::internal)?;
        // The sender's name is one of the settings: checked when they are read.
        Ok(dir.join(format!("{sender}-{seal}")))
    }
}

fn hash_name(name: &str) -> Result<(), Unappended> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_hash = name.len() == 64 && name.bytes().all(is_digit);
    if is_hash { Ok(()) } else { Err(Unappended::Name(name.chars().take(80).collect())) }
}

async fn arrived(list: &std::path::Path) -> Result<BTreeSet<String>, Unappended> {
    match tokio::fs::read_to_string(list).await {
        // A line that a crash cut short is no hash, and is sent again.
        Ok(text) => Ok(text.lines().filter(|line| line.len() == 64).map(str::to_owned).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(AppError::internal(error).into()),
    }
}
