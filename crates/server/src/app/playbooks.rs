//! Playbooks: the shipped ones with the organisation's over them, a case beside
//! its playbook, answers, linked cases, consents, the warning.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use engine::coordinate::playbook::{
    Answer, AnswerProblem, Effective, Offer, PlaybookProblem, Playbooks, Status, Step, gate, status,
};
use engine::coordinate::{
    Case, CaseId, CaseKind, Cases, Fact, FactKind, Phase, Relation, What, exercise,
};
use engine::investigate::question::{self, Packs};
use engine::respond::plan::Text;
use engine::respond::{Act, GateRefusal, Standing, gate as policy};
use jiff::Timestamp;
use rust_embed::RustEmbed;
use serde::Serialize;

use super::cases::case_for;
use super::error::allow;
use super::{App, AppError, rules};
use crate::app::input;
use crate::config::PlaybookGate;
use crate::person::{Permission, Person};
use crate::work::journal::Said;

/// `/playbooks` of this repository, in the binary.
#[derive(RustEmbed)]
#[folder = "../../playbooks"]
#[include = "*.yml"]
struct Shipped;

/// The shipped playbooks, by path.
pub fn shipped() -> Vec<(String, String)> {
    let file = |path: std::borrow::Cow<'static, str>| {
        let text = String::from_utf8_lossy(&Shipped::get(&path)?.data).into_owned();
        Some((format!("playbooks/{path}"), text))
    };
    Shipped::iter().filter_map(file).collect()
}

/// All playbooks in force, or every problem with its file and line.
pub fn load(dir: Option<&Path>) -> Result<Playbooks, Vec<String>> {
    load_with(dir, &Arc::new(question::shipped().clone()))
}

/// The same where the organisation has questions of its own.
pub fn load_with(dir: Option<&Path>, packs: &Arc<Packs>) -> Result<Playbooks, Vec<String>> {
    let own = match dir {
        None => Vec::new(),
        Some(dir) => {
            rules::in_folder(dir).map_err(|error| vec![format!("{}: {error}", dir.display())])?
        }
    };
    let lines = |problems: Vec<PlaybookProblem>| problems.iter().map(ToString::to_string).collect();
    Playbooks::load_with(shipped(), own, packs).map_err(lines)
}

/// A playbook as a file for an organisation's folder.
pub fn to_yaml(playbook: &engine::coordinate::playbook::Playbook) -> Result<String, anyhow::Error> {
    engine::coordinate::playbook::to_yaml(playbook).map_err(anyhow::Error::msg)
}

/// A case beside its playbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CasePlaybook {
    /// The playbook in force.
    pub playbook: Effective,
    /// Where each step stands.
    pub status: Status,
    /// When this person acknowledged the warning; `None` = not yet (P4).
    pub acknowledged_at: Option<Timestamp>,
}

/// A linked case to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkOrder {
    /// Its kind.
    pub kind: CaseKind,
    /// What it is about: a secret's or an account's name, never a secret (CI8).
    pub about: Option<String>,
    /// Its title; without one it is named after the case that it comes from.
    pub title: Option<String>,
}

/// Who agreed that settings are restored (MS8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentGiven {
    /// A person's name.
    pub person: String,
    /// `owner` or `maintainer`.
    pub role: String,
    /// When; now, if not said.
    pub at: Option<Timestamp>,
    /// How that is known.
    pub source: String,
}

/// A line or a page, as for other things that people write.
const LINE_CHARS_MAX: usize = 300;
const TEXT_CHARS_MAX: usize = 20_000;

impl App {
    /// The approval policy in effect.
    pub fn policy(&self) -> &policy::Policy {
        &self.inner.policy
    }

    /// All playbooks in force.
    pub fn playbooks(&self, person: &Person) -> Result<Vec<Effective>, AppError> {
        allow(person, Permission::ReadCases)?;
        Ok(self.inner.playbooks.all().cloned().collect())
    }

    /// One of them.
    pub fn playbook(&self, person: &Person, name: &str) -> Result<Effective, AppError> {
        allow(person, Permission::ReadCases)?;
        let found = self.inner.playbooks.get(name).cloned();
        found.ok_or_else(|| AppError::not_found(format!("playbook {name:?}")))
    }

    /// A case beside its playbook; `None` = there is none for its kind. Reads
    /// nothing from GitLab: what our connection may do is taken as read last.
    pub fn case_playbook(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<Option<CasePlaybook>, AppError> {
        allow(person, Permission::ReadCases)?;
        let standing = self.standing_read();
        self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            let Some(found) = self.inner.playbooks.for_kind(known.kind) else { return Ok(None) };
            let status = status_of(known, found, standing.as_ref());
            let acknowledged_at = cases.warned.get(&person.name).copied();
            Ok(Some(CasePlaybook { playbook: found.clone(), status, acknowledged_at }))
        })
    }

    /// Answers a step of the case's playbook. Answers the journal index.
    pub async fn answer(
        &self,
        person: &Person,
        case: CaseId,
        (step, answer): (&str, Answer),
        out_of_turn: Option<String>,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        bounded_answer(&answer)?;
        let standing = self.standing_read();
        let answering = |cases: &Cases, now: Timestamp| {
            let known = case_for(cases, person, case)?;
            let (found, step) = self.step_of(known, step)?;
            step.fits(&answer).map_err(unfit)?;
            let status = status_of(known, found, standing.as_ref());
            let attempt = gate::Attempt {
                step: &step.id,
                answer: &answer,
                out_of_turn: out_of_turn.as_deref(),
            };
            gate::may_answer(&status, &attempt)?;
            if completes_waiver(known, step, &answer, person) && !person.may(Permission::Approve) {
                return Err(own_waiver().into());
            }
            let mut said = stated(case, step, &answer, now)?;
            said.insert(0, answered(case, found, step, answer, out_of_turn));
            Ok((said, ()))
        };
        self.inner.journal.decide(&person.name, answering).await.map(|(index, ())| index)
    }

    /// Agrees that a mandatory step is set aside, as somebody else asked (IN10).
    pub async fn approve_waiver(
        &self,
        person: &Person,
        case: CaseId,
        step: &str,
    ) -> Result<u64, AppError> {
        self.allow_now(person, Permission::Approve).await?;
        let approving = |cases: &Cases, _now| {
            let known = case_for(cases, person, case)?;
            let (found, step) = self.step_of(known, step)?;
            let waiver = known.steps.get(&step.id).and_then(|held| held.waiver.as_ref());
            let Some(waiver) = waiver else {
                return Err(AppError::not_found(format!("waiver of step {}", step.id)));
            };
            if is_same_person(&waiver.asked_by, &person.name) {
                return Err(own_waiver().into());
            }
            let answer = Answer::Waived { reason: waiver.reason.clone() };
            Ok((vec![answered(case, found, step, answer, None)], ()))
        };
        self.inner.journal.decide(&person.name, approving).await.map(|(index, ())| index)
    }

    /// Opens a case that belongs together with this one and carries the suspect
    /// and the times over. The same kind about the same thing is opened once (CI8).
    pub async fn open_linked(
        &self,
        person: &Person,
        from: CaseId,
        order: LinkOrder,
    ) -> Result<CaseId, AppError> {
        allow(person, Permission::OpenCase)?;
        let about = order.about.as_deref().map(str::trim).filter(|about| !about.is_empty());
        let about = about.map(|about| bounded("about", about, LINE_CHARS_MAX)).transpose()?;
        let title =
            order.title.map(|title| bounded("title", &title, LINE_CHARS_MAX)).transpose()?;
        let linking = |cases: &Cases, _now| {
            let known = case_for(cases, person, from)?;
            if let Some(other) = linked_already(cases, known, order.kind, about.as_deref()) {
                return Ok((Said::new(), other));
            }
            let id = cases.next_id();
            let named = about.as_deref().map(|about| format!("{about} ({from})"));
            let title = title.or(named).unwrap_or_else(|| format!("{} ({from})", known.title));
            let mut said =
                vec![(Some(id), What::CaseOpened { title, kind: order.kind, finding: None })];
            said.push((Some(from), link(id, Relation::LeadsTo, about.as_ref())));
            said.push((Some(id), link(from, Relation::ComesFrom, about.as_ref())));
            said.extend(carried(known, id));
            said.extend(exercise::inherited(known).map(|what| (Some(id), what)));
            Ok((said, id))
        };
        self.inner.journal.decide(&person.name, linking).await.map(|(_, id)| id)
    }

    /// Records that an owner or maintainer agreed (MS8).
    pub async fn record_consent(
        &self,
        person: &Person,
        case: CaseId,
        given: ConsentGiven,
    ) -> Result<u64, AppError> {
        allow(person, Permission::WriteCase)?;
        if !matches!(given.role.as_str(), "owner" | "maintainer") {
            return Err(AppError::invalid(
                "role",
                input::one_of(&given.role, &["owner", "maintainer"]),
            ));
        }
        let who = bounded("person", &given.person, LINE_CHARS_MAX)?;
        let source = bounded("source", &given.source, LINE_CHARS_MAX)?;
        let recording = |cases: &Cases, now: Timestamp| {
            case_for(cases, person, case)?;
            let at = given.at.unwrap_or(now);
            if at > now {
                return Err(AppError::invalid("at", input::why("future")));
            }
            let what = What::ConsentRecorded { person: who, role: given.role, at, source };
            Ok((vec![(Some(case), what)], ()))
        };
        self.inner.journal.decide(&person.name, recording).await.map(|(index, ())| index)
    }

    /// Records that this person read the warning (P4). Once is enough.
    pub async fn acknowledge_warning(
        &self,
        person: &Person,
        case: Option<CaseId>,
    ) -> Result<Timestamp, AppError> {
        allow(person, Permission::ReadCases)?;
        let acknowledging = |cases: &Cases, now: Timestamp| {
            if let Some(at) = cases.warned.get(&person.name) {
                return Ok((Said::new(), *at));
            }
            case.map_or(Ok(()), |case| case_for(cases, person, case).map(drop))?;
            Ok((vec![(case, What::WarningAcknowledged)], now))
        };
        self.inner.journal.decide(&person.name, acknowledging).await.map(|(_, at)| at)
    }

    /// When this person acknowledged the warning (P4).
    pub fn warning_acknowledged(&self, person: &Person) -> Option<Timestamp> {
        self.inner.journal.read(|cases| cases.warned.get(&person.name).copied())
    }

    /// Whether settings may be restored on this case (MS8).
    pub(super) fn may_revert(&self, case: &Case) -> Result<(), GateRefusal> {
        let found = self.inner.playbooks.for_kind(case.kind);
        let standing = self.standing_read();
        let status = found.map(|found| status_of(case, found, standing.as_ref()));
        gate::may_revert(case, status.as_ref())
    }

    /// Whether the playbook lets acts be done that let somebody in again (UA5),
    /// where the settings enforce it.
    pub(super) fn playbook_lets<'a>(
        &self,
        case: &Case,
        acts: impl IntoIterator<Item = &'a Act>,
    ) -> Result<(), GateRefusal> {
        if acts.into_iter().all(|act| act.rules().lets_in().is_none()) {
            return Ok(());
        }
        self.enforced(case).map_or(Ok(()), |status| gate::may_let_in(&status))
    }

    /// Whether the playbook lets the case move on, where the settings enforce it (IN5).
    pub(super) fn playbook_lets_move(&self, case: &Case, to: Phase) -> Result<(), GateRefusal> {
        if to <= case.phase || case.plans.is_empty() {
            return Ok(());
        }
        self.enforced(case).map_or(Ok(()), |status| gate::may_move(&status, to))
    }

    fn enforced(&self, case: &Case) -> Option<Status> {
        if self.inner.config.policy.playbook == PlaybookGate::Advise {
            return None;
        }
        self.playbook_status(case)
    }

    /// A case beside its playbook; `None` = there is none for its kind.
    pub(super) fn playbook_status(&self, case: &Case) -> Option<Status> {
        let found = self.inner.playbooks.for_kind(case.kind)?;
        Some(status_of(case, found, self.standing_read().as_ref()))
    }

    fn step_of(&self, case: &Case, step: &str) -> Result<(&Effective, &Step), AppError> {
        let missing = || AppError::not_found(format!("step {step:?} in {}", case.id));
        let found = self.inner.playbooks.for_kind(case.kind).ok_or_else(missing)?;
        Ok((found, found.playbook.step(step).ok_or_else(missing)?))
    }

    /// What our connection may do, if it was read in this run.
    fn standing_read(&self) -> Option<Standing> {
        let kept = self.inner.standing.try_lock().ok()?;
        kept.as_ref().map(|(_, report)| report.standing.clone())
    }
}

fn answered(
    case: CaseId,
    found: &Effective,
    step: &Step,
    answer: Answer,
    out_of_turn: Option<String>,
) -> (Option<CaseId>, What) {
    let (playbook, step) = (found.playbook.name.clone(), step.id.clone());
    (Some(case), What::StepAnswered { playbook, step, answer, out_of_turn })
}

fn link(other: CaseId, relation: Relation, about: Option<&String>) -> What {
    What::CaseLinked { other, relation, about: about.cloned() }
}

/// The facts that an answer states by the way: times of exposure and revocation (CE6).
fn stated(case: CaseId, step: &Step, answer: &Answer, now: Timestamp) -> Result<Said, AppError> {
    let Some(Offer::State { fact }) = &step.offers else { return Ok(Said::new()) };
    let is_exposure = fact == "exposed_at";
    let (kind, source) = match answer {
        Answer::Time { at, .. } if *at > now => {
            return Err(AppError::invalid("at", input::why("future")));
        }
        Answer::Time { at, certainty, source } => {
            let (at, certainty) = (*at, *certainty);
            let kind = if is_exposure {
                FactKind::ExposedAt { at, certainty }
            } else {
                FactKind::RevokedAt { at, certainty }
            };
            (kind, source.clone())
        }
        Answer::TimeUnknown { reason } => {
            let reason = reason.clone();
            let kind = if is_exposure {
                FactKind::ExposureUnknown { reason }
            } else {
                FactKind::RevocationUnknown { reason }
            };
            (kind, format!("step:{}", step.id))
        }
        Answer::Attested { .. }
        | Answer::Chosen { .. }
        | Answer::Verdicts { .. }
        | Answer::Sections { .. }
        | Answer::Text { .. }
        | Answer::Waived { .. }
        | Answer::Reopened { .. } => return Ok(Said::new()),
    };
    Ok(vec![(Some(case), What::FactStated { fact: Fact { kind, source } })])
}

/// What a linked case takes along: whom it is about and when it was exposed.
fn carried(from: &Case, to: CaseId) -> Said {
    let is_carried =
        |kind: &FactKind| matches!(kind, FactKind::Subject { .. } | FactKind::ExposedAt { .. });
    let mut latest: BTreeMap<&'static str, &Fact> = BTreeMap::new();
    for fact in from.facts.iter().filter(|fact| is_carried(&fact.kind)) {
        let name = if matches!(fact.kind, FactKind::Subject { .. }) { "subject" } else { "time" };
        latest.insert(name, fact);
    }
    let carry = |fact: &Fact| {
        let fact = Fact { kind: fact.kind.clone(), source: format!("case:{}", from.id) };
        (Some(to), What::FactStated { fact })
    };
    latest.into_values().map(carry).collect()
}

pub(super) fn linked_already(
    cases: &Cases,
    from: &Case,
    kind: CaseKind,
    about: Option<&str>,
) -> Option<CaseId> {
    let folded = |text: Option<&str>| text.map(|text| text.trim().to_lowercase());
    from.links
        .iter()
        .filter(|link| link.relation == Relation::LeadsTo)
        .find(|link| {
            cases.cases.get(&link.other).is_some_and(|other| other.kind == kind)
                && folded(link.about.as_deref()) == folded(about)
        })
        .map(|link| link.other)
}

/// Whether this answer would complete what somebody else asked for.
fn completes_waiver(case: &Case, step: &Step, answer: &Answer, person: &Person) -> bool {
    let waiver = case.steps.get(&step.id).and_then(|held| held.waiver.as_ref());
    let is_another = waiver.is_some_and(|waiver| !is_same_person(&waiver.asked_by, &person.name));
    step.mandatory && is_another && matches!(answer, Answer::Waived { .. })
}

/// The case beside the playbook, for our connection as read in this run, else
/// as the case's survey read it.
fn status_of(case: &Case, found: &Effective, read: Option<&Standing>) -> Status {
    let surveyed = case.survey.as_ref().map(|survey| &survey.standing);
    status(case, found, read.or(surveyed))
}

fn own_waiver() -> GateRefusal {
    let text = Text::of("refusal-playbook-own-waiver", []);
    GateRefusal::new("playbook.own_waiver", &["IN10"], text)
}

fn is_same_person(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Why an answer does not fit its step, at the part that does not.
fn unfit(problem: AnswerProblem) -> AppError {
    match problem {
        AnswerProblem::Kind { wanted } => {
            let why = Text::of("input-answer-kind", [("kind", wanted.as_str().to_owned())]);
            AppError::invalid("answer", why)
        }
        AnswerProblem::Item { item, known } => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            AppError::invalid("item", input::one_of(&item, &known))
        }
        AnswerProblem::Empty { field } => AppError::invalid(&field, input::empty()),
    }
}

fn bounded_answer(answer: &Answer) -> Result<(), AppError> {
    let said = answer.said();
    if said.chars().count() > TEXT_CHARS_MAX {
        return Err(AppError::invalid("answer", input::up_to("too-long", TEXT_CHARS_MAX)));
    }
    Ok(())
}

fn bounded(field: &str, text: &str, chars_max: usize) -> Result<String, AppError> {
    super::cases::bounded(field, text, chars_max)
}
