//! CE9: what the attacker made, and what that made, is found and ended, whoever
//! it acts as.

use engine::coordinate::CaseId;
use engine::respond::Attestations;
use engine::respond::plan::Wish;
use range::attack::{Loot, Scenario};
use server::app::{AppError, Proposed};

use crate::house::{House, otto, rita};

async fn carry_out(house: &House, proposed: Proposed) {
    let attested = Attestations { impact_understood: true, guideline: Some("IR-7".to_owned()) };
    house.app.attest(&rita(), &proposed.hash, attested).await.unwrap();
    house.app.approve(&otto(), &proposed.hash).await.unwrap();
    let execution = house.app.execute(&rita(), &proposed.hash).await.unwrap();
    assert!(execution.is_contained(), "{:#?}", execution.steps);
}

/// Contains every case that has a suspect, then sweeps until nothing is left.
async fn contain(house: &House) -> Vec<CaseId> {
    let cases: Vec<CaseId> =
        house.app.cases(&rita()).unwrap().into_iter().map(|case| case.id).collect();
    for case in &cases {
        let subject = house.app.suspect(&rita(), *case).await.unwrap().unwrap();
        house.app.survey(&rita(), *case, subject).await.unwrap();
        match house.app.propose(&rita(), *case, Wish::Contain).await {
            Ok(proposed) => carry_out(house, proposed).await,
            // The sweep of an earlier case has ended this suspect already.
            Err(AppError::Refused(refusal)) if *case != cases[0] => {
                assert_eq!(refusal.rule, "plan.empty");
            }
            Err(error) => panic!("{error:?}"),
        }
        let mut left = house.app.sweep(&rita(), *case).await.unwrap();
        for _round in 0..4 {
            if left.is_empty() {
                break;
            }
            carry_out(house, house.app.propose_remedies(&rita(), *case).await.unwrap()).await;
            left = house.app.sweep(&rita(), *case).await.unwrap();
        }
        assert!(left.is_empty(), "{left:#?}");
    }
    cases
}

/// Doors that are still open.
async fn remains(house: &House, loot: &Loot) -> Vec<String> {
    let left = loot.remains(house.range.root_token()).await.unwrap();
    let names = left.into_iter().map(|foothold| foothold.name.clone());
    // Changed settings go back by a plan of their own, with the owner's consent (MS1, MS8).
    let is_setting = |name: &String| {
        [" is false", " is true", " is \"public\"", " is not protected", " is 525600"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    names.filter(|name| !is_setting(name)).collect()
}

async fn is_locked_out(loot: &Loot) {
    for probe in loot.probe().await.unwrap() {
        assert!(probe.is_locked_out(), "{probe:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_service_accounts_stolen_token_nothing_is_left() {
    let (house, loot) = House::attacked(Scenario::CompromisedBot).await;
    contain(&house).await;
    is_locked_out(&loot).await;
    assert_eq!(remains(&house, &loot).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_compromised_administrators_doors_nothing_is_left() {
    let (house, loot) = House::attacked(Scenario::CompromisedInstance).await;
    contain(&house).await;
    is_locked_out(&loot).await;
    assert_eq!(remains(&house, &loot).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_compromised_users_doors_nothing_is_left() {
    let (house, loot) = House::attacked(Scenario::CompromisedUser).await;
    contain(&house).await;
    is_locked_out(&loot).await;
    assert_eq!(remains(&house, &loot).await, Vec::<String>::new());
}
