//! Asking GitLab for help: the preliminary investigation, the licence, the
//! support bundle without what GitLab need not know (EN1, EN2).

use std::collections::BTreeSet;
use std::io::Write as _;

use engine::coordinate::delivery::Reach;
use engine::coordinate::engage::redact::{Redactor, still_holds};
use engine::coordinate::engage::{EngageState, Entry, Licence, Point, may_ask};
use engine::coordinate::review::Review;
use engine::coordinate::{Case, CaseId, Cases, What, custody};
use engine::respond::GateRefusal;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::cases::{bounded, case_for};
use super::error::{Refusal, allow};
use super::{App, AppError, Connection};
use crate::person::{Permission, Person};

/// A note is a page at most.
const NOTE_CHARS_MAX: usize = 20_000;

/// How a source or a ticket is named: one line.
const LINE_CHARS_MAX: usize = 300;

/// A bundle is read by people: what would be larger is cut to this before it is packed.
const FILE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Where a case stands on the way to asking GitLab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Engagement {
    /// What was said so far.
    #[serde(flatten)]
    pub state: EngageState,
    /// Points for which the case itself speaks already.
    pub suggested: Vec<Point>,
    /// Whether GitLab may be asked now.
    pub may_ask: bool,
    /// What refuses, with the next step.
    pub refusals: Vec<GateRefusal>,
}

/// A support bundle: a gzipped tar of text files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Name of the file.
    pub name: String,
    /// SHA-256 in hex, as journalled.
    pub sha256: String,
    /// How much was taken out.
    pub redactions: u64,
    /// The file.
    pub bytes: Vec<u8>,
}

impl App {
    /// Where a case stands on the way to asking GitLab.
    pub fn engagement(&self, person: &Person, case: CaseId) -> Result<Engagement, AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| {
            let case = case_for(cases, person, case)?;
            let state = case.concerns.engage.clone();
            let suggested = Point::ALL.into_iter().filter(|point| point.speaks_for_it(case));
            let refusals = may_ask(&state).err().unwrap_or_default();
            Ok(Engagement {
                suggested: suggested.collect(),
                may_ask: refusals.is_empty(),
                refusals,
                state,
            })
        })
    }

    /// Says that a point of the preliminary investigation was looked into.
    pub async fn check_point(
        &self,
        person: &Person,
        case: CaseId,
        point: Point,
        note: &str,
    ) -> Result<u64, AppError> {
        let note = bounded("note", note, NOTE_CHARS_MAX)?;
        self.write_engage(person, case, Entry::Checked { point, note }).await
    }

    /// States what one pays GitLab for.
    pub async fn state_licence(
        &self,
        person: &Person,
        case: CaseId,
        licence: Licence,
        source: &str,
    ) -> Result<u64, AppError> {
        let source = bounded("source", source, LINE_CHARS_MAX)?;
        self.write_engage(person, case, Entry::LicenceStated { licence, source }).await
    }

    /// Records that GitLab was asked. Refused before the preliminary
    /// investigation is done, and without a licence that includes support.
    pub async fn ask_gitlab(
        &self,
        person: &Person,
        case: CaseId,
        ticket: &str,
    ) -> Result<u64, AppError> {
        let ticket = bounded("ticket", ticket, LINE_CHARS_MAX)?;
        allow(person, Permission::WriteCase)?;
        let asking = |cases: &Cases, _now| {
            may_ask(&case_for(cases, person, case)?.concerns.engage)?;
            Ok((vec![(Some(case), What::Engage(Entry::Asked { ticket }))], ()))
        };
        self.inner.journal.decide(&person.name, asking).await.map(|(index, ())| index)
    }

    /// Makes the support bundle of a case; `told` is the review for people.
    /// What is taken out has stand-ins; a second look over the whole must find
    /// nothing, or no bundle is made.
    pub async fn support_bundle(
        &self,
        person: &Person,
        case: CaseId,
        told: String,
    ) -> Result<Bundle, AppError> {
        allow(person, Permission::WriteCase)?;
        let connection = self.connection(person).await?;
        let now = self.inner.clock.now();
        let (files, names) = self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            // Support is outside: as far as clients, for whom we have a word (TLP 2.0).
            custody::may_send(&known.concerns.custody, Reach::Customers)?;
            let names = names(known, cases);
            let review = Review::of(known, &self.inner.journal.standards().clockwork, now);
            Ok::<_, AppError>((files(known, cases, &review, &connection), names))
        })?;
        let mut files = files;
        files.push(("review.md".to_owned(), told));
        let prefix = self.inner.config.gitlab.as_ref().and_then(|one| one.token_prefix.clone());
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let make = move || bundle(case, files, (names, prefix), seconds);
        let bundle = tokio::task::spawn_blocking(make).await.map_err(AppError::internal)??;
        let entry = Entry::BundleMade {
            sha256: bundle.sha256.clone(),
            bytes: u64::try_from(bundle.bytes.len()).unwrap_or(u64::MAX),
            redactions: bundle.redactions,
        };
        self.write_engage(person, case, entry).await?;
        Ok(bundle)
    }

    async fn write_engage(
        &self,
        person: &Person,
        case: CaseId,
        entry: Entry,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let writing = |cases: &Cases, _now| {
            case_for(cases, person, case)?;
            Ok((vec![(Some(case), What::Engage(entry))], ()))
        };
        self.inner.journal.decide(&person.name, writing).await.map(|(index, ())| index)
    }
}

/// Names of people that a bundle does not tell: who worked on the case, whom it is about.
fn names(case: &Case, cases: &Cases) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = case.timeline.iter().map(|line| line.by.clone()).collect();
    names.remove(crate::work::journal::PRODUCT);
    if let Some(survey) = &case.survey {
        names.insert(survey.username.clone());
    }
    let findings = case.findings.iter().filter_map(|id| cases.findings.get(id));
    names.extend(findings.filter_map(|finding| finding.actor.clone()));
    names.extend(case.concerns.review.follow_ups.iter().map(|one| one.owner.clone()));
    names
}

/// The files of a bundle, before anything is taken out.
fn files(
    case: &Case,
    cases: &Cases,
    review: &Review,
    connection: &Connection,
) -> Vec<(String, String)> {
    let findings: Vec<_> = case.findings.iter().filter_map(|id| cases.findings.get(id)).collect();
    let about = json!({
        "format": "portcullis.support/1",
        "case": case.id,
        "kind": case.kind,
        "phase": case.phase,
        "opened_at": case.opened_at,
        "exercise": review.is_exercise,
        "facts": case.facts,
        "milestones": review.milestones,
        "spans": review.spans,
        "questions": case.questions,
        "acts": review.acts,
        "evidence": review.evidence,
        "preliminary": case.concerns.engage,
    });
    let files = [
        ("case.json", about),
        ("timeline.json", json!(review.timeline)),
        ("findings.json", json!(findings)),
        ("connection.json", json!({ "url": connection.url, "probe": connection.probe })),
    ];
    files.into_iter().map(|(name, value)| (name.to_owned(), pretty(&value))).collect()
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// What must be taken out: names, and the instance's own prefix of tokens.
type Known = (BTreeSet<String>, Option<String>);

fn bundle(
    case: CaseId,
    files: Vec<(String, String)>,
    (names, prefix): Known,
    seconds: u64,
) -> Result<Bundle, AppError> {
    let mut redactor = Redactor::new(names.iter().cloned(), prefix.clone());
    let mut clean: Vec<(String, String)> = Vec::with_capacity(files.len());
    for (name, text) in files {
        clean.push((name, redactor.redact(&cut(text))));
    }
    let taken = redactor.taken();
    for (name, text) in &clean {
        if let Some(kind) = still_holds(text, &names, prefix.as_deref()).first() {
            let args = [("file", name.clone()), ("kind", kind.as_str().to_owned())];
            return Err(Refusal::by("engage.redaction_incomplete", 409, args).into());
        }
    }
    clean.push(("redactions.json".to_owned(), pretty(&json!(taken))));
    let tar = archive(&clean, seconds);
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&tar).map_err(AppError::internal)?;
    let bytes = packed.finish().map_err(AppError::internal)?;
    Ok(Bundle {
        name: format!("portcullis-support-{case}.tar.gz"),
        sha256: hex::encode(Sha256::digest(&bytes)),
        redactions: taken.iter().map(|one| one.times).sum(),
        bytes,
    })
}

fn cut(mut text: String) -> String {
    if text.len() > FILE_BYTES_MAX {
        let end = (0..=FILE_BYTES_MAX).rev().find(|&at| text.is_char_boundary(at));
        text.truncate(end.unwrap_or_default());
    }
    text
}

/// One block of a tar file.
const BLOCK_BYTES: usize = 512;

/// A tar file (POSIX ustar) of text files, each of this age.
fn archive(files: &[(String, String)], seconds: u64) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, text) in files {
        tar.extend(tar_header(name, text.len(), seconds));
        tar.extend(text.as_bytes());
        tar.resize(tar.len().next_multiple_of(BLOCK_BYTES), 0);
    }
    // Two empty blocks end it.
    tar.resize(tar.len().saturating_add(2 * BLOCK_BYTES), 0);
    tar
}

/// The block before a file. Its checksum counts its own place as blanks.
fn tar_header(name: &str, length: usize, seconds: u64) -> Vec<u8> {
    let fields = |checksum: &str| {
        let mut block = Vec::with_capacity(BLOCK_BYTES);
        let mut field = |text: &str, width: usize| {
            block.extend(text.bytes().chain(std::iter::repeat(0)).take(width));
        };
        field(name, 100);
        field("0000644", 8);
        field("0000000", 8);
        field("0000000", 8);
        field(&format!("{length:011o}"), 12);
        field(&format!("{seconds:011o}"), 12);
        field(checksum, 8);
        field("0", 1);
        field("", 100);
        field("ustar\u{0}00", 8);
        field("", BLOCK_BYTES - 265);
        block
    };
    let blank = fields("        ");
    let sum: u32 = blank.iter().copied().map(u32::from).sum();
    fields(&format!("{sum:06o}\u{0} "))
}
