//! Users, what belongs to them, and memberships.

use serde_json::{Value, json};

use crate::harness::Site;

async fn status(site: &Site, method: &str, path: &str, body: Value) -> u16 {
    site.admin(method, path, body).await.status
}

#[tokio::test]
async fn a_user_is_changed_field_by_field_and_each_change_is_told() {
    let site = Site::start().await;
    let path = format!("/users/{}", site.user("kenji.mori"));
    let body = json!({
        "admin": true, "external": true, "auditor": true, "can_create_group": false,
        "private_profile": true, "email": "kenji@x.example", "username": "kenji", "note": "seen",
    });

    let row = site.admin("PUT", &path, body).await.json();

    for (name, value) in [("is_admin", true), ("external", true), ("can_create_group", false)] {
        assert_eq!(row[name], value, "{name}");
    }
    let events =
        site.admin("GET", "/audit_events?entity_type=User&per_page=100", Value::Null).await;
    let names: Vec<String> = events
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event_name"].as_str().unwrap().to_owned())
        .collect();
    for wanted in [
        "user_admin_status_updated",
        "user_external_status_updated",
        "user_auditor_status_updated",
        "user_email_address_updated",
        "user_username_updated",
    ] {
        assert!(names.iter().any(|name| name == wanted), "{wanted}");
    }
}

#[tokio::test]
async fn a_short_password_and_a_taken_address_are_refused() {
    let site = Site::start().await;
    let path = format!("/users/{}", site.user("kenji.mori"));

    let short = site.admin("PUT", &path, json!({ "password": "short" })).await;
    let why = "is too short (minimum is 12 characters)";
    assert_eq!((short.status, short.json()), (400, json!({ "message": { "password": [why] } })));
    let body = json!({ "email": "mei.tanaka@harborline.example" });
    assert_eq!(status(&site, "PUT", &path, body).await, 409);
}

#[tokio::test]
async fn a_new_password_ends_the_browsers_sessions() {
    let site = Site::start().await;
    let id = site.user("oscar.lindqvist");
    site.range.with_world(|world| world.sessions.insert([7; 32], id));

    let body = json!({ "password": "a-new-and-long-password" });
    assert_eq!(status(&site, "PUT", &format!("/users/{id}"), body).await, 200);

    assert!(site.range.with_world(|world| world.sessions.is_empty()));
}

#[tokio::test]
async fn the_second_factor_is_taken_from_people_but_not_from_administrators() {
    let site = Site::start().await;
    let path = |name: &str| format!("/users/{}/disable_two_factor", site.user(name));

    assert_eq!(status(&site, "PATCH", &path("mei.tanaka"), Value::Null).await, 204);
    assert_eq!(status(&site, "PATCH", &path("mei.tanaka"), Value::Null).await, 400);
    assert_eq!(status(&site, "PATCH", &path("root"), Value::Null).await, 403);
}

#[tokio::test]
async fn who_waits_is_let_in_or_is_gone() {
    let site = Site::start().await;
    let id = site.user("ada.novotna");

    assert_eq!(status(&site, "POST", &format!("/users/{id}/unblock"), Value::Null).await, 201);
    assert!(!site.range.with_world(|world| world.is_active(id)));
    assert_eq!(status(&site, "POST", &format!("/users/{id}/approve"), Value::Null).await, 201);
    assert!(site.range.with_world(|world| world.is_active(id)));
    assert_eq!(status(&site, "POST", &format!("/users/{id}/approve"), Value::Null).await, 409);
    assert_eq!(status(&site, "POST", &format!("/users/{id}/reject"), Value::Null).await, 409);
}

#[tokio::test]
async fn whom_the_directory_blocked_no_administrator_unblocks() {
    let site = Site::start().await;
    let id = site.user("yusuf.demir");
    for (word, expected) in [("unblock", 403), ("block", 403), ("ban", 403), ("deactivate", 403)] {
        let path = format!("/users/{id}/{word}");
        assert_eq!(status(&site, "POST", &path, Value::Null).await, expected, "{word}");
    }
    assert_eq!(
        status(&site, "DELETE", &format!("/users/{id}/identities/ldapmain"), Value::Null).await,
        204
    );
    assert_eq!(
        status(&site, "DELETE", &format!("/users/{id}/identities/ldapmain"), Value::Null).await,
        404
    );
}

#[tokio::test]
async fn addresses_are_listed_added_and_removed() {
    let site = Site::start().await;
    let path = format!("/users/{}/emails", site.user("sofia.reyes"));

    assert_eq!(site.admin("GET", &path, Value::Null).await.rows(), 1);
    let made = site.admin("POST", &path, json!({ "email": "s@x.example" })).await.json();
    assert_eq!(made["confirmed_at"], Value::Null);
    assert_eq!(status(&site, "POST", &path, json!({ "email": "s@x.example" })).await, 400);
    let one = format!("{path}/{}", made["id"]);
    assert_eq!(status(&site, "DELETE", &one, Value::Null).await, 204);
    assert_eq!(status(&site, "DELETE", &one, Value::Null).await, 404);
}

#[tokio::test]
async fn a_membership_is_restored_with_its_role_and_end() {
    let site = Site::start().await;
    let group = site.range.with_world(|world| world.group_by("harbor/mobile").unwrap().id);
    let base = format!("/groups/{group}/members");
    let one = format!("{base}/{}", site.user("priya.nair"));
    let end = json!({ "access_level": 30, "expires_at": "2026-12-31" });
    assert_eq!(status(&site, "PUT", &one, end).await, 200);
    let before = site.range.dump();

    assert_eq!(status(&site, "DELETE", &one, Value::Null).await, 204);
    assert_ne!(site.range.dump(), before);
    let again = json!({
        "user_id": site.user("priya.nair"), "access_level": 30, "expires_at": "2026-12-31",
    });
    assert_eq!(status(&site, "POST", &base, again).await, 201);

    assert_eq!(site.range.dump().to_string(), before.to_string());
}

#[tokio::test]
async fn a_groups_last_owner_stays() {
    let site = Site::start().await;
    let group = site.range.with_world(|world| world.group_by("harbor").unwrap().id);
    let one = format!("/groups/{group}/members/{}", site.user("amara.okafor"));

    assert_eq!(status(&site, "DELETE", &one, Value::Null).await, 403);
    assert_eq!(status(&site, "PUT", &one, json!({ "access_level": 30 })).await, 403);
}

#[tokio::test]
async fn users_are_filtered() {
    let site = Site::start().await;
    for (query, rows) in [
        ("blocked=true", 2),
        ("provider=ldapmain&extern_uid=uid%3Dyusuf,ou%3Dpeople", 1),
        ("created_after=2026-01-01", 0),
        ("external=true", 1),
    ] {
        let path = format!("/users?per_page=100&{query}");
        assert_eq!(site.admin("GET", &path, Value::Null).await.rows(), rows, "{query}");
    }
    assert_eq!(status(&site, "GET", "/users?created_after=soon", Value::Null).await, 400);
}

#[tokio::test]
async fn what_somebody_did_is_listed_newest_first() {
    let site = Site::start().await;
    let path = format!("/users/{}/events?action=pushed", site.user("mei.tanaka"));

    let rows = site.admin("GET", &path, Value::Null).await.json();

    assert_eq!(rows[0]["push_data"]["commit_title"], "Keep my settings");
}
