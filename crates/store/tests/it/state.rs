//! Accounts, sessions, tokens and the rest.

use std::{fs, os::unix::fs::PermissionsExt as _};

use jiff::{SignedDuration, Timestamp};
use store::state::{NewAccount, NewApiToken, Position, State, StateError};
use tempfile::TempDir;

fn now() -> Timestamp {
    "2026-01-15T12:00:00Z".parse().unwrap()
}

fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

fn state() -> (TempDir, State) {
    let dir = TempDir::new().unwrap();
    let state = State::open(&dir.path().join("state.db")).unwrap();
    (dir, state)
}

fn with_alice() -> (TempDir, State) {
    let (dir, state) = state();
    let roles = ["responder".to_owned(), "admin".to_owned()];
    let alice =
        NewAccount { name: "alice", password_hash: "$argon2id$x", roles: &roles, language: "ja" };
    state.create_account(alice, now()).unwrap();
    (dir, state)
}

#[test]
fn only_its_owner_may_read_the_file() {
    let (dir, state) = with_alice();
    for file in fs::read_dir(dir.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
    }
    drop(state);
}

#[test]
fn an_account_is_what_was_made_and_its_name_is_taken() {
    let (dir, state) = with_alice();
    let again = NewAccount { name: "alice", password_hash: "y", roles: &[], language: "en" };
    assert!(
        matches!(state.create_account(again, now()), Err(StateError::Taken { name }) if name == "alice")
    );
    drop(state);

    let state = State::open(&dir.path().join("state.db")).unwrap();
    let alice = state.account("alice").unwrap().unwrap();
    assert_eq!((alice.password_hash.as_str(), alice.language.as_str()), ("$argon2id$x", "ja"));
    assert_eq!(
        (alice.roles.as_slice(), alice.created_at),
        (["responder".to_owned(), "admin".to_owned()].as_slice(), now())
    );
    assert_eq!(state.accounts().unwrap(), [alice]);
    assert!(
        matches!(state.set_roles("bob", &[]), Err(StateError::Unknown { name }) if name == "bob")
    );
}

#[test]
fn a_session_ends_by_time_by_sign_out_and_with_its_account() {
    let (_dir, state) = with_alice();
    let who =
        |digest: &[u8; 32], at| state.session(digest, at).unwrap().map(|account| account.name);
    state.start_session(&[1; 32], "alice", now(), later(60)).unwrap();
    assert_eq!(who(&[1; 32], later(59)).as_deref(), Some("alice"));
    assert_eq!(who(&[1; 32], later(60)), None);
    assert_eq!(who(&[2; 32], now()), None);
    state.extend_session(&[1; 32], later(120)).unwrap();
    assert_eq!(who(&[1; 32], later(60)).as_deref(), Some("alice"));
    state.end_session(&[1; 32]).unwrap();
    assert_eq!(who(&[1; 32], now()), None);

    state.start_session(&[3; 32], "alice", now(), later(60)).unwrap();
    state.disable_account("alice").unwrap();
    state.enable_account("alice").unwrap();
    assert_eq!(who(&[3; 32], now()), None);

    state.start_session(&[4; 32], "alice", now(), later(60)).unwrap();
    state.set_password_hash("alice", "new").unwrap();
    assert_eq!(who(&[4; 32], now()), None);
}

#[test]
fn an_api_token_works_until_it_ends() {
    let (_dir, state) = with_alice();
    let token =
        |digest, name, expires_at| NewApiToken { digest, account: "alice", name, expires_at };
    let id = state.create_api_token(token(&[1; 32], "ci", Some(later(60))), now()).unwrap();
    state.create_api_token(token(&[2; 32], "cron", None), now()).unwrap();
    let taken = state.create_api_token(token(&[3; 32], "ci", None), now());
    assert!(matches!(taken, Err(StateError::Taken { .. })));
    let is_good = |digest: &[u8; 32], at| state.api_token(digest, at).unwrap().is_some();

    assert!(is_good(&[1; 32], later(59)) && !is_good(&[1; 32], later(60)));
    assert!(is_good(&[2; 32], later(1_000_000)));
    state.disable_account("alice").unwrap();
    assert!(!is_good(&[2; 32], now()));
    state.enable_account("alice").unwrap();
    assert!(is_good(&[2; 32], now()));
    let names: Vec<_> =
        state.api_tokens("alice").unwrap().into_iter().map(|token| token.name).collect();
    assert_eq!(names, ["ci", "cron"]);
    state.delete_api_token("alice", id).unwrap();
    assert!(!is_good(&[1; 32], now()));
    assert!(state.delete_api_token("alice", id).is_err());
}

#[test]
fn what_has_expired_is_forgotten() {
    let (_dir, state) = with_alice();
    state.start_session(&[1; 32], "alice", now(), later(10)).unwrap();
    state.start_session(&[2; 32], "alice", now(), later(90)).unwrap();
    assert_eq!(state.forget_expired(later(60)).unwrap(), 1);
    assert!(state.session(&[2; 32], later(60)).unwrap().is_some());
}

#[test]
fn cursors_and_settings_are_replaced() {
    let (_dir, state) = state();
    assert_eq!(state.cursor("import").unwrap(), None);
    for position in [5, 9] {
        let at = Position { position, fingerprint: format!("f{position}") };
        state.set_cursor("import", &at).unwrap();
        assert_eq!(state.cursor("import").unwrap(), Some(at));
    }
    state.delete_cursor("import").unwrap();
    assert_eq!(state.cursor("import").unwrap(), None);

    assert_eq!(state.setting_or("key", "a").unwrap(), "a");
    assert_eq!(state.setting_or("key", "b").unwrap(), "a");
    state.set_setting("key", "c").unwrap();
    assert_eq!(state.setting("key").unwrap().as_deref(), Some("c"));
}

#[test]
fn failures_are_counted_from_a_time_on() {
    let (_dir, state) = state();
    for seconds in [0, 10, 20] {
        state.note_login_failure("alice", later(seconds)).unwrap();
    }
    assert_eq!(state.login_failures("alice", later(10)).unwrap(), 2);
    assert_eq!(state.login_failures("bob", now()).unwrap(), 0);
    assert_eq!(state.forget_login_failures(later(10)).unwrap(), 1);
    state.clear_login_failures("alice").unwrap();
    assert_eq!(state.login_failures("alice", now()).unwrap(), 0);
}

#[test]
fn a_file_of_a_newer_program_is_left_alone() {
    let (dir, state) = state();
    drop(state);
    let path = dir.path().join("state.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    assert!(matches!(State::open(&path), Err(StateError::TooNew { found: 99, known: 2 })));
}
