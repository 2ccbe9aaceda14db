//! Who may see a confidential case: shown, and changed by an administrator (CM24).
//!
//! Everything here that hands a case to somebody asks `cases::case_for`; this is
//! who is asked about, and the door for whoever is not a participant.

use engine::coordinate::access::{self, Entry, Grant, Participant};
use engine::coordinate::delivery::is_confidential;
use engine::coordinate::separation::{Part, apart};
use engine::coordinate::{CaseId, Cases, What, journal};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::accounts::{self, OPERATOR};
use super::cases::{bounded, confidential, known_case, may_see_finding};
use super::error::{allow, forbidden};
use super::{App, AppError, Notice, Refusal};
use crate::person::{Permission, Person};

/// A name is as long as an account's.
const NAME_CHARS_MAX: usize = 64;

/// A reason is some sentences.
const REASON_CHARS_MAX: usize = 2_000;

/// Who may see a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseAccess {
    /// As of.
    pub at: Timestamp,
    /// The case.
    pub case: CaseId,
    /// Whether only its participants see it; else whoever has the role.
    pub is_confidential: bool,
    /// Its participants, each for the first reason that holds.
    pub participants: Vec<Participant>,
    /// Whom administrators let in.
    pub granted: Vec<Grant>,
}

/// Whom to let in, or no longer, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessOrder {
    /// An account's name.
    pub person: String,
    /// Why.
    pub reason: String,
}

impl App {
    /// Who may see a case: for its participants, and for administrators, who see
    /// nothing else of it.
    pub fn access(&self, person: &Person, case: CaseId) -> Result<CaseAccess, AppError> {
        if !person.may(Permission::ReadCases) && !person.may(Permission::ManageAccounts) {
            return Err(forbidden(person, Permission::ReadCases));
        }
        let at = self.inner.clock.now();
        self.inner.journal.read(|cases| {
            let known = known_case(cases, case)?;
            let is_seen = access::may_see(known, &person.name) && person.may(Permission::ReadCases);
            if !is_seen && !person.may(Permission::ManageAccounts) {
                return Err(confidential(case));
            }
            Ok(CaseAccess {
                at,
                case,
                is_confidential: is_confidential(known),
                participants: access::participants(known),
                granted: known.concerns.access.granted.values().cloned().collect(),
            })
        })
    }

    /// Lets somebody see a case while it is confidential. Never oneself.
    pub async fn grant_access(
        &self,
        person: &Person,
        case: CaseId,
        order: AccessOrder,
    ) -> Result<u64, AppError> {
        allow(person, Permission::ManageAccounts)?;
        let AccessOrder { person: whom, reason } = checked(&order)?;
        apart((Part::LetsIn, &person.name), (Part::IsLetIn, &whom))?;
        self.refuse_who_could_not_read(&whom).await?;
        let granting = |cases: &Cases, _now| {
            known_case(cases, case)?;
            let entry = Entry::Granted { person: whom, reason };
            Ok((vec![(Some(case), What::Access(entry))], ()))
        };
        self.inner.journal.decide(&person.name, granting).await.map(|(index, ())| index)
    }

    /// Takes back that somebody was let in. Who is a participant by a duty, or
    /// opened the case, stays one.
    pub async fn withdraw_access(
        &self,
        person: &Person,
        case: CaseId,
        order: AccessOrder,
    ) -> Result<u64, AppError> {
        allow(person, Permission::ManageAccounts)?;
        let AccessOrder { person: whom, reason } = checked(&order)?;
        let withdrawing = |cases: &Cases, _now| {
            if !known_case(cases, case)?.concerns.access.is_granted(&whom) {
                let args = [("person", whom.clone()), ("case", case.to_string())];
                return Err(Refusal::by("access.not_granted", 409, args).into());
            }
            let entry = Entry::Withdrawn { person: whom, reason };
            Ok((vec![(Some(case), What::Access(entry))], ()))
        };
        self.inner.journal.decide(&person.name, withdrawing).await.map(|(index, ())| index)
    }

    /// The refusal of whoever asks for a case that is confidential and not theirs.
    pub(crate) fn closed_to(&self, person: &Person, case: CaseId) -> Option<AppError> {
        let is_open = |cases: &Cases| {
            cases.cases.get(&case).is_none_or(|known| access::may_see(known, &person.name))
        };
        (!self.inner.journal.read(is_open)).then(|| confidential(case))
    }

    /// Whether a person who reads cases may learn of that notice.
    pub(crate) fn may_hear(&self, person: &Person, notice: &Notice) -> bool {
        self.inner.journal.read(|cases| {
            let sees = |id: &CaseId| {
                cases.cases.get(id).is_none_or(|case| access::may_see(case, &person.name))
            };
            match notice {
                Notice::Case { id } => sees(id),
                Notice::Progress { plan, .. } => cases.plans.get(plan).is_none_or(sees),
                Notice::Finding { id, .. } => may_see_finding(cases, person, id),
                Notice::Indexed { .. } | Notice::Checkpoint { .. } => true,
            }
        })
    }

    /// What a reader of the journal sees of an entry: of a confidential case that
    /// is not theirs, that something was said, when and by whom.
    pub(super) fn withheld(&self, person: &Person, entry: journal::Entry) -> journal::Entry {
        let is_theirs = self.inner.journal.read(|cases| {
            let of_case = entry.case.and_then(|id| cases.cases.get(&id));
            let is_theirs = of_case.is_none_or(|case| access::may_see(case, &person.name));
            match &entry.what {
                What::FindingRaised { finding } => may_see_finding(cases, person, &finding.id),
                _other => is_theirs,
            }
        });
        if is_theirs { entry } else { entry.withheld() }
    }

    async fn refuse_who_could_not_read(&self, whom: &str) -> Result<(), AppError> {
        let name = whom.trim().to_lowercase();
        let is_reader = self.with_state(move |state| {
            let accounts = state.accounts()?.into_iter();
            let mut found = accounts.filter(|one| one.name.trim().to_lowercase() == name);
            Ok(found.any(|one| {
                let person = accounts::person(&one);
                !one.is_disabled
                    && (person.may(Permission::ReadCases) || person.may(Permission::ReadJournal))
            }))
        });
        if is_reader.await? || whom.trim().eq_ignore_ascii_case(OPERATOR) {
            return Ok(());
        }
        Err(Refusal::by("access.no_reader", 409, [("person", whom.to_owned())]).into())
    }
}

fn checked(order: &AccessOrder) -> Result<AccessOrder, AppError> {
    Ok(AccessOrder {
        person: bounded("person", &order.person, NAME_CHARS_MAX)?,
        reason: bounded("reason", &order.reason, REASON_CHARS_MAX)?,
    })
}
