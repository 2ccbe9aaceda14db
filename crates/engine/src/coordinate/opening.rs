//! Which findings are an incident by themselves, and which belong to one that is open.
//!
//! A person can open a case from any finding; this is what happens while
//! nobody looks.

use jiff::{SignedDuration, Timestamp};

use super::case::{Case, CaseId, CaseKind, Cases, Phase};
use super::journal::{Certainty, Fact, FactKind, What};
use crate::detect::{Finding, Level};
use crate::investigate::triage::{Sighting, Traits};

/// What to journal because of a finding that was just raised: entries with the
/// case that each belongs to. Empty: the finding stays loose.
///
/// `window` is how far apart two findings of one actor may lie to be one incident.
pub fn on_finding(
    cases: &Cases,
    finding: &Finding,
    first_seen_at: Timestamp,
    window: SignedDuration,
) -> Vec<(CaseId, What)> {
    if finding.level <= Level::Low
        || cases.raised.get(&finding.id).is_some_and(|r| r.case.is_some())
    {
        return Vec::new();
    }
    if let Some(case) = open_case_of(cases, finding, window) {
        let mut entries = vec![(case.id, What::FindingAttached { finding: finding.id.clone() })];
        entries.extend(earlier_exposure(case, finding, first_seen_at));
        return entries;
    }
    match case_kind(finding) {
        Some(_) if may_wait(cases, finding) => Vec::new(),
        Some(kind) => opening(cases.next_id(), kind, finding, first_seen_at),
        None => Vec::new(),
    }
}

/// The kind of case that a finding opens by itself; `None` = it waits for a person.
///
/// Grave findings with a known actor open one; their requirement ids tell the
/// section of the guide, and so the kind.
pub fn case_kind(finding: &Finding) -> Option<CaseKind> {
    if finding.level < Level::High || finding.actor_id.is_none() {
        return None;
    }
    Some(kind_of(finding))
}

/// Whether a suppression says that the finding may wait, by what it tells itself:
/// then it opens no case while nobody looks, though it may join one.
fn may_wait(cases: &Cases, finding: &Finding) -> bool {
    let traits = Traits::default();
    let seen = Sighting { finding, raised_at: finding.occurred_at, traits: &traits };
    cases.suppressions.iter().any(|one| one.covers(&seen))
}

/// What a person's wish to have findings in a case comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToCase {
    /// The case.
    pub case: CaseId,
    /// Whether it is opened for them.
    pub is_new: bool,
    /// What to journal; empty = they are there already.
    pub entries: Vec<(CaseId, What)>,
}

/// Findings into a case: the one that was chosen, else the open one of the same
/// actor, else a new one. What belongs to another case stays there. `None` =
/// there are no findings.
pub fn to_case(
    cases: &Cases,
    findings: &[&Finding],
    chosen: Option<CaseId>,
    window: SignedDuration,
) -> Option<ToCase> {
    let gravest = findings.iter().max_by_key(|finding| (finding.level, finding.occurred_at))?;
    let first = findings.iter().min_by_key(|finding| finding.occurred_at)?;
    let is_loose = |finding: &Finding| {
        cases.raised.get(&finding.id).is_none_or(|raised| raised.case.is_none())
    };
    let theirs = findings.iter().find_map(|finding| cases.raised.get(&finding.id)?.case);
    let known = chosen.or_else(|| open_case_of(cases, gravest, window).map(|case| case.id));
    let attached = |case: CaseId| {
        let loose = findings.iter().filter(|finding| is_loose(finding));
        loose.map(move |finding| (case, What::FindingAttached { finding: finding.id.clone() }))
    };
    if let Some(case) = known.or(theirs) {
        return Some(ToCase { case, is_new: false, entries: attached(case).collect() });
    }
    let case = cases.next_id();
    let mut entries = opening(case, kind_of(gravest), gravest, first.occurred_at);
    entries.extend(attached(case).filter(|(_, what)| !is_of(what, gravest)));
    Some(ToCase { case, is_new: true, entries })
}

fn is_of(what: &What, finding: &Finding) -> bool {
    matches!(what, What::FindingAttached { finding: id } if *id == finding.id)
}

/// The kind of case that fits a finding best, whatever its level: the section
/// of the requirement that its rule serves first.
pub fn kind_of(finding: &Finding) -> CaseKind {
    let section = finding.requirements.first().map(|id| id.trim_end_matches(is_row));
    match section {
        Some("CE") => CaseKind::CredentialExposure,
        Some("CI") => CaseKind::CiSecretExposure,
        Some("IN") => CaseKind::CompromisedInstance,
        Some("MS") => CaseKind::MisconfiguredSettings,
        Some(_) | None => CaseKind::CompromisedUser,
    }
}

/// `CE9a` is row `9a` of section `CE`.
fn is_row(c: char) -> bool {
    c.is_ascii_digit() || c.is_ascii_lowercase()
}

fn open_case_of<'a>(
    cases: &'a Cases,
    finding: &Finding,
    window: SignedDuration,
) -> Option<&'a Case> {
    let actor = finding.actor_id?;
    let open = cases.cases.values().rev().filter(|case| case.phase != Phase::Closed);
    open.into_iter().find(|case| {
        case.findings.iter().filter_map(|id| cases.findings.get(id)).any(|other| {
            other.actor_id == Some(actor)
                && other.occurred_at.duration_since(finding.occurred_at).abs() <= window
        })
    })
}

fn opening(
    id: CaseId,
    kind: CaseKind,
    finding: &Finding,
    first_seen_at: Timestamp,
) -> Vec<(CaseId, What)> {
    let actor = finding.actor.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
    vec![
        (
            id,
            What::CaseOpened {
                title: format!("{}{actor}", finding.title),
                kind,
                finding: Some(finding.id.clone()),
            },
        ),
        (id, exposed_not_after(finding, first_seen_at)),
    ]
}

/// An earlier sign than the one on which the case counts so far.
fn earlier_exposure(
    case: &Case,
    finding: &Finding,
    first_seen_at: Timestamp,
) -> Option<(CaseId, What)> {
    match case.exposed_at() {
        Some((at, Certainty::NotAfter)) if first_seen_at < at => {
            Some((case.id, exposed_not_after(finding, first_seen_at)))
        }
        Some(_) | None => None,
    }
}

/// At the first sign the credential was in foreign hands already (CE6).
fn exposed_not_after(finding: &Finding, at: Timestamp) -> What {
    let kind = FactKind::ExposedAt { at, certainty: Certainty::NotAfter };
    What::FactStated { fact: Fact { kind, source: source(finding) } }
}

fn source(finding: &Finding) -> String {
    format!("finding:{}", finding.id)
}
