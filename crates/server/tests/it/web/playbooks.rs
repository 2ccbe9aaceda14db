//! The checklist of a case and the playbooks' own pages, without a script.

use axum::body::Body;
use axum::http::{StatusCode, header};
use engine::coordinate::CaseKind;
use server::person::{Person, Role};

use super::house::{House, Reply};

async fn page(house: &House, path: &str) -> Reply {
    let request = house.by(Some(Role::Responder), "GET", path).body(Body::empty()).unwrap();
    house.send(request).await
}

async fn post(house: &House, role: Role, path: &str, body: &str) -> Reply {
    let request = house
        .by(Some(role), "POST", path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_owned()))
        .unwrap();
    house.send(request).await
}

async fn opened(house: &House, kind: CaseKind) -> String {
    let person = Person::new("responder", [Role::Responder]);
    let case = house.app.open_case(&person, "A case", kind, None).await.unwrap();
    format!("/cases/{}", case.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_shows_its_checklist_in_both_languages() {
    let house = House::open().await;
    for kind in CaseKind::ALL {
        let address = opened(&house, kind).await;
        let english = page(&house, &format!("{address}?lang=en")).await;
        let japanese = page(&house, &format!("{address}?lang=ja")).await;
        assert_eq!((english.status, japanese.status), (StatusCode::OK, StatusCode::OK), "{kind:?}");
        for text in [&english.text, &japanese.text] {
            assert!(!text.contains('⟦'), "{kind:?} lacks words");
        }
        if kind == CaseKind::AssistanceRequest {
            continue;
        }
        assert!(english.text.contains("https://docs.gitlab.com/security/"), "{kind:?}");
        assert!(japanese.text.contains("https://docs.gitlab.com/ja-jp/security/"), "{kind:?}");
        assert!(japanese.text.contains("id=\"step-search-docs\""), "the same place in both");
    }
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_playbooks_have_pages_of_their_own() {
    let house = House::open().await;
    let all = page(&house, "/playbooks").await;
    assert!(all.text.contains("/playbooks/compromised-instance"));
    for found in server::app::playbooks::load(None).unwrap().all() {
        for lang in ["en", "ja"] {
            let one =
                page(&house, &format!("/playbooks/{}?lang={lang}", found.playbook.name)).await;
            assert_eq!(one.status, StatusCode::OK);
            assert!(!one.text.contains('⟦'), "{} lacks words in {lang}", found.playbook.name);
        }
    }
    assert_eq!(page(&house, "/playbooks/none").await.status, StatusCode::NOT_FOUND);
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_answered_by_the_api_and_a_refusal_names_its_rule() {
    let house = House::open().await;
    let address = format!("/api/v1{}", opened(&house, CaseKind::CompromisedInstance).await);
    let rebuild = r#"{"answer": {"answer": "text", "text": "backup 7"}}"#;

    let refused = post(&house, Role::Responder, &format!("{address}/steps/rebuild"), rebuild).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.json()["rule"], "playbook.needs_first");
    assert!(refused.json()["detail"].as_str().unwrap().contains("save-state"));

    let waived = r#"{"answer": {"answer": "waived", "reason": "the disk is gone"}}"#;
    let first = post(&house, Role::Responder, &format!("{address}/steps/save-state"), waived).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let agreed =
        post(&house, Role::Approver, &format!("{address}/steps/save-state/waiver"), "{}").await;
    assert_eq!(agreed.status, StatusCode::CREATED, "{}", agreed.text);

    let linked = r#"{"kind": "compromised_user", "about": "eve"}"#;
    let linked = post(&house, Role::Responder, &format!("{address}/links"), linked).await;
    assert_eq!(linked.json()["name"], "C-2");
    let consent = r#"{"person": "Olive", "role": "owner", "source": "call"}"#;
    let consent = post(&house, Role::Responder, &format!("{address}/consent"), consent).await;
    assert_eq!(consent.status, StatusCode::CREATED, "{}", consent.text);

    let status = page(&house, &format!("{address}/playbook")).await.json();
    assert_eq!(status["format"], "portcullis.case-playbook/1");
    let steps = status["status"]["steps"].as_array().unwrap();
    let stands =
        |id: &str| steps.iter().find(|one| one["step"]["id"] == id).unwrap()["stands"].clone();
    assert_eq!(stands("save-state"), "waived");
    assert_eq!(stands("rebuild"), "open");
    let policy = page(&house, "/api/v1/policy").await.json();
    assert_eq!(policy["policy"]["revocation"], "assess-first");
    house.app.close().await;
}
