//! From finding to contained by the pages alone: two people, two browsers.

use axum::http::StatusCode;
use engine::coordinate::CaseId;
use range::attack::Scenario;
use server::person::Role;

use super::house::{Browser, House};

/// The plan's address, from the answer to the form that proposed it.
async fn proposed(house: &House, responder: &Browser) -> String {
    let surveyed = house.form(responder, "/cases/1/survey", "subject=").await;
    assert_eq!(surveyed.header("location"), "/cases/1?done=survey#survey", "{}", surveyed.text);
    let plan = house.form(responder, "/cases/1/plans", "wish=contain").await;
    assert_eq!(plan.status, StatusCode::SEE_OTHER, "{}", plan.text);
    plan.header("location").split('?').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaked_token_is_contained_by_two_people_with_two_browsers() {
    let (installation, _loot) = crate::house::House::attacked(Scenario::LeakedToken).await;
    let house = House::over(installation.app.clone()).await;
    let responder = house.browser(Role::Responder).await;
    let approver = house.browser(Role::Approver).await;
    let plan = proposed(&house, &responder).await;

    let early = house.form(&responder, &format!("{plan}/execute"), "acknowledged=true").await;
    let unread = house.form(&responder, &format!("{plan}/execute"), "").await;
    let half = house.form(&responder, &format!("{plan}/attest"), "impact_understood=true").await;
    let whole = "impact_understood=true&guideline=IR-7";
    let attested = house.form(&responder, &format!("{plan}/attest"), whole).await;
    let own = house.page(&responder, &plan).await;
    let card = house.page(&approver, &plan).await;
    let approved = house.form(&approver, &format!("{plan}/approve"), "").await;
    let executed = house.form(&responder, &format!("{plan}/execute"), "acknowledged=true").await;
    let after = house.page(&responder, &plan).await;

    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("gate.impact_not_attested"), "{}", early.text);
    assert!(early.text.contains("CE5"), "{}", early.text);
    assert!(unread.text.contains("risk_not_acknowledged"), "{}", unread.text);
    for answer in [&half, &attested, &approved, &executed] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
    assert!(!own.text.contains("Approve exactly this plan"), "a responder cannot approve");
    assert!(own.text.contains("id=\"approve-why\""), "nobody approves their own request");
    assert!(card.text.contains("<button>Approve exactly this plan</button>"), "{}", card.text);
    assert!(after.text.contains("Done — verified by reading back"), "{}", after.text);
    assert!(after.text.contains("Cannot be undone"));
    for page in [&own, &card, &after] {
        assert!(!page.text.contains('⟦'), "a word is missing: {}", page.text);
    }

    let undone = house.form(&responder, &format!("{plan}/undo"), "step=2").await;
    let swept = house.form(&responder, "/cases/1/sweep", "").await;
    let case = house.page(&responder, "/cases/1?lang=ja").await;

    assert_eq!(undone.header("location"), format!("{plan}?done=undone#steps"), "{}", undone.text);
    assert_eq!(swept.header("location"), "/cases/1?done=sweep#sweep", "{}", swept.text);
    assert!(case.text.contains("取り消し済み"), "{}", case.text);
    assert!(case.text.contains("残存物"));
    assert!(!case.text.contains('⟦'));
    let case = house.app.case(&crate::house::otto(), CaseId(1)).unwrap();
    assert!(case.leftovers.is_some_and(|left| !left.is_empty()), "the key is back");
}
