//! The draft of a review: everything that the journal says, put in order.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{FollowUp, Milestones, Section, Spans, Written};
use crate::coordinate::due::Clockwork;
use crate::coordinate::obligation::{Punctuality, came_due};
use crate::coordinate::regulation::{self, Deadline, deadline::Outcome};
use crate::coordinate::{ActOutcome, Case, CaseId, CaseKind, Phase};
use crate::investigate::timeline::TimelineEntry;

/// Sentences of the timeline that tell of a decision of people; the others tell
/// what happened or what the product did.
const DECISIONS: [&str; 8] = [
    "timeline-phase",
    "timeline-plan-attested",
    "timeline-plan-approved",
    "timeline-refused",
    "timeline-conflict-overridden",
    "timeline-step-answered",
    "timeline-question-answered",
    "timeline-circumstance",
];

/// Words in the keys of other concerns that tell of a decision: severity set,
/// duty handed over, approval given, gate overridden, notification declined …
const DECIDING: [&str; 12] = [
    "timeline-severity",
    "timeline-duty",
    "timeline-approval",
    "timeline-communication",
    "timeline-regulation",
    "-overridden",
    "-override",
    "-approved",
    "-declined",
    "-waived",
    "-refused",
    "-all-clear",
];

/// A review as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The case.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: CaseKind,
    /// Where it stands.
    pub phase: Phase,
    /// When this draft was made.
    pub made_at: Timestamp,
    /// Whether the case is an exercise: then whatever shows this says so.
    pub is_exercise: bool,
    /// When what was reached.
    pub milestones: Milestones,
    /// How long things took.
    pub spans: Spans,
    /// What people wrote.
    pub sections: BTreeMap<Section, Written>,
    /// Lines of the timeline that are decisions.
    pub decisions: Vec<TimelineEntry>,
    /// The whole timeline, by time of occurrence.
    pub timeline: Vec<TimelineEntry>,
    /// What was done in GitLab.
    pub acts: Vec<ActLine>,
    /// What was owed, and what of it was late.
    pub owed: Owed,
    /// What shall be done later.
    pub follow_ups: Vec<FollowUp>,
    /// What was kept, by name and SHA-256.
    pub evidence: Vec<(String, String)>,
    /// What the review still lacks.
    pub lacks: Vec<Lack>,
}

/// An act that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActLine {
    /// When it was intended.
    pub at: Timestamp,
    /// Kind of act.
    pub act: String,
    /// On what.
    pub target: String,
    /// `done`, `already_so`, `failed`, `skipped`, or `unknown`.
    pub outcome: String,
    /// Whether that was the undoing of it.
    pub is_undo: bool,
}

/// What was owed to people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// How many updates fell due.
    pub due: u64,
    /// Of them in time.
    pub kept: u64,
    /// Those that were late or are missing.
    pub late: Vec<LateLine>,
    /// Notices of the law that were late or are missing.
    #[serde(default)]
    pub late_notices: Vec<LateNotice>,
}

/// A notice of the law that was late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateNotice {
    /// The regulation, as the policy names it.
    pub regulation: String,
    /// Where it says so.
    pub article: String,
    /// Who had to be told, as the policy names them.
    pub to: String,
    /// When it was due.
    pub due_at: Timestamp,
    /// When it was given; `None` = not.
    pub done_at: Option<Timestamp>,
}

/// Something that was late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateLine {
    /// To whom it was owed, as the policy names them.
    pub whom: String,
    /// When it was due.
    pub due_at: Timestamp,
    /// When it was done; `None` = not.
    pub done_at: Option<Timestamp>,
}

/// What a review still lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// The case is not closed.
    CaseOpen,
    /// The summary is not written.
    Summary,
    /// The root cause is not written.
    RootCause,
    /// Nobody said what went well.
    WentWell,
    /// Nobody said what shall go better.
    ToImprove,
    /// When it began is not known (CE6).
    Beginning,
    /// When it was contained is not known (CE6).
    Containment,
    /// There is no follow-up.
    FollowUps,
    /// A follow-up is past its day.
    LateFollowUp,
    /// What became of an act is not known.
    UnknownAct,
}

impl Lack {
    /// The word used in sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CaseOpen => "case_open",
            Self::Summary => "summary",
            Self::RootCause => "root_cause",
            Self::WentWell => "went_well",
            Self::ToImprove => "to_improve",
            Self::Beginning => "beginning",
            Self::Containment => "containment",
            Self::FollowUps => "follow_ups",
            Self::LateFollowUp => "late_follow_up",
            Self::UnknownAct => "unknown_act",
        }
    }
}

impl Review {
    /// The draft of a case, at a time.
    pub fn of(case: &Case, clockwork: &Clockwork, now: Timestamp) -> Self {
        let mut review = Self {
            case: case.id,
            title: case.title.clone(),
            kind: case.kind,
            phase: case.phase,
            made_at: now,
            is_exercise: case.concerns.exercise.is_exercise(),
            milestones: Milestones::of(case),
            spans: Spans::of(case),
            sections: case.concerns.review.sections.clone(),
            decisions: case.timeline.iter().filter(|line| is_decision(line)).cloned().collect(),
            timeline: case.timeline.clone(),
            acts: acts(case),
            owed: Owed::of(case, clockwork, now),
            follow_ups: case.concerns.review.follow_ups.clone(),
            evidence: evidence(case),
            lacks: Vec::new(),
        };
        review.lacks = review.lacking();
        review
    }

    fn lacking(&self) -> Vec<Lack> {
        let today = self.made_at.to_zoned(TimeZone::UTC).date();
        let is_unwritten = |section| !self.sections.contains_key(&section);
        let lacks = [
            (self.phase != Phase::Closed, Lack::CaseOpen),
            (is_unwritten(Section::Summary), Lack::Summary),
            (is_unwritten(Section::RootCause), Lack::RootCause),
            (is_unwritten(Section::WentWell), Lack::WentWell),
            (is_unwritten(Section::ToImprove), Lack::ToImprove),
            (self.milestones.began_at.is_none(), Lack::Beginning),
            (self.milestones.contained_at.is_none(), Lack::Containment),
            (self.follow_ups.is_empty(), Lack::FollowUps),
            (self.follow_ups.iter().any(|one| one.is_late(today)), Lack::LateFollowUp),
            (self.acts.iter().any(|act| act.outcome == UNKNOWN), Lack::UnknownAct),
        ];
        lacks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, lack)| lack).collect()
    }
}

impl Owed {
    /// What a case owed until now, by the matrix that holds (CM14–CM19), and which
    /// notices of the law were late.
    pub fn of(case: &Case, clockwork: &Clockwork, now: Timestamp) -> Self {
        let came = came_due(case, &clockwork.stakeholders, &clockwork.calendars, now);
        let sum = Punctuality::over(&came);
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let late = came.into_iter().filter(|one| one.is_late).map(|one| LateLine {
            whom: one.recipient,
            due_at: one.occurrence.due_at,
            done_at: one.occurrence.told_at,
        });
        let mut late: Vec<LateLine> = late.collect();
        late.sort_by(|a, b| (a.due_at, &a.whom).cmp(&(b.due_at, &b.whom)));
        let late_notices = late_notices(case, clockwork, now);
        Self { due: count(sum.due), kept: count(sum.kept), late, late_notices }
    }
}

/// Notices of the law that were given after their time, or not at all though
/// nobody decided against them; by time.
fn late_notices(case: &Case, clockwork: &Clockwork, now: Timestamp) -> Vec<LateNotice> {
    let (policy, calendars) = (&clockwork.regulations, &clockwork.calendars);
    let all = regulation::deadlines(case, policy, calendars).into_iter();
    let late = all.filter_map(|one| {
        let done_at = match &one.outcome {
            Outcome::Notified { at, in_time: Some(false), .. } => Some(*at),
            Outcome::Open if one.is_late(now) => None,
            Outcome::Open | Outcome::Notified { .. } | Outcome::NotNotified { .. } => return None,
        };
        let Deadline { name, to, article, due_at, .. } = one;
        Some(LateNotice { regulation: name, article, to, due_at: due_at?, done_at })
    });
    let mut late: Vec<LateNotice> = late.collect();
    late.sort_by(|a, b| (a.due_at, &a.regulation).cmp(&(b.due_at, &b.regulation)));
    late
}

/// The outcome of an act that was intended and of which nothing more is known.
const UNKNOWN: &str = "unknown";

fn is_decision(line: &TimelineEntry) -> bool {
    DECISIONS.contains(&line.key.as_str()) || DECIDING.iter().any(|word| line.key.contains(word))
}

fn acts(case: &Case) -> Vec<ActLine> {
    let mut acts: Vec<ActLine> = case
        .plans
        .values()
        .flat_map(|plan| plan.steps.iter().map(move |(step, state)| (plan, step, state)))
        .map(|(plan, step, state)| {
            let planned = usize::try_from(*step).ok().and_then(|step| plan.plan.acts.get(step));
            ActLine {
                at: state.intended_at,
                act: state.act.kind_str().to_owned(),
                target: planned.map(|planned| planned.target.clone()).unwrap_or_default(),
                outcome: state.outcome.as_ref().map_or(UNKNOWN, ActOutcome::as_str).to_owned(),
                is_undo: state.is_undo,
            }
        })
        .collect();
    acts.sort_by(|a, b| (a.at, &a.act, &a.target).cmp(&(b.at, &b.act, &b.target)));
    acts
}

fn evidence(case: &Case) -> Vec<(String, String)> {
    case.evidence.iter().map(|item| (item.name.clone(), item.sha256.clone())).collect()
}
