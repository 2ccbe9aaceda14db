//! The values of a term.

use std::{net::IpAddr, ops::RangeInclusive};

use ipnet::IpNet;

use super::{
    error::Fault,
    glob::Glob,
    lex::Piece,
    name::{Kind, Subject},
};

/// One value that a field may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Text that matches as a whole.
    Text(Glob),
    /// A word of a closed list.
    Word(String),
    /// A number in this range.
    Number(RangeInclusive<i64>),
    /// An address in this network.
    Net(IpNet),
    /// Any value at all (`*`).
    Any,
}

impl Value {
    /// Reads a value for `subject`.
    pub(crate) fn parse(subject: Subject, piece: Piece) -> Result<Self, Fault> {
        let Piece { glob, is_quoted } = piece;
        if !is_quoted && glob.is_any() {
            return Ok(Self::Any);
        }
        match subject.kind() {
            Kind::Text => Ok(Self::Text(glob)),
            Kind::Word => Ok(match glob.literal() {
                Some(word) => Self::Word(word.to_lowercase()),
                None => Self::Text(glob),
            }),
            Kind::Number => number(&glob).map(Self::Number),
            Kind::Address => address(glob),
        }
    }
}

fn number(glob: &Glob) -> Result<RangeInclusive<i64>, Fault> {
    let text = glob.literal().unwrap_or_default();
    let read = |text: &str| text.parse::<i64>().ok();
    let range = if let Some(least) = text.strip_prefix(">=") {
        read(least).map(|least| least..=i64::MAX)
    } else if let Some(most) = text.strip_prefix("<=") {
        read(most).map(|most| i64::MIN..=most)
    } else if let Some(below) = text.strip_prefix('>') {
        read(below).and_then(|below| below.checked_add(1)).map(|least| least..=i64::MAX)
    } else if let Some(above) = text.strip_prefix('<') {
        read(above).and_then(|above| above.checked_sub(1)).map(|most| i64::MIN..=most)
    } else if let Some((least, most)) = text.split_once("..") {
        read(least).zip(read(most)).map(|(least, most)| least..=most)
    } else {
        read(text).map(|number| number..=number)
    };
    range.ok_or_else(|| {
        let what = format!("`{}` is not a number", glob.shown());
        Fault::new(what, "a whole number, a range `400..499`, or `>=400`")
    })
}

fn address(glob: Glob) -> Result<Value, Fault> {
    let Some(text) = glob.literal() else {
        return Ok(Value::Text(glob));
    };
    let net = text.parse::<IpNet>().ok().map(|net| net.trunc());
    let ip = || text.parse::<IpAddr>().ok().map(IpNet::from);
    net.or_else(ip).map(Value::Net).ok_or_else(|| {
        Fault::new(
            format!("`{text}` is not an address"),
            "an address, a network such as `203.0.113.0/24` or `2001:db8::/32`, or a pattern such as `10.*`",
        )
    })
}
