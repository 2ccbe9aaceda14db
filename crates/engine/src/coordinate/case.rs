//! A case: everything that the journal says of one incident, added up.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::circumstance::Circumstance;
use super::concern::Concerns;
use super::delivery::Suppressions;
use super::instance::Score;
use super::journal::{ActOutcome, Certainty, Fact, FactKind};
pub use super::part::{Consent, EvidenceItem, Link, Lockdown};
use super::playbook::Held;
use super::question::Judged;
use crate::detect::{Finding, FindingId};
use crate::investigate::sweep::{Known, Leftover, LeftoverKind};
use crate::investigate::timeline::TimelineEntry;
use crate::investigate::triage::{OwnTrail, Suppression};
use crate::respond::gate::ExposureReach;
use crate::respond::{Act, Attestations, Plan, PlanHash, Seen, Subject, Survey};

/// Number of a case, from 1; shown as `C-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub u32);

impl std::str::FromStr for CaseId {
    type Err = std::num::ParseIntError;
    /// Takes `C-7` and `7`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim_start_matches("C-").parse().map(Self)
    }
}

impl std::fmt::Display for CaseId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "C-{}", self.0)
    }
}

/// Kind of incident (S1–S7; what needs communications, S8, is a part of any case).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// A GitLab credential became known to strangers (S1).
    CredentialExposure,
    /// A credential of another system became known through GitLab (S1b).
    ThirdPartyCredential,
    /// A user's account is in foreign hands (S2).
    CompromisedUser,
    /// A job token became known (S3).
    ExposedJobToken,
    /// A pipeline showed secrets (S4).
    CiSecretExposure,
    /// The whole instance may be lost (S5).
    CompromisedInstance,
    /// Settings were changed for the worse (S6).
    MisconfiguredSettings,
    /// Somebody asks for help with logs (S7).
    AssistanceRequest,
}

impl CaseKind {
    /// All, in reading order.
    pub const ALL: [Self; 8] = [
        Self::CredentialExposure,
        Self::ThirdPartyCredential,
        Self::CompromisedUser,
        Self::ExposedJobToken,
        Self::CiSecretExposure,
        Self::CompromisedInstance,
        Self::MisconfiguredSettings,
        Self::AssistanceRequest,
    ];

    /// The word used in sentences and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CredentialExposure => "credential_exposure",
            Self::ThirdPartyCredential => "third_party_credential",
            Self::CompromisedUser => "compromised_user",
            Self::ExposedJobToken => "exposed_job_token",
            Self::CiSecretExposure => "ci_secret_exposure",
            Self::CompromisedInstance => "compromised_instance",
            Self::MisconfiguredSettings => "misconfigured_settings",
            Self::AssistanceRequest => "assistance_request",
        }
    }

    /// The name of its playbook: the same word with dashes.
    pub fn slug(self) -> String {
        self.as_str().replace('_', "-")
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Where a case stands (words of NIST SP 800-61).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Seen, not yet judged.
    Triage,
    /// The attacker is being stopped.
    Containment,
    /// What was left behind is being removed.
    Eradication,
    /// Normal work comes back.
    Recovery,
    /// Over.
    Closed,
}

impl Phase {
    /// All, in order.
    pub const ALL: [Self; 5] =
        [Self::Triage, Self::Containment, Self::Eradication, Self::Recovery, Self::Closed];

    /// The word used in sentences and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Triage => "triage",
            Self::Containment => "containment",
            Self::Eradication => "eradication",
            Self::Recovery => "recovery",
            Self::Closed => "closed",
        }
    }

    /// The phase of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == name)
    }
}

/// A plan as the case knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePlan {
    /// The plan.
    pub plan: Plan,
    /// What the requester attested.
    pub attestations: Attestations,
    /// Who approved, and when.
    pub approvals: Vec<Approval>,
    /// What became of each step, by position.
    pub steps: BTreeMap<u32, StepState>,
}

/// An approval of exactly one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepState {
    /// The act last intended.
    pub act: Act,
    /// Whether that was the undoing of the step.
    pub is_undo: bool,
    /// What was there before the step was first done; `None` = it could not be
    /// read, and so nothing was tried.
    pub before: Option<Seen>,
    /// What was there after it was last done, where it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Seen>,
    /// When it was last intended.
    pub intended_at: Timestamp,
    /// Journal index of that intent; `None` = nothing was tried.
    pub intent_index: Option<u64>,
    /// How it ended; `None` = intent without outcome: we do not know.
    pub outcome: Option<ActOutcome>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// One incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its number.
    pub id: CaseId,
    /// Title for people.
    pub title: String,
    /// Kind of incident.
    pub kind: CaseKind,
    /// Where it stands.
    pub phase: Phase,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Who opened it.
    pub opened_by: String,
    /// Its findings.
    pub findings: Vec<FindingId>,
    /// Its facts, latest last.
    pub facts: Vec<Fact>,
    /// The latest survey.
    pub survey: Option<Survey>,
    /// Its plans.
    pub plans: BTreeMap<PlanHash, CasePlan>,
    /// What the last sweep found alive; `None` = never swept.
    pub leftovers: Option<Vec<Leftover>>,
    /// Whether something was done since that sweep.
    pub is_sweep_stale: bool,
    /// What was answered to the steps of its playbook, by step.
    pub steps: BTreeMap<String, Held>,
    /// What was last said of what its questions found, by question.
    #[serde(default)]
    pub questions: BTreeMap<String, Judged>,
    /// Cases that belong together with it.
    pub links: Vec<Link>,
    /// Who agreed that settings are restored (MS8).
    pub consents: Vec<Consent>,
    /// What was kept of it, in order.
    pub evidence: Vec<EvidenceItem>,
    /// How grave it is, who does what, who is owed an update, what goes out.
    #[serde(default)]
    pub concerns: Box<Concerns>,
    /// Its timeline, by time of occurrence.
    pub timeline: Vec<TimelineEntry>,
}

impl Case {
    /// The last fact of which `pick` makes something.
    fn latest<'a, T>(&'a self, pick: impl Fn(&'a FactKind) -> Option<T>) -> Option<T> {
        self.facts.iter().rev().find_map(|fact| pick(&fact.kind))
    }

    /// Whom or what the case is about, as last stated.
    pub fn subject(&self) -> Option<&Subject> {
        self.latest(FactKind::subject)
    }

    /// When the credential was exposed, as last stated (CE6).
    pub fn exposed_at(&self) -> Option<(Timestamp, Certainty)> {
        self.latest(FactKind::exposed_at)
    }

    /// When the credential stopped working (CE6): as a person last stated,
    /// else as the acts on record tell.
    pub fn revoked_at(&self) -> Option<(Timestamp, Certainty)> {
        self.latest(FactKind::revoked_at)
    }

    /// Seconds from exposure to revocation, when both are known (CE6). Instants
    /// are UTC, so that no time zone or change of clocks can bend it.
    pub fn exposure_window_s(&self) -> Option<i64> {
        let (exposed, _) = self.exposed_at()?;
        let (revoked, _) = self.revoked_at()?;
        Some(revoked.duration_since(exposed).as_secs())
    }

    /// What a sweep must know: the window and what is legitimate (CE9).
    pub fn known_for_sweep(&self) -> Known {
        let mut known = match self.exposed_at() {
            Some((at, Certainty::Exact | Certainty::NotBefore)) => {
                Known { since: Some(at), ..Known::default() }
            }
            Some((at, Certainty::NotAfter)) => Known::before(at),
            None => Known::default(),
        };
        known.legitimate = self.facts.iter().filter_map(legitimate).collect();
        known
    }

    /// The latest survey without what a person found legitimate: what a plan
    /// may touch (CE9).
    pub fn survey_without_legitimate(&self) -> Option<Survey> {
        let legitimate = self.known_for_sweep().legitimate;
        let mut survey = self.survey.clone()?;
        let is_suspect = |kind, id| !legitimate.contains(&(kind, id));
        survey.tokens.retain(|token| is_suspect(LeftoverKind::AccessToken, token.handle.id.0));
        survey.keys.retain(|key| is_suspect(LeftoverKind::SshKey, key.id));
        survey.webhooks.retain(|hook| is_suspect(LeftoverKind::Webhook, hook.id));
        survey.things.retain(|thing| is_suspect(thing.kind, thing.number()));
        Some(survey)
    }

    /// Who could read what was exposed, as last stated (CI7).
    pub fn exposed_to(&self) -> Option<ExposureReach> {
        self.latest(FactKind::exposed_to)
    }

    /// What holds of the incident as a whole, as last stated; by name.
    pub fn circumstances(&self) -> BTreeMap<&'static str, &Circumstance> {
        let mut held = BTreeMap::new();
        for fact in &self.facts {
            if let FactKind::Circumstance { circumstance, holds } = &fact.kind {
                if *holds {
                    held.insert(circumstance.as_str(), circumstance);
                } else {
                    held.remove(circumstance.as_str());
                }
            }
        }
        held
    }

    /// An item of the case's evidence, by its hash.
    pub fn evidence_item(&self, sha256: &str) -> Option<&EvidenceItem> {
        self.evidence.iter().find(|item| item.sha256 == sha256)
    }

    /// Whether it was stated that the time of exposure cannot be found out (CE6).
    pub fn is_exposure_unknown(&self) -> bool {
        self.facts.iter().any(|fact| matches!(fact.kind, FactKind::ExposureUnknown { .. }))
    }

    /// Whether it was stated that the time of revocation cannot be found out (CE6).
    pub fn is_revocation_unknown(&self) -> bool {
        self.facts.iter().any(|fact| matches!(fact.kind, FactKind::RevocationUnknown { .. }))
    }

    /// Whether a step was ever intended: then GitLab may have been changed.
    pub fn has_acted(&self) -> bool {
        self.plans.values().any(|plan| !plan.steps.is_empty())
    }

    /// Whether the last sweep found nothing, and nothing was done since.
    pub fn is_swept_clean(&self) -> bool {
        self.leftovers.as_ref().is_some_and(Vec::is_empty) && !self.is_sweep_stale
    }
}

fn legitimate(fact: &Fact) -> Option<(LeftoverKind, i64)> {
    match fact.kind {
        FactKind::Legitimate { leftover, id, .. } => Some((leftover, id)),
        FactKind::ExposedAt { .. }
        | FactKind::RevokedAt { .. }
        | FactKind::Subject { .. }
        | FactKind::ExposureUnknown { .. }
        | FactKind::RevocationUnknown { .. }
        | FactKind::LeakCause { .. }
        | FactKind::ExposedTo { .. }
        | FactKind::Circumstance { .. }
        | FactKind::TokenIdentified { .. } => None,
    }
}

impl StepState {
    /// Whether the step is done and not undone.
    pub fn is_done(&self) -> bool {
        !self.is_undo && self.outcome.as_ref().is_some_and(ActOutcome::is_success)
    }

    /// Whether the step was done and is undone.
    pub fn is_undone(&self) -> bool {
        self.is_undo && self.outcome.as_ref().is_some_and(ActOutcome::is_success)
    }

    /// Whether the step was intended and no outcome is on record: what is so
    /// now must be looked up in GitLab.
    pub fn is_unknown(&self) -> bool {
        self.outcome.is_none()
    }
}

impl CasePlan {
    /// Whether every step is done.
    pub fn is_executed(&self) -> bool {
        !self.plan.acts.is_empty()
            && (0u32..)
                .zip(&self.plan.acts)
                .all(|(step, _)| self.steps.get(&step).is_some_and(StepState::is_done))
    }

    /// Whether approvals can still count at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.plan.expires_at && !self.is_executed()
    }
}

/// All cases and findings: the state that the journal adds up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cases {
    /// By number.
    pub cases: BTreeMap<CaseId, Case>,
    /// All findings ever raised, by id.
    pub findings: BTreeMap<FindingId, Finding>,
    /// Where and when each finding was journalled, and its case.
    pub raised: BTreeMap<FindingId, Raised>,
    /// Which case a plan belongs to.
    pub plans: BTreeMap<PlanHash, CaseId>,
    /// Who acknowledged that acting is at one's own risk, and when first (P4).
    pub warned: BTreeMap<String, Timestamp>,
    /// Which findings may wait, in the order of the journal; also those that ended.
    pub suppressions: Vec<Suppression>,
    /// What we did in GitLab ourselves, and when.
    pub own: OwnTrail,
    /// Addresses that nothing is sent to.
    pub suppressed_addresses: Suppressions,
    /// The lockdown that holds, if one does.
    pub lockdown: Option<Lockdown>,
    /// Bundles of hosts that senders appended, by seal (IN14).
    pub arrivals: BTreeMap<String, super::custody::Arrival>,
    /// How far GitLab's recommendations were followed, by time (EN4).
    pub hardening: Vec<Score>,
}

/// How a finding came into the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// Its index in the journal.
    pub journal_index: u64,
    /// When.
    pub at: Timestamp,
    /// The case that it belongs to.
    pub case: Option<CaseId>,
}

impl Cases {
    /// The number that the next case gets.
    pub fn next_id(&self) -> CaseId {
        CaseId(self.cases.keys().next_back().map_or(1, |last| last.0.saturating_add(1)))
    }

    /// A plan and its case.
    pub fn plan(&self, hash: &PlanHash) -> Option<(&Case, &CasePlan)> {
        let case = self.cases.get(self.plans.get(hash)?)?;
        Some((case, case.plans.get(hash)?))
    }

    /// Findings that belong to no case.
    pub fn loose_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.values().filter(|finding| {
            self.raised.get(&finding.id).is_none_or(|raised| raised.case.is_none())
        })
    }
}
