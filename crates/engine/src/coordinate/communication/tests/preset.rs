//! The shipped policies against the documents' facts.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::super::*;

fn shipped(name: &str) -> Policy {
    Policy::shipped(name).unwrap()
}

#[test]
fn the_preset_of_2020_says_who_drafts_reviews_and_sends_row_by_row() {
    let policy = shipped("gitlab-2020");
    let row = |kind: Kind| {
        let one = &policy.kinds[&kind];
        let reviewers: Vec<&str> = one.review.duties().collect();
        (one.drafters.join(" "), reviewers.join(" "), one.senders.join(" "), one.fields.join(" "))
    };
    let of = |a: &str, b: &str, c: &str, d: &str| {
        (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned())
    };
    assert_eq!(
        row(Kind::CustomerEmail),
        of(
            "simoc",
            "security_director",
            "marketing_programs",
            "background response potential_impact follow_up_actions contact",
        ),
        "CM25",
    );
    assert_eq!(
        row(Kind::BlogPost),
        of(
            "seoc",
            "security_director marketing_director",
            "cmoc",
            "background response required_action"
        ),
        "CM26",
    );
    assert_eq!(
        row(Kind::ReleaseAlert),
        of("cmoc", "security_director simoc", "cmoc", "required_action"),
        "CM27",
    );
    assert_eq!(row(Kind::Faq), of("cmoc seoc", "", "cmoc seoc", "questions"), "CM28");
    assert_eq!(row(Kind::SocialPost), of("cmoc", "", "cmoc", "text"), "CM29");
    assert_eq!(
        policy.kinds[&Kind::PressStatement].signatories,
        ["pr_manager", "marketing_director", "chief_marketing_officer"],
        "CM30",
    );
    assert!(policy.kinds[&Kind::StatusPage].is_beside, "CM24");
    assert_eq!(policy.kinds[&Kind::SocialPost].weight_max, Some(280));
    assert!(policy.kinds[&Kind::Faq].wants_receipt);
    assert_eq!(
        (policy.from.as_str(), policy.reply_to.as_str()),
        ("security@example.com", "security@example.com")
    );
    assert_eq!(policy.first_audiences, BTreeSet::from([Audience::Customers]), "CM22");
    for (kind, one) in &policy.kinds {
        let is_public = one.is_public && !one.is_beside;
        assert_eq!(
            one.needs_engaged.contains(&"community_advocates".to_owned()),
            is_public,
            "{kind:?}: advocates before what is public (CM10)"
        );
        assert_eq!(one.is_list, one.medium == Medium::Mail, "{kind:?}: lists need F");
    }
}

#[test]
fn the_present_practice_wants_two_of_four_groups_with_back_ups_after_half_an_hour() {
    let policy = shipped("gitlab-present");
    let terms = policy.kinds[&Kind::CustomerEmail].review.terms();
    assert_eq!((terms.people, terms.groups_needed, terms.groups.len()), (2, 2, 4), "X6");
    assert_eq!(terms.respond_within, Some(SignedDuration::from_mins(30)));
    assert_eq!(terms.decide_within, Some(SignedDuration::from_hours(6)));
    assert_eq!(policy.from, "incident-response@example.com", "X5");
    assert!(policy.first_audiences.contains(&Audience::AffectedParties), "X7");
}

#[test]
fn every_duty_that_is_named_exists_and_every_kind_is_there() {
    let duties = crate::coordinate::duty::Policy::shipped().unwrap();
    for name in ["gitlab-2020", "gitlab-present"] {
        let policy = shipped(name);
        for duty in policy.duties() {
            assert!(duties.duty(duty).is_some(), "{name} names {duty}");
        }
        assert_eq!(policy.kinds.len(), Kind::ALL.len(), "{name}");
        for team in ["marketing_programs", "marketing_operations", "support", "community_advocates"]
        {
            assert!(policy.contacts.contains_key(team), "{name}: {team} (CM7–CM10)");
        }
    }
}

#[test]
fn a_policy_that_cannot_work_is_refused_with_its_fault() {
    let text = include_str!("../../../../../../policies/communications.yml");
    let fault =
        |change: &dyn Fn(&str) -> String| Policy::load(&change(text), "gitlab-2020").unwrap_err();
    let names = Policy::load(text, "gitlab").unwrap_err();
    assert!(names.contains("gitlab-2020, gitlab-present"), "{names}");
    let word = fault(&|text| {
        text.replace("statement: { en: Statement, ja: 声明 }", "statement: { en: Statement }")
    });
    assert!(word.contains("press_statement") && word.contains("\"ja\""), "{word}");
    let key = fault(&|text| text.replacen("is_list:", "is_lst:", 1));
    assert!(key.contains("is_lst"), "{key}");
    let groups = fault(&|text| {
        text.replacen(
            "\"duty:security_director\"], groups_needed: 1, valid_for",
            "\"duty:security_director\"], groups_needed: 2, valid_for",
            1,
        )
    });
    assert!(groups.contains("more groups"), "{groups}");
}
