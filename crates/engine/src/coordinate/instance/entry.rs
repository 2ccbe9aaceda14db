//! What the journal says of an instance that may be lost.

use serde::{Deserialize, Serialize};

use super::release::Compared;
use super::rotation::Section;
use super::sheet::{Item, SheetKind};
use crate::coordinate::playbook::ItemVerdict;

/// What is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "instance", rename_all = "snake_case")]
pub enum Entry {
    /// A sheet was drawn up, from one source beside others; later parts follow as [`Entry::SheetGrew`].
    SheetDrawn {
        /// Which.
        sheet: SheetKind,
        /// From what: `gitlab`, `by_hand`, the SHA-256 of an item of evidence, or the seal
        /// of a host's bundle.
        source: String,
        /// What is on it.
        items: Vec<Item>,
        /// How many things were compared with a baseline, where one was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        compared: Option<u64>,
    },
    /// More of the sheet that was drawn up last: an instance may have more users
    /// than one entry can name.
    SheetGrew {
        /// Which.
        sheet: SheetKind,
        /// What is on it, too.
        items: Vec<Item>,
    },
    /// Items were judged.
    ItemsJudged {
        /// On which sheet.
        sheet: SheetKind,
        /// Which items.
        items: Vec<String>,
        /// What was said of each.
        verdict: ItemVerdict,
        /// What there is to say of it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
        /// Why it came before its turn, if it did (IN16).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        out_of_turn: Option<String>,
    },
    /// Secrets that must be changed were named (IN5).
    SecretsListed {
        /// Where they are.
        section: Section,
        /// Their names, never their values.
        names: Vec<String>,
    },
    /// A secret was changed (IN5).
    SecretChanged {
        /// Where it is.
        section: Section,
        /// Its name.
        name: String,
        /// How that is known.
        proof: String,
    },
    /// There is nothing to change in that place (IN5).
    SectionEmpty {
        /// Which place.
        section: Section,
        /// Why.
        because: String,
    },
    /// State and logs were saved to a write-once place (IN7).
    StateSaved {
        /// An item of the case's evidence by its SHA-256; of a host's bundle, its seal.
        seal: String,
        /// Where it is.
        place: String,
        /// Who answers for it.
        custodian: String,
    },
    /// From what the instance is rebuilt (IN10).
    RebuildDecided {
        /// From what, why it is known to be good.
        #[serde(flatten)]
        decision: Rebuild,
        /// Why it came before its turn, if it did (IN16).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        out_of_turn: Option<String>,
    },
    /// A point of the list of network controls was settled (IN12, IN13).
    ControlStated {
        /// Which.
        control: Control,
        /// Whether it is in place; else it is not needed.
        is_in_place: bool,
        /// How that is known, or why it is not needed.
        note: String,
        /// The item of evidence that shows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<String>,
        /// Why it came before its turn, if it did (IN16).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        out_of_turn: Option<String>,
    },
    /// A firewall was written down for review; nothing was applied (IN13).
    FirewallProposed {
        /// SHA-256 of exactly this text, which is kept as evidence.
        sha256: String,
        /// How many rules let something through.
        rules: u64,
    },
    /// Somebody else read exactly that text and agrees to it (IN13).
    FirewallApproved {
        /// Which text.
        sha256: String,
        /// Why it came before its turn, if it did (IN16).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        out_of_turn: Option<String>,
    },
    /// All logs go to a store of their own that the sender cannot change (IN14).
    LogsRouted {
        /// Where to.
        to: String,
        /// How that was seen: what streams, when the last event came.
        seen: String,
        /// Why it came before its turn, if it did (IN16).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        out_of_turn: Option<String>,
    },
    /// The installed version was compared with a list of releases (IN6).
    VersionCompared {
        /// What that showed.
        #[serde(flatten)]
        compared: Compared,
        /// SHA-256 of the list.
        list_sha256: String,
    },
    /// Who looks for updates again and again (IN6).
    UpdatesPlanned {
        /// Who.
        owner: String,
        /// Every so many days at least; after each security release besides.
        every_days: u16,
    },
    /// How far GitLab's recommendations are followed (EN4, EN5).
    HardeningMeasured {
        /// Checks that are met.
        met: u64,
        /// Checks that fall short.
        short: u64,
        /// Checks of which nothing could be seen.
        unseen: u64,
        /// Ids of the checks that fall short.
        failing: Vec<String>,
    },
}

/// From what an instance is rebuilt (IN10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rebuild {
    /// Whether from scratch; else from a backup.
    pub from_scratch: bool,
    /// The backup's id, or the installation medium.
    pub source: String,
    /// Its SHA-256, as compared with what was written down when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Why it is known to be good: made before the first trace, checked how.
    pub known_good_because: String,
}

/// A point of the list of network controls (IN12, IN13).
///
/// Source: GitLab docs, `security/responding_to_security_incidents`,
/// `security/hardening_operating_system_recommendations`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// Traffic of the host is recorded away from it.
    FlowLogs,
    /// Somebody is told of traffic that is not usual.
    TrafficAlerts,
    /// Only the ports that are needed can be reached.
    InboundLimited,
    /// The host itself reaches only what it needs.
    OutboundLimited,
    /// Administration only from known networks.
    AdministrationSeparate,
    /// The host cannot reach other systems of the organisation freely.
    Segmented,
}

impl Control {
    /// All, in reading order.
    pub const ALL: [Self; 6] = [
        Self::FlowLogs,
        Self::TrafficAlerts,
        Self::InboundLimited,
        Self::OutboundLimited,
        Self::AdministrationSeparate,
        Self::Segmented,
    ];

    /// The word used in JSON, forms and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FlowLogs => "flow_logs",
            Self::TrafficAlerts => "traffic_alerts",
            Self::InboundLimited => "inbound_limited",
            Self::OutboundLimited => "outbound_limited",
            Self::AdministrationSeparate => "administration_separate",
            Self::Segmented => "segmented",
        }
    }

    /// The point of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|control| control.as_str() == name)
    }
}
