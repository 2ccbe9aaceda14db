//! Attacks: scripts that call the range's API as an attacker would.
//!
//! | scenario | file |
//! |---|---|
//! | `leaked-token` | [`leaked_token`] |
//! | `compromised-user` | [`compromised_user`] |
//! | `compromised-bot` | [`compromised_bot`] |
//! | `exposed-job-token` | [`exposed_job_token`] |
//! | `ci-secret-exposure` | [`ci_secret_exposure`] |
//! | `compromised-instance` | [`compromised_instance`] |
//! | `misconfigured-settings` | [`misconfigured_settings`] |
//!
//! A script knows the address of the range and what its story gives the
//! attacker: nothing, or a user's name and password. All else it finds by
//! itself. Each call is told as a [`Step`]; what the attacker holds in the end
//! is his [`Loot`]: [`Loot::probe`] shows which credentials still open anything,
//! [`Loot::remains`] what of the rest is still there.

mod attacker;
pub mod ci_secret_exposure;
pub mod compromised_bot;
pub mod compromised_instance;
pub mod compromised_user;
pub mod exposed_job_token;
mod hands;
pub mod leaked_token;
mod loot;
pub mod misconfigured_settings;

use std::str::FromStr;

use tokio::sync::mpsc::UnboundedSender;
use url::Url;

pub use attacker::{ADDRESS, USER_AGENT};
pub use loot::{Credential, CredentialKind, Foothold, Loot, Probe};

use attacker::Attacker;

/// One call of an attacker, for the narration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What he does, in a few words.
    pub title: String,
    /// Method and path, without secrets.
    pub request: String,
    /// What was answered.
    pub status: u16,
}

/// Why an attack did not come through.
#[derive(Debug, thiserror::Error)]
pub enum AttackError {
    /// A call got no answer.
    #[error("no answer to {request}")]
    Transport {
        /// Method and path.
        request: String,
        /// Why.
        source: reqwest::Error,
    },
    /// A call that the script needs was refused.
    #[error("{request} was answered with {status}")]
    Refused {
        /// Method and path.
        request: String,
        /// The answer's status.
        status: u16,
    },
    /// What the script looks for is not there.
    #[error("{0} was not found")]
    NotFound(&'static str),
    /// The address and a path make no URL.
    #[error("no URL")]
    Url(#[from] url::ParseError),
    /// The HTTP client cannot be built.
    #[error("cannot set up the attacker's HTTP client")]
    Client(#[source] reqwest::Error),
}

/// The attacks there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// A personal access token is found in a public repository.
    LeakedToken,
    /// A password is known to somebody else.
    CompromisedUser,
    /// A service account's token is found in a job's log.
    CompromisedBot,
    /// A running job's token is found in a public log.
    ExposedJobToken,
    /// A job of a public project prints its variables.
    CiSecretExposure,
    /// An administrator's password is known to somebody else.
    CompromisedInstance,
    /// An owner's account opens a project up.
    MisconfiguredSettings,
}

impl Scenario {
    /// All, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::LeakedToken,
        Self::CompromisedUser,
        Self::CompromisedBot,
        Self::ExposedJobToken,
        Self::CiSecretExposure,
        Self::CompromisedInstance,
        Self::MisconfiguredSettings,
    ];

    /// Name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeakedToken => "leaked-token",
            Self::CompromisedUser => "compromised-user",
            Self::CompromisedBot => "compromised-bot",
            Self::ExposedJobToken => "exposed-job-token",
            Self::CiSecretExposure => "ci-secret-exposure",
            Self::CompromisedInstance => "compromised-instance",
            Self::MisconfiguredSettings => "misconfigured-settings",
        }
    }

    /// Runs the attack against the range at that address.
    ///
    /// # Errors
    /// When the range does not answer, or defends itself before the attack is through.
    pub async fn run(self, range: &Url, steps: UnboundedSender<Step>) -> Result<Loot, AttackError> {
        let attacker = Attacker::new(range.clone(), steps)?;
        match self {
            Self::LeakedToken => leaked_token::run(attacker).await,
            Self::CompromisedUser => compromised_user::run(attacker).await,
            Self::CompromisedBot => compromised_bot::run(attacker).await,
            Self::ExposedJobToken => exposed_job_token::run(attacker).await,
            Self::CiSecretExposure => ci_secret_exposure::run(attacker).await,
            Self::CompromisedInstance => compromised_instance::run(attacker).await,
            Self::MisconfiguredSettings => misconfigured_settings::run(attacker).await,
        }
    }
}

/// The name is none of the scenarios.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no scenario {0:?}; there are {names}", names = names())]
pub struct UnknownScenario(pub String);

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|scenario| scenario.name() == name);
        found.ok_or_else(|| UnknownScenario(name.to_owned()))
    }
}

/// The names of all scenarios, for people.
fn names() -> String {
    Scenario::ALL.map(Scenario::name).join(", ")
}
