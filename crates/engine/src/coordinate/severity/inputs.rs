//! What the table of severity looks at, read off a case.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::coordinate::playbook::{ItemVerdict, matter};
use crate::coordinate::{Case, CaseKind, Cases, Circumstance, DataClass};
use crate::detect::Level;
use crate::respond::gate::ExposureReach;
use crate::respond::reach::{Power, Reach};
use crate::respond::{CredentialKind, Deployment, Subject};

/// What the suspect can do at most, from slight to grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Privilege {
    /// Reads.
    Read,
    /// Changes code, packages or issues (from Developer on).
    Write,
    /// Reads CI/CD variables, changes settings (from Maintainer on).
    Maintain,
    /// Rules a group or project.
    Own,
    /// Rules the instance, or acts as anybody.
    Administer,
}

impl Privilege {
    /// The word used in policies, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Maintain => "maintain",
            Self::Own => "own",
            Self::Administer => "administer",
        }
    }
}

/// What the table looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// Kind of case.
    pub scenario: CaseKind,
    /// Kind of credential, where known.
    pub credential: Option<CredentialKind>,
    /// What it can do at most, where it was surveyed.
    pub privilege: Option<Privilege>,
    /// How far it was exposed, where known.
    pub reach: Option<ExposureReach>,
    /// What kinds of data were read or taken.
    pub data: BTreeSet<DataClass>,
    /// What holds of the incident as a whole, by [`marks`].
    pub circumstances: BTreeSet<String>,
    /// Whether there is evidence that somebody used it.
    pub is_exploited: bool,
    /// How GitLab is run.
    pub deployment: Deployment,
    /// The gravest level of the case's findings.
    pub finding: Option<Level>,
}

impl Inputs {
    /// Reads them off a case.
    pub fn of(case: &Case, cases: &Cases, deployment: Deployment) -> Self {
        let matter = matter(case);
        let held = case.circumstances();
        let levels = case.findings.iter().filter_map(|id| Some(cases.findings.get(id)?.level));
        Self {
            scenario: case.kind,
            credential: matter.credential,
            privilege: privilege(case),
            reach: matter.reach,
            data: held.values().flat_map(|one| data_of(one)).collect(),
            circumstances: held.values().flat_map(|one| marks(one)).collect(),
            is_exploited: is_exploited(case),
            deployment,
            finding: levels.max(),
        }
    }
}

/// The words under which the table knows a circumstance; the more specific one
/// comes beside the general one.
pub fn marks(circumstance: &Circumstance) -> Vec<String> {
    let specific = match circumstance {
        Circumstance::RemoteCodeExecution { exploited: true } => {
            Some("remote_code_execution_exploited")
        }
        Circumstance::CustomersImpacted { paying: true } => Some("paying_customers_impacted"),
        Circumstance::RemoteCodeExecution { exploited: false }
        | Circumstance::CustomersImpacted { paying: false }
        | Circumstance::DataBreach { .. }
        | Circumstance::PubliclyReported
        | Circumstance::AnnouncementRequired
        | Circumstance::ImpactDetermined
        | Circumstance::UsersImpacted { .. }
        | Circumstance::PolicyViolated { .. }
        | Circumstance::ServiceDegraded
        | Circumstance::Confidential => None,
    };
    std::iter::once(circumstance.as_str()).chain(specific).map(str::to_owned).collect()
}

/// Every word that [`marks`] can give.
pub(super) const MARKS: [&str; 12] = [
    "data_breach",
    "remote_code_execution",
    "remote_code_execution_exploited",
    "publicly_reported",
    "announcement_required",
    "impact_determined",
    "customers_impacted",
    "paying_customers_impacted",
    "users_impacted",
    "policy_violated",
    "service_degraded",
    "confidential",
];

fn data_of(circumstance: &Circumstance) -> BTreeSet<DataClass> {
    match circumstance {
        Circumstance::DataBreach { classes } => classes.clone(),
        _others => BTreeSet::new(),
    }
}

/// Somebody used it: said outright, judged from events, or shown by what was left.
fn is_exploited(case: &Case) -> bool {
    let is_said = case.circumstances().values().any(|one| {
        matches!(
            one,
            Circumstance::DataBreach { .. } | Circumstance::RemoteCodeExecution { exploited: true }
        )
    });
    let is_judged =
        case.questions.values().any(|judged| judged.judgement.verdict == ItemVerdict::Malicious);
    let is_left = case.leftovers.as_ref().is_some_and(|left| !left.is_empty());
    is_said || is_judged || is_left
}

/// GitLab's numbers of roles; source: GitLab docs, `api/members`, "Roles".
const DEVELOPER: u8 = 30;
const MAINTAINER: u8 = 40;
const OWNER: u8 = 50;

/// Scopes limit what roles allow.
fn privilege(case: &Case) -> Option<Privilege> {
    if case.subject() == Some(&Subject::Instance) {
        return Some(Privilege::Administer);
    }
    let reach = Reach::of(case.survey.as_ref()?);
    let rules_all = reach.powers.contains(&Power::ActAsAnybody);
    if reach.is_everything || rules_all {
        return Some(Privilege::Administer);
    }
    let writes = [Power::WriteApi, Power::WriteCode, Power::WriteRegistry, Power::ManageRunners];
    let can_write = writes.iter().any(|power| reach.powers.contains(power));
    let has_api = reach.powers.contains(&Power::WriteApi);
    Some(match reach.access_level_max() {
        Some(OWNER..) if has_api => Privilege::Own,
        Some(MAINTAINER..) if has_api => Privilege::Maintain,
        Some(DEVELOPER..) if can_write => Privilege::Write,
        Some(_) | None => Privilege::Read,
    })
}
