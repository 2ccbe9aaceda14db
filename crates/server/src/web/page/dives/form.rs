//! The form of a request: new, or changed.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use engine::assist::request::{
    Deployment, Exception, LogKind, Plan, Request, Resource, ResourceKind, Window,
};
use engine::coordinate::CaseId;
use engine::coordinate::communication::Language;
use engine::coordinate::dive::{DiveState, Requester};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::case::id_of;
use super::super::frame::{Frame, Nav};
use super::super::{Answer, done, render};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::{Form, Place, filled, one_a_line, time};
use crate::web::problem::Fault;
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

/// The fields as they stand in the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    organisation: String,
    identities: String,
    ticket: String,
    language: String,
    deployment: String,
    plan: String,
    paying: String,
    projects: String,
    groups: String,
    users: String,
    events: String,
    start: String,
    end: String,
    log_application: String,
    log_component: String,
    log_access: String,
    personal_data: String,
    complex: String,
    gap: String,
    exception: String,
    insisted: String,
    cost_accepted: String,
}

#[derive(Template)]
#[template(path = "dive_form.html")]
struct FormPage {
    w: Words,
    frame: Frame,
    address: String,
    heading: String,
    f: Fields,
    languages: Vec<(&'static str, String)>,
    deployments: Vec<(&'static str, String)>,
    plans: Vec<(&'static str, String)>,
    /// Types of audit events, to copy from.
    events: String,
    /// Why what was written cannot be filed.
    problem: String,
}

pub(super) async fn new(visitor: Visitor, SignedIn(_person): SignedIn) -> Answer {
    render(&page(visitor, None, Fields::default()))
}

pub(super) async fn edit(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    let view = web.app.dive(&person, case)?;
    render(&page(visitor, Some(case), Fields::of(&view.state)))
}

/// The form of a new request, or of the one of that case.
fn page(visitor: Visitor, case: Option<CaseId>, f: Fields) -> FormPage {
    let words = &visitor.words;
    let (address, heading) = match case {
        None => ("/dives".to_owned(), "dive-new"),
        Some(case) => (format!("/dives/{}/request", case.0), "dive-edit"),
    };
    let events: Vec<&str> = event::catalogue::all().iter().map(|kind| kind.name).collect();
    let plans = [Plan::Free, Plan::Trial, Plan::Premium, Plan::Ultimate, Plan::Deprecated];
    let plans = plans.map(|plan| (plan.as_str(), words.t(format!("dive-plan-{}", plan.as_str()))));
    let languages =
        Language::ALL.map(|one| (one.as_str(), words.t(format!("dive-language-{}", one.as_str()))));
    FormPage {
        frame: Frame::of(&visitor, Nav::Dives),
        address,
        heading: words.t(heading),
        f,
        languages: languages.into(),
        deployments: vec![
            ("saas", words.t("dive-deployment-saas")),
            ("self_managed", words.t("dive-deployment-self-managed")),
        ],
        plans: plans.into(),
        events: events.join(" "),
        problem: String::new(),
        w: visitor.words,
    }
}

pub(super) async fn file(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Form(fields): Form<Fields>,
) -> Answer {
    match filed(&web, &person, None, &fields).await {
        Ok(case) => Ok(done(&format!("/dives/{}", case.0), "dive-filed")),
        Err(fault) => again(visitor, None, fields, fault),
    }
}

pub(super) async fn change(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(fields): Form<Fields>,
) -> Answer {
    let case = id_of(&id)?;
    match filed(&web, &person, Some(case), &fields).await {
        Ok(case) => Ok(done(&format!("/dives/{}", case.0), "dive-filed")),
        Err(fault) => again(visitor, Some(case), fields, fault),
    }
}

/// Files what the form says, as a new request or anew.
async fn filed(
    web: &Web,
    person: &Person,
    case: Option<CaseId>,
    fields: &Fields,
) -> Result<CaseId, Fault> {
    let now = web.app.clock().now();
    let Some(case) = case else {
        let (request, requester) = fields.read(now)?;
        return Ok(web.app.file_dive(person, request, requester).await?);
    };
    let known = web.app.dive(person, case)?.state.request;
    let asked_at = known.and_then(|known| known.requested_at);
    let (request, requester) = fields.read(asked_at.unwrap_or(now))?;
    web.app.edit_dive(person, case, request, requester).await?;
    Ok(case)
}

/// The form with all that was written, and what is wrong with it.
fn again(visitor: Visitor, case: Option<CaseId>, fields: Fields, fault: Fault) -> Answer {
    let Some((status, problem)) = fault.of_form(&visitor) else { return Err(fault) };
    let mut answer = render(&FormPage { problem, ..page(visitor, case, fields) })?;
    *answer.status_mut() = status;
    Ok(answer)
}

impl Fields {
    /// What they ask for.
    fn read(&self, requested_at: Timestamp) -> Result<(Request, Requester), Fault> {
        let (start, end) = (time("start", &self.start)?, time("end", &self.end)?);
        let named = [
            (ResourceKind::Project, &self.projects),
            (ResourceKind::Group, &self.groups),
            (ResourceKind::User, &self.users),
        ];
        let resources = named.into_iter().flat_map(|(kind, text)| {
            one_a_line(text).map(move |path| Resource { kind, path, owned: None })
        });
        let kinds = [
            (LogKind::Application, &self.log_application),
            (LogKind::Component, &self.log_component),
            (LogKind::Access, &self.log_access),
        ];
        let request = Request {
            requested_at: Some(requested_at),
            deployment: word("deployment", &self.deployment, deployment)?,
            plan: word("plan", &self.plan, plan)?,
            paying: word("paying", &self.paying, yes_or_no)?,
            resources: resources.collect(),
            events: one_a_line(&self.events).collect(),
            window: (start.is_some() || end.is_some()).then_some(Window { start, end }),
            log_kinds: kinds.into_iter().filter(|(_, it)| is_on(it)).map(|(one, _)| one).collect(),
            personal_data: is_on(&self.personal_data),
            complex: is_on(&self.complex),
            gap: filled(&self.gap).map(str::to_owned),
            exception: if is_on(&self.exception) { Exception::Requested } else { Exception::None },
            insisted: is_on(&self.insisted),
            cost_accepted: is_on(&self.cost_accepted),
        };
        let language = word("language", &self.language, Language::from_name)?;
        let requester = Requester {
            organisation: self.organisation.clone(),
            identities: one_a_line(&self.identities).collect::<BTreeSet<String>>(),
            ticket: filled(&self.ticket).map(str::to_owned),
            language: language.unwrap_or_default(),
        };
        Ok((request, requester))
    }

    /// The form of what was filed.
    fn of(state: &DiveState) -> Self {
        let Some(request) = &state.request else { return Self::default() };
        let of_kind = |kind: ResourceKind| {
            let some = request.resources.iter().filter(|one| one.kind == kind);
            some.map(|one| one.path.clone()).collect::<Vec<_>>().join("\n")
        };
        let on = |is: bool| if is { "on".to_owned() } else { String::new() };
        let has = |kind: LogKind| on(request.log_kinds.contains(&kind));
        let at = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
        let deployment = request.deployment.map(|one| match one {
            Deployment::Saas => "saas",
            Deployment::SelfManaged => "self_managed",
        });
        let requester = &state.requester;
        Self {
            organisation: requester.organisation.clone(),
            identities: requester.identities.iter().cloned().collect::<Vec<_>>().join("\n"),
            ticket: requester.ticket.clone().unwrap_or_default(),
            language: requester.language.as_str().to_owned(),
            deployment: deployment.unwrap_or_default().to_owned(),
            plan: request.plan.map(Plan::as_str).unwrap_or_default().to_owned(),
            paying: match request.paying {
                Some(true) => "yes".to_owned(),
                Some(false) => "no".to_owned(),
                None => String::new(),
            },
            projects: of_kind(ResourceKind::Project),
            groups: of_kind(ResourceKind::Group),
            users: of_kind(ResourceKind::User),
            events: request.events.join("\n"),
            start: at(request.window.and_then(|one| one.start)),
            end: at(request.window.and_then(|one| one.end)),
            log_application: has(LogKind::Application),
            log_component: has(LogKind::Component),
            log_access: has(LogKind::Access),
            personal_data: on(request.personal_data),
            complex: on(request.complex),
            gap: request.gap.clone().unwrap_or_default(),
            exception: on(request.exception == Exception::Requested),
            insisted: on(request.insisted),
            cost_accepted: on(request.cost_accepted),
        }
    }
}

fn is_on(text: &str) -> bool {
    !text.is_empty()
}

/// A word of a list; empty is none.
fn word<T>(field: &str, text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
    let Some(text) = filled(text) else { return Ok(None) };
    let unknown = || Fault::invalid(field, input::given("unknown", text));
    read(text).ok_or_else(unknown).map(Some)
}

fn deployment(text: &str) -> Option<Deployment> {
    match text {
        "saas" => Some(Deployment::Saas),
        "self_managed" => Some(Deployment::SelfManaged),
        _ => None,
    }
}

fn plan(text: &str) -> Option<Plan> {
    [Plan::Free, Plan::Trial, Plan::Premium, Plan::Ultimate, Plan::Deprecated]
        .into_iter()
        .find(|plan| plan.as_str() == text)
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// Whoever only looks sees the request on its own page.
pub(super) fn may_edit(person: &Person) -> bool {
    person.may(Permission::FileRequests)
}
