//! The connection to GitLab: what it can do, where GitLab streams to, and what the
//! comparison of the streams with GitLab's own list found.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::detect::record::DestinationSeen;
use engine::respond::Tier;
use jiff::Timestamp;

use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::connection::alternative;
use crate::app::{
    EndpointReport, Probe, ReconcileReport, ReconcileState, ScopeReport, StreamLine, StreamOrder,
};
use crate::person::Permission;
use crate::web::Web;
use crate::web::moment::Moment;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/connection", Access::Needs(Permission::ReadCases), || get(show)),
    Route::post("/connection/probe", Access::Needs(Permission::Survey), || post(probe)),
    Route::post("/connection/reconcile", Access::Needs(Permission::Import), || post(reconcile)),
];

/// Comparisons that are shown.
const RUNS_SHOWN: usize = 20;

struct EndpointRow {
    path: String,
    is_there: bool,
    why: String,
    instead: Option<String>,
}

struct StreamRow {
    name: String,
    address: String,
    /// What GitLab has for it, in words.
    destination: String,
    is_well: bool,
    /// What to run in GitLab where there is no destination yet.
    graphql: Vec<String>,
}

struct ScopeRow {
    scope: String,
    compared: u64,
    missing: u64,
    added: u64,
    hours: Vec<(String, u64, u64)>,
    problem: Option<String>,
}

struct RunRow {
    started: Moment,
    since: Moment,
    until: Moment,
    state: String,
    is_running: bool,
    scopes: Vec<ScopeRow>,
    unchecked: Vec<(String, u64)>,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "connection.html")]
struct ConnectionPage {
    w: Words,
    frame: Frame,
    url: Option<String>,
    facts: Vec<(String, String)>,
    read: Option<Moment>,
    gaps: Vec<String>,
    endpoints: Vec<EndpointRow>,
    streams: Vec<StreamRow>,
    unchecked_types: usize,
    runs: Vec<RunRow>,
    may_probe: bool,
    may_reconcile: bool,
}

async fn show(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let connection = web.app.connection(&person).await?;
    let now = web.app.clock().now();
    let words = &visitor.words;
    let probe = connection.probe.as_ref();
    let mut streams = Vec::new();
    for line in &connection.streams {
        let order = StreamOrder { stream: Some(line.name.clone()), ..StreamOrder::default() };
        let graphql = match &line.destination {
            None => web.app.set_up_stream(&person, order).await?.graphql,
            Some(_) => Vec::new(),
        };
        streams.push(stream_row(words, line, graphql));
    }
    let runs = if person.may(Permission::ReadLedger) {
        web.app.reconciliations(&person).await?
    } else {
        Vec::new()
    };
    let all = event::catalogue::all();
    let has_gitlab = connection.url.is_some();
    let page = ConnectionPage {
        frame: Frame::of(&visitor, Nav::Connection),
        facts: probe.map(|probe| facts(words, probe)).unwrap_or_default(),
        read: probe.map(|probe| Moment::of(words, probe.read_at, now)),
        gaps: probe.map(|probe| probe.standing.gaps.clone()).unwrap_or_default(),
        endpoints: probe
            .iter()
            .flat_map(|probe| &probe.endpoints)
            .map(|one| endpoint_row(words, one))
            .collect(),
        streams,
        unchecked_types: all.iter().filter(|kind| !kind.is_saved).count(),
        runs: runs.iter().take(RUNS_SHOWN).map(|run| run_row(words, run, now)).collect(),
        may_probe: person.may(Permission::Survey) && has_gitlab,
        may_reconcile: person.may(Permission::Import) && has_gitlab,
        url: connection.url,
        w: words.clone(),
    };
    render(&page)
}

fn facts(words: &Words, probe: &Probe) -> Vec<(String, String)> {
    let standing = &probe.standing.standing;
    let yes = |is: bool| words.t(if is { "connection-yes" } else { "connection-no" });
    let tier = match standing.tier {
        Tier::Free => "Free".to_owned(),
        Tier::Premium => "Premium".to_owned(),
        Tier::Ultimate => "Ultimate".to_owned(),
        Tier::Unknown => words.t("connection-unknown"),
    };
    let token = probe.token.as_ref();
    let unknown = || words.t("connection-unknown");
    vec![
        (words.t("connection-user"), standing.username.clone()),
        (words.t("connection-admin"), yes(standing.is_admin)),
        (words.t("connection-tier"), tier),
        (words.t("connection-version"), standing.version.clone().unwrap_or_else(unknown)),
        (words.t("connection-scopes"), token.map_or_else(unknown, |token| token.scopes.join(", "))),
        (
            words.t("connection-ends"),
            token
                .and_then(|token| token.expires_at.clone())
                .unwrap_or_else(|| words.t("connection-never")),
        ),
    ]
}

fn endpoint_row(words: &Words, one: &EndpointReport) -> EndpointRow {
    let instead = alternative(&one.path).filter(|_| !one.is_there);
    EndpointRow {
        path: format!("/api/v4/{}", one.path),
        is_there: one.is_there,
        why: one.why.clone().unwrap_or_default(),
        instead: instead.map(|text| words.say(&text)),
    }
}

fn stream_row(words: &Words, line: &StreamLine, graphql: Vec<String>) -> StreamRow {
    let told = |one: &DestinationSeen| match (one.is_active, one.event_type_filters.len()) {
        (false, _) => words.t("connection-stream-off"),
        (true, 0) => words.t1("connection-stream-well", "name", one.name.clone()),
        (true, types) => words.t1("connection-stream-filtered", "count", types),
    };
    let is_well = line.destination.as_ref().is_some_and(|one| one.is_active);
    let destination = line.destination.as_ref();
    StreamRow {
        name: line.name.clone(),
        address: line.address.clone(),
        destination: destination.map_or_else(|| words.t("connection-stream-none"), told),
        is_well,
        graphql,
    }
}

fn run_row(words: &Words, run: &ReconcileReport, now: Timestamp) -> RunRow {
    let state = match run.state {
        ReconcileState::Running => "connection-run-running",
        ReconcileState::Done => "connection-run-done",
        ReconcileState::Failed => "connection-run-failed",
    };
    RunRow {
        started: Moment::of(words, run.started_at, now),
        since: Moment::of(words, run.since, now),
        until: Moment::of(words, run.until, now),
        state: words.t(state),
        is_running: run.state == ReconcileState::Running,
        scopes: run.scopes.iter().map(scope_row).collect(),
        unchecked: run.unchecked.iter().map(|(name, count)| (name.clone(), *count)).collect(),
        problem: run.problem.clone(),
    }
}

fn scope_row(scope: &ScopeReport) -> ScopeRow {
    let hour = |at: Timestamp| at.strftime("%Y-%m-%d %H:00 UTC").to_string();
    let hours = scope.hours.iter().map(|one| (hour(one.hour), one.gap.missing, one.gap.added));
    ScopeRow {
        scope: scope.scope.clone(),
        compared: scope.total.compared,
        missing: scope.total.missing,
        added: scope.total.added,
        hours: hours.collect(),
        problem: scope.problem.clone(),
    }
}

async fn probe(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    web.app.probe_connection(&person).await?;
    Ok(done("/connection", "probed"))
}

async fn reconcile(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    web.app.begin_reconcile(&person, None).await?;
    Ok(done("/connection", "reconciling"))
}
