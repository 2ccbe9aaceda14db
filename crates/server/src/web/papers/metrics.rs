//! Figures over cases as a document.

use engine::coordinate::review::{Measure, Metrics};

use super::{span, time};
use crate::paper::{Block, Paper, Table};
use crate::web::moment::utc;
use crate::web::words::Words;

/// Writes it, in this language.
pub(in crate::web) fn paper(words: &Words, metrics: &Metrics) -> Paper {
    Paper {
        title: words.t("metrics-title"),
        lang: words.lang().as_str(),
        mark: None,
        foot: words.t1("metrics-foot", "at", utc(metrics.at)),
        made_at: metrics.at,
        blocks: vec![
            Block::Pairs(lead(words, metrics)),
            Block::Heading(words.t("metrics-measures")),
            Block::Table(measures(words, metrics)),
            Block::Heading(words.t("metrics-cases")),
            Block::Table(cases(words, metrics)),
        ],
    }
}

fn lead(words: &Words, metrics: &Metrics) -> Vec<(String, String)> {
    let percent = metrics.punctuality_percent().map(|percent| format!("{percent} %"));
    let due = ("due_count", metrics.updates_due);
    let told = words.t2("review-owed-told", due, ("kept_count", metrics.updates_kept));
    [
        ("metrics-since", time(words, metrics.since)),
        ("metrics-until", time(words, metrics.until)),
        ("metrics-case-count", words.number(metrics.cases)),
        ("metrics-open", words.number(metrics.open)),
        ("metrics-punctuality", percent.unwrap_or_else(|| "–".to_owned())),
        ("metrics-updates", told),
        ("metrics-follow-ups-open", words.number(metrics.follow_ups_open)),
    ]
    .into_iter()
    .map(|(key, value)| (words.t(key), value))
    .collect()
}

/// What is measured, by the key of its name.
pub(in crate::web) fn measured(metrics: &Metrics) -> [(&'static str, Measure); 5] {
    [
        ("review-to-detect", metrics.to_detect),
        ("review-to-contain", metrics.to_contain),
        ("review-to-inform", metrics.to_inform),
        ("review-to-inform-customers", metrics.to_inform_customers),
        ("review-exposure-window", metrics.exposure_window),
    ]
}

fn measures(words: &Words, metrics: &Metrics) -> Table {
    let row = |(key, measure): (&str, Measure)| {
        vec![
            words.t(key),
            words.number(measure.count),
            span(words, measure.median_s),
            span(words, measure.p90_s),
            span(words, measure.worst_s),
        ]
    };
    let keys =
        ["metrics-measure", "metrics-count", "metrics-median", "metrics-p90", "metrics-worst"];
    Table {
        head: keys.iter().map(|key| words.t(key)).collect(),
        shares: vec![40, 12, 16, 16, 16],
        rows: measured(metrics).into_iter().map(row).collect(),
    }
}

fn cases(words: &Words, metrics: &Metrics) -> Table {
    let rows = metrics.rows.iter().map(|row| {
        let spans = &row.spans;
        vec![
            row.case.to_string(),
            row.title.clone(),
            span(words, spans.to_detect_s),
            span(words, spans.to_contain_s),
            span(words, spans.to_inform_s),
            span(words, spans.exposure_window_s),
            format!("{} / {}", row.updates_kept, row.updates_due),
        ]
    });
    let keys = [
        "metrics-case",
        "metrics-case-title",
        "metrics-detect",
        "metrics-contain",
        "metrics-inform",
        "metrics-exposed",
        "metrics-kept",
    ];
    Table {
        head: keys.iter().map(|key| words.t(key)).collect(),
        shares: vec![8, 30, 13, 13, 13, 13, 10],
        rows: rows.collect(),
    }
}
