//! MS1–MS8: an owner's account opened a project up; the record tells what it
//! was, and with an owner's consent it becomes that again.

use engine::coordinate::{CaseId, CaseKind};
use engine::respond::revert::{Judged, Outcome};
use engine::respond::{Act, Attestations};
use event::UserId;
use range::attack::Scenario;
use serde_json::Value;
use server::app::{ConsentGiven, RevertOrder, RevertReport};

use crate::house::{House, otto, rita, rules};

/// Settings that the attack flips and audit events tell of.
const TOLD: &[&str] = &["only_allow_merge_if_pipeline_succeeds"];

struct Scene {
    house: House,
    case: CaseId,
    suspect: UserId,
    original: Value,
}

/// What the attack changes of its project, as the range keeps it: without what
/// no audit event tells of (a variable's mask, public pipelines).
fn state(house: &House) -> Value {
    house.range.with_world(|world| {
        let project = world.project_by("commons/tariff-tables").unwrap();
        let told: serde_json::Map<String, Value> = TOLD
            .iter()
            .map(|field| ((*field).to_owned(), project.settings[*field].clone()))
            .collect();
        let branches: Vec<(String, bool)> = world
            .protected_branches
            .values()
            .filter(|branch| branch.project == project.id)
            .map(|branch| (branch.name.clone(), branch.allows_force_push))
            .collect();
        let here = Some(range::world::Place::Project(project.id));
        let hooks: Vec<&str> = world
            .hooks
            .values()
            .filter(|hook| hook.place == here)
            .map(|hook| hook.url.as_str())
            .collect();
        let deleted = world.project_by("commons/tariff-archive").unwrap().deletion_on.is_some();
        serde_json::json!({
            "visibility": project.visibility.as_str(),
            "settings": told,
            "approvals": project.approvals,
            "branches": branches,
            "hooks": hooks,
            "archive_is_deleted": deleted,
        })
    })
}

async fn scene() -> Scene {
    // The same seed makes the same world: what it was before the attack.
    let before = House::start().await;
    let original = state(&before);
    let (house, _loot) = House::attacked(Scenario::MisconfiguredSettings).await;
    let user = house.range.with_world(|world| world.user_by("noor.berg").unwrap().id);
    let suspect = UserId(i64::try_from(user).unwrap());
    let kind = CaseKind::MisconfiguredSettings;
    let case = house.app.open_case(&rita(), "Opened up", kind, None).await.unwrap();
    Scene { house, case, suspect, original }
}

impl Scene {
    fn order(&self) -> RevertOrder {
        RevertOrder { by: [self.suspect].into(), ..RevertOrder::default() }
    }

    async fn preview(&self) -> RevertReport {
        self.house.app.propose_revert(&rita(), self.case, self.order()).await.unwrap()
    }
}

fn outcomes(report: &RevertReport) -> String {
    let line = |judged: &Judged| format!("{} {:?}", judged.target(), judged.outcome);
    report.revert.changes.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_attacker_changed_goes_back_with_the_owners_consent() {
    let scene = scene().await;
    let app = &scene.house.app;
    assert_ne!(state(&scene.house), scene.original, "the attack changed nothing");

    let preview = scene.preview().await;
    assert!(preview.plan.is_none() && preview.is_complete);
    assert_eq!(preview.revert.conflicts().count(), 0, "{}", outcomes(&preview));
    assert!(preview.revert.acts.len() >= 5, "{}", outcomes(&preview));
    for judged in &preview.revert.changes {
        assert!(judged.change.by.iter().any(|by| by.id == Some(scene.suspect.0)), "{judged:?}");
    }

    let order = RevertOrder { propose: true, ..scene.order() };
    let refused = app.propose_revert(&rita(), scene.case, order.clone()).await.unwrap_err();
    assert_eq!(rules(&refused), ["revert.consent_missing".to_owned()].into());

    let given = ConsentGiven {
        person: "Amara Okafor".to_owned(),
        role: "owner".to_owned(),
        at: None,
        source: "telephone".to_owned(),
    };
    app.record_consent(&rita(), scene.case, given).await.unwrap();
    let report = app.propose_revert(&rita(), scene.case, order).await.unwrap();
    let hash = report.plan.unwrap().hash;
    let attested = Attestations { impact_understood: true, guideline: Some("IR-7".to_owned()) };
    app.attest(&rita(), &hash, attested).await.unwrap();
    app.approve(&otto(), &hash).await.unwrap();
    let execution = app.execute(&rita(), &hash).await.unwrap();
    for step in &execution.steps {
        assert!(step.outcome.is_success(), "{step:?}");
    }
    assert_eq!(state(&scene.house), scene.original, "{}", outcomes(&preview));

    scene.house.range.streams_idle().await;
    app.settle().await;
    let again = scene.preview().await;
    assert_eq!(again.revert.acts, [], "{}", outcomes(&again));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_its_owner_changed_since_is_left_alone() {
    let scene = scene().await;
    let path = "commons/tariff-tables";
    scene.house.range.with_world(|world| {
        let id = world.project_by(path).unwrap().id;
        world.projects.get_mut(&id).unwrap().visibility = range::world::Visibility::Internal;
    });
    let preview = scene.preview().await;
    let conflicts: Vec<&Judged> = preview.revert.conflicts().collect();
    assert_eq!(conflicts.len(), 1, "{}", outcomes(&preview));
    assert_eq!(conflicts[0].outcome, Outcome::Conflict { now: "internal".into() });
    let sets_visibility = |act: &Act| match act {
        Act::ChangeSettings(change) => change.set.contains_key("visibility"),
        _others => false,
    };
    assert!(!preview.revert.acts.iter().any(sets_visibility));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_nobody_must_say_why_and_the_record_has_it() {
    let scene = scene().await;
    let order = RevertOrder {
        propose: true,
        waiver: Some("the only owner is the suspect".to_owned()),
        ..scene.order()
    };
    let report = scene.house.app.propose_revert(&rita(), scene.case, order).await.unwrap();
    assert!(report.plan.is_some());
    let case = scene.house.app.case(&rita(), scene.case).unwrap();
    assert!(serde_json::to_string(&case).unwrap().contains("the only owner is the suspect"));
}
