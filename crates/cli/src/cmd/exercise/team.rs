//! The people of an exercise: accounts with their roles, each with a desk.

use server::person::{Person, Role};

use crate::cmd::demo::desk::Desk;
use crate::cmd::demo::stage::Stage;

/// Everybody who takes part, by the duty that they have.
pub(super) struct Team {
    /// First to act: validates, sets the severity.
    pub(super) seoc: Desk,
    /// Coordinates, writes to customers.
    pub(super) simoc: Desk,
    /// Leads what goes outside.
    pub(super) cmoc: Desk,
    /// Director of security: informs executives and legal, reviews.
    pub(super) director: Desk,
    /// Sends mail to customers.
    pub(super) programs: Desk,
    /// Runs the house, sees no case.
    pub(super) admin: Desk,
}

impl Team {
    /// Makes the accounts.
    pub(super) async fn gather(stage: &Stage) -> anyhow::Result<Self> {
        let person = |name: &str, roles: &[Role]| Person::new(name, roles.iter().copied());
        let responder = person("rin", &[Role::Viewer, Role::Responder]);
        let coordinator = person("sora", &[Role::Viewer, Role::Responder]);
        let communicator = person("kai", &[Role::Viewer, Role::Communicator]);
        let director = person("mei", &[Role::Viewer, Role::Responder, Role::Approver]);
        let programs = person("nao", &[Role::Viewer, Role::Communicator]);
        let admin = person("ada", &[Role::Admin]);
        Ok(Self {
            seoc: stage.add_person(&responder).await?,
            simoc: stage.add_person(&coordinator).await?,
            cmoc: stage.add_person(&communicator).await?,
            director: stage.add_person(&director).await?,
            programs: stage.add_person(&programs).await?,
            admin: stage.add_person(&admin).await?,
        })
    }
}
