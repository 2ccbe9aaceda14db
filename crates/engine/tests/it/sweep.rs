//! The persistence sweep over a survey.

use engine::investigate::sweep::{Known, LeftoverKind, leftovers};
use engine::respond::{
    OwnedKey, OwnedToken, OwnedWebhook, Subject, Survey, TokenHandle, TokenScope,
};
use event::{ProjectId, TokenId, UserId};
use jiff::Timestamp;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn handle(id: i64) -> TokenHandle {
    TokenHandle { id: TokenId(id), scope: TokenScope::Personal }
}

fn token(id: i64, made: i64, is_active: bool) -> OwnedToken {
    OwnedToken {
        handle: handle(id),
        name: format!("token {id}"),
        scopes: vec!["api".to_owned()],
        is_active,
        is_revoked: !is_active,
        created_at: Some(at(made)),
        last_used_at: None,
        last_used_ips: Vec::new(),
        user: Some(UserId(7)),
    }
}

fn survey(subject: Subject) -> Survey {
    let key = |id, created_at| OwnedKey {
        id,
        title: format!("key {id}"),
        key: "ssh-ed25519 AAAA".to_owned(),
        created_at,
    };
    Survey {
        subject,
        taken_at: at(1000),
        user: UserId(7),
        username: "mallory".to_owned(),
        state: "active".to_owned(),
        is_admin: false,
        is_bot: false,
        responder: UserId(1),
        tokens: vec![
            token(1, -900, true),
            token(2, -900, true),
            token(3, 5, true),
            token(4, 6, false),
        ],
        keys: vec![key(10, Some(at(-900))), key(11, Some(at(7))), key(12, None)],
        webhooks: vec![OwnedWebhook {
            project: ProjectId(3),
            project_path: "acme/shop".to_owned(),
            id: 20,
            url: "https://drop.example".to_owned(),
            created_at: Some(at(8)),
        }],
        memberships: Vec::new(),
        gaps: Vec::new(),
    }
}

#[track_caller]
fn check(subject: Subject, known: &Known, expected: &[(LeftoverKind, i64)]) {
    let found = leftovers(&survey(subject), known);
    let actual: Vec<_> = found.iter().map(|item| (item.kind, item.id)).collect();
    assert_eq!(actual, expected);
}

use LeftoverKind::{AccessToken, SshKey, Webhook};

#[test]
fn of_a_token_itself_and_what_its_user_made_since_is_left() {
    let subject = Subject::Token { token: handle(1) };
    let known = Known { since: Some(at(0)), ..Known::default() };
    check(
        subject,
        &known,
        &[(AccessToken, 1), (AccessToken, 3), (SshKey, 11), (SshKey, 12), (Webhook, 20)],
    );
}

#[test]
fn of_a_user_every_live_token_is_left() {
    let known = Known { since: Some(at(0)), ..Known::default() };
    check(
        Subject::User { user: UserId(7) },
        &known,
        &[
            (AccessToken, 1),
            (AccessToken, 2),
            (AccessToken, 3),
            (SshKey, 11),
            (SshKey, 12),
            (Webhook, 20),
        ],
    );
}

#[test]
fn what_a_person_found_legitimate_is_not_left() {
    let mut known = Known { since: Some(at(0)), ..Known::default() };
    known.legitimate.extend([(SshKey, 12), (AccessToken, 1)]);
    let subject = Subject::Token { token: handle(1) };
    check(subject, &known, &[(AccessToken, 3), (SshKey, 11), (Webhook, 20)]);
}

#[test]
fn without_a_time_of_exposure_everything_alive_is_suspect() {
    let found = leftovers(&survey(Subject::Token { token: handle(1) }), &Known::default());
    assert_eq!(found.len(), 3 + 3 + 1);
}
