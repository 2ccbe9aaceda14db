//! Making, rotating and ending tokens.

use serde_json::{Value, json};

use crate::harness::Site;

#[tokio::test]
async fn a_rotated_token_ends_and_its_successor_works() {
    let site = Site::start().await;
    let (id, old) = site.token_for("mei.tanaka", &["api"]).await;

    let reply =
        site.call("POST", &format!("/personal_access_tokens/{id}/rotate"), &old, json!({})).await;

    let row = reply.json();
    assert_eq!((reply.status, row["expires_at"].as_str()), (200, Some("2026-03-09")));
    assert_eq!(site.get("/user", &old).await.status, 401);
    assert_eq!(site.get("/user", row["token"].as_str().unwrap()).await.status, 200);
}

#[tokio::test]
async fn rotating_a_revoked_token_ends_its_family() {
    let site = Site::start().await;
    let (id, old) = site.token_for("mei.tanaka", &["api"]).await;
    let path = format!("/personal_access_tokens/{id}/rotate");
    let successor = site.call("POST", &path, &old, json!({})).await.json();
    let successor = successor["token"].as_str().unwrap();

    assert_eq!(site.admin("POST", &path, json!({})).await.status, 401);

    let reply = site.get("/user", successor).await;
    assert_eq!((reply.status, reply.json()["error"].clone()), (401, json!("invalid_token")));
}

#[tokio::test]
async fn a_token_may_rotate_itself_only_with_the_scope() {
    let site = Site::start().await;
    let (_, reading) = site.token_for("mei.tanaka", &["read_api"]).await;
    let (_, rotating) = site.token_for("mei.tanaka", &["self_rotate"]).await;
    let path = "/personal_access_tokens/self/rotate";

    assert_eq!(site.call("POST", path, &reading, json!({})).await.status, 403);
    assert_eq!(site.call("POST", path, &rotating, json!({})).await.status, 200);
}

#[tokio::test]
async fn others_tokens_are_out_of_reach() {
    let site = Site::start().await;
    let (id, _) = site.token_for("mei.tanaka", &["api"]).await;
    let (_, other) = site.token_for("kenji.mori", &["api"]).await;
    let path = format!("/personal_access_tokens/{id}");

    assert_eq!(site.get(&path, &other).await.status, 401);
    assert_eq!(site.call("DELETE", &path, &other, Value::Null).await.status, 401);
    assert_eq!(site.get("/personal_access_tokens?user_id=1", &other).await.status, 401);
    assert_eq!(site.admin("GET", "/personal_access_tokens/9999", Value::Null).await.status, 404);
    let own = site.get("/personal_access_tokens", &other).await;
    assert_eq!(own.rows(), 1);
}

#[tokio::test]
async fn a_user_cannot_make_another_api_token() {
    let site = Site::start().await;
    let (_, token) = site.token_for("mei.tanaka", &["api"]).await;
    let body = json!({ "name": "second", "scopes": ["api"] });

    assert_eq!(site.call("POST", "/user/personal_access_tokens", &token, body).await.status, 400);
    let body = json!({ "name": "second", "scopes": ["self_rotate"] });
    assert_eq!(site.call("POST", "/user/personal_access_tokens", &token, body).await.status, 201);
}

#[tokio::test]
async fn a_projects_token_acts_as_its_bot_until_it_is_ended() {
    let site = Site::start().await;
    let deploy = site.project("harbor/platform/deploy");
    let path = format!("/projects/{deploy}/access_tokens");
    let body =
        json!({ "name": "ci", "scopes": ["api"], "access_level": 30, "expires_at": "2026-12-31" });

    let made = site.admin("POST", &path, body).await.json();
    let secret = made["token"].as_str().unwrap();
    let who = site.get("/user", secret).await.json();

    assert!(who["username"].as_str().unwrap().starts_with(&format!("project_{deploy}_bot_")));
    assert_eq!((who["id"].clone(), who["bot"].clone()), (made["user_id"].clone(), json!(true)));
    assert_eq!(site.get(&format!("/projects/{deploy}"), secret).await.status, 200);
    assert_eq!(site.get("/projects/harbor%2Fbilling", secret).await.status, 404);

    let one = format!("{path}/{}", made["id"]);
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
    assert_eq!(site.get("/user", secret).await.status, 401);
    let row = site.admin("GET", &one, Value::Null).await.json();
    assert_eq!((row["revoked"].clone(), row["active"].clone()), (json!(true), json!(false)));
    assert_eq!(site.admin("DELETE", &format!("{path}/9999"), Value::Null).await.status, 404);
}

#[tokio::test]
async fn endpoints_refuse_tokens_of_another_kind() {
    let site = Site::start().await;
    let deploy = site.project("harbor/platform/deploy");
    let (id, _) = site.token_for("mei.tanaka", &["api"]).await;
    let body = json!({ "name": "ci", "scopes": ["api"], "expires_at": "2026-12-31" });
    let made = site.admin("POST", &format!("/projects/{deploy}/access_tokens"), body).await.json();

    let path = format!("/personal_access_tokens/{}/rotate", made["id"]);
    assert_eq!(site.admin("POST", &path, json!({})).await.status, 405);
    let path = format!("/projects/{deploy}/access_tokens/{id}/rotate");
    assert_eq!(site.admin("POST", &path, json!({})).await.status, 405);
}

#[tokio::test]
async fn an_impersonation_token_is_hidden_from_its_user() {
    let site = Site::start().await;
    let id = site.user("mei.tanaka");
    let (_, own) = site.token_for("mei.tanaka", &["api"]).await;
    let path = format!("/users/{id}/impersonation_tokens");
    let body = json!({ "name": "support", "scopes": ["api"], "expires_at": "2026-12-31" });

    let made = site.admin("POST", &path, body).await.json();

    assert_eq!(made["impersonation"], true);
    assert_eq!(site.get("/user", made["token"].as_str().unwrap()).await.json()["id"], id);
    let listed = site.get("/personal_access_tokens?search=support", &own).await;
    assert_eq!(listed.rows(), 0);
    let one = format!("{path}/{}", made["id"]);
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
    assert_eq!(site.admin("GET", &format!("{path}?state=active"), Value::Null).await.rows(), 0);
}

#[tokio::test]
async fn a_tokens_use_is_noted() {
    let site = Site::start().await;
    let (id, token) = site.token_for("mei.tanaka", &["api"]).await;

    site.get("/user", &token).await;

    let row = site.admin("GET", &format!("/personal_access_tokens/{id}"), Value::Null).await.json();
    assert_eq!(row["last_used_at"], "2026-03-02T09:30:00.000Z");
    assert_eq!(row["last_used_ips"], json!(["127.0.0.1"]));
}
