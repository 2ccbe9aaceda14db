//! The servers of `tests/notify/`, and an app that sends to them.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use engine::coordinate::delivery::DeliveryId;
use engine::coordinate::{CaseId, CaseKind};
use serde_json::Value;
use server::app::{App, DeliveryView, HandOrder, Stage};
use server::clock::Clock;
use server::config::{Channel, Config};

use crate::house::{bare_config, rita};

/// Messages a minute that do not slow a test down.
pub(super) const FAST: &str = "per_minute = 100000\n";

/// A server of `tests/notify/`; it ends with the test.
pub(super) struct Server {
    child: Child,
    pub(super) port: u16,
    box_file: PathBuf,
    plan: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The Python that has aiosmtpd, as `scripts/tools.sh` installs it.
fn python() -> Option<PathBuf> {
    let venv = std::env::var_os("PORTCULLIS_VENV")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/portcullis/venv")));
    let all =
        venv.map(|venv| venv.join("bin/python3")).into_iter().chain([PathBuf::from("python3")]);
    all.into_iter().find(|python| {
        let mut asked = Command::new(python);
        asked.args(["-c", "import aiosmtpd"]).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    })
}

impl Server {
    /// Starts `tests/notify/{name}.py`; `None` and a word where Python or aiosmtpd is missing.
    pub(super) fn start(folder: &Path, name: &str, args: &[&str]) -> Option<Self> {
        let Some(python) = python() else {
            #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
            {
                eprintln!("SKIPPED: no Python with aiosmtpd; to run: scripts/tools.sh");
            }
            return None;
        };
        let script = format!("{}/../../tests/notify/{name}.py", env!("CARGO_MANIFEST_DIR"));
        let (box_file, plan) =
            (folder.join(format!("{name}.box")), folder.join(format!("{name}.plan")));
        let mut child = Command::new(python)
            .arg(script)
            .arg("--box")
            .arg(&box_file)
            .arg("--plan")
            .arg(&plan)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().unwrap();
        Some(Self { child, port, box_file, plan })
    }

    /// What it shall do next.
    pub(super) fn plan(&self, plan: &Value) {
        // Never half written: it is read at any time.
        let folder = self.plan.parent().unwrap();
        let draft = crate::house::file(folder, "plan.draft", &plan.to_string());
        std::fs::rename(draft, &self.plan).unwrap();
    }

    /// What came, in order.
    pub(super) fn came(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.box_file).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

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
        let app = App::open(config.clone(), Clock::System).await.unwrap().app;
        app.deliver().unwrap();
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
