//! The rules in force: the shipped ones, with the organisation's own over them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use engine::detect::{RuleProblem, RuleSet};
use jiff::Timestamp;
use rust_embed::RustEmbed;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::error::allow;
use super::{App, AppError};
use crate::clock::Clock;
use crate::config::Rules;
use crate::person::{Permission, Person};

/// `/rules` of this repository, in the binary.
#[derive(RustEmbed)]
#[folder = "../../rules"]
struct Shipped;

/// The shipped rules, by path.
pub fn shipped() -> Vec<(String, String)> {
    Shipped::iter()
        .filter(|path| path.ends_with(".yml"))
        .filter_map(|path| {
            let file = Shipped::get(&path)?;
            Some((format!("rules/{path}"), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect()
}

/// The files of a folder of rules, at any depth, sorted by path.
pub fn in_folder(dir: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "yml" || end == "yaml") {
                files.push((path.display().to_string(), std::fs::read_to_string(path)?));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// All rules: the shipped ones with the organisation's over them, or every
/// problem with its file and line.
pub fn load(settings: &Rules) -> Result<RuleSet, Vec<String>> {
    let mut own = Vec::new();
    for dir in settings.folders() {
        own.extend(in_folder(dir).map_err(|error| vec![format!("{}: {error}", dir.display())])?);
    }
    let mut pipelines = Vec::new();
    for path in &settings.pipelines {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|error| vec![format!("{}: {error}", path.display())])?;
        pipelines.push((path.display().to_string(), text));
    }
    let lines = |problems: Vec<RuleProblem>| problems.iter().map(ToString::to_string).collect();
    RuleSet::load_through(shipped(), own, pipelines).map_err(lines)
}

/// The rules in force.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The rules.
    pub set: Arc<RuleSet>,
    /// Since when they are in force.
    pub since: Timestamp,
    /// Why the files as they are now were refused, one problem a line; empty if
    /// they are what is in force.
    pub refused: Vec<String>,
}

/// Takes changed files while the server runs. Rules that cannot be used are
/// refused as a whole; those in force stay.
#[derive(Debug, Clone)]
pub(crate) struct Reloader {
    /// Where the files are.
    pub(crate) settings: Rules,
    /// Who listens.
    pub(crate) in_force: Arc<watch::Sender<InForce>>,
    /// The clock.
    pub(crate) clock: Clock,
}

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Path, time of change and size of each file.
type Stamp = Vec<(PathBuf, Option<SystemTime>, u64)>;

impl Reloader {
    /// Looks at the files until it is stopped.
    pub(crate) async fn run(self, stop: CancellationToken) {
        if self.settings == Rules::default() {
            return; // only the shipped ones, which do not change
        }
        let mut last = self.stamp().await;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            let now = self.stamp().await;
            if now != last {
                last = now;
                self.reload().await;
            }
        }
    }

    /// Reads the files again.
    pub(crate) async fn reload(&self) -> InForce {
        let settings = self.settings.clone();
        let loaded = tokio::task::spawn_blocking(move || load(&settings)).await;
        let now = self.clock.now();
        match loaded.unwrap_or_else(|error| Err(vec![error.to_string()])) {
            Ok(set) => {
                let rules = set.rules().len();
                tracing::info!(rules, "Rules were read again");
                let set = Arc::new(set);
                self.in_force.send_replace(InForce { set, since: now, refused: Vec::new() });
            }
            Err(refused) => {
                for problem in &refused {
                    tracing::warn!(problem, "Changed rules are refused, those in force stay");
                }
                // No new rules: nobody who waits for some need wake.
                self.in_force.send_if_modified(|in_force| {
                    in_force.refused = refused;
                    false
                });
            }
        }
        self.in_force.borrow().clone()
    }

    async fn stamp(&self) -> Stamp {
        let settings = self.settings.clone();
        let stamping = tokio::task::spawn_blocking(move || stamp(&settings)).await;
        stamping.unwrap_or_default()
    }
}

/// What cannot be read is left out: then something changes when it can.
fn stamp(settings: &Rules) -> Stamp {
    let mut stamp = Stamp::new();
    let mut folders: Vec<PathBuf> = settings.folders().cloned().collect();
    let mut files = settings.pipelines.clone();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    for path in files {
        if let Ok(about) = path.metadata() {
            stamp.push((path, about.modified().ok(), about.len()));
        }
    }
    stamp.sort();
    stamp
}

impl App {
    /// The rules in force.
    pub fn rules(&self) -> InForce {
        self.inner.rules.in_force.borrow().clone()
    }

    /// Reads the rule files again, now.
    ///
    /// # Errors
    /// The person may not.
    pub async fn reload_rules(&self, person: &Person) -> Result<InForce, AppError> {
        allow(person, Permission::ReadSettings)?;
        Ok(self.inner.rules.reload().await)
    }
}
