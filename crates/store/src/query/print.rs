//! A query as text that parses to the same query.

use std::fmt;

use super::{Node, Query, glob::Glob, value::Value};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounds = [("since", self.since), ("until", self.until)];
        let bounds = bounds.iter().filter_map(|(name, time)| Some(format!("{name}:{}", (*time)?)));
        let root = self.root.iter().map(|root| match root {
            Node::And(nodes) => join(nodes, " "),
            other => other.to_string(),
        });
        f.write_str(&bounds.chain(root).collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(nodes) => write!(f, "({})", join(nodes, " ")),
            Self::Or(nodes) => write!(f, "({})", join(nodes, " OR ")),
            Self::Not(node) => write!(f, "-{node}"),
            Self::Has(subject, values) => {
                write!(f, "{}:{}", subject.name(), join(values, ","))
            }
            Self::Mentions(glob) => glob.fmt(f),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(glob) => glob.fmt(f),
            Self::Word(word) => Glob::exact(word).fmt(f),
            Self::Number(range) => match (*range.start(), *range.end()) {
                (least, most) if least == most => write!(f, "{least}"),
                (least, i64::MAX) => write!(f, ">={least}"),
                (i64::MIN, most) => write!(f, "<={most}"),
                (least, most) => write!(f, "{least}..{most}"),
            },
            Self::Net(net) if net.prefix_len() == net.max_prefix_len() => net.addr().fmt(f),
            Self::Net(net) => net.fmt(f),
            Self::Any => f.write_str("*"),
        }
    }
}

/// Words are printed bare, anything else in quotes; a pattern cannot be
/// quoted, so there each special character gets a backslash.
impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.literal() {
            Some(text) if is_plain_word(text) => f.write_str(text),
            Some(text) => {
                write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            None => {
                let bare = |part: &String| part.chars().map(bare_char).collect::<String>();
                let parts: Vec<String> = self.parts().iter().map(bare).collect();
                f.write_str(&parts.join("*"))
            }
        }
    }
}

fn is_plain_word(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || "_./@+-".contains(c);
    !text.is_empty()
        && !text.starts_with('-')
        && !matches!(text, "OR" | "AND")
        && text.chars().all(is_plain)
}

fn bare_char(c: char) -> String {
    if c.is_alphanumeric() || "_./@+".contains(c) { c.to_string() } else { format!("\\{c}") }
}

fn join<T: fmt::Display>(parts: &[T], between: &str) -> String {
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}
