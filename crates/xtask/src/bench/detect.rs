//! The shipped rules over normalised events, one core.

use std::sync::Arc;
use std::time::Instant;

use engine::detect::Detector;
use event::{Event, Way};
use jiff::Timestamp;
use range::traffic::{ApiTraffic, Traffic};

use super::{Args, Row, grouped};

/// Events that are shown to the rules.
const EVENTS: u32 = 500_000;

pub(super) fn measure(args: &Args) -> anyhow::Result<Vec<Row>> {
    let rules = Arc::new(
        server::app::rules::load(None).map_err(|problems| anyhow::anyhow!("{problems:?}"))?,
    );
    let (mut stream, mut api) = (Traffic::new(args.seed), ApiTraffic::new(args.seed));
    let mut bytes = Vec::new();
    let events: Vec<Event> = (0..EVENTS)
        .map(|turn| {
            bytes.clear();
            if turn % 4 == 0 {
                api.write(&mut bytes);
            } else {
                stream.write(&mut bytes);
            }
            event::normalise::read(Way::Stream, Timestamp::UNIX_EPOCH, &bytes)
        })
        .collect();
    let mut detector = Detector::new(Arc::clone(&rules));
    let start = Instant::now();
    let findings: usize =
        (0_u64..).zip(&events).map(|(index, event)| detector.observe(index, event).len()).sum();
    let rate = f64::from(EVENTS) / start.elapsed().as_secs_f64();
    let what = format!("{} rules, {EVENTS} events, {findings} findings", rules.rules().len());
    Ok(vec![Row::new("detect", what, format!("{} events/s", grouped(rate)), "one core")])
}
