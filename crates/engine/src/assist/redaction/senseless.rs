//! Why rules or edits of a redaction are not taken.

use crate::respond::plan::Text;

/// What makes no sense in rules or edits. Places count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Senseless {
    /// Nobody is named whose logs these are: everything would be taken out.
    NoSubject,
    /// An account at this place has no path.
    NoPath(usize),
    /// The edit at this place lacks a reason or a name.
    EditUnsigned(usize),
    /// The edit at this place covers no byte of any line.
    EditOfNothing(usize),
    /// There are more names than there is room for; by the searcher's own words.
    TooMany(String),
}

impl Senseless {
    /// The same for people.
    pub fn text(&self) -> Text {
        let (key, value) = match self {
            Self::NoSubject => ("redact-no-subject", String::new()),
            Self::NoPath(at) => ("redact-no-path", at.to_string()),
            Self::EditUnsigned(at) => ("redact-edit-unsigned", at.to_string()),
            Self::EditOfNothing(at) => ("redact-edit-of-nothing", at.to_string()),
            Self::TooMany(why) => ("redact-too-many", why.clone()),
        };
        Text::of(key, [("what", value)])
    }
}

impl std::error::Error for Senseless {}

impl std::fmt::Display for Senseless {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSubject => f.write_str("no subject is named: everything would be taken out"),
            Self::NoPath(at) => write!(f, "account {at} has no path"),
            Self::EditUnsigned(at) => write!(f, "edit {at} lacks a reason or a name"),
            Self::EditOfNothing(at) => write!(f, "edit {at} is of nothing"),
            Self::TooMany(why) => write!(f, "more names than there is room for: {why}"),
        }
    }
}
