//! What a person states of an instance: read, checked, as an entry of the journal.

use engine::coordinate::instance::rotation::Section;
use engine::coordinate::instance::{Control, Entry, Rebuild};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::AppError;
use super::super::cases::bounded;
use super::{ITEMS_PER_ENTRY, LINE_CHARS_MAX, TEXT_CHARS_MAX};
use crate::app::input;

/// What a person states of the instance.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(tag = "say", rename_all = "snake_case", deny_unknown_fields)]
pub enum Saying {
    /// Secrets that must be changed.
    Secrets {
        /// `instance_configuration`, `database`, `pipelines` or `elsewhere`.
        #[schema(value_type = String)]
        section: Section,
        /// Their names, never their values.
        names: Vec<String>,
    },
    /// A secret was changed.
    Changed {
        /// Where it is.
        #[schema(value_type = String)]
        section: Section,
        /// Its name.
        name: String,
        /// How that is known.
        proof: String,
    },
    /// There is nothing to change in that place.
    None {
        /// Which place.
        #[schema(value_type = String)]
        section: Section,
        /// Why.
        because: String,
    },
    /// State and logs were saved (IN7).
    Saved {
        /// An item of the case's evidence by its SHA-256; of a host's bundle, its seal.
        /// It is hashed again, and refused unless it is whole.
        seal: String,
        /// Where it is.
        place: String,
        /// Who answers for it.
        custodian: String,
    },
    /// From what the instance is rebuilt (IN10).
    Rebuild {
        /// From scratch; else from a backup.
        #[serde(default)]
        from_scratch: bool,
        /// The backup's id, or the installation medium.
        source: String,
        /// Its SHA-256.
        #[serde(default)]
        sha256: Option<String>,
        /// Why it is known to be good.
        known_good_because: String,
    },
    /// A network control is settled (IN12).
    Control {
        /// `flow_logs`, `traffic_alerts`, `inbound_limited`, `outbound_limited`,
        /// `administration_separate` or `segmented`.
        #[schema(value_type = String)]
        control: Control,
        /// Whether it is in place; else it is not needed.
        is_in_place: bool,
        /// How that is known, or why it is not needed.
        note: String,
        /// The item of evidence that shows it.
        #[serde(default)]
        evidence: Option<String>,
    },
    /// Where all logs go; what streams now is read and kept with it (IN14).
    Logs {
        /// Where to.
        to: String,
    },
    /// Who looks for updates from now on (IN6).
    Updates {
        /// Who.
        owner: String,
        /// Every so many days at least, 1 to 90.
        every_days: u16,
    },
}

/// What was said, and why before its turn.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
pub struct Writing {
    /// What.
    #[serde(flatten)]
    pub saying: Saying,
    /// Why it comes before its turn, if it does (IN16).
    #[serde(default)]
    pub out_of_turn: Option<String>,
}

/// The steps of the playbook whose turn it must be.
pub(super) fn steps_of(saying: &Saying) -> &'static [&'static str] {
    match saying {
        Saying::Rebuild { .. } => &["rebuild"],
        Saying::Control { .. } => &["network-controls"],
        Saying::Logs { .. } => &["independent-logs"],
        Saying::Secrets { .. }
        | Saying::Changed { .. }
        | Saying::None { .. }
        | Saying::Saved { .. }
        | Saying::Updates { .. } => &[],
    }
}

/// What a person gave, without blanks around and neither empty nor endless.
pub(super) fn checked(saying: Saying) -> Result<Saying, AppError> {
    let line = |field: &str, text: &str| bounded(field, text, LINE_CHARS_MAX);
    let page = |field: &str, text: &str| bounded(field, text, TEXT_CHARS_MAX);
    Ok(match saying {
        Saying::Secrets { section, names } => {
            let names = names.iter().map(|name| line("names", name));
            let names: Vec<String> = names.collect::<Result<_, _>>()?;
            if names.is_empty() || names.len() > ITEMS_PER_ENTRY {
                return Err(AppError::invalid("names", input::up_to("how-many", ITEMS_PER_ENTRY)));
            }
            Saying::Secrets { section, names }
        }
        Saying::Changed { section, name, proof } => {
            Saying::Changed { section, name: line("name", &name)?, proof: page("proof", &proof)? }
        }
        Saying::None { section, because } => {
            Saying::None { section, because: page("because", &because)? }
        }
        Saying::Saved { seal, place, custodian } => Saying::Saved {
            seal: sha256("seal", &seal)?,
            place: line("place", &place)?,
            custodian: line("custodian", &custodian)?,
        },
        Saying::Rebuild { from_scratch, source, sha256: hash, known_good_because } => {
            let hash = hash.filter(|hash| !hash.trim().is_empty());
            let hash = hash.map(|hash| sha256("sha256", &hash)).transpose()?;
            if !from_scratch && hash.is_none() {
                return Err(AppError::invalid("sha256", input::why("backup-hash")));
            }
            let known_good_because = page("known_good_because", &known_good_because)?;
            let source = line("source", &source)?;
            Saying::Rebuild { from_scratch, source, sha256: hash, known_good_because }
        }
        Saying::Control { control, is_in_place, note, evidence } => {
            let evidence = evidence.filter(|hash| !hash.trim().is_empty());
            Saying::Control { control, is_in_place, note: page("note", &note)?, evidence }
        }
        Saying::Logs { to } => Saying::Logs { to: line("to", &to)? },
        Saying::Updates { owner, every_days } => {
            if !(1..=90).contains(&every_days) {
                return Err(AppError::invalid("every_days", input::within(1, 90)));
            }
            Saying::Updates { owner: line("owner", &owner)?, every_days }
        }
    })
}

fn sha256(field: &str, text: &str) -> Result<String, AppError> {
    let text = text.trim().to_lowercase();
    let is_hash = text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit());
    if is_hash { Ok(text) } else { Err(AppError::invalid(field, input::why("sha256"))) }
}

pub(super) fn entry(saying: Saying, out_of_turn: Option<String>, seen: String) -> Entry {
    match saying {
        Saying::Secrets { section, names } => Entry::SecretsListed { section, names },
        Saying::Changed { section, name, proof } => Entry::SecretChanged { section, name, proof },
        Saying::None { section, because } => Entry::SectionEmpty { section, because },
        Saying::Saved { seal, place, custodian } => Entry::StateSaved { seal, place, custodian },
        Saying::Rebuild { from_scratch, source, sha256, known_good_because } => {
            let decision = Rebuild { from_scratch, source, sha256, known_good_because };
            Entry::RebuildDecided { decision, out_of_turn }
        }
        Saying::Control { control, is_in_place, note, evidence } => {
            Entry::ControlStated { control, is_in_place, note, evidence, out_of_turn }
        }
        Saying::Logs { to } => Entry::LogsRouted { to, seen, out_of_turn },
        Saying::Updates { owner, every_days } => Entry::UpdatesPlanned { owner, every_days },
    }
}
