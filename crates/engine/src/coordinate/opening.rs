//! Which findings are an incident by themselves, and which belong to one that is open.
//!
//! A person can open a case from any finding; this is what happens while
//! nobody looks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use event::Event;
use jiff::{SignedDuration, Timestamp};

use super::case::{Case, CaseId, CaseKind, Cases, Phase};
use super::journal::{Certainty, Fact, FactKind, What};
use crate::detect::{Finding, Level};
use crate::investigate::triage::{Ours, Sighting, Traits, explain};

/// Who speaks in the journal when the product does something by itself.
pub const PRODUCT: &str = "portcullis";

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
        entries.extend(other_kind(cases, case, finding));
        entries.extend(earlier_exposure(case, finding, first_seen_at));
        return entries;
    }
    match case_kind(finding) {
        Some(_) if may_wait(cases, finding) => Vec::new(),
        Some(kind) => opening(cases.next_id(), kind, finding, first_seen_at),
        None => Vec::new(),
    }
}

/// The slack between GitLab's clock and ours, where a case would be opened.
const SLACK: SignedDuration = SignedDuration::from_secs(30);

/// Whether we did all of it ourselves, as far as its events tell: then it opens
/// no case while nobody looks. Our token's number is not known here, so that no
/// request is taken for ours.
pub fn is_own(cases: &Cases, events: &[Event]) -> bool {
    let ours = Ours { trail: &cases.own, token: None, slack: SLACK };
    explain(events, &ours).is_some()
}

/// The kind of case that a finding opens by itself; `None` = it waits for a person.
///
/// Grave findings with a known actor open one, and critical ones of nobody (records
/// that are gone); their requirement ids tell the section of the guide, and so the kind.
pub fn case_kind(finding: &Finding) -> Option<CaseKind> {
    let least = if finding.actor_id.is_some() { Level::High } else { Level::Critical };
    (finding.level >= least).then(|| kind_of(finding))
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
    let kind = kind_among(findings, None).unwrap_or(CaseKind::CompromisedUser);
    let mut entries = opening(case, kind, gravest, first.occurred_at);
    entries.extend(attached(case).filter(|(_, what)| !is_of(what, gravest)));
    Some(ToCase { case, is_new: true, entries })
}

fn is_of(what: &What, finding: &Finding) -> bool {
    matches!(what, What::FindingAttached { finding: id } if *id == finding.id)
}

/// The kind of case that fits a finding best, whatever its level: the section
/// of the requirement that its rule serves first.
pub fn kind_of(finding: &Finding) -> CaseKind {
    sections(finding).first().copied().unwrap_or(CaseKind::CompromisedUser)
}

/// The kind of case that fits findings of one actor best together; `None` = there
/// are none.
///
/// - The gravest decide: those from [`Level::High`] on, else those of the highest level.
/// - The widest scenario holds the others: what is first of all about the whole
///   instance makes it that, what is about how an account is entered (sign-ins, second factor) a
///   compromised user.
/// - Else the most frequent section of the guide does. Findings that serve the
///   same requirements are one sign; a sign counts once for each section that it
///   names (`CE9` and `UA6b` are the same row of two sections).
/// - When two are as frequent, it is what it is `now`, else what the first of
///   the gravest says.
pub fn kind_among(findings: &[&Finding], now: Option<CaseKind>) -> Option<CaseKind> {
    let highest = findings.iter().map(|finding| finding.level).max()?.min(Level::High);
    let grave = || findings.iter().copied().filter(|finding| finding.level >= highest);
    let first = grave().min_by_key(|finding| (Reverse(finding.level), finding.occurred_at))?;
    if grave().any(|finding| kind_of(finding) == CaseKind::CompromisedInstance) {
        return Some(CaseKind::CompromisedInstance);
    }
    let is_entry = |finding: &Finding| {
        finding.requirements.first().is_some_and(|id| ENTRY.contains(&id.as_str()))
    };
    if grave().any(is_entry) {
        return Some(CaseKind::CompromisedUser);
    }
    let rows: BTreeMap<&[String], &Finding> =
        grave().map(|finding| (finding.requirements.as_slice(), finding)).collect();
    let mut votes: BTreeMap<CaseKind, usize> = BTreeMap::new();
    for finding in rows.values() {
        let named: BTreeSet<CaseKind> = sections(finding).into_iter().collect();
        for kind in named {
            *votes.entry(kind).or_default() += 1;
        }
    }
    let preferred = now.unwrap_or_else(|| kind_of(first));
    let most = votes.into_iter().max_by_key(|(kind, count)| (*count, *kind == preferred));
    Some(most.map_or(preferred, |(kind, _)| kind))
}

/// Rows about how an account is entered: sign-ins, the second factor, SAML, the mail
/// address to which a new password goes. Its tokens and keys are in other rows, too.
const ENTRY: [&str; 4] = ["UA6a", "UA6d", "UA6j", "UA6k"];

/// The kinds that a finding's requirement ids speak for, in their order.
fn sections(finding: &Finding) -> Vec<CaseKind> {
    let ids = finding.requirements.iter();
    ids.filter_map(|id| match id.trim_end_matches(is_row) {
        "CE" => Some(CaseKind::CredentialExposure),
        "UA" => Some(CaseKind::CompromisedUser),
        "CI" => Some(CaseKind::CiSecretExposure),
        "IN" => Some(CaseKind::CompromisedInstance),
        "MS" => Some(CaseKind::MisconfiguredSettings),
        _ => None,
    })
    .collect()
}

/// Another kind that the findings tell, now that this one joins them. Nobody's
/// decision is taken back: a case that a person opened or worked on stays what it is.
fn other_kind(cases: &Cases, case: &Case, finding: &Finding) -> Option<(CaseId, What)> {
    if finding.level < Level::High || case.opened_by != PRODUCT || is_worked_on(case) {
        return None;
    }
    let known = case.findings.iter().filter_map(|id| cases.findings.get(id));
    let all: Vec<&Finding> = known.chain([finding]).collect();
    let kind = kind_among(&all, Some(case.kind)).filter(|kind| *kind != case.kind)?;
    Some((case.id, What::KindDecided { kind, finding: finding.id.clone() }))
}

fn is_worked_on(case: &Case) -> bool {
    case.survey.is_some()
        || !(case.plans.is_empty() && case.steps.is_empty() && case.questions.is_empty())
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
    let open = cases.cases.values().rev().filter(|case| case.phase != Phase::Closed);
    open.into_iter().find(|case| {
        case.findings.iter().filter_map(|id| cases.findings.get(id)).any(|other| {
            is_of_one(finding, other)
                && other.occurred_at.duration_since(finding.occurred_at).abs() <= window
        })
    })
}

/// Whether two findings are of one actor; where nobody is known, critical ones that
/// serve the same requirement are one incident.
fn is_of_one(one: &Finding, other: &Finding) -> bool {
    let is_critical = |finding: &Finding| finding.level >= Level::Critical;
    let is_about_one = one.requirements.first() == other.requirements.first();
    one.actor_id == other.actor_id
        && (one.actor_id.is_some() || (is_critical(one) && is_critical(other) && is_about_one))
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
