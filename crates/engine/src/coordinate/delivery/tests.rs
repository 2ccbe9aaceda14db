use jiff::Timestamp;

use super::*;
use crate::coordinate::Entry as Line;
use crate::coordinate::{CaseId, CaseKind, Cases, Circumstance, Fact, FactKind, What};

const CASE: CaseId = CaseId(1);

fn order(to: &[&str]) -> Order {
    Order {
        id: DeliveryId::of(CASE, &About::ByHand, "mail", "n"),
        channel: "mail".into(),
        about: About::ByHand,
        to: to.iter().map(|address| Addressee::at(address)).collect(),
        content: Content::Message { message: Message::new("en", "T", "B") },
        approved_by: std::collections::BTreeSet::new(),
    }
}

fn outcome(parcel: u32, end: End) -> Outcome {
    Outcome {
        parcel,
        end,
        answer: String::new(),
        reference: None,
        attempts: 1,
        at: Timestamp::UNIX_EPOCH,
        sha256: None,
    }
}

/// Cases after these entries, each by whom.
fn cases(said: &[(&str, Entry)]) -> Cases {
    let mut cases = Cases::default();
    let opened =
        What::CaseOpened { title: "T".into(), kind: CaseKind::CompromisedUser, finding: None };
    let lines = std::iter::once(("ann", opened))
        .chain(said.iter().map(|(by, entry)| (*by, What::Delivery(entry.clone()))));
    for (index, (by, what)) in (0..).zip(lines) {
        let case = Some(CASE);
        let line = Line { recorded_at: Timestamp::UNIX_EPOCH, by: by.to_owned(), case, what };
        let text = serde_json::to_string(&line).unwrap();
        cases.apply(index, &serde_json::from_str(&text).unwrap());
    }
    cases
}

fn delivery(cases: &Cases) -> &Delivery {
    cases.cases[&CASE].concerns.delivery.orders.values().next().unwrap()
}

#[test]
fn the_same_order_said_twice_is_one() {
    let queued = Entry::Queued { order: order(&["a@x.example"]) };
    let cases = cases(&[("ann", queued.clone()), ("bob", queued)]);
    assert_eq!(cases.cases[&CASE].concerns.delivery.orders.len(), 1);
    assert_eq!(delivery(&cases).queued_by, "ann");
}

#[test]
fn ids_tell_apart_what_is_meant_to_be_two() {
    let id = |channel: &str, nonce: &str| DeliveryId::of(CASE, &About::ByHand, channel, nonce);
    assert_eq!(id("a", "1"), id("a", "1"));
    assert_ne!(id("a", "1"), id("a", "2"));
    assert_ne!(id("ab", ""), id("a", "b"));
    assert_ne!(id("a", "1"), DeliveryId::of(CASE, &About::Issue, "a", "1"));
    assert_ne!(id("a", "1"), DeliveryId::of(CaseId(2), &About::ByHand, "a", "1"));
}

#[test]
fn outcomes_add_up_and_dead_ones_can_be_sent_again() {
    let order = order(&["a@x.example", "b@x.example", "c@x.example"]);
    let id = order.id.clone();
    let ended = |outcomes| Entry::Ended { id: id.clone(), outcomes };
    let mut said = vec![
        ("ann", Entry::Queued { order }),
        ("portcullis", Entry::Taken { id: id.clone() }),
        ("portcullis", ended(vec![outcome(0, End::Sent), outcome(1, End::Uncertain)])),
    ];
    assert_eq!(delivery(&cases(&said)).tally().waiting, 1);
    said.push(("portcullis", ended(vec![outcome(2, End::Refused)])));
    let after = cases(&said);
    let tally = delivery(&after).tally();
    assert_eq!((tally.arrived, tally.uncertain, tally.refused, tally.dead()), (1, 1, 1, 2));
    assert!(delivery(&after).is_over() && !delivery(&after).has_arrived());

    let reason = "asked by telephone".to_owned();
    said.push(("ann", Entry::FoundArrived { id: id.clone(), parcel: 1, reason: reason.clone() }));
    // What arrived is not sent again, whoever asks.
    said.push(("ann", Entry::Resent { id: id.clone(), parcels: vec![0, 1, 2], reason }));
    let after = cases(&said);
    let one = delivery(&after);
    assert_eq!(one.tally().arrived, 2);
    assert_eq!(one.tally().waiting, 1);
    assert_eq!(one.rounds.get(&2), Some(&1));
    assert_eq!(one.rounds.len(), 1);
}

#[test]
fn a_confidential_case_waits_for_a_second_person_cm24() {
    let confidential = |said: &[(&str, Entry)]| {
        let mut cases = cases(said);
        let kind = FactKind::Circumstance { circumstance: Circumstance::Confidential, holds: true };
        let what = What::FactStated { fact: Fact { kind, source: "ann".into() } };
        let (recorded_at, by) = (Timestamp::UNIX_EPOCH, "ann".to_owned());
        cases.apply(99, &Line { recorded_at, by, case: Some(CASE), what });
        cases
    };
    let queued = ("ann", Entry::Queued { order: order(&[]) });
    let id = order(&[]).id;
    let clear = |by| (by, Entry::Cleared { id: id.clone() });
    let held = |said: &[(&str, Entry)], reach| {
        let cases = confidential(said);
        delivery(&cases).is_held(&cases.cases[&CASE], reach)
    };
    for reach in [Reach::Company, Reach::Customers, Reach::Public] {
        assert!(held(std::slice::from_ref(&queued), reach), "{reach:?}");
        assert!(held(&[queued.clone(), clear("ann")], reach), "oneself is no second person");
        assert!(!held(&[queued.clone(), clear("bob")], reach));
    }
    assert!(!held(std::slice::from_ref(&queued), Reach::Named));
    let approved = |by: &str| Order { approved_by: [by.to_owned()].into(), ..order(&[]) };
    assert!(held(&[("ann", Entry::Queued { order: approved("ann") })], Reach::Public));
    assert!(!held(&[("ann", Entry::Queued { order: approved("bob") })], Reach::Public));

    let open = cases(&[queued]);
    assert!(!delivery(&open).is_held(&open.cases[&CASE], Reach::Public));
}

#[test]
fn suppressed_addresses_hold_across_cases_until_taken_off() {
    let mut cases = Cases::default();
    let mut say = |entry| {
        let (recorded_at, by) = (Timestamp::UNIX_EPOCH, "ann".to_owned());
        cases.apply(0, &Line { recorded_at, by, case: None, what: What::Delivery(entry) });
        cases.suppressed_addresses.has("gone@X.example")
    };
    let (address, reason) = ("Gone@x.example".to_owned(), "bounced".to_owned());
    assert!(say(Entry::Suppressed { address: address.clone(), reason: reason.clone() }));
    assert!(!say(Entry::Unsuppressed { address, reason }));
}

#[test]
fn a_room_is_known_once_it_was_made_or_recorded_cm13() {
    let made = Order {
        content: Content::RoomMade { room: "inc-c-1".into(), is_private: false },
        ..order(&[])
    };
    let id = made.id.clone();
    let reference = Some("C024".to_owned());
    let ended = Outcome { reference, ..outcome(0, End::Sent) };
    let cases_after = cases(&[
        ("ann", Entry::Queued { order: made }),
        ("portcullis", Entry::Ended { id, outcomes: vec![ended] }),
    ]);
    let room = cases_after.cases[&CASE].concerns.delivery.room.clone().unwrap();
    assert_eq!((room.name.as_str(), room.id.as_str()), ("inc-c-1", "C024"));

    let by_hand = Entry::RoomRecorded { room: "war".into(), url: "https://m.example/war".into() };
    let cases_after = cases(&[("ann", by_hand)]);
    assert_eq!(cases_after.cases[&CASE].concerns.delivery.room.as_ref().unwrap().channel, None);
}
