//! Who cosigns our checkpoints: `[[witness]]`.

use std::num::NonZeroU32;

use ledger::WitnessKey;
use serde::{Deserialize, Serialize};
use url::Url;

use super::check::{check_url, refuse};
use super::{Config, ConfigError};

/// One `[[witness]]`: another installation, on another machine and with another
/// administrator, that sees each head of our ledgers (C2SP tlog-witness).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// Where it takes heads: `/add-checkpoint` is added to it.
    pub url: Url,
    /// The key that its cosignatures are checked with: a `vkey` line, handed over
    /// by whoever runs it (`portcullis witness key`).
    pub key: String,
    /// How often it is asked, in minutes.
    #[serde(default = "ten")]
    pub every_min: NonZeroU32,
}

fn ten() -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(9)
}

impl Witness {
    /// The key.
    ///
    /// # Errors
    /// When it is not a witness's key.
    pub fn key(&self) -> Result<WitnessKey, ConfigError> {
        self.key.parse().map_err(|error| ConfigError::Refused {
            key: "witness.key".to_owned(),
            why: format!("is not the key of a witness: {error}"),
        })
    }
}

pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let mut names = Vec::new();
    for witness in &config.witness {
        check_url("witness.url", &witness.url)?;
        let key = witness.key()?;
        if names.contains(&key.name().to_owned()) {
            return refuse("witness.key", "is there twice: one [[witness]] for each");
        }
        names.push(key.name().to_owned());
    }
    Ok(())
}
