//! `/users/:id/block` and the like: who may act at all.
//!
//! Source: GitLab docs, `api/user_moderation`. A blocked user that is blocked
//! again stays so, and GitLab says yes; only an active one can be banned.

use jiff::SignedDuration;
use serde_json::json;

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::route::{Route, post};
use crate::world::{Audit, Entity, UserKind, UserState};

pub(super) const ROUTES: &[Route] = &[
    post("/users/:id/block", block),
    post("/users/:id/unblock", unblock),
    post("/users/:id/ban", ban),
    post("/users/:id/unban", unban),
    post("/users/:id/deactivate", deactivate),
    post("/users/:id/activate", activate),
    post("/users/:id/approve", approve),
    post("/users/:id/reject", reject),
];

/// A user that was active within so many days cannot be deactivated.
const DORMANT_DAYS: i64 = 90;

fn subject(call: &Call<'_>) -> Result<(u64, UserState), Answer> {
    call.admin()?;
    let id = call.id_of("id", "User")?;
    let user = call.world.users.get(&id).ok_or_else(|| Answer::not_found("User"))?;
    Ok((id, user.state))
}

fn is_internal(call: &Call<'_>, id: u64) -> bool {
    call.world.users.get(&id).is_some_and(|user| user.kind == UserKind::Internal)
}

/// Sets the state and tells it.
fn set(call: &mut Call<'_>, id: u64, to: UserState, event: &'static str, word: &str) -> Answer {
    let name = call.world.users.get_mut(&id).map(|user| {
        user.state = to;
        user.name.clone()
    });
    let audit = Audit::new(event, Entity::User(id))
        .target("User", id, name.unwrap_or_default())
        .message(format!("{word} user"));
    call.tell(audit);
    Answer::created(json!(true))
}

fn block(call: &mut Call<'_>) -> Outcome {
    let (id, state) = subject(call)?;
    if state == UserState::LdapBlocked {
        return Err(Answer::forbidden_because("LDAP blocked users cannot be modified by the API"));
    }
    if call.me()? == id {
        return Err(Answer::forbidden_because(
            "The API initiating user cannot be blocked by the API",
        ));
    }
    if is_internal(call, id) {
        return Err(Answer::message(403, "An internal user cannot be blocked"));
    }
    if state == UserState::Blocked {
        return Ok(Answer::created(json!(true)));
    }
    // The browser sessions end with the account.
    call.world.sessions.retain(|_, user| *user != id);
    Ok(set(call, id, UserState::Blocked, "user_blocked", "Blocked"))
}

fn unblock(call: &mut Call<'_>) -> Outcome {
    let (id, state) = subject(call)?;
    match state {
        UserState::LdapBlocked => {
            Err(Answer::forbidden_because("LDAP blocked users cannot be unblocked by the API"))
        }
        UserState::Deactivated => {
            Err(Answer::forbidden_because("Deactivated users cannot be unblocked by the API"))
        }
        UserState::Active | UserState::Banned | UserState::Pending => {
            Ok(Answer::created(json!(false)))
        }
        UserState::Blocked => Ok(set(call, id, UserState::Active, "unblock_user", "Unblocked")),
    }
}

fn ban(call: &mut Call<'_>) -> Outcome {
    let (id, state) = subject(call)?;
    if state != UserState::Active {
        return Err(Answer::message(403, format!("You cannot ban {} users.", state.as_str())));
    }
    call.world.sessions.retain(|_, user| *user != id);
    Ok(set(call, id, UserState::Banned, "ban_user", "Banned"))
}

fn unban(call: &mut Call<'_>) -> Outcome {
    let (id, state) = subject(call)?;
    if state != UserState::Banned {
        return Err(Answer::message(403, format!("You cannot unban {} users.", state.as_str())));
    }
    Ok(set(call, id, UserState::Active, "unban_user", "Unbanned"))
}

fn deactivate(call: &mut Call<'_>) -> Outcome {
    let (id, state) = subject(call)?;
    match state {
        UserState::Deactivated => return Ok(Answer::created(json!(true))),
        UserState::Blocked | UserState::LdapBlocked | UserState::Banned | UserState::Pending => {
            let why = "A blocked user cannot be deactivated by the API";
            return Err(Answer::forbidden_because(why));
        }
        UserState::Active => {}
    }
    if is_internal(call, id) {
        return Err(Answer::forbidden_because("Internal users cannot be deactivated by the API"));
    }
    let last = call.world.users.get(&id).and_then(|user| user.last_activity_at);
    let dormant = SignedDuration::from_hours(24 * DORMANT_DAYS);
    if last.is_some_and(|last| call.now.duration_since(last) < dormant) {
        return Err(Answer::forbidden_because(
            "The user you are trying to deactivate has been active in the past 90 days and cannot be deactivated",
        ));
    }
    Ok(set(call, id, UserState::Deactivated, "user_deactivate", "Deactivated"))
}

fn activate(call: &mut Call<'_>) -> Outcome {
    let (id, state) = subject(call)?;
    match state {
        UserState::Blocked | UserState::LdapBlocked | UserState::Banned | UserState::Pending => {
            Err(Answer::forbidden_because("A blocked user must be unblocked to be activated"))
        }
        UserState::Active => Ok(Answer::created(json!(true))),
        UserState::Deactivated => {
            Ok(set(call, id, UserState::Active, "user_activate", "Activated"))
        }
    }
}

fn approve(call: &mut Call<'_>) -> Outcome {
    let (id, state) = subject(call)?;
    match state {
        UserState::Pending => {
            set(call, id, UserState::Active, "user_approved", "Approved");
            Ok(Answer::message(201, "Success"))
        }
        UserState::Blocked | UserState::LdapBlocked | UserState::Banned => {
            Err(Answer::message(403, "The user you are trying to approve is not pending approval"))
        }
        UserState::Active | UserState::Deactivated => {
            Err(Answer::conflict("The user you are trying to approve is not pending approval"))
        }
    }
}

/// Refuses a user that waits, who is then gone.
fn reject(call: &mut Call<'_>) -> Outcome {
    let (id, state) = subject(call)?;
    if state != UserState::Pending {
        return Err(Answer::conflict("User does not have a pending request"));
    }
    set(call, id, UserState::Pending, "user_rejected", "Rejected");
    call.world.users.remove(&id);
    call.world.members.retain(|member| member.user != id);
    Ok(Answer::message(200, "Success"))
}
