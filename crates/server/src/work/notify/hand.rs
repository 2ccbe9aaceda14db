//! Handing one parcel over: what is handed, the mark before, the result after.

use std::sync::Arc;
use std::time::Duration;

use engine::coordinate::CaseId;
use engine::coordinate::delivery::{Delivery, Room};
use engine::coordinate::dive::Requester;
use jiff::Timestamp;
use lettre::address::Envelope;
use store::state::ParcelKey;

use super::Outbox;
use super::issue::IssueJob;
use super::post::Post;
use super::smtp::Marking;
use crate::app::AppError;

/// Characters of an answer that are kept: it is shown, and holds no message.
const ANSWER_CHARS_MAX: usize = 500;

/// What is handed over, and what that needs to know.
pub(crate) struct Job<'a> {
    pub(crate) case: CaseId,
    pub(crate) delivery: &'a Delivery,
    /// Position of the addressee.
    pub(crate) parcel: u32,
    /// How often a person had it sent again.
    pub(crate) round: u32,
    /// What an earlier order of this kind is called at the channel.
    pub(crate) reference: Option<String>,
    /// The incident channel.
    pub(crate) room: Option<Room>,
    /// Who asked for logs in this case: never part of the inside (LD7, LD10).
    pub(crate) outsider: Option<Requester>,
    pub(crate) now: Timestamp,
}

impl Job<'_> {
    /// A name for exactly this message, the same at every try.
    pub(crate) fn name(&self) -> String {
        let (id, parcel) = (&self.delivery.order.id, self.parcel);
        if self.round == 0 {
            format!("{id}.{parcel}")
        } else {
            format!("{id}.{parcel}.{}", self.round)
        }
    }
}

/// A message in the shape of its channel.
pub(crate) enum Prepared {
    /// A mail.
    Mail { envelope: Envelope, raw: Vec<u8> },
    /// A request.
    Post(Box<Post>),
    /// Work on an issue.
    Issue(IssueJob),
    /// For the sink.
    Sunk { raw: Vec<u8> },
}

impl Prepared {
    /// The bytes that the other side gets, without secrets: evidence.
    pub(crate) fn raw(&self) -> &[u8] {
        match self {
            Self::Mail { raw, .. } | Self::Sunk { raw } => raw,
            Self::Post(post) => &post.body,
            Self::Issue(job) => &job.raw,
        }
    }
}

/// How handing over went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Handed {
    /// The other side took it.
    Sent { answer: String, reference: Option<String> },
    /// The other side refused it for good.
    Refused { answer: String },
    /// The other side did not take it now, and surely does not have it.
    Later { answer: String, after: Option<Duration> },
    /// The channel is away, and surely does not have it.
    Away { answer: String },
    /// It may have it.
    Uncertain { answer: String },
}

impl Handed {
    pub(crate) fn sent(answer: impl Into<String>) -> Self {
        Self::Sent { answer: answer.into(), reference: None }
    }

    pub(crate) fn refused(answer: impl Into<String>) -> Self {
        Self::Refused { answer: answer.into() }
    }
}

/// The mark that must be durable before the other side can have a parcel whole.
pub(crate) struct Mark<'a> {
    pub(crate) outbox: &'a Outbox,
    /// `None`: a test message, of which nothing is kept.
    pub(crate) key: Option<&'a ParcelKey>,
}

impl Mark<'_> {
    /// From here on the other side may have it; `answer` is the last thing it said.
    pub(crate) async fn handing(&self, answer: &str) -> Result<(), AppError> {
        let Some(key) = self.key.cloned() else { return Ok(()) };
        let answer = brief(answer);
        let now = self.outbox.clock.now();
        self.outbox.db(move |state| state.hand_parcel(&key, &answer, now)).await
    }
}

impl Mark<'_> {
    /// The same for a thread that may block.
    pub(super) fn blocking(&self) -> Marking {
        let (state, clock) = (Arc::clone(&self.outbox.state), self.outbox.clock.clone());
        let key = self.key.cloned();
        Box::new(move |answer| match &key {
            Some(key) => state.hand_parcel(key, &brief(answer), clock.now()),
            None => Ok(()),
        })
    }
}

/// One line of bounded length.
pub(crate) fn brief(answer: &str) -> String {
    let line = answer.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(ANSWER_CHARS_MAX).collect()
}
