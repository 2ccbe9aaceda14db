//! What stands in the way: each gate refuses alone, and all at once.

use std::collections::BTreeSet;

use super::super::gate::{self, may_clear, may_close, may_draft, may_request, may_send};
use super::super::*;
use super::{Story, customer_mail, wording};
use crate::coordinate::approval::Subject;
use crate::coordinate::custody::{self, Tlp};
use crate::coordinate::{Circumstance, What};
use crate::respond::GateRefusal;

fn rules(refused: Result<(), Vec<GateRefusal>>) -> BTreeSet<String> {
    refused.err().unwrap_or_default().into_iter().map(|refusal| refusal.rule).collect()
}

#[track_caller]
fn check(refused: Result<(), Vec<GateRefusal>>, expected: &[&str]) {
    let expected: BTreeSet<String> = expected.iter().map(|&rule| rule.to_owned()).collect();
    assert_eq!(rules(refused), expected);
}

fn by_channel() -> Via {
    Via::Channel { channel: "mail".to_owned() }
}

fn by_hand(place: &str) -> Via {
    Via::Hand { place: place.to_owned() }
}

/// A customer mail that may be sent.
fn sendable() -> (Story, MessageId) {
    let mut story = Story::at_content();
    let id = story.draft("sim", customer_mail());
    story.collected(Audience::Customers);
    story.ready(Ready::PreparedResponses);
    story.approved(id, "sim", &["dora"]);
    (story, id)
}

fn simple(kind: Kind, audience: Audience, field: &str) -> Draft {
    Draft {
        kind,
        audience,
        tool: None,
        texts: [(Language::En, wording("Title", &[(field, "Text.")]))].into(),
        recipients: BTreeSet::new(),
        ..customer_mail()
    }
}

fn blog() -> Draft {
    let text = wording(
        "What happened",
        &[("background", "b"), ("response", "r"), ("required_action", "a")],
    );
    Draft { texts: [(Language::En, text)].into(), ..simple(Kind::BlogPost, Audience::Public, "") }
}

const BLOG_URL: &str = "https://example.com/blog/incident";

/// A blog post that may be sent, but for what the test is about.
fn with_blog(story: &mut Story) -> MessageId {
    let id = story.draft("eve-seoc", blog());
    story.engaged("community_advocates");
    story.ready(Ready::TeamFeedback);
    story.approved(id, "eve-seoc", &["dora"]);
    id
}

#[test]
fn a_customer_mail_with_everything_in_place_may_be_sent_by_marketing_alone() {
    let (story, id) = sendable();
    check(may_send(story.desk("mark"), &story.message(id), &by_channel()), &[]);
    for other in ["sim", "dora", "cleo", "nobody"] {
        check(
            may_send(story.desk(other), &story.message(id), &by_channel()),
            &["communication.not_the_sender"],
        );
    }
}

#[test]
fn in7_what_is_said_to_be_sent_by_hand_goes_no_further_than_the_marking() {
    let (mut story, id) = sendable();
    let list = by_hand("campaign 7");
    check(may_send(story.desk("mark"), &story.message(id), &list), &[]);
    for (tlp, refused) in
        [(Tlp::Red, true), (Tlp::AmberStrict, true), (Tlp::Amber, false), (Tlp::Clear, false)]
    {
        let marked = custody::Entry::Marked { tlp, sha256: None, reason: "agreed".to_owned() };
        story.say("sim", What::Custody(marked));
        let expected: &[&str] = if refused { &["custody.tlp"] } else { &[] };
        check(may_send(story.desk("mark"), &story.message(id), &list), expected);
        // Of a channel the journal asks who reads it.
        check(may_send(story.desk("mark"), &story.message(id), &by_channel()), &[]);
    }
    let amber = custody::Entry::Marked { tlp: Tlp::Amber, sha256: None, reason: "no".to_owned() };
    story.say("sim", What::Custody(amber));
    let post = with_blog(&mut story);
    let refused = may_send(story.desk("mark"), &story.message(post), &by_hand(BLOG_URL));
    assert!(rules(refused).contains("custody.tlp"), "everybody reads a blog");
}

#[test]
fn everything_that_is_missing_is_told_at_once() {
    let mut story = Story::at_content();
    let id = story.draft("sim", Draft { recipients: BTreeSet::new(), ..customer_mail() });
    check(
        may_send(story.desk("cleo"), &story.message(id), &by_channel()),
        &[
            "approval.not_asked",
            "communication.list_missing",
            "communication.not_ready",
            "communication.not_the_sender",
        ],
    );
}

#[test]
fn only_the_drafter_drafts_and_a_tool_reaches_its_own_people_only() {
    let story = Story::at_content();
    check(may_draft(story.desk("sim"), &customer_mail()), &[]);
    check(may_draft(story.desk("cleo"), &customer_mail()), &["communication.not_the_drafter"]);
    let wrong = Draft { tool: Some("mailchimp".to_owned()), ..customer_mail() };
    check(may_draft(story.desk("sim"), &wrong), &["communication.wrong_tool"]);
    let users = Draft { audience: Audience::Users, ..wrong };
    check(may_draft(story.desk("sim"), &users), &[]);
    let unknown = Draft { tool: Some("mailgun".to_owned()), ..customer_mail() };
    check(may_draft(story.desk("sim"), &unknown), &["communication.wrong_tool"]);
    let press = Draft { audience: Audience::Press, tool: None, ..customer_mail() };
    check(may_draft(story.desk("sim"), &press), &["communication.wrong_audience"]);
}

#[test]
fn nothing_goes_out_before_scope_and_impact_are_known() {
    let mut story = Story::declared();
    check(may_draft(story.desk("sim"), &customer_mail()), &["communication.scope_unknown"]);
    let status = simple(Kind::StatusPage, Audience::Public, "text");
    check(may_draft(story.desk("cleo"), &status), &[]);
    story.grave();
    check(may_draft(story.desk("sim"), &customer_mail()), &["communication.too_early"]);
}

#[test]
fn an_unclean_mail_is_not_even_asked_for() {
    let mut story = Story::at_content();
    let mut draft = customer_mail();
    let fields = &mut draft.texts.get_mut(&Language::En).unwrap().fields;
    fields.insert(
        "contact".to_owned(),
        "<a href=\"https://bit.ly/x\">us</a> https://example.com/?utm_source=x".to_owned(),
    );
    fields.insert("response".to_owned(), "  ".to_owned());
    let id = story.draft("sim", draft);
    check(
        may_request(story.desk("sim"), &story.message(id)),
        &[
            "communication.field_missing",
            "communication.markup",
            "communication.tracking_host",
            "communication.tracking_parameter",
        ],
    );
}

#[test]
fn a_second_language_must_be_whole_and_a_demanded_one_there() {
    let mut story = Story::at_content();
    story.policy.languages.insert(Language::Ja);
    let mut draft = customer_mail();
    let id = story.draft("sim", draft.clone());
    check(may_request(story.desk("sim"), &story.message(id)), &["communication.language_missing"]);
    draft.texts.insert(Language::Ja, wording("お知らせ", &[("background", "経緯")]));
    let id = story.draft("sim", draft);
    check(may_request(story.desk("sim"), &story.message(id)), &["communication.field_missing"]);
}

#[test]
fn customers_hear_first_unless_a_second_person_lets_it_pass() {
    let mut story = Story::at_content();
    let id = with_blog(&mut story);
    let send = |story: &Story| may_send(story.desk("cleo"), &story.message(id), &by_hand(BLOG_URL));
    check(send(&story), &[gate::CUSTOMERS_FIRST]);

    let exception = Subject::Exception { message: id, rule: gate::CUSTOMERS_FIRST.to_owned() };
    story.request("cleo", exception.clone());
    story.agree("cleo", exception.clone());
    check(send(&story), &[gate::CUSTOMERS_FIRST]);
    story.agree("dora", exception);
    check(send(&story), &[]);

    // An exception is for exactly that text.
    let mut changed = blog();
    changed.texts.get_mut(&Language::En).unwrap().title = "Other".to_owned();
    story.tell("eve-seoc", Entry::Drafted { message: id, draft: changed });
    check(send(&story), &["approval.changed_since", gate::CUSTOMERS_FIRST]);
}

#[test]
fn after_the_customers_the_public_may_be_told() {
    let (mut story, mail) = sendable();
    let id = with_blog(&mut story);
    let send = |story: &Story| may_send(story.desk("cleo"), &story.message(id), &by_hand(BLOG_URL));
    check(send(&story), &[gate::CUSTOMERS_FIRST]);
    story.sent(mail, "mark", by_channel());
    check(send(&story), &[]);
}

#[test]
fn a_blog_post_waits_for_advocates_and_feedback() {
    let (mut story, mail) = sendable();
    story.sent(mail, "mark", by_channel());
    let id = story.draft("eve-seoc", blog());
    story.approved(id, "eve-seoc", &["dora"]);
    check(
        may_send(story.desk("cleo"), &story.message(id), &by_hand(BLOG_URL)),
        &["communication.team_missing", "communication.not_ready"],
    );
}

#[test]
fn an_alert_and_a_post_lead_to_a_blog_post_that_is_out() {
    let (mut story, mail) = sendable();
    story.sent(mail, "mark", by_channel());
    let post = with_blog(&mut story);
    let draft = |url: Option<&str>| Draft {
        blog_url: url.map(str::to_owned),
        ..simple(Kind::ReleaseAlert, Audience::Subscribers, "required_action")
    };
    let request = |story: &mut Story, url| {
        let id = story.draft("cleo", draft(url));
        rules(may_request(story.desk("cleo"), &story.message(id)))
    };
    assert!(request(&mut story, None).contains("communication.blog_missing"), "CM27");
    assert!(request(&mut story, Some(BLOG_URL)).contains("communication.blog_not_out"));
    story.sent(post, "cleo", by_hand(BLOG_URL));
    assert_eq!(request(&mut story, Some(BLOG_URL)), BTreeSet::new());
    assert!(
        request(&mut story, Some("https://example.com/other"))
            .contains("communication.blog_not_out")
    );

    let mut social = simple(Kind::SocialPost, Audience::Public, "text");
    social.blog_url = Some(BLOG_URL.to_owned());
    let fields = &mut social.texts.get_mut(&Language::En).unwrap().fields;
    fields.insert("text".to_owned(), "あ".repeat(140));
    let id = story.draft("cleo", social.clone());
    check(may_request(story.desk("cleo"), &story.message(id)), &["communication.too_heavy"]);
    social.texts.get_mut(&Language::En).unwrap().fields.insert("text".to_owned(), "あ".repeat(120));
    let id = story.draft("cleo", social);
    check(may_request(story.desk("cleo"), &story.message(id)), &[]);
}

#[test]
fn only_three_people_sign_for_the_press() {
    let mut story = Story::at_content();
    let draft = |name: Option<&str>| Draft {
        signatory: name.map(str::to_owned),
        ..simple(Kind::PressStatement, Audience::Press, "statement")
    };
    for (name, expected) in [
        (None, vec!["communication.wrong_signatory"]),
        (Some("dora"), vec!["communication.wrong_signatory"]),
        (Some("pia"), vec![]),
    ] {
        let id = story.draft("cleo", draft(name));
        check(may_request(story.desk("cleo"), &story.message(id)), &expected);
    }
}

#[test]
fn the_status_page_goes_first_but_not_from_a_confidential_case() {
    let mut story = Story::declared();
    let id = story.draft("cleo", simple(Kind::StatusPage, Audience::Public, "text"));
    story.approved(id, "cleo", &["dora"]);
    let send = |story: &Story| may_send(story.desk("cleo"), &story.message(id), &by_channel());
    check(send(&story), &[]);

    story.holds(Circumstance::Confidential);
    check(send(&story), &[gate::CONFIDENTIAL]);
    let exception = Subject::Exception { message: id, rule: gate::CONFIDENTIAL.to_owned() };
    story.request("cleo", exception.clone());
    story.agree("dora", exception);
    check(send(&story), &[]);
}

#[test]
fn the_status_account_posts_while_the_live_site_is_degraded_and_not_of_a_confidential_case() {
    let mut story = Story::declared();
    let post = || simple(Kind::StatusPost, Audience::Public, "text");
    check(may_draft(story.desk("cleo"), &post()), &["communication.not_the_time"]);
    story.holds(Circumstance::ServiceDegraded);
    check(may_draft(story.desk("cleo"), &post()), &[]);
    check(may_draft(story.desk("sim"), &post()), &["communication.not_the_drafter"]);
    let id = story.draft("cleo", post());
    story.approved(id, "cleo", &["dora"]);
    let send = |story: &Story| may_send(story.desk("cleo"), &story.message(id), &by_channel());
    // Neither customers first nor a blog post: it goes beside the way A to I (CM24).
    check(send(&story), &[]);
    story.holds(Circumstance::Confidential);
    check(send(&story), &[gate::CONFIDENTIAL]);
}

#[test]
fn one_text_is_sent_once_and_a_withdrawn_one_never() {
    let (mut story, id) = sendable();
    story.sent(id, "mark", by_channel());
    check(
        may_send(story.desk("mark"), &story.message(id), &by_channel()),
        &["communication.sent_already"],
    );
    let (mut story, id) = sendable();
    story.tell("sim", Entry::Withdrawn { message: id, reason: "wrong".to_owned() });
    check(
        may_send(story.desk("mark"), &story.message(id), &by_channel()),
        &["communication.withdrawn"],
    );
}

#[test]
fn all_clear_waits_for_the_last_word_to_every_audience_and_ends_everything() {
    let (mut story, id) = sendable();
    check(may_clear(story.desk("cleo")), &[]);
    story.sent(id, "mark", by_channel());
    let faq = story.draft("cleo", simple(Kind::Faq, Audience::Support, "questions"));
    story.approved(faq, "cleo", &["dora"]);
    check(may_send(story.desk("cleo"), &story.message(faq), &by_hand("wiki")), &[]);
    story.sent(faq, "cleo", by_hand("wiki"));
    check(
        may_clear(story.desk("cleo")),
        &["communication.final_missing", "communication.receipt_missing"],
    );
    assert_eq!(
        may_close(story.case(), &story.policy).unwrap_err().text.args["audiences"],
        "customers, support",
    );

    story.tell("cleo", Entry::Received { message: faq, person: "Sue of Support".to_owned() });
    let last = Draft { is_final: true, ..customer_mail() };
    let last = story.draft("sim", last);
    story.sent(last, "mark", by_channel());
    let last = Draft { is_final: true, ..simple(Kind::Faq, Audience::Support, "questions") };
    let last = story.draft("cleo", last);
    story.sent(last, "cleo", by_hand("wiki"));
    story.tell("cleo", Entry::Received { message: last, person: "Sue of Support".to_owned() });
    check(may_clear(story.desk("cleo")), &[]);
    assert_eq!(may_close(story.case(), &story.policy), Ok(()));

    story.step('E', 'G', None);
    story.step('G', 'H', None);
    story.step('H', 'I', None);
    assert!(story.case().concerns.communication.all_clear_at().is_some());
    check(may_draft(story.desk("sim"), &customer_mail()), &["communication.all_clear"]);
    let status = simple(Kind::StatusPage, Audience::Public, "text");
    check(may_draft(story.desk("cleo"), &status), &["communication.all_clear"]);
}

#[test]
fn mail_comes_from_the_policys_address_and_no_other() {
    let policy = Policy::shipped("gitlab-2020").unwrap();
    let rule = |from: &str, to: &str| {
        gate::may_mail_from(&policy, from, to).err().map(|refusal| refusal.rule)
    };
    assert_eq!(rule("Security@Example.com", "security@example.com "), None);
    for (from, to) in [
        ("news@example.com", "security@example.com"),
        ("security@example.com", "noreply@example.com"),
    ] {
        assert_eq!(rule(from, to).unwrap(), "communication.wrong_from");
    }
}

#[test]
fn b_is_left_when_scope_and_impact_are_known_and_not_before() {
    let mut story = Story::declared();
    let leave = (Station::Investigating, Station::Scoping);
    check(gate::may_step(story.desk("cleo"), leave, None), &["communication.no_such_step"]);
    story.step('A', 'B', None);
    check(gate::may_step(story.desk("cleo"), leave, None), &["communication.scope_unknown"]);
    story.holds(Circumstance::ImpactDetermined);
    check(gate::may_step(story.desk("cleo"), leave, None), &[]);
}
