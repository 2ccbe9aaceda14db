//! Which step waits for which, and which must not happen at the same moment.
//!
//! Few steps wait: a failure must stop as little as possible. Nothing waits for
//! a block, since ending credentials helps where it failed; nobody is let in
//! before everything else has succeeded (UA5); and what is done to one thing is
//! done in order, since a later act presumes what an earlier one did.

use serde_json::Value;

use crate::respond::Act;

/// Parts of an act that say what shall become of its object, not which it is.
const VALUES: &[&str] = &[
    "kind",
    "name",
    "set",
    "access_level",
    "member_role",
    "expires_at",
    "level",
    "title",
    "url",
    "row",
    "value_from",
    "evidence",
];

/// For each act the steps, from 0, that must have succeeded before it is tried.
pub fn dependencies(acts: &[&Act]) -> Vec<Vec<u32>> {
    let objects: Vec<String> = acts.iter().map(|act| object(act)).collect();
    let steps = || (0u32..).zip(acts.iter().zip(&objects));
    steps()
        .map(|(step, (act, object))| {
            let lets_in = act.rules().lets_in().is_some();
            let is_before = |(earlier, (other, same)): &(u32, (&&Act, &String))| {
                let other = other.rules();
                let is_waited_for = if lets_in {
                    other.lets_in().is_none()
                } else {
                    *same == object && other.locks_out().is_none()
                };
                *earlier < step && is_waited_for
            };
            steps().filter(is_before).map(|(earlier, _)| earlier).collect()
        })
        .collect()
}

/// Names what an act changes: two acts of one object have the same name.
fn object(act: &Act) -> String {
    let mut value = serde_json::to_value(act).unwrap_or_default();
    if let Value::Object(members) = &mut value {
        members.retain(|name, _| !VALUES.contains(&name.as_str()));
    }
    super::canonical::json(&value)
}

/// Whether two acts change the same thing.
pub(super) fn is_same_object(one: &Act, other: &Act) -> bool {
    object(one) == object(other)
}

/// Names what must be changed one after another: the place and the user, as far
/// as ids tell. Coarser than the object: to wait needlessly does no harm.
pub fn lane(act: &Act) -> String {
    let mut numbers = Vec::new();
    if let Ok(Value::Object(members)) = serde_json::to_value(act) {
        for (name, value) in members.iter().filter(|(name, _)| !VALUES.contains(&name.as_str())) {
            collect(name, value, &mut numbers);
        }
    }
    numbers.sort();
    numbers.join(" ")
}

fn collect(name: &str, value: &Value, numbers: &mut Vec<String>) {
    match value {
        Value::Number(number) => numbers.push(format!("{name}={number}")),
        Value::Object(members) => {
            for (name, value) in members {
                collect(name, value, numbers);
            }
        }
        Value::Array(items) => items.iter().for_each(|value| collect(name, value, numbers)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{dependencies, lane};
    use crate::respond::Act;

    fn acts(texts: &[&str]) -> Vec<Act> {
        texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
    }

    #[test]
    fn nothing_waits_for_a_block_and_letting_in_waits_for_everything() {
        let acts = acts(&[
            r#"{"kind": "block_user", "user": 7}"#,
            r#"{"kind": "revoke_token", "token": {"id": 1, "scope": "personal"}}"#,
            r#"{"kind": "delete_ssh_key", "user": 7, "key": 3}"#,
            r#"{"kind": "unblock_user", "user": 8}"#,
            r#"{"kind": "unblock_user", "user": 9}"#,
        ]);
        let found = dependencies(&acts.iter().collect::<Vec<_>>());
        assert_eq!(found, [vec![], vec![], vec![], vec![0, 1, 2], vec![0, 1, 2]]);
    }

    #[test]
    fn acts_on_one_thing_wait_for_each_other() {
        let acts = acts(&[
            r#"{"kind": "rotate_token", "token": {"id": 1, "scope": "personal"}}"#,
            r#"{"kind": "rotate_token", "token": {"id": 1, "scope": "project", "project": 2}}"#,
            r#"{"kind": "revoke_token", "token": {"id": 1, "scope": "personal"}}"#,
        ]);
        let found = dependencies(&acts.iter().collect::<Vec<_>>());
        assert_eq!(found, [vec![], vec![], vec![0]]);
    }

    #[test]
    fn a_lane_is_the_ids_without_what_shall_become_of_them() {
        let acts = acts(&[
            r#"{"kind": "revoke_token", "token": {"id": 1, "scope": "project", "project": 2}}"#,
            r#"{"kind": "add_webhook", "project": 2, "url": "https://a.example"}"#,
            r#"{"kind": "add_webhook", "project": 2, "url": "https://b.example"}"#,
        ]);
        let lanes: Vec<String> = acts.iter().map(lane).collect();
        assert_eq!(lanes, ["id=1 project=2", "project=2", "project=2"]);
    }
}
