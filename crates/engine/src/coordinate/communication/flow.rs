//! The states A to I on the way to customers and the public, and their edges (CM23).
//!
//! F (contact data) and G (content) run side by side after E. The document
//! gives F no way on: we decided that what goes to a list is sent only when F
//! was reached too (docs/adr/0014).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::message::{Audience, Kind};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Where communication stands.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Station {
    /// A: an incident is declared.
    #[default]
    Declared,
    /// B: scope and impact are investigated.
    Investigating,
    /// C: what is communicated to whom, and how often, is decided.
    Scoping,
    /// D: by which medium is decided.
    ChoosingMedium,
    /// E: the extended teams are engaged.
    Engaging,
    /// F: contact data is collected.
    Collecting,
    /// G: content is produced.
    Producing,
    /// H: it is sent.
    Sending,
    /// I: all clear, the final messages are out.
    AllClear,
}

/// The edges of CM23, all of them.
pub const EDGES: [(Station, Station); 9] = [
    (Station::Declared, Station::Investigating),
    (Station::Investigating, Station::Scoping),
    (Station::Scoping, Station::ChoosingMedium),
    (Station::ChoosingMedium, Station::Engaging),
    (Station::Engaging, Station::Collecting),
    (Station::Engaging, Station::Producing),
    (Station::Producing, Station::Sending),
    (Station::Sending, Station::Producing),
    (Station::Sending, Station::AllClear),
];

impl Station {
    /// All, A to I.
    pub const ALL: [Self; 9] = [
        Self::Declared,
        Self::Investigating,
        Self::Scoping,
        Self::ChoosingMedium,
        Self::Engaging,
        Self::Collecting,
        Self::Producing,
        Self::Sending,
        Self::AllClear,
    ];

    /// The word used in sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Investigating => "investigating",
            Self::Scoping => "scoping",
            Self::ChoosingMedium => "choosing_medium",
            Self::Engaging => "engaging",
            Self::Collecting => "collecting",
            Self::Producing => "producing",
            Self::Sending => "sending",
            Self::AllClear => "all_clear",
        }
    }

    /// The letter that it has in the flowchart.
    pub fn letter(self) -> char {
        match self {
            Self::Declared => 'A',
            Self::Investigating => 'B',
            Self::Scoping => 'C',
            Self::ChoosingMedium => 'D',
            Self::Engaging => 'E',
            Self::Collecting => 'F',
            Self::Producing => 'G',
            Self::Sending => 'H',
            Self::AllClear => 'I',
        }
    }

    /// The station of that name or letter.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| {
            one.as_str() == name.replace('-', "_")
                || name.len() == 1 && name.eq_ignore_ascii_case(&one.letter().to_string())
        })
    }
}

/// What is decided on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Form {
    /// On leaving C: who shall hear of it, and how often.
    Scope {
        /// Audiences.
        audiences: BTreeSet<Audience>,
        /// How often, if in turns.
        #[serde(default)]
        every: Option<SignedDuration>,
        /// Why so.
        reason: String,
    },
    /// On leaving D: which messages there shall be.
    Media {
        /// Kinds of message.
        kinds: BTreeSet<Kind>,
        /// Why so.
        reason: String,
    },
}

impl Form {
    /// The station that one leaves with it.
    pub fn of(&self) -> Station {
        match self {
            Self::Scope { .. } => Station::Scoping,
            Self::Media { .. } => Station::ChoosingMedium,
        }
    }

    /// Whether it says something.
    fn is_filled(&self) -> bool {
        match self {
            Self::Scope { audiences, reason, .. } => {
                !audiences.is_empty() && !reason.trim().is_empty()
            }
            Self::Media { kinds, reason } => !kinds.is_empty() && !reason.trim().is_empty(),
        }
    }
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// From here.
    pub from: Station,
    /// To here.
    pub to: Station,
    /// What was decided.
    pub form: Option<Form>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Where a case is on the way, and how it came there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The main road: never F.
    pub at: Station,
    /// Whether F was reached beside it.
    pub has_contacts: bool,
    /// Each step, in order.
    pub steps: Vec<Step>,
    /// Who attached the plan of communication (CM1).
    pub attached_by: String,
    /// When.
    pub attached_at: Timestamp,
}

impl Flow {
    /// A new one: an incident is declared.
    pub fn new(by: &str, at: Timestamp) -> Self {
        Self {
            at: Station::Declared,
            has_contacts: false,
            steps: Vec::new(),
            attached_by: by.to_owned(),
            attached_at: at,
        }
    }

    /// The edges that can be taken now.
    pub fn open(&self) -> BTreeSet<(Station, Station)> {
        EDGES.into_iter().filter(|&(from, to)| self.is_open(from, to)).collect()
    }

    /// F is reached from E, once, also when the main road has gone on to G or
    /// H; every other edge leaves where the main road is.
    fn is_open(&self, from: Station, to: Station) -> bool {
        if !EDGES.contains(&(from, to)) {
            return false;
        }
        if to == Station::Collecting {
            let is_past =
                matches!(self.at, Station::Engaging | Station::Producing | Station::Sending);
            return is_past && !self.has_contacts;
        }
        from == self.at
    }

    /// Whether that step may be taken now, with that form.
    ///
    /// # Errors
    /// There is no such edge, it is not open now, or its form is not filled.
    pub fn may_step(
        &self,
        (from, to): (Station, Station),
        form: Option<&Form>,
    ) -> Result<(), GateRefusal> {
        if !self.is_open(from, to) {
            let open: Vec<String> =
                self.open().iter().map(|(f, t)| format!("{}→{}", f.letter(), t.letter())).collect();
            let args = [
                ("from", from.letter().to_string()),
                ("to", to.letter().to_string()),
                ("open", open.join(", ")),
            ];
            let text = Text::of("refusal-communication-no-such-step", args);
            return Err(GateRefusal::new("communication.no_such_step", &["CM23"], text));
        }
        let wants = matches!(from, Station::Scoping | Station::ChoosingMedium);
        let is_given = form.is_some_and(|form| form.of() == from && form.is_filled());
        if wants != form.is_some() || (wants && !is_given) {
            let text = Text::of(
                "refusal-communication-form-missing",
                [("from", from.letter().to_string())],
            );
            return Err(GateRefusal::new("communication.form_missing", &["CM23"], text));
        }
        Ok(())
    }

    /// Takes a step; whether there was such an edge.
    pub(super) fn step(&mut self, step: Step) -> bool {
        if !self.is_open(step.from, step.to) {
            return false;
        }
        if step.to == Station::Collecting {
            self.has_contacts = true;
        } else {
            self.at = step.to;
        }
        self.steps.push(step);
        true
    }

    /// Whether scope and impact are determined: B is behind (CM21).
    pub fn is_scope_known(&self) -> bool {
        self.at > Station::Investigating
    }

    /// When each station was reached first.
    pub fn reached(&self) -> BTreeMap<Station, Timestamp> {
        let mut reached = BTreeMap::from([(Station::Declared, self.attached_at)]);
        for step in &self.steps {
            reached.entry(step.to).or_insert(step.at);
        }
        reached
    }
}
