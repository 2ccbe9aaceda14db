//! A query as a condition of the query engine.

use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::{Expr, lit},
    prelude::ident,
};
use ipnet::IpNet;
use jiff::Timestamp;

use super::{Node, Query, glob::Cover, name::Subject, value::Value};
use crate::column::{COLUMNS, IP_HIGH, IP_LOW, OCCURRED_AT, halves};

impl Query {
    /// The condition on rows; `None` where every row will do.
    pub(crate) fn filter(&self) -> Result<Option<Expr>> {
        let since =
            self.since.map(|since| ident(OCCURRED_AT).gt_eq(instant(since.as_millisecond())));
        let until = self.until.map(|until| ident(OCCURRED_AT).lt(instant(ceiling(until))));
        let root = self.root.as_ref().map(Node::filter).transpose()?;
        Ok([since, until, root].into_iter().flatten().reduce(Expr::and))
    }
}

/// The first millisecond at or after this instant.
fn ceiling(time: Timestamp) -> i64 {
    let ms = time.as_millisecond();
    let is_whole = Timestamp::from_millisecond(ms).is_ok_and(|whole| whole >= time);
    if is_whole { ms } else { ms.saturating_add(1) }
}

/// An instant as a literal.
pub(crate) fn instant(ms: i64) -> Expr {
    lit(ScalarValue::TimestampMillisecond(Some(ms), Some("UTC".into())))
}

impl Node {
    fn filter(&self) -> Result<Expr> {
        match self {
            Self::And(nodes) => fold(nodes.iter().map(Self::filter), Expr::and, true),
            Self::Or(nodes) => fold(nodes.iter().map(Self::filter), Expr::or, false),
            // An absent field does not have the value, so its row is wanted.
            Self::Not(node) => Ok(node.filter()?.is_not_true()),
            Self::Has(subject, values) => {
                fold(values.iter().map(|value| has(*subject, value)), Expr::or, false)
            }
            Self::Mentions(glob) => {
                let texts = COLUMNS.iter().filter(|column| column.is_text() && !column.is_word);
                glob.matches_any_of(texts.map(|column| ident(column.name)).collect(), Cover::Part)
            }
        }
    }
}

fn fold(
    parts: impl Iterator<Item = Result<Expr>>,
    with: fn(Expr, Expr) -> Expr,
    empty: bool,
) -> Result<Expr> {
    let parts = parts.collect::<Result<Vec<_>>>()?;
    Ok(balanced(parts, with).unwrap_or_else(|| lit(empty)))
}

/// Joins many parts without nesting deeply.
fn balanced(mut parts: Vec<Expr>, with: fn(Expr, Expr) -> Expr) -> Option<Expr> {
    if parts.len() <= 2 {
        return parts.into_iter().reduce(with);
    }
    let right = parts.split_off(parts.len() / 2);
    Some(with(balanced(parts, with)?, balanced(right, with)?))
}

fn has(subject: Subject, value: &Value) -> Result<Expr> {
    let Subject::Field(name) = subject else {
        return actor(value);
    };
    Ok(match value {
        Value::Text(glob) => glob.matches_any_of(vec![ident(name)], Cover::Whole)?,
        Value::Word(word) => ident(name).eq(text(word)),
        Value::Number(range) if range.start() == range.end() => ident(name).eq(lit(*range.start())),
        Value::Number(range) => ident(name).between(lit(*range.start()), lit(*range.end())),
        Value::Net(net) => in_net(name, *net),
        Value::Any => ident(name).is_not_null(),
    })
}

/// Who did it: by name, and by number where the value is one.
fn actor(value: &Value) -> Result<Expr> {
    let by_name = has(Subject::Field("author_name"), value)?;
    let number = match value {
        Value::Text(glob) => glob.literal().and_then(|text| text.parse::<i64>().ok()),
        _ => None,
    };
    Ok(match number {
        Some(number) => ident("author_id").eq(lit(number)).or(by_name),
        None => by_name,
    })
}

/// One address is looked up by its text, which has a bloom filter; a network
/// is a range of numbers.
fn in_net(name: &str, net: IpNet) -> Expr {
    if net.prefix_len() == net.max_prefix_len() {
        return ident(name).eq(text(&net.addr().to_string()));
    }
    let ((high, low), (high_end, low_end)) = (halves(net.network()), halves(net.broadcast()));
    if high == high_end {
        ident(IP_HIGH).eq(lit(high)).and(ident(IP_LOW).between(lit(low), lit(low_end)))
    } else {
        ident(IP_HIGH).between(lit(high), lit(high_end))
    }
}

fn text(value: &str) -> Expr {
    lit(ScalarValue::Utf8View(Some(value.to_owned())))
}
