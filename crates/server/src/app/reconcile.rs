//! Reconciliation: what the streams brought compared with GitLab's own list, and
//! what is missing added.
//!
//! GitLab's stream loses events without a word, so that it alone proves nothing.
//! What GitLab saves to its database can be asked for; what it only streams
//! cannot, and each report says which of that was seen.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use engine::detect::record::{self, Gap};
use engine::detect::{Finding, RecordRef};
use event::{Event, Way};
use gitlab::{AuditScope, Client};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::SqlLimits;

use super::error::allow;
use super::{App, AppError};
use crate::collect::rest::{self, Synced, back};
use crate::person::{Permission, Person};
use crate::work::follow;
use crate::work::writer::full_text;

/// Reports that are kept.
const REPORTS_MAX: usize = 100;

/// Scopes that are compared in one run; groups and projects of a top-level group.
const SCOPES_MAX: usize = 500;

/// How far back a run goes at most, in hours: 30 days.
const BACK_HOURS_MAX: i64 = 30 * 24;

/// An hour is compared again in the next run: it may have been half over.
const OVERLAP_MIN: i64 = 60;

/// How long the index is waited for before rows count as missing.
const INDEX_WAIT: std::time::Duration = std::time::Duration::from_secs(10);

/// Streamed events of one hour that are looked up in GitLab's list.
const STREAMED_MAX: usize = 200_000;

/// Where reports are kept.
const KEPT: &str = "reconcile";

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileReport {
    /// When it began; names it.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Who asked for it.
    pub by: String,
    /// Events from then on were compared …
    pub since: Timestamp,
    /// … until then; younger ones may still be on their way.
    pub until: Timestamp,
    /// How it stands.
    pub state: ReconcileState,
    /// The streams that are compared.
    pub streams: Vec<String>,
    /// What was found, scope by scope.
    pub scopes: Vec<ScopeReport>,
    /// Scopes in all.
    pub scopes_total: usize,
    /// Rows of GitLab's list read so far.
    pub rows: u64,
    /// Types that GitLab streams and does not save, with how many of them came in
    /// this time: whether some were lost cannot be known.
    pub unchecked: BTreeMap<String, u64>,
    /// Why it failed.
    pub problem: Option<String>,
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReconcileState {
    /// Under way.
    Running,
    /// Over.
    Done,
    /// Ended early: see `problem`. What was added stays; the next run goes on.
    Failed,
}

/// One scope of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeReport {
    /// `instance`, `group-12`, `project-7`.
    pub scope: String,
    /// All hours together.
    pub total: Gap,
    /// The hours in which the stream lacked something.
    pub hours: Vec<HourReport>,
    /// Why it could not be read.
    pub problem: Option<String>,
}

/// One hour, UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourReport {
    /// Its beginning.
    pub hour: Timestamp,
    /// Its figures.
    #[serde(flatten)]
    pub gap: Gap,
}

/// The reports: one may be under way, the latest come first.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    reports: Mutex<Option<VecDeque<ReconcileReport>>>,
    /// One run at a time.
    running: tokio::sync::Mutex<()>,
    /// One reader of GitLab's list at a time.
    syncing: tokio::sync::Mutex<()>,
}

impl Kept {
    fn lock(&self) -> MutexGuard<'_, Option<VecDeque<ReconcileReport>>> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time of a beginning names a run: of two at once one begins a little later.
    fn unused_name(&self, now: Timestamp) -> Timestamp {
        let kept = self.lock();
        let is_used = |at| kept.iter().flatten().any(|report| report.started_at == at);
        let after = |at: &Timestamp| at.checked_add(SignedDuration::from_millis(1)).ok();
        std::iter::successors(Some(now), after).find(|at| !is_used(*at)).unwrap_or(now)
    }

    fn set(&self, report: ReconcileReport) {
        let mut kept = self.lock();
        let reports = kept.get_or_insert_default();
        reports.retain(|other| other.started_at != report.started_at);
        reports.push_front(report);
        reports.truncate(REPORTS_MAX);
    }
}

impl App {
    /// Begins a run and answers at once; one that is under way is answered instead.
    /// `since`: how far back, else as the settings say. See [`Self::reconciliations`].
    ///
    /// # Errors
    /// Without a GitLab to compare with, and without the permission to add records.
    pub async fn begin_reconcile(
        &self,
        person: &Person,
        since: Option<Timestamp>,
    ) -> Result<ReconcileReport, AppError> {
        allow(person, Permission::Import)?;
        self.gitlab()?;
        let reports = self.kept_reports().await?;
        if let Some(running) = reports.iter().find(|one| one.state == ReconcileState::Running) {
            return Ok(running.clone());
        }
        let report = self.new_report(&person.name, since).await?;
        self.inner.reconciles.set(report.clone());
        let app = self.clone();
        let begun = report.clone();
        self.inner.spawn(async move { app.run_reconcile(begun).await });
        Ok(report)
    }

    /// A run from beginning to end.
    pub async fn reconcile(
        &self,
        person: &Person,
        since: Option<Timestamp>,
    ) -> Result<ReconcileReport, AppError> {
        allow(person, Permission::Import)?;
        self.reconcile_as(&person.name, since).await
    }

    pub(crate) async fn reconcile_as(
        &self,
        by: &str,
        since: Option<Timestamp>,
    ) -> Result<ReconcileReport, AppError> {
        self.gitlab()?;
        drop(self.kept_reports().await?);
        let report = self.new_report(by, since).await?;
        self.inner.reconciles.set(report.clone());
        let name = report.started_at;
        self.run_reconcile(report).await;
        let reports = self.kept_reports().await?;
        let ended = reports.into_iter().find(|one| one.started_at == name);
        ended.ok_or_else(|| AppError::not_found("the report of this run"))
    }

    /// The runs, the latest first.
    pub async fn reconciliations(&self, person: &Person) -> Result<Vec<ReconcileReport>, AppError> {
        allow(person, Permission::ReadLedger)?;
        Ok(self.kept_reports().await?.into())
    }

    async fn kept_reports(&self) -> Result<VecDeque<ReconcileReport>, AppError> {
        if let Some(reports) = self.inner.reconciles.lock().as_ref() {
            return Ok(reports.clone());
        }
        let text = self.with_state(|state| state.setting(KEPT)).await?.unwrap_or_default();
        let mut reports: VecDeque<ReconcileReport> =
            serde_json::from_str(&text).unwrap_or_default();
        for report in &mut reports {
            if report.state == ReconcileState::Running {
                report.state = ReconcileState::Failed;
                report.problem = Some("the product stopped".to_owned());
            }
        }
        Ok(self.inner.reconciles.lock().get_or_insert(reports).clone())
    }

    async fn new_report(
        &self,
        by: &str,
        since: Option<Timestamp>,
    ) -> Result<ReconcileReport, AppError> {
        let now = self.inner.clock.now();
        let started_at = self.inner.reconciles.unused_name(now);
        let settings = &self.inner.config.reconcile;
        let until = back(now, i64::from(settings.settle_min));
        let usual =
            match self.kept_place(KEPT.to_owned()).await?.and_then(|at| rest::read_cursor(&at)) {
                Some(compared) => back(compared.min(until), OVERLAP_MIN),
                None => back(until, i64::from(settings.window_h.get()).saturating_mul(60)),
            };
        let oldest = back(until, BACK_HOURS_MAX.saturating_mul(60));
        let since = since.unwrap_or(usual).max(oldest);
        Ok(ReconcileReport {
            started_at,
            ended_at: None,
            by: by.to_owned(),
            since: hour_of(since),
            until,
            state: ReconcileState::Running,
            streams: self.inner.streams.sources().map(ToString::to_string).collect(),
            scopes: Vec::new(),
            scopes_total: 0,
            rows: 0,
            unchecked: BTreeMap::new(),
            problem: None,
        })
    }

    async fn run_reconcile(&self, mut report: ReconcileReport) {
        let _turn = self.inner.reconciles.running.lock().await;
        let compared = self.compare_all(&mut report).await;
        report.ended_at = Some(self.inner.clock.now());
        report.state = match compared {
            Ok(()) => ReconcileState::Done,
            Err(error) => {
                let why = full_text(&error);
                tracing::warn!(error = why, "The stream could not be compared with GitLab's list");
                report.problem = Some(why);
                ReconcileState::Failed
            }
        };
        self.inner.reconciles.set(report);
        if let Err(error) = self.keep_reports().await {
            tracing::warn!(error = full_text(&error), "A report was not kept");
        }
    }

    async fn keep_reports(&self) -> Result<(), AppError> {
        let reports = self.inner.reconciles.lock().clone().unwrap_or_default();
        let text = serde_json::to_string(&reports).map_err(AppError::internal)?;
        self.with_state(move |state| state.set_setting(KEPT, &text)).await
    }

    async fn compare_all(&self, report: &mut ReconcileReport) -> Result<(), AppError> {
        let scopes = self.compared_scopes().await?;
        report.scopes_total = scopes.len();
        let mut failed = None;
        for scope in scopes {
            match self.compare(scope, report).await {
                Ok(()) => {}
                Err(error) if self.inner.is_stopping() => return Err(error),
                Err(error) => {
                    let problem = Some(full_text(&error));
                    let scope = scope.to_string();
                    let (total, hours) = (Gap::default(), Vec::new());
                    report.scopes.push(ScopeReport { scope, total, hours, problem });
                    failed = Some(error);
                }
            }
        }
        report.unchecked = self.streamed_only(report.since, report.until).await?;
        match failed {
            Some(error) => Err(error),
            None => self.keep_place(KEPT.to_owned(), rest::cursor(report.until)).await,
        }
    }

    /// Compares one scope, adds what is missing, journals what that means.
    async fn compare(
        &self,
        scope: AuditScope,
        report: &mut ReconcileReport,
    ) -> Result<(), AppError> {
        let before = report.rows;
        let window = (report.since, report.until);
        let mut shown = report.clone();
        let synced = rest::sync(self, scope, window, |rows| {
            shown.rows = before.saturating_add(rows);
            self.inner.reconciles.set(shown.clone());
        })
        .await?;
        report.rows = before.saturating_add(synced.rows);
        report.scopes.push(scope_report(scope, &synced));
        self.inner.reconciles.set(report.clone());
        // Without a stream nothing can be missing from one.
        if !report.streams.is_empty() {
            let found = record::gaps(&scope.to_string(), &synced.hours, &synced.added);
            self.journal_found(&found).await?;
            let absent = self.not_listed(scope, window, &synced).await?;
            self.journal_found(&record::not_listed(&scope.to_string(), absent)).await?;
        }
        Ok(())
    }

    /// What the streams told of a scope in that time although GitLab, which saves
    /// such events, does not list it. Young events are on their way: the window
    /// ends before them.
    async fn not_listed(
        &self,
        scope: AuditScope,
        (since, until): (Timestamp, Timestamp),
        synced: &Synced,
    ) -> Result<Vec<(Timestamp, i64, RecordRef)>, AppError> {
        let mut absent = Vec::new();
        if !synced.is_listed_whole() {
            tracing::warn!(%scope, "The list is too long to say what is absent from it");
            return Ok(absent);
        }
        // GitLab may leave out what happened at the very beginning.
        let since = since.checked_add(SignedDuration::from_millis(1)).unwrap_or(since);
        for (from, to) in rest::pieces(since, until, SignedDuration::from_hours(1)) {
            let limits = SqlLimits { rows: STREAMED_MAX, ..SqlLimits::default() };
            let table = self.inner.store.sql(&streamed(scope, from, to), limits).await;
            let table = table.map_err(AppError::internal)?;
            if table.truncated {
                tracing::warn!(%scope, hour = %from, "Too many streamed events to compare");
            }
            let told = table.rows.iter().filter_map(|row| saved(row));
            absent.extend(told.filter(|(_, id, _)| !synced.listed.contains(id)));
        }
        Ok(absent)
    }

    /// Journals findings about the record; those that are there already change nothing.
    pub(crate) async fn journal_found(&self, found: &[Finding]) -> Result<(), AppError> {
        if found.is_empty() {
            return Ok(());
        }
        let raised = follow::raised(self.inner.events.reader(), found);
        let hours = i64::from(self.inner.config.policy.attach_window_h);
        let window = SignedDuration::from_hours(hours);
        follow::journal_findings(&self.inner.journal, raised, window).await
    }

    /// Whose events are compared: as set, or as far as our token reaches.
    async fn compared_scopes(&self) -> Result<Vec<AuditScope>, AppError> {
        let set = &self.inner.config.reconcile.scopes;
        if !set.is_empty() {
            return Ok(set.iter().filter_map(|scope| scope.parse().ok()).collect());
        }
        let standing = self.our_standing().await?.standing;
        if standing.is_admin {
            return Ok(vec![AuditScope::Instance]);
        }
        let client = self.gitlab()?;
        let mut scopes = Vec::new();
        for group in &standing.owned_groups {
            scopes.extend(tree(client, group.0).await?);
        }
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.len() > SCOPES_MAX {
            tracing::warn!(scopes = scopes.len(), "More groups and projects than are compared");
            scopes.truncate(SCOPES_MAX);
        }
        if scopes.is_empty() {
            let what = "our token sees the audit events of no instance, group or project; set reconcile.scopes";
            return Err(AppError::Unavailable { what: what.to_owned() });
        }
        Ok(scopes)
    }

    /// What the streams brought in that time of types that GitLab does not save.
    async fn streamed_only(
        &self,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<BTreeMap<String, u64>, AppError> {
        let text = format!(
            "SELECT event_type, count(*) FROM events WHERE way = '{}' AND event_type IS NOT NULL \
             AND occurred_at >= TIMESTAMP '{since}' AND occurred_at < TIMESTAMP '{until}' \
             GROUP BY event_type",
            Way::Stream.as_str()
        );
        let table = self.inner.store.sql(&text, SqlLimits::default()).await;
        let rows = table.map_err(AppError::internal)?.rows;
        let counted = rows.iter().filter_map(|row| {
            let name = row.first()?.as_str()?;
            let is_saved = event::catalogue::find(name).is_none_or(|kind| kind.is_saved);
            (!is_saved).then(|| Some((name.to_owned(), row.get(1)?.as_u64()?)))?
        });
        Ok(counted.collect())
    }

    /// The connection to GitLab, for the ways in.
    pub(crate) fn client(&self) -> Result<Client, AppError> {
        self.gitlab().cloned()
    }

    /// The right to read GitLab's list: one at a time.
    pub(crate) async fn sync_turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.inner.reconciles.syncing.lock().await
    }

    /// The ways by which each of these events was told so far, as soon as the
    /// index knows all that is durable now.
    pub(crate) async fn ways_of(
        &self,
        events: &[Event],
    ) -> Result<Vec<std::collections::BTreeSet<String>>, AppError> {
        let size = self.inner.events.reader().size();
        let mut indexed = self.inner.indexed.clone();
        let wait = tokio::time::timeout(INDEX_WAIT, indexed.wait_for(|at| *at >= size));
        if wait.await.is_err() {
            // What is told twice is shown once all the same.
            tracing::warn!("The index is behind: events may be recorded again");
        }
        self.inner.store.ways(events).await.map_err(AppError::internal)
    }
}

/// A group's own scope and those of all below it: GitLab lists each by itself.
///
/// Source: GitLab docs, `api/audit_events`: a group's audit events are those of
/// the group, a project's those of the project.
async fn tree(client: &Client, group: i64) -> Result<Vec<AuditScope>, AppError> {
    let groups = client.descendant_groups(group).await?;
    let projects = client.group_projects(group).await?;
    let below = groups.iter().map(|group| AuditScope::Group(group.id));
    let projects = projects.iter().map(|project| AuditScope::Project(project.id));
    Ok([AuditScope::Group(group)].into_iter().chain(below).chain(projects).collect())
}

/// Asks for what the streams told of a scope between two times: record, key, time,
/// id and type of each.
fn streamed(scope: AuditScope, from: Timestamp, to: Timestamp) -> String {
    let of_scope = match scope {
        AuditScope::Instance => String::new(),
        AuditScope::Group(id) => format!(" AND entity_type = 'Group' AND entity_id = {id}"),
        AuditScope::Project(id) => format!(" AND entity_type = 'Project' AND entity_id = {id}"),
    };
    format!(
        "SELECT record_index, key, occurred_at, id, event_type FROM events WHERE way = '{}' \
         AND id IS NOT NULL AND occurred_at >= TIMESTAMP '{from}' \
         AND occurred_at < TIMESTAMP '{to}'{of_scope}",
        Way::Stream.as_str()
    )
}

/// A row of [`streamed`], if GitLab saves events of its type.
fn saved(row: &[serde_json::Value]) -> Option<(Timestamp, i64, RecordRef)> {
    let text = |place: usize| row.get(place)?.as_str();
    event::catalogue::find(text(4)?).filter(|kind| kind.is_saved)?;
    let record =
        RecordRef { index: row.first()?.as_u64()?, key: event::DedupKey(text(1)?.to_owned()) };
    Some((text(2)?.parse().ok()?, text(3)?.parse().ok()?, record))
}

fn scope_report(scope: AuditScope, synced: &Synced) -> ScopeReport {
    let mut total = Gap::default();
    for gap in synced.hours.values() {
        total.add(*gap);
    }
    let lossy = synced.hours.iter().filter(|(_, gap)| gap.missing > 0);
    ScopeReport {
        scope: scope.to_string(),
        total,
        hours: lossy.map(|(hour, gap)| HourReport { hour: *hour, gap: *gap }).collect(),
        problem: None,
    }
}

/// Whole hours are compared, so that each is one finding whenever it is looked at.
fn hour_of(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    let start = second.saturating_sub(second.rem_euclid(3600));
    Timestamp::from_second(start).unwrap_or(at)
}
