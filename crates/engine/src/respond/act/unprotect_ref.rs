//! Taking the protection of a branch or tag away: only to undo one that the
//! attacker, or this product, made (MS5).
//!
//! Source: GitLab docs, `api/protected_branches`, `api/protected_tags`.

use event::ProjectId;
use serde::{Deserialize, Serialize};

use super::naming::is_gone;
use super::protect_ref::inherited;
use super::{Act, Place, ProtectRef, Protection, RefKind, Rules, Seen, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Takes the protection of a branch or tag away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnprotectRef {
    /// The project.
    pub project: ProjectId,
    /// Branch or tag.
    pub what: RefKind,
    /// Its name, or a pattern with `*`.
    pub reference: String,
}

impl Rules for UnprotectRef {
    fn kind(&self) -> &'static str {
        "unprotect_ref"
    }

    fn label(&self) -> Text {
        Text::of("act-unprotect-ref", [])
    }

    fn target(&self, view: View<'_>) -> String {
        format!("{} @ {}", self.reference, Place::Project { project: self.project }.shown(view))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-unprotect-ref", [("name", self.target(view))])]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let set = Protection::of_seen(before?)?;
        let (project, what, reference) = (self.project, self.what, self.reference.clone());
        Some(Act::ProtectRef(ProtectRef { project, what, reference, set }))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        inherited(now)
    }
}
