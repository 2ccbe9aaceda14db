//! The bundle for court and auditor: a case as files that prove themselves
//! without us (IN7). The format is `evidence::court`.

use std::collections::{BTreeMap, BTreeSet};

use engine::coordinate::custody::{self, Entry as Custody, Tlp};
use engine::coordinate::delivery::Reach;
use engine::coordinate::{Case, CaseId, Cases, Entry, EvidenceItem, EvidenceSource, What, number};
use evidence::Manifest;
use evidence::court::{
    self, CHECKPOINT, CourtEntry, CourtFile, CourtItem, CourtManifest, CourtStamp, VERIFIER_KEY,
    WITNESS_KEYS,
};
use jiff::Timestamp;
use ledger::{Checkpoint, Cosigned, LedgerError, Reader, WitnessKey, leaf_bytes};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use super::cases::{bounded, case_for};
use super::error::allow;
use super::evidence::refused;
use super::{App, AppError, LedgerName};
use crate::person::{Permission, Person};
use crate::work::stamp::{Stamped, Stamps};

/// A recipient is a line.
const LINE_CHARS_MAX: usize = 300;

/// A purpose is some sentences.
const REASON_CHARS_MAX: usize = 2_000;

/// A host's manifest that is read to find its files.
const MANIFEST_BYTES_MAX: u64 = 256 << 20;

/// Stamps in a bundle: the latest.
const STAMPS_MAX: usize = 8;

/// The head may move on while proofs are made; then they are made again.
const TRIES: u32 = 5;

/// For whom and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourtOrder {
    /// To whom: a court, an auditor, a person.
    pub to: String,
    /// Who may read it there.
    pub reach: Reach,
    /// Why.
    pub purpose: String,
}

/// A bundle, ready to be written file by file.
#[derive(Debug)]
pub struct Court {
    /// The folder's name: `C-1-court`.
    pub name: String,
    /// SHA-256 of the manifest: to be written down.
    pub seal: String,
    /// The files, the manifest last.
    pub parts: Vec<CourtPart>,
}

/// One file of a bundle.
#[derive(Debug)]
pub enum CourtPart {
    /// Bytes that are at hand.
    Bytes {
        /// Its path in the bundle.
        path: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// An item of the store.
    Item {
        /// Its path in the bundle.
        path: String,
        /// The item.
        sha256: String,
        /// Its bytes.
        bytes: u64,
    },
}

impl App {
    /// Makes the bundle; `documents` are the words for people, made by whoever
    /// has the language. That it was made stands in the journal first, and is
    /// in it.
    pub async fn court_bundle(
        &self,
        person: &Person,
        case: CaseId,
        order: CourtOrder,
        documents: Vec<(String, String)>,
    ) -> Result<Court, AppError> {
        allow(person, Permission::ReadEvidence)?;
        let order = CourtOrder {
            to: bounded("to", &order.to, LINE_CHARS_MAX)?,
            purpose: bounded("purpose", &order.purpose, REASON_CHARS_MAX)?,
            reach: order.reach,
        };
        let (index, known, tlp) = self.say_exported(person, case, &order).await?;
        if !self.inner.config.witness.is_empty() {
            self.ask_all_witnesses().await;
        }
        self.stamp_now().await;
        self.writer(LedgerName::Journal).checkpoint().await?;
        let proofs = Proofs {
            reader: self.writer(LedgerName::Journal).reader().clone(),
            cosigned: Cosigned::of(&self.inner.ledger_dir(LedgerName::Journal)),
            stamps: self.stamps(LedgerName::Journal),
            witnesses: self.witness_keys(),
            case,
            order: index,
        };
        let making = move || proofs.make();
        let proven = tokio::task::spawn_blocking(making).await.map_err(AppError::internal)?;
        let proven = proven.map_err(AppError::internal)?;
        let mut parts = proven.parts;
        for (path, text) in documents {
            parts.push(CourtPart::Bytes { path, bytes: text.into_bytes() });
        }
        if let Some(tsa) = &self.inner.config.tsa {
            let bytes = std::fs::read(&tsa.ca_file).map_err(AppError::internal)?;
            parts.push(CourtPart::Bytes { path: "tsa-ca.pem".to_owned(), bytes });
        }
        let items = self.court_items(&known, &proven.kept, &mut parts).await?;
        let manifest = CourtManifest {
            format: court::FORMAT.to_owned(),
            case: case.to_string(),
            title: known.title.clone(),
            made_at: self.inner.clock.now(),
            made_by: person.name.clone(),
            made_with: concat!("portcullis ", env!("CARGO_PKG_VERSION")).to_owned(),
            handed_to: order.to,
            purpose: order.purpose,
            tlp: tlp.map(|tlp| tlp.label().to_owned()),
            is_held: known.concerns.custody.hold.is_some(),
            is_exercise: known.concerns.exercise.is_exercise(),
            case_entries: u64::try_from(proven.entries.len()).unwrap_or(u64::MAX),
            entries: proven.entries,
            items,
            stamps: proven.stamps,
            files: parts.iter().map(told).collect(),
        };
        sealed(&manifest, parts)
    }

    /// Says in the journal that the bundle goes out, unless a marking refuses. Answers
    /// the entry's index and the case as it was then: the bundle is of that moment.
    async fn say_exported(
        &self,
        person: &Person,
        case: CaseId,
        order: &CourtOrder,
    ) -> Result<(u64, Case, Option<Tlp>), AppError> {
        let exporting = |cases: &Cases, _now: Timestamp| {
            let known = case_for(cases, person, case)?;
            let state = &known.concerns.custody;
            let hashes = || known.evidence.iter().map(|item| item.sha256.as_str());
            custody::may_hand_out(state, hashes(), order.reach)?;
            let tlp = state.strictest(hashes());
            let entry = Custody::Exported {
                to: order.to.clone(),
                reach: order.reach,
                purpose: order.purpose.clone(),
                tlp,
                items: u64::try_from(known.evidence.len()).unwrap_or(u64::MAX),
            };
            Ok((vec![(Some(case), What::Custody(entry))], (known.clone(), tlp)))
        };
        let (index, (known, tlp)) = self.inner.journal.decide(&person.name, exporting).await?;
        Ok((index, known, tlp))
    }

    /// All evidence, with the files of hosts' bundles: a verifier asks for each that an
    /// entry tells of. What was also kept by itself has its own entry.
    async fn court_items(
        &self,
        case: &Case,
        kept: &BTreeMap<String, u64>,
        parts: &mut Vec<CourtPart>,
    ) -> Result<Vec<CourtItem>, AppError> {
        let (mut items, mut known) = (Vec::new(), BTreeSet::new());
        for item in &case.evidence {
            if !known.insert(item.sha256.clone()) {
                continue;
            }
            let untold = || AppError::internal(anyhow::anyhow!("no entry kept {}", item.sha256));
            let entry = kept.get(&item.sha256).ok_or_else(untold)?;
            parts.push(part(&item.sha256, item.bytes));
            items.push(CourtItem {
                sha256: item.sha256.clone(),
                bytes: item.bytes,
                name: item.name.clone(),
                media_type: item.media_type.clone(),
                file: item_path(&item.sha256),
                entry: Some(*entry),
                part_of: None,
            });
        }
        for item in &case.evidence {
            for one in self.bundled(item).await? {
                if !known.insert(one.stored.sha256.clone()) {
                    continue;
                }
                parts.push(part(&one.stored.sha256, one.stored.bytes));
                items.push(CourtItem {
                    sha256: one.stored.sha256.clone(),
                    bytes: one.stored.bytes,
                    name: one.name,
                    media_type: "application/octet-stream".to_owned(),
                    file: item_path(&one.stored.sha256),
                    entry: None,
                    part_of: Some(item.sha256.clone()),
                });
            }
        }
        Ok(items)
    }

    /// What a host's bundle holds; nothing for any other item.
    pub(super) async fn bundled(
        &self,
        item: &EvidenceItem,
    ) -> Result<Vec<evidence::Item>, AppError> {
        if !matches!(item.source, EvidenceSource::Bundle { .. }) {
            return Ok(Vec::new());
        }
        let file = self.inner.evidence.read(&item.sha256).await.map_err(refused)?;
        let mut text = Vec::new();
        file.take(MANIFEST_BYTES_MAX).read_to_end(&mut text).await.map_err(AppError::internal)?;
        let read = move || serde_json::from_slice::<Manifest>(&text);
        let read = tokio::task::spawn_blocking(read).await.map_err(AppError::internal)?;
        Ok(read.map_err(AppError::internal)?.items)
    }

    /// An item's bytes, for a bundle whose making stands in the journal.
    pub(crate) async fn court_item(&self, sha256: &str) -> Result<tokio::fs::File, AppError> {
        self.inner.evidence.read(sha256).await.map_err(refused)
    }
}

fn item_path(sha256: &str) -> String {
    let folder: String = sha256.chars().take(2).collect();
    format!("items/{folder}/{sha256}")
}

fn part(sha256: &str, bytes: u64) -> CourtPart {
    CourtPart::Item { path: item_path(sha256), sha256: sha256.to_owned(), bytes }
}

fn told(part: &CourtPart) -> CourtFile {
    match part {
        CourtPart::Bytes { path, bytes } => CourtFile {
            path: path.clone(),
            sha256: hex::encode(Sha256::digest(bytes)),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        },
        CourtPart::Item { path, sha256, bytes } => {
            CourtFile { path: path.clone(), sha256: sha256.clone(), bytes: *bytes }
        }
    }
}

fn sealed(manifest: &CourtManifest, mut parts: Vec<CourtPart>) -> Result<Court, AppError> {
    let mut bytes = serde_json::to_vec_pretty(manifest).map_err(AppError::internal)?;
    bytes.push(b'\n');
    let seal = hex::encode(Sha256::digest(&bytes));
    let text = evidence::seal_of(&seal).into_bytes();
    parts.push(CourtPart::Bytes { path: "manifest.json".to_owned(), bytes });
    parts.push(CourtPart::Bytes { path: "SEAL".to_owned(), bytes: text });
    Ok(Court { name: format!("{}-court", manifest.case), seal, parts })
}

/// What proofs are made from.
struct Proofs {
    reader: Reader,
    cosigned: Cosigned,
    stamps: Stamps,
    witnesses: Vec<WitnessKey>,
    case: CaseId,
    /// The entry that ordered the bundle: what was said later is of the next one.
    order: u64,
}

/// What was proven against one head.
struct Proven {
    parts: Vec<CourtPart>,
    entries: Vec<CourtEntry>,
    stamps: Vec<CourtStamp>,
    /// Which entry says that an item was kept.
    kept: BTreeMap<String, u64>,
}

impl Proofs {
    fn make(&self) -> Result<Proven, anyhow::Error> {
        for _ in 0..TRIES {
            if let Some(proven) = self.once()? {
                return Ok(proven);
            }
        }
        anyhow::bail!("the journal's head moved on {TRIES} times while the bundle was made")
    }

    /// `None`: the head moved on meanwhile.
    fn once(&self) -> Result<Option<Proven>, anyhow::Error> {
        let head = self.reader.latest_checkpoint()?;
        let head = head.ok_or_else(|| anyhow::anyhow!("the journal has no signed head"))?;
        let key = self.reader.verifier_key()?;
        let seen = self.cosigned.latest(&key, &self.witnesses)?;
        let seen = seen.map(|(seen, _)| seen).filter(|seen| seen.size == head.size);
        let note = seen.map_or_else(|| head.note.clone(), |seen| seen.note);
        let witnesses = self.witnesses.iter().map(ToString::to_string);
        let witnesses = witnesses.map(|key| key + "\n").collect::<String>();
        let mut proven = Proven {
            parts: Vec::new(),
            entries: Vec::new(),
            stamps: Vec::new(),
            kept: BTreeMap::new(),
        };
        proven.text(CHECKPOINT, note);
        proven.text(VERIFIER_KEY, format!("{key}\n"));
        proven.text(WITNESS_KEYS, witnesses);
        for record in self.reader.iter(0) {
            let record = record?;
            if record.index >= head.size || record.index > self.order {
                break;
            }
            if number::case_of(&record.raw) != Some(self.case) {
                continue;
            }
            let proof = self.reader.prove_inclusion(record.index)?;
            if proof.checkpoint != head.note {
                return Ok(None);
            }
            // What a newer version wrote is an entry of the case all the same.
            let entry = serde_json::from_slice::<Entry>(&record.raw);
            if let Ok(What::EvidenceKept { sha256, .. }) = entry.map(|entry| entry.what) {
                proven.kept.entry(sha256).or_insert(record.index);
            }
            let leaf = leaf_bytes(&record.source, record.received_ms, &record.raw);
            proven.entry(record.index, leaf, proof.to_text());
        }
        let sizes = self.stamps.sizes()?;
        let sizes =
            sizes.into_iter().rev().filter(|size| (1..=head.size).contains(size)).take(STAMPS_MAX);
        for size in sizes {
            let stamped = self.stamps.read(size)?;
            let Some(consistency) = self.continued(&head, size)? else { return Ok(None) };
            proven.stamp(stamped, consistency);
        }
        Ok(Some(proven))
    }

    /// The proof that the head continues the stamped one: an empty text where it
    /// is the same. `None`: the head moved on.
    fn continued(&self, head: &Checkpoint, size: u64) -> Result<Option<String>, LedgerError> {
        if size == head.size {
            return Ok(Some(String::new()));
        }
        let proof = self.reader.prove_consistency(size)?;
        Ok((proof.checkpoint == head.note).then(|| proof.to_text()))
    }
}

impl Proven {
    fn text(&mut self, path: &str, text: String) {
        self.parts.push(CourtPart::Bytes { path: path.to_owned(), bytes: text.into_bytes() });
    }

    fn entry(&mut self, index: u64, leaf: Vec<u8>, proof: String) {
        let path = format!("journal/{index}.leaf");
        let entry = CourtEntry { index, proof: format!("journal/{index}.tlog-proof"), leaf: path };
        self.parts.push(CourtPart::Bytes { path: entry.leaf.clone(), bytes: leaf });
        self.text(&entry.proof, proof);
        self.entries.push(entry);
    }

    fn stamp(&mut self, stamped: Stamped, consistency: String) {
        let Stamped { size, head, token } = stamped;
        let path = |ending: &str| format!("stamps/{size}.{ending}");
        let (head_path, token_path) = (path("head"), path("tst"));
        self.parts.push(CourtPart::Bytes { path: head_path.clone(), bytes: head });
        self.parts.push(CourtPart::Bytes { path: token_path.clone(), bytes: token });
        let consistency = (!consistency.is_empty()).then(|| {
            let path = path("consistency");
            self.text(&path, consistency);
            path
        });
        self.stamps.push(CourtStamp { size, token: token_path, head: head_path, consistency });
    }
}
