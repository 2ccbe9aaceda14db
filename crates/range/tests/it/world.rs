//! The example instance and the resources that nothing else tests.

use range::{Range, RangeError};
use serde_json::{Value, json};

use crate::harness::{Site, config};

#[tokio::test]
async fn equal_seeds_make_equal_instances() {
    let (one, two) = (Site::start().await, Site::start().await);

    assert_eq!(one.range.admin_token(), two.range.admin_token());
    let users =
        |site: Site| async move { site.admin("GET", "/users?per_page=100", Value::Null).await };
    let without_port = |text: String, site: &str| text.replace(site, "HOST");
    let (one_at, two_at) =
        (one.range.base_url().authority().to_owned(), two.range.base_url().authority().to_owned());
    let (a, b) = (users(one).await.text, users(two).await.text);
    assert_eq!(without_port(a, &one_at), without_port(b, &two_at));
}

#[tokio::test]
async fn only_loopback_is_listened_on() {
    let mut config = config();
    config.address = "0.0.0.0:0".parse().unwrap();

    assert!(matches!(Range::start(config).await, Err(RangeError::NotLoopback(_))));
}

#[tokio::test]
async fn the_leaked_token_lies_in_a_public_file() {
    let site = Site::start().await;

    let file = site
        .get("/projects/mei.tanaka%2Fworkstation-notes/repository/files/glab%2Fconfig.yml/raw", "")
        .await;

    assert_eq!(file.status, 200);
    assert!(file.text.contains(site.range.leaked_token()));
}

#[tokio::test]
async fn variables_are_made_changed_and_removed() {
    let site = Site::start().await;
    let deploy = site.project("harbor/platform/deploy");
    let harbor = site.range.with_world(|world| world.group_by("harbor").unwrap().id);
    for base in [
        format!("/projects/{deploy}/variables"),
        format!("/groups/{harbor}/variables"),
        "/admin/ci/variables".to_owned(),
    ] {
        let new = json!({ "key": "NEW", "value": "a-long-value", "masked": true });
        assert_eq!(site.admin("POST", &base, new.clone()).await.json()["masked"], true, "{base}");
        assert_eq!(site.admin("POST", &base, new).await.status, 400);
        let one = format!("{base}/NEW");
        let changed =
            site.admin("PUT", &one, json!({ "value": "other-value", "protected": true })).await;
        assert_eq!(changed.json()["protected"], true);
        assert_eq!(site.admin("PUT", &one, json!({ "value": "short" })).await.status, 400);
        assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
        assert_eq!(site.admin("GET", &one, Value::Null).await.status, 404);
    }
}

#[tokio::test]
async fn pipelines_start_and_are_cancelled_with_their_jobs() {
    let site = Site::start().await;
    let deploy = site.project("harbor/platform/deploy");
    let base = format!("/projects/{deploy}");

    let made =
        site.admin("POST", &format!("{base}/pipeline"), json!({ "ref": "main" })).await.json();
    let pipeline = format!("{base}/pipelines/{}", made["id"]);
    let jobs = site.admin("GET", &format!("{pipeline}/jobs"), Value::Null).await.json();
    let trace =
        site.admin("GET", &format!("{base}/jobs/{}/trace", jobs[0]["id"]), Value::Null).await;
    assert_eq!((trace.status, trace.text.as_str()), (200, "$ make check\n"));

    let cancelled = site.admin("POST", &format!("{pipeline}/cancel"), Value::Null).await;
    assert_eq!((cancelled.status, cancelled.json()["status"].clone()), (201, json!("canceled")));
    let jobs = site.admin("GET", &format!("{pipeline}/jobs"), Value::Null).await.json();
    assert_eq!(jobs[0]["status"], "canceled");
    let mine =
        site.admin("GET", &format!("{base}/pipelines?username=mei.tanaka"), Value::Null).await;
    assert_eq!(mine.rows(), 1);
}

#[tokio::test]
async fn the_smaller_lists_answer() {
    let site = Site::start().await;
    let deploy = site.project("harbor/platform/deploy");
    let harbor = site.range.with_world(|world| world.group_by("harbor").unwrap().id);
    let mei = site.user("mei.tanaka");
    for (path, rows) in [
        (format!("/projects/{deploy}/deploy_tokens"), 1),
        (format!("/projects/{deploy}/deploy_keys"), 1),
        (format!("/projects/{deploy}/repository/branches"), 1),
        (format!("/projects/{deploy}/protected_branches"), 1),
        (format!("/projects/{deploy}/members/all"), 8),
        (format!("/groups/{harbor}/subgroups"), 3),
        (format!("/groups/{harbor}/members"), 4),
        (format!("/users/{mei}/memberships"), 2),
        (format!("/users/{mei}/keys"), 1),
        (format!("/users/{mei}/gpg_keys"), 0),
        ("/runners/all".to_owned(), 3),
        ("/deploy_tokens".to_owned(), 1),
        ("/users?username=root".to_owned(), 1),
        ("/users?blocked=true".to_owned(), 2),
        ("/users?search=tanaka".to_owned(), 1),
    ] {
        assert_eq!(site.admin("GET", &path, Value::Null).await.rows(), rows, "{path}");
    }
    assert_eq!(site.admin("GET", "/metadata", Value::Null).await.json()["enterprise"], true);
    assert_eq!(
        site.admin("GET", &format!("/users/{mei}/associations_count"), Value::Null).await.status,
        200
    );
    let reach = site
        .get("/personal_access_tokens/self/associations", site.range.leaked_token())
        .await
        .json();
    assert_eq!(reach["groups"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn settings_are_read_and_changed() {
    let site = Site::start().await;

    let changed =
        site.admin("PUT", "/application/settings", json!({ "signup_enabled": true })).await;

    assert_eq!(changed.json()["signup_enabled"], true);
    let rows = site
        .admin("GET", "/audit_events?entity_type=Gitlab::Audit::InstanceScope", Value::Null)
        .await;
    assert_eq!(rows.json()[0]["event_name"], "application_setting_updated");
}

#[tokio::test]
async fn a_key_is_found_by_its_fingerprint() {
    let site = Site::start().await;
    let key = site.range.with_world(|world| world.keys.values().next().unwrap().clone());
    let fingerprint = range::world::SshKey::fingerprint(&key.key).replace('+', "%2B");

    let found =
        site.admin("GET", &format!("/keys?fingerprint={fingerprint}"), Value::Null).await.json();

    assert_eq!(
        (found["id"].as_u64(), found["user"]["id"].as_u64()),
        (Some(key.id), Some(key.user))
    );
}

#[tokio::test]
async fn after_a_shutdown_nothing_listens() {
    let site = Site::start().await;
    let address = site.range.base_url().authority().to_owned();
    assert_eq!(site.admin("GET", "/version", Value::Null).await.status, 200);

    site.range.shutdown().await;

    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
