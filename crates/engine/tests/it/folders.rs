//! Rule folders of others: filters, pipelines, other products, `SigmaHQ`'s rules.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::detect::{Detector, RuleProblem, RuleSet};
use event::{Event, Way, normalise};
use jiff::Timestamp;
use serde_json::json;

const RULE: &str = "\
title: Token created
id: 11111111-1111-4111-8111-111111111111
name: token_created
level: low
logsource: { product: gitlab, service: audit }
detection:
    selection:
        event_type: personal_access_token_created
    condition: 1 of them
";

const FILTER: &str = "\
title: Our robot
id: 33333333-3333-4333-8333-333333333333
logsource: { product: gitlab }
filter:
    rules: [token_created]
    selection:
        author_name: robot
    condition: not selection
";

fn load(files: &[(&str, &str)], pipeline: Option<&str>) -> Result<RuleSet, Vec<RuleProblem>> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let pipeline = pipeline.map(|text| ("pipeline.yml".to_owned(), text.to_owned()));
    RuleSet::load_through(std::iter::empty(), files, pipeline)
}

fn lines(problems: &[RuleProblem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn check_refused(files: &[(&str, &str)], pipeline: Option<&str>, expected: &[&str]) {
    let problems = load(files, pipeline).expect_err("the rules were loaded");
    assert_eq!(lines(&problems), expected);
}

fn token(author: &str) -> Event {
    let wire = json!({
        "id": 1, "author_id": 7, "author_name": author, "entity_id": 42, "entity_type": "Project",
        "entity_path": "group/project", "target_id": 31, "target_type": "PersonalAccessToken",
        "target_details": "ci", "ip_address": "203.0.113.9", "created_at": "2026-03-02T09:00:00Z",
        "event_type": "personal_access_token_created",
        "details": { "author_class": "User", "custom_message": "Created token ci" },
    });
    normalise::read(Way::Stream, Timestamp::UNIX_EPOCH, wire.to_string().as_bytes())
}

fn fires(set: RuleSet, author: &str) -> bool {
    !Detector::new(Arc::new(set)).observe(0, &token(author)).is_empty()
}

#[test]
fn a_filter_leaves_out_what_its_condition_does_not_hold() {
    let files = [("rule.yml", RULE), ("filter.yml", FILTER)];
    assert!(fires(load(&files, None).unwrap(), "alice"));
    assert!(!fires(load(&files, None).unwrap(), "robot"));
    let any = FILTER.replace("[token_created]", "any");
    assert!(!fires(load(&[("rule.yml", RULE), ("filter.yml", &any)], None).unwrap(), "robot"));
    let other = FILTER.replace("product: gitlab }", "product: gitlab, service: api }");
    assert!(fires(load(&[("rule.yml", RULE), ("filter.yml", &other)], None).unwrap(), "robot"));
}

#[test]
fn a_filter_narrows_a_shipped_rule_too() {
    let own = |text: &str| [("f.yml".to_owned(), text.to_owned())];
    let set = RuleSet::load_over(own(RULE), own(FILTER)).unwrap();
    assert!(!fires(set, "robot"));
}

#[test]
fn a_filter_that_does_nothing_or_is_half_understood_is_refused_or_warned_of() {
    let with = |from: &str, to: &str| FILTER.replace(from, to);
    let refused = |filter: &str, expected: &str| {
        check_refused(&[("rule.yml", RULE), ("filter.yml", filter)], None, &[expected]);
    };
    refused(
        &with("token_created", "token_made"),
        "filter.yml:5: no rule over single events has the id, name or title `token_made`",
    );
    refused(
        &with("author_name", "author_names"),
        "filter.yml:7: unknown field `author_names`, did you mean `author_name`?",
    );
    refused(&with("not selection", "not robots"), "filter.yml:8: no selection is named `robots`");
    let keeps = with("not selection", "selection");
    let set = load(&[("rule.yml", RULE), ("filter.yml", &keeps)], None).unwrap();
    assert_eq!(
        lines(set.warnings()),
        ["filter.yml:8: this filter keeps only what it selects: to leave that out, write `not`"]
    );
}

const PIPELINE: &str = "\
name: names of another product
priority: 10
transformations:
    - id: names
      type: field_name_mapping
      mapping:
          Actor: author_name
          Kind: event_type
    - id: source
      type: change_logsource
      product: gitlab
      service: audit
      rule_conditions:
          - type: logsource
            product: forge
";

const FOREIGN: &str = "\
title: Token created
id: 44444444-4444-4444-8444-444444444444
level: low
logsource: { product: forge }
detection:
    selection:
        Kind: personal_access_token_created
        Actor|startswith: ali
    condition: selection
";

#[test]
fn a_pipeline_makes_rules_of_another_product_ours() {
    assert!(fires(load(&[("rule.yml", FOREIGN)], Some(PIPELINE)).unwrap(), "alice"));
    assert!(!fires(load(&[("rule.yml", FOREIGN)], Some(PIPELINE)).unwrap(), "bob"));
    let windows = FOREIGN.replace("forge", "windows");
    let set = load(&[("rule.yml", &windows)], Some(PIPELINE)).unwrap();
    assert_eq!(lines(set.foreign()), ["rule.yml:4: not for GitLab, but for windows"]);
}

#[test]
fn what_a_pipeline_leaves_unknown_is_refused() {
    let unmapped = FOREIGN.replace("Actor|", "Person|");
    check_refused(
        &[("rule.yml", &unmapped)],
        Some(PIPELINE),
        &["rule.yml:6: unknown field `Person` (after the pipelines)"],
    );
    let odd = PIPELINE.replace("change_logsource", "change_everything");
    let problems = load(&[("rule.yml", FOREIGN)], Some(&odd)).unwrap_err();
    assert_eq!((problems[0].path.as_str(), problems[0].line), ("pipeline.yml", 10));
}

#[test]
fn rules_for_other_products_are_listed_and_not_run() {
    let correlation = "\
title: Many
id: 55555555-5555-4555-8555-555555555555
level: low
correlation:
    type: event_count
    rules: [44444444-4444-4444-8444-444444444444]
    group-by: [author_id]
    timespan: 1m
    condition: { gte: 3 }
";
    let set = load(&[("a.yml", FOREIGN), ("b.yml", RULE), ("c.yml", correlation)], None).unwrap();
    assert_eq!(set.rules().len(), 1);
    assert_eq!(
        lines(set.foreign()),
        [
            "a.yml:4: not for GitLab, but for forge",
            "c.yml:6: not for GitLab, but for rules of another product"
        ]
    );
}

#[test]
fn the_nested_names_of_gitlab_are_known() {
    let nested = RULE.replace(
        "event_type: personal_access_token_created",
        "details.custom_message|contains: token ci",
    );
    assert!(fires(load(&[("rule.yml", &nested)], None).unwrap(), "alice"));
}

fn yaml_below(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            yaml_below(&path, found);
        } else if path.extension().is_some_and(|end| end == "yml") {
            found.push(path);
        }
    }
}

/// `SIGMA_CORPUS` names a folder of `SigmaHQ`'s rules; without it nothing is shown.
#[test]
#[expect(clippy::disallowed_methods, reason = "only the caller knows where the corpus is")]
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn the_rules_of_sigmahq_load_as_not_for_gitlab() {
    let Ok(corpus) = std::env::var("SIGMA_CORPUS") else {
        eprintln!("skipped: SIGMA_CORPUS names no folder of SigmaHQ's rules");
        return;
    };
    let mut paths = Vec::new();
    yaml_below(Path::new(&corpus), &mut paths);
    let files =
        paths.iter().map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()));
    let set = RuleSet::load(files).unwrap_or_else(|problems| panic!("{:#?}", lines(&problems)));
    assert_eq!(set.rules().len(), 0);
    assert_eq!(set.foreign().len(), paths.len());
}
