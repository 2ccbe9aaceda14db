//! `portcullis token`: what is this string?

use std::io::Read as _;

use engine::respond::token;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use crate::global::Global;
use crate::say::{OrSay as _, said};
use crate::{Outcome, print};

/// Longest input that is read, in bytes; GitLab's longest token is below 400.
const INPUT_BYTES_MAX: u64 = 64 * 1024;

/// Tokens, recognised on this machine: nothing is sent, stored or echoed.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Read a token from standard input and tell its kind, checksum and routing.
    #[command(after_help = "Examples:
  portcullis token identify < leaked.txt
  pbpaste | portcullis token identify --json

The token itself never appears on the command line: other users of the machine could read it there.")]
    Identify {
        /// The instance's own prefix of personal access tokens, if it was changed.
        #[arg(long, value_name = "PREFIX")]
        prefix: Option<String>,
    },
}

pub(crate) fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let Args::Identify { prefix } = args;
    let secret = read_secret()?;
    let prefix = match prefix {
        Some(prefix) => Some(prefix),
        None => global.config()?.gitlab.and_then(|gitlab| gitlab.token_prefix),
    };
    let identified = token::identify(secret.expose_secret(), prefix.as_deref());
    let mut value = serde_json::to_value(&identified)?;
    value["ended_by"] = json!(token::ways_to_end(identified.kind).acts);
    if global.json {
        value["format"] = json!("portcullis.token/1");
        print::document(&value);
    } else {
        let fields = value.as_object().into_iter().flatten();
        let fields = fields.filter(|(_, value)| !value.is_null());
        let label = |name: &str| global.words().t(format!("cli-token-{}", name.replace('_', "-")));
        let rows: Vec<(String, String)> =
            fields.map(|(name, value)| (label(name), super::search::text(value))).collect();
        print::fields(&rows);
    }
    Ok(Outcome::Clean)
}

/// The token on standard input, without the white space around it.
fn read_secret() -> anyhow::Result<SecretString> {
    let mut text = String::new();
    std::io::stdin()
        .take(INPUT_BYTES_MAX)
        .read_to_string(&mut text)
        .or_say("cli-cannot-read-stdin", &[])?;
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(said("cli-token-empty", &[]));
    }
    Ok(SecretString::from(trimmed.to_owned()))
}
