//! Acts on people and credentials: what is so already, what stands in the way,
//! what brings it back, and the words.

use std::collections::BTreeSet;

use engine::respond::token::{TokenKind, ways_to_end};
use engine::respond::{
    ACT_TEXT_KEYS, Act, Seen, TEXT_KEYS, TokenHandle, TokenScope, Turn, View, act,
};
use event::{TokenId, UserId};
use insta::assert_snapshot;
use serde_json::{Value, json};

use super::example::{ALICE, leaked, taken_over};

const ACTIVE: Seen = Seen::Token { is_active: true };
const INACTIVE: Seen = Seen::Token { is_active: false };

fn act(json: Value) -> Act {
    serde_json::from_value(json).unwrap()
}

fn user(state: &str) -> Seen {
    Seen::User { state: state.to_owned() }
}

fn thing(row: Value) -> Seen {
    Seen::Thing { row: serde_json::from_value(row).unwrap() }
}

fn fields(values: Value) -> Seen {
    Seen::Fields { values: serde_json::from_value(values).unwrap() }
}

fn of_user(kind: &str) -> Act {
    act(json!({ "kind": kind, "user": ALICE }))
}

fn remove_member() -> Act {
    act(json!({ "kind": "remove_member", "place": "group", "group": 5, "user": ALICE }))
}

fn add_member(level: u8, end: Option<&str>) -> Act {
    act(json!({
        "kind": "add_member", "place": "group", "group": 5, "user": ALICE,
        "access_level": level, "expires_at": end,
    }))
}

fn member(level: u8, end: Option<&str>) -> Seen {
    thing(json!({ "id": 7, "access_level": level, "expires_at": end, "is_last_owner": false }))
}

fn deploy_key(can_push: bool) -> Value {
    json!({ "kind": "add_deploy_key", "project": 3, "title": "d", "key": "ssh-rsa AA", "can_push": can_push })
}

fn demote() -> Act {
    act(json!({ "kind": "change_user", "user": ALICE, "set": { "admin": false } }))
}

fn ids(kind: &str) -> Act {
    act(json!({
        "kind": kind, "user": ALICE, "project": 3, "place": "project", "group": 5, "key": 6,
        "email": 4, "token": 8, "trigger": 10, "agent": 1, "runner": 11, "application": 2,
    }))
}

#[test]
fn an_act_on_a_user_knows_by_the_state_whether_it_is_so() {
    let table = [
        ("ban_user", "active", false),
        ("ban_user", "banned", true),
        // A block is not a ban.
        ("ban_user", "blocked", false),
        ("unban_user", "banned", false),
        ("unban_user", "active", true),
        ("unban_user", "deactivated", true),
        ("unban_user", "blocked", false),
        ("deactivate_user", "active", false),
        ("deactivate_user", "deactivated", true),
        ("deactivate_user", "blocked", true),
        ("activate_user", "deactivated", false),
        ("activate_user", "active", true),
        ("activate_user", "ldap_blocked", false),
    ];
    for (kind, state, expected) in table {
        let actual = of_user(kind).rules().is_so(&user(state));
        assert_eq!(actual, Some(expected), "{kind} {state}");
    }
    for (kind, expected) in [
        ("ban_user", true),
        ("unban_user", false),
        ("deactivate_user", true),
        ("activate_user", false),
        ("reset_password", true),
    ] {
        assert_eq!(of_user(kind).rules().is_so(&Seen::Absent), Some(expected), "{kind}");
    }
    // GitLab does not tell whether a password was set.
    assert_eq!(of_user("reset_password").rules().is_so(&user("active")), None);
}

#[test]
fn what_gitlab_would_refuse_is_known_before_it_is_asked() {
    let table = [
        ("ban_user", "active", None),
        ("ban_user", "banned", None),
        ("ban_user", "blocked", Some("act.ban_needs_active")),
        ("ban_user", "ldap_blocked", Some("act.ban_needs_active")),
        ("ban_user", "deactivated", Some("act.ban_needs_active")),
        ("unban_user", "banned", None),
        ("unban_user", "blocked", Some("act.not_banned")),
        ("activate_user", "deactivated", None),
        ("activate_user", "banned", Some("act.activate_blocked")),
    ];
    let rule = |act: &Act, now: &Seen| act.rules().obstacle(now).map(|refusal| refusal.rule);
    for (kind, state, expected) in table {
        assert_eq!(rule(&of_user(kind), &user(state)).as_deref(), expected, "{kind} {state}");
    }
    let last = thing(json!({ "access_level": 50, "is_last_owner": true }));
    assert_eq!(rule(&remove_member(), &last).as_deref(), Some("act.last_owner"));
    assert_eq!(rule(&remove_member(), &member(50, None)), None);
    let lower = act(json!({
        "kind": "change_member_role", "place": "group", "group": 5, "user": ALICE, "access_level": 10,
    }));
    assert_eq!(rule(&lower, &last).as_deref(), Some("act.last_owner"));
    assert_eq!(rule(&lower, &Seen::Absent).as_deref(), Some("act.not_a_member"));
    let add = add_member(30, None);
    assert_eq!(rule(&add, &member(40, None)).as_deref(), Some("act.is_member_already"));
    assert_eq!(rule(&add, &Seen::Absent), None);
    // A right that this GitLab does not tell could not be put back.
    assert_eq!(rule(&demote(), &fields(json!({}))).as_deref(), Some("act.user_field_untold"));
    assert_eq!(rule(&demote(), &fields(json!({ "admin": true }))), None);
    let scope = TokenScope::Impersonation { user: ALICE };
    let token = TokenHandle { id: TokenId(12), scope };
    let rotate = Act::RotateToken(act::RotateToken { token });
    assert_eq!(rule(&rotate, &ACTIVE).as_deref(), Some("act.rotates_impersonation"));
}

#[test]
fn what_takes_away_is_so_when_it_is_gone_and_what_ends_when_it_is_ended() {
    for kind in [
        "delete_user_email",
        "delete_gpg_key",
        "delete_deploy_key",
        "delete_enterprise_key",
        "delete_application",
        "delete_trigger",
        "delete_runner",
    ] {
        let act = ids(kind);
        assert_eq!(act.rules().is_so(&thing(json!({ "id": 6 }))), Some(false), "{kind}");
        assert_eq!(act.rules().is_so(&Seen::Absent), Some(true), "{kind}");
        assert_eq!(act.rules().is_so(&ACTIVE), None, "{kind}");
    }
    for kind in ["revoke_deploy_token", "revoke_agent_token"] {
        let act = ids(kind);
        for (now, expected) in [(ACTIVE, false), (INACTIVE, true), (Seen::Absent, true)] {
            assert_eq!(act.rules().is_so(&now), Some(expected), "{kind} {now}");
        }
    }
    // What is new after these cannot be read back, only that its holder is gone.
    for act in [
        ids("renew_application_secret"),
        ids("reset_runner_token"),
        act(json!({ "kind": "reset_registration_token", "place": "instance" })),
    ] {
        assert_eq!(act.rules().is_so(&thing(json!({ "id": 2 }))), None, "{act:?}");
        assert_eq!(act.rules().is_so(&Seen::Absent), Some(true), "{act:?}");
        assert!(act.rules().makes_secret(), "{act:?}");
    }
}

#[test]
fn what_puts_back_is_so_when_the_same_is_there() {
    let email = act(json!({
        "kind": "add_user_email", "user": ALICE, "email": "A@x.test", "is_confirmed": true,
    }));
    let gpg = act(json!({ "kind": "add_gpg_key", "user": ALICE, "key": "-----BEGIN\nab\n" }));
    let identity = act(json!({
        "kind": "add_identity", "user": ALICE, "provider": "saml", "extern_uid": "a1",
    }));
    let row = |can_push: bool| json!({ "key": "ssh-rsa AA remark", "can_push": can_push });
    let table = [
        (&email, json!({ "email": "a@x.test" }), true),
        (&email, json!({ "email": "b@x.test" }), false),
        (&gpg, json!({ "key": "-----BEGIN\r\nab" }), true),
        (&gpg, json!({ "key": "-----BEGIN\ncd" }), false),
        (&identity, json!({ "extern_uid": "a1" }), true),
        (&identity, json!({ "extern_uid": "other" }), false),
        (&act(deploy_key(true)), row(true), true),
        (&act(deploy_key(true)), row(false), false),
    ];
    for (act, now, expected) in table {
        assert_eq!(act.rules().is_so(&thing(now.clone())), Some(expected), "{act:?} {now}");
        assert_eq!(act.rules().is_so(&Seen::Absent), Some(false), "{act:?}");
    }
    let add = add_member(30, Some("2026-12-31"));
    for (now, expected) in [
        (member(30, Some("2026-12-31")), true),
        (member(30, None), false),
        (member(40, Some("2026-12-31")), false),
        (Seen::Absent, false),
    ] {
        assert_eq!(add.rules().is_so(&now), Some(expected), "{now:?}");
    }
}

#[test]
fn a_paused_runner_and_a_changed_right_are_told_by_their_fields() {
    let paused = |is: bool| fields(json!({ "paused": is }));
    let (pause, resume) = (ids("pause_runner"), ids("resume_runner"));
    for (act, now, expected) in [
        (&pause, paused(true), Some(true)),
        (&pause, paused(false), Some(false)),
        (&pause, Seen::Absent, Some(true)),
        (&resume, paused(true), Some(false)),
        (&resume, Seen::Absent, Some(false)),
        (&resume, fields(json!({})), None),
        (&demote(), fields(json!({ "admin": true })), Some(false)),
        (&demote(), fields(json!({ "admin": false })), Some(true)),
        (&demote(), fields(json!({})), None),
    ] {
        assert_eq!(act.rules().is_so(&now), expected, "{act:?} {now:?}");
    }
    assert_eq!(pause.inverse(Some(&paused(false))), Some(resume.clone()));
    assert_eq!(pause.inverse(Some(&paused(true))), None);
    assert_eq!(resume.inverse(Some(&paused(true))), Some(pause));
}

#[test]
fn an_inverse_brings_back_exactly_what_was_read() {
    let email = json!({ "id": 4, "email": "a@x.test", "confirmed_at": "2026-01-01T00:00:00Z" });
    let key = json!({ "id": 6, "title": "d", "key": "ssh-rsa AA", "can_push": true });
    let table = [
        (of_user("ban_user"), user("active"), of_user("unban_user")),
        (of_user("unban_user"), user("banned"), of_user("ban_user")),
        (of_user("deactivate_user"), user("active"), of_user("activate_user")),
        (of_user("activate_user"), user("deactivated"), of_user("deactivate_user")),
        (remove_member(), member(40, Some("2026-12-31")), add_member(40, Some("2026-12-31"))),
        (add_member(30, None), Seen::Absent, remove_member()),
        (
            ids("delete_user_email"),
            thing(email),
            act(json!({
                "kind": "add_user_email", "user": ALICE, "email": "a@x.test", "is_confirmed": true,
            })),
        ),
        (ids("delete_deploy_key"), thing(key), act(deploy_key(true))),
        (
            ids("delete_gpg_key"),
            thing(json!({ "id": 6, "key": "armour" })),
            act(json!({ "kind": "add_gpg_key", "user": ALICE, "key": "armour" })),
        ),
        (
            demote(),
            fields(json!({ "admin": true })),
            act(json!({ "kind": "change_user", "user": ALICE, "set": { "admin": true } })),
        ),
    ];
    for (act, before, inverse) in table {
        assert_eq!(act.inverse(Some(&before)), Some(inverse.clone()), "{act:?}");
        // What had nothing to do has nothing to undo.
        let after = match act.rules().is_so(&Seen::Absent) {
            Some(true) => Seen::Absent,
            _ => continue,
        };
        assert_eq!(act.inverse(Some(&after)), None, "{act:?}");
    }
    assert_eq!(demote().inverse(Some(&fields(json!({})))), None);
    assert_eq!(demote().inverse(Some(&fields(json!({ "admin": false })))), None);
    assert_eq!(of_user("reset_password").inverse(Some(&user("active"))), None);
}

#[test]
fn an_identity_that_was_overwritten_comes_back() {
    let add = |uid: &str| {
        act(json!({ "kind": "add_identity", "user": ALICE, "provider": "saml", "extern_uid": uid }))
    };
    let delete = act(json!({ "kind": "delete_identity", "user": ALICE, "provider": "saml" }));
    let was = |uid: &str| thing(json!({ "provider": "saml", "extern_uid": uid }));
    assert_eq!(delete.inverse(Some(&was("a1"))), Some(add("a1")));
    assert_eq!(add("a1").inverse(Some(&Seen::Absent)), Some(delete));
    assert_eq!(add("a1").inverse(Some(&was("old"))), Some(add("old")));
    assert_eq!(add("a1").inverse(Some(&was("a1"))), None);
}

#[test]
fn only_a_right_of_the_list_can_be_changed() {
    for field in ["email", "password", "username", "two_factor_enabled"] {
        let json = json!({ "kind": "change_user", "user": ALICE, "set": { field: true } });
        assert!(serde_json::from_value::<Act>(json).is_err(), "{field}");
    }
}

#[test]
fn the_account_is_closed_before_credentials_end_and_let_in_last() {
    let turn = |act: &Act| act.rules().turn();
    for kind in ["ban_user", "delete_user_email"] {
        let act = ids(kind);
        assert_eq!(turn(&act), Turn::LockOut, "{kind}");
    }
    assert_eq!(turn(&demote()), Turn::LockOut);
    let promote = act(json!({ "kind": "change_user", "user": ALICE, "set": { "admin": true } }));
    assert_eq!(turn(&promote), Turn::LetIn);
    assert_eq!(turn(&of_user("unban_user")), Turn::LetIn);
    assert_eq!(of_user("unban_user").rules().lets_in(), Some(ALICE));
    assert_eq!(of_user("ban_user").rules().locks_out(), Some(ALICE));
    // Signing in reactivates: nobody is kept out.
    assert_eq!(of_user("deactivate_user").rules().locks_out(), None);
    for act in [remove_member(), demote(), of_user("deactivate_user")] {
        assert_eq!(act.rules().weakens(), Some(ALICE), "{act:?}");
    }
    assert_eq!(promote.rules().weakens(), None);
    assert_eq!(remove_member().rules().pace().unwrap().per_minute, 60);
    assert_eq!(add_member(30, None).rules().pace(), None);
}

fn impact(act: &Act, view: View<'_>) -> String {
    let keys: Vec<String> = act.rules().impact(view).into_iter().map(|text| text.key).collect();
    keys.join("\n")
}

#[test]
fn the_traps_are_told() {
    let survey = taken_over();
    let view = View { survey: Some(&survey), seen: None };
    assert_snapshot!(impact(&of_user("ban_user"), view), @r"
    impact-ban-user
    impact-ban-user-credentials
    impact-pipelines-stop
    ");
    assert_snapshot!(impact(&of_user("deactivate_user"), view), @r"
    impact-deactivate-user
    impact-deactivate-user-no-containment
    ");
    assert_snapshot!(impact(&of_user("reset_password"), view), @r"
    impact-reset-password
    impact-reset-password-mailbox
    impact-reset-password-not-tokens
    impact-reset-password-directory
    ");
    assert_snapshot!(impact(&remove_member(), view), @r"
    impact-remove-member
    impact-remove-member-below
    impact-remove-member-bots
    ");
    assert_snapshot!(impact(&ids("delete_deploy_key"), view), @r"
    impact-delete-deploy-key
    impact-delete-deploy-key-elsewhere
    ");
    let scope = TokenScope::Impersonation { user: ALICE };
    let handle = TokenHandle { id: TokenId(12), scope };
    let revoke = Act::RevokeToken(act::RevokeToken { token: handle });
    assert_snapshot!(impact(&revoke, view), @r"
    impact-revoke-token
    impact-revoke-token-impersonation
    ");
}

#[test]
fn every_example_says_only_listed_sentences_with_exactly_their_arguments() {
    let listed = |key: &str| {
        let mut all = TEXT_KEYS.iter().chain(ACT_TEXT_KEYS);
        let (_, names) = all.find(|(known, _)| *known == key)?;
        Some(names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>())
    };
    let survey = leaked();
    let seen = thing(json!({ "id": 1, "access_level": 40 }));
    for act in act::examples() {
        let view = View { survey: Some(&survey), seen: Some(&seen) };
        let rules = act.rules();
        let states = ["active", "blocked", "banned"].map(user);
        let refusals = states.iter().filter_map(|state| rules.obstacle(state));
        let texts = rules.impact(view).into_iter().chain([rules.label()]);
        let texts = texts.chain(rules.undo_note()).chain(refusals.map(|refusal| refusal.text));
        for text in texts {
            let actual: BTreeSet<String> = text.args.keys().cloned().collect();
            assert_eq!(Some(actual), listed(&text.key), "{} of {}", text.key, act.kind_str());
        }
        // No inverse, then a word why.
        if rules.inverse(None).is_none() && rules.inverse(Some(&seen)).is_none() {
            let has_fields = matches!(act, Act::ChangeUser(_));
            assert!(has_fields || rules.undo_note().is_some(), "{}", act.kind_str());
        }
    }
}

#[test]
fn a_token_scope_is_written_as_the_api_takes_it() {
    let json = json!({ "id": 12, "scope": "impersonation", "user": 7 });
    let token: TokenHandle = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(token.scope, TokenScope::Impersonation { user: UserId(7) });
    assert_eq!(serde_json::to_value(token).unwrap(), json);
    let json = json!({ "id": 12, "scope": "enterprise", "group": 5 });
    let token: TokenHandle = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(token).unwrap(), json);
}

#[test]
fn each_kind_of_token_has_its_acts_or_says_why_none() {
    let none: Vec<&str> = TokenKind::ALL
        .into_iter()
        .filter(|kind| ways_to_end(*kind).acts.is_empty())
        .map(TokenKind::as_str)
        .collect();
    assert_eq!(
        none,
        [
            "feed_token",
            "incoming_email_token",
            "scim_token",
            "feature_flags_client_token",
            "workspace_token",
            "unknown"
        ]
    );
    let kinds: BTreeSet<&str> = act::examples().iter().map(Act::kind_str).collect();
    for kind in TokenKind::ALL {
        let ways = ways_to_end(kind);
        for act in ways.acts {
            assert!(kinds.contains(act), "{kind}: there is no act {act}");
        }
        assert!(ways.note.key.starts_with("token-end"), "{kind}");
    }
}
