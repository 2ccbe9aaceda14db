//! Acts on people and credentials against the simulated GitLab: looked at, done,
//! read back, undone, as the executor does it.

use std::sync::Arc;

use engine::respond::{Act, Seen, Verdict};
use gitlab::{Client, Config};
use jiff::Timestamp;
use range::{Range, RangeConfig, RangeHandle};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{call, look, read_back};

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZha2VrZXlmYWtla2V5ZmFrZWtleWZha2VrZXkx me@home";

const GPG: &str =
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----";

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

struct Stage {
    range: RangeHandle,
    client: Client,
    user: i64,
    project: i64,
    group: i64,
}

async fn stage() -> Stage {
    let range = Range::start(RangeConfig::new(7, Arc::new(now))).await.unwrap();
    let config = Config::new(range.base_url().clone(), range.admin_token().into());
    let client = Client::new(config).unwrap();
    let user = i64::try_from(range.leaked_user()).unwrap();
    let places = client.user_memberships(user).await.unwrap();
    let group = places.iter().find(|place| place.source_type == "Namespace").unwrap().source_id;
    let project = client.group_projects(group).await.unwrap().first().unwrap().id;
    Stage { range, client, user, project, group }
}

impl Stage {
    async fn make(&self, path: String, body: Value) -> i64 {
        let url = self.range.base_url().join(&format!("api/v4/{path}")).unwrap();
        let request = reqwest::Client::builder().no_proxy().build().unwrap().post(url);
        let request = request.header("PRIVATE-TOKEN", self.range.admin_token()).json(&body);
        let response = request.send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        let row: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        row["id"].as_i64().unwrap()
    }

    /// An act of the user, the project and the group of this stage.
    fn act(&self, kind: &str, more: Value) -> Act {
        let mut act = json!({ "kind": kind, "user": self.user });
        let (Some(fields), Value::Object(more)) = (act.as_object_mut(), more) else {
            panic!("{kind} is no act")
        };
        fields.extend(more);
        serde_json::from_value(act).unwrap()
    }

    /// Looks, calls, reads back; says what was there before.
    async fn done(&self, act: &Act) -> (Seen, Option<SecretString>) {
        let before = look(&self.client, act).await.unwrap();
        assert_eq!(act.rules().obstacle(&before), None, "{act:?} {before}");
        assert!(!act.is_already_so(&before), "{act:?} {before}");
        let secret =
            call(&self.client, act, None).await.unwrap_or_else(|why| panic!("{act:?}: {why}"));
        (before, secret)
    }
}

/// What was read, without what comes back new.
fn without_id(seen: Seen) -> Seen {
    match seen {
        Seen::Thing { mut row } => {
            row.remove("id");
            // When it was confirmed is new; that it was is not.
            if let Some(at) = row.get_mut("confirmed_at") {
                *at = Value::Bool(!at.is_null());
            }
            Seen::Thing { row }
        }
        other => other,
    }
}

async fn reversible(stage: &Stage) -> Vec<Act> {
    let (user, project) = (stage.user, stage.project);
    let client = &stage.client;
    let ssh = json!({ "title": "old", "key": KEY, "expires_at": "2027-06-30T00:00:00Z", "usage_type": "signing" });
    let ssh = stage.make(format!("users/{user}/keys"), ssh).await;
    let gpg = client.add_gpg_key(user, GPG).await.unwrap().id;
    let email = client.add_user_email(user, "old@x.example", true).await.unwrap().id;
    client.add_identity(user, "saml", "alice@idp.example").await.unwrap();
    let key =
        json!({ "title": "deploy", "key": KEY.replace("ZmFrZWtl", "b3RoZXJr"), "can_push": true });
    let key = stage.make(format!("projects/{project}/deploy_keys"), key).await;
    let runner = json!({ "runner_type": "instance_type", "description": "shared" });
    let runner = stage.make("user/runners".to_owned(), runner).await;
    let group = json!({ "place": "group", "group": stage.group });
    let lower = json!({ "place": "group", "group": stage.group, "access_level": 10, "expires_at": "2027-01-31" });
    vec![
        stage.act("block_user", json!({})),
        stage.act("ban_user", json!({})),
        stage.act("change_user", json!({ "set": { "external": true, "can_create_group": false } })),
        stage.act("delete_ssh_key", json!({ "key": ssh })),
        stage.act("delete_gpg_key", json!({ "key": gpg })),
        stage.act("delete_user_email", json!({ "email": email })),
        stage.act("delete_identity", json!({ "provider": "saml" })),
        stage.act("add_identity", json!({ "provider": "ldapmain", "extern_uid": "uid=a" })),
        stage.act("change_member_role", lower),
        stage.act("remove_member", group),
        stage.act("delete_deploy_key", json!({ "project": project, "key": key })),
        stage.act("pause_runner", json!({ "runner": runner })),
    ]
}

#[tokio::test]
async fn what_can_be_undone_is_done_verified_undone_and_as_before() {
    let stage = stage().await;
    let acts = reversible(&stage).await;
    let state = stage.range.dump().to_string();
    for act in acts {
        let (before, secret) = stage.done(&act).await;
        assert!(secret.is_none(), "{act:?}");
        assert_eq!(read_back(&stage.client, &act).await.0, Verdict::Verified, "{act:?}");
        let inverse = act.inverse(Some(&before)).unwrap_or_else(|| panic!("no inverse: {act:?}"));
        stage.done(&inverse).await;
        assert_eq!(read_back(&stage.client, &inverse).await.0, Verdict::Verified, "{inverse:?}");
        // What comes back under a new id is found by the act that put it there.
        let now = look(&stage.client, &inverse).await.unwrap();
        let same =
            if now.row().is_some_and(|row| row.contains_key("id")) { &inverse } else { &act };
        let now = look(&stage.client, same).await.unwrap();
        assert_eq!(without_id(now), without_id(before), "{act:?}");
        assert_eq!(stage.range.dump().to_string(), state, "{act:?}");
    }
}

#[tokio::test]
async fn what_is_final_is_done_verified_and_so_from_then_on() {
    let stage = stage().await;
    let (user, project) = (stage.user, stage.project);
    let path = |rest: &str| format!("projects/{project}/{rest}");
    let of_project =
        |id: &str, number: i64| json!({ "place": "project", "project": project, id: number });
    let spy = json!({ "name": "spy", "scopes": ["api"], "expires_at": "2026-12-01" });
    let spy = stage.make(format!("users/{user}/impersonation_tokens"), spy).await;
    let token = json!({ "name": "pull", "scopes": ["read_repository"] });
    let token = stage.make(path("deploy_tokens"), token).await;
    let trigger = stage.make(path("triggers"), json!({ "description": "x" })).await;
    let agent = stage.make(path("cluster_agents"), json!({ "name": "prod" })).await;
    let agents = path(&format!("cluster_agents/{agent}/tokens"));
    let agent_token = stage.make(agents, json!({ "name": "t" })).await;
    let app = json!({ "name": "app", "redirect_uri": "https://app.example/", "scopes": "api" });
    let app = stage.make("applications".to_owned(), app).await;
    let runner = json!({ "runner_type": "instance_type", "description": "shared" });
    let runner = stage.make("user/runners".to_owned(), runner).await;
    let handle = json!({ "token": { "id": spy, "scope": "impersonation", "user": user } });
    let of_agent = json!({ "project": project, "agent": agent, "token": agent_token });
    for act in [
        stage.act("revoke_token", handle),
        stage.act("revoke_deploy_token", of_project("token", token)),
        stage.act("delete_trigger", of_project("trigger", trigger)),
        stage.act("revoke_agent_token", of_agent),
        stage.act("delete_application", json!({ "application": app })),
        stage.act("delete_runner", json!({ "runner": runner })),
    ] {
        let (before, _) = stage.done(&act).await;
        assert_eq!(read_back(&stage.client, &act).await.0, Verdict::Verified, "{act:?}");
        assert!(act.is_already_so(&look(&stage.client, &act).await.unwrap()), "{act:?}");
        assert_eq!(act.inverse(Some(&before)), None, "{act:?}");
        assert!(act.rules().undo_note().is_some(), "{act:?}");
    }
}

#[tokio::test]
async fn what_makes_a_secret_hands_it_over_and_prints_it_nowhere() {
    let stage = stage().await;
    let app = json!({ "name": "app", "redirect_uri": "https://app.example/", "scopes": "api" });
    let app = stage.make("applications".to_owned(), app).await;
    let runner = json!({ "runner_type": "instance_type", "description": "shared" });
    let runner = stage.make("user/runners".to_owned(), runner).await;
    let group = json!({ "place": "group", "group": stage.group });
    for act in [
        stage.act("renew_application_secret", json!({ "application": app })),
        stage.act("reset_runner_token", json!({ "runner": runner })),
        stage.act("reset_registration_token", group),
        stage.act("reset_registration_token", json!({ "place": "instance" })),
    ] {
        assert!(act.rules().makes_secret(), "{act:?}");
        let (before, secret) = stage.done(&act).await;
        let secret = secret.unwrap();
        let after = look(&stage.client, &act).await.unwrap();
        let shown = format!("{act:?} {before:?} {after:?} {secret:?}");
        assert!(!shown.contains(secret.expose_secret()), "{}", act.kind_str());
        let verdict = read_back(&stage.client, &act).await.0;
        assert!(matches!(verdict, Verdict::Unknown { .. }), "{verdict:?}");
    }
}

#[tokio::test]
async fn a_password_is_reset_without_anybody_learning_it() {
    let stage = stage().await;
    let id = u64::try_from(stage.user).unwrap();
    let stored = || stage.range.with_world(|world| world.users[&id].password);
    let act = stage.act("reset_password", json!({}));
    let before = stored();
    let (_, secret) = stage.done(&act).await;
    assert!(secret.is_none());
    let first = stored();
    assert!(first.is_some() && first != before);
    // Doing it again is as good: another one that nobody knows.
    stage.done(&act).await;
    assert_ne!(stored(), first);
}

#[tokio::test]
async fn the_last_owner_is_told_before_gitlab_refuses() {
    let stage = stage().await;
    let id = u64::try_from(stage.user).unwrap();
    let owner = json!({ "place": "group", "group": stage.group, "access_level": 50 });
    let make_owner = stage.act("change_member_role", owner);
    if !make_owner.is_already_so(&look(&stage.client, &make_owner).await.unwrap()) {
        stage.done(&make_owner).await;
    }
    let remove = stage.act("remove_member", json!({ "place": "group", "group": stage.group }));
    stage.range.with_world(|world| {
        world.members.retain(|member| member.user == id || member.level.0 < 50);
    });
    let seen = look(&stage.client, &remove).await.unwrap();
    assert_eq!(remove.rules().obstacle(&seen).unwrap().rule, "act.last_owner");
}
