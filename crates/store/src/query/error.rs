//! A query that cannot be read, shown where it stands.

use std::fmt;

/// What is wrong with a query, and where.
///
/// Prints as the query with a caret line under the part that is meant:
///
/// ```text
/// unknown field `actr`
///   actr:alice
///   ^^^^
/// did you mean `actor`?
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The query as it was given.
    pub text: String,
    /// Where the part begins that is meant, in characters, from 1.
    pub column: usize,
    /// How many characters it has, at least 1.
    pub width: usize,
    /// What is wrong, in one line.
    pub what: String,
    /// What would be right, in one line.
    pub expected: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, column, width, what, expected } = self;
        // A line break would move the carets away from what they point at.
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (indent, carets) = (" ".repeat(column.saturating_sub(1)), "^".repeat(*width));
        write!(f, "{what}\n  {line}\n  {indent}{carets}\n{expected}")
    }
}

impl std::error::Error for QueryError {}

/// What is wrong with a part, before it is known where the part stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) what: String,
    pub(crate) expected: String,
}

impl Fault {
    pub(crate) fn new(what: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { what: what.into(), expected: expected.into() }
    }
}
