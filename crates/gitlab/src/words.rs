//! Reading GitLab's JSON leniently: what is missing or null is unknown, not an error.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

/// `null` as the default: GitLab's booleans may be null and mean false.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A time with its offset. One that cannot be read is unknown: a listing of a
/// thousand tokens must not fail for one row's odd date.
pub(crate) fn time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse().ok()))
}
