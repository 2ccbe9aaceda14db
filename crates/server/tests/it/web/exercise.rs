//! An exercise of one's own people, in the pages: begun, told, marked, ended.

use axum::http::StatusCode;
use serde_json::json;
use server::person::Role;

use super::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn an_exercise_is_begun_told_and_ended_in_the_pages() {
    let house = House::open().await;
    let browser = house.browser(Role::Responder).await;

    let begun = house.form(&browser, "/exercises", "scenario=leaked-token&pace=").await;
    assert_eq!(begun.header("location"), "/cases/1/exercise?done=exercise-begun", "{}", begun.text);
    let page = house.page(&browser, "/cases/1/exercise?lang=ja").await;
    assert!(page.text.contains("未付与") && !page.text.contains("第三者が公に"), "{}", page.text);
    let told = house.form(&browser, "/cases/1/exercise/injects", "inject=found").await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text);
    let page = house.page(&browser, "/cases/1/exercise?lang=ja").await;
    assert!(page.text.contains("第三者が公に"), "{}", page.text);
    let again = house.form(&browser, "/cases/1/exercise", "scenario=leaked-token").await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("exercise.too_late"), "{}", again.text);
    let ended = house.form(&browser, "/cases/1/exercise/end", "").await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_an_exercise_is_marked_and_no_other_page_is() {
    let house = House::open().await;
    for title in ["trained", "real"] {
        let body = json!({ "title": title, "kind": "compromised_instance" });
        house.post(Role::Responder, "/api/v1/cases", body).await;
    }
    let begin = json!({ "scenario": "compromised-instance" });
    let begun = house.post(Role::Responder, "/api/v1/cases/1/exercise", begin).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
    let browser = house.browser(Role::Responder).await;

    let mark = "EXERCISE / 訓練";
    let places = [
        "",
        "/exercise",
        "/communications",
        "/updates",
        "/status",
        "/review",
        "/engage",
        "/questions",
        "/messages/new?kind=faq",
        "/outbox",
    ];
    for place in places {
        for (case, is_marked) in [("1", true), ("C-1", true), ("2", false)] {
            let page = house.page(&browser, &format!("/cases/{case}{place}")).await;
            assert_eq!(page.text.contains(mark), is_marked, "/cases/{case}{place}: {}", page.text);
        }
    }
    let list = house.page(&browser, "/cases").await;
    assert_eq!(list.text.matches(mark).count(), 1, "one of two: {}", list.text);

    let linked = json!({ "kind": "compromised_user", "about": "root" });
    let linked = house.post(Role::Responder, "/api/v1/cases/1/links", linked).await;
    assert_eq!(linked.status, StatusCode::CREATED, "{}", linked.text);
    let page = house.page(&browser, "/cases/3").await;
    assert!(page.text.contains(mark), "what an exercise leads to is one: {}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paced_exercise_tells_by_itself_and_a_wrong_pace_is_refused() {
    let house = House::open().await;
    let body = json!({ "title": "trained", "kind": "credential_exposure" });
    house.post(Role::Responder, "/api/v1/cases", body).await;
    for pace in [0, 3601] {
        let begin = json!({ "scenario": "leaked-token", "pace": pace });
        let refused = house.post(Role::Responder, "/api/v1/cases/1/exercise", begin).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.text);
    }
    let begin = json!({ "scenario": "leaked-token", "pace": 3600 });
    house.post(Role::Responder, "/api/v1/cases/1/exercise", begin).await;

    house.app.look_at_clock().await.unwrap();

    let case = house.get(Role::Responder, "/api/v1/cases/1").await.json();
    let told = &case["case"]["concerns"]["exercise"]["injected"];
    assert!(told.to_string().contains("found"), "{case:#}");
    assert!(case.to_string().contains("publicly_reported"), "{case:#}");
}
