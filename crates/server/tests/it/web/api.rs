//! The API as a program sees it.

use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::json;
use server::person::Role;

use super::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_document_names_its_format_and_a_refusal_its_rule() {
    let house = House::open().await;

    let cases = house.get(Role::Viewer, "/api/v1/cases").await;
    let refused = house.get(Role::Admin, "/api/v1/cases").await;
    let missing = house.get(Role::Viewer, "/api/v1/cases/7").await;
    let nowhere = house.get(Role::Viewer, "/api/v1/nothing").await;

    assert_eq!(cases.json()["format"], "portcullis.cases/1");
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(refused.json()["rule"], "permission.read_cases");
    assert_eq!(refused.json()["type"], "urn:portcullis:problem:permission.read_cases");
    assert!(refused.json()["next"].as_str().is_some_and(|next| !next.is_empty()));
    assert_eq!(missing.json()["rule"], "not_found");
    assert_eq!(nowhere.json()["status"], 404);
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_worded_in_the_language_asked_for() {
    let house = House::open().await;
    let request =
        house.by(Some(Role::Admin), "GET", "/api/v1/cases").header(header::ACCEPT_LANGUAGE, "ja");

    let reply = house.send(request.body(Body::empty()).unwrap()).await;

    assert_eq!(reply.json()["title"], "許可されていません");
    assert_eq!(reply.json()["rule"], "permission.read_cases");
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_of_the_form_says_where_it_is_wrong() {
    let house = House::open().await;

    let reply =
        house.post(Role::Responder, "/api/v1/cases", json!({ "title": "x", "kimd": "y" })).await;

    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    assert_eq!(reply.json()["missing"], "body");
    assert!(reply.json()["detail"].as_str().unwrap().contains("kimd"), "{}", reply.text);
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_opened_and_told_about() {
    let house = House::open().await;
    let kind = json!({ "title": "Leaked token", "kind": "credential_exposure" });
    let fact = json!({ "fact": "exposure_unknown", "reason": "no logs", "source": "mail" });

    let opened = house.post(Role::Responder, "/api/v1/cases", kind).await;
    let noted =
        house.post(Role::Responder, "/api/v1/cases/1/notes", json!({ "text": "hello" })).await;
    let stated = house.post(Role::Responder, "/api/v1/cases/C-1/facts", fact).await;
    let case = house.get(Role::Viewer, "/api/v1/cases/1").await;

    assert_eq!((opened.status, &opened.json()["name"]), (StatusCode::CREATED, &json!("C-1")));
    assert_eq!(noted.status, StatusCode::CREATED, "{}", noted.text);
    assert_eq!(stated.status, StatusCode::CREATED, "{}", stated.text);
    assert_eq!(case.json()["case"]["title"], "Leaked token");
    assert_eq!(case.json()["case"]["timeline"].as_array().unwrap().len(), 3);
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_token_never_comes_back() {
    let house = House::open().await;
    let secret = "glpat-AbCdEfGhIjKlMnOpQrSt";
    let request = house
        .by(Some(Role::Responder), "POST", "/api/v1/tokens/identify")
        .header(header::CONTENT_TYPE, "text/plain");

    let reply = house.send(request.body(Body::from(secret)).unwrap()).await;

    assert_eq!(reply.json()["format"], "portcullis.token/1");
    assert_eq!(reply.json()["last_four"], "QrSt");
    assert!(!reply.text.contains(secret));
    assert!(!reply.text.contains("AbCdEfGh"));
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_is_signed_proven_and_verified() {
    let house = House::open().await;
    house.event(r#"{"event_type": "user_blocked"}"#).await;

    let signed = house.post(Role::Auditor, "/api/v1/ledgers/events/checkpoint", json!({})).await;
    let note = house.get(Role::Auditor, "/api/v1/ledgers/events/checkpoint").await;
    let proof = house.get(Role::Viewer, "/api/v1/ledgers/events/proof/0").await;
    let report = house.post(Role::Auditor, "/api/v1/ledgers/events/verify", json!({})).await;

    assert_eq!(signed.json()["checkpoint_size"], 1, "{}", signed.text);
    assert_eq!(note.text, signed.json()["checkpoint"].as_str().unwrap());
    assert!(proof.text.starts_with("c2sp.org/tlog-proof@v1\n"), "{}", proof.text);
    assert_eq!(report.json()["sound"], true);
    assert_eq!(report.json()["records"], 1);
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_session_needs_its_form_token_here_too() {
    let house = House::open().await;
    let browser = house.browser(Role::Responder).await;
    let body = json!({ "title": "x", "kind": "compromised_user" }).to_string();
    let send = |token: &str| {
        let request = house
            .by(None, "POST", "/api/v1/cases")
            .header(header::COOKIE, &browser.cookie)
            .header("x-csrf-token", token)
            .header(header::CONTENT_TYPE, "application/json");
        house.send(request.body(Body::from(body.clone())).unwrap())
    };

    let without = send("").await;
    let with = send(&browser.csrf).await;

    assert_eq!(without.json()["rule"], "form_token");
    assert_eq!(with.status, StatusCode::CREATED, "{}", with.text);
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_operator_names_a_file_of_the_machine() {
    let house = House::open().await;

    let reply =
        house.post(Role::Responder, "/api/v1/imports", json!({ "path": "/etc/passwd" })).await;

    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert_eq!(reply.json()["rule"], "import.operator_only");
    house.app.close().await;
}

#[test]
fn the_openapi_document_describes_every_api_route_once() {
    let document: serde_json::Value = serde_json::from_str(&server::web::openapi_json()).unwrap();

    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = std::collections::BTreeSet::new();
    for route in server::web::routes().iter().filter(|route| route.path.starts_with("/api/")) {
        let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{}", route.path));
        assert!(ids.insert(id.to_owned()), "{id} twice");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{id}");
    }
}
