//! Random requests against the table written down a second time.

use jiff::Timestamp;
use proptest::prelude::*;

use super::super::{MESSAGES, decide};
use super::{DAY_S, document, project};
use crate::assist::request::{Deployment, LogKind, Request, Resource, Window};

/// The decision table once more, plain: one `if` below the other, times in
/// seconds of UTC, months by hand. Knows nothing of the code that it judges.
mod plain {
    #[expect(clippy::struct_excessive_bools, reason = "a row of the table")]
    #[derive(Debug)]
    pub(super) struct Plain {
        pub(super) saas: bool,
        pub(super) access: bool,
        pub(super) plan: &'static str,
        pub(super) paying: bool,
        pub(super) exception: &'static str,
        pub(super) owned: Vec<bool>,
        pub(super) events: usize,
        /// Seconds since 1970.
        pub(super) start: i64,
        pub(super) end: i64,
        pub(super) requested: i64,
        pub(super) gap: bool,
        pub(super) complex: bool,
        pub(super) personal: bool,
        pub(super) insisted: bool,
    }

    /// Days since 1970 as year, month, day, counted one by one.
    fn date(mut days: i64) -> (i64, i64, i64) {
        let mut year = 1970;
        loop {
            let length = if is_leap(year) { 366 } else { 365 };
            if days < length {
                break;
            }
            days -= length;
            year += 1;
        }
        let mut month = 1;
        while days >= length_of(year, month) {
            days -= length_of(year, month);
            month += 1;
        }
        (year, month, days + 1)
    }

    fn is_leap(year: i64) -> bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    fn length_of(year: i64, month: i64) -> i64 {
        match month {
            2 if is_leap(year) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    pub(super) fn month_before(seconds: i64) -> i64 {
        let (year, month, day) = date(seconds.div_euclid(86_400));
        let (before, its_year) = if month == 1 { (12, year - 1) } else { (month - 1, year) };
        let length = length_of(its_year, before);
        // Back to the same day; where there is none, further to the last.
        let back = if day <= length { length } else { day };
        seconds - back * 86_400
    }

    pub(super) fn decide(r: &Plain) -> (&'static str, bool, Vec<&'static str>) {
        if !r.saas {
            return ("reject", false, vec![]);
        }
        if r.access {
            return ("reject", false, vec![]);
        }
        let eligible = (r.plan == "premium" || r.plan == "ultimate") && r.paying;
        if !eligible && r.exception == "requested" {
            return ("needs_legal", false, vec![]);
        }
        if !eligible && r.exception != "approved" {
            return ("reject", false, vec![]);
        }
        let mut missing = vec![];
        if r.owned.is_empty() {
            missing.push("resources");
        }
        if r.events == 0 {
            missing.push("events");
        }
        if r.start > r.end || r.end > r.requested {
            missing.push("window");
        }
        if !r.gap {
            missing.push("gap");
        }
        if !missing.is_empty() {
            return ("needs_info", false, missing);
        }
        if r.owned.contains(&false) {
            return ("needs_subpoena", false, vec![]);
        }
        if r.start < month_before(r.requested) {
            return ("reject", false, vec![]);
        }
        let days = usize::try_from((((r.end - r.start) + 86_399) / 86_400).max(1)).unwrap();
        let many = r.owned.len() > 100 || r.events > 100;
        if many || r.owned.len() * r.events * days > 5000 {
            return (if r.insisted { "cost_notice" } else { "needs_rescope" }, false, vec![]);
        }
        let late = r.start < r.requested - 7 * 86_400;
        if r.complex || r.personal || late {
            return ("route_sirt", late, vec![]);
        }
        ("route_support", false, vec![])
    }
}

/// Offsets in seconds that lie on and around every boundary of the table.
fn back() -> impl Strategy<Value = i64> {
    let near = |days: i64| (days * DAY_S - 2)..(days * DAY_S + 3);
    prop_oneof![
        0i64..40 * DAY_S,
        near(0),
        near(7),
        near(28),
        near(29),
        near(30),
        near(31),
        Just(3 * DAY_S),
    ]
}

fn plain_requests() -> impl Strategy<Value = plain::Plain> {
    let moments = prop_oneof![
        1_700_000_000i64..1_900_000_000,
        // The last two days of a February and a March, leap and not.
        1_772_150_400i64..1_775_088_000,
        1_835_222_400i64..1_838_246_400,
    ];
    let usual = |often: u32| prop::bool::weighted(1.0 - 1.0 / f64::from(often));
    let plan = prop_oneof![
        6 => Just("ultimate"), 4 => Just("premium"), 1 => Just("free"),
        1 => Just("trial"), 1 => Just("deprecated")
    ];
    let exception = prop_oneof![
        6 => Just("none"), 1 => Just("requested"), 1 => Just("approved"), 1 => Just("denied")
    ];
    let owned = prop_oneof![
        6 => prop::collection::vec(usual(40), 0..6),
        1 => prop::collection::vec(Just(true), 95..130),
    ];
    let events = prop_oneof![6 => 0usize..6, 1 => 40usize..60, 1 => 98usize..104];
    let who = (usual(12), usual(12), plan, usual(8), exception, owned, events);
    let when = (moments, back(), -3i64..3 * DAY_S);
    let how = (usual(12), usual(5), usual(5), usual(3));
    (who, when, how).prop_map(|(who, (requested, back, ended), how)| plain::Plain {
        saas: who.0,
        access: !who.1,
        plan: who.2,
        paying: who.3,
        exception: who.4,
        owned: who.5,
        events: who.6,
        start: requested - back,
        end: requested - ended.min(back + 1),
        requested,
        gap: how.0,
        complex: !how.1,
        personal: !how.2,
        insisted: !how.3,
    })
}

fn of_plain(r: &plain::Plain) -> Request {
    let word = |text: &str| serde_json::Value::from(text);
    let moment = |seconds: i64| Some(Timestamp::from_second(seconds).unwrap());
    Request {
        requested_at: Some(moment(r.requested).unwrap()),
        deployment: Some(if r.saas { Deployment::Saas } else { Deployment::SelfManaged }),
        plan: Some(serde_json::from_value(word(r.plan)).unwrap()),
        paying: Some(r.paying),
        resources: r
            .owned
            .iter()
            .enumerate()
            .map(|(number, &owned)| Resource {
                owned: Some(owned),
                ..project(&format!("group/project-{number}"))
            })
            .collect(),
        events: (0..r.events).map(|number| format!("event_{number}")).collect(),
        window: Some(Window { start: moment(r.start), end: moment(r.end) }),
        log_kinds: if r.access { vec![LogKind::Access] } else { vec![LogKind::Application] },
        personal_data: r.personal,
        complex: r.complex,
        gap: r.gap.then(|| "which token was used".to_owned()),
        exception: serde_json::from_value(word(r.exception)).unwrap(),
        insisted: r.insisted,
        cost_accepted: false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_request_is_decided_as_by_the_plain_table(plain in plain_requests()) {
        let decision = decide(&of_plain(&plain), &document());
        let (outcome, extended, missing) = plain::decide(&plain);
        prop_assert_eq!(decision.outcome.as_str(), outcome);
        prop_assert_eq!(decision.extended, extended);
        prop_assert_eq!(&decision.missing, &missing);
        // Whatever is said has words.
        for text in decision.reasons.iter().map(|reason| &reason.text).chain([&decision.reply]) {
            let row = MESSAGES.iter().find(|(key, _)| *key == text.key);
            prop_assert!(row.is_some(), "{} is no message", text.key);
            prop_assert!(row.unwrap().1.iter().all(|arg| text.args.contains_key(*arg)), "{}", text.key);
            prop_assert_eq!(row.unwrap().1.len(), text.args.len(), "{}", &text.key);
        }
    }
}
