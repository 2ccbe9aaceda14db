use std::collections::BTreeSet;

use super::{Deadline, Entry, Mark, Outcome, Policy, deadlines, tick, wakes_at};
use crate::coordinate::calendar::Calendars;
use crate::coordinate::obligation::tests::world::{World, at, later};
use crate::coordinate::severity::Severity;
use crate::coordinate::{Circumstance, DataClass, What};

const START: &str = "2026-10-23T12:00:00Z";

fn breached(class: DataClass) -> World {
    let mut world = World::new("gitlab-2020");
    world.open(at(START), 1);
    world.state(at(START), 1, Circumstance::DataBreach { classes: [class].into() });
    run(&mut world, at(START));
    world
}

fn run(world: &mut World, now: jiff::Timestamp) -> Vec<Entry> {
    let (policy, calendars) = (world.clockwork.regulations.clone(), Calendars::shipped().unwrap());
    let said = tick(world.case(1), &policy, &calendars, now);
    for entry in &said {
        world.say(now, 1, What::Regulation(entry.clone()));
    }
    said
}

fn all(world: &World) -> Vec<Deadline> {
    deadlines(world.case(1), &world.clockwork.regulations, &world.clockwork.calendars)
}

fn due(world: &World, name: &str, notice: &str) -> Option<String> {
    let all = all(world);
    let one = all.iter().find(|one| (one.name.as_str(), one.notice.as_str()) == (name, notice));
    one.unwrap().due_at.map(|due| due.to_string())
}

fn dated(world: &mut World, now: &str, mark: Mark, moment: &str) {
    let (at_, reason) = (at(moment), "as the log shows".to_owned());
    let entry = Entry::Dated { name: None, mark, at: at_, reason };
    world.say(at(now), 1, What::Regulation(entry));
}

#[test]
fn the_shipped_table_can_be_read_and_names_calendars_that_are_there() {
    let policy = Policy::shipped().unwrap();
    policy.check_calendars(&Calendars::shipped().unwrap()).unwrap();
    let names: Vec<&str> = policy.regulations.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(names, ["gdpr", "uk-gdpr", "nis2", "dora", "sec", "hipaa"]);
}

#[test]
fn each_regulation_begins_with_its_own_facts() {
    let begun = |class, level: Option<Severity>| -> BTreeSet<String> {
        let mut world = breached(class);
        if let Some(level) = level {
            world.graded(at(START), 1, level);
        }
        run(&mut world, at(START));
        let state = &world.case(1).concerns.regulation;
        state.begun.iter().map(|begun| begun.name.clone()).collect()
    };
    let set = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<_>>();

    assert_eq!(begun(DataClass::Personal, None), set(&["gdpr", "uk-gdpr"]));
    assert_eq!(begun(DataClass::Health, None), set(&["gdpr", "uk-gdpr", "hipaa"]));
    assert_eq!(begun(DataClass::PrivateProjects, None), set(&[]));
    assert_eq!(begun(DataClass::Other, Some(Severity::High)), set(&["nis2", "dora", "sec"]));
    assert_eq!(begun(DataClass::Other, Some(Severity::Medium)), set(&[]));
}

#[test]
fn seventy_two_hours_count_from_awareness_over_a_change_of_clocks() {
    let mut world = breached(DataClass::Personal);
    // In Brussels the clocks go back on October 25: 72 hours stay 72 hours.
    assert_eq!(due(&world, "gdpr", "authority").unwrap(), "2026-10-26T12:00:00Z");
    assert_eq!(due(&world, "gdpr", "people"), None, "without undue delay");

    dated(&mut world, START, Mark::Awareness, "2026-10-22T09:30:00Z");

    assert_eq!(due(&world, "gdpr", "authority").unwrap(), "2026-10-25T09:30:00Z");
}

#[test]
fn a_final_report_counts_from_the_notification_once_that_is_given() {
    let mut world = World::new("gitlab-2020");
    let start = at("2027-01-28T12:00:00Z");
    world.open(start, 1);
    world.graded(start, 1, Severity::Critical);
    run(&mut world, start);

    assert_eq!(due(&world, "nis2", "early-warning").unwrap(), "2027-01-29T12:00:00Z");
    assert_eq!(due(&world, "nis2", "notification").unwrap(), "2027-01-31T12:00:00Z");
    let projected = "2027-02-28T12:00:00Z";
    assert_eq!(due(&world, "nis2", "final-report").unwrap(), projected);
    assert!(all(&world).iter().any(|one| one.notice == "final-report" && one.is_projected));

    let (name, notice, reference) =
        ("nis2".to_owned(), "notification".to_owned(), "N-7".to_owned());
    let given = Entry::Notified { name, notice, at: at("2027-01-29T08:00:00Z"), reference };
    world.say(at("2027-01-29T08:05:00Z"), 1, What::Regulation(given));

    assert_eq!(due(&world, "nis2", "final-report").unwrap(), "2027-02-28T08:00:00Z");
    let outcome = all(&world).into_iter().find(|one| one.notice == "notification").unwrap().outcome;
    assert!(matches!(outcome, Outcome::Notified { in_time: Some(true), .. }), "{outcome:?}");
}

#[test]
fn the_earlier_of_two_limits_holds() {
    let mut world = World::new("gitlab-2020");
    world.open(at(START), 1);
    world.graded(at(START), 1, Severity::High);
    run(&mut world, at(START));
    assert_eq!(due(&world, "dora", "initial").unwrap(), "2026-10-24T12:00:00Z");

    dated(&mut world, START, Mark::Classification, "2026-10-23T14:00:00Z");
    assert_eq!(due(&world, "dora", "initial").unwrap(), "2026-10-23T18:00:00Z");

    dated(&mut world, START, Mark::Classification, "2026-10-24T11:00:00Z");
    assert_eq!(due(&world, "dora", "initial").unwrap(), "2026-10-24T12:00:00Z");
}

#[test]
fn four_business_days_count_from_the_finding_that_it_is_material() {
    let mut world = World::new("gitlab-2020");
    world.open(at(START), 1);
    world.graded(at(START), 1, Severity::High);
    run(&mut world, at(START));
    let waits = all(&world).into_iter().find(|one| one.name == "sec").unwrap();
    assert_eq!((waits.due_at, waits.waits_for), (None, Some(Mark::Materiality)));

    // The Tuesday before Thanksgiving: Wednesday, Friday, Monday, Tuesday at 17:30.
    dated(&mut world, START, Mark::Materiality, "2026-11-24T20:00:00Z");

    assert_eq!(due(&world, "sec", "form-8-k").unwrap(), "2026-12-01T22:30:00Z");
}

#[test]
fn sixty_days_are_days_of_the_calendar() {
    let mut world = breached(DataClass::Health);
    // From 8 a.m. in summer to 8 a.m. in winter in New York.
    assert_eq!(due(&world, "hipaa", "people").unwrap(), "2026-12-22T13:00:00Z");
    dated(&mut world, START, Mark::Awareness, "2027-12-31T15:00:00Z");
    assert_eq!(due(&world, "hipaa", "people").unwrap(), "2028-02-29T15:00:00Z");
}

#[test]
fn a_deadline_is_told_of_before_and_after_it_passed_once_each_and_outlives_the_case() {
    let mut world = breached(DataClass::Personal);
    world.close(later(at(START), 5), 1);
    let mut said = Vec::new();
    let mut now = later(at(START), 5);
    let wakes = |world: &World, now| {
        wakes_at(world.case(1), &world.clockwork.regulations, &world.clockwork.calendars, now)
    };
    while let Some(next) = wakes(&world, now) {
        now = next;
        said.extend(run(&mut world, now));
        assert!(run(&mut world, now).is_empty(), "once");
    }

    let of_gdpr = said.iter().filter_map(|entry| match entry {
        Entry::Warned { name, .. } if name == "gdpr" => Some("warned"),
        Entry::Late { name, .. } if name == "gdpr" => Some("late"),
        _others => None,
    });
    assert_eq!(of_gdpr.collect::<Vec<_>>(), ["warned", "late"]);
    assert!(now > at("2026-10-26T12:00:00Z"));
}

#[test]
fn a_decision_not_to_notify_ends_the_clock_and_can_be_taken_back() {
    let mut world = breached(DataClass::Personal);
    let decide = |notify| Entry::Decided {
        name: "gdpr".to_owned(),
        notice: None,
        notify,
        reason: "encrypted, keys not lost: no risk to people".to_owned(),
    };
    world.say(later(at(START), 60), 1, What::Regulation(decide(false)));
    let open = |world: &World| all(world).iter().filter(|one| one.is_open()).count();
    assert_eq!(open(&world), 2, "only those of the United Kingdom");
    assert!(matches!(&all(&world)[0].outcome, Outcome::NotNotified { by, .. } if by == "sam"));

    world.say(later(at(START), 90), 1, What::Regulation(decide(true)));
    assert_eq!(open(&world), 4);
}

#[test]
fn a_table_that_makes_no_sense_is_refused_at_load() {
    let notice = "{ id: b, to: c, article: d, limits: [{ from: awareness, within: 72h }] }";
    let of = |notices: &str| {
        format!(
            "version: x\nwarn_before: 1h\nregulations: [{{ id: a, name: n, source: s, calendar: plain, when: [{{ all: [{{ severity: high }}] }}], notices: [{notices}] }}]"
        )
    };
    assert!(Policy::load(&of(notice)).is_ok());
    for (notices, part) in [
        (notice.replace("awareness", "hope"), "hope"),
        (notice.replace("awareness", "\"notice:b\""), "none before it"),
        (notice.replace("72h", "soon"), "soon"),
        (format!("{notice}, {notice}"), "twice"),
        (String::new(), "it needs when and notices"),
    ] {
        let why = Policy::load(&of(&notices)).unwrap_err();
        assert!(why.contains(part), "{notices}: {why}");
    }
    let wrong = Policy::shipped().unwrap().only(&["gdrp".to_owned()]).unwrap_err();
    assert!(wrong.contains("gdrp") && wrong.contains("gdpr"), "{wrong}");
}

#[test]
fn the_review_tells_which_notices_were_late() {
    use crate::coordinate::review::report::Owed;

    let world = breached(DataClass::Personal);
    let owed = |hours: i64| {
        let now = later(at(START), hours * 60);
        Owed::of(world.case(1), &world.clockwork, now).late_notices
    };
    assert_eq!(owed(71), []);
    let late = owed(73);
    assert!(late.iter().any(|one| one.regulation == "gdpr" && one.done_at.is_none()), "{late:?}");

    let mut world = breached(DataClass::Personal);
    let told = Entry::Notified {
        name: "gdpr".to_owned(),
        notice: "authority".to_owned(),
        at: later(at(START), 80 * 60),
        reference: "N-1".to_owned(),
    };
    world.say(later(at(START), 81 * 60), 1, What::Regulation(told));
    let late = Owed::of(world.case(1), &world.clockwork, later(at(START), 81 * 60)).late_notices;
    let gdpr = late.iter().find(|one| one.regulation == "gdpr").unwrap();
    assert_eq!(gdpr.done_at, Some(later(at(START), 80 * 60)));
}
