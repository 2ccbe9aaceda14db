//! What waits for an approval in a case: plans, messages, exceptions, in one list.

use jiff::Timestamp;
use serde::Serialize;

use super::{Bench, Policies, Request, Stands, Subject, may_answer, standing};
use crate::coordinate::{Case, CaseId, CasePlan, StepState, playbook};
use crate::respond::gate::{self, Quorum};
use crate::respond::{GateRefusal, PlanHash};

/// Something that waits for an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// The case.
    pub case: CaseId,
    /// What.
    pub subject: Subject,
    /// What it is called: the title of a message, the first act of a plan.
    pub title: String,
    /// The hash that an answer must name.
    pub hash: String,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub requested_at: Timestamp,
    /// Why, if that was said.
    pub reason: String,
    /// When it runs out.
    pub expires_at: Timestamp,
    /// How far it has come.
    pub quorum: Quorum,
    /// Who has agreed and counts.
    pub approvers: Vec<String>,
    /// Whether it should have been decided by now (X6).
    pub is_overdue: bool,
    /// Why the reader may not answer it; `None` = the reader may.
    pub refused: Option<GateRefusal>,
}

/// Everything of a case that waits for an approval at `now`, as `reader` sees
/// it, the first to run out first. `counts` says who may still approve.
pub fn pending(
    case: &Case,
    policies: Policies<'_>,
    reader: &str,
    (now, counts): (Timestamp, &dyn Fn(&str) -> bool),
) -> Vec<Pending> {
    let plans = case
        .plans
        .iter()
        .filter_map(|(hash, kept)| plan(case, (hash, kept), policies.gate, (reader, now, counts)));
    let requests = &case.concerns.approval.requests;
    let last = requests.iter().enumerate().filter(|(place, request)| {
        let later = requests.iter().skip(place.saturating_add(1));
        later.into_iter().all(|other| other.subject != request.subject)
    });
    let messages =
        last.filter_map(|(_, request)| message(case, request, policies, (reader, now, counts)));
    let mut found: Vec<Pending> = plans.chain(messages).collect();
    found.sort_by_key(|one| (one.expires_at, one.subject.clone()));
    found
}

type Reader<'a> = (&'a str, Timestamp, &'a dyn Fn(&str) -> bool);

fn plan(
    case: &Case,
    (hash, kept): (&PlanHash, &CasePlan),
    policy: &gate::Policy,
    (reader, now, counts): Reader<'_>,
) -> Option<Pending> {
    let is_over = !kept.is_open(now) || kept.steps.values().any(StepState::is_undone);
    if is_over || case.concerns.approval.declined_plans.contains_key(hash) {
        return None;
    }
    let matter = playbook::matter(case);
    let approvers: Vec<String> =
        kept.approvals.iter().map(|one| one.by.clone()).filter(|name| counts(name)).collect();
    let named: Vec<&str> = approvers.iter().map(String::as_str).collect();
    let quorum = policy.quorum(&kept.plan, &named, &matter);
    if quorum.is_reached() {
        return None;
    }
    let has_answered = approvers.iter().any(|name| gate::is_same_person(name, reader));
    let refused = gate::may_approve_in(&kept.plan, reader, now, policy, &matter).err();
    Some(Pending {
        case: case.id,
        subject: Subject::Plan { hash: hash.clone() },
        title: kept.plan.acts.first().map(|act| act.target.clone()).unwrap_or_default(),
        hash: hash.0.clone(),
        requested_by: kept.plan.requested_by.clone(),
        requested_at: kept.plan.made_at,
        reason: case.title.clone(),
        expires_at: kept.plan.expires_at,
        is_overdue: quorum.is_overdue(now),
        quorum,
        approvers,
        refused: refused.or_else(|| has_answered.then(|| answered(reader))),
    })
}

fn message(
    case: &Case,
    request: &Request,
    policies: Policies<'_>,
    (reader, now, counts): Reader<'_>,
) -> Option<Pending> {
    let bench = Bench::of(case, &request.subject, policies);
    let found = standing(request, &bench, now, counts);
    if found.stands != Stands::Waiting {
        return None;
    }
    let title = title(case, &request.subject)?;
    let refused = may_answer(Some(request), &bench, (reader, &request.hash), now).err();
    let has_answered = request.answers.iter().any(|one| gate::is_same_person(&one.by, reader));
    Some(Pending {
        case: case.id,
        subject: request.subject.clone(),
        title,
        hash: request.hash.clone(),
        requested_by: request.requested_by.clone(),
        requested_at: request.requested_at,
        reason: request.reason.clone(),
        expires_at: request.expires_at,
        is_overdue: found.quorum.is_overdue(now),
        quorum: found.quorum,
        approvers: found.approvers,
        refused: refused.or_else(|| has_answered.then(|| answered(reader))),
    })
}

/// What the subject is called; `None` = it is not there any more.
fn title(case: &Case, subject: &Subject) -> Option<String> {
    match subject {
        Subject::Message { message } | Subject::Exception { message, .. } => {
            let known = case.concerns.communication.message(*message);
            let draft = &known.filter(|one| one.withdrawn.is_none())?.draft;
            let text = draft.texts.get(&draft.language);
            Some(text.map(|text| text.title.clone()).unwrap_or_default())
        }
        Subject::Release { .. } | Subject::DiveException => {
            Some(case.concerns.dive.requester.organisation.clone())
        }
        Subject::Plan { .. } => None,
    }
}

fn answered(reader: &str) -> GateRefusal {
    super::refusal("approval.answered", [("person", reader.to_owned())])
}
