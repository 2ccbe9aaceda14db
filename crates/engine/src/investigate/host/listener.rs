//! Ports that listen although nobody expects them (IN9).
//!
//! Source of the shipped ports: GitLab docs, `administration/package_information/defaults`.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;

use super::baseline::{KnownListener, Reach, fits};
use super::process::{Process, is_known};
use super::{Baseline, Findings, Kind, Reason, Reports};

/// From here on the kernel gives out ports for a client's own end.
const EPHEMERAL_FROM: u16 = 32_768;

/// A socket as the bundle tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Socket {
    pub(super) protocol: String,
    pub(super) state: String,
    pub(super) local: IpAddr,
    pub(super) local_port: u16,
    /// Processes that hold it; none where the collector might not see.
    pub(super) pids: Option<Vec<u32>>,
}

impl Socket {
    pub(super) fn reach(&self) -> Reach {
        if self.local.is_loopback() { Reach::Loopback } else { Reach::Any }
    }
}

pub(super) fn compare(reports: &Reports, baseline: &Baseline, findings: &mut Findings) {
    let processes: BTreeMap<u32, Process> = reports
        .of::<Process>("processes", "process")
        .into_iter()
        .map(|(process, _)| (process.pid, process))
        .collect();
    for (socket, record) in reports.of::<Socket>("sockets", "socket") {
        if socket.state != "listening" {
            continue;
        }
        let holders: Vec<&Process> =
            socket.pids.iter().flatten().filter_map(|pid| processes.get(pid)).collect();
        // The answer to a question that a known process asked over UDP.
        let is_client = socket.protocol == "udp"
            && socket.local_port >= EPHEMERAL_FROM
            && !holders.is_empty()
            && holders.iter().all(|process| is_known(baseline, process));
        if is_client {
            continue;
        }
        let binaries: Vec<&str> =
            holders.iter().filter_map(|process| process.binary.as_deref()).collect();
        let local = match socket.local {
            IpAddr::V4(address) => format!("{address}:{}", socket.local_port),
            IpAddr::V6(address) => format!("[{address}]:{}", socket.local_port),
        };
        let subject = format!("{} {local}", socket.protocol);
        findings.add(
            Kind::Listener,
            subject,
            reasons(baseline, &socket, &binaries).into_iter().collect(),
            record,
        );
    }
}

/// Why it is a question, if it is.
fn reasons(baseline: &Baseline, socket: &Socket, binaries: &[&str]) -> Option<Reason> {
    let here: Vec<&KnownListener> = baseline
        .listeners
        .iter()
        .filter(|known| known.port == socket.local_port && known.protocol == socket.protocol)
        .collect();
    let held = || if binaries.is_empty() { "?".to_owned() } else { binaries.join(", ") };
    if here.is_empty() {
        return Some(Reason::with("unknown-port", "program", held()));
    }
    let fits_program = |known: &&&KnownListener| {
        known.binaries.is_empty()
            || binaries.is_empty()
            || binaries
                .iter()
                .all(|binary| known.binaries.iter().any(|pattern| fits(pattern, binary)))
    };
    let right: Vec<_> = here.iter().filter(fits_program).collect();
    if right.is_empty() {
        return Some(Reason::with("other-program", "program", held()));
    }
    let is_reach_fine =
        socket.reach() == Reach::Loopback || right.iter().any(|known| known.reach == Reach::Any);
    if is_reach_fine { None } else { Some(Reason::with("open-to-all", "program", held())) }
}
