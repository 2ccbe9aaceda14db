//! Durable ingest: the release binary, real HTTP, acknowledged after fsync.

use std::time::Duration;

use bytes::Bytes;
use range::traffic::Traffic;

use super::http::{self, Load};
use super::start::Served;
use super::{Args, Row, fresh, grouped};

/// Load shapes: connections and events per request. GitLab sends one event a
/// request; several come from batches and shippers.
const SHAPES: [(usize, usize); 4] = [(64, 1), (256, 1), (64, 10), (64, 50)];

pub(super) fn measure(args: &Args) -> anyhow::Result<Vec<Row>> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let mut rows = Vec::new();
    for (connections, per_request) in SHAPES {
        let folder = fresh(args, "ingest")?;
        let served = Served::start(&folder)?;
        let load = Load {
            address: served.address,
            path: "/collect/stream/bench",
            token: Served::TOKEN.to_owned(),
            bodies: bodies(args.seed, per_request, 20_000),
            connections,
            time: Duration::from_secs(args.seconds),
        };
        let measured = runtime.block_on(http::run(load))?;
        drop(served);
        let events =
            f64::from(u32::try_from(measured.answered)?) * f64::from(u32::try_from(per_request)?);
        rows.push(Row::new(
            "ingest",
            format!("{connections} connections, {per_request} event(s) a request"),
            format!(
                "{} events/s, p50 {:.1} ms, p99 {:.1} ms",
                grouped(events / measured.seconds),
                measured.millis(500),
                measured.millis(990)
            ),
            "50,000 events/s, p99 under 20 ms",
        ));
    }
    Ok(rows)
}

/// Request bodies of seeded traffic.
fn bodies(seed: u64, per_request: usize, events: usize) -> Vec<Bytes> {
    let mut traffic = Traffic::new(seed);
    let mut event = move || traffic.next().unwrap_or_default();
    (0..events / per_request)
        .map(|_| {
            if per_request == 1 {
                return Bytes::from(event());
            }
            let events: Vec<Vec<u8>> = (0..per_request).map(|_| event()).collect();
            Bytes::from([b"[".as_slice(), &events.join(b",".as_slice()), b"]"].concat())
        })
        .collect()
}
