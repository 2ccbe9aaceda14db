//! The reviewer beside the redaction: spans by place, by text, by name (LD26).

use super::{granted, house, lea, result, searched};
use crate::house::rita;
use axum::http::StatusCode;
use engine::assist::redaction::EditKind;
use server::app::{DiveOrder, EditOrder, Lines, RedactOrder};
use server::person::Role;

#[tokio::test(flavor = "multi_thread")]
async fn a_reviewer_takes_out_by_text_in_a_line_and_by_name_in_all() {
    let house = house().await;
    let app = &house.app;
    let case = granted(app).await;
    searched(app, case, DiveOrder::default()).await;
    let made = app.redact_dive(&rita(), case, RedactOrder::default()).await.unwrap();
    assert_eq!(made.gaps, [], "GitLab lists its users, projects and groups");
    let before = result(app, case).await;
    assert!(before.contains("duration_s"), "{before}");

    // Every place in the line, by the text that the reviewer sees.
    let original = app.dive_progress(&rita(), case).unwrap().artefact.unwrap().sha256;
    let edit = |kind, text: &str| EditOrder {
        original: original.clone(),
        kind,
        line: 1,
        start: 0,
        end: 0,
        text: Some(text.to_owned()),
        reason: "too telling".to_owned(),
    };
    let absent = app.edit_redaction(&rita(), case, edit(EditKind::Add, "nowhere")).await;
    assert_eq!(absent.unwrap_err().rule(), "dive.edit_of_nothing");
    let gone = app.edit_redaction(&rita(), case, edit(EditKind::Add, "mallory.strange")).await;
    assert_eq!(gone.unwrap_err().rule(), "dive.edit_of_nothing", "it is out already");
    let lifted = app.edit_redaction(&rita(), case, edit(EditKind::Lift, "GET")).await;
    assert_eq!(lifted.unwrap_err().status(), 400);
    app.edit_redaction(&rita(), case, edit(EditKind::Add, "projects")).await.unwrap();
    let after = result(app, case).await;
    let (first, second) = after.split_once('\n').unwrap();
    assert!(!first.contains("projects") && second.contains("projects"), "{after}");

    // A name for all lines; what was changed before still holds.
    let names = RedactOrder { names: vec!["curl".to_owned()], ..RedactOrder::default() };
    app.redact_dive(&rita(), case, names).await.unwrap();
    let named = result(app, case).await;
    assert!(!named.contains("curl") && before.contains("curl"), "{named}");
    assert!(!named.lines().next().unwrap().contains("projects"), "{named}");
    assert!(app.replay_redaction(&rita(), case).await.unwrap().same);
    let first = Lines { from: 1, count: 1, only_spans: false };
    let shown = app.shown_redaction(&lea(), case, first).await.unwrap();
    assert_eq!(shown.redaction.unwrap().given.names, ["curl"]);
    let short = RedactOrder { names: vec!["x".to_owned()], ..RedactOrder::default() };
    assert_eq!(app.redact_dive(&rita(), case, short).await.unwrap_err().status(), 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reviewer_sees_both_sides_and_changes_a_span_by_the_page() {
    let house = house().await;
    let app = &house.app;
    let case = granted(app).await;
    searched(app, case, DiveOrder::default()).await;
    let web = crate::web::house::House::over(app.clone()).await;
    let reviewer = web.browser(Role::Responder).await;
    let support = web.browser(Role::Support).await;
    let page = format!("/dives/{}/redaction", case.0);

    let made = web.form(&reviewer, &page, "internal_hosts=").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let shown = web.page(&reviewer, &page).await;
    assert!(shown.text.contains("<mark title=\"user"), "{}", shown.text);
    let japanese = web.page(&reviewer, &format!("/cases/{}/dive/redaction?lang=ja", case.0)).await;
    assert!(japanese.text.contains("左右比較"), "{}", japanese.text);
    // Support hands over what the security team found, and never sees the original.
    let outside = web.page(&support, &page).await;
    assert_eq!(outside.status, StatusCode::OK, "{}", outside.text);
    assert!(!outside.text.contains("mei.tanaka") && !outside.text.contains("<mark"));
    for one in [&shown, &japanese, &outside] {
        assert!(!one.text.contains('⟦'), "a word is missing: {}", one.text);
    }

    let original = app.dive_progress(&rita(), case).unwrap().artefact.unwrap().sha256;
    let edit = format!("original={original}&kind=add&line=1&start=1&end=7&reason=telling");
    let edited = web.form(&reviewer, &format!("{page}/edits"), &edit).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER, "{}", edited.text);
    let early = format!("hash={}", "0".repeat(64));
    let early = web.form(&support, &format!("/dives/{}/links", case.0), &early).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("LD15"), "{}", early.text);
}
