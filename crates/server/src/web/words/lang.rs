//! The languages that we speak, and which one a visitor gets.

use serde::{Deserialize, Serialize};

/// A language of ours. English and Japanese are equals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

impl Lang {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Ja];

    /// The language tag, as in `<html lang>` and in cookies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    /// The language's own name.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ja => "日本語",
        }
    }

    /// The language of a tag such as `ja-JP`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|lang| lang.as_str().eq_ignore_ascii_case(primary))
    }

    /// The first of ours in an `Accept-Language` header, by its weights.
    pub fn from_accept(header: &str) -> Option<Self> {
        let mut wanted: Vec<(u16, Self)> = header.split(',').filter_map(weighted).collect();
        wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        wanted.into_iter().find(|(weight, _)| *weight > 0).map(|(_, lang)| lang)
    }

    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::En => "en/",
            Self::Ja => "ja/",
        }
    }
}

/// `ja;q=0.8` as (800, Ja); a weight that cannot be read counts as none.
fn weighted(part: &str) -> Option<(u16, Lang)> {
    let (tag, rest) = part.split_once(';').unwrap_or((part, "q=1"));
    let weight = rest.trim().strip_prefix("q=").unwrap_or("0");
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let thousandths: u16 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let whole: u16 = whole.parse().ok()?;
    Some((
        whole.min(1).saturating_mul(1000).saturating_add(thousandths),
        Lang::from_tag(tag.trim())?,
    ))
}
