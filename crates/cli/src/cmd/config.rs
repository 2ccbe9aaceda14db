//! `portcullis config`: what is in effect, and whether it can be used.

use anyhow::bail;
use serde_json::json;

use crate::global::Global;
use crate::{Outcome, print};

/// Settings: a TOML file, then `PORTCULLIS_SECTION__KEY` from the environment, then options.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Print every setting in effect, defaults too. Secrets are files; only their names show.
    #[command(
        after_help = "Example:\n  PORTCULLIS_SERVER__LISTEN=127.0.0.1:9000 portcullis config show"
    )]
    Show,
    /// Check the settings and the files that they name.
    #[command(after_help = "Example:\n  portcullis --config /etc/portcullis.toml config check")]
    Check,
}

pub(crate) fn run(args: &Args, global: &Global) -> anyhow::Result<Outcome> {
    let config = global.config()?;
    match args {
        Args::Show if global.json => {
            let clockwork = config.policy.clockwork(&config.desk)?;
            print::document(&json!({
                "format": "portcullis.config/1",
                "config": serde_json::to_value(&config)?,
                "policy": serde_json::to_value(config.policy.gate()?)?,
                "stakeholders": serde_json::to_value(clockwork.stakeholders)?,
                "regulations": serde_json::to_value(clockwork.regulations)?,
                "severity": serde_json::to_value(config.policy.severity()?)?,
                "duties": serde_json::to_value(config.policy.duties()?)?,
            }));
        }
        Args::Show => {
            print::line(config.effective_text().trim_end());
            print::line("\n# The approval policy in effect:");
            for line in config.policy.effective_text()?.trim_end().lines() {
                print::line(format_args!("# {line}"));
            }
            let clockwork = config.policy.clockwork(&config.desk)?;
            let laws = clockwork.regulations.regulations.iter().map(|one| one.id.as_str());
            print::line(format_args!(
                "# Stakeholders: {}; regulations: {} (no legal advice)",
                clockwork.stakeholders.version,
                laws.collect::<Vec<_>>().join(", ")
            ));
        }
        Args::Check => {
            let problems: Vec<String> = config
                .check_files()
                .iter()
                .map(|problem| format!("{:#}", anyhow::anyhow!("{problem}")))
                .collect();
            if global.json {
                print::document(
                    &json!({ "format": "portcullis.config_check/1", "problems": problems }),
                );
            } else {
                problems.iter().for_each(print::line);
            }
            if !problems.is_empty() {
                bail!("{} setting(s) cannot be used", problems.len());
            }
            print::note("settings are usable");
        }
    }
    Ok(Outcome::Clean)
}
