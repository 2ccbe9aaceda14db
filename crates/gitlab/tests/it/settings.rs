//! Calls on settings, webhooks, variables, protections and CI against the
//! simulated GitLab: read, changed, put back.

use std::collections::BTreeMap;
use std::sync::Arc;

use gitlab::{
    CiThing, Client, Config, Home, Hook, MaskProblem, Place, ProtectedKind, ProtectionFlags,
    SettingsAt, VariableFlags,
};
use jiff::Timestamp;
use range::{Range, RangeConfig, RangeHandle, Tier};
use serde_json::{Map, Value, json};

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

async fn stage_of(tier: Tier) -> (RangeHandle, Client) {
    let config = RangeConfig { tier, ..RangeConfig::new(7, Arc::new(now)) };
    let range = Range::start(config).await.unwrap();
    let config = Config::new(range.base_url().clone(), range.admin_token().into());
    let client = Client::new(config).unwrap();
    (range, client)
}

async fn stage() -> (RangeHandle, Client) {
    stage_of(Tier::Ultimate).await
}

fn id(number: u64) -> i64 {
    i64::try_from(number).unwrap()
}

fn project(range: &RangeHandle, path: &str) -> i64 {
    range.with_world(|world| id(world.project_by(path).unwrap().id))
}

fn group(range: &RangeHandle, path: &str) -> i64 {
    range.with_world(|world| id(world.group_by(path).unwrap().id))
}

fn set(field: &str, value: Value) -> BTreeMap<String, Value> {
    BTreeMap::from([(field.to_owned(), value)])
}

fn row(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn a_setting_of_each_object_is_changed_and_put_back_exactly() {
    let (range, client) = stage().await;
    let billing = project(&range, "harbor/billing");
    let harbor = group(&range, "harbor");
    let schedule = range.with_world(|world| {
        let schedule = world.schedules.values().next().unwrap();
        SettingsAt::Schedule(id(schedule.project), id(schedule.id))
    });
    let rule = range.with_world(|world| {
        let rule = world.approval_rules.values().next().unwrap();
        SettingsAt::ApprovalRule(id(rule.project), id(rule.id))
    });
    let cases = [
        (SettingsAt::Project(billing), "only_allow_merge_if_pipeline_succeeds"),
        (SettingsAt::Group(harbor), "require_two_factor_authentication"),
        (SettingsAt::Instance, "admin_mode"),
        (SettingsAt::ProjectApprovals(billing), "reset_approvals_on_push"),
        (SettingsAt::ProjectApprovalSetting(billing), "allow_author_approval"),
        (SettingsAt::GroupApprovalSetting(harbor), "retain_approvals_on_push"),
        (SettingsAt::JobTokenScope(billing), "inbound_enabled"),
        (schedule, "active"),
    ];
    for (at, field) in cases {
        let before = client.settings(at, &[field]).await.unwrap();
        let was = before[field].as_bool().unwrap_or_else(|| panic!("{at:?} {field}"));
        client.change_settings(at, &set(field, json!(!was))).await.unwrap();
        let now = client.settings(at, &[field]).await.unwrap();
        assert_eq!(now, set(field, json!(!was)), "{at:?}");
        client.change_settings(at, &before).await.unwrap();
        assert_eq!(client.settings(at, &[field]).await.unwrap(), before, "{at:?}");
    }
    let told = client.settings(rule, &["name", "approvals_required", "user_ids"]).await.unwrap();
    assert_eq!(told.len(), 3, "{told:?}");
}

#[tokio::test]
async fn the_first_push_rule_is_made_and_the_next_change_changes_it() {
    let (range, client) = stage().await;
    let at = SettingsAt::ProjectPushRule(project(&range, "commons/partner-api"));
    for wanted in [true, false, true] {
        client.change_settings(at, &set("deny_delete_tag", json!(wanted))).await.unwrap();
        let now = client.settings(at, &["deny_delete_tag"]).await.unwrap();
        assert_eq!(now, set("deny_delete_tag", json!(wanted)));
    }
}

#[tokio::test]
async fn on_free_there_are_no_approvals_and_no_setting_that_holds_a_secret_is_read() {
    let (range, client) = stage_of(Tier::Free).await;
    let billing = project(&range, "harbor/billing");
    let field = "reset_approvals_on_push";
    let error = client.settings(SettingsAt::ProjectApprovals(billing), &[field]).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let told =
        client.settings(SettingsAt::Instance, &["akismet_api_key", "admin_mode"]).await.unwrap();
    assert_eq!(told.keys().collect::<Vec<_>>(), ["admin_mode"]);
    let told = client.settings(SettingsAt::Project(billing), &["runners_token"]).await.unwrap();
    assert!(told.is_empty());
}

#[tokio::test]
async fn a_webhook_comes_back_with_all_its_settings_in_each_home() {
    let (range, client) = stage().await;
    let homes = [
        Home::Project(project(&range, "harbor/billing")),
        Home::Group(group(&range, "harbor")),
        Home::Instance,
    ];
    for home in homes {
        let mut settings = row(json!({
            "push_events": false, "tag_push_events": true, "enable_ssl_verification": false,
        }));
        if home != Home::Instance {
            settings.insert("job_events".to_owned(), json!(true));
        }
        let url = "https://chat.example/hook";
        client.add_hook(home, url, &settings).await.unwrap();
        let mine = |hooks: Vec<Hook>| hooks.into_iter().find(|hook| hook.url == url);
        let hook = mine(client.hooks(home).await.unwrap()).unwrap();
        for (field, value) in &settings {
            assert_eq!(hook.settings.get(field), Some(value), "{home:?} {field}");
        }
        client.delete_hook(home, hook.id).await.unwrap();
        assert_eq!(mine(client.hooks(home).await.unwrap()), None);
        client.add_hook(home, url, &hook.settings).await.unwrap();
        let again = mine(client.hooks(home).await.unwrap()).unwrap();
        assert_eq!(again.settings, hook.settings, "{home:?}");
    }
}

#[tokio::test]
async fn branches_and_tags_are_protected_changed_and_freed() {
    let (range, client) = stage().await;
    let billing = project(&range, "harbor/billing");
    let branch =
        row(json!({"push_access_level": 40, "merge_access_level": 30, "allow_force_push": true}));
    let tag = row(json!({"create_access_level": 40}));
    for (kind, name, rule) in
        [(ProtectedKind::Branch, "release/*", branch), (ProtectedKind::Tag, "v*", tag)]
    {
        client.protect_ref(billing, kind, (name, &rule)).await.unwrap();
        let told = client.protected_ref(billing, kind, name).await.unwrap();
        let field =
            if kind == ProtectedKind::Tag { "create_access_levels" } else { "push_access_levels" };
        assert_eq!(told[field][0]["access_level"], 40);
        let all = client.protected_refs(billing, kind).await.unwrap();
        assert!(all.iter().any(|row| row["name"] == name));
        if kind == ProtectedKind::Branch {
            let flags =
                ProtectionFlags { allow_force_push: Some(false), ..ProtectionFlags::default() };
            client.change_protected_branch(billing, name, flags).await.unwrap();
            let told = client.protected_ref(billing, kind, name).await.unwrap();
            assert_eq!(told["allow_force_push"], false);
        }
        client.unprotect_ref(billing, kind, name).await.unwrap();
        let error = client.protected_ref(billing, kind, name).await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
    }
}

#[tokio::test]
async fn a_variable_is_masked_protected_given_a_new_value_hidden_and_deleted() {
    let (range, client) = stage().await;
    let billing = project(&range, "harbor/billing");
    let home = Home::Project(billing);
    let named = ("PAYMENT_API_KEY", "*");
    let find = async || {
        let all = client.variables(home).await.unwrap();
        all.into_iter().find(|variable| variable.key == named.0)
    };
    let before = find().await.unwrap();
    for wanted in [true, false] {
        let flags = VariableFlags { masked: None, protected: Some(wanted) };
        client.change_variable(home, named, flags).await.unwrap();
        assert_eq!(find().await.unwrap().protected, wanted);
    }
    client.replace_variable_value(home, named, &"short".into()).await.unwrap_or_else(|error| {
        assert!(before.masked, "{error}");
    });
    client.replace_variable_value(home, named, &"an-entirely-new-value".into()).await.unwrap();
    assert_eq!(find().await.unwrap().mask_problem, None);
    client.delete_variable(home, named).await.unwrap();
    assert_eq!(find().await, None);
    client.add_hidden_variable(home, &before, &"the-newest-value".into()).await.unwrap();
    let hidden = find().await.unwrap();
    assert!(hidden.hidden && hidden.masked);
    let answer = client.add_hidden_variable(home, &before, &"the-newest-value".into()).await;
    assert!(answer.is_err(), "the same key twice");
    assert_eq!(gitlab::mask_problem("a b c d e f"), Some(MaskProblem::HasSpace));
}

#[tokio::test]
async fn an_allowlist_takes_projects_and_groups_in_and_out() {
    let (range, client) = stage().await;
    let billing = project(&range, "harbor/billing");
    let guests = [
        Place::Project(project(&range, "commons/partner-api")),
        Place::Group(group(&range, "commons")),
    ];
    for guest in guests {
        let is_in = async || {
            let (list, id) = match guest {
                Place::Project(id) => (client.allowed_projects(billing).await.unwrap(), id),
                Place::Group(id) => (client.allowed_groups(billing).await.unwrap(), id),
            };
            list.iter().any(|entry| entry.id == id)
        };
        assert!(!is_in().await);
        client.allow_job_tokens(billing, guest).await.unwrap();
        assert!(is_in().await);
        client.disallow_job_tokens(billing, guest).await.unwrap();
        assert!(!is_in().await);
    }
}

#[tokio::test]
async fn what_runs_is_cancelled_and_what_it_left_is_erased() {
    let (range, client) = stage().await;
    let (project, pipeline, job) = range.with_world(|world| {
        let project = world.project_by("harbor/billing").unwrap().id;
        let user = world.users.values().next().unwrap().id;
        let pipeline =
            world.add_pipeline((project, user), "push", &[("test", "unit", "log")], now());
        let job = world.jobs.values().find(|job| job.pipeline == pipeline).unwrap().id;
        (id(project), id(pipeline), id(job))
    });
    client.cancel(project, CiThing::Job(job)).await.unwrap();
    let row = client.ci_thing(project, CiThing::Job(job)).await.unwrap();
    assert_eq!(row["status"], "canceled");
    client.erase_job(project, job).await.unwrap();
    let row = client.ci_thing(project, CiThing::Job(job)).await.unwrap();
    assert!(row["erased_at"].is_string());
    client.cancel(project, CiThing::Pipeline(pipeline)).await.unwrap();
    client.delete_ci_thing(project, CiThing::Pipeline(pipeline)).await.unwrap();
    let error = client.ci_thing(project, CiThing::Pipeline(pipeline)).await.unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
async fn a_project_that_waits_for_its_deletion_is_restored() {
    let (range, client) = stage().await;
    let doomed = project(&range, "harbor/services/quay-map");
    let day = jiff::civil::date(2099, 1, 1);
    range.with_world(|world| {
        let id = u64::try_from(doomed).unwrap();
        world.projects.get_mut(&id).unwrap().deletion_on = Some(day);
    });
    let marked = client.deletion_mark(doomed).await.unwrap();
    assert!(marked["marked_for_deletion_on"].is_string());
    client.restore_project(doomed).await.unwrap();
    let row = client.deletion_mark(doomed).await.unwrap();
    assert!(row.get("marked_for_deletion_on").is_none_or(Value::is_null));
}
