//! Every call against the simulated GitLab, as a responder makes it.

use std::sync::Arc;

use gitlab::{AuditScope, AuditWindow, Client, Config, GitLabError};
use jiff::Timestamp;
use range::{Fault, FaultKind, Range, RangeConfig, RangeHandle};
use secrecy::{ExposeSecret as _, SecretString};

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZha2VrZXlmYWtla2V5ZmFrZWtleWZha2VrZXkx me@home";

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

async fn range() -> RangeHandle {
    Range::start(RangeConfig::new(7, Arc::new(now))).await.unwrap()
}

fn client_with(range: &RangeHandle, token: &str) -> Client {
    Client::new(Config::new(range.base_url().clone(), token.into())).unwrap()
}

fn responder(range: &RangeHandle) -> Client {
    client_with(range, range.admin_token())
}

fn leaked(range: &RangeHandle) -> (SecretString, i64, i64) {
    let id = |number: u64| i64::try_from(number).unwrap();
    (range.leaked_token().into(), id(range.leaked_token_id()), id(range.leaked_user()))
}

/// A project that the user maintains: directly, or through a group.
async fn project_of(client: &Client, user: i64) -> i64 {
    for member in client.user_memberships(user).await.unwrap() {
        match member.source_type.as_str() {
            _ if member.access_level < 40 => {}
            "Project" => return member.source_id,
            _group => {
                if let Some(project) =
                    client.group_projects(member.source_id).await.unwrap().first()
                {
                    return project.id;
                }
            }
        }
    }
    panic!("user {user} maintains nothing");
}

#[tokio::test]
async fn the_responder_knows_itself_and_the_instance() {
    let range = range().await;
    let client = responder(&range);
    let user = client.current_user().await.unwrap();
    assert_eq!((user.username.as_str(), user.is_admin), ("portcullis", true));
    assert!(!client.metadata().await.unwrap().version.is_empty());
}

#[tokio::test]
async fn a_leaked_token_is_looked_up_without_being_used() {
    let range = range().await;
    let client = responder(&range);
    let (secret, id, owner) = leaked(&range);

    let record = client.admin_lookup_token(&secret).await.unwrap();
    assert_eq!((record.id, record.user_id), (Some(id), Some(owner)));

    let token = client.personal_access_token(id).await.unwrap();
    assert!(token.is_active());
    assert_eq!(token.user_id, Some(owner));
    let tokens = client.personal_access_tokens(owner).await.unwrap();
    assert!(tokens.contains(&token));
    assert_eq!(client.self_inspect(&secret).await.unwrap().id, id);
}

#[tokio::test]
async fn the_owner_and_the_reach_of_a_token_are_read() {
    let range = range().await;
    let client = responder(&range);
    let (_, _, owner) = leaked(&range);

    let user = client.user(owner).await.unwrap();
    assert_eq!(user.state, "active");
    let found = client.user_by_name(&user.username).await.unwrap().unwrap();
    assert_eq!(found.id, owner);
    assert_eq!(client.user_by_name("nobody-of-this-name").await.unwrap(), None);

    let id = project_of(&client, owner).await;
    let project = client.project(id).await.unwrap();
    assert_eq!(client.project_by_path(&project.path_with_namespace).await.unwrap(), project);
    let variables = client.project_variables(id).await.unwrap();
    assert!(!variables.is_empty());
    client.project_hooks(id).await.unwrap();
    client.project_access_tokens(id).await.unwrap();
    client.project_pipelines(id, &user.username, None).await.unwrap();
    client.impersonation_tokens(owner).await.unwrap();
    for member in client.user_memberships(owner).await.unwrap() {
        if member.source_type == "Namespace" {
            let group = client.group(member.source_id).await.unwrap();
            assert_eq!(group.id, member.source_id);
            client.group_variables(group.id).await.unwrap();
            client.group_access_tokens(group.id).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_blocked_user_is_out_until_unblocked_and_told_in_the_audit_events() {
    let range = range().await;
    let client = responder(&range);
    let (secret, _, owner) = leaked(&range);

    client.block_user(owner).await.unwrap();
    assert_eq!(client.user(owner).await.unwrap().state, "blocked");
    let refused = client.self_inspect(&secret).await.unwrap_err();
    assert!(
        matches!(refused, GitLabError::Unauthorized { .. } | GitLabError::Forbidden { .. }),
        "{refused}"
    );
    client.unblock_user(owner).await.unwrap();
    // A blocked user's tokens work again: revoke them before.
    client.self_inspect(&secret).await.unwrap();

    let hour = jiff::SignedDuration::from_hours(1);
    let window = AuditWindow { created_after: now() - hour, created_before: now() + hour };
    let rows = client.audit_events(AuditScope::Instance, window).await.unwrap();
    assert!(rows.iter().any(|row| row.get().contains("block")), "{rows:?}");
}

#[tokio::test]
async fn a_revoked_token_is_refused_for_good() {
    let range = range().await;
    let client = responder(&range);
    let (secret, id, _) = leaked(&range);

    client.revoke_personal_access_token(id).await.unwrap();

    let token = client.personal_access_token(id).await.unwrap();
    assert!(token.revoked && !token.is_active());
    let refused = client.self_inspect(&secret).await.unwrap_err();
    assert!(matches!(refused, GitLabError::Unauthorized { .. }), "{refused}");
    assert!(!refused.is_transient());
}

#[tokio::test]
async fn a_rotated_token_has_a_successor_that_works() {
    let range = range().await;
    let client = responder(&range);
    let (secret, id, owner) = leaked(&range);

    let successor = client.rotate_personal_access_token(id, None).await.unwrap();

    assert_ne!(successor.token.id, id);
    let told = client.self_inspect(&successor.secret).await.unwrap();
    assert_eq!((told.id, told.user_id), (successor.token.id, Some(owner)));
    client.self_inspect(&secret).await.unwrap_err();
    assert!(!format!("{successor:?}").contains(successor.secret.expose_secret()));
}

#[tokio::test]
async fn an_ssh_key_is_removed_and_put_back_under_a_new_id() {
    let range = range().await;
    let client = responder(&range);
    let (_, _, owner) = leaked(&range);

    let added = client.add_user_key(owner, "planted", KEY).await.unwrap();
    assert!(client.user_keys(owner).await.unwrap().contains(&added));
    client.delete_user_key(owner, added.id).await.unwrap();
    assert!(client.user_key(owner, added.id).await.unwrap_err().is_not_found());
    assert!(client.delete_user_key(owner, added.id).await.unwrap_err().is_not_found());

    let again = client.add_user_key(owner, "planted", KEY).await.unwrap();
    assert_ne!(again.id, added.id);
    let taken = client.add_user_key(owner, "twice", KEY).await.unwrap_err();
    assert!(matches!(taken, GitLabError::Rejected { .. }), "{taken}");
    assert!(taken.said().unwrap().contains("already been taken"), "{taken:?}");
}

#[tokio::test]
async fn a_webhook_is_removed_and_put_back_under_a_new_id() {
    let range = range().await;
    let client = responder(&range);
    let (_, _, owner) = leaked(&range);
    let project = project_of(&client, owner).await;

    let hook = client.add_project_hook(project, "https://collector.example/in").await.unwrap();
    assert_eq!(client.project_hook(project, hook.id).await.unwrap(), hook);
    client.delete_project_hook(project, hook.id).await.unwrap();
    assert!(client.project_hook(project, hook.id).await.unwrap_err().is_not_found());
    let again = client.add_project_hook(project, &hook.url).await.unwrap();
    assert_ne!(again.id, hook.id);
}

#[tokio::test]
async fn a_listing_of_several_pages_is_whole() {
    let range = range().await;
    let client = responder(&range);
    let (_, _, owner) = leaked(&range);
    let project = project_of(&client, owner).await;
    let before = client.project_hooks(project).await.unwrap().len();
    for number in 0..101 {
        client.add_project_hook(project, &format!("https://hook-{number}.example/")).await.unwrap();
    }

    let hooks = client.project_hooks(project).await.unwrap();

    assert_eq!(hooks.len(), before + 101);
}

#[tokio::test]
async fn a_token_without_the_right_is_told_so() {
    let range = range().await;
    let (_, _, owner) = leaked(&range);
    let attacker = client_with(&range, range.leaked_token());

    let refused = attacker.block_user(owner).await.unwrap_err();
    assert!(matches!(refused, GitLabError::Forbidden { .. }), "{refused}");
    let missing = responder(&range).user(999_999).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    let nobody = client_with(&range, "glpat-nobodynobodynobody1").current_user().await.unwrap_err();
    assert!(matches!(nobody, GitLabError::Unauthorized { .. }), "{nobody}");
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_leaves_the_outcome_open_and_reading_back_tells() {
    for (kind, state) in [(FaultKind::CutAfter, "blocked"), (FaultKind::CutBefore, "active")] {
        let range = range().await;
        let client = responder(&range);
        let (_, _, owner) = leaked(&range);
        range.add_fault(Fault { path: "/block".to_owned(), method: None, nth: 1, kind });

        let error = client.block_user(owner).await.unwrap_err();

        assert!(error.is_outcome_unknown(), "{error}");
        assert_eq!(client.user(owner).await.unwrap().state, state);
    }
}

#[tokio::test]
async fn a_limit_without_headers_is_a_limit_and_a_read_gets_over_it() {
    let range = range().await;
    let client = responder(&range);
    let (_, _, owner) = leaked(&range);
    let fault = |method: Option<&str>| Fault {
        path: "/users".to_owned(),
        method: method.map(str::to_owned),
        nth: 1,
        kind: FaultKind::TooManyWithoutHeaders,
    };

    range.add_fault(fault(None));
    let error = client.block_user(owner).await.unwrap_err();
    assert!(matches!(error, GitLabError::RateLimited { retry_after: None, .. }), "{error}");
    assert!(error.is_transient() && !error.is_outcome_unknown());

    range.add_fault(fault(Some("GET")));
    assert_eq!(client.user(owner).await.unwrap().state, "active");
}
