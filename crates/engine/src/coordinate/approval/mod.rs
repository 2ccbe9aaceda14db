//! Approvals: one mechanism for plans, messages, exceptions and releases (CE5, CM25, X6).
//!
//! Somebody asks for approval of exactly one thing, named by its hash. Others
//! answer, each for that hash and no other. What has changed since, has run out,
//! was written by who answers, or was approved by somebody who may not any more,
//! counts for nothing; who counts is looked up when it is needed, not when it
//! was said.
//!
//! Groups, quorum and back-ups are `respond::gate`'s. A group `duty:…` is
//! whoever has that duty in the case.

mod inbox;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::communication::policy::DUTY;
use super::communication::{self, MessageId};
use super::separation::{Part, apart, is_same_person};
use super::told::{Sentence, Told};
use super::{Case, communication::compose, dive};
use crate::respond::gate::{self, Asked, Group, Quorum, Terms};
use crate::respond::plan::Text;
use crate::respond::{GateRefusal, PlanHash};

pub use inbox::{Pending, pending};

/// What is approved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// A plan.
    Plan {
        /// Its hash.
        hash: PlanHash,
    },
    /// A message, to be sent.
    Message {
        /// Its number.
        message: MessageId,
    },
    /// That a message may go although a rule refuses (CM22, CM24).
    Exception {
        /// Its number.
        message: MessageId,
        /// The rule.
        rule: String,
    },
    /// What is given to somebody outside from the record.
    Release {
        /// Its name.
        release: String,
    },
    /// That logs are searched for somebody whose plan does not include it (LD11).
    DiveException,
}

impl Subject {
    /// The word used in keys and JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Plan { .. } => "plan",
            Self::Message { .. } => "message",
            Self::Exception { .. } => "exception",
            Self::Release { .. } => "release",
            Self::DiveException => "dive_exception",
        }
    }
}

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "approval", rename_all = "snake_case")]
pub enum Entry {
    /// Somebody asks. A plan is asked for by being proposed.
    Requested {
        /// For what.
        subject: Subject,
        /// The hash of exactly what is asked for.
        hash: String,
        /// Why.
        reason: String,
        /// After this it must be asked for again.
        expires_at: Timestamp,
    },
    /// Somebody agrees to exactly that.
    Given {
        /// To what.
        subject: Subject,
        /// To exactly this.
        hash: String,
        /// What there is to say of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Somebody does not agree: it must be changed and asked for again.
    Declined {
        /// To what.
        subject: Subject,
        /// To exactly this.
        hash: String,
        /// Why.
        reason: String,
    },
}

/// What somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// For what.
    pub subject: Subject,
    /// The hash of exactly what is asked for.
    pub hash: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub requested_by: String,
    /// When.
    pub requested_at: Timestamp,
    /// After this it must be asked for again.
    pub expires_at: Timestamp,
    /// What was answered, in order.
    pub answers: Vec<Answer>,
}

/// What somebody answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Yes or no.
    pub is_yes: bool,
    /// Why.
    pub reason: Option<String>,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApprovalState {
    /// Every request, in order; the last one on a subject holds.
    pub requests: Vec<Request>,
    /// Plans that somebody declined: hash, who, why.
    pub declined_plans: BTreeMap<PlanHash, Answer>,
}

impl ApprovalState {
    /// Adds one entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        let answer = |is_yes, reason: Option<String>| Answer {
            by: told.by.to_owned(),
            at: told.at,
            is_yes,
            reason,
        };
        match entry {
            Entry::Requested { subject, hash, reason, expires_at } => {
                self.requests.push(Request {
                    subject: subject.clone(),
                    hash: hash.clone(),
                    reason: reason.clone(),
                    requested_by: told.by.to_owned(),
                    requested_at: told.at,
                    expires_at: *expires_at,
                    answers: Vec::new(),
                });
                true
            }
            Entry::Declined { subject: Subject::Plan { hash }, reason, .. } => {
                let declined = answer(false, Some(reason.clone()));
                self.declined_plans.entry(hash.clone()).or_insert(declined);
                true
            }
            Entry::Given { subject, hash, reason } => {
                self.answer((subject, hash), answer(true, reason.clone()))
            }
            Entry::Declined { subject, hash, reason } => {
                self.answer((subject, hash), answer(false, Some(reason.clone())))
            }
        }
    }

    /// One answer of each person, to the request that holds and to its hash only.
    fn answer(&mut self, (subject, hash): (&Subject, &str), answer: Answer) -> bool {
        let asked = self.requests.iter_mut().rev().find(|one| one.subject == *subject);
        let Some(request) = asked.filter(|one| one.hash == hash) else { return false };
        if request.answers.iter().any(|given| is_same_person(&given.by, &answer.by)) {
            return false;
        }
        request.answers.push(answer);
        true
    }

    /// The request that holds on a subject.
    pub fn request(&self, subject: &Subject) -> Option<&Request> {
        self.requests.iter().rev().find(|one| one.subject == *subject)
    }
}

/// The organisation's word: the gate's policy with its groups, and the one
/// about communication.
#[derive(Debug, Clone, Copy)]
pub struct Policies<'a> {
    /// About plans, and the groups of approvers.
    pub gate: &'a gate::Policy,
    /// About messages.
    pub communication: &'a communication::Policy,
    /// About requests for logs.
    pub desk: &'a dive::desk::Desk,
}

/// What must be known to judge approvals of one subject: what it is now, who
/// wrote it, who may agree.
#[derive(Debug, Clone)]
pub struct Bench {
    /// Its hash as it is now; `None` = there is no such thing any more.
    pub hash: Option<String>,
    /// Whoever wrote at it.
    pub authors: Vec<String>,
    /// Groups, those of duties in this case among them.
    pub policy: gate::Policy,
    /// Who must agree, and by when.
    pub terms: Terms,
    /// How long a request holds.
    pub valid_for: jiff::SignedDuration,
}

impl Bench {
    /// The bench for a subject of a case.
    pub fn of(case: &Case, subject: &Subject, policies: Policies<'_>) -> Self {
        let words = policies.communication;
        let found = match subject {
            Subject::Message { message } | Subject::Exception { message, .. } => {
                case.concerns.communication.message(*message)
            }
            Subject::Plan { .. } | Subject::Release { .. } | Subject::DiveException => None,
        };
        let asked = &case.concerns.dive;
        let review = match subject {
            Subject::Message { .. } => found
                .and_then(|message| words.kinds.get(&message.draft.kind))
                .map(|kind| kind.review.clone())
                .unwrap_or_default(),
            Subject::Exception { .. } => words.exceptions.clone(),
            Subject::Release { .. } => policies.desk.release.clone(),
            Subject::DiveException => policies.desk.exception.clone(),
            Subject::Plan { .. } => communication::Review::default(),
        };
        let hash = match subject {
            Subject::Plan { hash } => case.plans.get(hash).map(|kept| kept.plan.hash().0),
            Subject::Message { .. } => found.map(|message| compose::hash(&message.draft, words)),
            Subject::Exception { rule, .. } => {
                found.map(|message| compose::exception_hash(&message.draft, rule, words))
            }
            Subject::Release { release } => asked.handling.release_hash(release),
            Subject::DiveException => dive::gate::exception_hash(asked),
        };
        let authors = match subject {
            Subject::DiveException => asked.filed_by.iter().cloned().collect(),
            Subject::Release { .. } => asked.handling.authors(),
            Subject::Plan { .. } | Subject::Message { .. } | Subject::Exception { .. } => {
                found.iter().flat_map(|message| message.authors.clone()).collect()
            }
        };
        Self {
            hash,
            authors,
            policy: with_duties(case, policies.gate, &review),
            terms: review.terms(),
            valid_for: review.valid_for,
        }
    }
}

/// The groups of the settings and, for each duty that the review names, who has
/// it in this case.
fn with_duties(case: &Case, gate: &gate::Policy, review: &communication::Review) -> gate::Policy {
    let mut policy = gate.clone();
    for duty in review.duties() {
        let holder = case.concerns.duty.holder(duty).map(|tenure| tenure.person.clone());
        let members = holder.into_iter().collect();
        policy.groups.insert(format!("{DUTY}{duty}"), Group { members, backups: Vec::new() });
    }
    policy
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// Others must still agree.
    Waiting,
    /// All who must have agreed.
    Approved,
    /// Somebody does not agree.
    Declined,
    /// The time is over.
    Expired,
    /// What it was for has changed since.
    Voided,
}

impl Stands {
    /// The word used in keys and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Voided => "voided",
        }
    }
}

/// Who has agreed and counts, and how the request stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// How it stands.
    pub stands: Stands,
    /// How far it has come.
    pub quorum: Quorum,
    /// Who has agreed and counts.
    pub approvers: Vec<String>,
}

/// Judges a request now. `counts` says whether somebody who agreed may still
/// approve: a role that was taken away takes the approval along.
pub fn standing(
    request: &Request,
    bench: &Bench,
    now: Timestamp,
    counts: &dyn Fn(&str) -> bool,
) -> Standing {
    let is_author = |name: &str| bench.authors.iter().any(|author| is_same_person(author, name));
    let approvers: Vec<String> = request
        .answers
        .iter()
        .filter(|answer| answer.is_yes && !is_author(&answer.by) && counts(&answer.by))
        .map(|answer| answer.by.clone())
        .collect();
    let named: Vec<&str> = approvers.iter().map(String::as_str).collect();
    let asked = Asked { by: &request.requested_by, at: request.requested_at };
    let quorum = bench.policy.tally(asked, &named, &bench.terms);
    let is_declined = request.answers.iter().any(|answer| !answer.is_yes);
    let stands = if bench.hash.as_deref() != Some(request.hash.as_str()) {
        Stands::Voided
    } else if is_declined {
        Stands::Declined
    } else if now > request.expires_at {
        Stands::Expired
    } else if quorum.is_reached() {
        Stands::Approved
    } else {
        Stands::Waiting
    };
    Standing { stands, quorum, approvers }
}

/// Whether this person may answer now, for exactly this hash: what was changed,
/// has run out, is one's own, or was asked for something else is refused.
///
/// # Errors
/// The rule, and what to do.
pub fn may_answer(
    request: Option<&Request>,
    bench: &Bench,
    (person, hash): (&str, &str),
    now: Timestamp,
) -> Result<(), GateRefusal> {
    let Some(request) = request else {
        return Err(refusal("approval.not_asked", []));
    };
    if request.hash != hash {
        return Err(refusal("approval.other_hash", [("hash", short(&request.hash))]));
    }
    if bench.hash.as_deref() != Some(hash) {
        return Err(refusal("approval.changed_since", [("hash", short(hash))]));
    }
    if now > request.expires_at {
        return Err(refusal("approval.expired", [("when", request.expires_at.to_string())]));
    }
    if let Some(declined) = request.answers.iter().find(|answer| !answer.is_yes) {
        return Err(refusal("approval.declined", [("person", declined.by.clone())]));
    }
    let asked = Asked { by: &request.requested_by, at: request.requested_at };
    gate::may_answer(asked, person, now, &bench.policy, &bench.terms)?;
    for author in &bench.authors {
        apart((Part::Drafter, author), (Part::Reviewer, person))?;
    }
    Ok(())
}

/// What is missing for a subject to be approved now; none = it is.
pub fn missing(
    request: Option<&Request>,
    bench: &Bench,
    now: Timestamp,
    counts: &dyn Fn(&str) -> bool,
) -> Vec<GateRefusal> {
    let Some(request) = request else { return vec![refusal("approval.not_asked", [])] };
    let found = standing(request, bench, now, counts);
    match found.stands {
        Stands::Approved => Vec::new(),
        Stands::Voided => {
            vec![refusal("approval.changed_since", [("hash", short(&request.hash))])]
        }
        Stands::Expired => {
            vec![refusal("approval.expired", [("when", request.expires_at.to_string())])]
        }
        Stands::Declined => {
            let person = request.answers.iter().find(|answer| !answer.is_yes);
            let person = person.map(|answer| answer.by.clone()).unwrap_or_default();
            vec![refusal("approval.declined", [("person", person)])]
        }
        Stands::Waiting => gate::too_few_approvals(&found.quorum, &bench.terms),
    }
}

/// Refuses a plan that somebody declined: it must be made anew.
///
/// # Errors
/// Who declined it.
pub fn plan_is_not_declined(case: &Case, hash: &PlanHash) -> Result<(), GateRefusal> {
    match case.concerns.approval.declined_plans.get(hash) {
        None => Ok(()),
        Some(declined) => Err(refusal("approval.declined", [("person", declined.by.clone())])),
    }
}

/// A refusal whose words stand under `refusal-<rule>` with dashes.
fn refusal<const N: usize>(rule: &str, args: [(&str, String); N]) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    GateRefusal::new(rule, &["CM25", "CE5"], Text::of(&key, args))
}

/// As much of a hash as a person reads.
fn short(hash: &str) -> String {
    hash.chars().take(8).collect()
}

/// What the subject is called in a sentence.
fn name(subject: &Subject) -> String {
    match subject {
        Subject::Plan { hash } => short(&hash.0),
        Subject::Message { message } | Subject::Exception { message, .. } => message.to_string(),
        Subject::Release { release } => release.clone(),
        Subject::DiveException => String::new(),
    }
}

/// The timeline's sentence of an entry.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    let args = |subject: &Subject, hash: &str, reason: &str| {
        let rule = match subject {
            Subject::Exception { rule, .. } => rule.clone(),
            Subject::Plan { .. }
            | Subject::Message { .. }
            | Subject::Release { .. }
            | Subject::DiveException => String::new(),
        };
        [
            ("subject", subject.kind().to_owned()),
            ("name", name(subject)),
            ("rule", rule),
            ("hash", short(hash)),
            ("reason", reason.to_owned()),
        ]
    };
    match entry {
        Entry::Requested { subject, hash, reason, .. } => {
            Sentence::new("timeline-approval-requested", args(subject, hash, reason))
        }
        Entry::Given { subject, hash, reason } => {
            let reason = reason.as_deref().unwrap_or_default();
            Sentence::new("timeline-approval-given", args(subject, hash, reason))
        }
        Entry::Declined { subject, hash, reason } => {
            Sentence::new("timeline-approval-declined", args(subject, hash, reason))
        }
    }
}
