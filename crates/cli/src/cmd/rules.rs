//! `portcullis rules`: check, list and test detection rules.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{anyhow, bail};
use engine::detect::{RuleSet, check_examples};
use serde_json::{Value, json};

use crate::global::Global;
use crate::{Outcome, print};

/// Sigma rules: the shipped ones, and your own folder beside them.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Read every rule strictly; show each problem with file and line.
    #[command(
        after_help = "Examples:\n  portcullis rules check\n  portcullis rules check ./my-rules"
    )]
    Check {
        /// Your rules [default: from the settings].
        folder: Option<PathBuf>,
    },
    /// List the rules in effect.
    #[command(
        after_help = "Example:\n  portcullis rules list --json | jq '.rules[] | select(.level == \"high\") | .title'"
    )]
    List {
        /// Your rules [default: from the settings].
        folder: Option<PathBuf>,
    },
    /// Show each rule the example events that it carries: those that must match, and those that must not.
    Test {
        /// Your rules [default: from the settings].
        folder: Option<PathBuf>,
    },
}

/// The shipped rules and those of the folder; problems one a line.
pub(super) fn load(folder: Option<&Path>) -> anyhow::Result<Arc<RuleSet>> {
    let rules = server::app::rules::load(folder);
    rules
        .map(Arc::new)
        .map_err(|lines| anyhow!("{} problem(s) in rules:\n  {}", lines.len(), lines.join("\n  ")))
}

pub(crate) fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let folder = |own: Option<PathBuf>| -> anyhow::Result<Option<PathBuf>> {
        Ok(own.or(global.config()?.rules.dir))
    };
    match args {
        Args::Check { folder: own } => {
            let rules = load(folder(own)?.as_deref())?;
            Ok(done(global, "portcullis.rules_check/1", rules.rules().len(), "rule(s) are sound"))
        }
        Args::List { folder: own } => {
            let rules = load(folder(own)?.as_deref())?;
            list(&rules, global)
        }
        Args::Test { folder: own } => {
            let rules = load(folder(own)?.as_deref())?;
            test(&rules, global)
        }
    }
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
        print::note(super::search::text(failure));
    }
    bail!("{} example(s) do not hold", failures.len())
}
