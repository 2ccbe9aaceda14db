//! The names that a query may use.

use event::field;

use super::error::Fault;
use crate::column;

/// What a term asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Who did it, by name or by number.
    Actor,
    /// A field by the name of its column.
    Field(&'static str),
}

/// What kind of values a subject takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, compared without regard to case.
    Text,
    /// A lower-case word of a closed list.
    Word,
    /// A whole number.
    Number,
    /// A network address.
    Address,
}

impl Subject {
    /// The subject of that name.
    pub(crate) fn find(name: &str) -> Result<Self, Fault> {
        if name == "actor" {
            return Ok(Self::Actor);
        }
        let found = field::find(name).and_then(|field| column::find(field.name));
        match found {
            Some(column) => Ok(Self::Field(column.name)),
            None if field::find(name).is_some() => Err(Fault::new(
                format!("`{name}` is asked with `since:` and `until:`"),
                "for example `since:2d` or `until:2026-01-31`",
            )),
            None => Err(unknown(name)),
        }
    }

    /// The name that prints for it and that finds it again.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Field(name) => name,
        }
    }

    /// What kind of values it takes.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Field("ip_address") => Kind::Address,
            Self::Field(name) => match column::find(name) {
                Some(column) if column.is_word => Kind::Word,
                Some(column) if !column.is_text() => Kind::Number,
                _ => Kind::Text,
            },
            Self::Actor => Kind::Text,
        }
    }
}

fn unknown(name: &str) -> Fault {
    let names = || {
        let fields = field::FIELDS.iter();
        let all = fields
            .flat_map(|field| [field.name].into_iter().chain(field.search_names.iter().copied()));
        all.chain(["since", "until"])
    };
    let lower = name.to_lowercase();
    let near = names().map(|known| (distance(&lower, known), known)).min();
    // One slip in a short word, two in a longer one.
    let slips = if name.chars().count() > 5 { 2 } else { 1 };
    let expected = match near {
        Some((slipped, known)) if slipped <= slips => format!("did you mean `{known}`?"),
        _ => format!(
            "put it in quotes to search for the text, or ask one of: {}",
            ["actor", "type", "ip", "entity", "target", "message", "token", "since", "until"]
                .join(", ")
        ),
    };
    Fault::new(format!("unknown field `{name}`"), expected)
}

/// How many letters must be added, removed, changed or swapped with their
/// neighbour to make one of the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    let mut previous = None;
    for (i, l) in left.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, r) in right.iter().copied().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut best =
                (at(&row, j) + usize::from(l != r)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let left_of = j.checked_sub(1);
            if let Some(k) = left_of
                && previous == Some(r)
                && right.get(k) == Some(&l)
            {
                best = best.min(at(&before, k) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
        previous = Some(l);
    }
    row.last().copied().unwrap_or_default()
}
