//! Hunts: a new or changed rule over all history.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use engine::detect::{Finding, Hunt, RuleSet};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::error::allow;
use super::{App, AppError, rules};
use crate::app::input;
use crate::config::Rules;
use crate::person::{Permission, Person};
use crate::work::follow;
use crate::work::hunt::{self, Hunter, Trail};
use crate::work::writer::full_text;

#[cfg(test)]
mod tests;

/// Hunts that are remembered after their end.
const REMEMBERED_MAX: usize = 20;

/// Findings that a report carries; the rest is counted.
const FINDINGS_TOLD_MAX: usize = 10_000;

/// What to hunt for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HuntOrder {
    /// Rules by id or name; none: those of `files`, or all in force.
    pub rules: Vec<String>,
    /// Rules to try that are not in force: path and text of each file. They
    /// take the place of those with the same id.
    pub files: BTreeMap<String, String>,
    /// Only events at or after this time (RFC 3339).
    #[schema(value_type = Option<String>)]
    pub since: Option<Timestamp>,
    /// Only events before this time.
    #[schema(value_type = Option<String>)]
    pub until: Option<Timestamp>,
    /// Journal what is found: findings as if the rule had been there from the start.
    pub keep: bool,
}

/// How a hunt goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HuntReport {
    /// Follows from rules, range and end: the same order continues the same hunt.
    pub id: String,
    /// How it stands.
    pub state: HuntState,
    /// Records in the ledger when it began.
    pub records: u64,
    /// So many of them are done.
    pub done: u64,
    /// So many had to be read; the index left out the others.
    pub read: u64,
    /// So many were hit by a rule.
    pub hits: u64,
    /// All findings, also those that are not told.
    pub found: u64,
    /// The findings, at most 10,000; empty until it is done.
    pub findings: Vec<Finding>,
    /// Why it failed.
    pub problem: Option<String>,
}

/// How a hunt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HuntState {
    /// Under way.
    Running,
    /// Over; `findings` is what there is.
    Done,
    /// Ended early; the same order goes on where it was.
    Stopped,
    /// Could not go on: see `problem`.
    Failed,
}

/// The hunts of this start.
#[derive(Debug, Default)]
pub(crate) struct Hunts(Mutex<Vec<HuntReport>>);

impl Hunts {
    fn set(&self, report: HuntReport) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other| other.id != report.id);
        all.push(report);
        let over = all.len().saturating_sub(REMEMBERED_MAX);
        all.drain(..over);
    }

    fn get(&self, id: &str) -> Option<HuntReport> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|report| report.id == id).cloned()
    }
}

impl App {
    /// Begins a hunt, or goes on with one that was interrupted; answers at
    /// once. See [`Self::hunt`] for how it goes.
    ///
    /// # Errors
    /// [`AppError::Invalid`] names the rule that is unknown or cannot be used.
    pub async fn begin_hunt(
        &self,
        person: &Person,
        order: HuntOrder,
    ) -> Result<HuntReport, AppError> {
        allow(person, Permission::ReadEvents)?;
        if order.keep {
            allow(person, Permission::OpenCase)?;
        }
        self.settle().await;
        let end = self.inner.events.reader().size();
        let id = id(&order, end);
        if let Some(known) = self.inner.hunts.get(&id).filter(|one| one.state == HuntState::Running)
        {
            return Ok(known);
        }
        let hunter = self.hunter(&order, &id).await?;
        let trail = hunter.trail(end);
        let report = HuntReport::of(&id, HuntState::Running, &trail);
        self.inner.hunts.set(report.clone());
        let app = self.clone();
        self.inner.spawn(async move { app.run_hunt(&id, hunter, trail, order.keep).await });
        Ok(report)
    }

    /// How a hunt goes.
    pub fn hunt(&self, person: &Person, id: &str) -> Result<HuntReport, AppError> {
        allow(person, Permission::ReadEvents)?;
        self.inner.hunts.get(id).ok_or_else(|| AppError::not_found(format!("hunt {id}")))
    }

    async fn hunter(&self, order: &HuntOrder, id: &str) -> Result<Hunter, AppError> {
        let config = self.config();
        let file = hunt::file(&config.data.dir, id);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(AppError::internal)?;
        }
        let (settings, order) = (config.rules.clone(), order.clone());
        let (since, until) = (order.since, order.until);
        let hunt = tokio::task::spawn_blocking(move || chosen(&settings, order)).await;
        Ok(Hunter {
            store: Arc::clone(&self.inner.store),
            reader: self.inner.events.reader().clone(),
            hunt: hunt.map_err(AppError::internal)??,
            since,
            until,
            stretch: hunt::STRETCH_RECORDS,
            file,
        })
    }

    async fn run_hunt(&self, id: &str, hunter: Hunter, mut trail: Trail, keep: bool) {
        let tell = |state, trail: &Trail| self.inner.hunts.set(HuntReport::of(id, state, trail));
        loop {
            if self.inner.is_stopping() {
                return tell(HuntState::Stopped, &trail);
            }
            match hunter.step(&mut trail).await {
                Ok(true) => tell(HuntState::Running, &trail),
                Ok(false) => break,
                Err(error) => return self.fail_hunt(id, &trail, &full_text(&error)),
            }
        }
        match self.end_hunt(id, hunter, &trail, keep).await {
            Ok(report) => self.inner.hunts.set(report),
            Err(error) => self.fail_hunt(id, &trail, &full_text(&error)),
        }
    }

    /// Shows what was hit to a detector; journals what it says, if that was asked for.
    async fn end_hunt(
        &self,
        id: &str,
        hunter: Hunter,
        trail: &Trail,
        keep: bool,
    ) -> Result<HuntReport, AppError> {
        let reader = hunter.reader.clone();
        let hits = trail.clone();
        let found = tokio::task::spawn_blocking(move || {
            let findings = hunter.findings(&hits);
            hunter.forget();
            findings
        });
        let mut findings = found.await.map_err(AppError::internal)?.map_err(AppError::internal)?;
        if keep {
            let window = self.config().policy.attach_window_h;
            let raised = follow::raised(&reader, &findings);
            follow::journal_findings(
                &self.inner.journal,
                raised,
                jiff::SignedDuration::from_hours(i64::from(window)),
            )
            .await?;
        }
        let mut report = HuntReport::of(id, HuntState::Done, trail);
        report.found = u64::try_from(findings.len()).unwrap_or(u64::MAX);
        findings.truncate(FINDINGS_TOLD_MAX);
        report.findings = findings;
        Ok(report)
    }

    fn fail_hunt(&self, id: &str, trail: &Trail, why: &str) {
        tracing::warn!(hunt = id, why, "A hunt could not go on");
        let mut report = HuntReport::of(id, HuntState::Failed, trail);
        report.problem = Some(why.to_owned());
        self.inner.hunts.set(report);
    }
}

impl HuntReport {
    fn of(id: &str, state: HuntState, trail: &Trail) -> Self {
        Self {
            id: id.to_owned(),
            state,
            records: trail.end,
            done: trail.next,
            read: trail.read,
            hits: u64::try_from(trail.hits.len()).unwrap_or(u64::MAX),
            found: 0,
            findings: Vec::new(),
            problem: None,
        }
    }
}

/// The rules that the order names: those in its files come first.
fn chosen(settings: &Rules, order: HuntOrder) -> Result<Hunt, AppError> {
    let lines =
        |problems: Vec<String>| AppError::invalid("rules", input::said(problems.join("\n")));
    let is_named = !order.rules.is_empty();
    let (rules, names) = if order.files.is_empty() {
        (rules::load(settings).map_err(lines)?, order.rules)
    } else {
        let files: Vec<(String, String)> = order.files.into_iter().collect();
        let set = RuleSet::load_over(rules::shipped(), files.clone())
            .map_err(|problems| lines(problems.iter().map(ToString::to_string).collect()))?;
        let is_tried = |path: &str| files.iter().any(|(file, _)| file == path);
        let tried = set.rules().iter().filter(|rule| is_tried(&rule.path));
        let tried = tried.map(|rule| rule.id.clone()).collect();
        (set, if order.rules.is_empty() { tried } else { order.rules })
    };
    let hunt = Hunt::new(Arc::new(rules), &names).map_err(|unknown| {
        AppError::invalid("rules", input::given("no-rule", &unknown.join(", ")))
    })?;
    Ok(if is_named { hunt.aloud() } else { hunt })
}

/// 64 bits of SHA-256 over what makes a hunt.
fn id(order: &HuntOrder, end: u64) -> String {
    let text = serde_json::to_vec(&(order, end)).unwrap_or_default();
    let digest = Sha256::digest(&text);
    hex::encode(digest.get(..8).unwrap_or_default())
}
