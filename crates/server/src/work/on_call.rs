//! Who is on call: lists, calendar files and feeds, read again as time goes by;
//! and asking the next one when nobody answers (CM20).
//!
//! A feed that cannot be read leaves the shifts that were read last: somebody
//! who was on call yesterday is better than nobody.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use engine::coordinate::delivery::{self, Order};
use engine::coordinate::duty::{self, OnCall, Roster, Shift, ical};
use engine::coordinate::{Case, Cases, Phase, What};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::journal::{Journal, PRODUCT, Said};
use crate::app::AppError;
use crate::clock::Clock;
use crate::config::{OnCallSource, read_secret};

/// How often somebody may be due to be asked, and a calendar to be read.
const TURN: Duration = Duration::from_secs(20);

/// A feed of shifts is small; more is not read.
const FEED_BYTES_MAX: usize = 4 << 20;

/// A feed answers in seconds.
const FEED_TIMEOUT: Duration = Duration::from_secs(20);

/// Shifts from so long ago until so far ahead are kept.
const WINDOW_BACK: SignedDuration = SignedDuration::from_hours(48);
const WINDOW_AHEAD: SignedDuration = SignedDuration::from_hours(24 * 60);

/// How a source of shifts does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedHealth {
    /// For which duty.
    pub duty: String,
    /// `list`, or the name of the file; never an address.
    pub source: String,
    /// When it was read last without a fault.
    pub read_at: Option<Timestamp>,
    /// Shifts known.
    pub shifts: usize,
    /// What is wrong with it, in plain English.
    pub problems: Vec<String>,
}

/// Who is on call, as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Current {
    /// Shifts by duty.
    pub(crate) on_call: OnCall,
    /// How each source does.
    pub(crate) feeds: Vec<FeedHealth>,
}

/// One source with what was read from it.
#[derive(Debug)]
struct Source {
    settings: OnCallSource,
    shifts: Vec<Shift>,
    tried_at: Option<Timestamp>,
    read_at: Option<Timestamp>,
    problems: Vec<String>,
}

impl Source {
    fn is_due(&self, now: Timestamp) -> bool {
        let every = SignedDuration::from_mins(i64::from(self.settings.poll_min.get()));
        self.tried_at.is_none_or(|at| now.duration_since(at) >= every)
    }

    async fn read(&mut self, now: Timestamp) {
        self.tried_at = Some(now);
        let text = match (&self.settings.ical_file, &self.settings.ical_url_file) {
            (Some(path), _) => read_file(path).await,
            (None, Some(path)) => fetch(path).await,
            (None, None) => {
                self.shifts = self.settings.people.iter().map(Shift::always).collect();
                self.read_at = Some(now);
                return;
            }
        };
        match text {
            Ok(text) => {
                let window = window(now);
                let feed = ical::read(&text, window, &self.settings.names);
                (self.shifts, self.problems) = (feed.shifts, feed.problems);
                self.read_at = Some(now);
            }
            Err(why) => {
                tracing::warn!(duty = self.settings.duty, error = %why, "A calendar of shifts was not read");
                self.problems = vec![why.to_string()];
            }
        }
    }

    fn health(&self) -> FeedHealth {
        let file = self.settings.ical_file.as_ref().or(self.settings.ical_url_file.as_ref());
        FeedHealth {
            duty: self.settings.duty.clone(),
            source: file.map_or_else(|| "list".to_owned(), |path| path.display().to_string()),
            read_at: self.read_at,
            shifts: self.shifts.len(),
            problems: self.problems.clone(),
        }
    }
}

fn window(now: Timestamp) -> (Timestamp, Timestamp) {
    let from = now.checked_sub(WINDOW_BACK).unwrap_or(now);
    (from, now.checked_add(WINDOW_AHEAD).unwrap_or(now))
}

async fn read_file(path: &Path) -> anyhow::Result<String> {
    let size = tokio::fs::metadata(path).await?.len();
    anyhow::ensure!(usize::try_from(size)? <= FEED_BYTES_MAX, "the calendar is too large");
    Ok(tokio::fs::read_to_string(path).await?)
}

/// The address is a secret: no error tells it.
async fn fetch(path: &Path) -> anyhow::Result<String> {
    let address: SecretString = read_secret(path)?;
    // Fails when a provider is set already, which is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = reqwest::Client::builder().timeout(FEED_TIMEOUT).build()?;
    let sent = client.get(address.expose_secret()).send().await;
    let answer = sent.and_then(reqwest::Response::error_for_status);
    let mut answer = answer.map_err(reqwest::Error::without_url).context("no feed")?;
    let mut text = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(reqwest::Error::without_url)? {
        anyhow::ensure!(
            text.len().saturating_add(part.len()) <= FEED_BYTES_MAX,
            "the feed is too large"
        );
        text.extend_from_slice(&part);
    }
    Ok(String::from_utf8(text)?)
}

/// Reads the sources, and asks people.
pub(crate) struct Keeper {
    sources: Vec<Source>,
    current: watch::Sender<Current>,
    asker: Asker,
}

/// The message by which somebody who is asked learns of it, where a channel is
/// named for that.
pub(crate) type Call = Arc<dyn Fn(&Case, &duty::Entry) -> Option<Order> + Send + Sync>;

/// Asks whoever must be asked by now.
#[derive(Clone)]
pub(crate) struct Asker {
    /// Where asking is written.
    pub(crate) journal: Arc<Journal>,
    /// Which duties there are.
    pub(crate) policy: Arc<duty::Policy>,
    /// Who is on call.
    pub(crate) current: watch::Receiver<Current>,
    /// The time.
    pub(crate) clock: Clock,
    /// Tells whoever is asked, by a channel.
    pub(crate) call: Option<Call>,
}

impl Asker {
    /// Journals whom to ask now, in every open case; how many that are. What was
    /// asked before is not asked again, also after a restart.
    pub(crate) async fn ask(&self) -> Result<usize, AppError> {
        let on_call = self.current.borrow().on_call.clone();
        let now = self.clock.now();
        if self.journal.read(|cases| self.due(cases, &on_call, now).is_empty()) {
            return Ok(0);
        }
        let asking = |cases: &Cases, now| {
            let said = self.due(cases, &on_call, now);
            let count = said.iter().filter(|(_, what)| matches!(what, What::Duty(_))).count();
            Ok((said, count))
        };
        self.journal.decide(PRODUCT, asking).await.map(|(_, count)| count)
    }

    fn due(&self, cases: &Cases, on_call: &OnCall, now: Timestamp) -> Said {
        let roster = Roster { policy: &self.policy, on_call };
        let open = cases.cases.values().filter(|case| case.phase != Phase::Closed);
        open.flat_map(|case| {
            let asked = duty::asks(case, roster, now);
            asked.into_iter().flat_map(|entry| self.called(case, entry))
        })
        .collect()
    }

    /// The asking, and before it the message that belongs to it: when a crash
    /// comes between, both are said again, and an order of the same id is one.
    fn called(&self, case: &Case, entry: duty::Entry) -> Said {
        let order = self.call.as_ref().and_then(|call| call(case, &entry));
        let queued = order.map(|order| What::Delivery(delivery::Entry::Queued { order }));
        queued.into_iter().chain([What::Duty(entry)]).map(|what| (Some(case.id), what)).collect()
    }
}

impl Keeper {
    /// A keeper of these sources; lists are known at once.
    pub(crate) fn new(
        sources: &[OnCallSource],
        current: watch::Sender<Current>,
        asker: Asker,
    ) -> Self {
        let source = |settings: &OnCallSource| Source {
            shifts: settings.people.iter().map(Shift::always).collect(),
            settings: settings.clone(),
            tried_at: None,
            read_at: None,
            problems: Vec::new(),
        };
        let keeper = Self { sources: sources.iter().map(source).collect(), current, asker };
        keeper.tell();
        keeper
    }

    /// Until the product stops.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        if self.sources.is_empty() {
            return;
        }
        let mut turns = tokio::time::interval(TURN);
        turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        while stop.run_until_cancelled(turns.tick()).await.is_some() {
            self.read().await;
            if let Err(error) = self.asker.ask().await {
                tracing::error!(%error, "Who is on call was not asked");
            }
        }
    }

    async fn read(&mut self) {
        let now = self.asker.clock.now();
        for source in self.sources.iter_mut().filter(|source| source.is_due(now)) {
            source.read(now).await;
        }
        self.tell();
    }

    fn tell(&self) {
        let mut by_duty: BTreeMap<String, Vec<Shift>> = BTreeMap::new();
        for source in &self.sources {
            let shifts = by_duty.entry(source.settings.duty.clone()).or_default();
            shifts.extend(source.shifts.iter().cloned());
        }
        let feeds = self.sources.iter().map(Source::health).collect();
        self.current.send_replace(Current { on_call: OnCall(by_duty), feeds });
    }
}
