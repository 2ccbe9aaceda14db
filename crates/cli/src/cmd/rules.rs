//! `portcullis rules`: check, list and test detection rules.

use std::path::PathBuf;
use std::sync::Arc;

use engine::detect::{RuleProblem, RuleSet, check_examples};
use hyper::Method;
use serde_json::{Value, json};
use server::config::Rules;

use super::ask;
use super::search::text;
use crate::global::Global;
use crate::say::{Values, problems, said};
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
    rules.map(Arc::new).map_err(|lines| problems("cli-problems-in-rules", &lines))
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
    print::line(global.words().told("cli-rules-sound", &[("count", &count)]));
    if !foreign.is_empty() {
        let some: Vec<&str> = foreign.iter().take(FOREIGN_SHOWN).map(String::as_str).collect();
        let values: Values<'_> = &[("count", &foreign.len()), ("lines", &some.join("\n  "))];
        print::note(global.words().told("cli-rules-foreign", values));
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
        return Err(problems("cli-problems-in-rules-stay", &refused));
    }
    if !global.json {
        let count = answer["rules"].as_array().map_or(0, Vec::len);
        print::line(global.words().told("cli-rules-in-force", &[("count", &count)]));
    }
    Ok(Outcome::Clean)
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
    print::table(global.words(), "level title requirements file", &rows);
    Ok(Outcome::Clean)
}

fn test(rules: &Arc<RuleSet>, global: &Global) -> anyhow::Result<Outcome> {
    let failures: Vec<Value> =
        check_examples(rules).iter().map(|failure| Value::String(failure.to_string())).collect();
    let answer = json!({
        "format": "portcullis.rules_test/1", "rules": rules.rules().len(), "problems": failures,
    });
    if failures.is_empty() {
        let count = rules.rules().len();
        super::case::done(global, &answer, |_| {
            global.words().told("cli-rules-behave", &[("count", &count)])
        });
        return Ok(Outcome::Clean);
    }
    if global.json {
        print::document(&answer);
    }
    for failure in &failures {
        print::note(text(failure));
    }
    Err(said("cli-examples-fail", &[("count", &failures.len())]))
}
