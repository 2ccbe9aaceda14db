//! Whom the events point at.

use engine::investigate::suspect::suspect;
use engine::respond::{Subject, TokenHandle, TokenScope};
use event::{Event, TokenId, UserId, Way};
use jiff::Timestamp;

fn read(line: &str) -> Event {
    let event = event::normalise::read(Way::Import, Timestamp::UNIX_EPOCH, line.as_bytes());
    assert!(event.is_parsed(), "{line}");
    event
}

/// A request with a token, as `api_json.log` tells it.
fn call(user: i64, token: i64) -> Event {
    read(&format!(
        r#"{{"time":"2026-11-20T10:00:00.000Z","severity":"INFO","method":"GET","path":"/api/v4/user","status":200,"route":"/api/:version/user","user_id":{user},"username":"mallory","token_type":"PersonalAccessToken","token_id":{token},"remote_ip":"203.0.113.9"}}"#
    ))
}

/// An audit event of that type.
fn audit(user: i64, event_type: &str) -> Event {
    read(&format!(
        r#"{{"id":1,"author_id":{user},"author_name":"Mallory","entity_id":{user},"entity_type":"User","details":{{"custom_message":"x"}},"created_at":"2026-11-20T10:00:00.000Z","event_type":"{event_type}"}}"#
    ))
}

#[track_caller]
fn check(events: &[Event], expected: Option<&Subject>) {
    assert_eq!(suspect(events).as_ref(), expected);
}

fn token(id: i64) -> Subject {
    Subject::Token { token: TokenHandle { id: TokenId(id), scope: TokenScope::Personal } }
}

#[test]
fn one_token_that_did_it_all_is_the_suspect() {
    check(&[call(7, 42), audit(7, "add_ssh_key"), call(7, 42)], Some(&token(42)));
}

#[test]
fn what_no_token_can_do_points_at_the_account() {
    let user = Subject::User { user: UserId(7) };
    check(&[call(7, 42), audit(7, "personal_access_token_created")], Some(&user));
}

#[test]
fn several_tokens_of_one_user_point_at_the_account() {
    check(&[call(7, 42), call(7, 43)], Some(&Subject::User { user: UserId(7) }));
}

#[test]
fn somebody_elses_token_among_the_events_changes_nothing() {
    check(&[call(7, 42), call(7, 42), call(8, 50)], Some(&token(42)));
}

#[test]
fn deploy_tokens_and_nobody_are_no_suspects() {
    check(&[audit(-2, "x"), audit(-1, "x")], None);
    check(&[], None);
}
