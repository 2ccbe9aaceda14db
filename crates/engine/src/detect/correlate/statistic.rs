//! Sums, averages and percentiles of a field over a window.
//!
//! A window ends at a hit and reaches one timespan back. A bound is asked when
//! a hit arrives, of every window that holds it. A sum only grows, so a lower
//! bound of it can be decided then; averages and percentiles may be asked for
//! either bound.

use super::window::Kept;

/// What is computed of a window's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::detect) enum Statistic {
    Sum,
    Average,
    /// Between neighbours by proportion; the median is the 50th.
    Percentile(u32),
}

/// What it must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::detect) enum Bound {
    Over(f64),
    AtLeast(f64),
    Under(f64),
    AtMost(f64),
}

impl Bound {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::Over(bound) => value > bound,
            Self::AtLeast(bound) => value >= bound,
            Self::Under(bound) => value < bound,
            Self::AtMost(bound) => value <= bound,
        }
    }
}

impl Statistic {
    /// The first window with a hit of that time whose statistic holds all bounds.
    pub(super) fn window<'a>(
        self,
        hits: &'a [Kept],
        bounds: &[Bound],
        at_ms: i64,
        timespan_ms: i64,
    ) -> Option<Vec<&'a Kept>> {
        let ends = hits.iter().enumerate().filter(|(_, hit)| hit.at_ms >= at_ms);
        ends.filter(|(_, end)| end.at_ms.saturating_sub(at_ms) <= timespan_ms).find_map(
            |(place, end)| {
                let from_ms = end.at_ms.saturating_sub(timespan_ms);
                let start = hits.partition_point(|hit| hit.at_ms < from_ms);
                let window = hits.get(start..=place)?;
                let value = self.of(window)?;
                bounds.iter().all(|bound| bound.holds(value)).then(|| window.iter().collect())
            },
        )
    }

    fn of(self, window: &[Kept]) -> Option<f64> {
        let mut values: Vec<f64> = window.iter().filter_map(|hit| number(&hit.value)).collect();
        let count = f64::from(u32::try_from(values.len()).ok()?);
        match self {
            Self::Sum => Some(values.iter().sum()),
            Self::Average => Some(values.iter().sum::<f64>() / count),
            Self::Percentile(rank) => {
                values.sort_by(f64::total_cmp);
                let steps =
                    usize::try_from(rank).ok()?.checked_mul(values.len().checked_sub(1)?)?;
                let below = *values.get(steps / 100)?;
                let above = values.get(steps / 100 + 1).copied().unwrap_or(below);
                let part = f64::from(u32::try_from(steps % 100).ok()?) / 100.0;
                Some(below + (above - below) * part)
            }
        }
    }
}

/// The number that a value is; `None` if it is none.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
