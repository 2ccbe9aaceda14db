//! Processes that the baseline does not know, or that hide something (IN8).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::baseline::fits;
use super::{Baseline, Findings, Kind, Reason, Reports};

/// Where no program of a system lies.
const ODD_PLACES: [&str; 5] = ["/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/memfd:"];

/// A process as the bundle tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Process {
    pub(super) pid: u32,
    pub(super) name: String,
    #[serde(default)]
    pub(super) is_kernel_thread: bool,
    #[serde(default)]
    pub(super) command: Vec<String>,
    pub(super) binary: Option<String>,
    #[serde(default)]
    pub(super) is_deleted: bool,
    #[serde(default)]
    pub(super) environment: BTreeMap<String, String>,
    /// `self` or `ancestor`: the collector and who started it.
    pub(super) collector: Option<String>,
}

/// Code of a process that lies where no library does.
#[derive(Debug, Deserialize)]
struct OddCode {
    pid: u32,
    path: String,
}

/// Compares; answers of how many the binary is not told.
pub(super) fn compare(reports: &Reports, baseline: &Baseline, findings: &mut Findings) -> usize {
    let codes = reports.of::<OddCode>("open_files", "odd_code");
    let mut untold = 0;
    for (process, record) in reports.of::<Process>("processes", "process") {
        if process.is_kernel_thread || process.collector.is_some() {
            continue;
        }
        let Some(binary) = process.binary.as_deref() else {
            untold += 1;
            continue;
        };
        let mut reasons = signs(&process, binary);
        // Code of the binary itself is told by the binary's place.
        let odd = codes.iter().map(|(code, _)| code).filter(|code| code.pid == process.pid);
        for code in odd.filter(|code| code.path.trim_end_matches(" (deleted)") != binary) {
            if ODD_PLACES.iter().take(3).any(|place| code.path.starts_with(place)) {
                reasons.push(Reason::with("odd-code", "path", &code.path));
            }
        }
        if !is_known(baseline, &process) {
            reasons.insert(0, Reason::with("unknown-process", "path", binary));
        }
        let command = process.command.join(" ");
        let shown = if command.is_empty() { process.name.clone() } else { command };
        let subject = format!("{} {shown}", process.pid);
        findings.add(Kind::Process, subject, reasons, record);
    }
    untold
}

/// Does the baseline know it?
pub(super) fn is_known(baseline: &Baseline, process: &Process) -> bool {
    let Some(binary) = process.binary.as_deref() else { return false };
    let command = process.command.join(" ");
    baseline.processes.iter().any(|known| {
        fits(&known.binary, binary)
            && known.command.as_deref().is_none_or(|pattern| fits(pattern, &command))
    })
}

/// What makes even a known process a question.
fn signs(process: &Process, binary: &str) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if process.is_deleted {
        reasons.push(Reason::with("deleted-binary", "path", binary));
    }
    if ODD_PLACES.iter().any(|place| binary.starts_with(place)) {
        reasons.push(Reason::with("odd-place", "path", binary));
    }
    let shown = process.command.first().unwrap_or(&process.name);
    if shown.starts_with('[') && shown.ends_with(']') {
        reasons.push(Reason::with("poses-as-kernel", "name", shown));
    }
    if let Some(library) = process.environment.get("LD_PRELOAD").filter(|one| !one.is_empty()) {
        reasons.push(Reason::with("preloads", "path", library));
    }
    reasons
}
