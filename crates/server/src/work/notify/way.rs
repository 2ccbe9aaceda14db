//! The channels of the settings, ready to be spoken to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use engine::coordinate::Case;
use engine::coordinate::delivery::{ChannelKind, Content, Order, Reach};
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::RwLock;

use super::hand::{Handed, Job, Mark, Prepared};
use super::post::Poster;
use super::smtp::Mailer;
use super::{issue, mail};
use crate::config::{Channel as Settings, Config, ConfigError};

/// The channel that takes everything where nothing may leave the process.
pub(crate) use engine::coordinate::delivery::SINK;

/// The sink takes what comes.
const SINK_PER_MINUTE: u32 = 1_000_000;

/// All channels.
#[derive(Debug)]
pub(crate) struct Channels {
    by_name: BTreeMap<String, Arc<Channel>>,
    is_sink: bool,
    traffic: Traffic,
}

/// One channel.
#[derive(Debug)]
pub(crate) struct Channel {
    pub(crate) name: String,
    /// `None` for the sink.
    pub(crate) settings: Option<Settings>,
    pub(crate) kind: ChannelKind,
    pub(crate) reach: Reach,
    pub(crate) per_minute: u32,
    pub(crate) attempts_max: u32,
    way: Way,
    pub(crate) health: RwLock<Health>,
}

/// How a channel does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    /// When it last took something.
    pub last_sent_at: Option<Timestamp>,
    /// When it last did not.
    pub last_failed_at: Option<Timestamp>,
    /// What the other side last said to that.
    pub last_failure: Option<String>,
    /// It rests until then, because the other side is away.
    pub rests_until: Option<Timestamp>,
    /// How often in a row the other side was away.
    pub failures: u32,
}

#[derive(Debug)]
enum Way {
    Mail(Arc<Mailer>),
    Post(Arc<Poster>),
    Issue(Box<gitlab::Client>),
    Sink,
}

/// What left the process, and what the sink swallowed.
#[derive(Debug, Default)]
struct Traffic {
    external_messages: AtomicU64,
    external_bytes: AtomicU64,
    sunk_messages: AtomicU64,
    sunk_bytes: AtomicU64,
}

/// What left the process since it started, and what the sink swallowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TrafficReport {
    /// Messages handed to real channels, each try counted.
    pub external_messages: u64,
    /// Their bytes.
    pub external_bytes: u64,
    /// Messages that ended in the sink.
    pub sunk_messages: u64,
    /// Their bytes.
    pub sunk_bytes: u64,
}

impl Channels {
    /// Reads the settings and their secrets; sends nothing. With `[notify] sink`
    /// no secret is read and nothing can be sent: there is nothing to send with.
    pub(crate) fn load(
        config: &Config,
        gitlab: Option<&gitlab::Client>,
    ) -> Result<Self, ConfigError> {
        let source = config.server.public_url.as_ref();
        let source = source.map_or_else(|| "urn:portcullis".to_owned(), ToString::to_string);
        let mut by_name = BTreeMap::new();
        for settings in &config.channel {
            let kind = settings.kind()?;
            let way = if config.notify.sink {
                Way::Sink
            } else {
                way(settings, kind, (gitlab, &source))?
            };
            let channel = Channel {
                name: settings.name.clone(),
                reach: settings.reach(kind),
                per_minute: settings.per_minute.get(),
                attempts_max: settings.attempts_max.get(),
                settings: Some(settings.clone()),
                kind,
                way,
                health: RwLock::default(),
            };
            by_name.insert(settings.name.clone(), Arc::new(channel));
        }
        by_name.insert(SINK.to_owned(), Arc::new(Channel::sink()));
        Ok(Self { by_name, is_sink: config.notify.sink, traffic: Traffic::default() })
    }

    /// The names, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// Those of the settings, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Channel>> {
        self.by_name.values().filter(|channel| channel.settings.is_some())
    }

    /// The channel by which an order of a case goes: the sink for an exercise.
    pub(crate) fn of(&self, case: &Case, order: &Order) -> Option<&Arc<Channel>> {
        if case.concerns.exercise.is_exercise() {
            return self.by_name.get(SINK);
        }
        self.get(&order.channel)
    }

    /// The channel of that name; where nothing leaves the process, the sink
    /// stands in for those that the settings do not have.
    pub(crate) fn get(&self, name: &str) -> Option<&Arc<Channel>> {
        let found = self.by_name.get(name).filter(|channel| channel.settings.is_some());
        found.or_else(|| self.by_name.get(SINK).filter(|_| self.is_sink))
    }

    /// The channel that has exactly this name.
    pub(crate) fn by_name(&self, name: &str) -> Option<&Arc<Channel>> {
        self.by_name.get(name)
    }

    /// Whether nothing leaves the process.
    pub(crate) fn is_sink(&self) -> bool {
        self.is_sink
    }

    /// What left the process.
    pub(crate) fn traffic(&self) -> TrafficReport {
        let Traffic { external_messages, external_bytes, sunk_messages, sunk_bytes } =
            &self.traffic;
        TrafficReport {
            external_messages: external_messages.load(Ordering::Relaxed),
            external_bytes: external_bytes.load(Ordering::Relaxed),
            sunk_messages: sunk_messages.load(Ordering::Relaxed),
            sunk_bytes: sunk_bytes.load(Ordering::Relaxed),
        }
    }

    /// Counts a message that is handed over by this channel.
    pub(crate) fn count(&self, channel: &Channel, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let (messages, total) = match channel.way {
            Way::Sink => (&self.traffic.sunk_messages, &self.traffic.sunk_bytes),
            Way::Mail(_) | Way::Post(_) | Way::Issue(_) => {
                (&self.traffic.external_messages, &self.traffic.external_bytes)
            }
        };
        messages.fetch_add(1, Ordering::Relaxed);
        total.fetch_add(bytes, Ordering::Relaxed);
    }
}

fn way(
    settings: &Settings,
    kind: ChannelKind,
    (gitlab, source): (Option<&gitlab::Client>, &str),
) -> Result<Way, ConfigError> {
    if let Some(smtp) = &settings.smtp {
        let timeout = Duration::from_secs(u64::from(settings.timeout_seconds.get()));
        return Ok(Way::Mail(Mailer::new(smtp, timeout)?));
    }
    if let Some(poster) = Poster::new(settings, kind, source)? {
        return Ok(Way::Post(poster));
    }
    let missing = || ConfigError::Refused {
        key: format!("channel {:?}", settings.name),
        why: "makes issues in the GitLab of [gitlab], and there is none".to_owned(),
    };
    Ok(Way::Issue(Box::new(gitlab.ok_or_else(missing)?.clone())))
}

impl Channel {
    fn sink() -> Self {
        Self {
            name: SINK.to_owned(),
            settings: None,
            kind: ChannelKind::Webhook,
            reach: Reach::Named,
            per_minute: SINK_PER_MINUTE,
            attempts_max: 1,
            way: Way::Sink,
            health: RwLock::default(),
        }
    }

    /// Whether it can do that; the sink can do everything.
    pub(crate) fn can(&self, content: &Content) -> bool {
        self.settings.is_none() || self.kind.can(content)
    }

    /// The word of the earlier order that this content goes on with.
    pub(crate) fn goes_on_with(&self, content: &Content) -> Option<&'static str> {
        match (self.kind, content) {
            (_, Content::Status { .. }) => Some("status"),
            (ChannelKind::GitlabIssue, Content::Message { .. }) => Some("issue"),
            (_, _) => None,
        }
    }

    /// The message in the channel's shape.
    pub(crate) fn prepare(&self, job: &Job<'_>) -> Result<Prepared, String> {
        match &self.way {
            Way::Mail(_) => match self.settings.as_ref().and_then(|one| one.smtp.as_ref()) {
                Some(smtp) => mail::prepare(smtp, job),
                None => Err("the channel has no mail server".to_owned()),
            },
            Way::Post(poster) => poster.prepare(job),
            Way::Issue(_) => issue::prepare(job),
            Way::Sink => {
                let raw = serde_json::to_vec(&job.delivery.order.content).unwrap_or_default();
                Ok(Prepared::Sunk { raw })
            }
        }
    }

    /// Hands it over.
    pub(crate) async fn hand(
        &self,
        (prepared, content): (&Prepared, &Content),
        mark: &Mark<'_>,
    ) -> Handed {
        match (&self.way, prepared) {
            (Way::Mail(mailer), Prepared::Mail { envelope, raw }) => {
                mailer.hand((envelope, raw), mark).await
            }
            (Way::Post(poster), Prepared::Post(post)) => {
                poster.hand(post, self.kind.is_idempotent(content), mark).await
            }
            (Way::Issue(client), Prepared::Issue(job)) => {
                match self.settings.as_ref().and_then(|one| one.gitlab_issue.as_ref()) {
                    Some(settings) => issue::hand(client, settings, job, mark).await,
                    None => Handed::refused("the channel has no project"),
                }
            }
            (Way::Sink, Prepared::Sunk { .. }) => match mark.handing(SINK).await {
                Ok(()) => Handed::Sent { answer: SINK.to_owned(), reference: sunk_name(content) },
                Err(_) => Handed::Away { answer: "the outbox cannot be written".to_owned() },
            },
            (_, _) => Handed::refused("the message is in another channel's shape"),
        }
    }

    /// Ends what is open to the other side.
    pub(crate) async fn leave(&self) {
        if let Way::Mail(mailer) = &self.way {
            mailer.leave().await;
        }
    }
}

/// What the sink calls what it swallowed, where later orders go on with it.
fn sunk_name(content: &Content) -> Option<String> {
    match content {
        Content::Message { .. } | Content::RoomInvited { .. } | Content::RoomTopic { .. } => None,
        Content::Status { .. } | Content::Issue { .. } | Content::GapIssue { .. } => {
            Some("1".to_owned())
        }
        Content::RoomMade { room, .. } => Some(room.clone()),
    }
}
