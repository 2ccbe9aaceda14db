//! Which act ends a thing.

use crate::respond::act::{self, Home, Place, VariableRef};
use crate::respond::{Act, OwnedThing, Spot, ThingKind};

/// The act that ends it. `None` = no act is known for it where it is.
pub fn remedy(thing: &OwnedThing) -> Option<Act> {
    let name = || Some(thing.name.clone());
    let id = thing.id;
    match (thing.kind, thing.spot) {
        (ThingKind::SshKey, Spot::User { user }) => {
            Some(Act::DeleteSshKey(act::DeleteSshKey { user, key: id }))
        }
        (ThingKind::GpgKey, Spot::User { user }) => {
            Some(Act::DeleteGpgKey(act::DeleteGpgKey { user, key: id }))
        }
        (ThingKind::User, _) => thing.user.map(|user| Act::BlockUser(act::BlockUser { user })),
        (ThingKind::DeployKey, Spot::Project { project }) => {
            Some(Act::DeleteDeployKey(act::DeleteDeployKey { project, key: id, name: name() }))
        }
        (ThingKind::DeployToken, spot) => place(spot).map(|of| {
            Act::RevokeDeployToken(act::RevokeDeployToken { of, token: id, name: name() })
        }),
        (ThingKind::Trigger, Spot::Project { project }) => {
            Some(Act::DeleteTrigger(act::DeleteTrigger { project, trigger: id, name: name() }))
        }
        (ThingKind::Runner, _) => {
            Some(Act::DeleteRunner(act::DeleteRunner { runner: id, name: name() }))
        }
        (ThingKind::Application, _) => {
            Some(Act::DeleteApplication(act::DeleteApplication { application: id, name: name() }))
        }
        (ThingKind::Member, spot) => {
            let user = thing.user?;
            place(spot).map(|place| Act::RemoveMember(act::RemoveMember { place, user }))
        }
        (ThingKind::Webhook | ThingKind::GroupWebhook | ThingKind::SystemHook, spot) => {
            home(spot).map(|home| Act::RemoveWebhook(act::RemoveWebhook { home, hook: id }))
        }
        (ThingKind::Schedule, Spot::Project { project }) => {
            Some(Act::DeleteSchedule(act::DeleteSchedule { project, schedule: id, name: name() }))
        }
        (ThingKind::Variable, spot) => home(spot).map(|home| {
            let scope = thing.flags.get("environment_scope");
            let environment_scope = scope.cloned().unwrap_or_else(|| "*".to_owned());
            let variable = VariableRef { home, key: thing.name.clone(), environment_scope };
            Act::DeleteVariable(act::DeleteVariable { variable })
        }),
        _no_act_there => None,
    }
}

fn home(spot: Spot) -> Option<Home> {
    match spot {
        Spot::Instance => Some(Home::Instance),
        Spot::Project { project } => Some(Home::Project { project }),
        Spot::Group { group } => Some(Home::Group { group }),
        Spot::User { .. } => None,
    }
}

fn place(spot: Spot) -> Option<Place> {
    match spot {
        Spot::Project { project } => Some(Place::Project { project }),
        Spot::Group { group } => Some(Place::Group { group }),
        Spot::Instance | Spot::User { .. } => None,
    }
}
