//! The journal: the only door through which a case changes.
//!
//! Decide → value → do: under one lock, a closure looks at the cases and says
//! what to write; it is appended, durable, and then added to the cases. So no
//! decision rests on a state that another one has just changed. What was decided
//! is carried out whether or not anybody still waits for the answer, so that the
//! cases and the entries' numbers never differ from what is in the ledger.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use engine::coordinate::delivery::Reach;
use engine::coordinate::due::Clockwork;
use engine::coordinate::number::{Numbers, case_of};
use engine::coordinate::{
    Case, CaseId, Cases, Entry, What, access, advance, communication, custody, dive, severity,
};
use engine::respond::{Deployment, GateRefusal};
use jiff::Timestamp;
use tokio::sync::{Mutex, OwnedMutexGuard, broadcast};

use super::writer::{WriteError, Writer};
use crate::app::{AppError, Notice, confidential};
use crate::clock::Clock;
use crate::config::{Config, ConfigError, GitLab};

/// The name under which the product itself acts.
pub(crate) const PRODUCT: &str = engine::coordinate::opening::PRODUCT;

/// The source that journal entries carry in their ledger.
const SOURCE: &str = "journal";

/// How long anybody waits for a turn, and for what was decided to be durable.
const WAIT_MAX: Duration = Duration::from_secs(30);

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
    /// Who reads what goes by each channel.
    reaches: BTreeMap<String, Reach>,
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
        let channels = config.channel.iter();
        let reaches = channels.map(|one| Ok((one.name.clone(), one.reach(one.kind()?))));
        let reaches = reaches.collect::<Result<_, ConfigError>>()?;
        Ok(Self { severity: config.policy.severity()?, deployment, clockwork, logs, reaches })
    }

    /// Whether the case's marking lets people send what this entry orders. What the
    /// product itself orders ends as refused where it would be handed over, so that
    /// it is seen and holds up nothing else.
    fn may_go(&self, case: &Case, by: &str, what: &What) -> Result<(), GateRefusal> {
        if by == PRODUCT {
            return Ok(());
        }
        custody::may_go(case, what, |channel| self.reaches.get(channel).copied())
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
    core: Arc<Core>,
    /// Whoever has it may write; it counts the entries of each case.
    turn: Arc<Mutex<Numbers>>,
    clock: Clock,
}

#[derive(Debug)]
struct Core {
    standards: Standards,
    writer: Writer,
    cases: RwLock<Cases>,
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
        let (mut cases, mut numbers) = (Cases::default(), Numbers::default());
        for record in writer.reader().iter(0) {
            let record = record?;
            match serde_json::from_slice::<Entry>(&record.raw) {
                Ok(entry) => {
                    numbers.add(entry.case);
                    cases.apply(record.index, &entry);
                }
                Err(error) => {
                    // Written by a newer version: it stays in the ledger.
                    numbers.add(case_of(&record.raw));
                    tracing::warn!(index = record.index, %error, "A journal entry cannot be read");
                }
            }
        }
        let (cases, source) = (RwLock::new(cases), Arc::from(SOURCE));
        let core = Core { standards, writer, cases, clock: clock.clone(), notices, source };
        Ok(Self { core: Arc::new(core), turn: Arc::new(Mutex::new(numbers)), clock })
    }

    /// Looks at the cases. The closure must be quick: writers wait for it.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Cases) -> T) -> T {
        self.core.read(look)
    }

    /// Tells who listens, without an entry.
    pub(crate) fn tell(&self, notice: Notice) {
        tell(&self.core.notices, notice);
    }

    /// What a case is measured by.
    pub(crate) fn standards(&self) -> &Standards {
        &self.core.standards
    }

    /// The write end below.
    pub(crate) fn writer(&self) -> &Writer {
        &self.core.writer
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
        let turn = Arc::clone(&self.turn).lock_owned();
        let turn = tokio::time::timeout(WAIT_MAX, turn).await;
        let turn = turn.map_err(|_late| AppError::Overloaded)?;
        let now = self.clock.now();
        let (said, value) = self.read(|cases| {
            let (said, value) = decide(cases, now)?;
            for (case, what) in &said {
                let Some(case) = case.and_then(|id| cases.cases.get(&id)) else { continue };
                dive::boundary::check(case, by, what)?;
                dive::gate::may_say(case, what)?;
                self.core.standards.may_go(case, by, what)?;
            }
            Ok::<_, AppError>((said, value))
        })?;
        let (core, by) = (Arc::clone(&self.core), by.to_owned());
        let writing = tokio::spawn(async move { core.carry_out(turn, &by, now, said).await });
        let written = tokio::time::timeout(WAIT_MAX, writing).await;
        let written = written.map_err(|_late| AppError::Overloaded)?;
        Ok((written.map_err(AppError::internal)??, value))
    }
}

impl Core {
    fn read<T>(&self, look: impl FnOnce(&Cases) -> T) -> T {
        look(&self.cases.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes what was decided, and what follows from it. Answers the index of the
    /// first entry.
    async fn carry_out(
        &self,
        mut turn: OwnedMutexGuard<Numbers>,
        by: &str,
        now: Timestamp,
        said: Said,
    ) -> Result<u64, AppError> {
        let touched: Vec<_> = said.iter().filter_map(|(case, _)| *case).collect();
        let index = self.write(&mut turn, (by, now), said).await?;
        for case in touched {
            self.move_on(&mut turn, case).await?;
        }
        Ok(index)
    }

    /// Whatever the case's last entry made due: a new phase, a new severity.
    async fn move_on(&self, turn: &mut Numbers, id: CaseId) -> Result<(), AppError> {
        let now = self.clock.now();
        let follows = |cases: &Cases| self.standards.follows(cases.cases.get(&id)?, cases, now);
        while let Some(what) = self.read(follows) {
            self.write(turn, (PRODUCT, self.clock.now()), vec![(Some(id), what)]).await?;
        }
        Ok(())
    }

    async fn write(
        &self,
        turn: &mut Numbers,
        (by, now): (&str, Timestamp),
        said: Said,
    ) -> Result<u64, AppError> {
        if said.is_empty() {
            return Ok(self.writer.reader().size());
        }
        let entries: Vec<_> = said
            .into_iter()
            .map(|(case, what)| Entry { recorded_at: now, by: by.to_owned(), case, what })
            .collect();
        let raw = turn.write(&entries).map_err(AppError::internal)?;
        let raw = raw.into_iter().map(Bytes::from).collect();
        let received_ms = u64::try_from(now.as_millisecond()).unwrap_or_default();
        let indexes = self.writer.append_surely(&self.source, received_ms, raw).await?;
        for entry in &entries {
            turn.add(entry.case);
        }
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
