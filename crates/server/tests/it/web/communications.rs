//! Communication as a browser sees it, in both languages.

use axum::http::StatusCode;
use serde_json::json;
use server::person::Role;

use super::house::House;

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one walk over all its pages")]
async fn the_pages_of_communication_are_whole_in_both_languages() {
    let house = House::open().await;
    let body = json!({ "title": "Breach", "kind": "compromised_instance" });
    house.post(Role::Responder, "/api/v1/cases", body).await;
    let browser = house.browser(Role::Responder).await;
    for duty in ["seoc", "simoc"] {
        let taken = house.form(&browser, &format!("/cases/1/duties/{duty}/take"), "").await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    }

    let attached = house.form(&browser, "/cases/1/communications", "reason=to+be+ready").await;
    assert_eq!(attached.status, StatusCode::SEE_OTHER, "{}", attached.text);
    let early = "kind=customer_email&audience=customers&language=en&en-title=Notice";
    let early = house.form(&browser, "/cases/1/messages", early).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("communication.scope_unknown"), "{}", early.text);
    let early = house.form(&browser, "/cases/1/communications/steps", "edge=A-B").await;
    assert_eq!(early.status, StatusCode::SEE_OTHER, "{}", early.text);
    let early = house.form(&browser, "/cases/1/communications/steps", "edge=B-C").await;
    assert!(early.text.contains("communication.scope_unknown"), "{}", early.text);
    let set = house.post(Role::Responder, "/api/v1/cases/1/severity", json!({})).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text);
    for (edge, more) in [
        ("C-D", "&audience-customers=on&reason=they+are+touched"),
        ("D-E", "&kind-customer_email=on&kind-faq=on&reason=they+read+mail"),
    ] {
        let step = format!("edge={edge}{more}");
        let step = house.form(&browser, "/cases/1/communications/steps", &step).await;
        assert_eq!(step.status, StatusCode::SEE_OTHER, "{edge}: {}", step.text);
    }
    let draft = "kind=customer_email&audience=customers&language=ja&tool=marketo\
        &ja-title=%E3%81%8A%E7%9F%A5%E3%82%89%E3%81%9B&ja-field-background=%E7%B5%8C%E7%B7%AF\
        &recipients=a%40customer.example%0D%0Ab%40customer.example";
    let drafted = house.form(&browser, "/cases/1/messages", draft).await;
    assert_eq!(
        drafted.header("location"),
        "/cases/1/messages/1?done=message-drafted",
        "{}",
        drafted.text
    );
    let asked = house.form(&browser, "/cases/1/messages/1/request", "reason=please").await;
    assert_eq!(asked.status, StatusCode::CONFLICT, "four fields are empty");
    assert!(asked.text.contains("communication.field_missing"));
    let entry = house.form(&browser, "/cases/1/pins", "entry=0&pinned=true").await;
    assert_eq!(entry.status, StatusCode::SEE_OTHER, "{}", entry.text);
    let update = "users=some&language=en&en-current_risk=Copies&en-timeline=05:20+used%0D%0A05:40+revoked\
        &en-mitigation=Revoked&en-status=Contained&en-next_steps=Sweep&is_final=true&recipients=e_group";
    let preview = house.form(&browser, "/cases/1/updates/preview", update).await;
    assert!(preview.text.contains("影響を受けるユーザー"), "both languages: {}", preview.text);
    let published = house.form(&browser, "/cases/1/updates", update).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text);

    for path in [
        "/cases/1/communications",
        "/cases/1/messages/1",
        "/cases/1/messages/new?kind=press_statement",
        "/cases/1/messages/new?kind=social_post",
        "/cases/1/updates",
        "/cases/1/status",
        "/approvals",
        "/cases/1",
    ] {
        for lang in ["en", "ja"] {
            let mark = if path.contains('?') { '&' } else { '?' };
            let page = house.page(&browser, &format!("{path}{mark}lang={lang}")).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
            assert!(!page.text.contains('⟦'), "a word is missing on {path}: {}", page.text);
            assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
            assert!(!page.text.contains("style="), "{path}");
        }
    }
    let status = house.page(&browser, "/cases/1/status?lang=ja").await;
    for expected in ["現在のリスク", "Contained", "lang=\"en\""] {
        assert!(status.text.contains(expected), "{expected} in {}", status.text);
    }
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_refuses_with_everything_that_is_missing() {
    let house = House::open().await;
    let body = json!({ "title": "Breach", "kind": "compromised_instance" });
    house.post(Role::Responder, "/api/v1/cases", body).await;

    let wrong = json!({ "from": "H", "to": "F" });
    let step = house.post(Role::Communicator, "/api/v1/cases/1/communications/steps", wrong).await;
    assert_eq!(step.json()["rule"], "communication.not_attached");
    let reason = json!({ "reason": "to be ready" });
    house.post(Role::Communicator, "/api/v1/cases/1/communications", reason).await;
    let wrong = json!({ "from": "H", "to": "F" });
    let step = house.post(Role::Communicator, "/api/v1/cases/1/communications/steps", wrong).await;
    assert_eq!(
        (step.status, &step.json()["rule"]),
        (StatusCode::CONFLICT, &json!("communication.no_such_step"))
    );
    assert_eq!(step.json()["requirements"], json!(["CM23"]));
    let update = json!({ "status": { "users": "all", "language": "en", "texts": {} } });
    let update = house.post(Role::Communicator, "/api/v1/cases/1/updates", update).await;
    assert_eq!(update.json()["further"].as_array().unwrap().len(), 5, "{}", update.text);
    let policy = house.get(Role::Viewer, "/api/v1/communications/policy").await.json();
    assert_eq!(policy["kinds"]["customer_email"]["senders"], json!(["marketing_programs"]));
    let inbox = house.get(Role::Viewer, "/api/v1/approvals").await.json();
    assert_eq!(inbox["approvals"], json!([]));

    // IN7: by hand, too, nothing goes further than the marking, and all say so.
    let text = json!({ "title": "Hold", "fields": { "text": "Do not sign in." } });
    let draft = json!({
        "kind": "internal", "audience": "employees", "language": "en", "texts": { "en": text },
    });
    let drafted = house.post(Role::Communicator, "/api/v1/cases/1/messages", draft).await;
    assert_eq!(drafted.status, StatusCode::CREATED, "{}", drafted.text);
    let red = json!({ "tlp": "red", "reason": "names a source" });
    house.post(Role::Responder, "/api/v1/cases/1/custody/mark", red).await;
    let shown = house.get(Role::Communicator, "/api/v1/cases/1/communications").await.json();
    let view = &shown["messages"][0];
    let rules = |refusals: &serde_json::Value| {
        let all = refusals.as_array().unwrap().iter();
        all.map(|one| one["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(rules(&view["refusals"]).contains(&"custody.tlp".to_owned()), "{view}");
    let by_hand = json!({ "hash": view["hash"], "place": "the all-hands meeting" });
    let path = "/api/v1/cases/1/messages/M-1/send";
    let sent = house.post(Role::Communicator, path, by_hand).await;
    assert_eq!(sent.status, StatusCode::CONFLICT, "{}", sent.text);
    assert!(sent.text.contains("custody.tlp"), "{}", sent.text);
    let browser = house.browser(Role::Communicator).await;
    let page = house.page(&browser, "/cases/1/messages/1?lang=ja").await;
    assert!(page.text.contains("TLP:RED では認められません"), "{}", page.text);
    house.app.close().await;
}
