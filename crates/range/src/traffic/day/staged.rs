//! The range's own attacks, played on it and kept for a day.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use jiff::Timestamp;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::cast::{HOUR, MINUTE};
use super::pen::{API, STREAM};
use crate::attack::{ADDRESS, AttackError, Scenario};
use crate::{Destination, Range, RangeConfig, RangeError};

/// Begin of each attack after midnight, in minutes.
const BEGINS: [i64; 7] = [134, 489, 611, 733, 862, 1_001, 1_317];
/// Time between two looks at the clock.
const PACE_MS: i64 = 900;

/// An attack that was played, as records.
#[derive(Debug, Clone)]
pub struct Staged {
    /// Name of the scenario.
    pub(super) name: String,
    /// When each happened, its source and its bytes; in the order of time.
    pub(super) records: Vec<(i64, &'static str, Vec<u8>)>,
}

/// Why the attacks cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// No runtime, or no port for the stream's receiver.
    #[error("cannot set up the stage")]
    Io(#[from] std::io::Error),
    /// The range does not start.
    #[error("the range does not start")]
    Range(#[from] RangeError),
    /// An attack does not come through.
    #[error("{scenario} does not come through")]
    Attack {
        /// Which.
        scenario: &'static str,
        /// Why.
        source: AttackError,
    },
    /// The receiver's address makes no URL.
    #[error("no URL")]
    Url(#[from] url::ParseError),
}

/// Plays all of the range's scenarios, each on a range of its own, as of that day.
/// Blocks until they are through, some seconds.
///
/// # Errors
/// When the range cannot be started on loopback or an attack fails.
pub fn stage(seed: u64, starts: Timestamp) -> Result<Vec<Staged>, StageError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut all = Vec::new();
        for ((scenario, minute), number) in Scenario::ALL.into_iter().zip(BEGINS).zip(0_i64..) {
            let begins_ms = starts.as_millisecond() + minute * MINUTE;
            all.push(play(seed, scenario, begins_ms, number).await?);
        }
        Ok(all)
    })
}

type Bodies = Arc<Mutex<Vec<Bytes>>>;

async fn receive(State(bodies): State<Bodies>, body: Bytes) {
    bodies.lock().unwrap_or_else(PoisonError::into_inner).push(body);
}

async fn play(
    seed: u64,
    scenario: Scenario,
    begins_ms: i64,
    number: i64,
) -> Result<Staged, StageError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?).parse()?;
    let bodies = Bodies::default();
    let router = Router::new().fallback(receive).with_state(Arc::clone(&bodies));
    let receiver = tokio::spawn(async move { axum::serve(listener, router).await });

    let now_ms = AtomicI64::new(begins_ms);
    let clock = Arc::new(move || {
        let at_ms = now_ms.fetch_add(PACE_MS, Ordering::Relaxed);
        Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH)
    });
    let mut config = RangeConfig::new(seed.wrapping_add(1), clock);
    let token = "stage".to_owned();
    config.destinations = vec![Destination { url, verification_token: token, headers: Vec::new() }];
    let range = Range::start(config).await?;
    let mut lines = range.subscribe_api_lines();
    let (steps, _narration) = mpsc::unbounded_channel();
    let ran = scenario.run(range.base_url(), steps).await;
    ran.map_err(|source| StageError::Attack { scenario: scenario.name(), source })?;
    range.streams_idle().await;

    let mut records = Vec::new();
    for body in bodies.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        records.extend(record(STREAM, body, number));
    }
    while let Ok(line) = lines.try_recv() {
        records.extend(record(API, line.as_bytes(), number));
    }
    records.sort();
    range.shutdown().await;
    receiver.abort();
    Ok(Staged { name: scenario.name().to_owned(), records })
}

/// The record, with an address and ids of this attack's own: each range counts from one.
fn record(source: &'static str, bytes: &[u8], number: i64) -> Option<(i64, &'static str, Vec<u8>)> {
    let text =
        String::from_utf8_lossy(bytes).replace(ADDRESS, &format!("45.155.{}.66", 200 + number));
    let mut value: Value = serde_json::from_str(&text).ok()?;
    let at = value.get("created_at").or_else(|| value.get("time"))?.as_str()?;
    let at: Timestamp = at.parse().ok()?;
    if let Some(id) = value.get("id").and_then(Value::as_i64)
        && let Some(body) = value.as_object_mut()
    {
        body.insert("id".to_owned(), Value::from(2_000_000 + number * HOUR / 100 + id));
    }
    Some((at.as_millisecond(), source, value.to_string().into_bytes()))
}
