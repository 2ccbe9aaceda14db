//! Pipelines, jobs, what they leave behind, schedules, and the code they run.

use serde_json::{Value, json};

use crate::harness::Site;

/// Project and job of the example that left a file.
fn left(site: &Site) -> (u64, u64) {
    site.range.with_world(|world| {
        let job = world.jobs.values().find(|job| job.artifacts.is_some()).unwrap();
        (job.project, job.id)
    })
}

#[tokio::test]
async fn artifacts_are_downloaded_listed_kept_and_deleted() {
    let site = Site::start().await;
    let (project, job) = left(&site);
    let one = format!("/projects/{project}/jobs/{job}");

    let row = site.admin("GET", &one, Value::Null).await.json();
    assert_eq!(row["artifacts_file"]["filename"], "artifacts.zip");
    let zip = site.admin("GET", &format!("{one}/artifacts"), Value::Null).await;
    assert_eq!(
        (zip.headers["content-type"].to_str().unwrap(), zip.text.starts_with("PK")),
        ("application/zip", true)
    );
    assert_eq!(zip.headers["content-length"], row["artifacts_file"]["size"].to_string().as_str());
    let file = site.admin("GET", &format!("{one}/artifacts/build.env"), Value::Null).await;
    assert!(file.text.contains("CI=true"));
    let kept = site.admin("POST", &format!("{one}/artifacts/keep"), Value::Null).await;
    assert_eq!((kept.status, kept.json()["artifacts_expire_at"].clone()), (200, Value::Null));
    assert_eq!(site.admin("DELETE", &format!("{one}/artifacts"), Value::Null).await.status, 204);
    assert_eq!(site.admin("GET", &format!("{one}/artifacts"), Value::Null).await.status, 404);
}

#[tokio::test]
async fn all_artifacts_of_a_project_are_deleted_at_once() {
    let site = Site::start().await;
    let (project, job) = left(&site);

    let all = site.admin("DELETE", &format!("/projects/{project}/artifacts"), Value::Null).await;

    assert_eq!(all.status, 202);
    let path = format!("/projects/{project}/jobs/{job}/artifacts");
    assert_eq!(site.admin("GET", &path, Value::Null).await.status, 404);
}

#[tokio::test]
async fn an_erased_job_has_no_log_and_is_not_erased_again() {
    let site = Site::start().await;
    let (project, job) = left(&site);
    let one = format!("/projects/{project}/jobs/{job}");

    let erased = site.admin("POST", &format!("{one}/erase"), Value::Null).await;
    assert_eq!((erased.status, erased.json()["erased_at"].is_string()), (201, true));
    assert_eq!(site.admin("GET", &format!("{one}/trace"), Value::Null).await.text, "");
    assert_eq!(site.admin("POST", &format!("{one}/erase"), Value::Null).await.status, 403);
}

#[tokio::test]
async fn what_is_not_public_is_for_members() {
    let site = Site::start().await;
    let (project, job) = left(&site);
    let trace = format!("/projects/{project}/jobs/{job}/trace");
    assert_eq!(site.get(&trace, "").await.status, 200);

    let body = json!({ "public_jobs": false });
    assert_eq!(site.admin("PUT", &format!("/projects/{project}"), body).await.status, 200);

    assert_eq!(site.get(&trace, "").await.status, 401);
    let (_, other) = site.token_for("hana.yoshida", &["read_api"]).await;
    assert_eq!(site.get(&trace, &other).await.status, 403);
}

#[tokio::test]
async fn a_schedule_is_switched_off_taken_over_and_deleted() {
    let site = Site::start().await;
    let base = format!("/projects/{}/pipeline_schedules", site.project("harbor/platform/deploy"));
    let (one, before) = (format!("{base}/1"), site.range.dump());
    let (_, token) = site.token_for("tomas.novak", &["api"]).await;

    assert_eq!(site.call("PUT", &one, &token, json!({ "active": false })).await.status, 403);
    let row = site.admin("PUT", &one, json!({ "active": false })).await.json();
    assert_eq!(row["active"], false);
    assert_eq!(site.admin("GET", &format!("{base}?scope=active"), Value::Null).await.rows(), 0);
    assert_eq!(site.admin("PUT", &one, json!({ "cron": "often" })).await.status, 400);
    site.admin("PUT", &one, json!({ "active": true })).await;
    let after = site.range.dump();
    assert_eq!(after["ci"].to_string(), before["ci"].to_string());
    let taken = site.admin("POST", &format!("{one}/take_ownership"), Value::Null).await;
    assert_eq!(taken.json()["owner"]["username"], "portcullis");
    assert_eq!(site.admin("DELETE", &one, Value::Null).await.status, 204);
    assert_eq!(site.admin("GET", &one, Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_files_history_leads_to_who_changed_it() {
    let site = Site::start().await;
    let project = site.project("harbor/platform/deploy");
    let base = format!("/projects/{project}/repository");
    let (_, mei) = site.token_for("mei.tanaka", &["api"]).await;
    let (_, kenji) = site.token_for("kenji.mori", &["api"]).await;
    let path = format!("{base}/files/.gitlab-ci.yml");
    let body = |text: &str| json!({ "branch": "main", "commit_message": "ci", "content": text });

    assert_eq!(site.call("POST", &path, &kenji, body("a: 1\n")).await.status, 400);
    assert_eq!(site.call("POST", &path, &mei, body("a: 1\n")).await.status, 201);
    assert_eq!(site.call("POST", &path, &mei, body("a: 1\n")).await.status, 400);
    assert_eq!(site.call("PUT", &path, &mei, body("a: 1\nb: 2\n")).await.status, 200);

    let commits = format!("{base}/commits?path=.gitlab-ci.yml");
    let rows = site.admin("GET", &commits, Value::Null).await.json();
    assert_eq!(
        (rows.as_array().unwrap().len(), rows[0]["author_name"].clone()),
        (2, json!("Mei Tanaka"))
    );
    let (new, old) = (rows[0]["id"].as_str().unwrap(), rows[1]["id"].as_str().unwrap());
    let raw = format!("{path}/raw?ref={old}");
    assert_eq!(site.admin("GET", &raw, Value::Null).await.text, "a: 1\n");
    let diff = site.admin("GET", &format!("{base}/commits/{new}/diff"), Value::Null).await.json();
    assert_eq!(diff[0]["diff"], "@@ -2,0 +2,1 @@\n+b: 2\n");
    let compared =
        site.admin("GET", &format!("{base}/compare?from={old}&to={new}"), Value::Null).await.json();
    assert_eq!(compared["commits"].as_array().unwrap().len(), 1);
    assert_eq!(
        site.admin("GET", &format!("{base}/commits/0000000"), Value::Null).await.status,
        404
    );
    let later = format!("{commits}&since=2026-03-03");
    assert_eq!(site.admin("GET", &later, Value::Null).await.rows(), 0);
}

#[tokio::test]
async fn with_its_last_job_a_pipeline_ends_and_its_variables_are_told_to_maintainers() {
    let site = Site::start().await;
    let base = format!("/projects/{}", site.project("harbor/platform/deploy"));
    let body = json!({ "ref": "main", "variables": [{ "key": "STAGE", "value": "live" }] });
    let made = site.admin("POST", &format!("{base}/pipeline"), body.clone()).await.json();
    let one = format!("{base}/pipelines/{}", made["id"]);

    let given = site.admin("GET", &format!("{one}/variables"), Value::Null).await.json();
    assert_eq!(given[0]["key"], "STAGE");
    let jobs = site.admin("GET", &format!("{one}/jobs"), Value::Null).await.json();
    let cancel = format!("{base}/jobs/{}/cancel", jobs[0]["id"]);
    assert_eq!(site.admin("POST", &cancel, Value::Null).await.json()["status"], "canceled");
    assert_eq!(site.admin("GET", &one, Value::Null).await.json()["status"], "canceled");

    let closed = json!({
        "restrict_user_defined_variables": true,
        "ci_pipeline_variables_minimum_override_role": "no_one_allowed",
    });
    assert_eq!(site.admin("PUT", &base, closed).await.status, 200);
    assert_eq!(site.admin("POST", &format!("{base}/pipeline"), body).await.status, 400);
}
