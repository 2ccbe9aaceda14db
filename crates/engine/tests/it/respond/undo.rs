//! Undo after do is as before, and twice is once: on a small pure model of GitLab.

use std::collections::BTreeMap;

use engine::respond::act::Home;
use engine::respond::{Act, Seen, Verdict, act};
use event::{ProjectId, TokenId, UserId};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::example::personal;

/// What the acts can change, as GitLab keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Model {
    users: BTreeMap<UserId, String>,
    tokens: BTreeMap<TokenId, bool>,
    keys: BTreeMap<(UserId, i64), (String, String)>,
    /// Where it sends to, and whether it tells of jobs.
    hooks: BTreeMap<(ProjectId, i64), (String, bool)>,
    next_id: i64,
}

impl Model {
    /// What the shell would read before and after an act.
    fn read(&self, act: &Act) -> Seen {
        let key = |(title, key): &(String, String)| Seen::SshKey {
            title: title.clone(),
            key: key.clone(),
        };
        let found = match act {
            Act::BlockUser(act::BlockUser { user })
            | Act::UnblockUser(act::UnblockUser { user }) => {
                self.users.get(user).map(|state| Seen::User { state: state.clone() })
            }
            Act::RevokeToken(act::RevokeToken { token })
            | Act::RotateToken(act::RotateToken { token }) => {
                self.tokens.get(&token.id).map(|&is_active| Seen::Token { is_active })
            }
            Act::DeleteSshKey(act::DeleteSshKey { user, key: id }) => {
                self.keys.get(&(*user, *id)).map(key)
            }
            Act::AddSshKey(act::AddSshKey { key: wanted, .. }) => {
                self.keys.values().find(|(_, key)| key == wanted).map(key)
            }
            Act::RemoveWebhook(act::RemoveWebhook { home: Home::Project { project }, hook }) => {
                self.hooks.get(&(*project, *hook)).map(|found| self.hook(*project, *hook, found))
            }
            Act::AddWebhook(act::AddWebhook {
                home: Home::Project { project }, url, row, ..
            }) => {
                let is_wanted = |(url_there, on): &(String, bool)| {
                    url_there == url && row.get("job_events") == Some(&Value::Bool(*on))
                };
                let found =
                    self.hooks.iter().find(|((here, _), hook)| here == project && is_wanted(hook));
                found.map(|((_, id), hook)| self.hook(*project, *id, hook))
            }
            _others_are_tested_against_the_range => None,
        };
        found.unwrap_or(Seen::Absent)
    }

    /// A hook as the shell shows it: with how many of the project are the same.
    fn hook(&self, project: ProjectId, id: i64, hook: &(String, bool)) -> Seen {
        let copies = self.hooks.iter().filter(|((at, _), other)| *at == project && *other == hook);
        let row = json!({
            "id": id, "url": hook.0, "job_events": hook.1, "copies": copies.count(),
        });
        Seen::Thing { row: row.as_object().cloned().unwrap() }
    }

    /// What GitLab would do. The shell asks `is_already_so` first.
    fn call(&mut self, act: &Act) {
        self.next_id += 1;
        match act {
            Act::BlockUser(act::BlockUser { user }) => {
                self.users.insert(*user, "blocked".to_owned());
            }
            Act::UnblockUser(act::UnblockUser { user }) => {
                self.users.insert(*user, "active".to_owned());
            }
            Act::RevokeToken(act::RevokeToken { token }) => {
                self.tokens.insert(token.id, false);
            }
            Act::RotateToken(act::RotateToken { token }) => {
                // Reuse detection: a second rotation takes the whole family down.
                if self.tokens.insert(token.id, false) == Some(true) {
                    self.tokens.insert(TokenId(self.next_id), true);
                } else {
                    self.tokens.values_mut().for_each(|is_active| *is_active = false);
                }
            }
            Act::DeleteSshKey(act::DeleteSshKey { user, key }) => {
                self.keys.remove(&(*user, *key));
            }
            Act::AddSshKey(act::AddSshKey { user, title, key, .. }) => {
                self.keys.insert((*user, self.next_id), (title.clone(), key.clone()));
            }
            Act::RemoveWebhook(act::RemoveWebhook { home: Home::Project { project }, hook }) => {
                self.hooks.remove(&(*project, *hook));
            }
            Act::AddWebhook(act::AddWebhook {
                home: Home::Project { project }, url, row, ..
            }) => {
                let on = row.get("job_events") == Some(&Value::Bool(true));
                self.hooks.insert((*project, self.next_id), (url.clone(), on));
            }
            _others_are_tested_against_the_range => {}
        }
    }

    /// What the shell does with an act; says what was there before.
    fn execute(&mut self, act: &Act) -> Seen {
        let before = self.read(act);
        if !act.is_already_so(&before) {
            self.call(act);
        }
        assert_eq!(act.verify(&self.read(act)), Verdict::Verified, "{act:?} on {before:?}");
        before
    }

    /// The same without ids, which come back new.
    fn without_ids(&self) -> impl PartialEq + std::fmt::Debug + use<> {
        let mut keys: Vec<_> =
            self.keys.iter().map(|((user, _), key)| (*user, key.clone())).collect();
        let mut hooks: Vec<_> =
            self.hooks.iter().map(|((project, _), hook)| (*project, hook.clone())).collect();
        keys.sort();
        hooks.sort();
        (self.users.clone(), self.tokens.clone(), keys, hooks)
    }
}

fn models() -> impl Strategy<Value = Model> {
    let state = prop_oneof![Just("active"), Just("blocked")].prop_map(str::to_owned);
    let users = proptest::collection::btree_map((1_i64..4).prop_map(UserId), state, 3);
    let tokens = proptest::collection::btree_map((1_i64..4).prop_map(TokenId), any::<bool>(), 1..4);
    let keys =
        proptest::collection::btree_map(((1_i64..4).prop_map(UserId), 1_i64..4), "[a-c]", 0..4);
    let hooks = proptest::collection::btree_map(
        ((1_i64..3).prop_map(ProjectId), 1_i64..4),
        ("https://[ab]\\.test/", any::<bool>()),
        0..5,
    );
    (users, tokens, keys, hooks).prop_map(|(users, tokens, keys, hooks)| {
        // A public key belongs to one user only, as GitLab sees to.
        let key = |((user, id), title): ((UserId, i64), String)| {
            let key = format!("ssh-ed25519 {user}{id}");
            ((user, id), (title, key))
        };
        let keys = keys.into_iter().map(key).collect();
        Model { users, tokens, keys, hooks, next_id: 100 }
    })
}

fn acts() -> impl Strategy<Value = Act> {
    (0..6, 1_i64..4, 1_i64..4).prop_map(|(kind, one, other)| match kind {
        0 => Act::BlockUser(act::BlockUser { user: UserId(one) }),
        1 => Act::UnblockUser(act::UnblockUser { user: UserId(one) }),
        2 => Act::RevokeToken(act::RevokeToken { token: personal(one) }),
        3 => Act::RotateToken(act::RotateToken { token: personal(one) }),
        4 => Act::DeleteSshKey(act::DeleteSshKey { user: UserId(one), key: other }),
        _ => Act::RemoveWebhook(act::RemoveWebhook {
            home: Home::Project { project: ProjectId(one) },
            hook: other,
        }),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_act_twice_is_the_same_as_once(mut model in models(), act in acts()) {
        model.execute(&act);
        let once = model.clone();
        model.execute(&act);
        prop_assert_eq!(model, once);
    }

    #[test]
    fn any_act_that_can_be_undone_is_undone(mut model in models(), act in acts()) {
        let original = model.clone();
        let before = model.execute(&act);
        match act.inverse(Some(&before)) {
            Some(inverse) => {
                model.execute(&inverse);
                prop_assert_eq!(model.without_ids(), original.without_ids());
            }
            // Without an inverse: nothing was changed, or the act is final and says so.
            None => prop_assert!(model == original || act.rules().undo_note().is_some()),
        }
    }

    #[test]
    fn an_inverse_undone_is_as_after_the_act(mut model in models(), act in acts()) {
        let before = model.execute(&act);
        let done = model.clone();
        let Some(inverse) = act.inverse(Some(&before)) else { return Ok(()) };
        let between = model.execute(&inverse);
        if let Some(again) = inverse.inverse(Some(&between)) {
            model.execute(&again);
            prop_assert_eq!(model.without_ids(), done.without_ids());
        }
    }
}
