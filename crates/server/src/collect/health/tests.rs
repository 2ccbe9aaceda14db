use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).expect("a time")
}

#[test]
fn a_source_tells_what_came_how_late_and_how_often() {
    let gauges = Gauges::default();
    let gauge = gauges.of("follow/rails");
    gauge.state(State::Waiting);
    gauge.received(3, 300, Some(at(-7)), at(0));
    gauge.received(2, 100, None, at(59));
    gauge.failed("no such file", at(59));

    let health = gauges.list(at(59)).remove(0);

    assert_eq!((health.source.as_str(), health.way), ("follow/rails", Way::Follow));
    assert_eq!((health.records, health.bytes, health.per_minute), (5, 400, 5));
    assert_eq!((health.last_event_at, health.lag_s), (Some(at(-7)), Some(7)));
    assert_eq!((health.state, health.errors), (State::Failing, 1));
    assert_eq!(gauge.health(at(60)).per_minute, 2, "the first three are a minute old");
}

#[test]
fn the_usual_gap_is_told_when_enough_gaps_are_known() {
    let gauge = Gauges::default().of("stream/main");
    for turn in 0..20 {
        gauge.received(1, 1, None, at(turn * 5));
        assert_eq!(gauge.health(at(0)).usual_gap_s, None, "turn {turn}");
    }
    gauge.received(1, 1, None, at(1000));
    assert_eq!(gauge.health(at(0)).usual_gap_s, Some(905));
    for turn in 0..2000 {
        gauge.received(1, 1, None, at(1000 + turn * 2));
    }
    assert_eq!(gauge.health(at(0)).usual_gap_s, Some(2));
}

#[test]
fn figures_survive_a_restart_but_not_a_source_that_is_gone() {
    let before = Gauges::default();
    before.of("hook/main").received(3, 30, Some(at(1)), at(2));
    before.of("hook/old").received(1, 10, None, at(2));

    let after = Gauges::default();
    after.restore(&before.kept());
    after.of("hook/main");

    let list = after.list(at(3));
    assert_eq!(list.len(), 1);
    assert_eq!((list[0].records, list[0].last_event_at), (3, Some(at(1))));
    assert_eq!(list[0].state, State::Starting);
    assert!(after.kept().contains("hook/old"), "a command must not forget it");
}

#[test]
fn a_long_error_is_cut() {
    let gauge = Gauges::default().of("syslog/main");
    gauge.failed(&"é".repeat(1000), at(0));
    let health = gauge.health(at(0));
    assert_eq!(health.last_error.map(|text| text.chars().count()), Some(300));
    assert_eq!(health.state, State::Failing);
    gauge.received(1, 1, None, at(0));
    assert_eq!(gauge.health(at(0)).state, State::Working);
}
