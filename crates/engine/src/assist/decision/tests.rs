mod random;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Decision, MESSAGES, Outcome, Part, decide};
use crate::assist::policy::{Length, Policy, presets};
use crate::assist::request::{
    Deployment, Exception, LogKind, Plan, Request, Resource, ResourceKind, Window,
};

const DAY_S: i64 = 24 * 60 * 60;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn document() -> Policy {
    Policy::shipped("document").unwrap()
}

/// Ultimate, paid, one owned project, one event type, `seconds` back, nothing odd (V1).
fn request(requested: &str, seconds: i64) -> Request {
    let requested_at = at(requested);
    let start = requested_at - jiff::SignedDuration::from_secs(seconds);
    Request {
        requested_at: Some(requested_at),
        deployment: Some(Deployment::Saas),
        plan: Some(Plan::Ultimate),
        paying: Some(true),
        resources: vec![project("orchard/cider-press")],
        events: vec!["project_access_token_created".to_owned()],
        window: Some(Window { start: Some(start), end: Some(requested_at) }),
        log_kinds: vec![LogKind::Application],
        personal_data: false,
        complex: false,
        gap: Some("who read the variable".to_owned()),
        exception: Exception::None,
        insisted: false,
        cost_accepted: false,
    }
}

fn project(path: &str) -> Resource {
    Resource { kind: ResourceKind::Project, path: path.to_owned(), owned: Some(true) }
}

fn three_days() -> Request {
    request("2026-06-15T12:00:00Z", 3 * DAY_S)
}

fn codes(decision: &Decision) -> Vec<&str> {
    decision.reasons.iter().map(|reason| reason.code.as_str()).collect()
}

#[track_caller]
fn check(request: &Request, outcome: Outcome, extended: bool, expected: &[&str]) -> Decision {
    let decision = decide(request, &document());
    assert_eq!((decision.outcome, decision.extended), (outcome, extended), "{decision:#?}");
    assert_eq!(codes(&decision), expected);
    decision
}

#[test]
fn v1_three_days_of_an_own_project_go_to_support() {
    check(&three_days(), Outcome::RouteSupport, false, &["within_support"]);
}

#[test]
fn v2_v3_seven_days_are_support_and_a_second_more_is_not() {
    let seven = request("2026-06-15T12:00:00Z", 7 * DAY_S);
    check(&seven, Outcome::RouteSupport, false, &["within_support"]);
    let more = request("2026-06-15T12:00:00Z", 7 * DAY_S + 1);
    check(&more, Outcome::RouteSirt, true, &["beyond_support_window", "extended"]);
}

#[test]
fn v4_v5_personal_data_and_complex_requests_go_to_the_security_team() {
    let personal = Request { personal_data: true, ..three_days() };
    check(&personal, Outcome::RouteSirt, false, &["personal_data"]);
    let complex = Request { complex: true, ..three_days() };
    check(&complex, Outcome::RouteSirt, false, &["complex"]);
    let jobs = Request { log_kinds: vec![LogKind::Component], ..three_days() };
    check(&jobs, Outcome::RouteSirt, false, &["other_logs"]);
}

#[test]
fn v6_v7_a_month_of_the_calendar_is_the_most_to_the_second() {
    let ends = [
        ("2026-06-15T12:00:00Z", "2026-05-15T12:00:00Z"),
        ("2026-03-31T08:30:00Z", "2026-02-28T08:30:00Z"),
        ("2028-03-31T08:30:00Z", "2028-02-29T08:30:00Z"),
        ("2028-03-30T08:30:00Z", "2028-02-29T08:30:00Z"),
        ("2026-01-31T00:00:00Z", "2025-12-31T00:00:00Z"),
        ("2026-05-31T23:59:59Z", "2026-04-30T23:59:59Z"),
        // The same moment, told with an offset: the policy counts in UTC.
        ("2026-04-01T08:30:00+09:00", "2026-02-28T23:30:00Z"),
    ];
    for (requested, earliest) in ends {
        let mut exactly = request(requested, 0);
        exactly.window = Some(Window { start: Some(at(earliest)), end: Some(at(requested)) });
        check(&exactly, Outcome::RouteSirt, true, &["beyond_support_window", "extended"]);
        let before = at(earliest) - jiff::SignedDuration::from_secs(1);
        exactly.window = Some(Window { start: Some(before), end: Some(at(requested)) });
        check(&exactly, Outcome::Reject, false, &["window_too_long"]);
    }
}

#[test]
fn v8_free_trial_deprecated_and_unpaid_are_refused() {
    for plan in [Plan::Free, Plan::Trial, Plan::Deprecated] {
        let asked = Request { plan: Some(plan), ..three_days() };
        check(&asked, Outcome::Reject, false, &["plan"]);
    }
    let unpaid = Request { plan: Some(Plan::Premium), paying: Some(false), ..three_days() };
    check(&unpaid, Outcome::Reject, false, &["unpaid"]);
}

#[test]
fn v9_self_managed_is_refused_before_anything_else() {
    let asked = Request {
        deployment: Some(Deployment::SelfManaged),
        plan: Some(Plan::Free),
        log_kinds: vec![LogKind::Access],
        ..three_days()
    };
    check(&asked, Outcome::Reject, false, &["self_managed"]);
}

#[test]
fn v10_one_project_of_somebody_else_needs_a_subpoena_and_a_split_is_offered() {
    let mut asked = three_days();
    asked.resources = (0..5).map(|number| project(&format!("orchard/p{number}"))).collect();
    asked.resources[3].owned = Some(false);

    let decision = check(&asked, Outcome::NeedsSubpoena, false, &["not_owned"]);

    assert_eq!(decision.reasons[0].text.args["paths"], "orchard/p3");
    let parts: Vec<_> = decision
        .splits
        .iter()
        .map(|split| (split.part, split.request.resources.len(), split.decision.outcome))
        .collect();
    assert_eq!(
        parts,
        [(Part::Owned, 4, Outcome::RouteSupport), (Part::NotOwned, 1, Outcome::NeedsSubpoena)]
    );
}

#[test]
fn v11_access_logs_are_refused_and_split_off_where_others_are_asked_for() {
    let only = Request { log_kinds: vec![LogKind::Access], ..three_days() };
    assert!(check(&only, Outcome::Reject, false, &["access_logs"]).splits.is_empty());

    let mut mixed = three_days();
    mixed.log_kinds = vec![LogKind::Application, LogKind::Access];
    mixed.resources.push(Resource { owned: Some(false), ..project("other/thing") });
    let decision = check(&mixed, Outcome::Reject, false, &["access_logs"]);
    let other = &decision.splits[0];
    assert_eq!((other.part, other.decision.outcome), (Part::OtherLogs, Outcome::NeedsSubpoena));
    assert_eq!(other.decision.splits[0].decision.outcome, Outcome::RouteSupport);
    assert_eq!(decision.reply.key, "assist-reply-reject-access-logs-split");
}

#[test]
fn v12_v14_what_is_missing_is_named() {
    let none = Request { events: vec![" ".to_owned()], ..three_days() };
    assert_eq!(check(&none, Outcome::NeedsInfo, false, &["missing_events"]).missing, ["events"]);
    let mut future = three_days();
    let later = future.requested_at.unwrap() + jiff::SignedDuration::from_secs(1);
    future.window = Some(Window { start: future.window.unwrap().start, end: Some(later) });
    let decision = check(&future, Outcome::NeedsInfo, false, &["window_in_future"]);
    assert_eq!(decision.missing, ["window"]);
    let mut reversed = three_days();
    let window = reversed.window.unwrap();
    reversed.window = Some(Window { start: window.end, end: window.start });
    check(&reversed, Outcome::NeedsInfo, false, &["window_reversed"]);

    let draft: Request = serde_json::from_str("{}").unwrap();
    let decision = decide(&draft, &document());
    let all = ["requested_at", "deployment", "plan", "paying", "resources", "events", "window"];
    assert_eq!(decision.missing, [all.as_slice(), &["gap"]].concat());
}

#[test]
fn the_requester_is_asked_for_what_is_missing_and_nothing_else() {
    let check = |request: Request, key: &str, asked: Option<&str>| {
        let reply = decide(&request, &document()).reply;
        assert_eq!((reply.key.as_str(), reply.args.get("asked").map(String::as_str)), (key, asked));
    };
    let asking = "assist-reply-needs-info";
    let unverified = Resource { owned: None, ..project("orchard/cider-press") };
    let ours = Request { resources: vec![unverified.clone()], ..three_days() };

    check(ours.clone(), "assist-reply-needs-info-ours", None);
    check(Request { requested_at: None, ..ours }, "assist-reply-needs-info-ours", None);
    let events = Request { resources: vec![unverified], events: Vec::new(), ..three_days() };
    check(events, asking, Some("events"));
    let account = Request { plan: None, deployment: None, ..three_days() };
    check(account, asking, Some("deployment, plan"));
}

#[test]
fn null_is_what_is_left_out_and_another_form_is_named_by_its_field() {
    let nothing = serde_json::to_value(Request::read(json!({})).unwrap()).unwrap();
    let fields = nothing.as_object().unwrap().keys();
    let nulls: Value = fields.map(|name| (name.clone(), Value::Null)).collect();
    assert_eq!(Request::read(nulls), Request::read(json!({})));

    let check = |written: Value, field: &str, why: &str| {
        let misread = Request::read(written).unwrap_err();
        assert_eq!(misread.field, field);
        assert!(misread.why.contains(why), "{misread}");
    };
    let owned = json!({ "kind": "project", "path": "a/b", "owned": "yes" });
    let good = json!({ "kind": "project", "path": "a/b" });
    check(json!({ "resources": [good, owned] }), "resources[1].owned", "expected a boolean");
    check(json!({ "window": { "start": "last week" } }), "window.start", "as year");
    check(json!({ "plan": "gold" }), "plan", "`ultimate`");
    check(json!({ "exception": 7 }), "exception", "requested, approved or denied");
    check(json!({ "gab": "x" }), "gab", "unknown field");
    let by_place = "an object with named fields";
    check(json!([]), ".", by_place);
    check(json!({ "resources": [["project", "a/b"]] }), "resources[0]", by_place);
    let window = json!(["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"]);
    check(json!({ "window": window }), "window", by_place);
}

#[test]
fn v13_four_hundred_projects_are_too_many_and_cost_where_somebody_insists() {
    let mut asked = three_days();
    asked.resources = (0..400).map(|number| project(&format!("orchard/p{number}"))).collect();
    check(&asked, Outcome::NeedsRescope, false, &["too_many_resources"]);
    asked.insisted = true;
    check(&asked, Outcome::CostNotice, false, &["too_many_resources", "insisted"]);
    asked.cost_accepted = true;
    check(&asked, Outcome::RouteSupport, false, &["within_support"]);
    asked.resources = vec![project("orchard/p1"); 400];
    asked.cost_accepted = false;
    check(&asked, Outcome::RouteSupport, false, &["within_support"]);
}

#[test]
fn v15_an_exception_goes_to_legal_and_on_from_there() {
    let mut asked = Request { plan: Some(Plan::Free), ..three_days() };
    asked.exception = Exception::Requested;
    check(&asked, Outcome::NeedsLegal, false, &["plan", "exception_requested"]);
    asked.exception = Exception::Approved;
    check(&asked, Outcome::RouteSupport, false, &["within_support"]);
    asked.events.clear();
    check(&asked, Outcome::NeedsInfo, false, &["missing_events"]);
    asked.exception = Exception::Denied;
    check(&asked, Outcome::Reject, false, &["exception_denied", "plan"]);
    // None is needed: Legal is not asked (LD11).
    let paid = Request { exception: Exception::Requested, ..three_days() };
    check(&paid, Outcome::RouteSupport, false, &["within_support"]);
}

#[test]
fn presently_support_searches_a_whole_month() {
    let present = Policy::shipped("gitlab-present").unwrap();
    let asked = request("2026-06-15T12:00:00Z", 31 * DAY_S);
    let decision = decide(&asked, &present);
    assert_eq!((decision.outcome, decision.extended), (Outcome::RouteSupport, true));
    assert_eq!(
        decide(&request("2026-06-15T12:00:00Z", 31 * DAY_S + 1), &present).outcome,
        Outcome::Reject
    );
    assert_eq!(Policy::shipped("gitlab").unwrap(), present);
    let why = Policy::shipped("gitlob").unwrap_err();
    assert!(why.contains("document, gitlab-present"), "{why}");
}

#[test]
fn days_and_months_are_counted_where_the_policy_says() {
    let there =
        |zone: &str| Policy { time_zone: jiff::tz::TimeZone::get(zone).unwrap(), ..document() };
    let before = |zone: &str, length: Length, moment: &str| {
        there(zone).before(length, at(moment)).to_string()
    };
    let month = Length::Months(1);
    // 1 April 08:30 in Tokyo is still 31 March in UTC.
    assert_eq!(before("Asia/Tokyo", month, "2026-03-31T23:30:00Z"), "2026-02-28T23:30:00Z");
    assert_eq!(before("UTC", month, "2026-03-31T23:30:00Z"), "2026-02-28T23:30:00Z");
    assert_eq!(before("Asia/Tokyo", month, "2026-03-30T15:30:00Z"), "2026-02-27T15:30:00Z");
    assert_eq!(before("UTC", month, "2026-03-30T15:30:00Z"), "2026-02-28T15:30:00Z");
    // Clocks went forward on 8 March 2026: seven days there are an hour less.
    let week = Length::Days(7);
    assert_eq!(before("America/New_York", week, "2026-03-10T16:00:00Z"), "2026-03-03T17:00:00Z");
    // 02:30 is no time on that day: the time after the gap counts.
    assert_eq!(before("America/New_York", month, "2026-04-08T06:30:00Z"), "2026-03-08T07:30:00Z");
    // 01:30 is there twice on 1 November: the first one counts.
    assert_eq!(before("America/New_York", month, "2026-12-01T06:30:00Z"), "2026-11-01T05:30:00Z");
    // Hours are hours of the clock everywhere.
    let day = Length::Hours(24);
    assert_eq!(before("America/New_York", day, "2026-03-09T06:00:00Z"), "2026-03-08T06:00:00Z");
}

#[test]
fn a_policy_that_makes_no_sense_is_refused() {
    let text = include_str!("../../../../../policies/log-dive.yml");
    for (from, to, why) in [
        ("support_window: 7d", "support_window: 2mo", "support_window is longer"),
        ("window_max: 1mo", "window_max: 0mo", "no length of time"),
        ("window_max: 1mo", "window_max: soon", "no length of time"),
        ("plans: [premium, ultimate]", "plans: []", "no plan is helped"),
        ("score_max: 5000", "score_max: 0", "a scope of nothing"),
        ("time_zone: UTC", "time_zone: Mars/Olympus", "Mars/Olympus"),
        ("paying_only: true", "paying_only: true\n  paying: true", "paying"),
    ] {
        let error = presets(&text.replacen(from, to, 1)).unwrap_err();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn a_decision_is_kept_with_what_it_rests_on() {
    let decision = decide(&request("2026-06-15T12:00:00Z", 8 * DAY_S), &document());
    let read: Decision = serde_json::from_str(&serde_json::to_string(&decision).unwrap()).unwrap();
    assert_eq!(read, decision);
    let asked: Vec<&str> = decision.checks.iter().map(|check| check.rule.as_str()).collect();
    assert_eq!(
        asked,
        ["deployment", "logs", "plan", "complete", "ownership", "window", "scope", "route"]
    );
    assert_eq!(decision.checks[5].inputs["earliest_1mo"], "2026-05-15T12:00:00Z");
    assert_eq!(decision.checks[6].inputs["score"], "8");
}

/// Keys of a language's file.
fn keys(language: &str) -> std::collections::BTreeMap<String, String> {
    let path = format!("{}/../../locales/{language}/assist.ftl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter_map(|line| line.split_once(" = "));
    rows.map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
}

#[test]
fn every_outcome_reason_and_reply_has_words_in_both_languages() {
    for language in ["en", "ja"] {
        let words = keys(language);
        for (key, args) in MESSAGES {
            let text = words.get(*key).unwrap_or_else(|| panic!("{language}: no {key}"));
            let told = text.matches("{ $").count();
            assert_eq!(told, args.len(), "{language}: {key}");
            for arg in *args {
                assert!(text.contains(&format!("{{ ${arg} }}")), "{language}: {key} lacks {arg}");
            }
        }
    }
}
