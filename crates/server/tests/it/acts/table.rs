//! One act of each kind, each on something else of the example instance, so that
//! all of them can stand in one plan.

use jiff::{SignedDuration, Timestamp};
use range::world::{GpgKey, TokenKind, UserKind, UserState, World};
use serde_json::{Value, json};

/// Kinds that this instance cannot hold, and where they are shown instead.
pub(crate) const ELSEWHERE: &[(&str, &str)] =
    &[("delete_enterprise_key", "only GitLab.com has enterprise users: gitlab/tests")];

/// Kinds that let somebody in: a gate of their own guards them.
pub(crate) const LETTING_IN: &[&str] = &["unblock_user", "unban_user", "activate_user"];

/// Arranges what is missing and answers one act of each kind, as JSON.
pub(crate) fn acts(world: &mut World, now: Timestamp) -> Vec<Value> {
    let mut acts = people(world, now);
    acts.extend(credentials(world, now));
    acts.extend(machines(world, now));
    acts.extend(settings(world));
    acts.extend(pipelines(world, now));
    acts
}

fn user(world: &World, name: &str) -> u64 {
    world.user_by(name).unwrap().id
}

fn project(world: &World, path: &str) -> u64 {
    world.project_by(path).unwrap().id
}

fn group(world: &World, path: &str) -> u64 {
    world.group_by(path).unwrap().id
}

fn set_state(world: &mut World, name: &str, state: UserState) -> u64 {
    let id = user(world, name);
    world.users.get_mut(&id).unwrap().state = state;
    id
}

fn people(world: &mut World, now: Timestamp) -> Vec<Value> {
    // GitLab deactivates only who was away for 90 days.
    let long_ago = now - SignedDuration::from_hours(24 * 200);
    let dormant = user(world, "fatima.haddad");
    for id in [dormant, user(world, "kenji.mori")] {
        world.users.get_mut(&id).unwrap().last_activity_at = Some(long_ago);
    }
    let (sofia, julien) = (user(world, "sofia.reyes"), user(world, "julien.marchand"));
    let email = world.users[&sofia].emails[0].id;
    let banned = set_state(world, "tomas.novak", UserState::Banned);
    let deactivated = set_state(world, "kenji.mori", UserState::Deactivated);
    let newcomer = world.add_user("new.comer", "New Comer", UserKind::Human, now);
    vec![
        json!({"kind": "block_user", "user": user(world, "mei.tanaka")}),
        json!({"kind": "unblock_user", "user": user(world, "liam.byrne")}),
        json!({"kind": "ban_user", "user": newcomer}),
        json!({"kind": "unban_user", "user": banned}),
        json!({"kind": "deactivate_user", "user": dormant}),
        json!({"kind": "activate_user", "user": deactivated}),
        json!({"kind": "reset_password", "user": user(world, "priya.nair")}),
        json!({"kind": "change_user", "user": user(world, "elena.petrova"), "set": {"external": false}}),
        json!({"kind": "delete_user_email", "user": sofia, "email": email}),
        json!({"kind": "add_user_email", "user": julien, "email": "j@home.example", "is_confirmed": true}),
        json!({"kind": "delete_identity", "user": sofia, "provider": "group_saml"}),
        json!({"kind": "add_identity", "user": julien, "provider": "group_saml", "extern_uid": "jm"}),
        json!({"kind": "remove_member", "place": "group", "group": group(world, "harbor/mobile"), "user": user(world, "priya.nair")}),
        json!({"kind": "add_member", "place": "project", "project": project(world, "harbor/billing"), "user": user(world, "hana.yoshida"), "access_level": 30}),
        json!({"kind": "change_member_role", "place": "group", "group": group(world, "harbor/mobile"), "user": sofia, "access_level": 10}),
    ]
}

fn credentials(world: &mut World, now: Timestamp) -> Vec<Value> {
    let oscar = user(world, "oscar.lindqvist");
    let deploy = project(world, "harbor/platform/deploy");
    let tokens: Vec<u64> =
        ["to revoke", "to rotate"].map(|name| token(world, oscar, name, now)).into();
    let gpg = GpgKey { id: 900, user: oscar, key: gpg_key("oscar"), created_at: now };
    world.gpg_keys.insert(gpg.id, gpg);
    let ssh = world.keys.values().find(|key| key.user == oscar).unwrap().id;
    let deploy_key = world.deploy_keys.values().next().unwrap().id;
    let deploy_token = world.deploy_tokens.values().next().unwrap().id;
    let (gone, _) = world.add_application("Gone", "https://gone.example/callback", &["api"], true);
    let (kept, _) = world.add_application("Kept", "https://kept.example/callback", &["api"], true);
    let trigger = world.triggers.values().next().unwrap();
    let (trigger, trigger_project) = (trigger.id, trigger.project);
    let agent = world.agents.values().next().unwrap();
    let (agent, agent_project, agent_token) = (agent.id, agent.project, agent.tokens[0].id);
    vec![
        json!({"kind": "revoke_token", "token": {"id": tokens[0], "scope": "personal"}}),
        json!({"kind": "rotate_token", "token": {"id": tokens[1], "scope": "personal"}}),
        json!({"kind": "delete_ssh_key", "user": oscar, "key": ssh}),
        json!({"kind": "add_ssh_key", "user": oscar, "title": "new", "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAInewnewnew"}),
        json!({"kind": "delete_gpg_key", "user": oscar, "key": 900}),
        json!({"kind": "add_gpg_key", "user": user(world, "julien.marchand"), "key": gpg_key("julien")}),
        json!({"kind": "delete_deploy_key", "project": deploy, "key": deploy_key}),
        json!({"kind": "add_deploy_key", "project": deploy, "title": "second", "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIsecond", "can_push": false}),
        json!({"kind": "revoke_deploy_token", "place": "project", "project": deploy, "token": deploy_token}),
        json!({"kind": "delete_application", "application": gone}),
        json!({"kind": "renew_application_secret", "application": kept}),
        json!({"kind": "delete_trigger", "project": trigger_project, "trigger": trigger}),
        json!({"kind": "revoke_agent_token", "project": agent_project, "agent": agent, "token": agent_token}),
    ]
}

fn gpg_key(of: &str) -> String {
    format!("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ{of}\n-----END PGP PUBLIC KEY BLOCK-----")
}

fn token(world: &mut World, user: u64, name: &str, now: Timestamp) -> u64 {
    let new = range::world::NewToken {
        kind: TokenKind::Personal,
        user,
        name: name.to_owned(),
        description: None,
        scopes: vec!["api".to_owned()],
        expires_at: None,
        family: None,
        is_routable: true,
    };
    world.add_token(new, now).0
}

fn machines(world: &mut World, now: Timestamp) -> Vec<Value> {
    let mut runner = |name: &str| world.add_runner(None, name, Some(1), now).0;
    let (awake, asleep, gone, renewed) =
        (runner("awake"), runner("asleep"), runner("gone"), runner("renewed"));
    world.runners.get_mut(&asleep).unwrap().is_paused = true;
    let partner = project(world, "commons/partner-api");
    let hook = world.add_hook(partner, "https://partner.example/hook", now);
    vec![
        json!({"kind": "pause_runner", "runner": awake}),
        json!({"kind": "resume_runner", "runner": asleep}),
        json!({"kind": "delete_runner", "runner": gone}),
        json!({"kind": "reset_runner_token", "runner": renewed}),
        json!({"kind": "reset_registration_token", "place": "instance"}),
        json!({"kind": "remove_webhook", "project": partner, "hook": hook}),
        json!({"kind": "add_webhook", "project": partner, "url": "https://second.example/hook"}),
    ]
}

fn settings(world: &mut World) -> Vec<Value> {
    let deploy = project(world, "harbor/platform/deploy");
    let billing = project(world, "harbor/billing");
    let partner = project(world, "commons/partner-api");
    world.projects.get_mut(&billing).unwrap().job_token_projects.insert(deploy);
    let doomed = project(world, "harbor/services/quay-map");
    let day = jiff::civil::date(2099, 1, 1);
    world.projects.get_mut(&doomed).unwrap().deletion_on = Some(day);
    let rule = world.approval_rules.values().next().unwrap();
    let (rule, rule_project) = (rule.id, rule.project);
    let julien = user(world, "julien.marchand");
    vec![
        json!({"kind": "change_settings", "of": "project", "project": partner, "set": {"visibility": "public"}}),
        json!({"kind": "protect_ref", "project": deploy, "what": "branch", "reference": "release/*", "set": {"push": [{"access_level": 40}], "merge": [{"access_level": 30}]}}),
        json!({"kind": "unprotect_ref", "project": billing, "what": "branch", "reference": "main"}),
        json!({"kind": "change_variable", "project": deploy, "key": "KUBE_CONFIG_STAGING", "set": {"protected": true}}),
        json!({"kind": "replace_variable_value", "project": billing, "key": "LEDGER_DB_URL", "value_from": "prompt"}),
        json!({"kind": "recreate_variable_hidden", "project": billing, "key": "PAYMENT_API_KEY", "value_from": "prompt"}),
        json!({"kind": "delete_variable", "project": partner, "key": "PARTNER_SIGNING_SECRET"}),
        json!({"kind": "allow_job_tokens", "project": deploy, "target_project_id": partner}),
        json!({"kind": "disallow_job_tokens", "project": billing, "target_project_id": deploy}),
        json!({"kind": "restore_project", "project": doomed}),
        json!({"kind": "add_approval_rule", "project": deploy, "rule_name": "security", "row": {"approvals_required": 1, "user_ids": [julien]}}),
        json!({"kind": "remove_approval_rule", "project": rule_project, "rule": rule}),
    ]
}

fn pipelines(world: &mut World, now: Timestamp) -> Vec<Value> {
    let deploy = project(world, "harbor/platform/deploy");
    let mei = user(world, "mei.tanaka");
    let mut pipeline = |is_over: bool| {
        let id = world.add_pipeline((deploy, mei), "push", &[("test", "unit", "a log\n")], now);
        if is_over {
            world.finish_pipeline(id, "success", now);
        }
        let job = world.jobs.values().find(|job| job.pipeline == id).unwrap().id;
        (id, job)
    };
    let (_, running) = pipeline(false);
    let (stopped, _) = pipeline(false);
    let (deleted, _) = pipeline(true);
    let (_, erased) = pipeline(true);
    let (_, emptied) = pipeline(true);
    let files = [("dist/app".to_owned(), "an artifact".to_owned())].into();
    let artifacts = range::world::Artifacts { files, expire_at: None };
    world.jobs.get_mut(&emptied).unwrap().artifacts = Some(artifacts);
    let schedule = world.schedules.values().next().unwrap();
    let (schedule, schedule_project) = (schedule.id, schedule.project);
    vec![
        json!({"kind": "cancel_job", "project": deploy, "job": running}),
        json!({"kind": "cancel_pipeline", "project": deploy, "pipeline": stopped}),
        json!({"kind": "delete_pipeline", "project": deploy, "pipeline": deleted}),
        json!({"kind": "delete_schedule", "project": schedule_project, "schedule": schedule}),
        json!({"kind": "erase_job", "project": deploy, "job": erased}),
        json!({"kind": "delete_artifacts", "project": deploy, "job": emptied}),
    ]
}
