//! Whether somebody changed an object since we did: then an undo would destroy
//! what that person wanted.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Text;
use crate::respond::{GateRefusal, Seen};

/// Fields of GitLab's rows that change by themselves, or by use.
fn moves_by_itself(field: &str) -> bool {
    field.starts_with("last_")
        || field.ends_with("_at")
        || matches!(
            field,
            "alert_status" | "disabled_until" | "online" | "status" | "version" | "ip_address"
        )
}

/// What differs between what was there after our act and what is there now, in
/// words; `None` = nothing that a person did.
pub fn conflict(after: &Seen, now: &Seen) -> Option<Conflict> {
    if after == now {
        return None;
    }
    let fields = match (parts(after), parts(now)) {
        (Some(after), Some(now)) => {
            let names: BTreeSet<&String> = after.keys().chain(now.keys()).collect();
            let differs = |name: &&&String| {
                !moves_by_itself(name) && after.get(name.as_str()) != now.get(name.as_str())
            };
            let names: Vec<String> =
                names.iter().filter(differs).map(|name| (**name).clone()).collect();
            if names.is_empty() {
                return None;
            }
            names
        }
        (None, _) | (_, None) => Vec::new(),
    };
    Some(Conflict { after: shown(after, &fields), now: shown(now, &fields), fields })
}

/// What somebody else changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What was there after our act.
    pub after: String,
    /// What is there now.
    pub now: String,
    /// Which fields differ, where the object has fields.
    pub fields: Vec<String>,
}

impl Conflict {
    /// The refusal of an undo (CE4).
    pub fn refusal(&self, target: &str) -> GateRefusal {
        let args = [
            ("target", target.to_owned()),
            ("after", self.after.clone()),
            ("now", self.now.clone()),
        ];
        GateRefusal::new("undo.conflict", &["CE4"], Text::of("undo-conflict", args))
    }
}

fn parts(seen: &Seen) -> Option<Map<String, Value>> {
    let fields = seen.fields().map(|fields| fields.clone().into_iter().collect());
    fields.or_else(|| seen.row().cloned())
}

fn shown(seen: &Seen, fields: &[String]) -> String {
    let Some(parts) = parts(seen).filter(|_| !fields.is_empty()) else { return seen.to_string() };
    let field = |name: &String| {
        let value = parts.get(name).map_or_else(|| "-".to_owned(), Value::to_string);
        format!("{name} = {value}")
    };
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::conflict;
    use crate::respond::Seen;

    fn seen(value: serde_json::Value) -> Seen {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_moves_by_itself_is_no_conflict_and_what_a_person_changed_is_named() {
        let after =
            seen(json!({"kind": "thing", "row": {"id": 1, "paused": true, "last_used_at": "a"}}));
        let used =
            seen(json!({"kind": "thing", "row": {"id": 1, "paused": true, "last_used_at": "b"}}));
        let woken = seen(json!({"kind": "thing", "row": {"id": 1, "paused": false}}));

        assert_eq!(conflict(&after, &used), None);
        let found = conflict(&after, &woken).unwrap();
        assert_eq!((found.after.as_str(), found.now.as_str()), ("paused = true", "paused = false"));
    }

    #[test]
    fn another_state_of_a_user_is_a_conflict() {
        let blocked = Seen::User { state: "blocked".to_owned() };
        let banned = Seen::User { state: "banned".to_owned() };
        assert_eq!(conflict(&blocked, &blocked), None);
        assert_eq!(conflict(&blocked, &banned).unwrap().now, "user banned");
    }
}
