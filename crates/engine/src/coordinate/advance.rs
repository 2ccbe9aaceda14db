//! When a case may move on, when it does so by itself, and when a user may come back.

use super::case::{Case, CaseKind, Phase};
use super::fact::Relation;
use super::journal::EvidenceSource;
use super::{dive, instance};
use crate::respond::plan::Text;
use crate::respond::{Act, GateRefusal, gate};

/// Whether a person may move the case to that phase. Back is always possible;
/// a false alarm, on which nothing was planned, may be closed at once.
///
/// A request for logs is no incident: nothing was exposed or revoked, and only
/// its end has a gate of its own (LD17).
pub fn may_move(case: &Case, to: Phase) -> Result<(), GateRefusal> {
    if to == Phase::Closed {
        dive::gate::may_close(case)?;
        if is_false_alarm(case) && was_found(case) {
            return Err(refusal("case.no_false_alarm", &["IN3", "IN5"]));
        }
    }
    if case.kind == CaseKind::AssistanceRequest {
        return Ok(());
    }
    if to == Phase::Recovery && case.phase < to {
        // Not even a false alarm of an instance recovers with open secrets.
        instance::is_rotated(case)?;
    }
    if to <= case.phase || to <= Phase::Containment || is_false_alarm(case) {
        return Ok(());
    }
    if !has_exposure(case) {
        return Err(refusal("case.exposure_time_missing", &["CE6"]));
    }
    if !has_revocation(case) {
        return Err(refusal("case.revocation_time_missing", &["CE6"]));
    }
    if to >= Phase::Recovery {
        is_clean(case)?;
        return instance::is_rotated(case);
    }
    Ok(())
}

/// The phase that the case enters by itself after its last entry, if any.
pub fn next_phase(case: &Case) -> Option<Phase> {
    let next = match case.phase {
        Phase::Triage if !case.plans.is_empty() => Phase::Containment,
        Phase::Containment if case.revoked_at().is_some() => Phase::Eradication,
        Phase::Eradication if case.is_swept_clean() => Phase::Recovery,
        Phase::Triage
        | Phase::Containment
        | Phase::Eradication
        | Phase::Recovery
        | Phase::Closed => return None,
    };
    may_move(case, next).is_ok().then_some(next)
}

/// Whether the act may be done or undone now, for reasons of the case: a user
/// comes back only when nothing is left behind (UA5).
pub fn may_act(case: &Case, act: &Act) -> Result<(), Vec<GateRefusal>> {
    if let Some(copy) = act.rules().needs_evidence() {
        has_copy(case, act, copy).map_err(|refusal| vec![refusal])?;
    }
    if act.rules().lets_in().is_some() { may_release(case) } else { Ok(()) }
}

/// What may be evidence is destroyed only when the case has a copy of it, and
/// that copy was hashed again and is sound (CI12).
fn has_copy(case: &Case, act: &Act, copy: Option<&str>) -> Result<(), GateRefusal> {
    let mut items = case.evidence.iter().filter(|item| is_copy_of(&item.source, act));
    let Some(item) = items.find(|item| copy == Some(item.sha256.as_str())) else {
        return Err(refusal("case.evidence_copy_missing", &["CI12"]));
    };
    let of_same_job = case.evidence.iter().filter(|other| other.source.job() == item.source.job());
    if of_same_job.into_iter().any(|other| matches!(other.verified, Some((_, false)))) {
        return Err(refusal("case.evidence_copy_damaged", &["CI12"]));
    }
    match item.verified {
        Some((_, true)) => Ok(()),
        Some((_, false)) => Err(refusal("case.evidence_copy_damaged", &["CI12"])),
        None => Err(refusal("case.evidence_copy_not_verified", &["CI12"])),
    }
}

/// Whether that is where the copy must come from: the same job, of a pipeline
/// the same project.
fn is_copy_of(source: &EvidenceSource, act: &Act) -> bool {
    match (source, act) {
        (EvidenceSource::JobArtifacts { project, job }, Act::DeleteArtifacts(act)) => {
            (*project, *job) == (act.project, act.job)
        }
        (EvidenceSource::JobLog { project, job, is_complete }, Act::EraseJob(act)) => {
            *is_complete && (*project, *job) == (act.project, act.job)
        }
        (
            EvidenceSource::JobLog { project, .. } | EvidenceSource::JobArtifacts { project, .. },
            Act::DeletePipeline(act),
        ) => *project == act.project,
        (
            EvidenceSource::Person
            | EvidenceSource::CloudAudit
            | EvidenceSource::Dive
            | EvidenceSource::Delivery { .. }
            | EvidenceSource::Bundle { .. }
            | EvidenceSource::JobLog { .. }
            | EvidenceSource::JobArtifacts { .. },
            _others,
        ) => false,
    }
}

/// Tokens that a person found legitimate do not stand in the way, and a sweep
/// from before the last act counts as none.
fn may_release(case: &Case) -> Result<(), Vec<GateRefusal>> {
    let Some(survey) = case.survey_without_legitimate() else {
        return Err(vec![refusal("case.never_swept", &["CE9", "UA5"])]);
    };
    let leftovers = case.leftovers.as_ref().filter(|_| !case.is_sweep_stale).map(Vec::len);
    gate::may_release(&survey, leftovers)
}

fn is_clean(case: &Case) -> Result<(), GateRefusal> {
    match &case.leftovers {
        None => Err(refusal("case.never_swept", &["CE9"])),
        Some(_) if case.is_sweep_stale => Err(refusal("case.sweep_is_old", &["CE9"])),
        Some(left) if !left.is_empty() => {
            let mut refusal = refusal("case.leftovers", &["CE9"]);
            refusal.text.args.insert("count".to_owned(), left.len().to_string());
            Err(refusal)
        }
        Some(_) => Ok(()),
    }
}

fn is_false_alarm(case: &Case) -> bool {
    case.phase == Phase::Triage && case.plans.is_empty()
}

/// Whether something was found on an instance (IN3, IN5), or another case came of it.
fn was_found(case: &Case) -> bool {
    let led = case.links.iter().any(|link| link.relation == Relation::LeadsTo);
    led || case.concerns.instance.has_found()
}

fn has_exposure(case: &Case) -> bool {
    case.exposed_at().is_some() || case.is_exposure_unknown()
}

fn has_revocation(case: &Case) -> bool {
    case.revoked_at().is_some() || case.is_revocation_unknown()
}

/// A refusal whose words stand under `refusal-<rule>` with dashes.
fn refusal(rule: &str, requirements: &[&str]) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    GateRefusal {
        rule: rule.to_owned(),
        requirements: requirements.iter().map(|&id| id.to_owned()).collect(),
        text: Text { key, args: std::collections::BTreeMap::new() },
    }
}
