//! The way to customers and the public: states A–I, messages and their gates (CM21–CM32).
//!
//! Reading order: [`flow`] (the states and edges) → [`message`] (what a draft
//! holds) → [`policy`] (who drafts, reviews and sends it) → [`plain`] and
//! [`compose`] (from fields to the text that is sent, and its hash) → [`gate`]
//! (what stands in the way). Approvals are `coordinate::approval`'s.
//!
//! Invariants: what is sent is what was approved, by its hash; only the edges of
//! CM23 are ever taken; after all clear nothing is sent.

pub mod compose;
pub mod flow;
pub mod gate;
pub mod message;
pub mod plain;
pub mod policy;

#[cfg(test)]
pub(super) mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Case;
use super::told::{Sentence, Told};

pub use compose::{Composed, exercise_mark, watermark};
pub use flow::{EDGES, Flow, Form, Station, Step};
pub use message::{
    Audience, Draft, Kind, Language, Message, MessageId, Receipt, Sending, Via, Wording,
};
pub use plain::{Blemish, BlemishKind, Tracking, blemishes, post_weight, urls};
pub use policy::{Contact, KindPolicy, Medium, Policy, Ready, Review, Tool, Way, WayKind};

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "communication", rename_all = "snake_case")]
pub enum Entry {
    /// The plan of communication belongs to the case from now on: station A (CM1).
    Attached {
        /// Why, where a person attached it below the policy's severity.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A step along an edge of CM23.
    Stepped {
        /// From here.
        from: Station,
        /// To here.
        to: Station,
        /// What was decided, on leaving C and D.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decided: Option<Form>,
    },
    /// The addresses of an audience are there (F): a list was made.
    Collected {
        /// Of whom.
        audience: Audience,
        /// How many addresses.
        count: u64,
        /// Where it is from: a query, a tool, a person.
        source: String,
    },
    /// A message was drafted, or changed: then it says this from now on.
    Drafted {
        /// Its number in the case.
        message: MessageId,
        /// What it says.
        draft: Draft,
    },
    /// A message will not be sent.
    Withdrawn {
        /// Which.
        message: MessageId,
        /// Why.
        reason: String,
    },
    /// Somebody stands in for what must be so before a message goes (CM9, CM26).
    Readied {
        /// What.
        ready: Ready,
        /// How that is known: a document, a name.
        note: String,
    },
    /// A message was sent, by its hash: exactly that text.
    Sent {
        /// Which.
        message: MessageId,
        /// The hash that was approved.
        hash: String,
        /// By which way.
        #[serde(flatten)]
        via: Via,
    },
    /// Whom a message was for has it (CM28).
    Received {
        /// Which.
        message: MessageId,
        /// Who said so.
        person: String,
    },
}

/// A list of addresses that was made (F).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// Of whom.
    pub audience: Audience,
    /// How many addresses.
    pub count: u64,
    /// Where it is from.
    pub source: String,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// That somebody stands in for something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readied {
    /// What.
    pub ready: Ready,
    /// How that is known.
    pub note: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommunicationState {
    /// Where the case is on the way; `None` = the plan is not attached (CM1).
    pub flow: Option<Flow>,
    /// Messages, by number.
    pub messages: Vec<Message>,
    /// Lists that were made (F).
    pub collected: Vec<Collection>,
    /// What somebody stands in for.
    pub readied: Vec<Readied>,
}

impl CommunicationState {
    /// Adds one entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Attached { .. } => {
                let is_new = self.flow.is_none();
                self.flow.get_or_insert_with(|| Flow::new(told.by, told.at));
                is_new
            }
            Entry::Stepped { from, to, decided } => self.step((*from, *to), decided.clone(), told),
            Entry::Collected { audience, count, source } => {
                let (audience, count, source) = (*audience, *count, source.clone());
                let (by, at) = (told.by.to_owned(), told.at);
                self.collected.push(Collection { audience, count, source, by, at });
                true
            }
            Entry::Drafted { message, draft } => {
                self.draft(*message, draft, told);
                true
            }
            Entry::Readied { ready, note } => {
                let (ready, note, by) = (*ready, note.clone(), told.by.to_owned());
                self.readied.push(Readied { ready, note, by, at: told.at });
                true
            }
            Entry::Withdrawn { message, reason } => self.change(*message, |found| {
                found.withdrawn = Some(reason.clone());
            }),
            Entry::Sent { message, hash, via } => self.change(*message, |found| {
                let (hash, via, by) = (hash.clone(), via.clone(), told.by.to_owned());
                found.sent.push(Sending { hash, via, by, at: told.at });
            }),
            Entry::Received { message, person } => self.change(*message, |found| {
                found.receipt = Some(Receipt { person: person.clone(), at: told.at });
            }),
        }
    }

    fn step(
        &mut self,
        (from, to): (Station, Station),
        form: Option<Form>,
        told: &Told<'_>,
    ) -> bool {
        let Some(flow) = self.flow.as_mut() else { return false };
        flow.step(Step { from, to, form, by: told.by.to_owned(), at: told.at })
    }

    fn draft(&mut self, id: MessageId, draft: &Draft, told: &Told<'_>) {
        let is_known = self.change(id, |found| {
            found.draft = draft.clone();
            found.authors.insert(told.by.to_owned());
            found.changed_at = told.at;
        });
        if !is_known {
            self.messages.push(Message {
                id,
                draft: draft.clone(),
                authors: BTreeSet::from([told.by.to_owned()]),
                changed_at: told.at,
                withdrawn: None,
                sent: Vec::new(),
                receipt: None,
            });
        }
    }

    fn change(&mut self, id: MessageId, change: impl FnOnce(&mut Message)) -> bool {
        self.messages.iter_mut().find(|message| message.id == id).map(change).is_some()
    }

    /// The message of that number.
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.iter().find(|message| message.id == id)
    }

    /// The number that the next message gets.
    pub fn next_message(&self) -> MessageId {
        let last = self.messages.iter().map(|message| message.id.0).max();
        MessageId(last.unwrap_or(0).saturating_add(1))
    }

    /// When an audience was first told something, by audience.
    pub fn told(&self) -> BTreeMap<Audience, Timestamp> {
        let mut told = BTreeMap::new();
        for message in &self.messages {
            if let Some(at) = message.sent_at() {
                let first = told.entry(message.draft.audience).or_insert(at);
                *first = at.min(*first);
            }
        }
        told
    }

    /// Audiences that were told something and not the last thing (CM31).
    pub fn without_final(&self, policy: &Policy) -> BTreeSet<Audience> {
        let counts = |message: &&Message| {
            !message.sent.is_empty()
                && policy.kinds.get(&message.draft.kind).is_none_or(|kind| kind.is_external)
        };
        let told: BTreeSet<Audience> =
            self.messages.iter().filter(counts).map(|message| message.draft.audience).collect();
        let ended = self.messages.iter().filter(|one| one.draft.is_final && !one.sent.is_empty());
        let ended: BTreeSet<Audience> = ended.map(|message| message.draft.audience).collect();
        told.difference(&ended).copied().collect()
    }

    /// When it was said that all is clear (I).
    pub fn all_clear_at(&self) -> Option<Timestamp> {
        self.flow.as_ref()?.reached().get(&Station::AllClear).copied()
    }

    /// Whether it was said that all is clear (I).
    pub fn is_all_clear(&self) -> bool {
        self.flow.as_ref().is_some_and(|flow| flow.at == Station::AllClear)
    }
}

/// The step that the way takes by itself since the first severity is set: A to
/// B to C (CM3). `None` = none.
pub fn next_step(case: &Case) -> Option<Entry> {
    let flow = case.concerns.communication.flow.as_ref()?;
    case.concerns.severity.level()?;
    let (from, to) = match flow.at {
        Station::Declared => (Station::Declared, Station::Investigating),
        Station::Investigating => (Station::Investigating, Station::Scoping),
        Station::Scoping
        | Station::ChoosingMedium
        | Station::Engaging
        | Station::Collecting
        | Station::Producing
        | Station::Sending
        | Station::AllClear => return None,
    };
    Some(Entry::Stepped { from, to, decided: None })
}

/// The timeline's sentence of an entry.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Attached { reason } => Sentence::new(
            "timeline-communication-attached",
            [("reason", reason.clone().unwrap_or_default())],
        ),
        Entry::Stepped { from, to, decided } => {
            let reason = match decided {
                Some(Form::Scope { reason, .. } | Form::Media { reason, .. }) => reason.clone(),
                None => String::new(),
            };
            let args = [
                ("from", from.letter().to_string()),
                ("letter", to.letter().to_string()),
                ("station", to.as_str().to_owned()),
                ("reason", reason),
            ];
            Sentence::new("timeline-communication-stepped", args)
        }
        Entry::Collected { audience, count, source } => {
            let args = [
                ("audience", audience.as_str().to_owned()),
                ("count", count.to_string()),
                ("source", source.clone()),
            ];
            Sentence::new("timeline-communication-collected", args)
        }
        Entry::Drafted { message, draft } => {
            let title = draft.texts.get(&draft.language).map(|text| text.title.clone());
            let args = [
                ("message", message.to_string()),
                ("message_kind", draft.kind.as_str().to_owned()),
                ("title", title.unwrap_or_default()),
            ];
            Sentence::new("timeline-communication-drafted", args)
        }
        Entry::Withdrawn { message, reason } => {
            let args = [("message", message.to_string()), ("reason", reason.clone())];
            Sentence::new("timeline-communication-withdrawn", args)
        }
        Entry::Readied { ready, note } => {
            let args = [("ready", ready.as_str().to_owned()), ("note", note.clone())];
            Sentence::new("timeline-communication-readied", args)
        }
        Entry::Sent { message, hash, via } => {
            let (way, place) = match via {
                Via::Channel { channel } => ("channel", channel),
                Via::Hand { place } => ("hand", place),
            };
            let args = [
                ("message", message.to_string()),
                ("hash", hash.chars().take(8).collect()),
                ("way", way.to_owned()),
                ("place", place.clone()),
            ];
            Sentence::new("timeline-communication-sent", args)
        }
        Entry::Received { message, person } => {
            let args = [("message", message.to_string()), ("person", person.clone())];
            Sentence::new("timeline-communication-received", args)
        }
    }
}
