//! The report in words.

use askama::Template;
use engine::coordinate::CaseId;
use engine::investigate::artifact::ArtifactRow;
use engine::investigate::ci_report::{CiReport, JobReport, SecretReport, SecretSource};
use engine::investigate::exposure;
use engine::investigate::file_history::ActorCandidate;
use engine::investigate::include_graph::Node;
use engine::investigate::job_token::{Access, Reached, TokenState};
use engine::investigate::leak_cause::{Cause, CauseSource, RootCause};
use engine::respond::gate::ExposureReach;

use super::super::super::frame::{Frame, Nav};
use crate::person::{Permission, Person};
use crate::web::visitor::Visitor;
use crate::web::words::Words;

#[derive(Template)]
#[template(path = "ci.html")]
pub(super) struct CiPage {
    w: Words,
    frame: Frame,
    id: String,
    address: String,
    path: String,
    window: String,
    exposure: String,
    exposure_why: String,
    exposure_mark: &'static str,
    gaps: Vec<String>,
    jobs: Vec<JobView>,
    causes: Vec<CauseView>,
    roots: Vec<(&'static str, String)>,
    files: Vec<FileView>,
    not_followed: Vec<String>,
    actors: Vec<String>,
    reach: Vec<String>,
    advice: Vec<String>,
    secrets: Vec<SecretView>,
    artifacts: Vec<String>,
    artifacts_told: String,
    queries: Vec<QueryView>,
    may_write: bool,
    may_plan: bool,
}

struct JobView {
    name: String,
    status: String,
    token: String,
    mark: &'static str,
    told: String,
    causes: Vec<CauseView>,
}

struct CauseView {
    reason: String,
    root: String,
    place: String,
    excerpt: String,
}

struct FileView {
    path: String,
    problem: Option<String>,
    changes: Vec<String>,
}

struct SecretView {
    what: String,
    place: String,
    excerpt: String,
}

struct QueryView {
    what: String,
    text: String,
}

pub(super) fn page(visitor: &Visitor, person: &Person, case: CaseId, report: &CiReport) -> CiPage {
    let words = &visitor.words;
    let token = report.reach.as_ref();
    CiPage {
        frame: Frame::of(visitor, Nav::Cases),
        id: case.to_string(),
        address: format!("/cases/{}", case.0),
        path: report.path.clone(),
        window: window(words, report),
        exposure: words.say(&exposure::label(report.exposure.reach)),
        exposure_why: words.say(&report.exposure.why),
        exposure_mark: match report.exposure.reach {
            ExposureReach::Private => "good",
            ExposureReach::Internal => "warn",
            ExposureReach::Public => "bad",
        },
        gaps: report.gaps.clone(),
        jobs: report.jobs.iter().map(|job| job_view(words, job)).collect(),
        causes: report.causes.iter().map(|cause| cause_view(words, cause)).collect(),
        roots: RootCause::ALL.map(|root| (root.as_str(), words.say(&root.label()))).into(),
        files: report.graph.files.iter().map(file_view).collect(),
        not_followed: report
            .graph
            .not_followed
            .iter()
            .map(|left| format!("{} ({}, {})", left.what, left.why, left.path))
            .collect(),
        actors: report.actors.iter().map(|actor| actor_line(words, actor)).collect(),
        reach: token
            .iter()
            .flat_map(|reach| &reach.projects)
            .map(|to| reached(words, to))
            .collect(),
        advice: token.iter().flat_map(|reach| &reach.advice).map(|text| words.say(text)).collect(),
        secrets: report.secrets.iter().map(|secret| secret_view(words, secret)).collect(),
        artifacts: report.artifacts.artifacts.iter().map(|row| artifact(words, row)).collect(),
        artifacts_told: artifacts_told(words, report),
        queries: report
            .queries
            .iter()
            .map(|query| QueryView { what: words.say(&query.what), text: query.text.clone() })
            .collect(),
        may_write: person.may(Permission::WriteCase),
        may_plan: person.may(Permission::Plan),
        w: words.clone(),
    }
}

fn window(words: &Words, report: &CiReport) -> String {
    let (from, to) = (report.window.from.to_string(), report.window.to.to_string());
    words.t2("ci-window", ("from", from), ("to", to))
}

fn job_view(words: &Words, job: &JobReport) -> JobView {
    let runner = [job.runner.name.as_deref(), job.runner.executor.as_deref()];
    let told = [job.username.clone(), job.created_at.map(|at| at.to_string())];
    let runner = runner.into_iter().flatten().map(str::to_owned);
    let told: Vec<String> = told.into_iter().flatten().chain(runner).collect();
    JobView {
        name: format!("{} ({})", job.name, job.job),
        status: job.status.clone(),
        token: words.say(&job.token.label()),
        mark: match job.token {
            TokenState::Live | TokenState::Unknown => "bad",
            TokenState::NotYet => "warn",
            TokenState::Expired => "good",
        },
        told: told.join(" · "),
        causes: job.causes.iter().map(|cause| cause_view(words, cause)).collect(),
    }
}

fn cause_view(words: &Words, cause: &Cause) -> CauseView {
    let place = match &cause.source {
        CauseSource::Log => words.t("ci-in-log"),
        CauseSource::Runner => words.t("ci-in-runner"),
        CauseSource::File { path, job: Some(job) } => format!("{path}, {job}"),
        CauseSource::File { path, job: None } => path.clone(),
    };
    CauseView {
        reason: words.say(&cause.reason),
        root: words.say(&cause.root.label()),
        place: match cause.line {
            Some(line) => words.t2("ci-place-line", ("place", place), ("line", line.to_string())),
            None => place,
        },
        excerpt: cause.excerpt.clone(),
    }
}

fn file_view(node: &Node) -> FileView {
    let path = &node.file.path;
    FileView {
        path: match &node.file.project {
            Some(project) => format!("{project}: {path}"),
            None => path.clone(),
        },
        problem: node.problem.clone(),
        changes: node
            .changes
            .iter()
            .map(|change| {
                let commit: String = change.commit.chars().take(8).collect();
                let at = change.at.map(|at| at.to_string()).unwrap_or_default();
                format!("{commit} {at} {}: {}", change.author, change.title)
            })
            .collect(),
    }
}

fn actor_line(words: &Words, actor: &ActorCandidate) -> String {
    let commit: String = actor.commit.chars().take(8).collect();
    let evidence = words.say(&actor.evidence.label());
    let line = format!("{} ({}): {evidence}, {commit}", actor.username, actor.user);
    if !actor.is_in_foreign_name {
        return line;
    }
    format!("{line}. {}", words.t("ci-foreign-name"))
}

fn reached(words: &Words, to: &Reached) -> String {
    let access = match to.access {
        Access::Own => "ci-reach-own",
        Access::AsMember => "ci-reach-member",
        Access::OpenFeatures => "ci-reach-open",
    };
    let uncertain = if to.is_certain { "" } else { " ?" };
    format!("{}: {}{uncertain}", to.path, words.t(access))
}

fn secret_view(words: &Words, secret: &SecretReport) -> SecretView {
    let first = secret.places.first();
    let place = first.map(|place| {
        let source = match &place.source {
            SecretSource::Log { job } => format!("{} ({job})", words.t("ci-in-log")),
            SecretSource::Artifact { job, path } => format!("{path} ({job})"),
            SecretSource::File { path } => path.clone(),
        };
        words.t2("ci-place-line", ("place", source), ("line", place.line.to_string()))
    });
    let name = secret.name.as_deref().or(secret.identity.as_deref()).unwrap_or_default();
    let kind = words.say(&secret.kind.label());
    let last_four = if secret.last_four.is_empty() {
        String::new()
    } else {
        format!(" …{}", secret.last_four)
    };
    SecretView {
        what: format!("{kind} {name}{last_four}"),
        place: place.unwrap_or_default(),
        excerpt: first.map(|place| place.excerpt.clone()).unwrap_or_default(),
    }
}

fn artifact(words: &Words, row: &ArtifactRow) -> String {
    let count = i64::try_from(row.bytes).unwrap_or(i64::MAX);
    let size = words.t1("evidence-bytes", "count", count);
    let until = match row.expires_at {
        Some(at) => words.t1("ci-artifact-until", "when", at.to_string()),
        None => words.t("ci-artifact-ever"),
    };
    let copy = if row.copy.is_some() { words.t("ci-artifact-kept") } else { String::new() };
    let parts = [format!("{} ({})", row.job_name, row.job), size, until, copy];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn artifacts_told(words: &Words, report: &CiReport) -> String {
    let key = match report.artifacts.keeps_latest {
        Some(true) => "ci-artifacts-latest-kept",
        Some(false) => "ci-artifacts-latest-not-kept",
        None => "ci-artifacts-latest-unknown",
    };
    words.t(key)
}
