//! Findings in groups, what may wait, what we did ourselves, into cases.

use std::collections::BTreeSet;

use engine::coordinate::{CaseId, What};
use engine::detect::FindingId;
use engine::investigate::inventory::Filter;
use engine::investigate::triage::{Own, Wish as Suppress};
use engine::respond::{Attestations, Wish};
use jiff::{SignedDuration, Timestamp};
use range::attack::Scenario;
use server::app::{FindingFilter, GroupView, Triage};

use crate::house::{House, ada, otto, rita};

async fn look(house: &House) -> Triage {
    house.app.triage(&rita(), &FindingFilter::default()).await.unwrap()
}

fn ids(groups: &[GroupView]) -> BTreeSet<FindingId> {
    groups.iter().flat_map(|view| view.group.findings.clone()).collect()
}

fn in_days(house: &House, days: i64) -> Timestamp {
    house.app.clock().now() + SignedDuration::from_hours(24 * days)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_suppressed_stays_listed_and_comes_back_when_it_is_taken_back() {
    let (house, _loot) = House::attacked(Scenario::CompromisedUser).await;
    let before = look(&house).await;
    let all = ids(&before.open);
    assert_eq!(all.len(), before.findings, "all of them wait to be looked at");
    let group = before.open[0].group.clone();
    let wish = Suppress {
        rule: Some(group.rule.clone()),
        entity: Some(group.entity.key()),
        fields: std::collections::BTreeMap::new(),
        reason: "a drill".to_owned(),
        expires_at: in_days(&house, 7),
    };
    assert_eq!(
        house.app.suppress(&ada(), wish.clone()).await.unwrap_err().rule(),
        "permission.write_case"
    );

    let number = house.app.suppress(&rita(), wish).await.unwrap();
    let during = look(&house).await;

    assert!(!ids(&during.open).contains(&group.id));
    assert!(ids(&during.suppressed).contains(&group.id));
    let told: BTreeSet<_> = ids(&during.open).union(&ids(&during.suppressed)).cloned().collect();
    assert_eq!(told, all, "nothing disappears");
    let view = house.app.finding_view(&rita(), &group.id.0).await.unwrap();
    assert_eq!(view.suppression.unwrap().by, "rita");
    assert!(house.app.suppressions(&rita()).await.unwrap()[0].covers > 0);
    let points = |triage: &Triage| triage.risks.iter().map(|risk| risk.points).sum::<f64>();
    assert!(points(&during) < points(&before), "what may wait adds no risk");

    house.app.unsuppress(&rita(), number, "it was no drill").await.unwrap();
    assert_eq!(ids(&look(&house).await.open), all);
    assert!(house.app.unsuppress(&rita(), number, "again").await.is_err());
    let journal = house.app.journal(&ada(), number, 1000).await.unwrap();
    assert!(matches!(journal[0].entry.what, What::FindingsSuppressed { .. }));
    assert!(journal.iter().any(|line| matches!(
        line.entry.what,
        What::SuppressionLifted { suppression, .. } if suppression == number
    )));
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_our_own_acts_cause_is_grouped_apart_and_the_attackers_is_not() {
    let (house, _loot) = House::attacked(Scenario::CompromisedUser).await;
    let attackers = ids(&look(&house).await.open);
    let case = house.app.cases(&rita()).unwrap()[0].id;
    contain(&house, case).await;
    house.range.streams_idle().await;
    let log = house.range.log_dir().unwrap().join("api_json.log");
    house.app.import_file(&rita(), &log, &mut |_| {}).await.unwrap();
    house.app.settle().await;

    let triage = look(&house).await;

    let own = ids(&triage.own);
    assert!(!own.is_empty(), "our acts raise findings: {:#?}", triage.open);
    assert!(own.is_disjoint(&attackers), "the attacker's are never taken for ours");
    assert!(ids(&triage.open).is_superset(&attackers));
    for id in &own {
        let view = house.app.finding_view(&rita(), &id.0).await.unwrap();
        match view.traits.own.unwrap() {
            Own::Act { case: of, .. } | Own::Survey { case: of } => assert_eq!(CaseId(of), case),
            Own::Inventory | Own::StreamTest => panic!("nobody did that"),
        }
    }
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_reading_the_inventory_causes_is_known_for_ours() {
    let (house, _loot) = House::attacked(Scenario::LeakedToken).await;
    let attackers = ids(&look(&house).await.open);
    house.app.inventory(&rita(), &Filter::default(), true).await.unwrap();
    let log = house.range.log_dir().unwrap().join("api_json.log");
    house.app.import_file(&rita(), &log, &mut |_| {}).await.unwrap();
    house.app.settle().await;

    let triage = look(&house).await;

    // An administrator's list of all tokens is what an intruder asks for, too.
    let own = ids(&triage.own);
    assert!(!own.is_empty(), "our reading raises findings: {:#?}", triage.open);
    assert!(own.is_disjoint(&attackers), "the attacker's are never taken for ours");
    for id in &own {
        let view = house.app.finding_view(&rita(), &id.0).await.unwrap();
        assert_eq!(view.traits.own, Some(Own::Inventory), "{:?}", view.finding);
    }
    house.app.close().await;
}

async fn contain(house: &House, case: CaseId) {
    let subject = house.app.suspect(&rita(), case).await.unwrap().unwrap();
    house.app.survey(&rita(), case, subject).await.unwrap();
    let hash = house.app.propose(&rita(), case, Wish::Contain).await.unwrap().hash;
    let attested = Attestations { impact_understood: true, guideline: Some("IR-7".to_owned()) };
    house.app.attest(&rita(), &hash, attested).await.unwrap();
    house.app.approve(&otto(), &hash).await.unwrap();
    house.app.execute(&rita(), &hash).await.unwrap();
}

/// An event that a rule finds and that opens no case by itself.
async fn tell_of_a_new_stream(house: &House) {
    let event = serde_json::json!({
        "id": 999_999, "author_id": 1, "author_name": "Administrator", "entity_id": 1,
        "entity_type": "Gitlab::Audit::InstanceScope", "entity_path": "gitlab_instance",
        "target_id": 2, "target_type": "AuditEvents::Instance::ExternalStreamingDestination",
        "target_details": "elsewhere", "ip_address": "203.0.113.9",
        "created_at": house.app.clock().now().to_string(), "details": { "author_class": "User" },
        "event_type": "created_instance_audit_event_streaming_destination",
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit_json.log");
    let mut new = std::fs::File::create(&file).unwrap();
    std::io::Write::write_all(&mut new, format!("{event}\n").as_bytes()).unwrap();
    house.app.import_file(&rita(), &file, &mut |_| {}).await.unwrap();
    house.app.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_goes_into_the_case_that_is_named_else_its_actors_else_a_new_one() {
    let (house, _loot) = House::attacked(Scenario::LeakedToken).await;
    let open = house.app.cases(&rita()).unwrap()[0].id;
    tell_of_a_new_stream(&house).await;
    let triage = look(&house).await;
    let loose = triage.open.iter().find(|view| view.loose > 0).expect("a finding in no case");
    let id = loose.group.id.0.clone();

    let short: String = id.chars().take(16).collect();
    let into = house.app.findings_to_case(&rita(), &short, true, None).await.unwrap();

    assert_eq!(into.attached, loose.loose);
    let after = look(&house).await;
    let group = after.open.iter().find(|view| view.group.id.0 == id).unwrap();
    assert_eq!((group.loose, group.cases.contains(&into.case)), (0, true));
    let again = house.app.findings_to_case(&rita(), &id, true, Some(open)).await.unwrap();
    assert_eq!(again.attached, 0, "what belongs to a case stays there");
    assert!(house.app.findings_to_case(&rita(), "nothing", false, None).await.is_err());
    assert!(house.app.findings_to_case(&rita(), &id, false, Some(CaseId(99))).await.is_err());
    house.app.close().await;
}
