//! Calls on people and credentials against the simulated GitLab: each is made,
//! made again, and undone where it can be.

use std::collections::BTreeMap;
use std::sync::Arc;

use gitlab::{Client, Config, GitLabError, NewDeployKey, NewSshKey, Place, Role};
use jiff::Timestamp;
use range::{Range, RangeConfig, RangeHandle};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZha2VrZXlmYWtla2V5ZmFrZWtleWZha2VrZXkx me@home";

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

/// A range, our client, and the user whom the acts are about.
struct Stage {
    range: RangeHandle,
    client: Client,
    user: i64,
}

async fn stage() -> Stage {
    let range = Range::start(RangeConfig::new(7, Arc::new(now))).await.unwrap();
    let config = Config::new(range.base_url().clone(), range.admin_token().into());
    let client = Client::new(config).unwrap();
    let user = i64::try_from(range.leaked_user()).unwrap();
    Stage { range, client, user }
}

impl Stage {
    /// Makes a thing that our client has no call for, because it makes none.
    async fn make(&self, path: &str, body: Value) -> Value {
        let url = self.range.base_url().join(&format!("api/v4/{path}")).unwrap();
        let request = reqwest::Client::builder().no_proxy().build().unwrap().post(url);
        let request = request.header("PRIVATE-TOKEN", self.range.admin_token()).json(&body);
        let response = request.send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    /// A project and a group that the user is a direct member of, wherever.
    async fn place(&self, kind: &str) -> i64 {
        let memberships = self.client.user_memberships(self.user).await.unwrap();
        let found = memberships.iter().find(|place| place.source_type == kind);
        found.unwrap_or_else(|| panic!("user {} is in no {kind}", self.user)).source_id
    }

    async fn any_project(&self) -> i64 {
        let group = self.place("Namespace").await;
        self.client.group_projects(group).await.unwrap().first().unwrap().id
    }
}

fn id(row: &Value) -> i64 {
    row["id"].as_i64().unwrap()
}

#[tokio::test]
async fn only_an_active_user_is_banned_and_a_ban_is_lifted() {
    let Stage { client, user, range } = stage().await;
    let leaked = SecretString::from(range.leaked_token());

    client.ban_user(user).await.unwrap();
    assert_eq!(client.user(user).await.unwrap().state, "banned");
    client.self_inspect(&leaked).await.unwrap_err();
    let again = client.ban_user(user).await.unwrap_err();
    assert!(matches!(again, GitLabError::Forbidden { .. }), "{again}");
    client.unban_user(user).await.unwrap();
    client.self_inspect(&leaked).await.unwrap();

    client.block_user(user).await.unwrap();
    let refused = client.ban_user(user).await.unwrap_err();
    assert!(matches!(refused, GitLabError::Forbidden { .. }), "{refused}");
}

#[tokio::test]
async fn who_was_active_lately_is_not_deactivated_and_signing_in_is_no_matter_of_state() {
    let Stage { client, user, range } = stage().await;
    let refused = client.deactivate_user(user).await.unwrap_err();
    assert!(refused.said().unwrap().contains("90 days"), "{refused:?}");

    range.with_world(|world| {
        let id = u64::try_from(user).unwrap();
        world.users.get_mut(&id).unwrap().last_activity_at =
            Some("2026-01-01T00:00:00Z".parse().unwrap());
    });
    client.deactivate_user(user).await.unwrap();
    assert_eq!(client.user(user).await.unwrap().state, "deactivated");
    client.activate_user(user).await.unwrap();
    assert_eq!(client.user(user).await.unwrap().state, "active");
}

#[tokio::test]
async fn rights_are_changed_and_put_back() {
    let Stage { client, user, range: _range } = stage().await;
    let before = client.account(user).await.unwrap();
    assert!(before.external.is_some() && before.is_admin.is_some(), "{before:?}");

    let fields = |external: bool| BTreeMap::from([("external".to_owned(), json!(external))]);
    client.change_account(user, &fields(true)).await.unwrap();
    assert_eq!(client.account(user).await.unwrap().external, Some(true));
    client.change_account(user, &fields(false)).await.unwrap();
    assert_eq!(client.account(user).await.unwrap(), before);
}

#[tokio::test]
async fn a_new_password_is_sent_and_never_comes_back() {
    let Stage { client, user, range } = stage().await;
    let of = |range: &RangeHandle| {
        range.with_world(|world| world.users[&u64::try_from(user).unwrap()].password)
    };
    let before = of(&range);
    let password = SecretString::from("correct-Horse7-battery-staple!".to_owned());
    client.set_password(user, &password).await.unwrap();
    assert_ne!(of(&range), before);

    let weak = client.set_password(user, &SecretString::from("short".to_owned())).await;
    assert!(matches!(weak.unwrap_err(), GitLabError::Rejected { .. }));
}

#[tokio::test]
async fn a_mail_address_is_removed_and_put_back_under_a_new_id() {
    let Stage { client, user, range: _range } = stage().await;
    let added = client.add_user_email(user, "planted@evil.example", true).await.unwrap();
    assert!(added.confirmed_at.is_some());
    assert!(client.user_emails(user).await.unwrap().contains(&added));
    client.delete_user_email(user, added.id).await.unwrap();
    assert!(client.delete_user_email(user, added.id).await.unwrap_err().is_not_found());
    let again = client.add_user_email(user, "planted@evil.example", false).await.unwrap();
    assert_ne!(again.id, added.id);
    assert_eq!(again.confirmed_at, None);
}

#[tokio::test]
async fn an_identity_is_removed_and_put_back() {
    let Stage { client, user, range: _range } = stage().await;
    client.add_identity(user, "saml", "alice@idp.example").await.unwrap();
    let identities = client.account(user).await.unwrap().identities;
    let found = identities.iter().find(|identity| identity.provider == "saml").unwrap();
    assert_eq!(found.extern_uid.as_deref(), Some("alice@idp.example"));
    client.delete_identity(user, "saml").await.unwrap();
    let left = client.account(user).await.unwrap().identities;
    assert!(left.iter().all(|identity| identity.provider != "saml"), "{left:?}");
    assert!(client.delete_identity(user, "saml").await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_member_is_removed_and_put_back_as_it_was() {
    let stage = stage().await;
    let (client, user) = (&stage.client, stage.user);
    let place = Place::Group(stage.place("Namespace").await);
    let before = client.member(place, user).await.unwrap();

    let role = |access_level: u8, expires_at: Option<&str>| Role {
        access_level,
        expires_at: expires_at.map(str::to_owned),
        member_role_id: None,
    };
    let lower = client.change_member(place, user, &role(20, Some("2027-01-31"))).await.unwrap();
    assert_eq!((lower.access_level, lower.expires_at.as_deref()), (20, Some("2027-01-31")));
    client.remove_member(place, user).await.unwrap();
    assert!(client.member(place, user).await.unwrap_err().is_not_found());
    assert!(client.remove_member(place, user).await.unwrap_err().is_not_found());

    let back = client.add_member(place, user, &role(20, Some("2027-01-31"))).await.unwrap();
    assert_eq!((back.access_level, back.expires_at.as_deref()), (20, Some("2027-01-31")));
    let taken = client.add_member(place, user, &role(20, None)).await.unwrap_err();
    assert!(matches!(taken, GitLabError::Conflict { .. }), "{taken}");
    // An end is taken away again, too.
    let old = role(before.access_level, before.expires_at.as_deref());
    let same = client.change_member(place, user, &old).await.unwrap();
    assert_eq!(same.access_level, before.access_level);
    assert_eq!(same.expires_at, before.expires_at);
}

#[tokio::test]
async fn the_last_owner_of_a_group_stays() {
    let stage = stage().await;
    let (client, user) = (&stage.client, stage.user);
    let place = Place::Group(stage.place("Namespace").await);
    let owner = Role { access_level: 50, ..Role::default() };
    client.change_member(place, user, &owner).await.unwrap();
    stage.range.with_world(|world| {
        let id = u64::try_from(user).unwrap();
        world.members.retain(|member| member.user == id || member.level.0 < 50);
    });
    let owners = client.all_members(place).await.unwrap();
    assert_eq!(owners.iter().filter(|member| member.access_level == 50).count(), 1);

    let lower = Role { access_level: 30, ..Role::default() };
    for refused in [
        client.remove_member(place, user).await.unwrap_err(),
        client.change_member(place, user, &lower).await.unwrap_err(),
    ] {
        assert!(matches!(refused, GitLabError::Forbidden { .. }), "{refused}");
    }
}

#[tokio::test]
async fn keys_come_back_with_their_end_and_use() {
    let Stage { client, user, range: _range } = stage().await;
    let key = NewSshKey {
        title: "laptop",
        key: KEY,
        expires_at: Some("2027-06-30T00:00:00Z"),
        usage_type: Some("signing"),
    };
    let added = client.add_whole_user_key(user, &key).await.unwrap();
    assert_eq!(added.usage_type.as_deref(), Some("signing"));
    assert_eq!(added.expires_at.unwrap().to_string(), "2027-06-30T00:00:00Z");

    let armour =
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----";
    let gpg = client.add_gpg_key(user, armour).await.unwrap();
    assert_eq!(client.gpg_key(user, gpg.id).await.unwrap(), gpg);
    assert!(client.gpg_keys(user).await.unwrap().contains(&gpg));
    client.delete_gpg_key(user, gpg.id).await.unwrap();
    assert!(client.delete_gpg_key(user, gpg.id).await.unwrap_err().is_not_found());
    assert_eq!(client.add_gpg_key(user, &gpg.key).await.unwrap().key, gpg.key);
}

#[tokio::test]
async fn deploy_credentials_end_and_a_key_comes_back() {
    let stage = stage().await;
    let client = &stage.client;
    let project = stage.any_project().await;
    let place = Place::Project(project);
    let body = json!({ "name": "pull", "scopes": ["read_repository"] });
    let token = id(&stage.make(&format!("projects/{project}/deploy_tokens"), body).await);
    let live = |tokens: &[gitlab::DeployToken]| {
        tokens.iter().any(|found| found.id == token && !found.revoked)
    };
    assert!(live(&client.deploy_tokens(place).await.unwrap()));
    assert!(live(&client.all_deploy_tokens().await.unwrap()));
    client.revoke_deploy_token(place, token).await.unwrap();
    assert!(!live(&client.deploy_tokens(place).await.unwrap()));

    let key = NewDeployKey { title: "deploy", key: KEY, can_push: true, expires_at: None };
    let added = client.add_deploy_key(project, &key).await.unwrap();
    assert!(added.can_push);
    assert_eq!(client.deploy_key(project, added.id).await.unwrap(), added);
    assert!(client.deploy_keys(project).await.unwrap().contains(&added));
    assert!(client.all_deploy_keys().await.unwrap().iter().any(|found| found.id == added.id));
    client.delete_deploy_key(project, added.id).await.unwrap();
    assert!(client.deploy_key(project, added.id).await.unwrap_err().is_not_found());
    let again = client.add_deploy_key(project, &key).await.unwrap();
    assert_eq!((again.title, again.can_push), (added.title, added.can_push));
}

#[tokio::test]
async fn an_application_gets_another_secret_and_is_deleted() {
    let stage = stage().await;
    let client = &stage.client;
    let body = json!({ "name": "app", "redirect_uri": "https://app.example/", "scopes": "api" });
    let made = stage.make("applications", body).await;
    let application = id(&made);
    let found = client.applications().await.unwrap();
    let found = found.iter().find(|found| found.id == application).unwrap();
    assert_eq!(found.application_name, "app");
    let secret = client.renew_application_secret(application).await.unwrap();
    assert_ne!(Some(secret.expose_secret()), made["secret"].as_str());
    client.delete_application(application).await.unwrap();
    assert!(client.delete_application(application).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn triggers_and_agents_lose_their_tokens() {
    let stage = stage().await;
    let client = &stage.client;
    let project = stage.any_project().await;
    let path = format!("projects/{project}/triggers");
    let made = stage.make(&path, json!({ "description": "x" })).await;
    let secret = made["token"].as_str().unwrap().to_owned();
    let trigger = client.trigger(project, id(&made)).await.unwrap();
    assert!(!format!("{trigger:?}").contains(&secret));
    assert!(client.triggers(project).await.unwrap().contains(&trigger));
    client.delete_trigger(project, trigger.id).await.unwrap();
    assert!(client.trigger(project, trigger.id).await.unwrap_err().is_not_found());

    let path = format!("projects/{project}/cluster_agents");
    let agent = id(&stage.make(&path, json!({ "name": "prod" })).await);
    let made = stage.make(&format!("{path}/{agent}/tokens"), json!({ "name": "t" })).await;
    let token = client.agent_token(project, agent, id(&made)).await.unwrap();
    assert!(token.is_active());
    assert!(client.cluster_agents(project).await.unwrap().iter().any(|found| found.id == agent));
    let listed = client.agent_tokens(project, agent).await.unwrap();
    assert!(listed.iter().any(|found| found.id == token.id));
    client.revoke_agent_token(project, agent, token.id).await.unwrap();
    let after = client.agent_token(project, agent, token.id).await;
    assert!(after.is_err_and(|error| error.is_not_found()) || !listed.is_empty());
}

#[tokio::test]
async fn a_runner_is_paused_given_another_token_and_deleted() {
    let stage = stage().await;
    let client = &stage.client;
    let body = json!({ "runner_type": "instance_type", "description": "shared" });
    let made = stage.make("user/runners", body).await;
    let runner = id(&made);
    let old = SecretString::from(made["token"].as_str().unwrap().to_owned());
    assert!(client.is_runner_token_valid(&old).await.unwrap());

    client.pause_runner(runner, true).await.unwrap();
    client.pause_runner(runner, true).await.unwrap();
    assert!(client.runner(runner).await.unwrap().paused);
    client.pause_runner(runner, false).await.unwrap();
    assert!(!client.runner(runner).await.unwrap().paused);
    assert!(client.all_runners().await.unwrap().iter().any(|found| found.id == runner));

    let fresh = client.reset_runner_token(runner).await.unwrap();
    assert!(!client.is_runner_token_valid(&old).await.unwrap());
    assert!(client.is_runner_token_valid(&fresh).await.unwrap());
    client.delete_runner(runner).await.unwrap();
    assert!(client.runner(runner).await.unwrap_err().is_not_found());
    assert!(!client.is_runner_token_valid(&fresh).await.unwrap());
}

#[tokio::test]
async fn registration_tokens_are_new_each_time() {
    let stage = stage().await;
    let client = &stage.client;
    let project = Place::Project(stage.any_project().await);
    let group = Place::Group(stage.place("Namespace").await);
    for place in [None, Some(project), Some(group)] {
        let one = client.reset_registration_token(place).await.unwrap();
        let other = client.reset_registration_token(place).await.unwrap();
        assert_ne!(one.expose_secret(), other.expose_secret(), "{place:?}");
    }
}

#[tokio::test]
async fn an_impersonation_token_is_read_and_ended_and_never_rotated() {
    let stage = stage().await;
    let (client, user) = (&stage.client, stage.user);
    let body = json!({ "name": "spy", "scopes": ["api"], "expires_at": "2026-12-01" });
    let made = stage.make(&format!("users/{user}/impersonation_tokens"), body).await;
    let token = id(&made);
    assert!(client.impersonation_token(user, token).await.unwrap().is_active());
    client.revoke_impersonation_token(user, token).await.unwrap();
    assert!(!client.impersonation_token(user, token).await.unwrap().is_active());
    let secret = SecretString::from(made["token"].as_str().unwrap().to_owned());
    client.self_inspect(&secret).await.unwrap_err();
}

#[tokio::test]
async fn the_owner_of_a_group_ends_the_credentials_of_its_enterprise_users() {
    let mut config = RangeConfig::new(7, Arc::new(now));
    config.deployment = range::Deployment::SaasGroup;
    let range = Range::start(config).await.unwrap();
    let config = Config::new(range.base_url().clone(), range.admin_token().into());
    let client = Client::new(config).unwrap();
    let token = i64::try_from(range.leaked_token_id()).unwrap();
    // On GitLab.com nobody of us is an administrator: a block is not to be had.
    let user = i64::try_from(range.leaked_user()).unwrap();
    client.block_user(user).await.unwrap_err();

    let mut ended = 0;
    for group in client.groups().await.unwrap() {
        let Ok(tokens) = client.enterprise_tokens(group.id).await else { continue };
        client.enterprise_resource_tokens(group.id).await.unwrap();
        for key in client.enterprise_keys(group.id).await.unwrap().iter().take(1) {
            client.delete_enterprise_key(group.id, key.id).await.unwrap();
            let left = client.enterprise_keys(group.id).await.unwrap();
            assert!(left.iter().all(|other| other.id != key.id));
        }
        if tokens.iter().any(|found| found.id == token) {
            let successor = client.rotate_enterprise_token(group.id, token, None).await.unwrap();
            assert!(!client.enterprise_token(group.id, token).await.unwrap().is_active());
            client.revoke_enterprise_token(group.id, successor.token.id).await.unwrap();
            ended += 1;
        }
        let missing = client.enterprise_token(group.id, 999_999).await.unwrap_err();
        assert!(missing.is_not_found(), "{missing}");
    }
    assert!(ended > 0);
}
