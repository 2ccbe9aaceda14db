//! Requests for logs, as pages, API and commands show them.

use engine::assist::Outcome;
use engine::coordinate::delivery::About;
use engine::coordinate::dive::gate::{self, Team};
use engine::coordinate::dive::{Decided, DiveState, clock, tracker};
use engine::coordinate::due::Clockwork;
use engine::coordinate::{Case, CaseId, CaseKind, Phase};
use engine::respond::GateRefusal;
use jiff::Timestamp;
use serde::Serialize;

use super::known_dive;
use crate::app::cases::cases_for;
use crate::app::error::allow;
use crate::app::{App, AppError};
use crate::person::{Permission, Person};

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiveSummary {
    /// Its case.
    pub case: CaseId,
    /// Who asked.
    pub organisation: String,
    /// Where the case stands.
    pub phase: Phase,
    /// When it was filed.
    pub opened_at: Timestamp,
    /// Who filed it.
    pub filed_by: Option<String>,
    /// What was decided on it as it is now.
    pub outcome: Option<Outcome>,
    /// Who looks into it.
    pub team: Option<Team>,
    /// How many things are missing.
    pub missing: usize,
    /// When the requester is told again.
    pub due_at: Option<Timestamp>,
}

/// A request, whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DiveView {
    /// The request in a list.
    #[serde(flatten)]
    pub summary: DiveSummary,
    /// What a draft still lacks.
    pub lacks: Vec<&'static str>,
    /// What was said so far.
    pub state: DiveState,
    /// Whether each decision, asked again by what is kept with it, is the same (LD12).
    pub replays: bool,
    /// Findings that the requester was not told of yet.
    pub untold: usize,
    /// The tracking issue's delivery and what it is called there.
    pub tracker: Option<(String, Option<String>)>,
    /// The gap issue's delivery and what it is called there.
    pub gap_order: Option<(String, Option<String>)>,
    /// Who is mentioned in the tracking issue (LD10).
    pub mention: String,
    /// What stands in the way of closing it.
    pub close_refused: Option<GateRefusal>,
    /// The hash that Legal is asked about; `None` = there is nothing to ask.
    pub exception_hash: Option<String>,
}

impl App {
    /// All requests, latest first.
    pub fn dives(&self, person: &Person) -> Result<Vec<DiveSummary>, AppError> {
        allow(person, Permission::ReadRequests)?;
        let clockwork = &self.inner.journal.standards().clockwork;
        Ok(self.inner.journal.read(|cases| {
            let seen = cases_for(cases, person).rev();
            let asked = seen.filter(|case| case.kind == CaseKind::AssistanceRequest);
            asked.map(|case| summary(case, clockwork)).collect()
        }))
    }

    /// One request, whole.
    pub fn dive(&self, person: &Person, case: CaseId) -> Result<DiveView, AppError> {
        allow(person, Permission::ReadRequests)?;
        let clockwork = &self.inner.journal.standards().clockwork;
        self.inner.journal.read(|cases| {
            let known = known_dive(cases, person, case)?;
            let state = &known.concerns.dive;
            let ordered = |about: &About| {
                let one = tracker::ordered(known, about)?;
                Some((one.order.id.to_string(), one.reference().map(str::to_owned)))
            };
            Ok(DiveView {
                summary: summary(known, clockwork),
                lacks: gate::missing(state),
                replays: state.decisions.iter().all(Decided::replays),
                untold: clock::since_last(state).len(),
                tracker: ordered(&About::Issue),
                gap_order: ordered(&About::Gap),
                mention: clockwork.desk.mention.clone(),
                close_refused: gate::may_close(known).err(),
                exception_hash: gate::exception_hash(state),
                state: state.clone(),
            })
        })
    }
}

fn summary(case: &Case, clockwork: &Clockwork) -> DiveSummary {
    let state = &case.concerns.dive;
    DiveSummary {
        case: case.id,
        organisation: state.requester.organisation.clone(),
        phase: case.phase,
        opened_at: case.opened_at,
        filed_by: state.filed_by.clone(),
        outcome: state.decided().map(|decided| decided.decision.outcome),
        team: gate::team(state).ok(),
        missing: gate::missing(state).len(),
        due_at: clock::due_at(case, &clockwork.desk, &clockwork.calendars),
    }
}
