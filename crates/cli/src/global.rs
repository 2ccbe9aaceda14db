//! Options that every command takes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use jiff::Timestamp;
use secrecy::SecretString;
use server::clock::Clock;
use server::config::Config;
use server::door::Door;
use server::web::words::{Lang, Words};

use crate::say::{OrSay as _, said};

/// On a page of help these stand below the command's own.
const LAST: usize = 900;

/// Options that every command takes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Global {
    /// Data directory: ledgers, index, accounts [default: ./portcullis-data].
    #[arg(long, global = true, value_name = "DIR", display_order = LAST)]
    pub(crate) data: Option<PathBuf>,

    /// Settings file (TOML) [default: portcullis.toml in the data directory, if there].
    #[arg(long, global = true, value_name = "FILE", display_order = LAST)]
    pub(crate) config: Option<PathBuf>,

    /// Print one JSON document instead of text.
    #[arg(long, global = true, display_order = LAST)]
    pub(crate) json: bool,

    /// Act for the account whose API token is in this file, instead of as this machine's operator.
    #[arg(long, global = true, value_name = "FILE", display_order = LAST)]
    pub(crate) token_file: Option<PathBuf>,

    /// Language of what is said: en or ja [default: of `LC_ALL`, `LC_MESSAGES` or `LANG`, else en].
    #[arg(long, global = true, value_name = "LANG", value_parser = lang, display_order = LAST)]
    pub(crate) lang: Option<Lang>,

    /// Whether the command may begin a data directory where there is none.
    #[arg(skip)]
    pub(crate) is_founding: bool,

    /// Words in the reader's language, read when something is said.
    #[arg(skip)]
    words: OnceLock<Words>,
}

fn lang(tag: &str) -> Result<Lang, &'static str> {
    Lang::from_tag(tag).ok_or("expected en or ja")
}

/// The reader's language: as said, else of the terminal.
pub(crate) fn reader(said: Option<Lang>) -> Lang {
    let variable = |name: &str| {
        let (_, value) = std::env::vars_os().find(|(known, _)| known == name)?;
        value.into_string().ok()
    };
    said.unwrap_or_else(|| lang_of_terminal(variable))
}

/// A time as an option takes it; what is none is answered with an example.
pub(crate) fn time(text: &str) -> Result<Timestamp, &'static str> {
    text.parse().map_err(|_why| "expected a time such as 2026-11-21T05:20:32Z")
}

/// The first of them that is set says it, as for every program of the terminal.
fn lang_of_terminal(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| {
        let tag = variable(name).filter(|tag| !tag.is_empty())?;
        Some(Lang::from_tag(tag.split('.').next()?).unwrap_or_default())
    });
    said.unwrap_or_default()
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

    /// The reader's language: of `--lang`, else of the terminal.
    pub(crate) fn lang(&self) -> Lang {
        reader(self.lang)
    }

    /// The language of what is printed: a document reads the same everywhere.
    pub(crate) fn lang_printed(&self) -> Lang {
        if self.json { Lang::En } else { self.lang() }
    }

    /// The language of a text that goes to somebody else: as said, never the terminal's.
    pub(crate) fn lang_of_text(&self) -> Lang {
        self.lang.unwrap_or_default()
    }

    /// Words in the reader's language.
    pub(crate) fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::embedded(self.lang()))
    }

    /// The API token of `--token-file`.
    pub(crate) fn token(&self) -> anyhow::Result<Option<SecretString>> {
        let Some(path) = &self.token_file else { return Ok(None) };
        let text = std::fs::read_to_string(path)
            .or_say("cli-cannot-read", &[("file", &path.display())])?;
        Ok(Some(SecretString::from(text.trim().to_owned())))
    }

    /// The running server, or the data directory opened here.
    pub(crate) async fn door(&self) -> anyhow::Result<Door> {
        let config = self.config()?;
        self.refuse_nowhere(&config)?;
        let caller = (self.token()?, self.lang_printed());
        let door = Door::open(config, Clock::System, caller).await?;
        if let Door::Local { first_login: Some(login), .. } = &door {
            crate::print::first_login(login, self.words());
        }
        Ok(door)
    }

    /// A misspelt command makes no installation: only some begin a data directory.
    pub(crate) fn refuse_nowhere(&self, config: &Config) -> anyhow::Result<()> {
        let dir = &config.data.dir;
        let is_there = ["ledger", "portcullis.toml"].iter().any(|name| dir.join(name).exists());
        if self.is_founding || is_there {
            return Ok(());
        }
        let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.clone());
        Err(said("command-no-data", &[("dir", &dir.display())]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminal_says_its_language_by_the_first_variable_that_is_set() {
        let check = |set: &[(&str, &str)], expected: Lang| {
            let of = |name: &str| {
                let mut set = set.iter();
                set.find(|(known, _)| *known == name).map(|(_, tag)| (*tag).to_owned())
            };
            assert_eq!(lang_of_terminal(of), expected, "{set:?}");
        };
        check(&[], Lang::En);
        check(&[("LANG", "ja_JP.UTF-8")], Lang::Ja);
        check(&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C.UTF-8")], Lang::En);
        check(&[("LANG", "de_DE"), ("LC_MESSAGES", "ja_JP.eucJP")], Lang::Ja);
        check(&[("LC_ALL", ""), ("LANG", "ja.UTF-8")], Lang::Ja);
        check(&[("LANG", "C")], Lang::En);
    }
}
