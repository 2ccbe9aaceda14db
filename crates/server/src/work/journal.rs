//! The journal: the only door through which a case changes.
//!
//! Decide → value → do: under one lock, a closure looks at the cases and says
//! what to write; it is appended, durable, and then added to the cases. So no
//! decision rests on a state that another one has just changed.

use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use engine::coordinate::due::Clockwork;
use engine::coordinate::{
    Case, CaseId, Cases, Entry, What, access, advance, communication, dive, severity,
};
use engine::respond::Deployment;
use jiff::Timestamp;
use tokio::sync::{Mutex, broadcast};

use super::writer::{WriteError, Writer};
use crate::app::{AppError, LedgerName, Notice, confidential};
use crate::clock::Clock;
use crate::config::{Config, ConfigError, GitLab};

/// The name under which the product itself acts.
pub(crate) const PRODUCT: &str = engine::coordinate::opening::PRODUCT;

/// The source that journal entries carry in their ledger.
const SOURCE: &str = "journal";

/// What a case is measured by whenever something is said of it.
#[derive(Debug)]
pub(crate) struct Standards {
    /// The table of severity (P6).
    pub(crate) severity: severity::Policy,
    /// How GitLab is run, as far as the settings tell.
    pub(crate) deployment: Deployment,
    /// What clocks go by: stakeholders, the law, calendars (CM14–CM18).
    pub(crate) clockwork: Clockwork,
    /// Who is given which logs (LD3–LD27).
    pub(crate) logs: engine::assist::Policy,
}

impl Standards {
    /// Those of these settings.
    pub(crate) fn of(config: &Config) -> Result<Self, ConfigError> {
        let told = |gitlab: &GitLab| {
            let is_public = gitlab.url.host_str() == Some("gitlab.com");
            gitlab.deployment.unwrap_or(if is_public {
                Deployment::SaasGroup
            } else {
                Deployment::SelfManaged
            })
        };
        let deployment = config.gitlab.as_ref().map(told).unwrap_or_default();
        let clockwork = config.policy.clockwork(&config.desk)?;
        let logs = config.desk.log_policy()?;
        Ok(Self { severity: config.policy.severity()?, deployment, clockwork, logs })
    }

    /// What the table says of a case now.
    pub(crate) fn compute(&self, case: &Case, cases: &Cases) -> severity::Computed {
        severity::compute(case, cases, &self.severity, self.deployment)
    }

    /// What follows by itself from what was last said of a case: a new phase, a
    /// new severity, the communications plan (CM1), clocks that begin or end
    /// (CM14–CM17, CM31).
    fn follows(&self, case: &Case, cases: &Cases, now: Timestamp) -> Option<What> {
        if let Some(phase) = advance::next_phase(case) {
            return Some(What::PhaseMoved { phase });
        }
        let changed = severity::recompute(case, cases, &self.severity, self.deployment);
        if let Some(entry) = changed {
            return Some(What::Severity(entry));
        }
        let is_attached = case.concerns.communication.flow.is_some();
        if !is_attached && severity::wants_communications(case, &self.severity) {
            return Some(What::Communication(communication::Entry::Attached { reason: None }));
        }
        if let Some(step) = communication::next_step(case) {
            return Some(What::Communication(step));
        }
        if let Some(what) = dive::tracker::follows(case) {
            return Some(what);
        }
        self.clockwork.follows(case, now).into_iter().next()
    }
}

/// Journal and cases.
#[derive(Debug)]
pub(crate) struct Journal {
    standards: Standards,
    writer: Writer,
    cases: RwLock<Cases>,
    turn: Mutex<()>,
    clock: Clock,
    notices: broadcast::Sender<Notice>,
    source: Arc<str>,
}

/// What somebody says: entries with the case that each belongs to.
pub(crate) type Said = Vec<(Option<CaseId>, What)>;

impl Journal {
    /// Replays the journal from its first entry.
    pub(crate) fn replay(
        writer: Writer,
        clock: Clock,
        notices: broadcast::Sender<Notice>,
        standards: Standards,
    ) -> Result<Self, anyhow::Error> {
        let mut cases = Cases::default();
        for record in writer.reader().iter(0) {
            let record = record?;
            match serde_json::from_slice::<Entry>(&record.raw) {
                Ok(entry) => cases.apply(record.index, &entry),
                Err(error) => {
                    // Written by a newer version: it stays in the ledger.
                    tracing::warn!(index = record.index, %error, "A journal entry cannot be read");
                }
            }
        }
        let (cases, turn) = (RwLock::new(cases), Mutex::new(()));
        let source = Arc::from(SOURCE);
        Ok(Self { standards, writer, cases, turn, clock, notices, source })
    }

    /// Looks at the cases. The closure must be quick: writers wait for it.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Cases) -> T) -> T {
        look(&self.cases.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells who listens, without an entry.
    pub(crate) fn tell(&self, notice: Notice) {
        tell(&self.notices, notice);
    }

    /// What a case is measured by.
    pub(crate) fn standards(&self) -> &Standards {
        &self.standards
    }

    /// The write end below.
    pub(crate) fn writer(&self) -> &Writer {
        &self.writer
    }

    /// Says these things, whatever the cases are.
    pub(crate) async fn say(&self, by: &str, said: Said) -> Result<u64, AppError> {
        let said = |_cases: &Cases, _now| Ok((said, ()));
        self.write_decided(by, said).await.map(|(index, ())| index)
    }

    /// Decides on the cases as they are, writes what was decided, and lets the
    /// cases move on by themselves. Answers the index of the first entry.
    /// Whoever asked for logs is let in by nothing that is decided (LD7).
    ///
    /// # Errors
    /// What the closure refuses; and a confidential case that is not theirs who
    /// decide, whatever the closure looked at (CM24).
    pub(crate) async fn decide<T>(
        &self,
        by: &str,
        decide: impl FnOnce(&Cases, Timestamp) -> Result<(Said, T), AppError>,
    ) -> Result<(u64, T), AppError> {
        let decide = |cases: &Cases, now: Timestamp| {
            let decided = decide(cases, now)?;
            match decided.0.iter().find_map(|(case, what)| closed(cases, by, (*case)?, what)) {
                Some(case) => Err(confidential(case)),
                None => Ok(decided),
            }
        };
        self.write_decided(by, decide).await
    }

    async fn write_decided<T>(
        &self,
        by: &str,
        decide: impl FnOnce(&Cases, Timestamp) -> Result<(Said, T), AppError>,
    ) -> Result<(u64, T), AppError> {
        let _turn = self.turn.lock().await;
        let now = self.clock.now();
        let (said, value) = self.read(|cases| {
            let (said, value) = decide(cases, now)?;
            for (case, what) in &said {
                let case = case.and_then(|id| cases.cases.get(&id));
                case.map_or(Ok(()), |case| dive::boundary::check(case, by, what))?;
            }
            Ok::<_, AppError>((said, value))
        })?;
        let touched: Vec<_> = said.iter().filter_map(|(case, _)| *case).collect();
        let index = self.write(by, now, said).await?;
        for case in touched {
            self.move_on(case).await?;
        }
        Ok((index, value))
    }

    /// Whatever the case's last entry made due: a new phase, a new severity.
    async fn move_on(&self, id: CaseId) -> Result<(), AppError> {
        let now = self.clock.now();
        let follows = |cases: &Cases| self.standards.follows(cases.cases.get(&id)?, cases, now);
        while let Some(what) = self.read(follows) {
            self.write(PRODUCT, self.clock.now(), vec![(Some(id), what)]).await?;
        }
        Ok(())
    }

    async fn write(&self, by: &str, now: Timestamp, said: Said) -> Result<u64, AppError> {
        if said.is_empty() {
            return Ok(self.writer.reader().size());
        }
        let entries: Vec<_> = said
            .into_iter()
            .map(|(case, what)| Entry { recorded_at: now, by: by.to_owned(), case, what })
            .collect();
        let raw: Result<Vec<_>, _> =
            entries.iter().map(|entry| serde_json::to_vec(entry).map(Bytes::from)).collect();
        let raw = raw.map_err(AppError::internal)?;
        let received_ms = u64::try_from(now.as_millisecond()).unwrap_or_default();
        let indexes = self.writer.append(&self.source, received_ms, raw).await?;
        self.add(indexes.start, &entries);
        Ok(indexes.start)
    }

    fn add(&self, start: u64, entries: &[Entry]) {
        {
            let mut cases = self.cases.write().unwrap_or_else(PoisonError::into_inner);
            for (index, entry) in (start..).zip(entries) {
                cases.apply(index, entry);
            }
        }
        for entry in entries {
            if let Some(notice) = notice(entry) {
                tell(&self.notices, notice);
            }
        }
    }
}

/// The case, if whoever writes may not even see it. Letting somebody in is for
/// those who see nothing else of it.
fn closed(cases: &Cases, by: &str, case: CaseId, what: &What) -> Option<CaseId> {
    let known = cases.cases.get(&case)?;
    let is_open = by == PRODUCT || matches!(what, What::Access(_)) || access::may_see(known, by);
    (!is_open).then_some(case)
}

fn notice(entry: &Entry) -> Option<Notice> {
    match (&entry.what, entry.case) {
        (What::FindingRaised { finding }, _) => Some(Notice::Finding {
            id: finding.id.clone(),
            title: finding.title.clone(),
            level: finding.level,
        }),
        (_, Some(id)) => Some(Notice::Case { id }),
        (_, None) => None,
    }
}

impl From<WriteError> for AppError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Overloaded => Self::Overloaded,
            WriteError::Stopped(what) => Self::Unavailable { what },
        }
    }
}

/// Tells who listens; nobody may.
pub(crate) fn tell(notices: &broadcast::Sender<Notice>, notice: Notice) {
    if notices.send(notice).is_err() {
        tracing::trace!("Nobody listens");
    }
}

/// Tells listeners of each new checkpoint of a ledger.
pub(crate) async fn tell_checkpoints(
    ledger: LedgerName,
    writer: Writer,
    notices: broadcast::Sender<Notice>,
) {
    let mut signed = writer.signed();
    while signed.changed().await.is_ok() {
        let size = *signed.borrow_and_update();
        tell(&notices, Notice::Checkpoint { ledger, size });
    }
}
