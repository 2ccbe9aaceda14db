//! What is looked after by itself while `serve` runs: sources that fall silent, the
//! disk, destinations of streams, and the comparison of streams with GitLab's list.

use std::time::Duration;

use engine::detect::record;
use event::Way;

use super::{App, AppError};
use crate::work::writer::full_text;

/// How often sources are looked at.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// Our own name as the one who compares.
const BY: &str = "portcullis";

impl App {
    /// Journals which sources have fallen silent and whether the disk is nearly
    /// full, until the product stops.
    pub(crate) async fn watch_sources(self) {
        let stop = self.stopping();
        let started_at = self.inner.clock.now();
        while stop.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await.is_some() {
            if let Err(error) = self.tell_silence(started_at).await {
                tracing::warn!(error = full_text(&error), "A silent source could not be told");
            }
        }
    }

    /// One look at all sources. While we did not run nobody could reach us:
    /// silence counts from our own start.
    pub(crate) async fn tell_silence(&self, started_at: jiff::Timestamp) -> Result<(), AppError> {
        let now = self.inner.clock.now();
        let mut found = Vec::new();
        for source in self.inner.gauges.list(now) {
            let is_pushed = match source.way {
                Way::Stream | Way::Hook | Way::Follow | Way::Syslog => true,
                Way::Rest | Way::Import | Way::Bucket => false,
            };
            if let (true, Some(last), Some(gap)) =
                (is_pushed, source.last_received_at, source.usual_gap_s)
            {
                let last = last.max(started_at);
                found.extend(record::silent_source(&source.source, last, gap, now));
            }
        }
        if self.inner.is_disk_low.load(std::sync::atomic::Ordering::Relaxed) {
            let free = rustix::fs::statvfs(&self.inner.config.data.dir);
            let bytes = free.map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
            found.push(record::disk_low(bytes.unwrap_or_default() >> 20, now));
        }
        self.journal_found(&found).await
    }

    /// Compares the streams with GitLab's list, now and again, until the product
    /// stops. Nothing happens without a GitLab or without a stream.
    pub(crate) async fn reconcile_by_itself(self) {
        let minutes = u64::from(self.inner.config.reconcile.every_min);
        if minutes == 0 || self.inner.gitlab.is_none() || self.inner.config.stream.is_empty() {
            return;
        }
        let turn = || async {
            if let Err(error) = self.look_at_destinations().await {
                let error = full_text(&error);
                tracing::warn!(error, "Stream destinations could not be read");
            }
            if let Err(error) = self.reconcile_as(BY, None).await {
                tracing::warn!(error = full_text(&error), "Nothing was compared");
            }
        };
        self.every(Duration::from_secs(minutes.saturating_mul(60)), turn).await;
    }
}
