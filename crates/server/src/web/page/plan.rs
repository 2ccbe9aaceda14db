//! One plan, at an address that can be sent to who shall approve it. Opening
//! it changes nothing.

mod acts;
mod steps;

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::Case;
use engine::coordinate::case::CasePlan;
use engine::respond::{Attestations, PlanHash, gate};
use jiff::Timestamp;

use super::frame::{Frame, Nav};
use super::{Answer, render};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::Place;
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) use steps::{OutcomeView, outcome};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/plans/{hash}", Access::Needs(Permission::ReadCases), || get(show)),
    Route::post("/plans/{hash}/attest", Access::Needs(Permission::Plan), || post(acts::attest)),
    Route::post("/plans/{hash}/approve", Access::Needs(Permission::Approve), || {
        post(acts::approve)
    }),
    Route::post("/plans/{hash}/execute", Access::Needs(Permission::Execute), || {
        post(acts::execute)
    }),
    Route::post("/plans/{hash}/dry-run", Access::Needs(Permission::Survey), || post(acts::dry_run)),
    Route::post("/plans/{hash}/undo", Access::Needs(Permission::Execute), || post(acts::undo)),
    Route::post("/plans/{hash}/undo-all", Access::Needs(Permission::Execute), || {
        post(acts::undo_all)
    }),
];

#[derive(Template)]
#[template(path = "plan.html")]
struct PlanPage {
    w: Words,
    frame: Frame,
    plan: PlanHead,
    case_id: String,
    case_title: String,
    case_address: String,
    address: String,
    hash: String,
    subject: String,
    requested_by: String,
    expires: Moment,
    impact: Vec<String>,
    gaps: Vec<String>,
    warnings: Vec<String>,
    done_count: usize,
    /// What can be done to all steps at once: where to, and its name.
    buttons: Vec<(&'static str, String)>,
    steps: Vec<steps::StepView>,
    attested: Attestations,
    may_attest: bool,
    approvals: Vec<(String, Moment)>,
    shows_approve: bool,
    approve_refused: Option<String>,
    shows_execute: bool,
}

/// What lists and the page itself show of a plan first.
pub(super) struct PlanHead {
    pub(super) name: String,
    pub(super) state: String,
    pub(super) made: Moment,
}

/// As much of a hash as a person reads.
fn short(hash: &PlanHash) -> String {
    hash.0.chars().take(8).collect()
}

pub(super) fn head(words: &Words, hash: &PlanHash, plan: &CasePlan, now: Timestamp) -> PlanHead {
    PlanHead {
        name: words.t1("plan-name", "hash", short(hash)),
        state: words.t(state_key(plan, now)),
        made: Moment::of(words, plan.plan.made_at, now),
    }
}

/// Where a plan stands, in one word.
fn state_key(plan: &CasePlan, now: Timestamp) -> &'static str {
    if plan.is_executed() {
        "plan-state-executed"
    } else if plan.steps.values().any(engine::coordinate::case::StepState::is_unknown) {
        "plan-state-unknown"
    } else if plan.steps.values().any(|step| !step.is_done() && !step.is_undone()) {
        "plan-state-failed"
    } else if !plan.steps.is_empty() {
        "plan-state-partly"
    } else if !plan.is_open(now) {
        "plan-state-expired"
    } else if !plan.approvals.is_empty() {
        "plan-state-approved"
    } else if plan.attestations.impact_understood && plan.attestations.guideline.is_some() {
        "plan-state-waiting"
    } else {
        "plan-state-proposed"
    }
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
) -> Answer {
    let hash = PlanHash(hash);
    let (case, plan) = web.app.standing_plan(&person, &hash).await?;
    render(&page(&web, &visitor, &person, (&case, &hash, &plan)))
}

fn page(
    web: &Web,
    visitor: &Visitor,
    person: &Person,
    (case, hash, found): (&Case, &PlanHash, &CasePlan),
) -> PlanPage {
    let words = &visitor.words;
    let now = web.app.clock().now();
    let plan = &found.plan;
    let is_open = found.is_open(now);
    let may_approve = person.may(Permission::Approve);
    let has_approved = found.approvals.iter().any(|approval| approval.by == person.name);
    let matter = engine::coordinate::playbook::matter(case);
    let refused = gate::may_approve_in(plan, &person.name, now, web.app.policy(), &matter).err();
    PlanPage {
        frame: Frame::of(visitor, Nav::Cases),
        plan: head(words, hash, found, now),
        case_id: case.id.to_string(),
        case_title: case.title.clone(),
        case_address: format!("/cases/{}", case.id.0),
        address: format!("/plans/{hash}"),
        hash: hash.to_string(),
        subject: naming::subject(words, &plan.subject),
        requested_by: plan.requested_by.clone(),
        expires: Moment::of(words, plan.expires_at, now),
        impact: plan.impact.iter().map(|text| words.say(text)).collect(),
        gaps: plan.gaps.clone(),
        warnings: plan.warnings.iter().map(|problem| words.say(&problem.text)).collect(),
        done_count: found.steps.values().filter(|step| !step.is_unknown()).count(),
        buttons: buttons(words, person, found),
        steps: steps::views(words, person, (case, found), now),
        attested: found.attestations.clone(),
        may_attest: person.may(Permission::Plan) && is_open && person.name == plan.requested_by,
        approvals: found
            .approvals
            .iter()
            .map(|approval| (approval.by.clone(), Moment::of(words, approval.at, now)))
            .collect(),
        shows_approve: may_approve && is_open && !has_approved,
        approve_refused: refused
            .filter(|_| {
                is_open && !has_approved && (may_approve || person.name == plan.requested_by)
            })
            .map(|refusal| words.say(&refusal.text)),
        shows_execute: person.may(Permission::Execute) && is_open,
        w: words.clone(),
    }
}

/// What can be done to all steps at once.
fn buttons(words: &Words, person: &Person, plan: &CasePlan) -> Vec<(&'static str, String)> {
    let done = plan.steps.values().filter(|step| step.is_done()).count();
    let dry_run = person.may(Permission::Survey) && !plan.is_executed();
    let undo_all = person.may(Permission::Execute) && done > 1;
    [(dry_run, "dry-run", "dry-run-button"), (undo_all, "undo-all", "undo-all-button")]
        .into_iter()
        .filter(|(is_shown, _, _)| *is_shown)
        .map(|(_, verb, key)| (verb, words.t(key)))
        .collect()
}
