//! The inventory, our standing and a survey, as documents and as pages.

use engine::coordinate::CaseKind;
use engine::respond::Subject;
use event::UserId;
use server::person::Role;

use super::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn the_inventory_is_json_csv_and_a_page() {
    let site = crate::house::House::start().await;
    let house = House::over(site.app.clone()).await;

    let json = house.get(Role::Responder, "/api/v1/credentials?kind=personal_token&rank=1").await;
    assert_eq!(json.status, 200, "{}", json.text);
    let rows = json.json()["credentials"].as_array().unwrap().clone();
    assert!(rows.iter().all(|row| row["kind"] == "personal_token" && row["rank"] == 1), "{rows:?}");

    let csv = house.get(Role::Responder, "/api/v1/credentials?format=csv&bom=true").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.text.starts_with("\u{feff}rank,kind,"), "{}", csv.text);

    let wrong = house.get(Role::Responder, "/api/v1/credentials?kind=wand").await;
    assert_eq!((wrong.status.as_u16(), wrong.json()["rule"].clone()), (400, "invalid".into()));

    let browser = house.browser(Role::Responder).await;
    let page = house.page(&browser, "/credentials?kind=&q=&owner=&stale_days=").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(
        page.text.contains("<table class=") && page.text.contains("format=csv"),
        "{}",
        page.text
    );
    for secret in [site.range.admin_token(), site.range.leaked_token()] {
        assert!(!page.text.contains(secret) && !csv.text.contains(secret));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn our_standing_is_a_document() {
    let site = crate::house::House::start().await;
    let house = House::over(site.app.clone()).await;

    let reply = house.get(Role::Viewer, "/api/v1/standing").await;

    let standing = reply.json();
    assert_eq!(standing["format"], "portcullis.standing/1", "{}", reply.text);
    assert_eq!(standing["standing"]["username"], "portcullis");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_is_told_with_its_reach_as_a_document_and_on_the_cases_page() {
    let site = crate::house::House::start().await;
    let house = House::over(site.app.clone()).await;
    let rita = crate::house::rita();
    let kind = CaseKind::CredentialExposure;
    let case = site.app.open_case(&rita, "drill", kind, None).await.unwrap();
    let none = house.get(Role::Viewer, &format!("/api/v1/cases/{}/survey", case.0)).await;
    assert_eq!(none.status, 404, "{}", none.text);
    let user = UserId(i64::try_from(site.range.leaked_user()).unwrap());
    site.app.survey(&rita, case, Subject::User { user }).await.unwrap();

    let told = house.get(Role::Viewer, &format!("/api/v1/cases/{}/survey", case.0)).await.json();
    assert_eq!(told["survey"]["user"], user.0);
    assert!(!told["reach"]["places"].as_array().unwrap().is_empty(), "{told}");

    let browser = house.browser(Role::Responder).await;
    let page = house.page(&browser, &format!("/cases/{}", case.0)).await;
    assert!(page.text.contains("id=\"reach\""), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gitlab_that_does_not_know_our_token_is_told_in_both_languages_with_the_next_step() {
    let site = crate::house::House::start().await;
    let house = House::over(site.app.clone()).await;
    site.range.expire_token(site.range.admin_token_id());

    let reply = house.get(Role::Viewer, "/api/v1/standing").await;

    let problem = reply.json();
    assert_eq!(problem["rule"], "gitlab.token_expired", "{}", reply.text);
    assert_eq!(problem["type"], "urn:portcullis:problem:gitlab.token_expired");
    assert!(problem["next"].as_str().unwrap().contains("gitlab.token_file"), "{problem}");
}
