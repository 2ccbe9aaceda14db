//! Options that every command takes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context as _;
use secrecy::SecretString;
use server::clock::Clock;
use server::config::Config;
use server::door::Door;

/// Options that every command takes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Global {
    /// Data directory: ledgers, index, accounts [default: ./portcullis-data].
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// Settings file (TOML) [default: portcullis.toml in the data directory, if there].
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Act for the account whose API token is in this file, instead of as this machine's operator.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}

impl Global {
    /// The settings in effect: file, environment, options.
    pub(crate) fn config(&self) -> anyhow::Result<Config> {
        let environment: BTreeMap<String, String> =
            std::env::vars().filter(|(key, _)| key.starts_with("PORTCULLIS_")).collect();
        let usual = self
            .data
            .clone()
            .unwrap_or_else(|| PathBuf::from("portcullis-data"))
            .join("portcullis.toml");
        let file = self.config.clone().or_else(|| usual.exists().then_some(usual));
        let mut config = Config::load(file.as_deref(), &environment)?;
        if let Some(data) = &self.data {
            config.data.dir.clone_from(data);
        }
        Ok(config)
    }

    /// The API token of `--token-file`.
    pub(crate) fn token(&self) -> anyhow::Result<Option<SecretString>> {
        let Some(path) = &self.token_file else { return Ok(None) };
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Some(SecretString::from(text.trim().to_owned())))
    }

    /// The running server, or the data directory opened here.
    pub(crate) async fn door(&self) -> anyhow::Result<Door> {
        let door = Door::open(self.config()?, Clock::System, self.token()?).await?;
        if let Door::Local { first_login: Some(login), .. } = &door {
            crate::print::first_login(login);
        }
        Ok(door)
    }
}
