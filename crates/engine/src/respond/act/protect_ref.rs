//! Protecting a branch or tag so that it is protected exactly so (MS5): makes
//! the protection, or changes the one that is there.
//!
//! The trap: where who may push or merge changes, GitLab has no one call for it
//! on every tier. The old protection is taken away and the new one made at once;
//! in between, for the time of one call, the branch is not protected.
//!
//! Source: GitLab docs, `api/protected_branches`, `api/protected_tags`.

use event::ProjectId;
use serde::{Deserialize, Serialize};

use super::{Act, Place, Protection, RefKind, Rules, Seen, Turn, UnprotectRef, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Protects a branch or tag exactly so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectRef {
    /// The project.
    pub project: ProjectId,
    /// Branch or tag.
    pub what: RefKind,
    /// Its name, or a pattern with `*`.
    pub reference: String,
    /// Who may do what then.
    pub set: Protection,
}

impl Rules for ProtectRef {
    fn kind(&self) -> &'static str {
        "protect_ref"
    }

    fn label(&self) -> Text {
        Text::of("act-protect-ref", [])
    }

    fn target(&self, view: View<'_>) -> String {
        format!("{} @ {}", self.reference, Place::Project { project: self.project }.shown(view))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let name = || ("name", self.target(view));
        let mut impact =
            vec![Text::of("impact-protect-ref", [name(), ("rules", self.set.shown())])];
        if let Some(was) = view.seen.and_then(Protection::of_seen) {
            impact.push(Text::of("impact-protect-ref-was", [name(), ("rules", was.shown())]));
            if was.push != self.set.push
                || was.merge != self.set.merge
                || was.unprotect != self.set.unprotect
                || was.create != self.set.create
            {
                impact.push(Text::of("impact-protect-ref-gap", [name()]));
            }
        }
        impact
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let before = before?;
        let (project, what, reference) = (self.project, self.what, self.reference.clone());
        if self.is_so(before) == Some(true) {
            return None;
        }
        if before.is_absent() {
            return Some(Act::UnprotectRef(UnprotectRef { project, what, reference }));
        }
        let set = Protection::of_seen(before)?;
        Some(Act::ProtectRef(Self { project, what, reference, set }))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(false);
        }
        Protection::of_seen(now).map(|now| now == self.set)
    }

    fn turn(&self) -> Turn {
        Turn::Settle
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        inherited(now)
    }
}

/// What a group protects can only be changed there.
pub(super) fn inherited(now: &Seen) -> Option<GateRefusal> {
    now.flag("inherited").then(|| {
        let text = Text::of("obstacle-protection-inherited", []);
        GateRefusal::new("act.inherited", &["MS5"], text)
    })
}
