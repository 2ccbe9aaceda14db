//! The attacks, and that containment ends them.

use range::attack::{Loot, Scenario, Step};
use serde_json::Value;
use tokio::sync::mpsc;

use crate::harness::{Sink, Site, config};

async fn attack(scenario: Scenario) -> (Site, Sink, Loot, Vec<Step>) {
    let (sink, destination) = Sink::start().await;
    let mut config = config();
    config.destinations = vec![destination];
    let site = Site::start_with(config).await;
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let loot = scenario.run(site.range.base_url(), sender).await.unwrap();
    let mut steps = Vec::new();
    while let Ok(step) = receiver.try_recv() {
        steps.push(step);
    }
    site.range.streams_idle().await;
    (site, sink, loot, steps)
}

async fn statuses(loot: &Loot) -> Vec<u16> {
    loot.probe().await.unwrap().iter().map(|probe| probe.status).collect()
}

fn count(types: &[String], wanted: &str) -> usize {
    types.iter().filter(|name| *name == wanted).count()
}

#[tokio::test]
async fn a_leaked_token_is_found_used_and_outlived() {
    let (_site, sink, loot, steps) = attack(Scenario::LeakedToken).await;

    assert_eq!(loot.credentials.len(), 3);
    assert!(loot.variables_read >= 3);
    let types = sink.types();
    for wanted in [
        "project_access_token_created",
        "add_ssh_key",
        "webhook_created",
        "repository_git_operation",
    ] {
        assert_eq!(count(&types, wanted), 1, "{wanted}");
    }
    assert!(count(&types, "variable_viewed_api") >= 3);
    let ips: Vec<Value> = {
        let received = sink.received.lock().unwrap();
        received.iter().map(|(_, body)| body["ip_address"].clone()).collect()
    };
    assert!(ips.iter().all(|ip| ip == range::attack::ADDRESS));
    let refused = steps.iter().find(|step| step.title == "try to make a second personal token");
    assert_eq!(refused.unwrap().status, 403);
    assert!(steps.iter().all(|step| !step.request.contains("glpat-")));
    assert_eq!(statuses(&loot).await, [200, 200, 200]);
}

#[tokio::test]
async fn after_containment_nothing_of_a_leaked_token_opens() {
    let (site, _, loot, _) = attack(Scenario::LeakedToken).await;
    let leaked = site.range.leaked_token_id();
    site.admin("DELETE", &format!("/personal_access_tokens/{leaked}"), Value::Null).await;
    assert_eq!(statuses(&loot).await, [401, 200, 200]);

    let project = site.project("harbor/platform/deploy");
    let tokens =
        site.admin("GET", &format!("/projects/{project}/access_tokens"), Value::Null).await.json();
    let planted = tokens[0]["id"].as_u64().unwrap();
    site.admin("DELETE", &format!("/projects/{project}/access_tokens/{planted}"), Value::Null)
        .await;
    let user = site.range.leaked_user();
    let keys = site.admin("GET", &format!("/users/{user}/keys"), Value::Null).await.json();
    let key = keys.as_array().unwrap().iter().find(|key| key["title"] == "build cache").unwrap();
    site.admin("DELETE", &format!("/users/{user}/keys/{}", key["id"]), Value::Null).await;

    let probes = loot.probe().await.unwrap();
    assert!(probes.iter().all(range::attack::Probe::is_locked_out), "{probes:?}");
}

#[tokio::test]
async fn a_compromised_user_is_signed_in_and_opened_up() {
    let (_site, sink, loot, _) = attack(Scenario::CompromisedUser).await;

    assert_eq!(statuses(&loot).await, [200, 200, 200]);
    assert_eq!(loot.footholds.len(), 3);
    let types = sink.types();
    assert_eq!(count(&types, "login_failed_with_standard_authentication"), 3);
    for wanted in [
        "authenticated_with_password",
        "personal_access_token_created",
        "add_ssh_key",
        "project_visibility_level_updated",
        "protected_branch_removed",
        "webhook_created",
    ] {
        assert_eq!(count(&types, wanted), 1, "{wanted}");
    }
}

#[tokio::test]
async fn blocking_a_compromised_user_shuts_every_door() {
    let (site, _, loot, _) = attack(Scenario::CompromisedUser).await;
    let user = site.range.compromised_user();

    site.admin("POST", &format!("/users/{user}/block"), Value::Null).await;

    assert_eq!(statuses(&loot).await, [401, 403, 403]);
}

/// Runs an attack; everything that it left is alive, and each of these events was told.
async fn check(scenario: Scenario, credentials: usize, events: &[&str]) -> (Site, Loot) {
    let (site, sink, loot, steps) = attack(scenario).await;
    let probes = loot.probe().await.unwrap();
    assert_eq!(probes.len(), credentials, "{probes:?}");
    assert!(probes.iter().all(|probe| (200..400).contains(&probe.status)), "{probes:?}");
    let remains = loot.remains(site.range.admin_token()).await.unwrap();
    assert_eq!(remains.len(), loot.footholds.len(), "{remains:?} of {:?}", loot.footholds);
    let types = sink.types();
    for wanted in events {
        assert!(count(&types, wanted) > 0, "no {wanted} among {types:?}");
    }
    for secret in loot.secrets() {
        assert!(steps.iter().all(|step| !step.request.contains(secret)), "a step tells a secret");
    }
    (site, loot)
}

#[tokio::test]
async fn a_bots_token_is_found_in_a_log_and_plants_what_starts_pipelines() {
    let events = [
        "deploy_key_added",
        "webhook_created",
        "project_access_token_created",
        "ci_variable_updated",
        "variable_viewed_api",
    ];

    let (site, loot) = check(Scenario::CompromisedBot, 4, &events).await;

    let bot = site.user(range::attack::compromised_bot::USERNAME);
    site.admin("POST", &format!("/users/{bot}/block"), Value::Null).await;
    // What the bot planted does not end with the bot.
    let alive: Vec<String> = loot
        .probe()
        .await
        .unwrap()
        .into_iter()
        .filter(|probe| !probe.is_locked_out())
        .map(|probe| probe.credential)
        .collect();
    assert!(alive.contains(&"a planted project access token".to_owned()), "{alive:?}");
}

#[tokio::test]
async fn a_job_token_in_a_public_log_works_until_the_job_is_cancelled() {
    let (site, loot) = check(Scenario::ExposedJobToken, 2, &["authenticated_with_password"]).await;

    let project = site.project(range::attack::exposed_job_token::PROJECT);
    let path = format!("/projects/{project}/jobs?scope=running");
    let job = site.admin("GET", &path, Value::Null).await.json()[0]["id"].as_u64().unwrap();
    site.admin("POST", &format!("/projects/{project}/jobs/{job}/cancel"), Value::Null).await;

    assert_eq!(statuses(&loot).await, [200, 401]);
    let commits = format!("/projects/{project}/repository/commits?path=.gitlab-ci.yml");
    let newest = site.admin("GET", &commits, Value::Null).await.json()[0].clone();
    assert_eq!(newest["author_name"], "Priya Nair");
}

#[tokio::test]
async fn a_cloud_key_and_a_token_are_read_by_nobody_in_particular() {
    let events = ["variable_viewed_api", "ci_variable_created", "webhook_created"];

    let (site, loot) = check(Scenario::CiSecretExposure, 1, &events).await;

    let project = site.project(range::attack::ci_secret_exposure::PROJECT);
    let private = serde_json::json!({ "public_jobs": false });
    site.admin("PUT", &format!("/projects/{project}"), private).await;
    let remains = loot.remains(site.range.admin_token()).await.unwrap();
    assert_eq!(remains.len(), 2, "the log and the artifact are closed: {remains:?}");
}

#[tokio::test]
async fn an_administrators_password_opens_the_whole_instance() {
    let events = [
        "authenticated_with_password",
        "personal_access_token_created",
        "user_created",
        "add_ssh_key",
        "application_setting_updated",
        "ci_instance_variable_created",
    ];

    let (site, loot) = check(Scenario::CompromisedInstance, 8, &events).await;

    let admin = site.user(range::attack::compromised_instance::USERNAME);
    site.admin("POST", &format!("/users/{admin}/block"), Value::Null).await;
    let made = site.user(range::attack::compromised_instance::MADE);
    site.admin("POST", &format!("/users/{made}/block"), Value::Null).await;
    let alive: Vec<String> = loot
        .probe()
        .await
        .unwrap()
        .into_iter()
        .filter(|probe| !probe.is_locked_out())
        .map(|probe| probe.credential)
        .collect();
    assert_eq!(
        alive,
        [
            "an impersonation token of a colleague",
            "an SSH key planted for the colleague",
            "the token of a runner for all projects",
        ]
    );
}

#[tokio::test]
async fn an_owners_account_flips_settings_that_each_tell_what_they_were() {
    let events = [
        "authenticated_with_password",
        "project_visibility_level_updated",
        "protected_branch_updated",
        "webhook_created",
        "ci_variable_updated",
    ];

    let (site, loot) = check(Scenario::MisconfiguredSettings, 3, &events).await;

    let project = site.project(range::attack::misconfigured_settings::PROJECT);
    let private = serde_json::json!({ "visibility": "private" });
    site.admin("PUT", &format!("/projects/{project}"), private).await;
    let remains = loot.remains(site.range.admin_token()).await.unwrap();
    assert_eq!(remains.len(), loot.footholds.len() - 1, "{remains:?}");
}

#[test]
fn each_scenario_is_found_by_its_name() {
    for scenario in Scenario::ALL {
        assert_eq!(scenario.name().parse::<Scenario>().unwrap(), scenario);
    }
    let error = "ransom".parse::<Scenario>().unwrap_err().to_string();
    assert!(Scenario::ALL.iter().all(|one| error.contains(one.name())), "{error}");
}
