//! The states A–I and exactly the edges of CM23.

use std::collections::BTreeSet;

use super::super::*;
use super::at;

/// The chart of CM23, as letters; F has no way on (docs/adr/0014).
const CHART: [&str; 9] = ["AB", "BC", "CD", "DE", "EF", "EG", "GH", "HG", "HI"];

fn station(letter: char) -> Station {
    Station::from_name(&letter.to_string()).unwrap()
}

fn form_for(from: Station) -> Option<Form> {
    match from {
        Station::Scoping => Some(Form::Scope {
            audiences: BTreeSet::from([Audience::Customers]),
            every: None,
            reason: "r".to_owned(),
        }),
        Station::ChoosingMedium => Some(Form::Media {
            kinds: BTreeSet::from([Kind::CustomerEmail]),
            reason: "r".to_owned(),
        }),
        _ => None,
    }
}

#[test]
fn every_reachable_state_allows_the_edges_of_the_chart_and_no_other() {
    let chart: BTreeSet<(Station, Station)> = CHART
        .iter()
        .map(|edge| (station(edge.chars().next().unwrap()), station(edge.chars().nth(1).unwrap())))
        .collect();
    assert_eq!(chart, EDGES.into_iter().collect());

    // Every state that steps can lead to, by trying all 81 pairs in each.
    let mut seen = BTreeSet::new();
    let mut taken = BTreeSet::new();
    let mut waiting = vec![Flow::new("sim", at(0))];
    while let Some(flow) = waiting.pop() {
        if !seen.insert((flow.at, flow.has_contacts)) {
            continue;
        }
        let open = flow.open();
        for from in Station::ALL {
            for to in Station::ALL {
                let form = form_for(from);
                let allowed = flow.may_step((from, to), form.as_ref());
                let mut next = flow.clone();
                let step = Step { from, to, form, by: "sim".to_owned(), at: at(1) };
                let stepped = next.step(step);
                assert_eq!(allowed.is_ok(), stepped, "{from:?} {to:?}: word and deed");
                assert_eq!(open.contains(&(from, to)), stepped, "{from:?} {to:?}: what is offered");
                if stepped {
                    assert!(chart.contains(&(from, to)), "{from:?} {to:?} is no edge");
                    taken.insert((from, to));
                    waiting.push(next);
                } else {
                    assert_eq!(next, flow, "a refused step changes nothing");
                    assert_eq!(allowed.unwrap_err().rule, "communication.no_such_step");
                }
            }
        }
    }

    assert_eq!(taken, chart, "each edge can be taken");
    // A, B, C, D once; E, G, H, I each with and without F.
    assert_eq!(seen.len(), 4 + 4 * 2);
    for has_contacts in [false, true] {
        let over = Flow { at: Station::AllClear, has_contacts, ..Flow::new("sim", at(0)) };
        assert_eq!(over.open(), BTreeSet::new(), "nothing after all clear: no H to I to H");
    }
}

#[test]
fn f_runs_beside_g_and_h_and_is_reached_once() {
    let mut flow = Flow { at: Station::Engaging, ..Flow::new("sim", at(0)) };
    let step = |from, to| Step { from, to, form: None, by: "sim".to_owned(), at: at(2) };
    assert!(flow.step(step(Station::Engaging, Station::Producing)));
    assert!(flow.step(step(Station::Producing, Station::Sending)));
    assert!(flow.step(step(Station::Engaging, Station::Collecting)), "late, but from E");
    assert_eq!((flow.at, flow.has_contacts), (Station::Sending, true));
    assert!(!flow.step(step(Station::Engaging, Station::Collecting)), "once");
    assert!(!flow.step(step(Station::Collecting, Station::Sending)), "F leads nowhere");
}

#[test]
fn leaving_c_and_d_wants_the_form_of_each_and_no_other_step_takes_one() {
    let rule = |at_station, to, form: Option<Form>| {
        let flow = Flow { at: at_station, ..Flow::new("sim", at(0)) };
        flow.may_step((at_station, to), form.as_ref()).err().map(|refusal| refusal.rule)
    };
    let missing = Some("communication.form_missing".to_owned());
    let (scoping, medium) = (Station::Scoping, Station::ChoosingMedium);
    assert_eq!(rule(scoping, medium, None), missing);
    assert_eq!(rule(scoping, medium, form_for(medium)), missing);
    assert_eq!(rule(scoping, medium, form_for(scoping)), None);
    let empty = Form::Media { kinds: BTreeSet::new(), reason: "r".to_owned() };
    assert_eq!(rule(medium, Station::Engaging, Some(empty)), missing);
    assert_eq!(rule(Station::Engaging, Station::Producing, form_for(scoping)), missing);
}

#[test]
fn the_first_severity_leads_from_a_over_b_to_c_and_each_step_is_on_record() {
    let mut story = super::Story::declared();
    let flow = |story: &super::Story| story.case().concerns.communication.flow.clone().unwrap();
    assert_eq!(flow(&story).at, Station::Declared);
    assert!(!flow(&story).is_scope_known());

    story.minute = 5;
    story.grave();

    let found = flow(&story);
    assert_eq!(found.at, Station::Scoping, "CM3");
    assert!(found.is_scope_known());
    assert_eq!(found.steps.len(), 2);
    assert_eq!(found.reached()[&Station::Investigating], at(5));
    let lines = story.case().timeline.iter();
    let told = lines.filter(|line| line.key == "timeline-communication-stepped").count();
    assert_eq!(told, 2);

    story.tell("sim", Entry::Attached { reason: Some("again".to_owned()) });
    assert_eq!(flow(&story), found, "attached once, never anew (CM1)");
}
