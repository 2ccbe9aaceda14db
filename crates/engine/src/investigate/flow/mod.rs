//! Recorded network traffic, compared with what is usual (IN11).
//!
//! Read: flow logs of a cloud's network, `NetFlow` exported as CSV or JSON, the
//! kernel's table of connections, nginx's access log. Lines add up to one
//! [`Talk`] per remote address, port and direction, in bounded memory; a
//! [`Baseline`] — the operator's own, and an earlier recording — says what is
//! usual. Every answer is a question for a person who knows the network: rare
//! is not evil, and whoever owns the host may hide in what is common.

mod baseline;
mod firewall;
mod network;
mod read;
mod talk;
#[cfg(test)]
mod tests;

pub use baseline::{Baseline, KnownTraffic};
pub use firewall::{Allowed, Firewall};
pub use network::{Network, is_private};
pub use read::{Format, Reader};
pub use talk::{Direction, Finding, Report, Talk, Tally};
