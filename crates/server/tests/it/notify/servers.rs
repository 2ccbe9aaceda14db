//! An app that sends to the servers of `tests/notify/`.

use std::time::{Duration, Instant};

use engine::coordinate::delivery::DeliveryId;
use engine::coordinate::{CaseId, CaseKind};
use server::app::{App, DeliveryView, HandOrder, Stage};
use server::clock::Clock;
use server::config::{Channel, Config};

use crate::house::{bare_config, rita};

/// Messages a minute that do not slow a test down.
pub(super) const FAST: &str = "per_minute = 100000\n";

/// An app that sends, with these channels, and a case.
pub(super) struct Sending {
    pub(super) app: App,
    pub(super) case: CaseId,
    pub(super) config: Config,
    pub(super) folder: tempfile::TempDir,
}

/// Channels as they stand in a settings file.
pub(super) fn channels(text: &str) -> Vec<Channel> {
    #[derive(serde::Deserialize)]
    struct File {
        channel: Vec<Channel>,
    }
    toml::from_str::<File>(text).unwrap().channel
}

impl Sending {
    pub(super) async fn start(folder: tempfile::TempDir, text: &str) -> Self {
        let config = Config { channel: channels(text), ..bare_config(folder.path()) };
        Self::open(folder, config).await
    }

    pub(super) async fn open(folder: tempfile::TempDir, config: Config) -> Self {
        let house = Self::queueing(folder, config).await;
        house.app.deliver().unwrap();
        house
    }

    /// The same before it begins to send.
    pub(super) async fn queueing(folder: tempfile::TempDir, config: Config) -> Self {
        Self::at(folder, config, Clock::System).await
    }

    /// The same by a clock of one's own.
    pub(super) async fn at(folder: tempfile::TempDir, config: Config, clock: Clock) -> Self {
        let app = App::open(config.clone(), clock).await.unwrap().app;
        let case = app.open_case(&rita(), "Leaked token", CaseKind::CredentialExposure, None).await;
        Self { app, case: case.unwrap(), config, folder }
    }

    pub(super) async fn send(&self, channel: &str, to: &[&str], text: (&str, &str)) -> DeliveryId {
        let order = HandOrder {
            channel: channel.to_owned(),
            to: to.iter().map(|&one| one.to_owned()).collect(),
            language: "ja".to_owned(),
            title: text.0.to_owned(),
            body: text.1.to_owned(),
            is_urgent: false,
        };
        self.app.send_by_hand(&rita(), self.case, order).await.unwrap()
    }

    pub(super) async fn look(&self, id: &DeliveryId) -> DeliveryView {
        self.app.delivery(&rita(), id).await.unwrap()
    }

    /// Waits until all of it ended.
    #[track_caller]
    pub(super) fn ended<'a>(
        &'a self,
        id: &'a DeliveryId,
    ) -> impl Future<Output = DeliveryView> + 'a {
        self.until(id, |view| matches!(view.line.stage, Stage::Dead | Stage::Over))
    }

    /// Waits until it is so.
    pub(super) async fn until(
        &self,
        id: &DeliveryId,
        is_so: impl Fn(&DeliveryView) -> bool,
    ) -> DeliveryView {
        let begun = Instant::now();
        loop {
            let view = self.look(id).await;
            if is_so(&view) {
                return view;
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "{view:#?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// States of the addressees, in order.
pub(super) fn states(view: &DeliveryView) -> Vec<&str> {
    view.parcels.iter().map(|parcel| parcel.state.as_str()).collect()
}
