//! Which prefixes of a bucket can hold what was written since a time.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::store::Store;
use crate::config::{Bucket, Layout};
use crate::work::s3::S3Error;

/// Kinds of entity that a bucket is looked through for at most; GitLab has four.
const KINDS_MAX: usize = 64;

/// The prefixes to list: each month of each kind, or all.
pub(super) async fn prefixes(
    store: &Store,
    settings: &Bucket,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<String>, S3Error> {
    let root = settings.prefix.clone();
    match settings.layout {
        Layout::Any => Ok(vec![root]),
        Layout::Gitlab => {
            let kinds = store.folders(&root).await?;
            let kinds = kinds.into_iter().take(KINDS_MAX);
            let months = months(from, to);
            Ok(kinds.flat_map(|kind| of_kind(&root, &kind, &months)).collect())
        }
    }
}

/// The months' prefixes under one folder: the folder is a kind of entity, or a year.
fn of_kind(root: &str, folder: &str, months: &[(i16, i8)]) -> Vec<String> {
    let name = folder.strip_prefix(root).unwrap_or(folder).trim_end_matches('/');
    let year: Option<i16> = Some(name).filter(|name| name.len() == 4).and_then(|n| n.parse().ok());
    let prefix = |(wanted, month): &(i16, i8)| match year {
        Some(year) => (year == *wanted).then(|| format!("{folder}{month:02}/")),
        None => Some(format!("{folder}{wanted:04}/{month:02}/")),
    };
    months.iter().filter_map(prefix).collect()
}

/// The months that a stretch of time touches, UTC.
fn months(from: Timestamp, to: Timestamp) -> Vec<(i16, i8)> {
    let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
    let last = day(to);
    let mut months = Vec::new();
    let mut next = Some(day(from).first_of_month());
    while let Some(month) = next.filter(|month: &Date| *month <= last) {
        months.push((month.year(), month.month()));
        next = month.last_of_month().tomorrow().ok();
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_that_is_touched_is_listed_for_kinds_and_for_years() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let months = months(at("2025-11-30T23:59:59Z"), at("2026-01-01T00:00:00Z"));
        assert_eq!(months, [(2025, 11), (2025, 12), (2026, 1)]);
        assert_eq!(
            of_kind("audit/", "audit/group/", &months),
            ["audit/group/2025/11/", "audit/group/2025/12/", "audit/group/2026/01/"]
        );
        assert_eq!(of_kind("", "2026/", &months), ["2026/01/"]);
    }
}
