//! The command `portcullis`: nouns, then verbs. The only crate that prints and exits.
//!
//! Data goes to standard output, everything else to standard error. With
//! `--json` each command prints one document whose `format` names its version.
//! Exit codes: 0 clean, 1 failed, 2 usage, 3 nothing to read, 10 found something.

#![expect(
    clippy::indexing_slicing,
    reason = "only JSON documents are indexed: what is not there is null"
)]

mod cmd;
mod foreign;
mod global;
mod help;
mod print;
mod say;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::cmd::Command;
use crate::global::Global;
use crate::say::OrSay as _;

/// Security-incident response for GitLab.
///
/// Portcullis keeps what GitLab reports in a record that nobody can rewrite,
/// finds what is suspicious, and contains an attacker through GitLab's own API
/// after approval, with an undo.
#[derive(Debug, clap::Parser)]
#[command(name = "portcullis", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Examples:
  portcullis demo                                   watch an attack being contained, on a simulated GitLab
  portcullis serve                                  pages and API on http://127.0.0.1:8470
  portcullis import /var/log/gitlab/gitlab-rails/audit_json.log*
  portcullis search 'type:*_token_* since:2d'
  portcullis ledger verify

Exit codes: 0 clean, 1 failed, 2 usage, 3 nothing to read, 10 found something.")]
struct Args {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// How a command ended, when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing to remark.
    Clean,
    /// Done, and the answer is no: a demo not contained, a ledger not sound.
    Failed,
    /// There was nothing to read.
    Nothing,
    /// Something was found.
    Found,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Failed => Self::FAILURE,
            Outcome::Nothing => Self::from(3),
            Outcome::Found => Self::from(10),
        }
    }
}

/// The command's description, for `docs/reference/cli.md`.
pub fn command() -> clap::Command {
    Args::command()
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let Args { mut global, command } = Args::try_parse().unwrap_or_else(|said| help::exit(&said));
    global.is_founding = command.is_founding();
    print::start_logging(&global);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = match runtime.or_say("cli-cannot-start", &[]) {
        Ok(runtime) => runtime,
        Err(error) => return print::failure(&error, &global),
    };
    let ended = runtime.block_on(command.run(&global));
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match ended {
        Ok(outcome) => outcome.into(),
        Err(error) => print::failure(&error, &global),
    }
}
