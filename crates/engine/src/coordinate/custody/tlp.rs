//! The Traffic Light Protocol, version 2.0: how far what is marked may travel.
//!
//! Source: FIRST, "Traffic Light Protocol (TLP)", version 2.0, 2022.

use serde::{Deserialize, Serialize};

use crate::coordinate::delivery::Reach;

/// A marking, the widest first: of two, the greater is the stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tlp {
    /// No limit.
    Clear,
    /// The community, not the public.
    Green,
    /// The organisation and its clients, on a need-to-know basis.
    Amber,
    /// The organisation only.
    AmberStrict,
    /// Nobody but those who are named.
    Red,
}

impl Tlp {
    /// All, the widest first.
    pub const ALL: [Self; 5] =
        [Self::Clear, Self::Green, Self::Amber, Self::AmberStrict, Self::Red];

    /// The word used in forms, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::AmberStrict => "amber_strict",
            Self::Red => "red",
        }
    }

    /// The label as the standard writes it; never translated.
    pub fn label(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }

    /// The marking of that word or label.
    pub fn from_name(name: &str) -> Option<Self> {
        let is = |one: &Self| one.as_str() == name || one.label().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(is)
    }

    /// The widest circle that may read what is marked so.
    pub fn reach(self) -> Reach {
        match self {
            Self::Clear => Reach::Public,
            // A community is more than one's clients and less than everybody:
            // of our circles, clients are the widest that is not everybody.
            Self::Green | Self::Amber => Reach::Customers,
            Self::AmberStrict => Reach::Company,
            Self::Red => Reach::Named,
        }
    }

    /// Whether these readers may have what is marked so.
    pub fn permits(self, reach: Reach) -> bool {
        reach <= self.reach()
    }
}
