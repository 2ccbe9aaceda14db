//! What is wrong with a rule, and where.

use std::fmt;

/// Something in a rule file that its author should look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleProblem {
    /// The file, as it was named to us.
    pub path: String,
    /// The line in it, from 1.
    pub line: usize,
    /// What is wrong, in plain English.
    pub what: String,
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// `unknown <what> <word>`, with the word that was probably meant.
pub(super) fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    match nearest(word, known) {
        Some(meant) => format!("unknown {what} `{word}`, did you mean `{meant}`?"),
        None => format!("unknown {what} `{word}`"),
    }
}

/// The known word at most two edits away, the closest first.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|&candidate| (distance(word, candidate), candidate))
        .filter(|&(edits, _)| edits <= 2)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (b, cell) in right.chars().zip(row.iter_mut().skip(1)) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *cell;
            before = replaced.min(before + 1).min(diagonal + 1);
            *cell = before;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, unknown};

    #[test]
    fn the_distance_counts_edits() {
        for (left, right, expected) in
            [("", "", 0), ("level", "lexelx", 2), ("ip", "", 2), ("tags", "tag", 1), ("a", "b", 1)]
        {
            assert_eq!(distance(left, right), expected, "{left} to {right}");
        }
    }

    #[test]
    fn a_near_word_is_offered_and_a_far_one_is_not() {
        let known = ["title", "level", "tags"];
        assert_eq!(unknown("key", "levelx", &known), "unknown key `levelx`, did you mean `level`?");
        assert_eq!(unknown("key", "colour", &known), "unknown key `colour`");
    }
}
