//! Rules as people write them, and what the detector makes of events.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::detect::{
    Detector, Finding, Hunt, Level, RuleInfo, RuleProblem, RuleSet, check_examples,
};
use engine::investigate::question;
use event::{Event, Way, normalise};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The shipped rules, as path and text.
fn shipped() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut paths: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap()
        .map(|area| area.unwrap().path())
        .filter(|path| path.is_dir())
        .flat_map(|area| fs::read_dir(area).unwrap().map(|file| file.unwrap().path()))
        .collect();
    paths.sort();
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().display().to_string();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

fn shipped_rules() -> Arc<RuleSet> {
    Arc::new(RuleSet::load(shipped()).unwrap_or_else(|problems| panic!("{}", lines(&problems))))
}

fn rules(yaml: &str) -> Result<RuleSet, Vec<RuleProblem>> {
    RuleSet::load([("rule.yml".to_owned(), yaml.to_owned())])
}

fn lines(problems: &[RuleProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// What is said about a rule that is not loaded.
#[track_caller]
fn check_refused(yaml: &str, expected: &str) {
    assert_eq!(lines(&rules(yaml).expect_err("the rule was loaded")), expected, "{yaml}");
}

fn read(wire: &Value) -> Event {
    normalise::read(Way::Stream, Timestamp::UNIX_EPOCH, wire.to_string().as_bytes())
}

/// A streamed event of alice's at this second of a morning.
fn streamed(id: u64, event_type: &str, second: u64) -> Value {
    json!({
        "id": id, "author_id": 7, "author_name": "alice", "entity_id": 42,
        "entity_type": "Project", "entity_path": "group/project", "target_id": 31,
        "target_type": "PersonalAccessToken", "target_details": "ci", "ip_address": "203.0.113.9",
        "created_at": format!("2026-03-02T09:{:02}:{:02}.000Z", second / 60, second % 60),
        "event_type": event_type, "details": { "author_class": "User" },
    })
}

fn observe_all(detector: &mut Detector, wires: &[Value]) -> Vec<Finding> {
    (0..).zip(wires).flat_map(|(index, wire)| detector.observe(index, &read(wire))).collect()
}

fn titles(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.title.as_str()).collect()
}

const HEAD: &str = "\
title: Token created
id: 11111111-1111-4111-8111-111111111111
level: low
";

const RULE: &str = "\
title: Token created
id: 11111111-1111-4111-8111-111111111111
name: token_created
level: low
logsource:
    product: gitlab
    service: audit
detection:
    selection:
        event_type: personal_access_token_created
    condition: selection
";

const BURST: &str = "\
---
title: Three tokens
id: 22222222-2222-4222-8222-222222222222
level: high
correlation:
    type: event_count
    rules: [token_created]
    group-by: [author_id]
    timespan: 1m
    condition: { gte: 3 }
";

#[test]
fn all_shipped_rules_load_without_a_warning() {
    assert_eq!(lines(shipped_rules().warnings()), "");
    assert!(shipped().len() >= 24);
}

#[test]
fn all_shipped_rules_do_what_their_examples_say() {
    let failures = check_examples(&shipped_rules());
    let lines: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert_eq!(lines.join("\n"), "");
}

#[test]
fn all_shipped_rules_say_what_a_responder_needs() {
    for rule in shipped_rules().rules() {
        let place = format!("{}:{}", rule.path, rule.line);
        assert!(rule.description.is_some() && rule.status.is_some(), "{place}");
        assert_eq!(rule.author.as_deref(), Some("Portcullis"), "{place}");
        assert!(!rule.requirements.is_empty() && !rule.falsepositives.is_empty(), "{place}");
        assert!(
            rule.references.iter().all(|url| url.starts_with("https://docs.gitlab.com/")),
            "{place}"
        );
        assert!(rule.tags.iter().all(|tag| tag.starts_with("attack.")), "{place}");
        let techniques = rule.tags.iter().filter(|tag| tag.starts_with("attack.t1")).count();
        assert!(techniques > 0 && techniques < rule.tags.len(), "{place}: technique and tactic");
        assert!(rule.meaning.is_some() || !rule.is_alone, "{place}: no meaning");
    }
}

/// What the guide's reviews of audit events, and its list of settings, ask for.
const LOOKED_FOR: [&str; 28] = [
    "CE7", "CE7a", "CE7b", "CE7c", "CE7d", "CE7e", "CE8", "CE9", "CE10", "CE11", "UA6a", "UA6b",
    "UA6c", "UA6d", "UA6e", "UA6f", "UA6g", "UA6h", "UA6i", "UA6j", "UA6k", "MS1", "MS2", "MS3",
    "MS4", "MS5", "MS6", "MS10",
];

#[test]
fn everything_that_the_guide_looks_for_has_a_rule_that_speaks() {
    let rules = shipped_rules();
    assert!(rules.rules().len() >= 130, "only {} rules", rules.rules().len());
    let speaks = |id: &str| {
        let served = |rule: &&RuleInfo| rule.requirements.iter().any(|served| served == id);
        rules.rules().iter().filter(served).any(|rule| rule.is_alone)
    };
    let silent: Vec<_> = LOOKED_FOR.into_iter().filter(|id| !speaks(id)).collect();
    assert_eq!(silent, [""; 0], "no rule raises findings for these");
}

#[test]
fn a_building_block_never_speaks() {
    let rules = shipped_rules();
    let blocks = rules.rules().iter().filter(|rule| rule.level == Level::Informational);
    let loud: Vec<_> = blocks.filter(|rule| rule.is_alone).map(|rule| &rule.path).collect();
    assert!(loud.is_empty(), "{loud:?}");
}

#[test]
fn a_misspelt_key_is_shown_where_it_stands() {
    check_refused(
        &RULE.replace("level: low", "levelx: low"),
        "rule.yml:1: `level` is missing\nrule.yml:4: unknown key `levelx`, did you mean `level`?",
    );
}

#[test]
fn an_unknown_field_is_refused_with_the_one_that_was_meant() {
    check_refused(
        &RULE.replace("event_type:", "event_typex:"),
        "rule.yml:10: unknown field `event_typex`, did you mean `event_type`?",
    );
    check_refused(
        &RULE.replace("event_type:", "CommandLine:"),
        "rule.yml:10: unknown field `CommandLine`",
    );
}

#[test]
fn an_unknown_modifier_is_refused() {
    check_refused(
        &RULE.replace("event_type:", "event_type|containsx:"),
        "rule.yml:10: unknown modifier `containsx`, did you mean `contains`?",
    );
}

#[test]
fn a_condition_that_names_nothing_is_refused() {
    check_refused(
        &RULE.replace("condition: selection", "condition: selection and not filter"),
        "rule.yml:11: no selection is named `filter`",
    );
    check_refused(
        &RULE.replace("condition: selection", "condition: 1 of filter_*"),
        "rule.yml:11: no selection is named `filter_*`",
    );
}

#[test]
fn a_rule_for_another_service_is_refused() {
    check_refused(
        &RULE.replace("service: audit", "service: auditx"),
        "rule.yml:7: unknown service `auditx`, did you mean `audit`?",
    );
}

#[test]
fn what_is_missing_or_of_the_wrong_kind_is_named() {
    check_refused("title: x\n", "rule.yml:1: `id` is missing\nrule.yml:1: `level` is missing");
    check_refused(HEAD, "rule.yml:1: `detection` is missing\nrule.yml:1: `logsource` is missing");
    check_refused(
        &RULE.replace("level: low", "level: lowest"),
        "rule.yml:4: level: unknown variant `lowest`, expected one of `informational`, `low`, \
         `medium`, `high`, `critical`",
    );
    check_refused(&RULE.replace("11111111-1111", "1111"), "rule.yml:2: the id must be a UUID");
}

#[test]
fn broken_yaml_has_its_line() {
    let problems = rules("title: [\nid: 1\n").unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].line <= 3 && problems[0].what.contains("expected"), "{}", problems[0]);
}

#[test]
fn an_unknown_event_type_is_only_a_warning() {
    let set = rules(&RULE.replace("personal_access_token_created", "of_tomorrow")).unwrap();
    assert_eq!(
        lines(set.warnings()),
        "rule.yml:10: `of_tomorrow` is not in the catalogue of event types"
    );
}

#[test]
fn two_rules_cannot_share_an_id() {
    check_refused(
        &format!("{RULE}---\n{RULE}"),
        "rule.yml:14: the id `11111111-1111-4111-8111-111111111111` is already used in rule.yml:2\n\
         rule.yml:15: the name `token_created` is already used in rule.yml:3",
    );
}

#[test]
fn a_correlation_that_we_would_half_understand_is_refused() {
    let with = |from: &str, to: &str| format!("{RULE}{}", BURST.replace(from, to));
    check_refused(
        &with("[token_created]", "[token_createdx]"),
        "rule.yml:18: no rule has the id or name `token_createdx`",
    );
    check_refused(
        &with("gte: 3", "lt: 3"),
        "rule.yml:21: only `gt` and `gte` can be decided when an event arrives",
    );
    check_refused(
        &with("event_count", "value_sum"),
        "rule.yml:21: the condition must name the `field` and a bound of it",
    );
    check_refused(&with("[author_id]", "[author]"), "rule.yml:19: unknown field `author`");
    check_refused(
        &with("timespan: 1m", "timespanx: 1m"),
        "rule.yml:20: unknown key `timespanx`, did you mean `timespan`?",
    );
    check_refused(
        &with("[token_created]", "[22222222-2222-4222-8222-222222222222]"),
        "rule.yml:18: the correlation refers to itself, perhaps by others",
    );
}

#[test]
fn an_organisation_replaces_one_of_our_rules_by_its_id() {
    let ours = [("ours.yml".to_owned(), RULE.to_owned())];
    let theirs = [("theirs.yml".to_owned(), RULE.replace("level: low", "level: critical"))];

    let set = RuleSet::load_over(ours, theirs).unwrap();

    let levels: Vec<_> = set.rules().iter().map(|rule| rule.level.as_str()).collect();
    assert_eq!(levels, ["critical"]);
}

#[test]
fn a_finding_tells_people_what_happened() {
    let mut detector = Detector::new(Arc::new(rules(RULE).unwrap()));

    let findings = detector.observe(5, &read(&streamed(1, "personal_access_token_created", 0)));

    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(
        finding.summary,
        "alice created personal access token \"ci\" in group/project from 203.0.113.9"
    );
    assert_eq!((finding.actor_id, finding.actor.as_deref()), (Some(7), Some("alice")));
    assert_eq!(finding.records[0].index, 5);
    assert_eq!(finding.occurred_at, "2026-03-02T09:00:00Z".parse().unwrap());
    assert_eq!(finding.id.0.len(), 32);
}

#[test]
fn an_event_told_again_raises_nothing_and_counts_once() {
    let mut detector =
        Detector::new(Arc::new(rules(&format!("{RULE}{BURST}generate: true\n")).unwrap()));
    let event = streamed(1, "personal_access_token_created", 0);

    let findings = observe_all(&mut detector, &[event.clone(), event.clone(), event]);

    assert_eq!(titles(&findings), ["Token created"]);
}

#[test]
fn rules_of_a_correlation_speak_only_if_it_lets_them() {
    let tokens: Vec<_> = (0..3).map(|n| streamed(n, "personal_access_token_created", n)).collect();
    let mut quiet = Detector::new(Arc::new(rules(&format!("{RULE}{BURST}")).unwrap()));
    let loud = format!("{RULE}{BURST}generate: true\n");
    let mut loud = Detector::new(Arc::new(rules(&loud).unwrap()));

    let quiet = observe_all(&mut quiet, &tokens);
    let loud = observe_all(&mut loud, &tokens);

    assert_eq!(titles(&quiet), ["Three tokens"]);
    assert_eq!(titles(&loud), ["Token created", "Token created", "Token created", "Three tokens"]);
    let indexes: Vec<u64> = quiet[0].records.iter().map(|record| record.index).collect();
    assert_eq!(indexes, [0, 1, 2]);
    assert_eq!(
        quiet[0].summary,
        "3 events, the last: alice created personal access token \"ci\" in group/project from \
         203.0.113.9"
    );
}

#[test]
fn the_same_records_give_the_same_findings() {
    let rules = shipped_rules();
    let types = ["personal_access_token_created", "add_ssh_key", "webhook_created"];
    let wires: Vec<_> =
        (0..60).zip(types.iter().cycle()).map(|(n, name)| streamed(n, name, n * 50)).collect();

    let first = observe_all(&mut Detector::new(Arc::clone(&rules)), &wires);
    let second = observe_all(&mut Detector::new(rules), &wires);

    assert_eq!(first, second);
    let ids: BTreeSet<_> = first.iter().map(|finding| &finding.id).collect();
    assert_eq!(ids.len(), first.len(), "every finding has its own id");
}

#[test]
fn bytes_that_nobody_understands_raise_nothing() {
    let mut detector = Detector::new(shipped_rules());
    let event = normalise::read(Way::Stream, Timestamp::UNIX_EPOCH, b"\xff{ no json");
    assert_eq!(detector.observe(0, &event), []);
}

/// A line of `api_json.log` by the leaked token.
fn requested(second: u64, method: &str, route: &str) -> Value {
    let status = if method == "POST" { 201 } else { 200 };
    json!({
        "time": format!("2026-03-02T09:00:{second:02}.000Z"), "severity": "INFO", "status": status,
        "method": method, "path": route.replace(":version", "v4"), "route": route,
        "remote_ip": "198.51.100.23", "ua": "python-requests/2.32", "user_id": 7,
        "username": "alice", "token_type": "PersonalAccessToken", "token_id": 31,
    })
}

/// A token that leaked: it looks around, reads variables and plants ways back in.
fn leaked_token_is_used() -> Vec<Value> {
    let looks_around = ["user", "projects", "groups", "personal_access_tokens", "user/keys"];
    let mut wires: Vec<Value> = (0..)
        .zip(looks_around)
        .map(|(second, route)| requested(second, "GET", &format!("/api/:version/{route}")))
        .collect();
    wires.push(requested(8, "GET", "/api/:version/projects/:id/variables"));
    wires.push(streamed(1, "variable_viewed_api", 8));
    wires.push(streamed(2, "personal_access_token_created", 9));
    wires.push(requested(10, "POST", "/api/:version/user/keys"));
    wires.push(streamed(3, "add_ssh_key", 10));
    wires.push(streamed(4, "webhook_created", 11));
    wires
}

/// Nine days of a robot that does the same from where it always is.
fn everyday_life() -> Vec<Value> {
    let days = 20..29;
    let wires = days.zip(100..).flat_map(|(day, id)| {
        leaked_token_is_used().into_iter().map(move |mut wire| {
            let time = if wire.get("time").is_some() { "time" } else { "created_at" };
            let at = wire[time].as_str().unwrap().replace("2026-03-02", &format!("2026-02-{day}"));
            wire[time] = json!(at);
            if let Some(within) = wire.get("id").and_then(Value::as_u64) {
                wire["id"] = json!(id * 10 + within);
                wire["author_id"] = json!(8);
                wire["author_name"] = json!("robot");
            } else {
                wire["user_id"] = json!(8);
                wire["username"] = json!("robot");
                wire["token_id"] = json!(32);
                wire["remote_ip"] = json!("203.0.113.9");
            }
            wire
        })
    });
    wires.collect()
}

#[test]
fn the_use_of_a_leaked_token_is_seen_from_both_sides() {
    let mut detector = Detector::new(shipped_rules());
    observe_all(&mut detector, &everyday_life());

    let findings = observe_all(&mut detector, &leaked_token_is_used());

    let told = titles(&findings);
    for title in [
        "Token looks around from a network never seen here",
        "CI/CD variables read from a network never seen here",
        "CI/CD variables read, then a way back by an account that never made one",
        "Credential or hook made from a network never seen here",
        "Several ways back in planted within an hour",
    ] {
        assert!(told.contains(&title), "{title} is not among {told:?}");
    }
    let planted = findings.iter().find(|one| one.title.starts_with("Several ways back")).unwrap();
    assert_eq!(planted.level, Level::High);
    assert_eq!(
        planted.summary,
        "2 events, the last: alice created webhook \"ci\" in group/project from 203.0.113.9"
    );
}

#[test]
fn what_robots_do_every_day_is_told_only_where_it_is_grave_by_itself() {
    let mut detector = Detector::new(shipped_rules());
    let life = everyday_life();

    let findings = observe_all(&mut detector, &life);

    let told: BTreeSet<_> = titles(&findings).into_iter().collect();
    let grave =
        ["Personal tokens listed over the API", "Several ways back in planted within an hour"];
    assert_eq!(told.into_iter().collect::<Vec<_>>(), grave);
}

#[test]
fn a_quiet_rule_speaks_in_a_hunt_that_names_it() {
    let rules = shipped_rules();
    let wires = [streamed(1, "variable_viewed_api", 8), streamed(2, "destroy_pipeline", 9)];
    let quiet = rules.rules().iter().find(|rule| rule.title == "Pipeline deleted").unwrap();
    assert!(!quiet.is_alone);

    assert_eq!(titles(&observe_all(&mut Detector::new(Arc::clone(&rules)), &wires)), [""; 0]);
    let wanted = std::slice::from_ref(&quiet.id);
    let hunt = Hunt::new(Arc::clone(&rules), wanted).unwrap();
    assert_eq!(titles(&observe_all(&mut hunt.detector(), &wires)), [""; 0]);
    let named = hunt.aloud();
    let found = observe_all(&mut named.detector(), &wires);
    assert_eq!(titles(&found), ["Pipeline deleted"]);
    assert!(named.tells(&found[0]) && named.keeps(&read(&wires[1])));
    assert!(!named.keeps(&read(&wires[0])), "not asked for");
    let all = Hunt::new(rules, &[]).unwrap();
    assert_eq!(titles(&observe_all(&mut all.detector(), &wires)), [""; 0]);
}

#[test]
fn what_is_too_common_to_be_told_a_question_finds() {
    let packs = question::shipped().packs.iter().flat_map(|pack| &pack.questions);
    let patterns: Vec<&String> = packs.flat_map(|question| &question.types).collect();
    let categories: BTreeSet<_> = question::shipped()
        .packs
        .iter()
        .flat_map(|pack| pack.questions.iter().filter_map(|question| question.category.as_deref()))
        .collect();
    let is_asked = |kind: &event::catalogue::EventType| {
        patterns.iter().any(|pattern| is_like(pattern, kind.name))
            || categories.contains(kind.category)
    };
    let rules = shipped_rules();
    let quiet = rules.rules().iter().filter(|rule| !rule.is_alone);
    let mut lost = Vec::new();
    for rule in quiet.filter(|rule| rule.service.as_deref() == Some("audit")) {
        let text = &shipped().into_iter().find(|(path, _)| *path == rule.path).unwrap().1;
        let document = text.split("\n---\n").find(|one| one.contains(&rule.id)).unwrap();
        let detection = document.split("\ndetection:").nth(1).unwrap_or_default();
        let detection = detection.split("\nfalsepositives:").next().unwrap_or_default();
        let words = detection.split_whitespace();
        let types = words.filter_map(event::catalogue::find).filter(|kind| !is_asked(kind));
        lost.extend(types.map(|kind| (rule.path.clone(), kind.name)));
    }
    assert_eq!(lost, []);
}

fn is_like(pattern: &str, name: &str) -> bool {
    let pattern = format!("^{}$", pattern.replace('*', ".*"));
    regex::Regex::new(&pattern).unwrap().is_match(name)
}
