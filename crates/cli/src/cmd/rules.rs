//! `portcullis rules`: check, list and test detection rules.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{anyhow, bail};
use engine::detect::{RuleProblem, RuleSet, check_examples};
use hyper::Method;
use serde_json::{Value, json};
use server::config::Rules;

use super::ask;
use super::search::text;
use crate::global::Global;
use crate::{Outcome, print};

/// Rules for other products that are named one by one.
const FOREIGN_SHOWN: usize = 5;

/// Sigma rules: the shipped ones, and your own folders beside them.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Read every rule strictly; show each problem with file and line.
    ///
    /// Rules for other products are counted, not run: a pipeline may make them
    /// rules for GitLab.
    #[command(
        after_help = "Examples:\n  portcullis rules check\n  portcullis rules check ./my-rules\n  portcullis rules check ./sigma/rules --pipeline ./names.yml"
    )]
    Check(Where),
    /// List the rules in effect.
    #[command(
        after_help = "Example:\n  portcullis rules list --json | jq '.rules[] | select(.level == \"high\") | .title'"
    )]
    List(Where),
    /// Show each rule the example events that it carries: those that must match, and those that must not.
    Test(Where),
    /// Let the running server read its rule files again, now.
    ///
    /// It also does so by itself, seconds after a file changed. Rules that
    /// cannot be used are refused as a whole; those in force stay.
    Reload,
}

/// Which rules.
#[derive(Debug, clap::Args)]
pub(crate) struct Where {
    /// Your rules [default: from the settings].
    #[arg(id = "folder")]
    folder: Option<PathBuf>,
    /// A Sigma processing pipeline that your rules go through; may be given several times.
    #[arg(long, value_name = "FILE")]
    pipeline: Vec<PathBuf>,
}

impl Where {
    /// The settings, unless something else was named.
    fn settings(self, global: &Global) -> anyhow::Result<Rules> {
        let mut settings = match self.folder {
            Some(folder) => Rules::of(Some(folder)),
            None => global.config()?.rules,
        };
        settings.pipelines.extend(self.pipeline);
        Ok(settings)
    }
}

/// The shipped rules and those of the settings; problems one a line.
pub(super) fn load(settings: &Rules) -> anyhow::Result<Arc<RuleSet>> {
    let rules = server::app::rules::load(settings);
    rules
        .map(Arc::new)
        .map_err(|lines| anyhow!("{} problem(s) in rules:\n  {}", lines.len(), lines.join("\n  ")))
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Check(which) => Ok(check(&*load(&which.settings(global)?)?, global)),
        Args::List(which) => list(&*load(&which.settings(global)?)?, global),
        Args::Test(which) => test(&load(&which.settings(global)?)?, global),
        Args::Reload => reload(global).await,
    }
}

fn check(rules: &RuleSet, global: &Global) -> Outcome {
    let lines = |problems: &[RuleProblem]| -> Vec<String> {
        problems.iter().map(ToString::to_string).collect()
    };
    let (warnings, foreign) = (lines(rules.warnings()), lines(rules.foreign()));
    let count = rules.rules().len();
    if global.json {
        print::document(&json!({
            "format": "portcullis.rules_check/1", "rules": count, "problems": [],
            "warnings": warnings, "not_for_gitlab": foreign,
        }));
        return Outcome::Clean;
    }
    for warning in &warnings {
        print::note(warning);
    }
    print::line(format_args!("{count} rule(s) are sound"));
    if !foreign.is_empty() {
        let some: Vec<&str> = foreign.iter().take(FOREIGN_SHOWN).map(String::as_str).collect();
        print::note(format_args!(
            "{} rule(s) are not for GitLab and are left out, e.g. (--json: all)\n  {}",
            foreign.len(),
            some.join("\n  ")
        ));
    }
    Outcome::Clean
}

async fn reload(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::POST, "/api/v1/rules/reload", None).await?;
    let refused: Vec<String> =
        answer["refused"].as_array().into_iter().flatten().map(text).collect();
    if global.json {
        print::document(&answer);
    }
    if !refused.is_empty() {
        bail!(
            "{} problem(s) in rules; those in force stay:\n  {}",
            refused.len(),
            refused.join("\n  ")
        );
    }
    if !global.json {
        let count = answer["rules"].as_array().map_or(0, Vec::len);
        print::line(format_args!("{count} rule(s) are in force"));
    }
    Ok(Outcome::Clean)
}

fn done(global: &Global, format: &str, count: usize, what: &str) -> Outcome {
    if global.json {
        print::document(&json!({ "format": format, "rules": count, "problems": [] }));
    } else {
        print::line(format_args!("{count} {what}"));
    }
    Outcome::Clean
}

fn list(rules: &RuleSet, global: &Global) -> anyhow::Result<Outcome> {
    if global.json {
        print::document(
            &json!({ "format": "portcullis.rules/1", "rules": serde_json::to_value(rules.rules())? }),
        );
        return Ok(Outcome::Clean);
    }
    let rows: Vec<Vec<String>> = rules
        .rules()
        .iter()
        .filter(|rule| rule.is_alone)
        .map(|rule| {
            vec![
                rule.level.as_str().to_owned(),
                rule.title.clone(),
                rule.requirements.join(","),
                rule.path.clone(),
            ]
        })
        .collect();
    print::table(&["level", "title", "requirements", "file"], &rows);
    Ok(Outcome::Clean)
}

fn test(rules: &Arc<RuleSet>, global: &Global) -> anyhow::Result<Outcome> {
    let failures: Vec<Value> =
        check_examples(rules).iter().map(|failure| Value::String(failure.to_string())).collect();
    if failures.is_empty() {
        return Ok(done(
            global,
            "portcullis.rules_test/1",
            rules.rules().len(),
            "rule(s) behave as their examples say",
        ));
    }
    if global.json {
        print::document(
            &json!({ "format": "portcullis.rules_test/1", "rules": rules.rules().len(), "problems": failures }),
        );
    }
    for failure in &failures {
        print::note(text(failure));
    }
    bail!("{} example(s) do not hold", failures.len())
}
