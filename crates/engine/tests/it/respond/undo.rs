//! Undo after do is as before, and twice is once: on a small pure model of GitLab.

use std::collections::BTreeMap;

use engine::respond::{Act, Before, Verdict};
use event::{ProjectId, TokenId, UserId};
use proptest::prelude::*;

use super::example::personal;

/// What the acts can change, as GitLab keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Model {
    users: BTreeMap<UserId, String>,
    tokens: BTreeMap<TokenId, bool>,
    keys: BTreeMap<(UserId, i64), (String, String)>,
    hooks: BTreeMap<(ProjectId, i64), String>,
    next_id: i64,
}

impl Model {
    /// What the shell would read before and after an act.
    fn read(&self, act: &Act) -> Before {
        let key = |(title, key): &(String, String)| Before::SshKey {
            title: title.clone(),
            key: key.clone(),
        };
        let found = match act {
            Act::BlockUser { user } | Act::UnblockUser { user } => {
                self.users.get(user).map(|state| Before::User { state: state.clone() })
            }
            Act::RevokeToken { token } | Act::RotateToken { token } => {
                self.tokens.get(&token.id).map(|&is_active| Before::Token { is_active })
            }
            Act::DeleteSshKey { user, key: id } => self.keys.get(&(*user, *id)).map(key),
            Act::AddSshKey { key: wanted, .. } => {
                self.keys.values().find(|(_, key)| key == wanted).map(key)
            }
            Act::RemoveWebhook { project, hook } => {
                self.hooks.get(&(*project, *hook)).map(|url| Before::Webhook { url: url.clone() })
            }
            Act::AddWebhook { project, url: wanted } => self
                .hooks
                .iter()
                .find(|((here, _), url)| here == project && *url == wanted)
                .map(|(_, url)| Before::Webhook { url: url.clone() }),
        };
        found.unwrap_or(Before::Absent)
    }

    /// What GitLab would do. The shell asks `is_already_so` first.
    fn call(&mut self, act: &Act) {
        self.next_id += 1;
        match act {
            Act::BlockUser { user } => drop(self.users.insert(*user, "blocked".to_owned())),
            Act::UnblockUser { user } => drop(self.users.insert(*user, "active".to_owned())),
            Act::RevokeToken { token } => drop(self.tokens.insert(token.id, false)),
            Act::RotateToken { token } => {
                // Reuse detection: a second rotation takes the whole family down.
                if self.tokens.insert(token.id, false) == Some(true) {
                    self.tokens.insert(TokenId(self.next_id), true);
                } else {
                    self.tokens.values_mut().for_each(|is_active| *is_active = false);
                }
            }
            Act::DeleteSshKey { user, key } => drop(self.keys.remove(&(*user, *key))),
            Act::AddSshKey { user, title, key } => {
                self.keys.insert((*user, self.next_id), (title.clone(), key.clone()));
            }
            Act::RemoveWebhook { project, hook } => drop(self.hooks.remove(&(*project, *hook))),
            Act::AddWebhook { project, url } => {
                self.hooks.insert((*project, self.next_id), url.clone());
            }
        }
    }

    /// What the shell does with an act; says what was there before.
    fn execute(&mut self, act: &Act) -> Before {
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
            self.hooks.iter().map(|((project, _), url)| (*project, url.clone())).collect();
        keys.sort();
        hooks.sort();
        // Two webhooks of a project to one address do the same: when one is put
        // back, the other is found and counts for it.
        hooks.dedup();
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
        "https://[a-c]\\.test/",
        0..4,
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
        0 => Act::BlockUser { user: UserId(one) },
        1 => Act::UnblockUser { user: UserId(one) },
        2 => Act::RevokeToken { token: personal(one) },
        3 => Act::RotateToken { token: personal(one) },
        4 => Act::DeleteSshKey { user: UserId(one), key: other },
        _ => Act::RemoveWebhook { project: ProjectId(one), hook: other },
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
            None => prop_assert!(model == original || act.undo_note().is_some()),
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
