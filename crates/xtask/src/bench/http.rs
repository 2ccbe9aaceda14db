//! The load on the receiver: connections that post as GitLab does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// What to send.
pub(super) struct Load {
    /// Where the receiver listens.
    pub(super) address: SocketAddr,
    /// Path of the stream.
    pub(super) path: &'static str,
    /// Verification token.
    pub(super) token: String,
    /// Bodies, sent in turn.
    pub(super) bodies: Vec<Bytes>,
    /// Connections at once.
    pub(super) connections: usize,
    /// How long.
    pub(super) time: Duration,
}

/// What came back.
pub(super) struct Measured {
    /// Requests answered 200.
    pub(super) answered: u64,
    /// How long it took, in seconds.
    pub(super) seconds: f64,
    /// Each request's time, in microseconds, sorted.
    pub(super) micros: Vec<u64>,
}

impl Measured {
    /// The time in milliseconds below which `share` per thousand of the requests stayed.
    pub(super) fn millis(&self, share: usize) -> f64 {
        let position = self.micros.len().saturating_sub(1) * share / 1000;
        let micros = self.micros.get(position).copied().unwrap_or_default();
        f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1000.0
    }
}

/// Posts on all connections until the time is over.
pub(super) async fn run(load: Load) -> anyhow::Result<Measured> {
    let load = Arc::new(load);
    let next = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let connections: Vec<_> = (0..load.connections)
        .map(|_| tokio::spawn(post(Arc::clone(&load), Arc::clone(&next), start)))
        .collect();
    let mut micros = Vec::new();
    for connection in connections {
        micros.extend(connection.await??);
    }
    let seconds = start.elapsed().as_secs_f64();
    micros.sort_unstable();
    Ok(Measured { answered: u64::try_from(micros.len())?, seconds, micros })
}

/// One connection: a request after the other.
async fn post(load: Arc<Load>, next: Arc<AtomicU64>, start: Instant) -> anyhow::Result<Vec<u64>> {
    let stream = TcpStream::connect(load.address).await.context("cannot connect")?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut micros = Vec::new();
    while start.elapsed() < load.time {
        let turn = usize::try_from(next.fetch_add(1, Ordering::Relaxed))? % load.bodies.len();
        let body = load.bodies.get(turn).cloned().unwrap_or_default();
        let request = Request::post(load.path)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("X-Gitlab-Event-Streaming-Token", &load.token)
            .body(Full::new(body))?;
        let sent = Instant::now();
        sender.ready().await?;
        let answer = sender.send_request(request).await?;
        anyhow::ensure!(
            answer.status() == StatusCode::OK,
            "the receiver answered {}",
            answer.status()
        );
        answer.into_body().collect().await?;
        micros.push(u64::try_from(sent.elapsed().as_micros())?);
    }
    Ok(micros)
}
