//! How entries about the playbook add up on a case.

use super::Answered;
use crate::coordinate::{Case, Consent, Entry, Link, What};

impl Case {
    /// Applies an answer, a link or a consent; whether it meant anything.
    pub(in crate::coordinate) fn apply_playbook(&mut self, entry: &Entry) -> bool {
        if let What::StepAnswered { step, answer, out_of_turn, .. } = &entry.what {
            let answered = Answered {
                answer: answer.clone(),
                by: entry.by.clone(),
                at: entry.recorded_at,
                out_of_turn: out_of_turn.clone(),
            };
            self.steps.entry(step.clone()).or_default().add(answered);
            return true;
        }
        if let What::CaseLinked { other, relation, about } = &entry.what {
            let link = Link { other: *other, relation: *relation, about: about.clone() };
            let is_new = !self.links.contains(&link);
            if is_new {
                self.links.push(link);
            }
            return is_new;
        }
        let What::ConsentRecorded { person, role, at, source } = &entry.what else { return false };
        self.consents.push(Consent {
            person: person.clone(),
            role: role.clone(),
            at: *at,
            source: source.clone(),
            recorded_by: entry.by.clone(),
        });
        true
    }
}
