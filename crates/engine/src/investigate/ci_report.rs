//! What an investigation of a project's CI/CD adds up to, and what could be
//! done about it (CI1–CI14).

use std::collections::{BTreeMap, BTreeSet};

use event::ProjectId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::artifact::ArtifactReport;
use super::cloud_audit::{ReadyQuery, Window};
use super::exposure::Exposed;
use super::file_history::{ActorCandidate, Commit};
use super::include_graph::IncludeGraph;
use super::job_token::{JobTokenReach, Scope, TokenState};
use super::leak_cause::{Cause, RunnerFacts};
use super::secret::{SecretKind, Sighting};
use crate::respond::act::{self, Act};
use crate::respond::gate::ExposureReach;

/// The whole report. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CiReport {
    /// The project.
    pub project: ProjectId,
    /// Its path.
    pub path: String,
    /// When it was read.
    pub taken_at: Timestamp,
    /// The time that it is about.
    pub window: Window,
    /// Who could read logs and artifacts (CI7).
    pub exposure: Exposed,
    /// The jobs that were looked at, the one that the case is about first.
    pub jobs: Vec<JobReport>,
    /// What in the configuration and its scripts may show secrets (CI2).
    pub causes: Vec<Cause>,
    /// What the configuration calls, with changes within the window (CI4).
    pub graph: IncludeGraph,
    /// The history of the configuration (CI3).
    pub history: Vec<Commit>,
    /// Who may have changed it (CI3, MS6).
    pub actors: Vec<ActorCandidate>,
    /// Whose jobs may use this project (CI13).
    pub scope: Option<Scope>,
    /// What a job token of it could reach (CI1).
    pub reach: Option<JobTokenReach>,
    /// The secrets found, each once (CI8).
    pub secrets: Vec<SecretReport>,
    /// What artifacts can still be read (CI12).
    pub artifacts: ArtifactReport,
    /// The project's variables: names and flags, never values (CI9, CI10).
    pub variables: Vec<VariableFlags>,
    /// Questions for the audit logs of clouds (CI14).
    pub queries: Vec<ReadyQuery>,
    /// What could not be read, and why.
    pub gaps: Vec<String>,
}

/// One job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobReport {
    /// GitLab's id.
    pub job: i64,
    /// Its name.
    pub name: String,
    /// Its status.
    pub status: String,
    /// Whether its token works (CI1).
    pub token: TokenState,
    /// Who started it.
    pub username: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// Where people see it.
    pub web_url: Option<String>,
    /// The runner.
    pub runner: RunnerFacts,
    /// What its log and runner show (CI2).
    pub causes: Vec<Cause>,
    /// Whether its log was read, and to its end.
    pub log: LogState,
}

/// What is known of a job's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogState {
    /// It was not looked at.
    NotRead,
    /// It cannot be read.
    Unreadable,
    /// Its beginning was read.
    Cut,
    /// It was read.
    Read,
}

/// A secret, wherever it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretReport {
    /// Keyed fingerprint: tells secrets apart.
    pub fingerprint: String,
    /// What it is.
    #[serde(flatten)]
    pub kind: SecretKind,
    /// The name that it was given.
    pub name: Option<String>,
    /// What is known of it and is no secret.
    pub identity: Option<String>,
    /// Its last four characters, of a long one.
    pub last_four: String,
    /// Where it was seen.
    pub places: Vec<SecretPlace>,
}

/// A place where a secret was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SecretPlace {
    /// Of what.
    #[serde(flatten)]
    pub source: SecretSource,
    /// The line, from 1.
    pub line: u32,
    /// The line, masked.
    pub excerpt: String,
}

/// In what a secret was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "in", rename_all = "snake_case")]
pub enum SecretSource {
    /// A job's log.
    Log {
        /// The job.
        job: i64,
    },
    /// A file of a job's artifacts.
    Artifact {
        /// The job.
        job: i64,
        /// The file in the archive.
        path: String,
    },
    /// A file of the repository.
    File {
        /// Its path.
        path: String,
    },
}

/// A variable without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariableFlags {
    /// Its name.
    pub key: String,
    /// Environments.
    pub environment_scope: String,
    /// Whether logs mask it.
    pub masked: bool,
    /// Whether only protected branches get it.
    pub protected: bool,
    /// Whether GitLab can mask its value; none = not known.
    pub is_maskable: Option<bool>,
}

/// Places of one secret that are told; a secret printed in a loop has many.
const PLACES_MAX: usize = 20;

/// Puts the sightings of all sources together: each secret once, in the order
/// in which they were first seen.
pub fn secrets(seen: Vec<(SecretSource, Vec<Sighting>)>) -> Vec<SecretReport> {
    let mut order: BTreeMap<String, usize> = BTreeMap::new();
    let mut found: Vec<SecretReport> = Vec::new();
    for (source, sightings) in seen {
        for sighting in sightings {
            let next = found.len();
            let at = *order.entry(sighting.fingerprint.clone()).or_insert(next);
            if at == next {
                found.push(SecretReport {
                    fingerprint: sighting.fingerprint,
                    kind: sighting.kind,
                    name: None,
                    identity: None,
                    last_four: sighting.last_four,
                    places: Vec::new(),
                });
            }
            let Some(secret) = found.get_mut(at) else { continue };
            secret.kind = secret.kind.min(sighting.kind);
            secret.name = secret.name.take().or(sighting.name);
            secret.identity = secret.identity.take().or(sighting.identity);
            if secret.places.len() < PLACES_MAX {
                let (line, excerpt) = (sighting.line, sighting.excerpt);
                secret.places.push(SecretPlace { source: source.clone(), line, excerpt });
            }
        }
    }
    found
}

/// What to end and to close, as acts for a plan (CI1, CI9–CI13). `copies` are the
/// copies among the evidence, by job: only what has a copy is proposed to be
/// deleted. What a person must decide (secrets to be rotated) is not here: that
/// has its own case.
pub fn acts(report: &CiReport, copies: &Copies) -> Vec<Act> {
    let project = report.project;
    let mut acts = Vec::new();
    for job in
        report.jobs.iter().filter(|job| shows(report, job) && job.token.is_worth_cancelling())
    {
        let name = Some(job.name.clone());
        acts.push(Act::CancelJob(act::CancelJob { project, job: job.job, name }));
    }
    if report.exposure.reach > ExposureReach::Private {
        let set = BTreeMap::from([("public_jobs".to_owned(), serde_json::Value::Bool(false))]);
        let (of, name) = (act::SettingsOf::Project { project }, Some(report.path.clone()));
        acts.push(Act::ChangeSettings(act::ChangeSettings { of, name, set }));
    }
    acts.extend(variable_acts(report));
    acts.extend(scope_acts(report));
    acts.extend(removal_acts(report, copies));
    acts
}

/// Copies among the evidence: SHA-256 by job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copies {
    /// Whole logs.
    pub logs: BTreeMap<i64, String>,
    /// Archives of artifacts.
    pub artifacts: BTreeMap<i64, String>,
}

/// Whether the job's log shows a secret, or tells more than it should.
fn shows(report: &CiReport, job: &JobReport) -> bool {
    let has_secret = report
        .secrets
        .iter()
        .flat_map(|secret| &secret.places)
        .any(|place| matches!(place.source, SecretSource::Log { job: of } if of == job.job));
    let is_likely = |cause: &Cause| cause.likelihood == super::command::Likelihood::Likely;
    has_secret || job.causes.iter().chain(&report.causes).any(is_likely)
}

/// Masks and protects variables whose values were seen, as far as GitLab can.
fn variable_acts(report: &CiReport) -> Vec<Act> {
    let seen: BTreeSet<&str> =
        report.secrets.iter().filter_map(|secret| secret.name.as_deref()).collect();
    let is_open = |variable: &&VariableFlags| {
        seen.contains(variable.key.as_str()) && (!variable.masked || !variable.protected)
    };
    let variables = report.variables.iter().filter(is_open).map(|variable| {
        let mut set = BTreeMap::new();
        if !variable.masked && variable.is_maskable != Some(false) {
            set.insert(act::VariableFlag::Masked, true);
        }
        if !variable.protected {
            set.insert(act::VariableFlag::Protected, true);
        }
        let home = act::Home::Project { project: report.project };
        let mut of = act::VariableRef::new(home, variable.key.as_str());
        of.environment_scope.clone_from(&variable.environment_scope);
        act::ChangeVariable { variable: of, set }
    });
    variables.filter(|change| !change.set.is_empty()).map(Act::ChangeVariable).collect()
}

/// Puts the list of who may enter in force. Who is on it, a person judges.
fn scope_acts(report: &CiReport) -> Vec<Act> {
    let is_off = report.scope.as_ref().is_some_and(|scope| scope.inbound_enabled == Some(false));
    if !is_off {
        return Vec::new();
    }
    let set = BTreeMap::from([("enabled".to_owned(), serde_json::Value::Bool(true))]);
    let of = act::SettingsOf::JobTokenScope { project: report.project };
    let name = Some(report.path.clone());
    vec![Act::ChangeSettings(act::ChangeSettings { of, name, set })]
}

/// Removes artifacts and logs that show secrets, where a copy is kept.
fn removal_acts(report: &CiReport, copies: &Copies) -> Vec<Act> {
    let project = report.project;
    let places = report.secrets.iter().flat_map(|secret| &secret.places);
    let (mut logs, mut archives) = (BTreeSet::new(), BTreeSet::new());
    for place in places {
        match &place.source {
            SecretSource::Log { job } => logs.insert(*job),
            SecretSource::Artifact { job, .. } => archives.insert(*job),
            SecretSource::File { .. } => false,
        };
    }
    // Erasing a job takes its artifacts too: their copy comes first.
    let erased = logs.iter().filter_map(|job| {
        let evidence = copies.logs.get(job)?;
        let has_artifacts = report.artifacts.artifacts.iter().any(|row| row.job == *job);
        (!has_artifacts || copies.artifacts.contains_key(job)).then_some(())?;
        let evidence = Some(evidence.clone());
        Some(Act::EraseJob(act::EraseJob { project, job: *job, evidence }))
    });
    let emptied = archives.difference(&logs).filter_map(|job| {
        let evidence = Some(copies.artifacts.get(job)?.clone());
        Some(Act::DeleteArtifacts(act::DeleteArtifacts { project, job: *job, evidence }))
    });
    erased.chain(emptied).collect()
}

#[cfg(test)]
mod tests;
