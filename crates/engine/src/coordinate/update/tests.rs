use std::collections::BTreeMap;

use super::lint::RemarkKind;
use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn full() -> Texts {
    Texts {
        current_risk: "The token is dead; copies of two projects may be out.".to_owned(),
        timeline: vec!["05:20 the token was used by a stranger".to_owned()],
        mitigation: "The token was revoked.".to_owned(),
        status: "Contained.".to_owned(),
        next_steps: "We look for what was left behind.".to_owned(),
    }
}

fn update() -> StatusUpdate {
    StatusUpdate {
        users: Share::Some,
        next_at: Some(at("2026-11-21T06:20:00Z")),
        is_final: false,
        language: Language::En,
        texts: [(Language::En, full())].into(),
    }
}

#[track_caller]
fn check_rules(status: &StatusUpdate, expected: &[&str]) {
    let refused = check(status, at("2026-11-21T05:20:00Z")).err().unwrap_or_default();
    let rules: Vec<&str> = refused.iter().map(|refusal| refusal.rule.as_str()).collect();
    assert_eq!(rules, expected);
}

#[test]
fn each_of_the_six_fields_and_the_next_time_must_be_there() {
    check_rules(&update(), &[]);
    for field in 0..5 {
        let mut status = update();
        let texts = status.texts.get_mut(&Language::En).unwrap();
        match field {
            0 => texts.current_risk.clear(),
            1 => texts.timeline.clear(),
            2 => texts.mitigation = "  ".to_owned(),
            3 => texts.status.clear(),
            _ => texts.next_steps.clear(),
        }
        check_rules(&status, &["update.field_missing"]);
    }
    check_rules(&StatusUpdate { next_at: None, ..update() }, &["update.next_time_missing"]);
    let past = Some(at("2026-11-21T05:19:59Z"));
    check_rules(&StatusUpdate { next_at: past, ..update() }, &["update.next_time_past"]);
    check_rules(&StatusUpdate { next_at: None, is_final: true, ..update() }, &[]);
    check_rules(&StatusUpdate { is_final: true, ..update() }, &["update.final_has_next_time"]);
    let empty = StatusUpdate { texts: BTreeMap::new(), ..update() };
    assert_eq!(check(&empty, at("2026-11-21T05:20:00Z")).unwrap_err().len(), 5);
}

#[test]
fn a_half_translation_is_refused() {
    let mut status = update();
    status.texts.insert(Language::Ja, Texts { status: "封じ込め済み".to_owned(), ..full() });
    check_rules(&status, &[]);
    status.texts.get_mut(&Language::Ja).unwrap().next_steps.clear();
    check_rules(&status, &["update.translation_missing"]);
}

#[test]
fn technical_detail_is_found_and_plain_words_are_not() {
    let kinds = |text: &str| -> Vec<RemarkKind> {
        lint("status", text).into_iter().map(|remark| remark.kind).collect()
    };
    for (text, expected) in [
        ("seen from 203.0.113.9 twice", vec![RemarkKind::Address]),
        ("seen from (203.0.113.9:443).", vec![RemarkKind::Address]),
        ("the net 203.0.113.0/24", vec![RemarkKind::Address]),
        ("from 2001:db8::1", vec![RemarkKind::Address]),
        ("攻撃元は203.0.113.9です", vec![RemarkKind::Address]),
        ("fixes CVE-2026-12345", vec![RemarkKind::Vulnerability]),
        ("commit 1f3c9ab27d41", vec![RemarkKind::Hash]),
        ("d41d8cd98f00b204e9800998ecf8427e", vec![RemarkKind::Hash]),
        (
            "Traceback (most recent call last):\n  File \"a.py\", line 3",
            vec![RemarkKind::StackTrace],
        ),
        ("    at com.example.Shop.pay(Shop.java:12)", vec![RemarkKind::StackTrace]),
        ("thread 'main' panicked at src/main.rs:3:5", vec![RemarkKind::StackTrace]),
        ("app/models/user.rb:12:in `save'", vec![RemarkKind::StackTrace]),
        ("GitLab 18.6.1 is out, at 05:20:32 on 2026-11-21; 1,200 users at 14:20+09:00", vec![]),
        ("Version 1.2.3.4.5 and 50% of 2026; the decade, a facade", vec![]),
        ("トークンは失効済みです。次の更新は 15:20 です。", vec![]),
    ] {
        assert_eq!(kinds(text), expected, "{text}");
    }
    assert_eq!(kinds(&"word ".repeat(400)), [RemarkKind::Long]);
}

#[test]
fn what_the_linter_found_goes_out_only_with_a_reason() {
    let mut status = update();
    assert_eq!(may_publish(&status, None), Ok(()));
    status.texts.get_mut(&Language::En).unwrap().status = "Seen from 203.0.113.9".to_owned();

    let refused = may_publish(&status, None).unwrap_err();

    assert_eq!(refused.rule, "update.too_technical");
    assert_eq!(refused.text.args["found"], "203.0.113.9");
    assert!(may_publish(&status, Some(" ")).is_err());
    assert_eq!(may_publish(&status, Some("the recipient asked for it")), Ok(()));
}

#[test]
fn updates_are_numbered_and_promise_the_next() {
    let mut state = UpdateState::default();
    let told = Told { index: 7, at: at("2026-11-21T05:20:00Z"), by: "sim" };
    let entry = |number, status| Entry::Published {
        number,
        status,
        recipients: ["security_director".to_owned()].into(),
        channels: BTreeSet::new(),
        despite: None,
    };
    assert_eq!((state.next_number(), state.next_at()), (1, None));
    assert!(state.apply(&entry(1, update()), &told));
    assert_eq!((state.next_number(), state.next_at()), (2, update().next_at));
    let last = StatusUpdate { next_at: None, is_final: true, ..update() };
    assert!(state.apply(&entry(2, last), &told));
    assert_eq!(state.next_at(), None);
    assert!(state.apply(&Entry::Pinned { entry: 3 }, &told));
    assert!(!state.apply(&Entry::Pinned { entry: 3 }, &told), "twice is once");
    assert!(state.apply(&Entry::Unpinned { entry: 3 }, &told));
}

#[test]
fn a_recipient_whom_the_matrix_does_not_know_needs_a_reason() {
    let known = BTreeSet::from(["e_group", "legal"]);
    let to = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    assert!(may_tell(&to(&[]), &known, None).is_ok());
    assert!(may_tell(&to(&["legal", "e_group"]), &known, None).is_ok());
    let refused = may_tell(&to(&["legal", "board"]), &known, Some(" ")).unwrap_err();
    assert_eq!(refused.rule, "update.unknown_recipient");
    assert_eq!(refused.text.args["recipients"], "board");
    assert!(may_tell(&to(&["board"]), &known, Some("the chair asked")).is_ok());
}
