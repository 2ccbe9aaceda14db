//! Severity, people and lockdown as a browser and a program see them.

use axum::http::StatusCode;
use serde_json::json;
use server::person::Role;

use super::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn severity_and_duties_are_worked_by_forms_alone_in_both_languages() {
    let house = House::open().await;
    let browser = house.browser(Role::Responder).await;
    house.form(&browser, "/cases", "title=A+leak&kind=compromised_user").await;
    let early = house.form(&browser, "/cases/1/severity", "level=high&reason=x").await;
    assert_eq!(early.status, StatusCode::FORBIDDEN);
    assert!(early.text.contains("severity.not_yours"), "{}", early.text);

    let taken = house.form(&browser, "/cases/1/duties/seoc/take", "").await;
    let stated = house
        .form(
            &browser,
            "/cases/1/circumstances",
            "circumstance=data_breach&personal=yes&share=&policy=&source=log",
        )
        .await;
    let set = house.form(&browser, "/cases/1/severity", "level=&reason=").await;
    for reply in [&taken, &stated, &set] {
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    }

    let page = house.page(&browser, "/cases/1").await.text;
    for words in ["S1 Critical", "Data breach: Personal data", "SEOC", "the-responder"] {
        assert!(page.contains(words), "{words}");
    }
    let japanese = house.page(&browser, "/cases/1?lang=ja").await.text;
    for words in ["S1 緊急", "データ侵害: 個人データ", "判定表の結果", "担当者"]
    {
        assert!(japanese.contains(words), "{words}");
    }
    for text in [&page, &japanese] {
        assert!(!text.contains('⟦'), "a message is missing");
    }
    let list = house.page(&browser, "/cases?lang=en").await.text;
    assert!(list.contains("SEOC the-responder"), "the list tells who leads");

    let back =
        house.form(&browser, "/cases/1/circumstances", "circumstance=data_breach&holds=no").await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text);
    let page = house.page(&browser, "/cases/1?lang=en").await.text;
    assert!(page.contains("S3 Medium"), "severity follows by itself");
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lockdown_is_engaged_by_one_request_and_seen_on_every_page() {
    let house = House::open().await;
    let browser = house.browser(Role::Responder).await;
    let plan = format!("/api/v1/plans/{}/execute", "0".repeat(64));
    assert_eq!(house.post(Role::Responder, &plan, json!({})).await.status, StatusCode::NOT_FOUND);

    let engaged = house.post(Role::Admin, "/api/v1/lockdown", json!({ "reason": "stolen" })).await;
    assert_eq!(engaged.status, StatusCode::OK, "{}", engaged.text);
    let number = engaged.json()["lockdown"]["index"].as_u64().unwrap();
    assert_eq!(engaged.json()["lift"], format!("[lockdown]\nlift = {number}\n"));

    let refused = house.post(Role::Responder, &plan, json!({})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.json()["rule"], "lockdown");
    let page = house.page(&browser, "/cases").await.text;
    assert!(page.contains("A lockdown holds"), "{page}");
    let japanese = house.page(&browser, "/lockdown?lang=ja").await.text;
    assert!(japanese.contains("ロックダウン中です") && japanese.contains("lift = "), "{japanese}");
    assert!(!japanese.contains('⟦'));
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_says_who_has_which_duty_and_what_is_missing() {
    let house = House::open().await;
    let open = json!({ "title": "A leak", "kind": "compromised_user" });
    house.post(Role::Responder, "/api/v1/cases", open).await;

    let wrong = house
        .post(
            Role::Responder,
            "/api/v1/cases/1/circumstances",
            json!({ "circumstance": "data_breach" }),
        )
        .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(wrong.json()["missing"], "classes");
    let wrong = house.post(Role::Communicator, "/api/v1/cases/1/duties/seoc/take", json!({})).await;
    assert_eq!(
        (wrong.status, wrong.json()["rule"].clone()),
        (StatusCode::FORBIDDEN, json!("duty.role_missing"))
    );
    let taken = house.post(Role::Communicator, "/api/v1/cases/1/duties/cmoc/take", json!({})).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.text);

    let duties = house.get(Role::Communicator, "/api/v1/cases/1/duties").await.json();
    let cmoc = duties["duties"].as_array().unwrap().iter().find(|duty| duty["id"] == "cmoc");
    assert_eq!(cmoc.unwrap()["holder"][0], "the-communicator");
    let severity = house.get(Role::Viewer, "/api/v1/cases/1/severity").await.json();
    assert_eq!(severity["level"], serde_json::Value::Null);
    assert_eq!(severity["computed"]["rule"], "account-suspected");
    house.app.close().await;
}
