//! Settings of the instance, groups and projects, and what protects code.

use range::Tier;
use serde_json::{Value, json};

use crate::harness::{Site, config};

async fn put(site: &Site, path: &str, body: Value) -> u16 {
    site.admin("PUT", path, body).await.status
}

#[tokio::test]
async fn the_instances_settings_take_only_what_gitlab_takes() {
    let site = Site::start().await;
    let path = "/application/settings";
    for (body, expected) in [
        (json!({ "signup_enabled": "maybe" }), 400),
        (json!({ "email_confirmation_setting": "firm" }), 400),
        (json!({ "minimum_password_length": 4 }), 400),
        (json!({ "max_number_of_repository_downloads": 20_000 }), 400),
        (json!({ "restricted_visibility_levels": ["secret"] }), 400),
        (json!({ "globally_allowed_ips": "10.0.0.0/8, somewhere" }), 400),
        (json!({ "globally_allowed_ips": "10.0.0.0/8" }), 200),
        (json!({ "email_confirmation_setting": "hard", "two_factor_grace_period": 8 }), 200),
        (json!({ "git_rate_limit_users_alertlist": [1, "2"] }), 200),
        (json!({ "nobody_knows_this": 1 }), 200),
    ] {
        assert_eq!(put(&site, path, body.clone()).await, expected, "{body}");
    }
    let row = site.admin("GET", path, Value::Null).await.json();
    assert_eq!(row["git_rate_limit_users_alertlist"], json!([1, 2]));
    assert_eq!(row.get("asset_proxy_secret_key"), None);
}

#[tokio::test]
async fn every_setting_of_a_project_goes_there_and_back() {
    let site = Site::start().await;
    let path = format!("/projects/{}", site.project("harbor/platform/deploy"));
    let before = site.range.dump();
    let row = site.admin("GET", &path, Value::Null).await.json();
    let changed = json!({
        "public_jobs": false, "forking_access_level": "disabled", "visibility": "private",
        "ci_config_path": "ci/main.yml", "build_timeout": 600, "request_access_enabled": false,
        "restrict_user_defined_variables": true, "merge_method": "ff",
        "only_allow_merge_if_pipeline_succeeds": true, "keep_latest_artifact": false,
    });

    let after = site.admin("PUT", &path, changed.clone()).await.json();
    let mut back = serde_json::Map::new();
    for (name, value) in changed.as_object().unwrap() {
        assert_eq!(after[name], *value, "{name}");
        back.insert(name.clone(), row[name].clone());
    }
    assert_eq!(put(&site, &path, Value::Object(back)).await, 200);

    assert_eq!(site.range.dump().to_string(), before.to_string());
    assert_eq!(put(&site, &path, json!({ "forking_access_level": "some" })).await, 400);
}

#[tokio::test]
async fn a_group_takes_its_settings_and_refuses_wrong_ones() {
    let site = Site::start().await;
    let id = |path: &str| site.range.with_world(|world| world.group_by(path).unwrap().id);
    let (harbor, platform) = (id("harbor"), id("harbor/platform"));
    let top = format!("/groups/{harbor}");
    for (path, body, expected) in [
        (
            &top,
            json!({ "require_two_factor_authentication": true, "two_factor_grace_period": 0 }),
            200,
        ),
        (&top, json!({ "ip_restriction_ranges": "192.0.2.0/24" }), 200),
        (&top, json!({ "ip_restriction_ranges": "here" }), 400),
        (
            &top,
            json!({ "unique_project_download_limit": 50, "auto_ban_user_on_excessive_projects_download": true }),
            200,
        ),
        (&top, json!({ "visibility": "odd" }), 400),
        (&format!("/groups/{platform}"), json!({ "ip_restriction_ranges": "192.0.2.0/24" }), 400),
        (&format!("/groups/{platform}"), json!({ "visibility": "public" }), 400),
    ] {
        assert_eq!(put(&site, path, body.clone()).await, expected, "{path} {body}");
    }
    let row = site.admin("GET", &top, Value::Null).await.json();
    assert_eq!(
        (row["two_factor_grace_period"].clone(), row["membership_lock"].clone()),
        (json!(0), json!(false))
    );
}

#[tokio::test]
async fn a_licence_hides_what_it_lacks() {
    let mut config = config();
    config.tier = Tier::Free;
    let site = Site::start_with(config).await;
    let deploy = format!("/projects/{}", site.project("harbor/platform/deploy"));
    let harbor = site.range.with_world(|world| world.group_by("harbor").unwrap().id);
    for (path, expected) in [
        (format!("{deploy}/push_rule"), 404),
        (format!("{deploy}/approvals"), 404),
        (format!("/groups/{harbor}/hooks"), 404),
        (format!("/groups/{harbor}/saml_group_links"), 404),
        ("/audit_events".to_owned(), 403),
        (format!("/groups/{harbor}/manage/ssh_keys"), 404),
    ] {
        assert_eq!(site.admin("GET", &path, Value::Null).await.status, expected, "{path}");
    }
    let row = site.admin("GET", &format!("/groups/{harbor}"), Value::Null).await.json();
    assert_eq!(row.get("unique_project_download_limit"), None);
}

#[tokio::test]
async fn the_two_endpoints_of_approval_settings_tell_the_same() {
    let site = Site::start().await;
    let project = format!("/projects/{}", site.project("harbor/platform/deploy"));

    let body = json!({ "merge_requests_disable_committers_approval": true });
    assert_eq!(site.admin("POST", &format!("{project}/approvals"), body).await.status, 201);
    let path = format!("{project}/merge_request_approval_setting");
    let row = site.admin("GET", &path, Value::Null).await.json();
    assert_eq!(row["allow_committer_approval"]["value"], false);
    assert_eq!(put(&site, &path, json!({ "allow_committer_approval": true })).await, 200);
    let row = site.admin("GET", &format!("{project}/approvals"), Value::Null).await.json();
    assert_eq!(row["merge_requests_disable_committers_approval"], false);
}

#[tokio::test]
async fn approval_rules_come_change_and_go() {
    let site = Site::start().await;
    let base = format!("/projects/{}/approval_rules", site.project("harbor/platform/deploy"));
    let before = site.range.dump();
    let body =
        json!({ "name": "two", "approvals_required": 2, "user_ids": [site.user("mei.tanaka")] });

    let made = site.admin("POST", &base, body.clone()).await.json();
    assert_eq!(site.admin("POST", &base, body).await.status, 400);
    let one = format!("{base}/{}", made["id"]);
    assert_eq!(put(&site, &one, json!({ "approvals_required": 0 })).await, 200);
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);

    assert_eq!(site.range.dump().to_string(), before.to_string());
}

#[tokio::test]
async fn push_rules_are_nothing_until_they_are_added() {
    let site = Site::start().await;
    let path = format!("/projects/{}/push_rule", site.project("harbor/platform/deploy"));

    assert_eq!(site.admin("GET", &path, Value::Null).await.json(), Value::Null);
    assert_eq!(put(&site, &path, json!({ "member_check": true })).await, 404);
    assert_eq!(site.admin("POST", &path, json!({ "member_check": true })).await.status, 201);
    assert_eq!(site.admin("POST", &path, json!({})).await.status, 422);
    let row = site.admin("PUT", &path, json!({ "prevent_secrets": true })).await.json();
    assert_eq!(
        (row["member_check"].clone(), row["prevent_secrets"].clone()),
        (json!(true), json!(true))
    );
    assert_eq!(site.admin("DELETE", &path, Value::Null).await.status, 204);
}

#[tokio::test]
async fn a_protected_branch_is_loosened_and_tightened_again() {
    let site = Site::start().await;
    let one =
        format!("/projects/{}/protected_branches/main", site.project("harbor/platform/deploy"));
    let (before, mei) = (site.range.dump(), site.user("mei.tanaka"));
    let loose = json!({
        "allow_force_push": true, "code_owner_approval_required": true,
        "allowed_to_push": [{ "user_id": mei }, { "access_level": 30 }],
    });

    let row = site.admin("PATCH", &one, loose).await.json();
    let levels = row["push_access_levels"].as_array().unwrap();
    assert_eq!((levels.len(), levels[0]["access_level"].clone()), (2, json!(30)));
    let tight = json!({
        "allow_force_push": false, "code_owner_approval_required": false,
        "allowed_to_push": [{ "id": levels[1]["id"], "_destroy": true }, { "access_level": 40 }],
    });
    assert_eq!(site.admin("PATCH", &one, tight).await.status, 200);

    assert_eq!(site.range.dump().to_string(), before.to_string());
}

#[tokio::test]
async fn hooks_of_each_kind_are_made_again_as_they_were() {
    let site = Site::start().await;
    let harbor = site.range.with_world(|world| world.group_by("harbor").unwrap().id);
    let deploy = site.project("harbor/platform/deploy");
    for base in [
        format!("/projects/{deploy}/hooks"),
        format!("/groups/{harbor}/hooks"),
        "/hooks".to_owned(),
    ] {
        let row = site.admin("GET", &base, Value::Null).await.json()[0].clone();
        let one = format!("{base}/{}", row["id"]);
        let set = json!({ "url": row["url"], "tag_push_events": true, "enable_ssl_verification": false, "token": "s" });
        let row = site.admin("PUT", &one, set).await.json();
        assert_eq!((row["tag_push_events"].clone(), row.get("token")), (json!(true), None));
        let before = site.range.dump();

        assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
        assert_eq!(site.admin("GET", &one, Value::Null).await.status, 404);
        assert_eq!(site.admin("POST", &base, row).await.status, 201);

        assert_eq!(site.range.dump().to_string(), before.to_string(), "{base}");
        let local = json!({ "url": "http://localhost:9200/" });
        assert_eq!(site.admin("POST", &base, local).await.status, 422);
    }
}

#[tokio::test]
async fn whose_job_tokens_enter_is_listed() {
    let site = Site::start().await;
    let base = format!("/projects/{}/job_token_scope", site.project("harbor/platform/deploy"));
    let before = site.range.dump();
    let target = json!({ "target_project_id": site.project("harbor/billing") });
    let list = format!("{base}/allowlist");

    assert_eq!(site.admin("POST", &list, target.clone()).await.status, 201);
    assert_eq!(site.admin("POST", &list, target).await.status, 400);
    assert_eq!(site.admin("GET", &list, Value::Null).await.rows(), 2);
    assert_eq!(site.admin("PATCH", &base, json!({ "enabled": false })).await.status, 204);
    assert_eq!(site.admin("GET", &base, Value::Null).await.json()["inbound_enabled"], false);
    assert_eq!(site.admin("PATCH", &base, json!({ "enabled": true })).await.status, 204);
    let one = format!("{list}/{}", site.project("harbor/billing"));
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 404);

    assert_eq!(site.range.dump().to_string(), before.to_string());
}

#[tokio::test]
async fn a_project_is_marked_for_deletion_and_restored() {
    let site = Site::start().await;
    let path = format!("/projects/{}", site.project("harbor/billing"));
    let before = site.range.dump();

    assert_eq!(site.admin("DELETE", &path, Value::Null).await.status, 202);
    let row = site.admin("GET", &path, Value::Null).await.json();
    assert_eq!(row["marked_for_deletion_on"], "2026-03-09");
    assert_eq!(site.admin("DELETE", &path, Value::Null).await.status, 400);
    assert_eq!(site.admin("POST", &format!("{path}/restore"), Value::Null).await.status, 201);
    assert_eq!(site.range.dump().to_string(), before.to_string());

    assert_eq!(site.admin("DELETE", &path, Value::Null).await.status, 202);
    let end = json!({ "permanently_remove": true, "full_path": "harbor/billing" });
    assert_eq!(site.admin("DELETE", &path, end).await.status, 202);
    assert_eq!(site.admin("GET", &path, Value::Null).await.status, 404);
}

#[tokio::test]
async fn variables_are_refused_as_gitlab_refuses_them() {
    let site = Site::start().await;
    let base = format!("/projects/{}/variables", site.project("harbor/platform/deploy"));
    for (body, field) in [
        (json!({ "key": "A", "value": "short", "masked": true }), "value"),
        (json!({ "key": "A", "value": "two words here", "masked": true }), "value"),
        (json!({ "key": "A-B", "value": "x" }), "key"),
        (json!({ "key": "REGISTRY_PASSWORD", "value": "x" }), "key"),
    ] {
        let reply = site.admin("POST", &base, body.clone()).await;
        assert_eq!(reply.status, 400, "{body}");
        assert!(reply.json()["message"][field].is_array(), "{}", reply.text);
    }
    let hidden = json!({ "key": "H", "value": "a-long-value", "masked_and_hidden": true });
    let row = site.admin("POST", &base, hidden).await.json();
    assert_eq!((row["hidden"].clone(), row["value"].clone()), (json!(true), Value::Null));
    assert_eq!(put(&site, &format!("{base}/H"), json!({ "masked": false })).await, 400);

    let scoped = json!({ "key": "H", "value": "x", "environment_scope": "staging" });
    assert_eq!(site.admin("POST", &base, scoped).await.status, 201);
    let one = format!("{base}/H");
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 409);
    let filtered = format!("{one}?filter%5Benvironment_scope%5D=staging");
    assert_eq!(site.admin("DELETE", &filtered, Value::Null).await.status, 204);
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
}
