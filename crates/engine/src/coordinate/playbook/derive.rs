//! What the case itself tells of a step: done without an answer, or pointless.

use serde::{Deserialize, Serialize};

use super::Answer;
use crate::assist::request::Exception;
use crate::coordinate::case::StepState;
use crate::coordinate::delivery::About;
use crate::coordinate::instance::sheet::{Sheet, SheetKind};
use crate::coordinate::{Case, FactKind, dive, instance};
use crate::respond::gate::{ExposureReach, Matter};
use crate::respond::{CredentialKind, Subject};

/// What settles a step without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Derived {
    /// A survey was taken (CE2, CE3).
    Surveyed,
    /// A token was recognised (CE1).
    TokenIdentified,
    /// It is known whom or what the case is about (CE3).
    SubjectKnown,
    /// The time of exposure is known, or stated to be unknown (CE6).
    ExposureKnown,
    /// The time of revocation is known, or stated to be unknown (CE6).
    RevocationKnown,
    /// The subject has no access any more: a revocation follows from the acts (CE4, UA1).
    AccessEnded,
    /// The user was let in again (UA5).
    LetIn,
    /// A plan was attested (CE5).
    ImpactAttested,
    /// The last sweep found nothing, and nothing was done since (CE9).
    SweptClean,
    /// An owner or maintainer consented (MS8).
    ConsentRecorded,
    /// A request for logs lacks nothing (LD1, LD8).
    RequestComplete,
    /// It is known whose each of its resources is (LD18).
    OwnersVerified,
    /// Its tracking issue is there (LD9).
    Tracked,
    /// It is decided on as it is now (LD12).
    RequestDecided,
    /// Logs were collected for it, or something was found (LD13).
    LogsCollected,
    /// Its requester knows of everything that was found (LD14).
    RequesterTold,
    /// Legal answered whether an exception is made (LD11).
    LegalAnswered,
    /// What was redacted was approved by both and laid ready (LD15).
    ReleaseApproved,
    /// What was released was taken (LD16).
    HandedOver,
    /// Its gap issue is there, or is waived (LD17).
    GapSettled,
    /// Every user of the instance has a verdict (IN3).
    UsersReviewed,
    /// Every credential has a verdict (IN4).
    CredentialsReviewed,
    /// Every process that no baseline knows has a verdict (IN8).
    ProcessesReviewed,
    /// Every port that no baseline knows has a verdict (IN9).
    PortsReviewed,
    /// All unusual traffic has a verdict (IN11).
    TrafficReviewed,
    /// The four places of secrets are accounted for (IN5).
    SecretsRotated,
    /// State and logs were saved, and the item that holds them is sound (IN7).
    StateSaved,
    /// It is decided from what to rebuild, and why that is good (IN10).
    RebuildDecided,
    /// Every point of the list of network controls is settled (IN12).
    ControlsSettled,
    /// A firewall was read and agreed to by two (IN13).
    FirewallApproved,
    /// All logs go to a store that the sender cannot change (IN14).
    LogsRouted,
    /// The version was compared and is the latest, and somebody looks for updates
    /// from now on (IN6).
    UpdatesPlanned,
}

impl Derived {
    /// Whether the case shows it.
    pub fn is_so(self, case: &Case) -> bool {
        match self {
            Self::Surveyed => case.survey.is_some(),
            Self::TokenIdentified => {
                case.facts.iter().any(|fact| matches!(fact.kind, FactKind::TokenIdentified { .. }))
            }
            Self::SubjectKnown => case.subject().is_some(),
            Self::ExposureKnown => case.exposed_at().is_some() || case.is_exposure_unknown(),
            Self::RevocationKnown => case.revoked_at().is_some() || case.is_revocation_unknown(),
            Self::AccessEnded => case.revoked_at().is_some(),
            Self::LetIn => done(case).any(|state| state.act.rules().lets_in().is_some()),
            Self::ImpactAttested => case.plans.values().any(|plan| {
                plan.attestations.impact_understood && plan.attestations.guideline.is_some()
            }),
            Self::SweptClean => case.is_swept_clean(),
            Self::ConsentRecorded => !case.consents.is_empty(),
            Self::RequestComplete => dive::gate::missing(&case.concerns.dive).is_empty(),
            Self::OwnersVerified => case.concerns.dive.request.as_ref().is_some_and(|request| {
                !request.resources.is_empty()
                    && request.resources.iter().all(|one| one.owned.is_some())
            }),
            Self::Tracked => dive::tracker::ordered(case, &About::Issue)
                .is_some_and(|one| one.reference().is_some()),
            Self::RequestDecided => case.concerns.dive.decided().is_some(),
            Self::LogsCollected => {
                let state = &case.concerns.dive;
                !state.findings.is_empty() || !state.handling.artefacts.is_empty()
            }
            Self::RequesterTold => {
                let state = &case.concerns.dive;
                !state.updates.is_empty() && dive::clock::since_last(state).is_empty()
            }
            Self::LegalAnswered => {
                let asked = case.concerns.dive.request.as_ref().map(|request| request.exception);
                matches!(asked, Some(Exception::Approved | Exception::Denied))
            }
            Self::ReleaseApproved => {
                let handling = &case.concerns.dive.handling;
                handling.released.iter().any(|one| handling.release_hash(&one.sha256).is_some())
            }
            Self::HandedOver => !case.concerns.dive.handling.received.is_empty(),
            Self::GapSettled => case.concerns.dive.gap.is_some(),
            Self::UsersReviewed
            | Self::CredentialsReviewed
            | Self::ProcessesReviewed
            | Self::PortsReviewed
            | Self::TrafficReviewed => self.alone_settles(case) == Some(true),
            Self::SecretsRotated => case.concerns.instance.unsettled_sections().next().is_none(),
            Self::StateSaved => instance::is_saved(case),
            Self::RebuildDecided => case.concerns.instance.rebuild.is_some(),
            Self::ControlsSettled => case.concerns.instance.are_controls_settled(),
            Self::FirewallApproved => {
                let wall = case.concerns.instance.firewall.as_ref();
                wall.is_some_and(|wall| wall.approved_by.is_some())
            }
            Self::LogsRouted => case.concerns.instance.logs.is_some(),
            Self::UpdatesPlanned => {
                let state = &case.concerns.instance;
                let is_latest = state.version.as_ref().is_some_and(|one| !one.what.is_old());
                is_latest && state.updates.is_some()
            }
        }
    }

    /// Whether what the case shows settles the step alone, whatever was answered
    /// by hand; `None` = an answer does, too. A sheet that was drawn up decides
    /// alone, and that of the users always does: an answer could leave somebody
    /// out (IN3). So does saved state: a sentence is no evidence (IN7).
    pub(super) fn alone_settles(self, case: &Case) -> Option<bool> {
        let kinds: &[SheetKind] = match self {
            Self::StateSaved => return Some(self.is_so(case)),
            Self::UsersReviewed => &[SheetKind::Users],
            Self::CredentialsReviewed => &[SheetKind::Credentials],
            Self::ProcessesReviewed => &[SheetKind::Processes, SheetKind::Host],
            Self::PortsReviewed => &[SheetKind::Listeners],
            Self::TrafficReviewed => &[SheetKind::Flows],
            _by_other_means => return None,
        };
        let mut drawn =
            kinds.iter().filter_map(|kind| case.concerns.instance.sheet(*kind)).peekable();
        if drawn.peek().is_none() {
            return (self == Self::UsersReviewed).then_some(false);
        }
        Some(drawn.all(Sheet::is_complete))
    }
}

/// What must be so for a step to make sense. What is not known counts as so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The account is a person's, not a bot's (UA7).
    Human,
    /// The account is a bot's.
    Bot,
    /// The user was locked out by us.
    LockedOut,
    /// A credential was ended before its impact was attested (CE5, X1).
    RevokedUnassessed,
    /// Something was exposed beyond the organisation (CI7).
    Public,
    /// Somebody asked for an exception from the plan (LD11).
    ExceptionAsked,
}

impl Condition {
    /// The word used in JSON and in keys of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Bot => "bot",
            Self::LockedOut => "locked_out",
            Self::RevokedUnassessed => "revoked_unassessed",
            Self::Public => "public",
            Self::ExceptionAsked => "exception_asked",
        }
    }

    /// Whether it may be so.
    pub fn may_be_so(self, case: &Case) -> bool {
        let is_bot = case.survey.as_ref().map(|survey| survey.is_bot);
        match self {
            Self::Human => is_bot != Some(true),
            Self::Bot => is_bot != Some(false),
            Self::LockedOut => done(case).any(|state| state.act.rules().locks_out().is_some()),
            Self::RevokedUnassessed => is_revoked_unassessed(case),
            Self::Public => chosen(case, "exposure-reach").is_none_or(|reach| reach == "public"),
            Self::ExceptionAsked => {
                let request = case.concerns.dive.request.as_ref();
                request.is_none_or(|request| request.exception != Exception::None)
            }
        }
    }
}

/// The kind of credential that the case is about, as answered or recognised (S1a, CE1).
pub(super) fn credential(case: &Case) -> Option<CredentialKind> {
    let answered = chosen(case, "credential-type").and_then(CredentialKind::from_name);
    let recognised = case.facts.iter().rev().find_map(|fact| {
        let FactKind::TokenIdentified { token_kind, .. } = &fact.kind else { return None };
        CredentialKind::from_name(token_kind)
    });
    let is_job = matches!(case.subject(), Some(Subject::Job { .. }));
    let by_subject = is_job.then_some(CredentialKind::JobToken);
    answered.or(recognised).or(by_subject)
}

/// What the case is about, as a policy asks (X1, X6).
pub fn matter(case: &Case) -> Matter {
    Matter {
        scenario: Some(case.kind.as_str().to_owned()),
        credential: credential(case),
        reach: chosen(case, "exposure-reach")
            .and_then(ExposureReach::from_name)
            .or_else(|| case.exposed_to()),
    }
}

/// What was picked in a step of any playbook of the case.
pub(super) fn chosen<'a>(case: &'a Case, step: &str) -> Option<&'a str> {
    let answered = case.steps.get(step)?.answered.as_ref()?;
    let Answer::Chosen { item, .. } = &answered.answer else { return None };
    Some(item)
}

/// Whether an act of one of these kinds is done.
pub(super) fn has_done(case: &Case, kinds: &[String]) -> bool {
    done(case).any(|state| kinds.iter().any(|kind| kind == state.act.kind_str()))
}

fn is_revoked_unassessed(case: &Case) -> bool {
    case.plans.values().any(|plan| {
        let is_attested =
            plan.attestations.impact_understood && plan.attestations.guideline.is_some();
        !is_attested && plan.steps.values().any(StepState::is_done)
    })
}

fn done(case: &Case) -> impl Iterator<Item = &StepState> {
    case.plans.values().flat_map(|plan| plan.steps.values()).filter(|state| state.is_done())
}
