//! One case: where it stands, what to do next, what happened, what is known.

mod acts;
mod checklist;
mod ci;
mod clocks;
mod evidence;
mod facts;
mod next;
mod people;
mod questions;
pub(super) mod severity;
mod survey;
mod timeline;

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::journal::Certainty;
use engine::coordinate::{Case, CaseId, CaseKind, Phase};
use engine::detect::Finding;
use engine::respond::{Subject, TokenScope};
use jiff::Timestamp;

use super::findings::{FindingRow, LevelView, level, row};
use super::frame::{Frame, Nav};
use super::now::DueItem;
use super::{Answer, plan, render};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::Place;
use crate::web::moment::{Moment, duration};
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;
use timeline::Line;

pub(in crate::web) use acts::{plan_for, subject_of};

const WRITE: Access = Access::Needs(Permission::WriteCase);
const TELL: Access = Access::Needs(Permission::Communicate);
const HOLD: Access = Access::Needs(Permission::HoldDuty);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/cases/{id}", Access::Needs(Permission::ReadCases), || get(show)),
    Route::post("/cases/{id}/notes", WRITE, || post(acts::note)),
    Route::post("/cases/{id}/corrections", WRITE, || post(acts::correct)),
    Route::post("/cases/{id}/facts", WRITE, || post(facts::state)),
    Route::post("/cases/{id}/phase", WRITE, || post(acts::move_phase)),
    Route::post("/cases/{id}/severity", WRITE, || post(severity::set)),
    Route::post("/cases/{id}/circumstances", WRITE, || post(severity::state)),
    Route::post("/cases/{id}/duties/{name}/{wish}", HOLD, || post(people::change)),
    Route::post("/cases/{id}/offers/{index}/accept", HOLD, || post(people::accept)),
    Route::post("/cases/{id}/offers/{index}/decline", HOLD, || post(people::decline)),
    Route::post("/cases/{id}/obligations/told", TELL, || post(clocks::told)),
    Route::post("/cases/{id}/obligations/cadence", TELL, || post(clocks::set_cadence)),
    Route::post("/cases/{id}/obligations/end", TELL, || post(clocks::end)),
    Route::post("/cases/{id}/regulations/{wish}", WRITE, || post(clocks::law)),
    Route::post("/cases/{id}/survey", Access::Needs(Permission::Survey), || post(acts::survey)),
    Route::post("/cases/{id}/plans", Access::Needs(Permission::Plan), || post(acts::propose)),
    Route::post("/cases/{id}/steps/{step}", WRITE, || post(checklist::answer)),
    Route::post("/cases/{id}/steps/{step}/waiver", Access::Needs(Permission::Approve), || {
        post(checklist::agree)
    }),
    Route::post("/cases/{id}/links", Access::Needs(Permission::OpenCase), || post(checklist::link)),
    Route::post("/cases/{id}/consent", WRITE, || post(checklist::consent)),
    Route::post("/cases/{id}/warning", Access::Needs(Permission::ReadCases), || {
        post(checklist::acknowledge)
    }),
    Route::post("/cases/{id}/sweep", WRITE, || post(acts::sweep)),
    Route::post("/cases/{id}/evidence/verify", Access::Needs(Permission::VerifyLedger), || {
        post(evidence::verify)
    }),
    Route::get("/evidence/{hash}", Access::Needs(Permission::ReadEvidence), || get(evidence::copy)),
    Route::get("/cases/{id}/questions", Access::Needs(Permission::ReadEvents), || {
        get(questions::show)
    }),
    Route::post("/cases/{id}/questions/{name}", WRITE, || post(questions::answer)),
    Route::get("/cases/{id}/ci", Access::Needs(Permission::Survey), || get(ci::show)),
    Route::post("/cases/{id}/ci/traces", WRITE, || post(ci::traces)),
    Route::post("/cases/{id}/ci/secrets", Access::Needs(Permission::OpenCase), || {
        post(ci::secrets)
    }),
    Route::post("/cases/{id}/ci/cause", WRITE, || post(ci::cause)),
    Route::post("/cases/{id}/ci/plan", Access::Needs(Permission::Plan), || post(ci::plan)),
];

#[derive(Template)]
#[template(path = "case.html")]
#[expect(clippy::struct_excessive_bools, reason = "what this person may do")]
struct CasePage {
    w: Words,
    frame: Frame,
    id: String,
    address: String,
    title: String,
    kind: String,
    level: Option<LevelView>,
    severity: Option<severity::SeveritySection>,
    circumstances: severity::CircumstanceSection,
    people: Option<people::PeopleSection>,
    may_hold_duty: bool,
    opened: Moment,
    opened_by: String,
    clocks: Option<clocks::ClockSection>,
    phases: Vec<PhaseView>,
    exposed: Option<(Moment, String)>,
    exposed_missing: String,
    revoked: Option<(Moment, String)>,
    revoked_missing: String,
    window: String,
    subject: String,
    next: Vec<DueItem>,
    findings: Vec<FindingRow>,
    plans: Vec<PlanCard>,
    timeline: Vec<Line>,
    survey: Option<survey::SurveyView>,
    suspect: String,
    sweep: Option<SweepView>,
    wishes: Vec<WishView>,
    certainties: Vec<(&'static str, String)>,
    playbook: Option<checklist::Checklist>,
    /// How far its questions are, and whether all are judged.
    questions: Option<(String, bool)>,
    is_instance: bool,
    /// A request for logs: nothing was exposed or revoked.
    is_request: bool,
    evidence: Vec<evidence::ItemView>,
    may_write: bool,
    may_survey: bool,
    may_plan: bool,
}

struct PhaseView {
    value: &'static str,
    name: String,
    /// `past`, `here`, `ahead`.
    state: &'static str,
}

struct PlanCard {
    name: String,
    state: String,
    made: Moment,
    address: String,
    requested: String,
    acts: Vec<ActLine>,
}

struct ActLine {
    name: String,
    target: String,
    outcome: Option<plan::OutcomeView>,
}

struct SweepView {
    left: Vec<LeftoverView>,
    /// Something was done since.
    is_stale: bool,
}

struct LeftoverView {
    kind: String,
    kind_name: &'static str,
    id: i64,
    name: String,
    made: Option<Moment>,
}

struct WishView {
    name: &'static str,
    word: String,
    is_default: bool,
}

/// `7` and `C-7` name the same case.
pub(in crate::web) fn id_of(text: &str) -> Result<CaseId, Fault> {
    let number = text.strip_prefix("C-").unwrap_or(text);
    number.parse().map(CaseId).ok().ok_or_else(|| Fault::not_found(format!("case {text}")))
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let suspect = match case.subject() {
        Some(subject) => Some(subject.clone()),
        None if person.may(Permission::Survey) => web.app.suspect(&person, case.id).await?,
        None => None,
    };
    let findings = findings_of(&web, &person, &case)?;
    let mut page = page(&web, &visitor, &person, &case);
    let now = web.app.clock().now();
    let words = &visitor.words;
    page.level =
        findings.iter().map(|finding| finding.level).max().map(|found| level(words, found));
    page.findings = findings.iter().map(|finding| row(words, finding, now)).collect();
    page.subject = match &suspect {
        Some(subject) => naming::subject(words, subject),
        None => words.t("case-subject-unknown"),
    };
    page.suspect = suspect.as_ref().map(subject_text).unwrap_or_default();
    let found = web.app.case_playbook(&person, case.id)?;
    page.playbook =
        found.as_ref().map(|found| checklist::checklist(words, &person, &case, found, now));
    let asked = web.app.case_questions(&person, case.id)?;
    // Their page shows events: not for everybody who sees the case.
    page.questions =
        questions::progress(words, &asked).filter(|_| person.may(Permission::ReadEvents));
    let graded = web.app.severity(&person, case.id)?;
    page.severity = Some(severity::section(words, &graded, now));
    let duties = web.app.duties(&person, case.id)?;
    page.people = Some(people::section(words, &person, &duties, now));
    page.clocks = Some(clocks::section(&web, words, &person, case.id)?);
    page.next = next::steps(&web, words, &person, &case).await?;
    render(&page)
}

fn findings_of(web: &Web, person: &Person, case: &Case) -> Result<Vec<Finding>, Fault> {
    let mut found = Vec::with_capacity(case.findings.len());
    for id in &case.findings {
        found.push(web.app.finding(person, id)?.0);
    }
    found.sort_by_key(|finding| std::cmp::Reverse((finding.level, finding.occurred_at)));
    Ok(found)
}

/// A subject as the survey form takes it: see [`acts::survey`].
fn subject_text(subject: &Subject) -> String {
    match subject {
        Subject::User { user } => format!("user:{user}"),
        Subject::Token { token } => match token.scope {
            TokenScope::Personal => format!("token:{}", token.id),
            TokenScope::Project { project } => format!("token:{}@project:{project}", token.id),
            TokenScope::Group { group } => format!("token:{}@group:{group}", token.id),
            TokenScope::Impersonation { user } => format!("token:{}@user:{user}", token.id),
            TokenScope::Enterprise { group } => format!("token:{}@enterprise:{group}", token.id),
        },
        Subject::Job { project, job } => format!("job:{job}@project:{project}"),
        Subject::Project { project } => format!("project:{project}"),
        Subject::Group { group } => format!("group:{group}"),
        Subject::Instance => "instance".to_owned(),
    }
}

fn page(web: &Web, visitor: &Visitor, person: &Person, case: &Case) -> CasePage {
    let words = &visitor.words;
    let now = web.app.clock().now();
    let told = |(at, sure): (Timestamp, Certainty)| {
        (Moment::of(words, at, now), naming::certainty(words, sure))
    };
    let missing = |is_stated: bool| {
        words.t(if is_stated { "case-cannot-be-known" } else { "case-not-known" })
    };
    CasePage {
        frame: Frame::of(visitor, Nav::Cases),
        id: case.id.to_string(),
        address: format!("/cases/{}", case.id.0),
        title: case.title.clone(),
        kind: naming::kind(words, case.kind),
        level: None,
        severity: None,
        circumstances: severity::circumstances(words, case),
        people: None,
        may_hold_duty: person.may(Permission::HoldDuty),
        opened: Moment::of(words, case.opened_at, now),
        opened_by: words.t1("case-opened-by", "name", case.opened_by.clone()),
        clocks: None,
        phases: phases(words, case.phase),
        exposed: case.exposed_at().map(told),
        exposed_missing: missing(case.is_exposure_unknown()),
        revoked: case.revoked_at().map(told),
        revoked_missing: missing(case.is_revocation_unknown()),
        window: case.exposure_window_s().map_or_else(|| "–".to_owned(), |s| duration(words, s)),
        subject: String::new(),
        next: Vec::new(),
        findings: Vec::new(),
        plans: plans(words, case, now),
        timeline: timeline::lines(words, case, now),
        survey: case.survey.as_ref().map(|found| survey::view(words, found, now)),
        suspect: String::new(),
        sweep: sweep(words, case, now),
        wishes: acts::wishes(words, case),
        certainties: acts::certainties(words),
        playbook: None,
        questions: None,
        is_instance: case.kind == CaseKind::CompromisedInstance,
        is_request: case.kind == CaseKind::AssistanceRequest,
        evidence: evidence::items(words, person, case, now),
        may_write: person.may(Permission::WriteCase),
        may_survey: person.may(Permission::Survey),
        may_plan: person.may(Permission::Plan),
        w: words.clone(),
    }
}

fn phases(words: &Words, here: Phase) -> Vec<PhaseView> {
    let view = |phase: Phase| PhaseView {
        value: phase.as_str(),
        name: naming::phase(words, phase),
        state: match phase.cmp(&here) {
            std::cmp::Ordering::Less => "past",
            std::cmp::Ordering::Equal => "here",
            std::cmp::Ordering::Greater => "ahead",
        },
    };
    Phase::ALL.into_iter().map(view).collect()
}

fn plans(words: &Words, case: &Case, now: Timestamp) -> Vec<PlanCard> {
    let mut plans: Vec<_> = case.plans.iter().collect();
    plans.sort_by_key(|(_, found)| std::cmp::Reverse(found.plan.made_at));
    plans
        .into_iter()
        .map(|(hash, found)| {
            let head = plan::head(words, hash, found, now);
            let acts = (0u32..).zip(&found.plan.acts).map(|(step, planned)| ActLine {
                name: naming::act(words, &planned.act),
                target: planned.target.clone(),
                outcome: found.steps.get(&step).map(|state| plan::outcome(words, state, now)),
            });
            PlanCard {
                name: head.name,
                state: head.state,
                made: head.made,
                address: format!("/plans/{hash}"),
                requested: words.t1("plan-requested", "name", found.plan.requested_by.clone()),
                acts: acts.collect(),
            }
        })
        .collect()
}

fn sweep(words: &Words, case: &Case, now: Timestamp) -> Option<SweepView> {
    let left = case.leftovers.as_ref()?;
    let view = |item: &engine::investigate::sweep::Leftover| LeftoverView {
        kind: naming::leftover(words, item.kind),
        kind_name: item.kind.as_str(),
        id: item.id,
        name: item.name.clone(),
        made: item.created_at.map(|at| Moment::of(words, at, now)),
    };
    Some(SweepView { left: left.iter().map(view).collect(), is_stale: case.is_sweep_stale })
}
