//! An instance that may be lost: verdicts on its users, secrets changed,
//! versions, the way back (IN1–IN16, EN4).
//!
//! Everything that wants a verdict is a [`Sheet`]; the four places of secrets
//! are the ledger of [`rotation`]; the rest are statements of people. Steps of
//! the playbook are settled by what stands here (`playbook::Derived`), so that
//! the order of steps (IN16) holds for sheets as for answers.
//!
//! Invariant: pure. An entry that names an unknown sheet's item changes nothing
//! but the verdicts kept for it.

mod entry;
pub mod release;
pub mod rotation;
mod sentence;
pub mod sheet;
#[cfg(test)]
mod tests;
mod way;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::separation::{Part, apart};
use super::told::Told;
use super::{Case, CaseKind};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;
pub use entry::{Control, Entry, Rebuild};
use rotation::{Changed, Page, Section};
pub(super) use sentence::sentence;
use sheet::{Judged, Sheet, SheetKind};
pub use way::{Row, way};

/// Something that a person stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated<T> {
    /// What.
    #[serde(flatten)]
    pub what: T,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Where state and logs were saved (IN7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// An item of the case's evidence by its SHA-256; of a host's bundle, its seal.
    pub seal: String,
    /// Where it is.
    pub place: String,
    /// Who answers for it.
    pub custodian: String,
}

/// A network control that is settled (IN12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Whether it is in place; else it is not needed.
    pub is_in_place: bool,
    /// How that is known, or why it is not needed.
    pub note: String,
    /// The item of evidence that shows it.
    pub evidence: Option<String>,
}

/// A firewall for review (IN13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firewall {
    /// SHA-256 of the text.
    pub sha256: String,
    /// Rules that let something through.
    pub rules: u64,
    /// Who proposed it.
    pub proposed_by: String,
    /// Who else agreed to exactly this text.
    pub approved_by: Option<String>,
}

/// Where logs go (IN14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routed {
    /// Where to.
    pub to: String,
    /// How that was seen.
    pub seen: String,
}

/// Who looks for updates (IN6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Updates {
    /// Who.
    pub owner: String,
    /// Every so many days.
    pub every_days: u16,
}

/// How far recommendations were followed at one time (EN4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// When it was measured.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Checks that are met.
    pub met: u64,
    /// Checks that fall short.
    pub short: u64,
    /// Checks of which nothing could be seen.
    pub unseen: u64,
}

impl Score {
    /// The score that an entry tells, of a case or of none.
    pub(super) fn of(entry: &super::Entry) -> Option<Self> {
        let super::What::Instance(Entry::HardeningMeasured { met, short, unseen, .. }) =
            &entry.what
        else {
            return None;
        };
        let (at, by) = (entry.recorded_at, entry.by.clone());
        Some(Self { at, by, met: *met, short: *short, unseen: *unseen })
    }

    /// Met of those that could be seen, in percent, rounded down; 0 when nothing could be.
    pub fn percent(&self) -> u64 {
        self.met.saturating_mul(100).checked_div(self.met.saturating_add(self.short)).unwrap_or(0)
    }
}

/// What was said adds up to this.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InstanceState {
    /// Sheets, by kind; one that was never drawn up is missing.
    pub sheets: BTreeMap<SheetKind, Sheet>,
    /// The ledger of rotation, by place (IN5).
    pub rotation: BTreeMap<Section, Page>,
    /// Where state and logs were saved (IN7).
    pub saved: Vec<Stated<Saved>>,
    /// From what it is rebuilt, as last decided (IN10).
    pub rebuild: Option<Stated<Rebuild>>,
    /// Network controls that are settled (IN12).
    pub controls: BTreeMap<Control, Stated<Settled>>,
    /// The firewall that was proposed last (IN13).
    pub firewall: Option<Firewall>,
    /// Where logs go, as last seen (IN14).
    pub logs: Option<Stated<Routed>>,
    /// The version, as last compared (IN6).
    pub version: Option<Stated<release::Compared>>,
    /// Who looks for updates, as last planned (IN6).
    pub updates: Option<Stated<Updates>>,
    /// Reasons for which steps were taken before their turn (IN16).
    pub out_of_turn: BTreeMap<String, String>,
}

impl InstanceState {
    /// Adds an entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::SheetDrawn { sheet, source, items, compared } => {
                let kept = self.sheets.entry(*sheet).or_default();
                kept.begin(*sheet, source);
                (kept.drawn_at, kept.compared) = (Some(told.at), *compared);
                kept.add(*sheet, items);
            }
            Entry::SheetGrew { sheet, items } => {
                let Some(kept) = self.sheets.get_mut(sheet) else { return false };
                kept.add(*sheet, items);
            }
            Entry::ItemsJudged { .. } => return self.judge(entry, told),
            Entry::SecretsListed { .. }
            | Entry::SecretChanged { .. }
            | Entry::SectionEmpty { .. } => self.rotate(entry, told),
            Entry::FirewallProposed { sha256, rules } => {
                self.firewall = Some(Firewall {
                    sha256: sha256.clone(),
                    rules: *rules,
                    proposed_by: told.by.to_owned(),
                    approved_by: None,
                });
            }
            Entry::FirewallApproved { sha256, out_of_turn } => {
                let asked = self.firewall.as_mut().filter(|wall| wall.sha256 == *sha256);
                let Some(wall) = asked else { return false };
                wall.approved_by.get_or_insert_with(|| told.by.to_owned());
                self.note_turn("restrict-traffic", out_of_turn.as_ref());
            }
            Entry::HardeningMeasured { .. } => {}
            Entry::StateSaved { .. }
            | Entry::RebuildDecided { .. }
            | Entry::ControlStated { .. }
            | Entry::LogsRouted { .. }
            | Entry::VersionCompared { .. }
            | Entry::UpdatesPlanned { .. } => self.state(entry, told),
        }
        true
    }

    fn judge(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        let Entry::ItemsJudged { sheet, items, verdict, note, out_of_turn } = entry else {
            return false;
        };
        let Some(kept) = self.sheets.get_mut(sheet) else { return false };
        for item in items {
            let (by, at) = (told.by.to_owned(), told.at);
            let judged = Judged { verdict: *verdict, note: note.clone(), by, at };
            kept.judged.insert(item.clone(), judged);
        }
        for step in sheet.steps() {
            self.note_turn(step, out_of_turn.as_ref());
        }
        true
    }

    fn rotate(&mut self, entry: &Entry, told: &Told<'_>) {
        match entry {
            Entry::SecretsListed { section, names } => {
                let page = self.rotation.entry(*section).or_default();
                // What is named after all counts more than "none".
                page.none_because = None;
                for name in names {
                    page.secrets.entry(name.clone()).or_default();
                }
            }
            Entry::SecretChanged { section, name, proof } => {
                let page = self.rotation.entry(*section).or_default();
                let (by, at) = (told.by.to_owned(), told.at);
                let changed = Changed { proof: proof.clone(), by, at };
                page.secrets.insert(name.clone(), Some(changed));
            }
            Entry::SectionEmpty { section, because } => {
                let page = self.rotation.entry(*section).or_default();
                page.none_because = Some((because.clone(), told.by.to_owned()));
            }
            _other_entries => {}
        }
    }

    fn state(&mut self, entry: &Entry, told: &Told<'_>) {
        match entry {
            Entry::StateSaved { seal, place, custodian } => {
                let (seal, place, custodian) = (seal.clone(), place.clone(), custodian.clone());
                self.saved.push(told.states(Saved { seal, place, custodian }));
            }
            Entry::RebuildDecided { decision, out_of_turn } => {
                self.rebuild = Some(told.states(decision.clone()));
                self.note_turn("rebuild", out_of_turn.as_ref());
            }
            Entry::ControlStated { control, is_in_place, note, evidence, out_of_turn } => {
                let (note, evidence) = (note.clone(), evidence.clone());
                let settled = Settled { is_in_place: *is_in_place, note, evidence };
                self.controls.insert(*control, told.states(settled));
                self.note_turn("network-controls", out_of_turn.as_ref());
            }
            Entry::LogsRouted { to, seen, out_of_turn } => {
                let (to, seen) = (to.clone(), seen.clone());
                self.logs = Some(told.states(Routed { to, seen }));
                self.note_turn("independent-logs", out_of_turn.as_ref());
            }
            Entry::VersionCompared { compared, .. } => {
                self.version = Some(told.states(compared.clone()));
            }
            Entry::UpdatesPlanned { owner, every_days } => {
                let updates = Updates { owner: owner.clone(), every_days: *every_days };
                self.updates = Some(told.states(updates));
            }
            _other_entries => {}
        }
    }

    fn note_turn(&mut self, step: &str, reason: Option<&String>) {
        if let Some(reason) = reason {
            self.out_of_turn.entry(step.to_owned()).or_insert_with(|| reason.clone());
        }
    }

    /// Whether something was found: somebody or something malicious, or a secret
    /// that must be changed. Then it is no false alarm.
    pub fn has_found(&self) -> bool {
        let mut judged = self.sheets.values().flat_map(|sheet| sheet.judged.values());
        judged.any(|one| one.verdict == super::playbook::ItemVerdict::Malicious)
            || self.rotation.values().any(|page| !page.secrets.is_empty())
    }

    /// A sheet, if it was drawn up.
    pub fn sheet(&self, kind: SheetKind) -> Option<&Sheet> {
        self.sheets.get(&kind).filter(|sheet| sheet.drawn_at.is_some())
    }

    /// Places of the ledger of rotation that are not accounted for (IN5).
    pub fn unsettled_sections(&self) -> impl Iterator<Item = Section> {
        let is_settled =
            |section: &Section| self.rotation.get(section).is_some_and(Page::is_settled);
        Section::ALL.into_iter().filter(move |section| !is_settled(section))
    }

    /// Whether every point of the list of network controls is settled (IN12).
    pub fn are_controls_settled(&self) -> bool {
        Control::ALL.iter().all(|control| self.controls.contains_key(control))
    }

    /// When the next look for updates is due (IN6); `None` = nobody planned it.
    pub fn update_due_at(&self) -> Option<Timestamp> {
        let plan = self.updates.as_ref()?;
        let compared = self.version.as_ref().map(|version| version.at);
        let from = compared.map_or(plan.at, |at| at.max(plan.at));
        let days = SignedDuration::from_hours(24 * i64::from(plan.what.every_days));
        from.checked_add(days).ok()
    }
}

impl Told<'_> {
    fn states<T>(&self, what: T) -> Stated<T> {
        Stated { what, by: self.by.to_owned(), at: self.at }
    }
}

/// Whether state and logs were saved: what was named is evidence of the case, and
/// was whole when it was last hashed again (IN7).
pub(super) fn is_saved(case: &Case) -> bool {
    let is_whole = |seal: &str| {
        let item = case.evidence_item(seal);
        item.is_some_and(|item| item.verified.is_none_or(|(_, is_sound)| is_sound))
    };
    case.concerns.instance.saved.iter().any(|one| is_whole(&one.what.seal))
}

/// Whether this may be named as what was saved (IN7): evidence of the case, whole
/// when hashed again just now. `problem`: what that showed.
///
/// # Errors
/// That the case does not have it, and how it comes in; that it is damaged.
pub fn may_save(
    case: &Case,
    seal: &str,
    has_arrived: bool,
    problem: Option<&str>,
) -> Result<(), GateRefusal> {
    let (rule, args) = match (case.evidence_item(seal), problem) {
        (Some(_), None) => return Ok(()),
        (Some(item), Some(problem)) => {
            let args = vec![("name", item.name.clone()), ("problem", problem.to_owned())];
            ("instance.saved_damaged", args)
        }
        (None, _) if has_arrived => ("instance.saved_not_taken", Vec::new()),
        (None, _) => ("instance.saved_unknown", Vec::new()),
    };
    let hash = seal.chars().take(12).collect::<String>();
    let args = [("case", case.id.to_string()), ("hash", hash)].into_iter().chain(args);
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    let args = args.map(|(name, value)| (name.to_owned(), value)).collect();
    Err(GateRefusal::new(rule, &["IN7", "IN10"], Text { key, args }))
}

/// The step whose four sections an instance's case must fill (IN5).
const ROTATION_STEP: &str = "change-credentials";

/// Each of the four places is accounted for — in the ledger of rotation, or by
/// the answer to its step — or two people set that aside (IN5).
///
/// # Errors
/// The places that are missing.
pub fn is_rotated(case: &Case) -> Result<(), GateRefusal> {
    use super::playbook::Answer;
    if case.kind != CaseKind::CompromisedInstance {
        return Ok(());
    }
    let held = case.steps.get(ROTATION_STEP);
    let waiver = held.and_then(|held| held.waiver.as_ref());
    if waiver.is_some_and(|waiver| waiver.approved_by.is_some()) {
        return Ok(());
    }
    let answer = held.and_then(|held| held.answered.as_ref()).map(|answered| &answered.answer);
    let is_answered = |section: &Section| match answer {
        Some(Answer::Sections { sections }) => sections.contains_key(section.item()),
        Some(_) | None => false,
    };
    // What the ledger names must be changed, whatever the step says.
    let is_begun = |section: &Section| {
        let page = case.concerns.instance.rotation.get(section);
        page.is_some_and(|page| !page.secrets.is_empty())
    };
    let missing: Vec<&str> = case
        .concerns
        .instance
        .unsettled_sections()
        .filter(|section| is_begun(section) || !is_answered(section))
        .map(Section::item)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let args = [("sections", missing.join(", "))];
    let text = Text::of("refusal-case-rotation-incomplete", args);
    Err(GateRefusal::new("case.rotation_incomplete", &["IN5"], text))
}

/// Whether this person may agree to a firewall: exactly the text that was
/// proposed, and not one's own (IN13).
///
/// # Errors
/// That none was proposed, that it is another one, that it is one's own.
pub fn may_approve_firewall(
    state: &InstanceState,
    sha256: &str,
    person: &str,
) -> Result<(), GateRefusal> {
    let refuse = |rule: &str| {
        let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
        GateRefusal::new(rule, &["IN13"], Text::of(&key, []))
    };
    let Some(wall) = &state.firewall else { return Err(refuse("instance.no_firewall")) };
    if wall.sha256 != sha256 {
        return Err(refuse("instance.other_firewall"));
    }
    apart((Part::Requester, &wall.proposed_by), (Part::Approver, person))
}
