//! An instance that may be lost: what people say of it and how it stands
//! (IN3–IN16). Sheets are drawn up in [`draw`] and [`import`].

mod draw;
mod import;
mod linked;
mod saying;

use engine::coordinate::instance::release::compare;
use engine::coordinate::instance::rotation::Section;
use engine::coordinate::instance::sheet::{Item, Sheet, SheetKind};
use engine::coordinate::instance::{
    Entry, InstanceState, Row, may_approve_firewall, may_save, way,
};
use engine::coordinate::playbook::{ItemVerdict, gate};
use engine::coordinate::{Case, CaseId, Cases, EvidenceSource, What};
use engine::investigate::flow::Firewall;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;
use utoipa::ToSchema;

use super::cases::{bounded, case_for};
use super::error::allow;
use super::evidence::refused;
use super::{App, AppError, NewEvidence};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::journal::Said;
pub use import::HostForm;
pub use linked::MaliciousUser;
pub use saying::{Saying, Writing};
use saying::{checked, entry, steps_of};

/// A name or a place is one line; a reason may be a page.
const LINE_CHARS_MAX: usize = 300;
const TEXT_CHARS_MAX: usize = 20_000;

/// Items in one entry of the journal: a few hundred kilobytes.
const ITEMS_PER_ENTRY: usize = 2_000;

/// A host's manifest names its format at once.
const HEAD_BYTES: u64 = 4_096;

/// A list of releases is read by people.
const LIST_BYTES_MAX: usize = 1 << 20;

/// How an instance's case stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InstanceView {
    /// The way back, row by row: steps 1 to 8, then what else holds recovery up (IN16).
    pub way: Vec<Row>,
    /// What was said so far.
    #[serde(flatten)]
    pub state: InstanceState,
    /// The sheets, in numbers.
    pub totals: Vec<SheetView>,
    /// Places of secrets that are not accounted for (IN5).
    pub unsettled_sections: Vec<Section>,
    /// When the next look for updates is due (IN6).
    pub update_due_at: Option<jiff::Timestamp>,
}

/// A sheet in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetView {
    /// Which.
    pub sheet: SheetKind,
    /// What is on it.
    pub items: usize,
    /// Items without a verdict.
    pub open: usize,
    /// Items that are the attacker's.
    pub malicious: usize,
    /// Whether nothing is open.
    pub is_complete: bool,
}

impl SheetView {
    fn of(kind: SheetKind, sheet: &Sheet) -> Self {
        Self {
            sheet: kind,
            items: sheet.items.len(),
            open: sheet.open().count(),
            malicious: sheet.of(ItemVerdict::Malicious).count(),
            is_complete: sheet.is_complete(),
        }
    }
}

/// Verdicts to be given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Judging {
    /// On which sheet: `users`, `credentials`, `processes`, `listeners`, `host`, `flows`.
    #[schema(value_type = String)]
    pub sheet: SheetKind,
    /// Which items, by id or name.
    #[serde(default)]
    pub items: Vec<String>,
    /// Every open item besides about which nothing stands out; they are benign.
    #[serde(default)]
    pub all_ordinary: bool,
    /// `benign`, `malicious` or `unknown`; `open` takes back what was said.
    #[schema(value_type = String)]
    pub verdict: ItemVerdict,
    /// What there is to say of it.
    #[serde(default)]
    pub note: String,
    /// Why it comes before its turn, if it does (IN16).
    #[serde(default)]
    pub out_of_turn: Option<String>,
}

impl App {
    /// How an instance's case stands.
    pub fn instance(&self, person: &Person, case: CaseId) -> Result<InstanceView, AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            let state = known.concerns.instance.clone();
            let totals = state.sheets.iter().map(|(kind, sheet)| SheetView::of(*kind, sheet));
            let status = self.playbook_status(known);
            Ok(InstanceView {
                way: status.map(|status| way(known, &status)).unwrap_or_default(),
                totals: totals.collect(),
                unsettled_sections: state.unsettled_sections().collect(),
                update_due_at: state.update_due_at(),
                state,
            })
        })
    }

    /// Judges items of a sheet; refused before its step's turn (IN16). Answers
    /// how many.
    pub async fn judge_items(
        &self,
        person: &Person,
        case: CaseId,
        judging: Judging,
    ) -> Result<usize, AppError> {
        allow(person, Permission::WriteCase)?;
        let Judging { sheet, verdict, out_of_turn, .. } = judging.clone();
        if judging.all_ordinary && verdict != ItemVerdict::Benign {
            return Err(AppError::invalid("all_ordinary", input::why("only-benign")));
        }
        let note = judging.note.trim().to_owned();
        if note.chars().count() > TEXT_CHARS_MAX {
            return Err(AppError::invalid("note", input::up_to("too-long", TEXT_CHARS_MAX)));
        }
        let deciding = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            let kept = known.concerns.instance.sheet(sheet).ok_or_else(|| {
                AppError::not_found(format!("sheet {}: draw it up first", sheet.as_str()))
            })?;
            let items = wanted(kept, &judging)?;
            // Taking back is never too early.
            let steps = if verdict == ItemVerdict::Open { &[] } else { sheet.steps() };
            let out_of_turn = self.in_turn(known, steps, out_of_turn)?;
            let judged = |items: &[String]| {
                let (items, note, out_of_turn) =
                    (items.to_vec(), note.clone(), out_of_turn.clone());
                let entry = Entry::ItemsJudged { sheet, items, verdict, note, out_of_turn };
                (Some(case), What::Instance(entry))
            };
            let said: Said = items.chunks(ITEMS_PER_ENTRY).map(judged).collect();
            Ok((said, items.len()))
        };
        self.inner.journal.decide(&person.name, deciding).await.map(|(_, count)| count)
    }

    /// States something of the instance. Answers the journal index.
    pub async fn say_of_instance(
        &self,
        person: &Person,
        case: CaseId,
        writing: Writing,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let Writing { saying, out_of_turn } = writing;
        let seen = match &saying {
            Saying::Logs { .. } => self.logs_seen(person).await?,
            _other_sayings => String::new(),
        };
        let saying = checked(saying)?;
        let problem = match &saying {
            Saying::Saved { seal, .. } => self.hashed_again(person, case, seal).await?,
            _other_sayings => None,
        };
        let writing = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            let mut said = Said::new();
            if let Saying::Saved { seal, .. } = &saying {
                let has_arrived = cases.arrivals.contains_key(seal);
                may_save(known, seal, has_arrived, problem.as_deref())?;
                let verified = What::EvidenceVerified { sha256: seal.clone(), is_sound: true };
                said.push((Some(case), verified));
            }
            if let Saying::Control { evidence: Some(sha256), .. } = &saying
                && known.evidence_item(sha256).is_none()
            {
                return Err(AppError::not_found(format!("evidence {sha256} in {case}")));
            }
            let out_of_turn = self.in_turn(known, steps_of(&saying), out_of_turn)?;
            said.push((Some(case), What::Instance(entry(saying, out_of_turn, seen))));
            Ok((said, ()))
        };
        self.inner.journal.decide(&person.name, writing).await.map(|(index, ())| index)
    }

    /// Hashes an item of the case again, with the files of a host's bundle: what is
    /// wrong with it. Nothing of one that the case does not have.
    async fn hashed_again(
        &self,
        person: &Person,
        case: CaseId,
        sha256: &str,
    ) -> Result<Option<String>, AppError> {
        let item = self.inner.journal.read(|cases| {
            Ok::<_, AppError>(case_for(cases, person, case)?.evidence_item(sha256).cloned())
        })?;
        let Some(item) = item else { return Ok(None) };
        if let Some(problem) = self.verify_one(&item).await? {
            return Ok(Some(problem));
        }
        if matches!(item.source, EvidenceSource::Bundle { .. }) {
            return Ok(None);
        }
        let mut head = Vec::new();
        let file = self.inner.evidence.read(sha256).await.map_err(refused)?;
        file.take(HEAD_BYTES).read_to_end(&mut head).await.map_err(AppError::internal)?;
        let is_manifest = String::from_utf8_lossy(&head).contains(evidence::FORMAT);
        Ok(is_manifest.then(|| "a host's manifest alone: its files are not kept".to_owned()))
    }

    /// Compares the installed version — GitLab's own word, or as given — with a
    /// list of releases that the operator supplies (IN6).
    pub async fn compare_version(
        &self,
        person: &Person,
        case: CaseId,
        (list, installed): (&str, Option<String>),
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        if list.len() > LIST_BYTES_MAX {
            return Err(AppError::invalid("releases", input::up_to("too-large", LIST_BYTES_MAX)));
        }
        let installed = match installed {
            Some(installed) => installed,
            None => self
                .our_standing()
                .await?
                .standing
                .version
                .ok_or_else(|| AppError::invalid("installed", input::why("version-untold")))?,
        };
        let compared = compare(&installed, list)
            .map_err(|why| AppError::invalid("releases", input::said(why)))?;
        let list_sha256 = hex::encode(Sha256::digest(list));
        self.write_instance(person, case, Entry::VersionCompared { compared, list_sha256 }).await
    }

    /// Writes a firewall down for review and keeps exactly that text as evidence;
    /// nothing is applied anywhere (IN13). Answers its SHA-256 and the text.
    pub async fn propose_firewall(
        &self,
        person: &Person,
        case: CaseId,
        (firewall, remark): (&Firewall, &str),
    ) -> Result<(String, String), AppError> {
        allow(person, Permission::WriteCase)?;
        firewall.check().map_err(|why| AppError::invalid("firewall", why))?;
        let text = firewall.nftables(remark);
        let new = NewEvidence {
            name: "firewall.nft".to_owned(),
            media_type: "text/plain".to_owned(),
            source: EvidenceSource::Person,
        };
        let bytes = bytes::Bytes::from(text.clone());
        let bytes = futures::stream::iter([Ok::<_, AppError>(bytes)]);
        let sha256 = self.keep_evidence(person, case, new, bytes).await?.sha256;
        let rules = u64::try_from(firewall.rules()).unwrap_or(u64::MAX);
        let entry = Entry::FirewallProposed { sha256: sha256.clone(), rules };
        self.write_instance(person, case, entry).await?;
        Ok((sha256, text))
    }

    /// Agrees to exactly that text of a firewall, which somebody else proposed (IN13).
    pub async fn approve_firewall(
        &self,
        person: &Person,
        case: CaseId,
        (sha256, out_of_turn): (&str, Option<String>),
    ) -> Result<u64, AppError> {
        self.allow_now(person, Permission::Approve).await?;
        let approving = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            may_approve_firewall(&known.concerns.instance, sha256, &person.name)?;
            let out_of_turn = self.in_turn(known, &["restrict-traffic"], out_of_turn)?;
            let sha256 = sha256.to_owned();
            let what = What::Instance(Entry::FirewallApproved { sha256, out_of_turn });
            Ok((vec![(Some(case), what)], ()))
        };
        self.inner.journal.decide(&person.name, approving).await.map(|(index, ())| index)
    }

    async fn write_instance(
        &self,
        person: &Person,
        case: CaseId,
        entry: Entry,
    ) -> Result<u64, AppError> {
        let writing = |cases: &Cases, _now| {
            case_for(cases, person, case)?;
            Ok((vec![(Some(case), What::Instance(entry))], ()))
        };
        self.inner.journal.decide(&person.name, writing).await.map(|(index, ())| index)
    }

    /// Whether it is the turn of these steps, of which the playbook has one that
    /// fits (IN10, IN16). A reason that was given for a step holds for all that is
    /// done for it. Answers the reason, where there is one.
    fn in_turn(
        &self,
        case: &Case,
        steps: &[&str],
        reason: Option<String>,
    ) -> Result<Option<String>, AppError> {
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        let reason =
            reason.map(|text| bounded("out_of_turn", &text, TEXT_CHARS_MAX)).transpose()?;
        let Some(status) = self.playbook_status(case) else { return Ok(reason) };
        for step in steps {
            let earlier = case.concerns.instance.out_of_turn.get(*step);
            let given = reason.as_deref().or(earlier.map(String::as_str));
            gate::in_turn(&status, step, given)?;
        }
        Ok(reason)
    }

    /// What streams and collects now, in one line (IN14).
    async fn logs_seen(&self, person: &Person) -> Result<String, AppError> {
        let connection = self.connection(person).await?;
        let streams = connection.probe.iter().flat_map(|probe| &probe.streams);
        let mut seen: Vec<String> = streams
            .flat_map(|report| &report.destinations)
            .map(|one| format!("GitLab → {}", one.name))
            .collect();
        for source in self.sources(person)? {
            let last = source.last_received_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
            seen.push(format!("{}: {last}", source.source));
        }
        Ok(if seen.is_empty() { "-".to_owned() } else { seen.join("; ") })
    }
}

/// The items that are meant, by id or name.
fn wanted(sheet: &Sheet, judging: &Judging) -> Result<Vec<String>, AppError> {
    let mut ids = Vec::new();
    for named in &judging.items {
        ids.push(meant(sheet, named)?.id.clone());
    }
    if judging.all_ordinary {
        ids.extend(sheet.open().filter(|item| item.why.is_empty()).map(|item| item.id.clone()));
    }
    if ids.is_empty() && !judging.all_ordinary {
        return Err(AppError::invalid("items", input::why("no-item")));
    }
    Ok(ids)
}

/// The item of that id or name; of one host's, also without the host, where no other
/// host has one.
fn meant<'a>(sheet: &'a Sheet, named: &str) -> Result<&'a Item, AppError> {
    let exact = sheet.items.iter().find(|item| item.id == named || item.name == named);
    if let Some(item) = exact {
        return Ok(item);
    }
    let ending = format!(": {named}");
    let alike: Vec<&Item> =
        sheet.items.iter().filter(|item| item.name.ends_with(&ending)).collect();
    match alike.as_slice() {
        [item] => Ok(item),
        [] => Err(AppError::not_found(format!("item {named:?}"))),
        several => {
            let names: Vec<&str> = several.iter().map(|item| item.name.as_str()).collect();
            Err(AppError::invalid("items", input::name_one(&names)))
        }
    }
}
