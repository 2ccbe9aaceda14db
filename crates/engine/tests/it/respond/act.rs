//! Every act: what is there already, its inverse, what reading back means, its words.

use engine::respond::{Act, Seen, TokenHandle, TokenScope, Verdict, act};
use event::{ProjectId, TokenId};
use insta::assert_snapshot;

use super::example::{ALICE, APP, leaked, personal, taken_over};

const HOME: act::Home = act::Home::Project { project: APP };

fn user(state: &str) -> Seen {
    Seen::User { state: state.to_owned() }
}

fn key() -> Seen {
    Seen::SshKey { title: "laptop".to_owned(), key: "ssh-ed25519 AAAA1 me@home".to_owned() }
}

fn hook(url: &str) -> Seen {
    Seen::Webhook { url: url.to_owned() }
}

const ACTIVE: Seen = Seen::Token { is_active: true };
const INACTIVE: Seen = Seen::Token { is_active: false };

fn block() -> Act {
    Act::BlockUser(act::BlockUser { user: ALICE })
}

fn unblock() -> Act {
    Act::UnblockUser(act::UnblockUser { user: ALICE })
}

fn revoke() -> Act {
    Act::RevokeToken(act::RevokeToken { token: personal(41) })
}

fn rotate() -> Act {
    Act::RotateToken(act::RotateToken { token: personal(41) })
}

fn delete_key() -> Act {
    Act::DeleteSshKey(act::DeleteSshKey { user: ALICE, key: 1 })
}

fn add_key() -> Act {
    Act::AddSshKey(act::AddSshKey {
        user: ALICE,
        title: "laptop".to_owned(),
        key: "ssh-ed25519 AAAA1 other remark".to_owned(),
        expires_at: None,
        usage_type: None,
    })
}

fn remove_hook() -> Act {
    Act::RemoveWebhook(act::RemoveWebhook { home: HOME, hook: 5 })
}

fn add_hook() -> Act {
    Act::AddWebhook(act::AddWebhook {
        home: HOME,
        url: "https://chat.test/".to_owned(),
        row: serde_json::Map::new(),
        copies: 1,
    })
}

pub(super) fn every_act() -> [Act; 8] {
    [block(), unblock(), revoke(), rotate(), delete_key(), add_key(), remove_hook(), add_hook()]
}

#[test]
fn an_act_is_not_done_again_when_it_is_so_already() {
    let cases = [
        (block(), user("active"), Some(false)),
        (block(), user("blocked"), Some(true)),
        (block(), user("ldap_blocked"), Some(true)),
        (block(), user("banned"), Some(true)),
        // Signing in brings a deactivated account back: it is not locked out.
        (block(), user("deactivated"), Some(false)),
        (block(), user("blocked_pending_approval"), Some(false)),
        (block(), Seen::Absent, Some(true)),
        (block(), ACTIVE, None),
        (unblock(), user("blocked"), Some(false)),
        (unblock(), user("active"), Some(true)),
        (unblock(), user("deactivated"), Some(true)),
        (unblock(), Seen::Absent, Some(false)),
        (unblock(), key(), None),
        (revoke(), ACTIVE, Some(false)),
        (revoke(), INACTIVE, Some(true)),
        (revoke(), Seen::Absent, Some(true)),
        (revoke(), user("active"), None),
        // Rotating a dead token would kill its whole family.
        (rotate(), INACTIVE, Some(true)),
        (rotate(), ACTIVE, Some(false)),
        (delete_key(), key(), Some(false)),
        (delete_key(), Seen::Absent, Some(true)),
        (delete_key(), INACTIVE, None),
        (add_key(), Seen::Absent, Some(false)),
        (add_key(), key(), Some(true)),
        (
            add_key(),
            Seen::SshKey { title: "laptop".to_owned(), key: "ssh-ed25519 BBBB".to_owned() },
            Some(false),
        ),
        (add_key(), user("active"), None),
        (remove_hook(), hook("https://chat.test/"), Some(false)),
        (remove_hook(), Seen::Absent, Some(true)),
        (remove_hook(), key(), None),
        (add_hook(), Seen::Absent, Some(false)),
        (add_hook(), hook("https://chat.test/"), Some(true)),
        (add_hook(), hook("https://other.test/"), Some(false)),
        (add_hook(), ACTIVE, None),
    ];
    for (act, now, expected) in cases {
        assert_eq!(act.is_already_so(&now), expected == Some(true), "{act:?} {now:?}");
        let verdict = act.verify(&now);
        let actual = match verdict {
            Verdict::Verified => Some(true),
            Verdict::Contradicted { .. } => Some(false),
            Verdict::Unknown { .. } => None,
        };
        assert_eq!(actual, expected, "{act:?} {now:?}");
    }
}

#[test]
fn the_inverse_brings_back_what_was_there() {
    let add = Act::AddSshKey(act::AddSshKey {
        user: ALICE,
        title: "laptop".to_owned(),
        key: "ssh-ed25519 AAAA1 me@home".to_owned(),
        expires_at: None,
        usage_type: None,
    });
    let cases = [
        (block(), Some(user("active")), Some(unblock())),
        (block(), Some(user("deactivated")), Some(unblock())),
        (block(), None, Some(unblock())),
        (unblock(), Some(user("blocked")), Some(block())),
        (delete_key(), Some(key()), Some(add)),
        (delete_key(), None, None),
        (remove_hook(), Some(hook("https://chat.test/")), Some(add_hook())),
        (remove_hook(), None, None),
        (revoke(), Some(ACTIVE), None),
        (rotate(), Some(ACTIVE), None),
        (add_key(), Some(Seen::Absent), None),
        (add_hook(), Some(Seen::Absent), None),
    ];
    for (act, before, inverse) in cases {
        assert_eq!(act.inverse(before.as_ref()), inverse, "{act:?} {before:?}");
    }
}

#[test]
fn what_had_nothing_to_do_has_nothing_to_undo() {
    for state in ["blocked", "ldap_blocked", "banned"] {
        assert_eq!(block().inverse(Some(&user(state))), None, "{state}");
    }
    assert_eq!(unblock().inverse(Some(&user("active"))), None);
    assert_eq!(delete_key().inverse(Some(&Seen::Absent)), None);
    assert_eq!(remove_hook().inverse(Some(&Seen::Absent)), None);
}

#[test]
fn the_inverse_of_the_inverse_is_the_act() {
    assert_eq!(block().inverse(None).unwrap().inverse(None), Some(block()));
    assert_eq!(unblock().inverse(None).unwrap().inverse(None), Some(unblock()));
}

#[test]
fn an_act_that_cannot_be_undone_says_so_and_one_that_can_tells_what_is_lost() {
    for act in every_act() {
        let note = act.rules().undo_note().map(|note| note.key);
        let expected = match act {
            Act::UnblockUser(_) => None,
            _ => Some(format!("undo-{}", act.kind_str().replace('_', "-"))),
        };
        assert_eq!(note, expected);
    }
}

#[test]
fn a_ban_and_a_block_by_ldap_are_not_lifted_by_unblocking() {
    assert_eq!(unblock().rules().obstacle(&user("banned")).unwrap().rule, "act.banned");
    assert_eq!(unblock().rules().obstacle(&user("ldap_blocked")).unwrap().rule, "act.ldap_blocked");
    assert_eq!(unblock().rules().obstacle(&user("blocked")), None);
    assert_eq!(block().rules().obstacle(&user("banned")), None);
}

#[test]
fn the_word_of_an_act_is_the_one_in_its_json() {
    for act in every_act() {
        assert_eq!(serde_json::to_value(&act).unwrap()["kind"], act.kind_str());
        assert_eq!(act.rules().label().key, format!("act-{}", act.kind_str().replace('_', "-")));
        let json = serde_json::to_string(&act).unwrap();
        assert_eq!(serde_json::from_str::<Act>(&json).unwrap(), act);
    }
}

#[test]
fn a_target_is_named_without_what_may_be_secret() {
    let survey = leaked();
    let targets: Vec<String> = every_act()
        .iter()
        .map(|act| act.rules().target(engine::respond::View { survey: Some(&survey), seen: None }))
        .collect();
    assert_eq!(
        targets,
        ["alice", "alice", "ci", "ci", "laptop", "laptop", "chat.test", "chat.test"]
    );
    let planted = Act::RemoveWebhook(act::RemoveWebhook { home: HOME, hook: 6 });
    assert_eq!(
        planted.rules().target(engine::respond::View { survey: Some(&survey), seen: None }),
        "evil.test"
    );
    let unknown = Act::RemoveWebhook(act::RemoveWebhook {
        home: act::Home::Project { project: ProjectId(99) },
        hook: 6,
    });
    assert_eq!(
        unknown.rules().target(engine::respond::View { survey: Some(&survey), seen: None }),
        "6"
    );
}

fn keys(act: &Act, survey: &engine::respond::Survey) -> String {
    let keys: Vec<String> = act
        .rules()
        .impact(engine::respond::View { survey: Some(survey), seen: None })
        .into_iter()
        .map(|text| text.key)
        .collect();
    keys.join("\n")
}

#[test]
fn blocking_tells_of_credentials_and_pipelines() {
    let mut survey = taken_over();
    assert_snapshot!(keys(&block(), &survey), @r"
    impact-block-user
    impact-block-user-credentials
    impact-pipelines-stop
    impact-block-user-no-ban
    ");
    survey.is_admin = true;
    survey.is_bot = true;
    survey.state = "deactivated".to_owned();
    survey.memberships.clear();
    assert_snapshot!(keys(&block(), &survey), @r"
    impact-block-user
    impact-block-user-admin
    impact-block-user-bot
    impact-block-user-deactivated
    impact-block-user-credentials
    impact-block-user-no-ban
    ");
}

#[test]
fn revoking_tells_of_the_last_use_and_of_a_bot() {
    let mut survey = leaked();
    assert_snapshot!(keys(&revoke(), &survey), @r"
    impact-revoke-token
    impact-owner-may-be-mailed
    impact-token-last-used-from
    ");
    let handle = TokenHandle { id: TokenId(41), scope: TokenScope::Project { project: APP } };
    survey.tokens[0].handle = handle;
    survey.tokens[0].last_used_at = None;
    assert_snapshot!(keys(&Act::RevokeToken(act::RevokeToken { token: handle }), &survey), @r"
    impact-revoke-token
    impact-revoke-token-bot
    impact-token-never-used
    ");
}

#[test]
fn the_survey_knows_what_an_act_would_find() {
    let survey = leaked();
    assert_eq!(survey.seen(&block()), Some(user("active")));
    assert_eq!(survey.seen(&revoke()), Some(ACTIVE));
    assert_eq!(survey.seen(&Act::RevokeToken(act::RevokeToken { token: personal(99) })), None);
    assert_eq!(survey.seen(&add_key()), None);
}
