//! What traffic is usual, as data.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::network::Network;
use super::talk::Direction;

/// What is usual. Lists of several add up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Baseline {
    /// Addresses of the instance itself: without them the private end counts as ours.
    pub own: Vec<Network>,
    /// Traffic that belongs there.
    pub known: Vec<KnownTraffic>,
    /// Bytes to one known place in one recording from which on it is a question
    /// all the same; none = 1 GiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_out_max: Option<u64>,
}

/// Bytes to one place that pass for usual where nobody said otherwise: more than
/// a day of mail and webhooks, less than a copy of the repositories.
const BYTES_OUT_MAX: u64 = 1 << 30;

/// Traffic that belongs there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownTraffic {
    /// Who begins.
    pub direction: Direction,
    /// The other end.
    pub with: Network,
    /// The port that is connected to; any without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// What it is, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Baseline {
    /// Reads an operator's own (YAML).
    ///
    /// # Errors
    /// The reader's message, with the line.
    pub fn read(text: &str) -> Result<Self, String> {
        yaml_serde::from_str(text).map_err(|error| error.to_string())
    }

    /// The same as YAML.
    ///
    /// # Errors
    /// The writer's message.
    pub fn to_yaml(&self) -> Result<String, String> {
        yaml_serde::to_string(self).map_err(|error| error.to_string())
    }

    /// Adds what another knows.
    pub fn add(&mut self, other: Self) {
        self.own.extend(other.own);
        self.known.extend(other.known);
        self.bytes_out_max = other.bytes_out_max.or(self.bytes_out_max);
    }

    /// Whether somebody said that this traffic belongs there.
    pub fn knows(&self, direction: Direction, with: IpAddr, port: u16) -> bool {
        self.known.iter().any(|known| {
            known.direction == direction
                && known.with.contains(with)
                && known.port.is_none_or(|own| own == port)
        })
    }

    /// Whether an address is the instance's own.
    pub(super) fn is_own(&self, address: IpAddr) -> bool {
        self.own.iter().any(|network| network.contains(address))
    }

    pub(super) fn bytes_out_max(&self) -> u64 {
        self.bytes_out_max.unwrap_or(BYTES_OUT_MAX)
    }
}
