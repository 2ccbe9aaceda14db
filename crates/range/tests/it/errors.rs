//! Who is refused, and in which words.

use serde_json::{Value, json};

use crate::harness::Site;

#[tokio::test]
async fn an_unknown_token_is_unauthorized() {
    let site = Site::start().await;

    let reply = site.get("/user", "glpat-aaaaaaaaaaaaaaaaaaaa").await;

    assert_eq!((reply.status, reply.json()), (401, json!({ "message": "401 Unauthorized" })));
}

#[tokio::test]
async fn a_revoked_token_is_told_so() {
    let site = Site::start().await;
    let (id, token) = site.token_for("mei.tanaka", &["api"]).await;
    let path = format!("/personal_access_tokens/{id}");

    assert_eq!(site.admin("DELETE", &path, Value::Null).await.status, 204);

    let reply = site.get("/user", &token).await;
    let expected = json!({
        "error": "invalid_token",
        "error_description": "Token was revoked. You have to re-authorize from the user."
    });
    assert_eq!((reply.status, reply.json()), (401, expected));
}

#[tokio::test]
async fn an_expired_token_is_unauthorized() {
    let site = Site::start().await;
    let (id, token) = site.token_for("mei.tanaka", &["api"]).await;

    site.range.with_world(|world| {
        world.tokens.get_mut(&id).unwrap().expires_at = Some("2026-03-02".parse().unwrap());
    });

    let reply = site.get("/user", &token).await;
    assert_eq!((reply.status, reply.json()["error"].as_str()), (401, Some("invalid_token")));
}

#[tokio::test]
async fn a_blocked_user_is_forbidden_until_unblocked() {
    let site = Site::start().await;
    let id = site.user("mei.tanaka");
    let (_, token) = site.token_for("mei.tanaka", &["api"]).await;

    let blocked = site.admin("POST", &format!("/users/{id}/block"), Value::Null).await;
    assert_eq!((blocked.status, blocked.json()), (201, json!(true)));
    let reply = site.get("/user", &token).await;
    let expected = json!({ "message": "403 Forbidden - Your account has been blocked." });
    assert_eq!((reply.status, reply.json()), (403, expected));

    assert_eq!(site.admin("POST", &format!("/users/{id}/unblock"), Value::Null).await.status, 201);
    assert_eq!(site.get("/user", &token).await.status, 200);
}

#[tokio::test]
async fn moderation_refuses_in_gitlabs_words() {
    let site = Site::start().await;
    let (left, mei) = (site.user("liam.byrne"), site.user("mei.tanaka"));
    let (ghost, me) = (site.user("ghost"), site.user("portcullis"));
    let active = "The user you are trying to deactivate has been active in the past 90 days and cannot be deactivated";
    let table = [
        (format!("/users/{left}/block"), 201, None),
        (format!("/users/{left}/ban"), 403, Some("You cannot ban blocked users.".to_owned())),
        (format!("/users/{mei}/unban"), 403, Some("You cannot unban active users.".to_owned())),
        (format!("/users/{mei}/deactivate"), 403, Some(format!("403 Forbidden - {active}"))),
        (
            format!("/users/{left}/activate"),
            403,
            Some("403 Forbidden - A blocked user must be unblocked to be activated".to_owned()),
        ),
        (
            format!("/users/{ghost}/block"),
            403,
            Some("An internal user cannot be blocked".to_owned()),
        ),
        (
            format!("/users/{me}/block"),
            403,
            Some("403 Forbidden - The API initiating user cannot be blocked by the API".to_owned()),
        ),
        ("/users/9999/block".to_owned(), 404, Some("404 User Not Found".to_owned())),
    ];
    for (path, status, message) in table {
        let reply = site.admin("POST", &path, Value::Null).await;
        let said = reply.json().get("message").and_then(Value::as_str).map(str::to_owned);
        assert_eq!((reply.status, said), (status, message), "{path}");
    }
}

#[tokio::test]
async fn a_scope_that_does_not_reach_is_insufficient() {
    let site = Site::start().await;
    let (_, read) = site.token_for("mei.tanaka", &["read_api"]).await;
    let (_, who) = site.token_for("mei.tanaka", &["read_user"]).await;
    let key = json!({ "title": "t", "key": "ssh-ed25519 AAAAtest" });

    let refused = site.call("POST", "/user/keys", &read, key).await;

    assert_eq!(
        (refused.status, refused.json()["error"].clone()),
        (403, json!("insufficient_scope"))
    );
    assert_eq!(site.get("/projects", &read).await.status, 200);
    assert_eq!(site.get("/user", &who).await.status, 200);
    assert_eq!(site.get("/projects", &who).await.status, 403);
    assert_eq!(site.get("/personal_access_tokens/self", &who).await.status, 200);
}

#[tokio::test]
async fn what_may_not_be_seen_is_not_found() {
    let site = Site::start().await;
    let (_, outsider) = site.token_for("elena.petrova", &["api"]).await;
    let deploy = site.project("harbor/platform/deploy");

    for path in [
        format!("/projects/{deploy}"),
        "/projects/harbor%2Fplatform%2Fdeploy".to_owned(),
        format!("/projects/{deploy}/variables"),
    ] {
        let reply = site.get(&path, &outsider).await;
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.json(), json!({ "message": "404 Project Not Found" }));
    }
}

#[tokio::test]
async fn roles_bound_what_a_member_may_do() {
    let site = Site::start().await;
    let (_, developer) = site.token_for("kenji.mori", &["api"]).await;
    let (_, maintainer) = site.token_for("mei.tanaka", &["api"]).await;
    let deploy = site.project("harbor/platform/deploy");
    let variables = format!("/projects/{deploy}/variables");
    let token =
        json!({ "name": "t", "scopes": ["api"], "access_level": 50, "expires_at": "2027-01-01" });

    assert_eq!(site.get(&variables, &developer).await.status, 403);
    assert_eq!(site.get(&variables, &maintainer).await.rows(), 3);
    let path = format!("/projects/{deploy}/access_tokens");
    assert_eq!(site.call("POST", &path, &maintainer, token).await.status, 400);
    let public = json!({ "visibility": "public" });
    let path = format!("/projects/{deploy}");
    assert_eq!(site.call("PUT", &path, &maintainer, public.clone()).await.status, 403);
    assert_eq!(site.admin("PUT", &path, public).await.status, 400);
    assert_eq!(site.get("/users?per_page=1", &developer).await.json()[0].get("email"), None);
}

#[tokio::test]
async fn administrators_endpoints_are_for_administrators() {
    let site = Site::start().await;
    let (_, token) = site.token_for("mei.tanaka", &["api"]).await;
    let id = site.user("oscar.lindqvist");
    for (method, path) in [
        ("POST", format!("/users/{id}/block")),
        ("POST", format!("/users/{id}/personal_access_tokens")),
        ("GET", format!("/users/{id}/impersonation_tokens")),
        ("GET", format!("/users/{id}/memberships")),
        ("GET", "/audit_events".to_owned()),
        ("GET", "/application/settings".to_owned()),
        ("POST", "/admin/token".to_owned()),
        ("GET", "/keys?fingerprint=x".to_owned()),
        ("GET", "/runners/all".to_owned()),
    ] {
        let reply = site.call(method, &path, &token, Value::Null).await;
        assert_eq!(
            (reply.status, reply.json()),
            (403, json!({ "message": "403 Forbidden" })),
            "{path}"
        );
        assert_eq!(site.call(method, &path, "", Value::Null).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn a_missing_parameter_is_named() {
    let site = Site::start().await;

    let reply = site.admin("POST", "/user/keys", json!({})).await;

    assert_eq!(
        (reply.status, reply.json()),
        (400, json!({ "error": "title is missing, key is missing" }))
    );
}

#[tokio::test]
async fn the_same_thing_twice_is_a_conflict() {
    let site = Site::start().await;
    let deploy = site.project("harbor/platform/deploy");
    let branches = format!("/projects/{deploy}/protected_branches");
    let members = format!("/projects/{deploy}/members");
    let member = json!({ "user_id": site.user("priya.nair"), "access_level": 20 });

    assert_eq!(site.admin("POST", &branches, json!({ "name": "main" })).await.status, 409);
    assert_eq!(site.admin("POST", &members, member.clone()).await.status, 201);
    assert_eq!(site.admin("POST", &members, member).await.status, 409);

    let key = json!({ "title": "a", "key": "ssh-ed25519 AAAAsame one" });
    assert_eq!(site.admin("POST", "/user/keys", key.clone()).await.status, 201);
    let taken = site.admin("POST", "/user/keys", key).await;
    assert_eq!(taken.status, 400);
    assert_eq!(taken.json()["message"]["fingerprint"][0], "has already been taken");
}

#[tokio::test]
async fn removing_members_has_a_limit_without_headers() {
    let mut config = crate::harness::config();
    config.member_removals_per_minute = 2;
    let site = Site::start_with(config).await;
    let platform = site.range.with_world(|world| world.group_by("harbor/platform").unwrap().id);
    let mut statuses = Vec::new();

    for name in ["mei.tanaka", "julien.marchand", "kenji.mori"] {
        let path = format!("/groups/{platform}/members/{}", site.user(name));
        let reply = site.admin("DELETE", &path, Value::Null).await;
        assert!(reply.headers.get("retry-after").is_none());
        statuses.push(reply.status);
    }

    assert_eq!(statuses, [204, 204, 429]);
}

#[tokio::test]
async fn revoking_by_the_token_itself_needs_a_flag() {
    let (_, secret, without) = {
        let site = Site::start().await;
        let (id, secret) = site.token_for("mei.tanaka", &["api"]).await;
        let body = json!({ "token": secret });
        let row = site.admin("POST", "/admin/token", body.clone()).await.json();
        assert_eq!((row["id"].as_u64(), row["revoked"].as_bool()), (Some(id), Some(false)));
        assert_eq!(
            site.admin("POST", "/admin/token", json!({ "token": "glpat-x" })).await.status,
            404
        );
        assert_eq!(site.admin("POST", "/admin/token", json!({ "token": "x" })).await.status, 422);
        (id, secret.clone(), site.admin("DELETE", "/admin/token", body).await.status)
    };
    assert_eq!(without, 404);

    let mut config = crate::harness::config();
    config.flags.insert("api_admin_token_revoke".to_owned());
    let site = Site::start_with(config).await;
    // Same seed, same requests, same secret.
    assert_eq!(site.token_for("mei.tanaka", &["api"]).await.1, secret);
    assert_eq!(site.admin("DELETE", "/admin/token", json!({ "token": secret })).await.status, 204);
    assert_eq!(site.get("/user", &secret).await.status, 401);
}

#[tokio::test]
async fn sudo_needs_an_administrator_and_its_scope() {
    let site = Site::start().await;
    let (_, plain) = site.token_for("mei.tanaka", &["api", "sudo"]).await;
    let (_, narrow) = site.token_for("root", &["api"]).await;

    let as_mei = site.admin("GET", "/user?sudo=mei.tanaka", Value::Null).await;
    assert_eq!(as_mei.json()["username"], "mei.tanaka");
    let reply = site.get("/user?sudo=root", &plain).await;
    assert_eq!(reply.json()["message"], "403 Forbidden - Must be admin to use sudo");
    let reply = site.get("/user?sudo=mei.tanaka", &narrow).await;
    assert_eq!((reply.status, reply.json()["scope"].clone()), (403, json!("sudo")));
    let reply = site.admin("GET", "/user?sudo=nobody", Value::Null).await;
    assert_eq!(reply.json()["message"], "404 User with ID or username 'nobody' Not Found");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_apart() {
    let site = Site::start().await;

    assert_eq!(
        site.admin("GET", "/nowhere", Value::Null).await.json(),
        json!({ "error": "404 Not Found" })
    );
    assert_eq!(site.admin("DELETE", "/version", Value::Null).await.status, 405);
}
