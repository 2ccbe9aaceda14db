//! Telling what happened: stream, log files, and whoever listens in this process.
//!
//! Called with the world's lock held, so that every road tells the same order.

mod log;
mod stream;

use std::collections::BTreeMap;
use std::path::Path;

use reqwest::Client;
use serde_json::Value;
use tokio::sync::{broadcast, watch};
use tokio_util::task::TaskTracker;

use self::log::LogFile;
use self::stream::Stream;
use crate::StreamTrouble;
use crate::handle::RangeError;
use crate::world::{AuditEvent, StreamDestination};

/// Lines that a slow listener may lag behind before it loses some.
const LISTENER_LINES_MAX: usize = 4096;

/// Where everything is told.
#[derive(Debug)]
pub(crate) struct Outlet {
    audit_log: Option<LogFile>,
    api_log: Option<LogFile>,
    /// By the destination's id; each begins with its first event.
    streams: BTreeMap<u64, Stream>,
    /// How deliveries go wrong.
    pub(crate) trouble: StreamTrouble,
    client: Client,
    workers: TaskTracker,
    api_lines: broadcast::Sender<String>,
    pending: watch::Sender<u64>,
}

impl Outlet {
    /// Opens the logs.
    pub(crate) fn open(log_dir: Option<&Path>, workers: &TaskTracker) -> Result<Self, RangeError> {
        let open = |name| log_dir.map(|dir| LogFile::open(dir, name)).transpose();
        let client = crate::client("GitLab/18.7.0-ee").map_err(RangeError::Client)?;
        Ok(Self {
            audit_log: open("audit_json.log")?,
            api_log: open("api_json.log")?,
            streams: BTreeMap::new(),
            trouble: StreamTrouble::default(),
            client,
            workers: workers.clone(),
            api_lines: broadcast::Sender::new(LISTENER_LINES_MAX),
            pending: watch::Sender::new(0),
        })
    }

    /// Tells an audit event: saved ones to the log, all to the streams.
    pub(crate) fn audit(
        &mut self,
        event: &AuditEvent,
        to: &BTreeMap<u64, StreamDestination>,
        (correlation_id, caller): (&str, &str),
    ) {
        if matches!(event.id, crate::world::AuditId::Saved(_))
            && let Some(log) = &mut self.audit_log
        {
            log.write(&event.log_line(correlation_id, caller));
        }
        let mut wanting = to.values().filter(|to| to.wants(event)).peekable();
        if wanting.peek().is_none() {
            return;
        }
        let body = event.stream_body().to_string();
        for to in wanting {
            let begin = || Stream::start(self.client.clone(), self.pending.clone(), &self.workers);
            let stream = self.streams.entry(to.id).or_insert_with(begin);
            let trouble = (&self.trouble, event.created_at);
            stream.send(to, (&event.event_type, &body), trouble);
        }
    }

    /// Sends what a trouble holds back.
    pub(crate) fn flush(&mut self) {
        for stream in self.streams.values_mut() {
            stream.flush();
        }
    }

    /// Tells an API request.
    pub(crate) fn api(&mut self, line: &Value) {
        let line = line.to_string();
        if let Some(log) = &mut self.api_log {
            log.write(&line);
        }
        // Nobody listening is no error.
        drop(self.api_lines.send(line));
    }

    /// Lines of `api_json.log` from now on.
    pub(crate) fn api_lines(&self) -> broadcast::Receiver<String> {
        self.api_lines.subscribe()
    }

    /// How many deliveries are on their way.
    pub(crate) fn pending(&self) -> watch::Receiver<u64> {
        self.pending.subscribe()
    }

    /// Ends the streams once their queues are empty.
    pub(crate) fn close(&mut self) {
        self.streams.clear();
    }
}
