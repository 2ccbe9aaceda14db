//! Answers to steps: what they hold, whether they fit, how they add up.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ResultKind, Step};
use crate::coordinate::Certainty;

/// What somebody answers to a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// "It is done", with a note: who, where, proof.
    Attested {
        /// The note.
        #[serde(default)]
        note: String,
    },
    /// When it happened.
    Time {
        /// The time.
        at: Timestamp,
        /// How sure.
        certainty: Certainty,
        /// Where it is known from.
        source: String,
    },
    /// It cannot be known when.
    TimeUnknown {
        /// Why.
        reason: String,
    },
    /// One of the step's items.
    Chosen {
        /// Which.
        item: String,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Verdicts on things; added to earlier ones.
    Verdicts {
        /// By thing.
        verdicts: BTreeMap<String, ItemVerdict>,
    },
    /// Sections with what was done in each, or "none, because …"; added to earlier ones.
    Sections {
        /// By section.
        sections: BTreeMap<String, String>,
    },
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// It is not done, and why. On a mandatory step it counts when somebody
    /// else who may approve answers the same.
    Waived {
        /// Why.
        reason: String,
    },
    /// The earlier answer does not hold any more.
    Reopened {
        /// Why.
        reason: String,
    },
}

impl Answer {
    /// The word used in sentences: its tag.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Attested { .. } => "attested",
            Self::Time { .. } => "time",
            Self::TimeUnknown { .. } => "time_unknown",
            Self::Chosen { .. } => "chosen",
            Self::Verdicts { .. } => "verdicts",
            Self::Sections { .. } => "sections",
            Self::Text { .. } => "text",
            Self::Waived { .. } => "waived",
            Self::Reopened { .. } => "reopened",
        }
    }

    /// What was said, in one line for people.
    pub fn said(&self) -> String {
        match self {
            Self::Attested { note: text }
            | Self::Text { text }
            | Self::TimeUnknown { reason: text }
            | Self::Waived { reason: text }
            | Self::Reopened { reason: text } => text.clone(),
            Self::Time { at, source, .. } => format!("{at} ({source})"),
            Self::Chosen { item, reason } if reason.is_empty() => item.clone(),
            Self::Chosen { item, reason } => format!("{item} ({reason})"),
            Self::Verdicts { verdicts } => {
                let parts =
                    verdicts.iter().map(|(item, verdict)| format!("{item}: {}", verdict.as_str()));
                parts.collect::<Vec<_>>().join(", ")
            }
            Self::Sections { sections } => {
                let parts = sections.iter().map(|(item, text)| format!("{item}: {text}"));
                parts.collect::<Vec<_>>().join("; ")
            }
        }
    }
}

/// What a person says of one thing (CE7, IN3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemVerdict {
    /// Not judged yet.
    Open,
    /// Legitimate.
    Benign,
    /// The attacker's.
    Malicious,
    /// Looked at, cannot be told.
    Unknown,
}

impl ItemVerdict {
    /// All, in reading order.
    pub const ALL: [Self; 4] = [Self::Open, Self::Benign, Self::Malicious, Self::Unknown];

    /// The word used in JSON and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Benign => "benign",
            Self::Malicious => "malicious",
            Self::Unknown => "unknown",
        }
    }

    /// The verdict of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == name)
    }
}

/// An answer with who gave it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why it was answered before its turn (IN16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_turn: Option<String>,
}

/// That a step shall not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// Who else agreed.
    pub approved_by: Option<String>,
}

/// What a case holds of one step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The answer, added up; `None` = none, or reopened.
    pub answered: Option<Answered>,
    /// The waiver, if somebody asked for one.
    pub waiver: Option<Waiver>,
}

impl Held {
    /// Adds an answer to what was there.
    pub fn add(&mut self, new: Answered) {
        match &new.answer {
            Answer::Reopened { .. } => *self = Self::default(),
            Answer::Waived { reason } => match &mut self.waiver {
                Some(waiver) if !is_same(&waiver.asked_by, &new.by) => {
                    waiver.approved_by.get_or_insert(new.by);
                }
                Some(_) | None => {
                    let waiver = Waiver {
                        reason: reason.clone(),
                        asked_by: new.by.clone(),
                        approved_by: None,
                    };
                    self.waiver = Some(waiver);
                }
            },
            Answer::Verdicts { .. }
            | Answer::Sections { .. }
            | Answer::Attested { .. }
            | Answer::Time { .. }
            | Answer::TimeUnknown { .. }
            | Answer::Chosen { .. }
            | Answer::Text { .. } => {
                self.waiver = None;
                let earlier = self.answered.take().map(|answered| answered.answer);
                let answer = merged(earlier, new.answer);
                self.answered = Some(Answered { answer, ..new });
            }
        }
    }

    /// Whether the answer says all that the step asks (IN3, IN5).
    pub fn is_complete(&self, step: &Step) -> bool {
        if self.is_waived(step) {
            return true;
        }
        match self.answered.as_ref().map(|answered| &answered.answer) {
            None | Some(Answer::Waived { .. } | Answer::Reopened { .. }) => false,
            Some(Answer::Verdicts { verdicts }) => {
                !verdicts.is_empty()
                    && verdicts.values().all(|verdict| *verdict != ItemVerdict::Open)
                    && step.items.iter().all(|item| verdicts.contains_key(item))
            }
            Some(Answer::Sections { sections }) => {
                step.items.iter().all(|item| sections.contains_key(item))
            }
            Some(
                Answer::Attested { .. }
                | Answer::Time { .. }
                | Answer::TimeUnknown { .. }
                | Answer::Chosen { .. }
                | Answer::Text { .. },
            ) => true,
        }
    }

    /// Whether it was waived: a mandatory step needs two people for that.
    pub fn is_waived(&self, step: &Step) -> bool {
        self.waiver.as_ref().is_some_and(|waiver| !step.mandatory || waiver.approved_by.is_some())
    }
}

fn merged(earlier: Option<Answer>, new: Answer) -> Answer {
    match (earlier, new) {
        (Some(Answer::Verdicts { verdicts: mut all }), Answer::Verdicts { verdicts }) => {
            all.extend(verdicts);
            Answer::Verdicts { verdicts: all }
        }
        (Some(Answer::Sections { sections: mut all }), Answer::Sections { sections }) => {
            all.extend(sections);
            Answer::Sections { sections: all }
        }
        (_, new) => new,
    }
}

/// Why an answer does not fit its step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerProblem {
    /// The step wants another kind of answer.
    Kind {
        /// What it wants.
        wanted: ResultKind,
    },
    /// It names something that the step does not have.
    Item {
        /// What.
        item: String,
        /// What it has.
        known: Vec<String>,
    },
    /// Nothing was said.
    Empty {
        /// Where.
        field: String,
    },
}

impl std::fmt::Display for AnswerProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Kind { wanted } => write!(f, "the step wants: {}", wanted.as_str()),
            Self::Item { item, known } => {
                write!(f, "{item:?} is none of: {}", known.join(", "))
            }
            Self::Empty { field } => write!(f, "{field} must not be empty"),
        }
    }
}

impl Step {
    /// Whether an answer fits.
    ///
    /// # Errors
    /// The first thing that does not.
    pub fn fits(&self, answer: &Answer) -> Result<(), AnswerProblem> {
        match (self.result, answer) {
            (_, Answer::Waived { reason } | Answer::Reopened { reason })
            | (ResultKind::Time, Answer::TimeUnknown { reason }) => said("reason", reason),
            (
                ResultKind::Attestation | ResultKind::Plan | ResultKind::None,
                Answer::Attested { .. },
            ) => Ok(()),
            (ResultKind::Time, Answer::Time { source, .. }) => said("source", source),
            (ResultKind::Choice, Answer::Chosen { item, .. }) => self.has(item),
            (ResultKind::Text, Answer::Text { text }) => said("text", text),
            (ResultKind::Verdicts, Answer::Verdicts { verdicts }) => {
                if verdicts.is_empty() {
                    return Err(AnswerProblem::Empty { field: "verdicts".to_owned() });
                }
                verdicts.keys().try_for_each(|item| said("item", item))
            }
            (ResultKind::Sections, Answer::Sections { sections }) => {
                sections.iter().try_for_each(|(item, text)| {
                    self.has(item)?;
                    said(item, text)
                })
            }
            (
                wanted,
                Answer::Attested { .. }
                | Answer::Time { .. }
                | Answer::TimeUnknown { .. }
                | Answer::Chosen { .. }
                | Answer::Verdicts { .. }
                | Answer::Sections { .. }
                | Answer::Text { .. },
            ) => Err(AnswerProblem::Kind { wanted }),
        }
    }

    fn has(&self, item: &str) -> Result<(), AnswerProblem> {
        if self.items.iter().any(|known| known == item) {
            return Ok(());
        }
        Err(AnswerProblem::Item { item: item.to_owned(), known: self.items.clone() })
    }
}

fn said(field: &str, text: &str) -> Result<(), AnswerProblem> {
    if text.trim().is_empty() {
        return Err(AnswerProblem::Empty { field: field.to_owned() });
    }
    Ok(())
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
