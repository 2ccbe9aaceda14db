use super::*;
use crate::coordinate::delivery::Reach;
use crate::coordinate::dive::DiveState;

fn told(index: u64, by: &str) -> Told<'_> {
    Told { index, at: Timestamp::from_second(1_800_000_000).unwrap(), by }
}

fn marked(tlp: Tlp, sha256: Option<&str>) -> Entry {
    Entry::Marked { tlp, sha256: sha256.map(str::to_owned), reason: "as agreed".to_owned() }
}

#[test]
fn a_marking_lets_exactly_its_circle_and_smaller_ones_read() {
    let circles = [Reach::Named, Reach::Company, Reach::Customers, Reach::Public];
    for (tlp, most) in Tlp::ALL.into_iter().zip([4, 3, 3, 2, 1]) {
        let permitted = circles.iter().filter(|reach| tlp.permits(**reach)).count();
        assert_eq!(permitted, most, "{tlp:?}");
    }
    assert_eq!(Tlp::from_name("tlp:amber+strict"), Some(Tlp::AmberStrict));
}

#[test]
fn an_items_own_marking_goes_over_the_cases_and_the_strictest_decides() {
    let mut state = CustodyState::default();
    state.apply(&marked(Tlp::Green, None), &told(1, "rita"));
    state.apply(&marked(Tlp::Red, Some("aa")), &told(2, "rita"));

    assert_eq!(state.tlp_of("aa"), Some(Tlp::Red));
    assert_eq!(state.tlp_of("bb"), Some(Tlp::Green));
    assert!(may_hand_out(&state, ["bb"], Reach::Customers).is_ok());
    let refused = may_hand_out(&state, ["bb", "aa"], Reach::Company).unwrap_err();
    assert_eq!(refused.rule, "custody.tlp");
    assert!(may_send(&state, Reach::Public).is_err());
    assert!(may_send(&CustodyState::default(), Reach::Public).is_ok(), "unmarked: no gate");
}

#[test]
fn a_hold_is_released_by_somebody_else_and_a_time_is_only_made_longer() {
    let mut state = CustodyState::default();
    let now = told(0, "").at;
    let later = |days: i64| now + jiff::SignedDuration::from_hours(24 * days);
    assert_eq!(may_release(&state, "otto").unwrap_err().rule, "custody.not_held");
    state.apply(&Entry::HoldPlaced { reason: "court order".to_owned() }, &told(1, "rita"));
    assert_eq!(may_hold(&state).unwrap_err().rule, "custody.held_already");
    assert_eq!(may_release(&state, "rita").unwrap_err().rule, "custody.own_hold");
    assert!(may_release(&state, "otto").is_ok());

    state.apply(
        &Entry::Retained { until: later(30), reason: "policy".to_owned() },
        &told(2, "rita"),
    );
    assert_eq!(may_retain(&state, later(29), now).unwrap_err().rule, "custody.shorter");
    assert!(may_retain(&state, later(31), now).is_ok());
    assert!(!state.is_disposable(later(40)), "the hold holds");
    state.apply(&Entry::HoldReleased { reason: "lifted".to_owned() }, &told(3, "otto"));
    assert!(!state.is_disposable(later(29)));
    assert!(state.is_disposable(later(40)));
}

#[test]
fn the_chain_of_an_item_holds_what_was_said_of_it_and_of_all() {
    let mut state = CustodyState::default();
    let kept = journal::Entry {
        recorded_at: told(0, "").at,
        by: "rita".to_owned(),
        case: None,
        what: What::EvidenceViewed { sha256: "aa".to_owned() },
    };
    state.follow(1, &kept, &DiveState::default());
    assert!(state.was_viewed("aa", "rita", told(0, "").at));
    assert!(!state.was_viewed("aa", "otto", told(0, "").at), "somebody else looked");
    let then = Timestamp::from_second(1_800_000_001).unwrap();
    assert!(!state.was_viewed("aa", "rita", then), "that was before");
    state.apply(&marked(Tlp::Red, Some("bb")), &told(2, "rita"));
    state.apply(&Entry::HoldPlaced { reason: "court order".to_owned() }, &told(3, "otto"));
    let deeds = |sha256| state.chain_of(sha256).map(|step| step.deed.as_str()).collect::<Vec<_>>();
    assert_eq!(deeds("aa"), ["viewed", "held"]);
    assert_eq!(deeds("bb"), ["marked", "held"]);
    assert_eq!(state.chain.last().map(|step| step.by.as_str()), Some("otto"));
}
