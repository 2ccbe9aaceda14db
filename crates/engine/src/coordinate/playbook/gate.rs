//! What a playbook refuses: answers out of order, users let in too early, help
//! asked for too early, settings restored without consent.

use std::collections::BTreeMap;

use super::{Answer, Derived, Status, StepReport};
use crate::coordinate::{Case, Phase};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Somebody's answer, before it is journalled.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// The step.
    pub step: &'a str,
    /// The answer.
    pub answer: &'a Answer,
    /// Why it comes before its turn, if it does (IN16).
    pub out_of_turn: Option<&'a str>,
}

/// Whether a step may be answered now: ordered steps one after the other unless
/// a reason is given (IN16), and what it needs first without exception but a
/// waiver (IN10 after IN7). Saved state is shown by evidence, never by words.
///
/// # Errors
/// The rule that refuses.
pub fn may_answer(status: &Status, attempt: &Attempt<'_>) -> Result<(), GateRefusal> {
    let Some(report) = status.step(attempt.step) else { return Ok(()) };
    if matches!(attempt.answer, Answer::Waived { .. } | Answer::Reopened { .. }) {
        return Ok(());
    }
    if report.step.done_when == Some(Derived::StateSaved) {
        return Err(refusal("playbook.wants_evidence", requirements(report), []));
    }
    if report.is_by_case && matches!(attempt.answer, Answer::Verdicts { .. }) {
        return Err(refusal("playbook.wants_sheet", requirements(report), []));
    }
    may_be_done(status, report, attempt.out_of_turn)
}

/// Whether it is a step's turn, by whatever it is done: an answer or a sheet
/// (IN10, IN16). A step that the playbook does not have is always in turn.
///
/// # Errors
/// The rule that refuses.
pub fn in_turn(status: &Status, step: &str, out_of_turn: Option<&str>) -> Result<(), GateRefusal> {
    status.step(step).map_or(Ok(()), |report| may_be_done(status, report, out_of_turn))
}

fn may_be_done(
    status: &Status,
    report: &StepReport,
    out_of_turn: Option<&str>,
) -> Result<(), GateRefusal> {
    if !report.waits_for.is_empty() {
        let args = [("steps", report.waits_for.join(", "))];
        return Err(refusal("playbook.needs_first", requirements(report), args));
    }
    let earlier = earlier_open(status, report);
    let has_reason = out_of_turn.is_some_and(|reason| !reason.trim().is_empty());
    if !earlier.is_empty() && !has_reason {
        let args = [("steps", earlier.join(", "))];
        return Err(refusal("playbook.out_of_order", vec!["IN16".to_owned()], args));
    }
    Ok(())
}

/// Whether a user may be let in again as far as the playbook goes: every
/// mandatory step before recovery is settled (UA5).
///
/// # Errors
/// The steps that are owed.
pub fn may_let_in(status: &Status) -> Result<(), GateRefusal> {
    owed(status, Phase::Eradication, "playbook.mandatory_open", &["UA5"])
}

/// Whether the case may move to recovery or be closed as far as the playbook goes (IN5).
///
/// # Errors
/// The steps that are owed.
pub fn may_move(status: &Status, to: Phase) -> Result<(), GateRefusal> {
    match to {
        Phase::Triage | Phase::Containment | Phase::Eradication => Ok(()),
        Phase::Recovery => owed(status, Phase::Eradication, "playbook.mandatory_open", &["IN5"]),
        Phase::Closed => owed(status, Phase::Recovery, "playbook.mandatory_open", &["P7"]),
    }
}

/// Whether GitLab may be asked for help: what the step `ask-gitlab` needs
/// first is settled (EN1).
///
/// # Errors
/// The steps that are owed.
pub fn may_ask_gitlab(status: &Status) -> Result<(), GateRefusal> {
    let Some(report) = status.step("ask-gitlab") else { return Ok(()) };
    if report.waits_for.is_empty() {
        return Ok(());
    }
    let args = [("steps", report.waits_for.join(", "))];
    Err(refusal("playbook.preliminary_open", vec!["EN1".to_owned()], args))
}

/// Whether settings may be restored: an owner or maintainer consented, or the
/// step was waived with a reason (MS8).
///
/// # Errors
/// That nobody consented.
pub fn may_revert(case: &Case, status: Option<&Status>) -> Result<(), GateRefusal> {
    let is_waived = status
        .and_then(|status| status.steps.iter().find(|one| one.step.id == "owner-consent"))
        .is_some_and(|one| one.stands == super::Where::Waived);
    if !case.consents.is_empty() || is_waived {
        return Ok(());
    }
    Err(refusal("playbook.consent_missing", vec!["MS8".to_owned()], []))
}

fn owed(
    status: &Status,
    until: Phase,
    rule: &str,
    requirements: &[&str],
) -> Result<(), GateRefusal> {
    let owed: Vec<&str> =
        status.owed_until(until).iter().map(|report| report.step.id.as_str()).collect();
    if owed.is_empty() {
        return Ok(());
    }
    let requirements = requirements.iter().map(|&id| id.to_owned()).collect();
    Err(refusal(rule, requirements, [("steps", owed.join(", "))]))
}

/// Steps of the ordered row that come before this one and are not settled.
pub(in crate::coordinate) fn earlier_open<'a>(
    status: &'a Status,
    report: &StepReport,
) -> Vec<&'a str> {
    let Some(number) = report.step.number else { return Vec::new() };
    status
        .steps
        .iter()
        .filter(|one| one.step.number.is_some_and(|other| other < number) && one.is_unsettled())
        .map(|one| one.step.id.as_str())
        .collect()
}

fn requirements(report: &StepReport) -> Vec<String> {
    report.step.requirements.clone()
}

/// A refusal whose words stand under `refusal-<rule>` with dashes.
fn refusal<const N: usize>(
    rule: &str,
    requirements: Vec<String>,
    args: [(&str, String); N],
) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    let args: BTreeMap<String, String> =
        args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    GateRefusal { rule: rule.to_owned(), requirements, text: Text { key, args } }
}
