//! `portcullis account`: who may do what here.

use hyper::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::case::tell;
use super::{ask, search::text};
use crate::global::{Global, time};
use crate::{Outcome, print};

/// Accounts of Portcullis, and API tokens.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis account add mika --role responder
  portcullis account add sam --role approver --role viewer
  portcullis account token laptop --token-file ~/.portcullis-token

Roles: viewer looks; responder works on cases; approver approves what somebody else asked for;
communicator reads cases, drafts and sends messages, but changes nothing in GitLab; support files requests for logs and tells who asked, but sees no other case; auditor reads the journal and checks the ledgers; admin runs accounts and settings, but sees no case.")]
pub(crate) enum Args {
    /// All accounts.
    List,
    /// Make an account; prints its one-time password.
    Add {
        /// Its name.
        name: String,
        /// A role; may be given several times.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
    },
    /// Give an account these roles and no others.
    Roles {
        /// The account.
        name: String,
        /// A role; may be given several times.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
    },
    /// Switch an account off; its sessions and tokens end.
    Disable {
        /// The account.
        name: String,
    },
    /// Switch an account on again.
    Enable {
        /// The account.
        name: String,
    },
    /// Give an account a new one-time password.
    Password {
        /// The account.
        name: String,
    },
    /// Make an API token for the account that asks (see --token-file).
    #[command(after_help = "Examples:
  portcullis account token laptop --token-file ~/.portcullis-token
  portcullis account token ci --expires-at 2026-12-31T00:00:00Z --token-file ~/.portcullis-token")]
    Token {
        /// The token's name.
        name: String,
        /// When it ends (RFC 3339); never when not given.
        #[arg(long, value_parser = time)]
        expires_at: Option<Timestamp>,
    },
}

impl Args {
    /// The first account may be made before the first start.
    pub(super) fn is_founding(&self) -> bool {
        matches!(self, Self::Add { .. })
    }
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let (path, body): (String, Value) = match args {
        Args::List => return list(global).await,
        Args::Add { name, roles } => {
            ("/api/v1/accounts".to_owned(), json!({ "name": name, "roles": roles }))
        }
        Args::Password { name } => (format!("/api/v1/accounts/{name}/password"), json!({})),
        Args::Roles { name, roles } => {
            return change(global, &name, "roles", json!({ "roles": roles })).await;
        }
        Args::Disable { name } => {
            return change(global, &name, "disabled", json!({ "is_disabled": true })).await;
        }
        Args::Enable { name } => {
            return change(global, &name, "disabled", json!({ "is_disabled": false })).await;
        }
        Args::Token { name, expires_at } => {
            let body = json!({ "name": name, "expires_at": expires_at });
            let answer = ask(global, Method::POST, "/api/v1/api-tokens", Some(body)).await?;
            tell(global, &answer, "cli-api-token", &["secret"]);
            return Ok(Outcome::Clean);
        }
    };
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    tell(global, &answer, "cli-one-time-password", &["name", "one_time_password"]);
    Ok(Outcome::Clean)
}

async fn change(global: &Global, name: &str, what: &str, body: Value) -> anyhow::Result<Outcome> {
    let answer =
        ask(global, Method::POST, &format!("/api/v1/accounts/{name}/{what}"), Some(body)).await?;
    tell(global, &answer, "cli-done", &[]);
    Ok(Outcome::Clean)
}

async fn list(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/accounts", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    let row = |account: &Value| {
        let roles: Vec<String> =
            account["roles"].as_array().into_iter().flatten().map(text).collect();
        vec![
            text(&account["name"]),
            roles.join(" "),
            if account["is_disabled"] == true { words.t("cli-off") } else { String::new() },
        ]
    };
    let rows: Vec<Vec<String>> =
        answer["accounts"].as_array().into_iter().flatten().map(row).collect();
    print::table(words, "account roles -", &rows);
    Ok(Outcome::Clean)
}
