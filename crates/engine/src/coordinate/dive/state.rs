//! What the entries of a request add up to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::handling::HandlingState;
use super::{Entry, Looked, Requester, Seen};
use crate::assist::decision::{Decision, Outcome};
use crate::assist::request::{Request, Resource, ResourceKind};
use crate::assist::{Part, Policy};
use crate::coordinate::CaseId;
use crate::coordinate::communication::Language;
use crate::coordinate::told::Told;

/// A request for logs, as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DiveState {
    /// What is asked for, with owners as verified; `None` = nothing was filed.
    pub request: Option<Request>,
    /// By whom.
    pub requester: Requester,
    /// Who filed it first: support or customer success (LD8).
    pub filed_by: Option<String>,
    /// What the connection said of the resources, as last looked up.
    pub looked: Vec<Looked>,
    /// Whose the resources are, in the order of the journal; the last one on a resource holds.
    pub ownership: Vec<Ownership>,
    /// What was decided, in order; the last one holds while the request is the same.
    pub decisions: Vec<Decided>,
    /// Parts that became requests of their own.
    pub splits: Vec<(Part, CaseId)>,
    /// What was found, in order; a finding's number is its place from 1.
    pub findings: Vec<Finding>,
    /// What the requester was told, in order.
    pub updates: Vec<Update>,
    /// Times at which telling was late.
    pub late: Vec<Timestamp>,
    /// Attempts to reach the inside past support.
    pub contacts: Vec<Contact>,
    /// What became of the gap issue.
    pub gap: Option<Gap>,
    /// What was collected, taken out and handed over.
    pub handling: HandlingState,
}

/// Whose a resource is (LD18).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ownership {
    /// Project, group or user.
    pub kind: ResourceKind,
    /// Full path, or user name.
    pub path: String,
    /// Whether it is the requester's.
    pub is_owned: bool,
    /// How that is known.
    pub how: String,
    /// Who verified it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A decision with all that it was made by: asked again, it is the same (LD12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What was decided on.
    pub request: Request,
    /// The policy's name.
    pub preset: String,
    /// The policy.
    pub policy: Policy,
    /// What became of it.
    pub decision: Decision,
    /// Who asked for it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Decided {
    /// Whether deciding again says the same.
    pub fn replays(&self) -> bool {
        crate::assist::decide(&self.request, &self.policy) == self.decision
    }

    /// Whether somebody looks into it.
    pub fn is_routed(&self) -> bool {
        matches!(self.decision.outcome, Outcome::RouteSupport | Outcome::RouteSirt)
    }
}

/// Something that was found (LD13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    pub text: String,
    /// SHA-256 of the artefact that shows it.
    pub artefact: Option<String>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What the requester was told (LD14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// What was said.
    pub text: String,
    /// In which language.
    pub language: Language,
    /// How many findings there were.
    pub findings: usize,
    /// Who told.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// An attempt to reach the inside past support (LD7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub from: String,
    /// By what.
    pub by_way_of: String,
    /// What they wanted.
    pub note: String,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What became of the gap issue (LD17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "gap", rename_all = "snake_case")]
pub enum Gap {
    /// It is there.
    Filed {
        /// Its number or address.
        issue: String,
    },
    /// There will be none.
    Waived {
        /// Why.
        reason: String,
        /// Who said so.
        by: String,
    },
}

impl DiveState {
    /// Adds an entry; whether it meant anything.
    pub(in crate::coordinate) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        let (by, at) = (told.by.to_owned(), told.at);
        match entry {
            Entry::Filed { request, requester } => {
                self.filed_by.get_or_insert(by);
                self.requester = requester.clone();
                self.request = Some((**request).clone());
                self.settle_owners();
            }
            Entry::LookedUp { looked } => self.looked.clone_from(looked),
            Entry::OwnershipVerified { resource, path, is_owned, how } => {
                let (path, how) = (path.clone(), how.clone());
                let (kind, is_owned) = (*resource, *is_owned);
                self.ownership.push(Ownership { kind, path, is_owned, how, by, at });
                self.settle_owners();
            }
            Entry::Decided { request, preset, policy, decision } => {
                self.decisions.push(Decided {
                    request: (**request).clone(),
                    preset: preset.clone(),
                    policy: (**policy).clone(),
                    decision: (**decision).clone(),
                    by,
                    at,
                });
            }
            Entry::SplitOff { part, into } => self.splits.push((*part, *into)),
            Entry::Found { text, artefact } => {
                let (text, artefact) = (text.clone(), artefact.clone());
                self.findings.push(Finding { text, artefact, by, at });
            }
            Entry::Updated { text, language, findings } => {
                let (text, language, findings) = (text.clone(), *language, *findings);
                self.updates.push(Update { text, language, findings, by, at });
            }
            Entry::UpdateLate { due_at } => {
                if self.late.contains(due_at) {
                    return false;
                }
                self.late.push(*due_at);
            }
            Entry::Contacted { from, by_way_of, note } => {
                let (from, by_way_of, note) = (from.clone(), by_way_of.clone(), note.clone());
                self.contacts.push(Contact { from, by_way_of, note, by, at });
            }
            Entry::GapFiled { issue, .. } => self.gap = Some(Gap::Filed { issue: issue.clone() }),
            Entry::GapWaived { reason } => {
                self.gap = Some(Gap::Waived { reason: reason.clone(), by });
            }
            Entry::Handling { entry } => return self.handling.apply(entry, told),
        }
        true
    }

    /// Owners are what was verified, whatever the request says of them (LD18).
    fn settle_owners(&mut self) {
        let ownership = &self.ownership;
        for one in self.request.iter_mut().flat_map(|request| &mut request.resources) {
            let verified = ownership.iter().rev().find(|known| known.is_of(one));
            one.owned = verified.map(|known| known.is_owned);
        }
    }

    /// The last decision, if it is about the request as it is now.
    pub fn decided(&self) -> Option<&Decided> {
        let last = self.decisions.last()?;
        let now = self.request.as_ref()?;
        // Whether Legal agreed is no change of what was asked for.
        let then = Request { exception: now.exception, ..last.request.clone() };
        (then == *now).then_some(last)
    }

    /// The request that may be looked into now: decided, routed, not changed since.
    pub fn granted(&self) -> Option<&Decided> {
        self.decided().filter(|decided| decided.is_routed())
    }

    /// What the connection said of a resource.
    pub fn seen(&self, resource: &Resource) -> Option<&Seen> {
        let of = |one: &&Looked| one.kind == resource.kind && one.path == resource.path;
        self.looked.iter().find(of).map(|one| &one.seen)
    }
}

impl Ownership {
    fn is_of(&self, resource: &Resource) -> bool {
        self.kind == resource.kind && self.path == resource.path
    }
}
