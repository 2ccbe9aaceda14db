//! `portcullis config`: what is in effect, and whether it can be used.

use serde_json::{Map, Value, json};
use server::app::idle_approvers;
use server::config::Config;

use crate::global::Global;
use crate::say::{said, why};
use crate::{Outcome, print};

/// Settings: a TOML file, then `PORTCULLIS_SECTION__KEY` from the environment, then options.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Print every setting in effect, defaults too, and every policy. Secrets are files; only their names show.
    #[command(
        after_help = "Example:\n  PORTCULLIS_SERVER__LISTEN=127.0.0.1:9000 portcullis config show"
    )]
    Show,
    /// Check the settings, the files that they name, and whether those who shall approve can.
    #[command(
        after_help = "Example:\n  portcullis --config /etc/portcullis.toml config check\n\nEnds with 10 when somebody whom a group of approvers names could not approve."
    )]
    Check,
}

pub(crate) fn run(args: &Args, global: &Global) -> anyhow::Result<Outcome> {
    let (config, words) = (global.config()?, global.words());
    match args {
        Args::Show if global.json => {
            let mut document = Map::new();
            document.insert("format".to_owned(), json!("portcullis.config/1"));
            document.insert("config".to_owned(), serde_json::to_value(&config)?);
            let policies = config.policy.effective(&config.desk)?.into_iter();
            document.extend(policies.map(|(name, policy)| (name.to_owned(), policy)));
            print::document(&Value::Object(document));
        }
        Args::Show => {
            print::line(config.effective_text().trim_end());
            // Comments: the whole stays a settings file that can be read again.
            for (name, policy) in config.policy.effective(&config.desk)? {
                let is_law = name == "regulations";
                let key = if is_law { "cli-in-effect-law" } else { "cli-in-effect" };
                print::line(format_args!("\n# {}", words.told(key, &[("name", &name)])));
                for line in yaml_serde::to_string(&policy)?.trim_end().lines() {
                    print::line(format_args!("#   {line}"));
                }
            }
        }
        Args::Check => return check(&config, global),
    }
    Ok(Outcome::Clean)
}

/// What cannot be used fails; who is named to approve and could not is told (X6).
fn check(config: &Config, global: &Global) -> anyhow::Result<Outcome> {
    let problems: Vec<anyhow::Error> = config.check_files().into_iter().map(Into::into).collect();
    let (idle, words) = (idle_approvers(config)?, global.words());
    if global.json {
        print::document(&json!({
            "format": "portcullis.config_check/1",
            "problems": problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "idle_approvers": idle,
        }));
    } else {
        for problem in &problems {
            print::line(why(problem, words));
        }
        for one in &idle {
            let args = [("why", one.why), ("name", &one.person), ("group", &one.group)];
            print::line(words.sentence("config-idle-approver", args));
        }
    }
    if !problems.is_empty() {
        return Err(said("cli-settings-unusable", &[("count", &problems.len())]));
    }
    print::note(words.t("cli-settings-usable"));
    Ok(if idle.is_empty() { Outcome::Clean } else { Outcome::Found })
}
