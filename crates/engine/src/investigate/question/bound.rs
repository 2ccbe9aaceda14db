//! What a case narrows its questions to: suspects, places, window.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::{Question, Scope};

/// Where a window's beginning is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// A margin before the exposure.
    Exposure,
    /// A margin before the case's first finding: the exposure is not known.
    Finding,
    /// A margin before the case was opened: nothing else is known.
    Opening,
}

impl Start {
    /// The word used in JSON and in keys of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exposure => "exposure",
            Self::Finding => "finding",
            Self::Opening => "opening",
        }
    }
}

/// Where a window's end is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// A margin after the revocation.
    Revocation,
    /// It is still open: what holds is not revoked, or nobody knows when it was.
    Open,
}

impl End {
    /// The word used in JSON and in keys of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Open => "open",
        }
    }
}

/// What a case narrows its questions to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bound {
    /// Numbers of the users under suspicion.
    pub users: BTreeSet<i64>,
    /// Number of the token that leaked.
    pub token: Option<i64>,
    /// Numbers of the projects that it is about.
    pub projects: BTreeSet<i64>,
    /// Numbers of the groups that it is about.
    pub groups: BTreeSet<i64>,
    /// From when on.
    pub since: Timestamp,
    /// Where that is known from.
    pub start: Start,
    /// Until when (exclusive); `None` = until now.
    pub until: Option<Timestamp>,
    /// Where that is known from.
    pub end: End,
}

impl Bound {
    /// The question's query for this case, in the search language.
    pub fn query(&self, question: &Question) -> String {
        let until = self.until.map(|until| format!(" until:{until:.0}")).unwrap_or_default();
        let who = self.narrowed(question.scope).map(|who| format!(" {who}")).unwrap_or_default();
        format!("{}{who} since:{:.0}{until}", question.condition(), self.since)
    }

    /// Whether the case names what the question is narrowed to; if not, the
    /// query looks at everything in the window.
    pub fn is_narrowed(&self, scope: Scope) -> bool {
        scope == Scope::Instance || self.narrowed(scope).is_some()
    }

    fn narrowed(&self, scope: Scope) -> Option<String> {
        let users = list(&self.users);
        let mut parts = Vec::new();
        match scope {
            Scope::Instance => return None,
            Scope::Token => match (self.token, &users) {
                (Some(token), _) => parts.push(format!("token_id:{token}")),
                (None, Some(users)) => parts.push(format!("author_id:{users}")),
                (None, None) => {}
            },
            Scope::Actor | Scope::Account => {
                parts.extend(users.as_ref().map(|users| format!("author_id:{users}")));
                parts.extend(self.token.map(|token| format!("token_id:{token}")));
            }
            Scope::Project => {
                let of = |kind: &str, ids: &BTreeSet<i64>| {
                    list(ids).map(|ids| format!("(entity_type:{kind} entity_id:{ids})"))
                };
                parts.extend(of("Project", &self.projects));
                parts.extend(of("Group", &self.groups));
            }
        }
        if let (Scope::Account, Some(users)) = (scope, &users) {
            parts.push(format!("(entity_type:User entity_id:{users})"));
            parts.push(format!("(target_type:User target_id:{users})"));
        }
        match parts.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            several => Some(format!("({})", several.join(" OR "))),
        }
    }
}

/// `7,9`.
fn list(ids: &BTreeSet<i64>) -> Option<String> {
    let text = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    (!text.is_empty()).then_some(text)
}
