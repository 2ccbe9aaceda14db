//! What can be put back, by what was, what it became and what is there now.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Change, Changed, Changes};
use crate::respond::act::{
    Act, ChangeSettings, ChangeVariable, ProtectRef, Protection, RefKind, VariableRef,
};
use crate::respond::plan::Text;
use crate::respond::setting::is_same_value;
use crate::respond::{Seen, View};

/// What becomes of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It can be put back: by the act of that number.
    Reverts {
        /// Index into [`Revert::acts`].
        act: usize,
    },
    /// It is as it was before already.
    Settled,
    /// Somebody changed it again later: it is neither what it was nor what it became.
    Conflict {
        /// What it is now.
        now: Value,
    },
    /// It cannot be put back.
    Unknown {
        /// Why, in words for people.
        why: Text,
    },
}

/// A change with its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The change.
    #[serde(flatten)]
    pub change: Change,
    /// What becomes of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// A proposal to restore what was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Revert {
    /// The acts that restore it, changes of one object in one act.
    pub acts: Vec<Act>,
    /// Every change, with what becomes of it.
    pub changes: Vec<Judged>,
}

impl Revert {
    /// Changes that cannot be put back, since nobody knows what was or is.
    pub fn unknown(&self) -> impl Iterator<Item = &Judged> {
        self.changes.iter().filter(|judged| matches!(judged.outcome, Outcome::Unknown { .. }))
    }

    /// Changes that somebody changed again later.
    pub fn conflicts(&self) -> impl Iterator<Item = &Judged> {
        self.changes.iter().filter(|judged| matches!(judged.outcome, Outcome::Conflict { .. }))
    }
}

/// What restores the state before the changes. `seen` is what was read of each
/// of [`Changes::questions`], in the same order; `None` = it could not be read.
pub fn revert(changes: Changes, seen: &[Option<Seen>]) -> Revert {
    let mut revert = Revert::default();
    for (index, change) in changes.all.into_iter().enumerate() {
        let now = seen.get(index).and_then(Option::as_ref);
        let outcome = match judge(&change, now) {
            Verdict::Put(act) => {
                Outcome::Reverts { act: add(&mut revert.acts, act, &change.changed) }
            }
            Verdict::Settled => Outcome::Settled,
            Verdict::Conflict(now) => Outcome::Conflict { now },
            Verdict::Unknown(why) => Outcome::Unknown { why },
        };
        revert.changes.push(Judged { change, outcome });
    }
    revert
}

enum Verdict {
    Put(Act),
    Settled,
    Conflict(Value),
    Unknown(Text),
}

fn judge(change: &Change, now: Option<&Seen>) -> Verdict {
    if let Changed::Other { event_type, .. } = &change.changed {
        let args = [("type", event_type.clone())];
        return Verdict::Unknown(Text::of("revert-why-no-act", args));
    }
    let Some(now) = now else {
        return Verdict::Unknown(Text::of("revert-why-now-unread", []));
    };
    match &change.changed {
        Changed::Field { .. } | Changed::Variable { .. } | Changed::Branch { .. } => {
            field(change, now)
        }
        Changed::HasProject { .. } => project(change, now),
        _things => presence(change, now),
    }
}

/// A field goes back if it still is what the change made of it.
fn field(change: &Change, now: &Seen) -> Verdict {
    let Some(is) = present(change, now) else {
        let is_variable = matches!(change.changed, Changed::Variable { .. });
        return Verdict::Unknown(if is_variable {
            Text::of("revert-why-scope-untold", [])
        } else {
            Text::of("revert-why-now-unread", [])
        });
    };
    let Some(from) = &change.from else {
        return Verdict::Unknown(Text::of("revert-why-old-untold", []));
    };
    if is_same_value(&is, from) {
        return Verdict::Settled;
    }
    if change.to.as_ref().is_some_and(|to| !is_same_value(&is, to)) {
        return Verdict::Conflict(is);
    }
    restoring(change, from, now)
        .map_or_else(|| Verdict::Unknown(Text::of("revert-why-old-untold", [])), Verdict::Put)
}

/// What the field is now.
fn present(change: &Change, now: &Seen) -> Option<Value> {
    match &change.changed {
        Changed::Field { of, field } => {
            let told = now.fields().and_then(|fields| fields.get(field)).cloned();
            told.or_else(|| of.is_push_rule().then_some(Value::Null))
        }
        Changed::Variable { flag, .. } => now.row()?.get(flag.as_str()).cloned(),
        Changed::Branch { flag, .. } => {
            Some(now.row()?.get(flag).cloned().unwrap_or(Value::Bool(false)))
        }
        _things => None,
    }
}

fn restoring(change: &Change, from: &Value, now: &Seen) -> Option<Act> {
    match &change.changed {
        Changed::Field { of, field } => {
            let set = BTreeMap::from([(field.clone(), from.clone())]);
            Some(Act::ChangeSettings(ChangeSettings { of: *of, name: change.place.clone(), set }))
        }
        Changed::Variable { home, key, flag } => Some(Act::ChangeVariable(ChangeVariable {
            variable: VariableRef::new(*home, key),
            set: BTreeMap::from([(*flag, from.as_bool()?)]),
        })),
        Changed::Branch { project, reference, flag } => {
            let mut set = Protection::of_row(now.row()?);
            let was = from.as_bool()?;
            match flag.as_str() {
                "allow_force_push" => set.allow_force_push = was,
                "code_owner_approval_required" => set.code_owner_approval_required = was,
                _no_other => return None,
            }
            let (project, what, reference) = (*project, RefKind::Branch, reference.clone());
            Some(Act::ProtectRef(ProtectRef { project, what, reference, set }))
        }
        _things => None,
    }
}

/// What was made goes away again; what was taken away comes back only where the
/// event says all there was to it.
fn presence(change: &Change, now: &Seen) -> Verdict {
    let was_there = change.was_there() == Some(true);
    let is_variable = matches!(change.changed, Changed::HasVariable { .. });
    if is_variable && !was_there && now.is_absent() {
        return Verdict::Unknown(Text::of("revert-why-scope-untold", []));
    }
    if was_there != now.is_absent() {
        return Verdict::Settled;
    }
    match (change.question(), &change.changed) {
        (Some(act), Changed::LetsIn { .. }) => Verdict::Put(act),
        (Some(act), _) if !was_there => Verdict::Put(act),
        _untold => Verdict::Unknown(Text::of("revert-why-row-untold", [])),
    }
}

/// A project is brought back while GitLab waits; none is ever deleted.
fn project(change: &Change, now: &Seen) -> Verdict {
    let Some(act) = change.question() else { return Verdict::Settled };
    if now.is_absent() {
        return Verdict::Unknown(Text::of("obstacle-project-gone", []));
    }
    if change.was_there() != Some(true) || act.is_already_so(now) {
        return Verdict::Settled;
    }
    Verdict::Put(act)
}

/// Adds an act, or its fields to the one of the same object.
fn add(acts: &mut Vec<Act>, act: Act, changed: &Changed) -> usize {
    for (index, known) in acts.iter_mut().enumerate() {
        match (known, &act) {
            (Act::ChangeSettings(known), Act::ChangeSettings(more)) if known.of == more.of => {
                known.set.extend(more.set.clone());
            }
            (Act::ChangeVariable(known), Act::ChangeVariable(more))
                if known.variable == more.variable =>
            {
                known.set.extend(more.set.clone());
            }
            (Act::ProtectRef(known), Act::ProtectRef(more))
                if (known.project, &known.reference) == (more.project, &more.reference) =>
            {
                // Both start from what is there now; each switches one flag.
                match changed {
                    Changed::Branch { flag, .. } if flag == "allow_force_push" => {
                        known.set.allow_force_push = more.set.allow_force_push;
                    }
                    _the_other_flag => {
                        known.set.code_owner_approval_required =
                            more.set.code_owner_approval_required;
                    }
                }
            }
            _other_objects => continue,
        }
        return index;
    }
    acts.push(act);
    acts.len().saturating_sub(1)
}

impl Judged {
    /// What it is about, in words for people.
    pub fn target(&self) -> String {
        let named = |act: &Act| act.rules().target(View::default());
        match &self.change.changed {
            Changed::Other { event_type, target } => format!("{event_type} {target}"),
            Changed::Branch { reference, flag, .. } => format!("{reference}: {flag}"),
            _the_others => self.change.question().as_ref().map(named).unwrap_or_default(),
        }
    }
}
