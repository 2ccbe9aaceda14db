//! The search language for people.
//!
//! ```text
//! actor:alice type:*_token_* ip:203.0.113.0/24 since:2d "free text" -type:foo (a OR b)
//! ```
//!
//! Terms stand side by side and must all hold; `OR`, `-` and parentheses do
//! what they look like. Text is compared without regard to case; `*` stands
//! for any run of characters; a comma means "one of". What the words name is
//! decided by [`event::field`]. Printing a query gives a text that parses to
//! the same query.

mod error;
mod filter;
mod glob;
mod lex;
mod name;
mod parse;
mod print;
mod time;
mod value;

pub use error::QueryError;
pub(crate) use filter::instant;
use jiff::Timestamp;

use self::{name::Subject, value::Value};

/// A question to the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Only events that happened at or after this instant.
    pub since: Option<Timestamp>,
    /// Only events that happened before this instant.
    pub until: Option<Timestamp>,
    pub(crate) root: Option<Node>,
}

impl Query {
    /// Reads a query; `now` is what `since:2d` counts from.
    pub fn parse(text: &str, now: Timestamp) -> Result<Self, QueryError> {
        parse::parse(text, now)
    }

    /// Everything.
    pub fn all() -> Self {
        Self { since: None, until: None, root: None }
    }
}

/// A condition on an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// All of them hold (two or more).
    And(Vec<Self>),
    /// At least one of them holds (two or more).
    Or(Vec<Self>),
    /// It does not hold; also where the field is absent.
    Not(Box<Self>),
    /// A field has one of the values.
    Has(Subject, Vec<Value>),
    /// Some text of the event contains this.
    Mentions(glob::Glob),
}
