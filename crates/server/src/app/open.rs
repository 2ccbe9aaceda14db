//! Starting and stopping.

use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use engine::coordinate::playbook::Playbooks;
use engine::investigate::question::Packs;
use engine::respond::gate;
use event::Way;
use jiff::SignedDuration;
use ledger::LedgerError;
use secrecy::SecretString;
use store::state::State;
use store::{Store, StoreOptions};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::secrets::{Passwords, fingerprint_key};
use super::sessions::{Links, OperatorToken};
use super::{App, AppError, LedgerName, Notice, Refusal, SourceState, rules};
use crate::clock::Clock;
use crate::collect::door::Doors;
use crate::collect::health::Gauges;
use crate::config::{Config, GitLab, read_secret};
use crate::work::follow::{DETECTED, Indexer, Watcher};
use crate::work::head;
use crate::work::intake;
use crate::work::journal::{Journal, Standards};
use crate::work::learn::Memories;
use crate::work::notify::Outbox;
use crate::work::notify::way::Channels;
use crate::work::on_call;
use crate::work::writer::{Writer, full_text};

/// What [`App::open`] gives.
#[derive(Debug)]
pub struct Opened {
    /// The running product.
    pub app: App,
    /// On the very first start: the account that was made, to be shown once.
    pub first_login: Option<FirstLogin>,
}

/// The account that was made at the first start.
#[derive(Debug)]
pub struct FirstLogin {
    /// Its name.
    pub name: String,
    /// Its one-time password; nowhere else to be found. Must be changed at the first sign-in.
    pub password: SecretString,
}

/// Why the product does not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process holds this data directory: talk to it instead (docs/adr/0006).
    #[error("{dir} is in use by another process")]
    InUse {
        /// The data directory.
        dir: PathBuf,
    },
    /// A setting, or a file that it names.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    /// Rules that cannot be used, one line each with file and line.
    #[error("{} rule(s) cannot be used", .0.len())]
    Rules(Vec<String>),
    /// Playbooks that cannot be used, one line each with file and line.
    #[error("{} playbook(s) cannot be used", .0.len())]
    Playbooks(Vec<String>),
    /// Packs of questions that cannot be used, one line each with file and line.
    #[error("{} question(s) cannot be used", .0.len())]
    Questions(Vec<String>),
    /// Anything else: disk, ledger, index.
    #[error("cannot open the data directory")]
    Other(#[source] anyhow::Error),
}

/// The parts behind an [`App`].
#[derive(Debug)]
pub(crate) struct Inner {
    pub(super) config: Config,
    pub(super) policy: gate::Policy,
    /// Who drafts, reviews and sends what.
    pub(super) communications: engine::coordinate::communication::Policy,
    pub(super) triage_policy: engine::investigate::triage::Policy,
    /// Which duties there are, and who steps in.
    pub(super) duty_policy: Arc<engine::coordinate::duty::Policy>,
    /// Who is on call, as known now.
    pub(super) on_call: watch::Receiver<on_call::Current>,
    pub(super) playbooks: Playbooks,
    /// What there is to look for.
    pub(super) packs: Arc<Packs>,
    pub(super) clock: Clock,
    pub(super) events: Writer,
    pub(super) journal: Arc<Journal>,
    pub(super) store: Arc<Store>,
    pub(super) state: Arc<State>,
    pub(super) gitlab: Option<gitlab::Client>,
    pub(super) streams: Doors,
    pub(super) hooks: Doors,
    /// Who may append evidence (IN14).
    pub(super) senders: Doors,
    /// How each source does.
    pub(super) gauges: Arc<Gauges>,
    /// Whether the disk is nearly full: then nothing is taken.
    pub(super) is_disk_low: Arc<AtomicBool>,
    pub(super) notices: broadcast::Sender<Notice>,
    pub(super) indexed: watch::Receiver<u64>,
    pub(super) detected: watch::Receiver<u64>,
    /// The rules in force, and who reads them again.
    pub(super) rules: rules::Reloader,
    /// What is kept as evidence.
    pub(super) evidence: crate::work::evidence::Store,
    /// What is on its way to people.
    pub(super) outbox: Outbox,
    /// One plan at a time changes GitLab.
    pub(super) acting: tokio::sync::Mutex<()>,
    /// What our own connection may do, as read last.
    pub(super) standing: super::survey::Kept,
    /// The credentials that GitLab lists, as read last.
    pub(super) inventory: super::inventory::Kept,
    /// What findings' events tell, as read before.
    pub(super) triage: super::triage::Kept,
    /// Hunts of this start.
    pub(super) hunts: super::hunt::Hunts,
    /// Searches for requests for logs that are under way.
    pub(super) dives: super::handling::Dives,
    /// One redaction at a time.
    pub(super) redacting: tokio::sync::Mutex<()>,
    /// Counts links that are none.
    pub(super) turnstile: super::handling::Turnstile,
    /// Comparisons of the streams with GitLab's list.
    pub(super) reconciles: super::reconcile::Kept,
    pub(super) fingerprint_key: [u8; 32],
    pub(super) operator: OperatorToken,
    pub(super) passwords: Passwords,
    pub(super) links: Links,
    pub(super) stop: CancellationToken,
    pub(super) tasks: TaskTracker,
}

impl Inner {
    /// Looks at the clock and at who is on call, until the product stops.
    fn attend(&self, on_call: watch::Sender<on_call::Current>) {
        let keeper = on_call::Keeper::new(&self.config.on_call, on_call, self.asker());
        self.tasks.spawn(keeper.run(self.stop.clone()));
        self.tasks.spawn(self.ticker().run(self.notices.subscribe(), self.stop.clone()));
    }

    /// Does this beside; closing waits for it.
    pub(super) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(work);
    }

    /// Whether the product is closing.
    pub(super) fn is_stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Asks whoever must be asked by now (CM20).
    pub(super) fn asker(&self) -> on_call::Asker {
        on_call::Asker {
            journal: Arc::clone(&self.journal),
            policy: Arc::clone(&self.duty_policy),
            current: self.on_call.clone(),
            clock: self.clock.clone(),
            call: self.call(),
        }
    }

    pub(super) fn ledger_dir(&self, ledger: LedgerName) -> PathBuf {
        ledger_dir(&self.config, ledger)
    }
}

/// What there is to look for, and the playbooks that name it.
fn guides(config: &Config) -> Result<(Arc<Packs>, Playbooks), OpenError> {
    let packs = super::questions::load(config.questions.dir.as_deref());
    let packs = Arc::new(packs.map_err(OpenError::Questions)?);
    let playbooks = super::playbooks::load_with(config.playbooks.dir.as_deref(), &packs);
    Ok((packs, playbooks.map_err(OpenError::Playbooks)?))
}

fn ledger_dir(config: &Config, ledger: LedgerName) -> PathBuf {
    config.data.dir.join("ledger").join(ledger.as_str())
}

/// What is kept beside the ledgers; what remembers more than they hold is told first.
async fn stores(
    config: &Config,
    clock: &Clock,
    ledgers: (&Writer, &Journal),
) -> Result<(Store, Arc<State>, crate::work::evidence::Store), OpenError> {
    let dir = &config.data.dir;
    let state = Arc::new(State::open(&dir.join("state.db")).map_err(other)?);
    head::recall(config, &state, ledgers, clock.now()).await.map_err(OpenError::Other)?;
    let store = Store::open(&dir.join("index"), StoreOptions::default()).await;
    let evidence = crate::work::evidence::Store::open(dir, &config.evidence, clock);
    Ok((store.map_err(other)?, state, evidence.map_err(other)?))
}

impl App {
    /// Opens the data directory, replays the journal, starts the loops behind.
    /// Needs a Tokio runtime with time and network.
    pub async fn open(config: Config, clock: Clock) -> Result<Opened, OpenError> {
        // On the heap: with all settings in it the future is large.
        Box::pin(Self::opened(config, clock)).await
    }

    async fn opened(config: Config, clock: Clock) -> Result<Opened, OpenError> {
        let streams = Doors::load(Way::Stream.as_str(), &config.stream)?;
        let hooks = Doors::load(Way::Hook.as_str(), &config.hook)?;
        let senders = Doors::load("evidence", &config.evidence.sender)?;
        let gitlab = gitlab_client(&config)?;
        let rules = reloader(&config, &clock)?;
        let (packs, playbooks) = guides(&config)?;
        make_private_dir(&config.data.dir).map_err(other)?;
        let (notices, _) = broadcast::channel(NOTICES_KEPT);
        let (events, journal) = {
            let (config, clock, notices) = (config.clone(), clock.clone(), notices.clone());
            let opening = tokio::task::spawn_blocking(move || ledgers(&config, clock, notices));
            opening.await.map_err(other)??
        };
        let (store, state, evidence) = stores(&config, &clock, (&events, &journal)).await?;
        let fingerprint_key = fingerprint_key(&state).map_err(OpenError::Other)?;
        let (indexed_tx, indexed) = watch::channel(store.indexed());
        let (detected_tx, detected) = watch::channel(0);
        let (on_call, journal) =
            (watch::Sender::new(on_call::Current::default()), Arc::new(journal));
        let outbox = Channels::load(&config, gitlab.as_ref())
            .map(|channels| outbox(channels, &journal, &state, &evidence, &clock))?;
        let inner = Inner {
            policy: config.policy.gate()?,
            communications: config.policy.communications()?,
            triage_policy: config.policy.triage()?,
            duty_policy: Arc::new(config.policy.duties()?),
            on_call: on_call.subscribe(),
            playbooks,
            packs,
            config,
            clock,
            events,
            journal,
            store: Arc::new(store),
            state,
            gitlab,
            streams,
            hooks,
            senders,
            gauges: Arc::default(),
            is_disk_low: Arc::default(),
            notices,
            indexed,
            detected,
            evidence,
            outbox,
            rules,
            acting: tokio::sync::Mutex::new(()),
            standing: super::survey::Kept::default(),
            inventory: super::inventory::Kept::default(),
            triage: super::triage::Kept::default(),
            hunts: super::hunt::Hunts::default(),
            dives: super::handling::Dives::default(),
            redacting: tokio::sync::Mutex::new(()),
            turnstile: super::handling::Turnstile::default(),
            reconciles: super::reconcile::Kept::default(),
            fingerprint_key,
            operator: OperatorToken::new(),
            passwords: Passwords::new(),
            links: Links::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        inner.start(indexed_tx, detected_tx).map_err(OpenError::Other)?;
        inner.attend(on_call);
        let app = Self { inner: Arc::new(inner) };
        Ok(Opened { first_login: app.first_account().await.map_err(other)?, app })
    }

    /// The settings in effect.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Waits until every event accepted so far is searchable and seen by the
    /// rules, and their findings are journalled. For programs and tests.
    pub async fn settle(&self) {
        let size = self.inner.events.reader().size();
        let mut indexed = self.inner.indexed.clone();
        let mut detected = self.inner.detected.clone();
        // A loop that has ended will not come any further: health tells of it.
        if indexed.wait_for(|at| *at >= size).await.is_err()
            || detected.wait_for(|at| *at >= size).await.is_err()
        {
            tracing::warn!("A loop behind has stopped, events stay behind");
        }
    }

    /// Stops the loops, signs last checkpoints and lets the data directory go.
    /// A product that is killed instead loses nothing; it only starts a little slower.
    pub async fn close(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
        if let Err(error) = self.inner.store.seal().await {
            // The next start reads these events from the ledger instead.
            tracing::warn!(error = full_text(&error), "The index was not sealed");
        }
        self.inner.events.close().await;
        self.inner.journal.writer().close().await;
        for name in LedgerName::ALL {
            head::keep(&self.inner.state, name, self.writer(name).reader());
        }
    }

    /// Does this now, and again after each such rest, until the product stops. A
    /// turn that is under way then is broken off.
    pub(super) async fn every<F: Future<Output = ()>>(
        &self,
        rest: Duration,
        mut turn: impl FnMut() -> F,
    ) {
        let stop = &self.inner.stop;
        while stop.run_until_cancelled(turn()).await.is_some()
            && stop.run_until_cancelled(tokio::time::sleep(rest)).await.is_some()
        {}
    }

    pub(super) fn gitlab(&self) -> Result<&gitlab::Client, AppError> {
        let missing = || Refusal::by("gitlab.not_configured", 503, []).into();
        self.inner.gitlab.as_ref().ok_or_else(missing)
    }
}

/// The rules in force at the start, and who reads them again.
fn reloader(config: &Config, clock: &Clock) -> Result<rules::Reloader, OpenError> {
    let set = Arc::new(rules::load(&config.rules).map_err(OpenError::Rules)?);
    let in_force = rules::InForce { set, since: clock.now(), refused: Vec::new() };
    let in_force = Arc::new(watch::Sender::new(in_force));
    Ok(rules::Reloader { settings: config.rules.clone(), in_force, clock: clock.clone() })
}

fn outbox(
    channels: Channels,
    journal: &Arc<Journal>,
    state: &Arc<State>,
    evidence: &crate::work::evidence::Store,
    clock: &Clock,
) -> Outbox {
    Outbox {
        channels: Arc::new(channels),
        journal: Arc::clone(journal),
        state: Arc::clone(state),
        evidence: evidence.clone(),
        clock: clock.clone(),
        came: Arc::default(),
        ended: Arc::default(),
        telling: Arc::default(),
        is_started: Arc::default(),
    }
}

/// Notices kept for slow listeners.
const NOTICES_KEPT: usize = 1024;

impl Inner {
    /// Starts the loops behind.
    fn start(
        &self,
        indexed: watch::Sender<u64>,
        detected: watch::Sender<u64>,
    ) -> Result<(), anyhow::Error> {
        let cursor = self.state.cursor(DETECTED)?.map_or(0, |at| at.position);
        let indexer = Indexer {
            store: Arc::clone(&self.store),
            reader: self.events.reader().clone(),
            indexed,
            notices: self.notices.clone(),
        };
        self.tasks.spawn(indexer.run(self.events.durable(), self.stop.clone()));
        let watcher = Watcher {
            reader: self.events.reader().clone(),
            journal: Arc::clone(&self.journal),
            rules: self.rules.in_force.subscribe(),
            memories: Memories::of(&self.config.data.dir),
            window: SignedDuration::from_hours(i64::from(self.config.policy.attach_window_h)),
            detected,
            state: Arc::clone(&self.state),
            about: Arc::default(),
        };
        self.tasks.spawn(watcher.run(cursor, self.events.durable(), self.stop.clone()));
        self.tasks.spawn(self.rules.clone().run(self.stop.clone()));
        self.start_intake()?;
        for (name, writer) in
            [(LedgerName::Events, &self.events), (LedgerName::Journal, self.journal.writer())]
        {
            let (state, notices) = (Arc::clone(&self.state), self.notices.clone());
            let signed = head::follow((name, writer.clone()), state, notices);
            self.tasks.spawn(self.stop.clone().run_until_cancelled_owned(signed));
        }
        Ok(())
    }
}

impl Inner {
    /// Starts what holds for all sources.
    fn start_intake(&self) -> Result<(), anyhow::Error> {
        if let Some(kept) = self.state.cursor(intake::KEPT)? {
            self.gauges.restore(&kept.fingerprint);
        }
        let config = &self.config;
        let posted = self.streams.sources().chain(self.hooks.sources()).map(ToString::to_string);
        let followed = config.follow.iter().map(|one| format!("follow/{}", one.name));
        let shipped = config.syslog.iter().map(|one| format!("syslog/{}", one.name));
        for source in posted.chain(followed).chain(shipped) {
            // A command that opened the data directory takes nothing.
            self.gauges.of(&source).state(SourceState::Stopped);
        }
        let keeper = intake::Keeper {
            dir: config.data.dir.clone(),
            low_bytes: u64::from(config.intake.disk_low_mb) << 20,
            is_low: Arc::clone(&self.is_disk_low),
            gauges: Arc::clone(&self.gauges),
            state: Arc::clone(&self.state),
            journal: Arc::clone(&self.journal),
            reader: self.events.reader().clone(),
            window: SignedDuration::from_hours(i64::from(self.config.policy.attach_window_h)),
            clock: self.clock.clone(),
        };
        keeper.look();
        self.tasks.spawn(keeper.run(self.stop.clone()));
        Ok(())
    }
}

fn ledgers(
    config: &Config,
    clock: Clock,
    notices: broadcast::Sender<Notice>,
) -> Result<(Writer, Journal), OpenError> {
    let open = |name: LedgerName| {
        let dir = ledger_dir(config, name);
        let options = ledger::Options::new(format!("portcullis/{}", name.as_str()));
        let opened = Writer::open(&dir, options);
        opened.map(|(writer, recovery)| {
            tracing::info!(ledger = name.as_str(), ?recovery, "Ledger opened");
            let bytes = recovery.torn_bytes;
            if bytes > 0 {
                tracing::warn!(ledger = name.as_str(), bytes, "A last write was torn and never acknowledged; without a crash before, look into it");
            }
            writer
        })
    };
    let in_use = |error| match error {
        LedgerError::Locked { .. } => OpenError::InUse { dir: config.data.dir.clone() },
        error => other(error),
    };
    let events = open(LedgerName::Events).map_err(in_use)?;
    let journal = open(LedgerName::Journal).map_err(in_use)?;
    let standards = Standards::of(config)?;
    let journal = Journal::replay(journal, clock, notices, standards).map_err(OpenError::Other)?;
    Ok((events, journal))
}

fn gitlab_client(config: &Config) -> Result<Option<gitlab::Client>, OpenError> {
    config.gitlab.as_ref().map(client_of).transpose()
}

/// The client of a connection; sends nothing.
pub(super) fn client_of(settings: &GitLab) -> Result<gitlab::Client, OpenError> {
    let token = read_secret(&settings.token_file)?;
    let connection = gitlab::Config {
        ca_file: settings.ca_file.clone(),
        timeout: Duration::from_secs(u64::from(settings.timeout_seconds.get())),
        proxy: settings.proxy.clone(),
        sudo: settings.sudo.clone(),
        ..gitlab::Config::new(settings.url.clone(), token)
    };
    gitlab::Client::new(connection).map_err(other)
}

/// What is kept is about people: nobody else on the machine reads it.
fn make_private_dir(dir: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

fn other(cause: impl Into<anyhow::Error>) -> OpenError {
    OpenError::Other(cause.into())
}
