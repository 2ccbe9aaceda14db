//! The shipped presets, compared with the table of the document (CM14–CM18).

use std::collections::BTreeSet;

use super::super::{Because, Entry, Policy};
use super::world::{World, at, later};
use crate::coordinate::severity::Severity;
use crate::coordinate::{Circumstance, DataClass, What};

/// When, who is told, who sees to it, how often, by what.
struct Line {
    row: &'static str,
    requirement: &'static str,
    recipients: &'static [&'static str],
    responsible: &'static str,
    cadence: &'static str,
    channel: &'static str,
}

/// The four rows of the table, in its order.
const TABLE: [Line; 4] = [
    Line {
        row: "security-director",
        requirement: "CM14",
        recipients: &["security_director"],
        responsible: "simoc",
        cadence: "every 1h",
        channel: "slack-dm",
    },
    Line {
        row: "e-group",
        requirement: "CM15",
        recipients: &["e_group"],
        responsible: "security_director",
        cadence: "every 1h",
        channel: "e-group",
    },
    Line {
        row: "marketing-and-pr",
        requirement: "CM16",
        recipients: &["marketing_director", "pr_manager"],
        responsible: "cmoc",
        cadence: "continuous 5m",
        channel: "incident-channel",
    },
    Line {
        row: "legal",
        requirement: "CM17",
        recipients: &["legal"],
        responsible: "security_director",
        cadence: "continuous 5m",
        channel: "incident-channel",
    },
];

#[test]
fn the_preset_of_2020_is_the_table_of_the_document_row_by_row() {
    let presets = Policy::presets().unwrap();
    let rows = &presets["gitlab-2020"].rows;

    assert_eq!(rows.len(), TABLE.len());
    for (row, line) in rows.iter().zip(&TABLE) {
        assert_eq!(row.id, line.row);
        assert_eq!(row.requirements, [line.requirement]);
        assert_eq!(row.recipients, line.recipients, "{}", line.row);
        assert_eq!(row.responsible, line.responsible, "{}", line.row);
        assert_eq!(row.cadence.to_string(), line.cadence, "{}", line.row);
        assert_eq!(row.channel, line.channel, "{}", line.row);
        assert!(row.first.is_zero(), "{}: at once", line.row);
    }
}

#[test]
fn the_preset_of_today_is_the_same_every_half_hour() {
    let presets = Policy::presets().unwrap();
    let (old, new) = (&presets["gitlab-2020"], &presets["gitlab-present"]);
    for (old, new) in old.rows.iter().zip(&new.rows) {
        let expected = old.cadence.to_string().replace("1h", "30m");
        assert_eq!((&old.id, &old.when, expected), (&new.id, &new.when, new.cadence.to_string()));
    }
}

/// The rows that begin at once when this is stated of a case.
fn rows_of(facts: &[Circumstance], level: Option<Severity>) -> BTreeSet<String> {
    let start = at("2026-11-21T10:00:00Z");
    let mut world = World::new("gitlab-2020");
    world.open(start, 1);
    if let Some(level) = level {
        world.graded(start, 1, level);
    }
    for fact in facts {
        world.state(start, 1, fact.clone());
    }
    let said = world.tick(later(start, 30), 1);
    let begun = said.into_iter().filter_map(|what| match what {
        What::Obligation(Entry::Begun { row, since, .. }) => {
            assert_eq!(since, start, "counted from the fact, not from when it was noticed");
            Some(row)
        }
        _others => None,
    });
    begun.filter(|row| row != "incident-channel").collect()
}

fn breach(class: DataClass) -> Circumstance {
    Circumstance::DataBreach { classes: [class].into() }
}

#[test]
fn each_fact_of_the_table_begins_its_rows_alone_and_no_other_does() {
    use Circumstance::{
        AnnouncementRequired, Confidential, CustomersImpacted, ImpactDetermined, PubliclyReported,
        RemoteCodeExecution, ServiceDegraded,
    };
    let (director, group, press, legal) =
        ("security-director", "e-group", "marketing-and-pr", "legal");
    let cases: [(Option<Circumstance>, Option<Severity>, &[&str]); 18] = [
        (None, Some(Severity::High), &[director]),
        (None, Some(Severity::Critical), &[director]),
        (None, Some(Severity::Medium), &[]),
        (None, None, &[]),
        (Some(breach(DataClass::Personal)), None, &[group, legal]),
        (Some(breach(DataClass::PrivateProjects)), None, &[group, legal]),
        (Some(breach(DataClass::Financial)), None, &[group, legal]),
        (Some(breach(DataClass::Other)), None, &[group, legal]),
        (Some(RemoteCodeExecution { exploited: true }), None, &[group]),
        (Some(RemoteCodeExecution { exploited: false }), None, &[]),
        (Some(PubliclyReported), None, &[press]),
        (Some(AnnouncementRequired), None, &[press]),
        (Some(ImpactDetermined), None, &[press]),
        (Some(CustomersImpacted { paying: true }), None, &[legal]),
        (Some(CustomersImpacted { paying: false }), None, &[]),
        (Some(ServiceDegraded), None, &[]),
        (Some(Confidential), None, &[]),
        (Some(PubliclyReported), Some(Severity::High), &[director, press]),
    ];
    for (fact, level, expected) in cases {
        let facts: Vec<Circumstance> = fact.into_iter().collect();
        let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(rows_of(&facts, level), expected, "{facts:?} {level:?}");
    }
}

#[test]
fn the_press_hears_at_once_of_what_is_public_else_when_the_impact_is_determined() {
    let start = at("2026-11-21T10:00:00Z");
    let trigger = |facts: &[Circumstance]| -> Vec<String> {
        let mut world = World::new("gitlab-2020");
        world.open(start, 1);
        for fact in facts {
            world.state(start, 1, fact.clone());
        }
        world.tick(start, 1);
        let runs = &world.case(1).concerns.obligation.runs;
        runs.iter().map(|run| run.trigger.clone()).collect()
    };
    let public = Circumstance::PubliclyReported;
    let determined = Circumstance::ImpactDetermined;

    assert_eq!(trigger(std::slice::from_ref(&public)), ["public"]);
    assert_eq!(trigger(&[Circumstance::AnnouncementRequired]), ["public"]);
    assert_eq!(trigger(std::slice::from_ref(&determined)), ["determined"]);
    assert_eq!(trigger(&[determined, public]), ["public"], "the first stage that holds");
}

#[test]
fn what_a_person_ended_begins_again_only_with_new_facts() {
    let start = at("2026-11-21T10:00:00Z");
    let mut world = World::new("gitlab-2020");
    world.open(start, 1);
    world.state(start, 1, Circumstance::CustomersImpacted { paying: true });
    world.tick(start, 1);
    let end = Entry::Ended {
        row: "legal".to_owned(),
        at: later(start, 10),
        because: Because::ByHand,
        reason: "they take part themselves".to_owned(),
    };
    world.say(later(start, 10), 1, What::Obligation(end));

    assert!(world.run_until(later(start, 10), later(start, 600), 1).is_empty());
    world.state(later(start, 700), 1, breach(DataClass::Personal));
    world.tick(later(start, 700), 1);

    let run = world.case(1).concerns.obligation.open_run("legal").unwrap();
    assert_eq!((run.number, run.since), (2, later(start, 700)));
}

#[test]
fn a_matrix_that_makes_no_sense_is_refused_at_load() {
    let row = "{ id: a, recipients: [b], when: [{ any: [{ severity: high }] }], responsible: c, cadence: every 1h, channel: d }";
    let of =
        |rows: &str| format!("p: {{ version: x, late_after: 15m, early: 15m, rows: [{rows}] }}");
    assert!(Policy::load(&of(row)).is_ok());
    for (rows, part) in [
        (format!("{row}, {row}"), "two of that name"),
        (row.replace("[b]", "[]"), "it needs recipients"),
        (row.replace("every 1h", "every 0m"), "no time at all"),
        (row.replace("every 1h", "every 5s"), "each minute"),
        (row.replace("severity: high", "holds: bad_luck"), "bad_luck"),
        (row.replace("{ severity: high }", "{}"), "exactly one"),
        (row.replace("id: a", "id: A b"), "lower-case"),
        (row.replace("channel: d", "colour: d"), "colour"),
    ] {
        let why = Policy::load(&of(&rows)).unwrap_err();
        assert!(why.contains(part), "{rows}: {why}");
    }
}
