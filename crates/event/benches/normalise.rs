//! How many events a second each reader reads, on one core:
//! `cargo bench -p event`.

use divan::counter::{BytesCount, ItemsCount};
use event::{Way, normalise};
use jiff::Timestamp;

fn main() {
    divan::main();
}

/// Golden lines of the newest version: what a reader meets today.
const SHAPES: &[(&str, Way, &str)] = &[
    ("audit_stream", Way::Stream, include_str!("../../../fixtures/gitlab/18.7/audit_stream.jsonl")),
    ("audit_rest", Way::Rest, include_str!("../../../fixtures/gitlab/18.7/audit_rest.jsonl")),
    ("audit_json", Way::Import, include_str!("../../../fixtures/gitlab/18.7/audit_json.jsonl")),
    (
        "audit_json_flat",
        Way::Import,
        include_str!("../../../fixtures/gitlab/16.11/audit_json.jsonl"),
    ),
    ("api_json", Way::Import, include_str!("../../../fixtures/gitlab/16.11/api_json.jsonl")),
];

#[divan::bench(args = SHAPES.iter().map(|(name, ..)| *name))]
fn read(bencher: divan::Bencher<'_, '_>, name: &str) {
    let Some((_, way, lines)) = SHAPES.iter().find(|(shape, ..)| *shape == name) else { return };
    bencher
        .counter(ItemsCount::new(lines.lines().count()))
        .counter(BytesCount::of_str(lines))
        .bench(|| {
            for line in lines.lines() {
                divan::black_box(normalise::read(*way, Timestamp::UNIX_EPOCH, line.as_bytes()));
            }
        });
}

#[divan::bench]
fn split(bencher: divan::Bencher<'_, '_>) {
    let Some((_, _, lines)) = SHAPES.first() else { return };
    let body = format!("[{}]", lines.trim_end().replace('\n', ","));
    bencher
        .counter(ItemsCount::new(lines.lines().count()))
        .bench(|| normalise::split(divan::black_box(body.as_bytes())).len());
}
