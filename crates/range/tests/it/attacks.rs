//! The attacks, and that containment ends them.

use range::attack::{Foothold, Loot, Scenario, Step};
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

    let Foothold::Webhook { project, .. } = &loot.footholds[0] else { panic!("a webhook") };
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
