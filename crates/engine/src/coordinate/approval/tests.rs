//! Every way to get an approval that is none.

use super::*;
use crate::coordinate::communication::gate::may_send;
use crate::coordinate::communication::tests::{Story, at, customer_mail};
use crate::coordinate::communication::{
    Audience, Draft, Entry as Word, Language, MessageId, Policy, Ready, Via,
};

fn of(message: MessageId) -> Subject {
    Subject::Message { message }
}

/// A customer mail for which approval is asked by `sim`, who wrote it.
fn asked() -> (Story, MessageId) {
    let mut story = Story::at_content();
    let id = story.draft("sim", customer_mail());
    story.collected(Audience::Customers);
    story.ready(Ready::PreparedResponses);
    story.request("sim", of(id));
    (story, id)
}

fn may(story: &Story, subject: &Subject, person: &str, hash: &str) -> Option<String> {
    let bench = Bench::of(story.case(), subject, story.policies());
    let request = story.case().concerns.approval.request(subject);
    may_answer(request, &bench, (person, hash), at(story.minute)).err().map(|refusal| refusal.rule)
}

fn stands(story: &Story, subject: &Subject, counts: &dyn Fn(&str) -> bool) -> Stands {
    let bench = Bench::of(story.case(), subject, story.policies());
    let request = story.case().concerns.approval.request(subject).unwrap();
    standing(request, &bench, at(story.minute), counts).stands
}

fn anybody(_: &str) -> bool {
    true
}

fn is_sendable(story: &Story, id: MessageId) -> bool {
    let via = Via::Channel { channel: "mail".to_owned() };
    may_send(story.desk("mark"), &story.message(id), &via).is_ok()
}

#[test]
fn the_reviewer_of_the_policy_approves_and_then_it_may_go() {
    let (mut story, id) = asked();
    let hash = story.hash(id);
    assert_eq!(may(&story, &of(id), "dora", &hash), None);
    assert_eq!(may(&story, &of(id), "cleo", &hash).unwrap(), "gate.not_an_approver");
    story.agree("dora", of(id));
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Approved);
    assert!(is_sendable(&story, id));
}

#[test]
fn an_own_request_is_not_approved_however_the_name_is_written() {
    let (mut story, id) = asked();
    let hash = story.hash(id);
    // Even who has the reviewer's duty may not approve what she asked for.
    story.request("dora", of(id));
    for name in ["dora", " DORA ", "Dora"] {
        assert_eq!(may(&story, &of(id), name, &hash).unwrap(), "gate.own_request");
        story.agree(name, of(id));
    }
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Waiting);
    assert!(!is_sendable(&story, id));
}

#[test]
fn an_own_text_is_not_approved_whoever_asked() {
    let (mut story, id) = asked();
    story.tell("dora", Word::Drafted { message: id, draft: customer_mail() });
    story.request("sim", of(id));
    let hash = story.hash(id);
    assert_eq!(may(&story, &of(id), "Dora ", &hash).unwrap(), "separation.own_draft");
    story.agree("dora", of(id));
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Waiting);
}

#[test]
fn edited_after_approval_it_is_void() {
    let (mut story, id) = asked();
    story.agree("dora", of(id));
    let old = story.hash(id);
    let mut draft = customer_mail();
    let text = draft.texts.get_mut(&Language::En).unwrap();
    text.fields.insert("contact".to_owned(), "attacker@example.net".to_owned());
    story.tell("sim", Word::Drafted { message: id, draft });

    assert_eq!(stands(&story, &of(id), &anybody), Stands::Voided);
    assert!(!is_sendable(&story, id));
    assert_eq!(may(&story, &of(id), "dora", &old).unwrap(), "approval.changed_since");
    let new = story.hash(id);
    assert_eq!(may(&story, &of(id), "dora", &new).unwrap(), "approval.other_hash");

    // Put back as it was, it is what was approved again: the hash says so.
    story.tell("sim", Word::Drafted { message: id, draft: customer_mail() });
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Approved);
}

#[test]
fn another_addressee_is_another_message() {
    let (mut story, id) = asked();
    story.agree("dora", of(id));
    let mut draft = customer_mail();
    draft.recipients.insert("press@example.net".to_owned());
    story.tell("sim", Word::Drafted { message: id, draft });
    assert!(!is_sendable(&story, id));
}

#[test]
fn expired_it_counts_no_more_and_cannot_be_given() {
    let (mut story, id) = asked();
    story.agree("dora", of(id));
    story.minute = 12 * 60;
    assert!(is_sendable(&story, id), "twelve hours, the last minute too");
    story.minute += 1;
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Expired);
    assert!(!is_sendable(&story, id));
    let hash = story.hash(id);
    assert_eq!(may(&story, &of(id), "dora", &hash).unwrap(), "approval.expired");
}

#[test]
fn replayed_on_another_subject_it_is_refused() {
    let (mut story, first) = asked();
    story.agree("dora", of(first));
    let other = Draft { is_final: true, ..customer_mail() };
    let second = story.draft("sim", other);
    story.request("sim", of(second));
    let approved = story.hash(first);

    assert_eq!(may(&story, &of(second), "dora", &approved).unwrap(), "approval.other_hash");
    // Even a line in the journal that names the wrong hash counts for nothing.
    let replay = Entry::Given { subject: of(second), hash: approved, reason: None };
    story.approval("dora", replay);
    assert_eq!(stands(&story, &of(second), &anybody), Stands::Waiting);
    assert!(!is_sendable(&story, second));

    // The same text as a message of its own is asked for on its own.
    let twin = story.draft("sim", customer_mail());
    assert_eq!(story.hash(twin), story.hash(first), "the same words");
    assert_eq!(may(&story, &of(twin), "dora", &story.hash(twin)).unwrap(), "approval.not_asked");
    assert!(!is_sendable(&story, twin));
    // And consent to send is no consent to an exception.
    let exception =
        Subject::Exception { message: first, rule: "communication.confidential".to_owned() };
    assert_eq!(may(&story, &exception, "dora", &story.hash(first)).unwrap(), "approval.not_asked");
}

#[test]
fn a_role_or_duty_that_was_taken_away_takes_the_approval_along() {
    let (mut story, id) = asked();
    story.agree("dora", of(id));
    assert_eq!(stands(&story, &of(id), &|name| name != "dora"), Stands::Waiting, "the role");
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Approved);
    let gone = crate::coordinate::duty::Entry::Renounced {
        name: "security_director".to_owned(),
        reason: "ill".to_owned(),
    };
    story.say("dora", crate::coordinate::What::Duty(gone));
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Waiting, "the duty");
    assert!(!is_sendable(&story, id));
}

/// The present practice: two of four groups.
fn matrix() -> (Story, MessageId) {
    let (mut story, id) = asked();
    story.policy = Policy::shipped("gitlab-present").unwrap();
    let group = |members: &[&str], backups: &[&str]| Group {
        members: members.iter().map(|&name| name.to_owned()).collect(),
        backups: backups.iter().map(|&name| name.to_owned()).collect(),
    };
    story.gate.groups = [
        ("security".to_owned(), group(&["sam", "both"], &["sue"])),
        ("infrastructure".to_owned(), group(&["ian", "both"], &[])),
        ("legal".to_owned(), group(&["lea"], &[])),
        ("management".to_owned(), group(&["max"], &[])),
    ]
    .into();
    story.request("sim", of(id));
    (story, id)
}

#[test]
fn a_quorum_is_not_reached_by_one_person_twice() {
    let (mut story, id) = matrix();
    for name in ["both", "Both", " both "] {
        story.agree(name, of(id));
    }
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Waiting);
    let answers = story.case().concerns.approval.request(&of(id)).unwrap().answers.len();
    assert_eq!(answers, 1, "one answer of each");
    story.agree("lea", of(id));
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Approved);
}

#[test]
fn two_of_four_groups_agree_and_back_ups_only_after_half_an_hour() {
    let (mut story, id) = matrix();
    let hash = story.hash(id);
    assert_eq!(may(&story, &of(id), "sue", &hash).unwrap(), "gate.backup_too_early");
    assert_eq!(may(&story, &of(id), "dora", &hash).unwrap(), "gate.not_an_approver");
    story.agree("sam", of(id));
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Waiting);
    story.minute = 31;
    assert_eq!(may(&story, &of(id), "sue", &hash), None);
    story.agree("sue", of(id));
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Waiting, "one group twice");
    story.agree("ian", of(id));
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Approved);
}

#[test]
fn who_declines_ends_the_request_until_it_is_made_again() {
    let (mut story, id) = asked();
    let hash = story.hash(id);
    let no =
        Entry::Declined { subject: of(id), hash: hash.clone(), reason: "too vague".to_owned() };
    story.approval("dora", no);
    assert_eq!(stands(&story, &of(id), &anybody), Stands::Declined);
    assert_eq!(may(&story, &of(id), "dora", &hash).unwrap(), "approval.declined");
    story.request("sim", of(id));
    assert_eq!(may(&story, &of(id), "dora", &hash), None);
}

#[test]
fn the_inbox_lists_what_waits_and_says_who_may_not() {
    let (mut story, id) = asked();
    let read = |story: &Story, reader: &str| {
        pending(story.case(), story.policies(), reader, (at(story.minute), &anybody))
    };
    let found = read(&story, "dora");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].title.as_str(), found[0].refused.clone()), ("Security notice", None));
    assert_eq!(read(&story, "sim")[0].refused.as_ref().unwrap().rule, "gate.own_request");
    story.request("sim", of(id));
    assert_eq!(read(&story, "dora").len(), 1, "the last request on a subject holds");
    story.agree("dora", of(id));
    assert_eq!(read(&story, "dora"), []);
}
