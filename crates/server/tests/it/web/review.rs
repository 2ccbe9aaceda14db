//! After the incident: review, follow-ups, figures, and asking GitLab for help.

use std::io::Read as _;

use axum::body::Body;
use axum::http::StatusCode;
use engine::coordinate::CaseKind;
use serde_json::json;
use server::person::{Person, Role};

use super::house::House;

async fn opened(house: &House) -> String {
    let person = Person::new("responder", [Role::Responder]);
    let case = house.app.open_case(&person, "Bot token leaked", CaseKind::CredentialExposure, None);
    format!("/api/v1/cases/{}", case.await.unwrap().0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_says_what_it_lacks_and_holds_what_people_wrote() {
    let house = House::open().await;
    let case = opened(&house).await;
    let draft = house.get(Role::Viewer, &format!("{case}/review")).await.json();
    let lacks: Vec<String> = serde_json::from_value(draft["lacks"].clone()).unwrap();
    for lack in ["case_open", "summary", "root_cause", "beginning", "containment", "follow_ups"] {
        assert!(lacks.contains(&lack.to_owned()), "{lack}: {lacks:?}");
    }

    let body = json!({ "section": "root_cause", "text": "Too many rights | <b>" });
    let written = house.post(Role::Responder, &format!("{case}/review"), body.clone()).await;
    let refused = house.post(Role::Viewer, &format!("{case}/review"), body).await;
    let body = json!({ "text": "Give the bot its own role", "owner": "mika", "due": "2020-01-01" });
    let added = house.post(Role::Responder, &format!("{case}/follow-ups"), body).await;
    let review = house.get(Role::Viewer, &format!("{case}/review")).await.json();

    assert_eq!((written.status, added.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(review["sections"]["root_cause"]["by"], "the-responder");
    let lacks: Vec<String> = serde_json::from_value(review["lacks"].clone()).unwrap();
    assert!(lacks.contains(&"late_follow_up".to_owned()), "{lacks:?}");
    assert!(!lacks.contains(&"root_cause".to_owned()), "{lacks:?}");

    let number = added.json()["index"].as_u64().unwrap();
    let place = format!("{case}/follow-ups/{number}");
    let body = json!({ "ending": "dropped", "note": "" });
    let without = house.post(Role::Responder, &place, body).await;
    let body = json!({ "ending": "done", "note": "merge request 7" });
    let done = house.post(Role::Responder, &place, body.clone()).await;
    let twice = house.post(Role::Responder, &place, body).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST, "what is dropped needs a reason");
    assert_eq!((done.status, twice.status), (StatusCode::CREATED, StatusCode::NOT_FOUND));
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_saved_as_markdown_and_pdf_in_both_languages() {
    let house = House::open().await;
    let case = opened(&house).await;
    let body = json!({ "section": "summary", "text": "Too many rights | <b>" });
    house.post(Role::Responder, &format!("{case}/review"), body).await;
    for (lang, word) in
        [("en", "# Review of C-1: Bot token leaked"), ("ja", "# C-1 の振り返り: Bot token leaked")]
    {
        let text = house.get(Role::Viewer, &format!("{case}/review/md?lang={lang}")).await;
        assert!(text.text.contains(word), "{}", text.text);
        assert!(text.text.contains("Too many rights \\| &lt;b&gt;"), "{}", text.text);
        assert!(!text.text.contains('⟦'), "{}", text.text);

        let request =
            house.by(Some(Role::Viewer), "GET", &format!("{case}/review/pdf?lang={lang}"));
        let pdf = house.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(pdf.status, StatusCode::OK, "{}", pdf.text);
        assert_eq!(pdf.header("content-type"), "application/pdf");
        assert!(pdf.text.starts_with("%PDF-"));
        for page in ["review", "engage"] {
            let address = format!("{}/{page}?lang={lang}", case.trim_start_matches("/api/v1"));
            let shown = house.get(Role::Viewer, &address).await;
            assert_eq!(shown.status, StatusCode::OK);
            assert!(!shown.text.contains('⟦'), "{address}: {}", shown.text);
        }
        let figures = house.get(Role::Viewer, &format!("/metrics?lang={lang}")).await;
        assert_eq!(figures.status, StatusCode::OK);
        assert!(!figures.text.contains('⟦') && figures.text.contains("C-1"), "{}", figures.text);
    }
    let none = house.get(Role::Viewer, &format!("{case}/review/docx")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gitlab_is_asked_after_the_preliminary_investigation_and_with_a_licence() {
    let house = House::open().await;
    let case = opened(&house).await;
    let ask = async || {
        let path = format!("{case}/engage/tickets");
        house.post(Role::Responder, &path, json!({ "ticket": "#512345" })).await
    };

    let refused = ask().await.json();
    assert_eq!(refused["rule"], "engage.preliminary_incomplete", "{refused}");
    assert_eq!(refused["requirements"], json!(["EN1"]));
    assert_eq!(refused["further"][0]["rule"], "engage.licence_unknown");

    for point in
        ["docs_searched", "scope_described", "logs_kept", "questions_asked", "containment_tried"]
    {
        let body = json!({ "point": point, "note": "done" });
        let checked = house.post(Role::Responder, &format!("{case}/engage/points"), body).await;
        assert_eq!(checked.status, StatusCode::CREATED, "{}", checked.text);
    }
    let free = json!({ "licence": "free", "source": "contract" });
    house.post(Role::Responder, &format!("{case}/engage/licence"), free).await;
    assert_eq!(ask().await.json()["rule"], "engage.not_eligible");
    let premium = json!({ "licence": "premium", "source": "contract" });
    house.post(Role::Responder, &format!("{case}/engage/licence"), premium).await;
    assert_eq!(ask().await.status, StatusCode::CREATED);
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_support_bundle_holds_the_case_without_secrets_addresses_and_names() {
    const SECRET: &str = "glpat-AbCdEfGhIjKlMnOpQrSt";
    let house = House::open().await;
    let case = opened(&house).await;
    let text = format!("responder saw {SECRET} used from 203.0.113.9 by eve@evil.example");
    house.post(Role::Responder, &format!("{case}/notes"), json!({ "text": text })).await;

    let person = Person::new("responder", [Role::Responder]);
    let told = house.get(Role::Viewer, &format!("{case}/review/md")).await.text;
    assert!(told.contains("203.0.113.9"), "the review itself is whole");
    let bundle = house.app.support_bundle(&person, "C-1".parse().unwrap(), told).await.unwrap();

    let mut tar = Vec::new();
    flate2::read::GzDecoder::new(bundle.bytes.as_slice()).read_to_end(&mut tar).unwrap();
    let tar = String::from_utf8_lossy(&tar);
    for file in [
        "case.json",
        "timeline.json",
        "findings.json",
        "connection.json",
        "review.md",
        "redactions.json",
    ] {
        assert!(tar.contains(file), "{file}");
    }
    for hidden in [SECRET, "203.0.113.9", "eve@evil.example", "responder"] {
        assert!(!tar.contains(hidden), "{hidden} is still there");
    }
    assert!(tar.contains("[person-1] saw glpat-…QrSt used from [address-1] by [mail-1]"), "{tar}");
    let engagement = house.get(Role::Viewer, &format!("{case}/engage")).await.json();
    assert_eq!(engagement["bundles"], json!([bundle.sha256]));

    // Somebody else's tar reads it.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(&bundle.name);
    std::io::Write::write_all(&mut std::fs::File::create(&file).unwrap(), &bundle.bytes).unwrap();
    let listed = std::process::Command::new("tar").arg("tzf").arg(&file).output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    assert_eq!(String::from_utf8_lossy(&listed.stdout).lines().count(), 6);
    let red = json!({ "tlp": "red", "reason": "names a source" });
    house.post(Role::Responder, &format!("{case}/custody/mark"), red).await;
    let refused = house.app.support_bundle(&person, "C-1".parse().unwrap(), String::new()).await;
    assert_eq!(refused.unwrap_err().rule(), "custody.tlp", "support is outside");
    house.app.close().await;
}
