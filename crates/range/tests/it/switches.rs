//! What is switched from outside: licence and deployment, Admin Mode, outages, limits, slowness.

use std::time::{Duration, Instant};

use range::{Deployment, Fault, FaultKind, Outage, RateLimit};
use serde_json::{Value, json};

use crate::harness::{Site, config};

fn fault(method: &str, path: &str, kind: FaultKind) -> Fault {
    Fault { path: path.to_owned(), method: Some(method.to_owned()), nth: 1, kind }
}

#[tokio::test]
async fn a_groups_owner_on_gitlab_com_administers_nothing() {
    let mut config = config();
    config.deployment = Deployment::SaasGroup;
    let site = Site::start_with(config).await;
    let harbor = site.range.with_world(|world| world.group_by("harbor").unwrap().id);
    let mei = site.user("mei.tanaka");
    for path in
        ["/application/settings", "/runners/all", "/hooks", "/deploy_tokens", "/audit_events"]
    {
        let reply = site.admin("GET", path, Value::Null).await;
        assert_eq!(
            (reply.status, reply.json()),
            (403, json!({ "message": "403 Forbidden" })),
            "{path}"
        );
    }
    let block = format!("/users/{mei}/block");
    assert_eq!(site.admin("POST", &block, Value::Null).await.status, 403);
    // But of the group's own users it sees the credentials, and ends them.
    let tokens = format!("/groups/{harbor}/manage/personal_access_tokens?state=active");
    let rows = site.admin("GET", &tokens, Value::Null).await.json();
    assert_eq!(rows[0]["user_id"], mei);
    let one = format!("/groups/{harbor}/manage/personal_access_tokens/{}", rows[0]["id"]);
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
    assert_eq!(site.get("/user", site.range.leaked_token()).await.status, 401);
    let keys = format!("/groups/{harbor}/manage/ssh_keys");
    let key = site.admin("GET", &keys, Value::Null).await.json()[0]["id"].clone();
    assert_eq!(site.admin("DELETE", &format!("{keys}/{key}"), Value::Null).await.status, 204);
    let platform = site.range.with_world(|world| world.group_by("harbor/platform").unwrap().id);
    let below = format!("/groups/{platform}/manage/ssh_keys");
    assert_eq!(site.admin("GET", &below, Value::Null).await.status, 400);
}

#[tokio::test]
async fn where_admin_mode_is_enforced_its_scope_is_needed() {
    let site = Site::start().await;
    site.range.enforce_admin_mode(true);
    assert_eq!(site.admin("GET", "/application/settings", Value::Null).await.status, 200);

    site.range.drop_scope(site.range.admin_token_id(), "admin_mode");

    let reply = site.admin("GET", "/application/settings", Value::Null).await;
    assert_eq!((reply.status, reply.json()), (403, json!({ "message": "403 Forbidden" })));
    assert_eq!(site.admin("GET", "/user", Value::Null).await.status, 200);
    assert_eq!(site.admin("GET", "/projects/harbor%2Fbilling", Value::Null).await.status, 404);
}

#[tokio::test]
async fn an_expired_token_is_told_to_be_so() {
    let site = Site::start().await;

    site.range.expire_token(site.range.admin_token_id());

    let reply = site.admin("GET", "/user", Value::Null).await;
    assert_eq!((reply.status, reply.json()["error"].clone()), (401, json!("invalid_token")));
}

#[tokio::test]
async fn the_whole_instance_goes_and_comes_back() {
    let site = Site::start().await;
    let token = site.range.admin_token().to_owned();

    site.range.set_outage(Outage::Unreachable);
    assert!(site.try_call("GET", "/user", &token, Value::Null).await.is_err());
    site.range.set_outage(Outage::BadGateway);
    let reply = site.admin("GET", "/user", Value::Null).await;
    assert_eq!((reply.status, reply.text.contains("502")), (502, true));
    site.range.set_outage(Outage::None);

    assert_eq!(site.admin("GET", "/user", Value::Null).await.status, 200);
}

#[tokio::test]
async fn an_answer_comes_late_and_another_is_refused() {
    let site = Site::start().await;
    let wait = Duration::from_millis(60);
    site.range.add_fault(fault("GET", "/user", FaultKind::Slow(wait)));
    site.range.add_fault(fault("GET", "/version", FaultKind::Forbidden));

    let begun = Instant::now();
    assert_eq!(site.admin("GET", "/user", Value::Null).await.status, 200);
    assert!(begun.elapsed() >= wait);
    assert_eq!(site.admin("GET", "/version", Value::Null).await.status, 403);
    assert_eq!(site.admin("GET", "/version", Value::Null).await.status, 200);
}

#[tokio::test]
async fn a_page_that_repeats_names_itself_as_the_next() {
    let site = Site::start().await;
    site.range.add_fault(fault("GET", "/projects", FaultKind::PageRepeats));
    for _ in 0..2 {
        let reply = site.admin("GET", "/projects?per_page=5", Value::Null).await;
        let link = reply.headers["link"].to_str().unwrap();
        assert!(link.contains("page=1>; rel=\"next\""), "{link}");
        assert_eq!(reply.headers["x-next-page"], "1");
    }
}

#[tokio::test]
async fn limits_are_counted_and_told() {
    let mut config = config();
    config.api_requests_per_minute = Some(3);
    let site = Site::start_with(config).await;
    for left in ["2", "1", "0"] {
        let reply = site.admin("GET", "/user", Value::Null).await;
        assert_eq!(reply.headers["ratelimit-remaining"], left);
    }
    let reply = site.admin("GET", "/user", Value::Null).await;
    assert_eq!((reply.status, reply.text.as_str()), (429, "Retry later\n"));
    assert!(reply.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn a_limit_of_one_endpoint_may_come_without_headers() {
    let mut config = config();
    config.job_lists_per_minute = 1;
    let site = Site::start_with(config).await;
    let jobs = format!("/projects/{}/jobs", site.project("harbor/billing"));
    assert_eq!(site.admin("GET", &jobs, Value::Null).await.status, 200);
    let reply = site.admin("GET", &jobs, Value::Null).await;
    assert_eq!((reply.status, reply.headers.contains_key("retry-after")), (429, false));

    for (has_headers, path) in [(true, "/version"), (false, "/metadata")] {
        let method = "GET".to_owned();
        site.range.add_limit(RateLimit {
            method,
            path: path.to_owned(),
            per_minute: 0,
            has_headers,
        });
        let reply = site.admin("GET", path, Value::Null).await;
        assert_eq!((reply.status, reply.headers.contains_key("retry-after")), (429, has_headers));
    }
}

#[tokio::test]
async fn a_dump_tells_no_secret_and_is_the_same_for_the_same_state() {
    let (one, two) = (Site::start().await, Site::start().await);

    let text = one.range.dump().to_string();

    assert_eq!(text, two.range.dump().to_string());
    for secret in [one.range.admin_token(), one.range.root_token(), one.range.leaked_token()] {
        assert!(!text.contains(secret));
    }
    // Looking changes nothing that is dumped.
    one.admin("GET", "/users", Value::Null).await;
    assert_eq!(one.range.dump().to_string(), text);
    one.admin("POST", &format!("/users/{}/block", one.user("mei.tanaka")), Value::Null).await;
    assert_ne!(one.range.dump().to_string(), text);
}
