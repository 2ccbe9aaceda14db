//! The outbox: what a crash finds, and what it must not do.

use jiff::Timestamp;
use store::state::{NewDelivery, ParcelEnd, ParcelKey, ParcelState, State};
use tempfile::TempDir;

fn now() -> Timestamp {
    Timestamp::from_millisecond(1_700_000_000_000).unwrap()
}

fn state() -> (TempDir, State) {
    let folder = tempfile::tempdir().unwrap();
    let state = State::open(&folder.path().join("state.db")).unwrap();
    (folder, state)
}

fn take(state: &State, left_out: &[u32]) {
    let new = NewDelivery {
        delivery: "D-1",
        case: 1,
        channel: "mail",
        parcels: 3,
        left_out,
        left_out_end: "suppressed",
    };
    state.take_delivery(&new, now()).unwrap();
}

fn key(number: u32) -> ParcelKey {
    ParcelKey { delivery: "D-1".to_owned(), number }
}

#[test]
fn nothing_is_tried_before_it_is_released_and_taking_twice_is_once() {
    let (_folder, state) = state();
    take(&state, &[1]);
    take(&state, &[]);
    assert_eq!(state.parcel_count("D-1").unwrap(), 3);
    assert_eq!(state.next_parcel("mail", now()).unwrap(), None);
    assert!(state.untold_parcels(9).unwrap().is_empty());

    state.release_delivery("D-1").unwrap();
    assert_eq!(state.next_parcel("mail", now()).unwrap().map(|parcel| parcel.key), Some(key(0)));
    assert_eq!(state.next_parcel("other", now()).unwrap(), None);
    let untold = state.untold_parcels(9).unwrap();
    assert_eq!(untold.len(), 1);
    assert_eq!((untold[0].key.number, untold[0].end.as_deref()), (1, Some("suppressed")));
    state.parcels_told(&[key(1)]).unwrap();
    assert!(state.untold_parcels(9).unwrap().is_empty());
}

#[test]
fn what_was_being_handed_over_is_uncertain_after_a_crash_and_not_tried_again() {
    let (folder, state) = state();
    take(&state, &[]);
    state.release_delivery("D-1").unwrap();
    state.begin_parcel(&key(0), "hash", b"bytes", now()).unwrap();
    state.hand_parcel(&key(0), "354 go on", now()).unwrap();
    state.begin_parcel(&key(1), "hash", b"bytes", now()).unwrap();
    drop(state);

    let state = State::open(&folder.path().join("state.db")).unwrap();
    assert_eq!(state.end_interrupted_parcels("uncertain", now()).unwrap(), 1);
    let parcels = state.parcels("D-1", 0, 9).unwrap();
    assert_eq!(parcels[0].state, ParcelState::Ended);
    assert_eq!(parcels[0].end.as_deref(), Some("uncertain"));
    assert_eq!(parcels[0].answer, "354 go on");
    assert_eq!((parcels[1].state, parcels[1].attempts), (ParcelState::Waiting, 1));
    assert_eq!(state.next_parcel("mail", now()).unwrap().map(|parcel| parcel.key), Some(key(1)));
    assert!(state.hand_parcel(&key(0), "", now()).is_err(), "it has ended");
}

#[test]
fn a_parcel_waits_until_its_time_and_a_round_is_one_round() {
    let (_folder, state) = state();
    take(&state, &[1, 2]);
    state.release_delivery("D-1").unwrap();
    let later = now() + jiff::SignedDuration::from_secs(30);
    state.postpone_parcel(&key(0), "451 later", later, now()).unwrap();
    assert_eq!(state.next_parcel("mail", now()).unwrap(), None);
    assert!(state.next_parcel("mail", later).unwrap().is_some());

    let end = ParcelEnd { end: "refused", answer: "550 no", reference: None };
    state.end_parcel(&key(0), &end, now()).unwrap();
    assert!(state.requeue_parcel(&key(0), 1, now()).unwrap());
    assert!(!state.requeue_parcel(&key(0), 1, now()).unwrap(), "the same round twice");
    assert_eq!(state.waiting_parcels().unwrap(), [("mail".to_owned(), 1, 0)]);
    assert_eq!(state.end_waiting_parcels("D-1", "cancelled", now()).unwrap(), 1);
    assert_eq!(state.next_parcel("mail", later).unwrap(), None);
}
