//! What a finding's events tell beyond the finding itself.

use std::collections::BTreeSet;
use std::net::IpAddr;

use event::Event;
use serde::Serialize;

use super::{Own, own};

/// What a finding's events tell: derived, and so never journalled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Traits {
    /// Addresses, in order of time.
    pub addresses: Vec<IpAddr>,
    /// Numbers of the tokens that authenticated.
    pub tokens: BTreeSet<i64>,
    /// Paths of projects and groups, in order of time.
    pub places: Vec<String>,
    /// Event types.
    pub types: BTreeSet<String>,
    /// What we did that explains all of them.
    pub own: Option<Own>,
}

impl Traits {
    /// Reads them off the events, which are in order of time.
    pub fn of(events: &[Event], ours: &own::Ours<'_>) -> Self {
        let mut traits = Self { own: own::explain(events, ours), ..Self::default() };
        for event in events {
            if let Some(ip) = event.ip {
                traits.addresses.retain(|known| *known != ip);
                traits.addresses.push(ip);
            }
            let place = event.entity.as_ref().filter(|entity| entity.kind != "User");
            if let Some(path) = place.and_then(|entity| entity.path.clone()) {
                traits.places.retain(|known| *known != path);
                traits.places.push(path);
            }
            traits.tokens.extend(event.token.as_ref().map(|token| token.id));
            traits.types.extend(event.event_type.clone());
        }
        traits
    }
}
