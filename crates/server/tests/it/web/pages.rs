//! Pages as a browser sees them.

use axum::body::Body;
use axum::http::{StatusCode, header};
use server::person::Role;

use super::house::House;

const PUSH: &str = r#"{"id": 7, "author_id": 42, "author_name": "Mallory <b>", "entity_id": 9,
    "entity_type": "Project", "entity_path": "shop/till", "event_type": "project_access_token_created",
    "created_at": "2026-11-21T05:20:32.000Z", "ip_address": "203.0.113.9",
    "details": {"author_name": "Mallory <b>", "custom_message": "Created a token", "target_details": "till"}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_forbids_scripts_that_are_not_ours() {
    let house = House::open().await;

    let reply = house.send(house.by(None, "GET", "/login").body(Body::empty()).unwrap()).await;

    assert_eq!(reply.status, StatusCode::OK);
    let policy = reply.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"),
        "{policy}"
    );
    assert!(policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("unsafe"));
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert!(!reply.text.contains("<style"), "no inline style");
    assert!(!reply.text.contains("style="), "no inline style");
    assert!(!reply.text.contains("onclick"), "no inline script");
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_speaks_the_language_that_was_asked_for_and_remembers_it() {
    let house = House::open().await;
    let ask = |path: &str, accept: &str, cookie: &str| {
        let request = house.by(None, "GET", path).header(header::ACCEPT_LANGUAGE, accept);
        house.send(request.header(header::COOKIE, cookie).body(Body::empty()).unwrap())
    };

    let by_header = ask("/login", "ja,en;q=0.5", "").await;
    let by_query = ask("/login?lang=ja", "en", "").await;
    let by_cookie = ask("/login", "en", "lang=ja").await;
    let english = ask("/login", "", "").await;

    for reply in [&by_header, &by_query, &by_cookie] {
        assert!(reply.text.contains("<html lang=\"ja\">"));
        assert!(reply.text.contains("サインイン"));
        assert_eq!(reply.header("content-language"), "ja");
    }
    assert!(by_query.header("set-cookie").starts_with("lang=ja;"));
    assert!(english.text.contains("<html lang=\"en\">"));
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_or_without_its_token_changes_nothing() {
    let house = House::open().await;
    let browser = house.browser(Role::Responder).await;
    let body = "title=Forged&kind=compromised_user";
    let send = |site: &'static str, body: String| {
        let request = house
            .by(None, "POST", "/cases")
            .header(header::COOKIE, &browser.cookie)
            .header("sec-fetch-site", site)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        house.send(request.body(Body::from(body)).unwrap())
    };

    let foreign = send("cross-site", format!("csrf={}&{body}", browser.csrf)).await;
    let without = send("same-origin", body.to_owned()).await;
    let wrong = send("same-origin", format!("csrf={}&{body}", "0".repeat(64))).await;
    let cases = house.get(Role::Viewer, "/api/v1/cases").await;

    for (reply, rule) in
        [(foreign, "foreign_origin"), (without, "form_token"), (wrong, "form_token")]
    {
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        assert!(reply.text.contains(rule), "{}", reply.text);
    }
    assert_eq!(cases.json()["cases"], serde_json::json!([]));
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_opened_noted_and_read_by_forms_alone() {
    let house = House::open().await;
    let browser = house.browser(Role::Responder).await;

    let opened =
        house.form(&browser, "/cases", "title=Leaked+token&kind=credential_exposure").await;
    let noted = house
        .form(
            &browser,
            "/cases/1/notes",
            "text=Seen+in+a+public+repository&occurred_at=2026-11-20+09:00%2B09:00",
        )
        .await;
    let fact = house
        .form(
            &browser,
            "/cases/1/facts",
            "fact=exposed_at&at=2026-11-20T00:00:00Z&certainty=not_before&source=mail",
        )
        .await;
    let case = house.page(&browser, "/cases/1?done=note").await;
    let japanese = house.page(&browser, "/cases/C-1?lang=ja").await;

    assert_eq!(
        (opened.status, opened.header("location")),
        (StatusCode::SEE_OTHER, "/cases/1?done=opened")
    );
    assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text);
    assert!(noted.header("location").starts_with("/cases/1?done=note#entry-"));
    assert_eq!(fact.status, StatusCode::SEE_OTHER, "{}", fact.text);
    assert_eq!(case.status, StatusCode::OK);
    for expected in [
        "Leaked token",
        "Seen in a public repository",
        "2026-11-20 00:00:00 UTC",
        "aria-current=\"step\"",
        "The note is on record.",
    ] {
        assert!(case.text.contains(expected), "{expected} in {}", case.text);
    }
    assert!(japanese.text.contains("時系列"));
    for page in [&case, &japanese] {
        assert!(!page.text.contains('⟦'), "a word is missing: {}", page.text);
        assert_eq!(page.text.matches("<h1").count(), 1);
    }
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_found_escaped_and_shown_as_it_came() {
    let house = House::open().await;
    house.event(PUSH).await;
    let browser = house.browser(Role::Viewer).await;

    let found = house.page(&browser, "/events?q=ip:203.0.113.0/24").await;
    let wrong = house.page(&browser, "/events?q=ip:203.0.113.0/99").await;
    let record = house.page(&browser, "/events/0").await;
    let raw = house.page(&browser, "/events/0/raw").await;

    assert!(found.text.contains("1 event found."), "{}", found.text);
    assert!(found.text.contains("Mallory &#60;b&#62;"), "{}", found.text);
    assert!(!found.text.contains("Mallory <b>"));
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text.contains("role=\"alert\"") && wrong.text.contains('^'), "{}", wrong.text);
    assert!(record.text.contains("<h1>Record 0</h1>"));
    assert_eq!(raw.text, PUSH);
    assert!(raw.header("content-type").starts_with("text/plain"));
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_fails_without_saying_why_and_leads_back_where_one_wanted() {
    let house = House::open().await;
    let send = |password: &str| {
        let request = house
            .by(None, "POST", "/login")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = format!("name=the-viewer&password={password}&next=%2Fcases");
        house.send(request.body(Body::from(body)).unwrap())
    };

    let wanted = house.send(house.by(None, "GET", "/cases").body(Body::empty()).unwrap()).await;
    let failed = send("wrong").await;

    assert_eq!(wanted.header("location"), "/login?next=%2Fcases");
    assert_eq!(failed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(failed.text.contains("Name or password is wrong"));
    assert!(failed.text.contains("value=\"/cases\""));
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_given_password_must_be_changed_before_anything_else() {
    let house = House::open().await;
    let operator = server::person::Person::operator("test");
    let given =
        house.app.create_account(&operator, "newcomer", [Role::Viewer].into()).await.unwrap();
    let given = secrecy::ExposeSecret::expose_secret(&given).to_owned();
    let body = format!("name=newcomer&password={given}");
    let request = house
        .by(None, "POST", "/login")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");

    let signed_in = house.send(request.body(Body::from(body)).unwrap()).await;
    let cookie = signed_in.header("set-cookie").split(';').next().unwrap().to_owned();
    let browser = super::house::Browser { cookie, csrf: String::new() };
    let elsewhere = house.page(&browser, "/cases").await;
    let api = house.page(&browser, "/api/v1/cases").await;
    let here = house.page(&browser, "/account/password").await;

    assert_eq!(signed_in.header("location"), "/account/password", "{}", signed_in.text);
    assert_eq!(elsewhere.header("location"), "/account/password");
    assert_eq!(api.json()["rule"], "password_must_change");
    assert!(here.text.contains("Choose your own"));
    house.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_another_site_is_asked_for_again_by_our_own_page() {
    let house = House::open().await;
    let request = house.by(None, "GET", "/plans/abc").header("sec-fetch-site", "cross-site");

    let reply = house.send(request.body(Body::empty()).unwrap()).await;

    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.text.contains("http-equiv=\"refresh\" content=\"0; url=/plans/abc\""));
    house.app.close().await;
}
