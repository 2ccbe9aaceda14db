//! What the entries about collecting, taking out and handing over add up to,
//! and what must be so before each (LD15, LD16).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Artefact, ArtefactKind, Bundle, Entry, Given, Order, Released};
use crate::assist::redaction::{Edit, Edits, Report};
use crate::assist::scope::Tally;
use crate::coordinate::dive::gate::refusal;
use crate::coordinate::told::Told;
use crate::respond::GateRefusal;

/// What the entries add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandlingState {
    /// Searches, in order; one at a time is under way.
    pub runs: Vec<Run>,
    /// Every frozen file, in order.
    pub artefacts: Vec<Artefact>,
    /// What reviewers changed, in order.
    pub edits: Vec<Edited>,
    /// Redactions, in order; the last one is what may be handed over.
    pub redactions: Vec<Redaction>,
    /// What was handed over, in order.
    pub released: Vec<Released>,
    /// When each link was used, by the hash of its token.
    pub received: BTreeMap<String, Timestamp>,
    /// Links that were ended, by the hash of their token, with the reason.
    pub recalled: BTreeMap<String, String>,
}

/// A search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Into what.
    pub order: Order,
    /// Who began it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// How it ended; `None` = it is under way, or waits to be taken up again.
    pub end: Option<RunEnd>,
}

/// How a search ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum RunEnd {
    /// With what was found.
    Frozen {
        /// Which file.
        artefact: Artefact,
        /// Lines that were looked at, by what was said of them.
        seen: Tally,
        /// Files of bundles that were left out, with the reason.
        left_out: Vec<String>,
    },
    /// Somebody ended it.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// It could not go on.
    Stuck {
        /// Why.
        why: String,
    },
}

/// What a reviewer changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// SHA-256 of the original, in hex.
    pub original: String,
    /// The change.
    pub edit: Edit,
}

/// A redaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// The result.
    pub artefact: Artefact,
    /// The proof.
    pub report: Report,
    /// What was given by hand, and what is not known.
    #[serde(default)]
    pub given: Given,
    /// Who had it made.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Whether doing it again gave the same, as found last.
    pub verified: Option<bool>,
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// It can be used once.
    Open,
    /// It was used.
    Received,
    /// It was ended.
    Recalled,
    /// Its time is over.
    Expired,
    /// What it opens is not what may leave any more: the result changed.
    Outdated,
}

impl Way {
    /// The word used in keys and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Received => "received",
            Self::Recalled => "recalled",
            Self::Expired => "expired",
            Self::Outdated => "outdated",
        }
    }
}

impl HandlingState {
    /// Adds an entry; whether it meant anything.
    pub(in crate::coordinate) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        let (by, at) = (told.by.to_owned(), told.at);
        match entry {
            Entry::Begun { order } => {
                self.runs.push(Run { order: (**order).clone(), by, at, end: None });
                true
            }
            Entry::Cancelled { reason } => self.end(RunEnd::Cancelled { reason: reason.clone() }),
            Entry::Stuck { why } => self.end(RunEnd::Stuck { why: why.clone() }),
            Entry::Frozen { artefact, seen, left_out } => {
                let (seen, left_out) = (seen.clone(), left_out.clone());
                let ended = self.end(RunEnd::Frozen { artefact: artefact.clone(), seen, left_out });
                if ended {
                    self.artefacts.push(artefact.clone());
                }
                ended
            }
            Entry::Edited { original, edit } => {
                // Who said it is who did it, whatever the edit itself says.
                let edit = Edit { by, ..edit.clone() };
                self.edits.push(Edited { original: original.clone(), edit });
                true
            }
            Entry::Redacted { artefact, report, given } => {
                let (artefact, report) = (artefact.clone(), (**report).clone());
                let given = given.clone();
                self.artefacts.push(artefact.clone());
                self.redactions.push(Redaction { artefact, report, given, by, at, verified: None });
                true
            }
            Entry::Verified { sha256, is_same } => {
                let last =
                    self.redactions.iter_mut().rev().find(|one| one.artefact.sha256 == *sha256);
                last.is_some_and(|one| {
                    one.verified = Some(*is_same);
                    true
                })
            }
            Entry::Released { released } => {
                self.released.push(released.clone());
                true
            }
            Entry::Received { token } => {
                self.is_new(token) && self.received.insert(token.clone(), at).is_none()
            }
            Entry::Recalled { token, reason } => {
                self.is_new(token) && self.recalled.insert(token.clone(), reason.clone()).is_none()
            }
        }
    }

    fn end(&mut self, end: RunEnd) -> bool {
        let open = self.runs.last_mut().filter(|run| run.end.is_none());
        open.is_some_and(|run| {
            run.end = Some(end);
            true
        })
    }

    fn is_new(&self, token: &str) -> bool {
        !self.received.contains_key(token) && !self.recalled.contains_key(token)
    }

    /// The search that is under way, or waits to be taken up again.
    pub fn open_run(&self) -> Option<&Run> {
        self.runs.last().filter(|run| run.end.is_none())
    }

    /// The bundles that were searched last.
    pub fn bundles_of_last(&self) -> Vec<Bundle> {
        self.runs.last().map(|run| run.order.bundles.clone()).unwrap_or_default()
    }

    /// What was found last.
    pub fn original(&self) -> Option<&Artefact> {
        self.runs.iter().rev().find_map(Run::original)
    }

    /// The search that found this original.
    pub fn run_of(&self, original: &str) -> Option<&Run> {
        self.runs.iter().rev().find(|run| run.original().is_some_and(|one| one.sha256 == original))
    }

    /// The changes of an original's redaction; `None` = there are none.
    pub fn edits_of(&self, original: &str) -> Option<Edits> {
        let of = self.edits.iter().filter(|one| one.original == original);
        let edits: Vec<Edit> = of.map(|one| one.edit.clone()).collect();
        (!edits.is_empty()).then(|| Edits { original_sha256: original.to_owned(), edits })
    }

    /// The redaction that may be handed over: the last one, of what was found
    /// last, with all edits in it.
    pub fn redaction(&self) -> Option<&Redaction> {
        let last = self.redactions.last()?;
        let original = self.original()?;
        let is_of_it = last.report.original_sha256 == original.sha256;
        let edits = self.edits_of(&original.sha256).map(|edits| edits.sha256());
        (is_of_it && last.report.edits_sha256 == edits).then_some(last)
    }

    /// The hash of exactly what is to be handed over under that name: of the
    /// latest redaction, if it is that one; `None` = there is no such thing (LD15).
    pub fn release_hash(&self, release: &str) -> Option<String> {
        let redaction = self.redaction()?;
        (redaction.artefact.sha256 == release).then(|| redaction.artefact.sha256.clone())
    }

    /// Who wrote at it: whoever searched, redacted or decided on spans. They do
    /// not approve it.
    pub fn authors(&self) -> Vec<String> {
        let runs = self.runs.iter().map(|run| run.by.clone());
        let redactions = self.redactions.iter().map(|one| one.by.clone());
        let mut names: Vec<String> = runs
            .chain(redactions)
            .chain(self.edits.iter().map(|one| one.edit.by.clone()))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// What was handed over by that link.
    pub fn by_token(&self, token: &str) -> Option<&Released> {
        self.released.iter().find(|one| one.token == token)
    }

    /// How a link stands.
    pub fn way(&self, released: &Released, now: Timestamp) -> Way {
        if self.received.contains_key(&released.token) {
            Way::Received
        } else if self.recalled.contains_key(&released.token) {
            Way::Recalled
        } else if now >= released.expires_at {
            Way::Expired
        } else if self.release_hash(&released.sha256).is_none() {
            Way::Outdated
        } else {
            Way::Open
        }
    }

    /// Whether a link may be used now: once, before it ends.
    ///
    /// # Errors
    /// How it ended.
    pub fn may_take(&self, released: &Released, now: Timestamp) -> Result<(), GateRefusal> {
        let args = [("link", super::short(&released.token))];
        match self.way(released, now) {
            Way::Open => Ok(()),
            Way::Received => Err(refusal("dive.link_used", &["LD16"], args)),
            Way::Recalled => Err(refusal("dive.link_recalled", &["LD16"], args)),
            Way::Expired => Err(refusal("dive.link_expired", &["LD16"], args)),
            Way::Outdated => {
                let args = [("hash", super::short(&released.sha256))];
                Err(refusal("dive.other_result", &["LD15"], args))
            }
        }
    }

    /// Whether an edit can be: of what was found last, of a line that it has.
    ///
    /// # Errors
    /// The rule.
    pub fn may_edit(&self, original: &str, edit: &Edit) -> Result<(), GateRefusal> {
        let known = self.original().filter(|one| one.sha256 == original);
        let Some(known) = known else {
            return Err(refusal("dive.not_the_original", &["LD26"], []));
        };
        if edit.line == 0 || edit.line > known.lines || edit.start >= edit.end {
            return Err(refusal("dive.edit_of_nothing", &["LD26"], []));
        }
        Ok(())
    }
}

impl Run {
    /// What it found.
    pub fn original(&self) -> Option<&Artefact> {
        match &self.end {
            Some(RunEnd::Frozen { artefact, .. }) => Some(artefact),
            Some(RunEnd::Cancelled { .. } | RunEnd::Stuck { .. }) | None => None,
        }
    }
}

impl Artefact {
    /// Whether it may leave at all.
    pub fn is_redacted(&self) -> bool {
        matches!(self.kind, ArtefactKind::Redacted { .. })
    }
}
