//! What is going on, and what waits for whom.

use std::collections::BTreeMap;

use engine::coordinate::separation::is_same_person;
use engine::coordinate::{
    Case, CaseKind, CasePlan, Cases, Phase, StepState, approval, duty, playbook,
};
use engine::detect::Finding;
use engine::investigate::triage::{Sighting, Standing, Traits, standing};
use engine::respond::gate;
use jiff::{SignedDuration, Timestamp};

use super::cases::cases_for;
use super::error::allow;
use super::{App, AppError, CaseSummary, Due, Now};
use crate::person::{Permission, Person};

/// Loose findings shown at once.
const LOOSE_SHOWN_MAX: usize = 50;

/// What comes due later is on the page of everything due.
const OWED_AHEAD: SignedDuration = SignedDuration::from_hours(24);

impl App {
    /// What is going on and what waits for this person.
    pub async fn now(&self, person: &Person) -> Result<Now, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        let policy = &self.inner.policy;
        let owed = self.due_by_clock(person, None, Some(OWED_AHEAD))?;
        let barred = self.barred().await?;
        let counts = |name: &str| barred.counts(name);
        Ok(self.inner.journal.read(|cases| {
            let open = cases_for(cases, person).rev().filter(|case| case.phase != Phase::Closed);
            let open: Vec<&Case> = open.collect();
            let mut due: Vec<Due> =
                open.iter().flat_map(|case| due_of(case, person, policy, (now, &counts))).collect();
            if person.may(Permission::Approve) {
                due.extend(open.iter().flat_map(|case| {
                    let policies = self.policies();
                    approval::pending(case, policies, &person.name, (now, &counts))
                        .into_iter()
                        .filter_map(message_due)
                }));
            }
            due.sort_by_key(urgency);
            let (loose_findings, loose_findings_total, suppressed_findings) = self.loose(cases);
            Now {
                at: now,
                due,
                owed,
                open_cases: open.iter().map(|case| CaseSummary::of(case, cases, now)).collect(),
                loose_findings,
                loose_findings_total,
                suppressed_findings,
            }
        }))
    }

    /// The gravest findings that belong to no case and want to be looked at, how
    /// many there are, and how many may wait. What their events tell counts as
    /// far as it was read for the page of findings.
    fn loose(&self, cases: &Cases) -> (Vec<Finding>, usize, usize) {
        let nothing = Traits::default();
        let (mut loose, mut waiting) = (Vec::new(), 0_usize);
        self.with_kept_traits(|kept| {
            for finding in cases.loose_findings() {
                let raised = cases.raised.get(&finding.id);
                let raised_at = raised.map_or(finding.occurred_at, |raised| raised.at);
                let traits = kept.get(&finding.id).unwrap_or(&nothing);
                let seen = Sighting { finding, raised_at, traits };
                match standing(&seen, &cases.suppressions) {
                    Standing::Open => loose.push(finding),
                    Standing::Suppressed { .. } => waiting = waiting.saturating_add(1),
                    Standing::Own => {}
                }
            }
        });
        let total = loose.len();
        loose.sort_by_key(|finding| std::cmp::Reverse((finding.level, finding.occurred_at)));
        (loose.into_iter().take(LOOSE_SHOWN_MAX).cloned().collect(), total, waiting)
    }
}

impl CaseSummary {
    /// The line that a case is in a list.
    pub(super) fn of(case: &Case, cases: &Cases, now: Timestamp) -> Self {
        let levels = case.findings.iter().filter_map(|id| Some(cases.findings.get(id)?.level));
        let waiting = case
            .plans
            .values()
            .filter(|plan| plan.is_open(now) && plan.approvals.is_empty() && plan.steps.is_empty());
        Self {
            id: case.id,
            title: case.title.clone(),
            kind: case.kind,
            phase: case.phase,
            opened_at: case.opened_at,
            opened_by: case.opened_by.clone(),
            findings: case.findings.len(),
            level: levels.max(),
            severity: case.concerns.severity.level(),
            duties: case
                .concerns
                .duty
                .held()
                .map(|tenure| (tenure.duty.clone(), tenure.person.clone()))
                .collect(),
            exposure_window_s: case.exposure_window_s(),
            plans_waiting: waiting.count(),
            exercise: case.concerns.exercise.scenario.clone(),
            leftovers: case.leftovers.as_ref().map(Vec::len),
        }
    }
}

/// The time, and whose approvals still count.
type Asked<'a> = (Timestamp, &'a dyn Fn(&str) -> bool);

fn due_of(case: &Case, person: &Person, policy: &gate::Policy, at: Asked<'_>) -> Vec<Due> {
    let id = case.id;
    let mut due: Vec<Due> =
        case.plans.values().flat_map(|plan| due_of_plan(case, plan, person, policy, at)).collect();
    due.extend(due_of_duties(case, person));
    if person.may(Permission::WriteCase) {
        match &case.leftovers {
            Some(left) if !left.is_empty() => {
                due.push(Due::Leftovers { case: id, count: left.len() });
            }
            Some(_) | None if case.has_acted() && !case.is_swept_clean() => {
                due.push(Due::Sweep { case: id });
            }
            Some(_) | None => {}
        }
        // Of a request for logs nothing was exposed.
        let is_incident = case.kind != CaseKind::AssistanceRequest;
        if is_incident && case.exposed_at().is_none() && !case.is_exposure_unknown() {
            due.push(Due::ExposureTime { case: id });
        }
    }
    due
}

/// Offers to this person, duties that this person was asked for and nobody has
/// yet, and the first severity where it is this person's to set.
fn due_of_duties(case: &Case, person: &Person) -> Vec<Due> {
    let (id, state) = (case.id, &case.concerns.duty);
    if !person.may(Permission::HoldDuty) {
        return Vec::new();
    }
    let is_mine = |name: &str| is_same_person(name, &person.name);
    let offers = state.open_offers().filter(|offer| is_mine(&offer.to));
    let offered = offers.map(|offer| (offer.duty.clone(), Some(offer.index)));
    let mut wanted: BTreeMap<String, Option<u64>> = offered.collect();
    let free = state.asked.iter().filter(|ask| state.holder(&ask.duty).is_none());
    for ask in free.filter(|ask| is_mine(&ask.person)) {
        wanted.entry(ask.duty.clone()).or_insert(None);
    }
    let wanted = wanted.into_iter();
    let mut due: Vec<Due> =
        wanted.map(|(duty, offer)| Due::Duty { case: id, duty, offer }).collect();
    let leads = [duty::SEOC, duty::SIMOC].iter().any(|lead| state.is_held_by(lead, &person.name));
    if leads && case.concerns.severity.level().is_none() {
        due.push(Due::Severity { case: id });
    }
    due
}

fn due_of_plan(
    case: &Case,
    plan: &CasePlan,
    person: &Person,
    policy: &gate::Policy,
    (now, counts): Asked<'_>,
) -> Vec<Due> {
    let (id, hash) = (case.id, plan.plan.hash());
    let mut due: Vec<Due> = plan
        .steps
        .iter()
        .filter(|(_, state)| state.is_unknown() && person.may(Permission::Execute))
        .map(|(step, _)| Due::Unknown { case: id, hash: hash.clone(), step: *step })
        .collect();
    if !plan.is_open(now) || plan.steps.values().any(StepState::is_undone) {
        return due;
    }
    let has_approved = plan.approvals.iter().any(|approval| approval.by == person.name);
    let matter = playbook::matter(case);
    let approvers = plan.approvals.iter().map(|one| one.by.as_str());
    let approvers: Vec<&str> = approvers.filter(|name| counts(name)).collect();
    if policy.quorum(&plan.plan, &approvers, &matter).is_reached() {
        if person.may(Permission::Execute) {
            due.push(Due::Execution { case: id, hash });
        }
    } else if person.may(Permission::Approve)
        && !has_approved
        && gate::may_approve_in(&plan.plan, &person.name, now, policy, &matter).is_ok()
    {
        let requested_by = plan.plan.requested_by.clone();
        let expires_at = plan.plan.expires_at;
        due.push(Due::Approval { case: id, hash, requested_by, expires_at });
    }
    due
}

/// A message or exception that the reader may answer; plans are told elsewhere.
fn message_due(one: approval::Pending) -> Option<Due> {
    let is_plan = matches!(one.subject, approval::Subject::Plan { .. });
    (!is_plan && one.refused.is_none()).then_some(Due::MessageApproval {
        case: one.case,
        title: one.title,
        requested_by: one.requested_by,
        expires_at: one.expires_at,
    })
}

fn urgency(due: &Due) -> u8 {
    match due {
        Due::Unknown { .. } => 0,
        Due::Duty { .. } => 1,
        Due::Severity { .. } => 2,
        Due::Execution { .. } => 3,
        Due::Approval { .. } | Due::MessageApproval { .. } => 4,
        Due::Leftovers { .. } => 5,
        Due::Sweep { .. } => 6,
        Due::ExposureTime { .. } => 7,
    }
}
