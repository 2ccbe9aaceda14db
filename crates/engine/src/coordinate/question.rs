//! The questions of a case: what narrows them, what was said of what they found.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::playbook::ItemVerdict;
use super::{Case, Cases, Certainty, Entry};
use crate::investigate::question::{Bound, End, Packs, Question, Start};
use crate::investigate::triage::Policy;
use crate::respond::{Subject, TokenScope};

/// What somebody says of what a question found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// `benign`, `malicious` or `unknown`.
    pub verdict: ItemVerdict,
    /// Why, or what follows.
    #[serde(default)]
    pub note: String,
    /// What it rests on.
    pub basis: Basis,
}

/// What a judgement rests on: enough to run the same query over the same records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The query, with its window, in the search language.
    pub query: String,
    /// How many records of the events ledger could be searched: all before this index.
    pub records: u64,
    /// How many events it found among them.
    pub hits: u64,
    /// Whether those are all; if not, at least so many.
    pub is_all: bool,
}

/// A judgement with who gave it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What was said.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Judged {
    /// A judgement as the journal has it.
    pub fn of(judgement: &Judgement, entry: &Entry) -> Self {
        Self { judgement: judgement.clone(), by: entry.by.clone(), at: entry.recorded_at }
    }
}

/// The questions of a case: those of its kind.
pub fn of_case<'a>(case: &Case, packs: &'a Packs) -> Vec<&'a Question> {
    packs.for_kind(case.kind.as_str())
}

/// Whether every question that these names stand for has a verdict; none named = no.
pub fn are_judged(case: &Case, names: &[String], packs: &Packs) -> bool {
    let named = packs.named(names);
    !named.is_empty() && named.iter().all(|question| case.questions.contains_key(&question.id))
}

/// What the case narrows its questions to: the suspects as stated and surveyed,
/// else who did what its findings tell; from a margin before the exposure until
/// a margin after the revocation (CE7).
pub fn bound(case: &Case, cases: &Cases, policy: &Policy) -> Bound {
    let (since, start) = since(case, cases, policy);
    let until = until(case, policy);
    let mut bound = Bound {
        users: BTreeSet::new(),
        token: None,
        projects: BTreeSet::new(),
        groups: BTreeSet::new(),
        since,
        start,
        until,
        end: if until.is_some() { End::Revocation } else { End::Open },
    };
    match case.subject() {
        Some(Subject::User { user }) => _ = bound.users.insert(user.0),
        Some(Subject::Token { token }) => {
            bound.token = Some(token.id.0);
            if let TokenScope::Impersonation { user } = token.scope {
                bound.users.insert(user.0);
            }
        }
        Some(Subject::Job { project, .. } | Subject::Project { project }) => {
            bound.projects.insert(project.0);
        }
        Some(Subject::Group { group }) => _ = bound.groups.insert(group.0),
        Some(Subject::Instance) | None => {}
    }
    if let Some(survey) = &case.survey {
        bound.users.extend(survey.actors.iter().map(|user| user.0));
        bound.users.extend([survey.user.0].into_iter().filter(|user| *user > 0));
    }
    if bound.users.is_empty() {
        let findings = case.findings.iter().filter_map(|id| cases.findings.get(id));
        let actors = findings.filter_map(|finding| finding.actor_id);
        bound.users.extend(actors.filter(|id| *id > 0));
    }
    bound
}

fn since(case: &Case, cases: &Cases, policy: &Policy) -> (Timestamp, Start) {
    let first =
        case.findings.iter().filter_map(|id| Some(cases.findings.get(id)?.occurred_at)).min();
    let (at, start) = match (case.exposed_at(), first) {
        (Some((at, _)), _) => (at, Start::Exposure),
        (None, Some(at)) => (at, Start::Finding),
        (None, None) => (case.opened_at, Start::Opening),
    };
    let margin = policy.before_exposure;
    (at.checked_sub(margin).unwrap_or(Timestamp::MIN), start)
}

/// A revocation that is only known to lie somewhere after a time ends nothing.
fn until(case: &Case, policy: &Policy) -> Option<Timestamp> {
    match case.revoked_at()? {
        (at, Certainty::Exact | Certainty::NotAfter) => {
            at.checked_add(policy.after_revocation + SignedDuration::from_secs(1)).ok()
        }
        (_, Certainty::NotBefore) => None,
    }
}
