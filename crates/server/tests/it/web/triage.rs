//! Findings and questions as a browser sees them, by forms alone.

use axum::http::StatusCode;
use range::attack::Scenario;
use server::person::Role;

use super::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn findings_are_suppressed_taken_back_and_into_a_case_by_forms_alone() {
    let (attacked, _loot) = crate::house::House::attacked(Scenario::LeakedToken).await;
    let house = House::over(attacked.app.clone()).await;
    let browser = house.browser(Role::Responder).await;
    let groups = house.get(Role::Viewer, "/api/v1/findings").await.json();
    let group = groups["open"][0].clone();
    let (rule, id) = (group["rule"].as_str().unwrap(), group["id"].as_str().unwrap());

    let list = house.page(&browser, "/findings").await;
    let japanese = house.page(&browser, "/findings?lang=ja&level=low").await;
    let wrong = house.page(&browser, "/findings?level=worst").await;
    let form = format!("rule={rule}&reason=a+drill&days=7");
    let suppressed = house.form(&browser, "/findings/suppressions", &form).await;
    let folded = house.page(&browser, "/findings?show=suppressed").await;
    let one = house.page(&browser, &format!("/findings/{id}")).await;
    let suppressions = house.page(&browser, "/findings/suppressions?done=suppressed").await;
    let number =
        house.get(Role::Viewer, "/api/v1/suppressions").await.json()["suppressions"][0]["id"]
            .to_string();
    let lift = format!("/findings/suppressions/{number}/lift");
    let lifted = house.form(&browser, &lift, "reason=no+drill").await;
    let into = house.form(&browser, &format!("/findings/{id}/case"), "with=group").await;

    assert!(list.text.contains("To look at") && list.text.contains(rule), "{}", list.text);
    assert!(japanese.text.contains("確認が必要"), "{}", japanese.text);
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(suppressed.status, StatusCode::SEE_OTHER, "{}", suppressed.text);
    assert!(folded.text.contains(&format!("id=\"group-{id}\"")), "still listed");
    assert!(one.text.contains("a drill"), "{}", one.text);
    assert!(suppressions.text.contains("These findings may wait now"), "{}", suppressions.text);
    assert_eq!(lifted.status, StatusCode::SEE_OTHER, "{}", lifted.text);
    assert!(into.header("location").starts_with("/cases/"), "{}", into.text);
    let now = house.page(&browser, "/").await;
    for page in [&list, &japanese, &folded, &one, &suppressions, &now] {
        assert!(!page.text.contains('⟦'), "a word is missing: {}", page.text);
        assert_eq!(page.text.matches("<h1").count(), 1);
    }
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_questions_of_a_case_are_run_and_judged_by_forms_alone() {
    let (attacked, _loot) = crate::house::House::attacked(Scenario::CompromisedUser).await;
    let house = House::over(attacked.app.clone()).await;
    let browser = house.browser(Role::Responder).await;

    let opened = house.form(&browser, "/cases", "title=Mallory&kind=compromised_user").await;
    let place = opened.header("location").split('?').next().unwrap().to_owned();

    let open = house.page(&browser, &place).await;
    let page = house.page(&browser, &format!("{place}/questions")).await;
    let form = format!("{place}/questions/tokens");
    let judged = house.form(&browser, &form, "verdict=malicious&note=planted").await;
    let wrong = house.form(&browser, &form, "verdict=maybe").await;
    let after = house.page(&browser, &format!("{place}/questions?lang=ja&done=judged")).await;
    let case = house.page(&browser, &format!("{place}?lang=en")).await;
    let told = house.get(Role::Viewer, &format!("/api/v1{form}")).await.json();

    assert!(open.text.contains(&format!("{place}/questions")), "{}", open.text);
    assert!(page.text.contains("id=\"question-tokens\""), "{}", page.text);
    assert!(page.text.contains("Were tokens made or ended?"), "{}", page.text);
    assert_eq!(judged.status, StatusCode::SEE_OTHER, "{}", judged.text);
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(after.text.contains("悪意あり") && after.text.contains("planted"), "{}", after.text);
    assert!(case.text.contains("Question tokens: malicious"), "{}", case.text);
    assert_eq!(told["asked"]["judged"]["verdict"], "malicious");
    assert_eq!(told["new_hits"], 0);
    for page in [&open, &page, &after, &case] {
        assert!(!page.text.contains('⟦'), "a word is missing: {}", page.text);
        assert_eq!(page.text.matches("<h1").count(), 1);
    }
    house.app.close().await;
}
