//! Credentials of machines: each is made, opens something, and ends.

use range::RangeConfig;
use serde_json::{Value, json};

use crate::harness::{Site, config};

fn text(row: &Value, name: &str) -> String {
    row[name].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_deploy_token_is_shown_once_and_ends() {
    let site = Site::start().await;
    let harbor = site.range.with_world(|world| world.group_by("harbor").unwrap().id);
    let deploy = site.project("harbor/platform/deploy");
    for base in
        [format!("/projects/{deploy}/deploy_tokens"), format!("/groups/{harbor}/deploy_tokens")]
    {
        let body =
            json!({ "name": "pull", "scopes": ["read_registry"], "expires_at": "2026-12-31" });
        let made = site.admin("POST", &base, body).await.json();
        assert!(text(&made, "token").starts_with("gldt-"));
        let one = format!("{base}/{}", made["id"]);
        assert_eq!(site.admin("GET", &one, Value::Null).await.json().get("token"), None);
        assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
        assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 404);
        let wrong = json!({ "name": "pull", "scopes": ["api"] });
        assert_eq!(site.admin("POST", &base, wrong).await.status, 400);
    }
}

#[tokio::test]
async fn a_deploy_key_is_removed_and_added_again() {
    let site = Site::start().await;
    let base = format!("/projects/{}/deploy_keys", site.project("harbor/platform/deploy"));
    let row = site.admin("GET", &base, Value::Null).await.json()[0].clone();
    let before = site.range.dump();

    assert_eq!(
        site.admin("DELETE", &format!("{base}/{}", row["id"]), Value::Null).await.status,
        204
    );
    let again = json!({ "title": row["title"], "key": row["key"], "can_push": row["can_push"] });
    assert_eq!(site.admin("POST", &base, again.clone()).await.status, 201);
    assert_eq!(site.admin("POST", &base, again).await.status, 400);

    assert_eq!(site.range.dump().to_string(), before.to_string());
}

#[tokio::test]
async fn an_application_is_made_renewed_and_removed() {
    let site = Site::start().await;
    let body = json!({ "name": "CLI", "redirect_uri": "https://cli.example/cb", "scopes": "api read_user" });

    let made = site.admin("POST", "/applications", body).await.json();
    let renewed =
        site.admin("POST", &format!("/applications/{}/renew-secret", made["id"]), json!({})).await;

    assert!(text(&made, "secret").starts_with("gloas-"));
    assert_ne!(renewed.json()["secret"], made["secret"]);
    let one = format!("/applications/{}", made["id"]);
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_trigger_starts_pipelines_as_its_owner_until_it_is_deleted() {
    let site = Site::start().await;
    let project = format!("/projects/{}", site.project("harbor/platform/deploy"));
    let (_, token) = site.token_for("mei.tanaka", &["api"]).await;
    let triggers = format!("{project}/triggers");
    let made = site.call("POST", &triggers, &token, json!({ "description": "x" })).await.json();
    let start = json!({ "token": made["token"], "ref": "main" });
    let path = format!("{project}/trigger/pipeline");

    let pipeline = site.call("POST", &path, "", start.clone()).await;
    assert_eq!(
        (pipeline.status, pipeline.json()["user"]["username"].clone()),
        (201, json!("mei.tanaka"))
    );
    // The administrator owns another one, and may delete all.
    let one = format!("{triggers}/{}", made["id"]);
    assert_eq!(site.admin("PUT", &one, json!({ "description": "y" })).await.status, 403);
    assert_eq!(
        site.admin("GET", &one, Value::Null).await.json()["token"].as_str().unwrap().len(),
        4
    );
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
    assert_eq!(site.call("POST", &path, "", start).await.status, 404);
}

#[tokio::test]
async fn an_agent_has_two_tokens_at_most() {
    let site = Site::start().await;
    let base =
        format!("/projects/{}/cluster_agents/1/tokens", site.project("harbor/platform/deploy"));

    let second = site.admin("POST", &base, json!({ "name": "two" })).await;
    assert_eq!(second.status, 201);
    assert_eq!(site.admin("POST", &base, json!({ "name": "three" })).await.status, 400);
    let one = format!("{base}/{}", second.json()["id"]);
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 404);
    assert_eq!(site.admin("GET", &base, Value::Null).await.rows(), 1);
}

#[tokio::test]
async fn a_runner_is_paused_reset_and_removed() {
    let site = Site::start().await;
    let body =
        json!({ "runner_type": "project_type", "project_id": site.project("harbor/billing") });
    let made = site.admin("POST", "/user/runners", body).await.json();
    let path = format!("/runners/{}", made["id"]);
    let verify = |token: Value| json!({ "token": token });

    assert_eq!(site.admin("PUT", &path, json!({ "paused": true })).await.json()["paused"], true);
    assert_eq!(
        site.call("POST", "/runners/verify", "", verify(made["token"].clone())).await.status,
        200
    );
    let reset = site.admin("POST", &format!("{path}/reset_authentication_token"), json!({})).await;
    assert_eq!(reset.status, 201);
    assert_eq!(
        site.call("POST", "/runners/verify", "", verify(made["token"].clone())).await.status,
        403
    );
    let now = reset.json()["token"].clone();
    assert_eq!(site.call("POST", "/runners/verify", "", verify(now)).await.status, 200);
    assert_eq!(site.admin("DELETE", &path, Value::Null).await.status, 204);
    assert_eq!(site.admin("GET", &path, Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_registration_token_registers_until_it_is_reset_where_it_is_allowed_at_all() {
    let site = Site::start().await;
    let harbor = site.range.with_world(|world| world.group_by("harbor").unwrap().id);
    let path = format!("/groups/{harbor}/runners/reset_registration_token");
    let token = site.admin("POST", &path, json!({})).await.json()["token"].clone();
    let register = json!({ "token": token, "description": "rogue" });

    assert_eq!(site.call("POST", "/runners", "", register.clone()).await.status, 410);
    let allow = json!({ "allow_runner_registration_token": true });
    assert_eq!(site.admin("PUT", "/application/settings", allow).await.status, 200);
    assert_eq!(site.call("POST", "/runners", "", register.clone()).await.status, 201);
    site.admin("POST", &path, json!({})).await;
    assert_eq!(site.call("POST", "/runners", "", register).await.status, 403);
}

#[tokio::test]
async fn a_runner_is_lent_to_another_project_and_taken_back() {
    let site = Site::start().await;
    let base = format!("/projects/{}/runners", site.project("harbor/platform/deploy"));
    let lent = json!({ "runner_id": 3 });

    assert_eq!(site.admin("POST", &base, lent.clone()).await.status, 201);
    assert_eq!(site.admin("POST", &base, lent).await.status, 400);
    assert_eq!(site.admin("DELETE", &format!("{base}/3"), Value::Null).await.status, 204);
    let owner = format!("/projects/{}/runners/3", site.project("harbor/billing"));
    assert_eq!(site.admin("DELETE", &owner, Value::Null).await.status, 403);
    assert_eq!(site.admin("POST", &base, json!({ "runner_id": 1 })).await.status, 403);
}

fn with_flags() -> RangeConfig {
    let mut config = config();
    config.flags.insert("api_admin_token_revoke".to_owned());
    config.flags.insert("token_api_expire_pipeline_triggers".to_owned());
    config
}

#[tokio::test]
async fn every_kind_of_token_is_looked_up_and_ended_by_itself() {
    let site = Site::start_with(with_flags()).await;
    let (deploy, mei) = (site.project("harbor/platform/deploy"), site.user("mei.tanaka"));
    let secrets = site.range.with_world(|world| {
        let at = world.groups.values().next().unwrap().created_at;
        let place = range::world::Place::Project(deploy);
        [
            ("feed", world.reset_feed_token(mei)),
            ("mail", world.reset_incoming_email_token(mei)),
            ("deploy", world.add_deploy_token(place, "d", &["read_registry"], None).1),
            ("trigger", world.add_trigger(deploy, mei, "t", at).1),
            ("runner", world.add_runner(None, "r", Some(1), at).1),
            ("agent", world.add_agent_token(1, mei, "a", at).1),
            ("application", world.add_application("a", "https://a.example", &["api"], true).1),
        ]
    });
    for (what, secret) in secrets {
        let body = json!({ "token": secret });
        assert_eq!(site.admin("POST", "/admin/token", body.clone()).await.status, 200, "{what}");
        assert_eq!(site.admin("DELETE", "/admin/token", body.clone()).await.status, 204, "{what}");
        assert_eq!(site.admin("POST", "/admin/token", body).await.status, 404, "{what}");
    }
}

#[tokio::test]
async fn a_job_token_opens_its_own_endpoints_only() {
    let site = Site::start().await;
    let job = site.range.with_world(|world| {
        let job = world.jobs.values_mut().next().unwrap();
        job.token = range::secret::digest("glcbt-64_test");
        "running".clone_into(&mut job.status);
        job.id
    });
    let get = async |path: &str| site.get(&format!("{path}?job_token=glcbt-64_test"), "").await;

    assert_eq!(get("/job").await.json()["id"], job);
    assert_eq!(get("/user").await.status, 401);
    assert_eq!(get("/projects/harbor%2Fplatform%2Fdeploy").await.status, 404);
}
