//! Back to the settings as they were (MS1–MS8): from what the audit events say
//! that somebody changed, the acts that restore what was before.
//!
//! The road: [`Changes::read`] folds events to one change for each field, with
//! the oldest value and the newest → the shell looks at what each field is now
//! ([`Changes::questions`]) → [`revert`] says what can be put back, what cannot
//! because nobody knows the old value, and where somebody changed it again later.

mod catalogue;
mod judge;
mod read;
mod value;

use std::collections::BTreeSet;

use event::{DedupKey, Event, ProjectId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::act::{
    Act, AllowJobTokens, ChangeSettings, ChangeVariable, DeleteVariable, DisallowJobTokens, Guest,
    Home, RefKind, RemoveApprovalRule, RemoveWebhook, RestoreProject, SettingsOf, UnprotectRef,
    VariableFlag, VariableRef,
};
use super::gate::GateRefusal;
use super::plan::Text;

pub use judge::{Judged, Outcome, Revert, revert};

/// What was changed: a field, or whether something is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Changed {
    /// A field of settings.
    Field {
        /// Whose.
        #[serde(flatten)]
        of: SettingsOf,
        /// GitLab's field name.
        field: String,
    },
    /// A flag of a CI/CD variable.
    Variable {
        /// Where it belongs.
        #[serde(flatten)]
        home: Home,
        /// Its key.
        key: String,
        /// Which flag.
        flag: VariableFlag,
    },
    /// A flag of a protected branch.
    Branch {
        /// The project.
        project: ProjectId,
        /// Its name or pattern.
        reference: String,
        /// GitLab's name of the flag.
        flag: String,
    },
    /// Whether a webhook is there.
    HasWebhook {
        /// Where it belongs.
        #[serde(flatten)]
        home: Home,
        /// Its id.
        hook: i64,
    },
    /// Whether a branch is protected.
    HasProtection {
        /// The project.
        project: ProjectId,
        /// Its name or pattern.
        reference: String,
    },
    /// Whether a CI/CD variable is there.
    HasVariable {
        /// Where it belongs.
        #[serde(flatten)]
        home: Home,
        /// Its key.
        key: String,
    },
    /// Whether a rule of approval is there.
    HasApprovalRule {
        /// The project.
        project: ProjectId,
        /// Its id.
        rule: i64,
    },
    /// Whether job tokens of others may enter.
    LetsIn {
        /// The project that they enter.
        project: ProjectId,
        /// Whose.
        #[serde(flatten)]
        guest: Guest,
    },
    /// Whether a project is there and not marked for deletion.
    HasProject {
        /// Which one.
        project: ProjectId,
    },
    /// Something that no act brings back, by the event's type.
    Other {
        /// The event's type.
        event_type: String,
        /// Its target, as told.
        target: String,
    },
}

/// Who is responsible (MS6): both, where an administrator acted as somebody else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Responsible {
    /// GitLab's number.
    pub id: Option<i64>,
    /// Display name.
    pub name: Option<String>,
    /// `user`, `bot`, `deploy_token` …
    pub kind: String,
    /// The administrator who acted as this user.
    pub impersonator: Option<String>,
    /// The token that was used, where a request log tells: `PersonalAccessToken 17`.
    pub token: Option<String>,
}

/// One field's way from what it was to what it became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What was changed.
    pub changed: Changed,
    /// What it was before the first of the events; `None` = not told.
    pub from: Option<Value>,
    /// What the last of the events made it; `None` = not told.
    pub to: Option<Value>,
    /// Path or name of the place, as the event tells.
    pub place: Option<String>,
    /// Who did it, each once.
    pub by: BTreeSet<Responsible>,
    /// The first event's time.
    pub first_at: Timestamp,
    /// The last event's time.
    pub last_at: Timestamp,
    /// The events.
    pub events: Vec<DedupKey>,
}

/// What was changed, each field once, in the order of the first change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The changes.
    pub all: Vec<Change>,
}

impl Changes {
    /// Folds events, in any order, to one change for each field. Lines of request
    /// logs among them tell which token was used.
    pub fn read(events: &[Event]) -> Self {
        let mut sorted: Vec<&Event> = events.iter().collect();
        sorted.sort_by(|one, other| {
            (one.occurred_at, number(one), &one.key).cmp(&(
                other.occurred_at,
                number(other),
                &other.key,
            ))
        });
        let tokens = read::tokens(&sorted);
        let mut all: Vec<Change> = Vec::new();
        for event in sorted {
            let Some(told) = read::told(event) else { continue };
            let by = read::responsible(event, &tokens);
            let known = all.iter_mut().find(|change| change.changed == told.changed);
            if let Some(change) = known {
                if change.events.contains(&event.key) {
                    continue;
                }
                change.to = told.to;
                change.last_at = event.occurred_at;
                change.by.insert(by);
                change.events.push(event.key.clone());
            } else {
                all.push(Change {
                    changed: told.changed,
                    from: told.from,
                    to: told.to,
                    place: event.entity.as_ref().and_then(|entity| entity.path.clone()),
                    by: BTreeSet::from([by]),
                    first_at: event.occurred_at,
                    last_at: event.occurred_at,
                    events: vec![event.key.clone()],
                });
            }
        }
        Self { all }
    }

    /// For each change the act whose object must be looked at; `None` = there is
    /// nothing to look at.
    pub fn questions(&self) -> Vec<Option<Act>> {
        self.all.iter().map(Change::question).collect()
    }
}

/// GitLab's number of an event: of two in the same millisecond the lower came first.
fn number(event: &Event) -> u64 {
    event.id.as_ref().and_then(|id| id.0.parse().ok()).unwrap_or_default()
}

impl Change {
    /// The act that looks at the same object, and for most is what would restore it.
    fn question(&self) -> Option<Act> {
        let act = match &self.changed {
            Changed::Field { of, field } => {
                let set = [(field.clone(), self.from.clone().unwrap_or_default())].into();
                Act::ChangeSettings(ChangeSettings { of: *of, name: self.place.clone(), set })
            }
            Changed::Variable { home, key, flag } => {
                let was = self.from.as_ref().and_then(Value::as_bool).unwrap_or_default();
                let variable = VariableRef::new(*home, key);
                Act::ChangeVariable(ChangeVariable { variable, set: [(*flag, was)].into() })
            }
            Changed::Branch { project, reference, .. }
            | Changed::HasProtection { project, reference } => Act::UnprotectRef(UnprotectRef {
                project: *project,
                what: RefKind::Branch,
                reference: reference.clone(),
            }),
            Changed::HasWebhook { home, hook } => {
                Act::RemoveWebhook(RemoveWebhook { home: *home, hook: *hook })
            }
            Changed::HasVariable { home, key } => {
                Act::DeleteVariable(DeleteVariable { variable: VariableRef::new(*home, key) })
            }
            Changed::HasApprovalRule { project, rule } => {
                Act::RemoveApprovalRule(RemoveApprovalRule { project: *project, rule: *rule })
            }
            Changed::LetsIn { project, guest } => {
                let (project, guest) = (*project, *guest);
                if self.was_there() == Some(true) {
                    Act::AllowJobTokens(AllowJobTokens { project, guest })
                } else {
                    Act::DisallowJobTokens(DisallowJobTokens { project, guest })
                }
            }
            Changed::HasProject { project } => {
                Act::RestoreProject(RestoreProject { project: *project, name: self.place.clone() })
            }
            Changed::Other { .. } => return None,
        };
        Some(act)
    }

    /// Whether the thing was there before, where that was told.
    fn was_there(&self) -> Option<bool> {
        self.from.as_ref().and_then(Value::as_bool)
    }
}

/// Whether a revert may be proposed (MS8): an owner or maintainer was asked and
/// agreed, or somebody says why not.
pub fn may_propose(consents: usize, waiver: Option<&str>) -> Result<(), GateRefusal> {
    let is_waived = waiver.is_some_and(|reason| !reason.trim().is_empty());
    if consents > 0 || is_waived {
        return Ok(());
    }
    let text = Text::of("refusal-revert-consent", []);
    Err(GateRefusal::new("revert.consent_missing", &["MS8"], text))
}
