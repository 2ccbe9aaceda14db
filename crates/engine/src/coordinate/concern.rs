//! The concerns of a case beside the technical ones, together: how grave it is,
//! who does what, who is owed an update, what goes out, what the law wants.

use serde::{Deserialize, Serialize};

use super::journal::{Entry, What};
use super::told::{Sentence, Told};
use super::{
    access, approval, communication, custody, delivery, dive, duty, engage, exercise, instance,
    obligation, regulation, review, severity, update,
};

/// What the entries of a case add up to, by concern.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Concerns {
    /// How grave it is.
    pub severity: severity::SeverityState,
    /// Who may see it, if it is confidential.
    pub access: access::AccessState,
    /// Who does what.
    pub duty: duty::DutyState,
    /// Who is owed an update.
    pub obligation: obligation::ObligationState,
    /// Status updates.
    pub update: update::UpdateState,
    /// The way to customers and the public.
    pub communication: communication::CommunicationState,
    /// Approvals.
    pub approval: approval::ApprovalState,
    /// What was handed to channels.
    pub delivery: delivery::DeliveryState,
    /// Deadlines of the law.
    pub regulation: regulation::RegulationState,
    /// The review afterwards.
    pub review: review::ReviewState,
    /// Asking GitLab for help.
    pub engage: engage::EngageState,
    /// Whether it is an exercise.
    pub exercise: exercise::ExerciseState,
    /// A request for logs.
    pub dive: dive::DiveState,
    /// Who had the evidence.
    pub custody: custody::CustodyState,
    /// The instance that may be lost.
    pub instance: instance::InstanceState,
}

impl Concerns {
    /// Adds an entry of the case; whether it meant anything.
    pub(super) fn apply(&mut self, index: u64, entry: &Entry) -> bool {
        let told = &Told { index, at: entry.recorded_at, by: &entry.by };
        match &entry.what {
            What::Severity(entry) => self.severity.apply(entry, told),
            What::Access(entry) => self.access.apply(entry, told),
            What::Duty(entry) => self.duty.apply(entry, told),
            What::Obligation(entry) => self.obligation.apply(entry, told),
            What::Update(entry) => self.update.apply(entry, told),
            What::Communication(entry) => self.communication.apply(entry, told),
            What::Approval(entry) => self.approval.apply(entry, told),
            What::Delivery(entry) => self.delivery.apply(entry, told),
            What::Regulation(entry) => self.regulation.apply(entry, told),
            What::Review(entry) => self.review.apply(entry, told),
            What::Engage(entry) => self.engage.apply(entry, told),
            What::Exercise(entry) => self.exercise.apply(entry, told),
            What::Dive(entry) => self.dive.apply(entry, told),
            What::Custody(entry) => self.custody.apply(entry, told),
            What::Instance(entry) => self.instance.apply(entry, told),
            _ => false,
        }
    }
}

/// The sentence of an entry of a concern; `None` for any other entry.
pub(super) fn sentence(what: &What) -> Option<Sentence> {
    match what {
        What::Severity(entry) => Some(severity::sentence(entry)),
        What::Access(entry) => Some(access::sentence(entry)),
        What::Duty(entry) => Some(duty::sentence(entry)),
        What::Obligation(entry) => obligation::sentence(entry),
        What::Update(entry) => update::sentence(entry),
        What::Communication(entry) => Some(communication::sentence(entry)),
        What::Approval(entry) => Some(approval::sentence(entry)),
        What::Delivery(entry) => delivery::sentence(entry),
        What::Regulation(entry) => Some(regulation::sentence(entry)),
        What::Review(entry) => Some(review::sentence(entry)),
        What::Engage(entry) => Some(engage::sentence(entry)),
        What::Exercise(entry) => Some(exercise::sentence(entry)),
        What::Dive(entry) => Some(dive::sentence(entry)),
        What::Custody(entry) => Some(custody::sentence(entry)),
        What::Instance(entry) => Some(instance::sentence(entry)),
        _ => None,
    }
}
