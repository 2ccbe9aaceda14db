//! One destination of the audit event stream.
//!
//! GitLab posts each event by itself, swallows errors and does not look at the
//! answer's status. The range does the same: a request that does not get
//! through is tried three times, an answer of any kind ends the matter, and a
//! full queue loses the event.

use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use tokio::sync::{mpsc, watch};
use tokio_util::task::TaskTracker;

use crate::Destination;

/// Events that may wait for a slow destination.
const QUEUE_EVENTS_MAX: usize = 10_000;
/// How often a request that does not get through is sent.
const TRIES: u32 = 3;

/// The sending end of a destination's queue.
#[derive(Debug)]
pub(crate) struct Stream {
    queue: mpsc::Sender<Delivery>,
    pending: watch::Sender<u64>,
}

#[derive(Debug)]
struct Delivery {
    event_type: String,
    body: String,
}

impl Stream {
    /// Starts the worker, which ends when the stream is dropped and its queue is empty.
    pub(crate) fn start(
        to: Destination,
        client: Client,
        pending: watch::Sender<u64>,
        workers: &TaskTracker,
    ) -> Self {
        let (queue, mut deliveries) = mpsc::channel::<Delivery>(QUEUE_EVENTS_MAX);
        let done = pending.clone();
        workers.spawn(async move {
            while let Some(delivery) = deliveries.recv().await {
                deliver(&client, &to, &delivery).await;
                done.send_modify(|count| *count = count.saturating_sub(1));
            }
        });
        Self { queue, pending }
    }

    /// Queues an event.
    pub(crate) fn send(&self, event_type: &str, body: &str) {
        let delivery = Delivery { event_type: event_type.to_owned(), body: body.to_owned() };
        self.pending.send_modify(|count| *count += 1);
        if self.queue.try_send(delivery).is_err() {
            self.pending.send_modify(|count| *count = count.saturating_sub(1));
            tracing::warn!(event_type, "The stream's queue is full: an event is lost");
        }
    }
}

async fn deliver(client: &Client, to: &Destination, delivery: &Delivery) {
    for attempt in 1..=TRIES {
        let mut request = client
            .post(to.url.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("X-Gitlab-Event-Streaming-Token", &to.verification_token)
            .header("X-Gitlab-Audit-Event-Type", &delivery.event_type);
        for (name, value) in &to.headers {
            request = request.header(name, value);
        }
        match request.body(delivery.body.clone()).send().await {
            Ok(_) => return,
            Err(error) => {
                let event_type = delivery.event_type.as_str();
                tracing::warn!(event_type, attempt, %error, "The stream's destination cannot be reached");
            }
        }
    }
}
