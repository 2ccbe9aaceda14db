//! Exercises: a case that is one, what is told in it, its scorecard.

use engine::coordinate::communication::Audience;
use engine::coordinate::exercise::scorecard::Counted;
use engine::coordinate::exercise::{self, Entry, Scenario, Scorecard};
use engine::coordinate::{Case, CaseId, Cases, What};

use super::cases::case_for;
use super::error::{Refusal, allow};
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::journal::Said;

/// The channel that an exercise has: it takes everything and sends nothing.
pub const SINK: &str = "exercise-sink";

/// An hour of the scenario in a second: faster than anybody reads.
const PACE_MAX: u32 = 3600;

/// Audiences that are not of the house: customers hear before them (CM22).
const LATER: [Audience; 5] = [
    Audience::Users,
    Audience::Prospects,
    Audience::Subscribers,
    Audience::Public,
    Audience::Press,
];

impl App {
    /// Says that a case is an exercise, for ever. Only while nothing was sent
    /// of it: what went out as real cannot become an exercise. With a pace the
    /// product tells each inject at its time, else people do.
    pub async fn begin_exercise(
        &self,
        person: &Person,
        case: CaseId,
        (scenario, pace): (&str, Option<u32>),
    ) -> Result<u64, AppError> {
        allow(person, Permission::OpenCase)?;
        let scenario = known_scenario(scenario)?;
        if pace.is_some_and(|pace| !(1..=PACE_MAX).contains(&pace)) {
            return Err(AppError::invalid("pace", input::within(1, PACE_MAX)));
        }
        let beginning = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            let has_spoken = !known.concerns.update.published.is_empty()
                || !known.concerns.communication.told().is_empty()
                || !known.concerns.delivery.orders.is_empty();
            if has_spoken || known.concerns.exercise.is_exercise() {
                return Err(Refusal::by("exercise.too_late", 409, []).into());
            }
            let entry = Entry::Begun { scenario: scenario.name.clone(), pace };
            Ok((vec![(Some(case), What::Exercise(entry))], ()))
        };
        self.inner.journal.decide(&person.name, beginning).await.map(|(index, ())| index)
    }

    /// Tells an inject: what it makes known is stated as facts of the case.
    pub async fn inject(
        &self,
        person: &Person,
        case: CaseId,
        inject: &str,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let injecting = |cases: &Cases, _now| {
            let scenario = scenario_of(case_for(cases, person, case)?)?;
            let found = scenario.inject(inject);
            let found = found.ok_or_else(|| AppError::not_found(format!("inject {inject}")))?;
            let said = exercise::telling(scenario, found);
            let said: Said = said.into_iter().map(|what| (Some(case), what)).collect();
            Ok((said, ()))
        };
        self.inner.journal.decide(&person.name, injecting).await.map(|(index, ())| index)
    }

    /// Says that an exercise is over.
    pub async fn end_exercise(&self, person: &Person, case: CaseId) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        let ending = |cases: &Cases, _now| {
            scenario_of(case_for(cases, person, case)?)?;
            Ok((vec![(Some(case), What::Exercise(Entry::Ended))], ()))
        };
        self.inner.journal.decide(&person.name, ending).await.map(|(index, ())| index)
    }

    /// The scorecard of an exercise. `attempts` are what was tried although it
    /// must be refused, and how often it was; without it, the refusals that the
    /// journal has count.
    pub fn scorecard(
        &self,
        person: &Person,
        case: CaseId,
        attempts: Option<(u64, u64)>,
    ) -> Result<Scorecard, AppError> {
        allow(person, Permission::ReadCases)?;
        let now = self.inner.clock.now();
        let clockwork = &self.inner.journal.standards().clockwork;
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            scenario_of(known)?;
            Ok(Scorecard::of(known, counted(known, attempts), clockwork, now))
        })
    }

    /// The exercise that a page is about, if it is about one: the page of a case,
    /// of a plan of it, or of something that it queued; for those who may read it.
    pub(crate) fn exercise_at(&self, person: &Person, path: &str) -> Option<CaseId> {
        let mut parts = path.trim_start_matches('/').split('/');
        let (place, name) = (parts.next()?, parts.next()?);
        self.inner.journal.read(|cases| {
            let mut all = cases.cases.values();
            let found = match place {
                "cases" => {
                    let number = name.strip_prefix("C-").unwrap_or(name).parse().ok()?;
                    cases.cases.get(&CaseId(number))
                }
                "plans" => all.find(|case| is_one_of(case.plans.keys(), name)),
                "outbox" => all.find(|case| is_one_of(case.concerns.delivery.orders.keys(), name)),
                _elsewhere => None,
            };
            let found = case_for(cases, person, found?.id).ok()?;
            found.concerns.exercise.is_exercise().then_some(found.id)
        })
    }
}

fn is_one_of(mut names: impl Iterator<Item = impl ToString>, name: &str) -> bool {
    names.any(|one| one.to_string() == name)
}

fn known_scenario(name: &str) -> Result<&'static Scenario, AppError> {
    Scenario::named(name).ok_or_else(|| AppError::not_found(format!("exercise {name}")))
}

fn scenario_of(case: &Case) -> Result<&'static Scenario, AppError> {
    match &case.concerns.exercise.scenario {
        Some(name) => known_scenario(name),
        None => Err(Refusal::by("exercise.none", 409, [("case", case.id.to_string())]).into()),
    }
}

fn counted(case: &Case, attempts: Option<(u64, u64)>) -> Counted {
    let in_journal = || {
        let refused = case.timeline.iter().filter(|line| line.key == "timeline-refused").count();
        let refused = u64::try_from(refused).unwrap_or(u64::MAX);
        (refused, refused)
    };
    let (attempts, refused) = attempts.unwrap_or_else(in_journal);
    let concerns = &case.concerns;
    let sent = concerns.communication.messages.iter().map(|message| message.sent.len());
    let messages = concerns.update.published.len().saturating_add(sent.sum());
    let (mut sink_bytes, mut external_bytes) = (0_u64, 0_u64);
    for delivery in concerns.delivery.orders.values() {
        let text = delivery.order.content.message();
        let text =
            text.map_or(0, |message| serde_json::to_vec(message).map_or(0, |text| text.len()));
        let parcels = u64::from(delivery.parcels());
        let bytes = u64::try_from(text).unwrap_or(u64::MAX).saturating_mul(parcels);
        if delivery.order.channel == SINK || delivery.is_sunk() {
            sink_bytes = sink_bytes.saturating_add(bytes);
        } else if delivery.taken_at.is_some() || !delivery.outcomes.is_empty() {
            external_bytes = external_bytes.saturating_add(bytes.max(1));
        }
    }
    Counted {
        attempts,
        refused,
        messages: u64::try_from(messages).unwrap_or(u64::MAX),
        sink_bytes,
        external_bytes,
        are_customers_first: are_customers_first(case),
    }
}

/// Whether nobody of those who come later was told before customers were.
fn are_customers_first(case: &Case) -> bool {
    let told = case.concerns.communication.told();
    let mut later = LATER.iter().filter_map(|later| told.get(later));
    match told.get(&Audience::Customers) {
        Some(customers) => later.all(|at| at >= customers),
        None => later.next().is_none(),
    }
}
