//! The probes, the most volatile first (RFC 3227, section 2.1): what is gone
//! when a process ends, then what the kernel holds, then what is overwritten,
//! then what stays. One probe is one file here and one line below.

mod accounts;
mod changed;
mod containers;
mod gitlab;
mod hooks;
mod kernel;
mod keys;
mod logins;
mod logs;
mod network;
mod open_files;
mod packages;
mod processes;
mod scheduled;
mod sockets;
mod temporary;

use crate::taking::{Stop, Taking};

/// A look at one aspect of a host.
#[derive(Debug)]
pub(crate) struct Probe {
    /// Its name, in the manifest and on the command line.
    pub(crate) name: &'static str,
    pub(crate) run: fn(&mut Taking<'_, '_>) -> Result<(), Stop>,
}

/// All probes in order.
pub(crate) const PROBES: &[Probe] = &[
    Probe { name: "processes", run: processes::run },
    Probe { name: "sockets", run: sockets::run },
    Probe { name: "open_files", run: open_files::run },
    Probe { name: "network", run: network::run },
    Probe { name: "kernel", run: kernel::run },
    Probe { name: "containers", run: containers::run },
    Probe { name: "temporary", run: temporary::run },
    Probe { name: "logins", run: logins::run },
    Probe { name: "accounts", run: accounts::run },
    Probe { name: "keys", run: keys::run },
    Probe { name: "scheduled", run: scheduled::run },
    Probe { name: "gitlab", run: gitlab::run },
    Probe { name: "hooks", run: hooks::run },
    Probe { name: "changed", run: changed::run },
    Probe { name: "logs", run: logs::run },
    Probe { name: "packages", run: packages::run },
];

/// The probes' names in the order in which they run.
pub fn names() -> impl Iterator<Item = &'static str> {
    PROBES.iter().map(|probe| probe.name)
}
