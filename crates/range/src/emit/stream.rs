//! One destination of the audit event stream.
//!
//! GitLab posts each event by itself, swallows errors and does not look at the
//! answer's status. The range does the same: a request that does not get
//! through is tried three times, an answer of any kind ends the matter, and a
//! full queue loses the event. [`StreamTrouble`] breaks it on purpose.

use jiff::Timestamp;
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use tokio::sync::{mpsc, watch};
use tokio_util::task::TaskTracker;

use crate::StreamTrouble;
use crate::world::StreamDestination;

/// Events that may wait for a slow destination.
const QUEUE_EVENTS_MAX: usize = 10_000;
/// How often a request that does not get through is sent.
const TRIES: u32 = 3;

/// The sending end of a destination's queue.
#[derive(Debug)]
pub(crate) struct Stream {
    queue: mpsc::Sender<Delivery>,
    pending: watch::Sender<u64>,
    /// Events so far.
    count: u64,
    /// Those that wait to be delivered last first.
    held: Vec<Delivery>,
}

#[derive(Debug, Clone)]
struct Delivery {
    to: StreamDestination,
    event_type: String,
    body: String,
    /// The first answer does not come back.
    is_answer_lost: bool,
}

impl Stream {
    /// Starts the worker, which ends when the stream is dropped and its queue is empty.
    pub(crate) fn start(
        client: Client,
        pending: watch::Sender<u64>,
        workers: &TaskTracker,
    ) -> Self {
        let (queue, mut deliveries) = mpsc::channel::<Delivery>(QUEUE_EVENTS_MAX);
        let done = pending.clone();
        workers.spawn(async move {
            while let Some(delivery) = deliveries.recv().await {
                deliver(&client, &delivery).await;
                done.send_modify(|count| *count = count.saturating_sub(1));
            }
        });
        Self { queue, pending, count: 0, held: Vec::new() }
    }

    /// Queues an event, as far as the trouble lets it.
    pub(crate) fn send(
        &mut self,
        to: &StreamDestination,
        (event_type, body): (&str, &str),
        (trouble, now): (&StreamTrouble, Timestamp),
    ) {
        self.count += 1;
        let count = self.count;
        let strikes = |every: Option<u64>| every.is_some_and(|every| count.is_multiple_of(every));
        if trouble.skipped_until.is_some_and(|until| now < until) || strikes(trouble.lost_every) {
            return;
        }
        let delivery = Delivery {
            to: to.clone(),
            event_type: event_type.to_owned(),
            body: body.to_owned(),
            is_answer_lost: strikes(trouble.answer_lost_every),
        };
        if strikes(trouble.repeated_every) {
            self.held.push(delivery.clone());
        }
        self.held.push(delivery);
        if self.held.len() >= trouble.reversed {
            self.flush();
        }
    }

    /// Queues what is held back, last first.
    pub(crate) fn flush(&mut self) {
        while let Some(delivery) = self.held.pop() {
            self.pending.send_modify(|count| *count += 1);
            if let Err(error) = self.queue.try_send(delivery) {
                self.pending.send_modify(|count| *count = count.saturating_sub(1));
                tracing::warn!(%error, "The stream's queue is full: an event is lost");
            }
        }
    }
}

async fn deliver(client: &Client, delivery: &Delivery) {
    for attempt in 1..=TRIES {
        let to = &delivery.to;
        let mut request = client
            .post(&to.url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("X-Gitlab-Event-Streaming-Token", &to.verification_token)
            .header("X-Gitlab-Audit-Event-Type", &delivery.event_type);
        for (name, value, _) in to.headers.iter().filter(|(_, _, is_sent)| *is_sent) {
            request = request.header(name, value);
        }
        match request.body(delivery.body.clone()).send().await {
            Ok(_) if delivery.is_answer_lost && attempt == 1 => {}
            Ok(_) => return,
            Err(error) => {
                let event_type = delivery.event_type.as_str();
                tracing::warn!(event_type, attempt, %error, "The stream's destination cannot be reached");
            }
        }
    }
}
