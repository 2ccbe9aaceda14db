//! Who may not be one person with whom: one table for plans, messages, waivers
//! and overrides.
//!
//! What an account's role lets it do is `server::person`; this is about two
//! parts of one matter, whatever the roles of whoever plays them.

use serde::{Deserialize, Serialize};

use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// What somebody does in a matter that needs two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Asks for a plan, a message or an exception.
    Requester,
    /// Agrees to exactly what was asked for.
    Approver,
    /// Writes a message.
    Drafter,
    /// Reads it before it goes out.
    Reviewer,
    /// Wants a mandatory step left out.
    Waiver,
    /// Lets that pass.
    SecondPerson,
    /// Hands a duty over.
    HandsOver,
    /// Takes it.
    TakesOver,
    /// Lets somebody into a confidential case.
    LetsIn,
    /// Is let in.
    IsLetIn,
}

/// Parts that one person may not both play: the rule that refuses, and the
/// requirements behind it.
pub const APART: [(Part, Part, &str, &[&str]); 5] = [
    (Part::Requester, Part::Approver, "separation.own_request", &["CE5", "CM22"]),
    (Part::Drafter, Part::Reviewer, "separation.own_draft", &["CM25"]),
    (Part::Waiver, Part::SecondPerson, "separation.own_waiver", &["IN10"]),
    (Part::HandsOver, Part::TakesOver, "separation.own_handover", &["CM5"]),
    (Part::LetsIn, Part::IsLetIn, "separation.own_access", &["CM24"]),
];

/// Refuses when the table keeps the two parts apart and one person plays both.
/// Capitals and blanks around a name do not make another person.
pub fn apart(one: (Part, &str), other: (Part, &str)) -> Result<(), GateRefusal> {
    let is_pair = |first: Part, second: Part| {
        (first, second) == (one.0, other.0) || (first, second) == (other.0, one.0)
    };
    let Some((_, _, rule, requirements)) =
        APART.into_iter().find(|(first, second, _, _)| is_pair(*first, *second))
    else {
        return Ok(());
    };
    if !is_same_person(one.1, other.1) {
        return Ok(());
    }
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    let text = Text::of(&key, [("person", one.1.trim().to_owned())]);
    Err(GateRefusal::new(rule, requirements, text))
}

/// Whether two names are one person's.
pub fn is_same_person(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
