//! How grave a case is: shown, set, argued with (P6, CM1, CM3).

use engine::coordinate::circumstance::Details;
use engine::coordinate::severity::{self, Change, Computed, Override, Severity};
use engine::coordinate::{CaseId, Cases, Circumstance, Fact, FactKind, What};
use jiff::Timestamp;
use serde::Serialize;

use super::cases::{bounded, case_for};
use super::error::{Refusal, allow};
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};

/// A reason is some sentences.
const REASON_CHARS_MAX: usize = 2_000;

/// How grave a case is, and how that came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeverityView {
    /// How grave; `None` = nobody has set it yet (CM3).
    pub level: Option<Severity>,
    /// The same for short: `S1` is the gravest.
    pub letter: Option<&'static str>,
    /// What the table says now, with the rule and what it looked at: a proposal
    /// until somebody sets the first severity.
    pub computed: Computed,
    /// A person's word that holds against the table.
    pub overridden: Option<Override>,
    /// All changes, in order.
    pub history: Vec<Change>,
    /// The duties whose holders may set it.
    pub set_by: Vec<String>,
    /// Whether whoever asks may.
    pub may_set: bool,
    /// When the communications plan was attached (CM1).
    pub communications_since: Option<Timestamp>,
}

/// Something about the incident as a whole, as a person states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its name: `data_breach`, `data-breach`.
    pub name: String,
    /// What it needs to be known.
    pub details: Details,
    /// Whether it is so; else it is taken back.
    pub holds: bool,
    /// Where it is known from; empty = whoever says it.
    pub source: String,
}

impl App {
    /// How grave a case is.
    pub fn severity(&self, person: &Person, case: CaseId) -> Result<SeverityView, AppError> {
        allow(person, Permission::ReadCases)?;
        let standards = self.inner.journal.standards();
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            let state = &known.concerns.severity;
            let level = state.level();
            let set_by = standards.severity.set_by.clone();
            let holds =
                set_by.iter().any(|duty| known.concerns.duty.is_held_by(duty, &person.name));
            let flow = known.concerns.communication.flow.as_ref();
            Ok(SeverityView {
                level,
                letter: level.map(Severity::letter),
                computed: standards.compute(known, cases),
                overridden: state.overridden.clone(),
                history: state.history.clone(),
                may_set: holds && person.may(Permission::WriteCase),
                set_by,
                communications_since: flow.map(|flow| flow.attached_at),
            })
        })
    }

    /// Sets the severity, or says that the table's word holds (`level` = `None`).
    /// Only by whoever holds a duty that may (CM3, else 403); against the table
    /// only with a reason (P6).
    pub async fn set_severity(
        &self,
        person: &Person,
        case: CaseId,
        level: Option<Severity>,
        reason: Option<&str>,
    ) -> Result<Severity, AppError> {
        allow(person, Permission::WriteCase)?;
        let reason = match reason.map(str::trim).filter(|reason| !reason.is_empty()) {
            Some(reason) => Some(bounded("reason", reason, REASON_CHARS_MAX)?),
            None => None,
        };
        let standards = self.inner.journal.standards();
        let setting = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            let computed = standards.compute(known, cases);
            let level = level.unwrap_or(computed.level);
            let wish = (level, computed);
            let set =
                severity::set(known, &standards.severity, &person.name, wish, reason.as_deref());
            let entry = set.map_err(not_yours)?;
            Ok((vec![(Some(case), What::Severity(entry))], level))
        };
        self.inner.journal.decide(&person.name, setting).await.map(|(_, level)| level)
    }

    /// States something about the incident as a whole, or takes it back (CM15–CM17).
    /// Severity and obligations follow by themselves.
    pub async fn state_circumstance(
        &self,
        person: &Person,
        case: CaseId,
        said: Statement,
    ) -> Result<u64, AppError> {
        let name = said.name.trim().replace('-', "_");
        let circumstance = match Circumstance::from_name(&name, &said.details) {
            Ok(circumstance) => circumstance,
            // What is taken back needs no details: the last statement has them.
            Err(_missing) if !said.holds => self.stated(person, case, &name)?,
            Err("circumstance") => {
                let why = input::one_of(&name, &Circumstance::NAMES);
                return Err(AppError::invalid("circumstance", why));
            }
            Err(missing) => {
                return Err(AppError::invalid(missing, input::given("needed-by", &name)));
            }
        };
        if let Circumstance::PolicyViolated { policy } = &circumstance {
            bounded("policy", policy, REASON_CHARS_MAX)?;
        }
        let source = match said.source.trim() {
            "" => person.name.clone(),
            source => source.to_owned(),
        };
        let kind = FactKind::Circumstance { circumstance, holds: said.holds };
        self.state_fact(person, case, Fact { kind, source }).await
    }

    /// What holds under that name.
    fn stated(&self, person: &Person, case: CaseId, name: &str) -> Result<Circumstance, AppError> {
        allow(person, Permission::ReadCases)?;
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            let held = known.circumstances().get(name).map(|held| (*held).clone());
            held.ok_or_else(|| AppError::not_found(format!("{name} in {case}")))
        })
    }
}

/// CM3 wants 403 of whoever may not, not the 409 of a gate.
fn not_yours(gate: engine::respond::GateRefusal) -> AppError {
    let is_about_person = gate.rule == "severity.not_yours";
    let refusal = Refusal::from(gate);
    let status = if is_about_person { 403 } else { refusal.status };
    Refusal { status, ..refusal }.into()
}
