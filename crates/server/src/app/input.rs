//! Why an input cannot be used: few reasons that many inputs share, as texts by
//! key. `locales/*/input.ftl` words them and has the inputs' names.
//!
//! What somebody typed is repeated in quotes and cut short; what the parser of
//! a library says stays as it is, behind our own words ([`said`]).

use std::fmt::Display;

use engine::respond::plan::Text;

/// Characters of what was given that a reason repeats.
const GIVEN_CHARS_MAX: usize = 80;

/// Nothing was said where something is needed.
pub(crate) fn empty() -> Text {
    why("empty")
}

/// A reason that needs no more: `input-<reason>`.
pub(crate) fn why(reason: &str) -> Text {
    Text::of(&format!("input-{reason}"), [])
}

/// A reason that repeats what was given.
pub(crate) fn given(reason: &str, given: &str) -> Text {
    Text::of(&format!("input-{reason}"), [("given", quoted(given))])
}

/// A reason that tells how much there may be.
pub(crate) fn up_to(reason: &str, most: impl Display) -> Text {
    Text::of(&format!("input-{reason}"), [("count", most.to_string())])
}

/// A number that lies outside of its bounds, which are both possible.
pub(crate) fn within(from: impl Display, to: impl Display) -> Text {
    Text::of("input-within", [("from", from.to_string()), ("to", to.to_string())])
}

/// A word that is none of those that are known here.
pub(crate) fn one_of(given: &str, words: &[&str]) -> Text {
    Text::of("input-one-of", [("given", quoted(given)), ("words", words.join(", "))])
}

/// A name that is no field there.
pub(crate) fn no_field(given: &str, fields: &[&str]) -> Text {
    Text::of("input-no-field", [("given", quoted(given)), ("words", fields.join(", "))])
}

/// What a parser says of a time, behind the form that is expected.
pub(crate) fn no_time(why: impl Display) -> Text {
    Text::of("input-no-time", [("said", why.to_string())])
}

/// Which one is meant was not said; there are these.
pub(crate) fn name_one(words: &[&str]) -> Text {
    Text::of("input-name-one", [("words", words.join(", "))])
}

/// Of these inputs exactly one is wanted.
pub(crate) fn either(inputs: &[&str]) -> Text {
    Text::of("input-either", [("inputs", inputs.join(", "))])
}

/// What a parser says, in English, behind our own words.
pub(crate) fn said(why: impl Display) -> Text {
    Text::of("input-said", [("said", why.to_string())])
}

/// What the reader of searches and SQL says: it shows the place by itself.
pub(crate) fn query(why: impl Display) -> Text {
    Text::of("input-query", [("said", why.to_string())])
}

/// What was written, in quotes and without what a terminal obeys.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(GIVEN_CHARS_MAX) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::given;

    #[test]
    fn what_was_typed_is_repeated_in_quotes_and_cut_short() {
        let of = |text: &str| given("unknown", text).args["given"].clone();
        assert_eq!(of("nice"), "\"nice\"");
        assert_eq!(of("\u{1b}[2Jはい"), "\"\\u{1b}[2Jはい\"");
        assert_eq!(of(&"長".repeat(5000)), format!("\"{}\"…", "長".repeat(80)));
    }
}
