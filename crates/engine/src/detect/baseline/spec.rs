//! The attribute `portcullis.baseline` of a rule file, read strictly.
//!
//! ```yaml
//! portcullis:
//!   baseline: { new: ip_network, of: author_id, within: 30d, learn: 7d }
//!   baseline: { rare_hour: true, of: author_id, learn: 14d }
//!   baseline: { volume: { factor: 4, min: 20, per: 1h }, of: author_id, learn: 7d }
//! ```

use serde::Deserialize;

use crate::detect::RuleProblem;
use crate::detect::document::Document;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How long something stays known when the rule does not say.
const WITHIN_MS: i64 = 90 * DAY_MS;

/// How long we only look when the rule does not say.
const LEARN_MS: i64 = 7 * DAY_MS;

/// The name for the network of the client's address: /24 or /48.
pub(super) const NETWORK: &str = "ip_network";

/// What is unusual, for whom, and after how long we dare to say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::detect) struct BaselineSpec {
    pub(super) kind: Kind,
    /// Fields whose values have a history each; none: one history for all.
    pub(super) of: Vec<String>,
    /// What was not seen for so long is forgotten.
    pub(super) within_ms: i64,
    /// A history shorter than this says nothing.
    pub(super) learn_ms: i64,
}

/// The three questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A value of this field that was not seen before.
    New { field: String },
    /// An hour of the day at which it is hardly ever active.
    RareHour,
    /// So many times the usual number in a period, and more than ever.
    Volume { factor: u32, min: u32, per_ms: i64 },
}

/// The attribute as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::detect) struct Wish {
    new: Option<String>,
    rare_hour: Option<bool>,
    volume: Option<VolumeWish>,
    of: Option<Names>,
    within: Option<String>,
    learn: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct VolumeWish {
    factor: u32,
    min: u32,
    per: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Several(Vec<String>),
}

impl Wish {
    /// Checks it; `knows` says which fields there are.
    pub(in crate::detect) fn read(
        self,
        document: &Document,
        knows: impl Fn(&str) -> Option<String>,
    ) -> Result<BaselineSpec, RuleProblem> {
        let refuse =
            |key: &str, what: String| document.problem(&["portcullis", "baseline", key], what);
        let span = |key: &str, text: Option<String>, otherwise: i64| match text {
            None => Ok(otherwise),
            Some(text) => span_ms(&text).ok_or_else(|| {
                refuse(key, format!("`{text}` is no length of time: write 30d, 12h or 90m"))
            }),
        };
        let of = match self.of {
            None => Vec::new(),
            Some(Names::One(name)) => vec![name],
            Some(Names::Several(names)) => names,
        };
        let kind = match (self.new, self.rare_hour, self.volume) {
            (Some(field), None, None) => Kind::New { field },
            (None, Some(true), None) => Kind::RareHour,
            (None, None, Some(VolumeWish { factor, min, per })) => {
                if factor < 2 || min == 0 {
                    return Err(refuse("volume", "`factor` is 2 or more, `min` 1 or more".into()));
                }
                Kind::Volume { factor, min, per_ms: span("volume", Some(per), HOUR_MS)? }
            }
            _ => return Err(refuse("", "one of `new`, `rare_hour: true` and `volume`".into())),
        };
        if of.is_empty() && !matches!(kind, Kind::New { .. }) {
            return Err(refuse("", "`of` is missing: whose history?".into()));
        }
        let counted = match &kind {
            Kind::New { field } => Some(("new", field)),
            Kind::RareHour | Kind::Volume { .. } => None,
        };
        for (key, name) in of.iter().map(|name| ("of", name)).chain(counted) {
            if name != NETWORK
                && let Some(what) = knows(name)
            {
                return Err(refuse(key, what));
            }
        }
        let within_ms = span("within", self.within, WITHIN_MS)?;
        let learn_ms = span("learn", self.learn, LEARN_MS)?;
        if learn_ms >= within_ms {
            return Err(refuse("learn", "`learn` must be shorter than `within`".into()));
        }
        Ok(BaselineSpec { kind, of, within_ms, learn_ms })
    }
}

/// `90s`, `30m`, `12h`, `7d`, `4w` in milliseconds; none is empty or endless.
fn span_ms(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit_ms = match unit {
        "s" => 1_000,
        "m" => 60_000,
        "h" => HOUR_MS,
        "d" => DAY_MS,
        "w" => 7 * DAY_MS,
        _ => return None,
    };
    let length_ms = number.parse::<i64>().ok()?.checked_mul(unit_ms)?;
    (1..=3_660 * DAY_MS).contains(&length_ms).then_some(length_ms)
}

#[cfg(test)]
mod tests {
    use super::span_ms;

    #[test]
    fn a_length_of_time_has_a_number_and_a_unit() {
        for (text, expected) in [
            ("90s", Some(90_000)),
            ("12h", Some(43_200_000)),
            ("7d", Some(604_800_000)),
            ("0d", None),
            ("d", None),
            ("", None),
            ("7", None),
            ("-7d", None),
            ("9999999999w", None),
        ] {
            assert_eq!(span_ms(text), expected, "{text}");
        }
    }
}
